"""Who drops out in which scenario, and the best that others can do about it (format.md §24).

The search for the best group goes through people one by one; a branch ends where its bound is no
better. The bound is linear duality: with a price from -1 to 1 for each row, no group leaves fewer
seats wrong than the priced distance of all rows less the priced seats of those who are worth most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sortition.verify.rules import ticket

Bounds = Sequence[tuple[int, int]]
Rows = tuple[int, ...]
"""The rows that somebody counts in; row 0 is the panel itself."""

_UNIT = 4096
"""A price of 1."""
_TRIES = 40
"""Steps to better prices at a branch."""
_NUMBERS = 8
"""Numbers of 4 bytes in a ticket."""


def stays(value: str, purpose: str, subject: str, chance: Fraction, scenarios: int) -> list[bool]:
    """For each scenario whether somebody is still there (24.3)."""
    numbers: list[int] = []
    for block in range((scenarios + _NUMBERS - 1) // _NUMBERS):
        drawn = ticket(value, purpose, f"{block}\n{subject}")
        numbers += (int.from_bytes(drawn[i : i + 4], "big") for i in range(0, len(drawn), 4))
    top, bottom = chance.numerator << 32, chance.denominator
    return [number * bottom >= top for number in numbers[:scenarios]]


def wrong(bounds: Bounds, counts: Sequence[int]) -> int:
    """Seats below the least and above the most, over all rows (24.3)."""
    pairs = zip(bounds, counts, strict=True)
    return sum(low - n if n < low else max(0, n - high) for (low, high), n in pairs)


@dataclass(slots=True)
class Best:
    """The best group out of some people: ``people`` are their rows, in order."""

    people: Sequence[Rows]
    bounds: Bounds
    counts: list[int]

    def fewest(self, seats: int) -> int:
        """The fewest seats that stay wrong when up to so many come in."""
        now = wrong(self.bounds, self.counts)
        return self._below(now, range(len(self.people)), seats, now, self._first_prices())

    def group(self, seats: int) -> tuple[int, ...]:
        """The group of 24.6: fewest seats wrong, then fewest people, then the first in order."""
        least = self.fewest(seats)
        size = 0
        while self.fewest(size) > least:
            size += 1
        found = self._exactly(least, 0, size, self._first_prices())
        return () if found is None else found

    def _first_prices(self) -> list[int]:
        """Each row that lacks somebody pays for it."""
        pairs = zip(self.bounds, self.counts, strict=True)
        return [_UNIT if n < low else 0 for (low, _), n in pairs]

    def _below(
        self, best: int, people: Sequence[int], seats: int, now: int, prices: list[int]
    ) -> int:
        """The smaller of ``best`` and what some group of these leaves wrong."""
        useful = sorted((-self._mends(p), p) for p in people if self._mends(p) > 0)
        own = list(prices)
        for i, (mended, person) in enumerate(useful):
            rest = [p for _, p in useful[i:]]
            if seats == 0 or self._none_below(best, rest, seats, now, own):
                break
            self._sit(person, 1)
            best = min(best, now + mended)
            best = self._below(best, rest[1:], seats - 1, now + mended, own)
            self._sit(person, -1)
        return best

    def _exactly(
        self, least: int, first: int, size: int, prices: list[int]
    ) -> tuple[int, ...] | None:
        now = wrong(self.bounds, self.counts)
        if size == 0:
            return () if now == least else None
        able = [p for p in range(first, len(self.people)) if self._mends(p) > 0]
        own = list(prices)
        while able:
            ranked = sorted(able, key=lambda p: (-self._mends(p), p))
            if self._none_below(least + 1, ranked, size, now, own):
                return None
            person = able.pop(0)
            self._sit(person, 1)
            rest = self._exactly(least, person + 1, size - 1, own)
            self._sit(person, -1)
            if rest is not None:
                return (person, *rest)
        return None

    def _none_below(
        self, bar: int, ranked: Sequence[int], seats: int, now: int, prices: list[int]
    ) -> bool:
        """Whether no group of these leaves fewer than ``bar`` wrong; the prices get better."""
        if now - sum(self._mends(p) for p in ranked[:seats]) >= bar:
            return True
        best, trial, pace = None, list(prices), 8
        for _ in range(_TRIES):
            sitting = self._dearest(ranked, seats, trial)
            slope = [
                (low if price >= 0 else high) - n
                for price, (low, high), n in zip(trial, self.bounds, self.counts, strict=True)
            ]
            for _, person in sitting:
                for row in self.people[person]:
                    slope[row] -= 1
            found = sum(price * rise for price, rise in zip(trial, slope, strict=True))
            if found > (bar - 1) * _UNIT:
                prices[:] = trial
                return True
            if best is None or found > best:
                best, prices[:] = found, trial
            else:
                pace = max(1, pace - 1)
            length = 8 * (sum(rise * rise for rise in slope) or 1)
            way = (bar * _UNIT - found) * pace
            trial = [
                min(_UNIT, max(-_UNIT, price + rise * way // length))
                for price, rise in zip(trial, slope, strict=True)
            ]
        return False

    def _dearest(
        self, people: Sequence[int], seats: int, prices: Sequence[int]
    ) -> list[tuple[int, int]]:
        worth = [(sum(prices[row] for row in self.people[p]), p) for p in people]
        return sorted((one for one in worth if one[0] > 0), reverse=True)[:seats]

    def _mends(self, person: int) -> int:
        """How many fewer seats are wrong when somebody comes in."""
        total = 0
        for row in self.people[person]:
            low, high = self.bounds[row]
            total += 1 if self.counts[row] < low else -1 if self.counts[row] >= high else 0
        return total

    def _sit(self, person: int, by: int) -> None:
        for row in self.people[person]:
            self.counts[row] += by
