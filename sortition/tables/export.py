"""Lists for other programs: nothing in them is a formula, and nothing loses a zero.

Unlike the files of a draw these need not be read back to the last sign, so an apostrophe at the
start of a name (`'t Hart`) stays as it is; only what a program would run gets a mark before it.
Signs that nobody sees are left out.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final

from sortition.tables.unseen import without_unseen

_NARROWEST, _WIDEST = 8, 40
"""Letters across in a column."""
_RISKY: Final = tuple("=+-@\t\r")
_QUOTED: Final = re.compile(r'[,;"\t\n\r]|^\s|\s$')
_BEGIN: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an archive can state; a list has no clock."""
_PROPERTIES: Final = "docProps/core.xml"
_NO_PROPERTIES: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties"/>'
)


def to_list(columns: Sequence[str], rows: Sequence[Sequence[str]], *, separator: str) -> bytes:
    """CSV in UTF-8 with a byte order mark where the separator is a semicolon, and CRLF.

    >>> to_list(["name"], [["'t Hart"], ["=1+1"], ["+31 6"]], separator=",")
    b"name\\r\\n't Hart\\r\\n'=1+1\\r\\n'+31 6\\r\\n"
    """
    lines = [separator.join(map(_field, map(without_unseen, row))) for row in (columns, *rows)]
    mark = codecs.BOM_UTF8 if separator == ";" else b""
    return mark + "".join(f"{line}\r\n" for line in lines).encode("utf-8")


def to_workbook(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    choices: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """An Excel workbook in which every cell is text; the same bytes for the same list.

    The names of the columns stay in sight, and columns are as wide as what is in them. ``choices``
    are words to choose from in a column; others can be typed too.
    """
    import openpyxl  # noqa: PLC0415 - loaded when there is a workbook
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    bold = Font(bold=True)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.freeze_panes = "A2"
    for at, width in enumerate(_widths(columns, rows), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    for i, row in enumerate((columns, *rows)):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=without_unseen(text))
            # Text, also where it begins like a formula; and shown as text, with its zeros.
            cell.data_type, cell.number_format = "s", "@"
            if not i:
                cell.font = bold
            cells.append(cell)
        sheet.append(cells)
    for name, words in (choices or {}).items():
        letter = get_column_letter(columns.index(name) + 1)
        offered = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        offered.showErrorMessage = False
        offered.add(f"{letter}2:{letter}{max(len(rows), 1) + 1}")
        sheet.data_validations.append(offered)
    stream = io.BytesIO()
    book.save(stream)
    return _without_clock(stream.getvalue())


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """In letters; one very long cell does not push the others out of sight."""
    longest = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    return [min(max(n + 2, _NARROWEST), _WIDEST) for n in longest]


def _without_clock(content: bytes) -> bytes:
    """The same archive, without the time at which it was made."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist()):
            held = _NO_PROPERTIES.encode() if name == _PROPERTIES else old.read(name)
            new.writestr(zipfile.ZipInfo(name, _BEGIN), held, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _field(cell: str) -> str:
    if cell.startswith(_RISKY):
        cell = "'" + cell
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell
