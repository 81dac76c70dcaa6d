"""One definition of resistance in the words of the page: its result, whether it is met, why, what would change it."""

import re
from collections.abc import Callable, Mapping
from functools import cache

from models.criteria.staging import DefinitionResult, registry
from models.criteria.verdict import Answer
from pages.parts.plain import amount
from pages.parts.say import Kind
from pages.parts.verdict import Chip

ANSWERS = {
    Answer.yes: ("met", "◆", Kind.attention),
    Answer.no: ("not met", "–", Kind.neutral),
    Answer.unknown: ("unknown", "?", Kind.unknown),
    Answer.not_applicable: ("draws no line", "·", Kind.neutral),
}
STAGED = {
    "TR97": "stage {}",
    "SOU99": "group {}",
    "CON17": "stage {}",
    "STARD": "level {} next",
    "MGHS": "points: {}",
    "DMTRD": "points: {}",
}
NAMED = {"TRD": "resistant", "PRD": "partly responsive", "trueTRD": "resistant, combination too"}
# Codes are for machines that read the assessment; on the page the sentence behind them stands alone.
CODED = re.compile(r"^[a-z]+(?:-[a-z]+)+(?:\(\d+\))?: (?=\S)")
CODES = (
    "drug-arm-short",
    "retrospective-only",
    "psychotherapy-missing",
    "sessions-short",
    "not-evidence-based",
    "therapist-unknown",
    "combined-missing",
)
# What counts as a fair trial is written out in the table; the card has no room for it.
MEASURE = re.compile(r" \((?:\d[^()]*|less than [^()]*|at most [^()]*)\)")


def chip(one: DefinitionResult) -> Chip:
    """Met, not met or unknown; of a score without a line that it draws none, else why there is no result."""
    word, icon, kind = ANSWERS[one.met]
    if one.met is Answer.not_applicable and one.result is None:
        word = "gives no rule" if one.id in _without_rule() else "no score yet"
    return Chip(word, icon, kind)


@cache
def _without_rule() -> frozenset[str]:
    return frozenset(one.id for one in registry() if one.kind == "discussed")


def result(one: DefinitionResult) -> str:
    """The stage, the score or the name that it gives; nothing where met or not met says all."""
    if one.id in STAGED and one.result not in (None, "none"):
        return STAGED[one.id].format(one.result)
    if isinstance(one.result, Mapping):
        return FORMS.get(frozenset(one.result), _pairs)(one.result)
    if one.result is None or isinstance(one.result, bool) or one.result in ("no", "none"):
        return ""
    if isinstance(one.result, int | float):
        return amount(one.result)
    return NAMED.get(str(one.result), str(one.result))


def _pairs(found: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in found.items())


FORMS: Mapping[frozenset[str], Callable[[Mapping[str, object]], str]] = {
    frozenset({"score", "band"}): lambda found: f"{found['score']}, {found['band']}",
    frozenset({"current", "lifetime"}): lambda found: f"{found['current']} in this episode, {found['lifetime']} ever",
}


def short_chip(one: DefinitionResult) -> Chip:
    """The stage or score itself where there is one, on the colour of met or not met."""
    found, said = chip(one), result(one)
    return Chip(said, found.icon, found.kind) if said and one.met is not Answer.unknown else found


def reasons(one: DefinitionResult) -> list[str]:
    return [_uncoded(each) for each in one.reasons]


def sentences(one: DefinitionResult) -> list[str]:
    """The reasons, each ended as a sentence is."""
    return [f"{each.rstrip('.')}." for each in reasons(one)]


def _uncoded(reason: str) -> str:
    if not reason.startswith(CODES):
        return reason
    told = CODED.sub("", reason)
    return told[:1].upper() + told[1:]


def changes(one: DefinitionResult) -> list[str]:
    """What would change it, each as a sentence of its own."""
    return [f"{each[:1].upper()}{each[1:]}." for each in one.would_change]


def changes_in_short(one: DefinitionResult) -> str:
    """The same in one line."""
    return "; ".join(MEASURE.sub("", each) for each in one.would_change)
