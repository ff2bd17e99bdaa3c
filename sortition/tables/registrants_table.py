"""What a file of registrants says: the pool in canonical order, or every problem with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sortition.errors import Problem, Text
from sortition.records.names import key
from sortition.records.pool import Pool, Registrant
from sortition.tables.address import address_part
from sortition.tables.identify import as_id, free_name
from sortition.tables.layout import Layout, lay_out
from sortition.tables.raw import RawTable
from sortition.tables.registrants_problems import id_problems, size_problems, value_problems
from sortition.tables.shown import listed, shown
from sortition.tables.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrantSheet:
    """What was read: a pool when there are no problems."""

    pool: Pool | None
    problems: tuple[Problem, ...]
    notes: tuple[Text, ...]


def read_registrants(
    table: RawTable,
    terms: Terms,
    *,
    quota_file: str,
    size: int = 1,
    id_column: str | None = None,
    household_columns: Sequence[str] = (),
) -> RegistrantSheet:
    """The pool in a table, its values spelled as in ``terms``. Raises nothing: see problems.

    ``size`` is the number of seats (>= 1); ``quota_file`` is named in advice.
    """
    layout = lay_out(table, terms, id_column=id_column, household_columns=household_columns)
    spelled = [
        None if j is None else _spelled(table, j, terms.values[category])
        for category, j in zip(terms.values, layout.categories, strict=True)
    ]
    problems = (
        *table.problems,
        *layout.problems,
        *size_problems(table, size),
        *(() if layout.id is None else id_problems(table, layout.id)),
        *value_problems(table, layout.categories, spelled, terms, quota_file),
    )
    if problems:
        return RegistrantSheet(pool=None, problems=problems, notes=())
    found = [names for names in spelled if names is not None]
    pool = _pool(_canonical(table, layout, terms, found), layout)
    return RegistrantSheet(pool=pool, problems=(), notes=(*_notes(table, layout, pool, terms),))


def _spelled(table: RawTable, column: int, values: dict[str, str]) -> dict[str, str | None]:
    """The spelling of each different cell of a column; None when no value has its key."""
    cells = dict.fromkeys(row[column] for row in table.rows)
    return {cell: values.get(key(cell)) for cell in cells}


def _canonical(): ...
