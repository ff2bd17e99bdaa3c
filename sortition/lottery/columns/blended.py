"""Column generation for the largest product of chances over panels: blend, ask for a better panel.

With seats worth what the best mixture of the known panels says (n_t/y_t, more at a lower bound of
the chance, less at an upper one), a panel that is worth more than all of them together are on
average raises the product. The integer solver finds one, or proves how little is to be gained.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.columns.blend import Blend, Region, blend
from sortition.lottery.integer import Best, Panels
from sortition.lottery.linear import Floats, Integers
from sortition.records.progress import Listener, Moment

_FINER = 1e-2
_PRICE = 10**9
"""What a seat is worth, in whole numbers for the integer solver."""
_EFFORT = 0.5
"""Deterministic seconds after which a panel that is better, if not the best, is welcome."""
_LAST_EFFORT = 5.0
"""The same for a search that proves nothing, before it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """No panel is worth more than ``bound`` by these weights, when ``proved``."""

    weights: Integers
    bound: int
    proved: bool


class Columns:
    """Known panels of one face, the model that finds others there, and the profiles they hold.

    ``profiles`` are those with a chance; a row of ``seats`` says who sits in a panel, as places
    in ``profiles``.
    """

    def __init__(self, panels: Panels, profiles: Integers, known: Iterable[Integers]) -> None:
        self.model = panels
        self.profiles = profiles
        self.width = len(panels.system.counts)
        self._place = np.full(self.width, -1)
        self._place[profiles] = np.arange(len(profiles))
        self.panels: list[Integers] = []
        self._names: dict[bytes, None] = {}
        self._seats: list[Integers] = []
        for panel in known:
            self.add(panel)

    def add(self, panel: Integers) -> bool:
        """Remember a panel; False when it was known."""
        name = panel.tobytes()
        if name in self._names:
            return False
        self._names[name] = None
        self.panels.append(panel)
        self._seats.append(self._place[np.repeat(np.arange(self.width), panel)])
        return True

    @property
    def seats(self) -> Integers:
        """Who sits in each panel, (J, k)."""
        return np.array(self._seats, dtype=np.int64)

    def spread(self, values: Integers) -> Integers:
        """Values of ``profiles`` as values of all, 0 for the others."""
        found = np.zeros(self.width, dtype=np.int64)
        found[self.profiles] = values
        return found

    def price(self, weights: Integers, reached: int, last: float | None) -> tuple[Priced, int]:
        """Look for panels with w·x above ``reached``: what is known now, and how many joined.

        If the first look finds none, the second has ``last`` deterministic seconds, or as long as
        the proof takes if None.
        """
        best, joined = self._ask(weights, reached, _EFFORT)
        if not (joined or best.proved):
            best, joined = self._ask(weights, reached, last)
        return Priced(weights=weights, bound=best.value, proved=best.proved), joined

    def _ask(self, weights: Integers, reached: int, effort: float | None) -> tuple[Best, int]:
        best = self.model.best(weights.tolist(), effort)
        if best is None:
            raise SolverError(Text("The pool has no panel left to mix."))
        fresh = [p for p in (*best.others, best.panel) if int(weights @ p) > reached]
        return best, sum(self.add(panel) for panel in fresh)


class Search:
    """The mixture of the columns with the largest product, as columns join.

    ``begin`` are weights of the first columns, which keep to the bounds with room to spare.
    """

    def __init__(self, columns: Columns, region: Region, begin: Floats) -> None:
        self.columns = columns
        self.region = region
        self._begin = begin
        self._last = begin

    def blend(self, enough: float) -> Blend:
        """The best mixture of the panels known now, to within ``enough``."""
        # Halfway back, for an interior point method does not start well from the edge.
        start = np.zeros(len(self.columns.panels))
        start[: len(self._begin)] += self._begin / 2
        start[: len(self._last)] += self._last / 2
        found = blend(self.columns.seats, self.region, start, enough)
        self._last = found.weights
        return found

    def to_the_end(self, gain: float, listen: Listener) -> Floats:
        """Weights of columns that no panel can improve by more than ``gain``, a sum of logarithms.

        Nothing is proved of them: the search also ends where no panel that improves them is soon
        found, and with the weights before where rounding keeps better ones out of reach.
        """
        weights = self._begin
        while True:
            found = self.blend(gain * _FINER)
            if found.left > gain:
                return weights
            weights = found.weights
            prices = self.columns.spread(np.rint(found.values * _PRICE).astype(np.int64))
            priced, joined = self.columns.price(prices, int(found.worth * _PRICE), _LAST_EFFORT)
            left = priced.bound / _PRICE - found.worth
            tell(listen, left, len(self.columns.panels))
            if not joined or (priced.proved and left <= gain):
                return weights


def tell(listen: Listener, left: float, panels: int) -> None:
    """Say how much is to be gained yet."""
    stage = Text(
        "Looking for panels that raise the product of chances (still {left:.6f} to gain)",
        left=max(0.0, left),
    )
    listen(Moment(stage=stage, done=panels))
