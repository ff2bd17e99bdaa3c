"""Tickets and unbiased numbers from public values (docs/format.md §3)."""

from __future__ import annotations

import hashlib
from itertools import count

from sortition.errors import Text, UsageError
from sortition.records.names import clean
from sortition.records.space import Space

_DOMAIN = "sortition/1"
_RANGE = 2**256


def encode(*texts: str) -> bytes:
    """The texts, unambiguously: each one's UTF-8 length in 8 bytes, big-endian, then it (3.1).

    >>> encode("ab", "").hex()
    '000000000000000261620000000000000000'
    """
    parts = (text.encode("utf-8") for text in texts)
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def ticket(value: str, purpose: str, subject: str) -> bytes:
    """32 bytes that nobody can predict without ``value``, for ordering people by lot (3.2)."""
    return hashlib.sha256(encode(_DOMAIN, purpose, value, subject)).digest()


def turns_of(space: Space, construction: str) -> tuple[tuple[int, ...], ...]:
    """The people (indices) of each queue in the order of their turns, which value A gives (5.2)."""
    return tuple(
        tuple(
            sorted(queue.people, key=lambda i: (ticket(construction, "seat", space.labels[i]), i))
        )
        for queue in space.queues()
    )


def number(value: str, purpose: str, below: int) -> int:
    """An unbiased whole number, ``0 <= number < below <= 2**256``, by rejection (3.3)."""
    if not 1 <= below <= _RANGE:
        raise ValueError("a number can be drawn below 1 to 2**256")
    fair = _RANGE - _RANGE % below
    drawn = (int.from_bytes(ticket(value, purpose, str(i)), "big") for i in count())
    return next(v for v in drawn if v < fair) % below


def public_value(text: str) -> str:
    """The value as used: clean text, not empty (3.4). Raises UsageError when nothing is left."""
    cleaned = clean(text)
    if not cleaned:
        raise UsageError(
            Text("A public value cannot be empty. Type the text that was made public.")
        )
    return cleaned


def from_seed(seed: str) -> tuple[str, str]:
    """The construction value A and the draw value B that one seed text gives (3.5)."""
    cleaned = public_value(seed)
    return (
        ticket(cleaned, "seed", "construction").hex(),
        ticket(cleaned, "seed", "randomness").hex(),
    )
