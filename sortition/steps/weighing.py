"""Weights for a draw in which letters count: who was written to more often needs less of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from pathlib import Path
from typing import Final

from sortition.dossier import folder as folders
from sortition.errors import Text, UsageError
from sortition.records.letters import Per
from sortition.records.quotas import LARGEST_WEIGHT
from sortition.steps.answers import CODE, cell_of, read_answers, sent
from sortition.steps.recording import waves_of
from sortition.tables import read_table, to_csv

WEIGHT: Final = "letter_weight"
_FINE: Final = 100
"""Weights are hundredths of the smallest, where that leaves them below 1000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The registrants with their weights.

    ``weights`` has each weight, how many people have it, and their chance of a letter; ``unknown``
    people have none of these letters, and the smallest weight. ``rounded`` is by how much of itself
    a weight can be off.
    """

    weights: tuple[tuple[int, int, Fraction], ...]
    unknown: int
    rounded: Fraction
    per: Per
    out: Path


def letters_weigh(waves: tuple[Path, ...], registrants: Path, *, out: Path) -> Weighed:
    """Write the registrants with one more column, ``letter_weight``, to the new file ``out``.

    The weight is 1 over the chance of a letter in all ``waves`` (folders, or a dossier), beside the
    largest such chance. With ``draw`` and these weights chance of a letter times chance of a seat
    is as equal as the quotas allow. Raises InputError or UsageError.
    """
    folders.ensure_no_file(out)
    waves = waves_of(waves)
    letters = [sent(wave) for wave in waves]
    table = read_table(registrants)
    if table.position(WEIGHT) is not None:
        raise UsageError(Text("The file has a column {name} already.", name=WEIGHT))
    cells = {row[CODE]: cell_of(row) for one in letters for row in one.table.rows}
    plan = letters[0].plan.after(len(waves))
    chances = [
        None if answer.code is None else plan.chance_of(cells[answer.code])
        for answer in read_answers(registrants, letters)
    ]
    known = [chance for chance in chances if chance]
    if not known:
        raise UsageError(Text("Nobody in this file has one of these letters."))
    weight_of = _weights(known)
    least = min(weight_of.values())
    weights = [weight_of[chance] if chance else least for chance in chances]
    rows = [(*row, str(weight)) for row, weight in zip(table.rows, weights, strict=True)]
    folders.write_file(out, to_csv((*table.columns, WEIGHT), rows), private=True)
    people = Counter(weights)
    largest = {w: max(c for c, own in weight_of.items() if own == w) for w in weight_of.values()}
    return Weighed(
        weights=tuple((w, people[w], largest[w]) for w in sorted(people)),
        unknown=sum(chance is None for chance in chances),
        rounded=max(abs(w * chance / (least * max(known)) - 1) for chance, w in weight_of.items()),
        per=plan.rules.per,
        out=out,
    )


def _weights(chances: Sequence[Fraction]) -> dict[Fraction, int]:
    """A whole weight for each chance of a letter, in lowest terms together."""
    most, least = max(chances), min(chances)
    fine = min(_FINE, int(LARGEST_WEIGHT * least / most))
    if fine < 1:
        raise UsageError(Text("The chances of a letter differ by more than a thousand times."))
    found = {chance: round(fine * most / chance) for chance in sorted({*chances})}
    common = gcd(*found.values())
    return {chance: weight // common for chance, weight in found.items()}
