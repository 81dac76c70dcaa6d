"""The cohort: what trials did for many patients at once, without a name, for those who treat them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.clock import now
from models.criteria.cohort import TrialLine, Wish, chosen, from_json
from models.criteria.rule import whole
from models.door import reads
from models.history.caseload import own_or_clinic
from models.records import Standing


@dataclass(frozen=True)
class Cohort:
    """The trials that were asked for, one tuple for each patient who has any, and what can be asked for.

    `patients` are all within reach, `not_ready` those whose trials were not made ready yet. `choices` has the number of
    trials for each value of a filter; values of few trials are left out, since a person might be known by them.
    """

    patients: int
    not_ready: int
    resistant_by_drugs_alone: int
    trials: tuple[tuple[TrialLine, ...], ...]
    choices: Mapping[str, Mapping[str, int]]
    data_to: datetime

    @cached_property
    def lines(self) -> list[TrialLine]:
        return [line for own in self.trials for line in own]

    def only(self, wish: Wish) -> "Cohort":
        """The same with those trials alone that the wish asks for."""
        asked = (tuple(chosen(own, wish)) for own in self.trials)
        return replace(self, trials=tuple(own for own in asked if own))


@reads(Permission.cohort_read)
def cohort(db: Session, actor: Actor, wish: Wish | None = None, *, whole_clinic: bool = False) -> Cohort:
    """The trials of the clinician's own patients, or of the whole clinic; `wish` chooses among them."""
    columns = col(Standing.trial_lines), col(Standing.resistant_by_drugs_alone)
    rows = db.exec(select(*columns).where(own_or_clinic(actor, whole_clinic=whole_clinic))).all()
    kept = [from_json(lines) for lines, _ in rows if lines is not None]
    everything = Cohort(
        patients=len(rows),
        not_ready=len(rows) - len(kept),
        resistant_by_drugs_alone=sum(bool(resistant) for _, resistant in rows),
        trials=tuple(tuple(lines) for lines in kept if lines),
        choices=_choices(kept),
        data_to=now(),
    )
    return everything.only(wish) if wish else everything


def _choices(kept: Sequence[Sequence[TrialLine]]) -> dict[str, dict[str, int]]:
    few = whole("cohort.smallest_group")
    counted: dict[str, Counter[str]] = {name: Counter() for name in ("modality", "group", "treatment", "diagnosis")}
    for own in kept:
        for line in own:
            for name, counter in counted.items():
                if value := getattr(line, name):
                    counter[value] += 1
    return {
        name: {value: number for value, number in counter.most_common() if number >= few}
        for name, counter in counted.items()
    }
