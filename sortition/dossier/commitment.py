"""A commitment: the hash of an entry of the journal, also in words to read aloud (§15)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
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
    stretched = hashlib.pbkdf2_hmac("sha256", digits.encode("ascii"), _SALT, ROUNDS, COUNT)
    words = WORDS.get(language, ENGLISH)
    return Commitment(digits=digits, words=tuple(words[byte] for byte in stretched))
