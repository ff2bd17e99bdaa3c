"""Which alternates come in: by rule, never by hand (docs/format.md 24.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Rows = tuple[int, ...]
Bounds = Sequence[tuple[int, int]]

_ONE = 1 << 12
_STEPS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody who stands by, and the rows that they count in."""

    id: str
    rows: Rows


def who_comes_in(waiting: Sequence[Waiting], bounds: Bounds, free: int) -> tuple[int, ...]:
    """Places in ``waiting`` of those who come in.

    Of all groups that leave the fewest seats wrong those with the fewest people count, and of these
    the one in which whoever is earlier comes in. ``bounds`` are what is left of each row, the least
    and the most; at most ``free`` come in.
    """
    search = _Search(waiting, bounds)
    wanted = search.fewest(free)
    people = next(n for n in range(free + 1) if search.fewest(n, wanted + 1) == wanted)
    return search.first(wanted, people)


def seats_wrong(bounds: Bounds, counts: Sequence[int]) -> int:
    """Seats below the least and above the most, over all rows."""
    return sum(max(0, low - n, n - high) for (low, high), n in zip(bounds, counts, strict=True))


class _Search:
    """Depth first over people who wait; a branch ends where a bound says it cannot be better.

    Seats wrong are convex in each count, so what one person mends never grows when others come in
    before, and the largest gains now bound all that can still be mended. Where that is not enough,
    prices of the rows do it (24.5), made better by a few steps at each branch.
    """

    def __init__(self, waiting: Sequence[Waiting], bounds: Bounds) -> None:
        self._waiting = waiting
        self._bounds = bounds
        self._counts = [0] * len(bounds)

    def fewest(self, free: int, bar: int | None = None) -> int:
        """The fewest seats that stay wrong when at most ``free`` people come in.

        Where no group leaves fewer than ``bar`` it is not looked for: that is given instead.
        """
        now = seats_wrong(self._bounds, self._counts)
        prices = [_ONE if low > 0 else 0 for low, _ in self._bounds]
        best = now if bar is None else bar
        return self._fewest(now, best, list(range(len(self._waiting))), free, prices)

    def first(self, wanted: int, people: int) -> tuple[int, ...]:
        """The first group in order of just so many people that leaves so many seats wrong."""
        now = seats_wrong(self._bounds, self._counts)
        prices = [_ONE if low > 0 else 0 for low, _ in self._bounds]
        found = self._first(now, wanted, 0, people, prices)
        if found is None:
            raise ValueError("no group of so many people leaves so few seats wrong")
        return found

    def _fewest(self, now: int, best: int, able: list[int], free: int, prices: list[int]) -> int:
        best = min(best, now)
        able = self._mending(able)
        prices = prices.copy()
        while free and able and not self._hopeless(now, best, able, free, prices):
            who, *able = able
            gain = self._gain(who)
            self._seat(who, 1)
            best = self._fewest(now - gain, best, able, free - 1, prices)
            self._seat(who, -1)
        return best

    def _first(
        self, now: int, wanted: int, at: int, people: int, prices: list[int]
    ) -> tuple[int, ...] | None:
        if not people:
            return () if now == wanted else None
        able = self._mending(list(range(at, len(self._waiting))))
        prices = prices.copy()
        for who in sorted(able):
            if self._hopeless(now, wanted + 1, able, people, prices):
                return None
            gain = self._gain(who)
            self._seat(who, 1)
            found = self._first(now - gain, wanted, who + 1, people - 1, prices)
            self._seat(who, -1)
            if found is not None:
                return (who, *found)
            able.remove(who)
        return None

    def _mending(self, people: list[int]) -> list[int]:
        """Those who mend something now, who mend most first."""
        able = [who for who in people if self._gain(who) > 0]
        return sorted(able, key=lambda who: -self._gain(who))

    def _hopeless(self, now: int, bar: int, able: list[int], free: int, prices: list[int]) -> bool:
        """Whether no ``free`` of these leave fewer than ``bar`` wrong; may better the prices."""
        if now - sum(map(self._gain, able[:free])) >= bar:
            return True
        aim = (bar - 1) * _ONE
        now_best, better, stride = None, prices, 8
        for _ in range(_STEPS):
            chosen = self._dearest(able, free, better)
            found = self._least(better) - sum(price for price, _ in chosen)
            if found > aim:
                prices[:] = better
                return True
            if now_best is None or found > now_best:
                now_best, prices[:] = found, better
            elif stride > 1:
                stride -= 1
            better = self._uphill(better, chosen, aim + _ONE - found, stride)
        return False

    def _least(self, prices: list[int]) -> int:
        return sum(
            p * ((low if p >= 0 else high) - n)
            for p, (low, high), n in zip(prices, self._bounds, self._counts, strict=True)
        )

    def _dearest(self, able: list[int], free: int, prices: list[int]) -> list[tuple[int, int]]:
        """Price and place of those who are worth most, ``free`` of them."""
        worth = ((sum(prices[r] for r in self._waiting[who].rows), who) for who in able)
        return sorted((one for one in worth if one[0] > 0), reverse=True)[:free]

    def _uphill(
        self, prices: list[int], chosen: list[tuple[int, int]], missing: int, stride: int
    ) -> list[int]:
        rise = [
            (low if p >= 0 else high) - n
            for p, (low, high), n in zip(prices, self._bounds, self._counts, strict=True)
        ]
        for _, who in chosen:
            for r in self._waiting[who].rows:
                rise[r] -= 1
        square = sum(up * up for up in rise) or 1
        return [
            max(-_ONE, min(_ONE, p + up * missing * stride // (8 * square)))
            for p, up in zip(prices, rise, strict=True)
        ]

    def _gain(self, who: int) -> int:
        better = 0
        for r in self._waiting[who].rows:
            low, high = self._bounds[r]
            better += (self._counts[r] < low) - (self._counts[r] >= high)
        return better

    def _seat(self, who: int, by: int) -> None:
        for r in self._waiting[who].rows:
            self._counts[r] += by
