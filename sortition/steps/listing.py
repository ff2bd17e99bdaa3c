"""Lists and letters for the official after a draw: who is told what, and who is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sortition.dossier import case, process
from sortition.dossier.folder import ensure_free, write
from sortition.dossier.receipts import receipt
from sortition.errors import Text
from sortition.records.journal import Step
from sortition.records.statuses import Status
from sortition.report.drawn_letters import DrawFacts, drawn_letters
from sortition.report.public_calendar import public_calendar
from sortition.steps.contacts import ID, Contacts, contacts
from sortition.steps.everybody import Everybody, Group, everybody
from sortition.steps.process import committed_lottery
from sortition.steps.sitting import first_draw
from sortition.steps.speaking import spoken_in
from sortition.tables.export import to_list, to_workbook
from sortition.tables.sheet_out import separator
from sortition.texts import Language, Translator, translator

CALENDAR: Final = "calendar.ics"
CALLS: Final = "calls"
_ALWAYS: Final = (Group.DRAWN, Group.NOT_DRAWN)
"""Lists that are there even when nobody is in them."""
_STATUSES: Final[Mapping[str, Mapping[Status, str]]] = {
    "nl": {
        Status.CONFIRMED: "bevestigd",
        Status.DECLINED: "afgezegd",
        Status.WITHDRAWN: "teruggetrokken",
        Status.UNREACHABLE: "onbereikbaar",
        Status.EXCLUDED: "uitgesloten",
    },
}
"""In no catalogue: lists are read back, and with a word that is not known they could not be. Other
languages have the English words."""
_HOW: Final[Mapping[Step, Text]] = {
    Step.REPLACED: Text("by another draw"),
    Step.CALLED: Text("as an alternate"),
}

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsWritten:
    """A new folder; ``files`` are pairs of a name and how many people are in it (None: a text).

    ``notes`` are worth reading, but nothing is wrong.
    """

    folder: Path
    files: tuple[tuple[str, int | None], ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """A list before it is a file."""

    name: str
    columns: Row
    rows: Sequence[Row]
    choices: Mapping[str, Row] = field(default_factory=dict)
    """Words to choose from, by column."""


def lists(
    folder: Path,
    out: Path,
    *,
    registrants: Path | None = None,
    language: str | None = None,
) -> ListsWritten:
    """Write lists (each as CSV and as XLSX), letters and calendar into the new folder ``out``.

    ``registrants`` is a file with columns that the closed pool does not have, by id; ``language``
    is that of the plan when it is not given. Raises UsageError before the draw, when the personal
    data were erased, or when the folder is taken; InputError when the file does not fit the pool.
    """
    ensure_free(out)
    dossier = case.load(folder)
    process.require(dossier.state, Step.STATUS)
    spoken = spoken_in(language, dossier.plan.language)
    speaker = translator(spoken)
    first = first_draw(dossier, dossier.entries)
    known = contacts(first.pool, first.quotas, registrants)
    found = everybody(dossier, first.pool, first.seating)
    made = tuple(_lists(known, found, _merge(dossier, speaker), speaker))
    mark = separator(speaker.numerals.decimal)
    files = {name: content for one in made for name, content in _files(one, mark)}
    texts = _texts(dossier, known, len(first.pool.registrants), spoken)
    write(out, {**files, **texts})
    counts = {f"{one.name}{end}": len(one.rows) for one in made for end in (".csv", ".xlsx")}
    return ListsWritten(
        folder=out,
        files=tuple((name, counts.get(name)) for name in (*files, *texts)),
        notes=known.notes,
    )


# --- parts ----------------------------------------------------------------------------------------


def _files(one: _List, mark: str) -> Iterator[tuple[str, bytes]]:
    yield f"{one.name}.csv", to_list(one.columns, one.rows, separator=mark)
    yield f"{one.name}.xlsx", to_workbook(one.columns, one.rows, one.choices)


def _merge(dossier: case.Dossier, speaker: Translator) -> dict[str, Row]:
    """What the letters tell everybody of themselves: their chance in words, and their code."""
    secret = dossier.secret
    pool, lottery = committed_lottery(dossier)
    return {
        ident: (
            # Translators: a chance in words, as in "your chance was 65 in 1,000"
            speaker.text(Text("{count} in {of}", count=count, of=lottery.units)),
            receipt(secret, ident).written,
        )
        for ident, count in zip(pool.ids, lottery.counts, strict=True)
    }


def _lists(
    known: Contacts, found: Everybody, merge: Mapping[str, Row], speaker: Translator
) -> Iterator[_List]:
    further = _further(found, speaker)
    for group, people in found.groups.items():
        if people or group in _ALWAYS:
            names, cells = further.get(group, ((), {}))
            yield _List(
                name=group.value,
                columns=(ID, *known.columns, "chance", "receipt", *names),
                rows=[(p, *known.rows[p], *merge[p], *cells.get(p, ())) for p in people],
            )
    yield _calls(known, found, speaker)
    yield _badges(known, found)


def _further(found: Everybody, speaker: Translator) -> dict[Group, tuple[Row, Mapping[str, Row]]]:
    """The columns that only one list has, and everybody's cells of them."""
    joined = {
        person: (speaker.text(_HOW[entry.step]), entry.time.partition("T")[0])
        for person, entry in found.arrivals.items()
    }
    order = {person: (str(place),) for person, place in found.order.items()}
    said = {person: _status(found, person, speaker) for person in found.last}
    return {
        Group.ALTERNATE: (("order",), order),
        Group.JOINED: (("how", "since"), joined),
        Group.REPLACED: (("status", "date", "reason"), said),
        Group.WITHDRAWN: (("status", "date", "reason"), said),
    }


