"""Which column of the registrants is which: id, categories, address, the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sortition.errors import Problem, Text, Where
from sortition.records.derived import Derived
from sortition.records.names import key
from sortition.tables.identify import Found, find_id
from sortition.tables.raw import RawTable
from sortition.tables.shown import listed, nearest, shown
from sortition.tables.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Positions of columns, from 0.

    ``id`` is None when people are to be numbered, or the named column is not there. ``categories``
    has a position per category of the terms, None where the column is missing.
    """

    id: int | None
    guessed: bool
    categories: tuple[int | None, ...]
    household: tuple[int, ...]
    problems: tuple[Problem, ...]


def lay_out(
    table: RawTable,
    terms: Terms,
    *,
    id_column: str | None,
    household_columns: Sequence[str],
    derived: Sequence[Derived] = (),
) -> Layout:
    """Find every column by key; what is missing is in ``problems``.

    A column that ``derived`` looks at is not taken for the ids, unless it is named as such.
    """
    categories = tuple(table.position(category) for category in terms.values)
    address = tuple(table.position(name) for name in household_columns)
    household = tuple(j for j in address if j is not None)
    if id_column is None:
        looked_at = (table.position(name) for one in derived for name in one.of)
        found = find_id(table, taken=(*categories, *looked_at), address=household)
    else:
        named = table.position(id_column)
        found = None if named is None else (named, Found.SURELY)
    return Layout(
        id=None if found is None else found[0],
        guessed=found is not None and found[1] is Found.LIKELY,
        categories=categories,
        household=household,
        problems=(
            *_no_id(table, terms, id_column),
            *_no_address(table, household_columns),
            *_no_category(table, terms),
        ),
    )


def _no_id(table: RawTable, terms: Terms, id_column: str | None) -> Iterator[Problem]:
    if id_column is None:
        return
    if table.position(id_column) is None:
        what = Text("There is no such column for the ids.")
        yield _missing(table, "no-id-column", id_column, what)
    elif key(id_column) in map(key, terms.values):
        yield Problem(
            code="id-is-category",
            where=Where(file=table.file, column=shown(id_column)),
            text=Text("This column is a category, so it cannot identify people."),
            advice=Text("Name another column, or leave out --id to number people by their row."),
        )


def _no_address(table: RawTable, names: Sequence[str]) -> Iterator[Problem]:
    for name in names:
        if table.position(name) is None:
            what = Text("There is no such column for the address.")
            yield _missing(table, "no-household-column", name, what)


def _no_category(table: RawTable, terms: Terms) -> Iterator[Problem]:
    for category in terms.values:
        if table.position(category) is None:
            what = Text("There are quotas for this category, but there is no such column.")
            yield _missing(table, "category-without-column", category, what)


def _missing(table: RawTable, code: str, name: str, what: Text) -> Problem:
    meant = nearest(name, table.columns)
    advice = (
        Text("The columns are: {columns}.", columns=listed(table.columns))
        if meant is None
        else Text('Did you mean the column "{meant}"?', meant=shown(meant))
    )
    where = Where(file=table.file, column=shown(name))
    return Problem(code=code, where=where, text=what, advice=advice)
