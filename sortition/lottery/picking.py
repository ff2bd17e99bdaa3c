"""Plain stratified picking, as organisers do it by hand, simulated.

One person after another, at random among those whose values are all still open: first of the value
that lacks most seats for the people left who have it, and when no value lacks any, of everybody.
Housemates of whoever was picked drop out. When somebody is lacking of whom none is left, start
again. Every panel meets the quotas; nobody's chance is looked at. Many panels are picked side by
side, each from its own numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sortition.errors import Text
from sortition.lottery.linear import Integers
from sortition.lottery.stream import Stream
from sortition.records.comparison import Picking
from sortition.records.progress import Listener, Moment
from sortition.records.space import Space

_BESIDE = 1 << 18
"""People times panels that are looked at side by side."""
_MOST_TRIES = 50
"""Tries per panel that is asked for, before the simulation ends with fewer panels."""

Marks = npt.NDArray[np.bool_]


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


@dataclass(frozen=True, kw_only=True)
class _Table:
    """Everybody's quotas (``codes``: people × categories), bounds, and homes (-1: none).

    After the quotas comes one without limits, for values that have no quota.
    """

    size: int
    codes: Integers
    least: Integers
    most: Integers
    homes: Integers

    @classmethod
    def of(cls, space: Space) -> _Table:
        """The people and quotas of a space."""
        rows = space.quotas.rows
        index = {(row.category, row.value): q for q, row in enumerate(rows)}
        codes = np.zeros((len(space.labels), len(space.quotas.categories)), dtype=np.int64)
        for profile in space.profiles:
            pairs = zip(space.quotas.categories, profile.values, strict=True)
            codes[list(profile.people)] = [index.get(pair, len(rows)) for pair in pairs]
        homes = np.full(len(space.labels), -1, dtype=np.int64)
        every = [home for kind in space.kinds for home in kind.homes]
        for h, home in enumerate(every):
            homes[list(home)] = h
        return cls(
            size=space.size,
            codes=codes,
            least=np.array([*(row.minimum for row in rows), 0], dtype=np.int64),
            most=np.array([*(row.maximum for row in rows), space.size + 1], dtype=np.int64),
            homes=homes,
        )

    @property
    def people(self) -> int:
        """How many registered."""
        return len(self.homes)

    @cached_property
    def holders(self) -> Marks:
        """The people of each quota: quotas × people."""
        return np.array([(self.codes == q).any(axis=1) for q in range(len(self.least))])

    def pick(self, beside: int, stream: Stream) -> list[Integers | None]:
        """So many panels side by side, people ascending; None for each that got stuck."""
        batch = _Batch(self, beside)
        for seat in range(self.size):
            batch.seat(seat, stream.below(2**32, beside))
        good = batch.going & (batch.taken >= self.least).all(axis=1)
        return [np.sort(p) if g else None for p, g in zip(batch.panels, good, strict=True)]


class _Batch:
    """Panels that grow side by side: who is free, seats taken and people left for each quota."""

    def __init__(self, table: _Table, beside: int) -> None:
        self.table, self.beside = table, beside
        quotas = len(table.least)
        shut = (table.most == 0)[table.codes].any(axis=1)
        self.free = np.tile(~shut, (beside, 1))
        self.taken = np.zeros((beside, quotas), dtype=np.int64)
        left = np.bincount(table.codes[~shut].ravel(), minlength=quotas)
        self.left = np.tile(left, (beside, 1))
        self.panels = np.full((beside, table.size), -1, dtype=np.int64)
        self.going = np.ones(beside, dtype=np.bool_)

    def seat(self, seat: int, numbers: Integers) -> None:
        """One more person in each panel."""
        wanted = self._wanted()
        person = _one_of(wanted, numbers)
        self.panels[:, seat] = person
        every = np.arange(self.beside)
        before = self.free.copy()
        self.free[every, person] = False
        home = self.table.homes[person]
        shared = np.flatnonzero(home >= 0)
        self.free[shared] &= self.table.homes != home[shared][:, None]
        for codes in self.table.codes[person].T:
            self.taken[every, codes] += 1
            full = np.flatnonzero(self.taken[every, codes] >= self.table.most[codes])
            self.free[full] &= ~self.table.holders[codes[full]]
        self._count(before)

    def _count(self, before: Marks) -> None:
        """Take those who are no longer free out of the people left."""
        panel, person = np.nonzero(before & ~self.free)
        quotas = len(self.table.least)
        place = panel[:, None] * quotas + self.table.codes[person]
        gone = np.bincount(place.ravel(), minlength=self.beside * quotas)
        self.left -= gone.reshape(self.beside, quotas)

    def _wanted(self) -> Marks:
        """Whom the next seat is for. A panel with nobody, or too few for a quota, is stuck."""
        lack = np.maximum(self.table.least - self.taken, 0)
        urgent = np.where(self.left > 0, lack / np.maximum(self.left, 1), 0.0)
        wanted = self.free & self.table.holders[urgent.argmax(axis=1)]
        anybody = np.flatnonzero(~(lack > 0).any(axis=1))
        wanted[anybody] = self.free[anybody]
        self.going &= ~(lack > self.left).any(axis=1) & wanted.any(axis=1)
        return np.asarray(wanted)


def _one_of(wanted: Marks, numbers: Integers) -> Integers:
    """One marked person per row, chosen by a number below 2**32; 0 where nobody is marked."""
    ranks = wanted.cumsum(axis=1, dtype=np.int32)
    chosen = (numbers * ranks[:, -1].astype(np.int64)) >> 32
    return np.asarray((ranks > chosen[:, None].astype(np.int32)).argmax(axis=1), dtype=np.int64)
