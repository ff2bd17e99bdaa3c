"""The columns of a table by any of their usual names, and the problem when one is not there."""

from __future__ import annotations

from collections.abc import Mapping

from sortition.errors import Problem, Text
from sortition.tables.raw import RawTable
from sortition.tables.shown import listed


def places_of(table: RawTable, columns: Mapping[str, tuple[str, ...]]) -> dict[str, int | None]:
    """Where each column is, by the first of its names that the table has; None when it has none."""
    return {
        name: next((at for one in names if (at := table.position(one)) is not None), None)
        for name, names in columns.items()
    }


def no_column(table: RawTable, column: str) -> Problem:
    """The problem that a column is missing."""
    return Problem(
        code="no-column",
        where=table.where(),
        text=Text('There is no column "{column}".', column=column),
        advice=Text("Its columns are: {names}.", names=listed(table.columns)),
    )
