"""P01 to P07: passwords, codes, links to a new password and visits are worth nothing to whoever only found them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
from argon2 import PasswordHasher
from sqlmodel import col, select

from models import history, passwords, recording, totp
from models.access import Actor, Permission, permissions, system_actor
from models.clock import at
from models.database import session
from models.errors import Conflict, Invalid, NotFound, NotPermitted
from models.records import AccessLog, Credential, RecoveryCode, SecondFactor, Throttle, Visit
from models.settings import settings
from tests.trust.conftest import Ward

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PASSWORD = "a few quiet words"


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    with at(NOW):
        yield


@pytest.fixture
def quick_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of the weakest parameters, where the test is not about them: there are hundreds."""
    if "P01" not in request.node.name and "as_long" not in request.node.name:
        monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def account(quick_hashes: None, sqlite_ward: Ward) -> Ward:
    recording.set_password(system_actor(), str(sqlite_ward.clinician.person_id), "miriam", PASSWORD)
    return sqlite_ward


@pytest.fixture
def account_on_both(quick_hashes: None, ward: Ward) -> Ward:
    recording.set_password(system_actor(), str(ward.clinician.person_id), "miriam", PASSWORD)
    return ward


def came_in(signed_in: recording.SignIn) -> Actor:
    actor = history.actor_of(signed_in.token)
    assert actor is not None
    return actor


def enrolled() -> tuple[str, recording.Enrolled]:
    """The secret in the telephone, and what was told when it was switched on."""
    actor = came_in(recording.sign_in("miriam", PASSWORD))
    secret = recording.begin_second_factor(actor).secret
    return secret, recording.confirm_second_factor(actor, code(secret))


