"""Rounds of reminders against a real mail server: each message once, never at night, twice or after the answer."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from models import history, recording
from models.clock import at
from models.database import session
from models.errors import Invalid, NotPermitted
from models.records import PersonRole, Reminder, ReminderStatus
from models.reminding import remind
from tests.reminding.clinic import NOW, SENDER, Reminded, a_round, add_patient, make
from tests.support import post
from tests.support.post import PostOffice

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATE_ENOUGH = NOW + HOUR


@pytest.fixture
def one(database: str) -> Reminded:
    with at(NOW):
        return make()


def test_one_message_a_day_three_at_most_and_nothing_before_ten(one: Reminded) -> None:
    with PostOffice() as office:
        for hours in range(24 * 7):
            a_round(office.url, NOW + hours * HOUR)
    # Rounds begin at half past: the first after ten is at half past ten.
    assert [letter.at for letter in office.letters] == [NOW + HOUR + days * DAY for days in range(3)]
    assert one.lines() == [(1, "sent"), (2, "sent"), (3, "sent")]


def test_a_second_round_sends_nothing_and_changes_nothing(one: Reminded) -> None:
    with PostOffice() as office:
        assert a_round(office.url, LATE_ENOUGH).sent == 1
        again = a_round(office.url, LATE_ENOUGH)
    assert (again.sent, again.opened, again.is_good) == (0, 0, True)
    assert len(office.letters) == 1


def test_no_word_about_health_and_no_name(one: Reminded) -> None:
    """P11."""
    with PostOffice() as office:
        a_round(office.url, LATE_ENOUGH)
    (letter,) = office.letters
    assert letter.to == "p1@example.org"
    assert str(letter.parsed["From"]) == f"Canal House <{SENDER}>"
    whole = letter.raw.decode().casefold() + letter.text.casefold()
    for word in ("canary", "yellow", "depress", "clinic:", "phq", "mood", "health", "suicid", "r0001", "patient"):
        assert word not in whole, word
    assert "/c/" in letter.text
    assert "/stop/" in letter.text
    assert letter.parsed["Auto-Submitted"] == "auto-generated"


def test_a_clinic_that_chose_no_name_is_not_named(database: str) -> None:
    with at(NOW):
        make(message_name=None)
    with PostOffice() as office:
        a_round(office.url, LATE_ENOUGH)
    assert b"Depression" not in office.letters[0].raw
    assert str(office.letters[0].parsed["From"]) == SENDER


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "nl", "it", "pt-BR", "ar", "xx"])
def test_in_the_patients_language(sqlite_database: str, language: str) -> None:
    with at(NOW):
        make(language if language != "xx" else "sv")
    with PostOffice() as office:
        a_round(office.url, LATE_ENOUGH)
    spoken = office.letters[0].parsed["Content-Language"]
    assert spoken == (language if language != "xx" else "en")


def test_the_link_leads_to_the_check_in_and_answering_ends_the_reminders(one: Reminded) -> None:
    with PostOffice() as office:
        a_round(office.url, LATE_ENOUGH)
        with at(LATE_ENOUGH + HOUR):
            token = office.letters[0].text.split("/c/")[1].split()[0]
            actor = history.actor_of(recording.redeem_link(token).token)
            assert actor is not None
            assert actor.check_in_id is not None
            recording.send_check_in(actor, actor.check_in_id)
        for days in range(1, 7):
            a_round(office.url, LATE_ENOUGH + days * DAY)
    assert len(office.letters) == 1
    with PostOffice() as office:
        assert a_round(office.url, LATE_ENOUGH + 7 * DAY).sent == 1


def test_the_day_that_is_told_is_one_on_which_the_link_works_to_the_end(one: Reminded) -> None:
    with PostOffice() as office:
        a_round(office.url, LATE_ENOUGH)
    assert "up to and including 8 November" in office.letters[0].text
    token = office.letters[0].text.split("/c/")[1].split()[0]
    with at(NOW.replace(day=8, hour=23, minute=59)):
        assert history.link_state(token).is_open
    with at(NOW.replace(day=9, hour=0, minute=0)):
        assert not history.link_state(token).is_open


def test_each_message_has_its_own_link_and_all_of_them_work(one: Reminded) -> None:
    with PostOffice() as office:
        for days in range(3):
            a_round(office.url, LATE_ENOUGH + days * DAY)
    tokens = [letter.text.split("/c/")[1].split()[0] for letter in office.letters]
    assert len(set(tokens)) == 3
    with at(LATE_ENOUGH + 3 * DAY):
        assert all(history.link_state(token).is_open for token in tokens)
        recording.revoke_links(one.actor, one.patient_id)
        assert not any(history.link_state(token).is_open for token in tokens)


# What mail servers do


def test_later_is_tried_again_on_the_same_day_and_arrives_once(one: Reminded) -> None:
    moods = {1: post.LATER, 2: post.LATER_AT_END, 3: post.REFUSES_SENDER}
    with PostOffice(lambda number: moods.get(number, post.TAKES)) as office:
        found = [
            a_round(office.url, LATE_ENOUGH + minutes * timedelta(minutes=1)) for minutes in (0, 14, 15, 40, 50, 110)
        ]
    assert [each.queued for each in found] == [1, 0, 1, 0, 1, 0]
    assert found[-1].sent == 1
    assert [letter.to for letter in office.letters] == ["p1@example.org"]
    assert one.lines() == [(1, "sent")]


def test_later_all_day_is_given_up_and_the_next_day_is_a_new_one(one: Reminded) -> None:
    with PostOffice(lambda number: post.LATER) as office:
        for minutes in range(0, 24 * 60, 20):
            a_round(office.url, LATE_ENOUGH + timedelta(minutes=minutes))
    assert one.lines()[0] == (1, "gave_up")
    assert office.asked == 6 + 1, "six tries, and the first of the next day's message"
    with PostOffice() as office:
        a_round(office.url, LATE_ENOUGH + DAY + 5 * HOUR)
    assert one.lines()[-1] == (2, "sent")


def test_an_address_that_nobody_has_is_not_written_to_again_until_it_is_changed(one: Reminded) -> None:
    with PostOffice(lambda number: post.REFUSES) as office:
        assert a_round(office.url, LATE_ENOUGH).bounced == 1
    with PostOffice() as office:
        for days in range(1, 4):
            a_round(office.url, LATE_ENOUGH + days * DAY)
        assert office.letters == []
        assert one.lines() == [(1, "bounced")]
        with at(LATE_ENOUGH + 3 * DAY):
            view = history.reminders_of(one.actor, one.patient_id)
            assert view.refused_at == LATE_ENOUGH
            assert "example.org" not in (view.lines[0].reply or "")
            recording.set_reminders(one.actor, one.patient_id, "new@example.org", 10, True)
        a_round(office.url, LATE_ENOUGH + 3 * DAY)
    assert [letter.to for letter in office.letters] == ["new@example.org"]


@pytest.mark.parametrize(("mood", "arrived"), [(post.TAKES_AND_HANGS_UP, 1), (post.HANGS_UP, 0)])
def test_a_line_that_breaks_after_the_last_dot_leaves_a_doubt_and_no_second_message(
    one: Reminded, mood: str, arrived: int
) -> None:
    with PostOffice(lambda number: mood) as office:
        assert a_round(office.url, LATE_ENOUGH).unknown == 1
        for hours in range(1, 5):
            a_round(office.url, LATE_ENOUGH + hours * HOUR)
    assert len(office.letters) == arrived
    assert one.lines() == [(1, "unknown")]


def test_a_slow_server_is_waited_for(one: Reminded) -> None:
    """F24."""
    with PostOffice(lambda number: post.SLOW) as office:
        assert a_round(office.url, LATE_ENOUGH).sent == 1
    assert len(office.letters) == 1


def test_a_server_that_is_too_slow_leaves_a_doubt(one: Reminded) -> None:
    with PostOffice(lambda number: post.SLOW) as office:
        assert a_round(office.url, LATE_ENOUGH, patience=0.2).unknown == 1


def test_nothing_is_claimed_while_no_server_answers(one: Reminded) -> None:
    found = a_round("smtp://127.0.0.1:1", LATE_ENOUGH)
    assert (found.waiting, found.sent, found.is_good) == (1, 0, False)
    assert found.unreachable
    assert one.lines() == []
    with PostOffice(lambda number: post.SHUT) as office:
        assert a_round(office.url, LATE_ENOUGH).waiting == 1
    with PostOffice() as office:
        assert a_round(office.url, LATE_ENOUGH + 8 * HOUR).sent == 1


def test_without_a_server_what_is_due_waits(one: Reminded) -> None:
    with at(LATE_ENOUGH):
        assert remind(None).waiting == 1
    with at(NOW):
        assert remind(None).waiting == 0


def test_one_broken_message_does_not_stop_the_others(one: Reminded) -> None:
    with at(NOW):
        others = [add_patient(one.clinic_id, number) for number in range(2, 6)]
    moods = {2: post.HANGS_UP, 3: post.REFUSES, 4: post.LATER}
    with PostOffice(lambda number: moods.get(number, post.TAKES)) as office:
        found = a_round(office.url, LATE_ENOUGH)
    assert (found.sent, found.unknown, found.bounced, found.queued) == (2, 1, 1, 1)
    assert len(others) == 4


# Processes


def test_a_process_that_dies_between_claim_and_sending_leaves_a_doubt_that_is_told(one: Reminded) -> None:
    """F25."""
    with at(LATE_ENOUGH):
        assert recording.claim_reminder(one.actor, one.patient_id) is not None
    with PostOffice() as office:
        a_round(office.url, LATE_ENOUGH + timedelta(minutes=15))
        assert one.lines() == [(1, "sending")]
        assert a_round(office.url, LATE_ENOUGH + timedelta(minutes=16)).unknown == 1
        a_round(office.url, LATE_ENOUGH + HOUR)
        assert office.letters == []
        a_round(office.url, LATE_ENOUGH + DAY)
    assert one.lines() == [(1, "unknown"), (2, "sent")]


def test_many_rounds_at_the_same_moment_send_each_message_once(one: Reminded) -> None:
    with at(NOW):
        for number in range(2, 12):
            add_patient(one.clinic_id, number)
    with PostOffice() as office:
        rounds = [threading.Thread(target=a_round, args=(office.url, LATE_ENOUGH)) for _ in range(6)]
        for each in rounds:
            each.start()
        for each in rounds:
            each.join()
    assert sorted(letter.to for letter in office.letters) == sorted(f"p{number}@example.org" for number in range(1, 12))


def test_a_try_that_waits_ends_when_the_check_in_is_done(one: Reminded) -> None:
    with PostOffice(lambda number: post.LATER) as office:
        a_round(office.url, LATE_ENOUGH)
        with at(LATE_ENOUGH + timedelta(minutes=5)):
            recording.send_check_in(one.actor, one.open_check_in())
        assert a_round(office.url, LATE_ENOUGH + HOUR).not_needed == 1
    assert office.letters == []
    assert one.lines() == [(1, "not_needed")]


# Consent


def test_without_agreement_nothing_is_sent(one: Reminded) -> None:
    with at(NOW):
        recording.set_reminders(one.actor, one.patient_id, "p1@example.org", 10, False)
    with PostOffice() as office:
        a_round(office.url, LATE_ENOUGH)
    assert office.letters == []


def test_the_link_that_stops_is_heeded_at_once_and_agreeing_anew_begins_anew(one: Reminded) -> None:
    """P22."""
    with PostOffice() as office:
        a_round(office.url, LATE_ENOUGH)
        token = office.letters[0].text.split("/stop/")[1].split()[0]
        with at(LATE_ENOUGH + HOUR):
            assert history.stop_offer(token) == ("Canal House", "en")
            assert recording.stop_reminders(token)
            assert recording.stop_reminders(token)
            assert not recording.stop_reminders("invented")
        a_round(office.url, LATE_ENOUGH + DAY)
        assert len(office.letters) == 1
        with at(LATE_ENOUGH + DAY):
            view = history.reminders_of(one.actor, one.patient_id)
            assert (view.is_on, view.stopped_by) == (False, "patient")
            recording.set_reminders(one.actor, one.patient_id, "p1@example.org", 10, True)
        a_round(office.url, LATE_ENOUGH + DAY)
    assert len(office.letters) == 2


def test_in_a_demo_no_real_address_is_written_to(one: Reminded) -> None:
    with at(NOW):
        recording.set_reminders(one.actor, one.patient_id, "somebody@gmail.com", 10, True)
    with PostOffice() as office:
        a_round(office.url, LATE_ENOUGH)
    assert office.letters == []


@pytest.mark.parametrize(
    "address", ["", "x", "a@b", "a b@c.de", "a@c.de\r\nBcc: x@y.de", "a@c.de,b@c.de", "<a@c.de>", "a@@c.de", "é@c.d\n"]
)
def test_what_is_no_address_is_refused(one: Reminded, address: str) -> None:
    with pytest.raises(Invalid):
        recording.set_reminders(one.actor, one.patient_id, address, 10, True)


def test_only_the_installation_sends(one: Reminded) -> None:
    with at(NOW):
        staff = recording.StaffInput(
            clinic_id=one.clinic_id, role=PersonRole.clinician, given_name="Ines", family_name="Vale"
        )
        clinician_id = recording.add_staff(one.actor, staff)
        recording.join_team(one.actor, one.patient_id, clinician_id)
        clinician = history.actor_of(recording.sign_in_demo(clinician_id).token)
        assert clinician is not None
        for touch in (
            lambda: history.work_waiting(clinician),
            lambda: recording.claim_reminder(clinician, one.patient_id),
            lambda: recording.settle_reminder(clinician, one.patient_id, "x", ReminderStatus.sent),
        ):
            with pytest.raises(NotPermitted):
                touch()
        assert history.reminders_of(clinician, one.patient_id).email == "p1@example.org"


def test_no_address_and_no_secret_is_in_the_log_of_messages(one: Reminded) -> None:
    with PostOffice() as office:
        a_round(office.url, LATE_ENOUGH)
    with session() as db:
        (row,) = db.exec(select(Reminder)).all()
    kept = str(row.model_dump())
    assert "example.org" not in kept
    assert office.letters[0].text.split("/c/")[1].split()[0] not in kept
