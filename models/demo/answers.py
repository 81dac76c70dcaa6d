"""What an invented person answers: items that add up to the score that the story tells."""

from collections.abc import Mapping
from random import Random

from models.demo.course import Course

Answers = dict[str, float]
PHQ9_SPREAD = (1.0, 1.15, 1.1, 1.2, 0.8, 0.95, 0.85, 0.55)
GAD7_SPREAD = (1.2, 1.0, 1.15, 1.05, 0.7, 0.9, 0.75)
HAMD17_SPREAD = (1.4, 1.0, 0.0, 1.0, 0.8, 0.8, 1.5, 0.6, 0.5, 1.2, 1.1, 0.5, 1.0, 0.7, 0.5, 0.3, 0.1)
HAMD17_MOST = (4, 4, 0, 2, 2, 2, 4, 4, 4, 4, 4, 2, 2, 2, 4, 2, 2)
SELDOM_APPLIES = {"q2": 0.45, "q6": 0.7}  # children; school or training


def phq9(course: Course, days_ago: int) -> Answers:
    """Nine answers whose sum is the day's total; item 9 is what the story says, those skipped are left out."""
    thoughts = course.thoughts(days_ago)
    rest = spread(max(0, course.total(days_ago) - thoughts), _own(course, PHQ9_SPREAD), (3,) * 8)
    given = {f"q{number}": float(value) for number, value in enumerate((*rest, thoughts), start=1)}
    for item in course.story.skipped.get(days_ago, ()):
        del given[item]
    return given


def spread(total: int, weights: tuple[float, ...], most: tuple[int, ...]) -> list[int]:
    """Whole numbers in about these proportions that add up to the total, none above its most."""
    given = [0] * len(weights)
    for _ in range(min(total, sum(most))):
        open_ones = [place for place, value in enumerate(given) if value < most[place]]
        # The item that lags most behind its share gets the next point.
        given[min(open_ones, key=lambda place: (given[place] + 1) / (weights[place] or 0.01))] += 1
    return given


def gad7(course: Course, days_ago: int) -> Answers:
    """Seven answers; worry goes with low mood."""
    total = round(course.total(days_ago) * 0.7)
    return {f"q{n}": float(v) for n, v in enumerate(spread(total, _own(course, GAD7_SPREAD), (3,) * 7), start=1)}


def hamd17(total: int) -> Answers:
    """Seventeen ratings with this sum; the clinician's suicide item stays at zero."""
    return {f"q{n}": float(v) for n, v in enumerate(spread(total, HAMD17_SPREAD, HAMD17_MOST), start=1)}


def bipf(course: Course, days_ago: int) -> Answers:
    """Impairment in the parts of life that apply."""
    burden, chance = course.burden(days_ago), Random(f"{course.seed} bipf {days_ago}")
    asked = [f"q{number}" for number in range(1, 8) if f"q{number}" not in bipf_not_applicable(course)]
    return {item: _within(6 * burden * 1.1 + chance.choice((-0.4, 0, 0.4)), 0, 6) for item in asked}


def bipf_not_applicable(course: Course) -> tuple[str, ...]:
    """The same parts of life each time: who has no children has none next month."""
    chance = Random(f"{course.seed} life")
    return tuple(item for item, seldom in SELDOM_APPLIES.items() if chance.random() < seldom)


def hrqol4(course: Course, days_ago: int) -> Answers:
    burden = course.burden(days_ago)
    days = {"q2": 7 * burden, "q3": 30 * burden * 1.05, "q4": 24 * burden}
    return {"q1": _within(1 + 4 * burden, 1, 5), **{item: _within(value, 0, 30) for item, value in days.items()}}


def ons4(course: Course, days_ago: int) -> Answers:
    burden, chance = course.burden(days_ago), Random(f"{course.seed} ons4 {days_ago}")
    own = Random(f"{course.seed} purpose").choice((-1, 0, 1))
    return {
        "satisfaction": _within(9 - 8 * burden, 0, 10),
        "worthwhile": _within(9 - 7 * burden + own, 0, 10),
        "happy": _within(9 - 8.5 * burden + chance.choice((-1, 0, 0, 1)), 0, 10),
        "anxious": _within(1 + 8 * burden, 0, 10),
    }


def swls(course: Course, days_ago: int) -> Answers:
    burden = course.burden(days_ago)
    own = Random(f"{course.seed} swls")
    return {f"q{number}": _within(6.3 - 5 * burden + own.choice((-0.6, 0, 0.6)), 1, 7) for number in range(1, 6)}


def pgic(course: Course, days_ago: int, since: int) -> Answers:
    """1 very much improved, 4 no change, 7 very much worse."""
    gain = course.gain(days_ago, since)
    return {"change": _within(4 - 4.2 * gain, 1, 7)}


def battery(course: Course, days_ago: int, since: int, asked: tuple[str, ...]) -> Mapping[str, Answers]:
    """Answers to each instrument that is asked; `since` is the day from which change is counted."""
    made = {
        "phq9": lambda: phq9(course, days_ago),
        "bipf": lambda: bipf(course, days_ago),
        "hrqol4": lambda: hrqol4(course, days_ago),
        "ons4": lambda: ons4(course, days_ago),
        "swls": lambda: swls(course, days_ago),
        "pgic": lambda: pgic(course, days_ago, since),
        "gad7": lambda: gad7(course, days_ago),
    }
    return {name: made[name]() for name in asked if name in made}


def _own(course: Course, weights: tuple[float, ...]) -> tuple[float, ...]:
    """Each person's depression looks a little different, and the same from week to week."""
    chance = Random(f"{course.seed} pattern")
    return tuple(weight * chance.uniform(0.8, 1.25) for weight in weights)


def _within(value: float, low: int, high: int) -> float:
    return float(min(high, max(low, round(value))))
