"""Bounds that no panel keeps together, with the counts that show why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sortition.diagnosis.bounds import all_bounds, homes_matter, named, only
from sortition.lottery.clash import Bound as At
from sortition.lottery.clash import irreducible
from sortition.lottery.integer import Panels
from sortition.lottery.system import System
from sortition.records.diagnosis import Clash, Overlap, Shortage, Side
from sortition.records.space import Space


def find_clash(space: Space) -> Clash:
    """The clash of a space without panels; without bounds when there are too few people."""
    system = System.of(space)
    kept: list[At] = []
    if Panels(only(space, system, ())).any() is not None:
        kept = irreducible(system, all_bounds(space))
    return Clash(
        bounds=named(space, kept),
        homes=homes_matter(space, system, kept),
        shortages=tuple(_shortage(space, system, kept, at) for at in kept if at[1] < 0),
        room=_room(space, system, kept),
    )


def _shortage(space: Space, system: System, kept: Sequence[At], at: At) -> Shortage:
    """How far the rest of the clash lets one minimum come."""
    (needed,) = named(space, [at])
    mine = set(system.rows[at[0]].profiles)
    overlaps = []
    for other in sorted(kept):
        shared = mine.intersection(system.rows[other[0]].profiles)
        if other[1] > 0 and shared:
            (bound,) = named(space, [other])
            overlaps.append(Overlap(bound=bound, people=sum(system.counts[t] for t in shared)))
    rest = only(space, system, [bound for bound in kept if bound != at])
    best = Panels(rest).best([int(t in mine) for t in range(len(system.counts))])
    return Shortage(needed=needed, overlaps=tuple(overlaps), room=best.value if best else 0)


def _room(space: Space, system: System, kept: Sequence[At]) -> int | None:
    """The most seats that the maxima of a clash allow, when these are too few for the panel."""
    maxima = only(space, system, [bound for bound in kept if bound[1] == Side.MAXIMUM])
    size = replace(maxima.rows[0], lower=0)
    best = Panels(replace(maxima, rows=(size, *maxima.rows[1:]))).best([1] * len(system.counts))
    room = best.value if best else 0
    return room if room < space.size else None
