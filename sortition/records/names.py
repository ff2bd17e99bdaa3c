"""How names are compared and ordered: one rule for headers, categories, values and ids."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_INTEGER_AS_FLOAT = re.compile(r"([+-]?\d+)[.,]0+")
_DIGITS = re.compile(r"(\d+)")


def clean(text: str) -> str:
    """The text as shown: Unicode NFC, runs of white space one space, none at the ends.

    >>> clean("  Wijk\\xa01 ")
    'Wijk 1'
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def clean_value(text: str) -> str:
    """Like :func:`clean`, and a whole number that a spreadsheet wrote as ``10.0`` is ``10``.

    Leading zeros are kept: ``007`` stays ``007``.

    >>> clean_value(" 10.0"), clean_value("007")
    ('10', '007')
    """
    cleaned = clean(text)
    match = _INTEGER_AS_FLOAT.fullmatch(cleaned)
    return match.group(1) if match else cleaned


def key(text: str) -> str:
    """What two spellings of one name share: cleaned and case-folded.

    >>> key("ÅGE ") == key("åge")
    True
    """
    return clean_value(text).casefold()


def natural(text: str) -> tuple[tuple[int, int, str, str], ...]:
    """Sort key that reads numbers as numbers, so that ``5-9`` comes before ``16-29``. Locale-free.

    >>> sorted(["65+", "16-29", "5-9"], key=natural)
    ['5-9', '16-29', '65+']
    """
    parts = _DIGITS.split(key(text))
    return tuple(_number(part) if part.isdecimal() else (1, 0, part, "") for part in parts if part)


def _number(digits: str) -> tuple[int, int, str, str]:
    """Digits that compare as the number they spell, equal numbers by their spelling."""
    plain = "".join(str(int(digit)) for digit in digits).lstrip("0")
    return (0, len(plain), plain, digits)
