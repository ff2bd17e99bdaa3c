"""From exact chances to M numbered panels whose counts are within one of M times the chance.

Any lottery with the mean y uses only panels on the smallest face of the relaxation that holds y:
where a row is
tight at y, it is tight for each of them. Panels of that face are taken one after another, each
time the
one that serves those who are furthest behind M·y (herding: Welling 2009; a greedy form of
Carathéodory's
theorem). Then panels are composed again, one at a time, until every profile has between
n_t·floor(M·chance) and n_t·ceil(M·chance) seats (docs/format.md 5.3). Only whole numbers decide;
linear programs only propose.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor, isqrt

import numpy as np

from sortition.errors import Text
from sortition.lottery.dive import matrix_of
from sortition.lottery.integer import Question
from sortition.lottery.linear import Integers
from sortition.lottery.search import Search
from sortition.lottery.stream import Stream
from sortition.lottery.swaps import swap
from sortition.lottery.system import System
from sortition.records.progress import Listener, Moment

_SHARE = 60
"""A panel is repeated for at most 1/60 of what is left, so that early panels decide little.

That is for M = 1000; the share shrinks with the square root of M, so that longer lists end as even.
"""
_SCALE = 1 << 16
_PLATEAU = 4
"""One in so many improvements may leave the excess as it is, to get away from dead ends."""
_SWAP_EVERY = 50


@dataclass(slots=True)
class Walk:
    """Panels with their multiplicity, and what they add up to."""

    given: Integers
    left: int
    taken: list[tuple[Integers, int]] = field(default_factory=list)

    def take(self, panel: Integers, times: int) -> None:
        """Add a panel."""
        self.given = self.given + times * panel
        self.left -= times
        self.taken.append((panel, times))

    def replace(self, place: int, panel: Integers) -> None:
        """Put another panel in the place of one copy of a taken one."""
        old, times = self.taken[place]
        self.given = self.given - old + panel
        self.taken[place] = (panel, 1)
        if times > 1:
            self.taken.append((old, times - 1))


class Realiser:
    """The search for panels with one mean. ``mean`` is seats per profile, ``units`` is M."""

    def __init__(
        self, system: System, mean: tuple[Fraction, ...], units: int, stream: Stream
    ) -> None:
        self.stream = stream
        self.units = units
        self.matrix = matrix_of(system)
        self.counts = np.array(system.counts, dtype=np.int64)
        shares = [units * y / n for y, n in zip(mean, system.counts, strict=True)]
        self.floor = self.counts * np.array([floor(share) for share in shares])
        self.ceiling = self.counts * np.array([ceil(share) for share in shares])
        # In units of 2**-16 seats: enough to say who is behind, whole so that every machine agrees.
        self.wanted = np.array(
            [_SCALE * y.numerator // y.denominator for y in mean], dtype=np.int64
        )
        row_lower, row_upper = _face(system, mean)
        always = np.array([y == n for y, n in zip(mean, system.counts, strict=True)])
        never = np.array([y == 0 for y in mean])
        self.question = Question(
            matrix=self.matrix,
            lower=np.where(always, self.counts, 0),
            upper=np.where(never, 0, self.counts),
            row_lower=row_lower,
            row_upper=row_upper,
        )
        self.search = Search(system, self.question)
        self.walk = Walk(np.zeros(len(mean), dtype=np.int64), units)

    def compose(self, listen: Listener) -> bool:
        """Take ``units`` panels of the face, serving those behind; False if none is found."""
        share = _SHARE * max(1, isqrt(self.units // 1000))
        while self.walk.left:
            times = max(1, self.walk.left // share)
            behind = (self.units - self.walk.left) * self.wanted - self.walk.given * _SCALE
            noise = self.stream.below(_SCALE // 4, len(behind)) * times
            cost = -((behind + noise) // times)
            panel = self._within(cost, times)
            if panel is None:
                panel = self.search.cheap(cost)
            if panel is None:
                return False
            self.walk.take(panel, times)
            done = self.units - self.walk.left
            listen(Moment(stage=Text("Composing the numbered panels"), done=done, total=self.units))
        return True

    def _within(self, cost: Integers, times: int) -> Integers | None:
        """A panel that keeps everyone's final number of seats in reach, if one is found."""
        most = np.maximum(self.ceiling - self.walk.given, 0) // times
        after = self.counts * (self.walk.left - times)
        least = -(-np.maximum(self.floor - self.walk.given - after, 0) // times)
        question = replace(
            self.question,
            lower=np.clip(least, self.question.lower, self.question.upper),
            upper=np.clip(most, self.question.lower, self.question.upper),
        )
        if (question.lower > question.upper).any():
            return None
        return self.search.cheap(cost, question=question)

    def even_out(self, patience: int, listen: Listener) -> bool:
        """Compose panels again until nobody has too many or too few seats.

        False after ``patience`` attempts in a row without progress.
        """
        best, vain = self.excess(), 0
        attempt = 0
        while best and vain < patience:
            if attempt % _SWAP_EVERY == 0:
                swap(self.walk, self.question, self.floor, self.ceiling)
            self._improve()
            attempt += 1
            excess = self.excess()
            best, vain = (excess, 0) if excess < best else (best, vain + 1)
            stage = Text("Evening out the numbered panels ({n} seats to go)", n=best)
            listen(Moment(stage=stage, done=attempt))
        return not best

    def smallest_chance(self) -> Fraction:
        """The smallest chance above 0 that the panels taken would give, once all are taken."""
        given = ((int(g), n) for g, n in zip(self.walk.given, self.counts.tolist(), strict=True))
        wanted = zip(given, self.wanted.tolist(), strict=True)
        return min((Fraction(g, n * self.units) for (g, n), w in wanted if w), default=Fraction(0))

    def is_hopeful(self) -> bool:
        """Whether evening out is worth trying before it is known that panels can reach the mean.

        It is not when some profile sits in no panel at all, or when much is uneven.
        """
        absent = (self.walk.given == 0) & (self.floor > 0)
        return not absent.any() and self.excess() <= len(self.floor)

    def excess(self) -> int:
        """Seats by which profiles are above their ceiling or below their floor."""
        return self._excess_of(self.walk.given)

    def _excess_of(self, given: Integers) -> int:
        over, under = given - self.ceiling, self.floor - given
        return int((np.maximum(over, 0) + np.maximum(under, 0)).sum())

    def _improve(self) -> None:
        """Compose one panel again so that the excess shrinks (now and then: does not grow)."""
        chosen = int(self.stream.below(len(self.walk.taken), 1)[0])
        panel = self.walk.taken[chosen][0]
        rest = self.walk.given - panel
        worse = (rest + 1 > self.ceiling).astype(np.int64) - (rest < self.floor)
        cost = worse * _SCALE + self.stream.below(_SCALE // 64, len(rest))
        plateau = int(self.stream.below(_PLATEAU, 1)[0]) == 0
        fresh = self.search.cheap(cost, None if plateau else int(worse @ panel - 1) * _SCALE)
        if fresh is None:
            return
        if self._excess_of(rest + fresh) <= self.excess():
            self.walk.replace(chosen, fresh)


def _face(system: System, mean: tuple[Fraction, ...]) -> tuple[Integers, Integers]:
    """Row bounds of the smallest face of the relaxation that holds the mean."""
    lower = np.empty(len(system.rows), dtype=np.int64)
    upper = np.empty(len(system.rows), dtype=np.int64)
    for r, row in enumerate(system.rows):
        pairs = tuple(zip(row.profiles, row.weights, strict=True))
        value = sum((w * mean[t] for t, w in pairs), Fraction(0))
        least = -sum(abs(w) * system.counts[t] for t, w in pairs)
        low = least if row.lower is None else row.lower
        lower[r] = row.upper if value == row.upper else low
        upper[r] = low if value == low else row.upper
    return lower, upper
