"""Pictures as vector graphics for a page: the seam to matplotlib.

Every picture is readable in black and white (bars differ in filling, not only in colour), has a
title that a screen reader says, keeps its text as text, and is the same bytes for the same figures:
no clock, no settings of the computer, ids from a fixed salt. Each is drawn twice, for a wide page
and for a telephone, where letters of a shrunken picture could not be read; the style of the page
(``templates/pictures.css``) shows one. The library takes half a second to load, so it is loaded
with the first picture.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from itertools import pairwise
from math import log
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final

from sortition.report.marks import decimals, round_marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Percent = Callable[[Fraction, int], str]
"""Writes a share (0 to 1) as a percentage with so many decimals."""

_SETTINGS: Final[Mapping[str, Any]] = {
    # A name of somebody's own may hold two dollar signs, and is no formula.
    "text.parse_math": False,
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
_STROKES: Final[tuple[Mapping[str, Any], ...]] = (
    {"color": "#0b4f6c", "lw": 2.8},
    {"color": "#b34700", "lw": 2.0, "ls": (0, (5, 2.5))},
    {"color": "#00664d", "lw": 2.4, "ls": (0, (1, 1.6))},
    {"color": "#1b1f24", "lw": 1.1},
    {"color": "#a3487c", "lw": 1.8, "ls": (0, (6, 2, 1, 2))},
)
"""Of lines, in their order: dashes and widths serve in print, dark colours on a screen."""
_FINEST: Final = Fraction(1, 10**9)
"""Marks of shares are at least so far apart."""
_MORE: Final = 1.08
"""An axis goes so much further than the highest chance."""
_COLUMNS: Final = 2
_NEAR: Final = 0.12
_SHORT: Final = 36
"""Names of lines up to so many letters fit beside each other."""
_SHORTHAND: Final = re.compile(r"font: ([\d.]+px) [^;\"]+")
_FAMILY: Final = re.compile(r"font-family: [^;\"]+")
"""Some versions of the library write size and family of letters in one, others apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What a picture is drawn for: inches across (the page scales it), and letters of a name.

    A ``narrow`` one has no room for two things beside each other.
    """

    name: str
    wide: float
    letters: int
    narrow: bool

    def folded(self, name: str) -> str:
        """A name beside the axes, in lines that fit."""
        return fill(name, self.letters, break_long_words=False, break_on_hyphens=False)

    def folded_below(self, name: str) -> str:
        """A name below the axes, where it has the whole width."""
        return fill(name, 2 * self.letters)


_PAGES: Final = (
    _Page(name="on-page", wide=7.0, letters=34, narrow=False),
    _Page(name="on-phone", wide=4.0, letters=16, narrow=True),
)
_Draw = Callable[["Figure", Any, _Page], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """One row of a comparison: its name, a share (0 to 1) for each series, None where unknown."""

    name: str
    shares: tuple[Fraction | None, ...]
    room: tuple[Fraction, Fraction] | None = None
    """The least and the most share that are allowed, drawn as a bracket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An axis: its name, and its marks (two or more) from end to end, each with its words.

    On a ``proportional`` one twice as much is as far everywhere; its marks are above 0.
    """

    name: str
    marks: tuple[tuple[Fraction, str], ...]
    proportional: bool = False

    def __post_init__(self) -> None:
        if len(self.marks) <= 1:
            raise ValueError("an axis has two ends")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Points from left to right, (across, up), joined straight or by steps.

    ``dotted`` shows the points themselves, and ``ringed`` one of them.
    """

    name: str
    points: tuple[tuple[Fraction, Fraction], ...]
    stepped: bool = False
    dotted: bool = False
    ringed: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """So many people with this chance (0 to 1)."""

    people: int
    chance: Fraction


def compared(rows: Sequence[Bars], series: Sequence[str], *, title: str, percent: Percent) -> str:
    """Groups of bars, one group for each row, one bar for each series, as SVG."""

    def draw(_: Figure, axes: Any, page: _Page) -> None:  # noqa: ANN401 - matplotlib's own
        from matplotlib.patches import Patch  # noqa: PLC0415 - loaded with the first picture

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
        _rows(axes, [row.name for row in rows], page)
        known = [share for row in rows for share in (*row.shares, *(row.room or ())) if share]
        highest = max(known, default=Fraction(1))
        axes.set_xlim(0, float(highest) * _MORE)
        _percents(axes.xaxis, axes.get_xlim()[1], highest, percent)
        keys = [Patch(ec=_INK, lw=0.8, **fill) for fill in fills]
        place = {"loc": "lower right", "bbox_to_anchor": (1, 1), "ncols": len(series)}
        axes.legend(keys, list(series), frameon=False, columnspacing=1.2, **place)

    return _drawn(draw, 0.5 + 0.16 * (len(series) + 1.3) * len(rows), title)


