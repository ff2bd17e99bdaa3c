"""The draw: one number from a lottery and a public value (docs/format.md §7)."""

from __future__ import annotations

from sortition.draw.tickets import number, public_value
from sortition.records.lottery import Draw, Lottery


def draw_panel(lottery: Lottery, *, randomness: str, seed: str | None = None) -> Draw:
    """Draw the number that value B gives, and with it the panel of that number (7.2).

    ``seed`` is recorded when A and B were derived from it (7.3). Raises UsageError when the value
    is empty.
    """
    value = public_value(randomness)
    drawn = number(value, "draw", lottery.units)
    return Draw(
        seed=None if seed is None else public_value(seed),
        randomness=value,
        number=drawn,
        panel=lottery.panels[drawn],
    )
