"""The check-in through the write door: kept at once, sent once, flagged with the answer, nothing lost."""

import threading
from datetime import date, timedelta

import pytest
from sqlmodel import func, select

from models import history, recording
from models.clock import at
from models.database import session
from models.errors import Conflict, Invalid, NotFound, NotPermitted
from models.recording import AnswerState
from models.records import AccessLog, CheckIn, ItemAnswer, ReplacedAnswer, SafetyFlag, Score, Standing
from tests.recording.conftest import NOW, World, signed_in

ITEMS = [f"q{n}" for n in range(1, 10)]


@pytest.fixture
def check_in(world: World) -> str:
    return recording.issue_check_in(world.clinician, world.patient_id, ["phq9"])


def answer(world: World, check_in: str, item: str, value: float) -> recording.Saved:
    return recording.save_answer(world.patient, check_in, "phq9", item, AnswerState.answered, value)


def count(record: type) -> int:
    with session() as db:
        return db.exec(select(func.count()).select_from(record)).one()


def test_an_answer_is_there_for_the_next_visitor_of_the_same_check_in(world: World, check_in: str) -> None:
    saved = answer(world, check_in, "q1", 2)
    view = history.open_check_in(signed_in(world.patient_id), check_in)
    assert view.answers["phq9", "q1"].value == 2
    assert view.answers["phq9", "q1"].saved_at == saved.saved_at == NOW


def test_the_same_answer_twice_is_kept_once_and_another_keeps_the_earlier(world: World, check_in: str) -> None:
    for value in (2, 2, 1):
        answer(world, check_in, "q1", value)
    with session() as db:
        kept = db.exec(select(ReplacedAnswer)).all()
        assert db.exec(select(ItemAnswer.value)).all() == [1]
    assert [k.value for k in kept] == [2]
    assert history.open_check_in(world.patient, check_in).row_version == 2


@pytest.mark.parametrize("value", [-1, 4, 2.5, float("nan"), float("inf"), True, "2"])
def test_an_answer_that_the_item_does_not_offer_is_refused_and_not_kept(
    world: World, check_in: str, value: float
) -> None:
    with pytest.raises(Invalid) as refused:
        answer(world, check_in, "q1", value)
    assert refused.value.problems[0].field == "phq9_q1"
    assert count(ItemAnswer) == 0


@pytest.mark.parametrize(("instrument", "item"), [("phq9", "q10x"), ("gad7", "q1"), ("nothing", "q1")])
def test_an_item_that_is_not_asked_is_refused(world: World, check_in: str, instrument: str, item: str) -> None:
    with pytest.raises(Invalid):
        recording.save_answer(world.patient, check_in, instrument, item, AnswerState.answered, 1)
    assert count(ItemAnswer) == 0


def test_skipping_is_not_zero_and_is_counted_twice_at_most(world: World, check_in: str) -> None:
    for _ in range(3):
        recording.save_answer(world.patient, check_in, "phq9", "q1", AnswerState.skipped)
    given = history.open_check_in(world.patient, check_in).answers["phq9", "q1"]
    assert (given.state, given.value, given.times_skipped) == (AnswerState.skipped, None, 2)


def test_sending_scores_everything_and_the_receipt_is_read_from_the_database(world: World, check_in: str) -> None:
    for item in ITEMS[:8]:
        answer(world, check_in, item, 2)
    answer(world, check_in, "q9", 0)
    receipt = recording.send_check_in(world.patient, check_in)
    view = history.open_check_in(world.patient, check_in)
    assert view.received_at == receipt.received_at == NOW
    with session() as db:
        total = db.exec(select(Score).where(Score.scale == "total")).one()
    assert (total.value, total.answered, total.status, total.band) == (16, 9, "complete", "moderately severe")
    assert total.answered_on == date(2026, 11, 2)


def test_an_empty_check_in_has_no_score_and_never_zero(world: World, check_in: str) -> None:
    """B09."""
    recording.send_check_in(world.patient, check_in)
    with session() as db:
        total = db.exec(select(Score).where(Score.scale == "total")).one()
    assert (total.value, total.answered, total.status) == (None, 0, "not_scored")


def test_sending_again_returns_the_receipt_that_is_there(world: World, check_in: str) -> None:
    first = recording.send_check_in(world.patient, check_in)
    with at(NOW + timedelta(minutes=5)):
        again = recording.send_check_in(world.patient, check_in)
    assert again == recording.Receipt(check_in, first.received_at, True)


