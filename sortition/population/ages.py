"""Bands of ages, and how many people of one band fall into another.

Nobody publishes 16+ by neighbourhood. Within a band every year of age is taken to be equally large:
the assumption is told wherever it was needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

_BAND: Final = re.compile(r"(\d{1,3})\s*(?:-|–|t/m)\s*(\d{1,3})|(\d{1,3})\s*(?:\+|e\.?o\.?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Ages from ``first`` up to and including ``last`` in whole years; None: no end."""

    first: int
    last: int | None

    def __post_init__(self) -> None:
        if self.first < 0 or (self.last is not None and self.last < self.first):
            raise ValueError("a band of ages begins before it ends")

    @property
    def label(self) -> str:
        """As in spreadsheets: ``16-24`` or ``65+``."""
        return f"{self.first}+" if self.last is None else f"{self.first}-{self.last}"

    def part_in(self, other: Band) -> Fraction | None:
        """The share (0 to 1) of this band's people who are in the other, by whole years.

        None when this band has no end and the other cuts through it: then nobody can tell.

        >>> Band(first=15, last=24).part_in(Band(first=16, last=29))
        Fraction(9, 10)
        """
        if self.last is None:
            if other.last is None:
                return Fraction(1) if other.first <= self.first else None
            return Fraction(0) if other.last < self.first else None
        last = self.last if other.last is None else min(self.last, other.last)
        years = max(0, last - max(self.first, other.first) + 1)
        return Fraction(years, self.last - self.first + 1)


def parse_bands(text: str) -> tuple[Band, ...] | None:
    """Bands with commas between, in order and without gaps; None when they are not so.

    >>> [band.label for band in parse_bands("16-29, 30-44,45+") or ()]
    ['16-29', '30-44', '45+']
    """
    bands = []
    for part in text.split(","):
        match = _BAND.fullmatch(part.strip())
        if match is None or (match[2] is not None and int(match[2]) < int(match[1])):
            return None
        first = int(match[1] or match[3])
        bands.append(Band(first=first, last=None if match[2] is None else int(match[2])))
    return tuple(bands) if follow(bands) else None


def follow(bands: Sequence[Band]) -> bool:
    """Whether each band begins where the one before ends, so that nobody is left out or double."""
    return bool(bands) and all(
        one.last is not None and two.first == one.last + 1 for one, two in pairwise(bands)
    )


def from_age(bands: Sequence[Band], least: int) -> tuple[Band, ...]:
    """The bands as they are from age ``least`` on.

    >>> bands = (Band(first=0, last=14), Band(first=15, last=24), Band(first=25, last=None))
    >>> [band.label for band in from_age(bands, 16)]
    ['16-24', '25+']
    """
    return tuple(
        Band(first=max(band.first, least), last=band.last)
        for band in bands
        if band.last is None or band.last >= least
    )


def split(band: Band, targets: Sequence[Band]) -> bool:
    """Whether one of the targets takes only a part of the band, so that evenness is assumed."""
    parts = [band.part_in(target) for target in targets]
    return any(part is None or 0 < part < 1 for part in parts)
