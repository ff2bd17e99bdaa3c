"""The master program of column generation: the best mixture of known panels for one level.

Floating point says which panels and which profiles matter; what leaves this file are dual values
and weights solved again in fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

import numpy as np
import numpy.typing as npt

from sortition.errors import SolverError, Text
from sortition.lottery.exact import unique_solution
from sortition.lottery.linear import INFINITY, Floats, Held, Integers, LinearProgram, Solution
from sortition.lottery.mixtures import Mixture, exact_mixture

_ZERO = 1e-9
_LARGEST = 1 << 60
"""The integer solver adds up in 64 bits."""
_WIDEST = 1 << 61
"""So much can weights times people be in all: it multiplies them by the bounds of its variables."""
_NEAR, _ROUGH = 1 << 30, 1 << 12
"""Weights that only look for a better panel need no more digits; the fewer, the sooner it ends."""
_HALF = Fraction(1, 2)
_GRID = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """Every panel looked at has w·x <= bound; ``weights`` are w >= 0, whole, one per profile.

    When it is not ``proof``, the weights were rounded: they find better panels, and prove nothing.
    """

    weights: Integers
    bound: int
    proof: bool = True

    @classmethod
    def of(cls, weights: Sequence[int], bound: int) -> Facet:
        """The same in the smallest numbers. Raises SolverError when they are too large."""
        shared = gcd(*weights, bound) or 1
        short = [w // shared for w in weights]
        if sum(short) > _LARGEST or bound // shared > _LARGEST:
            raise SolverError(Text("The proof needs larger numbers than the integer solver takes."))
        return cls(weights=np.array(short, dtype=np.int64), bound=bound // shared)


class Master:
    """Maximise z: everyone open has at least z, everyone fixed what they were given.

    Column 0 is z, column 1 + j the weight of panel j; row i is profile ``profiles[i]``, the last
    row says that the weights add up to 1.
    """

    def __init__(
        self, counts: Integers, active: npt.NDArray[np.bool_], known: Iterable[Integers]
    ) -> None:
        self.counts = counts
        self.profiles = np.flatnonzero(active)
        self.open = np.ones(len(self.profiles), dtype=np.bool_)
        self.known: dict[bytes, Integers] = {}
        self.live: list[bool] = []
        height = len(self.profiles)
        self.program = LinearProgram(
            cost=np.array([-1.0]),
            lower=np.zeros(1),
            upper=np.ones(1),
            row_lower=np.append(np.zeros(height), 1.0),
            row_upper=np.append(np.full(height, INFINITY), 1.0),
            starts=[0, height],
            indices=np.arange(height),
            values=-counts[self.profiles].astype(np.float64),
            primal=True,
        )
        for panel in known:
            self.add(panel)
        self._found: Solution | None = None

    def add(self, panel: Integers) -> None:
        """Another known panel, unless it is one already."""
        name = panel.tobytes()
        if name in self.known:
            return
        self.known[name] = panel
        self.live.append(True)
        seats = panel[self.profiles]
        rows = np.flatnonzero(seats)
        self.program.add_column(
            0.0,
            [*rows.tolist(), len(self.profiles)],
            np.append(seats[rows], 1).astype(np.float64),
        )

    def solve(self) -> float:
        """The largest z over the known panels, in floating point."""
        self._found = self.program.solve()
        if self._found is None:
            raise SolverError(Text("The linear solver lost its way between two panels."))
        return float(self._found.columns[0])

    @property
    def found(self) -> Solution:
        """The last solution."""
        if self._found is None:
            raise SolverError(Text("The linear solver lost its way between two panels."))
        return self._found

    def facet(self) -> Facet:
        """The dual values in whole numbers: no live panel has a larger w·x than the bound.

        Where they are too large for the integer solver, they are rounded.
        """
        held = self.program.held()
        basic = self._basic(held)
        duals = self.found.duals[:-1]
        at_bound = np.array([r for r in sorted(held.lower + held.upper) if r < len(duals)])
        for rows in (np.flatnonzero(duals > _ZERO * duals.max()), at_bound):
            exact = self._exact(basic, rows)
            if exact is not None and min(exact) >= 0:
                scale = lcm(*(value.denominator for value in exact))
                weights = self._spread(rows, [int(value * scale) for value in exact[:-1]])
                bound = int(exact[-1] * scale)
                if self._reach(weights) // gcd(*weights, bound) > _WIDEST:
                    return self._rounded(rows, exact[:-1], _NEAR)
                facet = Facet.of(weights, bound)
                if self._most(facet.weights) == facet.bound:
                    return facet
        raise SolverError(Text("The dual values of a level could not be solved in fractions."))

    def rough(self) -> Facet:
        """The dual values rounded: they find better panels, in less time than in fractions."""
        duals = np.maximum(self.found.duals[:-1], 0.0)
        rows = np.flatnonzero(duals)
        return self._rounded(rows, duals[rows].tolist(), _ROUGH)

    def _spread(self, rows: Integers, values: Sequence[int]) -> list[int]:
        """A weight for every profile: these for the rows named, 0 for the others."""
        weights = [0] * len(self.counts)
        for i, value in zip(rows.tolist(), values, strict=True):
            weights[self.profiles[i]] = value
        return weights

    def _reach(self, weights: Sequence[int]) -> int:
        return sum(w * n for w, n in zip(weights, self.counts.tolist(), strict=True))

    def _rounded(
        self, rows: Integers, duals: Sequence[Fraction] | Sequence[float], grid: int
    ) -> Facet:
        """Any weights can show that a panel is better."""
        largest = max(duals)
        short = self._spread(rows, [int(value * grid / largest + _HALF) for value in duals])
        weights = np.array(short, dtype=np.int64)
        return Facet(weights=weights, bound=self._most(weights), proof=False)

    def _basic(self, held: Held) -> list[Integers]:
        out = frozenset(held.columns)
        return [panel for j, panel in enumerate(self.known.values()) if 1 + j not in out]

    def _exact(self, basic: list[Integers], rows: Integers) -> tuple[Fraction, ...] | None:
        """Weights on these rows, then h: w·x = h for basic panels, Σ w_t·n_t = 1 over the open."""
        chosen = self.profiles[rows]
        table = [[*panel[chosen].tolist(), -1] for panel in basic]
        table.append([*np.where(self.open[rows], self.counts[chosen], 0).tolist(), 0])
        return unique_solution(table, [*[Fraction(0)] * len(basic), Fraction(1)])

    def _most(self, weights: Integers) -> int:
        return max(int(weights @ panel) for panel in self.on_face())

    def fix(self, profiles: Integers, chance: Fraction) -> None:
        """These profiles keep this chance: their rows no longer depend on z."""
        rows = np.searchsorted(self.profiles, profiles)
        self.open[rows] = False
        for row in rows.tolist():
            self.program.set_coefficient(row, 0, 0.0)
        least = np.array([float(n * chance) for n in self.counts[profiles].tolist()])
        self.program.set_row_bounds(rows, least, np.full(len(rows), INFINITY))

    def hold(self, facet: Facet) -> None:
        """Panels off this face count no longer."""
        off = [
            j
            for j, panel in enumerate(self.known.values())
            if self.live[j] and int(facet.weights @ panel) < facet.bound
        ]
        for j in off:
            self.live[j] = False
        zeros = np.zeros(len(off))
        self.program.set_column_bounds([1 + j for j in off], zeros, zeros)

    def mean(self) -> tuple[Fraction, ...]:
        """Seats per profile in the mixture found, exactly, as those of a real lottery."""
        seats, total = self._given()
        return tuple(Fraction(y, total) for y in seats.tolist())

    def attained(self) -> Fraction:
        """The smallest chance that the weights found give, exactly, as those of a real lottery."""
        seats, total = self._given()
        pairs = zip(seats[self.profiles].tolist(), self.counts[self.profiles].tolist(), strict=True)
        return min(Fraction(y, n * total) for y, n in pairs)

    def _given(self) -> tuple[Integers, int]:
        """Seats per profile, and the panels they are from: weights in whole numbers."""
        shares = np.rint(np.maximum(self.found.columns[1:], 0.0) * _GRID).astype(np.int64)
        seats = np.zeros(len(self.counts), dtype=np.int64)
        panels = list(self.known.values())
        for j in np.flatnonzero(shares).tolist():
            seats += shares[j] * panels[j]
        return seats, int(shares.sum())

    def on_face(self) -> list[Integers]:
        """The panels that count."""
        pairs = zip(self.known.values(), self.live, strict=True)
        return [panel for panel, live in pairs if live]

    def used(self) -> list[Integers]:
        """The panels with a weight in the last solution."""
        weights = self.found.columns[1:]
        return [p for p, w in zip(self.known.values(), weights, strict=False) if w > _ZERO]

    def mixture(self) -> tuple[list[Integers], Floats]:
        """The panels that count, with the weights found, in floating point."""
        panels = self.on_face()
        if self._found is None:
            return panels, np.full(len(panels), 1 / len(panels))
        weights = np.zeros(len(self.known))  # panels that joined since have none
        weights[: len(self._found.columns) - 1] = np.maximum(self._found.columns[1:], 0.0)
        return panels, weights[self.live]

    def exactly(self, mean: tuple[Fraction, ...]) -> Mixture:
        """The last mixture with exact weights that give this mean (seats per profile)."""
        found = exact_mixture(self._basic(self.program.held()), mean)
        if found is None:
            raise SolverError(Text("The weights of the panels could not be solved in fractions."))
        return found
