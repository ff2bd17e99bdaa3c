"""Ours beside a peer, on the same pools in the same run.

``python -m benchmarks.run --shapes mass,sf_b --seeds 2 --width share1 --time-limit 120``
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import get_args

from benchmarks.pools import SHAPES, Width, make_pool
from benchmarks.records import Measurement, Pool, measurement_from_json, to_json
from benchmarks.worker import TOOLS

ROOT = Path(__file__).resolve().parents[1]
HEADER = (
    *("pool", "people/seats/quotas", "seed", "ours s", "peer s", "faster", "ours MB", "peer MB"),
    *("memory", "ours smallest", "peer smallest", "ours panels", "peer panels", "notes"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Both tools on one pool; ``time_limit`` in seconds."""

    pool: Pool
    seed: int
    ours: Measurement
    peer: Measurement
    time_limit: float


def run_tool(tool: str, pool: Pool, *, seed: int, time_limit: float) -> Measurement:
    """Run one tool on one pool in a process of its own, for at most ``time_limit`` seconds."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        command = [sys.executable, "-m", "benchmarks.worker", tool, str(seed), str(result)]
        try:
            done = subprocess.run(
                command,
                input=to_json(pool),
                text=True,
                capture_output=True,
                timeout=time_limit,
                cwd=ROOT,
                env={**os.environ, "PYTHONHASHSEED": str(seed)},  # the peer's result depends on it
                check=False,
            )
        except subprocess.TimeoutExpired as stopped:
            said = _last(bytes(stopped.stderr or b"").decode(errors="replace"))
            return Measurement(
                status="timed out", message=f"stopped after {time_limit:g} s at: {said}"
            )
        if not result.exists():
            said = _last(done.stderr)
            return Measurement(status="failed", message=f"exit {done.returncode}: {said}")
        return measurement_from_json(result.read_text(encoding="utf-8"))


def _last(errors: str) -> str:
    lines = errors.strip().splitlines()
    return lines[-1] if lines else "no message"


def row(pair: Pair) -> tuple[str, ...]:
    """Return the cells of one line of the table, in the order of ``HEADER``."""
    pool, ours, peer = pair.pool, pair.ours, pair.peer
    return (
        pool.name,
        f"{len(pool.registrants)}/{pool.size}/{len(pool.quotas)}",
        str(pair.seed),
        _number(ours.seconds, ours),
        _number(peer.seconds, peer),
        _faster(pair),
        _number(ours.peak_mb, ours),
        _number(peer.peak_mb, peer),
        _ratio(peer.peak_mb, ours.peak_mb),
        *(_smallest(ours), _smallest(peer), _panels(ours), _panels(peer)),
        _notes(pair),
    )


def _number(value: float | None, measurement: Measurement) -> str:
    return measurement.status if value is None else f"{value:.3g}"


def _ratio(peer: float | None, ours: float | None) -> str:
    return "" if peer is None or not ours else f"{peer / ours:.3g}×"


def _faster(pair: Pair) -> str:
    """Return how many times faster we are; where the peer was stopped, a lower bound."""
    if pair.peer.status == "timed out" and pair.ours.seconds:
        return f"> {pair.time_limit / pair.ours.seconds:.3g}×"
    return _ratio(pair.peer.seconds, pair.ours.seconds)


def _smallest(measurement: Measurement) -> str:
    outcome = measurement.outcome
    return "" if outcome is None or outcome.smallest is None else f"{outcome.smallest:.5f}"


def _panels(measurement: Measurement) -> str:
    outcome = measurement.outcome
    return "" if outcome is None or outcome.panels is None else str(outcome.panels)


def _notes(pair: Pair) -> str:
    """Return what failed and what a tool said of its own result; one line, safe in a table."""
    said = [
        f"{who}: {text}"
        for who, measurement in (("ours", pair.ours), ("peer", pair.peer))
        for text in (measurement.message, measurement.outcome.note if measurement.outcome else "")
        if text
    ]
    return " ".join("; ".join(said).split()).replace("|", "/")


def markdown(rows: Sequence[Sequence[str]], options: argparse.Namespace) -> str:
    """Return the report: what ran on what, then the table."""
    setting = (
        f"Ours: leximin. Peer: {options.peer} of sortition-algorithms "
        f"{version('sortition-algorithms')} with HiGHS {version('highspy')}. Python "
        f"{platform.python_version()}, {os.cpu_count()} processors. Synthetic pools: width "
        f"{options.width}, self-selection {options.selection:g}, shared addresses "
        f"{options.household_share:.0%}; at most {options.time_limit:g} s per run. "
        "Seconds by the clock from the pool in memory to the lottery, imports left out; memory is "
        "the process's peak, imports included."
    )
    lines = [
        "# Benchmark",
        "",
        setting,
        "",
        _line(HEADER),
        _line(["---"] * len(HEADER)),
        *(_line(cells) for cells in rows),
    ]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def pairs(options: argparse.Namespace) -> Iterator[Pair]:
    """Run both tools on every pool asked for, one after the other on the same machine."""
    for name in options.shapes:
        for seed in range(1, options.seeds + 1):
            pool = make_pool(
                SHAPES[name],
                seed=seed,
                width=options.width,
                selection=options.selection,
                household_share=options.household_share,
            )
            ours, peer = (
                run_tool(tool, pool, seed=seed, time_limit=options.time_limit)
                for tool in ("ours", options.peer)
            )
            yield Pair(pool=pool, seed=seed, ours=ours, peer=peer, time_limit=options.time_limit)


def _shapes(text: str) -> list[str]:
    names = list(SHAPES) if text == "all" else text.split(",")
    unknown = [name for name in names if name not in SHAPES]
    if unknown:
        raise argparse.ArgumentTypeError(
            f"unknown {', '.join(unknown)}; one of {', '.join(SHAPES)}"
        )
    return names


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--shapes", type=_shapes, default=["mass", "sf_b"], help="names, or: all")
    parser.add_argument("--seeds", type=int, default=1, help="pools per shape")
    parser.add_argument("--width", choices=get_args(Width), default="share1")
    parser.add_argument("--selection", type=float, default=0.6, help="0 none, 0.6 usual, 1.2 harsh")
    parser.add_argument("--household-share", type=float, default=0.0, help="0 to 1")
    parser.add_argument("--time-limit", type=float, default=120.0, help="seconds per run")
    parser.add_argument(
        "--peer", choices=[tool for tool in TOOLS if tool != "ours"], default="maximin"
    )
    parser.add_argument("--out", type=Path, help="write the table here, as markdown")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, print each line as it comes, write the report where asked."""
    options = parse(arguments)
    rows: list[tuple[str, ...]] = []
    print(_line(HEADER))
    for pair in pairs(options):
        rows.append(row(pair))
        print(_line(rows[-1]), flush=True)
    if options.out:
        options.out.write_text(markdown(rows, options), encoding="utf-8")


if __name__ == "__main__":
    main()
