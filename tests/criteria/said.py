"""Writes what is said of each story, word for word, into tests/spec/said: `python -m tests.criteria.said`.

The stories hold the answers; these pages hold the reasons, so that every changed sentence is read by somebody.
"""

import json
from collections.abc import Iterator
from functools import cache

from models.criteria.adequacy import Adequacy, judge_adequacy
from models.criteria.judge import judge_case
from models.criteria.payers import judge_payers
from models.criteria.settings import DEFAULT
from models.criteria.staging import gather, registry
from models.criteria.verdict import Reason
from models.exchange.assessment import assess
from models.exchange.history_document import read_history
from tests.criteria.lives import AS_OF, life
from tests.criteria.stories import BUILDERS
from tests.criteria.tables import SPEC, case, stories

PAGES = SPEC / "said"
Said = dict[str, list[str]]


def reason(one: Reason) -> str:
    asked = "" if one.required is None else f", asked {one.required} {one.unit}".rstrip()
    change = f"; would change: {one.would_change}" if one.would_change else ""
    return f"{one.criterion}: {one.verdict}, found {one.observed}{asked}{change}"


def fairness(found: Adequacy) -> list[str]:
    warned = [f"warning: {reason(one)}" for one in found.warnings]
    return [found.sentence, f"by {found.rule}", *map(reason, found.verdict.reasons), *warned]


def judged() -> Iterator[tuple[str, Adequacy]]:
    for file, build in BUILDERS.items():
        for story in stories(f"{file}.md"):
            trial, as_of, settings = build(story)
            yield f"{file}: {story['story']}", judge_adequacy(trial, case(trial), as_of, settings)


@cache
def adequacy() -> Said:
    return {story: fairness(found) for story, found in judged()}


@cache
def sources() -> Said:
    """Who says so, of each criterion of a trial."""
    told: dict[str, set[str]] = {}
    for _, found in judged():
        for one in (*found.verdict.reasons, *found.warnings):
            told.setdefault(one.criterion, set()).add(f"{one.unit or 'no unit'}; {one.mark}; {one.source}")
    return {criterion: sorted(told[criterion]) for criterion in sorted(told)}


@cache
def definitions() -> Said:
    """The reasons of each definition for its own stories."""
    found: Said = {}
    for one in registry():
        for story in stories(f"definitions/{one.id.lower()}.md"):
            told = life(story["treatments"], story.get("episode", ""))
            result = one.judge(gather(judge_case(told, AS_OF, DEFAULT), told))
            changes = [f"would change: {each}" for each in result.would_change]
            found[f"{one.id}: {story['story']}"] = [*result.reasons, *changes]
    return found


@cache
def people() -> Said:
    """The treatments of twelve people, and what payers would ask them."""
    found: Said = {}
    for path in sorted((SPEC / "vignettes").glob("*.json")):
        told, as_of = read_history(path.read_text(encoding="utf-8"))
        assert as_of
        judgement = judge_case(told, as_of, DEFAULT)
        found[f"{path.stem}: treatments"] = [
            line for one in judgement.trials for line in (one.trial.id, one.outcome.sentence, *fairness(one.adequacy))
        ]
        for payer in judge_payers(judgement, told):
            found[f"{path.stem}: {payer.id}"] = [f"met: {payer.met}", *payer.reasons]
    return found


@cache
def documents() -> Said:
    """What two whole assessments say, field by field."""
    found: Said = {}
    for name in ("the-whole-ladder", "remission-and-stimulation"):
        told, as_of = read_history((SPEC / "vignettes" / f"{name}.json").read_text(encoding="utf-8"))
        assert as_of
        whole = assess(told, as_of, DEFAULT)
        for part in ("settings", "trials", "combined_treatments", "course"):
            found[f"{name}: {part}"] = json.dumps(whole[part], indent=1, default=str, ensure_ascii=False).splitlines()
    return found


CHAPTERS = {"adequacy": adequacy, "sources": sources, "definitions": definitions, "people": people,
            "documents": documents}  # fmt: skip


def page(name: str) -> str:
    said = CHAPTERS[name]().items()
    parts = ["\n".join([f"## {title}", "", *(f"- {line}" for line in lines)]) for title, lines in said]
    return "\n\n".join([f"# Said: {name}", *parts]) + "\n"


def read(name: str) -> Said:
    found: Said = {}
    for line in (PAGES / f"{name}.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            lines = found[line.removeprefix("## ")] = []
        elif line.startswith("- "):
            lines.append(line.removeprefix("- "))
    return found


if __name__ == "__main__":
    for each in CHAPTERS:
        (PAGES / f"{each}.md").write_text(page(each), encoding="utf-8")
