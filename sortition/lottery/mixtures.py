"""Mixtures of panels: those known so far, weights in fractions, and what all panels keep to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.exact import first_independent, unique_solution
from sortition.lottery.linear import INFINITY, Floats, Integers, LinearProgram
from sortition.records.lottery import Counts, Cut, CutReason

_REACHED = 1e-9
_FINE = 10**18
_LEAST = (1e-9, 1e-7, 1e-11, 0.0)
"""Panels with less weight are left out: solved exactly, it might have to be negative."""
_ENOUGH = 6
"""Columns looked at first for each equation."""

Mixture = tuple[tuple[Fraction, Integers], ...]
"""Panels, each with how much of the lottery it gets: positive, and 1 together."""


class Known:
    """The panels known so far, in the order in which they were found."""

    def __init__(self) -> None:
        self._panels: dict[bytes, Integers] = {}

    def add(self, panel: Integers) -> bool:
        """Remember a panel; False when it was known."""
        name = panel.astype(np.int64).tobytes()
        if name in self._panels:
            return False
        self._panels[name] = panel
        return True

    def values(self) -> tuple[Integers, ...]:
        """All of them."""
        return tuple(self._panels.values())

    def mixture(self, mean: tuple[Fraction, ...]) -> tuple[Integers, ...] | None:
        """Known panels some mixture of which has the mean (in floating point), if there are any."""
        n = len(mean)
        target = np.array([float(y) for y in mean])
        columns = [_column(panel) for panel in self._panels.values()]
        eye = range(n)
        found = LinearProgram(
            cost=np.concatenate([np.ones(2 * n), np.zeros(len(columns))]),
            lower=np.zeros(2 * n + len(columns)),
            upper=np.full(2 * n + len(columns), INFINITY),
            row_lower=np.append(target, 1.0),
            row_upper=np.append(target, 1.0),
            starts=np.cumsum([0, *([1] * (2 * n)), *(len(rows) for rows, _ in columns)]),
            indices=[*eye, *eye, *(r for rows, _ in columns for r in rows)],
            values=[*([1.0] * n), *([-1.0] * n), *(v for _, values in columns for v in values)],
        ).solve()
        if found is None or found.objective >= _REACHED:
            return None
        pairs = zip(self._panels.values(), found.columns[2 * n :], strict=True)
        return tuple(panel for panel, weight in pairs if weight > _REACHED)


def _column(panel: Integers) -> tuple[list[int], Floats]:
    rows = [*np.flatnonzero(panel).tolist(), len(panel)]
    return rows, np.append(panel[panel != 0], 1).astype(np.float64)


def exact_mixture(panels: Sequence[Integers], mean: tuple[Fraction, ...]) -> Mixture | None:
    """Weights in fractions with which the panels give the mean exactly; None when that fails."""
    rows = [[int(panel[t]) for panel in panels] for t in range(len(mean))]
    rows.append([1] * len(panels))
    exact = unique_solution(rows, [*mean, Fraction(1)])
    if exact is None or min(exact) < 0:
        return None
    return tuple((weight, panel) for weight, panel in zip(exact, panels, strict=True) if weight)


def near_mixture(
    panels: Sequence[Integers], weights: Floats, held: Mapping[int, Fraction]
) -> Mixture:
    """Weights in fractions close to these, with which each profile in ``held`` has its seats.

    Raises SolverError when there are none: some weight would have to be negative.
    """
    order = np.argsort(-weights, kind="stable").tolist()
    for least in _LEAST:
        found = _solved_near(panels, weights, held, [j for j in order if weights[j] > least])
        if found is not None:
            return found
    raise SolverError(Text("The weights of the panels could not be solved in fractions."))


def _solved_near(
    panels: Sequence[Integers], weights: Floats, held: Mapping[int, Fraction], order: list[int]
) -> Mixture | None:
    """The mixture of these panels, the one with the largest weight first; None if there is none."""
    near = [Fraction(round(float(weights[j]) * _FINE), _FINE) for j in order]
    rows = [[int(panels[j][t]) for j in order] for t in held]
    rows.append([1] * len(order))
    for most in (_ENOUGH * len(rows), len(order)):
        exact = _taken_up(rows, near, [*held.values(), Fraction(1)], most)
        if exact is not None and min(exact) >= 0:
            pairs = zip(exact, order, strict=True)
            return tuple((weight, panels[j]) for weight, j in pairs if weight)
    return None


def _taken_up(
    rows: list[list[int]], near: list[Fraction], right: list[Fraction], most: int
) -> list[Fraction] | None:
    """The weights, with as many as there are equations solved from these."""
    pivots = first_independent([row[:most] for row in rows])
    chosen = frozenset(pivots)
    rest = [
        value - sum((w * near[j] for j, w in enumerate(row) if w and j not in chosen), Fraction(0))
        for row, value in zip(rows, right, strict=True)
    ]
    exact = unique_solution([[row[j] for j in pivots] for row in rows], rest)
    if exact is None:
        return None
    solved = dict(zip(pivots, exact, strict=True))
    return [solved.get(j, weight) for j, weight in enumerate(near)]


Combination = tuple[tuple[Fraction, Counts], ...]
"""A mixture as a certificate has it (docs/format.md 6.6)."""


def combination_of(mixture: Mixture) -> Combination:
    """The mixture with its panels written sparsely."""
    return tuple((weight, sparse(panel)) for weight, panel in mixture)


def sparse(panel: Integers) -> Counts:
    """The profiles that have seats, each with how many."""
    return tuple((t, int(seats)) for t, seats in enumerate(panel) if seats)


def mean_of(mixture: Mixture) -> tuple[Fraction, ...]:
    """The seats per profile that a mixture gives."""
    length = len(mixture[0][1])
    seats = [Fraction(0)] * length
    for weight, panel in mixture:
        for t in np.flatnonzero(panel).tolist():
            seats[t] += weight * int(panel[t])
    return tuple(seats)


def cut_of(weights: Sequence[int], bound: int, after: int = 0) -> Cut:
    """Σ weight·seats <= bound, for every panel that the first ``after`` levels leave."""
    pairs = tuple((t, w) for t, w in enumerate(weights) if w)
    return Cut(weights=pairs, bound=bound, reason=CutReason.CUT, after=after)
