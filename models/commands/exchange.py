"""What comes in from elsewhere."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.commands.frame import BAD_INPUT, group, name_of, opened, progress, say
from models.commands.people import InClinic

if TYPE_CHECKING:
    from models.exchange.forms_mapping import FormsMapping

Team = Annotated[
    list[str] | None,
    typer.Option("--clinician", metavar="USER", help="Who cares for patients that are new; may be repeated."),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(metavar="KEY=VALUE", help="What holds where the file is silent: diagnosis, adherence_source."),
]
AddPatients = Annotated[
    bool, typer.Option("--add-patients", help="Add whoever is not there yet, in place of refusing the file.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything and say what would be new; write nothing.")]


def imports() -> typer.Typer:
    """`fairtrial import …`"""
    app = group("Bring records in: a whole file or nothing of it, and the same file twice adds nothing.")
    app.callback()(lambda: None)
    app.command("table")(table)
    app.command("history")(history)
    app.command("checkins")(checkins)
    app.command("fhir")(fhir)
    app.command("redcap")(redcap)
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
    name = name_of(file)
    told = read_mapping(mapping)
    with opened(file) as stream:
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


def history(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="History documents: one, or one a line; - is stdin.")],
    clinic: InClinic = None,
    clinician: Team = None,
    assume: Assume = None,
    dry_run: DryRun = False,
) -> None:
    """Import history documents: patients with their episodes, trials and measurements."""
    from models.exchange.history_in import documents

    _take(documents(_bytes(file), name_of(file)), clinic, clinician, assume, dry_run=dry_run)


def fhir(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="FHIR R4 bundles: one, or one a line; - is stdin.")],
    clinic: InClinic = None,
    clinician: Team = None,
    assume: Assume = None,
    dry_run: DryRun = False,
) -> None:
    """Import FHIR R4 bundles as `fairtrial export fhir` writes them."""
    from models.exchange.fhir_in import history_texts
    from models.exchange.history_in import documents

    _take(history_texts(documents(_bytes(file), name_of(file))), clinic, clinician, assume, dry_run=dry_run)


def _bytes(file: Path) -> bytes:
    with opened(file) as stream:
        return stream.read()


def _take(
    found: Sequence[tuple[str, bytes]],
    clinic: str | None,
    clinician: list[str] | None,
    assume: list[str] | None,
    *,
    dry_run: bool,
) -> None:
    """Take history documents in, whatever they were before, and tell what was new."""
    from models import history as doors
    from models.commands.people import staff_ids, system
    from models.exchange.history_in import import_histories, read_histories

    actor = system(clinic, needs_clinic=True)
    team = staff_ids(actor, clinician or [])
    here = doors.clinics(actor)[0]
    histories = read_histories(found, here.id, _assumed(assume or []), here.time_zone, here.language)
    taken = import_histories(actor, found, histories, team, progress("Patients", len(found)), rehearsal=dry_run)
    counts = f"{taken.patients} patients, {taken.episodes} episodes, {taken.trials} trials and {taken.measurements}"
    print(f"{counts} measurements {'would be' if dry_run else 'are'} new.")
    _say_more(taken.anything, taken.open_flags, dry_run=dry_run)


def checkins(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="One row a form, or wide; - is standard input.")],
    mapping: Annotated[
        Path | None, typer.Option(metavar="MAPPING.toml", help="Says what the columns mean, where they are others.")
    ] = None,
    clinic: InClinic = None,
    clinician: Team = None,
    add_patients: AddPatients = False,
    dry_run: DryRun = False,
) -> None:
    """Import filled-in forms: answers or totals, of any instrument on the shelf."""
    from models.exchange.forms_mapping import read_forms_mapping

    told = read_forms_mapping(mapping) if mapping else None
    _take_forms(file, told, clinic, clinician, add_patients=add_patients, dry_run=dry_run)


def redcap(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A flat REDCap table; - is standard input.")],
    clinic: InClinic = None,
    clinician: Team = None,
    add_patients: AddPatients = False,
    dry_run: DryRun = False,
) -> None:
    """Import the forms of a flat REDCap table whose fields are named as in `fairtrial export redcap`."""
    from models.exchange.redcap_in import RedcapMapping

    _take_forms(file, RedcapMapping.usual(), clinic, clinician, add_patients=add_patients, dry_run=dry_run)


def _take_forms(
    file: Path,
    mapping: "FormsMapping | None",
    clinic: str | None,
    clinician: list[str] | None,
    *,
    add_patients: bool,
    dry_run: bool,
) -> None:
    """Take filled-in forms in, and tell what was new."""
    from models import history as doors
    from models.commands.people import staff_ids, system
    from models.exchange.forms_in import import_forms, read_forms

    actor = system(clinic, needs_clinic=True)
    team = staff_ids(actor, clinician or [])
    name = name_of(file)
    with opened(file) as stream:
        forms = read_forms(stream, name, mapping)
    here = doors.clinics(actor)[0]
    place = {"clinic_id": here.id, "time_zone": here.time_zone, "language": here.language}
    seen = progress("Patients", len(forms.by_patient))
    options: dict[str, Any] = {"add_patients": add_patients, "team": team, "told": seen, "rehearsal": dry_run}
    taken = import_forms(actor, forms, name, place, mapping=mapping, **options)
    new = f"{taken.patients} patients and {taken.measurements} forms {'would be' if dry_run else 'are'} new"
    print(f"{forms.count} forms of {len(forms.by_patient)} patients were read; {new}.")
    _say_more(taken.anything, taken.open_flags, dry_run=dry_run)


def _assumed(told: list[str]) -> Mapping[str, str]:
    from models.exchange.history_in import ASSUMED

    found = dict(each.partition("=")[::2] for each in told)
    if wrong := [key for key, value in found.items() if key not in ASSUMED or not value]:
        say(f"--assume {wrong[0]}: allowed: {', '.join(f'{key}=…' for key in ASSUMED)}")
        raise typer.Exit(BAD_INPUT)
    return found


def _say_more(anything: bool, open_flags: int, *, dry_run: bool) -> None:
    """What whoever imports has to know beside the counts."""
    if dry_run:
        say("Nothing was written.")
    elif not anything:
        say("Everything in the file was there already.")
    if open_flags:
        say(f"Patients with an open safety flag {'would be' if dry_run else 'are'}: {open_flags}. Look at them today.")
