"""The page: how it was made, the aims, then every table. Made from kept measurements alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks import growth, sections
from benchmarks.aims import Found, aims
from benchmarks.cells import fill, table
from benchmarks.plan import FAMILIES
from benchmarks.revision import revision
from benchmarks.store import Entry

_ORDINARY = 2000
"""Registrants up to which a pool hardly counts in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where the page's files are, as written on it: the command, results and pictures."""

    command: str
    results: str
    pictures: str


def report(page: Page, found: Sequence[Found]) -> str:
    """Return the whole page. ``found``: every job of the plan, measured or not."""
    parts = ["# Benchmarks", *_how(page, found), "## Aims", _aims(found)]
    parts += _part("## Beside the peer", _BESIDE, sections.beside(found))
    absent = sections.absent(found)
    if absent:
        parts.append("\n".join(absent))
    parts += _part("## Ours alone", _ALONE, sections.alone(found))
    parts += _part("## Harder pools", _HARD, [sections.hard(found)])
    parts += _part("## Growth", _GROWTH, growth.tables(found, page.pictures))
    parts += _part("## Every run alone", _EVERY, [sections.every(found)])
    unfinished = "\n".join(sections.unfinished(found))
    parts += _part("## Runs of ours that did not finish", _UNFINISHED, [unfinished])
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _part(title: str, words: str, tables: Sequence[str]) -> list[str]:
    """Return a part of the page, or nothing where nothing of it was run."""
    shown = [text for text in tables if text]
    return [title, "\n".join(fill(item) for item in words.split("\n\n")), *shown] if shown else []


def _how(page: Page, found: Sequence[Found]) -> list[str]:
    return [
        fill(_COMMAND),
        f"```sh\n{page.command}\n```",
        fill(_ENVIRONMENT),
        "```sh\npython3 -m venv bench && bench/bin/pip install '.[benchmark]'\n```",
        "\n".join(fill(item, "- ", "  ") for item in (*_conditions(page, found), *_WORDS)),
    ]


def _conditions(page: Page, found: Sequence[Found]) -> list[str]:
    entries = list({job.key: entry for job, entry in found if entry}.values())
    wanted = len({job.key for job, _ in found})
    measured = f"""Measured: {len(entries)} of the {wanted} runs of the plan. They are kept in
        `{page.results}`, one line each; tables below leave out what was not run."""
    if not entries:
        return [measured]
    machines = "; ".join(sorted({entry.machine for entry in entries}))
    loads = sorted(entry.load for entry in entries)
    old = [entry for entry in entries if entry.revision != revision(entry.tool)]
    commits = ", ".join(sorted({entry.commit for entry in entries if entry.commit}))
    aged = f" {len(old)} of them are of other code or solvers than today's." if old else ""
    return [
        measured + f" Commits: {commits}.{aged}",
        f"""Machine: {machines}. When a run started, the load of the machine over the last minute
        was {loads[0]:.1f} to {loads[-1]:.1f}, half of the time up to {loads[len(loads) // 2]:.1f};
        the benchmark itself is 1, and where others work too the wall's clock says less than the
        processor's.""",
        f"""Versions: {_versions(entries)}.""",
        *_before(entries),
        *(
            f"""Family ({family.name}): quotas "{family.width}", self-selection
            {family.selection:g}.{_eased(entries, family.name, found)}"""
            for family in FAMILIES
        ),
    ]


def _before(entries: Sequence[Entry]) -> list[str]:
    """Return what the processes held before the tools started, on pools of ordinary size."""
    held = {
        who: [
            entry.measurement.start_mb
            for entry in entries
            if entry.tool.startswith(who)
            and entry.measurement.start_mb
            and entry.recipe.people <= _ORDINARY
        ]
        for who in ("ours", "peer")
    }
    said = [f"{who} {median(values):.0f} MB" for who, values in held.items() if values]
    if not said:
        return []
    return [f"Held by libraries and pool before the tool starts, the median: {', '.join(said)}."]


def _versions(entries: Sequence[Entry]) -> str:
    """Return what the measurements were made with, ours and the peer's."""
    return "; ".join(sorted({entry.revision for entry in entries}))


