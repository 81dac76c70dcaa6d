"""One payer's rule held against the record, line by line, each line with the numbers of the records behind it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from models.criteria.judge import TrialJudgement
from models.criteria.payers import STATES, Criterion, Policy, Trace, policies, trace
from models.criteria.payers.predicates import scale_name
from models.criteria.staging import Evidence, gather
from models.criteria.verdict import Answer, both
from models.criteria.wording import amount, day
from models.errors import Invalid, Problem
from models.exchange.report.behind import behind
from models.exchange.report.facts import sentence, whole
from models.exchange.report.numbers import Numbers
from models.exchange.report.treatments import treatment_name
from models.history import PatientView

SIGNS = {Answer.yes: "✓", Answer.no: "✗", Answer.unknown: "?", Answer.not_applicable: "□"}
MARKS = {
    "verified": "read in the source",
    "paper": "as stated in the founding paper",
    "policy": "our own setting",
    "memory": "from memory: check before use",
}
OVERALL = {
    Answer.yes: "As far as a record can tell, the rule is met.",
    Answer.no: "By this record, the rule is not met.",
    Answer.unknown: "This record does not tell yet whether the rule is met.",
    Answer.not_applicable: "A record cannot tell whether the rule is met: everything is to be attested.",
}
NOT_SENT = (
    "Policies change. Compare with the payer’s present text before sending. A rule that asks for more trials is no "
    "reason to delay care."
)
NO_RECORD = "no such record"
Row = dict[str, Any]


def policy_ids() -> tuple[str, ...]:
    return tuple(one.id for one in policies())


def policy_named(wanted: str) -> Policy:
    """The policy of that id, whatever the case; raises Invalid with what is allowed."""
    found = next((one for one in policies() if one.id.casefold() == wanted.strip().casefold()), None)
    if found is None:
        raise Invalid([Problem("payer", f"no such rule; allowed: {', '.join(policy_ids())}")])
    return found


def rule_told(policy: Policy, view: PatientView, numbers: Numbers) -> Row:
    """The rule as a value: what it asks, how each line came out, what is missing, what is to be attested."""
    evidence = gather(view.judgement, view.case)
    traces = [trace(one, evidence) for one in policy.criteria]
    answers = [one.held.answer for one in traces]
    attests = _attests(traces)
    rows = [
        _criterion(place, one, found, evidence, numbers, attests.get(place))
        for place, (one, found) in enumerate(zip(policy.criteria, traces, strict=True), start=1)
    ]
    return {
        "id": policy.id,
        "title": policy.title,
        "treatment": policy.treatment,
        "met": str(both(answers)),
        "overall": OVERALL[both(answers)],
        "counts": _counts(answers),
        "note": policy.note,
        "read": f"{sentence(policy.source)}; read on {day(policy.checked_on)}.",
        "warning": NOT_SENT,
        "criteria": rows,
        "missing": list(_missing(traces, numbers)),
        "attest": [{"number": attests[place], "words": policy.criteria[place - 1].text} for place in attests],
    }


def _attests(traces: Sequence[Trace]) -> dict[int, str]:
    """Statements get numbers as well: a line that nobody has signed leads to the place where somebody will."""
    places = [place for place, one in enumerate(traces, start=1) if one.held.answer == Answer.not_applicable]
    return {place: f"A{number}" for number, place in enumerate(places, start=1)}


def _counts(answers: Sequence[Answer]) -> str:
    number = Counter(answers)
    words = {
        Answer.yes: "met",
        Answer.no: "not met",
        Answer.unknown: "without evidence",
        Answer.not_applicable: "to be attested",
    }
    told = ", ".join(f"{number[each]} {word}" for each, word in words.items() if number[each])
    return f"Of {len(answers)} {'criterion' if len(answers) == 1 else 'criteria'}: {told}."


def _criterion(
    place: int, one: Criterion, found: Trace, evidence: Evidence, numbers: Numbers, attest: str | None
) -> Row:
    ways = found.ways or (found,)
    readings = [_reading(each, evidence, numbers, attest, several=len(ways) > 1) for each in ways]
    return {
        "number": str(place),
        "text": sentence(one.text),
        "state": STATES[found.held.answer],
        "sign": SIGNS[found.held.answer],
        "readings": readings,
        "see": _see(found, ways, readings),
        "source": f"{sentence(one.source)}: {MARKS[one.mark]}; {day(one.checked_on)}",
    }


def _see(found: Trace, ways: Sequence[Trace], readings: Sequence[Row]) -> list[str]:
    """The records behind the result: where one way is enough, those of the way that holds."""
    held = found.held.answer
    told = [
        each["see"] for way, each in zip(ways, readings, strict=True) if held != Answer.yes or way.held.answer == held
    ]
    return list(dict.fromkeys(number for numbers in told for number in numbers)) or [NO_RECORD]


def _reading(found: Trace, evidence: Evidence, numbers: Numbers, attest: str | None, *, several: bool) -> Row:
    """One way in which the criterion may hold, with each record that was looked at."""
    given = {one.trial.id: one for one in evidence.judgement.trials}
    records = [
        {
            "number": numbers.trial(each.trial),
            "sign": SIGNS[each.answer],
            "words": f"{_named(given[each.trial])}: {each.words}"
            + behind(given[each.trial], numbers, evidence.judgement.as_of),
        }
        for each in found.trials
    ]
    counting = [numbers.trial(each.trial) for each in found.trials if each.answer == Answer.yes]
    scores = [number for name, on in found.scores for number in numbers.on_day(name, on)]
    see = counting if found.held.answer == Answer.yes else [each["number"] for each in records]
    return {
        "state": STATES[found.held.answer] if several else "",
        "asks": sentence(found.asks),
        "observed": _observed(found, evidence),
        "records": records,
        "see": [*see, *_facts(found, evidence, numbers), *scores, *([attest] if attest else [])],
    }


def _named(one: TrialJudgement) -> str:
    """A treatment with its days, so that nobody has to turn the page to know which one is meant."""
    until = f"to {day(one.trial.ended_on)}" if one.trial.ended_on else "and still running"
    return f"{treatment_name(one.trial)}, {day(one.trial.started_on)} {until}"


def _observed(found: Trace, evidence: Evidence) -> str:
    if found.held.answer == Answer.not_applicable:
        return "To be attested: no record can tell."
    if not found.held.observed or found.trials:
        return ""
    return sentence(whole(found.held.observed)) + (_score_beside(found, evidence) if found.fact == "episode" else "")


def _score_beside(found: Trace, evidence: Evidence) -> str:
    """The newest score beside the clinician's grade of the episode."""
    told = ""
    for name, on in found.scores:
        _, scores = evidence.readings(name)
        told = f"; the newest score beside it: {scale_name(name)} {amount(scores[-1])} on {day(on)}"
    return told


def _facts(found: Trace, evidence: Evidence, numbers: Numbers) -> Iterator[str]:
    if found.fact == "person":
        yield "P"
    if found.fact == "episode" and evidence.episode:
        yield numbers.episodes[evidence.episode.id]
    if found.fact == "episodes":
        yield from numbers.episodes.values()


def _missing(traces: Sequence[Trace], numbers: Numbers) -> Iterator[Row]:
    """What would have to be recorded; of several ways each, since one is enough."""
    for place, found in enumerate(traces, start=1):
        if found.held.answer == Answer.yes:
            continue
        ways = found.ways or (found,)
        for way in ways:
            for trial, words in way.missing:
                see = f"{numbers.trial(trial)}: " if trial else ""
                or_ = "one way: " if len(ways) > 1 else ""
                yield {"criterion": str(place), "words": f"{sentence(f'{or_}{see}{words}')}."}
