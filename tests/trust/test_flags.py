"""S01 to S15: a flag is somebody's at every minute, passed on while nobody takes it on, and silence is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlmodel import col, select

from instruments import DefinitionError, use_own
from models import database as databases
from models import history, recording
from models.access import Actor, ActorKind, system_actor
from models.clock import at
from models.database import session
from models.errors import Conflict, Invalid, NotPermitted
from models.recording import DutyInput, DutyStep, PersonRole, StaffInput
from models.records import AccessLog, AlertNotice, FlagOutcome, FlagStatus, ItemAnswer, Person, SafetyFlag
from models.reminding import AlertSummary, Mail, alert
from models.settings import settings
from tests.support.post import LATER, REFUSES, SHUT, TAKES, TAKES_AND_HANGS_UP, PostOffice
from tests.trust.conftest import CANARY, Ward, broken

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SENDER = "no-reply@clinic.example"


@pytest.fixture(autouse=True)
def in_production(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FAIRTRIAL_MODE", "production")
    settings.cache_clear()
    with at(NOW):
        yield


def staff(ward: Ward, name: str, role: str = "clinician") -> Actor:
    person = StaffInput(
        clinic_id=ward.clinic_id,
        role=PersonRole(role),
        given_name=name,
        family_name="Onduty",
        email=f"{name}@clinic.example",
    )
    person_id = recording.add_staff(system_actor(), person)
    return Actor(person_id, PersonRole(role), ActorKind.account, ward.clinic_id, name=name)


def put(ward: Ward, step: str, name: str, **when: datetime) -> Actor:
    actor = staff(ward, name)
    duty = DutyInput(step=DutyStep(step), person_id=str(actor.person_id), **{"from_at": NOW - timedelta(1), **when})
    recording.set_duty(system_actor(), ward.clinic_id, duty)
    return actor


def flagged(ward: Ward, value: float = 2) -> str:
    """The second patient answers item 9; which flag that raised."""
    ward.tap("q9", value)
    with session() as db:
        query = select(SafetyFlag.id).where(SafetyFlag.patient_id == ward.asked.patient_id)
        return db.exec(query.order_by(col(SafetyFlag.opened_at).desc())).first() or ""


def close_the_other(ward: Ward) -> None:
    """The ward's first patient comes with a flag of her own."""
    for flag in history.flags_now(ward.clinician, ward.patient_id):
        recording.close_flag(ward.clinician, flag.id, "called", "C-SSRS", "seen tomorrow", "safe_plan")


def notices(flag_id: str | None = None) -> list[AlertNotice]:
    with session() as db:
        query = select(AlertNotice).order_by(col(AlertNotice.made_at), col(AlertNotice.step))
        found = db.exec(query).all()
    return [each for each in found if flag_id is None or each.flag_id == flag_id]


def a_round(office: PostOffice, minutes: float = 0) -> AlertSummary:
    with at(NOW + timedelta(minutes=minutes)):
        return alert(Mail(office.url, SENDER, 5))


def told(office: PostOffice) -> list[str]:
    """Who got a message about a flag, in order."""
    return [each.to.partition("@")[0] for each in office.letters if "Alerts work" not in str(each.parsed["Subject"])]


