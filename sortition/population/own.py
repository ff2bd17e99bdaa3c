"""A table of one's own: category, value, and how many people or which share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.errors import Problem, Text
from sortition.population.numbers import Odd, number
from sortition.population.years import year_in
from sortition.records.derived import INSIDE
from sortition.records.names import clean_value, key
from sortition.records.population import Figure, Source
from sortition.tables.pieces import Sign, has
from sortition.tables.raw import RawTable
from sortition.tables.shown import listed, shown

_CATEGORY: Final = ("category", "categorie", "kenmerk", "feature")
_VALUE: Final = ("value", "waarde", "name", "naam")
_PEOPLE: Final = (
    *("population", "people", "inhabitants", "count", "number", "share", "percentage", "percent"),
    *("bevolking", "inwoners", "mensen", "aantal", "aandeel", "procent"),
)
_YEAR: Final = ("year", "jaar")
_NAMED: Final = ("source", "bron")
_NOT_WORD: Final = re.compile(r"[\W_]+")
_LONGEST: Final = 200
_FORMULA: Final = tuple("=+-@'")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnColumns:
    """Positions from 0; ``year`` and ``named`` (the source) may be absent."""

    category: int
    value: int
    people: int
    year: int | None
    named: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a table says: figures when there are no problems."""

    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Text, ...] = ()


def own_columns(table: RawTable) -> OwnColumns | None:
    """The columns of a table of one's own; None when it is none."""
    names = [_NOT_WORD.sub("", key(column)) for column in table.columns]

    def find(usual: Sequence[str]) -> int | None:
        return next((names.index(name) for name in usual if name in names), None)

    category, value, people = find(_CATEGORY), find(_VALUE), find(_PEOPLE)
    if category is None or value is None or people is None:
        return None
    return OwnColumns(
        category=category, value=value, people=people, year=find(_YEAR), named=find(_NAMED)
    )


def read_own(table: RawTable, columns: OwnColumns, *, year: str) -> Read:
    """The figures in a table of one's own; ``year`` is used where the table has none."""
    rows = range(len(table.rows))
    numbers = [number(table.rows[i][columns.people]) for i in rows]
    problems = (
        *table.problems,
        *_no_rows(table),
        *(problem for i in rows for problem in _bad_names(table, columns, i)),
        *(problem for i in rows for problem in _bad_number(table, columns, i, numbers[i])),
        *_twice(table, columns),
        *_nobody(table, columns, numbers),
        *_one_side(table, columns),
    )
    if problems:
        return Read(figures=(), problems=problems)
    figures = tuple(
        _figure(table, columns, i, found, year)
        for i, found in enumerate(numbers)
        if isinstance(found, Fraction)
    )
    return Read(figures=figures, problems=(), notes=tuple(_not_hundred(table, figures)))


def _figure(table: RawTable, columns: OwnColumns, i: int, people: Fraction, year: str) -> Figure:
    row = table.rows[i]
    stated = "" if columns.year is None else clean_value(row[columns.year])
    named = "" if columns.named is None else clean_value(row[columns.named])
    # Every spelling of a category is that of its first in code points, as in quota files.
    spelled = min(
        clean_value(other[columns.category])
        for other in table.rows
        if key(other[columns.category]) == key(row[columns.category])
    )
    return Figure(
        category=spelled,
        value=_value(row, columns),
        people=people,
        sources=(
            Source(
                file=table.file,
                rows=(table.numbers[i],),
                columns=(table.columns[columns.people],),
                year=stated or year or year_in(table.file),
                named=named,
            ),
        ),
    )


def _value(row: Sequence[str], columns: OwnColumns) -> str:
    """The value; of a condition an empty cell means the people who meet it, as in quota files."""
    value = clean_value(row[columns.value])
    return value or (INSIDE if has(row[columns.category], Sign.IS) else "")


def _one_side(table: RawTable, columns: OwnColumns) -> Iterator[Problem]:
    """A condition needs both figures: how many meet it, and how many do not."""
    names = [key(row[columns.category]) for row in table.rows]
    for i, name in enumerate(names):
        if has(name, Sign.IS) and names.count(name) == 1:
            yield Problem(
                code="condition-one-side",
                where=table.where(i, columns.category),
                text=Text("There is one figure, so it cannot be compared with a whole."),
                advice=Text("Add a row for everybody else, with – as its value."),
            )


def _no_rows(table: RawTable) -> Iterator[Problem]:
    if not table.rows:
        yield Problem(
            code="no-figures",
            where=table.where(),
            text=Text("There are no figures below the header."),
            advice=Text("Add a row for each value of each category."),
        )


def _bad_names(table: RawTable, columns: OwnColumns, i: int) -> Iterator[Problem]:
    for column in (columns.category, columns.value):
        cell = clean_value(table.rows[i][column])
        where = table.where(i, column)
        if not cell and (column != columns.value or not _value(table.rows[i], columns)):
            yield Problem(
                code="name-missing",
                where=where,
                text=Text("The cell is empty."),
                advice=Text("Fill in the cell, or delete the row."),
            )
        elif len(cell) > _LONGEST:
            yield Problem(
                code="name-too-long",
                where=where,
                text=Text("The name is longer than {n} characters.", n=_LONGEST),
                advice=Text("Shorten it, here and in the file with registrants."),
            )
        elif like_formula(cell):
            yield formula_problem(table, i, column)


