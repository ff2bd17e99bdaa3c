"""Reply codes: one on each letter, to be typed over without mistakes (docs/format.md 21.8).

A code comes from a secret, not from the public value: else anybody could work out the codes of
people whose ids they know. It has the symbols and the check of a receipt (§19), and is shorter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sortition.dossier.receipts import SYMBOLS, with_check
from sortition.dossier.secret import keyed

_LENGTH: Final = 9
_GROUP: Final = 3
_PURPOSE: Final = "sortition/reply/1"


def reply_codes(secret: bytes, first: int, count: int) -> Iterator[str]:
    """The codes of letters ``first`` to ``first + count - 1`` (>= 1), all different.

    ``secret`` are 32 bytes made by chance. A code that an earlier letter has is passed over, so
    those of a later wave are found by going through the earlier ones.

    >>> next(reply_codes(bytes(32), 1, 1))
    'A83-WE8-HW7'
    """
    seen: set[str] = set()
    turn = 0
    while len(seen) < first - 1 + count:
        code = _code(secret, turn)
        turn += 1
        if code in seen:
            continue
        seen.add(code)
        if len(seen) >= first:
            yield code


def is_reply_code(text: str) -> bool:
    """Whether this can be a code: it cannot with one wrong symbol, or two that changed places."""
    symbols = bare(text)
    if len(symbols) != _LENGTH or any(symbol not in SYMBOLS for symbol in symbols):
        return False
    return with_check([SYMBOLS.index(symbol) for symbol in symbols[:-1]]) == symbols


def bare(text: str) -> str:
    """A code as it may be typed, without marks and in capitals.

    >>> bare("a83 we8-hw7")
    'A83WE8HW7'
    """
    return text.replace("-", "").replace(" ", "").upper()


def _code(secret: bytes, turn: int) -> str:
    rest = int.from_bytes(keyed(secret, _PURPOSE, str(turn)), "big")
    digits: list[int] = []
    for _ in range(_LENGTH - 1):
        rest, digit = divmod(rest, len(SYMBOLS))
        digits.insert(0, digit)
    symbols = with_check(digits)
    return "-".join(symbols[i : i + _GROUP] for i in range(0, _LENGTH, _GROUP))
