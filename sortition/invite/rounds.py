"""Rounds of letters, simulated: who answers, with rates drawn from what is believed (21.7).

In every round the rates are others: that of everybody, that of each group that is known to answer
differently, and on top of it that of each stratum (overdispersion: people of one street, one week,
one newspaper article). Then every letter is answered or not. All plans are tried on the same
rounds, and more letters never mean fewer answers in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from sortition.errors import Text
from sortition.invite.stream import Floats, beta, bits, uniforms
from sortition.invite.world import World
from sortition.records.progress import Listener, Moment, silent

Integers = npt.NDArray[np.integer]
"""Whole numbers; 32 bits where there are millions."""
CERTAIN: Final = 2000
"""No rate is surer than after so many letters: the next round is never quite like the last."""
_HIGHEST: Final = 0.95
"""No group answers more than this part of its letters."""
_BLOCK: Final = 2**25
"""Numbers that are drawn at once."""
_TAIL: Final = 16
"""Of the overdispersion's beta distribution: its second parameter over its first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """Every answer of every round: where it is counted, and which letter (from 0) it answers.

    ``group_of`` numbers round and group together, ``place_of`` round, group and combination outside
    the register, as they stand in flat arrays. Answers of a group are together, in the order of the
    letters; those of group s begin at ``begins[s]``. ``most[s]`` letters of group s were simulated.
    ``starts`` are the numbers from which parts of letters are rounded, one for each round.
    """

    count: int
    most: Integers
    group_of: Integers
    place_of: Integers
    letter_of: Integers
    begins: tuple[int, ...]
    starts: Floats

    def letters(self, expected: Floats) -> Integers:
        """Letters per round and group, as they would be drawn (21.5); shape (rounds, S)."""
        before = np.concatenate(([0.0], np.cumsum(expected)[:-1]))
        offsets = self.starts[:, None] + before[None, :]
        offsets -= np.floor(offsets)
        return np.floor(offsets + expected).astype(np.int64)

    def answers(self, world: World, expected: Floats) -> Integers:
        """People who answer, per round, group and combination outside; shape (rounds, S, O).

        ``expected`` are the letters of each group, at most ``most``.
        """
        limited = np.minimum(expected, self.most)
        letters = self.letters(limited).astype(np.int32).ravel()
        counts = np.zeros(self.count * len(world.cells) * len(world.outside), dtype=np.int64)
        for s, (begin, end) in enumerate(pairwise(self.begins)):
            # Beyond the letters that are sent in any round nobody is reached.
            last = int(np.searchsorted(self.letter_of[begin:end], int(limited[s]) + 1))
            part = slice(begin, begin + last)
            reached = self.letter_of[part] < letters[self.group_of[part]]
            np.add.at(counts, self.place_of[part][reached], 1)
        return counts.reshape(self.count, len(world.cells), len(world.outside))


def simulate(
    world: World,
    *,
    label: str,
    count: int,
    most: Sequence[int],
    spread: Fraction,
    listen: Listener = silent,
) -> Rounds:
    """``count`` rounds with up to ``most[s]`` letters in group s, which the label decides.

    ``spread`` is the standard deviation of a stratum's rate around what its groups say, as a part
    of that rate (0: none).
    """
    chances = rates(world, label=label, count=count, spread=spread)
    parts = np.cumsum([float(one.part) for one in world.outside])
    found: list[tuple[Integers, ...]] = []
    for s, letters in enumerate(most):
        if s % 16 == 0:
            listen(Moment(stage=Text("Simulating rounds of letters"), done=s, total=len(most)))
        limit = np.floor(chances[:, s] * 4294967296.0).astype(np.uint32)
        rounds, numbers = _answered(f"{label} letters {s}", letters, limit)
        kinds = np.searchsorted(parts, uniforms(f"{label} outside {s}", len(rounds)), side="right")
        groups = rounds * len(most) + s
        places = groups * len(parts) + kinds.clip(max=len(parts) - 1)
        order = np.argsort(numbers, kind="stable")
        found.append(tuple(one[order].astype(np.int32) for one in (groups, places, numbers)))
    columns = [np.concatenate([one[j] for one in found]) for j in range(3)]
    return Rounds(
        count=count,
        most=np.array(most, dtype=np.int64),
        group_of=columns[0],
        place_of=columns[1],
        letter_of=columns[2],
        begins=(0, *np.cumsum([len(one[0]) for one in found]).tolist()),
        starts=uniforms(f"{label} rounding", count),
    )


def _answered(label: str, letters: int, limit: npt.NDArray[np.uint32]) -> tuple[Integers, Integers]:
    """Round and number (from 0) of each letter that is answered, by blocks that fit in memory."""
    width = max(1, _BLOCK // len(limit))
    rounds, numbers = [], []
    for start in range(0, letters, width):
        size = min(width, letters - start)
        named = label if start == 0 else f"{label} from {start}"
        drawn = bits(named, len(limit) * size).reshape(len(limit), size)
        hit, number = np.nonzero(drawn < limit[:, None])
        rounds.append(hit)
        numbers.append(number + start)
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *rounds]), np.concatenate([nothing, *numbers])


def rates(world: World, *, label: str, count: int, spread: Fraction) -> Floats:
    """The rate (0 to 1) of each group in each round; shape (rounds, S)."""
    base = float(world.base.share)
    everybody = beta(base, _sure(world.base.letters), uniforms(f"{label} everybody", count))
    factors = [
        beta(float(rate.share), _sure(rate.letters), uniforms(f"{label} group {i}", count)) / base
        for i, rate in enumerate(world.rates)
    ]
    found = np.empty((count, len(world.cells)))
    for s, groups in enumerate(world.groups):
        own = everybody * float(world.lift)
        for i in groups:
            own = own * factors[i]
        found[:, s] = own * _stratum(spread, uniforms(f"{label} stratum {s}", count))
    return np.minimum(found, _HIGHEST)


def _sure(letters: int) -> int:
    return min(letters, CERTAIN)


def _stratum(spread: Fraction, at: Floats) -> Floats:
    """Around 1, with this standard deviation; never negative."""
    if not spread:
        return np.ones_like(at)
    shape = max(1, round(1 / spread**2))
    return beta(1 / _TAIL, shape * _TAIL, at) * _TAIL
