"""A chart as SVG: both axes logarithmic, the same bytes for the same data.

Our own, from before there was a library for pictures here: no bytes of a committed picture change
with the version of one (docs/decisions/0002-libraries.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from benchmarks.fit import Point

WIDTH, HEIGHT = 560, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 28, 58, 56
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
"""Told apart by people who are colour-blind (Okabe and Ito); the marks differ too."""
MARKS = ("circle", "square", "diamond", "triangle")
STEPS = (1, 2, 5)
LEGEND = 220
"""Room for the name of one line."""
ROOM = 0.06
"""Empty room beside the outermost points, in powers of ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line of a chart. ``points`` are joined; ``stopped`` stand apart, hollow: at least so."""

    name: str
    points: tuple[Point, ...]
    stopped: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """From values above 0 to places between two edges, logarithmically."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        share = (log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        decades = range(floor(self.low), ceil(self.high) + 1)
        every = [step * 10.0**decade for decade in decades for step in STEPS]
        shown = [value for value in every if self.low <= log10(value) <= self.high]
        tens = [value for value in shown if round(log10(value), 9).is_integer()]
        return tens if len(tens) > len(STEPS) else shown


def chart(title: str, x_label: str, y_label: str, series: Sequence[Series]) -> str:
    """Return the file; all values above 0, at least one point."""
    points = [point for one in series for point in (*one.points, *one.stopped)]
    x = _axis([point[0] for point in points], LEFT, WIDTH - RIGHT)
    y = _axis([point[1] for point in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"',
        f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(LEFT, 22, title, weight="bold"),
        *_grid(x, y),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, x_label, anchor="middle"),
        _text(14, HEIGHT / 2, y_label, anchor="middle", turn=True),
        *(part for place, one in enumerate(series) for part in _series(place, one, x, y)),
        *_legend(series),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axis(values: Iterable[float], start: float, end: float) -> _Axis:
    logs = sorted(log10(value) for value in values)
    low, high = logs[0] - ROOM, logs[-1] + ROOM
    least = 0.5  # a flat line is not to look like a mountain range
    if high - low < least:
        middle = (low + high) / 2
        low, high = middle - least / 2, middle + least / 2
    return _Axis(low=low, high=high, start=start, end=end)


def _grid(x: _Axis, y: _Axis) -> Iterator[str]:
    for value in x.ticks():
        place = x.place(value)
        yield _line(place, TOP, place, HEIGHT - BOTTOM)
        yield _text(place, HEIGHT - BOTTOM + 18, f"{value:,g}", anchor="middle")
    for value in y.ticks():
        place = y.place(value)
        yield _line(LEFT, place, WIDTH - RIGHT, place)
        yield _text(LEFT - 6, place + 4, f"{value:,g}", anchor="end")


def _series(place: int, one: Series, x: _Axis, y: _Axis) -> Iterator[str]:
    colour, mark = COLOURS[place % len(COLOURS)], MARKS[place % len(MARKS)]
    joined = [(x.place(a), y.place(b)) for a, b in sorted(one.points)]
    if len(joined) > 1:
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in joined)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for a, b in joined:
        yield _mark(mark, a, b, fill=colour, stroke=colour)
    for a, b in sorted(one.stopped):
        yield _mark(mark, x.place(a), y.place(b), fill="#ffffff", stroke=colour)


def _legend(series: Sequence[Series]) -> Iterator[str]:
    for place, one in enumerate(series):
        colour, mark = COLOURS[place % len(COLOURS)], MARKS[place % len(MARKS)]
        start = LEFT + 6 + LEGEND * place
        yield _mark(mark, start, TOP - 18, fill=colour, stroke=colour)
        yield _text(start + 12, TOP - 14, one.name)


def _mark(mark: str, x: float, y: float, *, fill: str, stroke: str) -> str:
    look = f'fill="{fill}" stroke="{stroke}" stroke-width="2"'
    if mark == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {look}/>'
    corners = {
        "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        "diamond": ((0, -5), (5, 0), (0, 5), (-5, 0)),
        "triangle": ((0, -5), (5, 4), (-5, 4)),
    }[mark]
    path = " ".join(f"{x + a:.1f},{y + b:.1f}" for a, b in corners)
    return f'<polygon points="{path}" {look}/>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        'stroke="#dddddd" stroke-width="1"/>'
    )


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", weight: str = "", turn: bool = False
) -> str:
    looks = f' font-weight="{weight}"' if weight else ""
    looks += f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turn else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#222222"{looks}>'
        f"{escape(text)}</text>"
    )
