"""Linear programs in exact whole numbers, small and slow: what the engine is compared with.

Edmonds' integer pivoting (every entry of the tableau over one common denominator, so no fraction
is ever formed) with Bland's rule (1977), which cannot cycle.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimum:
    """The best value, and per row the multiplier (dual) that proves it."""

    value: Fraction
    duals: tuple[Fraction, ...]


def maximise(cost: list[int], rows: list[list[int]], right: list[int]) -> Optimum | None:
    """Maximise ``cost·x`` with ``rows·x = right`` and ``x >= 0``; None when no x meets the rows.

    The program must be bounded. Each row gets an artificial variable; the first phase drives them
    out, the second keeps them at 0 (they may leave the basis but never enter it), and the reduced
    costs of their columns are the duals.
    """
    height, width = len(rows), len(cost)
    signs = [-1 if b < 0 else 1 for b in right]
    table = [
        [s * a for a in row] + [int(i == j) for j in range(height)] + [s * b]
        for i, (s, row, b) in enumerate(zip(signs, rows, right, strict=True))
    ]
    tableau = _Tableau(table, [width + i for i in range(height)])
    away = [0] * width + [-1] * height
    tableau.run(away, width)
    if tableau.value(away):
        return None
    tableau.expel(width)
    full = cost + [0] * height
    reduced = tableau.run(full, width)
    duals = tuple(
        Fraction(-sign * reduced[width + i], tableau.scale) for i, sign in enumerate(signs)
    )
    return Optimum(value=tableau.value(full), duals=duals)


class _Tableau:
    """Rows ``table[i] / scale``; the last column is the right-hand side."""

    def __init__(self, table: list[list[int]], basis: list[int]) -> None:
        self.table = table
        self.basis = basis
        self.scale = 1

    def value(self, cost: list[int]) -> Fraction:
        """The objective at the current vertex."""
        pairs = zip(self.basis, self.table, strict=True)
        return Fraction(sum(cost[b] * row[-1] for b, row in pairs), self.scale)

    def run(self, cost: list[int], width: int) -> list[int]:
        """Pivot to the optimum over the first ``width`` columns; the reduced costs times scale."""
        while True:
            reduced = self._reduced(cost)
            entering = next((j for j in range(width) if reduced[j] > 0), None)
            if entering is None:
                return reduced
            leaving = min(
                (i for i, row in enumerate(self.table) if row[entering] > 0),
                key=lambda i: (Fraction(self.table[i][-1], self.table[i][entering]), self.basis[i]),
            )
            self._pivot(leaving, entering)

    def expel(self, width: int) -> None:
        """Take artificial variables out of the basis; drop rows that say nothing."""
        for i in reversed(range(len(self.table))):
            if self.basis[i] >= width:
                entering = next((j for j in range(width) if self.table[i][j]), None)
                if entering is None:
                    del self.table[i], self.basis[i]
                else:
                    self._pivot(i, entering)

    def _reduced(self, cost: list[int]) -> list[int]:
        held = [(cost[b], row) for b, row in zip(self.basis, self.table, strict=True) if cost[b]]
        return [
            self.scale * c - sum(weight * row[j] for weight, row in held)
            for j, c in enumerate(cost)
        ]

    def _pivot(self, place: int, entering: int) -> None:
        chosen = self.table[place]
        pivot = chosen[entering]
        if pivot < 0:
            chosen = self.table[place] = [-a for a in chosen]
            pivot = -pivot
        for i, row in enumerate(self.table):
            if i != place:
                factor = row[entering]
                self.table[i] = [
                    (pivot * a - factor * b) // self.scale for a, b in zip(row, chosen, strict=True)
                ]
        self.scale = pivot
        self.basis[place] = entering
