"""Reply codes: one on each letter, to be typed over without mistakes (docs/format.md 18.7).

A code comes from a secret, not from the public value: else anybody could work out the codes of
people whose ids they know.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sortition.draw.tickets import number

ALPHABET: Final = "34679ACDEFGHJKMNPQRTWXY"
"""23 signs, a prime number; without what looks or sounds alike: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V."""
_LENGTH: Final = 8
_PART: Final = 3
_PURPOSE: Final = "reply code"


def reply_codes(secret: str, first: int, count: int) -> Iterator[str]:
    """The codes of letters ``first`` to ``first + count - 1`` (>= 1), all different.

    ``secret`` is a text of 64 hexadecimal digits made by chance. A code that an earlier letter has
    is passed over, so the codes of a later wave need those before them.

    >>> next(reply_codes("00" * 32, 1, 1))
    '6TD-HGQ-ATA'
    """
    seen: set[str] = set()
    turn = 0
    while len(seen) < first - 1 + count:
        code = _code(number(secret, f"{_PURPOSE} {turn}", len(ALPHABET) ** _LENGTH))
        turn += 1
        if code in seen:
            continue
        seen.add(code)
        if len(seen) >= first:
            yield code


def is_reply_code(text: str) -> bool:
    """Whether the check sign is right; it is not when one sign is wrong or two are swapped."""
    signs = text.replace("-", "").replace(" ", "").upper()
    if len(signs) != _LENGTH + 1 or any(sign not in ALPHABET for sign in signs):
        return False
    return _check([ALPHABET.index(sign) for sign in signs[:-1]]) == ALPHABET.index(signs[-1])


def _code(drawn: int) -> str:
    places = []
    for _ in range(_LENGTH):
        drawn, place = divmod(drawn, len(ALPHABET))
        places.append(place)
    signs = "".join(ALPHABET[place] for place in [*places, _check(places)])
    return "-".join(signs[i : i + _PART] for i in range(0, len(signs), _PART))


def _check(places: list[int]) -> int:
    """Weights 2, 3, … modulo a prime: every wrong sign and every swap changes the sum."""
    return sum(weight * place for weight, place in enumerate(places, 2)) % len(ALPHABET)
