"""The population that quotas are derived from: people per value, and where each figure stands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from sortition.errors import Text
from sortition.records.names import key, natural


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Cells that a figure comes from: rows of a file (the header is row 1) and its columns.

    ``year`` is that of the figures as text, empty when nobody said it; ``named`` is who published
    them, where the file says so.
    """

    file: str
    rows: tuple[int, ...]
    columns: tuple[str, ...]
    year: str = ""
    named: str = ""

    @property
    def spans(self) -> str:
        """The rows in short.

        >>> Source(file="a", rows=(7, 3, 4, 5), columns=()).spans
        '3-5, 7'
        """
        numbered = enumerate(sorted(set(self.rows)))
        runs = [
            [row for _, row in run]
            for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0])
        ]
        return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How many people have a value: a count, or a share of any whole; only ratios are used."""

    category: str
    value: str
    people: Fraction
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        if self.people < 0:
            raise ValueError(f"{self.category} {self.value}: fewer than no people")


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Figures in canonical order, each value once; ``notes`` say what was assumed."""

    figures: tuple[Figure, ...]
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        order = [(natural(f.category), natural(f.value)) for f in self.figures]
        if order != sorted(order):
            raise ValueError("figures must be in canonical order")
        if len({(key(f.category), key(f.value)) for f in self.figures}) != len(self.figures):
            raise ValueError("a value has one figure")
        if any(not sum(f.people for f in self.of_category(name)) for name in self.categories):
            raise ValueError("a category has people")

    @classmethod
    def of(cls, figures: tuple[Figure, ...], notes: tuple[Text, ...] = ()) -> Population:
        """The population from figures in any order."""
        ordered = sorted(figures, key=lambda f: (natural(f.category), natural(f.value)))
        return cls(figures=tuple(ordered), notes=notes)

    @property
    def categories(self) -> tuple[str, ...]:
        """Each category once, in canonical order."""
        return tuple(category for category, _ in groupby(self.figures, key=lambda f: f.category))

    def of_category(self, category: str) -> tuple[Figure, ...]:
        """The figures of one category."""
        return tuple(figure for figure in self.figures if figure.category == category)
