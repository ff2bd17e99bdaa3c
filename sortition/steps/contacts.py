"""The people of a closed pool as lists tell of them: every column, and how to name and reach them.

A pool is often closed without names and addresses. A file that has them is looked up by id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sortition.advice.columns import FIRST, LAST, MIDDLE, NAME, plain
from sortition.errors import Problem, Text
from sortition.records.names import clean_value, key
from sortition.records.pool import Pool
from sortition.records.quotas import Quotas
from sortition.tables import RawTable, read_table
from sortition.tables.columns import no_column
from sortition.tables.fatal import cannot_be_used
from sortition.tables.shown import listed, shown
from sortition.tables.unseen import without_unseen

ID: Final = "id"
OWN: Final = (ID, "status", "date", "reason", "chance", "receipt", "order", "how", "since", "badge")
"""Columns of lists that are ours, whatever the columns of registrants are called."""

_LINES: Final = (
    (
        ("street", "straat", "straatnaam", "address", "adres"),
        ("housenumber", "huisnummer", "nr"),
        ("addition", "toevoeging", "huisnummertoevoeging"),
    ),
    (
        ("postcode", "zip", "zipcode", "postalcode"),
        ("city", "town", "plaats", "woonplaats"),
    ),
)
"""Usual names of what stands in each line of an address, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """``rows`` maps ids to the cells of ``columns``; the id is none of these.

    ``asked`` are the columns that quotas look at. ``names`` hold somebody's name, ``address`` each
    line of the address; both can be empty.
    """

    columns: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]
    asked: frozenset[str]
    names: tuple[str, ...]
    address: tuple[tuple[str, ...], ...]
    notes: tuple[Text, ...]

    def part(self, columns: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The cells of some columns only, in their order here."""
        places = [j for j, name in enumerate(self.columns) if name in columns]
        return {person: tuple(row[j] for j in places) for person, row in self.rows.items()}


def contacts(pool: Pool, quotas: Quotas, sheet: Path | None = None) -> Contacts:
    """The columns of a pool and, by id, those that only ``sheet`` has.

    Raises InputError when the file has no column with ids, or not one row for everybody.
    """
    own = [
        _Column(pool.columns[j], [person.cells[j] for person in pool.registrants])
        for j in range(1, len(pool.columns))
    ]
    further, notes = ([], ()) if sheet is None else _looked_up(pool, read_table(sheet))
    columns = [*own, *further]
    names = _free_names([without_unseen(column.name) for column in columns])
    called = dict(zip((column.name for column in columns), names, strict=True))
    derived = (name for one in quotas.derived for name in one.of)
    asked = {key(name) for name in (*pool.categories, *derived)}
    return Contacts(
        columns=names,
        rows={
            ident: tuple(column.cells[i] for column in columns) for i, ident in enumerate(pool.ids)
        },
        asked=frozenset(name for column, name in called.items() if key(column) in asked),
        names=_names(names),
        address=_address(names, [called[c] for c in pool.household_columns if c in called]),
        notes=notes,
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """A name, and the cell of everybody in the pool."""

    name: str
    cells: Sequence[str]


def _looked_up(pool: Pool, table: RawTable) -> tuple[list[_Column], tuple[Text, ...]]:
    """The columns that only the file has, and what is odd about the others."""
    if table.problems:
        raise cannot_be_used(table.problems)
    rows = _rows_by_id(pool, table)
    known = {key(name): j for j, name in enumerate(pool.columns)}
    further = [
        _Column(name, [rows[person][at] for person in pool.ids])
        for at, name in enumerate(table.columns)
        if key(name) not in known
    ]
    shared = [(at, known[key(name)]) for at, name in enumerate(table.columns) if key(name) in known]
    other = sum(
        any(key(rows[person.id][at]) != key(person.cells[j]) for at, j in shared if j)
        for person in pool.registrants
    )
    return further, tuple(_differing(table.file, other))


def _differing(file: str, people: int) -> Iterator[Text]:
    if people:
        yield Text(
            "In {n} rows of {file} a column says something else than in the closed pool. The lists "
            "have what the closed pool says. Look whether it is the right file.",
            n=people,
            file=file,
        )


def _rows_by_id(pool: Pool, table: RawTable) -> dict[str, tuple[str, ...]]:
    at = table.position(pool.id_column)
    if at is None:
        raise cannot_be_used((no_column(table, pool.id_column),))
    ids = [clean_value(row[at]) for row in table.rows]
    times = Counter(ids)
    everybody = frozenset(pool.ids)
    problems = [
        Problem(
            code="twice",
            where=table.where(i, at),
            text=Text('The id "{value}" is in more than one row.', value=shown(ident)),
            advice=Text("Give everybody one row."),
        )
        for i, ident in enumerate(ids)
        if times[ident] > 1 and ident in everybody
    ]
    missing = [ident for ident in pool.ids if ident not in times]
    if missing:
        problems.append(_missing(table, missing))
    if problems:
        raise cannot_be_used(tuple(problems))
    return dict(zip(ids, table.rows, strict=True))


def _missing(table: RawTable, ids: Sequence[str]) -> Problem:
    return Problem(
        code="people-missing",
        where=table.where(),
        text=Text("{n} people of the pool are not in it: {names}.", n=len(ids), names=listed(ids)),
        advice=Text("Use the file with everybody who is in the closed pool."),
    )


def _free_names(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns, numbered where the name is one of ours or taken before: ``status 2``."""
    others = frozenset(map(key, columns))
    names: list[str] = []
    taken = set(OWN)
    for column in columns:
        name, tries = column, 1
        while key(name) in taken or (tries > 1 and key(name) in others):
            tries += 1
            name = f"{column} {tries}"
        taken.add(key(name))
        names.append(name)
    return tuple(names)


def _names(columns: Sequence[str]) -> tuple[str, ...]:
    """First name and surname with what stands between, else the column with the whole name."""
    first, middle, last, whole = (_usual(columns, one) for one in (FIRST, MIDDLE, LAST, NAME))
    if first and last:
        return (*first, *middle, *last)
    return whole or first or last


def _address(columns: Sequence[str], household: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The lines of an address; columns of the household rule with other names come first."""
    lines = [tuple(name for usual in line for name in _usual(columns, usual)) for line in _LINES]
    placed = {name for line in lines for name in line}
    return (*((name,) for name in household if name not in placed), *filter(None, lines))


def _usual(columns: Sequence[str], usual: Sequence[str]) -> tuple[str, ...]:
    """The first column with one of these names, in order of the names; or none."""
    found = [name for wanted in usual for name in columns if plain(name) == wanted]
    return tuple(found[:1])
