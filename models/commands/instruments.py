"""`fairtrial instruments` shows the shelf; `fairtrial score` scores a file of answers."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from instruments import BadTable, DefinitionError, Instrument, Shelf, shelf, use_own
from models.commands.frame import BAD_INPUT, name_of, opened

PROGRESS_EVERY = 100_000  # forms
OWN = "instruments"  # the folder within the data folder in which a clinic keeps its own files


def register(app: typer.Typer) -> None:
    """Adds the two commands to the application."""
    app.command("instruments")(show_instruments)
    app.command("score")(score)


def show_instruments(
    name: Annotated[str | None, typer.Argument(metavar="[ID]", help="One instrument; without it, all.")] = None,
    check: Annotated[
        Path | None, typer.Option("--check", metavar="FILE", help="Check a definition or a wording.")
    ] = None,
) -> None:
    """Show the shelf of instruments, or one definition, as JSON; or check a file of your own."""
    from instruments.description import describe

    if check is not None:
        _check(check)
        return

    told = describe(_known(name)) if name is not None else [describe(one) for one in _with_own().values()]
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _check(file: Path) -> None:
    """One line about a file that holds; otherwise where it does not, and what is allowed there."""
    from instruments.own import check_file

    try:
        typer.echo(check_file(file, _beside(file)))
    except DefinitionError as error:
        _refuse(str(error))
    for line in _half_worded(file):
        typer.echo(line)


def _beside(file: Path) -> Shelf | None:
    """The shelf with the clinic's other files: a wording may be for an instrument of the clinic's own."""
    from instruments.catalogue import delivered
    from instruments.own import furnish
    from models.settings import settings

    try:
        return furnish(delivered(), settings().data_dir / OWN, leaving_out=file)
    except DefinitionError:
        return None  # another file does not hold: this one is looked at alone


def _half_worded(file: Path) -> list[str]:
    """The languages that a definition has begun and not finished: a form is never offered in one of these."""
    from instruments.definition import load_text
    from instruments.own import is_wording
    from instruments.reading import read_text

    text = read_text(file)
    if is_wording(text, file.name):
        return []
    one = load_text(text, file.name)
    begun = {language for item in one.items for language in item.texts} | set(one.stems) | set(one.recall_texts)
    half = sorted(begun - set(one.languages))
    return [
        f"{file.name}: not offered in {language}: a stem, recall period, item or answer is missing" for language in half
    ]


def score(
    name: Annotated[str, typer.Argument(metavar="ID", help="The instrument, such as phq9.")],
    file: Annotated[Path, typer.Argument(metavar="[FILE.csv]", help="The answers; - is standard input.")] = Path("-"),
) -> None:
    """Score the answers in a CSV file: one row a form, columns such as id, on, rater, phq9_q1 … phq9_q9."""
    from instruments.score_table import score_table

    instrument, shown = _known(name), name_of(file)
    try:
        with opened(file) as stream:
            score_table(stream, instrument, shown, sys.stdout.buffer, _progress())
    except BadTable as error:
        _refuse(str(error))
    except OSError as error:
        _refuse(f"{shown}: {error.strerror or 'cannot be read'}")


def _known(name: str) -> Instrument:
    """An instrument by its id. The clinic's own folder is looked at only for what is not delivered."""
    known = shelf() if name in shelf() else _with_own()
    if name not in known:
        _refuse(f"no instrument is called {name!r}; known: {', '.join(known)}")
    return known[name]


def _with_own() -> Shelf:
    """The shelf with the clinic's own files in it."""
    from models.settings import settings

    try:
        return use_own(settings().data_dir / OWN)
    except DefinitionError as error:
        _refuse(str(error))
        raise


def _refuse(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(BAD_INPUT)


def _progress() -> Callable[[int], None] | None:
    """Tells a person how far a long file is; silent where nobody watches."""
    if not sys.stderr.isatty():
        return None
    told = 0

    def tell(forms: int) -> None:
        nonlocal told
        if forms // PROGRESS_EVERY > told:
            told = forms // PROGRESS_EVERY
            typer.echo(f"{forms:,} forms scored", err=True)

    return tell
