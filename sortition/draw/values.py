"""Public values as typed, brought into their one form and combined (docs/format.md §14)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sortition.draw import drand
from sortition.draw.tickets import public_value
from sortition.errors import Text, UsageError
from sortition.records.moments import moment_of
from sortition.records.names import clean
from sortition.records.plan import Source, SourceKind

JOINT: Final = " | "
_SEPARATORS: Final = re.compile(r"[\s,;/-]+")
_NUMBER: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_HEX: Final = re.compile(r"[0-9a-f]+", re.ASCII)
_PULSE: Final = 128
"""Hexadecimal digits of a NIST beacon's output value (512 bits)."""

CHECKED: Final = "checked"
NOT_CHECKED: Final = "not checked"
WITNESSED: Final = "witnessed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A value in its one form.

    ``check`` says what was checked about its origin: ``checked`` (its signature is right),
    ``not checked`` (it has one), ``witnessed`` (people saw it). ``evidence`` is what the check
    needs, ``moment`` when it came out, where the value itself tells.
    """

    value: str
    check: str = WITNESSED
    evidence: str = ""
    moment: str | None = None


def read_value(source: Source, typed: str) -> Reading:
    """The value of an announced source as somebody typed it. Raises UsageError with the reason."""
    return _READERS[source.kind](source, clean(typed))


def combine(values: Sequence[str]) -> str:
    """Several values as one, in the order in which their sources were announced (14.4).

    >>> combine(["dice 4 1 6", "lottery 3 8 21"])
    'dice 4 1 6 | lottery 3 8 21'
    """
    return public_value(JOINT.join(values))


def _numbers(source: Source, typed: str, *, least: int, most: int) -> list[int]:
    words = [word for word in _SEPARATORS.split(typed) if word]
    if source.kind is SourceKind.DIGITS and len(words) == 1:
        words = list(words[0])
    # No ball has ten digits; a longer text would only make slow arithmetic.
    numbers = [int(word) for word in words if _NUMBER.fullmatch(word)]
    right = len(numbers) == len(words) == source.count
    if not right or not all(least <= number <= most for number in numbers):
        raise UsageError(
            Text(
                "The plan announces {n} whole numbers from {least:d} to {most:d} here, not "
                '"{typed}".',
                n=source.count,
                least=least,
                most=most,
                typed=typed,
            )
        )
    return numbers


def _written(kind: SourceKind, numbers: Sequence[int]) -> str:
    return " ".join((kind.value, *map(str, numbers)))


def _digits(source: Source, typed: str) -> Reading:
    numbers = _numbers(source, typed, least=0, most=9)
    return Reading(value=f"{source.kind.value} {''.join(map(str, numbers))}")


def _dice(source: Source, typed: str) -> Reading:
    return Reading(value=_written(source.kind, _numbers(source, typed, least=1, most=source.of)))


def _balls(source: Source, typed: str) -> Reading:
    return Reading(value=_written(source.kind, _different(source, typed)))


def _lottery(source: Source, typed: str) -> Reading:
    """Newspapers print a result in order of size or of drawing, so it is sorted (RFC 3797, 3.1)."""
    return Reading(value=_written(source.kind, sorted(_different(source, typed))))


def _different(source: Source, typed: str) -> list[int]:
    numbers = _numbers(source, typed, least=1, most=source.of)
    if len(set(numbers)) != len(numbers):
        raise UsageError(
            Text('A number stands twice in "{typed}"; each can be drawn only once.', typed=typed)
        )
    return numbers


def _text(source: Source, typed: str) -> Reading:
    if "|" in typed:
        raise UsageError(Text('A value cannot hold the sign "|": it stands between two values.'))
    return Reading(value=f"{source.kind.value} {public_value(typed)}")


def _nist(source: Source, typed: str) -> Reading:
    """``PULSE VALUE``, or the beacon's own JSON."""
    members = _members(typed, ("pulseIndex", "outputValue"))
    pulse, value = str(members["pulseIndex"]), str(members["outputValue"]).lower()
    if pulse != str(source.round):
        raise _other_round(source, pulse)
    if len(value) != _PULSE or not _HEX.fullmatch(value):
        raise UsageError(Text("The output value of a NIST pulse has 128 hexadecimal digits."))
    return Reading(value=f"{source.kind.value} {pulse} {value}", check=NOT_CHECKED)


def _drand(source: Source, typed: str) -> Reading:
    """``ROUND SIGNATURE [SIGNATURE BEFORE]``, or the beacon's own JSON."""
    members = _members(typed, ("round", "signature", "previous_signature"))
    number = str(members["round"])
    if number != str(source.round):
        raise _other_round(source, number)
    signature, before = str(members["signature"]).lower(), _before(members)
    chain = drand.CHAINS[source.chain]
    raw = _bytes(signature)
    value = drand.randomness(raw)
    right = drand.signature_is_right(chain, source.round, raw, _bytes(before))
    if right is False or members.get("randomness", value) != value:
        raise UsageError(
            Text(
                "The signature of drand round {round:d} is not right. Copy the round again, whole.",
                round=source.round,
            )
        )
    return Reading(
        value=f"{source.kind.value} {source.chain} {source.round} {value}",
        check=CHECKED if right else NOT_CHECKED,
        evidence=" ".join(filter(None, (signature, before))),
        moment=moment_of(chain.moment(source.round)),
    )


def _before(members: Mapping[str, object]) -> str:
    return str(members.get("previous_signature") or "").lower()


def _bytes(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError:
        raise UsageError(
            Text("A signature of drand is written in hexadecimal digits (0-9, a-f).")
        ) from None


def _members(typed: str, names: tuple[str, ...]) -> Mapping[str, object]:
    """The members of a JSON object, or words in the order of ``names``; the first two must be."""
    found: object = dict(zip(names, typed.split(), strict=False))
    if typed.startswith("{"):
        try:
            found = json.loads(typed)
        except (ValueError, RecursionError):
            found = None
        found = found.get("pulse", found) if isinstance(found, dict) else None
    if isinstance(found, dict) and all(name in found for name in names[:2]):
        return found
    raise UsageError(
        Text(
            "This is not a value of the beacon. Type {names}, or paste its JSON.",
            names=names[:2],
        )
    )


def _other_round(source: Source, found: str) -> UsageError:
    return UsageError(
        Text(
            'The plan announces number {announced:d} of the beacon, not "{found}".',
            announced=source.round,
            found=found,
        )
    )


_READERS: Final[Mapping[SourceKind, Callable[[Source, str], Reading]]] = {
    SourceKind.DIGITS: _digits,
    SourceKind.DICE: _dice,
    SourceKind.BALLS: _balls,
    SourceKind.LOTTERY: _lottery,
    SourceKind.DRAND: _drand,
    SourceKind.NIST: _nist,
    SourceKind.TEXT: _text,
}
