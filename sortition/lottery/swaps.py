"""Single seats handed from profile to profile inside panels, in whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sortition.lottery.integer import Question
from sortition.lottery.linear import Integers

if TYPE_CHECKING:
    from sortition.lottery.realise import Walk


def swap(walk: Walk, question: Question, floor: Integers, ceiling: Integers) -> None:
    """Give seats of profiles that have too many to others, while any such move fits.

    ``floor`` and ``ceiling`` are the seats each profile should end with, over all panels.
    """
    board = _Board(walk, question)
    for p in np.flatnonzero(walk.given > ceiling).tolist():
        for q in np.flatnonzero(walk.given < ceiling).tolist():
            while walk.given[p] > ceiling[p] and walk.given[q] < ceiling[q]:
                if not board.move(p, q):
                    break
    for q in np.flatnonzero(walk.given < floor).tolist():
        for p in np.flatnonzero(walk.given > floor).tolist():
            while walk.given[q] < floor[q] and walk.given[p] > floor[p]:
                if not board.move(p, q):
                    break


class _Board:
    """The panels of a walk as one array, with the sums of their rows."""

    def __init__(self, walk: Walk, question: Question) -> None:
        self.walk = walk
        self.question = question
        self.panels = np.array([panel for panel, _ in walk.taken])
        self.sums = self.panels @ question.matrix.T

    def move(self, p: int, q: int) -> bool:
        """One seat from p to q in the first panel where that is allowed."""
        step = self.question.matrix[:, q] - self.question.matrix[:, p]
        rows = np.flatnonzero(step)
        after = self.sums[:, rows] + step[rows]
        fits = (after >= self.question.row_lower[rows]) & (after <= self.question.row_upper[rows])
        allowed = fits.all(axis=1)
        allowed &= self.panels[:, p] > self.question.lower[p]
        allowed &= self.panels[:, q] < self.question.upper[q]
        places = np.flatnonzero(allowed)
        if not len(places):
            return False
        self._apply(int(places[-1]), p, q, step)
        return True

    def _apply(self, place: int, p: int, q: int, step: Integers) -> None:
        copies = len(self.walk.taken)
        panel = self.panels[place].copy()
        panel[p] -= 1
        panel[q] += 1
        self.walk.replace(place, panel)
        if len(self.walk.taken) > copies:
            self.panels = np.vstack([self.panels, self.panels[place]])
            self.sums = np.vstack([self.sums, self.sums[place]])
        self.panels[place] = panel
        self.sums[place] += step
