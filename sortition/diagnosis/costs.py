"""What quotas cost: by how much a seat more or less would raise the smallest chance.

The multipliers that prove the smallest chance say which bounds hold it down: a row with one above 0
by its upper bound, below 0 by its lower one (duality of linear programs). What a seat there would
give is not read from them, for that is right only for parts of seats: it is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sortition.errors import Text
from sortition.lottery import smallest_chance
from sortition.records.diagnosis import Change, Cost, Costs, Diagnosis, Side, changed
from sortition.records.lottery import Level
from sortition.records.progress import Listener, Moment, silent
from sortition.records.quotas import Quota
from sortition.records.space import Space


def quota_costs(space: Space, listen: Listener = silent) -> Costs:
    """The changes of one seat that raise the smallest chance, the best first; each computed anew.

    The smallest chance is that of whoever can be in a panel at all, proved to be as large as it can
    be. Raises NoPanelError when no panel exists, SolverError when a proof could not be completed.
    """
    found = smallest_chance(space, listen)
    smallest = found.chance
    tried = list(_candidates(space, found))
    better = []
    for done, change in enumerate(tried):
        stage = Text("Looking what a seat more or less would give")
        listen(Moment(stage=stage, done=done, total=len(tried)))
        after = smallest_chance(_after(space, (change,)), listen).chance
        if after > smallest:
            better.append(Cost(change=change, smallest_chance=after))
    better.sort(key=lambda cost: -cost.smallest_chance)
    return Costs(smallest_chance=smallest, tried=len(tried), better=tuple(better))


def with_chances(space: Space, diagnosis: Diagnosis, listen: Listener = silent) -> Diagnosis:
    """The same with the smallest chance after each alternative, proved."""
    found = tuple(
        replace(one, smallest_chance=smallest_chance(_after(space, one.changes), listen).chance)
        for one in diagnosis.alternatives
    )
    return replace(diagnosis, alternatives=found)


def _after(space: Space, changes: Iterable[Change]) -> Space:
    return replace(space, quotas=changed(space.quotas, changes))


def _candidates(space: Space, found: Level) -> Iterator[Change]:
    """The bounds that the proof rests on: with any other one wider the proof would still hold.

    Where it rests on a cut, which no quota is part of, all bounds.
    """
    quotas = space.quotas.rows
    if all(row <= len(quotas) for row, _ in found.multipliers):
        for row, times in sorted(found.multipliers):
            if row:
                side = Side.MAXIMUM if times > 0 else Side.MINIMUM
                yield from _wider(space, quotas[row - 1], side)
        return
    for quota in quotas:
        for side in Side:
            yield from _wider(space, quota, side)


def _wider(space: Space, quota: Quota, side: Side) -> Iterator[Change]:
    seats = (quota.minimum if side is Side.MINIMUM else quota.maximum) + side
    if 0 <= seats <= space.size:
        yield Change(quota=quota, side=side, seats=seats)
