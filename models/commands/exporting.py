"""What goes out: records as files, each leaving written into the access log."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.commands.frame import BAD_INPUT, group, progress, say
from models.commands.people import NO_PATIENT, InClinic

if TYPE_CHECKING:
    from models.access import Actor
    from models.history.export import ExportedRecord

Out = Annotated[Path, typer.Argument(metavar="OUT", help="The file to write; - is standard output.")]
OfPatient = Annotated[
    str | None, typer.Option("--patient", metavar="ID", help="This patient alone: record number or id.")
]


def exports() -> typer.Typer:
    """`fairtrial export …`"""
    app = group("Write records to a file that only you can read; every patient's leaving is in the access log.")
    app.callback()(lambda: None)
    app.command("history")(history)
    app.command("checkins")(checkins)
    app.command("table")(table)
    app.command("fhir")(fhir)
    app.command("redcap")(redcap)
    app.command("person")(person)
    return app


def history(out: Out, patient: OfPatient = None, clinic: InClinic = None) -> None:
    """History documents: one for a patient; for all patients one a line."""
    from models.exchange.history_out import history_of, written
    from models.private_file import output

    with Leaving(out, patient, clinic, "history") as leaving, output(out) as file:
        for record in leaving:
            file.write(written(history_of(record), one_line=patient is None))


def checkins(
    out: Out,
    patient: OfPatient = None,
    instrument: Annotated[str | None, typer.Option(metavar="ID", help="Forms of this instrument alone.")] = None,
    clinic: InClinic = None,
) -> None:
    """A table of every form that was filled in: one row a form, one column an answer."""
    from instruments import shelf
    from models.exchange.forms_out import write_forms
    from models.private_file import output

    if instrument is not None and instrument not in shelf():
        say(f"--instrument {instrument}: not on the shelf; fairtrial instruments lists them")
        raise typer.Exit(BAD_INPUT)
    with Leaving(out, patient, clinic, "checkins") as leaving, output(out) as file:
        write_forms(leaving, file, instrument)


def table(out: Out, patient: OfPatient = None, clinic: InClinic = None) -> None:
    """A table of treatment trials, one a row, with all that was judged and derived: CSV, or Parquet for OUT.parquet."""
    from models.exchange.trial_table import write_table
    from models.private_file import output

    with Leaving(out, patient, clinic, "table") as leaving, output(out) as file:
        write_table(leaving, file, out)


def fhir(
    out: Out,
    patient: OfPatient = None,
    identified: Annotated[
        bool, typer.Option("--identified", help="With name, record number and day of birth; else under a pseudonym.")
    ] = False,
    clinic: InClinic = None,
) -> None:
    """FHIR R4 bundles: one for a patient; for all patients one a line."""
    from models.exchange.fhir_out import bundle_of, written
    from models.private_file import output

    with Leaving(out, patient, clinic, "fhir") as leaving, output(out) as file:
        for record in leaving:
            file.write(written(bundle_of(record, identified=identified), one_line=patient is None))


def redcap(
    out: Out,
    dictionary: Annotated[
        Path | None, typer.Option(metavar="DICTIONARY.csv", help="Write the data dictionary here, too.")
    ] = None,
    patient: OfPatient = None,
    clinic: InClinic = None,
) -> None:
    """Forms as a flat REDCap table, and the data dictionary of its project."""
    from models.exchange.redcap_out import write_dictionary, write_redcap
    from models.private_file import output, require_writable

    if dictionary is not None:
        require_writable(dictionary)
    with Leaving(out, patient, clinic, "redcap") as leaving, output(out) as file:
        instruments = write_redcap(leaving, file)
        if dictionary is not None:
            with output(dictionary) as described:
                write_dictionary(instruments, described)


def person(
    out: Annotated[Path, typer.Argument(metavar="OUT.zip", help="The archive to write; - is standard output.")],
    patient: Annotated[str, typer.Option("--patient", metavar="ID", help="Record number or id.")],
    clinic: InClinic = None,
) -> None:
    """Everything that is kept about one person, in one archive: for somebody who asks, or takes it elsewhere."""
    from models.errors import NotPermitted
    from models.exchange.person_out import write_person
    from models.private_file import output, require_writable

    require_writable(out)
    actor, (patient_id,) = _asked_for(patient, clinic)
    try:
        with output(out) as file:
            write_person(actor, patient_id, file)
    except NotPermitted:
        say(NO_PATIENT)
        raise typer.Exit(BAD_INPUT) from None
    if str(out) != "-":
        say(f"{out}: written. It holds everything about a person: keep it as you keep the record.")


class Leaving:
    """The records that are asked for, one after another; tells at the end what was written and where."""

    def __init__(self, out: Path, patient: str | None, clinic: str | None, what: str) -> None:
        from models.private_file import require_writable

        require_writable(out)
        self.out, self.what, self.count = out, what, 0
        self.actor, self.ids = _asked_for(patient, clinic)

    def __enter__(self) -> "Leaving":
        return self

    def __iter__(self) -> "Iterator[ExportedRecord]":
        from models.errors import NotPermitted
        from models.exchange.batches import exported

        try:
            for record in exported(self.actor, self.ids, self.what, progress("Patients", len(self.ids))):
                self.count += 1
                yield record
        except NotPermitted:
            say(NO_PATIENT)
            raise typer.Exit(BAD_INPUT) from None

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None and str(self.out) != "-":
            how_many = "1 patient" if self.count == 1 else f"{self.count} patients"
            say(f"{self.out}: {how_many} written. It is about patients: keep it as you keep the record.")


def _asked_for(patient: str | None, clinic: str | None) -> "tuple[Actor, list[str]]":
    """Who exports, and whom: one patient, or every patient of the clinic, or of all where none is named."""
    from models import history as doors
    from models.commands.people import patient_named, system

    actor = system(clinic)
    if patient is not None:
        return actor, [patient_named(actor, patient)]
    return actor, doors.patients_to_export(actor)
