"""Where the engine's time goes on one pool: ``python -m benchmarks.profile SHAPE --seed 1``.

The engine tells a listener where it is. The time from one word to the next is counted for the stage
that the first of them named; what comes before the first word is counted as "before the first
word". A second table has the longest single steps: the stage, and how far it said it was, which is
the level where the stage goes from level to level.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.cells import table
from benchmarks.ours import make_lottery
from benchmarks.pools import SHAPES, cook
from benchmarks.records import Recipe, Task, UnavailableError
from benchmarks.worker import OURS
from sortition.errors import SortitionError, Text
from sortition.records.progress import Moment

FIRST = "(before the first word)"


@dataclass(slots=True)
class Stopwatch:
    """A listener that adds up seconds by stage; it may end the run after ``limit`` seconds."""

    limit: float = float("inf")
    steps: dict[tuple[str, str], float] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    _now: tuple[str, str] = (FIRST, "")
    _start: float = field(init=False)
    _last: float = field(init=False)

    def __post_init__(self) -> None:
        """Start."""
        self._start = self._last = time.perf_counter()

    def __call__(self, moment: Moment) -> None:
        """Count what has passed for the stage that was named last."""
        self.stop()
        stage = template(moment.stage)
        of = "" if moment.total is None else f" of {moment.total}"
        self._now = (stage, f"{moment.done}{of}")
        self.words[stage] = self.words.get(stage, 0) + 1
        if self._last - self._start > self.limit:
            raise TimeoutError(f"stopped after {self.limit:g} s")

    def stop(self) -> None:
        """Count what has passed up to now."""
        now = time.perf_counter()
        self.steps[self._now] = self.steps.get(self._now, 0.0) + now - self._last
        self._last = now

    def stages(self) -> dict[str, float]:
        """Return seconds by stage, in the order in which stages were first named."""
        sums: dict[str, float] = {}
        for (stage, _), spent in self.steps.items():
            sums[stage] = sums.get(stage, 0.0) + spent
        return sums


def template(stage: Text) -> str:
    """Return a stage's words without numbers; what is proved so far is no part of it."""
    within = stage.values.get("stage")
    return template(within) if isinstance(within, Text) else stage.template


def tables(watch: Stopwatch, longest: int) -> str:
    """Return seconds by stage, and the longest steps."""
    whole = sum(watch.steps.values())
    stages = [
        (stage, f"{spent:.3f}", f"{spent / whole:.0%}", str(watch.words.get(stage, 0)))
        for stage, spent in watch.stages().items()
    ]
    slowest = sorted(watch.steps.items(), key=lambda step: -step[1])[:longest]
    steps = [(stage, done, f"{spent:.3f}") for (stage, done), spent in slowest]
    return "\n\n".join(
        (
            table(("stage", "s", "share", "words"), [*stages, ("all", f"{whole:.3f}", "", "")]),
            table(("longest steps", "done", "s"), steps),
        )
    )


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.profile",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("shape", choices=list(SHAPES))
    add("--seed", type=int, default=1)
    add("--width", default="share1", help="floorceil, share1, …, exact, tightest")
    add("--selection", type=float, default=0.6)
    add("--household-share", type=float, default=0.0)
    add("--unseatable", type=int, default=0, help="people put in who fit in no panel")
    add("--method", choices=[tool.removeprefix("ours-") for tool in OURS], default="leximin")
    add("--units", type=int, help="M; by default the engine's choice")
    add("--limit", type=float, default=120.0, help="seconds")
    add("--steps", type=int, default=15, help="how many of the longest steps to show")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run once, print the tables; also of a run that does not finish."""
    options = parse(arguments)
    shape = SHAPES[options.shape]
    pool = cook(
        Recipe(
            shape=shape.name,
            people=shape.people,
            size=shape.size,
            values=shape.values,
            seed=options.seed,
            width=options.width,
            selection=options.selection,
            household_share=options.household_share,
            unseatable=options.unseatable,
        )
    )
    task = Task(
        tool=f"ours-{options.method}", seed=options.seed, limit=options.limit, units=options.units
    )
    watch = Stopwatch(limit=options.limit)
    try:
        make_lottery(pool, task, watch)
    except (TimeoutError, UnavailableError, SortitionError) as error:
        print(f"Not finished: {error}\n")
    watch.stop()
    print(tables(watch, options.steps))


if __name__ == "__main__":
    main()
