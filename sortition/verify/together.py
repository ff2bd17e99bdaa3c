"""Which two people sit together most, beyond what their chances imply (docs/format.md 4.5).

All pairs of thousands of people over thousands of panels are counted by adding long whole numbers:
each panel is one number with a field per person, and the sum of the panels that hold a person has
in each field how often the two sit together. A block of people at a time keeps memory small.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

_MEMORY = 1 << 25
"""Bytes for the fields that are held at once."""
_NARROW, _WIDE = 2, 4
"""Bytes of one field: enough to count as many panels as there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seating:
    """People renamed by rank of their count, smallest first; ``held[r]`` lists the panels of r."""

    counts: tuple[int, ...]
    panels: tuple[tuple[int, ...], ...]
    held: tuple[tuple[int, ...], ...]

    @property
    def width(self) -> int:
        """Bytes of one field."""
        return _NARROW if len(self.panels) < 1 << (8 * _NARROW) else _WIDE


def most_together(panels: Sequence[Sequence[int]], counts: Sequence[int]) -> Fraction:
    """The largest pairs/M − countᵢ·countⱼ/M² over two people; 0 when there are no two people.

    ``panels`` (M >= 1) hold indices into ``counts``.
    """
    people = len(counts)
    if people < 2:  # noqa: PLR2004 - a pair
        return Fraction(0)
    seating = _ranked(panels, counts)
    block = max(16, _MEMORY // (seating.width * len(panels)))
    best = max(
        _best_pair(seating, start, min(start + block, people)) for start in range(0, people, block)
    )
    return Fraction(best, len(panels) ** 2)


def _ranked(panels: Sequence[Sequence[int]], counts: Sequence[int]) -> _Seating:
    order = sorted(range(len(counts)), key=counts.__getitem__)
    rank = {person: r for r, person in enumerate(order)}
    renamed = tuple(tuple(map(rank.__getitem__, panel)) for panel in panels)
    held: list[list[int]] = [[] for _ in order]
    for j, panel in enumerate(renamed):
        for r in panel:
            held[r].append(j)
    return _Seating(
        counts=tuple(counts[person] for person in order),
        panels=renamed,
        held=tuple(map(tuple, held)),
    )


def _best_pair(seating: _Seating, start: int, end: int) -> int:
    """The largest M·pairs − countᵢ·countⱼ over ranks i < j with start <= j < end."""
    counts, units, width = seating.counts, len(seating.panels), seating.width
    fields = [_fields(panel, start, end, width) for panel in seating.panels]
    spans = _spans(counts, start, end)
    best = -units * units
    for i in range(end):
        added = sum(map(fields.__getitem__, seating.held[i]))
        pairs = array("H" if width == _NARROW else "I")
        pairs.frombytes(added.to_bytes((end - start) * width, "little"))
        if sys.byteorder == "big":
            pairs.byteswap()
        for count, a, b in spans:
            first = max(a, i + 1 - start)
            if first < b:
                best = max(best, units * max(pairs[first:b]) - counts[i] * count)
    return best


def _spans(counts: Sequence[int], start: int, end: int) -> list[tuple[int, int, int]]:
    """Runs of equal counts among the ranks of a block: the count, and from where to where."""
    runs = [(c, next(run)) for c, run in groupby(range(start, end), counts.__getitem__)]
    return [(c, a - start, b - start) for (c, a), (_, b) in pairwise([*runs, (0, end)])]


def _fields(panel: Sequence[int], start: int, end: int, width: int) -> int:
    bits = bytearray((end - start) * width)
    for r in panel:
        if start <= r < end:
            bits[(r - start) * width] = 1
    return int.from_bytes(bits, "little")
