"""The columns of the table of treatment trials: each with its kind, what it says, and where it comes from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from models.criteria.case import Episode
from models.criteria.derived import Derived, derive
from models.criteria.judge import CaseJudgement, TrialJudgement
from models.criteria.outcome import Outcome
from models.criteria.outcome.domains import domains
from models.criteria.settings import DEFAULT
from models.criteria.staging import DefinitionResult, registry
from models.criteria.verdict import Answer
from models.history.export import ExportedRecord

TEXT, NUMBER, WHOLE, DAY, YES_NO = "text", "number", "whole number", "day", "yes or no"


class Facts(NamedTuple):
    """What one row is made of."""

    record: ExportedRecord
    judgement: CaseJudgement
    one: TrialJudgement
    episode: Episode | None
    derived: Derived
    definitions: Mapping[str, DefinitionResult]


@dataclass(frozen=True)
class Column:
    """One column: its name, the kind of its values, what it says, and how it is found."""

    name: str
    kind: str
    says: str
    find: Callable[[Facts], Any]


def facts_of(
    record: ExportedRecord,
    judgement: CaseJudgement,
    one: TrialJudgement,
    definitions: Mapping[str, DefinitionResult],
) -> Facts:
    """Everything about one trial that the columns ask for."""
    episode = next((each for each in record.case.episodes if each.id == one.trial.episode), None)
    derived = derive(one.trial, one.outcome, record.case, judgement.as_of, DEFAULT)
    return Facts(record, judgement, one, episode, derived, definitions)


@cache
def trial_columns() -> tuple[Column, ...]:
    """Every column, in the order of the table."""
    return (*_who(), *_what(), *_fair(), *_did(), *_derived(), *_by_domain(), *_definitions())


def row_of(facts: Facts) -> list[Any]:
    """The values of one trial, in the order of the columns."""
    return [_plain(each.find(facts)) for each in trial_columns()]


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Answer) else value


def _who() -> Iterator[Column]:
    yield Column("patient", TEXT, "record number", lambda f: f.record.person.record_number)
    yield Column("clinic", TEXT, "the clinic's name", lambda f: f.record.person.clinic_name)
    yield Column("as_of", DAY, "the day as of which everything is judged", lambda f: f.judgement.as_of)
    yield Column("sex", TEXT, "female, male, other", lambda f: f.record.person.sex)
    yield Column("age", WHOLE, "full years at the start of the trial", _age)
    yield Column("diagnosis", TEXT, "of the newest episode", lambda f: f.record.case.diagnosis)
    yield Column("episode", TEXT, "the episode's id", lambda f: f.record.name(f.episode.id) if f.episode else None)
    yield Column("episode_number", WHOLE, "which episode of the patient's life", lambda f: _of(f.episode, "number"))
    yield Column("episode_started_on", DAY, "its first day", lambda f: _of(f.episode, "started_on"))
    yield Column("episode_severity", TEXT, "subsyndromal to severe", lambda f: _of(f.episode, "severity"))


def _what() -> Iterator[Column]:
    yield Column("trial", TEXT, "the trial's id", lambda f: f.record.name(f.one.trial.id))
    yield Column("step", WHOLE, "which trial of the patient, by start", _step)
    yield Column("modality", TEXT, "medication, psychotherapy, neuromodulation", lambda f: f.one.trial.modality)
    yield Column("treatment", TEXT, "the drug, therapy or procedure", lambda f: f.one.trial.treatment)
    yield Column("role", TEXT, "of a drug: monotherapy, combination, augmentation", _role)
    yield Column("started_on", DAY, "first day", lambda f: f.one.trial.started_on)
    yield Column("ended_on", DAY, "last day; empty while it runs", lambda f: f.one.trial.ended_on)
    yield Column("weeks", NUMBER, "from the first day to the last, or to as_of", _weeks)
    yield Column("stop_reason", TEXT, "why it ended", lambda f: f.one.trial.stop_reason)
    yield Column("ascertainment", TEXT, "prospective, record, recall", lambda f: f.one.trial.ascertainment)
    yield Column("highest_mg_per_day", NUMBER, "the highest daily dose", _highest)
    yield Column("adherence", NUMBER, "share of doses taken, 0 to 1", lambda f: f.one.trial.adherence)
    yield Column("sessions_attended", WHOLE, "dated visits that took place, or the number recorded", _attended)


def _fair() -> Iterator[Column]:
    yield Column("status", TEXT, "adequacy and outcome in one word", lambda f: f.one.status)
    yield Column("adequate", YES_NO, "whether it was a fair trial", lambda f: f.one.adequacy.verdict.answer)
    yield Column("adequacy_rule", TEXT, "under which rule", lambda f: f.one.adequacy.rule)
    yield Column("adequate_on", DAY, "the first day on which it was", lambda f: f.one.adequacy.adequate_on)
    yield Column("weeks_at_dose", NUMBER, "weeks at an adequate dose or above", lambda f: f.one.adequacy.weeks_at_dose)


def _did() -> Iterator[Column]:
    yield from _of_outcome("", "on the scale that decides", lambda f: f.one.outcome)
    yield Column("outcome_is_recalled", YES_NO, "remembered, not measured", _recalled)


def _of_outcome(above: str, where: str, find: Callable[[Facts], Outcome | None]) -> Iterator[Column]:
    def of(name: str) -> Callable[[Facts], Any]:
        return lambda f: _of(find(f), name)

    yield Column(f"{above}instrument", TEXT, f"instrument {where}", of("instrument"))
    yield Column(f"{above}scale", TEXT, f"its scale, {where}", of("scale"))
    yield Column(f"{above}baseline", NUMBER, f"score at the start, {where}", of("baseline"))
    yield Column(f"{above}baseline_on", DAY, "its day", of("baseline_on"))
    yield Column(f"{above}end", NUMBER, f"last score that counts, {where}", of("end"))
    yield Column(f"{above}end_on", DAY, "its day", of("end_on"))
    yield Column(f"{above}improvement_percent", NUMBER, "negative when worse; not rounded", of("improvement_percent"))
    yield Column(f"{above}category", TEXT, "response, partial_response, nonresponse …", of("category"))
    yield Column(f"{above}remission", YES_NO, "at or below the line of remission", of("remission"))
    yield Column(f"{above}reliable_change", YES_NO, "more than the scale's reliable change", of("reliable_change"))


def _derived() -> Iterator[Column]:
    about = {
        "sudden_gains": (WHOLE, "how many sudden gains (Tang & DeRubeis 1999)"),
        "sudden_gain_on": (DAY, "the first one's day"),
        "sudden_gain_points": (NUMBER, "the first one's size in points of the scale"),
        "sudden_gain_lost": (YES_NO, "whether half of the first went again"),
        "sudden_gain_undecided": (WHOLE, "steps with too few scores around them"),
        "early_improvement": (YES_NO, "improved in the first weeks"),
        "early_improvement_percent": (NUMBER, "by how much, then"),
        "early_improvement_on": (DAY, "the day of that score"),
        "dropout": (YES_NO, "left before it could help, by its reason of stopping"),
        "dropout_on": (DAY, "the day on which it was left"),
        "dropout_week": (NUMBER, "weeks from the start until then"),
    }
    for name, (kind, says) in about.items():
        yield Column(name, kind, says, _named(name))


def _named(name: str) -> Callable[[Facts], Any]:
    return lambda f: getattr(f.derived, name)


def _by_domain() -> Iterator[Column]:
    for domain in domains():
        yield from _of_outcome(f"{domain}_", f"in the domain of {domain}", _in_domain(domain))


def _in_domain(domain: str) -> Callable[[Facts], Outcome | None]:
    return lambda f: f.one.outcomes.get(domain)


def _definitions() -> Iterator[Column]:
    yield Column("resistant_by_drugs_alone", YES_NO, "of the patient, as of as_of", _drugs_alone)
    for each in (one.id for one in registry()):
        yield Column(f"{each}_result", TEXT, f"the patient's result under {each}", _result(each))
        yield Column(f"{each}_met", YES_NO, f"whether {each} calls the patient resistant", _met(each))


def _result(name: str) -> Callable[[Facts], Any]:
    def find(facts: Facts) -> str | None:
        result = facts.definitions[name].result
        if isinstance(result, dict):
            return "; ".join(f"{key}: {'' if value is None else value}" for key, value in result.items())
        return None if result is None else str(result).lower() if isinstance(result, bool) else str(result)

    return find


def _met(name: str) -> Callable[[Facts], Any]:
    return lambda f: f.definitions[name].met


def _of(thing: Any, name: str) -> Any:
    return None if thing is None else getattr(thing, name)


def _yes_no(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _recalled(facts: Facts) -> str:
    return _yes_no(facts.one.outcome.recalled)


def _drugs_alone(facts: Facts) -> str:
    return _yes_no(facts.judgement.resistant_by_drugs_alone)


def _age(facts: Facts) -> int | None:
    born_on, started_on = facts.record.person.born_on, facts.one.trial.started_on
    if born_on is None:
        return None
    return started_on.year - born_on.year - ((started_on.month, started_on.day) < (born_on.month, born_on.day))


def _step(facts: Facts) -> int:
    return 1 + facts.judgement.trials.index(facts.one)


def _role(facts: Facts) -> str | None:
    trial = facts.one.trial
    return trial.role if trial.modality == "medication" else None


def _weeks(facts: Facts) -> float:
    trial = facts.one.trial
    return ((trial.last_day(facts.judgement.as_of) - trial.started_on).days + 1) / 7


def _highest(facts: Facts) -> float | None:
    return max((each.mg_per_day for each in facts.one.trial.doses if each.mg_per_day is not None), default=None)


def _attended(facts: Facts) -> int | None:
    trial = facts.one.trial
    if trial.attended_count is not None or trial.modality == "medication":
        return trial.attended_count
    return sum(each.attended for each in trial.sessions) if trial.sessions else None
