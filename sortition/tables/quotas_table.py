"""What a quota file says: the quotas, or every problem with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from sortition.errors import Problem, Text
from sortition.records.derived import REST, Derived
from sortition.records.names import clean_value, key
from sortition.records.quotas import Quota, Quotas
from sortition.tables.crossings import LONGEST, Cells, Crossings, read_crossings
from sortition.tables.dialects import Dialect, dialect
from sortition.tables.raw import RawTable
from sortition.tables.shown import shown
from sortition.tables.terms import NO_ANSWER, Terms

_LONGEST: Final = 200
_WHOLE: Final = re.compile(r"\+?0*([0-9]{1,9})")
_THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2}[.,]000")
_UNLIMITED: Final = "-1"
"""What sortition-algorithms writes for a maximum flex that was not set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaSheet:
    """What was read. ``terms`` are known even where a number is wrong, to check people against."""

    terms: Terms
    quotas: Quotas | None
    problems: tuple[Problem, ...]

    @property
    def derived(self) -> tuple[Derived, ...]:
        """The definitions of finished quotas."""
        return self.quotas.derived if self.quotas else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row: names that may be empty, numbers where they are readable.

    ``derived``: the category is no column of the people.
    """

    index: int
    category: str
    value: str
    derived: bool
    numbers: Mapping[str, int | None]
    problems: tuple[Problem, ...]

    @property
    def named(self) -> bool:
        return bool(self.category and self.value)


def read_quotas(table: RawTable, *, size: int, people: RawTable | None = None) -> QuotaSheet:
    """The quotas in a table, for a panel of ``size`` (>= 1) people; nothing is raised.

    ``people`` is the table of the registrants: crosses and conditions speak of its columns.
    """
    found = dialect(table)
    if isinstance(found, Problem):
        return QuotaSheet(terms=Terms(values={}), quotas=None, problems=(*table.problems, found))
    cells = tuple(_cells(table, found, i) for i in range(len(table.rows)))
    crossings = read_crossings(table, (found.category, found.value), cells, people)
    rows = tuple(_row(table, found, one, crossings) for one in cells)
    terms = Terms.of((row.category, row.value) for row in rows if row.named and not row.derived)
    problems = (
        *table.problems,
        *_no_rows(table),
        *crossings.problems,
        *(problem for row in rows for problem in row.problems),
        *_twice(table, found, rows),
        *_two_for_empty(table, found, rows),
        *_misfits(table, terms, rows, size),
    )
    quotas = None if problems else _quotas(rows, terms, crossings.derived, size)
    return QuotaSheet(terms=terms, quotas=quotas, problems=problems)


def _quotas(rows: Sequence[_Row], terms: Terms, derived: tuple[Derived, ...], size: int) -> Quotas:
    """The quotas; values of derived categories that no row is about may have any seats."""
    found = [_quota(row, terms) for row in rows]
    named = {(quota.category, quota.value) for quota in found}
    free = [
        Quota(category=one.category, value=value, minimum=0, maximum=size)
        for one in derived
        for value in (*(value.value for value in one.values), REST)
        if (one.category, value) not in named
    ]
    return Quotas.of((*found, *free), derived)


def _quota(row: _Row, terms: Terms) -> Quota:
    category = row.category if row.derived else _spelled(row, terms)
    numbers = row.numbers
    return Quota(
        category=category,
        value=row.value if row.derived else terms.values[category][key(row.value)],
        minimum=cast("int", numbers["minimum"]),
        maximum=cast("int", numbers["maximum"]),
        min_flex=numbers["min_flex"],
        max_flex=numbers["max_flex"],
    )


def _spelled(row: _Row, terms: Terms) -> str:
    return next(name for name in terms.values if key(name) == key(row.category))


def _cells(table: RawTable, columns: Dialect, index: int) -> Cells:
    category, value = (clean_value(table.rows[index][j]) for j in (columns.category, columns.value))
    return Cells(index=index, category=category, value=value)


def _row(table: RawTable, columns: Dialect, cells: Cells, crossings: Crossings) -> _Row:
    index, derived = cells.index, cells.index in crossings.taken
    category, value = crossings.names.get(index, (cells.category, cells.value))
    numbers: dict[str, int | None] = {}
    problems = [*_bad_names(table, columns, index, derived=derived)]
    for role in ("minimum", "maximum", "min_flex", "max_flex"):
        column: int | None = getattr(columns, role)
        number = None if column is None else _number(table, index, column, role)
        numbers[role] = number if isinstance(number, int) else None
        problems += [number] if isinstance(number, Problem) else []
    problems += _contradictions(table, columns, index, numbers)
    longest = LONGEST if derived else _LONGEST
    return _Row(
        index=index,
        category=category if len(category) <= longest else "",
        value=value if len(value) <= longest else "",
        derived=derived,
        numbers=numbers,
        problems=tuple(problems),
    )


def _number(table: RawTable, index: int, column: int, role: str) -> int | Problem | None:
    """The number of seats in a cell; None for a flex that is not set."""
    cell = table.rows[index][column]
    text = clean_value(cell)
    flex = role in ("min_flex", "max_flex")
    if flex and (not text or (role == "max_flex" and text == _UNLIMITED)):
        return None
    match = _WHOLE.fullmatch(text)
    # 1.000 is one in English and a thousand in Dutch: nobody should have to guess (2.1).
    if match and not _THOUSANDS.fullmatch(cell):
        return int(match[1])
    where = table.where(index, column)
    if not text:
        return Problem(
            code="seats-missing",
            where=where,
            text=Text("The number of seats is missing."),
            advice=Text("Fill in a whole number, 0 or more."),
        )
    return Problem(
        code="seats-not-whole",
        where=where,
        text=Text('"{cell}" is not a number of seats.', cell=shown(cell)),
        advice=Text("Fill in a whole number, 0 or more, in digits only."),
    )


def _bad_names(
    table: RawTable, columns: Dialect, index: int, *, derived: bool
) -> Iterator[Problem]:
    longest = LONGEST if derived else _LONGEST
    for column, what in (
        (columns.category, Text("The name of the category is missing.")),
        (columns.value, Text("The value is missing.")),
    ):
        cell = table.rows[index][column]
        if not cell and not derived:
            yield Problem(
                code="name-missing",
                where=table.where(index, column),
                text=what,
                advice=Text("Fill in the cell, or delete the row."),
            )
        elif len(clean_value(cell)) > longest:
            yield Problem(
                code="name-too-long",
                where=table.where(index, column),
                text=Text("The name is longer than {n} characters.", n=longest),
                advice=Text("Shorten it, here and in the file with registrants."),
            )


_ORDERED: Final = (
    ("minimum", "maximum", "minimum-above-maximum"),
    ("min_flex", "minimum", "flex-above-minimum"),
    ("maximum", "max_flex", "flex-below-maximum"),
)


def _contradictions(
    table: RawTable, columns: Dialect, index: int, numbers: Mapping[str, int | None]
) -> Iterator[Problem]:
    for low, high, code in _ORDERED:
        lower, upper = numbers[low], numbers[high]
        if lower is None or upper is None or lower <= upper:
            continue
        low_column, high_column = getattr(columns, low), getattr(columns, high)
        yield Problem(
            code=code,
            where=table.where(index, low_column),
            text=Text(
                "{low} ({lower}) is more than {high} ({upper}).",
                low=shown(table.columns[low_column]),
                lower=lower,
                high=shown(table.columns[high_column]),
                upper=upper,
            ),
            advice=Text("Correct one of the two numbers."),
        )


def _no_rows(table: RawTable) -> Iterator[Problem]:
    if not table.rows:
        yield Problem(
            code="no-quotas",
            where=table.where(),
            text=Text("There are no quotas below the header."),
            advice=Text("Add a row for each value of each category."),
        )


def _twice(table: RawTable, columns: Dialect, rows: Sequence[_Row]) -> Iterator[Problem]:
    first: dict[tuple[str, str], _Row] = {}
    for row in rows:
        earlier = first.setdefault((key(row.category), key(row.value)), row)
        if row.named and earlier is not row:
            yield Problem(
                code="quota-twice",
                where=table.where(row.index, columns.value),
                text=Text(
                    '{category} "{value}" already has a quota in row {row:d}.',
                    category=shown(row.category),
                    value=shown(row.value),
                    row=table.numbers[earlier.index],
                ),
                advice=Text("Delete one of the two rows."),
            )


def _two_for_empty(table: RawTable, columns: Dialect, rows: Sequence[_Row]) -> Iterator[Problem]:
    """Both values that stand for an empty cell, in one category."""
    first: dict[str, _Row] = {}
    for row in rows:
        if key(row.value) not in NO_ANSWER:
            continue
        earlier = first.setdefault(key(row.category), row)
        if key(earlier.value) != key(row.value):
            yield Problem(
                code="no-answer-twice",
                where=table.where(row.index, columns.value),
                text=Text(
                    'An empty cell would be both "{one}" and "{other}".',
                    one=shown(earlier.value),
                    other=shown(row.value),
                ),
                advice=Text("Delete one of the two rows."),
            )


def _misfits(table: RawTable, terms: Terms, rows: Sequence[_Row], size: int) -> Iterator[Problem]:
    """Categories whose minimums need more seats, or whose maximums allow fewer, than there are."""
    derived = dict.fromkeys(row.category for row in rows if row.named and row.derived)
    for category in (*terms.values, *derived):
        own = [row for row in rows if row.named and key(row.category) == key(category)]
        lower = [row.numbers["minimum"] for row in own]
        upper = [row.numbers["maximum"] for row in own]
        least = sum(number for number in lower if number is not None)
        if least > size:
            yield _minimums(table, category, least, size)
        most = None if None in upper else sum(number or 0 for number in upper)
        # Rows of a cross need not be all there are: whoever is in none has no maximum.
        if most is not None and most < size and category not in derived:
            yield _maximums(table, category, most, size)


def _minimums(table: RawTable, category: str, least: int, size: int) -> Problem:
    return Problem(
        code="minimums-above-size",
        where=table.where(),
        text=Text(
            "The minimums of {category} add up to {sum}, more than the {size} seats of the panel.",
            category=shown(category),
            sum=least,
            size=size,
        ),
        advice=Text("Lower a minimum, or draw a larger panel."),
    )


def _maximums(table: RawTable, category: str, most: int, size: int) -> Problem:
    return Problem(
        code="maximums-below-size",
        where=table.where(),
        text=Text(
            "The maximums of {category} add up to {sum}, fewer than the {size} seats of the panel.",
            category=shown(category),
            sum=most,
            size=size,
        ),
        advice=Text("Raise a maximum, or draw a smaller panel."),
    )
