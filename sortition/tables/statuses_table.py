"""A table of statuses: who of a panel stays and who is gone (docs/format.md 23.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from sortition.errors import Problem, Text
from sortition.records.names import clean_value, key
from sortition.records.statuses import SAID, Status, StatusRow
from sortition.tables.columns import no_column, places_of
from sortition.tables.fatal import cannot_be_used
from sortition.tables.raw import RawTable
from sortition.tables.shown import shown
from sortition.tables.unseen import without_unseen

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "nummer", "code"),
    "status": ("status",),
    "day": ("date", "day", "datum", "dag"),
    "reason": ("reason", "reden"),
}
_WORDS: Final[Mapping[str, Status]] = {
    **{status.value: status for status in Status},
    **{text.template: status for status, text in SAID.items()},
    "bevestigd": Status.CONFIRMED,
    "afgezegd": Status.DECLINED,
    "teruggetrokken": Status.WITHDRAWN,
    "gestopt": Status.WITHDRAWN,
    "onbereikbaar": Status.UNREACHABLE,
    "uitgesloten": Status.EXCLUDED,
}


def read_statuses(table: RawTable, known: frozenset[str]) -> tuple[StatusRow, ...]:
    """The rows that say something; a row without a status is passed over.

    ``known`` are all ids of the pool. Raises InputError with every problem.
    """
    places, ids = places_of(table, _COLUMNS), _written(known)
    missing = tuple(no_column(table, name) for name in ("id", "status") if places[name] is None)
    problems = table.problems + (missing or tuple(_bad(table, places, ids)))
    if problems:
        raise cannot_be_used(problems)
    found = []
    for row in table.rows:
        cells = {
            name: clean_value(row[at]) if at is not None else "" for name, at in places.items()
        }
        if cells["status"]:
            status = _WORDS[key(cells["status"])]
            found.append(
                StatusRow(
                    person=_own(cells["id"], ids),
                    status=status,
                    day=cells["day"],
                    reason=cells["reason"],
                )
            )
    return tuple(sorted(found, key=lambda row: row.person))


def _written(known: frozenset[str]) -> dict[str, str]:
    """Ids by how a list of ours may write them: without signs that nobody sees, and as they are.

    Two that only differ in such signs are not told apart by a list, so they are not looked for.
    """
    ids = sorted(known)
    times = Counter(map(without_unseen, ids))
    written = {without_unseen(p): p for p in ids if times[without_unseen(p)] == 1}
    return {**written, **dict(zip(ids, ids, strict=True))}


def _own(cell: str, ids: Mapping[str, str]) -> str:
    """The id in a cell; our own lists put a mark before one that a spreadsheet would compute."""
    return ids.get(cell) or ids.get(cell.removeprefix("'")) or cell


def _bad(
    table: RawTable, places: Mapping[str, int | None], ids: Mapping[str, str]
) -> Iterator[Problem]:
    own, said = places["id"] or 0, places["status"] or 0
    seen: dict[str, int] = {}
    for i, row in enumerate(table.rows):
        person, status = _own(clean_value(row[own]), ids), clean_value(row[said])
        if not status:
            continue
        if key(status) not in _WORDS:
            yield Problem(
                code="bad-status",
                where=table.where(i, said),
                text=Text('"{value}" is no status.', value=shown(row[said])),
                advice=Text("Use one of: {names}.", names=tuple(SAID.values())),
            )
        if person not in ids:
            yield Problem(
                code="unknown-person",
                where=table.where(i, own),
                text=Text('Nobody of the pool has the id "{value}".', value=shown(row[own])),
                advice=Text("Use the ids of the list of the panel."),
            )
        if person in seen:
            yield Problem(
                code="twice",
                where=table.where(i, own),
                text=Text("This person is in row {row} too.", row=table.numbers[seen[person]]),
                advice=Text("Give everybody one row."),
            )
        seen.setdefault(person, i)
        for at in (places["day"], places["reason"]):
            if at is not None and without_unseen(row[at]) != row[at]:
                yield Problem(
                    code="unseen-sign",
                    where=table.where(i, at),
                    text=Text(
                        'There is a sign in "{value}" that nobody can see.', value=shown(row[at])
                    ),
                    advice=Text("Type the cell again."),
                )
