"""What the engine is meant to reach, and whether these measurements show that it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from statistics import median

from benchmarks.cells import number
from benchmarks.compare import Ratio, ratio, wall
from benchmarks.fit import Point, exponent
from benchmarks.plan import LEXIMIN, Job
from benchmarks.shapes import PUBLISHED
from benchmarks.store import Entry

Found = tuple[Job, Entry | None]
"""A job and its measurement, None where it was not run yet."""

MET, NOT_MET, OPEN = "met", "not met", "open"
MEDIAN_SECONDS = {"a": 2.0, "b": 10.0}
LARGER_MEDIAN = {("a", "sf_e"): 3.0}
MOST_SECONDS = {"b": 120.0}
TIMES_FASTER = 100
DISTINCT_SHARE = 0.5
"""500 different panels in a list of 1000, or half of those that a lottery as fair can have."""
EXPONENT = 1.3
FEWEST_SEEDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One aim; ``status`` is "met", "not met" or "open" (not enough was measured)."""

    text: str
    status: str
    detail: str


def aims(found: Sequence[Found]) -> tuple[Aim, ...]:
    """Return every aim with what the measurements say about it."""
    return (
        *(_medians(found, family) for family in MEDIAN_SECONDS),
        *(_longest(found, family) for family in MOST_SECONDS),
        _faster(found),
        *(_distinct(found, family) for family in MEDIAN_SECONDS),
        _proved(found),
        *(_growth(found, family) for family in MEDIAN_SECONDS),
    )


def median_aim(family: str, shape: str) -> float:
    """Return the seconds that a shape's median is to stay under."""
    return LARGER_MEDIAN.get((family, shape), MEDIAN_SECONDS[family])


def of_shape(found: Iterable[Found], family: str) -> dict[str, list[Found]]:
    """Return the runs alone of a family by shape."""
    shapes: dict[str, list[Found]] = {}
    for job, entry in found:
        if job.part == "alone" and job.family == family:
            shapes.setdefault(job.recipe.shape, []).append((job, entry))
    return shapes


def span(entry: Entry) -> float:
    """Return the seconds of a run; without end where it did not finish."""
    return inf if entry.seconds is None else entry.seconds


def shape_status(family: str, shape: str, runs: Sequence[Found]) -> str:
    """Return whether a shape's median is under its aim."""
    aim = median_aim(family, shape)
    spans = [span(entry) for _, entry in runs if entry and not _too_short(entry, aim)]
    # Of those not known yet, the best and the worst: where both agree, the answer is known.
    unknown = max(FEWEST_SEEDS, len(runs)) - len(spans)
    best, worst = (median([*spans, *[other] * unknown]) < aim for other in (0.0, inf))
    return (MET if best else NOT_MET) if best == worst else OPEN


def _too_short(entry: Entry, aim: float) -> bool:
    """Return whether a run was stopped before it could miss the aim."""
    return entry.measurement.status == "timed out" and entry.limit < aim


def _within(entry: Entry | None, most: float) -> str:
    if entry is None or _too_short(entry, most):
        return OPEN
    return MET if span(entry) <= most else NOT_MET


def _medians(found: Sequence[Found], family: str) -> Aim:
    shapes = of_shape(found, family)
    status = {name: shape_status(family, name, shapes.get(name, ())) for name in PUBLISHED}
    larger = "".join(
        f" ({shape} under {number(aim)} s)"
        for (of, shape), aim in LARGER_MEDIAN.items()
        if of == family
    )
    text = f"Family ({family}): the median of five pools under {MEDIAN_SECONDS[family]:g} s"
    return Aim(text=f"{text} per shape{larger}", status=_all(status.values()), detail=_by(status))


def _longest(found: Sequence[Found], family: str) -> Aim:
    most = MOST_SECONDS[family]
    status = {
        name: _all(_within(entry, most) for _, entry in runs)
        for name, runs in _published(found, family)
    }
    text = f"Family ({family}): no pool over {most:g} s"
    return Aim(text=text, status=_all(status.values()), detail=_by(status))


