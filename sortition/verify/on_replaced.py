"""V59–V61: who of a panel is gone, and who was drawn in their place (docs/format.md §23)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sortition.verify import files
from sortition.verify.dossier import Dossier, Entry, is_public
from sortition.verify.findings import BlockedError, Text
from sortition.verify.plan import quotas_of
from sortition.verify.rules import clean, key

_STATUSES: Final = ("confirmed", "declined", "withdrawn", "unreachable", "excluded")
_STAYS: Final = "confirmed"
_STALE: Final = ("status", "replaced", "alternates called")
"""Steps after which a replacement must be begun anew."""
_HEADER: Final = ("id", "status", "day", "reason")

Bounds = list[tuple[str, str, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a replacement is drawn from: rows of people, quotas, and how many seats are free."""

    people: files.Rows
    quotas: Bounds
    free: int


def v59_statuses(dossier: Dossier) -> Iterator[Text]:
    """V59 (23.1): statuses are of people of the pool, and as many as the journal says."""
    known = {row[0] for row in dossier.registrants[1:]}
    for count, entry in enumerate(dossier.of("status"), 1):
        name = f"statuses/{count}/statuses.csv"
        header, *rows = dossier.table(name)
        if header != _HEADER or any(len(row) != len(_HEADER) for row in rows):
            yield Text("{file} is not a table of statuses.", file=name)
            continue
        ids = [row[0] for row in rows]
        if ids != sorted(set(ids)) or not set(ids) <= known:
            yield Text("{file} does not name people of the pool once, in order.", file=name)
        found = Counter(row[1] for row in rows)
        stated = [(one["status"], one["people"]) for one in entry.facts["counts"]]
        if stated != [(status, found[status]) for status in _STATUSES if found[status]]:
            yield Text("{file} and the journal differ.", file=name)
        if not set(found) <= set(_STATUSES):
            yield Text("{file} holds something that is no status.", file=name)


def v60_replacements(dossier: Dossier) -> Iterator[Text]:
    """V60 (23.3): every replacement is a draw in order, begun when this journal had come so far."""
    for number, entry in enumerate(dossier.of("replaced"), 1):
        name = f"public/replacement-{number}/public.zip"
        if set(entry.outputs) != {name, f"replacements/{number}/auditor.zip"}:
            yield Text("Line {n} does not name the bundles it should.", n=entry.number + 1)
            continue
        found = dossier.nested(name)
        yield from _in_order(name, found.kind, "public", found.failed)
        inner = found.dossier
        if inner.entries[-1].hash != entry.facts["head"]:
            yield Text(
                "{file} is not of the journal that line {n} names.", file=name, n=entry.number + 1
            )
        if inner.last_plan["size"] != entry.facts["seats"] or not inner.of("drawn"):
            yield Text("{file} does not draw so many people.", file=name)
        until = _begun(dossier, entry, inner)
        if until is None:
            yield Text("{file} was not begun from this journal.", file=name)
        elif any(e.step in _STALE for e in dossier.entries[until : entry.number]):
            yield Text("{file} was begun before the last statuses.", file=name)


def v61_follow(dossier: Dossier) -> Iterator[Text]:
    """V61 (23.2, 23.3): people, quotas and seats of a replacement are those that were left."""
    for number, entry in enumerate(dossier.of("replaced"), 1):
        name = f"replacements/{number}/auditor.zip"
        found, shown = (
            dossier.nested(name),
            dossier.nested(f"public/replacement-{number}/public.zip"),
        )
        yield from _in_order(name, found.kind, "auditor", found.failed)
        inner = found.dossier
        public = {
            n: c for n, c in inner.content.files.items() if is_public(n) and n != "secret.txt"
        }
        held = {n: c for n, c in shown.dossier.content.files.items() if is_public(n)}
        if public != held or inner.file("journal.jsonl") != shown.dossier.file("journal.jsonl"):
            yield Text("{file}: what is public of it is another draw.", file=name)
        until = _begun(dossier, entry, inner)
        if until is None:
            continue  # V60 says so
        added, first = entry.facts["added"], inner.plan(1)
        left = left_of(dossier, dossier.entries[:until], added)
        if first["size"] != left.free or inner.rules.size != left.free:
            yield Text("{file} has another number of seats than was free.", file=name)
        if quotas_of(first) != left.quotas:
            yield Text("{file}: its first plan does not have the quotas that were left.", file=name)
        if inner.registrants != left.people:
            yield Text("{file} has other people than were left.", file=name)


def _in_order(name: str, kind: str, wanted: str, failed: Sequence[str]) -> Iterator[Text]:
    if kind != wanted:
        yield Text("{file} is not a bundle of this kind.", file=name)
    if failed:
        yield Text("{file}: these checks fail: {checks}.", file=name, checks=", ".join(failed))


def _begun(dossier: Dossier, entry: Entry, inner: Dossier) -> int | None:
    """How many entries there were when the replacement was begun; None when not of this journal."""
    lineage = inner.entries[0].facts["lineage"]
    head = None if lineage is None else lineage["head"]
    places = (e.number + 1 for e in dossier.entries[: entry.number] if e.hash == head)
    return next(places, None)


def left_of(dossier: Dossier, entries: Sequence[Entry], added: int) -> Left:
    """The rules of 23.2, from the draw and what came of its people before."""
    case = dossier.case
    members = {row[0] for row in case.table(files.PANEL)[1:]}
    last: dict[str, str] = {}
    statuses = earlier = called = 0
    grown = added
    for entry in entries:
        if entry.step == "status":
            statuses += 1
            said = dossier.table(f"statuses/{statuses}/statuses.csv")[1:]
            last |= {row[0]: row[1] for row in said if len(row) == len(_HEADER)}
        elif entry.step == "replaced":
            earlier += 1
            grown += entry.facts["added"]
            inner = dossier.nested(f"replacements/{earlier}/auditor.zip").dossier
            members |= {row[0] for row in inner.case.table(files.PANEL)[1:]}
        elif entry.step == "alternates called":
            called += 1
            members |= {
                row[0] for row in dossier.table(f"called/{called}/{files.PANEL}")[1:] if row
            }
    index = case.people.index
    gone = {person for person, status in last.items() if status != _STAYS}
    stay = members - gone
    if not stay <= index.keys():
        raise BlockedError(Text("The people cannot be put together: see {check}.", check="V07"))
    homes = [home for home in case.homes if any(case.people.ids[i] in stay for i in home)]
    near = {case.people.ids[i] for home in homes for i in home}
    header, *rows = dossier.registrants
    size = dossier.rules.size
    bounds = []
    for quota in dossier.rules.quotas:
        at = case.lottery.categories.index(quota.category)
        taken = sum(case.values[at][index[person]] == key(quota.value) for person in stay)
        most = quota.maximum + -(-quota.maximum * grown // size)
        low = max(0, quota.minimum - taken)
        bounds.append((quota.category, quota.value, low, max(0, low, most - taken)))
    return Left(
        people=(header, *(row for row in rows if row[0] not in members | gone | near)),
        quotas=sorted((clean(c), v, low, high) for c, v, low, high in bounds),
        free=size + grown - len(stay),
    )
