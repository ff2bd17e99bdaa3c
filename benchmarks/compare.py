"""Ours beside a peer: by how much, and whether that is a bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.cells import NOTHING, number
from benchmarks.metrics import LIST
from benchmarks.records import Measurement
from benchmarks.store import Entry

Figure = Callable[[Measurement], float | None]
"""What is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """The peer's figure over ours. ``sign``: ">" or "<" where one of them was stopped."""

    value: float
    sign: str
    peer: float
    ours: float

    def __str__(self) -> str:
        """Return the ratio with its sign, as in ``> 25.1×``."""
        return f"{self.sign and self.sign + ' '}{number(self.value)}×"


def wall(measurement: Measurement) -> float | None:
    """Return seconds on the wall; of panels drawn one by one, those for a list of 1000."""
    return _for_a_list(measurement, measurement.seconds)


def processor(measurement: Measurement) -> float | None:
    """Return seconds of the processor, for a list as in :func:`wall`."""
    return _for_a_list(measurement, measurement.cpu_seconds)


def memory(measurement: Measurement) -> float | None:
    """Return the peak memory in 10⁶ bytes."""
    return measurement.peak_mb


def added_memory(measurement: Measurement) -> float | None:
    """Return the memory beyond what the process held when the tool started, in 10⁶ bytes."""
    if measurement.peak_mb is None or measurement.start_mb is None:
        return None
    return measurement.peak_mb - measurement.start_mb


def _for_a_list(measurement: Measurement, seconds: float | None) -> float | None:
    draws = measurement.outcome.draws if measurement.outcome else None
    return seconds * LIST / draws if seconds is not None and draws else seconds


def ratio(ours: Entry | None, peer: Entry | None, figure: Figure) -> Ratio | None:
    """Return the peer's figure over ours; a bound where one was stopped, None where both were."""
    if ours is None or peer is None:
        return None
    states = (ours.measurement.status, peer.measurement.status)
    signs = {
        ("finished", "finished"): "",
        ("finished", "timed out"): ">",
        ("timed out", "finished"): "<",
    }
    mine, theirs = figure(ours.measurement), figure(peer.measurement)
    if states not in signs or not mine or not theirs:
        return None
    return Ratio(value=theirs / mine, sign=signs[states], peer=theirs, ours=mine)


def cell(found: Ratio | None, unit: str) -> str:
    """Return a ratio and what it is made of, as in ``25× (50 / 2 s)``."""
    if found is None:
        return NOTHING
    return f"{found} ({number(found.peer)} / {number(found.ours)} {unit})"
