"""Where everybody of a pool is after a draw: in exactly one group, and for each is one letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sortition.dossier import case
from sortition.dossier.files import PANEL
from sortition.dossier.standby_files import ALTERNATES, read_alternates
from sortition.dossier.statuses_file import NAME as STATUSES
from sortition.dossier.statuses_file import read_statuses_csv
from sortition.records.journal import Entry, Step
from sortition.records.pool import Pool
from sortition.records.statuses import StatusRow
from sortition.replacement.remaining import Seating
from sortition.steps.replacing import AUDITOR
from sortition.steps.sitting import ids_of
from sortition.verify.archive import unpacked


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
    """Cannot sit any more, drawn or not."""


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
    arrivals = dict(_arrivals(dossier))
    order = dict(_order(dossier))
    members = sorted(first)
    in_order = [*members, *arrivals, *order, *pool.ids]
    groups: dict[Group, list[str]] = {group: [] for group in Group}
    for person in dict.fromkeys(in_order):
        groups[_group(person, seating, frozenset(first), order)].append(person)
    groups[Group.REPLACED].sort()
    return Everybody(
        groups={group: tuple(people) for group, people in groups.items()},
        arrivals=arrivals,
        badges={person: n for n, person in enumerate((*members, *arrivals), 1)},
        order=order,
        last={row.person: row for row in _statuses(dossier)},
    )


def _group(person: str, seating: Seating, first: frozenset[str], order: Mapping[str, int]) -> Group:
    if person in seating.gone:
        return Group.REPLACED
    if person in seating.members:
        return Group.DRAWN if person in first else Group.JOINED
    return Group.ALTERNATE if person in order else Group.NOT_DRAWN


def _arrivals(dossier: case.Dossier) -> Iterator[tuple[str, Entry]]:
    """Who came in by replacements and as alternates, as the journal has it."""
    counts: Counter[Step] = Counter()
    for entry in dossier.entries:
        counts[entry.step] += 1
        number = counts[entry.step]
        if entry.step is Step.REPLACED:
            packed = dossier.content(f"{case.REPLACEMENTS}/{number}/{AUDITOR}")
            content = unpacked(packed).files[f"{case.DRAW}/{PANEL}"]
        elif entry.step is Step.CALLED:
            content = dossier.content(f"{case.CALLED}/{number}/{PANEL}")
        else:
            continue
        yield from ((person, entry) for person in ids_of(content))


def _order(dossier: case.Dossier) -> Iterator[tuple[str, int]]:
    if dossier.state.alternates:
        people = read_alternates(dossier.content(f"{case.STANDBY}/{ALTERNATES}"))
        yield from ((person, place) for place, person in enumerate(people, 1))


def _statuses(dossier: case.Dossier) -> Iterator[StatusRow]:
    """Every status that was recorded, the earliest first."""
    for number in range(1, dossier.number_of(Step.STATUS) + 1):
        yield from read_statuses_csv(dossier.content(f"{case.STATUSES}/{number}/{STATUSES}"))
