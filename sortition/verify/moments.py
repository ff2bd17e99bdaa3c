"""Moments as text, and as points in time (docs/format.md 12.3)."""

from __future__ import annotations

import calendar
import re
from typing import Final

_MOMENT: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


def seconds(moment: str) -> int:
    """Seconds since 1970 of a moment (12.3). Raises ValueError when it is none."""
    match = _MOMENT.fullmatch(moment)
    if match is None:
        raise ValueError("not a moment")
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    if not (year and 1 <= month <= 12 and hour < 24 and minute < 60 and second < 60):  # noqa: PLR2004 - the calendar's own numbers
        raise ValueError("not a moment")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise ValueError("not a day")
    return calendar.timegm((year, month, day, hour, minute, second)) - _offset(match[7])


def _offset(zone: str) -> int:
    if zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[4:])
    if hours > 23 or minutes > 59:  # noqa: PLR2004 - as above
        raise ValueError("not an offset")
    return (-1 if zone[0] == "-" else 1) * 60 * (60 * hours + minutes)
