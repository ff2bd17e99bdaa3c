"""Everything in one run: ours and the peer's, on all pools, and the page that tells about it.

``python -m benchmarks.run --out docs/benchmarks.md``
``python -m benchmarks.run --parts alone --shapes mass,sf_b --seeds 2 --limit 20``
``python -m benchmarks.run --report-only``

Parts: *beside* (all methods of both, two families of pools), *alone* (our leximin, five seeds),
*hard* (harder kinds of pools), *growth* and *large* (one thing grows at a time; large: 20,000
people and more). Each measurement is kept at once in the results file; the same command goes on
where it was stopped. The page is made from all that is kept, whatever this run was restricted to.

The peer's package installs a command named ``sortition`` too: give benchmarks an environment of
their own (``pip install '.[benchmark]'`` in a fresh one). Nothing here runs either command.
"""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import sys
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from benchmarks.cells import duration, one_line, seconds
from benchmarks.growth import pictures
from benchmarks.measure import run_tool
from benchmarks.plan import FAMILIES, LARGE_PEOPLE, PARTS, Job, Wishes, plan, to_run
from benchmarks.plan import recipe as recipe_of
from benchmarks.pools import SHAPES, Pool, cook
from benchmarks.records import Measurement, Recipe, Task
from benchmarks.report import Page, report
from benchmarks.revision import ROOT, commit, machine, revision
from benchmarks.store import Entry, Facts, Store, facts_of
from benchmarks.worker import OURS, PEERS

OUT = Path("docs/benchmarks.md")
RESULTS = "results.jsonl"
WARM_LIMIT = 300.0
_cook = lru_cache(maxsize=1)(cook)
"""Tools take turns on one pool, so only the last is worth keeping."""


def measure(jobs: Sequence[Job], store: Store, *, until: float) -> None:
    """Run what is not kept yet, one after the other, and keep it; start nothing after ``until``."""
    for number, job in enumerate(jobs, 1):
        if time.monotonic() >= until:
            print(f"Stopped for time after {number - 1} of {len(jobs)} runs.", flush=True)
            return
        left = duration(sum(other.limit for other in jobs[number - 1 :]))
        name = f"[{number}/{len(jobs)}] {_name(job)}"
        print(f"{name}: at most {job.limit:g} s; all that is left at most {left}", flush=True)
        entry = measured(job)
        store.add(entry)
        print(f"{name}: {seconds(entry)} {one_line(entry.measurement.message)}", flush=True)


def warm(jobs: Sequence[Job]) -> None:
    """Run each of our methods that is to be measured, unkept, on a small pool of each family.

    Compiled parts are compiled once per installation: that is no part of any run's time.
    """
    tools = sorted({job.tool for job in jobs} & set(OURS))
    smallest = next(iter(SHAPES.values()))
    for tool in tools:
        print(f"Compiling what {tool} needs, where that was not done yet", flush=True)
        for family in FAMILIES:
            pool = cook(recipe_of(smallest, family, 1))
            run_tool(Task(tool=tool, seed=1, limit=WARM_LIMIT), pool)


def measured(job: Job) -> Entry:
    """Make the pool, run the tool, return the line for the results file."""
    load = os.getloadavg()[0]
    try:
        pool: Pool = _cook(job.recipe)
    except RuntimeError as error:
        facts = Facts(quotas=0, profiles=0, attempt=0, selection=job.recipe.selection)
        measurement = Measurement(status="failed", message=str(error))
    else:
        facts = facts_of(pool)
        measurement = run_tool(job.task, pool)
    return Entry(
        recipe=job.recipe,
        tool=job.tool,
        units=job.units,
        revision=revision(job.tool),
        limit=job.limit,
        commit=commit(),
        machine=machine(),
        load=round(load, 2),
        facts=facts,
        measurement=measurement,
    )


def _name(job: Job) -> str:
    recipe: Recipe = job.recipe
    what = recipe.shape if recipe.shape in SHAPES else f"{recipe.people} people"
    grows = f", {job.axis}" if job.axis else ""
    what += f" {'×'.join(map(str, recipe.values))} k {recipe.size}" if job.axis else ""
    what += f" {recipe.width}" if job.axis == "slack" else ""
    what += f" {recipe.household_share:.0%} at home" if job.axis == "households" else ""
    units = f", M {job.units}" if job.units else ""
    return f"{job.part} ({job.family}{grows}) {what} seed {recipe.seed}{units}, {job.tool}"


