"""A commitment as it is shown: 64 digits in groups, and 16 words to read out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sortition.errors import Text

if TYPE_CHECKING:
    from sortition.steps import Commitment

_GROUP = 8
_LINE = 4


def commitment_texts(commitment: Commitment) -> list[Text]:
    """For people: publish the digits, or read out the words."""
    digits, words = commitment.digits, commitment.words
    groups = [digits[i : i + _GROUP] for i in range(0, len(digits), _GROUP)]
    return [
        Text("Publish this now, or read out the words:"),
        *(Text("    {words}", words=" ".join(line)) for line in _lines(groups)),
        *(Text("    {words}", words=" ".join(line)) for line in _lines(words)),
    ]


def commitment_json(commitment: Commitment) -> dict[str, object]:
    """For machines."""
    return {"commitment": commitment.digits, "words": list(commitment.words)}


def _lines(items: list[str] | tuple[str, ...]) -> list[tuple[str, ...]]:
    return [tuple(items[i : i + _LINE]) for i in range(0, len(items), _LINE)]
