"""From exact chances to M numbered panels whose counts are within one of M times the chance.

Any lottery with the mean y uses only panels on the smallest face of the relaxation that holds y: where a
row is tight at y, it is tight for each panel. Panels of that face are taken one after another, each time the one
that serves those who are furthest behind M·y (herding: Welling 2009; a greedy form of Carathéodory's theorem), first several
times each, at the end one by one, so that what is left always stays near a multiple of y. The
final number of seats of a profile may be the floor or the ceiling of M·y, which leaves the last panels free enough to
fit. Only whole numbers decide; a linear program only proposes.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sortition.errors import Text
from sortition.lottery.dive import Diver, matrix_of
from sortition.lottery.integer import quick_panel
from sortition.lottery.linear import Integers
from sortition.lottery.stream import Stream
from sortition.lottery.system import System
from sortition.records.progress import Listener, Moment

_SHARE = 60
"""A panel is repeated for at most 1/60 of what is left, so that early panels decide little."""
_PATIENCE = 40
_FAILURES = 40
_SCALE = 1 << 16


@dataclass(slots=True)
class _Walk:
    """The state of the walk: seats given so far, panels with their multiplicity, panels still to find."""

    given: Integers
    left: int
    taken: list[tuple[Integers, int]]

    def take(self, panel: Integers, times: int) -> None:
        self.given = self.given + times * panel
        self.left -= times
        self.taken.append((panel, times))

    def give_back(self, units: int) -> None:
        while units > 0 and self.taken:
            panel, times = self.taken.pop()
            back = min(times, units)
            self.given = self.given - back * panel
            self.left += back
            units -= back
            if times > back:
                self.taken.append((panel, times - back))


def realise(
    system: System,
    mean: tuple[Fraction, ...],
    units: int,
    stream: Stream,
    listen: Listener,
) -> tuple[tuple[Integers, int], ...] | None:
    """Panels and multiplicities that add up to ``units``, or None when the walk does not end.

    For every profile the seats add up to the floor or the ceiling of ``units·mean``. None proves nothing:
    the mean may not be reachable, or the walk may have been unlucky.
    """
    walker = _Walker(system, mean, units, stream)
    walk = _Walk(np.zeros(len(mean), dtype=np.int64), units, [])
    failures = 0
    while walk.left:
        times = max(1, walk.left // _SHARE)
        panel = walker.next_panel(walk, times, hopeless=failures > _FAILURES // 2)
        if panel is not None:
            walk.take(panel, times)
        else:
            failures += 1
            if failures > _FAILURES or not walk.taken:
                return None
            walk.give_back(2 ** min(failures, 10))
        listen(Moment(stage=Text("Composing the numbered panels"), done=units - walk.left, total=units))
    return tuple(walk.taken) if walker.is_complete(walk) else None


class _Walker:
    """Proposes the next panel."""

    def __init__(
        self, system: System, mean: tuple[Fraction, ...], units: int, stream: Stream
    ) -> None:
        self.stream = stream
        self.counts = np.array(system.counts, dtype=np.int64)
        self.matrix = matrix_of(system)
        self.diver = Diver(system, self.matrix)
        self.floor = np.array([units * y.numerator // y.denominator for y in mean], dtype=np.int64)
        self.ceiling = np.array([-(-units * y.numerator // y.denominator) for y in mean], dtype=np.int64)
        # In units of 2**-16 seats: enough to say who is behind, whole so that every machine agrees.
        self.wanted = np.array([_SCALE * y.numerator // y.denominator for y in mean], dtype=np.int64)
        self.units = units
        self.row_lower, self.row_upper = _face(system, mean)

    def next_panel(self, walk: _Walk, times: int, *, hopeless: bool) -> Integers | None:
        """A panel that can be taken ``times`` times, or None."""
        least, most = self.floor - walk.given, self.ceiling - walk.given
        after = walk.left - times
        upper = np.minimum(self.counts, np.maximum(most, 0) // times)
        lower = -(-np.maximum(least - self.counts * after, 0) // times)
        if (lower > upper).any():
            return None
        behind = (self.units - walk.left) * self.wanted - walk.given * _SCALE
        noise = self.stream.below(_SCALE, len(behind)) * times
        urgent = np.where(least > 0, least * _SCALE // walk.left, 0) * 4 if walk.left <= 2 * _SHARE else 0
        cost = -(behind + noise + urgent) // max(1, times)
        near = np.minimum(upper, np.maximum(lower, -(-(walk.left * self.wanted + behind) // (walk.left * _SCALE))))
        near = np.maximum(near, np.minimum(upper, lower + 0))
        for high in (near, upper):
            found = self.diver.find(lower, high, self.row_lower, self.row_upper, cost, _PATIENCE)
            if found is not None:
                return found
        del hopeless
        wish = np.minimum(upper, np.maximum(lower, (behind > 0).astype(np.int64)))
        return quick_panel(self.matrix, lower, upper, self.row_lower, self.row_upper, wish)

    def is_complete(self, walk: _Walk) -> bool:
        """Whether every profile ended at the floor or the ceiling."""
        return bool(((self.floor <= walk.given) & (walk.given <= self.ceiling)).all())


def _face(system: System, mean: tuple[Fraction, ...]) -> tuple[Integers, Integers]:
    """Row bounds of the smallest face of the relaxation that holds the mean."""
    lower = np.empty(len(system.rows), dtype=np.int64)
    upper = np.empty(len(system.rows), dtype=np.int64)
    for r, row in enumerate(system.rows):
        value = sum((w * mean[t] for t, w in zip(row.profiles, row.weights, strict=True)), Fraction(0))
        floor = -sum(abs(w) * system.counts[t] for t, w in zip(row.profiles, row.weights, strict=True))
        low = floor if row.lower is None else row.lower
        lower[r] = row.upper if value == row.upper else low
        upper[r] = low if value == low else row.upper
    return lower, upper
