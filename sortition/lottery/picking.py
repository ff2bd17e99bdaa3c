"""Plain stratified picking, as organisers do it by hand, simulated.

One person after another, at random among those whose values are all still open: first of the value
that lacks most seats for the people left who have it, and when no value lacks any, of everybody.
Housemates of whoever was picked drop out. When somebody is lacking of whom none is left, start
again. Every panel meets the quotas; nobody's chance is looked at. Many panels are picked side by
side, each from its own numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortition.errors import Text
from sortition.lottery.linear import Integers
from sortition.lottery.stream import Stream
from sortition.records.comparison import Picking
from sortition.records.progress import Listener, Moment
from sortition.records.space import Space

_BESIDE = 1 << 20
"""People times panels that are looked at side by side."""
_MOST_TRIES = 50
"""Tries per panel that is asked for, before the simulation ends with fewer panels."""

Marks = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float32]


def simulate_picking(
    space: Space, *, panels: int, stream: Stream, listen: Listener
) -> tuple[Integers, Picking]:
    """How often each person sits in ``panels`` (>= 1) picked panels, and how it went.

    Fewer panels are picked when most attempts end stuck.
    """
    table = _Table.of(space)
    beside = max(1, min(panels, _BESIDE // table.people))
    counts = np.zeros(table.people, dtype=np.int64)
    seen: set[bytes] = set()
    found = tries = 0
    while found < panels and tries < _MOST_TRIES * panels:
        picked = table.pick(beside, stream)
        good = [panel for panel in picked if panel is not None][: panels - found]
        tries += len(picked)
        found += len(good)
        for panel in good:
            counts[panel] += 1
            seen.add(panel.tobytes())
        listen(Moment(stage=Text("Picking panels by hand"), done=found, total=panels))
    return counts, Picking(panels=found, tries=tries, distinct=len(seen))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Who has which value (``held``: people × quotas), bounds, and everybody's home (-1: none)."""

    size: int
    held: Shares
    least: Integers
    most: Integers
    homes: Integers

    @classmethod
    def of(cls, space: Space) -> _Table:
        """The people and quotas of a space."""
        place = {name: c for c, name in enumerate(space.quotas.categories)}
        held = np.zeros((len(space.labels), len(space.quotas.rows)), dtype=np.float32)
        for profile in space.profiles:
            for q, row in enumerate(space.quotas.rows):
                if profile.values[place[row.category]] == row.value:
                    held[list(profile.people), q] = 1
        homes = np.full(len(space.labels), -1, dtype=np.int64)
        every = [home for kind in space.kinds for home in kind.homes]
        for h, home in enumerate(every):
            homes[list(home)] = h
        return cls(
            size=space.size,
            held=held,
            least=np.array([row.minimum for row in space.quotas.rows], dtype=np.int64),
            most=np.array([row.maximum for row in space.quotas.rows], dtype=np.int64),
            homes=homes,
        )

    @property
    def people(self) -> int:
        """How many registered."""
        return len(self.homes)

    def pick(self, beside: int, stream: Stream) -> list[Integers | None]:
        """So many panels side by side, people ascending; None for each that got stuck."""
        taken = np.zeros((beside, len(self.least)), dtype=np.int64)
        free = np.ones((beside, self.people), dtype=np.bool_) & self._open(taken)
        panels = np.full((beside, self.size), -1, dtype=np.int64)
        going = np.ones(beside, dtype=np.bool_)
        every = np.arange(beside)
        for seat in range(self.size):
            wanted, stuck = self._wanted(free, taken)
            going &= ~stuck
            person = _one_of(wanted, stream.below(2**32, beside))
            panels[:, seat] = person
            taken += self.held[person].astype(np.int64)
            free[every, person] = False
            home = self.homes[person]
            free &= (self.homes != home[:, None]) | (home < 0)[:, None]
            free &= self._open(taken)
        going &= (taken >= self.least).all(axis=1)
        return [np.sort(p) if good else None for p, good in zip(panels, going, strict=True)]

    def _open(self, taken: Integers) -> Marks:
        """Whose values all have a seat left."""
        full = (taken >= self.most).astype(np.float32)
        return np.asarray(full @ self.held.T == 0)

    def _wanted(self, free: Marks, taken: Integers) -> tuple[Marks, Marks]:
        """Whom the next seat is for; and whether there is nobody, or too few for some value."""
        left = free.astype(np.float32) @ self.held
        lack = np.maximum(self.least - taken, 0)
        short = (lack > left).any(axis=1)
        urgent = np.where(left > 0, lack / np.maximum(left, 1), 0.0)
        value = urgent.argmax(axis=1)
        anybody = ~(lack > 0).any(axis=1)
        wanted = free & ((self.held.T[value] > 0) | anybody[:, None])
        return wanted, short | ~wanted.any(axis=1)


def _one_of(wanted: Marks, numbers: Integers) -> Integers:
    """One marked person per row, chosen by a number below 2**32; 0 where nobody is marked."""
    ranks = wanted.cumsum(axis=1, dtype=np.int64)
    chosen = (numbers * ranks[:, -1]) >> 32
    return np.asarray((ranks > chosen[:, None]).argmax(axis=1), dtype=np.int64)
