"""What a plan says of alternates, below ``[alternates]`` (docs/format.md 11.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from sortition.records.alternates import MOST_SCENARIOS, Dropouts, Standby
from sortition.records.names import clean

_PART: Final = re.compile(r"0(?:\.\d{1,18})?", re.ASCII)
_MEMBERS: Final = frozenset(("count", "scenarios", "worse", "dropout"))
_MAY_HOLD: Final = "dropouts"


def standby_of(table: object) -> Standby:
    """What the table says. Raises ValueError when it is not as 11.6 has it."""
    if not isinstance(table, dict) or table.keys() - {_MAY_HOLD} != _MEMBERS:
        raise ValueError("the members are others")
    groups = tuple(_groups(table[_MAY_HOLD])) if _MAY_HOLD in table else ()
    return Standby(
        count=_whole(table["count"]),
        scenarios=_whole(table["scenarios"], MOST_SCENARIOS),
        worse=_part(table["worse"]),
        dropouts=Dropouts(everybody=_part(table["dropout"]), groups=groups),
    )


def standby_table(standby: Standby) -> dict[str, object]:
    """The same, as a table to write down."""
    groups: dict[str, dict[str, str]] = {}
    for category, value, chance in standby.dropouts.groups:
        groups.setdefault(category, {})[value] = decimal(chance)
    return {
        "count": standby.count,
        "scenarios": standby.scenarios,
        "worse": decimal(standby.worse),
        "dropout": decimal(standby.dropouts.everybody),
        **({_MAY_HOLD: groups} if groups else {}),
    }


def decimal(part: Fraction) -> str:
    """A part from 0 to 1 as a plan writes it. Raises ValueError when it has no end, or is 1.

    >>> decimal(Fraction(1, 8))
    '0.125'
    """
    digits = 18
    whole, rest = divmod(part.numerator * 10**digits, part.denominator)
    if rest or not 0 <= part < 1:
        raise ValueError("not a decimal below 1")
    return f"0.{whole:0{digits}d}".rstrip("0").rstrip(".")


def _groups(table: object) -> Iterator[tuple[str, str, Fraction]]:
    for category, values in _named(table):
        for value, chance in _named(values):
            yield category, value, _part(chance)


def _named(table: object) -> Iterator[tuple[str, object]]:
    if not isinstance(table, Mapping) or not table:
        raise ValueError("no table")
    for name, inner in table.items():
        if not clean(name):
            raise ValueError("an empty name")
        yield clean(name), inner


def _part(value: object) -> Fraction:
    if not isinstance(value, str) or not _PART.fullmatch(value):
        raise ValueError("not a part")
    return Fraction(value)


def _whole(value: object, most: int = 10**9) -> int:
    if type(value) is not int or not 1 <= value <= most:
        raise ValueError("not a number of people or scenarios")
    return value
