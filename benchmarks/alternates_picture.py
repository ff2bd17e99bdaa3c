"""A chart as SVG for black and white: lines are told apart by dashes and marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 620, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 44, 56
DASHES = ("", "6 4", "2 3", "10 3 2 3", "14 5")
MARKS = ("circle", "square", "triangle", "diamond", "none")
STEPS = (1, 2, 5)
TICKS = 6
_LEGEND = 216
"""From the right edge to the names of the lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One line of a chart, of points from 0 up."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """From 0 to ``most``, onto the picture from ``start`` to ``end``."""

    most: float
    start: float
    end: float

    def place(self, value: float) -> float:
        return self.start + value / self.most * (self.end - self.start)

    def ticks(self) -> list[float]:
        steps = (step * 10.0**power for power in range(-3, 6) for step in STEPS)
        step = next(step for step in steps if self.most / step <= TICKS)
        return [step * i for i in range(int(self.most / step + 1e-9) + 1)]


def chart(title: str, x_label: str, y_label: str, curves: Sequence[Curve]) -> str:
    """Return the file; both axes begin at 0, some point of each is above it."""
    points = [point for curve in curves for point in curve.points]
    x = _Scale(most=max(a for a, _ in points), start=LEFT, end=WIDTH - RIGHT)
    y = _Scale(most=1.05 * max(b for _, b in points), start=HEIGHT - BOTTOM, end=TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"',
        f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(LEFT, 22, title, looks='font-weight="bold"'),
        *_grid(x, y),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, x_label, looks='text-anchor="middle"'),
        _text(
            16,
            HEIGHT / 2,
            y_label,
            looks=f'text-anchor="middle" transform="rotate(-90 16 {HEIGHT / 2:.1f})"',
        ),
        *(part for i, curve in enumerate(curves) for part in _curve(i, curve, x, y)),
        *(part for i, curve in enumerate(curves) for part in _name(i, curve)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _grid(x: _Scale, y: _Scale) -> Iterator[str]:
    for value in x.ticks():
        place = x.place(value)
        yield _line((place, TOP), (place, HEIGHT - BOTTOM), stroke="#dddddd")
        yield _text(place, HEIGHT - BOTTOM + 18, f"{value:g}", looks='text-anchor="middle"')
    for value in y.ticks():
        place = y.place(value)
        yield _line((LEFT, place), (WIDTH - RIGHT, place), stroke="#dddddd")
        yield _text(LEFT - 6, place + 4, f"{value:g}", looks='text-anchor="end"')


def _curve(i: int, curve: Curve, x: _Scale, y: _Scale) -> Iterator[str]:
    places = [(x.place(a), y.place(b)) for a, b in sorted(curve.points)]
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
    yield (
        f'<polyline points="{path}" fill="none" stroke="#000000" stroke-width="1.5" '
        f'stroke-dasharray="{DASHES[i]}"/>'
    )
    for place in places:
        yield from _mark(MARKS[i], *place)


def _name(i: int, curve: Curve) -> Iterator[str]:
    x, y = WIDTH - RIGHT - _LEGEND, TOP + 18 + 20 * i
    if not i:
        height = 20 * len(DASHES) + 8
        yield (
            f'<rect x="{x - 8}" y="{TOP + 4}" width="{_LEGEND}" height="{height}" fill="#ffffff"/>'
        )
    yield _line((x, y), (x + 40, y), stroke="#000000", dashes=DASHES[i])
    yield from _mark(MARKS[i], x + 20, y)
    yield _text(x + 48, y + 4, curve.name)


def _mark(mark: str, x: float, y: float) -> Iterator[str]:
    look = 'fill="#ffffff" stroke="#000000" stroke-width="1.5"'
    if mark == "circle":
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#000000"/>'
    elif mark != "none":
        corners = {
            "square": ((-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)),
            "diamond": ((0, -5), (5, 0), (0, 5), (-5, 0)),
            "triangle": ((0, -4.5), (4.5, 3.5), (-4.5, 3.5)),
        }[mark]
        path = " ".join(f"{x + a:.1f},{y + b:.1f}" for a, b in corners)
        yield f'<polygon points="{path}" {look}/>'


def _line(
    start: tuple[float, float], end: tuple[float, float], *, stroke: str, dashes: str = ""
) -> str:
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{stroke}" stroke-width="1.5" stroke-dasharray="{dashes}"/>'
    )


def _text(x: float, y: float, text: str, *, looks: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="#000000" {looks}>{escape(text)}</text>'
