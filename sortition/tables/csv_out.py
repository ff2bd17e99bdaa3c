"""CSV as a draw holds it: reversible, always the same bytes, never a formula (docs/format.md 2.4).

The standard library's writer is not used: what it quotes differs between versions of Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sortition.records.pool import Table

_MARK: Final = "'"
_RISKY: Final = frozenset("=+-@'\t\r")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_QUOTED: Final = re.compile(r'[,"\n\r]')
_FIELD: Final = re.compile(r'(?:"((?:[^"]+|"")*)"|([^,"\n\r]*))([,\n])')


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The header and the rows as UTF-8; :func:`from_csv` gives back exactly the same texts.

    Raises ValueError when there are no columns, or a row has not one cell per column.

    >>> to_csv(["id", "name"], [["1", "=SUM(A1)"], ["2", "-5"]])
    b"id,name\\n1,'=SUM(A1)\\n2,-5\\n"
    """
    width = len(columns)
    lines = [_line(columns, width), *(_line(row, width) for row in rows)]
    return "".join(lines).encode("utf-8")


def from_csv(data: bytes) -> Table:
    """The table that :func:`to_csv` wrote. Raises ValueError for what is not of that form.

    >>> from_csv(b"id,name\\n1,'=SUM(A1)\\n").rows
    (('1', '=SUM(A1)'),)
    """
    header, *rows = list(_rows(data.decode("utf-8"))) or [()]
    if not header:
        raise ValueError("a table needs a header")
    return Table(columns=header, rows=tuple(rows))


def _line(row: Sequence[str], width: int) -> str:
    if len(row) != width or not width:
        raise ValueError("every row of a table needs one cell per column, and there is a column")
    return ",".join([_field(cell) for cell in row]) + "\n"


def harmless(cell: str) -> str:
    """The cell as a spreadsheet may hold it: marked where it would be run as a formula (2.4).

    >>> harmless("=1+1"), harmless("-5")
    ("'=1+1", '-5')
    """
    risky = cell and cell[0] in _RISKY and not _NUMBER.fullmatch(cell)
    return _MARK + cell if risky else cell


def _field(cell: str) -> str:
    cell = harmless(cell)
    if _QUOTED.search(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    row: list[str] = []
    at = 0
    while at < len(text):
        match = _FIELD.match(text, at)
        if match is None:
            raise ValueError("not a field of a table")
        quoted, bare, end = match.groups()
        row.append((bare if quoted is None else quoted.replace('""', '"')).removeprefix(_MARK))
        at = match.end()
        if end == "\n":
            yield tuple(row)
            row = []
    if row:
        raise ValueError("the last line does not end")
