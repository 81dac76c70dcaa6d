"""Writes what is said of each story, word for word, into tests/spec/said: `python -m tests.criteria.said`.

The stories hold the answers; these pages hold the reasons, so that every changed sentence is read by somebody.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, partial

from models.criteria.adequacy import Adequacy, judge_adequacy
from models.criteria.case import Case, Trial
from models.criteria.judge import judge_case, judge_trial
from models.criteria.outcome.track import Sign, signs
from models.criteria.payers import Trace, judge_payers, policies, trace
from models.criteria.payers.asking import asks
from models.criteria.payers.policy import Policy
from models.criteria.settings import DEFAULT
from models.criteria.staging import Definition, gather, registry
from models.criteria.verdict import Reason
from models.exchange.assessment import assess
from models.exchange.history_document import read_history
from tests.criteria.lives import AS_OF, life
from tests.criteria.stories import BUILDERS, TRACKS
from tests.criteria.tables import SPEC, Story, after, case, scores, stories

PAGES = SPEC / "said"
Said = dict[str, list[str]]
Chapter = dict[str, Callable[[], list[str]]]  # each story with what says it


def reason(one: Reason) -> str:
    asked = "" if one.required is None else f", asked {one.required} {one.unit}".rstrip()
    change = f"; would change: {one.would_change}" if one.would_change else ""
    return f"{one.criterion}: {one.verdict}, found {one.observed}{asked}{change}"


def fairness(found: Adequacy) -> list[str]:
    warned = [f"warning: {reason(one)}" for one in found.warnings]
    return [
        found.sentence,
        f"by {found.rule}, so far {found.status_so_far}",
        *map(reason, found.verdict.reasons),
        *warned,
    ]


def adequacy() -> Chapter:
    return {story: partial(_adequacy, file, story) for file in BUILDERS for story in _named(f"{file}.md")}


def _adequacy(file: str, story: str) -> list[str]:
    return fairness(_judged(file, _named(f"{file}.md")[story]))


def _judged(file: str, story: Story) -> Adequacy:
    trial, as_of, settings = BUILDERS[file](story)
    return judge_adequacy(trial, case(trial), as_of, settings)


@cache
def _named(file: str) -> dict[str, Story]:
    return {story["story"]: story for story in stories(file)}


def sources() -> Chapter:
    return {"criteria of a trial": _sources}


def _sources() -> list[str]:
    """Who says so, of each criterion of a trial."""
    told: set[str] = set()
    for file in BUILDERS:
        for story in stories(f"{file}.md"):
            found = _judged(file, story)
            for one in (*found.verdict.reasons, *found.warnings):
                told.add(f"{one.criterion}: {one.unit or 'no unit'}; {one.mark}; {one.source}")
    return sorted(told)


def definitions() -> Chapter:
    """The reasons of each definition for its own stories."""
    return {
        f"{one.id}: {story['story']}": partial(_definition, one, story)
        for one in registry()
        for story in stories(f"definitions/{one.id.lower()}.md")
    }


def _definition(one: Definition, story: Story) -> list[str]:
    told = life(story["treatments"], story.get("episode", ""))
    result = one.judge(gather(judge_case(told, AS_OF, DEFAULT), told))
    return [*result.reasons, *(f"would change: {each}" for each in result.would_change)]


def people() -> Chapter:
    """The treatments of twelve people, and what payers would ask them."""
    names = [path.stem for path in sorted((SPEC / "vignettes").glob("*.json"))]
    return {name: partial(_person, name) for name in names}


def _read(name: str) -> tuple[Case, date]:
    told, as_of, _ = read_history((SPEC / "vignettes" / f"{name}.json").read_text(encoding="utf-8"))
    assert as_of
    return told, as_of


def _person(name: str) -> list[str]:
    told, as_of = _read(name)
    judgement = judge_case(told, as_of, DEFAULT)
    said = [judgement.headline]
    for one in judgement.trials:
        said += [f"{one.trial.id}: {line}" for line in (one.outcome.sentence, *fairness(one.adequacy))]
    for payer in judge_payers(judgement, told):
        said += [f"{payer.id}: {line}" for line in (f"met: {payer.met}", *payer.reasons)]
    return said


def asked_by_payers() -> Chapter:
    """How each criterion of each payer is read here, and what kind of thing it is."""
    return {policy.id: partial(_asked, policy) for policy in policies()}


def _asked(policy: Policy) -> list[str]:
    told = [f"{policy.title}, {policy.treatment}, as of {policy.checked_on}; {policy.source}", policy.note]
    for one in policy.criteria:
        told += [f"{each.text}: {asks(each.predicate, each.figures)}" for each in one.ways or (one,)]
        told.append(f"{one.name}: {one.source}; {one.mark}")
    return told


TRACED = {
    "little known": (
        "sertraline 6w 10%, dose unknown; CBT 8 sessions; lithium added to sertraline 4w, level unknown",
        "",
    ),
    "much tried": (
        (
            "sertraline 8w 10%; citalopram 2w 0%, stopped for intolerance; venlafaxine 6w 60%; lithium added to "
            "venlafaxine 4w 0%; CBT 7 sessions 0%; rTMS 20 treatments 0%; mirtazapine 6w 0%, still running"
        ),
        "14 months, severe, psychotic",
    ),
    "an earlier episode": ("sertraline 8w 10%, earlier episode; supportive 9 sessions 0%, earlier episode", "mild"),
}


def traced_for_payers() -> Chapter:
    """Three people's records held against every criterion."""
    return {name: partial(_traced, *told) for name, told in TRACED.items()}


