"""The leading open library, sortition-algorithms, on a benchmark pool.

Its leximin needs a commercial solver and silently runs maximin without one, so maximin is what it
is measured on: less than what we compute, and with its default solver (HiGHS).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import highspy  # noqa: F401 - the peer imports it late; loading it is not what is measured
from sortition_algorithms.adapters import CSVStringDataSource, SelectionData
from sortition_algorithms.committee_generation import (
    find_distribution_maximin,
    find_distribution_nash,
    find_random_sample_legacy,
    standardize_distribution,
)
from sortition_algorithms.settings import Settings
from sortition_algorithms.utils import set_random_provider

from benchmarks.records import Outcome, Pool

ADDRESS = "address"
LEGACY_ATTEMPTS = 100
Tables = tuple[Any, Any, list[str]]
"""The peer's features, people and address columns; its types are its own business."""


def run_maximin(pool: Pool, seed: int) -> Outcome:
    """Make the peer's maximin lottery (tolerance 5e-4 on the smallest chance)."""
    return _run_distribution(pool, seed, find_distribution_maximin)


def run_nash(pool: Pool, seed: int) -> Outcome:
    """Make the peer's lottery of greatest Nash welfare."""
    return _run_distribution(pool, seed, find_distribution_nash)


def run_legacy(pool: Pool, seed: int) -> Outcome:
    """Draw one panel by the peer's greedy method, which knows no chances."""
    set_random_provider(seed)
    features, people, addresses = _tables(pool)
    panels, _ = find_random_sample_legacy(
        people, features, pool.size, addresses, max_attempts=LEGACY_ATTEMPTS
    )
    return Outcome(smallest=None, panels=len(panels), note="one panel, chances unknown")


def _run_distribution(pool: Pool, seed: int, find: Callable[..., Any]) -> Outcome:
    set_random_provider(seed)
    features, people, addresses = _tables(pool)
    found, weights, _ = find(features, people, pool.size, addresses)
    panels, probabilities = standardize_distribution(found, weights)
    chances: Counter[str] = Counter()
    for panel, probability in zip(panels, probabilities, strict=True):
        for person in panel:
            chances[person] += probability  # type: ignore[assignment]
    everyone = [float(chances[person["id"]]) for person in pool.registrants]
    positive = [chance for chance in everyone if chance > 0]
    return Outcome(
        smallest=min(positive),
        panels=len(set(panels)),
        without_chance=len(everyone) - len(positive),
    )


def _tables(pool: Pool) -> Tables:
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
    return features, people, addresses


def _csv(rows: Iterable[Mapping[str, object]]) -> str:
    stream = io.StringIO()
    everything = list(rows)
    writer = csv.DictWriter(stream, list(everything[0]))
    writer.writeheader()
    writer.writerows(everything)
    return stream.getvalue()
