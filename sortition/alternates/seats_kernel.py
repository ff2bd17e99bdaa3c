"""The compiled part: the fewest seats that stay wrong when the best of who is there come in.

Seats wrong are a sum over rows of |seats outside the bounds|, which is convex in each count. So
what a person mends never grows when others come in before (it is submodular), and the largest
gains now, as many as there are free seats, bound all that can be mended. Whole numbers only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sortition.lottery.linear import Integers
from sortition.lottery.weave_kernel import compiled


class Table(NamedTuple):
    """Rows, scenarios and slots; slot j of a group is its j-th person who stands by."""

    lower: Integers
    upper: Integers
    """(R,): the bounds of each row; row 0 is the size."""
    counts: Integers
    """(S, R): how many of who stays count in each row."""
    free: Integers
    """(S,): seats that are free."""
    rows: Integers
    """(G, W): the rows of each group; -1 fills up."""
    most: Integers
    """(G,): people of each group, up to J."""
    stays: Integers
    """(G, J, S): 1 where the slot is still there."""


@compiled
def wrong(table: Table, counts: Integers) -> int:
    """Seats outside the bounds, over all rows."""
    total = 0
    for r in range(len(counts)):
        total += max(0, table.lower[r] - counts[r]) + max(0, counts[r] - table.upper[r])
    return total


@compiled
def gain(table: Table, counts: Integers, group: int) -> int:
    """How many fewer seats are wrong when somebody of a group comes in."""
    better = 0
    for r in table.rows[group]:
        if r < 0:
            break
        if counts[r] < table.lower[r]:
            better += 1
        elif counts[r] >= table.upper[r]:
            better -= 1
    return better


@compiled
def _seat(table: Table, counts: Integers, group: int, by: int) -> None:
    for r in table.rows[group]:
        if r < 0:
            break
        counts[r] += by


class Room(NamedTuple):
    """Memory for the search in one scenario, for n groups that stand by; used over and over."""

    there: Integers
    """(n,): how many of each group can come in."""
    picked: Integers
    """(n,): how many of each do, where the fewest seats are wrong."""
    counts: Integers
    """(R,): how many count in each row now."""
    near: Integers
    """(R,): how many could still be added to each row."""
    gains: Integers
    """(n,): what each group mends now."""
    tally: Integers
    """(W + 1,): how many people mend so much, from 0 seats up; nobody mends more than W rows."""
    chosen: Integers
    """(F,): the group that came in at each step."""
    closed: Integers
    """(F + 1, n): 1 for groups that do not come in any more from this step on."""


@compiled
def room_for(table: Table, n: int) -> Room:
    """Empty memory."""
    rows, deep = len(table.lower), np.max(table.free) + 1
    return Room(
        np.zeros(n, dtype=np.int64),
        np.zeros(n, dtype=np.int64),
        np.zeros(rows, dtype=np.int64),
        np.zeros(rows, dtype=np.int64),
        np.zeros(n, dtype=np.int64),
        np.zeros(table.rows.shape[1] + 1, dtype=np.int64),
        np.zeros(deep, dtype=np.int64),
        np.zeros((deep + 1, n), dtype=np.int64),
    )


@compiled
def _mendable(
    table: Table, groups: Integers, seats: int, depth: int, room: Room
) -> tuple[int, int]:
    """The group that mends most now, and a bound on what ``seats`` more people can mend."""
    room.tally[:] = 0
    room.near[:] = 0
    pick, most = -1, 0
    for i in range(len(groups)):
        if room.there[i] == 0 or room.closed[depth, i]:
            continue
        room.gains[i] = gain(table, room.counts, groups[i])
        if room.gains[i] <= 0:
            continue
        room.tally[room.gains[i]] += room.there[i]
        for r in table.rows[groups[i]]:
            if r < 0:
                break
            room.near[r] += room.there[i]
        if room.gains[i] > most:
            pick, most = i, room.gains[i]
    one_by_one, left = 0, seats
    for g in range(most, 0, -1):
        take = min(left, room.tally[g])
        one_by_one += g * take
        left -= take
    row_by_row = 0
    for r in range(len(room.counts)):
        if room.counts[r] < table.lower[r]:
            row_by_row += min(room.near[r], table.lower[r] - room.counts[r], seats)
    return pick, min(one_by_one, row_by_row)


@compiled
def fewest(table: Table, s: int, groups: Integers, room: Room, effort: int) -> int:
    """The fewest seats wrong in scenario s when people of ``room.there`` come in; ``room.picked``.

    Depth first, whoever mends most first; a branch ends where the bound says it cannot be better.
    """
    room.counts[:] = table.counts[s]
    room.picked[:] = 0
    room.closed[0] = 0
    now = wrong(table, room.counts)
    best, depth = now, 0
    while True:
        effort -= 1
        pick, could = _mendable(table, groups, table.free[s] - depth, depth, room)
        if pick >= 0 and now - could < best and effort > 0:
            room.chosen[depth] = pick
            room.there[pick] -= 1
            now -= room.gains[pick]
            _seat(table, room.counts, groups[pick], 1)
            depth += 1
            room.closed[depth] = room.closed[depth - 1]
            if now < best:
                best = now
                room.picked[:] = 0
                for i in room.chosen[:depth]:
                    room.picked[i] += 1
            if best > 0:
                continue
        # Back to the last choice; from there on without that group.
        while depth > 0:
            depth -= 1
            i = room.chosen[depth]
            room.there[i] += 1
            _seat(table, room.counts, groups[i], -1)
            now += gain(table, room.counts, groups[i])
            room.closed[depth, i] = 1
            if best > 0:
                break
        else:
            return best


@compiled
def _arrive(table: Table, s: int, groups: Integers, slots: Integers, room: Room) -> None:
    """Who of the alternates is there in scenario s."""
    for i in range(len(groups)):
        room.there[i] = 0
        for j in range(slots[i]):
            room.there[i] += table.stays[groups[i], j, s]


@compiled
def shortfall(table: Table, groups: Integers, slots: Integers, bar: int, effort: int) -> int:
    """Seats wrong over all scenarios with these groups standing by, ``slots[i]`` of group i.

    Once it is above ``bar``, what is given is just some number above it.
    """
    room = room_for(table, len(groups))
    total = 0
    for s in range(len(table.free)):
        _arrive(table, s, groups, slots, room)
        total += fewest(table, s, groups, room, effort)
        if total > bar:
            break
    return total


@compiled
def _raise_to(better: Integers, table: Table, counts: Integers, lost: int) -> None:
    """Note for each group what one of it mends now, less ``lost``, where that is more."""
    mends = (counts < table.lower).astype(np.int64) - (counts >= table.upper)
    for g in range(len(table.rows)):
        total = -lost
        for r in table.rows[g]:
            if r < 0:
                break
            total += mends[r]
        better[g] = max(better[g], total)


@compiled
def _mended_by_one(table: Table, s: int, groups: Integers, room: Room, better: Integers) -> None:
    """What one more of each group mends in scenario s when it is there, (G,), in ``better``."""
    seated = 0
    better[:] = 0
    for i in range(len(groups)):
        seated += room.picked[i]
        for _ in range(room.picked[i]):
            _seat(table, room.counts, groups[i], 1)
    if seated < table.free[s]:
        _raise_to(better, table, room.counts, 0)
    for i in range(len(groups)):
        if room.picked[i]:
            _seat(table, room.counts, groups[i], -1)
            _raise_to(better, table, room.counts, gain(table, room.counts, groups[i]))
            _seat(table, room.counts, groups[i], 1)


@compiled
def promise(table: Table, groups: Integers, slots: Integers, effort: int) -> Integers:
    """How much one more of each group mends at least, over all scenarios, (G,).

    Where who comes in stays as it is, but for one who is added or gives way.
    """
    found = np.zeros(len(table.rows), dtype=np.int64)
    held = np.zeros(len(table.rows), dtype=np.int64)
    better = np.zeros(len(table.rows), dtype=np.int64)
    for i in range(len(groups)):
        held[groups[i]] = slots[i]
    room = room_for(table, len(groups))
    for s in range(len(table.free)):
        _arrive(table, s, groups, slots, room)
        if fewest(table, s, groups, room, effort) == 0:
            continue
        _mended_by_one(table, s, groups, room, better)
        for g in range(len(table.rows)):
            if held[g] < table.most[g] and table.stays[g, held[g], s]:
                found[g] += better[g]
    return found


@compiled
def outcome(table: Table, groups: Integers, slots: Integers, effort: int) -> Integers:
    """Seats below and above each row over all scenarios, when the best come in, (2, R)."""
    room = room_for(table, len(groups))
    found = np.zeros((2, len(table.lower)), dtype=np.int64)
    for s in range(len(table.free)):
        _arrive(table, s, groups, slots, room)
        fewest(table, s, groups, room, effort)
        for i in range(len(groups)):
            for _ in range(room.picked[i]):
                _seat(table, room.counts, groups[i], 1)
        for r in range(len(table.lower)):
            found[0, r] += max(0, table.lower[r] - room.counts[r])
            found[1, r] += max(0, room.counts[r] - table.upper[r])
    return found


@compiled
def overdrawn(table: Table, groups: Integers, slots: Integers) -> Integers:
    """Seats below each row over all scenarios, when all these sit from the start, (R,)."""
    found = np.zeros(len(table.lower), dtype=np.int64)
    for s in range(len(table.free)):
        counts = table.counts[s].copy()
        for i in range(len(groups)):
            for j in range(slots[i]):
                if table.stays[groups[i], j, s]:
                    _seat(table, counts, groups[i], 1)
        found += np.maximum(0, table.lower - counts)
    return found
