"""The draw: one number from a lottery and a public value (docs/format.md §7)."""

from __future__ import annotations

import re
from typing import Final

from sortition.draw.tickets import number, public_value
from sortition.records.lottery import Draw, Lottery

# No list is longer than 2^256, which has 78 digits.
_DIGITS: Final = re.compile(r"digits ([0-9]{1,78})", re.ASCII)


def draw_panel(lottery: Lottery, *, randomness: str, seed: str | None = None) -> Draw:
    """Draw the number that value B gives, and with it the panel of that number (7.2).

    ``seed`` is recorded when A and B were derived from it (7.3). Raises UsageError when the value
    is empty.
    """
    value = public_value(randomness)
    drawn = panel_number(value, lottery.units)
    return Draw(
        seed=None if seed is None else public_value(seed),
        randomness=value,
        number=drawn,
        panel=lottery.panels[drawn],
    )


def panel_number(value: str, units: int) -> int:
    """The number, below ``units``, that a clean value B gives (7.2).

    Digits drawn in public are the number itself when every number has just as many digits; a hash
    of so few outcomes would leave a third of the panels without a chance.

    >>> panel_number("digits 042", 1000)
    42
    """
    match = _DIGITS.fullmatch(value)
    if match is not None and 10 ** len(match[1]) == units:
        return int(match[1])
    return number(value, "draw", units)
