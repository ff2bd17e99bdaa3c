"""Bounds of quotas as rows of a system, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sortition.lottery.clash import Bound as At
from sortition.lottery.clash import without
from sortition.lottery.integer import Panels
from sortition.lottery.system import System
from sortition.records.diagnosis import Bound, Side
from sortition.records.space import Space


def all_bounds(space: Space) -> list[At]:
    """Every bound of every quota; maxima are left out first, so that minima are kept in words."""
    return [(1 + r, sign) for sign in (1, -1) for r in range(len(space.quotas.rows))]


def named(space: Space, bounds: Sequence[At]) -> tuple[Bound, ...]:
    """The bounds as records, in the order of the quotas."""
    rows = space.rows()
    counts = space.counts
    return tuple(
        Bound(
            quota=space.quotas.rows[r - 1],
            side=Side(sign),
            people=sum(counts[t] for t in rows[r].profiles),
        )
        for r, sign in sorted(bounds)
    )


def only(space: Space, system: System, bounds: Sequence[At]) -> System:
    """The system with no other bounds of quotas than these."""
    return without(system, [bound for bound in all_bounds(space) if bound not in bounds])


def homes_matter(space: Space, system: System, bounds: Sequence[At]) -> bool:
    """Whether these bounds could be kept together if shared homes had as many seats as people."""
    return Panels(without_homes(space, only(space, system, bounds))).any() is not None


def without_homes(space: Space, system: System) -> System:
    """The system in which everybody of a shared home may sit."""
    first = 1 + len(space.quotas.rows)
    last = first + len(space.kinds)
    return replace(system, rows=(*system.rows[:first], *system.rows[last:]))
