"""Which ways of treating have had a fair trial and which have not: laid out side by side, and none recommended."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from models.criteria.formulary import formulary
from models.criteria.judge import CaseJudgement, TrialJudgement
from models.criteria.rule import document
from models.criteria.therapies import therapies
from models.criteria.verdict import Answer
from models.words import Modality, Role

MATTERS, GENERAL = "matters", "general"  # what a patient says apart from single options
LISTS = ("classes", "families", "procedures")


class Tried(StrEnum):
    """How far a way of treating has been tried, in this episode or before."""

    never = "never"
    short = "short"  # tried, and what is recorded was not enough of it, or not for long enough
    unknown = "unknown"  # tried, and the record does not tell whether it was enough
    running = "running"
    fair = "fair"


@dataclass(frozen=True)
class Option:
    """One way of treating, in words for the patient."""

    id: str
    group: str
    name: str
    what: str
    classes: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    adjunct: bool = False

    def holds(self, judged: TrialJudgement) -> bool:
        """Whether this trial was a trial of this way of treating."""
        trial = judged.trial
        if trial.modality is Modality.psychotherapy:
            listed = therapies().find(trial.therapy)
            return listed is not None and listed.family in self.families
        if trial.modality is Modality.neuromodulation:
            return str(trial.procedure or "") in self.procedures
        drug = formulary().find(trial.agent)
        if drug is None or drug.klass not in self.classes:
            return False
        # A drug of the additions, taken alone, is another thing; an antidepressant added to another one is still one.
        is_added = trial.role is Role.augmentation and drug.klass in _added_classes()
        return self.group == "stimulation" or self.adjunct == is_added


@dataclass(frozen=True)
class Standing:
    """An option and how far it has been tried, with the trials behind that."""

    option: Option
    tried: Tried
    trials: tuple[TrialJudgement, ...]


@cache
def options() -> tuple[Option, ...]:
    """The shipped list, read once."""
    return tuple(_option(short, entry) for short, entry in document("options")["option"].items())


def _option(short: str, entry: dict[str, Any]) -> Option:
    lists: dict[str, Any] = {name: tuple(entry.get(name, ())) for name in LISTS}
    return Option(short, entry["group"], entry["name"], entry["what"], **lists, adjunct=entry.get("adjunct", False))


@cache
def _added_classes() -> frozenset[str]:
    return frozenset(each for one in options() if one.adjunct for each in one.classes)


def option_named(name: str) -> Option | None:
    """The option with this id."""
    return next((one for one in options() if one.id == name), None)


def standings(judgement: CaseJudgement) -> tuple[Standing, ...]:
    """Every option of the list in its order, whatever has been tried."""
    return tuple(_standings(judgement))


def _standings(judgement: CaseJudgement) -> Iterator[Standing]:
    for option in options():
        if option.group == "together":
            pairs = [tuple(judgement.trial(each) for each in one.trials) for one in judgement.combined]
            both = tuple(sorted((min(pair, key=_rank) for pair in pairs), key=_rank, reverse=True))
            yield Standing(option, _tried(both), tuple(each for pair in pairs for each in pair))
        else:
            held = tuple(one for one in judgement.trials if option.holds(one))
            yield Standing(option, _tried(held), held)


def _tried(judged: tuple[TrialJudgement, ...]) -> Tried:
    """The best that is known of any of them."""
    return max((_of(one) for one in judged), key=list(Tried).index, default=Tried.never)


def _of(judged: TrialJudgement) -> Tried:
    if judged.adequate:
        return Tried.fair
    if judged.running:
        return Tried.running
    return Tried.short if judged.adequacy.verdict.answer is Answer.no else Tried.unknown


def _rank(judged: TrialJudgement) -> int:
    """A pair is as fair as the less fair of the two."""
    return list(Tried).index(_of(judged))
