"""Days and moments as people read them, from how files state them (docs/format.md 12.3).

Only for texts: data, hashes and JSON keep what was stated. Nothing is computed: a moment is shown
with the clock and the offset that it was stated with.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from sortition.texts.marking import N_

Say = Callable[..., str]
"""Fills in a template, in one language: ``Translator.say``."""

_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MOMENT: Final = re.compile(
    r"(?P<day>[\d-]{10})T(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})"
    r"(?:Z|(?P<sign>[+-])(?P<hours>\d{2}):(?P<minutes>\d{2}))",
    re.ASCII,
)
_MONTHS: Final = (
    # Translators: a month, as it stands within a date
    N_("January"),
    # Translators: a month, as it stands within a date
    N_("February"),
    # Translators: a month, as it stands within a date
    N_("March"),
    # Translators: a month, as it stands within a date
    N_("April"),
    # Translators: a month, as it stands within a date
    N_("May"),
    # Translators: a month, as it stands within a date
    N_("June"),
    # Translators: a month, as it stands within a date
    N_("July"),
    # Translators: a month, as it stands within a date
    N_("August"),
    # Translators: a month, as it stands within a date
    N_("September"),
    # Translators: a month, as it stands within a date
    N_("October"),
    # Translators: a month, as it stands within a date
    N_("November"),
    # Translators: a month, as it stands within a date
    N_("December"),
)
# Translators: a date, in the order of your language
_DATE: Final = N_("{day} {month} {year}")
# Translators: a date and the time of the day, by a clock of 24 hours
_TIME: Final = N_("{date}, {hour}:{minute}")
# Translators: a date and the time of the day with seconds, by a clock of 24 hours
_TIME_WITH_SECONDS: Final = N_("{date}, {hour}:{minute}:{second}")
# Translators: a moment, and how far its clock is from UTC: UTC+2, or UTC alone
_ZONED: Final = N_("{when} (UTC{offset})")


def day(stated: str, say: Say) -> str:
    """A day such as 2028-12-31 in words; any other text as it is."""
    found = _DAY.fullmatch(stated)
    if found is None or not 1 <= int(found[2]) <= len(_MONTHS):
        return stated
    month = say(_MONTHS[int(found[2]) - 1])
    return say(_DATE, day=str(int(found[3])), month=month, year=found[1])


def moment(stated: str, say: Say) -> str:
    """A moment such as 2027-05-08T19:35:00+02:00 in words; any other text as it is.

    Seconds are left out where there are none.
    """
    found = _MOMENT.fullmatch(stated)
    date = day(found["day"], say) if found else ""
    if found is None or date == found["day"]:
        return stated
    template = _TIME if found["second"] == "00" else _TIME_WITH_SECONDS
    clock = {name: found[name] for name in ("hour", "minute", "second")}
    return say(_ZONED, when=say(template, date=date, **clock), offset=_offset(found))


def _offset(found: re.Match[str]) -> str:
    """``+2``, ``-3:30``, or nothing for UTC itself."""
    hours, minutes = int(found["hours"] or 0), int(found["minutes"] or 0)
    if not hours and not minutes:
        return ""
    return f"{found['sign']}{hours}" + (f":{minutes:02d}" if minutes else "")
