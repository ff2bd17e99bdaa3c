"""A commitment: the hash of an entry of the journal, also in words to read aloud (§15)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Final

from sortition.dossier.words import ENGLISH, WORDS

ROUNDS: Final = 1_000_000
COUNT: Final = 16
_SALT: Final = b"sortition/words/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """``digits`` are the whole hash (64, hexadecimal); ``words`` are 16 that follow from it."""

    digits: str
    words: tuple[str, ...]


def commitment(digits: str, language: str) -> Commitment:
    """The commitment to an entry with this hash, in words of the language or else of English.

    The words are 128 bits. They are stretched (PBKDF2), because whoever writes a journal could look
    for two that have the same words: 2^64 journals would do, and now each costs a million hashes.
    """
    words = WORDS.get(language, ENGLISH)
    return Commitment(
        digits=digits, words=tuple(words[byte] for byte in _stretched(digits, ROUNDS))
    )


@cache
def _stretched(digits: str, rounds: int) -> bytes:
    """A third of a second, so what one run asks for twice is kept."""
    return hashlib.pbkdf2_hmac("sha256", digits.encode("ascii"), _SALT, rounds, COUNT)
