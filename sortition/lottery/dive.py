"""Find one integer panel near a wish: a vertex of the linear program, then diving."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.lottery.integer import Question
from sortition.lottery.linear import INFINITY, Floats, Integers, LinearProgram, Solution
from sortition.lottery.system import System

_WHOLE = 1e-6
_SLACK = 1.0


def matrix_of(system: System) -> Integers:
    """The rows as a dense (rows, profiles) array of whole numbers."""
    matrix = np.zeros((len(system.rows), len(system.counts)), dtype=np.int64)
    for r, row in enumerate(system.rows):
        matrix[r, list(row.profiles)] = row.weights
    return matrix


@dataclass(slots=True)
class _Choice:
    """One branching: the column, its bounds before, and the other branch (None once taken)."""

    column: int
    before: tuple[float, float]
    other: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer of a dive: a panel, or at least the vertex it started from."""

    panel: Integers | None
    vertex: Solution | None


class Diver:
    """Depth-first search over vertices of one linear program that stays warm between questions."""

    def __init__(self, system: System, matrix: Integers) -> None:
        self.matrix = matrix
        zeros = np.zeros(len(system.counts))
        rows = np.full(len(system.rows), INFINITY)
        self._columns = np.arange(len(system.counts), dtype=np.int32)
        self._rows = np.arange(len(system.rows), dtype=np.int32)
        self._units = np.maximum(1, np.abs(matrix).max(axis=1)).astype(np.float64)
        """The linear solver gets each row in units of its largest weight."""
        self._program = LinearProgram(
            cost=zeros,
            lower=zeros,
            upper=zeros,
            row_lower=-rows,
            row_upper=rows,
            starts=np.cumsum([0, *map(len, system.columns)]),
            indices=[r for column in system.columns for r, _ in column],
            values=[w / self._units[r] for column in system.columns for r, w in column],
        )

    def find(
        self, question: Question, cost: Integers, patience: int, enough: int | None = None
    ) -> Found:
        """A panel with small cost, or the first vertex if ``patience`` programs find none."""
        self._program.set_costs(cost.astype(np.float64))
        self._program.set_row_bounds(
            self._rows, question.row_lower / self._units, question.row_upper / self._units
        )
        low, high = question.lower.astype(np.float64), question.upper.astype(np.float64)
        self._program.set_column_bounds(self._columns, low, high)
        trail: list[_Choice] = []
        first: Solution | None = None
        for _ in range(patience):
            found = self._program.solve()
            if first is None and found is not None and enough is not None:
                most = _SLACK * float(np.abs(cost).max())
                if found.objective > enough + most:
                    return Found(panel=None, vertex=None)
            first = first or found
            if found is not None:
                split = _most_decided(found.columns)
                if split is None:
                    return Found(panel=self._checked(found.columns, question), vertex=first)
                self._branch(trail, split, float(np.floor(found.columns[split])), low, high)
            elif not self._backtrack(trail, low, high):
                break
        return Found(panel=None, vertex=first)

    def _checked(self, values: Floats, question: Question) -> Integers | None:
        whole = np.rint(values).astype(np.int64)
        sums = self.matrix @ whole
        fits = (question.row_lower <= sums) & (sums <= question.row_upper)
        return whole if fits.all() else None

    def _branch(
        self, trail: list[_Choice], column: int, floor: float, low: Floats, high: Floats
    ) -> None:
        before = (float(low[column]), float(high[column]))
        trail.append(_Choice(column, before, (before[0], floor)))
        self._set(column, (floor + 1, before[1]), low, high)

    def _backtrack(self, trail: list[_Choice], low: Floats, high: Floats) -> bool:
        """Take the other branch of the last open choice; False when none is left."""
        while trail:
            choice = trail[-1]
            if choice.other is not None:
                self._set(choice.column, choice.other, low, high)
                choice.other = None
                return True
            self._set(choice.column, choice.before, low, high)
            trail.pop()
        return False

    def _set(self, column: int, bounds: tuple[float, float], low: Floats, high: Floats) -> None:
        low[column], high[column] = bounds
        self._program.set_column_bounds([column], low[[column]], high[[column]])


def _most_decided(values: Floats) -> int | None:
    """The fractional column nearest to its ceiling, or None when all are whole."""
    parts = values - np.floor(values)
    fractional = np.flatnonzero((parts > _WHOLE) & (parts < 1 - _WHOLE))
    return int(fractional[np.argmax(parts[fractional])]) if len(fractional) else None
