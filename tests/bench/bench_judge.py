"""How many patients a second are judged: five trials and forty scores each, five domains, one core."""

import time
from datetime import date, timedelta

from models.criteria.case import (
    Case,
    DoseStep,
    Episode,
    Measurement,
    Modality,
    Patient,
    Procedure,
    Role,
    StopReason,
    Therapist,
    TreatmentSession,
    Trial,
)
from models.criteria.judge import judge_case
from models.criteria.settings import RuleSettings

START = date(2025, 1, 6)
AS_OF = date(2031, 1, 1)
SCALES = (("phq9", "total"), ("bipf", "impairment"), ("hrqol4", "unhealthy_days"), ("swls", "total"))


def a_case(number: int, weeks: int = 10, trials: int = 5) -> Case:
    """One invented patient: two drugs, an adjunct, a psychotherapy and a course of ECT, one after the other."""
    made = tuple(_trial(position, START + timedelta(weeks=12 * position)) for position in range(trials))
    span = 12 * trials * 7 // weeks
    scores = tuple(
        Measurement(START + timedelta(days=span * week - 2), instrument, scale, float(12 + (number + week) % 9))
        for week in range(weeks)
        for instrument, scale in SCALES
    )
    return Case(Patient(f"P{number}"), (Episode("E1", started_on=START),), made, scores)


def _trial(position: int, start: date) -> Trial:
    end = start + timedelta(weeks=10)
    kind = position % 5
    if kind == 3:
        sessions = tuple(TreatmentSession(start + timedelta(weeks=week), True, 50) for week in range(10))
        therapist = Therapist(licensed=True, formal_training=True, years=5)
        return Trial(
            f"T{position}", "E1", Modality.psychotherapy, start, end,
            therapy="CBT", sessions=sessions, therapist=therapist, stop_reason=StopReason.completed,
        )  # fmt: skip
    if kind == 4:
        sessions = tuple(TreatmentSession(start + timedelta(days=3 * number), True) for number in range(8))
        return Trial(
            f"T{position}", "E1", Modality.neuromodulation, start, end,
            procedure=Procedure.ECT, sessions=sessions, stop_reason=StopReason.completed,
        )  # fmt: skip
    if kind == 2:
        doses = (DoseStep(start, 300), DoseStep(start + timedelta(days=7), 900))
        return Trial(
            f"T{position}", "E1", Modality.medication, start, end, Role.augmentation, "lithium",
            augments=f"T{position - 1}", doses=doses, serum_level_mmol_per_l=0.6,
        )  # fmt: skip
    doses = (DoseStep(start, 75), DoseStep(start + timedelta(days=14), 150), DoseStep(start + timedelta(days=28), 225))
    return Trial(
        f"T{position}", "E1", Modality.medication, start, end, agent=("venlafaxine", "sertraline")[kind],
        doses=doses, adherence=0.9, stop_reason=StopReason.nonresponse,
    )  # fmt: skip


def rate(number: int, weeks: int = 10, trials: int = 5, domains: bool = False) -> float:
    """Cases a second of processor time, the best of three; each case is new, as when it comes from the database."""
    settings = RuleSettings()
    took = []
    for _ in range(3):
        cases = [a_case(each, weeks, trials) for each in range(number)]
        began = time.process_time()
        for case in cases:
            judged = judge_case(case, AS_OF, settings)
            if domains:
                for one in judged.trials:
                    len(one.outcomes)
        took.append(time.process_time() - began)
    return number / min(took)


def run() -> list[tuple[str, str, str]]:
    rate(50)
    usual, whole = rate(1000), rate(1000, domains=True)
    longer = rate(250, weeks=40, trials=20)
    return [
        ("judging a patient with 5 trials and 40 scores", f"{usual:,.0f} a second", "at least 2,000 a second"),
        ("the same with the outcome in all five domains", f"{whole:,.0f} a second", "at least 1,000 a second"),
        ("four times as many trials and scores", f"{usual / longer:.1f} times as long", "at most 5 times"),
    ]