def test_answers_changed_in_another_window_are_shown_before_sending(world: World, check_in: str) -> None:
    answer(world, check_in, "q1", 2)
    with pytest.raises(Conflict):
        recording.send_check_in(world.patient, check_in, seen_version=0)
    assert recording.send_check_in(world.patient, check_in, seen_version=1).was_there_already is False


def test_nothing_changes_after_sending(world: World, check_in: str) -> None:
    """B19."""
    answer(world, check_in, "q1", 2)
    recording.send_check_in(world.patient, check_in)
    with pytest.raises(Conflict):
        answer(world, check_in, "q1", 3)
    assert history.open_check_in(world.patient, check_in).answers["phq9", "q1"].value == 2


def test_a_check_in_closes_after_its_last_day(world: World, check_in: str) -> None:
    """B20."""
    with at(NOW + timedelta(days=30)):
        patient = signed_in(world.patient_id)
        with pytest.raises(Conflict):
            recording.save_answer(patient, check_in, "phq9", "q1", AnswerState.answered, 1)
        assert history.open_check_in(patient, check_in).is_closed


@pytest.mark.parametrize(("value", "tier"), [(1, 1), (2, 2), (3, 2)])
def test_item_nine_opens_a_flag_at_the_moment_it_is_saved(world: World, check_in: str, value: int, tier: int) -> None:
    """S01."""
    assert answer(world, check_in, "q9", value).needs_person
    row = history.caseload(world.clinician).rows[0]
    assert (row.need, row.flag_tier) == (history.Need.flag, tier)
    assert history.patient_view(world.clinician, world.patient_id).flags[0].answers[0].value == value
    assert history.open_check_in(world.patient, check_in).needs_person


def test_item_nine_of_zero_opens_nothing_and_cancels_nothing(world: World, check_in: str) -> None:
    """S08."""
    assert not answer(world, check_in, "q9", 0).needs_person
    assert count(SafetyFlag) == 0
    answer(world, check_in, "q9", 2)
    answer(world, check_in, "q9", 0)
    flag = history.patient_view(world.clinician, world.patient_id).flags[0]
    assert (flag.status, flag.tier, flag.answers[0].value) == ("open", 2, 2)


def test_a_second_positive_joins_the_open_flag_and_asks_for_a_person_again(world: World, check_in: str) -> None:
    """S09."""
    answer(world, check_in, "q9", 1)
    flag = history.patient_view(world.clinician, world.patient_id).flags[0]
    recording.acknowledge_flag(world.clinician, flag.id)
    answer(world, check_in, "q9", 3)
    again = history.patient_view(world.clinician, world.patient_id).flags
    assert [(f.id, f.status, f.tier) for f in again] == [(flag.id, "open", 2)]


def test_a_flag_is_closed_only_with_what_was_done(world: World, check_in: str) -> None:
    """S07."""
    answer(world, check_in, "q9", 1)
    flag = history.patient_view(world.clinician, world.patient_id).flags[0]
    with pytest.raises(Invalid):
        recording.close_flag(world.clinician, flag.id, "called", " ", "")
    for no_word in ("", "closed", "not_recorded", "Safe_plan"):
        with pytest.raises(Invalid) as refused:
            recording.close_flag(world.clinician, flag.id, "called", "asked", "tomorrow", no_word)
        assert [each.field for each in refused.value.problems] == ["outcome"]
        waits = history.patient_view(world.clinician, world.patient_id).flags[0]
        assert (waits.status, waits.plan, waits.outcome) == ("open", None, None)
    recording.close_flag(
        world.clinician, flag.id, "called at ten", "asked about plans and means", "sees us tomorrow", "safe_plan"
    )
    closed = history.patient_view(world.clinician, world.patient_id).flags[0]
    assert (closed.status, closed.closed_by, closed.outcome) == ("closed", "Ines Vale", "safe_plan")
    assert history.caseload(world.clinician).rows[0].need is not history.Need.flag


