"""Ours beside a peer, on the same pools in the same run; then what ours proves, on more pools.

``python -m benchmarks.run --shapes mass,sf_b --time-limit 120``
``python -m benchmarks.run --shapes all --alone-seeds 3 --out docs/benchmarks.md``

The peer's package installs a command named ``sortition`` too: give benchmarks an environment of
their own (``pip install '.[benchmark]'`` in a fresh one). Nothing here runs either command.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import get_args

from benchmarks import tables
from benchmarks.measure import run_tool
from benchmarks.pools import SHAPES, Width, make_pool
from benchmarks.report import Setting, report
from benchmarks.tables import Run
from benchmarks.worker import TOOLS

NO_PEER = "none"


def beside(options: argparse.Namespace) -> Iterator[Run]:
    """Run both tools on every pool asked for, one after the other on the same machine."""
    for name in options.shapes:
        for seed in range(1, options.seeds + 1):
            yield _run(options, name, seed, options.width, options.peer)


def alone(options: argparse.Namespace) -> Iterator[Run]:
    """Run ours on every shape, width and seed asked for, less what was run beside the peer."""
    for width in options.alone_widths:
        done = options.seeds if options.peer != NO_PEER and width == options.width else 0
        for name in options.shapes:
            for seed in range(done + 1, options.alone_seeds + 1):
                yield _run(options, name, seed, width, NO_PEER)


def _run(options: argparse.Namespace, name: str, seed: int, width: Width, peer: str) -> Run:
    pool = make_pool(
        SHAPES[name],
        seed=seed,
        width=width,
        selection=options.selection,
        household_share=options.household_share,
    )
    limit = options.time_limit
    ours = run_tool("ours", pool, seed=seed, time_limit=limit)
    other = None if peer == NO_PEER else run_tool(peer, pool, seed=seed, time_limit=limit)
    return Run(pool=pool, width=width, seed=seed, ours=ours, peer=other)


def setting(options: argparse.Namespace) -> Setting:
    """Return what the report has to say about this run."""
    return Setting(
        peer=options.peer,
        peer_version=_version("sortition-algorithms"),
        highs=_version("highspy"),
        ortools=_version("ortools"),
        python=platform.python_version(),
        processors=os.cpu_count() or 0,
        processor=_processor(),
        load=os.getloadavg()[-1],
        width=options.width,
        selection=options.selection,
        household_share=options.household_share,
        time_limit=options.time_limit,
        command=_command(options),
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def _processor() -> str:
    """Return the processor's name where the system tells."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [text.partition(":")[2].strip() for text in lines if text.startswith("model name")]
    return names[0] if names else platform.machine()


def _command(options: argparse.Namespace) -> str:
    """Return the command that makes this report again."""
    shapes = "all" if options.shapes == list(SHAPES) else ",".join(options.shapes)
    return (
        f"python -m benchmarks.run --shapes {shapes} --seeds {options.seeds} "
        f"--width {options.width} --selection {options.selection:g} "
        f"--household-share {options.household_share:g} --peer {options.peer} "
        f"--time-limit {options.time_limit:g} --alone-seeds {options.alone_seeds} "
        f"--alone-widths {','.join(options.alone_widths)} --out {options.out}"
    )


def _shapes(text: str) -> list[str]:
    return _names(text, list(SHAPES))


def _widths(text: str) -> list[str]:
    return _names(text, list(get_args(Width)))


def _names(text: str, known: list[str]) -> list[str]:
    names = known if text == "all" else text.split(",")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown {', '.join(unknown)}; one of {', '.join(known)}")
    return names


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--shapes", type=_shapes, default=["mass", "sf_b"], help="names, or: all")
    parser.add_argument("--seeds", type=int, default=1, help="pools per shape, beside the peer")
    parser.add_argument("--width", choices=get_args(Width), default="share1")
    parser.add_argument("--selection", type=float, default=0.6, help="0 none, 0.6 usual, 1.2 harsh")
    parser.add_argument("--household-share", type=float, default=0.0, help="0 to 1")
    parser.add_argument("--time-limit", type=float, default=120.0, help="seconds per run")
    peers = [NO_PEER, *(tool for tool in TOOLS if tool != "ours")]
    parser.add_argument("--peer", choices=peers, default="maximin")
    parser.add_argument(
        "--alone-seeds", type=int, default=0, help="pools per shape and width, ours"
    )
    parser.add_argument("--alone-widths", type=_widths, default=["share1", "floorceil"])
    parser.add_argument("--out", type=Path, help="write the report here, as markdown")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, print each line as it comes, keep the report up to date where asked."""
    options = parse(arguments)
    both: list[Run] = []
    single: list[Run] = []
    if options.peer != NO_PEER:
        print(tables.line(tables.BESIDE))
        for run in beside(options):
            both.append(run)
            print(tables.line(tables.beside(run)), flush=True)
            _write(options, both, single)
    if options.alone_seeds:
        print(tables.line(tables.PROOF))
        for run in alone(options):
            single.append(run)
            print(tables.line(tables.proof(run)), flush=True)
            _write(options, both, single)


def _write(options: argparse.Namespace, both: Sequence[Run], single: Sequence[Run]) -> None:
    """Write the report after every pool: a run that is interrupted leaves what it has."""
    if options.out:
        options.out.write_text(report(setting(options), both, single), encoding="utf-8")


if __name__ == "__main__":
    main()
