"""How time and memory grow with one thing at a time: tables, and pictures of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.aims import EXPONENT, Found
from benchmarks.cells import NOTHING, Cells, megabytes, number, seconds, table
from benchmarks.fit import Point, exponent
from benchmarks.picture import Series, chart
from benchmarks.plan import FAMILIES, Job
from benchmarks.pools import slack
from benchmarks.store import Entry

Measure = Literal["time", "memory"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """What grows: ``value`` of a run (shown in the tables), which sweeps of the plan it uses.

    ``drawn``: whether there is a picture; a logarithmic axis has no place for 0.
    """

    name: str
    label: str
    sweeps: tuple[str, ...]
    value: Callable[[Job, Entry], float]
    drawn: bool = True


AXES = (
    Axis(
        name="people",
        label="registrants (n); 8 categories of 4 values, 150 seats",
        sweeps=("people",),
        value=lambda job, _: job.recipe.people,
    ),
    Axis(
        name="profiles",
        label="profiles; 2000 registrants, 60 seats",
        sweeps=("categories", "values"),
        value=lambda _, entry: entry.facts.profiles,
    ),
    Axis(
        name="categories",
        label="categories of 4 values each; 2000 registrants, 60 seats",
        sweeps=("categories",),
        value=lambda job, _: len(job.recipe.values),
    ),
    Axis(
        name="values",
        label="values of each of 6 categories; 2000 registrants, 60 seats",
        sweeps=("values",),
        value=lambda job, _: job.recipe.values[0],
        drawn=False,
    ),
    Axis(
        name="seats",
        label="seats (k); 2000 registrants, 6 categories of 4 values",
        sweeps=("seats",),
        value=lambda job, _: job.recipe.size,
    ),
    Axis(
        name="panels",
        label="numbered panels (M); 2000 registrants, 60 seats, 6 categories of 4 values",
        sweeps=("units",),
        value=lambda job, _: job.units or 0,
    ),
    Axis(
        name="slack",
        label="seats of room beside floor and ceiling; 2000 registrants, 60 seats",
        sweeps=("slack",),
        value=lambda job, _: slack(job.recipe.width) or 0,
        drawn=False,
    ),
    Axis(
        name="households",
        label="share of people at a shared address; 2000 registrants, 60 seats",
        sweeps=("households",),
        value=lambda job, _: job.recipe.household_share,
        drawn=False,
    ),
)
HEADER: Cells = ("people/seats/quotas", "profiles", "s", "MB", "M", "distinct", "cuts")


def tables(found: Sequence[Found], folder: str) -> list[str]:
    """Return title, pictures and table of each axis; ``folder``: where pictures are."""
    parts: list[str] = []
    for axis in AXES:
        runs = _runs(found, axis)
        if not runs:
            continue
        parts += [f"### Against {axis.name}", f"{axis.label[0].upper()}{axis.label[1:]}."]
        if axis.drawn:
            parts.append(
                "\n".join(
                    f"![{what.capitalize()} against {axis.name}]({folder}/{_file(axis, what)})"
                    for what in ("time", "memory")
                )
            )
        parts += _powers(axis, runs)
        header = ("family", axis.name, *HEADER)
        parts.append(table(header, [_row(axis, job, entry) for job, entry in runs]))
    return parts


def pictures(found: Sequence[Found]) -> dict[str, str]:
    """Return every picture by the name of its file."""
    drawn: dict[str, str] = {}
    for axis in AXES:
        runs = _runs(found, axis)
        measures: tuple[Measure, ...] = ("time", "memory")
        for what in measures:
            series = _series(axis, runs, what) if axis.drawn else []
            if series:
                unit = "seconds" if what == "time" else "10⁶ bytes at most"
                title = f"{what.capitalize()} against {axis.name}"
                drawn[_file(axis, what)] = chart(title, axis.label, unit, series)
    return drawn


def _file(axis: Axis, what: str) -> str:
    return f"{what}-{axis.name}.svg"


def _runs(found: Sequence[Found], axis: Axis) -> list[tuple[Job, Entry]]:
    """Return what was run on an axis, each pool once, by family and value."""
    runs = {
        (job.family, job.key): (job, entry)
        for job, entry in found
        if entry and job.axis in axis.sweeps
    }
    return sorted(runs.values(), key=lambda run: (run[0].family, axis.value(*run)))


def _row(axis: Axis, job: Job, entry: Entry) -> Cells:
    recipe, facts, outcome = job.recipe, entry.facts, entry.measurement.outcome
    found = (outcome.units, outcome.panels, outcome.cuts) if outcome else (None, None, None)
    return (
        *(job.family, f"{axis.value(job, entry):,g}"),
        *(f"{recipe.people}/{recipe.size}/{facts.quotas}", str(facts.profiles)),
        *(seconds(entry), megabytes(entry)),
        *(NOTHING if value is None else str(value) for value in found),
    )


def _powers(axis: Axis, runs: Sequence[tuple[Job, Entry]]) -> list[str]:
    """Return the fitted exponent of each family, for time and memory, finished runs only."""
    if not axis.drawn:
        return []
    said = []
    for family in FAMILIES:
        of = [run for run in runs if run[0].family == family.name]
        time, memory = (exponent(_points(axis, of, what)) for what in _MEASURES)
        if time is not None and memory is not None:
            done = sum(entry.seconds is not None for _, entry in of)
            said.append(
                f"- Family ({family.name}): time grows as {axis.name} to the power {time:.2f}, "
                f"memory {memory:.2f} ({done} of {len(of)} runs finished)."
            )
    if said and axis.name == "people":
        said.append(f"- The aim for time is at most {EXPONENT}.")
    return ["\n".join(said)] if said else []


_MEASURES: tuple[Measure, ...] = ("time", "memory")


def _series(axis: Axis, runs: Sequence[tuple[Job, Entry]], what: Measure) -> list[Series]:
    series = []
    for family in FAMILIES:
        of = [run for run in runs if run[0].family == family.name]
        points = _points(axis, of, what)
        stopped = [
            (axis.value(job, entry), took)
            for job, entry in of
            if entry.measurement.status == "timed out" and (took := _took(entry, what))
        ]
        if points or stopped:
            name = f"({family.name}) {family.width}, selection {number(family.selection)}"
            series.append(Series(name=name, points=tuple(points), stopped=tuple(stopped)))
    return series


def _points(axis: Axis, runs: Sequence[tuple[Job, Entry]], what: Measure) -> list[Point]:
    return [
        (axis.value(job, entry), took)
        for job, entry in runs
        if entry.seconds is not None and (took := _took(entry, what))
    ]


def _took(entry: Entry, what: Measure) -> float | None:
    return entry.measurement.seconds if what == "time" else entry.measurement.peak_mb