def test_a_flag_never_stands_without_its_answer(world: World, check_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """S02."""

    def broken(*_: object) -> None:
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr("models.recording.check_in.refresh", broken)
    with pytest.raises(RuntimeError):
        answer(world, check_in, "q9", 2)
    assert (count(SafetyFlag), count(ItemAnswer)) == (0, 0)


def test_ten_at_once_send_one_check_in(world: World, check_in: str) -> None:
    """F07."""
    answer(world, check_in, "q1", 2)
    receipts: list[recording.Receipt] = []

    def send() -> None:
        with at(NOW):
            receipts.append(recording.send_check_in(world.patient, check_in))

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(r.was_there_already for r in receipts) == [False] + [True] * 9
    with session() as db:
        assert len(db.exec(select(Score).where(Score.scale == "total")).all()) == 1


def test_sending_opens_the_next_occasion_of_the_plan_and_only_one(world: World) -> None:
    recording.set_plan(world.clinician, world.patient_id, 7)
    first = recording.issue_check_in(world.clinician, world.patient_id)
    recording.send_check_in(world.patient, first)
    recording.send_check_in(world.patient, first)
    due = [c for c in history.check_ins_of(world.patient, world.patient_id) if c.status == "due"]
    assert [c.due_on for c in due] == [date(2026, 11, 9)]


def test_a_missed_check_in_closes_and_the_next_takes_its_place(world: World) -> None:
    recording.set_plan(world.clinician, world.patient_id, 7)
    missed = recording.issue_check_in(world.clinician, world.patient_id)
    with at(NOW + timedelta(days=15)):
        patient = signed_in(world.patient_id)
        following = recording.open_due_check_in(patient, world.patient_id)
        assert following not in (None, missed)
        waiting = [c for c in history.check_ins_of(patient, world.patient_id) if c.status == "due"]
    assert [c.id for c in waiting] == [following]


def test_a_link_fills_in_one_check_in_and_nothing_else(world: World) -> None:
    """P06, B79."""
    link = recording.invite(world.clinician, world.patient_id)
    visit = recording.redeem_link(link.token, layout="one")
    actor = history.actor_of(visit.token)
    assert actor is not None
    recording.save_answer(actor, link.check_in_id, "phq9", "q1", AnswerState.answered, 1)
    with pytest.raises(NotPermitted):
        history.own_view(actor, world.patient_id)
    with session(write=True) as db:
        other = CheckIn(patient_id=world.patient_id, occasion="other", instruments=["phq9"], status="due")
        other.due_on = other.closes_on = NOW.date()
        db.add(other)
    with pytest.raises(NotPermitted):
        recording.save_answer(actor, other.id, "phq9", "q1", AnswerState.answered, 1)


def test_the_birth_date_opens_the_own_course_and_five_wrong_ones_close_it(world: World) -> None:
    link = recording.invite(world.clinician, world.patient_id)
    actor = history.actor_of(recording.redeem_link(link.token, layout="one").token)
    assert actor is not None
    for _ in range(4):
        assert not recording.confirm_birth_date(actor, date(1990, 1, 1))
    assert recording.confirm_birth_date(actor, date(1984, 3, 2))
    cookie = recording.redeem_link(link.token, layout="one").token
    second = history.actor_of(cookie)
    assert second is not None
    assert not recording.confirm_birth_date(second, date(1990, 1, 1)), "the fifth wrong one for this check-in"
    with pytest.raises(Conflict):
        recording.confirm_birth_date(second, date(1984, 3, 2))


def test_a_link_ends_when_sent_expired_or_replaced(world: World) -> None:
    """P06, B77, B80, B82."""
    first = recording.invite(world.clinician, world.patient_id)
    second = recording.invite(world.clinician, world.patient_id)
    with pytest.raises(NotFound):
        recording.redeem_link(first.token)
    with at(second.expires_at), pytest.raises(NotFound):
        recording.redeem_link(second.token)
    with pytest.raises(NotFound):
        recording.redeem_link(second.token[:-1] + "x")
    recording.send_check_in(world.patient, second.check_in_id)
    with pytest.raises(NotFound):
        recording.redeem_link(second.token)
    assert not history.link_state(second.token).is_open


def test_every_act_is_logged_without_the_answer(world: World, check_in: str) -> None:
    """L10, L12."""
    answer(world, check_in, "q9", 3)
    with session() as db:
        entry = db.exec(select(AccessLog).where(AccessLog.act == "save_answer")).one()
    assert (entry.actor_id, entry.patient_id, entry.was_permitted) == (world.patient_id, world.patient_id, True)
    assert entry.detail is None


def test_the_caseload_cache_is_what_a_fresh_computation_gives(world: World, check_in: str) -> None:
    from models.recording.standing import standings

    answer(world, check_in, "q9", 3)
    recording.send_check_in(world.patient, check_in)
    with session() as db:
        fresh = standings(db, [world.patient_id])[0]
        assert db.get(Standing, world.patient_id) == fresh
