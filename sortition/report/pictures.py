"""Pictures as vector graphics for a page: the seam to matplotlib.

Every picture is readable in black and white (bars differ in filling, not only in colour), has a
title that a screen reader says, keeps its text as text, and is the same bytes for the same figures:
no clock, no settings of the computer, ids from a fixed salt.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Patch

Percent = Callable[[Fraction], str]

_SETTINGS: Final[Mapping[str, Any]] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 11,
    "hatch.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#545b64",
    "text.color": "#1b1f24",
    "axes.labelcolor": "#545b64",
    "xtick.color": "#545b64",
    "ytick.color": "#1b1f24",
}
_INK, _ACCENT, _PALE = "#1b1f24", "#0b4f6c", "#d6e4ea"
_FILLS: Final[tuple[Mapping[str, Any], ...]] = (
    {"fc": "#ffffff", "hatch": "////"},
    {"fc": "#ffffff"},
    {"fc": _ACCENT},
)
"""Of the series of a comparison, from the last back: they differ without colour too."""
_WIDE: Final = 7.0
"""Inches; the page scales it."""
_FONT: Final = re.compile(r"font: ([\d.]+px) [^;\"]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """One row of a comparison: its name, a share (0 to 1) for each series, None where unknown."""

    name: str
    shares: tuple[Fraction | None, ...]
    room: tuple[Fraction, Fraction] | None = None
    """The least and the most share that are allowed, drawn as a bracket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """So many people with this chance (0 to 1)."""

    people: int
    chance: Fraction


def compared(rows: Sequence[Bars], series: Sequence[str], *, title: str, percent: Percent) -> str:
    """Groups of bars, one group for each row, one bar for each series, as SVG."""
    with mpl.rc_context(_settings(title)):
        figure, axes = _figure(0.5 + 0.16 * (len(series) + 1.3) * len(rows))
        height = 1 / (len(series) + 1.3)
        fills = _FILLS[-len(series) :]
        for s in range(len(series)):
            fill = fills[s]
            for r, row in enumerate(rows):
                share = row.shares[s]
                if share is not None:
                    axes.barh(
                        r + height * (s - (len(series) - 1) / 2),
                        float(share), height, ec=_INK, lw=0.8, **fill,
                    )  # fmt: skip
        for r, row in enumerate(rows):
            if row.room is not None:
                low, high = map(float, row.room)
                at = r + height * (len(series) + 0.9) / 2
                axes.plot([low, high], [at, at], color=_INK, lw=1.6, marker="|", ms=5)
        axes.set_yticks(range(len(rows)), [row.name for row in rows])
        axes.invert_yaxis()
        _percents(axes.xaxis, axes.get_xlim()[1], percent)
        keys = [Patch(ec=_INK, lw=0.8, **fill) for fill in fills]
        place = {"loc": "lower right", "bbox_to_anchor": (1, 1), "ncols": len(series)}
        axes.legend(keys, list(series), frameon=False, **place)
        return _svg(figure, title)


def sorted_chances(
    steps: Sequence[Steps], *, even: Fraction, title: str, names: tuple[str, str], percent: Percent
) -> str:
    """Everybody side by side, the smallest chance first, and the equal chance as a dashed line.

    ``names`` are those of the two axes: people, and chance.
    """
    with mpl.rc_context(_settings(title)):
        figure, axes = _figure(2.6)
        edges, heights = [0], []
        for step in steps:
            edges.append(edges[-1] + step.people)
            heights.append(float(step.chance))
        axes.stairs(heights, edges, fill=True, fc=_PALE, ec="none")
        axes.stairs(heights, edges, color=_ACCENT, lw=1.8, baseline=None)
        axes.axhline(float(even), color=_INK, lw=1, ls=(0, (5, 4)))
        axes.set_xlim(0, edges[-1])
        axes.set_ylim(0, max([*heights, float(even)]) * 1.08)
        _percents(axes.yaxis, axes.get_ylim()[1], percent)
        axes.set_xlabel(names[0])
        axes.set_ylabel(names[1])
        return _svg(figure, title)


