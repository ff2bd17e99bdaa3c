"""The code by which a person of the pool finds themselves in public files (docs/format.md §19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.dossier.canonical import fraction
from sortition.dossier.secret import keyed

SYMBOLS: Final = "23456789ACDEHJKMNPRTWXY"
"""No two of them look alike in print or by hand. Their number is prime, for the check symbol."""
_LENGTH: Final = 20
_GROUP: Final = 4
_SEAT: Final = 8
_BLOCK: Final = 32
_CODE, _SALT = "sortition/receipt/1", "sortition/salt/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """``code`` is the 20 symbols without marks between; ``salt`` (32 bytes) follows from it."""

    code: str
    salt: bytes

    @property
    def written(self) -> str:
        """The code in groups of four."""
        groups = (self.code[i : i + _GROUP] for i in range(0, _LENGTH, _GROUP))
        return "-".join(groups)

    @property
    def tag(self) -> str:
        """What the person's row is called in public."""
        return keyed(self.salt, "tag").hex()

    def seat(self, panel: int) -> str:
        """What the person's seat in a numbered panel is called in public."""
        return keyed(self.salt, "seat", str(panel))[:_SEAT].hex()

    def sealed(self, note: bytes) -> str:
        """A note (a multiple of 32 bytes) that only who has the code can read."""
        blocks = range(len(note) // _BLOCK)
        pad = b"".join(keyed(self.salt, "note", str(i)) for i in blocks)
        return bytes(a ^ b for a, b in zip(note, pad, strict=True)).hex()


def receipt(secret: bytes, label: str) -> Receipt:
    """The receipt of the person with this id."""
    rest = int.from_bytes(keyed(secret, _CODE, label), "big")
    digits: list[int] = []
    for _ in range(_LENGTH - 1):
        rest, digit = divmod(rest, len(SYMBOLS))
        digits.insert(0, digit)
    code = with_check(digits)
    return Receipt(code=code, salt=keyed(code.encode("ascii"), _SALT))


def with_check(digits: Sequence[int]) -> str:
    """The symbols of digits (0 to 22; fewer than 22), and a last one that checks them (19.1)."""
    total = sum(place * digit for place, digit in enumerate(digits, 1))
    check = -total * pow(len(digits) + 1, -1, len(SYMBOLS)) % len(SYMBOLS)
    return "".join(map(SYMBOLS.__getitem__, (*digits, check)))


def notes(counts: Sequence[int], chances: Sequence[Fraction]) -> list[bytes]:
    """Everybody's count and exact chance as text, all of one length (19.4)."""
    texts = [f"{n} {fraction(c)}" for n, c in zip(counts, chances, strict=True)]
    longest = max(map(len, texts), default=0)
    width = -(-longest // _BLOCK) * _BLOCK
    return [text.ljust(width).encode("ascii") for text in texts]
