"""The rows of a space, and the cuts found so far, as exact integers ready for the solvers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from sortition.records.lottery import Counts, Cut
from sortition.records.space import Row, Space


@dataclass(frozen=True, kw_only=True)
class System:
    """Rows in the order of docs/format.md 4.6 (size, quotas, kinds, cuts) over T profiles.

    ``counts[t]`` is n_t, times the weight where there are weights. A cut has no lower bound.
    Immutable; :meth:`with_cuts` gives a larger one.
    """

    counts: tuple[int, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, space: Space, cuts: tuple[Cut, ...] = ()) -> System:
        """The system of a space."""
        return cls(counts=space.masses, rows=space.rows()).with_cuts(cuts)

    def plain(self, space: Space) -> System:
        """The same rows with people for ``counts``: what a list of panels is made of."""
        return replace(self, counts=space.counts)

    def with_cuts(self, cuts: tuple[Cut, ...]) -> System:
        """The same system with more rows."""
        return System(counts=self.counts, rows=self.rows + tuple(map(_row, cuts)))

    @cached_property
    def columns(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each profile the rows it counts in, with its weight there."""
        columns: list[list[tuple[int, int]]] = [[] for _ in self.counts]
        for r, row in enumerate(self.rows):
            for t, weight in zip(row.profiles, row.weights, strict=True):
                columns[t].append((r, weight))
        return tuple(map(tuple, columns))

    def allows(self, panel: Counts) -> bool:
        """Whether whole numbers of seats per profile meet every row and every profile's size."""
        seats = dict(panel)
        return all(0 < s <= self.counts[t] for t, s in panel) and all(
            _within(
                row,
                sum(w * seats.get(t, 0) for t, w in zip(row.profiles, row.weights, strict=True)),
            )
            for row in self.rows
        )

    def holds(self, mean: tuple[Fraction, ...]) -> bool:
        """Whether a mean panel (seats per profile, fractions) lies in the relaxation, exactly."""
        return all(0 <= y <= n for y, n in zip(mean, self.counts, strict=True)) and all(
            _within(
                row,
                sum(
                    (w * mean[t] for t, w in zip(row.profiles, row.weights, strict=True)),
                    Fraction(0),
                ),
            )
            for row in self.rows
        )


def _row(cut: Cut) -> Row:
    profiles, weights = zip(*cut.weights, strict=True)
    return Row(profiles=profiles, weights=weights, lower=None, upper=cut.bound)


def _within(row: Row, value: Fraction | int) -> bool:
    return (row.lower is None or value >= row.lower) and value <= row.upper