def _faster(found: Sequence[Found]) -> Aim:
    status: dict[str, str] = {}
    worst: dict[str, Ratio] = {}
    for name, times in _ratios(found):
        if name not in worst or times.value < worst[name].value:
            worst[name] = times
        reached = MET if times.value >= TIMES_FASTER else NOT_MET
        if reached == MET and times.sign == "<":
            reached = OPEN
        status[name] = _all([reached, status.get(name, MET)])
    least = ", ".join(f"{name} {times}" for name, times in worst.items())
    return Aim(
        text=f"At least {TIMES_FASTER} times faster than the peer's maximin, where that ends",
        status=_all(status.values()),
        detail=f"{_by(status)}. Least: {least}" if least else _by(status),
    )


def _ratios(found: Sequence[Found]) -> Iterator[tuple[str, Ratio]]:
    """Yield the times faster on every published pool where the peer's maximin ended."""
    entries = {job.key: entry for job, entry in found if job.part == "beside"}
    for job, peer in found:
        if job.part != "beside" or job.tool != "peer-maximin" or peer is None:
            continue
        if job.recipe.shape in PUBLISHED and peer.seconds is not None:
            times = ratio(entries.get((job.recipe, LEXIMIN, None)), peer, wall)
            if times:
                yield f"{job.recipe.shape} ({job.family})", times


def _distinct(found: Sequence[Found], family: str) -> Aim:
    status = {
        name: _all(OPEN if entry is None else _varied(entry) for _, entry in runs)
        for name, runs in _published(found, family)
    }
    return Aim(
        text=f"Family ({family}): 500 different panels, or half of those that exist",
        status=_all(status.values()),
        detail=_by(status),
    )


def _varied(entry: Entry) -> str:
    outcome = entry.measurement.outcome
    if outcome is None or outcome.panels is None or not outcome.units:
        return OPEN
    wanted = DISTINCT_SHARE * outcome.units
    if outcome.possible is not None:
        wanted = min(wanted, DISTINCT_SHARE * outcome.possible)
    return MET if outcome.panels >= wanted else NOT_MET


def _proved(found: Sequence[Found]) -> Aim:
    outcomes = [
        entry.measurement.outcome
        for job, entry in found
        if entry and job.tool == LEXIMIN and entry.measurement.outcome
    ]
    gaps = [Fraction(outcome.gap or 0) for outcome in outcomes if outcome.gap is not None]
    proved = sum(value == 0 for value in gaps)
    return Aim(
        text="A proved gap of 0 in every leximin run that finishes",
        status=_all(MET if value == 0 else NOT_MET for value in gaps),
        detail=f"{proved} of {len(gaps)}",
    )


def _growth(found: Sequence[Found], family: str) -> Aim:
    runs = [(job, entry) for job, entry in found if job.axis == "people" and job.family == family]
    points: list[Point] = [
        (job.recipe.people, entry.seconds) for job, entry in runs if entry and entry.seconds
    ]
    slope = exponent(points)
    stopped = sum(entry is not None and entry.seconds is None for _, entry in runs)
    text = f"Family ({family}): time grows no faster than people to the power {EXPONENT}"
    if slope is None:
        return Aim(text=text, status=NOT_MET if stopped else OPEN, detail="no two runs finished")
    status = MET if slope <= EXPONENT else NOT_MET
    if len(points) < len(runs) and status == MET:
        status = NOT_MET if stopped else OPEN
    reach = f"{min(x for x, _ in points):g} to {max(x for x, _ in points):g}"
    detail = f"power {slope:.2f} over {reach} people"
    if stopped:
        detail += f"; {stopped} larger or harder runs did not finish"
    return Aim(text=text, status=status, detail=detail)


def _published(found: Sequence[Found], family: str) -> Iterator[tuple[str, list[Found]]]:
    shapes = of_shape(found, family)
    for name in PUBLISHED:
        yield name, shapes.get(name, [])


def _all(statuses: Iterable[str]) -> str:
    """Return "met" where all are, "not met" where one is not; nothing measured is open."""
    every = list(statuses)
    if NOT_MET in every:
        return NOT_MET
    return OPEN if OPEN in every or not every else MET


def _by(status: dict[str, str]) -> str:
    """Return how many are met, and the names of the others."""
    if not status:
        return "nothing measured"
    met = sum(value == MET for value in status.values())
    text = f"{met} of {len(status)}"
    for kind in (NOT_MET, OPEN):
        names = [name for name, value in status.items() if value == kind]
        if names:
            text += f"; {kind}: {', '.join(names) if len(names) < len(status) else 'all'}"
    return text
