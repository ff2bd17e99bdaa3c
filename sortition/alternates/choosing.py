"""A set of alternates that leaves few seats wrong: greedy first, then by exchanges.

The sample-average problem (Assos, Baharav, Flanigan, Procaccia 2025, §4) over whole numbers: each
set's shortfall is exact; that no set is better is another matter (:mod:`.bound`).
"""

from __future__ import annotations

import numpy as np

from sortition.alternates.seats_kernel import Table, promise, shortfall
from sortition.lottery.linear import Integers

_NO_BAR = 2**62
_LOOKED_AT = 8
EFFORT = 100
EXACT = 2**62


def greedy(table: Table, count: int) -> Integers:
    """Slots per group, (G,): each time one of the group that leaves the fewest seats wrong."""
    chosen = np.zeros(len(table.rows), dtype=np.int64)
    for _ in range(count):
        chosen[_best_addition(table, chosen)[0]] += 1
    return chosen


def exchanged(table: Table, chosen: Integers) -> Integers:
    """The same set after exchanges of one alternate, until none leaves fewer seats wrong."""
    chosen = chosen.copy()
    now = value(table, chosen, effort=EFFORT)
    tried = 0
    at = 0
    while tried < (groups := np.flatnonzero(chosen)).size and now:
        out = groups[at % groups.size]
        chosen[out] -= 1
        other, found = _best_addition(table, chosen)
        if found < now:
            chosen[other] += 1
            now, tried = found, 0
        else:
            chosen[out] += 1
            tried += 1
        at += 1
    return chosen


def value(table: Table, chosen: Integers, bar: int = _NO_BAR, effort: int = EXACT) -> int:
    """The shortfall of a set; above ``bar`` just some number above it."""
    groups = np.flatnonzero(chosen)
    return int(shortfall(table, groups, chosen[groups], bar, effort))


def _best_addition(table: Table, chosen: Integers) -> tuple[int, int]:
    """A group whose next person leaves few seats wrong, of those who promise most; and how many."""
    groups = np.flatnonzero(chosen)
    promised = promise(table, groups, chosen[groups], EFFORT)
    promised[chosen >= table.most] = -1
    best, fewest = -1, _NO_BAR
    for g in np.argsort(-promised, kind="stable")[:_LOOKED_AT]:
        if promised[g] < 0:
            break
        chosen[g] += 1
        found = value(table, chosen, fewest, EFFORT)
        chosen[g] -= 1
        if found < fewest:
            best, fewest = int(g), found
    return best, fewest