def lines(
    series: Sequence[Line],
    across: Scale,
    up: Scale,
    *,
    title: str,
    level: tuple[Fraction, str] | None = None,
) -> str:
    """Up to five lines on two scales; their names stand below when there are several.

    All points are within the scales. ``level`` is a height with a name of its own, drawn as a thin
    dashed line. Raises ValueError for more lines than can be told apart.
    """
    if len(series) > len(_STROKES):
        raise ValueError(len(series))

    def draw(figure: Figure, axes: Any, page: _Page) -> None:  # noqa: ANN401 - matplotlib's own
        for line, stroke in zip(series, _STROKES, strict=False):
            axes.plot(
                [float(x) for x, _ in line.points], [float(y) for _, y in line.points],
                label=page.folded_below(line.name),
                drawstyle="steps-post" if line.stepped else "default",
                marker="o" if line.dotted else "", ms=4, **stroke,
            )  # fmt: skip
            if line.ringed is not None:
                axes.plot(*map(float, line.ringed), "o", ms=11, mfc="none", mec=_INK, mew=1.4)
        if level is not None:
            height, name = level
            axes.axhline(float(height), color=_INK, lw=0.9, ls=(0, (8, 5)), label=name)
        _scaled(axes, "x", across)
        if page.narrow and _crowded(across):
            axes.tick_params(axis="x", labelrotation=60)
        _scaled(axes, "y", up)
        axes.grid(axis="y", color="#c9cdd2", lw=0.7)
        axes.set_axisbelow(True)
        names = axes.get_legend_handles_labels()[1]
        if len(names) > 1:
            short = max(map(len, names)) <= _SHORT and not page.narrow
            columns = _COLUMNS if short else 1
            figure.legend(loc="outside lower left", frameon=False, handlelength=3.6, ncols=columns)

    def height(page: _Page) -> float:
        if len(series) == 1:
            return 3.0
        return 3.4 + 0.2 * sum(_lines_in(page.folded_below(line.name)) for line in series)

    return _drawn(draw, height, title)


def sorted_chances(
    steps: Sequence[Steps], *, even: Fraction, title: str, names: tuple[str, str], percent: Percent
) -> str:
    """Everybody side by side, the smallest chance first, and the equal chance as a dashed line.

    ``names`` are those of the two axes: people, and chance.
    """

    def draw(_: Figure, axes: Any, __: _Page) -> None:  # noqa: ANN401 - matplotlib's own
        edges, heights = [0], []
        for step in steps:
            edges.append(edges[-1] + step.people)
            heights.append(float(step.chance))
        axes.stairs(heights, edges, fill=True, fc=_PALE, ec="none")
        axes.stairs(heights, edges, color=_ACCENT, lw=1.8, baseline=None)
        axes.axhline(float(even), color=_INK, lw=1, ls=(0, (5, 4)))
        axes.set_xlim(0, edges[-1])
        highest = max(even, *(step.chance for step in steps))
        axes.set_ylim(0, float(highest) * _MORE)
        _percents(axes.yaxis, axes.get_ylim()[1], highest, percent)
        axes.set_xlabel(names[0])
        axes.set_ylabel(names[1])

    return _drawn(draw, 2.6, title)


def dots(
    rows: Sequence[tuple[str, Fraction]], *, even: Fraction, title: str, percent: Percent
) -> str:
    """A dot for each row at its chance (0 to 1), and the equal chance as a dashed line."""

    def draw(_: Figure, axes: Any, page: _Page) -> None:  # noqa: ANN401 - matplotlib's own
        axes.axvline(float(even), color=_INK, lw=1, ls=(0, (5, 4)))
        for r, (_name, chance) in enumerate(rows):
            axes.plot([0, float(chance)], [r, r], color="#c9cdd2", lw=1)
        axes.plot([float(c) for _, c in rows], range(len(rows)), "o", color=_ACCENT, ms=5)
        _rows(axes, [name for name, _ in rows], page)
        highest = max(even, *(chance for _, chance in rows))
        axes.set_xlim(0, float(highest) * _MORE)
        _percents(axes.xaxis, axes.get_xlim()[1], highest, percent)

    def height(page: _Page) -> float:
        lines = max(_lines_in(page.folded(name)) for name, _ in rows)
        return 0.6 + 0.2 * lines * len(rows)

    return _drawn(draw, height, title)


