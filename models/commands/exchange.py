"""What comes in from elsewhere."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from models.commands.frame import group, progress, say
from models.commands.people import InClinic


def imports() -> typer.Typer:
    """`fairtrial import …`"""
    app = group("Bring records in: a whole file or nothing of it, and the same file twice adds nothing.")
    app.callback()(lambda: None)
    app.command("table")(table)
    return app


def table(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="One row a visit; - is standard input.")],
    mapping: Annotated[Path, typer.Option(metavar="MAPPING.toml", help="Says what the columns mean.")],
    clinic: InClinic = None,
    clinician: Annotated[
        list[str] | None, typer.Option(metavar="USER", help="Who cares for these patients; may be repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check the file; write nothing.")] = False,
) -> None:
    """Import a table of scores: each patient with one treatment trial, judged as every other."""
    from models.commands.people import staff_ids, system
    from models.errors import Invalid, Problem
    from models.exchange.import_table import import_table, read_arrivals
    from models.exchange.mapping import read_mapping

    actor = system(clinic, needs_clinic=True)
    name = "standard input" if str(file) == "-" else file.name
    told = read_mapping(mapping)
    with nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb") as stream:
        arrivals = read_arrivals(stream, name, told, str(actor.clinic_id), staff_ids(actor, clinician or []))
    if dry_run:
        measured = sum(len(each.measurements) for each in arrivals)
        print(f"{name}: {len(arrivals)} patients with {measured} measurements can be read; nothing was written.")
        return
    rows = {each.patient.record_number: place for place, each in enumerate(arrivals, start=1)}
    try:
        done = import_table(actor, arrivals, progress("Patients", len(arrivals)))
    except Invalid as refused:
        problems = []
        for problem in refused.problems:
            number, _, rest = problem.field.partition(".")
            problems.append(Problem(f"{name}, patient {rows.get(number, number)} of the file, {rest}", problem.message))
        raise Invalid(problems) from None
    print(f"{done.patients} patients, {done.trials} trials and {done.measurements} measurements are new.")
    if not any((done.patients, done.trials, done.measurements)):
        say("Everything in the file was there already.")
