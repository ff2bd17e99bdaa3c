"""Canonical JSON: equal content has equal bytes (docs/format.md 2.5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
"""What our files may hold. There are no floating-point numbers."""


def canonical(value: Json) -> bytes:
    r"""The value as RFC 8785 writes it, and a line feed.

    Raises TypeError for a float and ValueError for text that UTF-8 cannot hold. Keys are sorted by
    code points; RFC 8785 (3.2.3) sorts by UTF-16 units, which is the same for the ASCII keys of
    every file here.

    >>> canonical({"b": [1, "é"], "a": None})
    b'{"a":null,"b":[1,"\xc3\xa9"]}\n'
    """
    _refuse_floats(value)
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode("utf-8") + b"\n"


def fraction(value: Fraction) -> str:
    """The fraction in lowest terms, ``"13/199"``, or ``"3"`` when it is whole."""
    return str(value)


def sha256(content: bytes) -> str:
    """The SHA-256 of a file, in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a canonical file holds no floating-point numbers")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
