"""The mixture of known panels with the largest product of chances, in floating point.

Maximise Σ n_t·log y_t over mixtures y of the panels, where some profiles must have exactly so many
seats and others more than so many and fewer than so many. A primal-dual interior point method
(Wright 1997, ch. 10): the conditions are that no panel is worth more than the mixture, a seat of
profile t being worth n_t/y_t, more at a lower bound, less at an upper one; products of each weight
and of what its panel falls short shrink to nothing. Each step solves one system as large as the
number of profiles, however many panels there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.lottery.columns.blend_kernel import (
    applied,
    factor,
    products,
    seats_of,
    solved,
    total,
    upper_of,
    worth_of,
)
from sortition.lottery.linear import INFINITY, Floats, Integers
from sortition.lottery.objectives.body import Mask

_STEPS = 150
_SHRINK, _SHRINK_LITTLE, _FAR = 0.1, 0.5, 0.3
"""After a step shorter than ``_FAR`` products shrink little: the iterate is off its path."""
_NEARLY = 0.995
_LEAST = 1e-3
"""A panel begins with at least this part of an even share."""
_SHORT = 1e-2
_STUCK = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """What is asked of the seats y of profiles, (T,): exactly ``low`` where ``held``, else between.

    ``counts`` are people, as floats.
    """

    counts: Floats
    low: Floats
    high: Floats
    held: Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """Weights of the panels, positive; seats per profile; what a seat of each profile is worth.

    ``worth`` is the most that a panel may be worth; ``left`` the products that have not vanished,
    as a part of the logarithm of the product.
    """

    weights: Floats
    seats: Floats
    values: Floats
    worth: float
    left: float


def blend(seats: Integers, region: Region, begin: Floats, enough: float) -> Blend:
    """The best mixture. ``seats`` (J, k) says who sits in a panel, ``begin`` (J,) where to begin.

    ``begin`` must meet the open bounds with room to spare. Ends when ``left`` is ``enough``, or
    when rounding leaves nothing to gain: look at ``left``.
    """
    path = _Path(seats, region, begin)
    best = path.blend()
    for _ in range(_STEPS):
        if best.left < enough or not path.step():
            break
        found = path.blend()
        if found.left < best.left:
            best = found
    return best


class _Path:
    """The iterate: weights, what each panel falls short, values of seats, pushes of the bounds."""

    def __init__(self, seats: Integers, region: Region, begin: Floats) -> None:
        self.seats, self.region = seats, region
        even = 1 / len(seats)
        self.weights = np.maximum(begin, _LEAST * even)
        self.weights = self.weights / total(self.weights)
        self.free = ~region.held
        self.has_low = self.free & (region.low > 0)
        self.has_high = self.free & (region.high < INFINITY)
        self.given = self._given()
        while not self._inside(self.given):  # begin alone has room
            self.weights = (self.weights + begin) / 2
            self.given = self._given()
        worth = total(region.counts)
        self.values = np.where(self.free, region.counts / np.maximum(self.given, 1e-300), 0.0)
        falls = worth - worth_of(seats, self.values)
        self.short = np.maximum(falls, 0.0) + _SHORT * worth
        aim = total(self.weights * self.short) / len(seats)
        below, above = self._rooms()
        self.push_low = np.where(self.has_low, aim / below, 0.0)
        self.push_high = np.where(self.has_high, aim / above, 0.0)
        self.worth = worth
        self.length = 1.0

    def _given(self) -> Floats:
        return seats_of(self.seats, self.weights, len(self.region.counts))

    def _inside(self, given: Floats) -> bool:
        low, high = self.region.low, self.region.high
        return bool((given > low)[self.has_low].all() and (given < high)[self.has_high].all())

    def _rooms(self) -> tuple[Floats, Floats]:
        """What is left down to the lower bounds and up to the upper ones; infinite where none."""
        below = np.where(self.has_low, self.given - self.region.low, INFINITY)
        above = np.where(self.has_high, self.region.high - self.given, INFINITY)
        return below, above

    def _products(self) -> tuple[float, int]:
        below, above = self._rooms()
        low, high = self.has_low, self.has_high
        found = total(self.weights * self.short)
        found += total(self.push_low[low] * below[low]) + total(self.push_high[high] * above[high])
        return found, len(self.weights) + int(low.sum()) + int(high.sum())

    def _missed(self) -> float:
        """By how much the conditions are missed that are equations, in the unit of ``left``."""
        real = np.where(
            self.free,
            self.region.counts / self.given + self.push_low - self.push_high,
            self.values,
        )
        dual = np.abs(self.worth - self.short - worth_of(self.seats, real)).max()
        held = np.abs(self.given - self.region.low)[self.region.held]
        return float(max(dual, held.max(initial=0.0) * self.worth))

    def blend(self) -> Blend:
        """Where the iterate is."""
        left, _ = self._products()
        return Blend(
            weights=self.weights.copy(),
            seats=self.given.copy(),
            values=np.where(self.free, self.region.counts / self.given, self.values)
            + np.where(self.free, self.push_low - self.push_high, 0.0),
            worth=self.worth,
            left=max(left, self._missed()),
        )

    def step(self) -> bool:
        """One Newton step; False when rounding leaves nothing to gain."""
        left, number = self._products()
        aim = (_SHRINK if self.length > _FAR else _SHRINK_LITTLE) * left / number
        below, above = self._rooms()
        safe = np.where(self.free, self.given, 1.0)
        slope = self.region.counts / safe**2 + self.push_low / below + self.push_high / above
        wanted = self.region.counts / safe + aim / below - aim / above
        change, values, worth = self._newton(
            np.where(self.free, slope, 0.0), np.where(self.free, wanted, 0.0), aim
        )
        if not (np.isfinite(change).all() and np.isfinite(values).all()):
            return False
        moved = seats_of(self.seats, change, len(safe))
        values = np.where(self.free, wanted - slope * moved, values)
        short = worth - worth_of(self.seats, values)
        push_low = np.where(self.has_low, (aim - self.push_low * moved) / below, 0.0)
        push_high = np.where(self.has_high, (aim + self.push_high * moved) / above, 0.0)
        pairs = (
            (self.weights, change),
            (self.short, short - self.short),
            (self.push_low[self.has_low], (push_low - self.push_low)[self.has_low]),
            (self.push_high[self.has_high], (push_high - self.push_high)[self.has_high]),
            (below[self.has_low], moved[self.has_low]),
            (above[self.has_high], -moved[self.has_high]),
        )
        length = self.length = min(1.0, *(_longest(one, by) for one, by in pairs))
        self.weights = self.weights + length * change
        self.short = self.short + length * (short - self.short)
        self.push_low = self.push_low + length * (push_low - self.push_low)
        self.push_high = self.push_high + length * (push_high - self.push_high)
        self.values = self.values + length * (values - self.values)
        self.worth = self.worth + length * (worth - self.worth)
        self.given = self._given()
        return length > _STUCK

    def _newton(self, slope: Floats, wanted: Floats, aim: float) -> tuple[Floats, Floats, float]:
        """Changes of the weights, values of held seats, and what a panel is worth."""
        own = self.short / self.weights
        # Where equations hold, a slope that is added changes nothing but the rounding.
        held = np.flatnonzero(self.region.held)
        stiff = slope.copy()
        stiff[held] = float(slope.max(initial=1.0))
        matrix = products(self.seats, stiff, own)
        scale = factor(matrix, own)
        rows = np.zeros((1 + len(held), len(self.seats)))
        rows[0] = 1.0
        place = np.full(len(slope), -1)
        place[held] = np.arange(1, 1 + len(held))
        for j, panel in enumerate(self.seats):
            np.add.at(rows[:, j], place[panel][place[panel] >= 0], 1.0)
        missing = np.append(1.0 - total(self.weights), (self.region.low - self.given)[held])
        push = wanted.copy()
        push[held] = stiff[held] * (self.region.low - self.given)[held]
        right = worth_of(self.seats, push) + aim / self.weights
        both = solved(matrix, scale, np.column_stack([right, rows.T]))
        free, bound = both[:, 0], np.ascontiguousarray(both[:, 1:])
        schur = upper_of(rows, bound)
        schur_scale = factor(schur, np.zeros(len(schur)))
        short = (applied(rows, free) - missing).reshape(-1, 1)
        found = solved(schur, schur_scale, short)[:, 0]
        values = np.zeros(len(slope))
        values[held] = -found[1:]
        return free - applied(bound, found), values, float(found[0])


def _longest(values: Floats, changes: Floats) -> float:
    """The longest step that keeps positive values positive."""
    falling = changes < 0
    if not falling.any():
        return INFINITY
    return _NEARLY * float((values[falling] / -changes[falling]).min())
