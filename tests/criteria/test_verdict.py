"""Three answers: a no outweighs an unknown, an unknown outweighs a yes."""

from itertools import permutations, product

import pytest

from models.criteria.verdict import Answer, Reason, Verdict, all_of, answer, both, either

YES, NO, UNKNOWN, NONE = Answer.yes, Answer.no, Answer.unknown, Answer.not_applicable


def reason(verdict: Answer, change: str | None = None) -> Reason:
    return Reason("c", verdict, None, None, "", "s", "policy", change)


@pytest.mark.parametrize(
    ("answers", "all_hold", "one_holds"),
    [
        ((), NONE, NONE),
        ((NONE,), NONE, NONE),
        ((YES, NONE), YES, YES),
        ((NO, NONE), NO, NO),
        ((YES, YES), YES, YES),
        ((YES, UNKNOWN), UNKNOWN, YES),
        ((NO, UNKNOWN), NO, UNKNOWN),
        ((NO, YES, UNKNOWN), NO, YES),
        ((UNKNOWN,), UNKNOWN, UNKNOWN),
    ],
)
def test_and_or(answers: tuple[Answer, ...], all_hold: Answer, one_holds: Answer) -> None:
    assert both(answers) == all_hold
    assert either(answers) == one_holds


@pytest.mark.parametrize("answers", list(product([YES, NO, UNKNOWN], repeat=3)))
def test_order_never_matters_and_knowing_more_never_turns_a_decision(answers: tuple[Answer, ...]) -> None:
    assert len({both(order) for order in permutations(answers)}) == 1
    if UNKNOWN in answers and both(answers) != UNKNOWN:
        at = answers.index(UNKNOWN)
        for known in (YES, NO):
            assert both((*answers[:at], known, *answers[at + 1 :])) == both(answers)


def test_all_of_keeps_every_reason() -> None:
    inner = all_of([reason(YES), reason(UNKNOWN, "record it")])
    whole = all_of([inner, reason(NO, "do it")])
    assert whole == Verdict(NO, (reason(YES), reason(UNKNOWN, "record it"), reason(NO, "do it")))
    assert whole.would_change == ("record it", "do it")


def test_a_fact_as_an_answer() -> None:
    assert [answer(one) for one in (True, False, None)] == [YES, NO, UNKNOWN]
