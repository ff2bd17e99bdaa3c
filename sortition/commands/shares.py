"""Reading the options of ``sortition quotas`` (as click callbacks)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import click

from sortition.errors import Text, UsageError
from sortition.records.seats import Promise

_PROMISE: Final = re.compile(r"([^=]+)=(.+?):\s*(\d{1,6})\s*[,;:]\s*(\S.*)", re.DOTALL)
_TOLERANCE: Final = re.compile(r"(\d{1,6})\s*(%?)")
_DATE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_YEAR: Final = re.compile(r"(19|20)\d\d")
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """Seats, and a share (0 to 1) of the exact seats, to add on both sides."""

    seats: int = 0
    share: Fraction = Fraction(0)


def tolerance(ctx: click.Context, param: click.Parameter, value: str | None) -> Tolerance:
    """``1`` is a seat, ``10%`` a tenth of the exact seats."""
    del ctx
    match = _TOLERANCE.fullmatch("0" if value is None else value.strip())
    if match and not match[2]:
        return Tolerance(seats=int(match[1]))
    if match and int(match[1]) <= _HUNDRED:
        return Tolerance(share=Fraction(int(match[1]), _HUNDRED))
    raise UsageError(
        Text(
            '{option} needs a number of seats (1) or a percentage (10%), not "{value}".',
            option=param.opts[0],
            value=value or "",
        )
    )


def number_or_none(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A whole number of 0 or more."""
    del ctx
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdecimal() and len(text) <= 6:  # noqa: PLR2004 - no panel is larger
        return int(text)
    raise UsageError(
        Text(
            '{option} needs a whole number, 0 or more, not "{value}".',
            option=param.opts[0],
            value=value,
        )
    )


def promises(
    ctx: click.Context, param: click.Parameter, value: tuple[str, ...]
) -> tuple[Promise, ...]:
    """``wijk=Noordflank: 3, they live beside the site``."""
    del ctx
    return tuple(_promise(param.opts[0], each) for each in value)


def _promise(option: str, value: str) -> Promise:
    match = _PROMISE.fullmatch(value.strip())
    if match and int(match[3]) >= 1:
        return Promise(
            category=match[1].strip(),
            value=match[2].strip(),
            seats=int(match[3]),
            why=" ".join(match[4].split()),
        )
    raise UsageError(
        Text(
            '{option} needs category=value: seats, reason; not "{value}". For instance: '
            '"wijk=Noordflank: 3, they live beside the site". The reason is part of the choice.',
            option=option,
            value=value,
        )
    )


def date(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """A date as ``2027-05-01``, or an empty text."""
    del ctx
    if value is None or _DATE.fullmatch(value.strip()):
        return (value or "").strip()
    raise UsageError(
        Text(
            '{option} needs a date such as 2027-05-01, not "{value}".',
            option=param.opts[0],
            value=value,
        )
    )


def year(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """A year as ``2023``, or an empty text."""
    del ctx
    if value is None or _YEAR.fullmatch(value.strip()):
        return (value or "").strip()
    raise UsageError(
        Text(
            '{option} needs a year such as 2023, not "{value}".',
            option=param.opts[0],
            value=value,
        )
    )
