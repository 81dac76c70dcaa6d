"""Writes docs/criteria.md from the rules and from the stories that test them: `python -m tests.criteria.document`."""

from collections.abc import Iterator
from typing import Any

from models.criteria.payers import policies
from models.criteria.rule import Rule
from models.criteria.staging import Definition, registry
from tests.criteria.tables import SPEC
from tests.support.source import ROOT

PAGE = ROOT / "docs/criteria.md"
HEAD = """# Criteria

What Fairtrial decides, by which numbers, and stories that show it. This page is made from the rules and from the
stories that test them (`python -m tests.criteria.document`); a test fails where it is not current. Marks: *verified*
was read in the source, *paper* is in the founding paper, *policy* is our own setting, *memory* must be checked before
it is relied on. Decision support, not diagnosis.
"""
CHAPTERS = ("adequacy_medication", "doses", "adequacy_psychotherapy", "adequacy_neuromodulation", "outcome", "status",
            "boundaries", "course")  # fmt: skip


def page() -> str:
    return "\n".join([HEAD, *_trials(), *_definitions(), *_people(), *_payers()]).rstrip() + "\n"


def _trials() -> Iterator[str]:
    yield "# One trial\n"
    for name in CHAPTERS:
        yield _deeper((SPEC / f"{name}.md").read_text(encoding="utf-8"))


def _deeper(text: str) -> str:
    """Headings one step further down."""
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in text.splitlines()) + "\n"


def _definitions() -> Iterator[str]:
    yield "# Definitions of resistance\n"
    for one in registry():
        yield f"## {one.id}: {one.title}\n"
        yield f"{one.source}.{' **Provisional.**' if one.provisional else ''} {' '.join(one.notes)}".rstrip() + "\n"
        yield from _numbers(one)
        yield from _stories(one)


def _numbers(one: Definition) -> Iterator[str]:
    yield "| | value | unit | mark | source |\n|---|---|---|---|---|"
    for name, rule in one.rules.items():
        yield f"| {name.replace('_', ' ')} | {_value(rule)} | {rule.unit} | {rule.mark} | {rule.source} |"
    yield ""


def _value(rule: Rule) -> str:
    return _told(rule.value)


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_told(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(" to ".join(map(str, each)) if isinstance(each, list) else str(each) for each in value)
    return "as in force" if value == "selected" else str(value).replace("True", "yes").replace("False", "no")


def _stories(one: Definition) -> Iterator[str]:
    text = (SPEC / "definitions" / f"{one.id.lower()}.md").read_text(encoding="utf-8")
    yield from (line for line in text.splitlines() if line.startswith("|"))
    yield ""


def _people() -> Iterator[str]:
    yield (SPEC / "vignettes.md").read_text(encoding="utf-8")


def _payers() -> Iterator[str]:
    yield "# Payers\n"
    yield "Policies change every year: read the payer's own text before use. Nothing is ever submitted from here.\n"
    for policy in policies():
        yield f"## {policy.id}: {policy.title}\n"
        yield f"{policy.source}; looked up on {policy.checked_on}. {policy.note}".rstrip() + "\n"
        yield "| criterion | mark | source |\n|---|---|---|"
        yield from (f"| {one.text} | {one.mark} | {one.source} |" for one in policy.criteria)
        yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
