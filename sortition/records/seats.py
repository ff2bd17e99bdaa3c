"""Seats derived from a population: what was chosen, and the quota of each value with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from sortition.errors import Text
from sortition.records.population import Figure
from sortition.records.quotas import Quota, Quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A deliberate choice: at least ``seats`` (>= 1) for a value, whatever its share; and why."""

    category: str
    value: str
    seats: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How shares become seats.

    ``room`` seats, and ``stretch`` as a share of the exact seats (0 to 1), are added on both sides;
    ``each`` is a least number of seats for every value; values with fewer than ``merge_below``
    seats are merged (0: none is).
    """

    size: int
    room: int = 0
    stretch: Fraction = Fraction(0)
    each: int = 0
    merge_below: int = 0
    promises: tuple[Promise, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 1 or min(self.room, self.each) < 0 or self.merge_below < 0:
            raise ValueError("numbers of seats cannot be below zero, the size not below one")
        if not 0 <= self.stretch <= 1:
            raise ValueError("a share lies between 0 and 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatShare:
    """One value: its share of the population, its exact seats, and the whole seats around them.

    ``proportional`` is share times size; ``exact`` differs from it where a choice gave somebody
    more, and ``reason`` then says so.
    """

    figure: Figure
    share: Fraction
    proportional: Fraction
    exact: Fraction
    minimum: int
    maximum: int
    reason: Text | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.minimum <= self.exact <= self.maximum:
            raise ValueError(f"{self.figure.value}: the exact seats must lie within the bounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPlan:
    """Every value with its seats, for a panel of ``size``; each category can be met by itself."""

    size: int
    rows: tuple[SeatShare, ...]
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        for category, group in groupby(self.rows, key=lambda row: row.figure.category):
            rows = tuple(group)
            least, most = sum(r.minimum for r in rows), sum(r.maximum for r in rows)
            if not least <= self.size <= most or sum(r.exact for r in rows) != self.size:
                raise ValueError(f"{category}: its seats do not add up to the size")

    @property
    def quotas(self) -> Quotas:
        """The quotas alone, as a draw uses them."""
        return Quotas.of(
            tuple(
                Quota(
                    category=row.figure.category,
                    value=row.figure.value,
                    minimum=row.minimum,
                    maximum=row.maximum,
                )
                for row in self.rows
            )
        )
