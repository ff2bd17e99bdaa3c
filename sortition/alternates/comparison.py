"""How much alternates help: by their number, and beside other ways of going on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sortition.alternates.choosing import exchanged, greedy, value
from sortition.alternates.scenarios import table_of
from sortition.alternates.seats_kernel import Table, outcome, overdrawn
from sortition.errors import Text
from sortition.lottery.linear import Integers
from sortition.lottery.stream import Stream
from sortition.records.alternates import Bench, Standby
from sortition.records.progress import Listener, Moment, silent
from sortition.records.standby_help import Comparison, Help

_RANDOM_SETS = 50
_EFFORT = 20_000
"""Branches for a whole pool in one scenario."""


def compare_counts(
    bench: Bench,
    standby: Standby,
    counts: Sequence[int],
    *,
    public: str,
    listen: Listener = silent,
) -> Comparison:
    """Sets of each size, chosen in scenarios of one value and judged in those of another."""
    most = max(counts)
    table = table_of(bench, f"choose {public}", count=most, scenarios=standby.scenarios)
    judged = table_of(bench, f"judge {public}", count=most, scenarios=standby.scenarios)
    nobody = np.zeros(len(bench.groups), dtype=np.int64)
    everybody = _everybody(bench, public, standby)
    found, chosen = [], nobody
    for i, count in enumerate(counts):
        listen(Moment(stage=Text("Comparing numbers of alternates"), done=i, total=len(counts)))
        one_by_one = greedy(table, count)
        chosen = exchanged(table, one_by_one)
        blind = [value(judged, pick) for pick in _blind(bench, judged, count, public)]
        held = np.flatnonzero(chosen)
        found.append(
            Help(
                count=count,
                blind=-(-sum(blind) // len(blind)),
                greedy=value(judged, one_by_one),
                chosen=value(judged, chosen),
                overdrawn=int(overdrawn(judged, held, chosen[held]).sum()),
            )
        )
    return Comparison(
        scenarios=standby.scenarios,
        without=value(judged, nobody),
        pool=int(_wrong(everybody, everybody.most).sum()),
        by_count=tuple(found),
        rows=tuple(
            zip(
                _wrong(judged, nobody).tolist(),
                _wrong(judged, chosen).tolist(),
                _wrong(everybody, everybody.most).tolist(),
                strict=True,
            )
        ),
    )


def _everybody(bench: Bench, public: str, standby: Standby) -> Table:
    """The scenarios in which sets are judged, with a slot for everybody of the pool."""
    seats = bench.lower[0]
    return table_of(bench, f"judge {public}", count=seats, scenarios=standby.scenarios)


def _wrong(table: Table, chosen: Integers) -> Integers:
    groups = np.flatnonzero(chosen)
    found: Integers = outcome(table, groups, chosen[groups], _EFFORT).sum(axis=0)
    return found


def _blind(bench: Bench, table: Table, count: int, public: str) -> Iterator[Integers]:
    """Sets by lot, everybody alike, whatever the quotas are."""
    of = np.repeat(np.arange(len(bench.groups)), [len(group.people) for group in bench.groups])
    stream = Stream(public, "blind alternates")
    for _ in range(_RANDOM_SETS):
        picked = of[stream.order(len(of))[:count]]
        yield np.minimum(np.bincount(picked, minlength=len(bench.groups)), table.most)
