"""Whether a panel can be filled: from who joined so far, and from the letters still to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

import numpy as np

from sortition.invite.filling import filled, lacking, margins
from sortition.invite.rounds import Integers, Rounds, simulate
from sortition.invite.stream import Floats
from sortition.invite.world import World
from sortition.records.letters import Cell, QuotaOutlook
from sortition.records.names import key
from sortition.records.progress import Listener, silent

_ROUNDS: Final = 1000
_HALVINGS: Final = 10
_ENOUGH: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What is to be expected.

    ``now``: a panel can be filled with who joined already. ``closing`` is the part of simulated
    rounds (0 to 1) in which it can be when all answers to letters that were sent are in, ``later``
    that after ``letters`` more. ``needed`` are the letters, divided
    like these, after which it can be in the wanted part; 0: none, None: not even with letters to
    everybody.
    """

    now: bool
    closing: Fraction
    later: Fraction
    letters: Fraction
    needed: int | None
    quotas: tuple[QuotaOutlook, ...]


def forecast(
    world: World,
    *,
    joined: Integers,
    pending: Floats,
    coming: Floats,
    shape: Floats,
    wanted: Fraction,
    spread: Fraction,
    listen: Listener = silent,
) -> Forecast:
    """``joined`` counts people (S, O); the others are letters per group (S,).

    ``pending`` were sent and can still be answered, ``coming`` are those of the next wave, and
    ``shape`` is how further letters would be divided. The units of the world are those who have no
    letter yet.
    """
    units = np.array([float(n) for n in world.units])
    longest = np.minimum(units, np.maximum(coming, shape * _ENOUGH)) + pending
    rounds = simulate(
        world,
        label="letters forecast",
        count=_ROUNDS,
        most=[ceil(n) for n in longest],
        spread=spread,
        listen=listen,
    )
    later = _filled(world, rounds, joined, pending + coming, listen)
    counts = margins(world, rounds.answers(world, pending + coming) + joined)
    have = margins(world, joined[None])[0]
    missing = lacking(world, counts).sum(axis=0)
    return Forecast(
        now=bool(filled(world, joined[None])[0]),
        closing=_filled(world, rounds, joined, pending),
        later=later,
        letters=Fraction(round(float(coming.sum()))),
        needed=_needed(world, rounds, joined, (pending, shape), wanted),
        quotas=tuple(
            QuotaOutlook(
                quota=row,
                have=int(have[q]),
                expected=Fraction(int(counts[:, q].sum()), _ROUNDS),
                lacking=Fraction(int(missing[q]), _ROUNDS),
            )
            for q, row in enumerate(world.quotas)
        ),
    )


def people_of(world: World, joined: Iterable[tuple[Cell, Mapping[str, str]]]) -> Integers:
    """How many joined, by group and combination outside the register; shape (S, O).

    Each has a group, and values by the key of a category (what the register does not know, at
    least). Whoever has a value that no quota speaks of is in none.
    """
    counts = np.zeros((len(world.cells), len(world.outside)), dtype=np.int64)
    place = {cell: s for s, cell in enumerate(world.cells)}
    kinds = [{name: key(value) for name, value in one.values.items()} for one in world.outside]
    for cell, told in joined:
        own = {name: key(told[name]) for name in kinds[0]}
        if cell in place and own in kinds:
            counts[place[cell], kinds.index(own)] += 1
    return counts


def letters_of(world: World, letters: Mapping[Cell, Fraction]) -> Floats:
    """The letters to each group; shape (S,)."""
    return np.array([float(letters.get(cell, Fraction(0))) for cell in world.cells])


def _filled(
    world: World, rounds: Rounds, joined: Integers, letters: Floats, listen: Listener = silent
) -> Fraction:
    answers = rounds.answers(world, letters) + joined
    return Fraction(int(filled(world, answers, listen).sum()), rounds.count)


def _needed(
    world: World,
    rounds: Rounds,
    joined: Integers,
    letters: tuple[Floats, Floats],
    wanted: Fraction,
) -> int | None:
    """The fewest letters of a division with which a panel is filled in the wanted part.

    ``letters`` are those that can still be answered, and the division of more.
    """
    pending, shape = letters

    def part(times: float) -> Fraction:
        return _filled(world, rounds, joined, pending + shape * times)

    if part(0.0) >= wanted:
        return 0
    low, high = 0.0, 1.0
    while part(high) < wanted:
        low, high = high, high * 2
        if high > _ENOUGH:
            return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if part(middle) >= wanted:
            high = middle
        else:
            low = middle
    return ceil(float(np.minimum(shape * high, rounds.most).sum()))