def funnel(rows: Sequence[tuple[str, int, str]], *, title: str) -> str:
    """From many to few: a bar for each stage, each with its number in words (the third member)."""

    def draw(_: Figure, axes: Any, page: _Page) -> None:  # noqa: ANN401 - matplotlib's own
        most = max(number for _, number, _ in rows)
        for r, (_name, number, words) in enumerate(rows):
            part = number / most
            axes.barh(r, part, 0.62, ec=_INK, lw=0.8, fc=_ACCENT if r == len(rows) - 1 else _PALE)
            axes.text(part + 0.012, r, words, va="center")
        _rows(axes, [name for name, _, _ in rows], page)
        axes.set_xlim(0, 1.4 if page.narrow else 1.18)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)

    return _drawn(draw, 0.35 + 0.42 * len(rows), title)


# --- the drawing ----------------------------------------------------------------------------------


def _drawn(draw: _Draw, height: float | Callable[[_Page], float], title: str) -> str:
    """The picture for each page, so many inches high, each in a box that says for which."""
    import matplotlib as mpl  # noqa: PLC0415 - loaded with the first picture
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    boxes = []
    for page in _PAGES:
        # A salt of its own, or two drawings of a page would share ids.
        settings: Any = {**_SETTINGS, "svg.hashsalt": f"sortition {title} {page.name}"}
        with mpl.rc_context():
            # From the library's defaults: a file of settings on a computer changes nothing.
            mpl.rcdefaults()
            mpl.rcParams.update(settings)
            high = height(page) if callable(height) else height
            figure = Figure(figsize=(page.wide, high), layout="constrained")
            FigureCanvasSVG(figure)
            draw(figure, figure.subplots(), page)
            # Everything is within its axes; cut out, it would point at an outline.
            for part in figure.findobj():
                part.set_clip_on(False)
            boxes.append(f'<div class="{page.name}">{_svg(figure, title)}</div>')
    return "\n".join(boxes)


def _rows(axes: Any, names: Sequence[str], page: _Page) -> None:  # noqa: ANN401 - matplotlib's own
    """Names of rows on the left, the first on top."""
    axes.set_yticks(range(len(names)), [page.folded(name) for name in names])
    axes.invert_yaxis()


def _scaled(axes: Any, which: str, scale: Scale) -> None:  # noqa: ANN401 - matplotlib's own
    """The axis ``x`` or ``y`` by its scale."""
    axis = getattr(axes, f"{which}axis")
    if scale.proportional:
        axes.set(**{f"{which}scale": "log"})
        axis.set_ticks([], minor=True)
    values = [float(mark) for mark, _ in scale.marks]
    axes.set(**{f"{which}label": scale.name, f"{which}lim": (values[0], values[-1])})
    axis.set_ticks(values, [words for _, words in scale.marks])


def _crowded(scale: Scale) -> bool:
    """Whether two marks are so near that their words would touch on a telephone."""
    places = [log(mark) if scale.proportional else float(mark) for mark, _ in scale.marks]
    return min(b - a for a, b in pairwise(places)) < _NEAR * (places[-1] - places[0])


def _lines_in(folded: str) -> int:
    return folded.count("\n") + 1


def _percents(axis: Any, end: float, highest: Fraction, percent: Percent) -> None:  # noqa: ANN401
    """Marks at round percentages for chances up to ``highest``, on an axis that has this end."""
    marks = [mark for mark in round_marks(highest, finest=_FINEST) if mark <= end]
    digits = decimals(marks[1] * 100)
    axis.set_ticks([float(mark) for mark in marks], [percent(mark, digits) for mark in marks])


def _svg(figure: Figure, title: str) -> str:
    """The drawing, to be put into a page: an image with a title, in the page's own font."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    drawing = out.getvalue()
    drawing = drawing[drawing.index("<svg") :]
    # Ids of groups serve nobody, and two pictures of a page would share them.
    drawing = re.sub(r'<g id="[^"]*">', "<g>", drawing)
    drawing = re.sub(r"<metadata>.*?</metadata>\n?", "", drawing, flags=re.DOTALL)
    drawing = _SHORTHAND.sub(r"font-size: \1; font-family: inherit", drawing)
    drawing = _FAMILY.sub("font-family: inherit", drawing)
    # Inside a page a drawing needs no names of other places, and links within it are plain ones.
    drawing = re.sub(r' xmlns(?::xlink)?="[^"]*"', "", drawing).replace(" xlink:href=", " href=")
    opening, rest = drawing.split(">", 1)
    opening = re.sub(r' (?:width|height)="[^"]*"', "", opening)
    return f'{opening} role="img"><title>{escape(title)}</title>{rest}'.strip()
