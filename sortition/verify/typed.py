"""Small typed getters over parsed JSON. Each says where in the file it stopped."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import TypeVar

from sortition.verify.findings import Text

_FRACTION = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:/([1-9][0-9]*))?")
_LONGEST_FRACTION = 8000
"""Characters; longer ones are refused, so that no file keeps the verifier busy for ever."""
_MOST_DIGITS = 4000

T = TypeVar("T")


class MalformedError(Exception):
    """A member is missing or is not what docs/format.md says; ``reason`` names it."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value in a JSON file and the path to it."""

    value: object
    path: str

    @property
    def place(self) -> str:
        """The path for messages."""
        return self.path or "{ }"

    def members(self, *names: str) -> dict[str, Node]:
        """The members of an object that has exactly these."""
        if not isinstance(self.value, dict):
            raise MalformedError(Text("{place} should be an object.", place=self.place))
        for name in names:
            if name not in self.value:
                raise MalformedError(Text("{place} is missing.", place=self._inner(name)))
        for name in self.value:
            if name not in names:
                raise MalformedError(Text("{place} does not belong here.", place=self._inner(name)))
        return {name: Node(value=self.value[name], path=self._inner(name)) for name in names}

    def table(self) -> dict[str, Node]:
        """The members of an object with names of any kind, at least one."""
        if not isinstance(self.value, dict):
            raise MalformedError(Text("{place} should be an object.", place=self.place))
        if not self.value:
            raise MalformedError(Text("{place} should not be empty.", place=self.place))
        return {n: Node(value=v, path=self._inner(n)) for n, v in self.value.items()}

    def items(self, read: Callable[[Node], T]) -> tuple[T, ...]:
        """A list, each entry read by ``read``."""
        if not isinstance(self.value, list):
            raise MalformedError(Text("{place} should be a list.", place=self.place))
        nodes = (Node(value=v, path=f"{self.path}[{i}]") for i, v in enumerate(self.value))
        return tuple(read(node) for node in nodes)

    def pair(self) -> tuple[Node, Node]:
        """A list of exactly two entries."""
        entries = self.items(lambda node: node)
        if len(entries) != 2:  # noqa: PLR2004 - a pair
            raise MalformedError(Text("{place} should be a pair.", place=self.place))
        return entries[0], entries[1]

    def text(self) -> str:
        """Text."""
        if not isinstance(self.value, str):
            raise MalformedError(Text("{place} should be text.", place=self.place))
        return self.value

    def exactly(self, *choices: str) -> str:
        """One of a few fixed texts."""
        if not isinstance(self.value, str) or self.value not in choices:
            raise MalformedError(
                Text(
                    "{place} should be one of: {choices}.",
                    place=self.place,
                    choices=", ".join(choices),
                )
            )
        return self.value

    def whole(self, least: int | None = 0) -> int:
        """A whole number, at least ``least`` (None: any)."""
        value = self.value
        if not isinstance(value, int) or isinstance(value, bool):
            raise MalformedError(Text("{place} should be a whole number.", place=self.place))
        if least is not None and value < least:
            raise MalformedError(
                Text("{place} should be {least} or more.", place=self.place, least=least)
            )
        return value

    def fraction(self) -> Fraction:
        """A fraction in lowest terms (2.5)."""
        text = self.value
        match = _FRACTION.fullmatch(text) if isinstance(text, str) and _short(text) else None
        if not match or max(len(part or "") for part in match.groups()) > _MOST_DIGITS:
            raise MalformedError(Text("{place} should be a fraction.", place=self.place))
        top, bottom = int(match[1]), int(match[2] or 1)
        if gcd(top, bottom) != 1 or match[2] == "1" or match[1] == "-0":
            raise MalformedError(
                Text("{place} should be a fraction in lowest terms.", place=self.place)
            )
        return Fraction(top, bottom)

    def or_null(self, read: Callable[[Node], T]) -> T | None:
        """Null, or what ``read`` reads."""
        return None if self.value is None else read(self)

    def _inner(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _short(text: str) -> bool:
    return len(text) <= _LONGEST_FRACTION
