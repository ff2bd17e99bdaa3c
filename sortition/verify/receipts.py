"""Receipts: a person finds themselves in the public files with a code (docs/format.md §19)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

from sortition.verify.dossier import Dossier, read_bundle, read_dossier
from sortition.verify.findings import BlockedError, Text
from sortition.verify.public import Public
from sortition.verify.rules import keyed

SYMBOLS: Final = "23456789ACDEHJKMNPRTWXY"
LENGTH: Final = 20
_SEAT: Final = 8
_BLOCK: Final = 32
_NOTE: Final = re.compile(r"(0|[1-9][0-9]{0,11}) ((?:0|[1-9][0-9]*)(?:/[1-9][0-9]*)?) *")


class ReceiptError(Exception):
    """A code cannot be used; ``reason`` says why. ``mistyped``: it cannot be anybody's code."""

    def __init__(self, reason: Text, *, mistyped: bool = False) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.mistyped = mistyped


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a code shows.

    ``number`` is the row of the person among ``people`` in the public files, from 1. The person
    sits in ``count`` of ``units`` panels; ``chance`` is the exact one. ``panels`` are the numbers
    of these panels, None when the list is too long to be public. ``drawn`` says whether the drawn
    panel holds the person, None when nothing is drawn. ``faults`` are where the files contradict
    each other.
    """

    number: int
    people: int
    count: int
    units: int
    chance: Fraction
    panels: tuple[int, ...] | None
    drawn: bool | None
    faults: tuple[Text, ...] = field(default=())


def texts_of(receipt: Receipt) -> tuple[Text, ...]:
    """What it shows, in sentences."""
    place = Text(
        "This code is number {number} of {people} in the public list.",
        number=receipt.number,
        people=receipt.people,
    )
    chance = Text(
        "The chance was {chance}: in {count} of the {units} numbered panels.",
        chance=str(receipt.chance),
        count=receipt.count,
        units=receipt.units,
    )
    return (place, chance, _DRAWN[receipt.drawn], *receipt.faults)


_DRAWN: Final[Mapping[bool | None, Text]] = {
    None: Text("Nothing is drawn yet."),
    True: Text("The person with this code sits in the panel that was drawn."),
    False: Text("The person with this code does not sit in the panel that was drawn."),
}


# --- the rules of §19 -----------------------------------------------------------------------------


def code_of(secret: bytes, person: str) -> str:
    """The 20 symbols for an id (19.1)."""
    value = int.from_bytes(keyed(secret, "sortition/receipt/1", person), "big")
    base = len(SYMBOLS)
    digits = [value // base**power % base for power in range(LENGTH - 2, -1, -1)]
    checks = (d for d in range(base) if _weighted([*digits, d]) % base == 0)
    return "".join(SYMBOLS[d] for d in (*digits, next(checks)))


def _weighted(digits: list[int]) -> int:
    return sum(j * digit for j, digit in enumerate(digits, 1))


def salt_of(code: str) -> bytes:
    """The salt (19.2)."""
    return keyed(code.encode("ascii"), "sortition/salt/1")


def seat_of(salt: bytes, panel: int) -> str:
    """The seat code in a panel (19.3)."""
    return keyed(salt, "seat", str(panel))[:_SEAT].hex()


def tag_of(salt: bytes) -> str:
    """The tag (19.3)."""
    return keyed(salt, "tag").hex()


def note_of(salt: bytes, text: bytes) -> bytes:
    """A note sealed, or opened: the same thing (19.4)."""
    pad = b"".join(keyed(salt, "note", str(i)) for i in range(-(-len(text) // _BLOCK)))
    return bytes(a ^ b for a, b in zip(text, pad, strict=False))


def read_code(text: str) -> str:
    """The 20 symbols that somebody typed. Raises ReceiptError when they are nobody's code."""
    symbols = "".join(text.split()).replace("-", "").upper()
    for symbol in symbols:
        if symbol not in SYMBOLS:
            raise ReceiptError(
                Text("The sign {sign} is in no code. Look at the letter again.", sign=symbol),
                mistyped=True,
            )
    if len(symbols) != LENGTH:
        raise ReceiptError(
            Text("A code has {n} signs, not {found}.", n=LENGTH, found=len(symbols)), mistyped=True
        )
    if _weighted([SYMBOLS.index(symbol) for symbol in symbols]) % len(SYMBOLS):
        raise ReceiptError(
            Text("One of the signs is not right. Compare the code with the letter again."),
            mistyped=True,
        )
    return symbols


# --- looking somebody up --------------------------------------------------------------------------


def find_receipt(path: Path | str, code: str) -> Receipt:
    """What a code shows in a bundle, or in the folder of a dossier (19.5).

    Raises ReceiptError when it shows nothing. Whether the files are in order is another question:
    :func:`sortition.verify.checks.verify_path`.
    """
    symbols = read_code(code)
    place = Path(path)
    content = read_dossier(place) if place.is_dir() else read_bundle(place)
    try:
        return _found(Public(Dossier(content)), salt_of(symbols))
    except BlockedError as blocked:
        raise ReceiptError(blocked.reason) from None


def _found(public: Public, salt: bytes) -> Receipt:
    tag, terms = tag_of(salt), public.terms
    rows = [(at, row[1]) for at, row in enumerate(public.people, 1) if row[0] == tag]
    if not rows:
        raise ReceiptError(Text("Nobody in these files has this code."))
    number, note = rows[0]
    count, chance = _opened(salt, note)
    panels = None
    if terms.listed:
        panels = tuple(p for p, row in enumerate(public.panels) if seat_of(salt, p) in row.seats)
    drawn = None
    if public.dossier.of("drawn"):
        drawn = seat_of(salt, int(public.drawn.number)) in public.drawn.seats
    return Receipt(
        number=number,
        people=len(public.people),
        count=count,
        units=terms.units,
        chance=chance,
        panels=panels,
        drawn=drawn,
        faults=_faults(count, chance, terms.units, panels),
    )


def _opened(salt: bytes, note: str) -> tuple[int, Fraction]:
    try:
        text = note_of(salt, bytes.fromhex(note)).decode("ascii")
        match = _NOTE.fullmatch(text)
        if match:
            return int(match[1]), Fraction(match[2])
    except (ValueError, ZeroDivisionError):
        pass
    raise ReceiptError(Text("The note for this code cannot be read."))


def _faults(
    count: int, chance: Fraction, units: int, panels: tuple[int, ...] | None
) -> tuple[Text, ...]:
    exact = chance * units
    faults = []
    if panels is not None and len(panels) != count:
        faults.append(
            Text("The list has {found} seats for this code, not {n}.", found=len(panels), n=count)
        )
    if abs(count - exact) >= 1 or (exact.denominator == 1 and count != exact):
        faults.append(Text("So many panels are not what the chance gives."))
    return tuple(faults)
