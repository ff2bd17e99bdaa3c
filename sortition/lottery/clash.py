"""When no panel exists: a smallest set of quotas that cannot go together, and the smallest change that helps."""

from __future__ import annotations

from dataclasses import replace

from sortition.errors import NoPanelError, Problem, Text, Where
from sortition.lottery.integer import Panels, cheapest_change
from sortition.lottery.system import System
from sortition.records.quotas import Quota
from sortition.records.space import Row, Space


def clash(space: Space) -> NoPanelError:
    """The error that names the quotas that clash (dropping any one of them would leave a panel)."""
    system = System.of(space)
    if Panels(_without(system, set(range(1, 1 + len(space.quotas.rows))))).any() is None:
        return NoPanelError(
            Text(
                "There are not enough people for {size} seats: {people} registered, and at most one of each shared home can sit.",
                size=space.size,
                people=len(space.labels),
            )
        )
    needed = _irreducible(system, len(space.quotas.rows))
    problems = tuple(_problem(space, system, r) for r in needed)
    return NoPanelError(
        Text(
            "No panel of {size} can meet these quotas. These cannot go together: {quotas}. {change}",
            size=space.size,
            quotas=tuple(space.quotas.rows[r - 1].label for r in needed),
            change=_change(space, system),
        ),
        problems,
    )


def _irreducible(system: System, quotas: int) -> list[int]:
    """Rows of quotas without a panel; with any one of them left out there is one (deletion filter: Chinneck 2008, §6)."""
    dropped: set[int] = set()
    for r in range(1, 1 + quotas):
        if Panels(_without(system, dropped | {r})).any() is None:
            dropped.add(r)
    return [r for r in range(1, 1 + quotas) if r not in dropped]


def _without(system: System, dropped: set[int]) -> System:
    rows = tuple(_free(row) if r in dropped else row for r, row in enumerate(system.rows))
    return replace(system, rows=rows)


def _free(row: Row) -> Row:
    return replace(row, lower=0, upper=10**6)


def _problem(space: Space, system: System, r: int) -> Problem:
    quota, row = space.quotas.rows[r - 1], system.rows[r]
    people = sum(system.counts[t] for t in row.profiles)
    return Problem(
        code="clash",
        where=Where(file="quotas", column=quota.label),
        text=Text(
            "{minimum} to {maximum} seats, {people} registered",
            minimum=quota.minimum,
            maximum=quota.maximum,
            people=people,
        ),
        advice=Text("Any one of these quotas would have to give way."),
    )


def _change(space: Space, system: System) -> Text:
    """The change with the fewest seats, in words."""
    changes = cheapest_change(system, range(1, 1 + len(space.quotas.rows)))
    parts = tuple(_words(space.quotas.rows[r - 1], by) for r, by in changes)
    return Text("The smallest change that makes a panel possible: {changes}.", changes=parts)


def _words(quota: Quota, by: int) -> Text:
    if by < 0:
        return Text("{quota} at least {new} instead of {old}", quota=quota.label, new=quota.minimum + by, old=quota.minimum)
    return Text("{quota} at most {new} instead of {old}", quota=quota.label, new=quota.maximum + by, old=quota.maximum)
