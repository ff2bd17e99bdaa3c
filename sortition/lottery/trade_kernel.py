"""The compiled part of trading: copies of known panels change until everyone has the right seats.

Simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983) in whole numbers only: a change that makes
the excess d seats larger is made with probability (p / 2**16)**d, and p shrinks as it goes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sortition.lottery.linear import Integers
from sortition.lottery.weave_kernel import Words, below, compiled

_WARM, _COLD = 40_000, 440
"""p at the start and at the end."""


class Table(NamedTuple):
    """Which panel has which number, and what that gives everyone."""

    seats: Integers
    """(J, k): the profiles that sit in each known panel."""
    numbers: Integers
    """(M,): the panel of each number."""
    given: Integers
    """(T,): seats of each profile in all numbers together …"""
    floor: Integers
    ceiling: Integers
    """… and how many there should be, at least and at most."""
    state: Words
    """(1,): the state of the stream of numbers."""


@compiled
def _move(table: Table, panel: int, by: int) -> int:
    """Give (+1) or take (-1) the seats of one panel; by how much the excess grows."""
    grown = 0
    for t in table.seats[panel]:
        given = table.given[t]
        if by > 0:
            grown += int(given >= table.ceiling[t]) - int(given < table.floor[t])
        else:
            grown += int(given <= table.floor[t]) - int(given > table.ceiling[t])
        table.given[t] += by
    return grown


@compiled
def anneal(table: Table, excess: int, steps: int) -> int:
    """Change which panel has which number until the excess is 0; gives what is left of it."""
    p = np.int64(_WARM)
    part = max(1, steps // 256)
    for step in range(steps):
        if step % part == part - 1:
            p = max(np.int64(_COLD), p * 251 // 256)
        number = below(table.state, len(table.numbers))
        i, j = table.numbers[number], below(table.state, len(table.seats))
        if i == j:
            continue
        change = _move(table, i, -1) + _move(table, j, 1)
        chance = np.int64(1 << 16)
        for _ in range(change):
            chance = chance * p >> 16
        if change <= 0 or below(table.state, 1 << 16) < chance:
            table.numbers[number] = j
            excess += change
            if excess == 0:
                break
        else:
            _move(table, j, -1)
            _move(table, i, 1)
    return excess
