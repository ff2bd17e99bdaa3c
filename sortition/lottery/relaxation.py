"""A system with parts of people allowed: what is impossible there is impossible with whole ones.

The linear solver is not believed: its dual values, rounded to whole numbers, give a bound that is
added up exactly (weak duality), and only that bound counts.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np

from sortition.lottery.linear import INFINITY, Floats, Integers, LinearProgram, Solution
from sortition.lottery.system import System

_SCALE: Final = 2**20
"""Dual values are rounded to so many parts."""
_LARGEST: Final = 2**34
"""And cut off at this many parts, so that sums fit into 64 bits; any dual values prove a bound."""


class Relaxation:
    """The least Σ cost·x over a system's rows, 0 <= x <= counts, parts allowed."""

    def __init__(self, system: System) -> None:
        self.system = system
        pairs = [(r, t, w) for t, column in enumerate(system.columns) for r, w in column]
        self._rows, self._columns, self._weights = np.array(pairs, dtype=np.int64).reshape(-1, 3).T
        self._counts = np.array(system.counts, dtype=np.int64)
        self._open = np.array([row.lower is None for row in system.rows], dtype=bool)
        self._low = np.array([row.lower or 0 for row in system.rows], dtype=np.int64)
        self._high = np.array([row.upper for row in system.rows], dtype=np.int64)
        self.program = LinearProgram(
            cost=np.zeros(len(system.counts)),
            lower=np.zeros(len(system.counts)),
            upper=self._counts.astype(np.float64),
            row_lower=np.where(self._open, -INFINITY, self._low),
            row_upper=self._high.astype(np.float64),
            starts=np.cumsum([0, *map(len, system.columns)]),
            indices=self._rows,
            values=self._weights,
        )

    def solve(self, cost: Integers) -> Solution | None:
        """A vertex in floats; None when the solver finds the rows contradictory, not proved."""
        self.program.set_costs(cost.astype(np.float64))
        return self.program.solve()

    def one(self, profile: int) -> Integers:
        """The cost with which the most people of a profile are looked for."""
        cost = np.zeros(len(self.system.counts), dtype=np.int64)
        cost[profile] = -1
        return cost

    def least(self, cost: Integers, duals: Floats) -> Fraction:
        """A number that Σ cost·x is at least, for every x of the system; proved.

        For any y: Σ cost·x >= Σ_r y_r·b_r + Σ_t min(0, cost_t - Σ_r y_r A_rt)·n_t, where b_r is the
        lower bound of a row where y_r > 0 and its upper one where y_r < 0.
        """
        y = np.clip(np.rint(duals * _SCALE), -_LARGEST, _LARGEST).astype(np.int64)
        y[self._open & (y > 0)] = 0
        left = cost * _SCALE
        np.subtract.at(left, self._columns, y[self._rows] * self._weights)
        bounds = np.where(y < 0, self._high, self._low)
        short = left < 0
        return Fraction(
            _product(y[y != 0], bounds[y != 0]) + _product(left[short], self._counts[short]), _SCALE
        )

    def never(self, profile: int) -> bool:
        """Whether no whole x has anybody of a profile; False when that is not proved here."""
        cost = self.one(profile)
        found = self.solve(cost)
        if found is None or found.objective < -1 + 1e-6:
            return False
        return self.least(cost, found.duals) > -1


def _product(first: Integers, second: Integers) -> int:
    """Σ first·second, in numbers of any length."""
    return sum(a * b for a, b in zip(first.tolist(), second.tolist(), strict=True))
