"""Panels from panels: one person leaves and another enters, and every row is still met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from sortition.lottery.dive import matrix_of
from sortition.lottery.integer import Question
from sortition.lottery.linear import Integers
from sortition.lottery.system import System

_FREE: Final = 10**9
_STEPS: Final = 50
"""Exchanges for one panel at most."""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """The rows of a system as arrays: ``matrix`` is (rows, profiles)."""

    matrix: Integers
    lower: Integers
    upper: Integers
    counts: Integers

    @classmethod
    def of(cls, system: System) -> Exchange:
        """The exchanges of a system's panels."""
        return cls(
            matrix=matrix_of(system),
            lower=np.array([-_FREE if row.lower is None else row.lower for row in system.rows]),
            upper=np.array([row.upper for row in system.rows], dtype=np.int64),
            counts=np.array(system.counts, dtype=np.int64),
        )

    def question(self, least: Integers) -> Question:
        """The question for a panel with at least these seats, (T,)."""
        return Question(
            matrix=self.matrix,
            lower=least,
            upper=self.counts,
            row_lower=self.lower,
            row_upper=self.upper,
        )

    def into(self, panel: Integers, wanted: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
        """The profiles of ``wanted`` that one person can leave a panel for, and whose that is."""
        enters, leaves = np.flatnonzero(wanted), np.flatnonzero(panel)
        allowed = self._allowed(panel, leaves, enters)
        for place in np.flatnonzero(allowed.any(axis=0)).tolist():
            yield int(enters[place]), int(leaves[allowed[:, place].argmax()])

    def climb(self, panel: Integers, worth: Integers) -> Integers:
        """A panel with a larger Σ worth·seats, by the best exchange again and again, or itself."""
        panel = panel.copy()
        for _ in range(_STEPS):
            leaves = np.flatnonzero(panel)
            enters = np.flatnonzero((panel < self.counts) & (worth > worth[leaves].min()))
            gain = worth[enters][None, :] - worth[leaves][:, None]
            gain[~self._allowed(panel, leaves, enters)] = 0
            if not gain.size or gain.max() <= 0:
                break
            out, into = divmod(int(gain.argmax()), len(enters))
            panel[leaves[out]] -= 1
            panel[enters[into]] += 1
        return panel

    def _allowed(
        self, panel: Integers, leaves: Integers, enters: Integers
    ) -> npt.NDArray[np.bool_]:
        """Whether one of these may leave for one of those, (leaves, enters).

        Where a person counts 1 or 0, only rows at a bound can be broken: at the upper one by
        whoever enters and counts there where the one who leaves does not, at the lower one the
        other way round.
        """
        sums = self.matrix @ panel
        plain, ones = self._plain, self._ones
        full = ones[(sums == self.upper)[plain]]
        bare = ones[(sums == self.lower)[plain]]
        broken = (1 - full[:, leaves]).T @ full[:, enters]
        broken += bare[:, leaves].T @ (1 - bare[:, enters])
        allowed = (broken == 0) & (panel[enters] < self.counts[enters])
        for r in np.flatnonzero(~plain).tolist():
            change = self.matrix[r, enters][None, :] - self.matrix[r, leaves][:, None]
            allowed &= (self.lower[r] - sums[r] <= change) & (change <= self.upper[r] - sums[r])
        return np.asarray(allowed, dtype=np.bool_)

    @cached_property
    def _plain(self) -> npt.NDArray[np.bool_]:
        """The rows in which a person counts 1 or 0."""
        return np.asarray(((self.matrix == 0) | (self.matrix == 1)).all(axis=1), dtype=np.bool_)

    @cached_property
    def _ones(self) -> npt.NDArray[np.float32]:
        return self.matrix[self._plain].astype(np.float32)
