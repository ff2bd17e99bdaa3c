"""Quotas: how many seats each value of each category gets, at least and at most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from sortition.records.derived import INSIDE, REST, Derived
from sortition.records.names import key, natural


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Seats for one value. ``flex`` bounds say how far an organiser would let them be relaxed."""

    category: str
    value: str
    minimum: int
    maximum: int
    min_flex: int | None = None
    max_flex: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.minimum <= self.maximum:
            raise ValueError(f"{self.category} {self.value}: 0 <= minimum <= maximum must hold")

    @property
    def label(self) -> str:
        """The quota in short, for texts: ``age 16-29``."""
        return label(self.category, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """All quotas in canonical order: categories and values in natural order of their names.

    ``derived`` defines the categories that are no columns of the people, those first that look only
    at columns, then those that look at these, and so on; each time in natural order. ``weights``
    names the category whose values say how large a chance somebody is to have beside others (1 to
    1000, whole); empty: all alike.
    """

    rows: tuple[Quota, ...]
    derived: tuple[Derived, ...] = ()
    weights: str = ""

    def __post_init__(self) -> None:
        order = [(natural(row.category), natural(row.value)) for row in self.rows]
        if order != sorted(order):
            raise ValueError("quotas must be in canonical order")
        if len({(key(row.category), key(row.value)) for row in self.rows}) != len(self.rows):
            raise ValueError("a value has one quota")
        if self.derived != in_order(self.derived):
            raise ValueError("definitions must be in canonical order")
        if self.weights:
            values = [row.value for row in self.of_category(self.weights)]
            if not values or not all(map(is_weight, values)):
                raise ValueError("weights are whole numbers from 1 to 1000")
        for one in self.derived:
            defined = {REST, *(value.value for value in one.values)}
            if {row.value for row in self.of_category(one.category)} != defined:
                raise ValueError(f"{one.category}: a quota for each of its values")

    @classmethod
    def of(
        cls, rows: tuple[Quota, ...], derived: tuple[Derived, ...] = (), weights: str = ""
    ) -> Quotas:
        """The quotas from rows and definitions in any order."""
        ordered = sorted(rows, key=lambda row: (natural(row.category), natural(row.value)))
        return cls(rows=tuple(ordered), derived=in_order(derived), weights=weights)

    @property
    def categories(self) -> tuple[str, ...]:
        """Each category once, in canonical order."""
        return tuple(category for category, _ in groupby(self.rows, key=lambda row: row.category))

    @property
    def looked_at(self) -> tuple[str, ...]:
        """Columns of the people that only definitions look at, in natural order."""
        own = set(map(key, self.categories))
        names = {key(name): name for one in self.derived for name in one.of}
        return tuple(sorted((n for k, n in names.items() if k not in own), key=natural))

    def definition(self, category: str) -> Derived | None:
        """How a category is derived; None when it is a column of the people."""
        return next((one for one in self.derived if one.category == category), None)

    def told(self, size: int) -> tuple[Quota, ...]:
        """The quotas that people hear of, for ``size`` seats (>= 1).

        Left out is "everybody else" of a derived category, when there may be any number of them.
        """
        derived = {one.category for one in self.derived}
        return tuple(
            row
            for row in self.rows
            if (row.category not in derived or row.value != REST)
            or (row.minimum > 0 or row.maximum < size)
        )

    def of_category(self, category: str) -> tuple[Quota, ...]:
        """The quotas of one category."""
        return tuple(row for row in self.rows if row.category == category)


LARGEST_WEIGHT: Final = 1000


def is_weight(value: str) -> bool:
    """Whether a value is a weight: a whole number from 1 to 1000, written plainly.

    >>> is_weight("120"), is_weight("0"), is_weight("1,5")
    (True, False, False)
    """
    plain = value.isascii() and value.isdecimal() and len(value) <= len(str(LARGEST_WEIGHT))
    return plain and value[0] != "0" and int(value) <= LARGEST_WEIGHT


def label(category: str, value: str) -> str:
    """A value with its category, in short; who meets a condition is named by the condition.

    >>> label("age", "16-29"), label("North edge", "✓")
    ('age 16-29', 'North edge')
    """
    return category if value == INSIDE else f"{category} {value}"


def in_order(derived: Iterable[Derived]) -> tuple[Derived, ...]:
    """Definitions in canonical order. Raises ValueError when they go round in a circle, or twice.

    A definition's depth is 1 when it looks only at columns, and else one more than the largest of
    those that it looks at.
    """
    found, left = layers(derived)
    if left or len({key(one.category) for one in found}) != len(found):
        raise ValueError("definitions in a circle, or two of one name")
    return found


def layers(derived: Iterable[Derived]) -> tuple[tuple[Derived, ...], tuple[Derived, ...]]:
    """Definitions by depth, then in natural order; and those that look at themselves, if any."""
    left = sorted(derived, key=lambda one: natural(one.category))
    found: list[Derived] = []
    while left:
        names = {key(one.category) for one in left}
        ready = [one for one in left if names.isdisjoint(map(key, one.of))]
        if not ready:
            break
        found += ready
        left = [one for one in left if one not in ready]
    return tuple(found), tuple(left)
