"""From an Excel workbook (.xlsx) to rows of text, as a person sees them in the sheet.

It and ``export`` are all that knows openpyxl, which is loaded when there is a workbook: it takes a
tenth of a second, and most commands need none.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any, Final

from sortition.errors import InputError, Text
from sortition.tables.fatal import unusable

SIGNATURE: Final = b"PK\x03\x04"
_WIDTH_FORMAT: Final = re.compile(r"0{2,}")
_EXACT: Final = 10**15
"""Whole numbers below this are exact in a spreadsheet, which keeps 15 digits."""


def rows(data: bytes, file: str) -> list[tuple[int, list[str]]]:
    """Row number and cells of the first visible sheet that holds anything; none if all are empty.

    Formulas give the value they had when the file was saved. Raises InputError when the bytes are
    not such a workbook.
    """
    try:
        with warnings.catch_warnings():
            # About parts that are not read here: drop-down lists, styles, print settings.
            warnings.simplefilter("ignore")
            return _first_filled(io.BytesIO(data))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a broken workbook fails in any way: zip, XML, numbers, names
        raise _not_a_workbook(file) from None


def _first_filled(stream: io.BytesIO) -> list[tuple[int, list[str]]]:
    import openpyxl  # noqa: PLC0415 - loaded when there is a workbook

    book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible" and (found := list(_filled(sheet))):
                return found
    finally:
        book.close()
    return []


def _filled(sheet: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - openpyxl has no types
    # Some programs write a wrong size of the sheet, which would cut or pad every row.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_cell(cell) for cell in row]
        if any(map(str.strip, cells)):
            yield number, cells


def _cell(cell: Any) -> str:  # noqa: ANN401 - openpyxl has no types
    value = cell.value
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    return _moment(value)  # openpyxl makes nothing else


def _number(value: float, pattern: str) -> str:
    """The digits as the sheet shows them; a format such as ``0000`` keeps its leading zeros.

    >>> _number(10.0, "General"), _number(12, "0000"), _number(0.1 + 0.2, "General")
    ('10', '0012', '0.3')
    """
    if abs(value) < _EXACT and value == int(value):
        digits = str(int(value))
        return digits.zfill(len(pattern)) if _WIDTH_FORMAT.fullmatch(pattern) else digits
    return format(value, ".15g")


def _moment(value: Any) -> str:  # noqa: ANN401 - a date, time or duration
    """A date as ``2025-01-31``, with its time only when it has one."""
    text = value.isoformat(sep=" ") if hasattr(value, "hour") and hasattr(value, "day") else None
    return str(value) if text is None else text.removesuffix(" 00:00:00")


def _not_a_workbook(file: str) -> InputError:
    return unusable(
        file,
        "not-a-table",
        Text("This is not an Excel workbook (.xlsx) that can be read."),
        Text("Open it in your spreadsheet program and save it again as .xlsx or as CSV (UTF-8)."),
    )
