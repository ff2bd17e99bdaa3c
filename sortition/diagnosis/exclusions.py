"""Who is in no panel at all although panels exist, and which bounds keep them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from sortition.diagnosis.bounds import all_bounds, homes_matter, named, only, without_homes
from sortition.errors import Text
from sortition.lottery.clash import irreducible
from sortition.lottery.integer import Panels
from sortition.lottery.linear import Integers
from sortition.lottery.system import System
from sortition.records.derived import REST
from sortition.records.diagnosis import Exclusion
from sortition.records.progress import Listener, Moment, silent
from sortition.records.space import Row, Space

_FREE: Final = 10**9
_STAGE: Final = Text("Looking for people whom no panel can hold, and for what would help")


def unseatable(
    system: System, profiles: Sequence[int], listen: Listener = silent
) -> tuple[int, ...]:
    """Those of some profiles that have no seat in any panel; proved.

    Each question looks for a panel with the most seats for profiles not seen yet: when that is
    none, no panel holds any of them. Panels in which one person is exchanged for another are looked
    at as well, which saves most of the questions.
    """
    panels, swaps = Panels(system), _Swaps.of(system)
    unseen = np.zeros(len(system.counts), dtype=bool)
    unseen[list(profiles)] = True
    while unseen.any():
        listen(Moment(stage=_STAGE))
        best = panels.best([int(missing) for missing in unseen])
        if best is None or not best.value:
            break
        for panel in (*best.others, best.panel):
            unseen &= panel == 0
            unseen[swaps.into(panel, unseen)] = False
    return tuple(int(t) for t in np.flatnonzero(unseen))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Swaps:
    """The rows of a system as arrays: ``matrix`` is (rows, profiles), in whole numbers."""

    matrix: Integers
    lower: Integers
    upper: Integers
    counts: Integers

    @classmethod
    def of(cls, system: System) -> _Swaps:
        matrix = np.zeros((len(system.rows), len(system.counts)), dtype=np.int64)
        for r, row in enumerate(system.rows):
            matrix[r, list(row.profiles)] = row.weights
        return cls(
            matrix=matrix,
            lower=np.array([-_FREE if row.lower is None else row.lower for row in system.rows]),
            upper=np.array([row.upper for row in system.rows], dtype=np.int64),
            counts=np.array(system.counts, dtype=np.int64),
        )

    def into(self, panel: Integers, unseen: npt.NDArray[np.bool_]) -> list[int]:
        """The profiles of ``unseen`` that one person can leave a panel for."""
        sums = self.matrix @ panel
        enters = np.flatnonzero(unseen & (panel < self.counts))
        found: list[int] = []
        for t in np.flatnonzero(panel):
            after = (sums - self.matrix[:, t])[:, None] + self.matrix[:, enters]
            fits = ((after >= self.lower[:, None]) & (after <= self.upper[:, None])).all(axis=0)
            found += enters[fits].tolist()
            enters = enters[~fits]
        return found


def exclusions(space: Space, listen: Listener = silent) -> tuple[Exclusion, ...]:
    """Everybody whom no panel can hold, together with those of the same reason.

    The space has panels.
    """
    system = System.of(space)
    left = unseatable(system, range(len(space.profiles)), listen)
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
    same = unseatable(rules if homes else without_homes(space, rules), left, listen)
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
