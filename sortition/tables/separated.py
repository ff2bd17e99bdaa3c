"""From text to rows: the separator, quotation marks, and the row numbers of a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from sortition.errors import InputError, Text
from sortition.tables.fatal import unusable

_SEPARATORS: Final = (";", "\t", ",")
_SAMPLE: Final = 50
_DECLARED: Final = re.compile(r'"?sep=([;,\t])"?\r?\n', re.IGNORECASE)
_NOTHING: Final = ' \t\r\n;,"'
_END: Final = "end"


def rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row, as a spreadsheet counts them: empty rows count too.

    Spaces before an opening quotation mark are dropped. Raises InputError, with the row, when a
    quotation mark is never closed.
    """
    declared = _DECLARED.match(text)  # Excel's own first line, which it does not show as a row
    body = text[declared.end() :] if declared else text
    if not body.strip(_NOTHING):
        return
    number, held = 0, [""]
    try:
        for cells in _reader(body, declared[1] if declared else separator(body)):
            if number:
                yield number, held
            number, held = number + 1, cells
    except csv.Error:  # a cell beyond 131,072 characters
        raise _never_closed(file, number + 1) from None
    if held != [_END]:  # a quotation mark ate the line that was added
        raise _never_closed(file, number)


def separator(text: str) -> str:
    """The separator: the one that gives most of the first rows as many cells as the header.

    Only one that is in the header, outside quotation marks, can be it. A table with one column has
    none, and a comma does no harm there.

    >>> separator('id;"age, in years";income\\n1;30;1,5')
    ';'
    """
    scored = [(_fit(text, candidate), candidate) for candidate in _SEPARATORS]
    best = max(scored, key=lambda pair: pair[0])  # the first of equals
    return best[1] if best[0][1] > 1 else ","


def _fit(text: str, candidate: str) -> tuple[int, int]:
    """How many rows are as wide as the header, and how wide that is."""
    try:
        sample = [
            cells
            for cells in islice(_reader(text, candidate), _SAMPLE)
            if any(map(str.strip, cells))
        ]
    except csv.Error:
        return (0, 0)
    width = len(sample[0]) if sample else 0
    return (sum(len(cells) == width for cells in sample), width) if width > 1 else (0, 0)


def _reader(text: str, candidate: str) -> Iterator[list[str]]:
    newline = "" if text.endswith(("\n", "\r")) or not text else "\n"
    lines = chain(io.StringIO(text + newline, newline=""), [_END])
    return csv.reader(lines, delimiter=candidate, skipinitialspace=True)


def _never_closed(file: str, row: int) -> InputError:
    return unusable(
        file,
        "quote-not-closed",
        Text("A quotation mark in this row is never closed."),
        Text("Add the closing quotation mark, or remove the opening one."),
        row=row,
    )