def like_formula(name: str) -> bool:
    """Whether a spreadsheet would run it; the mark that prevents that would change the name."""
    return name.startswith(_FORMULA)


def formula_problem(table: RawTable, i: int, column: int) -> Problem:
    """The problem with a name that looks like a formula."""
    return Problem(
        code="name-like-formula",
        where=table.where(i, column),
        text=Text('A spreadsheet takes "{cell}" for a formula.', cell=shown(table.rows[i][column])),
        advice=Text("Begin the name with a letter or a digit, here and with registrants."),
    )


def _bad_number(
    table: RawTable, columns: OwnColumns, i: int, found: Fraction | Odd
) -> Iterator[Problem]:
    where = table.where(i, columns.people)
    cell = shown(table.rows[i][columns.people])
    match found:
        case Odd.HIDDEN:
            yield Problem(
                code="figure-missing",
                where=where,
                text=Text('There is no figure here ("{cell}"). Unknown is not zero.', cell=cell),
                advice=Text("Fill in the number of people, or join this value with another."),
            )
        case Odd.UNCLEAR:
            yield Problem(
                code="figure-unclear",
                where=where,
                text=Text(
                    '"{cell}" can be read in two ways: thousands, or three decimals.', cell=cell
                ),
                advice=Text("Write it without a mark for thousands, or with two decimals."),
            )
        case Odd.NO_NUMBER:
            yield Problem(
                code="figure-not-a-number",
                where=where,
                text=Text('"{cell}" is not a number of people or a share.', cell=cell),
                advice=Text("Fill in a number, 0 or more, in digits only."),
            )
        case Fraction() if found < 0:
            yield Problem(
                code="figure-negative",
                where=where,
                text=Text('"{cell}" is less than nobody.', cell=cell),
                advice=Text("Fill in a number, 0 or more, in digits only."),
            )


def _twice(table: RawTable, columns: OwnColumns) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for i, row in enumerate(table.rows):
        name = (key(row[columns.category]), key(row[columns.value]))
        earlier = first.setdefault(name, i)
        if earlier != i and all(name):
            yield Problem(
                code="figure-twice",
                where=table.where(i, columns.value),
                text=Text(
                    '{category} "{value}" already has a figure in row {row:d}.',
                    category=shown(row[columns.category]),
                    value=shown(row[columns.value]),
                    row=table.numbers[earlier],
                ),
                advice=Text("Delete one of the two rows."),
            )


def _nobody(
    table: RawTable, columns: OwnColumns, numbers: Sequence[Fraction | Odd]
) -> Iterator[Problem]:
    """Categories without a single person."""
    by_category: dict[str, list[int]] = {}
    for i, row in enumerate(table.rows):
        by_category.setdefault(key(row[columns.category]), []).append(i)
    for name, rows in by_category.items():
        if name and all(numbers[i] == 0 for i in rows):
            yield Problem(
                code="category-without-people",
                where=table.where(rows[0], columns.people),
                text=Text(
                    "All figures of {category} are 0.",
                    category=shown(table.rows[rows[0]][columns.category]),
                ),
                advice=Text("Fill in the number of people, or delete these rows."),
            )


def _not_hundred(table: RawTable, figures: Sequence[Figure]) -> Iterator[Text]:
    """Shares that nearly are a whole, but further from it than rounding explains."""
    by_category: dict[str, list[Fraction]] = {}
    for figure in figures:
        by_category.setdefault(figure.category, []).append(figure.people)
    for category, people in sorted(by_category.items()):
        total, half = sum(people, Fraction(0)), Fraction(len(people), 2)
        if half < abs(total - 100) <= 10:  # noqa: PLR2004 - per cent, told in the note
            yield Text(
                "{file}: the figures of {category} add up to {total:.1f}. If they are "
                "percentages, is a row missing? What is there is taken as the whole.",
                file=table.file,
                category=category,
                total=total,
            )


def header_problem(table: RawTable) -> Problem:
    """The problem with a table that is of no known kind."""
    return _unknown_header(
        table,
        Text(
            "Name the columns category, value and population; or choose a file of CBS with "
            "figures of wijken en buurten (with columns such as gwb_code_10 and a_inw, or "
            "Codering_3 and AantalInwoners_5)."
        ),
    )


def not_own_problem(table: RawTable) -> Problem:
    """The problem with a table that is not of one's own, where only such a table will do."""
    return _unknown_header(
        table,
        Text(
            "Name the columns category, value and population. From files of CBS, sortition "
            "quotas --out makes such a table."
        ),
    )


def _unknown_header(table: RawTable, advice: Text) -> Problem:
    return Problem(
        code="population-columns",
        where=table.where(),
        text=Text(
            "The header is not one that is known here. It has: {columns}.",
            columns=listed(table.columns),
        ),
        advice=advice,
    )
