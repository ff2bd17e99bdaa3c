"""Numbers as population tables write them: decimal commas, thousands, cells left out on purpose."""

from __future__ import annotations

import re
from enum import Enum
from fractions import Fraction
from typing import Final

from sortition.records.names import clean

_HIDDEN: Final = frozenset(("", ".", "..", "x", "*", "-", "–", "—", "n.b.", "nvt", "n.v.t.", "nan"))
_LOWEST: Final = -99990
"""CBS writes -99997, -99999999 and the like for what it does not give."""
_PLAIN: Final = re.compile(r"(-?\d{1,15})(?:[.,](\d{1,15}))?")
_GROUPED: Final = re.compile(r"\d{1,3}(?:(?:\.\d{3}){2,}|(?:,\d{3}){2,}|(?:[ '’]\d{3})+)")
_GROUPED_PART: Final = re.compile(r"(\d{1,3}(?:\.\d{3})+),(\d+)|(\d{1,3}(?:,\d{3})+)\.(\d+)")
_UNCLEAR: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_NOT_DIGIT: Final = re.compile(r"\D")


class Odd(Enum):
    """Why a cell holds no number."""

    HIDDEN = "hidden"
    """Left out by whoever published it: unknown, never zero."""
    UNCLEAR = "unclear"
    """``12.345`` is twelve thousand in Dutch and twelve and a bit in English."""
    NO_NUMBER = "no number"


def number(cell: str) -> Fraction | Odd:
    """The number in a cell, or why there is none. A per cent sign is dropped.

    >>> number("12,5 %"), number("1.234.567"), number("1.234,5")
    (Fraction(25, 2), Fraction(1234567, 1), Fraction(2469, 2))
    >>> number("-99997"), number("12.345"), number("12 people")
    (<Odd.HIDDEN: 'hidden'>, <Odd.UNCLEAR: 'unclear'>, <Odd.NO_NUMBER: 'no number'>)
    """
    text = clean(cell).casefold()
    if text in _HIDDEN:
        return Odd.HIDDEN
    text = text.removesuffix("%").rstrip()
    if not text.isascii() and not _GROUPED.fullmatch(text):
        return Odd.NO_NUMBER
    if _UNCLEAR.fullmatch(text):
        return Odd.UNCLEAR
    return _number(text)


def _number(text: str) -> Fraction | Odd:
    if _GROUPED.fullmatch(text):
        return Fraction(_NOT_DIGIT.sub("", text))
    if match := _GROUPED_PART.fullmatch(text):
        whole, part = match[1] or match[3], match[2] or match[4]
        return Fraction(f"{_NOT_DIGIT.sub('', whole)}.{part}")
    if match := _PLAIN.fullmatch(text):
        found = Fraction(f"{match[1]}.{match[2] or 0}")
        return Odd.HIDDEN if found <= _LOWEST else found
    return Odd.NO_NUMBER
