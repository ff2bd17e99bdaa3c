"""From letter to seat on one page: how chances are spread, and what was unequal on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.errors import Text
from sortition.records.letters import GroupChances
from sortition.report.marks import round_marks
from sortition.report.page import rendered
from sortition.texts import known_language, translator

_WIDE: Final = 1000
"""The scale of a row is so many units long."""
_BINS: Final = 12
_FINEST: Final = Fraction(1, 1000)
"""The scale ends at whole tenths of a percent."""
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
    """How many people have how large a chance, in parts of equal width.

    A part with a few people is told with the next one, at the end with the one before; there are
    none when there are too few people in all.
    """
    step = top / _BINS
    counts = [0] * _BINS
    for chance in chances:
        counts[max(0, min(_BINS - 1, -(-chance // step) - 1))] += 1
    parts = _large_enough(counts)
    most = max((people for _, people in parts), default=0)
    lows = (0, *(end for end, _ in parts))
    return tuple(
        Bin(
            low=step * low,
            high=step * high,
            people=people,
            length=round(Fraction(_WIDE * people, most)),
        )
        for low, (high, people) in zip(lows, parts, strict=False)
    )


def _large_enough(counts: Sequence[int]) -> list[tuple[int, int]]:
    """Parts joined until each has nobody or enough people: where it ends (from 1), and how many."""
    parts: list[tuple[int, int]] = []
    waiting = last = 0
    for end, people in enumerate(counts, 1):
        waiting += people
        last = end if people else last
        if not 0 < waiting < FEWEST:
            parts.append((end, waiting))
            waiting = 0
    while parts and not parts[-1][1]:
        parts.pop()
    if waiting and parts:
        parts[-1] = (last, parts[-1][1] + waiting)
    return parts


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
    top = round_marks(max(chances), finest=_FINEST)[-1]
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
