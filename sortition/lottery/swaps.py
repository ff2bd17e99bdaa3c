"""Single seats handed from profile to profile inside panels, in whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sortition.lottery.integer import Question
from sortition.lottery.linear import Integers

_PANELS = 40
"""How many panels, from the last one back, are tried for one seat."""
_OTHERS = 256
"""With how many other profiles each panel is tried."""
_WRONG = 60
"""How many profiles are helped in one go."""

Mask = npt.NDArray[np.bool_]

if TYPE_CHECKING:
    from sortition.lottery.realise import Walk


def swap(walk: Walk, question: Question, floor: Integers, ceiling: Integers) -> None:
    """Give seats of profiles that have too many to others, while any such move fits.

    ``floor`` and ``ceiling`` are the seats each profile should end with, over all panels.
    """
    board = _Board(walk, question)
    for p in np.flatnonzero(walk.given > ceiling)[:_WRONG].tolist():
        while walk.given[p] > ceiling[p] and board.move_from(p, walk.given < ceiling):
            pass
    for q in np.flatnonzero(walk.given < floor)[:_WRONG].tolist():
        while walk.given[q] < floor[q] and board.move_to(q, walk.given > floor):
            pass


class _Board:
    """The panels of a walk as one array, with the sums of their rows."""

    def __init__(self, walk: Walk, question: Question) -> None:
        self.walk = walk
        self.question = question
        self.panels = np.array([panel for panel, _ in walk.taken])
        self.sums = self.panels @ question.matrix.T

    def move_from(self, p: int, takers: Mask) -> bool:
        """One seat from p to one of the takers, in the last panel where that is allowed."""
        for place in np.flatnonzero(self.panels[:, p] > self.question.lower[p])[
            : -_PANELS - 1 : -1
        ]:
            open_ = takers & (self.panels[place] < self.question.upper)
            open_[p] = False
            others = np.flatnonzero(open_)[:_OTHERS]
            steps = self.question.matrix[:, others] - self.question.matrix[:, [p]]
            fitting = self._fitting(place, steps)
            if len(fitting):
                self._apply(int(place), p, int(others[fitting[0]]))
                return True
        return False

    def move_to(self, q: int, givers: Mask) -> bool:
        """One seat to q from one of the givers, in the last panel where that is allowed."""
        for place in np.flatnonzero(self.panels[:, q] < self.question.upper[q])[
            : -_PANELS - 1 : -1
        ]:
            open_ = givers & (self.panels[place] > self.question.lower)
            open_[q] = False
            others = np.flatnonzero(open_)[:_OTHERS]
            steps = self.question.matrix[:, [q]] - self.question.matrix[:, others]
            fitting = self._fitting(place, steps)
            if len(fitting):
                self._apply(int(place), int(others[fitting[0]]), q)
                return True
        return False

    def _fitting(self, place: int, steps: Integers) -> Integers:
        """The columns of ``steps`` after which the panel still meets every row."""
        after = self.sums[place][:, None] + steps
        lower, upper = self.question.row_lower[:, None], self.question.row_upper[:, None]
        return np.flatnonzero(((after >= lower) & (after <= upper)).all(axis=0))

    def _apply(self, place: int, p: int, q: int) -> None:
        step = self.question.matrix[:, q] - self.question.matrix[:, p]
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
