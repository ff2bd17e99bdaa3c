"""Moments as people state them: RFC 3339, with an offset, to the second (docs/format.md 12.3).

They are compared to see what was said to come first; no result is computed from them, and no clock
is asked.
"""

from __future__ import annotations

import re
from typing import Final

_FORM: Final = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:Z|([+-])(\d{2}):(\d{2}))", re.ASCII
)
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CYCLE: Final = 146_097
"""Days in 400 years."""
_EPOCH: Final = 719_468
"""Days from 1 March of year 0 to 1 January 1970."""


def seconds(moment: str) -> int:
    """Seconds since 1970-01-01T00:00:00Z. Raises ValueError for what is not a moment.

    >>> seconds("1970-01-02T01:00:00+01:00")
    86400
    """
    match = _FORM.fullmatch(moment)
    if match is None:
        raise ValueError("a moment is written like 2026-11-23T19:30:00+01:00")
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    if not (1 <= month <= len(_DAYS) and 1 <= day <= _length(year, month)):
        raise ValueError("there is no such day")
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004 - the clock's own numbers
        raise ValueError("there is no such time of the day")
    return _days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - _offset(match)


def moment_of(since: int) -> str:
    """The moment that many seconds (>= 0) after 1970 began, in UTC.

    >>> moment_of(86400)
    '1970-01-02T00:00:00Z'
    """
    days, rest = divmod(since, 86400)
    year, month, day = _date(days)
    hour, minute = rest // 3600, rest % 3600 // 60
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{rest % 60:02d}Z"


def _offset(match: re.Match[str]) -> int:
    sign, hours, minutes = match.groups()[6:]
    if sign is None:
        return 0
    if int(hours) > 23 or int(minutes) > 59:  # noqa: PLR2004 - as above
        raise ValueError("there is no such offset")
    distance = int(hours) * 3600 + int(minutes) * 60
    return distance if sign == "+" else -distance


def _length(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _DAYS[month - 1] + (leap and month == 2)  # noqa: PLR2004 - February


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970; years are counted from March, so that a leap day comes last."""
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)  # noqa: PLR2004
    return (
        365 * year
        + year // 4
        - year // 100
        + year // 400
        + (153 * month + 2) // 5
        + day
        - 1
        - (_EPOCH)
    )


def _date(days: int) -> tuple[int, int, int]:
    """The other way round."""
    era, of_era = divmod(days + _EPOCH, _CYCLE)
    years = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    rest = of_era - (365 * years + years // 4 - years // 100)
    month = (5 * rest + 2) // 153
    year = era * 400 + years + (month > 9)  # noqa: PLR2004 - January and February of the next year
    return year, (month + 2) % 12 + 1, rest - (153 * month + 2) // 5 + 1
