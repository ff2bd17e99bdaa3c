"""Measurements as cells of a markdown table."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from benchmarks.records import Measurement, Recipe
from benchmarks.store import Entry, Facts

Cells = tuple[str, ...]
NOTHING = ""
MINUTE, HOUR = 60, 3600


def fill(text: str, first: str = "", rest: str = "") -> str:
    """Return a paragraph in lines of 100 characters."""
    return textwrap.fill(" ".join(text.split()), 100, initial_indent=first, subsequent_indent=rest)


def line(cells: Iterable[str]) -> str:
    """Return cells as one line of a markdown table."""
    return "| " + " | ".join(cells) + " |"


def table(header: Cells, rows: Sequence[Cells]) -> str:
    """Return a whole markdown table."""
    return "\n".join([line(header), line("---" for _ in header), *map(line, rows)])


def number(value: float | None, form: str = ".3g") -> str:
    """Return a number in so many digits, never as a power of ten where it is of ordinary size."""
    if value is None:
        return NOTHING
    text = format(value, form)
    return f"{value:.0f}" if "e+" in text else text


def more(measurement: Measurement) -> str:
    """Return the sign that stands before a bound, where a run was stopped."""
    return "> " if measurement.status == "timed out" else ""


def seconds(entry: Entry | None) -> str:
    """Return the seconds of a run, or what became of it."""
    if entry is None:
        return "not run"
    measurement = entry.measurement
    if measurement.status == "finished":
        return number(measurement.seconds)
    if measurement.status == "timed out":
        return f"> {entry.limit:g}"
    return measurement.status


def megabytes(entry: Entry | None) -> str:
    """Return the peak memory in 10⁶ bytes."""
    if entry is None or entry.measurement.peak_mb is None:
        return NOTHING
    return f"{more(entry.measurement)}{entry.measurement.peak_mb:.0f}"


def gap(text: str | None) -> str:
    """Return an exact gap: 0 as it is, a fraction as a number of ordinary length."""
    if text is None or "/" not in text:
        return text or NOTHING
    above, below = map(int, text.split("/"))
    return f"{above / below:.1e}"


def pool_size(recipe: Recipe, facts: Facts) -> str:
    """Return people, seats and quotas."""
    return f"{recipe.people}/{recipe.size}/{facts.quotas}"


def one_line(text: str) -> str:
    """Return what a tool says in a form that cannot break a table."""
    return " ".join(text.split()).replace("|", "/")


def duration(span: float) -> str:
    """Return seconds as people say them.

    >>> duration(7500)
    '2 h 05 min'
    """
    if span < MINUTE:
        return f"{span:.0f} s"
    if span < HOUR:
        return f"{span / MINUTE:.0f} min"
    hours, rest = divmod(round(span / MINUTE), 60)
    return f"{hours} h {rest:02} min"
