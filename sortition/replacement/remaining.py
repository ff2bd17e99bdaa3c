"""What is left to draw from when some of a panel are gone: people, quotas, seats (23.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sortition.errors import Text, UsageError
from sortition.records.pool import Pool, Registrant
from sortition.records.quotas import Quota, Quotas
from sortition.records.statuses import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Seating:
    """The panel as it is: who was ever drawn, and the last status of whoever has one.

    ``members`` are the ids of the first panel and of all replacements, in no order.
    """

    members: frozenset[str]
    statuses: Mapping[str, Status]

    @property
    def stayers(self) -> frozenset[str]:
        """The members who keep their seat; without a status somebody stays."""
        return frozenset(m for m in self.members if self._stays(m))

    @property
    def gone(self) -> frozenset[str]:
        """Everybody who cannot sit any more, drawn or not."""
        return frozenset(person for person in self.statuses if not self._stays(person))

    def _stays(self, person: str) -> bool:
        status = self.statuses.get(person)
        return status is None or status.stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """A pool, quotas and a number of seats (>= 1) for a lottery beside people who stay."""

    pool: Pool
    quotas: Quotas
    size: int
    stayers: tuple[str, ...]


def remaining(pool: Pool, quotas: Quotas, size: int, seating: Seating, add: int = 0) -> Remaining:
    """What is left: the pool without members, people gone and homes of who stays.

    ``size`` is that of the first panel, ``add`` (>= 0) how many seats it has grown by. Every quota
    leaves what who stays does not take; when the panel grew, the most seats of each value grew
    in proportion, rounded up. Raises UsageError when no seat is free.
    """
    by_id = {person.id: person for person in pool.registrants}
    staying = [by_id[person] for person in sorted(seating.stayers)]
    free = size + add - len(staying)
    if free < 1:
        raise UsageError(Text("Nobody is to be replaced: all {n} seats are taken.", n=size + add))
    homes = {person.household for person in staying if person.household is not None}
    out = seating.members | seating.gone
    people = tuple(
        person
        for person in pool.registrants
        if person.id not in out and person.household not in homes
    )
    return Remaining(
        pool=replace(pool, registrants=people),
        quotas=replace(
            quotas,
            rows=tuple(
                _left(row, _taken(row, pool.categories, staying), (size, add))
                for row in quotas.rows
            ),
        ),
        size=free,
        stayers=tuple(person.id for person in staying),
    )


def _taken(row: Quota, categories: Collection[str], people: Collection[Registrant]) -> int:
    at = list(categories).index(row.category)
    return Counter(person.values[at] for person in people)[row.value]


def _left(row: Quota, taken: int, seats: tuple[int, int]) -> Quota:
    """The quota for the free seats; it asks for nobody more when enough of them stay."""
    size, add = seats
    most = row.maximum + -(-row.maximum * add // size)
    return Quota(
        category=row.category,
        value=row.value,
        minimum=max(0, row.minimum - taken),
        maximum=max(0, row.minimum - taken, most - taken),
    )
