"""Lists of the letters for those who need them: only the columns that their work needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from sortition.dossier import folder as folders
from sortition.dossier.canonical import sha256
from sortition.errors import Text, UsageError
from sortition.records.names import key
from sortition.records.pool import Table
from sortition.report.invitation import invitation
from sortition.steps.answers import CODE, OWN, Sent, read_answers, sent
from sortition.tables.export import to_list, to_workbook
from sortition.tables.sheet_out import separator
from sortition.tables.shown import listed
from sortition.tables.unseen import without_unseen
from sortition.texts import ENGLISH, Language, translator

_XLSX: Final = ".xlsx"


class Purpose(StrEnum):
    """Who needs the list."""

    PRINTER = "printer"
    CALLCENTRE = "callcentre"
    REMINDERS = "reminders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A list that was written, with what whoever gets it can check it by.

    ``batches`` are the first and last letter number of each, and how many there are; ``checksum``
    is the sum of all letter numbers. ``left_out`` have answered. ``template`` is the letter's text.
    """

    out: Path
    columns: tuple[str, ...]
    rows: int
    left_out: int
    batches: tuple[tuple[int, int, int], ...]
    checksum: int
    digest: str
    template: Path | None


def letters_export(
    folder: Path,
    *,
    purpose: Purpose,
    out: Path,
    names: tuple[str, ...],
    phone: tuple[str, ...] = (),
    answered: tuple[Path, ...] = (),
    batch: int = 1000,
    template: Path | None = None,
    language: Language = ENGLISH,
) -> Exported:
    """Write the list of a wave; XLSX where ``out`` ends so, else CSV.

    ``names`` and ``phone`` are columns of the register; the address is that of the plan. Whoever
    is in ``answered`` (files with reply codes or ids in a column) is left out. ``template``
    is a new file for the letter's text. Raises InputError or UsageError.
    """
    for path in (out, template):
        if path is not None:
            folders.ensure_no_file(path)
    letters = sent(folder)
    table, address = letters.table, letters.plan.rules.address
    if purpose is not Purpose.CALLCENTRE and not address:
        raise UsageError(
            Text("The plan names no columns of the address, so a letter cannot be sent.")
        )
    if purpose is Purpose.CALLCENTRE and not phone:
        raise UsageError(Text("Say in which column the telephone number is: --phone COLUMN"))
    wanted = (*names, *(phone if purpose is Purpose.CALLCENTRE else address))
    places = [_place(table, name) for name in wanted]
    done = _answered(answered, letters)
    kept = [row for row in table.rows if row[CODE] not in done]
    columns, rows = _list(table, kept, places, batch, language)
    content = (
        to_workbook(columns, rows)
        if out.suffix.casefold() == _XLSX
        else to_list(columns, rows, separator=separator(translator(language).numerals.decimal))
    )
    folders.write_file(out, content, private=True)
    if template is not None:
        text = invitation(
            code=columns[2],
            names=_called(table, names),
            address=_called(table, address),
            language=language,
        )
        folders.write_file(template, text)
    return Exported(
        out=out,
        columns=columns,
        rows=len(rows),
        left_out=len(table.rows) - len(kept),
        batches=_batches(kept, batch),
        checksum=sum(int(row[0]) for row in kept),
        digest=sha256(content),
        template=template,
    )


def _place(table: Table, name: str) -> int:
    wanted = key(name)
    found = next((j for j, own in enumerate(table.columns) if key(own) == wanted), None)
    if found is None:
        raise UsageError(
            Text(
                'The register has no column "{name}". Its columns are: {names}.',
                name=name,
                names=listed(table.columns[OWN:]),
            )
        )
    return found


def _answered(paths: Sequence[Path], letters: Sent) -> set[str]:
    """The reply codes of everybody who answered. Raises InputError."""
    rows = [answer for path in paths for answer in read_answers(path, [letters])]
    return {answer.code for answer in rows if answer.code is not None}


def _list(
    table: Table,
    kept: Sequence[Sequence[str]],
    places: Sequence[int],
    batch: int,
    language: Language,
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    speaker = translator(language)
    own = [Text("letter"), Text("batch"), Text("reply code")]
    columns = (*map(speaker.text, own), *(without_unseen(table.columns[j]) for j in places))
    rows = [
        (row[0], str((int(row[0]) - 1) // batch + 1), row[CODE], *(row[j] for j in places))
        for row in kept
    ]
    return columns, rows


def _called(table: Table, names: Sequence[str]) -> tuple[str, ...]:
    """Columns by the names that they have in the list, for the fields of the letter."""
    return tuple(without_unseen(table.columns[_place(table, name)]) for name in names)


def _batches(kept: Sequence[Sequence[str]], batch: int) -> tuple[tuple[int, int, int], ...]:
    numbers: dict[int, list[int]] = {}
    for row in kept:
        numbers.setdefault((int(row[0]) - 1) // batch, []).append(int(row[0]))
    return tuple((min(one), max(one), len(one)) for one in numbers.values())
