"""The page about alternates: how it was made, every table, and what is not reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.alternates_measure import ENOUGH, JUDGED, MANY, WORSE
from benchmarks.alternates_picture import Curve, chart
from benchmarks.alternates_records import Job, Line, Solved, Whole
from benchmarks.alternates_remarks import aim, fewer, remarks
from benchmarks.alternates_rows import METHODS, PARTS, Row, above, panel, rows, spread
from benchmarks.cells import fill, table
from benchmarks.shapes import SHAPES
from sortition.records.alternates import SETS


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """As written on the page: the command, where files are; lines of ``old`` code; the limit.

    ``shapes`` and ``wanted`` measurements are those of the plan; ``picture`` is empty where there
    is none.
    """

    command: str
    results: str
    picture: str
    shapes: tuple[str, ...]
    wanted: int
    old: int
    limit: float


def page(told: Page, lines: Sequence[Line]) -> str:
    """Return the whole page. ``lines``: what is measured, in the order of the plan."""
    found = rows(lines)
    usual = [row for row in found if row.part]
    solved = [(line.job, line.found) for line in lines if isinstance(line.found, Solved)]
    parts = ["# Alternates, measured", *_how(told, lines)]
    if usual:
        parts += ["## Seats that stay wrong", _fill(_SHORTFALLS), _summary(usual)]
        parts += [fill(fewer(usual)), _picture_of(told), _fill(_EVERY), _shortfalls(usual)]
        parts += ["## What is proved, and who has a chance", _fill(_PROVED), _proved(usual)]
    if solved:
        parts += ["## Beside the optimum", _fill(_OPTIMUM.format(limit=told.limit))]
        parts += [fill(aim(solved)), _optima(solved)]
    if usual:
        parts += ["## Drawing more people instead", _fill(_OVERDRAW), _overdrawn(usual)]
        parts += ["## Remarks, and what is not reached", _list(remarks(usual, solved))]
    return "\n\n".join(part for part in parts if part) + "\n"


def picture(lines: Sequence[Line], shape: str, base: int) -> str:
    """Seats wrong by the number of alternates, on the first pool of a shape; "" for no points."""
    found = sorted(
        (row for row in rows(lines) if panel(row.job) == (shape, 1, base)),
        key=lambda row: row.job.count,
    )
    if not found:
        return ""
    first, last = found[0], found[-1]
    nobody = (0.0, first.sets.nobody / first.sets.judged)
    least = first.whole.limit / first.whole.judged
    curves = [
        Curve(
            name=name,
            points=(nobody, *((r.job.count, left(r.sets) / r.sets.judged) for r in found)),
        )
        for name, left in METHODS
        if name != "ours, best"
    ]
    curves.append(
        Curve(name="the whole pool (limit)", points=((0.0, least), (last.job.count, least)))
    )
    return chart(
        f"Seats wrong, {shape}, {base} % drop out",
        "alternates",
        "seats wrong in a scenario, on average",
        curves,
    )


# --- how it was made -----------------------------------------------------------------------------


def _how(told: Page, lines: Sequence[Line]) -> list[str]:
    return [
        _fill(_INTRODUCTION),
        f"```sh\n{told.command}\n```",
        _list([_made(told, lines), _pools(told, lines), _DROPOUTS + _members(lines), *_MEASURES]),
    ]


def _made(told: Page, lines: Sequence[Line]) -> str:
    machines = "; ".join(sorted({line.machine for line in lines}))
    versions = "; ".join(sorted({line.revision for line in lines}))
    aged = f" {told.old} of them are of other code or libraries than today's." if told.old else ""
    return f"""Measured: {len(lines)} of the {told.wanted} things of the plan. They are kept in
        `{told.results}`, one line each; tables leave out what was not measured.{aged} Machine:
        {machines}. Made with: {versions}. Seconds are those of the processor, without compiling."""


def _pools(told: Page, lines: Sequence[Line]) -> str:
    """The sizes of the pools that were measured, and which of the plan were not."""
    measured = dict.fromkeys(line.job.shape for line in lines)
    sizes = (
        f"{name}: {SHAPES[name].people} people, {SHAPES[name].size} seats" for name in measured
    )
    absent = [name for name in told.shapes if name not in measured]
    missing = f" **Not measured yet: {', '.join(absent)}.**" if absent else ""
    return f"{_POOLS} {'; '.join(sizes)}.{missing}"


def _members(lines: Sequence[Line]) -> str:
    """How likely people of the panels are to drop out, where that was measured."""
    parts = [
        line.found.members / (line.job.base / 100)
        for line in lines
        if isinstance(line.found, Whole)
    ]
    if not parts:
        return ""
    return f""" On average people of a panel have {min(parts):.2f} to {max(parts):.2f} times that
        chance."""


# --- tables --------------------------------------------------------------------------------------


def _summary(found: Sequence[Row]) -> str:
    """Of what everybody could mend, the part that each way mends."""
    lines = []
    for part, words in PARTS.items():
        some = [row for row in found if row.part == part]
        if some:
            cells = [
                spread([100 * row.mended(left(row.sets)) for row in some], "{:.0f}")
                for _, left in METHODS
            ]
            lines.append((words, str(len(some)), *cells))
    names = (name for name, _ in METHODS)
    return table(("alternates, of the seats", "panels", *(f"{name}, %" for name in names)), lines)


def _shortfalls(found: Sequence[Row]) -> str:
    header = (
        *("pool", "seed", "drop out, %", "stand by", "nobody"),
        *(name for name, _ in METHODS),
        "whole pool",
    )
    return table(
        header,
        [
            (
                *_of_job(row),
                row.per_scenario(row.sets.nobody),
                *(row.per_scenario(left(row.sets)) for _, left in METHODS),
                row.per_scenario(row.whole.limit),
            )
            for row in found
        ],
    )


def _proved(found: Sequence[Row]) -> str:
    header = (
        *("pool", "seed", "drop out, %", "stand by", "nobody", "greedy", "best", "bound"),
        *("best above bound", "worst of the list", "seconds"),
        *("people able", "with a chance", "largest chance"),
    )
    return table(header, [(*_of_job(row), *_proof(row)) for row in found])


def _proof(row: Row) -> tuple[str, ...]:
    inside, chances = row.sets.inside, row.sets.chances
    sums = (inside.nobody, inside.greedy, inside.best, inside.bound)
    return (
        *map(str, sums),
        "" if row.gap is None else f"{row.gap:.1%}",
        str(inside.worst),
        f"{row.sets.seconds:.1f}",
        str(chances.able),
        f"{chances.reached / chances.able:.0%}",
        f"{chances.most / SETS:.0%}",
    )


def _optima(solved: Sequence[tuple[Job, Solved]]) -> str:
    header = (
        *("pool", "seed", "stand by", "scenarios", "nobody", "greedy", "ours", "our bound"),
        *("optimum", "ours above it", "solver, seconds"),
    )
    return table(
        header,
        [
            (
                *(job.shape, str(job.seed), str(job.count), str(job.scenarios)),
                *map(str, (one.nobody, one.greedy, one.ours, one.bound)),
                str(one.proved) if one.ended else f"≥ {one.proved}",
                ("" if one.ended else "≤ ") + f"{above(one):.1%}",
                f"{one.seconds:.1f}",
            )
            for job, one in solved
        ],
    )


def _overdrawn(found: Sequence[Row]) -> str:
    header = (
        *("pool", "seed", "drop out, %", "seats", f"to draw for {float(ENOUGH):.0%}", "more"),
        *("stand by", "wrong when they stand by", "lacking when they sit at once"),
    )
    lines = []
    for row in found:
        drawn, seats = row.whole.drawn, row.whole.seats
        pool, seed, base, count = _of_job(row)
        more = ("no number", "") if drawn is None else (str(drawn), f"{drawn - seats}")
        left = map(row.per_scenario, (row.sets.best, row.sets.overdrawn))
        lines.append((pool, seed, base, str(seats), *more, count, *left))
    return table(header, lines)


def _of_job(row: Row) -> tuple[str, str, str, str]:
    job = row.job
    return job.shape, str(job.seed), str(job.base), str(job.count)


# --- words ---------------------------------------------------------------------------------------


def _picture_of(told: Page) -> str:
    return f"![{' '.join(_PICTURE.split())}]({told.picture})" if told.picture else ""


def _fill(text: str) -> str:
    return "\n\n".join(fill(part) for part in text.strip().split("\n\n"))


def _list(items: Iterable[str]) -> str:
    return "\n".join(fill(item, "- ", "  ") for item in items)


_INTRODUCTION = """
When people of a panel drop out, alternates come in. This page measures how much that helps, beside
other ways of choosing who stands by, and how near our sets are to the best there are
([0021](decisions/0021-alternates.md) has the reasons, [format.md](format.md) §24 the rules). One
command makes the measurements and this page. It goes on where it was interrupted, and with
`--report-only` it writes the page anew from what was measured:
"""

_POOLS = """
Pools are synthetic and have the sizes of those of a published study of citizens' assemblies
([benchmarks.md](benchmarks.md)); quotas allow one seat beyond floor and ceiling of the population
share on both sides. The panel comes from a leximin lottery.
"""

_DROPOUTS = """
People drop out with a chance of 10, 20 or 30 %, skewed by group: in three categories the chance is
multiplied by 0.6 to 1.4, at equal distances from value to value, so by 0.2 to 2.7 in all. Who gets
which factor is by lot. Alternates, and people of the whole pool, drop out by the same chances.
"""

_MEASURES = (
    f"""Sets are chosen in scenarios of one public value, and judged in {JUDGED} of another, in
    which the best of who is there come in. *Seats wrong* are those below a minimum, above a
    maximum, and empty seats of the panel, added up: somebody who is missing can make several rows
    wrong.""",
    f"""*Nobody* stands by. *By lot*: everybody alike, quotas left out of account; the mean of
    {MANY} sets. *Small panel*: the quotas in proportion, rounded by largest remainders, and filled
    one by one with who helps most, ties by lot; the mean of {MANY} sets. *Greedy*: one by one,
    whoever leaves the fewest seats wrong in the scenarios. *Ours, best*: the best set that is known
    (number 000 of the list). *Ours, drawn*: the mean over the {SETS} numbered sets, of which one is
    drawn, and which may be {float(WORSE):.0%} worse. *Whole pool*: everybody who is able stands by;
    no alternates can leave fewer.""",
)

_SHORTFALLS = """
Of the seats wrong that the whole pool could mend, each way mends this part, in scenarios that none
was chosen in: half of the panels more than the first number, and from the least to the most.
"""

_PICTURE = """
Line chart: seats wrong on average in a scenario of pool sf_d with 20 % dropping out, by the number
of alternates. Four lines fall from the same point; chosen by lot falls slowest, a small panel
faster, greedy and ours are lowest and nearly one line. A flat line below them is the whole pool.
"""

_EVERY = """
Every panel: seats wrong in a scenario, on average.
"""

_PROVED = """
Over the scenarios in which sets were chosen, 200 as a rule, added up. No set whatever leaves fewer
seats wrong than the *bound*; both verifiers check that. *Best above bound* is how much worse than
the optimum the best set could be at most. *With a chance*: people who are in one of the numbered
sets or more.
"""

_OPTIMUM = """
The same choice as an integer program over all groups, with who comes in in every scenario, solved
by HiGHS in up to {limit:g} s each time, on few scenarios. It shares no search with
ours. Chance to drop out: 20 %. Where it did not end, what it proved stands there with ≥.
"""

_OVERDRAW = """
The other way is to draw a larger panel. *To draw*: so many that with a chance of 90 % or more
enough stay for every minimum and for the size; a promise for all quotas together, however they
depend on each other, which is why it is large. The last two columns compare the same people: our
best set standing by (seats wrong in a scenario), or in the panel from the start (seats that lack; a
panel that is larger than was planned is not counted as wrong there).
"""
