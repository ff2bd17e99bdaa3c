"""When no panel exists: quotas that cannot go together, and the smallest change that helps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from sortition.errors import NoPanelError, Problem, Text, Where
from sortition.lottery.integer import Panels, cheapest_change
from sortition.lottery.linear import INFINITY, LinearProgram
from sortition.lottery.system import System
from sortition.records.quotas import Quota
from sortition.records.space import Space

Bound = tuple[int, int]
"""A row of the system and a side: -1 its lower bound, 1 its upper bound."""

_NO_LIMIT = 10**6
_SOME = 1e-6
"""What is not 0 in a linear program; only says where to look first."""


def clash(space: Space) -> NoPanelError:
    """The error that names the bounds that clash (dropping any one of them would leave a panel)."""
    system = System.of(space)
    bounds = [(1 + r, sign) for sign in (1, -1) for r in range(len(space.quotas.rows))]
    if Panels(without(system, bounds)).any() is None:
        return NoPanelError(
            Text(
                "There are not enough people for {size} seats: {people} registered, "
                "and at most one of each shared home can sit.",
                size=space.size,
                people=len(space.labels),
            )
        )
    needed = irreducible(system, bounds)
    return NoPanelError(
        Text(
            "No panel of {size} can meet these quotas. "
            "These cannot go together: {quotas}. {change} "
            "For all ways that help, type: sortition relax",
            size=space.size,
            quotas=tuple(_bound(space.quotas.rows[r - 1], sign) for r, sign in needed),
            change=_change(space, system),
        ),
        tuple(_problem(space, system, r, sign) for r, sign in needed),
    )


def irreducible(system: System, bounds: Sequence[Bound]) -> list[Bound]:
    """Bounds without a panel, but with one as soon as any is left out, in order of the quotas.

    All of ``bounds`` together leave no panel of the system. Deletion filter: Chinneck 2008, §6.
    """
    tried = _suspects(system, bounds)
    dropped = [bound for bound in bounds if bound not in tried]
    if Panels(without(system, dropped)).any() is not None:
        tried, dropped = list(bounds), []  # parts of seats would do, whole ones do not
    for bound in tried:
        if Panels(without(system, [*dropped, bound])).any() is None:
            dropped.append(bound)
    return sorted(bound for bound in bounds if bound not in dropped)


def _suspects(system: System, bounds: Sequence[Bound]) -> list[Bound]:
    """Bounds that clash even if seats could be divided, by one linear program; perhaps none.

    The bounds that keep Σ of what is added to bounds from being smaller (its multipliers) clash
    by themselves, when the program's least is above 0.
    """
    many, rows = len(system.counts), system.rows
    columns = [*system.columns, *(((r, -sign),) for r, sign in bounds)]
    entries = [entry for column in columns for entry in column]
    found = LinearProgram(
        cost=np.array([0.0] * many + [1.0] * len(bounds)),
        lower=np.zeros(len(columns)),
        upper=np.array([*system.counts, *[_NO_LIMIT] * len(bounds)], dtype=np.float64),
        row_lower=np.array([-INFINITY if row.lower is None else row.lower for row in rows]),
        row_upper=np.array([row.upper for row in rows], dtype=np.float64),
        starts=np.cumsum([0, *map(len, columns)]),
        indices=[r for r, _ in entries],
        values=[float(weight) for _, weight in entries],
    ).solve()
    if found is None or found.objective < _SOME:
        return []
    return [(r, sign) for r, sign in bounds if -sign * found.duals[r] > _SOME]


def without(system: System, dropped: Iterable[Bound]) -> System:
    """The system with these bounds dropped."""
    rows = list(system.rows)
    for r, sign in dropped:
        rows[r] = replace(rows[r], upper=_NO_LIMIT) if sign > 0 else replace(rows[r], lower=0)
    return replace(system, rows=tuple(rows))


def _bound(quota: Quota, sign: int) -> Text:
    if sign > 0:
        return Text("{quota} at most {seats}", quota=quota.label, seats=quota.maximum)
    return Text("{quota} at least {seats}", quota=quota.label, seats=quota.minimum)


def _problem(space: Space, system: System, r: int, sign: int) -> Problem:
    quota = space.quotas.rows[r - 1]
    return Problem(
        code="clash",
        where=Where(file="quotas", column=quota.label),
        text=Text(
            "{bound}; registered: {people}.",
            bound=_bound(quota, sign),
            people=sum(system.counts[t] for t in system.rows[r].profiles),
        ),
        advice=Text("Together these rules leave no panel; one of them has to give way."),
    )


def _change(space: Space, system: System) -> Text:
    """The change with the fewest seats, in words."""
    changes = cheapest_change(system, range(1, 1 + len(space.quotas.rows)))
    parts = tuple(_words(space.quotas.rows[r - 1], by) for r, by in changes)
    return Text("The smallest change that makes a panel possible: {changes}.", changes=parts)


def _words(quota: Quota, by: int) -> Text:
    if by < 0:
        return Text(
            "{quota} at least {new} instead of {old}",
            quota=quota.label,
            new=quota.minimum + by,
            old=quota.minimum,
        )
    return Text(
        "{quota} at most {new} instead of {old}",
        quota=quota.label,
        new=quota.maximum + by,
        old=quota.maximum,
    )
