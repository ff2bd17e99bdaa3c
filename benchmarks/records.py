"""What benchmarks pass around: a pool, what a tool made of it, what that took."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

Quota = tuple[str, str, int, int]
"""Category, value, minimum and maximum of seats."""
Status = Literal["finished", "timed out", "failed"]


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
class Outcome:
    """What a tool made of a pool; None where a tool does not tell.

    ``smallest``: the smallest chance of anyone who has one (0 to 1). ``panels``: distinct panels in
    its lottery. ``without_chance``: registrants whose chance is 0. ``note``: a few words.
    Only ours: ``units``, the number M of numbered panels; ``gap``, the largest proved gap of any
    level as an exact fraction (0: the chances are proved); ``reach``, what is proved about reaching
    them (exact, or rounded to one panel of M); ``cuts`` of the integer program it took; ``levels``,
    the number of different chances; ``off``, the largest distance of anyone's count from
    M × chance, in panels (must be below 1).
    """

    smallest: float | None
    panels: int | None
    without_chance: int | None = None
    note: str = ""
    units: int | None = None
    gap: str | None = None
    reach: str | None = None
    cuts: int | None = None
    levels: int | None = None
    off: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One run of one tool on one pool, in a process of its own.

    ``seconds``: by the clock on the wall, from the pool in memory to the lottery, without imports.
    ``cpu_seconds``: the same by the processor, all threads. ``process_seconds``: the wall clock of
    the whole process, from its start to its end, with Python, imports and reading the pool.
    ``peak_mb``: the most memory the process ever held, in 10⁶ bytes, imports included; None when
    unknown. Of a run that was stopped, all figures are what it took until then.
    """

    status: Status
    outcome: Outcome | None = None
    seconds: float | None = None
    cpu_seconds: float | None = None
    process_seconds: float | None = None
    peak_mb: float | None = None
    message: str = ""


def to_json(record: Pool | Measurement) -> str:
    """Return a record as text, for the pipe between two processes."""
    return json.dumps(asdict(record))


def pool_from_json(text: str) -> Pool:
    """Return the pool that :func:`to_json` wrote."""
    data: dict[str, Any] = json.loads(text)
    data["categories"] = tuple((name, tuple(values)) for name, values in data["categories"])
    data["registrants"] = tuple(data["registrants"])
    data["quotas"] = tuple(tuple(quota) for quota in data["quotas"])
    return Pool(**data)


def measurement_from_json(text: str) -> Measurement:
    """Return the measurement that :func:`to_json` wrote."""
    data: dict[str, Any] = json.loads(text)
    if data["outcome"] is not None:
        data["outcome"] = Outcome(**data["outcome"])
    return Measurement(**data)
