"""What a line through each person's scores needs to know of them: a few sums, however many visits there were."""

from dataclasses import dataclass

import numpy as np

from models.criteria.change.scores import Codes, Floats


@dataclass(frozen=True, slots=True)
class Sums:
    """Per person: how many scores, and the sums of t, t², y and t·y; over all people the sum of y²."""

    n: Floats
    t: Floats
    tt: Floats
    y: Floats
    ty: Floats
    yy: float


@dataclass(frozen=True, slots=True)
class Designs:
    """People who came at the same times are alike but for their scores, so each set of times is looked at once.

    Per set of times: its people, n, t and t² of each of them, and over them the sums of y, t·y and of their products.
    """

    people: Floats
    n: Floats
    t: Floats
    tt: Floats
    y: Floats
    ty: Floats
    y_y: Floats
    y_ty: Floats
    ty_ty: Floats
    yy: float


def sums(person: Codes, people: int, time: Floats, score: Floats) -> Sums:
    """One pass over the rows; `person` counts from 0 without gaps."""

    def add(values: Floats) -> Floats:
        return np.bincount(person, weights=values, minlength=people).astype(np.float64)

    n = np.bincount(person, minlength=people).astype(np.float64)
    return Sums(n, add(time), add(time * time), add(score), add(time * score), float((score**2).sum()))


def designs(data: Sums) -> Designs:
    """The sums of all people, by set of times."""
    keys = np.ascontiguousarray(np.stack([data.n, data.t, data.tt], axis=1))
    _, at, inverse = np.unique(keys.view("V24").ravel(), return_index=True, return_inverse=True)
    columns = (np.ones(data.n.size), data.y, data.ty, data.y**2, data.y * data.ty, data.ty**2)
    people, y, ty, y_y, y_ty, ty_ty = (np.bincount(inverse, weights=each).astype(np.float64) for each in columns)
    return Designs(people, data.n[at], data.t[at], data.tt[at], y, ty, y_y, y_ty, ty_ty, data.yy)
