"""Clinics, the accounts of those who work in them, and links for patients."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from models.commands.frame import BAD_INPUT, group, say

if TYPE_CHECKING:
    from models.access import Actor
    from models.history import StaffLine

InClinic = Annotated[
    str | None, typer.Option("--clinic", help="The clinic's name; may be left out where there is only one.")
]
NO_PATIENT = "no patient has this record number or id"
UserName = Annotated[str, typer.Argument(help="The name to sign in with.")]


def clinics() -> typer.Typer:
    """`fairtrial clinic …`"""
    app = group("Clinics: nobody of one clinic sees the people of another.")
    app.command("add")(add_clinic)
    app.command("list")(list_clinics)
    app.command("sign")(sign_clinic)
    app.command("keep")(keep_clinic)
    return app


def users() -> typer.Typer:
    """`fairtrial user …`"""
    app = group("Accounts of clinicians and administrators.")
    app.command("add")(add_user)
    app.command("list")(list_users)
    app.command("disable")(disable_user)
    app.command("reset")(reset_user)
    app.command("sign-out")(sign_out_user)
    app.command("second-factor")(second_factor)
    app.command("link")(link_user)
    app.command("unlink")(unlink_user)
    return app


def add_clinic(
    name: Annotated[str, typer.Argument(help="The clinic's name, as patients read it.")],
    time_zone: Annotated[str, typer.Option(help="Its time zone, such as Europe/Zurich.")] = "UTC",
    language: Annotated[str, typer.Option(help="Its language, such as en.")] = "en",
    answers_read: Annotated[str | None, typer.Option(help="When somebody reads what patients answer.")] = None,
    message_name: Annotated[str | None, typer.Option(help="How it signs messages that others may see.")] = None,
) -> None:
    """Add a clinic; prints its id."""
    from models import recording
    from models.recording.inputs import ClinicInput

    given = {"answers_read": answers_read} if answers_read else {}
    clinic = ClinicInput.of(name=name, time_zone=time_zone, language=language, message_name=message_name, **given)
    print(recording.add_clinic(system(), clinic))


def sign_clinic(
    name: Annotated[str, typer.Argument(help="The clinic's name.")],
    message_name: Annotated[str, typer.Argument(help="How it signs reminders; '' signs with no name.")],
) -> None:
    """Choose the name under which a clinic's reminders come: it may lie open on a kitchen table."""
    from models import recording

    actor = system(name)
    recording.set_message_name(actor, str(actor.clinic_id), message_name or None)
    say(f"Reminders of {name} are signed: {message_name or '(no name)'}")


def keep_clinic(
    name: Annotated[str, typer.Argument(help="The clinic's name.")],
    years: Annotated[int, typer.Argument(help="Years after the last contact; 0 never lists a record.")],
) -> None:
    """Choose after how many years without contact a clinic's records are listed for erasing; none is erased by it."""
    from models import recording

    actor = system(name)
    recording.set_retention(actor, str(actor.clinic_id), years or None)
    say(f"{name}: records are listed {years} years after the last contact." if years else f"{name}: none is listed.")


def list_clinics() -> None:
    """List the clinics: name, time zone, language."""
    from models import history

    for clinic in history.clinics(system()):
        print(clinic.name, clinic.time_zone, clinic.language, sep="\t")


def add_user(
    user_name: UserName,
    given_name: Annotated[str, typer.Option(help="Given name.")],
    family_name: Annotated[str, typer.Option(help="Family name.")],
    role: Annotated[str, typer.Option(help="clinician or admin.")],
    clinic: InClinic = None,
) -> None:
    """Add an account. The password is asked for, or read as the first line of standard input; never an argument."""
    from models import recording
    from models.recording.inputs import StaffInput
    from models.records import PersonRole

    if role not in (PersonRole.clinician, PersonRole.admin):
        say("--role: clinician or admin")
        raise typer.Exit(BAD_INPUT)
    actor = system(clinic, needs_clinic=True)
    person = StaffInput.of(clinic_id=actor.clinic_id, role=role, given_name=given_name, family_name=family_name)
    print(recording.add_staff_with_account(actor, person, user_name, _new_password(user_name)))


def list_users(clinic: InClinic = None) -> None:
    """List who works here: user name (the id where there is none), name, role, clinic, active or disabled."""
    for line in _staff(clinic):
        state = "active" if line.is_active else "disabled"
        print(line.user_name or line.id, line.name, line.role.value, line.clinic_name, state, sep="\t")


def disable_user(user_name: UserName) -> None:
    """Shut an account out, at once and in every browser; what it recorded stays."""
    from models import recording

    person = _account(user_name)
    recording.disable_person(system(), person.id)
    say(f"{user_name} can no longer sign in.")


def reset_user(
    user_name: UserName,
    link: Annotated[bool, typer.Option("--link", help="Print a link with which its person chooses it, once.")] = False,
) -> None:
    """Give an account a new password, asked for or read from standard input; or print a link to choose one."""
    from models import recording

    person = _account(user_name)
    if link:
        made = recording.offer_reset(system(), person.id)
        say(f"Works once, until {made.expires_at:%Y-%m-%d %H:%M} UTC.")
        print(made.url)
        return
    recording.set_password(system(), person.id, user_name, _new_password(user_name))
    say(f"{user_name} has a new password.")


