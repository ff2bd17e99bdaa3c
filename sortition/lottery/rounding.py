"""Whole seats near wished ones that keep every row: spread evenly first, then a few changed."""

from __future__ import annotations

import numpy as np

from sortition.lottery.integer import Question, near_panel
from sortition.lottery.linear import Integers
from sortition.lottery.stream import Stream

SCALE = 1 << 16
"""Wishes are in units of 2**-16 seats, so that no floating point decides anything."""
_FREED = ((1000, 1.0), (4000, 4.0), (1 << 30, 20.0))
"""So many profiles may change so that the rows hold, and the effort (deterministic seconds)."""


def rounded(question: Question, wish: Integers, stream: Stream) -> Integers | None:
    """Whole numbers within all bounds, most of them the wish (T,) rounded; None when not found.

    Fractions are carried on from one profile to the next, so that no part of the list gets much
    more or less than it wishes.
    """
    if (question.lower > question.upper).any():
        return None
    clipped = np.clip(wish, SCALE * question.lower, SCALE * question.upper)
    total = np.concatenate([[0], np.cumsum(clipped)]) + stream.below(SCALE, 1)
    base = np.clip(np.diff(total // SCALE), question.lower, question.upper)
    movable = np.flatnonzero(question.lower < question.upper)
    movable = movable[stream.order(len(movable))]
    for most, effort in _FREED:
        free = np.sort(movable[:most])
        found = near_panel(question, base, free, np.zeros_like(base), effort)
        if found is not None or most >= len(movable):
            return found
    return None
