"""When two people live at one address: the address key (docs/format.md 2.6)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from sortition.records.names import clean_value


def address_key(cells: Sequence[str]) -> str | None:
    """What all spellings of an address share; None when every cell is empty (2.6).

    >>> address_key(["Dorpsstraat", "12 - A", "1234AB"])
    'dorpsstraat|12a|1234ab'
    >>> address_key(["", " - "]) is None
    True
    """
    return joined([address_part(cell) for cell in cells])


def joined(parts: Sequence[str]) -> str | None:
    """The key from its parts; None when all are empty."""
    return "|".join(parts) if any(parts) else None


def address_part(cell: str) -> str:
    """One cell of an address as it enters the key.

    >>> address_part("Coöperatieweg"), address_part("12 - 14"), address_part("12-A")
    ('cooperatieweg', '12-14', '12a')
    """
    text = clean_value(cell)
    if text.isascii() and text.isalnum():
        return text.casefold()
    kept = ""
    gap = False
    for char in _without_marks(text).casefold():
        if char.isalpha() or char.isdecimal():
            # Between two digits, and only there, something must keep 12-14 apart from 1214.
            kept += f"-{char}" if gap and char.isdecimal() and kept[-1:].isdecimal() else char
            gap = False
        else:
            gap = True
    return kept


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.category(char).startswith("M"))
