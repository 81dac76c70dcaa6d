"""In which order a check-in asks, what it asks once more, and where it goes on after an interruption."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from instruments import shelf
from models.criteria.sitting import Place, Question, Round, Sitting, is_ghost, minutes_of, needs_a_pause, sitting_of


@dataclass(frozen=True)
class Kept:
    state: str = "answered"
    value: float | None = 0
    times_skipped: int = 0


SKIPPED = Kept("skipped", None, 1)
SKIPPED_TWICE = Kept("skipped", None, 2)
NOT_APPLICABLE = Kept("not_applicable", None)


def test_about_how_long_it_takes() -> None:
    assert minutes_of([]) == 1
    assert 1 <= minutes_of(["phq9"]) < minutes_of(["phq9", "gad7", "swls", "bipf"])


def q(number: int, instrument: str = "phq9") -> Question:
    return Question(instrument, f"q{number}")


def phq9(given: Mapping[int, Kept] | None = None) -> Sitting:
    return sitting_of(["phq9"], {q(number): kept for number, kept in (given or {}).items()})


def all_but(*numbers: int, kept: Kept = SKIPPED) -> Sitting:
    """A PHQ-9 with every answer but these, of which `kept` is kept."""
    return phq9({n: kept if n in numbers else Kept() for n in range(1, 10)})


def test_a_fresh_check_in_begins_at_the_first_question() -> None:
    sitting = phq9()
    assert sitting.resume() == Place(q(1), Round.first)
    assert (sitting.total, sitting.answered, len(sitting.untouched)) == (9, 0, 9)


@pytest.mark.parametrize("answered", range(9))
def test_it_goes_on_at_the_first_question_never_reached(answered: int) -> None:
    sitting = phq9({n: Kept() for n in range(1, answered + 1)})
    assert sitting.resume() == Place(q(answered + 1), Round.first)


def test_a_skipped_question_is_not_where_it_goes_on_while_others_were_never_reached() -> None:
    assert phq9({1: Kept(), 2: SKIPPED, 3: Kept()}).resume() == Place(q(4), Round.first)


def test_what_was_skipped_is_asked_once_more_at_the_end() -> None:
    assert all_but(2, 5).resume() == Place(q(2), Round.again)
    assert all_but(2, 5, kept=SKIPPED_TWICE).resume() is None


def test_nothing_is_mandatory() -> None:
    sitting = phq9(dict.fromkeys(range(1, 10), SKIPPED_TWICE))
    assert sitting.resume() is None
    assert sitting.answered == 0


def test_all_answered_leads_to_the_review() -> None:
    assert all_but().resume() is None
    assert all_but().answered == 9


def test_what_does_not_apply_is_settled() -> None:
    sitting = sitting_of(["bipf"], {Question("bipf", "q1"): NOT_APPLICABLE})
    assert sitting.resume() == Place(Question("bipf", "q2"), Round.first)
    assert sitting.answered == 1


def test_next_is_the_following_question_in_its_turn() -> None:
    sitting = phq9({1: Kept(), 2: Kept(), 3: Kept()})
    assert sitting.after(Place(q(1), Round.first)) == Place(q(2), Round.first)
    assert sitting.after(Place(q(3), Round.first)) == Place(q(4), Round.first)


def test_after_the_last_one_comes_what_was_left_out_and_then_the_review() -> None:
    assert all_but(3).after(Place(q(9), Round.first)) == Place(q(3), Round.again)
    assert all_but().after(Place(q(9), Round.first)) is None


def test_in_the_second_round_only_what_was_left_out_is_asked() -> None:
    sitting = phq9({**{n: Kept() for n in range(1, 10)}, 3: Kept("answered", 1, 1), 7: SKIPPED})
    assert sitting.after(Place(q(3), Round.again)) == Place(q(7), Round.again)
    assert all_but(7, kept=SKIPPED_TWICE).after(Place(q(7), Round.again)) is None


def test_a_changed_answer_leads_back_to_the_review() -> None:
    assert all_but().after(Place(q(4), Round.change)) is None


def test_back_goes_one_by_one_and_ends_at_the_first() -> None:
    sitting = all_but()
    assert sitting.before(Place(q(4), Round.first)) == Place(q(3), Round.first)
    assert sitting.before(Place(q(1), Round.first)) is None
    assert sitting.before(None) == Place(q(9), Round.first)


def test_back_in_the_second_round() -> None:
    sitting = phq9({**{n: Kept() for n in range(1, 10)}, 3: Kept("answered", 1, 1), 7: SKIPPED})
    assert sitting.before(Place(q(7), Round.again)) == Place(q(3), Round.again)
    assert sitting.before(Place(q(3), Round.again)) == Place(q(9), Round.first)


def test_from_a_question_to_be_changed_back_is_the_review() -> None:
    assert all_but().before(Place(q(4), Round.change)) is None


def test_questions_that_hang_on_an_answer_are_asked_only_after_it() -> None:
    first = Question("sidas", "q1")
    assert sitting_of(["sidas"], {}).total == 1
    assert sitting_of(["sidas"], {first: Kept(value=0)}).resume() is None
    more = sitting_of(["sidas"], {first: Kept(value=3)})
    assert more.total == 5
    assert more.after(Place(first, Round.first)) == Place(Question("sidas", "q2"), Round.first)


def test_a_question_that_is_asked_no_more_is_left() -> None:
    sitting = sitting_of(["sidas"], {Question("sidas", "q1"): Kept(value=0)})
    gone = Place(Question("sidas", "q3"), Round.first)
    assert not sitting.holds(gone)
    assert sitting.after(gone) is None
    assert sitting.before(gone) is None


def test_several_instruments_are_counted_as_one_check_in() -> None:
    names = ["phq9", "bipf", "hrqol4", "ons4", "swls", "pgic"]
    sitting = sitting_of(names, {})
    assert sitting.total == 30
    assert sitting.number(Question("bipf", "q1")) == 10
    assert sitting.after(Place(q(9), Round.first)) == Place(Question("bipf", "q1"), Round.first)


@pytest.mark.parametrize("name", [i.id for i in shelf().values() if i.rater == "self"])
def test_every_instrument_can_be_walked_to_its_end_and_back(name: str) -> None:
    given: dict[tuple[str, str], Kept] = {}
    place = sitting_of([name], given).resume()
    walked = []
    while place is not None:
        walked.append(place.question)
        given[place.question] = Kept(value=max(place.question.about.values))
        place = sitting_of([name], given).after(place)
    sitting = sitting_of([name], given)
    assert walked == list(sitting.asked)
    back: Place | None = sitting.before(None)
    returned = []
    while back is not None:
        returned.append(back.question)
        back = sitting.before(back)
    assert returned == walked[::-1]


def test_nobody_is_hurried_past_a_question_that_may_need_a_person() -> None:
    assert needs_a_pause(q(9))
    assert not needs_a_pause(q(8))
    assert needs_a_pause(Question("sidas", "q1"))
    assert not needs_a_pause(Question("gad7", "q1"))


@pytest.mark.parametrize(("seconds", "ghost"), [(None, False), (0.0, True), (0.2, True), (0.39, True), (0.4, False)])
def test_the_second_half_of_a_double_tap(seconds: float | None, ghost: bool) -> None:
    assert is_ghost(seconds) is ghost
