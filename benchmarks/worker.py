"""One run of one tool: ``python -m benchmarks.worker TOOL SEED LIMIT UNITS RESULT < pool.json``.

Runs in a process of its own, so that memory is this tool's alone and a time limit can end it. The
result goes to a file because tools and solvers write to standard output. It is there as soon as the
tool is done, and once more with the figures of the lottery, which are not the tool's work.
"""

from __future__ import annotations

import importlib
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from math import ceil
from pathlib import Path

from benchmarks.memory import peak_mb
from benchmarks.records import (
    FEW_PANELS,
    Drawn,
    Measurement,
    Outcome,
    Pool,
    Task,
    UnavailableError,
    pool_from_json,
    to_json,
)

OURS = ("ours-leximin", "ours-maximin", "ours-nash", "ours-goldilocks")
PEERS = ("peer-maximin", "peer-nash", "peer-leximin", "peer-diversimax", "peer-legacy")
TOOLS = {
    **dict.fromkeys(OURS, ("benchmarks.ours", "run_ours")),
    **dict.fromkeys(PEERS, ("benchmarks.peers", "run_peer")),
}
"""Name → module and function. A module is loaded only where it runs: memory is compared too."""
Run = Callable[[Pool, Task], Drawn]
FEWEST_DRAWS = 100
"""Panels drawn one at a time from which chances are estimated; fewer say nothing about them."""
GRACE = 10
"""Seconds after the time limit when a run ends by itself, if whoever started it is gone."""
STARTED = ".started"
"""Ending of a file that appears beside the result when imports are done and the tool starts."""


def measure(run: Run, pool: Pool, task: Task) -> tuple[Measurement, Drawn | None]:
    """Run a tool once and say what it took; an error becomes a measurement too."""
    start = peak_mb()
    clock, cpu = time.perf_counter(), time.process_time()
    try:
        drawn = run(pool, task)
    except UnavailableError as error:
        return Measurement(status="unavailable", message=str(error)), None
    except Exception as error:  # noqa: BLE001 - whatever a tool raises is its result
        return Measurement(
            status="failed",
            seconds=time.perf_counter() - clock,
            cpu_seconds=time.process_time() - cpu,
            message=f"{type(error).__name__}: {error}",
        ), None
    measurement = Measurement(
        status="finished",
        outcome=drawn.outcome,
        seconds=time.perf_counter() - clock,
        cpu_seconds=time.process_time() - cpu,
        peak_mb=peak_mb(),
        start_mb=start,
    )
    return measurement, drawn


def described(drawn: Drawn, people: int) -> Outcome:
    """Return a tool's outcome with the figures that its panels and weights give."""
    draws = drawn.outcome.draws
    if draws is not None and draws < FEWEST_DRAWS:
        return drawn.outcome
    from benchmarks.metrics import distinct_of_list, figures  # noqa: PLC0415 - not the tool's memory

    found = figures(drawn.panels, drawn.weights, people)
    rounded = drawn.outcome.units is None and draws is None
    few = drawn.outcome.panels is not None and drawn.outcome.panels < FEW_PANELS
    return replace(
        drawn.outcome,
        smallest=found.smallest,
        without_chance=found.without,
        gini=found.gini,
        geometric=found.geometric,
        together=found.together,
        together_square=found.together_square,
        rounded=distinct_of_list(drawn.weights) if rounded else None,
        possible=drawn.possible() if few and drawn.possible else None,
    )


def main(tool: str, seed: str, limit: str, units: str, result: str) -> None:
    """Read a pool from standard input, run the tool, write the measurement."""
    task = Task(tool=tool, seed=int(seed), limit=float(limit), units=int(units) or None)
    if hasattr(signal, "alarm"):
        signal.alarm(ceil(task.limit) + GRACE)
    module, function = TOOLS[tool]
    try:
        run: Run = getattr(importlib.import_module(module), function)
    except ImportError as error:
        _write(Measurement(status="unavailable", message=f"not installed ({error})"), result)
        return
    pool = pool_from_json(sys.stdin.read())
    Path(result + STARTED).touch()
    measurement, drawn = measure(run, pool, task)
    _write(measurement, result)
    if drawn is not None:
        outcome = described(drawn, len(pool.registrants))
        _write(replace(measurement, outcome=outcome), result)


def _write(measurement: Measurement, result: str) -> None:
    """Put the whole measurement in place at once: the reader may come at any moment."""
    unfinished = Path(result + ".part")
    unfinished.write_text(to_json(measurement), encoding="utf-8")
    unfinished.replace(result)


if __name__ == "__main__":
    main(*sys.argv[1:])
