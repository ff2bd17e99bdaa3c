"""Lists of the letters for those who need them: only the columns that their work needs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from sortition.dossier import folder as folders
from sortition.dossier.canonical import sha256
from sortition.dossier.letters_files import ACCOUNT, INVITED, PLAN, read_letters
from sortition.dossier.reply_codes import bare, is_reply_code
from sortition.errors import InputError, Problem, Text, UsageError, Where
from sortition.records.names import clean_value, key
from sortition.records.pool import Table
from sortition.report.invitation import letter_text
from sortition.tables import from_csv, read_table
from sortition.tables.export import to_list, to_workbook
from sortition.tables.shown import listed
from sortition.texts import Language, translator

_SEPARATORS: Final = {"en": ",", "nl": ";"}
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
    language: Language = "en",
) -> Exported:
    """Write the list of a wave; XLSX where ``out`` ends so, else CSV.

    ``names`` and ``phone`` are columns of the register; the address is that of the plan. Reminders
    leave out whoever is in ``answered`` (files with reply codes or ids in a column). ``template``
    is a new file for the letter's text. Raises InputError or UsageError.
    """
    for path in (out, template):
        if path is not None:
            folders.ensure_no_file(path)
    files = folders.read(folder)
    table = _table(files)
    address = read_letters(files[PLAN]).rules.address
    if purpose is not Purpose.CALLCENTRE and not address:
        raise UsageError(
            Text("The plan names no columns of the address, so a letter cannot be sent.")
        )
    if purpose is Purpose.CALLCENTRE and not phone:
        raise UsageError(Text("Say in which column the telephone number is: --phone COLUMN"))
    wanted = (*names, *(phone if purpose is Purpose.CALLCENTRE else address))
    places = [_place(table, name) for name in wanted]
    done = _answered(answered, table) if purpose is Purpose.REMINDERS else set()
    kept = [row for row in table.rows if row[2] not in done]
    columns, rows = _list(table, kept, places, batch, language)
    content = (
        to_workbook(columns, rows)
        if out.suffix.casefold() == _XLSX
        else to_list(columns, rows, separator=_SEPARATORS[language])
    )
    folders.write_file(out, content, private=True)
    if template is not None:
        text = letter_text(code=columns[2], names=names, address=address, language=language)
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


def _table(files: Mapping[str, bytes]) -> Table:
    """The people of a wave, as they were drawn. Raises InputError when that was changed since."""
    people, account = files.get(INVITED, b""), files.get(ACCOUNT, b"")
    try:
        said = json.loads(account.decode("utf-8"))["invited"]
        if said == sha256(people) and PLAN in files:
            return from_csv(people)
    except (ValueError, KeyError, TypeError):
        pass
    raise InputError(
        Text("The files cannot be used as they are."),
        (
            Problem(
                code="changed-letters",
                where=Where(file=INVITED),
                text=Text("This is not the file that was drawn, or it was changed since."),
                advice=Text("Take the whole folder from an untouched copy."),
            ),
        ),
    )


def _place(table: Table, name: str) -> int:
    wanted = key(name)
    found = next((j for j, own in enumerate(table.columns) if key(own) == wanted), None)
    if found is None:
        raise UsageError(
            Text(
                'The register has no column "{name}". Its columns are: {names}.',
                name=name,
                names=listed(table.columns[5:]),
            )
        )
    return found


def answered(folder: Path, paths: Sequence[Path]) -> tuple[Table, set[str]]:
    """The people of a wave, and the reply codes of those in files with codes or ids.

    Raises InputError, also when the letters were changed since they were drawn.
    """
    table = _table(folders.read(folder))
    return table, _answered(paths, table)


def _answered(paths: Sequence[Path], table: Table) -> set[str]:
    """The reply codes of everybody who answered, from codes or ids. Raises InputError."""
    code_of = {row[3]: row[2] for row in table.rows} | {bare(row[2]): row[2] for row in table.rows}
    found: set[str] = set()
    for path in paths:
        sheet = read_table(path)
        cells = [clean_value(cell) for row in sheet.rows for cell in row]
        hits = {code_of[c] for cell in cells for c in (cell, bare(cell)) if c in code_of}
        if cells and not hits and not any(map(is_reply_code, cells)):
            raise InputError(
                Text("The files cannot be used as they are."),
                (
                    Problem(
                        code="no-answers",
                        where=Where(file=path.name),
                        text=Text("This file has no reply code and no id of anybody invited."),
                        advice=Text("Give it a column with the code on each letter."),
                    ),
                ),
            )
        found |= hits
    return found


def _list(
    table: Table,
    kept: Sequence[Sequence[str]],
    places: Sequence[int],
    batch: int,
    language: Language,
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    speaker = translator(language)
    own = [Text("letter"), Text("batch"), Text("reply code")]
    columns = (*map(speaker.text, own), *(table.columns[j] for j in places))
    rows = [
        (row[0], str((int(row[0]) - 1) // batch + 1), row[2], *(row[j] for j in places))
        for row in kept
    ]
    return columns, rows


def _batches(kept: Sequence[Sequence[str]], batch: int) -> tuple[tuple[int, int, int], ...]:
    numbers: dict[int, list[int]] = {}
    for row in kept:
        numbers.setdefault((int(row[0]) - 1) // batch, []).append(int(row[0]))
    return tuple((min(one), max(one), len(one)) for one in numbers.values())
