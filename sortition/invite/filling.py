"""Whether the people who answered can fill a panel: a quick no, a quick yes, or an exact search."""

from __future__ import annotations

from typing import Final

import numpy as np

from sortition.errors import Text
from sortition.invite.rounds import Integers
from sortition.invite.stream import Floats
from sortition.invite.world import Flags, World
from sortition.lottery.integer import Panels
from sortition.lottery.linear import LinearProgram
from sortition.lottery.system import System
from sortition.records.progress import Listener, Moment, silent
from sortition.records.space import Row

_WHOLE: Final = 1e-6
_COMMON: Final = 1e-6
_TURNS: Final = 6
_MIX: Final = 7919
_PRIME: Final = 10007
"""Costs that differ from turn to turn, so that every turn ends elsewhere."""


def margins(world: World, answers: Integers) -> Integers:
    """How many people count for each quota; shape (rounds, Q)."""
    people = answers.reshape(len(answers), -1).astype(np.float64)
    # Whole numbers this small are exact in floating point, whose product is many times faster.
    return np.rint(people @ _member(world).T).astype(np.int64)


def lacking(world: World, counts: Integers) -> Flags:
    """Where a quota's least number of people is not there; shape (rounds, Q)."""
    found: Flags = np.less(counts, np.array([row.minimum for row in world.quotas]))
    return found


def short(world: World, counts: Integers) -> Flags:
    """Which rounds cannot fill a panel by counting alone; shape (rounds,).

    A quota lacks people, or those of one category together cannot take all seats under its most.
    """
    found: Flags = np.any(lacking(world, counts), axis=1)
    most = np.minimum(counts, np.array([row.maximum for row in world.quotas]))
    for category in dict.fromkeys(row.category for row in world.quotas):
        own = [q for q, row in enumerate(world.quotas) if row.category == category]
        if world.member[own].any(axis=0).all():
            found |= most[:, own].sum(axis=1) < world.size
    return found


def filled(world: World, answers: Integers, listen: Listener = silent) -> Flags:
    """Which rounds can fill a panel that meets every quota, exactly; shape (rounds,)."""
    possible = ~short(world, margins(world, answers))
    people = answers.reshape(len(answers), -1)
    left = np.nonzero(possible)[0]
    left = left[~picked(world, people[left])]
    rows = _rows(world)
    program = _program(rows, people.shape[1])
    for number in left:
        if number % 64 == 0:
            listen(
                Moment(
                    stage=Text("Looking whether the quotas can be filled"),
                    done=int(number),
                    total=len(answers),
                )
            )
        possible[number] = _is_filled(program, rows, people[number])
    return possible


def picked(world: World, people: Integers) -> Flags:
    """Rounds in which a panel was found by picking people one by one, all rounds at once.

    Always somebody for the quotas that lack most of those who are left; no quota goes over its
    most. Where this ends without a panel there may still be one.
    """
    member = _member(world)
    least = np.array([float(row.minimum) for row in world.quotas])
    most = np.array([float(row.maximum) for row in world.quotas])
    left = people.astype(np.float64)
    seated = np.zeros((len(people), len(world.quotas)))
    each = np.arange(len(people))
    for _ in range(world.size):
        supply = np.maximum(left @ member.T, 0.5)
        urgent = np.maximum(least - seated, 0.0) / supply
        # Nobody whose quota is full, nobody who is not there; of equals the most common kind.
        closed = (seated >= most).astype(np.float64) @ member
        score = urgent @ member + left * _COMMON
        score[(closed > 0) | (left <= 0)] = -1.0
        chosen = score.argmax(axis=1)
        taken = (score[each, chosen] >= 0).astype(np.float64)
        left[each, chosen] -= taken
        seated += member.T[chosen] * taken[:, None]
    full = np.rint(people.sum(axis=1) - left.sum(axis=1)) == world.size
    found: Flags = full & np.all((seated >= least) & (seated <= most), axis=1)
    return found


def _member(world: World) -> Floats:
    return world.member.reshape(len(world.quotas), -1).astype(np.float64)


def _rows(world: World) -> tuple[Row, ...]:
    """The size of the panel, and the quotas, over the pairs of group and outside combination."""
    flat = world.member.reshape(len(world.quotas), -1)
    everybody = tuple(range(flat.shape[1]))
    rows = [
        Row(profiles=everybody, weights=(1,) * len(everybody), lower=world.size, upper=world.size)
    ]
    for row, own in zip(world.quotas, flat, strict=True):
        people = tuple(int(t) for t in np.nonzero(own)[0])
        rows.append(
            Row(profiles=people, weights=(1,) * len(people), lower=row.minimum, upper=row.maximum)
        )
    return tuple(rows)


def _program(rows: tuple[Row, ...], width: int) -> LinearProgram:
    columns: list[list[int]] = [[] for _ in range(width)]
    for r, row in enumerate(rows):
        for t in row.profiles:
            columns[t].append(r)
    starts = np.concatenate(([0], np.cumsum([len(column) for column in columns])))
    return LinearProgram(
        cost=np.zeros(width),
        lower=np.zeros(width),
        upper=np.zeros(width),
        row_lower=np.array([float(row.lower or 0) for row in rows]),
        row_upper=np.array([float(row.upper) for row in rows]),
        starts=starts,
        indices=[r for column in columns for r in column],
        values=np.ones(int(starts[-1])),
    )


def _is_filled(program: LinearProgram, rows: tuple[Row, ...], people: Integers) -> bool:
    width = len(people)
    upper: Floats = people.astype(np.float64)
    program.set_column_bounds(np.arange(width), np.zeros(width), upper)
    for turn in range(_TURNS):
        # A vertex with parts of people says nothing about whole ones; another one may be whole.
        program.set_costs(
            (np.arange(width) * _MIX + turn * turn * 31) * (turn + 1) % _PRIME / _PRIME
        )
        found = program.solve()
        if found is None:
            return False
        seats = np.rint(found.columns)
        if np.abs(found.columns - seats).max() <= _WHOLE and _meets(rows, seats, people):
            return True
    system = System(counts=tuple(int(n) for n in people), rows=rows)
    return Panels(system).any() is not None


def _meets(rows: tuple[Row, ...], seats: Floats, people: Integers) -> bool:
    whole = seats.astype(np.int64)
    if (whole < 0).any() or (whole > people).any():
        return False
    totals = [int(whole[list(row.profiles)].sum()) for row in rows]
    return all((row.lower or 0) <= n <= row.upper for n, row in zip(totals, rows, strict=True))
