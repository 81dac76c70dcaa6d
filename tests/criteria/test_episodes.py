"""Which episode is the present one, and what belongs to it."""

from datetime import date, timedelta

import pytest

from models.criteria.case import Case, Episode, Modality, Patient, Trial
from models.criteria.episodes import belongs, present_episode
from models.criteria.settings import DEFAULT

AS_OF = date(2026, 6, 1)


def on(days: int) -> date:
    """So many days before (or, below 0, after) the day that is looked at."""
    return AS_OF - timedelta(days=days)


def a(name: str, began: int | None, ended: int | None = None, number: int | None = None) -> Episode:
    return Episode(name, number, None if began is None else on(began), None if ended is None else on(ended))


def drug(name: str, began: int, ended: int | None = None, episode: str | None = None) -> Trial:
    return Trial(name, episode, Modality.medication, on(began), None if ended is None else on(ended))


@pytest.mark.parametrize(
    ("episodes", "present", "members"),
    [
        ((a("E1", 100),), "E1", {"E1"}),
        ((a("E1", 0),), "E1", {"E1"}),
        ((a("E1", -1),), None, set()),
        ((a("E1", 900, 156), a("E2", 100)), "E2", {"E2"}),
        ((a("E1", 900, 155), a("E2", 100)), "E2", {"E1", "E2"}),
        ((a("E0", 999, 955), a("E1", 900, 155), a("E2", 100)), "E2", {"E0", "E1", "E2"}),
        ((a("E1", 900, 155), a("E2", 100, 50), a("E3", -1)), "E2", {"E1", "E2"}),
        ((a("E1", 900), a("E2", 100)), "E2", {"E2"}),
        ((a("E1", None), a("E2", 100)), "E1", {"E1"}),
        ((a("E1", None, 300), a("E2", 100)), "E2", {"E2"}),
        ((a("E1", 100, 60, number=2), a("E2", 100, number=1)), "E1", {"E1"}),
    ],
)
def test_the_present_episode(episodes: tuple[Episode, ...], present: str | None, members: set[str]) -> None:
    """Clinical rules, section 1, "Episode rule": a new one starts after 56 days; 55 days between two make them one."""
    for order in (episodes, episodes[::-1]):
        found, ids = present_episode(Case(Patient("P1"), order), AS_OF, DEFAULT)
        assert (found.id if found else None, ids) == (present, members)


def test_without_episodes_the_newest_trial_names_it() -> None:
    case = Case(Patient("P1"), trials=(drug("T1", 90, episode="E1"), drug("T2", 30, episode="E2"), drug("T3", -1)))
    assert present_episode(case, AS_OF, DEFAULT) == (None, {"E2"})
    assert present_episode(Case(Patient("P1")), AS_OF, DEFAULT) == (None, frozenset())
    today = Case(Patient("P1"), trials=(drug("T1", 90, episode="E1"), drug("T2", 0, episode="E2")))
    assert present_episode(today, AS_OF, DEFAULT) == (None, {"E2"})


def test_of_two_that_began_the_same_day_the_numbered_one_is_the_newer() -> None:
    both = (Episode("Z", None, on(50)), Episode("A", 1, on(50)))
    found, _ = present_episode(Case(Patient("P1"), both), AS_OF, DEFAULT)
    assert found is not None
    assert found.id == "A"


@pytest.mark.parametrize(
    ("trial", "episodes", "answer"),
    [
        (drug("T1", 90, episode="E2"), (a("E2", 100),), "yes"),
        (drug("T1", 90, episode="E1"), (a("E2", 100),), "no"),
        (drug("T1", 300, 101), (a("E2", 100),), "no"),
        (drug("T1", 300, 100), (a("E2", 100),), "yes"),
        (drug("T1", 300), (a("E2", 100),), "yes"),
        (drug("T1", 300, 200), (a("E2", None),), "yes"),
        (drug("T1", 99), (a("E1", 900, 500), a("E2", 100)), "yes"),
        (drug("T1", 100), (a("E1", 900, 500), a("E2", 100)), "yes"),
        (drug("T1", 101), (a("E1", 900, 500), a("E2", 100)), "no"),
        (drug("T1", 901), (a("E1", 900, 500), a("E2", 100)), "unknown"),
        (drug("T1", 99), (a("E1", None, 500), a("E2", 100)), "unknown"),
        (drug("T1", 99), (a("E1", 100, number=1), a("E2", 100, number=2)), "yes"),
        (drug("T1", 99), (a("E3", 100, number=1), a("E2", 100, number=2)), "yes"),
    ],
)
def test_what_belongs_to_it(trial: Trial, episodes: tuple[Episode, ...], answer: str) -> None:
    for order in (episodes, episodes[::-1]):
        assert belongs(trial, order, frozenset({"E2"})) == answer
