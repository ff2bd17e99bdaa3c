"""A table of chances to drop out: of everybody, and of groups that differ (docs/format.md 24.2)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Final

from sortition.errors import Problem, Text
from sortition.records.alternates import Dropouts
from sortition.records.names import clean_value, key
from sortition.tables.columns import no_column, places_of
from sortition.tables.csv_out import to_csv
from sortition.tables.fatal import cannot_be_used
from sortition.tables.raw import RawTable
from sortition.tables.shown import shown

COLUMNS: Final = ("category", "value", "chance")
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "category": ("category", "categorie", "feature"),
    "value": ("value", "waarde"),
    "chance": ("chance", "kans", "rate"),
}
_NUMBER: Final = re.compile(r"\d{1,3}(?:\.\d{1,12})?", re.ASCII)


def read_dropouts(
    table: RawTable, known: Collection[tuple[str, str]], categories: Collection[str]
) -> Dropouts:
    """The chances; the row without category and value is that of everybody.

    ``known`` are the categories and values that there are; where it is empty the values are not
    known yet, and only ``categories`` are. Raises InputError with every problem.
    """
    places = places_of(table, _NAMES)
    missing = tuple(no_column(table, name) for name, place in places.items() if place is None)
    problems = table.problems + missing
    if problems:
        raise cannot_be_used(problems)
    at = {name: place or 0 for name, place in places.items()}
    problems = tuple(_bad(table, at, _Names(known, categories)))
    if problems:
        raise cannot_be_used(problems)
    spelled = {(key(c), key(v)): (c, v) for c, v in known}
    category = {key(name): name for name in categories}
    rows = [
        (clean_value(r[at["category"]]), clean_value(r[at["value"]]), r[at["chance"]])
        for r in table.rows
    ]
    everybody = next(_chance(cell) for c, _, cell in rows if not c)
    groups = tuple(
        (*spelled.get((key(c), key(v)), (category.get(key(c), c), v)), _chance(cell))
        for c, v, cell in rows
        if c
    )
    try:
        return Dropouts(everybody=everybody or Fraction(0), groups=groups)  # type: ignore[arg-type]  # _bad looked at all
    except ValueError:
        raise cannot_be_used((_too_much(table) if everybody else _nobody(table),)) from None


def dropouts_csv(dropouts: Dropouts) -> bytes:
    """The table of these chances, as decimals."""
    rows = [("", "", dropouts.everybody), *dropouts.groups]
    return to_csv(COLUMNS, [(c, v, str(float(chance))) for c, v, chance in rows])


class _Names:
    """The groups that there are: with their values, or categories only."""

    def __init__(self, known: Collection[tuple[str, str]], categories: Collection[str]) -> None:
        self._known = {(key(category), key(value)) for category, value in known}
        self._categories = {key(category) for category in categories}

    def __contains__(self, name: tuple[str, str]) -> bool:
        category, value = name
        if self._known:
            return name in self._known
        return bool(value) and category in self._categories


def _bad(table: RawTable, at: Mapping[str, int], known: _Names) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for i, row in enumerate(table.rows):
        name = key(clean_value(row[at["category"]])), key(clean_value(row[at["value"]]))
        if name != ("", "") and name not in known:
            yield Problem(
                code="unknown-value",
                where=table.where(i, at["value"]),
                text=Text('The quotas have no "{value}" here.', value=shown(row[at["value"]])),
                advice=Text("Use the categories and values of the quotas."),
            )
        if _chance(row[at["chance"]]) is None:
            yield Problem(
                code="bad-chance",
                where=table.where(i, at["chance"]),
                text=Text('"{value}" is no chance.', value=shown(row[at["chance"]])),
                advice=Text("Write a percentage below 100: 12.5%"),
            )
        if name in seen:
            yield Problem(
                code="twice",
                where=table.where(i, at["value"]),
                text=Text("This group is in row {row} too.", row=table.numbers[seen[name]]),
                advice=Text("Give every group one row."),
            )
        seen.setdefault(name, i)
    if ("", "") not in seen:
        yield Problem(
            code="no-base",
            where=table.where(),
            text=Text("There is no row for everybody."),
            advice=Text("Add a row with only a chance: category and value stay empty."),
        )


def _too_much(table: RawTable) -> Problem:
    return Problem(
        code="over-one",
        where=table.where(),
        text=Text("Somebody in several of these groups would drop out with a chance over 1."),
        advice=Text(
            "Chances of groups are multiplied: make them smaller, or that of everybody larger."
        ),
    )


def _nobody(table: RawTable) -> Problem:
    return Problem(
        code="no-base",
        where=table.where(),
        text=Text("The chance of everybody is 0, so that of a group cannot differ from it."),
        advice=Text("Give everybody a chance above 0, or leave the groups out."),
    )


def _chance(cell: str) -> Fraction | None:
    """``12.5%``, ``12,5 %`` or ``0.125``; None for anything else, and from 100 % on."""
    text = clean_value(cell).replace(",", ".")
    part = text.removesuffix("%").strip()
    if not _NUMBER.fullmatch(part):
        return None
    chance = Fraction(part) / (100 if text.endswith("%") else 1)
    return chance if chance < 1 else None
