"""Erasing from the command line: asked for by one, carried out by another, refused while a hold stands."""

from typing import TYPE_CHECKING, Annotated

import typer

from models.commands.frame import BAD_INPUT, group, say
from models.commands.people import NO_PATIENT, InClinic, patient_named, system

if TYPE_CHECKING:
    from models.access import Actor

Patient = Annotated[str, typer.Argument(help="The patient's record number or id.")]


def erasures() -> typer.Typer:
    """`fairtrial erase …`"""
    app = group("Erasing a patient's record; two people are needed, and a legal hold forbids it.")
    app.command("list")(list_erasures)
    app.command("request")(request)
    app.command("withdraw")(withdraw)
    app.command("carry-out")(carry_out)
    app.command("hold")(hold)
    app.command("lift")(lift)
    return app


def list_erasures(clinic: InClinic = None) -> None:
    """List requests, holds, and records without contact for longer than the clinic keeps them; by id alone."""
    from models import history

    actor = system(clinic, needs_clinic=True)
    view = history.erasures_of(actor, str(actor.clinic_id))
    for each in view.requests:
        print("requested", each.patient_id, each.ground, f"{each.requested_at:%Y-%m-%d}", sep="\t")
    for held in view.holds:
        print("held", held.patient_id, f"{held.placed_at:%Y-%m-%d}", sep="\t")
    for over in view.over:
        state = "held" if over.is_held else "requested" if over.is_requested else "over"
        print("retention", over.patient_id, over.last_contact_on, state, sep="\t")


def request(
    patient: Patient,
    ground: Annotated[str, typer.Option(help="asked_by_patient, retention_over or entered_by_mistake.")],
    clinic: InClinic = None,
) -> None:
    """Ask that a record be erased; an administrator of the clinic carries it out."""
    from models import recording
    from models.recording import ErasureGround

    if ground not in list(ErasureGround):
        say(f"--ground: {', '.join(ErasureGround)}")
        raise typer.Exit(BAD_INPUT)
    actor = system(clinic)
    recording.request_erasure(actor, _known(actor, patient), ErasureGround(ground))
    say("Asked for. An administrator of the clinic carries it out.")


def withdraw(patient: Patient, clinic: InClinic = None) -> None:
    """Take a request back."""
    from models import recording

    actor = system(clinic)
    recording.withdraw_erasure(actor, _known(actor, patient))
    say("Taken back; nothing was erased.")


def carry_out(patient: Patient, clinic: InClinic = None) -> None:
    """Erase a record that an administrator asked to be erased; it cannot be taken back."""
    from models import recording

    actor = system(clinic)
    print(f"{recording.carry_out_erasure(actor, _known(actor, patient))} rows were erased.")


def hold(
    patient: Patient,
    reason: Annotated[str, typer.Option(help="Why it must be kept; 10 to 300 characters.")],
    clinic: InClinic = None,
) -> None:
    """Forbid that a record be erased."""
    from models import recording

    actor = system(clinic)
    recording.place_hold(actor, _known(actor, patient), reason)
    say("A legal hold stands.")


def lift(patient: Patient, clinic: InClinic = None) -> None:
    """Lift a legal hold."""
    from models import recording

    actor = system(clinic)
    recording.lift_hold(actor, _known(actor, patient))
    say("The legal hold is lifted.")


def _known(actor: "Actor", named: str) -> str:
    """The patient's id; leaves with an error where nobody is meant."""
    from models import history
    from models.errors import NotPermitted

    patient_id = patient_named(actor, named)
    try:
        history.emergencies_of(actor, patient_id)
    except NotPermitted:
        say(NO_PATIENT)
        raise typer.Exit(BAD_INPUT) from None
    return patient_id
