"""Coming in: the right password and nothing else, no account told from none, never locked out for good."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import history, recording
from models.clock import at
from models.database import session
from models.errors import Conflict, Invalid, NotPermitted
from models.passwords import is_right
from models.records import AccessLog, Credential, PersonRole
from models.settings import settings
from tests.recording.conftest import NOW, World

PASSWORD = "a few quiet words"


@pytest.fixture
def account(world: World) -> World:
    recording.set_password(world.system, world.clinician_id, "Ines", PASSWORD)
    return world


def test_the_right_password_starts_a_visit(account: World) -> None:
    actor = history.actor_of(recording.sign_in(" INES ", PASSWORD).token)
    assert actor is not None
    assert (actor.person_id, actor.role, actor.clinic_name) == (account.clinician_id, PersonRole.clinician, "Northside")


@pytest.mark.parametrize(("name", "password"), [("ines", "a few quiet word"), ("ines", ""), ("nobody", PASSWORD)])
def test_a_wrong_pair_is_refused_in_the_same_words(account: World, name: str, password: str) -> None:
    with pytest.raises(NotPermitted, match=r"^Wrong user name or password"):
        recording.sign_in(name, password)
    with session() as db:
        assert db.exec(select(AccessLog).where(AccessLog.act == "sign_in")).one().was_permitted is False


def test_ten_wrong_passwords_cost_ten_minutes_and_no_more(account: World) -> None:
    for _ in range(10):
        with pytest.raises(NotPermitted):
            recording.sign_in("ines", "wrong")
    with pytest.raises(NotPermitted):
        recording.sign_in("ines", PASSWORD)
    with at(NOW + timedelta(minutes=10)):
        assert recording.sign_in("ines", PASSWORD).role is PersonRole.clinician


def test_only_a_hash_is_kept_and_it_is_strong_enough(account: World) -> None:
    with session() as db:
        kept = db.exec(select(Credential.password_hash)).one()
    kind, version, parameters = kept.split("$")[1:4]
    assert (kind, version) == ("argon2id", "v=19")
    figures = dict(p.split("=") for p in parameters.split(","))
    assert int(figures["m"]) >= 19 * 1024
    assert int(figures["t"]) >= 2
    assert is_right(PASSWORD, kept)


@pytest.mark.parametrize("password", ["short", "inesinesines", "x" * 201])
def test_a_weak_password_is_refused(world: World, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        recording.set_password(world.system, world.clinician_id, "inesinesines", password)
    assert refused.value.problems[0].field == "password"


def test_a_new_password_ends_every_visit(account: World) -> None:
    cookie = recording.sign_in("ines", PASSWORD).token
    recording.set_password(account.system, account.clinician_id, "ines", "other quiet words")
    assert history.actor_of(cookie) is None


def test_nobody_may_be_an_invented_person_in_production(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRTRIAL_MODE", "production")
    settings.cache_clear()
    with pytest.raises(NotPermitted):
        recording.sign_in_demo(world.clinician_id)
    assert history.demo_people() == []


def test_an_idle_visit_of_staff_ends_in_production_and_a_used_one_does_not(
    account: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRTRIAL_MODE", "production")
    settings.cache_clear()
    cookie = recording.sign_in("ines", PASSWORD).token
    for minutes in (10, 20, 30):
        with at(NOW + timedelta(minutes=minutes)):
            assert history.actor_of(cookie) is not None
    with at(NOW + timedelta(minutes=46)):
        assert history.actor_of(cookie) is None


def test_the_last_administrator_stays(world: World) -> None:
    admin = recording.StaffInput(clinic_id=world.clinic_id, role=PersonRole.admin, given_name="Only", family_name="One")
    only = recording.add_staff(world.system, admin)
    with pytest.raises(Conflict):
        recording.disable_person(world.system, only)
    recording.add_staff(world.system, admin)
    recording.disable_person(world.system, only)
