"""The smallest and the largest chance traded against each other, in floating point.

A pair of floor and cap is possible when some y has n_t·floor <= y_t <= n_t·cap and meets the rows.
If none does, the linear program that comes closest has duals, which give a line P·floor <= S +
N·cap that every possible pair keeps and this one does not (docs/format.md 6.8). The cheapest pair
that keeps all lines so far is asked next, until it is possible (Kelley 1960, in two variables).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import sqrt

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.linear import INFINITY, LinearProgram, Solution
from sortition.lottery.objectives.body import Body, Mask
from sortition.records.progress import Listener, Moment

_POSSIBLE = 1e-9
"""Seats, relative to the panel, by which rows may be missed."""
_LINES = 200
_EDGE = 1e-12
"""How far a cap may be above 1 by rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``push``·floor <= ``seats`` + ``pull``·cap, for every possible pair."""

    push: float
    pull: float
    seats: float

    def excess(self, floor: float, cap: float) -> float:
        """By how much a pair breaks the line."""
        return self.push * floor - self.pull * cap - self.seats


def cost(floor: float, cap: float, even: float) -> float:
    """What goldilocks minimises: cap/even + even/floor, where ``even`` is seats per person."""
    return cap / even + even / floor


def cheapest_pair(body: Body, seated: Mask, listen: Listener) -> tuple[float, float]:
    """The possible pair of floor and cap with the smallest cost, for the ``seated`` profiles."""
    even = float(body.upper[0] / body.counts[seated].sum())
    rooms = _Elastic(body, seated)
    lines: list[Line] = []
    pair = even, even
    while len(lines) < _LINES:
        line = rooms.ask(*pair)
        if line is None or (lines and line.excess(*pair) <= 0):
            return pair
        lines.append(line)
        pair = _cheapest(lines, even)
        listen(Moment(stage=Text("Weighing smallest and largest chances"), done=len(lines)))
    raise SolverError(Text("The balance of smallest and largest chances was not found."))


class _Elastic:
    """Minimise the seats by which rows are missed; the boxes of profiles follow the pair."""

    def __init__(self, body: Body, seated: Mask) -> None:
        self.body, self.seated = body, seated
        self.counts = body.counts * seated
        order = np.argsort(body.cols, kind="stable")
        rows = np.arange(body.height)
        slacks = np.ones(2 * body.height, dtype=int)
        lengths = np.concatenate([np.bincount(body.cols, minlength=body.width), slacks])
        width = body.width
        self.program = LinearProgram(
            cost=np.concatenate([np.zeros(width), np.ones(2 * body.height)]),
            lower=np.zeros(len(lengths)),
            upper=np.concatenate([self.counts, np.full(2 * body.height, INFINITY)]),
            row_lower=body.lower,
            row_upper=body.upper,
            starts=np.cumsum([0, *lengths]),
            indices=np.concatenate([body.rows[order], rows, rows]),
            values=np.concatenate(
                [body.weights[order], np.ones(body.height), -np.ones(body.height)]
            ),
        )

    def ask(self, floor: float, cap: float) -> Line | None:
        """None when the pair is possible, else a line that it breaks."""
        self.program.set_column_bounds(
            np.arange(self.body.width), self.counts * floor, self.counts * min(cap, 1.0)
        )
        found = self.program.solve()
        if found is None:
            raise SolverError(Text("The balance of smallest and largest chances was not found."))
        if found.objective <= _POSSIBLE * self.body.upper[0]:
            return None
        return self._line(found)

    def _line(self, found: Solution) -> Line:
        multipliers = np.where(np.isinf(self.body.lower), np.maximum(-found.duals, 0), -found.duals)
        lower = np.where(np.isinf(self.body.lower), self.body.upper, self.body.lower)
        pull = self.body.pull(multipliers)
        return Line(
            push=float((self.counts * np.maximum(pull, 0)).sum()),
            pull=float((self.counts * np.maximum(-pull, 0)).sum()),
            seats=float(np.maximum(multipliers * lower, multipliers * self.body.upper).sum()),
        )


def _cheapest(lines: list[Line], even: float) -> tuple[float, float]:
    """The pair with the smallest cost that keeps all lines: on one line, or where two meet."""
    steep = [line for line in lines if line.pull > 1e-12 * line.push]
    most = min([even, *(line.seats / line.push for line in lines if line not in steep)])
    floors = [most]
    floors += [even * sqrt(line.pull / line.push) for line in steep if line.push > 0]
    for one, two in combinations(steep, 2):
        turn = one.push * two.pull - two.push * one.pull
        if turn:
            floors.append((one.seats * two.pull - two.seats * one.pull) / turn)
    floors += [
        (line.seats + line.pull * end) / line.push
        for line in steep
        if line.push > 0
        for end in (even, 1.0)
    ]

    def cap(floor: float) -> float:
        return max([even, *((line.push * floor - line.seats) / line.pull for line in steep)])

    pairs = [(floor, cap(floor)) for floor in floors if 0 < floor <= most]
    pairs = [(floor, min(1.0, high)) for floor, high in pairs if high <= 1 + _EDGE]
    return min(pairs, key=lambda pair: cost(pair[0], pair[1], even))
