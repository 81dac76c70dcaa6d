"""Clinics, accounts and links from the command line; a password is never an argument."""

import io
import re

import pytest

from models import history, recording
from models.access import system_actor
from models.commands.entry import run
from models.errors import NotPermitted
from models.proved import Proved
from models.recording.inputs import PatientInput, StaffInput
from models.records import PersonRole
from models.settings import settings
from tests.commands.conftest import Fairtrial

PASSWORD = "a long enough password"
MIRIAM = ("user", "add", "M.Osei", "--given-name", "Miriam", "--family-name", "Osei", "--role", "clinician")


@pytest.fixture
def clinic(sqlite_database: str, fairtrial: Fairtrial) -> str:
    done = fairtrial("clinic", "add", "Canal House", "--time-zone", "Europe/London")
    assert done.code == 0
    return done.out.strip()


def patient(clinic_id: str, record_number: str = "CH-1") -> str:
    person = PatientInput(clinic_id=clinic_id, record_number=record_number, given_name="Selam", family_name="Abebe")
    return recording.add_patient(system_actor(clinic_id), person)


def test_clinics_are_listed(clinic: str, fairtrial: Fairtrial) -> None:
    assert fairtrial("clinic", "list").out == "Canal House\tEurope/London\ten\n"


def test_a_clinic_needs_a_time_zone_that_exists_and_a_name_of_its_own(clinic: str, fairtrial: Fairtrial) -> None:
    assert fairtrial("clinic", "add", "Other", "--time-zone", "Europe/Atlantis").code == 2
    again = fairtrial("clinic", "add", "Canal House")
    assert again.code == 2
    assert again.err.startswith("name: ")


def test_an_account_from_beginning_to_end(clinic: str, fairtrial: Fairtrial) -> None:
    added = fairtrial(*MIRIAM, typed=f"{PASSWORD}\n")
    assert added.code == 0
    assert fairtrial("user", "list").out == "m.osei\tMiriam Osei\tclinician\tCanal House\tactive\n"
    assert recording.sign_in("m.osei", PASSWORD).token

    assert fairtrial("user", "reset", "m.osei", typed="another long password\n").code == 0
    with pytest.raises(NotPermitted):
        recording.sign_in("m.osei", PASSWORD)
    visit = recording.sign_in("m.osei", "another long password")

    assert fairtrial("user", "disable", "M.OSEI").code == 0
    assert history.actor_of(visit.token) is None
    assert "\tdisabled\n" in fairtrial("user", "list").out


def test_a_weak_password_leaves_nobody_behind(clinic: str, fairtrial: Fairtrial) -> None:
    done = fairtrial(*MIRIAM, typed="short\n")
    assert done.code == 2
    assert "password" in done.err
    assert "short" not in done.err.replace("too short", "")
    assert fairtrial("user", "list").out == ""


def test_a_user_name_is_used_once(clinic: str, fairtrial: Fairtrial) -> None:
    assert fairtrial(*MIRIAM, typed=f"{PASSWORD}\n").code == 0
    assert fairtrial(*MIRIAM, typed=f"{PASSWORD}\n").code == 2
    assert len(fairtrial("user", "list").out.splitlines()) == 1


def test_there_is_no_option_for_a_password(fairtrial: Fairtrial) -> None:
    assert "--password" not in fairtrial("user", "add", "--help").out + fairtrial("user", "reset", "--help").out


