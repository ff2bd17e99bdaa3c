"""From letter to seat on one page: how chances are spread, and what was unequal on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.errors import Text
from sortition.records.letters import GroupChances
from sortition.report.levels import ticks_to
from sortition.report.page import rendered
from sortition.texts import known_language, translator

_WIDE: Final = 1000
"""The scale of a row is so many units long."""
_BINS: Final = 12
FEWEST: Final = 10
"""Groups of fewer people are not shown on the page: a chance could point to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A group with its place on the scale (0 to 1000): from smallest to largest, and the mean."""

    group: GroupChances
    low: int
    high: int
    mean: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """People whose chance is above ``low`` and at most ``high``; a bar of this length."""

    low: Fraction
    high: Fraction
    people: int
    length: int


def ranges(groups: Sequence[GroupChances], top: Fraction) -> tuple[Range, ...]:
    """Every group that is large enough to be shown."""
    return tuple(
        Range(
            group=group,
            low=_place(group.smallest, top),
            high=_place(group.largest, top),
            mean=_place(group.mean, top),
        )
        for group in groups
        if group.people >= FEWEST
    )


def bins(chances: Sequence[Fraction], top: Fraction) -> tuple[Bin, ...]:
    """How many people have how large a chance, in parts of equal width."""
    step = top / _BINS
    counts = [0] * _BINS
    for chance in chances:
        counts[max(0, min(_BINS - 1, -(-chance // step) - 1))] += 1
    most = max(counts)
    return tuple(
        Bin(
            low=step * i,
            high=step * (i + 1),
            people=people,
            length=round(Fraction(_WIDE * people, most)),
        )
        for i, people in enumerate(counts)
        if any(counts[i:])
    )


def _place(chance: Fraction, top: Fraction) -> int:
    return round(_WIDE * chance / top)


def chances_html(
    groups: Sequence[GroupChances],
    chances: Sequence[Fraction],
    *,
    sentences: Sequence[Text],
    language: str,
    version: str,
) -> bytes:
    """The page; ``chances`` are those of everybody, of letter and seat together.

    Raises ValueError for a language without texts.
    """
    speaker = translator(known_language(language))
    top = ticks_to(max(chances))[-1]
    return rendered(
        "chances.html.j2",
        speaker,
        people=len(chances),
        smallest=min(chance for chance in chances if chance),
        largest=max(chances),
        sentences=sentences,
        bins=bins(chances, top),
        ranges=ranges(groups, top),
        hidden=sum(group.people < FEWEST for group in groups),
        fewest=FEWEST,
        top=top,
        version=version,
    )
