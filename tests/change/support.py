"""Small tables of scores for the tests of change."""

from typing import Any

from models.criteria.change import Answer, Question, Scores, judge, long_table
from models.criteria.change.verdicts import CATEGORIES

NAN = float("nan")


def before_and_after(pre: list[float], post: list[float], groups: list[str] | None = None) -> Scores:
    """One person a place, seen at the visits pre and post."""
    people = [f"P{number}" for number, _ in enumerate(pre, start=1)]
    visits = ["pre"] * len(pre) + ["post"] * len(post)
    return long_table(people * 2, visits, [*pre, *post], None if groups is None else groups * 2)


def asked(method: str, **settings: Any) -> Question:
    return Question(method, settings.pop("better", "lower"), **{"pre": "pre", "post": "post", **settings})


def verdicts(answer: Answer) -> list[str]:
    assert answer.judged
    return [CATEGORIES[each] for each in answer.judged.verdicts.tolist()]


def index(scores: Scores, **settings: Any) -> list[float]:
    judged = judge(scores, asked("distribution", **settings)).judged
    assert judged is not None
    assert judged.index is not None
    found: list[float] = judged.index.tolist()
    return found
