"""Views of invented people for the tests of reports, made of a case alone, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from pypdf import PdfReader

from instruments import shelf
from models.criteria.case import (
    Case,
    Diagnosis,
    DoseStep,
    Episode,
    Measurement,
    Modality,
    Patient,
    Severity,
    StopReason,
    Therapist,
    TreatmentSession,
    Trial,
)
from models.criteria.judge import judge_case
from models.criteria.settings import RuleSettings
from models.criteria.staging import judge_definitions
from models.history import PatientHeader, PatientView, ScorePoint
from models.records import EntryMode, ScoreStatus

AS_OF = date(2026, 6, 1)
MADE_AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
HEADER = PatientHeader(
    "p1", "Zoë Ångström", "R-4711", date(1984, 3, 14), "Harbour Clinic", "Europe/London", "en", ("Ana Rivera",)
)


def view_of(case: Case, header: PatientHeader = HEADER, as_of: date = AS_OF) -> PatientView:
    """What the door would show of this case."""
    judgement = judge_case(case, as_of, RuleSettings())
    return PatientView(
        header=header,
        as_of=as_of,
        data_to=MADE_AT,
        case=case,
        judgement=judgement,
        episodes=case.episodes,
        scores=tuple(_point(one) for one in sorted(case.measurements, key=lambda each: each.on)),
        safety_answers=(),
        flags=(),
        check_ins=(),
        every_days=7,
        trial_versions={},
        episode_versions={},
        trial_notes={},
        amendments=(),
        definitions=judge_definitions(judgement, case),
    )


def _point(one: Measurement) -> ScorePoint:
    scale = shelf()[one.instrument].scale(one.scale)
    band = next((b.name for b in reversed(scale.bands) if one.score is not None and b.low <= one.score), None)
    return ScorePoint(one.on, one.instrument, one.scale, one.score, 9, ScoreStatus.complete, band, "c1", EntryMode.link)


def drug(name: str, agent: str, since: date, until: date | None, **facts: object) -> Trial:
    made = Trial(
        id=name,
        episode="e1",
        modality=Modality.medication,
        agent=agent,
        started_on=since,
        ended_on=until,
        stop_reason=StopReason.nonresponse if until else None,
        doses=(DoseStep(since, 50), DoseStep(since + timedelta(days=14), 150)),
        adherence=0.9,
        adherence_source="refill",
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def talk(name: str, since: date, weeks: int, **facts: object) -> Trial:
    held = tuple(TreatmentSession(since + timedelta(days=7 * n), n != 2, 50) for n in range(weeks))
    made = Trial(
        id=name,
        episode="e1",
        modality=Modality.psychotherapy,
        therapy="CBT",
        started_on=since,
        ended_on=held[-1].on,
        stop_reason=StopReason.nonresponse,
        sessions=held,
        therapist=Therapist(licensed=True, formal_training=True, years=9),
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def weekly(since: date, totals: list[float]) -> tuple[Measurement, ...]:
    return tuple(
        Measurement(since + timedelta(days=7 * week), "phq9", "total", total) for week, total in enumerate(totals)
    )


def two_drugs_and_talk() -> Case:
    """Sertraline and venlafaxine at dose without response, then CBT without response."""
    start = date(2025, 6, 2)
    return Case(
        Patient("p1", date(1984, 3, 14), "female"),
        (Episode("e1", 2, date(2025, 5, 1), None, Severity.severe, psychotic=False),),
        (
            drug("a", "sertraline", start, date(2025, 8, 31)),
            drug("b", "venlafaxine", date(2025, 9, 8), date(2025, 12, 14)),
            talk("c", date(2026, 1, 5), 14),
        ),
        weekly(date(2025, 6, 1), [20 - week % 3 for week in range(52)]),
        Diagnosis.MDD,
    )


def long_history(trials: int = 30, check_ins: int = 300) -> PatientView:
    """As long as a record gets: a trial every ten weeks, and a check-in a week."""
    since = AS_OF - timedelta(weeks=check_ins)
    agents = ("sertraline", "venlafaxine", "mirtazapine", "bupropion", "nortriptyline")
    weeks = check_ins // trials
    made = [
        drug(f"t{n}", agents[n % 5], since + timedelta(weeks=weeks * n), since + timedelta(weeks=weeks * n + weeks - 1))
        if n % 6
        else talk(f"t{n}", since + timedelta(weeks=weeks * n), min(weeks, 16))
        for n in range(trials)
    ]
    case = Case(
        Patient("p1", date(1984, 3, 14)),
        (Episode("e1", 1, since, None, Severity.severe, psychotic=False),),
        tuple(made),
        weekly(since, [20 - week % 5 for week in range(check_ins)]),
        Diagnosis.MDD,
    )
    return view_of(case)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def words(pdf: bytes) -> list[str]:
    """The words of each page, one space between any two."""
    return [" ".join(page.extract_text().split()) for page in read(pdf).pages]
