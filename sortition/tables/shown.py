"""How names and cells appear in messages, and which known name someone may have meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from sortition.records.names import clean, key

_LONGEST: Final = 60
_LISTED: Final = 12
_CLOSE: Final = 0.75
_NOT_WORD: Final = re.compile(r"[\W_]+")


def shown(text: str) -> str:
    """The text on one line, at most 60 characters, without anything that could steer a terminal.

    >>> shown("a\\n b\\x1b[2J")
    'a b?[2J'
    """
    flat = "".join(char if char.isprintable() else "?" for char in clean(text[: 4 * _LONGEST]))
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"


def listed(names: Sequence[str]) -> str:
    """The names with commas; the first twelve when there are many.

    >>> listed(["16-29", "30-44"])
    '16-29, 30-44'
    """
    more = ", …" if len(names) > _LISTED else ""
    return ", ".join(shown(name) for name in names[:_LISTED]) + more


def nearest(name: str, known: Sequence[str]) -> str | None:
    """The known name that is spelled most like this one, the first of equals; None when none is.

    >>> nearest("16 – 29", ["16-29", "30-44"]), nearest("x", ["woman", "man"])
    ('16-29', None)
    """
    wanted = _loose(name)
    scored = [(_likeness(wanted, _loose(candidate)), candidate) for candidate in known]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _CLOSE else None


def _loose(name: str) -> str:
    """Letters and digits only, and a runaway cell cut short."""
    return _NOT_WORD.sub(" ", key(name[: 4 * _LONGEST])).strip()


def _likeness(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    # autojunk off: a letter that is frequent in a long name still counts.
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
