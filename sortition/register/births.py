"""Dates of birth as registers write them, and the ages that follow (docs/format.md 21.3)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Final

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]0{1,2}:00(?::00)?)?", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_DIGITS: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_OLDEST: Final = 125
"""Nobody has ever been as old; a year of birth before that is a mistake."""
_MONTHS: Final = 12

Day = tuple[int, int, int]
"""Year, month, day. A zero means that the register does not know it (as in 1980-00-00)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """The least and the most that somebody can be, in whole years; equal when the day is known."""

    least: int
    most: int


def day_in(cell: str) -> Day | None:
    """The day in a cell; None when it is no date, or one that does not exist.

    >>> day_in("1980-05-01"), day_in("1-5-1980"), day_in("19800500"), day_in("31-02-1980")
    ((1980, 5, 1), (1980, 5, 1), (1980, 5, 0), None)
    """
    text = cell.strip()
    if match := _ISO.fullmatch(text) or _DIGITS.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    else:
        return None
    if not 0 <= month <= _MONTHS or year < 1 or (month == 0 and day != 0):
        return None
    if month and day > monthrange(year, month)[1]:
        return None
    return year, month, day


def ages(born: Day, on: Day) -> Ages | None:
    """The ages that somebody born then can have on a known day; None when that cannot be.

    >>> ages((1980, 0, 0), (2027, 5, 1))
    Ages(least=46, most=47)
    """
    year, month, day = born
    first = (year, month or 1, day or 1)
    last_month = month or _MONTHS
    last = (year, last_month, day or monthrange(year, last_month)[1])
    least, most = _age(last, on), _age(first, on)
    return None if most < 0 or least > _OLDEST else Ages(least=max(least, 0), most=most)


def _age(born: Day, on: Day) -> int:
    """Whole years; who is born on 29 February is a year older on 1 March in other years."""
    return on[0] - born[0] - (on[1:] < born[1:])