def test_S02_the_message_is_queued_in_the_transaction_of_the_answer(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.recording import flag as flags

    def breaks(*_: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(flags, "tell_step", breaks)
    with pytest.raises(RuntimeError):
        ward.tap("q9", 2)
    with session() as db:
        assert db.exec(select(ItemAnswer).where(ItemAnswer.check_in_id == ward.asked.check_in_id)).all() == []
        assert db.exec(select(SafetyFlag).where(SafetyFlag.patient_id == ward.asked.patient_id)).all() == []
    monkeypatch.undo()
    assert len(notices(flagged(ward))) == 1


def test_S06_one_after_the_other_is_told_until_somebody_takes_it_on(ward: Ward) -> None:
    close_the_other(ward)
    for step, name in (("duty", "ada"), ("second", "ben"), ("lead", "cleo"), ("manager", "dan")):
        put(ward, step, name)
    flagged(ward, 2)
    reached = {}
    with PostOffice() as office:
        for minutes in (0, 1, 14, 15, 16, 59, 60, 61, 239, 240, 241, 600):
            a_round(office, minutes)
            reached[minutes] = "".join(each[0] for each in told(office))
    assert reached == {
        0: "a", 1: "a", 14: "a", 15: "ab", 16: "ab", 59: "ab", 60: "abc", 61: "abc",
        239: "abc", 240: "abcd", 241: "abcd", 600: "abcd",
    }  # fmt: skip


@pytest.mark.parametrize(("value", "last"), [(1.0, {239: "a", 240: "ab", 480: "abc", 1439: "abc", 1440: "abcd"})])
def test_S06_a_flag_for_today_has_a_day(sqlite_ward: Ward, value: float, last: dict[int, str]) -> None:
    close_the_other(sqlite_ward)
    for step, name in (("duty", "ada"), ("second", "ben"), ("lead", "cleo"), ("manager", "dan")):
        put(sqlite_ward, step, name)
    flagged(sqlite_ward, value)
    with PostOffice() as office:
        for minutes, wanted in last.items():
            a_round(office, minutes)
            assert "".join(each[0] for each in told(office)) == wanted


def test_S06_taking_it_on_ends_the_messages_and_nothing_closes_by_itself(sqlite_ward: Ward) -> None:
    close_the_other(sqlite_ward)
    ada = put(sqlite_ward, "duty", "ada")
    put(sqlite_ward, "second", "ben")
    flag_id = flagged(sqlite_ward)
    with PostOffice() as office:
        a_round(office)
        recording.acknowledge_flag(ada, flag_id)
        for minutes in (15, 60, 240, 10_000):
            a_round(office, minutes)
        assert told(office) == ["ada"]
    with session() as db:
        assert db.get_one(SafetyFlag, flag_id).status is FlagStatus.acknowledged


def test_S06_where_nobody_is_on_duty_it_goes_up_and_at_last_to_the_last_address(sqlite_ward: Ward) -> None:
    ward = sqlite_ward
    close_the_other(ward)
    cleo = put(ward, "lead", "cleo")
    recording.set_alert_address(system_actor(), ward.clinic_id, "bell@clinic.example")
    flagged(ward)
    with PostOffice() as office:
        a_round(office)
        assert told(office) == ["cleo"], "the lead, for the team has no addresses"
        with at(NOW + timedelta(minutes=14)):
            recording.disable_person(system_actor(), str(cleo.person_id))
        a_round(office, 15)
        assert told(office) == ["cleo", "bell"]


def test_S06_the_care_team_comes_before_the_lead(sqlite_ward: Ward) -> None:
    close_the_other(sqlite_ward)
    put(sqlite_ward, "lead", "cleo")
    recording.set_staff_email(system_actor(), str(sqlite_ward.clinician.person_id), "miriam@clinic.example")
    flagged(sqlite_ward)
    with PostOffice() as office:
        a_round(office)
        assert told(office) == ["miriam"]


def test_S06_a_clinic_sets_its_own_times_and_its_own_hours(sqlite_ward: Ward) -> None:
    ward, system = sqlite_ward, system_actor()
    close_the_other(ward)
    recording.set_escalation(system, ward.clinic_id, 2, {"second": 5, "lead": 6, "manager": 7})
    put(ward, "duty", "night", until_at=NOW - timedelta(hours=1))
    put(ward, "duty", "later", from_at=NOW + timedelta(hours=1))
    put(ward, "duty", "ada", from_at=NOW - timedelta(hours=1), until_at=NOW + timedelta(hours=1))
    put(ward, "second", "ben")
    flagged(ward)
    with PostOffice() as office:
        a_round(office, 4)
        assert told(office) == ["ada"]
        a_round(office, 5)
        assert told(office) == ["ada", "ben"]
    for wrong in ({"second": 5, "lead": 4, "manager": 7}, {"second": 0, "lead": 1, "manager": 2}, {"second": 5}):
        with pytest.raises(Invalid):
            recording.set_escalation(system, ward.clinic_id, 2, wrong)
    with pytest.raises(Invalid):
        recording.set_escalation(system, ward.clinic_id, 3, {"second": 5, "lead": 6, "manager": 7})


def test_S09_more_answers_add_up_and_only_a_more_urgent_one_tells_again(sqlite_ward: Ward) -> None:
    close_the_other(sqlite_ward)
    ada = put(sqlite_ward, "duty", "ada")
    flag_id = flagged(sqlite_ward, 1)
    for value in (1, 1, 0, 1):
        sqlite_ward.tap("q9", value)
    assert len(notices(flag_id)) == 1
    sqlite_ward.tap("q9", 3)
    assert len(notices(flag_id)) == 2, "from today to within the hour"
    recording.acknowledge_flag(ada, flag_id)
    sqlite_ward.tap("q9", 0)
    with session() as db:
        kept = db.get_one(SafetyFlag, flag_id)
    assert (kept.tier, kept.status) == (2, FlagStatus.acknowledged)


def test_whoever_is_told_may_look_and_act_until_it_is_closed_and_nobody_else(sqlite_ward: Ward) -> None:
    """S06, S07."""
    ward = sqlite_ward
    close_the_other(ward)
    ada, ben = put(ward, "duty", "ada"), put(ward, "second", "ben")
    patient, flag_id = ward.asked.patient_id, flagged(ward)
    assert [each.patient_id for each in history.flags_for_me(ada)] == [patient]
    assert history.flags_for_me(ben) == ()
    assert history.patient_view(ada, patient).flags[0].told[0].name == "ada Onduty"
    for refused in (lambda: history.patient_view(ben, patient), lambda: history.patient_view(ada, ward.patient_id)):
        with pytest.raises(NotPermitted):
            refused()
    with pytest.raises(NotPermitted):
        recording.issue_check_in(ada, patient, ["phq9"])
    recording.acknowledge_flag(ada, flag_id)
    with pytest.raises(Invalid):
        recording.close_flag(ada, flag_id, "called", " ", "seen tomorrow", "safe_plan")
    recording.close_flag(ada, flag_id, "called at ten", "C-SSRS: no plan", "seen tomorrow by Dr Osei", "safe_plan")
    with pytest.raises(NotPermitted):
        history.patient_view(ada, patient)
    assert history.flags_for_me(ada) == ()


def test_S07_a_flag_that_was_closed_before_the_word_was_asked_says_so(ward: Ward, database: str) -> None:
    """Nobody makes up afterwards how it ended; what was in order stays in order, and an open flag has no word."""
    close_the_other(ward)
    flag_id = flagged(ward)
    command.downgrade(databases._alembic(database), "0018")
    databases.migrate(database)
    (closed,) = history.patient_view(ward.clinician, ward.patient_id).flags
    assert (closed.outcome, closed.plan) == (FlagOutcome.not_recorded, "seen tomorrow")
    with session() as db:
        assert db.get_one(SafetyFlag, flag_id).outcome is None
    assert broken() == ""


# S10, F24, F25: delivery


@pytest.mark.parametrize("mood", [LATER, REFUSES, SHUT, TAKES_AND_HANGS_UP])
def test_S10_F24_what_was_not_taken_is_tried_until_it_is_and_the_times_go_on(sqlite_ward: Ward, mood: str) -> None:
    close_the_other(sqlite_ward)
    put(sqlite_ward, "duty", "ada")
    put(sqlite_ward, "second", "ben")
    flag_id = flagged(sqlite_ward)
    with PostOffice(mood=lambda _: mood) as office:
        assert not a_round(office).is_good
        assert not a_round(office, 15).is_good
        assert [each.step for each in notices(flag_id)] == [DutyStep.duty, DutyStep.second]
        with at(NOW + timedelta(minutes=15)):
            assert "waiting for too long" in str(history.alerting_trouble(sqlite_ward.clinician))
        office.letters.clear()
        office.mood = lambda _: TAKES
        assert a_round(office, 18).is_good
        assert set(told(office)) == {"ada", "ben"}
    with at(NOW + timedelta(minutes=18)):
        assert history.alerting_trouble(sqlite_ward.clinician) == ("no mail server is named",), "by the settings"


def test_F25_a_message_that_a_killed_process_may_have_sent_is_sent_again(sqlite_ward: Ward) -> None:
    close_the_other(sqlite_ward)
    put(sqlite_ward, "duty", "ada")
    notice_id = notices(flagged(sqlite_ward))[0].id
    assert recording.claim_notice(system_actor(), notice_id) is not None
    assert recording.claim_notice(system_actor(), notice_id) is None, "another process has it"
    with PostOffice() as office:
        a_round(office, 5)
        assert told(office) == ["ada"]
        a_round(office, 6)
        assert told(office) == ["ada"]


def test_S10_silence_is_told_and_a_message_a_day_proves_the_way(
    sqlite_ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_the_other(sqlite_ward)
    assert history.alerting_trouble(sqlite_ward.clinician) == (
        "no mail server is named",
        "nothing has looked after alerts since yesterday",
    )
    with PostOffice() as office:
        monkeypatch.setenv("FAIRTRIAL_SMTP_URL", office.url)
        settings.cache_clear()
        a_round(office)
        assert history.alerting_trouble(sqlite_ward.clinician) == ("nobody is on duty, and there is no last address",)
        put(sqlite_ward, "lead", "cleo")
        for minutes in (24 * 60, 24 * 60 + 1, 48 * 60):
            a_round(office, minutes)
            with at(NOW + timedelta(minutes=minutes)):
                assert history.alerting_trouble(sqlite_ward.clinician) == ()
        assert [each.to for each in office.letters] == ["cleo@clinic.example"] * 2
    with at(NOW + timedelta(days=4)):
        assert "nothing has looked after" in str(history.alerting_trouble(sqlite_ward.clinician))


def test_S10_a_flag_of_which_nobody_can_be_told_is_itself_told(sqlite_ward: Ward) -> None:
    close_the_other(sqlite_ward)
    flagged(sqlite_ward)
    assert "for a flag that is open there was nobody to tell" in history.alerting_trouble(sqlite_ward.clinician)


def test_S10_a_round_in_which_nothing_is_due_writes_nothing(sqlite_ward: Ward) -> None:
    put(sqlite_ward, "duty", "ada")
    flagged(sqlite_ward)
    with PostOffice() as office:
        a_round(office)
        with session() as db:
            before = len(db.exec(select(AccessLog.number)).all())
        for minutes in range(1, 10):
            assert a_round(office, minutes).is_good
        with session() as db:
            assert len(db.exec(select(AccessLog.number)).all()) == before


def test_S10_somebody_on_duty_whose_address_was_taken_away_is_told_as_nobody(sqlite_ward: Ward) -> None:
    close_the_other(sqlite_ward)
    ada = put(sqlite_ward, "duty", "ada")
    flagged(sqlite_ward)
    recording.set_staff_email(system_actor(), str(ada.person_id), None)
    with PostOffice() as office:
        a_round(office)
        assert told(office) == []
    assert "for a flag that is open there was nobody to tell" in history.alerting_trouble(sqlite_ward.clinician)


def test_S13_P11_no_message_names_a_patient_or_an_answer(sqlite_ward: Ward) -> None:
    for step, name in (("duty", "ada"), ("second", "ben"), ("lead", "cleo"), ("manager", "dan")):
        put(sqlite_ward, step, name)
    flagged(sqlite_ward)
    with PostOffice() as office:
        a_round(office, 300)
        sent = b"".join(each.raw for each in office.letters)
    assert sent.count(b"Subject:") >= 5
    for word in (CANARY, "Selam", "Canal House", "PHQ", "suicid", "item 9", sqlite_ward.asked.patient_id):
        assert word.encode() not in sent


def test_S14_invented_people_call_nobody(sqlite_ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    put(sqlite_ward, "duty", "ada")
    flagged(sqlite_ward)
    monkeypatch.setenv("FAIRTRIAL_MODE", "demo")
    settings.cache_clear()
    with PostOffice() as office:
        a_round(office, 300)
        assert office.letters == []
    assert history.alerting_trouble(sqlite_ward.clinician) == ()


def test_S11_how_soon_flags_were_handled_is_counted_without_names(sqlite_ward: Ward) -> None:
    ward = sqlite_ward
    close_the_other(ward)
    ada = put(ward, "duty", "ada")
    flag_id = flagged(ward)
    with PostOffice() as office:
        a_round(office, 2)
    with at(NOW + timedelta(minutes=30)):
        recording.acknowledge_flag(ada, flag_id)
    with at(NOW + timedelta(hours=30)):
        figures = history.flag_figures(system_actor(), ward.clinic_id)
        assert (figures.raised, figures.open, figures.open_long) == (2, 1, 1)
        assert {way: count for way, count in figures.closed.items() if count} == {"safe_plan": 1}
        assert (figures.median_to_told, figures.median_to_taken_on, figures.share_in_time) == (2, 15, 1)
    with at(NOW + timedelta(days=91)):
        assert history.flag_figures(system_actor(), ward.clinic_id).share_in_time is None


def test_the_rota_is_kept_by_the_clinics_own_administrator(sqlite_ward: Ward) -> None:
    ward = sqlite_ward
    admin = staff(ward, "eve", "admin")
    duty_id = recording.set_duty(
        admin, ward.clinic_id, DutyInput(step=DutyStep.duty, person_id=str(admin.person_id), from_at=NOW)
    )
    assert [each.name for each in history.duty_of(admin, ward.clinic_id).lines] == ["eve Onduty"]
    recording.end_duty(admin, ward.clinic_id, duty_id)
    with pytest.raises(Conflict):
        recording.end_duty(admin, ward.clinic_id, duty_id)
    assert history.duty_of(admin, ward.clinic_id).lines == ()
    for wrong in (ward.patient_id, str(ward.clinician.person_id), "0" * 32):
        with pytest.raises(Invalid):
            recording.set_duty(admin, ward.clinic_id, DutyInput(step=DutyStep.duty, person_id=wrong, from_at=NOW))
    with pytest.raises(NotPermitted):
        recording.claim_notice(admin, "0" * 32)
    with session() as db:
        assert db.exec(select(Person).where(col(Person.email).is_not(None))).all()


# S15: item 9 stays


PHQ9 = Path(__file__).parents[2] / "instruments" / "definitions" / "phq9.toml"


def without_item(text: str) -> str:
    blocks = text.split("[[items]]")
    return "[[items]]".join(block for block in blocks if 'id = "q9"' not in block)


def without_rule(text: str) -> str:
    start = text.index("[[safety]]")
    rest = text.find("\n[", start + 1)
    return text[:start] + (text[rest + 1 :] if rest > 0 else "")


def only_from_two(text: str) -> str:
    start = text.index("[[safety]]")
    return text[:start] + text[start:].replace("value = 1", "value = 2", 1)


@pytest.mark.parametrize("harm", [without_item, without_rule, only_from_two])
def test_S15_no_file_of_ones_own_takes_item_9_or_its_rule_from_the_phq9(tmp_path: Path, harm) -> None:  # type: ignore[no-untyped-def]
    text = PHQ9.read_text("utf-8")
    harmed = harm(text)
    assert harmed != text
    (tmp_path / "phq9.toml").write_text(harmed, "utf-8")
    try:
        with pytest.raises(DefinitionError):
            use_own(tmp_path)
    finally:
        use_own(None)
