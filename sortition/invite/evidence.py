"""What is known of how people answer letters: a table of rates, from earlier rounds or assumed.

Columns: category, value, rate (the part of the letters answered by joining: 4,5%) and letters (as
sure as after so many letters). One row without category and value is about everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.errors import Problem, Text
from sortition.population.numbers import Odd, number
from sortition.records.names import clean_value, key
from sortition.records.responses import Evidence, Group, Rate
from sortition.tables.fatal import cannot_be_used
from sortition.tables.raw import RawTable
from sortition.tables.shown import listed, shown

_CATEGORY: Final = ("category", "categorie", "kenmerk", "feature")
_VALUE: Final = ("value", "waarde", "name", "naam")
_RATE: Final = ("rate", "response", "respons", "aanmelding", "percentage")
_LETTERS: Final = ("letters", "brieven", "zekerheid", "evidence")
_SHARE: Final = ("share", "aandeel")
_NOT_WORD: Final = re.compile(r"[\W_]+")
_HUNDRED: Final = 100
_USUAL: Final = 200
"""Letters that a rate is taken to rest on where the table does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    category: int
    value: int
    rate: int
    letters: int | None
    share: int | None


def read_evidence(table: RawTable) -> Evidence:
    """The rates in a table. Raises InputError with every problem."""
    columns = _columns(table)
    if isinstance(columns, Problem):
        raise cannot_be_used((*table.problems, columns))
    rows = range(len(table.rows))
    problems = (
        *table.problems,
        *(problem for i in rows for problem in _bad(table, columns, i)),
        *_twice(table, columns),
        *_no_base(table, columns),
    )
    if problems:
        raise cannot_be_used(problems)
    rates = {_group(table.rows[i], columns): _rate(table.rows[i], columns) for i in rows}
    shares = {
        _group(row, columns): share
        for row in table.rows
        if columns.share is not None and (share := _part(row[columns.share])) is not None
    }
    base = rates.pop(("", ""))
    return Evidence(base=base, groups=rates, shares=shares)


def _columns(table: RawTable) -> _Columns | Problem:
    names = [_NOT_WORD.sub("", key(column)) for column in table.columns]

    def find(usual: Sequence[str]) -> int | None:
        return next((names.index(name) for name in usual if name in names), None)

    category, value, rate = find(_CATEGORY), find(_VALUE), find(_RATE)
    if category is None or value is None or rate is None:
        return Problem(
            code="no-rates",
            where=table.where(),
            text=Text("This is no table of how people answer letters."),
            advice=Text(
                "Give it the columns category, value, rate and letters. It has: {names}.",
                names=listed(table.columns),
            ),
        )
    return _Columns(
        category=category, value=value, rate=rate, letters=find(_LETTERS), share=find(_SHARE)
    )


def _group(row: Sequence[str], columns: _Columns) -> Group:
    return clean_value(row[columns.category]), clean_value(row[columns.value])


def _rate(row: Sequence[str], columns: _Columns) -> Rate:
    share = _part(row[columns.rate])
    if share is None:
        raise ValueError("a rate that was looked at before")
    return Rate(share=share, letters=_sure(row, columns) or _USUAL)


def _sure(row: Sequence[str], columns: _Columns) -> int | None:
    """The whole number of letters; None where the cell is empty or none."""
    cell = "" if columns.letters is None else row[columns.letters]
    found = number(cell) if cell else None
    return int(found) if isinstance(found, Fraction) and found >= 1 else None


def _part(cell: str) -> Fraction | None:
    """A part of a whole: 4,5% and 0,045 are the same; None when it is not between 0 and 1."""
    text = cell.strip()
    found = number(text.removesuffix("%").strip())
    if isinstance(found, Odd):
        return None
    part = found / _HUNDRED if text.endswith("%") else found
    return part if 0 < part < 1 else None


def _bad(table: RawTable, columns: _Columns, i: int) -> Iterator[Problem]:
    row = table.rows[i]
    if _part(row[columns.rate]) is None:
        yield Problem(
            code="bad-rate",
            where=table.where(i, columns.rate),
            text=Text('"{value}" is no part of the letters.', value=shown(row[columns.rate])),
            advice=Text("Write a percentage, such as 4,5%, above 0% and below 100%."),
        )
    if columns.letters is not None and row[columns.letters] and _sure(row, columns) is None:
        yield Problem(
            code="bad-letters",
            where=table.where(i, columns.letters),
            text=Text('"{value}" is no number of letters.', value=shown(row[columns.letters])),
            advice=Text("Write after how many letters one would be as sure: 500."),
        )
    category, value = _group(row, columns)
    if bool(category) != bool(value):
        yield Problem(
            code="half-a-group",
            where=table.where(i, columns.value if category else columns.category),
            text=Text("A group has a category and a value."),
            advice=Text("Fill in both, or neither in the row about everybody."),
        )


def _twice(table: RawTable, columns: _Columns) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for i, row in enumerate(table.rows):
        category, value = _group(row, columns)
        group = key(category), key(value)
        if group in seen:
            yield Problem(
                code="rate-twice",
                where=table.where(i, columns.value),
                text=Text("This group has a rate already."),
                advice=Text("Keep one of the rows."),
            )
        seen.add(group)


def _no_base(table: RawTable, columns: _Columns) -> Iterator[Problem]:
    if ("", "") not in [_group(row, columns) for row in table.rows]:
        yield Problem(
            code="no-base-rate",
            where=table.where(),
            text=Text("There is no rate of everybody together."),
            advice=Text("Add a row with an empty category and value, and the rate of all letters."),
        )