def pending(jobs: Sequence[Job], store: Store, *, retry: bool, again: bool) -> tuple[Job, ...]:
    """Return what has to be run. ``retry``: also what failed. ``again``: everything."""
    todo = []
    for job in to_run(jobs):
        kept = store.find(job.key, revision(job.tool), job.limit)
        failed = kept is not None and kept.measurement.status == "failed"
        if kept is None or again or (retry and failed):
            todo.append(job)
    return tuple(todo)


def write(options: argparse.Namespace, store: Store) -> None:
    """Write the page and its pictures from all that is kept."""
    whole = plan(Wishes(seeds=max(options.seeds, 5), beside_seeds=options.beside_seeds))
    found = [(job, store.latest(job.key)) for job in whole]
    folder = options.out.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pictures(found).items():
        (folder / name).write_text(text, encoding="utf-8")
    page = Page(
        command=command(options.out),
        results=os.path.relpath(options.results, options.out.parent),
        pictures=folder.name,
    )
    options.out.write_text(report(page, found), encoding="utf-8")


def command(out: Path) -> str:
    """Return the command that makes everything on the page."""
    return shlex.join(["python", "-m", "benchmarks.run", "--out", os.path.relpath(out, ROOT)])


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.run",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    usual = Wishes()
    add = parser.add_argument
    add("--parts", type=_names(PARTS), default=PARTS, help=f"of {','.join(PARTS)}")
    add("--shapes", type=_names(SHAPES), default=usual.shapes, help="names of published shapes")
    add("--seeds", type=int, default=usual.seeds, help="pools per shape, ours alone")
    add("--beside-seeds", type=int, default=usual.beside_seeds, help="pools per shape, beside")
    add("--methods", type=_tools(OURS), default=OURS, help="ours: leximin,maximin,…")
    add("--peers", type=_tools(PEERS), default=PEERS, help="maximin,nash,…, or none")
    add("--limit", type=float, default=usual.limit, help="seconds per run of ours")
    add("--peer-limit", type=float, default=usual.peer_limit, help="seconds per run of the peer")
    add("--large-limit", type=float, default=usual.large_limit, help="seconds per large run")
    add("--most-people", type=int, default=LARGE_PEOPLE[-1], help="leave out larger pools")
    add("--hours", type=float, default=float("inf"), help="start nothing after so long")
    add("--results", type=Path, help=f"kept measurements (beside the page: {RESULTS})")
    add("--out", type=Path, default=ROOT / OUT, help="the page")
    add("--report-only", action="store_true", help="run nothing, write the page")
    add("--plan-only", action="store_true", help="run nothing, say what would be run")
    add("--retry", action="store_true", help="run again what failed")
    add("--again", action="store_true", help="run again what is kept")
    options = parser.parse_args(arguments)
    if options.results is None:
        options.results = options.out.with_suffix("") / RESULTS
    return options


class _names:  # noqa: N801 - used as a function
    """Reads names with commas between them, or "all", or "none"."""

    def __init__(self, known: Sequence[str], prefix: str = "") -> None:
        self.known = tuple(known)
        self.prefix = prefix

    def __call__(self, text: str) -> tuple[str, ...]:
        if text == "all":
            return self.known
        names = tuple(self.prefix + name for name in text.split(",") if name != "none")
        unknown = [name for name in names if name not in self.known]
        if unknown:
            words = ", ".join(name.removeprefix(self.prefix) for name in self.known)
            raise argparse.ArgumentTypeError(f"unknown {', '.join(unknown)}; of {words}")
        return names


def _tools(known: Sequence[str]) -> _names:
    return _names(known, known[0].partition("-")[0] + "-")


def wishes(options: argparse.Namespace) -> Wishes:
    """Return what the options ask for."""
    return Wishes(
        parts=options.parts,
        shapes=options.shapes,
        seeds=options.seeds,
        beside_seeds=options.beside_seeds,
        tools=(*options.methods, *options.peers),
        limit=options.limit,
        peer_limit=options.peer_limit,
        large_limit=options.large_limit,
        most_people=options.most_people,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Say how long it takes at most, run, keep, and write the page, also when interrupted."""
    options = parse(arguments)
    store = Store(options.results)
    jobs = plan(wishes(options))
    todo = pending(jobs, store, retry=options.retry, again=options.again)
    bound = duration(sum(job.limit for job in todo))
    print(
        f"{len(to_run(jobs))} runs asked for, {len(todo)} to make, at most {bound} in all, "
        "besides making the pools (seconds each). Kept in " + str(options.results),
        flush=True,
    )
    if options.plan_only:
        return
    try:
        if not options.report_only:
            warm(todo)
            measure(todo, store, until=time.monotonic() + options.hours * 3600)
    except KeyboardInterrupt:
        print("Interrupted. The same command goes on from here.", file=sys.stderr)
    write(options, store)
    print(f"Wrote {options.out}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does
    main()
