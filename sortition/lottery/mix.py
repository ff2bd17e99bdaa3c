"""Make panels different: pairs of panels exchange seats, so that no chance changes.

From a few panels, each taken several times, to (nearly) as many different ones as there are
numbers. Every exchange moves one seat
of profile p from panel i to panel j and one of q back, and is made only when both still meet every
row. Whole
numbers only, in an order that value A decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.lottery.linear import Integers
from sortition.lottery.stream import Stream
from sortition.records.space import Space

_SWEEPS = 40
_TRIES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The rows as partitions: ``code[t, g]`` is where profile t counts in partition g.

    ``lower`` and ``upper`` bound how many seats a panel has at each code. The first codes are those
    of ``rows`` of the system (docs/format.md 4.6), the others of single profiles.
    """

    code: Integers
    rows: Integers
    lower: Integers
    upper: Integers


def groups_of(space: Space) -> Groups:
    """One partition per category, and one for how often a profile or home can be seated."""
    lower = [quota.minimum for quota in space.quotas.rows]
    upper = [quota.maximum for quota in space.quotas.rows]
    where = {(quota.category, quota.value): r for r, quota in enumerate(space.quotas.rows)}
    kinds = {k: len(lower) + k for k in range(len(space.kinds))}
    lower += [0] * len(kinds)
    upper += [len(kind.homes) for kind in space.kinds]
    code = np.empty((len(space.profiles), len(space.quotas.categories) + 1), dtype=np.int64)
    for t, profile in enumerate(space.profiles):
        pairs = zip(space.quotas.categories, profile.values, strict=True)
        code[t, :-1] = [where[pair] for pair in pairs]
        if profile.kind is None:
            code[t, -1] = len(lower)
            lower.append(0)
            upper.append(len(profile.people))
        else:
            code[t, -1] = kinds[profile.kind]
    rows = np.arange(1, 1 + len(space.quotas.rows) + len(space.kinds))
    return Groups(code=code, rows=rows, lower=np.array(lower), upper=np.array(upper))


def mix(space: Space, panels: list[tuple[Integers, int]], stream: Stream) -> list[Integers]:
    """The panels, seats per profile for each unit, exchanged and in an order by lot."""
    groups = groups_of(space)
    ordered = sorted(panels, key=lambda taken: (tuple(taken[0].tolist()), taken[1]))
    seats = np.array(
        [np.repeat(np.arange(len(panel)), panel) for panel, times in ordered for _ in range(times)]
    )
    table = _Table(groups, seats)
    if len({taken[0].tobytes() for taken in ordered}) < len(seats):
        for _ in range(_SWEEPS):
            table.sweep(stream)
    length = len(space.profiles)
    mixed = [np.bincount(row, minlength=length) for row in table.seats]
    return [mixed[j] for j in stream.order(len(mixed))]


class _Table:
    """Units by seats: which profile sits where, and how full each code of each unit is."""

    def __init__(self, groups: Groups, seats: Integers) -> None:
        self.groups = groups
        self.seats = seats
        self.filled = np.zeros((len(seats), len(groups.lower)), dtype=np.int32)
        rows = np.repeat(np.arange(len(seats)), seats.shape[1])
        for g in range(groups.code.shape[1]):
            np.add.at(self.filled, (rows, groups.code[seats.ravel(), g]), 1)

    def sweep(self, stream: Stream) -> None:
        """Pair the units at random; every pair makes the first exchange that fits."""
        half = len(self.seats) // 2
        if not half:
            return
        order = stream.order(len(self.seats))
        one, other = order[:half], order[half : 2 * half]
        width = self.seats.shape[1]
        p_place, q_place = stream.below(width, half, _TRIES), stream.below(width, half, _TRIES)
        p, q = self.seats[one[:, None], p_place], self.seats[other[:, None], q_place]
        fits = self._fits(one, other, p, q)
        pairs, tries = np.nonzero(fits)
        pairs, first = np.unique(pairs, return_index=True)
        if len(pairs):
            a, b = np.divmod(tries[first], _TRIES)
            self._exchange(one[pairs], other[pairs], p_place[pairs, a], q_place[pairs, b])

    def _fits(
        self, one: Integers, other: Integers, p: Integers, q: Integers
    ) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """For each pair (row), each p with each q (column): both panels still meet every row."""
        shape = (len(one), _TRIES, _TRIES)
        fits = np.broadcast_to(p[:, :, None] != q[:, None, :], shape).copy()
        for g in range(self.groups.code.shape[1]):
            out, back = self.groups.code[p, g], self.groups.code[q, g]
            leaves = self._can(one, out, -1) & self._can(other, out, 1)
            comes = self._can(one, back, 1) & self._can(other, back, -1)
            same = out[:, :, None] == back[:, None, :]
            fits &= same | (leaves[:, :, None] & comes[:, None, :])
        return fits.reshape(len(one), -1)

    def _can(
        self, units: Integers, codes: Integers, change: int
    ) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        filled = self.filled[units[:, None], codes]
        if change > 0:
            return filled < self.groups.upper[codes]
        return filled > self.groups.lower[codes]

    def _exchange(
        self, one: Integers, other: Integers, p_place: Integers, q_place: Integers
    ) -> None:
        p, q = self.seats[one, p_place], self.seats[other, q_place]
        self.seats[one, p_place], self.seats[other, q_place] = q, p
        for g in range(self.groups.code.shape[1]):
            out, back = self.groups.code[p, g], self.groups.code[q, g]
            self.filled[one, out] -= 1
            self.filled[one, back] += 1
            self.filled[other, back] -= 1
            self.filled[other, out] += 1
