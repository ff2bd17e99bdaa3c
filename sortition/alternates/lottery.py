"""Numbered sets of alternates, all nearly the best, with chances as equal as was found (24.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sortition.alternates.benching import in_order, most_of
from sortition.alternates.bound import bound_of, prices_for
from sortition.alternates.choosing import EFFORT, exchanged, greedy, value
from sortition.alternates.scenarios import table_of
from sortition.alternates.seats_kernel import Table, promise
from sortition.errors import Text
from sortition.lottery.linear import Integers
from sortition.records.alternates import SETS, Bench, Standby, StandbySets
from sortition.records.progress import Listener, Moment, silent

_KINDS = 100
"""Different mixtures of groups that are looked for; each serves for several sets."""
_EXCHANGES = 2
"""Alternates exchanged from one mixture to the next."""


def standby_sets(
    bench: Bench, standby: Standby, *, public: str, listen: Listener = silent
) -> StandbySets:
    """The sets to draw one from, by the public value.

    Each has as many people as were agreed, or as there are. Raises UsageError when there is nobody.
    """
    count = most_of(bench, standby.count)
    listen(Moment(stage=Text("Imagining who may drop out")))
    table = table_of(bench, public, count=count, scenarios=standby.scenarios)
    listen(Moment(stage=Text("Looking for alternates who leave few seats wrong")))
    found = _nearly_best(table, count, standby, bench, listen)
    listen(Moment(stage=Text("Proving that others could hardly leave fewer")))
    prices = prices_for(table, best=found.best, count=count)
    sets = _people(bench, found.mixtures, public)
    shortfalls = tuple(found.shortfall(mixture_of(bench, ids)) for ids in sets)
    return StandbySets(
        sets=sets,
        shortfalls=shortfalls,
        scenarios=standby.scenarios,
        without=value(table, np.zeros(len(bench.groups), dtype=np.int64)),
        best=min(found.best, *shortfalls),
        bound=bound_of(table, prices, count),
        prices=tuple((*map(int, rows), int(seat)) for rows, seat in zip(*prices, strict=True)),
    )


class _Known:
    """Mixtures of groups, the best of them first, and what is known of their shortfalls."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._shortfalls: dict[tuple[int, ...], int] = {}
        self.mixtures: list[Integers] = []

    @property
    def best(self) -> int:
        """The shortfall of the best."""
        return self.shortfall(self.mixtures[0])

    def shortfall(self, mixture: Iterable[int]) -> int:
        """That of any mixture, computed once."""
        key = tuple(map(int, mixture))
        if key not in self._shortfalls:
            self._shortfalls[key] = value(self._table, np.array(key, dtype=np.int64))
        return self._shortfalls[key]


def _nearly_best(
    table: Table, count: int, standby: Standby, bench: Bench, listen: Listener
) -> _Known:
    """Mixtures up to ``standby.worse`` above the best; a better one on the way begins it anew."""
    known, better = _Known(table), greedy(table, count)
    while True:
        # Exchanges are judged by a short search, so what comes out may be worse after all.
        best = min(exchanged(table, better), better, key=known.shortfall)
        limit = known.shortfall(best)
        limit += limit * standby.worse.numerator // standby.worse.denominator
        known.mixtures = _mixtures(table, best, limit, bench, listen)
        better = min(known.mixtures, key=known.shortfall)
        if known.shortfall(better) == known.best:
            return known


def _mixtures(
    table: Table, best: Integers, limit: int, bench: Bench, listen: Listener
) -> list[Integers]:
    """Mixtures of groups with a shortfall up to ``limit``; whose people have had least comes in."""
    people = np.array([len(group.people) for group in bench.groups], dtype=np.int64)
    given = np.zeros(len(people), dtype=np.int64)
    now, found = best.copy(), [best]
    given += best
    for kind in range(1, _KINDS):
        listen(
            Moment(stage=Text("Looking for sets that are nearly as good"), done=kind, total=_KINDS)
        )
        for turn in range(_EXCHANGES):
            now = _exchange(table, now, limit, (given, people), kind + turn)
        found.append(now.copy())
        given += now
    return found


def _exchange(
    table: Table, now: Integers, limit: int, had: tuple[Integers, Integers], turn: int
) -> Integers:
    """One alternate for another of a group that had the fewest seats by its people."""
    given, people = had
    inside = np.flatnonzero(now)
    # Who had most goes first; every other time somebody else, so that no set stands still.
    fullest = inside[np.argsort(-given[inside] / people[inside], kind="stable")]
    out = fullest[0 if turn % 2 else turn // 2 % len(fullest)]
    now = now.copy()
    now[out] -= 1
    groups = np.flatnonzero(now)
    without = value(table, now, effort=EFFORT)
    fits = without - promise(table, groups, now[groups], EFFORT) <= limit
    fits &= now < table.most
    order = np.lexsort((np.arange(len(people)), (given + now + 1) / people))
    into = next((g for g in order if fits[g]), out)
    now[into] += 1
    return now


def _people(bench: Bench, mixtures: Sequence[Integers], public: str) -> tuple[tuple[str, ...], ...]:
    """People for each set: whoever of a group was in the fewest so far.

    No two of a set share a home; where a mixture would need that, the first that does not is used.
    """
    had = [dict.fromkeys(group.people, 0) for group in bench.groups]
    sets = []
    for number in range(SETS):
        order = (number % len(mixtures), *range(len(mixtures)))
        possible = (_seated(bench, mixtures[m], had) for m in order)
        count = int(mixtures[0].sum())
        chosen = next(filter(None, possible), None) or _one_of_each_home(bench, count)
        for g, person in chosen:
            had[g][person] += 1
        sets.append(in_order((person for _, person in chosen), public))
    return tuple(sets)


def _one_of_each_home(bench: Bench, count: int) -> list[tuple[int, str]]:
    """Some people, no two of one home: where there are so few that no mixture can be filled."""
    chosen: list[tuple[int, str]] = []
    homes: set[str | None] = set()
    for g, group in enumerate(bench.groups):
        for person in group.people:
            home = bench.homes.get(person)
            if (home is None or home not in homes) and len(chosen) < count:
                homes.add(home)
                chosen.append((g, person))
    return chosen


def mixture_of(bench: Bench, ids: Sequence[str]) -> tuple[int, ...]:
    """How many of each group these people (ids of the bench) are, (G,)."""
    people = frozenset(ids)
    return tuple(sum(person in people for person in group.people) for group in bench.groups)


def _seated(
    bench: Bench, mixture: Integers, had: Sequence[dict[str, int]]
) -> list[tuple[int, str]] | None:
    homes: set[str] = set()
    chosen = []
    for g in np.flatnonzero(mixture).tolist():
        # sorted is stable: those who had as many stay in the order of their tickets.
        queue = sorted(had[g], key=had[g].__getitem__)
        taken = 0
        for person in queue:
            home = bench.homes.get(person)
            if taken < mixture[g] and (home is None or home not in homes):
                chosen.append((g, person))
                taken += 1
                if home is not None:
                    homes.add(home)
        if taken < mixture[g]:
            return None
    return chosen
