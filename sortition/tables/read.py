"""From a file to a table: find out what kind of file it is, and take the steps for that kind."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sortition.errors import InputError, Text
from sortition.tables import separated, workbook
from sortition.tables.decode import decode
from sortition.tables.fatal import unusable
from sortition.tables.raw import RawTable, shape

# How an old Excel file (or one with a password), a PDF and a text document begin.
_FOREIGN: Final = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF", b"{\\rtf")


def read_table(path: Path) -> RawTable:
    """The table in a CSV file or Excel workbook, whatever its name ends in.

    Raises InputError when the file cannot be opened, is empty, or is neither. What is wrong within
    the table is in its ``problems``.
    """
    file = path.name
    try:
        data = path.read_bytes()
    except OSError:
        raise unusable(
            file,
            "cannot-open",
            Text("The file cannot be opened."),
            Text("Check the name, and whether another program has it open."),
        ) from None
    return parse_table(data, file)


def parse_table(data: bytes, file: str) -> RawTable:
    """The table in the bytes of a file; ``file`` is the name for messages. Raises InputError."""
    if data.startswith(workbook.SIGNATURE):
        return shape(file, workbook.rows(data, file))
    text = None if data.startswith(_FOREIGN) else decode(data)
    if text is None:
        raise _not_a_table(file)
    return shape(file, separated.rows(text, file))


def _not_a_table(file: str) -> InputError:
    return unusable(
        file,
        "not-a-table",
        Text("This is not a CSV file or an Excel workbook (.xlsx)."),
        Text(
            "Open it in your spreadsheet program and save it as .xlsx (without a password)"
            " or as CSV (UTF-8)."
        ),
    )
