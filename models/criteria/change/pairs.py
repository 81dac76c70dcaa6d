"""Whom a judgement rests on: people with a score before and a score after, and who is left out, and why."""

from dataclasses import dataclass

import numpy as np

from models.criteria.change.errors import NotComputable
from models.criteria.change.scores import NOBODY, Codes, Flags, Floats, Scores

FEWEST_SCORES = 3  # a line through two points leaves nothing to tell chance from change


@dataclass(frozen=True, slots=True)
class Pairs:
    """The people who are judged, each with both scores. Arrays of one length."""

    person: Codes  # their places among the people of the table
    pre: Floats
    post: Floats
    n_original: int  # people with a row at either visit
    left_out: tuple[tuple[int, str], ...]  # place of the person, and why

    @property
    def change(self) -> Floats:
        """What was added to the score."""
        return self.post - self.pre


def pre_and_post(scores: Scores, pre: int, post: int) -> Pairs:
    """Two visits by their places. Two rows of one person at one of them are refused: which would count?"""
    before, after = score_at(scores, pre), score_at(scores, post)
    there = np.zeros(len(scores.people), dtype=np.bool_)
    there[scores.person[(scores.visit == pre) | (scores.visit == post)]] = True
    return _of(scores, there, before, after, ~np.isnan(before) & ~np.isnan(after), "no score at both visits")


def first_and_last(scores: Scores) -> tuple[Pairs, Codes]:
    """People with three scores or more, their first and last one, and the rows that are theirs, in order of time."""
    times = scores.times()
    if times is None:
        raise NotComputable("time", "words; a line over time needs numbers")
    rows = np.flatnonzero(~np.isnan(scores.score) & _in_a_group(scores)[scores.person])
    rows = _in_order(rows, scores.person[rows], times[scores.visit[rows]])
    people = len(scores.people)
    count = np.bincount(scores.person[rows], minlength=people)
    before, after = np.full(people, np.nan), np.full(people, np.nan)
    after[scores.person[rows]] = scores.score[rows]
    before[scores.person[rows[::-1]]] = scores.score[rows[::-1]]
    enough = count >= FEWEST_SCORES
    pairs = _of(scores, count > 0, before, after, enough, f"fewer than {FEWEST_SCORES} scores")
    return pairs, rows[enough[scores.person[rows]]]


def score_at(scores: Scores, visit: int) -> Floats:
    """Everybody's score at one visit; NaN for whom there is none."""
    rows = np.flatnonzero(scores.visit == visit)
    people = scores.person[rows]
    if rows.size and np.bincount(people).max() > 1:
        _, first = np.unique(people, return_index=True)
        again = np.setdiff1d(np.arange(rows.size), first)
        raise NotComputable("time", "a second row of the same person for the same visit", int(rows[again[0]]))
    found = np.full(len(scores.people), np.nan)
    found[people] = scores.score[rows]
    return found


def _in_order(rows: Codes, person: Codes, time: Floats) -> Codes:
    """By person and time; a table that already is, as most are, need not be sorted."""
    same = person[1:] == person[:-1]
    if bool(np.all((person[1:] > person[:-1]) | (same & (time[1:] >= time[:-1])))):
        return rows
    return rows[np.lexsort((time, person))]


def _in_a_group(scores: Scores) -> Flags:
    if scores.group is None:
        return np.ones(len(scores.people), dtype=np.bool_)
    return np.asarray(scores.group != NOBODY)


def _of(scores: Scores, there: Flags, pre: Floats, post: Floats, judged: Flags, why: str) -> Pairs:
    grouped = _in_a_group(scores)
    used = np.flatnonzero(there & judged & grouped)
    if not used.size:
        raise NotComputable("score", f"nobody can be judged: {why}, or no group")
    left = np.flatnonzero(there & ~(judged & grouped)).tolist()
    left_out = tuple((who, why if grouped[who] else "no group") for who in left)
    return Pairs(used, pre[used], post[used], int(there.sum()), left_out)