class Terminal(io.StringIO):
    """Somebody at a keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("again", "code"), [(PASSWORD, 0), ("another long password", 2)])
def test_a_password_is_typed_twice_and_never_shown(
    clinic: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], again: str, code: int
) -> None:
    typed = iter([PASSWORD, again])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    monkeypatch.setattr("sys.stdin", Terminal())
    assert run(list(MIRIAM)) == code
    assert PASSWORD not in "".join(capsys.readouterr())


@pytest.mark.parametrize("command", ["reset", "disable"])
def test_an_unknown_account(clinic: str, fairtrial: Fairtrial, command: str) -> None:
    done = fairtrial("user", command, "nobody", typed=f"{PASSWORD}\n")
    assert done.code == 2
    assert "no account of this name" in done.err


def test_only_staff_have_accounts(clinic: str, fairtrial: Fairtrial) -> None:
    assert fairtrial(*MIRIAM[:-1], "patient", typed=f"{PASSWORD}\n").code == 2


def test_the_last_administrator_stays(clinic: str, fairtrial: Fairtrial) -> None:
    assert fairtrial(*MIRIAM[:-1], "admin", typed=f"{PASSWORD}\n").code == 0
    done = fairtrial("user", "disable", "m.osei")
    assert done.code == 2
    assert "last administrator" in done.err


def test_a_second_clinic_must_be_named(clinic: str, fairtrial: Fairtrial) -> None:
    assert fairtrial("clinic", "add", "Northgate").code == 0
    done = fairtrial(*MIRIAM, typed=f"{PASSWORD}\n")
    assert done.code == 2
    assert "Canal House, Northgate" in done.err
    assert fairtrial(*MIRIAM, "--clinic", "Northgate", typed=f"{PASSWORD}\n").code == 0
    assert fairtrial("user", "list", "--clinic", "Canal House").out == ""
    assert fairtrial("user", "list", "--clinic", "Atlantis").code == 2


def test_an_invitation_by_record_number_or_id(clinic: str, fairtrial: Fairtrial) -> None:
    patient_id = patient(clinic)
    for named in ("CH-1", patient_id):
        done = fairtrial("invite", named)
        assert done.code == 0
        found = re.fullmatch(r"http://localhost:8501/c/([\w-]{40,})\n", done.out)
        assert found
        assert history.link_state(found[1]).is_open
        assert "Works until" in done.err


def test_an_invitation_for_nobody(clinic: str, fairtrial: Fairtrial) -> None:
    done = fairtrial("invite", "CH-99")
    assert done.code == 2
    assert done.out == ""


def test_a_record_number_of_two_clinics_needs_the_clinic(clinic: str, fairtrial: Fairtrial) -> None:
    patient(clinic, "7")
    patient(fairtrial("clinic", "add", "Northgate").out.strip(), "7")
    assert fairtrial("invite", "7").code == 2
    assert fairtrial("invite", "7", "--clinic", "Northgate").code == 0


def test_nothing_is_done_to_a_database_of_another_schema(fairtrial: Fairtrial) -> None:
    for command in (["clinic", "list"], ["user", "list"], ["invite", "1"], ["refresh"]):
        done = fairtrial(*command)
        assert done.code == 3
        assert "fairtrial migrate" in done.err


def test_somebody_is_linked_with_the_organisations_service_and_unlinked(
    clinic: str, fairtrial: Fairtrial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the user name, or by the id of somebody who has none; patients do not come in this way."""
    who = StaffInput(clinic_id=clinic, role=PersonRole.clinician, given_name="Ravi", family_name="Menon")
    ravi = recording.add_staff(system_actor(), who)
    assert fairtrial(*MIRIAM, typed=f"{PASSWORD}\n").code == 0
    assert f"{ravi}\tRavi Menon" in fairtrial("user", "list").out
    assert fairtrial("user", "link", "m.osei", "--subject", "s-1").code != 0, "no service is named"
    monkeypatch.setenv("FAIRTRIAL_OIDC_ISSUER", "https://id.example")
    monkeypatch.setenv("FAIRTRIAL_OIDC_CLIENT_ID", "fairtrial")
    settings.cache_clear()
    assert fairtrial("user", "link", "m.osei", "--subject", "s-1").code == 0
    assert fairtrial("user", "link", ravi, "--email", "r.menon@clinic.example").code == 0
    proved = Proved("https://id.example", "s-1", None, False)
    visit = recording.sign_in_by_provider(proved)
    for wrong in (["--subject", "s-1"], [], ["--subject", "x", "--email", "x@clinic.example"], ["--email", "nonsense"]):
        assert fairtrial("user", "link", ravi, *wrong).code == 2
    assert fairtrial("user", "link", patient(clinic), "--subject", "s-3").code == 2
    assert fairtrial("user", "unlink", "M.Osei").code == 0
    assert history.actor_of(visit.token) is None
    with pytest.raises(NotPermitted):
        recording.sign_in_by_provider(proved)
