"""The leading open library, sortition-algorithms, on a benchmark pool.

Three of its methods make a lottery: maximin and Nash with its default solver (HiGHS), leximin only
where Gurobi is installed and its licence allows the pool. Two draw one panel at a time and know no
chances, diversimax and legacy: those are run again and again, and the panels drawn are taken for
the lottery, each as likely as the other.
"""

from __future__ import annotations

import csv
import io
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import highspy  # noqa: F401 - the peer imports it late; loading it is not what is measured
from sortition_algorithms import committee_generation
from sortition_algorithms.adapters import CSVStringDataSource, SelectionData
from sortition_algorithms.committee_generation import standardize_distribution
from sortition_algorithms.errors import SelectionError
from sortition_algorithms.settings import Settings
from sortition_algorithms.utils import set_random_provider

from benchmarks.records import Drawn, Outcome, Pool, Task, UnavailableError

ADDRESS = "address"
DRAWS = 1000
"""Panels drawn at most, one at a time."""
DRAW_SECONDS = 30.0
"""How long panels are drawn one at a time, or as far as the time limit allows."""
SHARE_OF_LIMIT = 0.5
Panel = frozenset[str]
Draw = Callable[[], Panel | None]
"""One more panel, or None where an attempt gave none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """A pool as the peer has it; its types are its own business."""

    features: Any
    people: Any
    size: int
    addresses: list[str]


def run_peer(pool: Pool, task: Task) -> Drawn:
    """Run the method that the tool's name ends with."""
    logging.disable(logging.CRITICAL)  # legacy writes a line for each attempt
    set_random_provider(task.seed)
    method = task.tool.removeprefix("peer-")
    tables = _tables(pool)
    if method == "legacy":
        return _drawn_one_by_one(pool, _legacy(tables), _seconds_to_draw(task))
    if method == "diversimax":
        budget = _seconds_to_draw(task)
        return _drawn_one_by_one(pool, _diversimax(tables, budget), budget)
    return _distribution(pool, tables, method)


def _seconds_to_draw(task: Task) -> float:
    return min(DRAW_SECONDS, task.limit * SHARE_OF_LIMIT)


# --- methods that make a lottery -----------------------------------------------------------------


def _distribution(pool: Pool, tables: _Tables, method: str) -> Drawn:
    find = _method(f"find_distribution_{method}")
    if method == "leximin" and not committee_generation.GUROBI_AVAILABLE:
        raise UnavailableError("no licence: it needs Gurobi, a commercial solver")
    try:
        found, weights, _ = find(tables.features, tables.people, tables.size, tables.addresses)
    except Exception as error:
        if type(error).__name__ == "GurobiError":
            raise UnavailableError(f"no licence: {error}") from error
        raise
    panels, probabilities = standardize_distribution(found, weights)
    return Drawn(
        panels=_indices(pool, panels),
        weights=tuple(float(probability) for probability in probabilities),
        outcome=Outcome(panels=len(set(panels))),
    )


def _method(name: str, module: ModuleType = committee_generation) -> Callable[..., Any]:
    """Return a function of the peer's; versions differ in what they have."""
    found = getattr(module, name, None)
    if found is None:
        raise UnavailableError(f"this version has no {name}")
    return found  # type: ignore[no-any-return]


# --- methods that draw one panel -----------------------------------------------------------------


def _drawn_one_by_one(pool: Pool, draw: Draw, seconds: float) -> Drawn:
    """Draw panels until there are enough or the time is up, but at least one."""
    panels = []
    attempts = 0
    end = time.perf_counter() + seconds
    while len(panels) < DRAWS and (time.perf_counter() < end or not panels):
        attempts += 1
        panel = draw()
        if panel is not None:
            panels.append(panel)
    return Drawn(
        panels=_indices(pool, panels),
        weights=(1 / len(panels),) * len(panels),
        outcome=Outcome(
            panels=len(set(panels)),
            draws=len(panels),
            note=f"{len(panels)} panels in {attempts} attempts",
        ),
    )


def _legacy(tables: _Tables) -> Draw:
    """Return the peer's greedy method, which may end without a panel."""
    find = _method("find_random_sample_legacy")

    def draw() -> Panel | None:
        try:
            panels, _ = find(
                tables.people, tables.features, tables.size, tables.addresses, max_attempts=1
            )
        except SelectionError as error:
            if error.is_retryable:
                return None
            raise
        return next(iter(panels))  # type: ignore[no-any-return]

    return draw


def _diversimax(tables: _Tables, seconds: float) -> Draw:
    """Return the peer's method that spreads a panel over combinations of values."""
    from sortition_algorithms.committee_generation import diversimax  # noqa: PLC0415 - may be absent

    find = _method("find_distribution_diversimax", diversimax)
    if not diversimax.DIVERSIMAX_AVAILABLE:
        raise UnavailableError("its diversimax extra (pandas, scikit-learn) is not installed")

    def draw() -> Panel | None:
        panel, _ = find(
            tables.features,
            tables.people,
            tables.size,
            tables.addresses,
            max_seconds=max(1, int(seconds)),
        )
        return frozenset(panel)

    return draw


# --- the peer's tables ---------------------------------------------------------------------------


def _indices(pool: Pool, panels: Iterable[Panel]) -> tuple[tuple[int, ...], ...]:
    place = {person["id"]: index for index, person in enumerate(pool.registrants)}
    return tuple(tuple(sorted(place[person] for person in panel)) for panel in panels)


def _tables(pool: Pool) -> _Tables:
    """Give the pool to the peer the way its own command does: as two CSV tables."""
    quotas = [
        {"feature": category, "value": value, "min": low, "max": high}
        for category, value, low, high in pool.quotas
    ]
    data = SelectionData(CSVStringDataSource(_csv(quotas), _csv(pool.registrants)))
    addresses = [ADDRESS] if pool.households else []
    settings = Settings(
        id_column="id",
        columns_to_keep=[],
        check_same_address=bool(addresses),
        check_same_address_columns=addresses,
    )
    features, _ = data.load_features(pool.size)
    people, _ = data.load_people(settings, features)
    return _Tables(features=features, people=people, size=pool.size, addresses=addresses)


def _csv(rows: Iterable[Mapping[str, object]]) -> str:
    stream = io.StringIO()
    everything = list(rows)
    writer = csv.DictWriter(stream, list(everything[0]))
    writer.writeheader()
    writer.writerows(everything)
    return stream.getvalue()
