"""What alternates would do, on one page: a picture, a table, and what each quota gains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from math import ceil
from typing import Final

from sortition.records.standby_help import Comparison
from sortition.report.page import environment
from sortition.texts import known_language, translator

_WIDE: Final = 620
_HIGH: Final = 280
"""The plot, in units of the drawing."""
_MOST_STEPS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One way of going on: the name of its style, and its points on the drawing."""

    style: str
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark on an axis: where, and the number there."""

    at: int
    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The picture: lines, and the marks of both axes."""

    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHelp:
    """Seats wrong on average at one quota: with nobody, with the alternates, with everybody."""

    category: str
    value: str
    without: Fraction
    chosen: Fraction
    pool: Fraction


def plot_of(found: Comparison) -> Plot:
    """The means by number of alternates, each way a line that begins where nobody stands by."""
    n = found.scenarios
    top = _ticks(Fraction(max(found.without, *(one.blind for one in found.by_count), 1), n))
    most = found.by_count[-1].count

    def line(style: str, values: Sequence[int], without: int = found.without) -> Line:
        numbers = (0, *(one.count for one in found.by_count))
        points = tuple(
            (
                round(Fraction(_WIDE * number, most)),
                _HIGH - round(_HIGH * Fraction(value, n) / top[-1]),
            )
            for number, value in zip(numbers, (without, *values), strict=True)
        )
        return Line(style=style, points=points)

    lines = (
        line("blind", [one.blind for one in found.by_count]),
        line("overdrawn", [one.overdrawn for one in found.by_count]),
        line("chosen", [one.chosen for one in found.by_count]),
        line("pool", [found.pool for _ in found.by_count], found.pool),
    )
    return Plot(
        lines=lines,
        across=tuple(
            Tick(at=round(Fraction(_WIDE * c, most)), value=Fraction(c))
            for c in (0, *(one.count for one in found.by_count))
        ),
        up=tuple(Tick(at=_HIGH - round(_HIGH * tick / top[-1]), value=tick) for tick in top),
    )


def _ticks(highest: Fraction) -> tuple[Fraction, ...]:
    """Marks at round numbers from 0 to at least ``highest``, five steps at most."""
    steps = (Fraction(n * 10**e, 100) for e in count() for n in (10, 20, 50))
    step = next(step for step in steps if step * _MOST_STEPS >= highest)
    return tuple(step * n for n in range(ceil(highest / step) + 1))


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
    html = (
        environment(speaker)
        .get_template("alternates.html.j2")
        .render(
            found=found,
            mean=lambda seats: Fraction(seats, found.scenarios),
            plot=plot_of(found),
            groups=groups_of(found, names),
            wide=_WIDE,
            high=_HIGH,
            size=size,
            drawn=drawn,
            version=version,
        )
    )
    return (html.strip() + "\n").encode("utf-8")
