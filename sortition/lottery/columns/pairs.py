"""The linear program of goldilocks over panels: floor and cap traded at a fixed price.

Maximise floor − price·cap over mixtures of the known panels. Its solution is a corner of the set of
possible pairs; solved again in fractions it gives the pair, the mixture, and whole weights w with
w·x <= h for every known panel: positive for profiles at the floor, negative for those at the cap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.exact import unique_solution
from sortition.lottery.linear import INFINITY, Floats, Integers, LinearProgram
from sortition.lottery.master import Facet
from sortition.lottery.mixtures import Mixture

_LOST = Text("The balance of smallest and largest chances was not found.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """A pair of floor and cap that a mixture of panels has, exactly."""

    floor: Fraction
    cap: Fraction
    mixture: Mixture


class Pairs:
    """The program. Column 0 is the floor, column 1 the cap, column 2 + j the weight of panel j.

    Rows: for each profile y_t − n_t·floor >= 0, for each y_t − n_t·cap <= 0, the weights add up
    to 1. ``profiles`` are those with a chance, ``counts`` their people.
    """

    def __init__(self, profiles: Integers, counts: Integers, known: Sequence[Integers]) -> None:
        self.profiles = profiles
        self.counts = counts
        self.panels: list[Integers] = []
        self._names: dict[bytes, None] = {}
        height = len(profiles)
        self.program = LinearProgram(
            cost=np.array([-1.0, 1.0]),
            lower=np.zeros(2),
            upper=np.full(2, INFINITY),
            row_lower=np.concatenate([np.zeros(height), np.full(height, -INFINITY), [1.0]]),
            row_upper=np.concatenate([np.full(height, INFINITY), np.zeros(height), [1.0]]),
            starts=[0, height, 2 * height],
            indices=np.arange(2 * height),
            values=-np.tile(counts, 2).astype(np.float64),
        )
        for panel in known:
            self.add(panel)

    def add(self, panel: Integers) -> bool:
        """Remember a panel; False when it was known."""
        name = panel.tobytes()
        if name in self._names:
            return False
        self._names[name] = None
        self.panels.append(panel)
        seats = panel[self.profiles]
        rows = np.flatnonzero(seats)
        height = len(self.profiles)
        self.program.add_column(
            0.0,
            [*rows.tolist(), *(height + rows).tolist(), 2 * height],
            np.concatenate([seats[rows], seats[rows], [1]]).astype(np.float64),
        )
        return True

    def solve(self, price: Fraction) -> tuple[float, Floats]:
        """The largest floor − price·cap over the known panels, and the weights."""
        cost = np.zeros(2 + len(self.panels))
        cost[:2] = -1.0, float(price)
        self.program.set_costs(cost)
        found = self.program.solve()
        if found is None:
            raise SolverError(_LOST)
        return -found.objective, found.columns

    def corner(self) -> Corner:
        """The last solution in fractions."""
        basic, low, high, lifted = self._basis()
        width = 2 + len(basic)
        rows = [self._equation(i, 0, basic) for i in low]
        if not lifted:
            rows.append([1, 0, *[0] * len(basic)])
        rows += [self._equation(i, 1, basic) for i in high]
        rows.append([0, 0, *[1] * len(basic)])
        right = [Fraction(0)] * (len(rows) - 1) + [Fraction(1)]
        exact = unique_solution(rows, right)
        if exact is None or len(exact) != width or min(exact) < 0:
            raise SolverError(_LOST)
        pairs = zip(exact[2:], basic, strict=True)
        mixture = tuple((weight, self.panels[j]) for weight, j in pairs if weight)
        return Corner(floor=exact[0], cap=exact[1], mixture=mixture)

    def _equation(self, i: int, column: int, basic: list[int]) -> list[int]:
        t = int(self.profiles[i])
        row = [0, 0, *(int(self.panels[j][t]) for j in basic)]
        row[column] = -int(self.counts[i])
        return row

    def _basis(self) -> tuple[list[int], list[int], list[int], bool]:
        """What defines the solution: panels, profiles at floor and at cap, is the floor above 0?"""
        held = self.program.held()
        out = frozenset(held.columns)
        height = len(self.profiles)
        tight = sorted((*held.lower, *held.upper))
        basic = [j for j in range(len(self.panels)) if 2 + j not in out]
        low = [r for r in tight if r < height]
        high = [r - height for r in tight if height <= r < 2 * height]
        return basic, low, high, 0 not in out

    def facet(self, price: Fraction) -> Facet:
        """The dual values in whole numbers: no known panel has a larger w·x than the bound."""
        basic, low, high, lifted = self._basis()
        lows = [int(self.profiles[i]) for i in low]
        highs = [int(self.profiles[i]) for i in high]
        table = [
            [
                *(int(self.panels[j][t]) for t in lows),
                *(-int(self.panels[j][t]) for t in highs),
                -1,
            ]
            for j in basic
        ]
        people = self.counts.tolist()
        right = [Fraction(0)] * len(basic)
        if lifted:
            table.append([*(people[i] for i in low), *[0] * len(high), 0])
            right.append(Fraction(1))
        table.append([*[0] * len(low), *(people[i] for i in high), 0])
        exact = unique_solution(table, [*right, price])
        if exact is None or min(exact[:-1], default=Fraction(0)) < 0:
            raise SolverError(_LOST)
        scale = lcm(*(value.denominator for value in exact))
        weights = [0] * len(self.panels[0])
        signed = [*((t, 1) for t in lows), *((t, -1) for t in highs)]
        for (t, sign), value in zip(signed, exact[:-1], strict=True):
            weights[t] += sign * int(value * scale)
        return Facet.of(weights, int(exact[-1] * scale))
