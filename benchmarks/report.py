"""The report of a benchmark run, as markdown: what ran on what, then the tables."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks import tables
from benchmarks.tables import Run, times_faster, times_less_work

SLOW = 10
"""Seconds: what every shape is meant to stay under."""
AIM = 100
"""How many times as fast as the peer's maximin every shape is meant to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What ran, on what machine, on what kind of pools; ``time_limit`` in seconds."""

    peer: str
    peer_version: str
    highs: str
    ortools: str
    python: str
    processors: int
    processor: str
    load: float
    width: str
    selection: float
    household_share: float
    time_limit: float
    command: str


def report(setting: Setting, both: Sequence[Run], alone: Sequence[Run]) -> str:
    """Return the whole page."""
    parts = ["# Benchmarks", *_how(setting)]
    if both:
        parts += ["## Beside the peer", _beside(setting), _summary(both)]
        parts += [tables.table(tables.BESIDE, [tables.beside(run) for run in both])]
        parts += ["## The same runs by three clocks", _fill(_CLOCKS)]
        parts += [tables.table(tables.CLOCKS, [tables.clocks(run) for run in both])]
    everything = [*both, *alone]
    parts += ["## What is proved", _fill(_PROOF), _proved(everything)]
    parts += [tables.table(tables.PROOF, [tables.proof(run) for run in everything])]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _fill(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(" ".join(text.split()), 100, initial_indent=first, subsequent_indent=rest)


def _how(setting: Setting) -> list[str]:
    return [
        _fill(_COMMAND),
        f"```sh\n{setting.command}\n```",
        _fill(_ENVIRONMENT),
        "```sh\npython3 -m venv bench && bench/bin/pip install '.[benchmark]'\n```",
        "\n".join(_fill(item, "- ", "  ") for item in _conditions(setting)),
    ]


def _conditions(setting: Setting) -> tuple[str, ...]:
    return (
        f"""Machine: {setting.processor}, {setting.processors} processors. Load, averaged over the
        last quarter of an hour: {setting.load:.1f}; the benchmark alone would be 1, and above
        {setting.processors} the wall's clock says more about the other work than about the tools,
        so look at the processor's. Python {setting.python}, HiGHS {setting.highs}, OR-Tools
        {setting.ortools}.""",
        f"""Pools: synthetic, of the sizes in a published study of citizens' assemblies (its pools
        are private), with self-selection {setting.selection:g} and {setting.household_share:.0%} of
        the people at a shared address. Quotas beside the peer: "{setting.width}". "share1" allows
        one seat beyond floor and ceiling of the population share on both sides, "floorceil" floor
        to ceiling.""",
        """Seconds: by the clock on the wall, from the pool in memory to the lottery. Starting
        Python and importing libraries are left out for both tools.""",
        "Memory: the most the process held, in 10⁶ bytes, imports included.",
        f"""Every run is stopped after {setting.time_limit:g} s. "Timed out" is a run that did not
        finish, ours or the peer's; where such a run gives a bound, the sign > stands before it.""",
    )


def _beside(setting: Setting) -> str:
    return _fill(
        f"""Ours computes *leximin*: the smallest chance as large as possible, then the next, and so
        on, with a proof and M numbered panels. The peer is `{setting.peer}` of sortition-algorithms
        {setting.peer_version} with its default solver; its leximin needs a commercial solver.
        Maximin is less: only the smallest chance counts, up to a tolerance of 0.0005. Both smallest
        chances should agree to that tolerance. People without any chance are left out of them and
        counted."""
    )


def _summary(runs: Sequence[Run]) -> str:
    ours = sum(run.ours.status == "finished" for run in runs)
    theirs = sum(run.peer is not None and run.peer.status == "finished" for run in runs)
    text = f"Pools: {len(runs)}. Finished in time: ours {ours}, the peer {theirs}."
    ratios = sorted((ratio, run.pool.name) for run in runs if (ratio := times_faster(run)))
    if not ratios:
        return text
    (low, slowest), (high, fastest) = ratios[0], ratios[-1]
    reached = sum(ratio >= AIM for ratio, _ in ratios)
    by_processor = [ratio for run in runs if (ratio := times_less_work(run)) and times_faster(run)]
    return _fill(
        f"""{text} Where both finished ({len(ratios)}), the peer took {low:.3g} ({slowest}) to
        {high:.3g} ({fastest}) times as long as ours, the median {median(r for r, _ in ratios):.3g};
        the aim of {AIM} times was reached on {reached}. By the processor's clock the median is
        {median(by_processor):.3g}."""
    )


def _proved(runs: Sequence[Run]) -> str:
    done = [run.ours.outcome for run in runs if run.ours.outcome]
    seconds = [run.ours.seconds or 0 for run in runs if run.ours.outcome]
    text = f"Runs: {len(runs)}. Finished in time: {len(done)}."
    if not done:
        return text
    return _fill(
        f"""{text} Of these, gap 0: {sum(o.gap == "0" for o in done)}; reached exactly:
        {sum(o.reach == "exact" for o in done)}; with cuts: {sum(bool(o.cuts) for o in done)}; with
        people whom no panel can hold: {sum(bool(o.without_chance) for o in done)}. Seconds: median
        {median(seconds):.2g}, longest {max(seconds):.3g}; over {SLOW}:
        {sum(s > SLOW for s in seconds)}."""
    )


_COMMAND = """
One command wrote this page, ours and the peer in turn on each pool, one process at a time:
"""

_ENVIRONMENT = """
It needs an environment of its own, because the peer's package installs a command that is named
`sortition` too. The benchmark runs neither command, only the libraries.
"""

_CLOCKS = """
The wall's clock as above; the processor's for the same stretch, all threads together (lower where
the machine was busy with something else, higher where a solver uses several threads; of a run that
was stopped, imports included); and the wall's for the whole process: starting Python, imports,
reading the pool, writing the result.
"""

_PROOF = """
All runs of ours. *Gap* is the largest distance, over all levels, between a chance and its
proved upper bound, in exact fractions: 0 means that no lottery is leximin-better. *Reached* says
what is proved about the M numbered panels: "exact" when the chances are shown to be an exact
mixture of panels, "rounded" when everyone's count is within one panel of M × chance. *Cuts* are
conditions that an integer program had to add. *No panel holds* counts people whom no panel can
hold, *distinct* the different panels among the M. *Furthest off* is the largest
|count − M × chance| of anyone, in panels; it must stay below 1.
"""
