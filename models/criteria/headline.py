"""Where the treatment stands, in one sentence that could be read aloud to the person it is about."""

from collections.abc import Sequence
from typing import Protocol

from models.criteria.adequacy import Adequacy
from models.criteria.case import Modality, Trial
from models.criteria.outcome import Outcome
from models.criteria.outcome.change import PARTIAL
from models.criteria.verdict import Answer
from models.criteria.wording import count, sentence


class Judged(Protocol):
    """What the headline needs to know of a trial."""

    @property
    def trial(self) -> Trial: ...
    @property
    def adequacy(self) -> Adequacy: ...
    @property
    def outcome(self) -> Outcome: ...
    @property
    def running(self) -> bool: ...
    @property
    def adequate(self) -> bool: ...
    @property
    def without_response(self) -> bool: ...
    @property
    def with_response(self) -> bool: ...
    @property
    def is_drug_trial(self) -> bool: ...


def headline(judged: Sequence[Judged]) -> str:
    """Built from the adequate trials of the episode; treatments bring no response, people do not fail."""
    if not judged:
        return "No treatment trial recorded yet."
    drugs = [one for one in judged if one.is_drug_trial]
    talking = [one for one in judged if one.trial.modality == Modality.psychotherapy]
    stimulation = [one for one in judged if one.trial.modality == Modality.neuromodulation]
    parts = [*_kind(drugs, "drug", always=True), *_kind(talking, "psychotherapy", always=True)]
    parts += _kind(stimulation, "neuromodulation", always=False)
    parts += [*_remission(judged), *_runs_still(judged)]
    return sentence("; ".join(parts))


def _kind(judged: Sequence[Judged], noun: str, always: bool) -> list[str]:
    """What is to be said of one kind of treatment; `always` also says that there was none."""
    fair = [one for one in judged if one.adequate]
    if not fair:
        return [f"no adequate {noun} trial yet"] if always else []
    found = [_what(one) for one in fair]
    order = ("without response", "with partial response only", "with response", "without a measured outcome yet")
    counted = [(found.count(what), what) for what in order]
    return [f"{count(n)} adequate {_trials(n, noun)} {what}" for n, what in counted if n]


def _trials(number: int, noun: str) -> str:
    return f"{noun} trial" if number == 1 else f"{noun} trials"


def _what(one: Judged) -> str:
    if one.with_response:
        return "with response"
    if not one.without_response:
        return "without a measured outcome yet"
    return "with partial response only" if one.outcome.category == PARTIAL else "without response"


def _remission(judged: Sequence[Judged]) -> list[str]:
    """Remission in a running trial is good news worth a clause."""
    names = [one.trial.treatment for one in judged if one.running and one.outcome.remission == Answer.yes]
    return [f"in remission with {' and '.join(names)}"] if names else []


def _runs_still(judged: Sequence[Judged]) -> list[str]:
    """Why definitions do not count what was counted here: they look at a trial once it has ended."""
    names = [one.trial.treatment for one in judged if one.running and one.without_response]
    if not names:
        return []
    verb = "still runs" if len(names) == 1 else "still run"
    return [f"{' and '.join(names)} {verb}, and definitions of resistance count a trial once it has ended"]
