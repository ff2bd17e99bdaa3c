"""The page about alternates: how it was made, every table, and what is not reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from benchmarks.alternates_measure import CHECKED, ENOUGH, JUDGED, MANY, WORSE
from benchmarks.alternates_picture import Curve, chart
from benchmarks.alternates_records import Compared, Job, Line, Solved, Whole
from benchmarks.cells import fill, table
from sortition.records.alternates import SETS

AIM = Fraction(1, 10)
"""How far from the optimum a set may be, as a part of it."""
_EIGHTH, _QUARTER = 8, 4
_PARTS = {_EIGHTH: "an eighth", _QUARTER: "a quarter"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """As written on the page: the command, where files are; lines of ``old`` code; the limit.

    ``picture`` is empty where there is none.
    """

    command: str
    results: str
    picture: str
    old: int
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Sets of one size for one panel, and what the whole pool would do."""

    job: Job
    sets: Compared
    whole: Whole

    @property
    def part(self) -> int | None:
        """One in how many seats an alternate stands by for; None where that is no usual number."""
        seats = self.whole.seats
        return next((part for part in _PARTS if self.job.count == -(-seats // part)), None)

    def mended(self, left: float) -> float:
        """Of what everybody of the pool could mend, the part that is mended (0 to 1)."""
        return (self.sets.nobody - left) / (self.sets.nobody - self.whole.limit)

    def per_scenario(self, left: float) -> str:
        """Seats wrong in one scenario, on average."""
        return f"{left / self.sets.judged:.2f}"

    @property
    def gap(self) -> float | None:
        """How far above the optimum the best set is at most, as a part; None where it may be 0."""
        inside = self.sets.inside
        return inside.best / inside.bound - 1 if inside.bound else None


METHODS: tuple[tuple[str, Callable[[Compared], float]], ...] = (
    ("by lot", lambda sets: sets.blind),
    ("small panel", lambda sets: sets.mini),
    ("greedy", lambda sets: sets.greedy),
    ("ours, best", lambda sets: sets.best),
    ("ours, drawn", lambda sets: sets.drawn),
)


def page(told: Page, lines: Sequence[Line]) -> str:
    """Return the whole page. ``lines``: what is measured, in the order of the plan."""
    found = rows(lines)
    usual = [row for row in found if row.part]
    solved = [(line.job, line.found) for line in lines if isinstance(line.found, Solved)]
    parts = ["# Alternates, measured", *_how(told, lines)]
    if usual:
        parts += ["## Seats that stay wrong", _fill(_SHORTFALLS), _summary(usual)]
        parts += [_picture_of(told), _fill(_EVERY), _shortfalls(usual)]
        parts += ["## What is proved, and who has a chance", _fill(_PROVED), _proved(usual)]
    if solved:
        parts += ["## Beside the optimum", _fill(_OPTIMUM.format(limit=told.limit))]
        parts += [fill(_aim(solved)), _optima(solved)]
    if usual:
        parts += ["## Drawing more people instead", _fill(_OVERDRAW), _overdrawn(usual)]
        parts += ["## Remarks, and what is not reached", _list(_remarks(usual, solved))]
    return "\n\n".join(part for part in parts if part) + "\n"


def rows(lines: Sequence[Line]) -> list[Row]:
    """The sets for which the whole pool was measured too."""
    wholes = {_panel(line.job): line.found for line in lines if isinstance(line.found, Whole)}
    return [
        Row(job=line.job, sets=line.found, whole=wholes[_panel(line.job)])
        for line in lines
        if isinstance(line.found, Compared) and _panel(line.job) in wholes
    ]


def picture(lines: Sequence[Line], shape: str, base: int) -> str:
    """Seats wrong by the number of alternates, on the first pool of a shape; "" for no points."""
    found = sorted(
        (row for row in rows(lines) if _panel(row.job) == (shape, 1, base)),
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


def _panel(job: Job) -> tuple[str, int, int]:
    return job.shape, job.seed, job.base


# --- how it was made -----------------------------------------------------------------------------


def _how(told: Page, lines: Sequence[Line]) -> list[str]:
    return [
        _fill(_INTRODUCTION),
        f"```sh\n{told.command}\n```",
        _list([_made(told, lines), _POOLS, _DROPOUTS + _members(lines), *_MEASURES]),
    ]


def _made(told: Page, lines: Sequence[Line]) -> str:
    machines = "; ".join(sorted({line.machine for line in lines}))
    versions = "; ".join(sorted({line.revision for line in lines}))
    aged = f" {told.old} of them are of other code or libraries than today's." if told.old else ""
    return f"""{len(lines)} measurements, kept in `{told.results}`, one line each; tables leave out
        what was not measured.{aged} Machine: {machines}. Made with: {versions}. Seconds are those
        of the processor, without compiling."""


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
    for part, words in _PARTS.items():
        some = [row for row in found if row.part == part]
        if some:
            cells = [
                _range([100 * row.mended(left(row.sets)) for row in some], "{:.0f}")
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
                ("" if one.ended else "≤ ") + f"{_above(one):.1%}",
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


def _above(one: Solved) -> float:
    return one.ours / one.proved - 1 if one.proved else float(one.ours)


# --- words ---------------------------------------------------------------------------------------


def _picture_of(told: Page) -> str:
    return f"![{' '.join(_PICTURE.split())}]({told.picture})" if told.picture else ""


def _aim(solved: Sequence[tuple[Job, Solved]]) -> str:
    ended = [one for _, one in solved if one.ended]
    if not ended:
        return "The solver ended nowhere."
    most = max(map(_above, ended))
    same = sum(one.ours == one.proved for one in ended)
    near = all(one.ours <= one.proved * (1 + AIM) for one in ended)
    met = "met" if near else "not met"
    return f"""Within {float(AIM):.0%} of the optimum where that can be solved: **{met}**. The
        solver ended in {len(ended)} of {len(solved)} cases; ours was the optimum in {same} of
        them, and at most {most:.1%} above it."""


def _remarks(found: Sequence[Row], solved: Sequence[tuple[Job, Solved]]) -> list[str]:
    return [
        _beside_greedy(found),
        _bounds(found, solved),
        _reached(found),
        _known(found),
        _hurried(found),
        _checked(found),
        _seconds(found),
        """*Chances to drop out are taken to be known*, and people to drop out independently of each
        other. Neither is so in life; what wrong chances cost is not measured here.""",
    ]


def _beside_greedy(found: Sequence[Row]) -> str:
    fewer = [100 * (1 - row.sets.best / row.sets.greedy) for row in found if row.sets.greedy]
    return f"""*Greedy is nearly as good.* In scenarios that neither knew our best set leaves
        {_range(fewer, "{:.1f}")} % fewer seats wrong than the greedy one (below 0: more). Most is
        won by looking at scenarios at all."""


def _bounds(found: Sequence[Row], solved: Sequence[tuple[Job, Solved]]) -> str:
    gaps = [100 * row.gap for row in found if row.gap is not None]
    return f"""*The bound is not tight everywhere.* The best set is {_range(gaps, "{:.1f}")} % above
        it ({_by_part(found)}).{_whose(solved)}"""


def _reached(found: Sequence[Row]) -> str:
    reached = [100 * row.sets.chances.reached / row.sets.chances.able for row in found]
    certain = sum(row.sets.chances.most == SETS for row in found)
    return f"""*Many people have no chance.* {_range(reached, "{:.0f}")} % of who is able are in
        some set, and in {certain} of {len(found)} lists somebody is in every set. It is not proved
        that chances could not be more equal."""


def _known(found: Sequence[Row]) -> str:
    more = []
    for row in found:
        inside = row.sets.inside
        if inside.best and inside.nobody:
            left = row.sets.best / row.sets.nobody
            more.append(100 * (left / (inside.best / inside.nobody) - 1))
    return f"""*Sets know their scenarios.* Of what nobody leaves wrong, our best set leaves in
        other scenarios {_range(more, "{:+.1f}")} % more than in those that it was chosen in."""


def _hurried(found: Sequence[Row]) -> str:
    most = max(row.sets.hurried / row.sets.best - 1 for row in found if row.sets.best)
    return f"""*Means are made by a shorter search* for who comes in. For our best sets the same
        search says up to {most:.1%} more than is so."""


def _by_part(found: Sequence[Row]) -> str:
    said = []
    for part, words in _PARTS.items():
        gaps = [100 * row.gap for row in found if row.part == part and row.gap is not None]
        if gaps:
            said.append(f"{words} of the seats: {_range(gaps, '{:.1f}')}")
    return "; ".join(said)


def _whose(solved: Sequence[tuple[Job, Solved]]) -> str:
    ended = [one for _, one in solved if one.ended]
    if not ended:
        return ""
    sets = sum(one.ours - one.proved for one in ended)
    both = sum(one.ours - one.bound for one in ended)
    return f""" Where the optimum is known, {both} seats are between our sets and our bounds, added
        up; {sets} of these between our sets and the optimum, the others are the bound's fault."""


def _checked(found: Sequence[Row]) -> str:
    wholes = {_panel(row.job): row.whole for row in found}.values()
    limits = sum(whole.checked_limit for whole in wholes if whole.checked_found is not None)
    reached = sum(whole.checked_found or 0 for whole in wholes)
    return f"""*What the whole pool leaves is a limit.* It comes from a linear program for each
        scenario, in floating point and rounded up. In the first {CHECKED} scenarios of each panel
        it says {limits} seats in all; integer programs found {reached}."""


def _seconds(found: Sequence[Row]) -> str:
    said = []
    for shape in dict.fromkeys(row.job.shape for row in found):
        times = [row.sets.seconds for row in found if row.job.shape == shape]
        said.append(f"{shape} {min(times):.0f} to {max(times):.0f} s")
    return f"""*Time.* From the panel to the list of sets with its proof: {", ".join(said)}. Where
        somebody waits for the result in a council room, the largest are too long."""


def _range(values: Iterable[float], form: str) -> str:
    """The median, and from which to which they are.

    >>> _range([3, 1, 2], "{:.0f}")
    '2 (1 to 3)'
    """
    ordered = sorted(values)
    middle, low, high = map(form.format, (median(ordered), ordered[0], ordered[-1]))
    return f"{middle} ({low} to {high})"


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
share on both sides. mass: 70 people, 24 seats; sf_c: 161 people, 44 seats; sf_d: 404 people, 40
seats; sf_e: 1727 people, 110 seats. The panel comes from a leximin lottery.
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