def sign_out_user(user_name: UserName) -> None:
    """End every visit of an account, in every browser."""
    from models import recording

    recording.end_visits_of(system(), _account(user_name).id)
    say(f"{user_name} is signed out everywhere.")


def second_factor(
    user_name: UserName,
    off: Annotated[bool, typer.Option("--off", help="Switch it off: telephone and codes are lost.")] = False,
) -> None:
    """Tell whether an account has a second factor, or switch it off."""
    from models import recording

    person = _account(user_name)
    if off:
        recording.drop_second_factor(system(), person.id)
        say(f"{user_name} signs in with the password alone, until a new second factor is set up.")
        return
    print("on" if person.has_second_factor else "off")


def link_user(
    user_name: Annotated[str, typer.Argument(help="The name to sign in with, or the id of somebody without one.")],
    subject: Annotated[str, typer.Option(help="The lasting name that the organisation's service uses.")] = "",
    email: Annotated[str, typer.Option(help="Or an address that the service has verified; good once.")] = "",
) -> None:
    """Let somebody who works in a clinic sign in through the organisation's own service; their visits end."""
    from models import recording

    recording.link_provider(system(), _account(user_name).id, subject=subject, email=email)
    say(f"{user_name} may sign in through the organisation's service.")


def unlink_user(
    user_name: Annotated[str, typer.Argument(help="The name to sign in with, or the id of somebody without one.")],
) -> None:
    """Let somebody sign in through the organisation's own service no more; their visits end."""
    from models import recording

    recording.unlink_provider(system(), _account(user_name).id)
    say(f"{user_name} can no longer sign in through the organisation's service.")


def invite(
    patient: Annotated[str, typer.Argument(help="The patient's record number or id.")], clinic: InClinic = None
) -> None:
    """Print a link that leads a patient to the check-in that is open; earlier links stop working."""
    from models import recording
    from models.errors import NotPermitted

    actor = system(clinic)
    try:
        link = recording.invite(actor, patient_named(actor, patient))
    except NotPermitted:
        say(NO_PATIENT)
        raise typer.Exit(BAD_INPUT) from None
    say(f"Works until {link.expires_at:%Y-%m-%d %H:%M} UTC, for this check-in alone.")
    print(link.url)


def patient_named(actor: "Actor", named: str) -> str:
    """The id of the patient with this record number; what is no number of anybody is taken for an id."""
    found = _with_number(actor, named)
    if len(found) > 1:
        say(f"{named}: patients of several clinics have this record number; name one with --clinic")
        raise typer.Exit(BAD_INPUT)
    return found[0] if found else named


def _with_number(actor: "Actor", record_number: str) -> list[str]:
    """The ids of the patients with this record number, of the actor's clinic or of all."""
    from models import history
    from models.access import system_actor

    found = [history.find_patient(system_actor(clinic.id), record_number) for clinic in history.clinics(actor)]
    return [patient.id for patient in found if patient is not None]


def system(clinic: str | None = None, *, needs_clinic: bool = False) -> "Actor":
    """The installation itself, of one clinic where one is named (or needed, and there is only one)."""
    from models import history
    from models.access import system_actor
    from models.commands.verifying import require_current_schema

    require_current_schema()
    if clinic is None and not needs_clinic:
        return system_actor()
    known = {one.name: one.id for one in history.clinics(system_actor())}
    if clinic is None and len(known) == 1:
        return system_actor(next(iter(known.values())))
    if clinic not in known:
        say(f"--clinic: name one of: {', '.join(known)}" if known else "There is no clinic yet: fairtrial clinic add")
        raise typer.Exit(BAD_INPUT)
    return system_actor(known[clinic])


def _staff(clinic: str | None = None) -> "list[StaffLine]":
    from models import history

    return history.staff(system(clinic))


def _account(user_name: str) -> "StaffLine":
    wanted = user_name.strip().casefold()
    for line in _staff():
        if wanted and wanted in (line.user_name, line.id):
            return line
    say(f"{user_name}: no account of this name")
    raise typer.Exit(BAD_INPUT)


def _new_password(user_name: str) -> str:
    """Typed twice without being shown, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    password = getpass(f"New password for {user_name}: ")
    if getpass("Once more: ") != password:
        say("The two are not the same; nothing was changed.")
        raise typer.Exit(BAD_INPUT)
    return password


def staff_ids(actor: "Actor", user_names: list[str]) -> list[str]:
    """The ids of these clinicians of the actor's clinic; leaves with an error for a name that is none of theirs."""
    from models import history

    known = {line.user_name: line.id for line in history.staff(actor) if line.role.value == "clinician"}
    for name in user_names:
        if name.strip().casefold() not in known:
            say(f"--clinician {name}: no clinician of this clinic signs in with this name")
            raise typer.Exit(BAD_INPUT)
    return [known[name.strip().casefold()] for name in user_names]
