"""The rules for names, addresses, cells and tickets, written again from docs/format.md §§2–3.

On purpose a second implementation: it shares no line with the code that makes a draw.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from itertools import count

_WHOLE_AS_DECIMAL = re.compile(r"([+-]?\d+)[.,]0+")
_RUNS = re.compile(r"\d+|\D+")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
_FORMULA_STARTS = frozenset("=+-@'\t\r")
_QUOTED = frozenset('",\n\r')
_SPAN = 1 << 256
_LONGEST = 78
"""Digits of 2^256."""


def clean(text: str) -> str:
    """Clean text (2.1)."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def value(text: str) -> str:
    """A value (2.1): clean, and ``10.0`` is ``10``."""
    cleaned = clean(text)
    whole = _WHOLE_AS_DECIMAL.fullmatch(cleaned)
    return whole[1] if whole else cleaned


def key(text: str) -> str:
    """What spellings of one name share (2.1)."""
    return value(text).casefold()


def natural(text: str) -> tuple[tuple[int, int, str, str], ...]:
    """Sort key for the natural order (2.2). Numbers of any length; none is converted."""
    return tuple(_run(run) for run in _RUNS.findall(key(text)))


def _run(run: str) -> tuple[int, int, str, str]:
    if not run[0].isdecimal():
        return (1, 0, run, "")
    digits = "".join(str(unicodedata.decimal(c)) for c in run).lstrip("0")
    # Of two numbers without leading zeros the longer is larger; spelling decides between equals.
    return (0, len(digits), digits, run)


def address_key(cells: Iterable[str]) -> str | None:
    """What the cells of one address share however they are written (2.6); None is no household."""
    parts = [_address_part(cell) for cell in cells]
    return "|".join(parts) if any(parts) else None


def _address_part(cell: str) -> str:
    text = value(cell)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not _is_mark(c))
    out: list[str] = []
    gap = False
    for c in text.casefold():
        if not (c.isalpha() or c.isdecimal()):
            gap = True
            continue
        if gap and out and out[-1].isdecimal() and c.isdecimal():
            out.append("-")
        out.append(c)
        gap = False
    return "".join(out)


def _is_mark(c: str) -> bool:
    return unicodedata.category(c).startswith("M")


def written_cell(text: str) -> str:
    """A cell as it stands in a CSV file (2.4)."""
    if text and text[0] in _FORMULA_STARTS and not _PLAIN_NUMBER.fullmatch(text):
        text = f"'{text}"
    if _QUOTED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def read_cell(text: str) -> str:
    """The cell that a CSV field (its quotes already gone) stands for (2.4)."""
    return text.removeprefix("'")


def six_digits(numerator: int, denominator: int) -> str:
    """A share of 0 or more as a decimal with six digits, rounded half up (5.2)."""
    millionths = (numerator * 2_000_000 + denominator) // (2 * denominator)
    return f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}"


def encode(*texts: str) -> bytes:
    """Texts as bytes, each after its length (3.1)."""
    out = bytearray()
    for text in texts:
        form = text.encode("utf-8")
        out += len(form).to_bytes(8, "big")
        out += form
    return bytes(out)


def ticket(public_value: str, purpose: str, subject: str) -> bytes:
    """A ticket of 32 bytes (3.2)."""
    return hashlib.sha256(encode("sortition/1", purpose, public_value, subject)).digest()


def keyed(secret: bytes, *texts: str) -> bytes:
    """The h of 17.3: HMAC-SHA-256 over the texts."""
    return hmac.digest(secret, encode(*texts), "sha256")


def number(public_value: str, purpose: str, n: int) -> int:
    """A whole number below n without bias (3.3). Raises ValueError unless 1 <= n <= 2^256."""
    if not 1 <= n <= _SPAN:
        raise ValueError("n must be from 1 to 2^256")
    limit = n * (_SPAN // n)
    for i in count():
        v = int.from_bytes(ticket(public_value, purpose, str(i)), "big")
        if v < limit:
            return v % n
    raise AssertionError("unreachable")


def panel_number(value_b: str, m: int) -> int:
    """The number that value B draws from ``m`` panels (7.2)."""
    word, _, digits = value_b.partition(" ")
    if word == "digits" and 1 <= len(digits) <= _LONGEST:
        plain = digits.isascii() and digits.isdecimal()
        if plain and m == 10 ** len(digits):
            return int(digits)
    return number(value_b, "draw", m)


def public_value(text: str) -> str:
    """A public value as used (3.4). Raises ValueError when it is empty or cannot be written."""
    cleaned = clean(text)
    if not cleaned:
        raise ValueError("a public value is not empty")
    cleaned.encode("utf-8")
    return cleaned


def from_seed(seed: str) -> tuple[str, str]:
    """The values A and B that a seed gives (3.5). Raises ValueError for an empty seed."""
    cleaned = public_value(seed)
    return (
        ticket(cleaned, "seed", "construction").hex(),
        ticket(cleaned, "seed", "randomness").hex(),
    )