def code(secret: str, minutes: float = 0) -> str:
    return totp.code_at(secret, int((NOW + timedelta(minutes=minutes)).timestamp()) // 30)


def acts() -> list[tuple[str, bool]]:
    with session() as db:
        return [(each.act, each.was_permitted) for each in db.exec(select(AccessLog).order_by(col(AccessLog.number)))]


# P01, P02: passwords


def test_P01_a_hash_of_weaker_parameters_is_made_again_at_sign_in(account: Ward) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with session(write=True) as db:
        db.get_one(Credential, account.clinician.person_id).password_hash = weak
    recording.sign_in("miriam", PASSWORD)
    with session() as db:
        kept = db.get_one(Credential, account.clinician.person_id).password_hash
    assert kept != weak
    assert int(re.search(r"m=(\d+)", kept)[1]) >= 19 * 1024  # type: ignore[index]
    recording.sign_in("miriam", PASSWORD)


KNOWN = "password1234 P@ssw0rd2024! qwertyuiop123 iloveyou1234 123456789012 aaaaaaaaaaaa Summer2026!!! abcabcabcabc"


@pytest.mark.parametrize("password", [*KNOWN.split(), "letmein letmein"])
def test_P02_a_password_that_everybody_tries_first_is_refused(account: Ward, password: str) -> None:
    with pytest.raises(Invalid, match="stolen lists"):
        recording.set_password(system_actor(), str(account.clinician.person_id), "miriam", password)


@pytest.mark.parametrize(
    "password", ["a few quiet words", "correct horse battery staple", "wörter, die ich mag", "x1 Ŧ😀 vyrq w"]
)
def test_P02_other_passwords_are_kept_exactly_as_typed(account: Ward, password: str) -> None:
    recording.set_password(system_actor(), str(account.clinician.person_id), "miriam", password)
    recording.sign_in("miriam", password)
    for other in (password.upper(), password + " ", password.strip()[:-1]):
        with pytest.raises(NotPermitted):
            recording.sign_in("miriam", other)


def test_P02_a_list_of_stolen_passwords_on_this_disk_is_asked(
    account: Ward,
    tmp_path,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    from hashlib import sha1

    stolen = [f"stolen {number} of many words" for number in range(500)]
    lines = sorted(sha1(each.encode()).hexdigest().upper() + f":{number + 1}" for number, each in enumerate(stolen))
    file = tmp_path / "sorted.txt"
    file.write_text("\r\n".join(lines) + "\r\n")
    monkeypatch.setenv("FAIRTRIAL_BREACHED_PASSWORDS", str(file))
    settings.cache_clear()
    from models.breached import is_breached

    assert all(is_breached(each) for each in stolen)
    assert not any(is_breached(f"not {each}") for each in stolen)
    with pytest.raises(Invalid):
        recording.set_password(system_actor(), str(account.clinician.person_id), "miriam", stolen[7])


# P03: the second factor


def test_P03_the_password_alone_opens_nothing_once_a_second_factor_is_on(account: Ward) -> None:
    secret, _ = enrolled()
    half = recording.sign_in("miriam", PASSWORD)
    assert half.owes_code
    assert history.actor_of(half.token) is None
    with at(NOW + timedelta(minutes=1)):
        actor = came_in(recording.give_code(half.token, code(secret, 1)))
    assert actor.person_id == account.clinician.person_id
    assert ("sign_in_code", True) in acts()


def test_P03_no_code_counts_twice_and_no_earlier_one_after_it(account_on_both: Ward) -> None:
    secret, _ = enrolled()
    with at(NOW + timedelta(minutes=1)):
        first, second = (recording.sign_in("miriam", PASSWORD).token for _ in range(2))
        recording.give_code(first, code(secret, 1))
        for used in (code(secret, 1), code(secret, 0.5), code(secret, 0)):
            with pytest.raises(NotPermitted):
                recording.give_code(second, used)
        with pytest.raises(NotFound):
            recording.give_code(first, code(secret, 1.5))
        recording.give_code(second, code(secret, 1.5))


@pytest.mark.parametrize(("off", "counts"), [(-1.0, False), (-0.5, True), (0.5, True), (1.0, False)])
def test_P03_a_code_counts_half_a_minute_before_and_after_its_own(account: Ward, off: float, counts: bool) -> None:
    secret, _ = enrolled()
    with at(NOW + timedelta(minutes=5)):
        token = recording.sign_in("miriam", PASSWORD).token
        if counts:
            recording.give_code(token, code(secret, 5 + off))
        else:
            with pytest.raises(NotPermitted):
                recording.give_code(token, code(secret, 5 + off))


def test_P03_codes_are_those_of_the_published_example() -> None:
    """RFC 6238, appendix B: the last six of its eight digits."""
    from base64 import b32encode

    secret = b32encode(b"12345678901234567890").decode()
    told = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {second: totp.code_at(secret, second // 30) for second in told} == told


def test_P03_five_wrong_codes_cost_ten_minutes_and_no_more(account: Ward) -> None:
    secret, _ = enrolled()
    with at(NOW + timedelta(minutes=1)):
        token = recording.sign_in("miriam", PASSWORD).token
        for wrong in ("000000", "", "abcdefghij", "٣٣٣٣٣٣", "1" * 1000):
            with pytest.raises(NotPermitted):
                recording.give_code(token, wrong)
        with pytest.raises(NotPermitted):
            recording.give_code(token, code(secret, 1))
    with at(NOW + timedelta(minutes=12)):
        recording.give_code(recording.sign_in("miriam", PASSWORD).token, code(secret, 12))


def test_P03_a_code_on_paper_counts_once_and_is_kept_as_a_hash_only(account_on_both: Ward) -> None:
    _, told = enrolled()
    assert len(set(told.codes)) == 10
    recording.give_code(recording.sign_in("miriam", PASSWORD).token, told.codes[3].upper())
    with pytest.raises(NotPermitted):
        recording.give_code(recording.sign_in("miriam", PASSWORD).token, told.codes[3])
    recording.give_code(recording.sign_in("miriam", PASSWORD).token, told.codes[4].replace("-", ""))
    with session() as db:
        kept = [each.code_hash for each in db.exec(select(RecoveryCode)).all()]
    assert all(each.startswith("$argon2id$") for each in kept)
    assert ("sign_in_recovery_code", True) in acts()


def test_P03_the_secret_lies_encrypted_and_outlives_a_new_key(account: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """P03, P08, P09."""
    secret, _ = enrolled()
    with session() as db:
        before = db.exec(select(SecondFactor.locked_secret)).one()
    assert secret not in before
    monkeypatch.setenv("FAIRTRIAL_OLD_SECRET_KEYS", f'["{settings().secret_key}"]')
    monkeypatch.setenv("FAIRTRIAL_SECRET_KEY", "quite another secret, long enough to be taken as well")
    settings.cache_clear()
    with at(NOW + timedelta(minutes=1)):
        recording.give_code(recording.sign_in("miriam", PASSWORD).token, code(secret, 1))
    with session() as db:
        after = db.exec(select(SecondFactor.locked_secret)).one()
    assert after.split(".")[0] != before.split(".")[0]


def test_P03_it_is_switched_off_with_the_password_alone_by_its_owner(account: Ward) -> None:
    _, told = enrolled()
    actor = came_in(told.signed_in)
    assert recording.remove_second_factor(actor, "wrong") is False
    assert recording.remove_second_factor(actor, PASSWORD) is True
    assert not recording.sign_in("miriam", PASSWORD).owes_code


def test_P03_where_it_is_required_nothing_else_can_be_done_first(
    account: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRTRIAL_SECOND_FACTOR", "required")
    settings.cache_clear()
    actor = came_in(recording.sign_in("miriam", PASSWORD))
    assert permissions(actor) == {Permission.own_account}
    with pytest.raises(NotPermitted):
        history.caseload(actor)
    _, told = enrolled()
    assert history.caseload(came_in(told.signed_in)).rows


# P04: guessing


def test_P04_guessing_from_elsewhere_does_not_shut_out_a_browser_that_is_known(account_on_both: Ward) -> None:
    known = recording.sign_in("miriam", PASSWORD).remembers
    for _ in range(12):
        with pytest.raises(NotPermitted):
            recording.sign_in("miriam", "wrong", address="203.0.113.9")
    with pytest.raises(NotPermitted):
        recording.sign_in("miriam", PASSWORD, address="203.0.113.9")
    recording.sign_in("miriam", PASSWORD, known_browser=known)


def test_P04_a_known_browser_guesses_no_more_than_any_other(account: Ward) -> None:
    known = recording.sign_in("miriam", PASSWORD).remembers
    for _ in range(10):
        with pytest.raises(NotPermitted):
            recording.sign_in("miriam", "wrong", known_browser=known)
    with pytest.raises(NotPermitted):
        recording.sign_in("miriam", PASSWORD, known_browser=known)
    with at(NOW + timedelta(minutes=10)):
        recording.sign_in("miriam", PASSWORD, known_browser=known)


@pytest.mark.parametrize("forged", ["", "x", "1.2.3", "9" * 30 + ".a.b", "é.é.é", "1762075800.abc." + "0" * 64])
def test_P04_what_a_browser_makes_up_is_not_known(account: Ward, forged: str) -> None:
    for _ in range(10):
        with pytest.raises(NotPermitted):
            recording.sign_in("miriam", "wrong")
    with pytest.raises(NotPermitted):
        recording.sign_in("miriam", PASSWORD, known_browser=forged)


def test_P04_one_address_cannot_try_every_account(account: Ward) -> None:
    from models.throttle import MOST_OF_AN_ADDRESS, failed, key_of

    with session(write=True) as db:
        for _ in range(MOST_OF_AN_ADDRESS):
            failed(db, key_of("address", "203.0.113.9"))
            db.flush()
    with pytest.raises(NotPermitted):
        recording.sign_in("miriam", PASSWORD, address="203.0.113.9")
    recording.sign_in("miriam", PASSWORD, address="203.0.113.10")
    with session() as db:
        assert "203.0.113" not in str(db.exec(select(Throttle)).all())


def test_P04_an_unknown_name_takes_as_long_as_a_wrong_password(account: Ward) -> None:
    taken: dict[str, list[float]] = {"miriam": [], "nobody": []}
    for _ in range(9):
        for name, times in taken.items():
            began = perf_counter()
            with pytest.raises(NotPermitted, match=r"^Wrong user name or password, or too many tries"):
                recording.sign_in(name, "wrong")
            times.append(perf_counter() - began)
    known, unknown = median(taken["miriam"]), median(taken["nobody"])
    assert 0.5 < known / unknown < 2


# P05: visits


def test_P05_visits_are_listed_and_ended_one_by_one_or_all(account_on_both: Ward) -> None:
    first, second, third = (recording.sign_in("miriam", PASSWORD, browser="Firefox on Linux") for _ in range(3))
    actor = came_in(first)
    lines = history.own_account(actor).visits
    assert [each.is_this for each in lines].count(True) == 1
    assert {each.browser for each in lines} == {"Firefox on Linux"}
    with session() as db:
        ended = db.exec(select(Visit.id).where(Visit.person_id == actor.person_id)).all()
    recording.end_visit(actor, next(each for each in ended if each != actor.visit_id))
    assert [history.actor_of(each.token) is None for each in (second, third)].count(True) == 1
    recording.end_other_visits(actor)
    assert history.actor_of(second.token) is None is history.actor_of(third.token)
    assert history.actor_of(first.token) is not None


def test_P05_nobody_ends_a_visit_of_somebody_else(account: Ward) -> None:
    mine = came_in(recording.sign_in("miriam", PASSWORD))
    patient = came_in(recording.sign_in_demo(account.patient_id))
    for visit in (str(mine.visit_id), "0" * 32, ""):
        with pytest.raises(NotPermitted, match=r"^Not found\.$"):
            recording.end_visit(patient, visit)
    assert history.own_account(mine).visits


def test_P05_a_new_password_and_a_second_factor_end_every_other_visit(account: Ward) -> None:
    here, there = (recording.sign_in("miriam", PASSWORD) for _ in range(2))
    assert recording.change_password(came_in(here), PASSWORD, "other quiet words") is True
    assert history.actor_of(there.token) is None
    assert history.actor_of(here.token) is not None
    there = recording.sign_in("miriam", "other quiet words")
    actor = came_in(here)
    told = recording.confirm_second_factor(actor, code(recording.begin_second_factor(actor).secret))
    assert history.actor_of(there.token) is None is history.actor_of(here.token), "and this one under a new secret"
    assert history.actor_of(told.signed_in.token) is not None


def test_P05_the_old_password_is_asked_for_and_guessing_it_is_slowed_down(account: Ward) -> None:
    actor = came_in(recording.sign_in("miriam", PASSWORD))
    for _ in range(10):
        assert recording.change_password(actor, "wrong", "other quiet words") is False
    assert recording.change_password(actor, PASSWORD, "other quiet words") is False
    with at(NOW + timedelta(minutes=11)):
        assert recording.change_password(actor, PASSWORD, "other quiet words") is True


# P07: links to a new password


def reset_link(ward: Ward) -> str:
    made = recording.offer_reset(system_actor(), str(ward.clinician.person_id))
    return made.url.rpartition("/")[2]


def test_P07_a_link_sets_a_new_password_once_and_ends_every_visit(account_on_both: Ward) -> None:
    cookie, token = recording.sign_in("miriam", PASSWORD).token, reset_link(account_on_both)
    assert history.is_reset_open(token)
    with pytest.raises(Invalid):
        recording.reset_password(token, "short")
    recording.reset_password(token, "other quiet words")
    assert history.actor_of(cookie) is None
    recording.sign_in("miriam", "other quiet words")
    with pytest.raises(NotFound):
        recording.reset_password(token, "third quiet words")
    assert ("reset_password", True) in acts()


def test_P07_expired_replaced_and_made_up_links_are_all_alike(account: Ward) -> None:
    earlier, token = reset_link(account), reset_link(account)
    with session() as db:
        assert token not in str(db.connection().exec_driver_sql("SELECT * FROM password_reset").all())
    for wrong in (earlier, "", "x" * 10_000, token[:-1], token + "a"):
        assert not history.is_reset_open(wrong)
        with pytest.raises(NotFound, match=r"^This link cannot be used\.$"):
            recording.reset_password(wrong, "other quiet words")
    with at(NOW + timedelta(minutes=10)), pytest.raises(NotFound):
        recording.reset_password(token, "other quiet words")
    recording.reset_password(token, "other quiet words")


def test_P07_a_link_does_not_lead_past_the_second_factor(account: Ward) -> None:
    enrolled()
    recording.reset_password(reset_link(account), "other quiet words")
    assert recording.sign_in("miriam", "other quiet words").owes_code


def test_P07_a_closed_account_is_not_opened_by_its_link(account: Ward) -> None:
    token = reset_link(account)
    recording.disable_person(system_actor(), str(account.clinician.person_id))
    with pytest.raises(NotFound):
        recording.reset_password(token, "other quiet words")
    with pytest.raises(Conflict):
        reset_link(account)
