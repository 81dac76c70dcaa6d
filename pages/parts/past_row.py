"""One treatment of the past as a row of a sheet: what is known becomes a trial, and what nobody knows stays unknown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from models.criteria.case import Trial
from models.criteria.formulary import formulary
from models.criteria.therapies import therapies
from models.errors import Invalid, Problem
from models.recording import TrialInput
from models.words import Ascertainment, Modality, Procedure, Role
from pages.parts.about_when import ALLOWED, About, read
from pages.parts.trial_medication import option

DRUG, THERAPY, PROCEDURE = "drug", "therapy", "procedure"
FIELDS = {"agent": "what", "therapy": "what", "procedure": "what", "started_on": "began", "ended_on": "until"}
SHOWN = {**FIELDS, "doses": "amount", "attended_count": "amount", "augments_id": "what", "modality": "what"}


@dataclass(frozen=True)
class Row:
    """What stands in one row; `token` is the id that its trial will have."""

    token: str
    what: str | None = None
    began: str = ""
    until: str = ""
    amount: float | None = None
    weeks: float | None = None
    improvement: str | None = None
    stop: str | None = None

    @property
    def is_empty(self) -> bool:
        return replace(self, token="") == Row("")

    @property
    def kind(self) -> str:
        return (self.what or DRUG).partition(":")[0]

    @property
    def name(self) -> str:
        return (self.what or "").partition(":")[2]


@dataclass(frozen=True)
class Sheet:
    """What holds for every row: how the facts are known, the episode that they belong to, and today."""

    ascertainment: Ascertainment
    episode_id: str | None
    episode_began: date | None
    today: date
    profile: str
    trials: Sequence[Trial] = ()


def choices(profile: str) -> dict[str, str]:
    """Every treatment that is known by name: drugs with class and dose, therapies, procedures."""
    found = {f"{DRUG}:{name}": option(name, profile) for name in formulary().names()}
    found |= {f"{THERAPY}:{one.id}": f"{one.id.replace('_', ' ')} · {one.name}" for one in therapies()}
    return found | {f"{PROCEDURE}:{one}": f"{one.replace('_', ' ')} · stimulation or infusion" for one in Procedure}


def span(row: Row, sheet: Sheet) -> tuple[date | None, date | None, list[Problem]]:
    """First and last day, as near as they are known, and what could not be read."""
    problems = []
    began, until = _read("began", row.began, problems), _read("until", row.until, problems)
    if began is None and not row.began.strip():
        problems.append(Problem("began", f"say about when it began: {ALLOWED}"))
    first = _within(began, sheet) if began else None
    last = min(until.last, sheet.today) if until else None
    if last is None and first and row.weeks is not None and not row.until.strip():
        last = first + timedelta(days=round(row.weeks * 7) - 1)
    elif last is None and not row.until.strip():
        problems.append(Problem("until", "say about until when, or for how many weeks"))
    if first and last and row.weeks is not None and until and last - first < timedelta(days=round(row.weeks * 7) - 1):
        problems.append(Problem("weeks", "more weeks than lie between the two dates"))
    return first, last, problems


def _read(field: str, typed: str, problems: list[Problem]) -> About | None:
    found = read(typed) if typed.strip() else None
    if typed.strip() and found is None:
        problems.append(Problem(field, f"not read: write {ALLOWED}"))
    return found


def _within(began: About, sheet: Sheet) -> date:
    """The first day that was meant, or that of the episode where the episode began within the same span."""
    if sheet.episode_began and began.first <= sheet.episode_began <= began.last:
        return sheet.episode_began
    return began.first


def for_door(row: Row, sheet: Sheet, others: Sequence[Row]) -> TrialInput:
    """The row as the door takes it; raises Invalid with problems named after the row's own fields."""
    first, last, problems = span(row, sheet)
    if not row.what:
        problems.insert(0, Problem("what", "choose the treatment; one that is not listed goes on the trial page"))
    if row.amount is None and row.weeks is not None and row.kind == DRUG:
        problems.append(Problem("amount", "how much a day in these weeks? Leave the weeks empty where nobody knows"))
    own = _medication(row, sheet, others, first, last, problems) if row.kind == DRUG else _by_visits(row)
    if problems or first is None:
        raise Invalid(problems)
    return TrialInput.of(
        id=row.token,
        episode_id=sheet.episode_id,
        started_on=first,
        ended_on=last,
        stop_reason=row.stop,
        ascertainment=sheet.ascertainment,
        recalled_improvement=row.improvement if sheet.ascertainment is Ascertainment.recall else None,
        note=_note(row),
        **own,
    )


def _medication(
    row: Row, sheet: Sheet, others: Sequence[Row], first: date | None, last: date | None, problems: list[Problem]
) -> dict[str, Any]:
    own: dict[str, Any] = {"modality": Modality.medication, "agent": row.name, "role": Role.monotherapy}
    drug = formulary().find(row.name)
    if drug is not None and drug.minimum_mg("strict_max") is None and drug.target_mg:
        own |= {"role": Role.augmentation, "augments_id": _augmented(row, sheet, others, first)}
        if own["augments_id"] is None:
            problems.append(
                Problem("what", "an adjunct: put the drug that it augmented on this sheet or on record first")
            )
    if row.amount is not None and row.weeks is not None and first and last:
        since = max(first, last - timedelta(days=round(row.weeks * 7) - 1))
        own["doses"] = [{"from_on": since, "mg_per_day": row.amount}]
    return own


def _augmented(row: Row, sheet: Sheet, others: Sequence[Row], first: date | None) -> str | None:
    """The one drug treatment that went on when the adjunct began; None where there is none, or more than one."""
    if first is None:
        return None
    found = [
        one.id
        for one in sheet.trials
        if one.modality is Modality.medication and one.started_on <= first <= one.last_day(sheet.today)
        if one.role is not Role.augmentation
    ]
    for each in others:
        begun, ended, problems = span(each, sheet)
        if (
            each.kind == DRUG
            and each.token != row.token
            and not problems
            and begun
            and ended
            and begun <= first <= ended
        ):
            found.append(each.token)
    return found[0] if len(found) == 1 else None


def _by_visits(row: Row) -> dict[str, Any]:
    count = None if row.amount is None else int(row.amount)
    if row.kind == THERAPY:
        return {"modality": Modality.psychotherapy, "therapy": row.name, "attended_count": count}
    return {"modality": Modality.neuromodulation, "procedure": row.name, "attended_count": count}


def _note(row: Row) -> str:
    """What was said, where the record holds a day for it: an about stays an about."""
    said = [f"Began about {row.began.strip()}"]
    if row.until.strip():
        said.append(f"until about {row.until.strip()}")
    if row.weeks is not None:
        said.append(f"for about {row.weeks:g} weeks" + (" at the highest dose" if row.kind == DRUG else ""))
    elif row.amount is not None and row.kind == DRUG:
        said.append(f"highest dose {row.amount:g} mg a day, for how long is not known")
    return ", ".join(said) + "."


def named(problem: Problem) -> Problem:
    """A problem of the door under the name that its field has in the row."""
    field = problem.field.partition(".")[0]
    return Problem(SHOWN.get(field, "stop" if field == "stop_reason" else "what"), problem.message)
