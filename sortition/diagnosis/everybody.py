"""The smallest change after which everybody can be in a panel, by way of parts of people.

A panel for each of a few people, with parts of people allowed, and whole numbers of seats by which
bounds become wider: that is a small question. The few are chosen one after the other: somebody for
whom the answer so far leaves no panel. When none is missing, the linear program proves how many
seats are needed at least; a change with as many, after which panels of whole people hold everybody,
is the smallest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil, isqrt
from typing import Final

import numpy as np

from sortition.diagnosis.cheapest import cheapest
from sortition.diagnosis.exclusions import unseatable_after
from sortition.diagnosis.wider import Wider
from sortition.errors import Text
from sortition.lottery.linear import Floats, Integers
from sortition.lottery.relaxation import Relaxation
from sortition.lottery.system import System
from sortition.records.diagnosis import Aim, Change
from sortition.records.progress import Listener, Moment
from sortition.records.space import Row, Space

_AT_ONCE: Final = 3
"""People for whom a panel is asked in one go."""
_NODES: Final = 200
"""Branchings for one answer in whole numbers."""
_PART: Final = 1e-6
_STAGE: Final = Text("Looking for the smallest change that gives everybody a chance")


def smallest_for_everybody(
    space: Space, *, within_flex: bool, listen: Listener
) -> tuple[Change, ...] | None:
    """A change of the fewest seats after which everybody is in some panel; proved.

    None when no change that is allowed helps. Of changes with as many seats, one that takes little
    from small groups, not always the least.
    """
    quick = _quickly(space, within_flex, listen)
    asked = quick.asked
    while quick.changes is None:
        # Where parts of people do not prove it: with whole panels for those few. The cost can only
        # grow by that: the first answer without anybody missing is the smallest for all.
        wider = Wider(space=space, aim=Aim.EVERYBODY, within_flex=within_flex, seated=asked)
        answer = cheapest(wider.system(), wider.costs())
        if answer is None:
            return None
        missing = unseatable_after(space, wider.changes(answer), listen)
        if not missing:
            return wider.changes(answer)
        asked = (*asked, missing[0])
    return quick.changes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quick:
    """``changes`` that are proved to be smallest, or None; ``asked``: profiles it depends on."""

    asked: tuple[int, ...]
    changes: tuple[Change, ...] | None


def _quickly(space: Space, within_flex: bool, listen: Listener) -> _Quick:  # noqa: FBT001
    asked: tuple[int, ...] = ()
    wholes = _Wholes(space)
    while True:
        listen(Moment(stage=_STAGE))
        wider = Wider(space=space, aim=Aim.EVERYBODY, within_flex=within_flex, seated=asked)
        seats, loss = (np.array(cost, dtype=np.int64) for cost in wider.costs())
        relaxed = Relaxation(wider.system())
        found = relaxed.solve(seats)
        if found is None:
            return _Quick(asked=asked, changes=None)
        missing = tuple(islice(wholes.missing(found.columns[wider.places]), _AT_ONCE))
        if not missing:
            fewest = ceil(relaxed.least(seats, found.duals))
            answer = _whole(wider, relaxed.system, (seats, loss), fewest)
            if answer is None:
                return _Quick(asked=asked, changes=None)
            changes = wider.changes(answer)
            missing = unseatable_after(space, changes, listen)
            if not missing:
                return _Quick(asked=asked, changes=changes)
            if set(missing) <= set(asked):
                return _Quick(asked=asked, changes=None)
        asked += tuple(t for t in missing if t not in asked)[:_AT_ONCE]


def _whole(
    wider: Wider, system: System, costs: tuple[Integers, Integers], fewest: int
) -> Integers | None:
    """Whole numbers of seats, ``fewest`` in all, that take little from small groups."""
    seats, loss = costs
    used = np.flatnonzero(seats)
    row = Row(
        profiles=tuple(used.tolist()),
        weights=tuple(seats[used].tolist()),
        lower=fewest,
        upper=fewest,
    )
    program = Relaxation(replace(system, rows=(*system.rows, row))).program
    program.set_costs(loss.astype(np.float64))
    found = program.whole(np.arange(len(seats))[wider.places], _NODES)
    if found is None:
        return None
    answer = np.rint(found).astype(np.int64)
    return answer if int(seats @ answer) == fewest else None


class _Wholes:
    """Whether panels hold a whole person, in parts or not, when bounds are wider."""

    def __init__(self, space: Space) -> None:
        self._relaxed = Relaxation(System.of(space))
        self._low = np.array([quota.minimum for quota in space.quotas.rows], dtype=np.float64)
        self._high = np.array([quota.maximum for quota in space.quotas.rows], dtype=np.float64)

    def missing(self, wider: Floats) -> Iterator[int]:
        """The profiles of which they do not; far apart ones soon after each other."""
        rows = np.arange(1, 1 + len(self._low))
        self._relaxed.program.set_row_bounds(rows, self._low - wider[::2], self._high + wider[1::2])
        size = len(self._relaxed.system.counts)
        seen = np.zeros(size, dtype=bool)
        step = isqrt(size) + 1
        for t in (t for start in range(step) for t in range(start, size, step)):
            if not seen[t]:
                found = self._relaxed.solve(self._relaxed.one(t))
                if found is None or found.columns[t] < 1 - _PART:
                    yield t
                else:
                    seen |= found.columns > 1 - _PART
