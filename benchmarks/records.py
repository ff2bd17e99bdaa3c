"""What benchmarks pass around: a recipe, its pool, a task, what a tool made of it and took."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Quota = tuple[str, str, int, int]
"""Category, value, minimum and maximum of seats."""
FEW_PANELS = 500
"""Where a list has fewer different panels it is counted, up to here, how many there can be."""
Status = Literal["finished", "timed out", "failed", "unavailable"]


class UnavailableError(Exception):
    """A tool cannot run here (not installed, no licence, not written yet); the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything a pool is made from: the same recipe always gives the same pool.

    ``shape``: its name, part of the seed. ``people``, ``size`` (seats), ``values`` (per category):
    the shape itself. ``width``: how much room quotas leave (benchmarks.pools.make_pool).
    ``selection``: strength of self-selection. ``household_share``: part of the people who share an
    address. ``unseatable``: people put in who fit in no panel.
    """

    shape: str
    people: int
    size: int
    values: tuple[int, ...]
    seed: int
    width: str
    selection: float
    household_share: float = 0.0
    unseatable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A synthetic pool with its quotas.

    ``size``: seats. ``registrants``: one dict per person with ``id``, every category and
    ``address``. ``quotas``: (category, value, minimum, maximum). ``households``: whether some
    people share an address, so that at most one of them may sit. ``attempt``: which sub-seed
    (0, 1, …) gave a pool with a panel. ``selection``: the strength of self-selection it has.
    """

    name: str
    size: int
    categories: tuple[tuple[str, tuple[str, ...]], ...]
    registrants: tuple[dict[str, str], ...]
    quotas: tuple[Quota, ...]
    households: bool
    selection: float
    attempt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One run to make: ``tool`` by its name (benchmarks.worker), ``limit`` in seconds.

    ``seed`` stands where a tool wants chance, or a public value. ``units``: M, where not the tool's
    own choice (ours only).
    """

    tool: str
    seed: int
    limit: float
    units: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a tool made of a pool; None where a tool does not tell or it was not computed.

    From the panels and their weights, for all tools alike (benchmarks.metrics defines them):
    ``smallest``, ``without_chance``, ``gini``, ``geometric``, ``together``, ``together_square``.
    ``panels``: distinct panels in the lottery. ``rounded``: of a list of 1000 made from it, where
    the tool makes none (peers). ``draws``: panels drawn, where a lottery is known from those only;
    of fewer than 100 no other figures are made. ``note``: a few words.

    Only ours: ``exact``, the smallest chance as a fraction; ``profiles``; ``units``, the number M
    of numbered panels; ``gap``, the largest proved gap of any level as an exact fraction (0: the
    chances are proved); ``reach``, what is proved about reaching them (exact, or rounded to one
    panel of M); ``cuts`` of the integer program it took; ``levels``, the number of different
    chances; ``possible``, how many different panels a lottery with these chances can have at most,
    counted up to 500 where a list has fewer (benchmarks.possible); ``off``, the largest distance of
    anyone's count from M × chance, in panels (must be below 1).
    """

    panels: int | None
    smallest: float | None = None
    without_chance: int | None = None
    gini: float | None = None
    geometric: float | None = None
    together: float | None = None
    together_square: float | None = None
    rounded: int | None = None
    draws: int | None = None
    note: str = ""
    exact: str | None = None
    profiles: int | None = None
    units: int | None = None
    gap: str | None = None
    reach: str | None = None
    cuts: int | None = None
    levels: int | None = None
    possible: int | None = None
    off: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A tool's lottery: panels of people (indices, ascending or not), and each panel's chance.

    ``outcome`` holds what the tool itself tells. Which index is which person does not matter to any
    figure, only that one index is one person. ``possible`` counts the different panels that there
    can be (ours only); that is not the tool's work.
    """

    panels: tuple[tuple[int, ...], ...]
    weights: tuple[float, ...]
    outcome: Outcome
    possible: Callable[[], int | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One run of one tool on one pool, in a process of its own.

    ``seconds``: by the clock on the wall, from the pool in memory to the lottery, without imports.
    ``cpu_seconds``: the same by the processor, all threads. ``process_seconds``: the wall clock of
    the whole process, from its start to its end, with Python, imports, reading the pool, and the
    figures of the lottery. ``peak_mb``: the most memory the process ever held until it had the
    lottery, in 10⁶ bytes, imports and pool included; ``start_mb``: the same, when the tool started.
    Of a run that was stopped, all figures are what it took until then.
    """

    status: Status
    outcome: Outcome | None = None
    seconds: float | None = None
    cpu_seconds: float | None = None
    process_seconds: float | None = None
    peak_mb: float | None = None
    start_mb: float | None = None
    message: str = ""


def to_json(record: Pool | Measurement) -> str:
    """Return a record as text, for the pipe between two processes."""
    return json.dumps(asdict(record))


def pool_from_json(text: str) -> Pool:
    """Return the pool that :func:`to_json` wrote."""
    data: dict[str, Any] = json.loads(text)
    data["categories"] = tuple((name, tuple(values)) for name, values in data["categories"])
    # Equal cells are one object, as a tool that reads a table would have it: memory is compared.
    data["registrants"] = tuple(
        {name: sys.intern(cell) for name, cell in person.items()} for person in data["registrants"]
    )
    data["quotas"] = tuple(tuple(quota) for quota in data["quotas"])
    return Pool(**data)


def recipe_from_data(data: dict[str, Any]) -> Recipe:
    """Return the recipe of these fields; a list of values becomes a tuple."""
    return Recipe(**{**data, "values": tuple(data["values"])})


def measurement_from_data(data: dict[str, Any]) -> Measurement:
    """Return the measurement of these fields."""
    outcome = data.get("outcome")
    return Measurement(**{**data, "outcome": outcome and Outcome(**outcome)})


def measurement_from_json(text: str) -> Measurement:
    """Return the measurement that :func:`to_json` wrote."""
    return measurement_from_data(json.loads(text))
