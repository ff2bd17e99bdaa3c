"""How people answer letters: what is known of it, and what is believed (docs/format.md 21.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sortition.records.names import key

Group = tuple[str, str]
"""A category and one of its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A part of the letters that is answered by joining (0 < share < 1), and how sure that is.

    ``letters`` (>= 1) says it as evidence: as sure as after so many letters.
    """

    share: Fraction
    letters: int

    def __post_init__(self) -> None:
        if not 0 < self.share < 1 or self.letters < 1:
            raise ValueError("a rate is between 0 and 1, after at least one letter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The rate of everybody, and of groups that answer differently; others answer like everybody.

    ``shares`` are the parts of the population in the values of a category that the register does
    not have; they sum to 1 within a category.
    """

    base: Rate
    groups: Mapping[Group, Rate]
    shares: Mapping[Group, Fraction]

    def factor(self, category: str, value: str) -> Fraction:
        """How often a group answers, beside everybody (1: like everybody)."""
        for (c, v), rate in self.groups.items():
            if (key(c), key(v)) == (key(category), key(value)):
                return rate.share / self.base.share
        return Fraction(1)
