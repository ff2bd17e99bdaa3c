"""CSV for people to open and edit in their spreadsheet program, unlike the files of a draw.

With a byte order mark, so that letters with accents survive, and CRLF; programs expect semicolons
where numbers have a decimal comma. What this writes, ``read`` reads.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from typing import Final

from sortition.tables.csv_out import harmless

_QUOTED: Final = re.compile(r'[,;"\t\n\r]')


def separator(decimal: str) -> str:
    """What spreadsheet programs expect between cells, in a language with this decimal mark.

    >>> separator("."), separator(",")
    (',', ';')
    """
    return ";" if decimal == "," else ","


def to_sheet(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, separator: str = ","
) -> bytes:
    r"""The header and the rows; cells that look like formulas are marked.

    >>> to_sheet(["a", "b"], [["1,5", "x"]], separator=";")
    b'\xef\xbb\xbfa;b\r\n"1,5";x\r\n'
    """
    lines = [separator.join(map(_field, row)) for row in (columns, *rows)]
    return codecs.BOM_UTF8 + "".join(f"{line}\r\n" for line in lines).encode("utf-8")


def _field(cell: str) -> str:
    cell = harmless(cell)
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell
