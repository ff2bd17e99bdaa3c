"""What alternates would do, on one page: a picture, a table, and what each quota gains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.records.standby_help import Comparison
from sortition.report import pictures
from sortition.report.marks import decimals, round_marks
from sortition.report.page import rendered
from sortition.texts import N_, Translator, known_language, translator

_FINEST: Final = Fraction(1, 10)
"""Marks are a tenth of a seat apart, or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHelp:
    """Seats wrong on average at one quota: with nobody, with the alternates, with everybody."""

    category: str
    value: str
    without: Fraction
    chosen: Fraction
    pool: Fraction


def picture_of(found: Comparison, speaker: Translator) -> str:
    """The means by number of alternates, each way a line that begins where nobody stands by."""
    counts = (0, *(one.count for one in found.by_count))
    ways = {
        N_("alternates as this tool draws them"): [one.chosen for one in found.by_count],
        N_("alternates by lot, whoever they are"): [one.blind for one in found.by_count],
        N_("the same people sit from the start (only seats that lack are counted)"): [
            one.overdrawn for one in found.by_count
        ],
        N_("a new lottery among everybody: alternates can do no better"): None,
    }
    lines = []
    for name, values in ways.items():
        seats = [found.pool] * len(counts) if values is None else [found.without, *values]
        means = (Fraction(n, found.scenarios) for n in seats)
        points = tuple(zip(map(Fraction, counts), means, strict=True))
        lines.append(
            pictures.Line(name=speaker.say(name), points=points, dotted=values is not None)
        )
    top = max(mean for line in lines for _, mean in line.points)
    marks = round_marks(max(top, Fraction(1, found.scenarios)), finest=_FINEST)
    across = pictures.Scale(
        name=speaker.say(N_("alternates")),
        marks=tuple((Fraction(n), speaker.number(n)) for n in counts),
    )
    up = pictures.Scale(
        name=speaker.say(N_("seats that are wrong")),
        marks=tuple((mark, speaker.decimal(mark, decimals(marks[1]))) for mark in marks),
    )
    title = N_(
        "Seats that are wrong on average, by the number of alternates. The table below has the "
        "figures."
    )
    return pictures.lines(lines, across, up, title=speaker.say(title))


def groups_of(found: Comparison, names: Sequence[tuple[str, str]]) -> tuple[GroupHelp, ...]:
    """Quotas at which seats may be wrong, the worst first; ``names`` are category and value."""
    n = found.scenarios
    rows = (
        GroupHelp(
            category=category,
            value=value,
            without=Fraction(without, n),
            chosen=Fraction(chosen, n),
            pool=Fraction(pool, n),
        )
        for (category, value), (without, chosen, pool) in zip(names, found.rows[1:], strict=True)
        if without
    )
    return tuple(sorted(rows, key=lambda row: -row.without))


def alternates_html(
    found: Comparison,
    names: Sequence[tuple[str, str]],
    *,
    size: int,
    drawn: bool,
    language: str,
    version: str,
) -> bytes:
    """The page. Raises ValueError for a language without texts."""
    speaker = translator(known_language(language))
    return rendered(
        "alternates.html.j2",
        speaker,
        found=found,
        mean=lambda seats: Fraction(seats, found.scenarios),
        picture=picture_of(found, speaker),
        groups=groups_of(found, names),
        size=size,
        drawn=drawn,
        version=version,
    )
