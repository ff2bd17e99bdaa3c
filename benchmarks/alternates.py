"""How much alternates help, how near the best they are, and the page that tells about it.

``python -m benchmarks.alternates --out docs/alternates.md``
``python -m benchmarks.alternates --shapes mass,sf_c --seeds 1 --limit 20``
``python -m benchmarks.alternates --report-only``

Each measurement is kept at once in the results file; the same command goes on where it was stopped.
The page is made from all that is kept, whatever this run was restricted to.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.alternates_measure import measured, revision, warm
from benchmarks.alternates_page import Page, page, picture
from benchmarks.alternates_records import Job, Kept, Line
from benchmarks.cells import duration
from benchmarks.revision import ROOT, machine
from benchmarks.shapes import SHAPES

OUT = Path("docs/alternates.md")
RESULTS, PICTURE = "results.jsonl", "shortfall.svg"
NAMES = ("mass", "sf_c", "sf_d", "sf_e")
BASES = (10, 20, 30)
PARTS = (8, 4)
"""Alternates: an eighth of the seats, and a quarter."""
SLOW = "sf_e"
"""A quarter takes minutes; so it is measured once, unless that is asked for."""
CURVE, CURVE_COUNTS = "sf_d", (2, 5, 8, 10, 15, 20)
SOLVED, SOLVED_SCENARIOS = ("mass", "sf_c", "sf_d"), (10, 20, 40)
USUAL = 20
"""How likely people are to drop out, in %, where only one chance is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What to measure: pools per shape, scenarios, seconds for the solver, slow ones too."""

    shapes: tuple[str, ...] = NAMES
    seeds: int = 2
    scenarios: int = 200
    limit: float = 60.0
    slow: bool = False


def plan(wishes: Wishes) -> tuple[Job, ...]:
    """Everything to measure, each once; what is quick comes first in each shape."""
    jobs = [
        job
        for shape in wishes.shapes
        for seed in range(1, wishes.seeds + 1)
        for job in (*_of_pool(wishes, shape, seed), *_solved(wishes, shape, seed))
    ]
    return tuple(dict.fromkeys(jobs))


def _of_pool(wishes: Wishes, shape: str, seed: int) -> Iterator[Job]:
    for base in BASES:
        yield Job(kind="pool", shape=shape, seed=seed, base=base, count=0, scenarios=0)
        one = (seed, base) == (1, USUAL)
        counts = [-(-SHAPES[shape].size // part) for part in PARTS]
        if shape == SLOW and not (one or wishes.slow):
            del counts[-1]
        if shape == CURVE and one:
            counts += CURVE_COUNTS
        for count in counts:
            yield Job(
                kind="sets",
                shape=shape,
                seed=seed,
                base=base,
                count=count,
                scenarios=wishes.scenarios,
            )


def _solved(wishes: Wishes, shape: str, seed: int) -> Iterator[Job]:
    if shape in SOLVED:
        for part in PARTS:
            for scenarios in SOLVED_SCENARIOS:
                yield Job(
                    kind="optimum",
                    shape=shape,
                    seed=seed,
                    base=USUAL,
                    count=-(-SHAPES[shape].size // part),
                    scenarios=scenarios,
                    limit=wishes.limit,
                )


def measure(jobs: Sequence[Job], kept: Kept) -> None:
    """Measure one after the other, and keep each."""
    for number, job in enumerate(jobs, 1):
        name = f"{job.kind} {job.shape} seed {job.seed}, {job.base} %, {job.count} stand by"
        print(f"[{number}/{len(jobs)}] {name}, {job.scenarios} scenarios", flush=True)
        kept.add(Line(job=job, revision=revision(), machine=machine(), found=measured(job)))


def write(out: Path, kept: Kept, wishes: Wishes) -> None:
    """Write the page and its picture from all that is kept."""
    wanted = replace(wishes, shapes=NAMES, seeds=max(Wishes().seeds, wishes.seeds))
    every = replace(wanted, slow=True)
    lines = [line for job in plan(every) if (line := kept.latest(job)) is not None]
    folder = out.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    drawn = picture(lines, CURVE, USUAL)
    if drawn:
        (folder / PICTURE).write_text(drawn, encoding="utf-8")
    told = Page(
        command=shlex.join(["python", "-m", "benchmarks.alternates", "--out", _short(out)]),
        results=f"{folder.name}/{RESULTS}",
        picture=f"{folder.name}/{PICTURE}" if drawn else "",
        shapes=NAMES,
        wanted=len(plan(wanted)),
        old=sum(line.revision != revision() for line in lines),
        limit=wishes.limit,
    )
    out.write_text(page(told, lines), encoding="utf-8")


def _short(out: Path) -> str:
    return os.path.relpath(out, ROOT)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.alternates",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    usual = Wishes()
    add = parser.add_argument
    add("--shapes", type=_shapes, default=usual.shapes, help=f"of {','.join(NAMES)}")
    add("--seeds", type=int, default=usual.seeds, help="pools per shape")
    add("--scenarios", type=int, default=usual.scenarios, help="in which sets are chosen")
    add("--limit", type=float, default=usual.limit, help="seconds for the solver each time")
    add("--slow", action="store_true", help=f"a quarter of the seats in every pool of {SLOW} too")
    add("--results", type=Path, help=f"kept measurements (beside the page: {RESULTS})")
    add("--out", type=Path, default=ROOT / OUT, help="the page")
    add("--report-only", action="store_true", help="measure nothing, write the page")
    add("--again", action="store_true", help="measure again what is kept")
    options = parser.parse_args(arguments)
    if options.results is None:
        options.results = options.out.with_suffix("") / RESULTS
    return options


def _shapes(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := [name for name in names if name not in NAMES]:
        raise argparse.ArgumentTypeError(f"unknown {', '.join(unknown)}; of {', '.join(NAMES)}")
    return names


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is not kept yet, and write the page, also when interrupted."""
    options = parse(arguments)
    wishes = Wishes(
        shapes=options.shapes,
        seeds=options.seeds,
        scenarios=options.scenarios,
        limit=options.limit,
        slow=options.slow,
    )
    kept = Kept(options.results)
    jobs = plan(wishes)
    todo = [job for job in jobs if options.again or kept.find(job, revision()) is None]
    print(f"{len(jobs)} measurements, {len(todo)} to make. Kept in {options.results}", flush=True)
    try:
        if todo and not options.report_only:
            warm()
            measure(todo, kept)
    except KeyboardInterrupt:
        print("Interrupted. The same command goes on from here.", file=sys.stderr)
    write(options.out, kept, wishes)
    print(f"Wrote {options.out}, after {duration(time.process_time())} of the processor")


if __name__ == "__main__":
    main()