def _calls(known: Contacts, found: Everybody, speaker: Translator) -> _List:
    """Who sits now, to be called; without what quotas look at, which nobody needs for a call."""
    columns = [name for name in known.columns if name not in known.asked]
    cells = known.part(columns)
    return _List(
        name=CALLS,
        columns=(ID, "status", "date", "reason", *columns),
        rows=[(p, *_status(found, p, speaker), *cells[p]) for p in found.sitting],
        choices={"status": tuple(_word(status, speaker) for status in Status)},
    )


def _badges(known: Contacts, found: Everybody) -> _List:
    cells = known.part(known.names)
    columns = [name for name in known.columns if name in known.names]
    people = sorted(found.sitting, key=found.badges.__getitem__)
    return _List(
        name="badges",
        columns=("badge", ID, *columns),
        rows=[(str(found.badges[p]), p, *cells[p]) for p in people],
    )


def _status(found: Everybody, person: str, speaker: Translator) -> Row:
    """Status, day and reason as they were recorded last, or three empty cells."""
    row = found.last.get(person)
    if row is None:
        return ("", "", "")
    return _word(row.status, speaker), row.day, row.reason


def _word(status: Status, speaker: Translator) -> str:
    """The word of a status in a list."""
    return _STATUSES.get(speaker.language, {}).get(status, status.value)


def _texts(
    dossier: case.Dossier, known: Contacts, people: int, language: Language
) -> dict[str, bytes]:
    """The letters and the calendar, which name nobody."""
    letters = drawn_letters(
        _facts(dossier, people), names=known.names, address=known.address, language=language
    )
    calendar = public_calendar(
        dossier.plan,
        first=dossier.entries[0].hash,
        time=dossier.entries[-1].time,
        version=dossier.state.version,
        language=language,
    )
    return {**letters, CALENDAR: calendar}


def _facts(dossier: case.Dossier, people: int) -> DrawFacts:
    plan, entry = dossier.plan, dossier.last(Step.DRAWN)
    facts: Mapping[str, Any] = entry.facts
    return DrawFacts(
        title=plan.title,
        purpose=plan.purpose,
        mandate=plan.mandate,
        organiser=plan.organiser,
        contact=plan.contact,
        size=plan.size,
        people=people,
        number=facts["number"],
        of=facts["of"],
        day=entry.time.partition("T")[0],
        retention=plan.retention,
    )
