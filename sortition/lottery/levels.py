"""From a guess in floating point to exact chances: the vertex is solved again in fractions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sortition.lottery.exact import unique_solution
from sortition.lottery.linear import Floats
from sortition.lottery.system import System

_ONE = 1 - 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """Exact chances and the levels they form, from the smallest up."""

    values: tuple[Fraction, ...]
    groups: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, values: tuple[Fraction, ...]) -> Chances:
        """Group equal chances."""
        by_value: dict[Fraction, list[int]] = {}
        for t, value in enumerate(values):
            by_value.setdefault(value, []).append(t)
        return cls(values=values, groups=tuple(tuple(by_value[v]) for v in sorted(by_value)))

    def mean(self, system: System) -> tuple[Fraction, ...]:
        """Seats per profile of the mean panel, y_t = n_t · chance_t."""
        return tuple(n * v for n, v in zip(system.counts, self.values, strict=True))


def solve_exactly(system: System, guessed: Floats, tolerance: float) -> Chances | None:
    """The exact chances whose levels and tight rows are those of the guess, if they exist.

    Guesses that differ by less than ``tolerance`` become one level. The values are then the only
    solution of "every tight row holds with equality"; None when that has no single solution or
    leaves the relaxation. Nothing is assumed about optimality: that is the certificate's task.
    """
    group_of = _groups(guessed, tolerance)
    group_count = int(group_of.max()) + 1
    full = [bool(guessed[group_of == g].max() > _ONE) for g in range(group_count)]
    seats = guessed * np.array(system.counts)
    rows, right = [], []
    for row in system.rows:
        held = np.array(row.profiles, dtype=np.int64)
        value = float(np.dot(seats[held], row.weights)) if len(held) else 0.0
        for bound in {row.lower, row.upper} - {None}:
            if abs(value - float(bound or 0)) < 1e-6 * max(1.0, abs(value)):
                equation = [0] * group_count
                for t, weight in zip(row.profiles, row.weights, strict=True):
                    equation[group_of[t]] += weight * system.counts[t]
                rows.append(equation)
                right.append(Fraction(bound or 0))
    for g in range(group_count):
        if full[g]:
            rows.append([int(i == g) for i in range(group_count)])
            right.append(Fraction(1))
    solution = unique_solution(rows, right)
    if solution is None:
        return None
    chances = Chances.of(tuple(solution[g] for g in group_of))
    return chances if system.holds(chances.mean(system)) else None


def _groups(guessed: Floats, tolerance: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Index of each profile's level, levels in order of their chance."""
    order = np.argsort(guessed, kind="stable")
    jumps = np.diff(guessed[order]) > tolerance
    groups = np.empty(len(guessed), dtype=np.int64)
    groups[order] = np.concatenate([[0], np.cumsum(jumps)])
    return groups
