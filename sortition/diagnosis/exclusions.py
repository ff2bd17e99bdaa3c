"""Who is in no panel at all although panels exist, and which bounds keep them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from sortition.diagnosis.bounds import all_bounds, homes_matter, named, only, without_homes
from sortition.errors import Text
from sortition.lottery.clash import irreducible
from sortition.lottery.seatable import unseatable
from sortition.lottery.system import System
from sortition.records.derived import REST
from sortition.records.diagnosis import Change, Exclusion, changed
from sortition.records.progress import Listener, silent
from sortition.records.space import Row, Space

_STAGE: Final = Text("Looking for people whom no panel can hold, and for what would help")


def unseatable_after(
    space: Space, changes: Iterable[Change], listen: Listener = silent
) -> tuple[int, ...]:
    """The profiles that have no seat in any panel when quotas are changed; proved."""
    after = System.of(replace(space, quotas=changed(space.quotas, changes)))
    return unseatable(after, range(len(space.profiles)), listen, stage=_STAGE)


def exclusions(space: Space, listen: Listener = silent) -> tuple[Exclusion, ...]:
    """Everybody whom no panel can hold, together with those of the same reason.

    The space has panels.
    """
    system = System.of(space)
    left = unseatable(system, range(len(space.profiles)), listen, stage=_STAGE)
    found = []
    while left:
        one, same = _same_reason(space, system, left, listen)
        found.append(one)
        left = tuple(t for t in left if t not in same)
    return tuple(found)


def _same_reason(
    space: Space, system: System, left: Sequence[int], listen: Listener
) -> tuple[Exclusion, tuple[int, ...]]:
    """What keeps out the first of some profiles, and all of them that it keeps out."""
    wanted = with_seat(system, left[0])
    kept = irreducible(wanted, all_bounds(space))
    homes = homes_matter(space, wanted, kept)
    rules = only(space, system, kept)
    same = unseatable(rules if homes else without_homes(space, rules), left, listen, stage=_STAGE)
    return (
        Exclusion(
            values=_common(space, same),
            people=people_of(space, same),
            bounds=named(space, kept),
            homes=homes,
        ),
        same,
    )


def _common(space: Space, profiles: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """The categories and values that some profiles share; not that they are in no zone."""
    columns = zip(*(space.profiles[t].values for t in profiles), strict=True)
    return tuple(
        (category, column[0])
        for category, column in zip(space.quotas.categories, columns, strict=True)
        if len(set(column)) == 1 and not (column[0] == REST and space.quotas.definition(category))
    )


def with_seat(system: System, profile: int) -> System:
    """The system of panels that hold somebody of a profile."""
    seat = Row(profiles=(profile,), weights=(1,), lower=1, upper=system.counts[profile])
    return replace(system, rows=(*system.rows, seat))


def people_of(space: Space, profiles: Sequence[int]) -> tuple[int, ...]:
    """The people of some profiles, in order."""
    return tuple(sorted(i for t in profiles for i in space.profiles[t].people))
