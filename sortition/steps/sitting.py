"""Who sits in the panel of a dossier by now: the draw, statuses, replacements, alternates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sortition.dossier import case
from sortition.dossier.files import PANEL
from sortition.dossier.statuses_file import NAME as STATUSES
from sortition.dossier.statuses_file import read_statuses_csv
from sortition.records.journal import Entry, Step
from sortition.records.pool import Pool
from sortition.records.quotas import Quotas
from sortition.records.statuses import StatusRow, latest
from sortition.replacement.remaining import Remaining, Seating, remaining
from sortition.steps.process import closed_pool
from sortition.steps.replacements import drawn_in, ids_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstDraw:
    """What a replacement follows: the lottery of the first dossier, and who sits by now.

    ``size`` is the number of seats of that lottery, ``seats`` those of the panel as it has grown.
    """

    pool: Pool
    quotas: Quotas
    size: int
    seats: int
    seating: Seating

    @property
    def free(self) -> int:
        """Seats that nobody has."""
        return self.seats - len(self.seating.stayers)

    def left(self, add: int) -> Remaining:
        """What is left to draw from when the panel grows by ``add`` (>= 0). Raises UsageError."""
        grown = self.seats - self.size + add
        return remaining(self.pool, self.quotas, self.size, self.seating, grown)

    def left_for(self, seats: int) -> Remaining:
        """What is left for a replacement of so many seats: more than are free make it grow."""
        return self.left(max(0, seats - self.free))


def first_draw(dossier: case.Dossier, entries: Sequence[Entry]) -> FirstDraw:
    """The first dossier as it was after these entries."""
    pool, quotas, size = closed_pool(dossier)
    return FirstDraw(
        pool=pool,
        quotas=quotas,
        size=size,
        seats=_size(dossier, entries),
        seating=_seating(dossier, entries),
    )


def arrivals(dossier: case.Dossier, entries: Sequence[Entry]) -> Iterator[tuple[str, Entry]]:
    """Who came in by these entries after the first draw (ids), in that order, gone or not."""
    counts: Counter[Step] = Counter()
    for entry in entries:
        counts[entry.step] += 1
        if entry.step is Step.REPLACED:
            people = drawn_in(dossier, counts[entry.step])
        elif entry.step is Step.CALLED:
            people = ids_of(dossier.content(f"{case.CALLED}/{counts[entry.step]}/{PANEL}"))
        else:
            continue
        yield from ((person, entry) for person in people)


def statuses(dossier: case.Dossier, entries: Sequence[Entry]) -> Iterator[StatusRow]:
    """Every status that these entries record, the earliest first."""
    recorded = sum(entry.step is Step.STATUS for entry in entries)
    for number in range(1, recorded + 1):
        yield from read_statuses_csv(dossier.content(f"{case.STATUSES}/{number}/{STATUSES}"))


def _seating(dossier: case.Dossier, entries: Sequence[Entry]) -> Seating:
    """Who was drawn and who is gone, by these entries."""
    first = ids_of(dossier.content(f"{case.DRAW}/{PANEL}"))
    return Seating(
        members=frozenset((*first, *(person for person, _ in arrivals(dossier, entries)))),
        statuses=latest(statuses(dossier, entries)),
    )


def _size(dossier: case.Dossier, entries: Sequence[Entry]) -> int:
    """Seats of the whole panel, with those that it grew by."""
    added = [entry.facts["added"] for entry in entries if entry.step is Step.REPLACED]
    return dossier.plan.size + sum(int(str(n)) for n in added)