def dots(
    rows: Sequence[tuple[str, Fraction]], *, even: Fraction, title: str, percent: Percent
) -> str:
    """A dot for each row at its chance (0 to 1), and the equal chance as a dashed line."""
    with mpl.rc_context(_settings(title)):
        figure, axes = _figure(0.6 + 0.2 * len(rows))
        axes.axvline(float(even), color=_INK, lw=1, ls=(0, (5, 4)))
        for r, (_, chance) in enumerate(rows):
            axes.plot([0, float(chance)], [r, r], color="#c9cdd2", lw=1)
        axes.plot([float(c) for _, c in rows], range(len(rows)), "o", color=_ACCENT, ms=5)
        axes.set_yticks(range(len(rows)), [name for name, _ in rows])
        axes.invert_yaxis()
        axes.set_xlim(0, max(*(float(c) for _, c in rows), float(even)) * 1.08)
        _percents(axes.xaxis, axes.get_xlim()[1], percent)
        return _svg(figure, title)


def funnel(rows: Sequence[tuple[str, int, str]], *, title: str) -> str:
    """From many to few: a bar for each stage, each with its number in words (the third member)."""
    with mpl.rc_context(_settings(title)):
        figure, axes = _figure(0.35 + 0.42 * len(rows))
        most = max(number for _, number, _ in rows)
        for r, (_, number, words) in enumerate(rows):
            part = number / most
            axes.barh(r, part, 0.62, ec=_INK, lw=0.8, fc=_ACCENT if r == len(rows) - 1 else _PALE)
            axes.text(part + 0.012, r, words, va="center")
        axes.set_yticks(range(len(rows)), [name for name, _, _ in rows])
        axes.set_xlim(0, 1.18)
        axes.invert_yaxis()
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        return _svg(figure, title)


def _settings(title: str) -> Any:  # noqa: ANN401 - matplotlib's names
    """Settings with ids of their own for each picture of a page."""
    return {**_SETTINGS, "svg.hashsalt": f"sortition {title}"}


def _figure(height: float) -> tuple[Figure, Any]:
    figure = Figure(figsize=(_WIDE, height), layout="constrained")
    FigureCanvasSVG(figure)
    return figure, figure.subplots()


def _percents(axis: Any, top: float, percent: Percent) -> None:  # noqa: ANN401 - matplotlib's own
    """Marks at round percentages, written as the language writes them."""
    steps = (Fraction(n, 1000) for n in (5, 10, 20, 50, 100, 200, 250))
    step = next((step for step in steps if step * 6 >= Fraction(top)), Fraction(1, 4))
    marks = [step * n for n in range(int(Fraction(top) / step) + 1)]
    axis.set_ticks([float(mark) for mark in marks], [percent(mark) for mark in marks])


def _svg(figure: Figure, title: str) -> str:
    """The drawing, to be put into a page: an image with a title, in the page's own font."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    drawing = out.getvalue()
    drawing = drawing[drawing.index("<svg") :]
    # Ids of groups serve nobody, and two pictures of a page would share them.
    drawing = re.sub(r'<g id="[^"]*">', "<g>", drawing)
    drawing = re.sub(r"<metadata>.*?</metadata>\n?", "", drawing, flags=re.DOTALL)
    drawing = _FONT.sub(r"font-size: \1; font-family: inherit", drawing)
    opening, rest = drawing.split(">", 1)
    opening = re.sub(r' (?:width|height)="[^"]*"', "", opening)
    opening = re.sub(
        r' xmlns:xlink="[^"]*"', ' xmlns:xlink="http://www.w3.org/1999/xlink"', opening
    )
    return f'{opening} role="img"><title>{escape(title)}</title>{rest}'.strip()
