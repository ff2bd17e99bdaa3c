"""What a file of registrants says: the pool in canonical order, or every problem with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sortition.errors import Problem, Text
from sortition.records.derived import Derived
from sortition.records.pool import Pool
from sortition.tables.canonical import canonical_pool
from sortition.tables.layout import lay_out
from sortition.tables.raw import RawTable
from sortition.tables.registrants_notes import derived_notes, notes
from sortition.tables.registrants_problems import id_problems, size_problems, value_problems
from sortition.tables.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrantSheet:
    """What was read: a pool when there are no problems, and else none."""

    pool: Pool | None
    problems: tuple[Problem, ...]
    notes: tuple[Text, ...]


def read_registrants(
    table: RawTable,
    terms: Terms,
    *,
    quota_file: str,
    derived: Sequence[Derived] = (),
    size: int = 1,
    id_column: str | None = None,
    household_columns: Sequence[str] = (),
) -> RegistrantSheet:
    """The pool in a table, its values spelled as in ``terms``. Raises nothing: see problems.

    ``derived`` are the categories that follow from others; ``size`` is the number of seats (>= 1);
    ``quota_file`` is named in advice.
    """
    layout = lay_out(
        table, terms, id_column=id_column, household_columns=household_columns, derived=derived
    )
    categories = {
        j: (category, _spelled(table, j, category, terms))
        for j, category in zip(layout.categories, terms.values, strict=True)
        if j is not None
    }
    problems = [*table.problems, *size_problems(table, size), *layout.problems]
    if layout.id is not None:
        problems += id_problems(table, layout.id)
    for j, (category, spelled) in categories.items():
        values = tuple(terms.values[category].values())
        problems += value_problems(table, j, spelled, values, quota_file)
    if problems:
        return RegistrantSheet(pool=None, problems=tuple(problems), notes=())
    pool = canonical_pool(table, layout, categories, derived)
    found = (*notes(table, layout, pool, terms), *derived_notes(table, pool, terms, derived))
    return RegistrantSheet(pool=pool, problems=(), notes=found)


def _spelled(table: RawTable, column: int, category: str, terms: Terms) -> dict[str, str | None]:
    """The spelling of each different cell of a column; None when it is no value."""
    cells = dict.fromkeys(row[column] for row in table.rows)
    return {cell: terms.spelling(category, cell) for cell in cells}
