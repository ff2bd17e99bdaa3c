"""Better panels for column generation, found quickly and in vain at times; nothing is proved here.

Panels of the mixture are improved by exchanges, and a linear program is dived for another one. Only
where both find none is the integer solver asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from sortition.lottery.dive import Diver
from sortition.lottery.exchange import Exchange
from sortition.lottery.linear import Integers
from sortition.lottery.master import Facet
from sortition.lottery.system import System
from sortition.records.space import Row

_PATIENCE: Final = 60
"""Linear programs for one panel."""
_GRID: Final = 2**20
"""Weights are rounded to so many parts for the linear solver."""


class Pricing:
    """Panels of a system's face that lie beyond a facet of those known."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._exchange = Exchange.of(system)
        self._diver = Diver(system, self._exchange.matrix)
        self._any = np.zeros_like(self._exchange.counts)

    def on_face(self, facet: Facet) -> Pricing:
        """The same among the panels on one more facet."""
        used = np.flatnonzero(facet.weights)
        row = Row(
            profiles=tuple(used.tolist()),
            weights=tuple(facet.weights[used].tolist()),
            lower=facet.bound,
            upper=facet.bound,
        )
        return Pricing(replace(self._system, rows=(*self._system.rows, row)))

    def better(self, facet: Facet, panels: Sequence[Integers]) -> Iterator[Integers]:
        """Panels beyond a facet, from those of the mixture and by diving."""
        cost = np.rint(facet.weights * (-_GRID / facet.weights.max())).astype(np.int64)
        dived = self._diver.find(self._exchange.question(self._any), cost, _PATIENCE).panel
        for panel in (*panels, *([] if dived is None else [dived])):
            climbed = self._exchange.climb(panel, facet.weights)
            if int(facet.weights @ climbed) > facet.bound:
                yield climbed
