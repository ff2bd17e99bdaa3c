"""Quotas: how many seats each value of each category gets, at least and at most."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

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
        return f"{self.category} {self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """All quotas in canonical order: categories and values in natural order of their names."""

    rows: tuple[Quota, ...]

    def __post_init__(self) -> None:
        order = [(natural(row.category), natural(row.value)) for row in self.rows]
        if order != sorted(order):
            raise ValueError("quotas must be in canonical order")
        if len({(key(row.category), key(row.value)) for row in self.rows}) != len(self.rows):
            raise ValueError("a value has one quota")

    @classmethod
    def of(cls, rows: tuple[Quota, ...]) -> Quotas:
        """The quotas from rows in any order."""
        return cls(rows=tuple(sorted(rows, key=lambda r: (natural(r.category), natural(r.value)))))

    @property
    def categories(self) -> tuple[str, ...]:
        """Each category once, in canonical order."""
        return tuple(category for category, _ in groupby(self.rows, key=lambda row: row.category))

    def of_category(self, category: str) -> tuple[Quota, ...]:
        """The quotas of one category."""
        return tuple(row for row in self.rows if row.category == category)
