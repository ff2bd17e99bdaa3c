"""Which column of a quota file holds what, decided from the whole header.

``feature`` is the category in one dialect and the value in another, so no column is judged alone:
the pair of names decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sortition.errors import Problem, Text
from sortition.records.names import key
from sortition.tables.raw import RawTable
from sortition.tables.shown import listed

_PAIRS: Final = (
    ("category", "value"),
    ("feature", "value"),  # sortition-algorithms
    ("category", "name"),  # sortition-algorithms before, OpenDLP
    ("category", "feature"),  # the 2021 paper: here feature is the value
    ("featurename", "valuename"),  # maximally-random-sortition
    ("categoryname", "valuename"),
    ("categorie", "waarde"),
    ("categorie", "naam"),
    ("kenmerk", "waarde"),
)
_NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "minimum": ("min", "minimum", "minquota", "minimaal"),
    "maximum": ("max", "maximum", "maxquota", "maximaal"),
    "min_flex": ("minflex", "minimumflex"),
    "max_flex": ("maxflex", "maximumflex"),
}
_OPTIONAL: Final = ("min_flex", "max_flex")
_NOT_WORD: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Where each column stands, from 0; flex columns may be absent. All others are ignored."""

    category: int
    value: int
    minimum: int
    maximum: int
    min_flex: int | None
    max_flex: int | None


def dialect(table: RawTable) -> Dialect | Problem:
    """The dialect of the header, or the problem with it: a column missing, or two readings."""
    names = [_NOT_WORD.sub("", key(column)) for column in table.columns]
    pairs = [pair for pair in _PAIRS if pair[0] in names and pair[1] in names]
    numbers = {role: _positions(names, usual) for role, usual in _NUMBERS.items()}
    absent = [role for role, found in numbers.items() if not found and role not in _OPTIONAL]
    if absent or not pairs:
        return _incomplete(table)
    category, value = pairs[0]
    named = [_positions(names, (category,)), _positions(names, (value,)), *numbers.values()]
    if len(pairs) > 1 or any(len(found) > 1 for found in named):
        return _ambiguous(table)
    return Dialect(
        category=names.index(category),
        value=names.index(value),
        minimum=numbers["minimum"][0],
        maximum=numbers["maximum"][0],
        min_flex=next(iter(numbers["min_flex"]), None),
        max_flex=next(iter(numbers["max_flex"]), None),
    )


def _positions(names: Sequence[str], usual: Sequence[str]) -> list[int]:
    return [j for j, name in enumerate(names) if name in usual]


def _incomplete(table: RawTable) -> Problem:
    return Problem(
        code="quota-columns",
        where=table.where(),
        text=Text(
            "The header has no columns for category, value, minimum and maximum."
            " It has: {columns}.",
            columns=listed(table.columns),
        ),
        advice=Text("Name the columns category, value, min and max."),
    )


def _ambiguous(table: RawTable) -> Problem:
    return Problem(
        code="quota-columns-unclear",
        where=table.where(),
        text=Text(
            "The header can be read in two ways. It has: {columns}.", columns=listed(table.columns)
        ),
        advice=Text("Keep one column each for category, value, min and max."),
    )
