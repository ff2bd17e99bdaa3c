"""Where everybody of a pool is after a draw: in exactly one group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sortition.dossier import case
from sortition.dossier.files import PANEL
from sortition.dossier.standby_files import ALTERNATES, read_alternates
from sortition.records.journal import Entry
from sortition.records.pool import Pool
from sortition.records.statuses import StatusRow
from sortition.replacement.remaining import Seating
from sortition.steps.replacements import ids_of
from sortition.steps.sitting import arrivals, statuses


class Group(StrEnum):
    """What became of somebody; the value is the name of the list."""

    DRAWN = "drawn"
    """Drawn with the first panel, and not gone."""
    JOINED = "joined"
    """Came in after it, and not gone."""
    ALTERNATE = "alternates"
    """Stands by."""
    NOT_DRAWN = "not-drawn"
    """None of the others."""
    REPLACED = "replaced"
    """Had a seat, and cannot sit any more."""
    WITHDRAWN = "withdrawn"
    """Never had a seat, and cannot have one any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Everybody:
    """The people of a pool (ids) by group, those of a group in the order of its list.

    ``arrivals`` are who came in after the first draw, in that order, gone or not, with the entry
    that says so; ``badges`` numbers whoever was ever in the panel, and no number changes later.
    ``order`` is the place (from 1) of each alternate. ``last`` has the last word about a person.
    """

    groups: Mapping[Group, tuple[str, ...]]
    arrivals: Mapping[str, Entry]
    badges: Mapping[str, int]
    order: Mapping[str, int]
    last: Mapping[str, StatusRow]

    @property
    def sitting(self) -> tuple[str, ...]:
        """Who sits now, by id."""
        return tuple(sorted((*self.groups[Group.DRAWN], *self.groups[Group.JOINED])))


def everybody(dossier: case.Dossier, pool: Pool, seating: Seating) -> Everybody:
    """Everybody of the first dossier as it is now; ``seating`` is who was drawn and who is gone."""
    first = ids_of(dossier.content(f"{case.DRAW}/{PANEL}"))
    came = dict(arrivals(dossier, dossier.entries))
    order = dict(_order(dossier))
    members = sorted(first)
    in_order = [*members, *came, *order, *pool.ids]
    groups: dict[Group, list[str]] = {group: [] for group in Group}
    gone, drawn = seating.gone, frozenset(first)

    def group_of(person: str) -> Group:
        seated = person in seating.members
        if person in gone:
            return Group.REPLACED if seated else Group.WITHDRAWN
        if seated:
            return Group.DRAWN if person in drawn else Group.JOINED
        return Group.ALTERNATE if person in order else Group.NOT_DRAWN

    for person in dict.fromkeys(in_order):
        groups[group_of(person)].append(person)
    for group in (Group.REPLACED, Group.WITHDRAWN):
        groups[group].sort()
    return Everybody(
        groups={group: tuple(people) for group, people in groups.items()},
        arrivals=came,
        badges={person: n for n, person in enumerate((*members, *came), 1)},
        order=order,
        last={row.person: row for row in statuses(dossier, dossier.entries)},
    )


def _order(dossier: case.Dossier) -> Iterator[tuple[str, int]]:
    if dossier.state.alternates:
        people = read_alternates(dossier.content(f"{case.STANDBY}/{ALTERNATES}"))
        yield from ((person, place) for place, person in enumerate(people, 1))
