"""Panels of wider quotas as one system of rows in whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sortition.lottery.linear import Integers
from sortition.lottery.system import System
from sortition.records.diagnosis import Aim, Change, Side
from sortition.records.quotas import Quota
from sortition.records.space import Row, Space

_THOUSAND: Final = 1000
_FREE: Final = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class Wider:
    """Panels of wider quotas as one system: panels first, then what is added to each bound.

    A panel for each profile of ``seated``, that holds somebody of it; without any, one panel. Then
    four numbers per quota: seats off the minimum, whether there are any, seats on the maximum,
    whether there are any.
    """

    space: Space
    aim: Aim
    within_flex: bool
    seated: tuple[int, ...]

    @property
    def _profiles(self) -> int:
        return len(self.space.profiles)

    @property
    def _first(self) -> int:
        """Where the numbers of the quotas begin."""
        return self._profiles * max(1, len(self.seated))

    @property
    def places(self) -> slice:
        """Where the seats are that bounds become wider by: minimum, maximum, for each quota."""
        return slice(self._first, self._first + 4 * len(self.space.quotas.rows), 2)

    def system(self) -> System:
        """All rows; 0 <= x <= counts."""
        limits = [limit for quota in self.space.quotas.rows for limit in self._limits(quota)]
        counts = (
            *self.space.counts * max(1, len(self.seated)),
            *(n for limit in limits for n in (limit, int(limit > 0))),
        )
        rows = [*self._used(limits)]
        for copy, profile in enumerate(self.seated or (None,)):
            rows += self._panel(copy * self._profiles)
            if profile is not None:
                seat = copy * self._profiles + profile
                rows.append(Row(profiles=(seat,), weights=(1,), lower=1, upper=counts[seat]))
        return System(counts=counts, rows=tuple(rows))

    def costs(self) -> tuple[list[int], ...]:
        """What is made smallest first, and what of equal ones."""
        seats, loss, changed = [0] * self._first, [0] * self._first, [0] * self._first
        for quota in self.space.quotas.rows:
            for side in Side:
                of = quota.minimum if side is Side.MINIMUM else self.space.size
                seats += (1, 0)
                loss += (-(-_THOUSAND // max(1, of)), 0)
                changed += (0, 1)
        match self.aim:
            case Aim.QUOTAS:
                return changed, seats, loss
            case Aim.SMALL_GROUPS:
                return loss, seats
            case _:
                return seats, loss

    def changes(self, answer: Integers) -> tuple[Change, ...]:
        """The bounds that an answer changes."""
        found = []
        for r, quota in enumerate(self.space.quotas.rows):
            less, more = (int(answer[self._first + 4 * r + k]) for k in (0, 2))
            if less:
                found.append(Change(quota=quota, side=Side.MINIMUM, seats=quota.minimum - less))
            if more:
                found.append(Change(quota=quota, side=Side.MAXIMUM, seats=quota.maximum + more))
        return tuple(found)

    def _limits(self, quota: Quota) -> tuple[int, int]:
        """The most seats off the minimum, and on the maximum."""
        least = (quota.min_flex or 0) if self.within_flex else 0
        most = self.space.size
        if self.within_flex and quota.max_flex is not None:
            most = quota.max_flex
        return max(0, quota.minimum - least), max(0, most - quota.maximum)

    def _panel(self, start: int) -> Iterable[Row]:
        size, *rest = self.space.rows()
        quotas, homes = rest[: len(self.space.quotas.rows)], rest[len(self.space.quotas.rows) :]
        for row in (size, *homes):
            yield _moved(row, start)
        for r, row in enumerate(quotas):
            less, more = self._first + 4 * r, self._first + 4 * r + 2
            own = tuple(start + t for t in row.profiles)
            yield Row(
                profiles=(*own, less), weights=(*row.weights, 1), lower=row.lower, upper=_FREE
            )
            yield Row(
                profiles=(*own, more), weights=(*row.weights, -1), lower=None, upper=row.upper
            )

    def _used(self, limits: list[int]) -> Iterable[Row]:
        """A bound is changed when it has seats: seats <= limit · changed."""
        for place, limit in enumerate(limits):
            if limit:
                at = self._first + 2 * place
                yield Row(profiles=(at, at + 1), weights=(1, -limit), lower=None, upper=0)


def _moved(row: Row, start: int) -> Row:
    return Row(
        profiles=tuple(start + t for t in row.profiles),
        weights=row.weights,
        lower=row.lower,
        upper=row.upper,
    )
