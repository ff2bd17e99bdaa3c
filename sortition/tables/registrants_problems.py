"""What can be wrong with people: too few, no id, an id twice, a value missing or unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from sortition.errors import Problem, Text, Where
from sortition.tables.identify import as_id
from sortition.tables.raw import RawTable
from sortition.tables.shown import listed, nearest, shown

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GUESSES: Final = 200
"""Different unknown cells of a column for which a known value is suggested; it takes time."""


def size_problems(table: RawTable, size: int) -> Iterator[Problem]:
    """Nobody at all, or fewer people than the panel has seats."""
    people = len(table.rows)
    if not people:
        yield Problem(
            code="no-people",
            where=table.where(),
            text=Text("There are no people below the header."),
            advice=Text("Add a row for each person."),
        )
    elif people < size:
        yield Problem(
            code="pool-below-size",
            where=table.where(),
            text=Text(
                "There are {people} people, fewer than the {size} seats of the panel.",
                people=people,
                size=size,
            ),
            advice=Text("Draw a smaller panel, or add people."),
        )


def id_problems(table: RawTable, column: int) -> Iterator[Problem]:
    """Ids that are missing, or that two people have; ids are the same when their keys are."""
    first: dict[str, int] = {}
    for i, row in enumerate(table.rows):
        ident = as_id(row[column]).casefold()
        if not ident:
            yield Problem(
                code="id-missing",
                where=table.where(i, column),
                text=Text("The id is missing."),
                advice=Text("Give this person an id, or delete the row."),
            )
        elif first.setdefault(ident, i) != i:
            yield _twice(table, column, first[ident], i)


def _twice(table: RawTable, column: int, first: int, second: int) -> Problem:
    one, other = table.rows[first], table.rows[second]
    differing = [name for j, name in enumerate(table.columns) if one[j] != other[j] and j != column]
    number = table.numbers[first]
    if not differing:
        return Problem(
            code="id-twice-identical",
            where=table.where(second, column),
            text=Text("This row is identical to row {row:d}.", row=number),
            advice=Text("Delete one of the two rows."),
        )
    return Problem(
        code="id-twice-differing",
        where=table.where(second, column),
        text=Text(
            "Row {row:d} has the same id, but differs in: {columns}.",
            row=number,
            columns=listed(differing),
        ),
        advice=Text("Keep the row that is right, or give two people two ids."),
    )


def value_problems(
    table: RawTable,
    column: int,
    spelled: Mapping[str, str | None],
    values: tuple[str, ...],
    quota_file: str,
) -> Iterator[Problem]:
    """Cells of a category's column that are blank, or none of its ``values``."""
    unknown = [cell for cell, value in spelled.items() if cell and value is None]
    meant = {cell: nearest(cell, values) for cell in unknown[:_GUESSES]}
    for i, row in enumerate(table.rows):
        cell = row[column]
        if spelled[cell] is not None:
            continue
        if cell:
            yield _unknown(table.where(i, column), cell, values, meant.get(cell), quota_file)
        else:
            yield Problem(
                code="value-missing",
                where=table.where(i, column),
                text=Text("The value is missing."),
                advice=Text(
                    'Fill in the cell; or, for who would not say, add the value "(no answer)" to '
                    "{file}, with at least 0 seats.",
                    file=quota_file,
                ),
            )


def _unknown(
    where: Where, cell: str, values: tuple[str, ...], meant: str | None, quota_file: str
) -> Problem:
    return Problem(
        code="value-unknown",
        where=where,
        text=Text('"{cell}" is not one of {values}.', cell=shown(cell), values=listed(values)),
        advice=_correction(cell, meant, quota_file),
    )


def _correction(cell: str, meant: str | None, quota_file: str) -> Text:
    if _DATE.fullmatch(cell):  # 5-9 typed into a spreadsheet is the fifth of September
        return Text(
            "A spreadsheet took it for a date. Format the column as text and type it again."
        )
    if meant is None:
        return Text("Correct the cell or add the value to {file}.", file=quota_file)
    return Text(
        'Did you mean "{meant}"? Correct the cell or add the value to {file}.',
        meant=shown(meant),
        file=quota_file,
    )
