"""Who is in no panel at all although panels exist, and which bounds keep them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from sortition.diagnosis.bounds import all_bounds, homes_matter, named, only, without_homes
from sortition.diagnosis.relaxation import Relaxation
from sortition.errors import Text
from sortition.lottery.clash import irreducible
from sortition.lottery.dive import Diver, matrix_of
from sortition.lottery.integer import Panels, Question
from sortition.lottery.linear import Integers
from sortition.lottery.system import System
from sortition.records.derived import REST
from sortition.records.diagnosis import Change, Exclusion, changed
from sortition.records.progress import Listener, Moment, silent
from sortition.records.space import Row, Space

_FREE: Final = 10**9
_PATIENCE: Final = 150
"""Linear programs for one panel, before the integer solver is asked."""
_TRUST: Final = 3
"""By how much it may fail more often than succeed before it is given up."""
_STAGE: Final = Text("Looking for people whom no panel can hold, and for what would help")


def unseatable(
    system: System, profiles: Sequence[int], listen: Listener = silent
) -> tuple[int, ...]:
    """Those of some profiles that have no seat in any panel; proved.

    One at a time a linear program proves that no panel holds a profile, or a panel is looked for
    that holds it and many who were not seen yet; panels in which one person is exchanged for
    another are looked at as well. Whoever is left is left to the integer solver, which looks for a
    panel with the most seats for them: when that is none, no panel holds any of them.
    """
    swaps = _Swaps.of(system)
    unseen = np.zeros(len(system.counts), dtype=bool)
    unseen[list(profiles)] = True
    relaxed, meeting = Relaxation(system), _Meeting(system, swaps)
    never = np.zeros_like(unseen)
    for t in np.flatnonzero(unseen):
        if unseen[t]:
            listen(Moment(stage=_STAGE))
            never[t] = relaxed.never(int(t))
            if not never[t]:
                meeting.strike(int(t), unseen)
    unseen &= ~never
    panels = Panels(system)
    while unseen.any():
        listen(Moment(stage=_STAGE))
        best = panels.best([int(missing) for missing in unseen])
        if best is None or not best.value:
            break
        for panel in (*best.others, best.panel):
            swaps.strike(panel, unseen)
    return tuple(int(t) for t in np.flatnonzero(unseen | never))


class _Meeting:
    """Looks for panels that hold somebody of a profile, quickly and in vain at times."""

    def __init__(self, system: System, swaps: _Swaps) -> None:
        self._swaps = swaps
        self._diver = Diver(system, swaps.matrix)
        self._luck = _TRUST

    def strike(self, profile: int, unseen: npt.NDArray[np.bool_]) -> None:
        """Strike out whom a panel holds that holds this profile, if one is found; in place.

        Not tried any more once it fails more often than not.
        """
        if self._luck < 0:
            return
        swaps = self._swaps
        least = np.zeros_like(swaps.counts)
        least[profile] = 1
        question = Question(
            matrix=swaps.matrix,
            lower=least,
            upper=swaps.counts,
            row_lower=swaps.lower,
            row_upper=swaps.upper,
        )
        panel = self._diver.find(question, -unseen.astype(np.int64), _PATIENCE).panel
        self._luck += 1 if panel is not None else -1
        if panel is not None:
            swaps.strike(panel, unseen)


def unseatable_after(
    space: Space, changes: Iterable[Change], listen: Listener = silent
) -> tuple[int, ...]:
    """The profiles that have no seat in any panel when quotas are changed; proved."""
    after = System.of(replace(space, quotas=changed(space.quotas, changes)))
    return unseatable(after, range(len(space.profiles)), listen)


@dataclass(frozen=True, kw_only=True)
class _Swaps:
    """The rows of a system as arrays: ``matrix`` is (rows, profiles), of zeros and ones."""

    matrix: Integers
    lower: Integers
    upper: Integers
    counts: Integers

    @cached_property
    def _ones(self) -> npt.NDArray[np.float32]:
        return self.matrix.astype(np.float32)

    @classmethod
    def of(cls, system: System) -> _Swaps:
        return cls(
            matrix=matrix_of(system),
            lower=np.array([-_FREE if row.lower is None else row.lower for row in system.rows]),
            upper=np.array([row.upper for row in system.rows], dtype=np.int64),
            counts=np.array(system.counts, dtype=np.int64),
        )

    def strike(self, panel: Integers, unseen: npt.NDArray[np.bool_]) -> None:
        """Strike out whom a panel holds, and whom it holds with one person exchanged; in place."""
        unseen &= panel == 0
        unseen[self.into(panel, unseen)] = False

    def into(self, panel: Integers, unseen: npt.NDArray[np.bool_]) -> list[int]:
        """The profiles of ``unseen`` that one person can leave a panel for.

        A person more or less counts 1 or 0 in a row, so only rows at a bound can be broken: at the
        upper one by whoever enters and counts there where the one who leaves does not, at the lower
        one the other way round.
        """
        sums = self.matrix @ panel
        enters = np.flatnonzero(unseen & (panel < self.counts))
        leaves = np.flatnonzero(panel)
        full, bare = self._ones[sums == self.upper], self._ones[sums == self.lower]
        broken = (1 - full[:, leaves]).T @ full[:, enters]
        broken += bare[:, leaves].T @ (1 - bare[:, enters])
        return enters[(broken == 0).any(axis=0)].tolist()  # type: ignore[no-any-return]


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
