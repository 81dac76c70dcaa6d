"""`fairtrial assess` judges history documents that other programs wrote; the database is not asked."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.commands.frame import BAD_INPUT, say

if TYPE_CHECKING:
    from models.criteria.settings import RuleSettings

STANDARD_INPUT = "-"


def assess(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE.json …]", help="History documents; - is standard input.")
    ] = None,
    registry: Annotated[
        bool, typer.Option("--registry", help="Judge a table of many patients: --registry IN.parquet OUT.parquet.")
    ] = False,
    as_of: Annotated[str | None, typer.Option(metavar="DAY", help="The day to look from, instead of theirs.")] = None,
    dose_profile: Annotated[str | None, typer.Option(help="mgh_atrq, canmat_2023_lower or strict_max.")] = None,
    psychotherapy_profile: Annotated[str | None, typer.Option(help="markowitz, conway or canmat.")] = None,
    policy: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="Another setting; may be repeated.")
    ] = None,
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="The definitions under every profile, too.")
    ] = False,
) -> None:
    """Judge history documents: adequacy, outcomes, course, every definition of resistance, payers. JSON Lines out.

    With --registry, judge a Parquet table of many patients into another one, however large.
    """
    from models.errors import Invalid, Problem
    from models.exchange.assessment import assess as judge
    from models.exchange.assessment import load_rules, written
    from models.exchange.history_document import read_history
    from models.exchange.history_remarks import not_begun

    day = _day(as_of)
    settings = _settings(dose_profile, psychotherapy_profile, policy or [])
    if registry:
        from models.commands.registry import assess_table

        return assess_table(files or [], settings, day, sensitivity)
    load_rules()
    bad = False
    for name, text in _documents(files or [Path(STANDARD_INPUT)]):
        if text is None:
            bad = True
            continue
        try:
            history = read_history(text)
            looked_at = day or history.as_of
            if looked_at is None:
                raise Invalid([Problem("as_of", "missing; allowed: a day, here or with --as-of")])
        except Invalid as refused:
            bad = True
            say(*(f"{name}: {one.field}: {one.message}" for one in refused.problems))
            continue
        remarks = [*history.remarks, *not_begun(history.case, looked_at)]
        say(*(f"{name}: {one.field}: {one.message}" for one in remarks))
        sys.stdout.buffer.write(written(judge(history.case, looked_at, settings, sensitivity, remarks)) + b"\n")
    sys.stdout.buffer.flush()
    if bad:
        raise typer.Exit(BAD_INPUT)


def _documents(files: list[Path]) -> Iterator[tuple[str, bytes | None]]:
    """Each document with its name; None for a file that can't be read. A file may hold many documents."""
    from models.exchange.history_many import documents_in

    for file in files:
        name = "standard input" if str(file) == STANDARD_INPUT else str(file)
        try:
            text = sys.stdin.buffer.read() if str(file) == STANDARD_INPUT else file.read_bytes()
        except OSError as refused:
            say(f"{name}: {refused.strerror}")
            yield name, None
            continue
        yield from ((f"{name}{place}", document) for place, document in documents_in(text))


def _day(as_of: str | None) -> date | None:
    from models.errors import Invalid, Problem

    try:
        return date.fromisoformat(as_of) if as_of else None
    except ValueError:
        raise Invalid([Problem("--as-of", "not a day; allowed: a day such as 2026-11-01")]) from None


def _settings(dose_profile: str | None, psychotherapy_profile: str | None, policy: list[str]) -> "RuleSettings":
    """The rules in force; every wrong setting is told at once."""
    from models.exchange.assessment_settings import settings_of

    named = {"dose_profile": dose_profile, "psychotherapy_profile": psychotherapy_profile}
    return settings_of({key: value for key, value in named.items() if value is not None}, policy)
