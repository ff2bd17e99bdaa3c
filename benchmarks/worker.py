"""One run of one tool: ``python -m benchmarks.worker TOOL SEED RESULT < pool.json``.

Runs in a process of its own, so that memory is this tool's alone and a time limit can end it. The
result goes to a file because tools and solvers write to standard output.
"""

from __future__ import annotations

import importlib
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.records import Measurement, Outcome, Pool, pool_from_json, to_json

TOOLS = {
    "ours": ("benchmarks.ours", "run_ours"),
    "maximin": ("benchmarks.peers", "run_maximin"),
    "nash": ("benchmarks.peers", "run_nash"),
    "legacy": ("benchmarks.peers", "run_legacy"),
}
"""Name → module and function. A module is loaded only where it runs: memory is compared too."""
Run = Callable[[Pool, int], Outcome]
KIBIBYTE = 1024
STARTED = ".started"
"""Ending of a file that appears beside the result when imports are done and the tool starts."""


def measure(run: Run, pool: Pool, seed: int) -> Measurement:
    """Run a tool once and say what it took; an error becomes a measurement too."""
    clock, cpu = time.perf_counter(), time.process_time()
    try:
        outcome = run(pool, seed)
    except Exception as error:  # noqa: BLE001 - whatever a tool raises is its result
        return Measurement(
            status="failed",
            seconds=time.perf_counter() - clock,
            message=f"{type(error).__name__}: {error}",
        )
    return Measurement(
        status="finished",
        outcome=outcome,
        seconds=time.perf_counter() - clock,
        cpu_seconds=time.process_time() - cpu,
        peak_mb=_peak_mb(),
    )


def _peak_mb() -> float:
    """Return the peak resident memory of this process (kibibytes on Linux, bytes on macOS)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else KIBIBYTE) / 1e6


def main(tool: str, seed: str, result: str) -> None:
    """Read a pool from standard input, run the tool, write the measurement."""
    module, function = TOOLS[tool]
    run: Run = getattr(importlib.import_module(module), function)
    pool = pool_from_json(sys.stdin.read())
    Path(result + STARTED).touch()
    Path(result).write_text(to_json(measure(run, pool, int(seed))), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
