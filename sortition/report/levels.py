"""The chances, level by level, and the line of everyone's chance from small to large."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from sortition.errors import Text
from sortition.records.derived import REST
from sortition.records.lottery import Level, Lottery, Method
from sortition.records.quotas import label
from sortition.report.marks import round_marks

_LOWEST = 9
_HIGHEST = 3
_MOST_TRAITS = 3
_SMALL = 5
_MOSTLY = Fraction(4, 5)
_FINEST = Fraction(1, 1000)
"""Marks of the picture are a tenth of a percent apart, or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """One chance, how many people have it, and what most of them have in common."""

    chance: Fraction
    people: int
    traits: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelTable:
    """The lowest levels, how many are left out, the highest levels."""

    lowest: tuple[LevelRow, ...]
    omitted: int
    highest: tuple[LevelRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Everyone's chance from small to large, for a picture 1000 wide and 1000 high.

    ``steps`` are (right end, height) of each level, ``even`` the height of size / people, and
    ``ticks`` the chances at the marks of the vertical axis, from 0 up, evenly spaced.
    """

    steps: tuple[tuple[int, int], ...]
    even: int
    ticks: tuple[Fraction, ...]


def levels_of(lottery: Lottery) -> tuple[Level, ...]:
    """Everybody by chance, from the smallest up: with leximin the levels that are proved.

    Levels that were proved one after the other at the same chance are one here.
    """
    plain = lottery.certificate.interval is None and not lottery.space.quotas.weights
    if lottery.method is Method.LEXIMIN and plain:
        return tuple(
            _joined(chance, tuple(same))
            for chance, same in groupby(lottery.certificate.levels, lambda level: level.chance)
        )
    profiles: dict[Fraction, list[int]] = {}
    for t, chance in enumerate(lottery.chances):
        profiles.setdefault(chance, []).append(t)
    return tuple(
        Level(chance=chance, profiles=tuple(profiles[chance]), multipliers=(), gap=Fraction(0))
        for chance in sorted(profiles)
    )


def _joined(chance: Fraction, levels: tuple[Level, ...]) -> Level:
    profiles = tuple(sorted(t for level in levels for t in level.profiles))
    return replace(levels[0], chance=chance, profiles=profiles)


def level_table(lottery: Lottery) -> LevelTable:
    """The table of levels, shortened in the middle when there are many."""
    levels = levels_of(lottery)
    if len(levels) <= _LOWEST + _HIGHEST + 1:
        return LevelTable(lowest=_rows(lottery, levels), omitted=0, highest=())
    return LevelTable(
        lowest=_rows(lottery, levels[:_LOWEST]),
        omitted=len(levels) - _LOWEST - _HIGHEST,
        highest=_rows(lottery, levels[-_HIGHEST:]),
    )


def people_of(lottery: Lottery, level: Level) -> int:
    """How many people are at a level."""
    return sum(map(lottery.space.people_of, level.profiles))


def _rows(lottery: Lottery, levels: tuple[Level, ...]) -> tuple[LevelRow, ...]:
    return tuple(
        LevelRow(
            chance=level.chance, people=people_of(lottery, level), traits=traits(lottery, level)
        )
        for level in levels
    )


def traits(lottery: Lottery, level: Level) -> Text:
    """What the people of a level have in common: values of all of them, then of most of them.

    A group of a few people is not described: its values could point to a person.
    """
    space, names = lottery.space, lottery.space.quotas.categories
    people = people_of(lottery, level)
    if people < _SMALL:
        return Text("too few people to describe")
    held: Counter[tuple[int, str]] = Counter()
    sharing = 0
    for profile in (space.profiles[t] for t in level.profiles):
        held.update({pair: len(profile.people) for pair in enumerate(profile.values)})
        sharing += len(profile.people) if profile.kind is not None else 0
    common = sorted(
        (
            (place, value)
            for (place, value), n in held.items()
            # That somebody is in no zone says little; what they are is there beside it.
            if n >= _MOSTLY * people
            and (value != REST or not space.quotas.definition(names[place]))
        ),
        key=lambda pair: (held[pair] < people, pair),
    )
    found = tuple(
        _trait(label(names[pair[0]], pair[1]), everyone=held[pair] == people)
        for pair in common[:_MOST_TRAITS]
    )
    home = (Text("share an address"),) if sharing == people else ()
    return Text("{traits}", traits=(*found, *home)) if found or home else Text("mixed")


def _trait(label: str, *, everyone: bool) -> Text:
    return Text("{label}", label=label) if everyone else Text("mostly {label}", label=label)


def line(lottery: Lottery) -> Line:
    """The picture of everyone's chance."""
    everyone = len(lottery.space.labels)
    even = Fraction(lottery.space.size, everyone)
    levels = levels_of(lottery)
    ticks = round_marks(max([level.chance for level in levels] + [even]), finest=_FINEST)
    top = ticks[-1]
    steps, seen = [], 0
    for level in levels:
        seen += people_of(lottery, level)
        steps.append((round(Fraction(1000 * seen, everyone)), round(1000 * level.chance / top)))
    return Line(steps=tuple(steps), even=round(1000 * even / top), ticks=ticks)
