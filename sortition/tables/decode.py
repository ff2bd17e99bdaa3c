"""From bytes to text: the encodings that spreadsheets write."""

from __future__ import annotations

import codecs
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 4096
_CLEARLY: Final = 0.4
"""Least share of bytes that are zero at every other place, for UTF-16 without a mark."""


def decode(data: bytes) -> str | None:
    """The text in the bytes, without a byte order mark; None when they are no text at all.

    A byte order mark decides. Without one: UTF-16 when every other byte is mostly zero and the
    rest never; else UTF-8 when it is valid; else Windows-1252, which is what a Dutch or English
    Excel writes as "CSV".

    >>> decode("leeftijd;één".encode("cp1252")), decode(bytes(8))
    ('leeftijd;één', None)
    """
    mark, encodings = encodings_of(data)
    return _text(data[mark:], encodings)


def encodings_of(head: bytes) -> tuple[int, tuple[str, ...]]:
    """The length of the byte order mark, and the encodings to try in this order.

    The first bytes of a file (4,096 are enough) say it.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return len(mark), (encoding,)
    return 0, (_without_mark(head), "cp1252")


def _text(data: bytes, encodings: tuple[str, ...]) -> str | None:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # No table holds a NUL: this is a picture, a program, an archive.
        return None if "\0" in text else text
    return None


def _without_mark(data: bytes) -> str:
    even, odd = _zeros(data[0:_SAMPLE:2]), _zeros(data[1:_SAMPLE:2])
    if not even and odd > _CLEARLY:
        return "utf-16-le"
    if not odd and even > _CLEARLY:
        return "utf-16-be"
    return "utf-8"


def _zeros(data: bytes) -> float:
    return data.count(0) / len(data) if data else 0.0
