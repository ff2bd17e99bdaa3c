"""The two spreadsheets that every computation begins with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sortition import tables
from sortition.errors import Problem, Text, Where
from sortition.records.names import clean_value
from sortition.records.progress import Listener, Moment
from sortition.records.quotas import Quotas
from sortition.tables.fatal import cannot_be_used
from sortition.tables.quotas_table import read_quotas
from sortition.tables.shown import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The two files of people and quotas; ``id_column`` None: found by itself.

    ``weights`` names a column of people that says how large their chances are to be beside others.
    ``without`` are lists of people (by id) who cannot take part, such as earlier panels.
    """

    registrants: Path
    quotas: Path
    id_column: str | None = None
    weights: str = ""
    without: tuple[Path, ...] = ()

    def content(self) -> dict[str, bytes]:
        """All files as they are on disk now; empty where one cannot be read."""
        lists = {f"without-{i}": _bytes(path) for i, path in enumerate(self.without, 1)}
        return {"registrants": _bytes(self.registrants), "quotas": _bytes(self.quotas), **lists}

    def load(
        self, *, size: int, household_columns: tuple[str, ...], listen: Listener
    ) -> tables.Loaded:
        """The people and quotas for ``size`` seats. Raises InputError with every problem found."""
        listen(Moment(stage=Text("Reading the files")))
        loaded = tables.load(
            self.registrants,
            self.quotas,
            size=size,
            id_column=self.id_column,
            household_columns=household_columns,
            weights=self.weights,
        )
        return _without(loaded, self.without) if self.without else loaded


def _without(loaded: tables.Loaded, lists: tuple[Path, ...]) -> tables.Loaded:
    """The same without everybody on the lists; a note says how many that are."""
    pool = loaded.pool
    named = {person for path in lists for person in listed_ids(path, pool.id_column)}
    kept = tuple(person for person in pool.registrants if person.id not in named)
    left = Text("Left out, because a list names them: {n}.", n=len(pool.registrants) - len(kept))
    return replace(loaded, pool=replace(pool, registrants=kept), notes=(*loaded.notes, left))


def listed_ids(path: Path, id_column: str) -> list[str]:
    """The ids in a list: in the column of that name, or in its only column. Raises InputError."""
    table = tables.read_table(path)
    column = id_place(table, id_column)
    return [person for row in table.rows if (person := clean_value(row[column]))]


def id_place(table: tables.RawTable, id_column: str) -> int:
    """Where the ids of a list are: the column of that name, or its only one. Raises InputError."""
    place = 0 if len(table.columns) == 1 else table.position(id_column)
    if place is None or table.problems:
        missing = Problem(
            code="no-id-in-list",
            where=Where(file=table.file),
            text=Text('A list needs the column "{name}", like the register.', name=id_column),
            advice=Text("Its columns are: {names}.", names=listed(table.columns)),
        )
        raise cannot_be_used(table.problems or (missing,))
    return place


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # whoever reads it as a table says what is the matter
        return b""


def quotas_for(path: Path, size: int, columns: tuple[str, ...] = (), file: str = "") -> Quotas:
    """The quotas for ``size`` seats where there are no registrants yet. Raises InputError.

    ``columns`` are those of the register, which crosses and conditions may speak of.
    """
    table = tables.read_table(path)
    plain = [cell for row in table.rows for cell in row if cell.isalpha()]
    known = tuple(dict.fromkeys((*columns, *plain)))
    people = tables.RawTable(file=file or path.name, columns=known, numbers=(), rows=())
    sheet = read_quotas(table, size=size, people=people)
    if sheet.quotas is None:
        raise cannot_be_used(sheet.problems)
    return sheet.quotas
