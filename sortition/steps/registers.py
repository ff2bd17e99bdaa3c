"""A register that is opened for a while: in DuckDB or in Spark, with the lists that go with it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from sortition.dossier.canonical import sha256
from sortition.errors import Problem, Text, UsageError, Where
from sortition.records.letters import Listed, Per, Rules
from sortition.records.names import clean_value, key
from sortition.register import Engine, Question, Register, ask, look, open_duckdb, unchanged
from sortition.register.births import day_in
from sortition.steps.sheets import id_place
from sortition.tables import RawTable, read_table
from sortition.tables.fatal import cannot_be_used
from sortition.tables.shown import listed, shown

_DATES: Final = ("date", "datum", "invited", "uitgenodigd", "letter", "brief")


class EngineName(StrEnum):
    """What a register is read with."""

    DUCKDB = "duckdb"
    SPARK = "spark"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFiles:
    """The files of a register, lists of people who are left out, and what reads them.

    ``lists`` leave out everybody on them; those of ``invited`` only who was invited in the last
    ``cooldown`` months before the day on which age counts.
    """

    files: tuple[Path, ...]
    lists: tuple[Path, ...] = ()
    invited: tuple[Path, ...] = ()
    cooldown: int = 24
    engine: EngineName = EngineName.DUCKDB

    def listed(self, on: str) -> tuple[Listed, ...]:
        """The lists as rules name them; ``on`` is the day that months are counted back from."""
        return (
            *(Listed(name=path.name, digest=sha256(_bytes(path))) for path in self.lists),
            *(
                Listed(name=path.name, digest=sha256(_bytes(path)), since=self._since(on))
                for path in self.invited
            ),
        )

    def _since(self, on: str) -> str:
        day = day_in(on)
        if day is None:
            raise UsageError(
                Text("To count back months, say on which day: --age-on 2027-05-01"),
            )
        year, month = divmod(day[0] * 12 + day[1] - 1 - self.cooldown, 12)
        return f"{year:04d}-{month + 1:02d}-{day[2]:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A register and the engine that has it."""

    register: Register
    engine: Engine


@contextmanager
def opened(sheet: RegisterFiles) -> Iterator[Opened]:
    """The register, for as long as it is needed; nothing of it stays behind.

    Raises UsageError when Spark is asked for and not installed, or when the register changed in the
    meantime; InputError for unreadable files.
    """
    with tempfile.TemporaryDirectory(prefix="sortition-") as scratch:
        register = look(sheet.files, Path(scratch))
        engine = _engine(sheet.engine, register, Path(scratch))
        try:
            yield Opened(register=register, engine=engine)
        finally:
            engine.close()
        if not unchanged(register):
            raise UsageError(
                Text("The register was changed while it was read. Nothing was written. Try again.")
            )


def question(sheet: RegisterFiles, rules: Rules, register: Register) -> Question:
    """What is asked, with the ids on every list.

    Raises InputError, or UsageError when the lists are others than those of the rules.
    """
    paths = {sha256(_bytes(path)): path for path in (*sheet.lists, *sheet.invited)}
    if set(paths) != {one.digest for one in rules.lists}:
        names = tuple(one.name for one in rules.lists)
        raise UsageError(
            Text(
                "The letters were planned with these lists, and no others: {names}. Name the same "
                "files.",
                names=names or ("–",),
            )
        )
    return ask(
        rules,
        register,
        [_ids(paths[one.digest], rules.id_column, one.since) for one in rules.lists],
    )


def _engine(name: EngineName, register: Register, scratch: Path) -> Engine:
    if name is EngineName.DUCKDB:
        return open_duckdb(register, scratch)
    try:
        from sortition.register.spark import open_spark  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError(
            Text("Spark is not installed here. Type: pip install 'sortition[spark]'")
        ) from None
    return open_spark(register)


def _ids(path: Path, id_column: str, since: str) -> list[str]:
    """The ids on a list; of earlier invitations those since a day. Raises InputError."""
    table = read_table(path)
    column = id_place(table, id_column)
    first = day_in(since) if since else None
    dates = _date_place(table) if first else 0
    found, problems = [], []
    for i, row in enumerate(table.rows):
        day = day_in(row[dates]) if first else None
        if first and (day is None or not all(day)):
            problems.append(
                Problem(
                    code="bad-date",
                    where=table.where(i, dates),
                    text=Text('"{value}" is no date.', value=shown(row[dates])),
                    advice=Text("Write dates like 2026-05-31."),
                )
            )
        elif first is None or (day is not None and day >= first):
            found.append(clean_value(row[column]))
    if problems:
        raise cannot_be_used(tuple(problems))
    return [person for person in found if person]


def _date_place(table: RawTable) -> int:
    names = [key(column) for column in table.columns]
    place = next((j for j, name in enumerate(names) if name in _DATES), None)
    if place is None:
        missing = Problem(
            code="no-date-in-list",
            where=Where(file=table.file),
            text=Text("A list of earlier invitations needs a column with the date."),
            advice=Text("Name it: date. Its columns are: {names}.", names=listed(table.columns)),
        )
        raise cannot_be_used((missing,))
    return place


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UsageError(
            Text('There is no file "{file}". Check the name and the folder.', file=str(path))
        ) from None


def kind_of_equality(per: Per) -> Text:
    """What letters to people, or to addresses, mean for how equal chances are."""
    if per is Per.PERSON:
        return Text("Letters go to people: within a group everybody has the same chance.")
    return Text(
        "Letters go to addresses: within a group every address has the same chance, and of the "
        "people who live there one is drawn. So who lives with more others has a smaller chance."
    )
