"""What the checks say: texts that can be translated, and one finding for each check.

The verifier imports nothing of ours, so this is its own small copy of ``errors.Text``; whatever
renders those renders these too: an English template and the values to fill in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

_LONGEST = 60
"""Digits of a number that a message still shows."""
_LONGEST_TEXT = 200
"""Characters of a text."""


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A message for people: an English template and the values it shows."""

    template: str
    values: Mapping[str, object]

    def __init__(self, template: str, /, **values: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", {name: _short(v) for name, v in values.items()})

    def __str__(self) -> str:
        """In English, which marks thousands: ``{n}`` is 1,000 and ``{n:d}`` is 1000."""
        return self.template.format(**{name: _marked(v) for name, v in self.values.items()})


class Status(StrEnum):
    """What came of a check."""

    PASS = "pass"
    FAIL = "fail"
    NOT_CHECKABLE = "not checkable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check and what came of it.

    ``name`` is what the check claims, ``clauses`` the clauses of docs/format.md it covers. ``what``
    has no entry when the check passed; else the faults found (the first of them, when there are
    very many: then ``more`` is True), or the reason why it could not be checked. ``withheld`` says
    that what it takes is kept from the public, as it should be.
    """

    number: str
    name: Text
    clauses: str
    status: Status
    what: tuple[Text, ...] = ()
    more: bool = False
    withheld: bool = False


class BlockedError(Exception):
    """A check cannot be made; ``reason`` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


class WithheldError(BlockedError):
    """A check takes what a public bundle rightly does not hold."""


class _Whole(int):
    """A number that is written with a mark between thousands unless it says how."""

    def __format__(self, spec: str) -> str:
        return format(int(self), spec or ",")


def _marked(value: object) -> object:
    return _Whole(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _short(value: object) -> object:
    """The value, or a part of one that is too long to show: a hostile file may hold anything."""
    if isinstance(value, Fraction):
        return value if max(_size(value.numerator), _size(value.denominator)) < _LONGEST else "…"
    if isinstance(value, int):
        return value if _size(value) < _LONGEST else "…"
    if isinstance(value, str):
        shown = "".join(c if c.isprintable() else "�" for c in value[:_LONGEST_TEXT])
        return shown if len(value) <= _LONGEST_TEXT else f"{shown}…"
    return value


def _size(number: int) -> int:
    """About the number of decimal digits, without writing them."""
    return abs(number).bit_length() * 3 // 10
