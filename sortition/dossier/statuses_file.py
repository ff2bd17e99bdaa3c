"""The file of statuses in a dossier (docs/format.md 23.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sortition.dossier.getters import broken
from sortition.errors import Text
from sortition.records.statuses import Status, StatusRow
from sortition.tables.csv_out import from_csv, to_csv

NAME: Final = "statuses.csv"
HEADER: Final = ("id", "status", "day", "reason")


def statuses_csv(rows: Iterable[StatusRow]) -> bytes:
    """The rows, in the order of their ids."""
    return to_csv(HEADER, [(r.person, r.status.value, r.day, r.reason) for r in rows])


def read_statuses_csv(content: bytes) -> tuple[StatusRow, ...]:
    """The rows in a file of ours. Raises InputError when it is none."""
    try:
        table = from_csv(content)
        rows = [StatusRow(person=p, status=Status(s), day=d, reason=r) for p, s, d, r in table.rows]
    except ValueError:
        rows, table = [], None
    if table is None or table.columns != HEADER:
        raise broken(NAME, Text("The file is not a table as this tool writes it."))
    return tuple(rows)
