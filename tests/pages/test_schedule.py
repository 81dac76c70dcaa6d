"""The clinician says in one place how a patient is asked and reminded, and sees what became of each message."""

from datetime import timedelta

from models import clock, history, recording
from models.access import system_actor
from models.clock import at
from models.records import ReminderStatus
from models.words import Anchor
from tests.pages.desk import Desk, Open, open_desk, ward, ward_template
from tests.pages.ward import Ward

__all__ = ["open_desk", "ward", "ward_template"]


def schedule(desk: Desk) -> Desk:
    return desk.tap("Schedule and reminders")


def choose(desk: Desk, label: str, value: object) -> None:
    next(box for box in desk.at.selectbox if box.label == label).set_value(value)
    desk.run()


def test_a_weekday_an_address_and_an_agreement_are_kept_at_once(open_desk: Open, ward: Ward) -> None:
    desk = schedule(open_desk("rivera", "patient", id=ward.new))
    choose(desk, "Asked", Anchor.weekday)
    choose(desk, "Weekday", 3)
    desk.at.text_input[0].set_value("new@example.org")
    desk.at.checkbox[0].check()
    desk.run().tap("Keep this")
    assert "The schedule is kept." in desk.words
    assert "asked every Thursday" in desk.words
    seen = history.reminders_of(system_actor(), ward.new)
    assert (seen.email, seen.is_on, seen.hour) == ("new@example.org", True, 10)
    (line,) = history.check_ins_of(system_actor(), ward.new)
    assert line.due_on.weekday() == 3


def test_nothing_is_agreed_beforehand(open_desk: Open, ward: Ward) -> None:
    desk = schedule(open_desk("rivera", "patient", id=ward.new))
    assert not desk.at.checkbox[0].value


def test_an_address_that_is_none_is_told_beside_its_field_and_nothing_is_kept(open_desk: Open, ward: Ward) -> None:
    desk = schedule(open_desk("rivera", "patient", id=ward.new))
    choose(desk, "Asked", Anchor.trial)
    desk.at.text_input[0].set_value("nobody")
    desk.run().tap("Keep this")
    assert "an e-mail address, such as name@example.org" in desk.words
    assert history.reminders_of(system_actor(), ward.new).email is None
    assert history.patient_view(system_actor(), ward.new).plan is None


def test_a_message_of_which_nothing_is_known_is_told_as_that(open_desk: Open, ward: Ward) -> None:
    system = system_actor()
    noon = clock.now().replace(hour=12)
    with at(noon):
        recording.set_reminders(system, ward.new, "new@example.org", 8, True)
        recording.set_plan(system, ward.new, 7)
        claimed = recording.claim_reminder(system, ward.new)
        assert claimed is not None
    with at(noon + timedelta(hours=1)):
        recording.settle_reminder(system, ward.new, claimed.reminder_id, ReminderStatus.unknown, "a process ended")
    desk = schedule(open_desk("rivera", "patient", id=ward.new))
    assert "not known whether sent" in desk.words
    assert "example.org" not in desk.words.replace("new@example.org", "", 1)


def test_a_patient_who_stopped_the_messages_is_seen_to_have(open_desk: Open, ward: Ward) -> None:
    system = system_actor()
    with at(clock.now().replace(hour=12)):
        recording.set_reminders(system, ward.new, "new@example.org", 8, True)
        recording.set_plan(system, ward.new, 7)
        claimed = recording.claim_reminder(system, ward.new)
        assert claimed is not None
        recording.stop_reminders(claimed.stop_link.rsplit("/", 1)[1])
    desk = schedule(open_desk("rivera", "patient", id=ward.new))
    assert "The patient stopped the reminders" in desk.words
    assert not desk.at.checkbox[0].value


def test_all_links_end_with_one_tap(open_desk: Open, ward: Ward) -> None:
    link = recording.invite(system_actor(), ward.new)
    desk = schedule(open_desk("rivera", "patient", id=ward.new)).tap("End all links")
    assert "have ended" in desk.words
    assert not history.link_state(link.token).is_open
