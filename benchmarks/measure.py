"""Run one tool on one pool in a process of its own, for a limited time."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.memory import peak_mb
from benchmarks.records import Measurement, Pool, Task, measurement_from_json, to_json
from benchmarks.worker import STARTED

ROOT = Path(__file__).resolve().parents[1]


def run_tool(task: Task, pool: Pool) -> Measurement:
    """Run one tool on one pool, for at most ``task.limit`` seconds, imports included.

    The tool runs in this environment's Python and through its modules, never through a command: two
    packages here install one named ``sortition``.
    """
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        start = time.perf_counter()
        measurement = _run(task, pool, result)
        return replace(measurement, process_seconds=time.perf_counter() - start)


def _run(task: Task, pool: Pool, result: Path) -> Measurement:
    given = result.with_name("pool.json")
    given.write_text(to_json(pool), encoding="utf-8")
    order = (task.tool, str(task.seed), str(task.limit), str(task.units or 0))
    with (
        given.open(encoding="utf-8") as source,
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", *order, str(result)],
            stdin=source,
            stdout=subprocess.DEVNULL,  # tools and solvers write there
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": str(task.seed)},  # the peer's result depends on it
        ) as process,
    ):
        return _wait(process, task.limit, result)


def _wait(process: subprocess.Popen[str], limit: float, result: Path) -> Measurement:
    """Return what a running tool took, or stop it in time."""
    try:
        _, errors = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        until_then = Measurement(
            status="timed out",
            seconds=_seconds_since_start(result),
            cpu_seconds=_cpu_seconds(process.pid),
            peak_mb=peak_mb(process.pid),
        )
        process.kill()
        _, errors = process.communicate()
        if not result.exists():
            return replace(until_then, message=f"stopped after {limit:g} s{_where(errors)}")
    except BaseException:
        process.kill()
        raise
    if not result.exists():
        message = f"exit {process.returncode}{_where(errors)}"
        return Measurement(status="failed", message=message)
    return measurement_from_json(result.read_text(encoding="utf-8"))


def _where(errors: str) -> str:
    """Return the last thing a process said, for instance the stage it was in."""
    lines = errors.strip().splitlines()
    return f" ({lines[-1]})" if lines else ""


def _seconds_since_start(result: Path) -> float | None:
    """Return how long the tool itself has been running, without its imports."""
    started = Path(str(result) + STARTED)
    return time.time() - started.stat().st_mtime if started.exists() else None


def _cpu_seconds(pid: int) -> float | None:
    """Return the processor time of a running process, imports included, where the system tells."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return None
    after_the_name = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    user, system = after_the_name[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
