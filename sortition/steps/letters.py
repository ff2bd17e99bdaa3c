"""Receipts for everybody of the pool: a private table for the mail merge (docs/format.md §19)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sortition.dossier import case, process
from sortition.dossier.canonical import fraction
from sortition.dossier.folder import ensure_no_file, write_file
from sortition.errors import Text, UsageError
from sortition.records.journal import Stage, Step
from sortition.records.names import key
from sortition.records.pool import Pool
from sortition.steps.outcomes import ReceiptsWritten
from sortition.steps.process import committed_lottery, public_side
from sortition.tables.csv_out import to_csv

OF_RECEIPTS: Final = ("code", "salt", "count", "of", "chance")


def receipts(folder: Path, *, out: Path, columns: Sequence[str] = ()) -> ReceiptsWritten:
    """Write a table with the code of everybody to the new file ``out``; it is private.

    It has the id, then ``columns`` of the registrants (names and addresses for the letters), then
    code, salt, count, of, and the exact chance as a fraction. Raises UsageError or InputError.
    """
    ensure_no_file(out)
    dossier = case.load(folder)
    if dossier.state.stage < Stage.COMMITTED:
        process.require(dossier.state, Step.VALUE_B)
    pool, lottery = committed_lottery(dossier)
    places = [0, *(_place(pool, name) for name in columns)]
    public = public_side(dossier, lottery)
    chance_of = {
        i: chance
        for chance, profile in zip(lottery.chances, lottery.space.profiles, strict=True)
        for i in profile.people
    }
    rows = [
        (
            *(person.cells[place] for place in places),
            *(held.written, held.salt.hex(), str(count), str(lottery.units)),
            fraction(chance_of[i]),
        )
        for i, (person, held, count) in enumerate(
            zip(pool.registrants, public.receipts, lottery.counts, strict=True)
        )
    ]
    header = (*(pool.columns[place] for place in places), *OF_RECEIPTS)
    write_file(out, to_csv(header, rows), private=True)
    return ReceiptsWritten(out=out, people=len(rows), columns=header)


def _place(pool: Pool, name: str) -> int:
    found = [place for place, column in enumerate(pool.columns) if key(column) == key(name)]
    if len(found) != 1:
        raise UsageError(
            Text(
                'There is not one column "{column}". There are: {columns}.',
                column=name,
                columns=pool.columns,
            )
        )
    return found[0]