def _traced(treatments: str, episode: str) -> list[str]:
    known = life(treatments, episode)
    evidence = gather(judge_case(known, AS_OF, DEFAULT), known)
    return [
        f"{one.name}: {line}"
        for policy in policies()
        for one in policy.criteria
        for found in [trace(one, evidence)]
        for way in found.ways or (found,)
        for line in _trace(way)
    ]


def _trace(found: Trace) -> list[str]:
    return [
        f"{found.held.answer}, {found.held.observed or 'nothing observed'}, by {found.fact or 'no fact'}",
        *(f"{one.trial} {one.answer}: {one.words}" for one in found.trials),
        *(f"seen {instrument} on {on}" for instrument, on in found.scores),
        *(f"missing {trial or 'in all'}: {words}" for trial, words in found.missing),
    ]


def documents() -> Chapter:
    """What two whole assessments say, field by field."""
    return {name: partial(_document, name) for name in ("the-whole-ladder", "remission-and-stimulation")}


def _document(name: str) -> list[str]:
    whole = assess(*_read(name), DEFAULT)
    parts = {part: whole[part] for part in ("settings", "trials", "combined_treatments", "course")}
    return json.dumps(parts, indent=1, default=str, ensure_ascii=False).splitlines()


def signs_on_the_way() -> Chapter:
    """What is noticed while a treatment runs, with its evidence and its limits."""
    return {name: partial(_signs, *told) for name, told in TRACKS.items()}


def _signs(trial: Trial, instrument: str, text: str) -> list[str]:
    told, as_of = replace(trial, primary_instrument=instrument), after("300")
    known = case(told, scores(text, instrument, "total"))
    outcome = judge_trial(told, known, as_of).outcome
    return [line for one in signs(told, outcome, known, as_of, DEFAULT) for line in _sign(one)]


def _sign(one: Sign) -> list[str]:
    said = f"{one.on} {one.kind}, {'good' if one.good else 'a warning'}: {one.told}"
    return [said, one.limits, f"{one.mark}; {one.source}"]


CHAPTERS: dict[str, Callable[[], Chapter]] = {
    "adequacy": adequacy,
    "sources": sources,
    "definitions": definitions,
    "people": people,
    "asked by payers": asked_by_payers,
    "traced for payers": traced_for_payers,
    "documents": documents,
    "signs": signs_on_the_way,
}


def page(name: str) -> str:
    said = CHAPTERS[name]().items()
    parts = ["\n".join([f"## {title}", "", *(f"- {line}" for line in tell())]) for title, tell in said]
    return "\n\n".join([f"# Said: {name}", *parts]) + "\n"


def read(name: str) -> Said:
    found: Said = {}
    for line in (PAGES / f"{name.replace(' ', '_')}.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            lines = found[line.removeprefix("## ")] = []
        elif line.startswith("- "):
            lines.append(line.removeprefix("- "))
    return found


if __name__ == "__main__":
    for each in CHAPTERS:
        (PAGES / f"{each.replace(' ', '_')}.md").write_text(page(each), encoding="utf-8")
