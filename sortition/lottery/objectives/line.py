"""Exact lines between floor and cap: multipliers that prove a pair, in fractions.

At the cheapest pair rows are tight, some profiles are at the floor and some at the cap in every
possible y. Multipliers on the tight rows with a_t >= 0 at the floor, a_t <= 0 at the cap and
a_t = 0 elsewhere give a line through the pair. There is one such line, or there are two that meet
in the pair: those with most and with least weight on the floor.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.exact import unique_solution
from sortition.lottery.linear import INFINITY, Floats, LinearProgram
from sortition.lottery.objectives.body import Body, Mask
from sortition.lottery.objectives.optimum import Pull
from sortition.lottery.objectives.room import Face
from sortition.lottery.system import System
from sortition.records.lottery import Multipliers

_ZERO = 1e-8

Entries = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactLine:
    """``push``·floor <= ``seats`` + ``pull``·cap for every possible pair, from the multipliers."""

    multipliers: Multipliers
    push: Fraction
    pull: Fraction
    seats: Fraction

    @classmethod
    def of(cls, system: System, seated: Mask, multipliers: Multipliers) -> ExactLine:
        """The sums of docs/format.md 6.8."""
        pull = Pull.of(system, multipliers)
        pairs = [
            (n, a)
            for n, a, on in zip(system.counts, pull.weights, seated.tolist(), strict=True)
            if on
        ]
        return cls(
            multipliers=multipliers,
            push=Fraction(sum(n * a for n, a in pairs if a > 0), pull.below),
            pull=Fraction(sum(n * -a for n, a in pairs if a < 0), pull.below),
            seats=Fraction(pull.seats, pull.below),
        )


def lines_through(body: Body, seated: Mask, face: Face) -> tuple[ExactLine, ExactLine]:
    """The lines with least and with most weight on the floor; they may be one and the same."""
    demands = _Demands(body, seated, face)
    return demands.extreme(1.0), demands.extreme(-1.0)


class _Demands:
    """Signed tight rows as columns; profiles with the same entries and the same end are one."""

    def __init__(self, body: Body, seated: Mask, face: Face) -> None:
        self.body, self.seated = body, seated
        self.columns = [(int(r), 1) for r in np.flatnonzero(face.rows_high)]
        self.columns += [(int(r), -1) for r in np.flatnonzero(face.rows_low)]
        position: dict[int, list[tuple[int, int]]] = {}
        for i, (r, sign) in enumerate(self.columns):
            position.setdefault(r, []).append((i, sign))
        ends = face.low.astype(int) - face.high.astype(int)
        people: dict[tuple[Entries, int], int] = {}
        for t in np.flatnonzero(seated).tolist():
            entries = tuple(
                (i, sign * w) for r, w in body.system.columns[t] for i, sign in position.get(r, ())
            )
            key = tuple(sorted(entries)), int(ends[t])
            people[key] = people.get(key, 0) + body.system.counts[t]
        self.signatures = tuple(people)
        self.floor = self._total(people, 1)
        cap = self._total(people, -1)
        self.whole = [one - other for one, other in zip(self.floor, cap, strict=True)]
        self.people = sum(people.values())

    def _total(self, people: dict[tuple[Entries, int], int], end: int) -> list[int]:
        """Per column, its weight over all people at the floor (1) or the cap (-1)."""
        total = [0] * len(self.columns)
        for (entries, where), n in people.items():
            for i, weight in entries if where == end else ():
                total[i] += n * weight
        return total

    def extreme(self, sign: float) -> ExactLine:
        """The line with the least (1) or the most (-1) weight on the floor."""
        found = self._program(sign * np.array(self.floor, dtype=float)).solve()
        exact = None if found is None else self._resolve(found.columns)
        if exact is None:
            raise SolverError(Text("The balance of smallest and largest chances was not found."))
        total: dict[int, Fraction] = {}
        for (r, side), value in zip(self.columns, exact, strict=True):
            total[r] = total.get(r, Fraction(0)) + side * value
        multipliers = tuple((r, value) for r, value in sorted(total.items()) if value)
        return ExactLine.of(self.body.system, self.seated, multipliers)

    def _program(self, cost: Floats) -> LinearProgram:
        """Signs as demanded, and weights that add up to the number of people."""
        height, width = len(self.signatures), len(self.columns)
        columns: list[list[tuple[int, int]]] = [[] for _ in range(width)]
        for s, (entries, _) in enumerate(self.signatures):
            for i, weight in entries:
                columns[i].append((s, weight))
        for column, whole in zip(columns, self.whole, strict=True):
            column.append((height, whole))
        ends = [end for _, end in self.signatures]
        return LinearProgram(
            cost=cost / self.people,
            lower=np.zeros(width),
            upper=np.full(width, INFINITY),
            row_lower=np.array([*(-INFINITY if end < 0 else 0.0 for end in ends), self.people]),
            row_upper=np.array([*(INFINITY if end > 0 else 0.0 for end in ends), self.people]),
            starts=np.cumsum([0, *map(len, columns)]),
            indices=[s for column in columns for s, _ in column],
            values=[w for column in columns for _, w in column],
        )

    def _resolve(self, guess: Floats) -> tuple[Fraction, ...] | None:
        """The vertex again in fractions: what is 0 at the guess is 0."""
        width = len(self.columns)
        close = _ZERO * max(1.0, float(guess.max()))
        rows = [[int(i == at) for at in range(width)] for i in range(width) if guess[i] < close]
        for entries, _ in self.signatures:
            if abs(sum(weight * guess[i] for i, weight in entries)) < close:
                row = [0] * width
                for i, weight in entries:
                    row[i] += weight
                rows.append(row)
        right = [Fraction(0)] * len(rows) + [Fraction(self.people)]
        return unique_solution([*rows, self.whole], right)
