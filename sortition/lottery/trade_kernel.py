"""The compiled part of trading: copies of known panels change until everyone has the right seats.

Simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983) in whole numbers only: a change that makes
the excess d seats larger is made with probability (p / 2**16)**d, and p shrinks as it goes.
"""

from __future__ import annotations

import numpy as np

from sortition.lottery.linear import Integers
from sortition.lottery.weave_kernel import Words, below, compiled

_WARM, _COLD = 40_000, 440
"""p at the start and at the end."""


@compiled
def _move(given: Integers, floor: Integers, ceiling: Integers, seats: Integers, by: int) -> int:
    """Give (+1) or take (-1) the seats of one panel; by how much the excess grows."""
    grown = 0
    for t in seats:
        if by > 0:
            grown += (given[t] >= ceiling[t]) - (given[t] < floor[t])
        else:
            grown += (given[t] <= floor[t]) - (given[t] > ceiling[t])
        given[t] += by
    return grown


@compiled
def anneal(
    seats: Integers,
    numbers: Integers,
    given: Integers,
    floor: Integers,
    ceiling: Integers,
    excess: int,
    steps: int,
    state: Words,
) -> int:
    """Change which panel has which number until the excess is 0; gives what is left of it.

    ``seats`` (J, k) are the profiles that sit in each panel, ``numbers`` (M,) the panel that each
    number has. ``given`` (T,) is what they add up to; everyone should get from ``floor`` to
    ``ceiling``.
    """
    p = np.int64(_WARM)
    part = max(1, steps // 256)
    for step in range(steps):
        if step % part == part - 1:
            p = max(np.int64(_COLD), p * 251 // 256)
        number = below(state, len(numbers))
        i, j = numbers[number], below(state, len(seats))
        if i == j:
            continue
        change = _move(given, floor, ceiling, seats[i], -1)
        change += _move(given, floor, ceiling, seats[j], 1)
        chance = np.int64(1 << 16)
        for _ in range(change):
            chance = chance * p >> 16
        if change <= 0 or below(state, 1 << 16) < chance:
            numbers[number] = j
            excess += change
            if excess == 0:
                break
        else:
            _move(given, floor, ceiling, seats[j], -1)
            _move(given, floor, ceiling, seats[i], 1)
    return excess
