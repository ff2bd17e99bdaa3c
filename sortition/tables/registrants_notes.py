"""What an organiser should know about a pool, though nothing is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sortition.errors import Text
from sortition.records.derived import Derived
from sortition.records.names import key, natural
from sortition.records.pool import Pool
from sortition.records.quotas import label
from sortition.tables.layout import Layout
from sortition.tables.raw import RawTable
from sortition.tables.shown import listed, shown
from sortition.tables.terms import Terms


def notes(table: RawTable, layout: Layout, pool: Pool, terms: Terms) -> Iterator[Text]:
    """How people are identified, values that nobody has, addresses with blanks."""
    yield from _identity(table, layout, pool)
    yield from _absent(table, pool, terms)
    yield from _blanks(table, layout)


def _identity(table: RawTable, layout: Layout, pool: Pool) -> Iterator[Text]:
    if layout.id is None:
        yield Text(
            "{file} has no column with ids: people are numbered by their row,"
            ' in a new column "{column}".',
            file=table.file,
            column=shown(pool.id_column),
        )
    elif layout.guessed:
        yield Text(
            '{file}: people are identified by the column "{column}". Name another with --id.',
            file=table.file,
            column=shown(pool.id_column),
        )


def _absent(table: RawTable, pool: Pool, terms: Terms) -> Iterator[Text]:
    for category, values in terms.values.items():
        place = pool.categories.index(category)
        present = {person.values[place] for person in pool.registrants}
        for value in values.values():
            if value not in present:
                yield Text(
                    '{file}: nobody has {category} "{value}", though it has a quota.',
                    file=table.file,
                    category=shown(category),
                    value=shown(value),
                )


def _blanks(table: RawTable, layout: Layout) -> Iterator[Text]:
    partial = sum(
        0 < sum(not row[j] for j in layout.household) < len(layout.household) for row in table.rows
    )
    if partial:
        yield Text(
            "{file}: {n} people have an address with blank cells ({columns})."
            " They share a home when all the cells agree.",
            file=table.file,
            n=partial,
            columns=listed([table.columns[j] for j in layout.household]),
        )


def derived_notes(
    table: RawTable, pool: Pool, terms: Terms, derived: Sequence[Derived]
) -> Iterator[Text]:
    """Values of derived categories that nobody has, and cells that say nothing for them."""
    for one in derived:
        place = pool.categories.index(one.category)
        present = {person.values[place] for person in pool.registrants}
        for value in one.values:
            if value.value not in present:
                yield Text(
                    "{file}: nobody is in {quota}, though it has a quota.",
                    file=table.file,
                    quota=shown(label(one.category, value.value)),
                )
    known = {key(name) for name in (*terms.values, *(one.category for one in derived))}
    names = {key(name): name for one in derived for name in one.of if key(name) not in known}
    for name in sorted(names, key=natural):
        column = table.position(name)
        empty = sum(not row[column] for row in table.rows) if column is not None else 0
        if empty:
            yield Text(
                '{file}: {n} people have no answer in "{column}". They count as outside every '
                "zone and group that looks at it.",
                file=table.file,
                n=empty,
                column=shown(names[name]),
            )
