"""Goldilocks over panels: floor and cap of the cheapest pair that any lottery has, proved.

The possible pairs of floor and cap form a convex set in the plane. At a price the linear program
and the integer solver together give a corner of it, and a line that no lottery passes, in
fractions. The cheapest pair between the corners known names the next price: its tangent's. When
the line at that price passes through the pair, nothing is cheaper (docs/format.md 6.8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.columns.blended import Columns
from sortition.lottery.columns.filled import filled
from sortition.lottery.columns.pairs import Corner, Pairs
from sortition.lottery.columns.room import with_room
from sortition.lottery.integer import Panels
from sortition.lottery.master import Facet
from sortition.lottery.mixtures import Mixture, cut_of, mean_of
from sortition.lottery.objectives import Optimum
from sortition.lottery.objectives.goldilocks import (
    LARGEST_GAP,
    balance_of,
    equal_chances,
    root,
)
from sortition.lottery.objectives.line import ExactLine
from sortition.lottery.objectives.optimum import chances_of
from sortition.lottery.reached import Reached, Start
from sortition.records.lottery import Balance, Cut
from sortition.records.progress import Listener, Moment

_SHORT = 10**4
"""Prices, and places on a line, are fractions with a denominator up to this."""
_ROUNDS = 200
_LESS = 16
_LOST = Text("The balance of smallest and largest chances was not found.")


def goldilocks(start: Start, listen: Listener) -> Reached:
    """The best lottery over panels. Raises SolverError rather than guess."""
    return _Goldilocks(start, listen).run()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """The cheapest pair between two corners (or at one, twice), and the price of its tangent."""

    ends: tuple[Corner, Corner]
    part: Fraction
    price: Fraction

    def between(self, one: Fraction, other: Fraction) -> Fraction:
        return one + self.part * (other - one)

    @property
    def floor(self) -> Fraction:
        return self.between(self.ends[0].floor, self.ends[1].floor)

    @property
    def cap(self) -> Fraction:
        return self.between(self.ends[0].cap, self.ends[1].cap)


class _Goldilocks:
    def __init__(self, start: Start, listen: Listener) -> None:
        self.start, self.listen = start, listen
        self.system = start.system
        self.model = Panels(self.system)
        self.seated = start.seated
        self.profiles = np.flatnonzero(self.seated)
        counts = np.array(self.system.counts, dtype=np.int64)
        self.pairs = Pairs(self.profiles, counts[self.profiles], start.known)
        people = int(counts[self.seated].sum())
        self.even = Fraction(self.system.rows[0].upper, people)

    def run(self) -> Reached:
        corners: dict[tuple[Fraction, Fraction], Corner] = {}
        price = Fraction(1)
        for _ in range(_ROUNDS):
            corner, facet = self._corner(price)
            corners.setdefault((corner.floor, corner.cap), corner)
            pair = self._cheapest([*corners.values()])
            if pair is None:
                price /= _LESS
                continue
            on_line = pair.floor - price * pair.cap == corner.floor - price * corner.cap
            if on_line and (pair.price == price or pair.floor == pair.cap):
                return self._proved(pair, facet)
            price = pair.price
        raise SolverError(_LOST)

    def _corner(self, price: Fraction) -> tuple[Corner, Facet]:
        """The corner at this price, and the line that no panel passes."""
        while True:
            stage = Text("Weighing smallest and largest chances")
            self.listen(Moment(stage=stage, done=len(self.pairs.panels)))
            self.pairs.solve(price)
            facet = self.pairs.facet(price)
            best = self.model.best(facet.weights.tolist())
            if best is None:
                raise SolverError(Text("The pool has no panel left to mix."))
            if best.value <= facet.bound:
                return self.pairs.corner(), facet
            for panel in (best.panel, *best.others):
                if int(facet.weights @ panel) > facet.bound:
                    self.pairs.add(panel)

    def _cost(self, floor: Fraction, cap: Fraction) -> Fraction:
        return cap / self.even + self.even / floor

    def _cheapest(self, corners: Sequence[Corner]) -> _Pair | None:
        """The cheapest pair that mixtures of the corners have; None if their floor is 0."""
        pairs = [self._at(corner) for corner in corners if corner.floor]
        for one, other in combinations(corners, 2):
            low, high = sorted((one, other), key=lambda corner: corner.cap)
            if low.cap < high.cap and low.floor < high.floor:
                pairs += self._on_line(low, high)
        return min(pairs, key=lambda pair: self._cost(pair.floor, pair.cap), default=None)

    def _at(self, corner: Corner) -> _Pair:
        price = ((corner.floor / self.even) ** 2).limit_denominator(_SHORT)
        price = max(price, Fraction(1, _SHORT))
        return _Pair(ends=(corner, corner), part=Fraction(0), price=price)

    def _on_line(self, low: Corner, high: Corner) -> list[_Pair]:
        """Where the line between two corners touches a curve of equal cost, if between them."""
        slope = (high.floor - low.floor) / (high.cap - low.cap)
        best = self.even * root(slope)
        part = ((best - low.floor) / (high.floor - low.floor)).limit_denominator(_SHORT)
        return [_Pair(ends=(low, high), part=part, price=slope)] if 0 < part < 1 else []

    def _proved(self, pair: _Pair, facet: Facet) -> Reached:
        floor, cap = pair.floor, pair.cap
        if floor == cap:
            return self._reached(equal_chances(floor), _mixed(pair), ())
        balance, cuts = self._balance(facet, floor, cap)
        if not 0 <= balance.gap <= LARGEST_GAP:
            raise SolverError(_LOST)
        self.model.hold(facet.weights.tolist(), facet.bound)
        return self._reached(balance, self._filled(facet, floor, cap), cuts)

    def _balance(
        self, facet: Facet, floor: Fraction, cap: Fraction
    ) -> tuple[Balance, tuple[Cut, ...]]:
        """The proof of the pair, and the cut it rests on; none where the quotas alone prove it."""
        known = self.start.relaxed.balance
        if known is not None and (known.floor, known.cap) == (floor, cap):
            return known, ()
        cut = cut_of(facet.weights.tolist(), facet.bound)
        system = self.system.with_cuts((cut,))
        line = ExactLine.of(system, self.seated, ((len(self.system.rows), Fraction(1)),))
        return balance_of(line, floor, cap, self.even), (cut,)

    def _filled(self, facet: Facet, floor: Fraction, cap: Fraction) -> Mixture:
        on_face = [p for p in self.pairs.panels if int(facet.weights @ p) == facet.bound]
        columns = Columns(self.model, self.profiles, on_face)
        values = facet.weights[self.profiles]
        ends = dict.fromkeys(self.profiles[values > 0].tolist(), floor)
        ends |= dict.fromkeys(self.profiles[values < 0].tolist(), cap)
        inside, held = with_room(self.system.counts, columns, (floor, cap), ends)
        return filled(columns, inside, held, self.listen)

    def _reached(self, balance: Balance, mixture: Mixture, cuts: tuple[Cut, ...]) -> Reached:
        chances = chances_of(self.system, mean_of(mixture))
        levels = self.start.relaxed.levels
        return Reached(
            optimum=Optimum(chances=chances, levels=levels, balance=balance),
            cuts=cuts,
            combination=mixture,
        )


def _mixed(pair: _Pair) -> Mixture:
    """The mixture that has the pair: of the mixtures of both ends."""
    found: dict[bytes, tuple[Fraction, np.ndarray[tuple[int], np.dtype[np.int64]]]] = {}
    for share, end in zip((1 - pair.part, pair.part), pair.ends, strict=True):
        for weight, panel in end.mixture:
            before, _ = found.get(panel.tobytes(), (Fraction(0), panel))
            found[panel.tobytes()] = before + share * weight, panel
    return tuple((weight, panel) for weight, panel in found.values() if weight)
