"""Which episode is the present one, and which trials belong to it."""

from collections.abc import Sequence
from datetime import date, timedelta

from models.criteria.case import Case, Episode, Trial
from models.criteria.settings import RuleSettings
from models.criteria.verdict import NO, UNKNOWN, YES, Answer, answer

Members = frozenset[str | None]


def present_episode(case: Case, as_of: date, settings: RuleSettings) -> tuple[Episode | None, Members]:
    """The newest episode begun by `as_of`, and the ids of those that are one with it.

    One that is open, and whose beginning is not recorded, is taken for the present one. An episode that begins less
    than eight weeks after the last one ended is that one, going on. Where no episode is recorded, the one that the
    newest trial names is the present one.
    """
    if not case.episodes:
        tried = [one for one in case.trials if one.started_on <= as_of]
        newest_trial = max(tried, key=lambda one: (one.started_on, one.id), default=None)
        return None, frozenset({newest_trial.episode}) if newest_trial else frozenset()
    begun = [one for one in case.episodes if one.started_on is None or one.started_on <= as_of]
    if not begun:
        return None, frozenset()
    begun.sort(key=lambda one: (one.started_on or (date.min if one.ended_on else as_of), one.number or 0, one.id))
    newest = begun.pop()
    members, first = [newest.id], newest
    while begun and _goes_on(begun[-1], first, settings):
        first = begun.pop()
        members.append(first.id)
    return newest, frozenset(members)


def _goes_on(before: Episode, after: Episode, settings: RuleSettings) -> bool:
    if before.ended_on is None or after.started_on is None:
        return False
    return after.started_on - before.ended_on < timedelta(days=settings.episode_gap_days)


def belongs(trial: Trial, episodes: Sequence[Episode], members: Members) -> Answer:
    """A trial without an episode belongs to the one in whose time it began."""
    if trial.episode is not None or not episodes:
        return answer(trial.episode in members)
    if len(episodes) == 1:
        before = trial.ended_on and episodes[0].started_on and trial.ended_on < episodes[0].started_on
        return NO if before else YES
    begun = [(on, one) for one in episodes if (on := one.started_on) and on <= trial.started_on]
    if not begun or any(one.started_on is None for one in episodes):
        return UNKNOWN
    return answer(max(begun, key=lambda each: (each[0], each[1].number or 0, each[1].id))[1].id in members)