def _eased(entries: Sequence[Entry], family: str, found: Sequence[Found]) -> str:
    """Return how many pools of a family were made milder, because there was no panel."""
    pools = {
        job.recipe: entry.facts
        for job, entry in found
        if entry and job.family == family and entry in entries
    }
    eased = [facts for facts in pools.values() if facts.attempt]
    if not eased:
        return ""
    least = min(facts.selection for facts in eased)
    return (
        f" Of its {len(pools)} pools {len(eased)} had no panel at first and were made again, milder"
        f" (selection {least:.2f} at least)."
    )


def _aims(found: Sequence[Found]) -> str:
    rows = [(aim.text, f"**{aim.status}**", aim.detail) for aim in aims(found)]
    return table(("aim", "status", "from the measurements"), rows)


_COMMAND = """
One command makes the measurements and writes this page. It goes on where it was interrupted, and
with `--report-only` it writes the page anew from what was measured:
"""

_ENVIRONMENT = """
It needs an environment of its own, because the peer's package installs a command that is named
`sortition` too. The benchmark runs neither command, only the libraries.
"""

_WORDS = (
    """Pools are synthetic. Those with names have the sizes of a published study of citizens'
    assemblies (its pools are private); "example_large" is no real assembly and stands outside the
    aims. "shareN" allows N seats beyond floor and ceiling of the population share on both sides,
    "floorceil" floor to ceiling.""",
    """Each run has a process of its own, one at a time. Seconds: by the clock on the wall, from the
    pool in memory to the lottery; starting Python, importing libraries and reading the pool are
    left out for both tools. Memory: the most the process held until then, in 10⁶ bytes (MB),
    libraries included.""",
    """A run is stopped at its time limit. Where that gives a bound, > or < stands before it.""",
    """*Smallest*, *no chance*, *Gini*, *geometric mean*, *together*: of the chances and pairs that
    a tool's panels give, by the same code for all tools (`benchmarks/metrics.py` defines them).
    Smallest and geometric mean leave out people without any chance, Gini does not. *Together* is
    how much more often two people sit together than two independent draws would have it. *Panels*:
    different ones; ours makes M numbered panels, the peer a list with weights, of which 1000
    numbered ones would have as many different ones as stand under "in a list of 1000".""",
)

_BESIDE = """
Each line compares a method of the peer's with ours on the same pool. Our leximin does more than
their maximin: the smallest chance as large as possible, then the next, and so on, with a proof and
numbered panels. Maximin counts only the smallest chance, up to a tolerance of 0.0005.

`peer-legacy` and `peer-diversimax` draw one panel and know no chances. Here they draw panels for
up to 30 s, 1000 at most, and their seconds are those that a list of 1000 takes in proportion; with
at least 100 panels their figures are estimates from these panels, which makes unequal chances and
togetherness look larger than they are.
"""

_ALONE = """
Leximin on five pools of each shape. *Gap* is the largest distance, over all levels, between a
chance and its proved upper bound, in exact fractions: 0 means that no lottery is leximin-better.
*Reached exactly*: the chances are shown to be an exact mixture of panels; otherwise everyone's
count is within one panel of M × chance. *Cuts* are conditions that an integer program had to add.
A run that did not finish counts as longer than any other in the median.
"""

_HARD = """
Leximin on the pools of family (a), made harder. *Zero slack*: every quota is one number.
*Tightest*: the same, with seats moved from value to value as far from the registrants as some panel
can follow. *Unseatable*: six people put in whom no panel can hold, though linear programming gives
them a chance. *Households*: 20% of the people at a shared address.
"""

_GROWTH = """
Leximin, one pool for each point, both axes logarithmic. Hollow marks are runs that were stopped: it
takes at least that much. Powers are fitted to the finished runs (least squares of logarithms).
"""

_EVERY = """
*Furthest off* is the largest |count - M × chance| of anyone, in panels; it must stay below 1.
*Whole process*: with starting Python, imports, reading the pool, and the figures of the lottery.
"""

_UNFINISHED = """
With the last thing that the engine said of where it was.
"""
