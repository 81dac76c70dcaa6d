"""`fairtrial report` writes a treatment history: pages for a colleague or payer, plain text, or the patient's own."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from models.commands.frame import BAD_INPUT, say
from models.commands.people import NO_PATIENT, InClinic
from models.private_file import STANDARD_OUTPUT, output, require_writable


def report(
    patient: Annotated[str, typer.Argument(help="The patient's record number or id.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.pdf", help="The file to write; - is standard output.")],
    payer: Annotated[
        str | None, typer.Option(metavar="RULE", help="Hold the history against this payer's rule.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Plain text instead of PDF.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="The patient's own report, in plain words.")] = False,
    paper: Annotated[str | None, typer.Option(metavar="SIZE", help="a4 or us-letter, instead of the setting.")] = None,
    clinic: InClinic = None,
) -> None:
    """Write a patient's treatment history, by choice held against a payer's rule, criterion by criterion."""
    from models import clock
    from models.commands.people import patient_named, system
    from models.errors import Invalid, NotPermitted, Problem
    from models.exchange.report import make, policy_named, size_of, to_pdf, to_text

    if payer is not None and plain:
        raise Invalid([Problem("--plain", "the patient's own report has no payer's rule; leave --payer out")])
    policy = policy_named(payer) if payer is not None else None
    page = size_of(paper)
    _check(out, is_text=text)
    actor = system(clinic)
    try:
        told = make(actor, patient_named(actor, patient), plain=plain, policy=policy)
    except NotPermitted:
        say(NO_PATIENT)
        raise typer.Exit(BAD_INPUT) from None
    with output(out) as file:
        file.write(to_text(told).encode() if text else to_pdf(told, page, clock.now()))
    if str(out) != STANDARD_OUTPUT:
        say(f"{out}: written. It names a patient: keep it as you keep the record.")


def _check(out: Path, *, is_text: bool) -> None:
    """Refuse what can't be written before any record is read, so that no reading is logged for nothing."""
    if str(out) == STANDARD_OUTPUT and not is_text and sys.stdout.isatty():
        say("standard output is a terminal: name a file, or add --text")
        raise typer.Exit(BAD_INPUT)
    require_writable(out)
