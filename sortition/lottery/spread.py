"""How varied the panels are: distinct ones, and people who meet more often than by chance."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from sortition.lottery.linear import Integers
from sortition.records.lottery import Spread
from sortition.records.panels import Panels

_BLOCK = 1024


def measure(numbered: Panels, people: int) -> Spread:
    """The figures of docs/format.md 4.5, exactly."""
    if not numbered.is_listed:
        return Spread(distinct=len({block.seats for block in numbered.blocks}), together=None)
    panels = tuple(numbered)
    units = len(panels)
    seats = np.zeros((units, people), dtype=np.float32)
    for j, panel in enumerate(panels):
        seats[j, list(panel)] = 1
    counts = seats.sum(axis=0, dtype=np.float64).astype(np.int64)
    together = max(
        (_largest(seats, counts, start) for start in range(0, people, _BLOCK)), default=0
    )
    return Spread(
        distinct=len(set(panels)),
        together=Fraction(together, units * units) if people > 1 else Fraction(0),
    )


def _largest(
    seats: np.ndarray[tuple[int, int], np.dtype[np.float32]], counts: Integers, start: int
) -> int:
    """The largest M·pairs - count·count in a block; below 2**24 float32 is exact."""
    stop = min(start + _BLOCK, len(counts))
    pairs = (seats[:, start:stop].T @ seats).astype(np.int64)
    beyond = len(seats) * pairs - np.outer(counts[start:stop], counts)
    beyond[np.arange(stop - start), np.arange(start, stop)] = np.iinfo(np.int64).min
    return int(beyond.max())
