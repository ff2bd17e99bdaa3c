"""The smallest changes of quotas after which a panel exists, or everybody can be in one.

A change widens bounds. Its cost, in whole numbers so that it can be proved, is one of four:

| aim | cost |
|---|---|
| seats | seats of widening; of equal ones, the one that takes least from small groups |
| quotas | bounds that change; then seats; then what small groups lose |
| small groups | what small groups lose; then seats |
| everybody | as seats, but everybody must be in some panel |

What small groups lose: a seat taken from a minimum of n counts 1/n, a seat more than a maximum
1/size; in thousandths, rounded up. So a minimum of 1 is given up last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from sortition.diagnosis.cheapest import cheapest
from sortition.diagnosis.exclusions import people_of, unseatable
from sortition.lottery.linear import Integers
from sortition.lottery.system import System
from sortition.records.diagnosis import Aim, Alternative, Change, Side
from sortition.records.progress import Listener, silent
from sortition.records.quotas import Quota
from sortition.records.space import Row, Space

_THOUSAND: Final = 1000


def alternatives(space: Space, listen: Listener = silent) -> tuple[Alternative, ...]:
    """The smallest change for each aim, equal ones once; within the flex bounds where these do."""
    found: dict[tuple[Change, ...], Alternative] = {}
    for aim in Aim:
        one = smallest_change(space, aim, within_flex=True, listen=listen)
        if one is None:
            one = smallest_change(space, aim, within_flex=False, listen=listen)
        if one is not None and one.changes:
            before = found.get(one.changes, one)
            aims = before.aims if before is one else (*before.aims, aim)
            found[one.changes] = Alternative(
                aims=aims,
                changes=one.changes,
                within_flex=one.within_flex,
                left_out=one.left_out,
            )
    return tuple(found.values())


def smallest_change(
    space: Space, aim: Aim, *, within_flex: bool, listen: Listener = silent
) -> Alternative | None:
    """The smallest change for an aim; None when no change that is allowed helps.

    Without ``within_flex`` every minimum may go to 0 and every maximum to the size.
    """
    seated: tuple[int, ...] = ()
    while True:
        model = _Model(space=space, aim=aim, within_flex=within_flex, seated=seated)
        answer = cheapest(model.system(), model.costs())
        if answer is None:
            return None
        changes = model.changes(answer)
        found = Alternative(
            aims=(aim,), changes=changes, within_flex=_in_flex(changes), left_out=()
        )
        after = System.of(replace(space, quotas=found.applied(space.quotas)))
        missing = unseatable(after, range(len(space.profiles)), listen)
        # One of those who turn out to be missing gets a panel in the model, and with it mostly the
        # others. The cost can only grow by that: the first answer without anybody missing is the
        # smallest for all.
        if aim is not Aim.EVERYBODY or not missing:
            return Alternative(
                aims=found.aims,
                changes=changes,
                within_flex=found.within_flex,
                left_out=people_of(space, missing),
            )
        seated = (*seated, missing[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """Panels of wider quotas as one system: panels first, then what is added to each bound.

    One panel, and one more for each profile of ``seated``, that holds somebody of it. Then four
    numbers per quota: seats off the minimum, seats on the maximum, and for both whether there are
    any.
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
        return self._profiles * (1 + len(self.seated))

    def system(self) -> System:
        limits = [limit for quota in self.space.quotas.rows for limit in self._limits(quota)]
        counts = (
            *self.space.counts * (1 + len(self.seated)),
            *(n for limit in limits for n in (limit, int(limit > 0))),
        )
        rows = [*self._used(limits)]
        for copy, profile in enumerate((None, *self.seated)):
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


_FREE: Final = 10**6


def _moved(row: Row, start: int) -> Row:
    return Row(
        profiles=tuple(start + t for t in row.profiles),
        weights=row.weights,
        lower=row.lower,
        upper=row.upper,
    )


def _in_flex(changes: tuple[Change, ...]) -> bool:
    return all(
        change.seats >= (change.quota.min_flex or 0)
        if change.side is Side.MINIMUM
        else change.quota.max_flex is None or change.seats <= change.quota.max_flex
        for change in changes
    )
