"""Nash over panels: the largest product of chances that any lottery gives, with a certified gap.

The chances are those of a mixture in fractions. Their inverses, rounded up, weigh the seats; by
these weights no panel is worth more than h, which the integer solver proves, so that the sum of
logarithms can be larger by at most h − n (docs/format.md 6.7). Where the multipliers of the
relaxation prove the same, no integer program is needed.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.columns.blend import Region
from sortition.lottery.columns.blended import Columns, Search, tell
from sortition.lottery.integer import Panels
from sortition.lottery.levels import Chances
from sortition.lottery.linear import INFINITY
from sortition.lottery.mixtures import Mixture, cut_of, mean_of, near_mixture
from sortition.lottery.objectives import Optimum
from sortition.lottery.objectives.nash import LARGEST_GAP, welfare_gap
from sortition.lottery.objectives.optimum import chances_of
from sortition.lottery.reached import Reached, Start
from sortition.records.lottery import Cut, Multipliers, Welfare
from sortition.records.progress import Listener

_SCALE = 10**10
"""Inverse chances are rounded up to whole numbers of this unit: a panel gains k/_SCALE at most."""
_SETTLED = 1e-10


def nash(start: Start, listen: Listener) -> Reached:
    """The best lottery over panels. Raises SolverError where the gap stays too large."""
    return _Nash(start).run(listen)


class _Nash:
    def __init__(self, start: Start) -> None:
        self.start = start
        self.system = start.system
        profiles = np.flatnonzero(start.seated)
        self.columns = Columns(Panels(self.system), profiles, start.known)
        counts = np.array(self.system.counts, dtype=np.float64)[profiles]
        region = Region(
            counts=counts,
            low=np.zeros(len(counts)),
            high=np.full(len(counts), INFINITY),
            held=np.zeros(len(counts), dtype=np.bool_),
        )
        panels = len(self.columns.panels)
        self.search = Search(self.columns, region, np.full(panels, 1 / panels))
        self.people = sum(n for n, on in zip(self.system.counts, start.seated, strict=True) if on)

    def run(self, listen: Listener) -> Reached:
        while True:
            found = self.search.blend(_SETTLED)
            mixture = near_mixture(self.columns.panels, found.weights, {})
            chances = chances_of(self.system, mean_of(mixture))
            by_quotas = self._by_quotas(chances)
            if by_quotas is not None:
                return self._reached(chances, mixture, by_quotas, ())
            weights = [ceil(_SCALE / chance) if chance else 0 for chance in chances.values]
            reached = self.people * _SCALE
            priced, joined = self.columns.price(
                np.array(weights, dtype=np.int64), reached + int(reached * 1e-14), None
            )
            left = Fraction(priced.bound, _SCALE) - self.people
            tell(listen, float(left), len(self.columns.panels))
            if priced.proved and left <= LARGEST_GAP:
                cut = cut_of(weights, priced.bound)
                row = len(self.system.rows)
                return self._reached(chances, mixture, ((row, Fraction(1, _SCALE)),), (cut,))
            if not joined:
                raise SolverError(
                    Text("The product of chances is proved only to within {gap:.9f}.", gap=left)
                )

    def _by_quotas(self, chances: Chances) -> Multipliers | None:
        """The multipliers of the relaxation, if they prove these chances too."""
        welfare = self.start.relaxed.welfare
        if welfare is None:
            return None
        gap = welfare_gap(self.system, chances, welfare.multipliers)
        return welfare.multipliers if 0 <= gap <= LARGEST_GAP else None

    def _reached(
        self, chances: Chances, mixture: Mixture, multipliers: Multipliers, cuts: tuple[Cut, ...]
    ) -> Reached:
        gap = welfare_gap(self.system.with_cuts(cuts), chances, multipliers)
        return Reached(
            optimum=Optimum(
                chances=chances,
                levels=self.start.relaxed.levels,
                welfare=Welfare(multipliers=multipliers, gap=gap),
            ),
            cuts=cuts,
            combination=mixture,
        )
