"""Leximin in floating point: a fast guess of who ends up at which chance.

One linear program per stage (maximise the smallest chance of those not fixed yet), over the
relaxation R of shared vocabulary "profiles" (docs/glossary.md). Nothing here is proved; the exact
values and their proof come from :mod:`sortition.lottery.levels` and
:mod:`sortition.lottery.proof`.
Source: Nace and Orlin 2007, §3 (lexicographic min-max by fixing tight variables); substitution
y_t = n_t z + s_t keeps only the quota rows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sortition.errors import SolverError, Text
from sortition.lottery.linear import INFINITY, Floats, LinearProgram, Solution
from sortition.lottery.system import System
from sortition.records.progress import Listener, Moment

_TIGHT = 1e-7
"""A profile is fixed when its share of the stage's dual weight exceeds this."""
_FULL = 1e-9


class _Stages:
    """The stage programs of one run: column 0 is z, column 1 + t is s_t; rows as in the system."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.counts = np.array(system.counts, dtype=np.float64)
        # A cut's weights can be large: in its own units, rounding would make it impossible.
        largest = np.array([max(map(abs, row.weights), default=1) for row in system.rows])
        self.columns = tuple(
            tuple((r, w / largest[r]) for r, w in column) for column in system.columns
        )
        self.lower = (
            np.array(
                [-INFINITY if row.lower is None else row.lower for row in system.rows], dtype=float
            )
            / largest
        )
        self.upper = np.array([row.upper for row in system.rows], dtype=float) / largest
        self.z_column = (
            np.array(
                [
                    sum(
                        w * system.counts[t] for t, w in zip(row.profiles, row.weights, strict=True)
                    )
                    for row in system.rows
                ],
                dtype=float,
            )
            / largest
        )
        self.chances = np.full(len(system.counts), np.nan)
        self.caps: dict[int, int] = {}
        self.program = self._program()

    def _program(self) -> LinearProgram:
        columns = self.columns
        rows = np.flatnonzero(self.z_column)
        indices = [*rows.tolist(), *(r for column in columns for r, _ in column)]
        values = [*self.z_column[rows].tolist(), *(w for column in columns for _, w in column)]
        starts = np.cumsum([0, len(rows), *map(len, columns)])
        zeros = np.zeros(len(columns) + 1)
        cost = zeros.copy()
        cost[0] = -1.0
        return LinearProgram(
            cost=cost,
            lower=zeros,
            upper=np.concatenate([[1.0], self.counts]),
            row_lower=self.lower,
            row_upper=self.upper,
            starts=starts,
            indices=indices,
            values=values,
        )

    @property
    def open(self) -> npt.NDArray[np.bool_]:
        """Mask of the profiles that are not fixed yet."""
        return np.asarray(np.isnan(self.chances), dtype=np.bool_)

    def solve(self) -> Solution | None:
        """The stage's optimum, with everyone's chance at most 1 (caps are added when they bind)."""
        while True:
            found = self.program.solve()
            if found is None:
                return None
            z = found.columns[0]
            seats = found.columns[1:] + self.counts * z
            over = np.flatnonzero(self.open & (seats > self.counts * (1 + _FULL)))
            fresh = [t for t in over.tolist() if t not in self.caps]
            if not fresh:
                return found
            for t in fresh:
                self.caps[t] = len(self.system.rows) + len(self.caps)
                n = self.counts[t]
                self.program.add_row(-INFINITY, n, [0, 1 + t], np.array([n, 1.0]))

    def fix(self, tight: list[int], z: float) -> None:
        """Give these profiles chance z for good, and take them out of the z column."""
        self.chances[tight] = z
        touched = set()
        for t in tight:
            for r, w in self.columns[t]:
                seats = w * self.counts[t]
                self.z_column[r] -= seats
                self.lower[r] -= seats * z
                self.upper[r] -= seats * z
                touched.add(r)
        rows = sorted(touched)
        for r in rows:
            self.program.set_coefficient(r, 0, self.z_column[r])
        self.program.set_row_bounds(rows, self.lower[rows], self.upper[rows])
        self.program.set_column_bounds(
            [1 + t for t in tight], np.zeros(len(tight)), self.counts[tight] * (1 - z)
        )
        for t in tight:
            if t in self.caps:
                self.program.set_coefficient(self.caps[t], 0, 0.0)


def guess(system: System, listen: Listener) -> Floats | None:
    """Approximate leximin chances, one per profile, 0 to 1; None when R is empty."""
    stages = _Stages(system)
    total = len(system.counts)
    while stages.open.any():
        found = stages.solve()
        if found is None:
            if not np.isnan(stages.chances).all():
                raise SolverError(Text("The linear solver lost its way between two levels."))
            return None
        z = min(1.0, max(0.0, float(found.columns[0])))
        weight = np.where(stages.open, stages.counts * found.reduced_costs[1:], 0.0)
        if z >= 1 - _FULL:
            tight = np.flatnonzero(stages.open)
        else:
            tight = np.flatnonzero(weight > _TIGHT)
            if not len(tight):
                raise SolverError(Text("The linear solver could not say who is at the next level."))
        stages.fix(tight.tolist(), z)
        listen(
            Moment(
                stage=Text("Computing equal chances"),
                done=total - int(stages.open.sum()),
                total=total,
            )
        )
    return stages.chances
