"""The pool in canonical order: people by id; columns id, categories, the rest (format 2.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sortition.records.derived import Derived, derive_all
from sortition.records.names import key, natural
from sortition.records.pool import Pool, Registrant
from sortition.tables.address import address_part, joined
from sortition.tables.identify import as_id, free_name
from sortition.tables.layout import Layout
from sortition.tables.raw import RawTable

Row = tuple[str, ...]
Spellings = Mapping[str, str | None]


def canonical_pool(
    table: RawTable,
    layout: Layout,
    categories: Mapping[int, tuple[str, Spellings]],
    derived: Sequence[Derived] = (),
) -> Pool:
    """The pool in a table without problems.

    ``categories`` has, for the position of each category's column, its name and the spelling of
    each of its cells. In the pool both are as in the quotas, so that a verifier finds them. Values
    of ``derived`` categories are no cells of the pool.
    """
    rest = _rest(table, layout)
    id_name = free_name(table) if layout.id is None else table.columns[layout.id]
    names = tuple(name for name, _ in categories.values())
    columns = (id_name, *names, *(table.columns[j] for j in rest))
    came_from = (layout.id, *categories, *rest)
    address = tuple(came_from.index(j) for j in layout.household)
    home = _homes(address)
    spellings = [(j, spelled) for j, (_, spelled) in categories.items()]
    everything = tuple(sorted((*names, *(one.category for one in derived)), key=natural))
    complete = _completed(columns, names, everything, derived)
    people = []
    for ident, row in sorted(zip(_ids(table, layout), table.rows, strict=True)):
        # No cell is unknown here: that would have been a problem.
        values = tuple([spelled[row[j]] or "" for j, spelled in spellings])
        cells = (ident, *values, *[row[j] for j in rest])
        held = complete(values, cells)
        people.append(Registrant(id=ident, values=held, household=home(cells), cells=cells))
    return Pool(
        id_column=id_name,
        household_columns=tuple(columns[j] for j in address),
        columns=columns,
        categories=everything,
        registrants=tuple(people),
    )


def _rest(table: RawTable, layout: Layout) -> tuple[int, ...]:
    taken = {layout.id, *layout.categories}
    free = [j for j in range(len(table.columns)) if j not in taken]
    return tuple(sorted(free, key=lambda j: (key(table.columns[j]), table.columns[j])))


def _ids(table: RawTable, layout: Layout) -> list[str]:
    if layout.id is None:
        return [str(number) for number in table.numbers]
    return [as_id(row[layout.id]) for row in table.rows]


def _completed(
    columns: Row, names: Row, everything: Row, derived: Sequence[Derived]
) -> Callable[[Row, Row], Row]:
    """What makes the values of all categories out of those in columns, and the cells."""
    if not derived:
        return lambda values, _: values
    place = {key(name): j for j, name in enumerate(columns)}
    looked_at = sorted({key(name) for one in derived for name in one.of} & place.keys())
    made: dict[Row, dict[str, str]] = {}

    def complete(values: Row, cells: Row) -> Row:
        held = tuple(cells[place[name]] for name in looked_at)
        if held not in made:  # people with the same cells are many
            made[held] = derive_all(dict(zip(looked_at, held, strict=True)), derived)
        own = {**dict(zip(names, values, strict=True)), **made[held]}
        return tuple(own[category] for category in everything)

    return complete


def _homes(address: Sequence[int]) -> Callable[[Row], str | None]:
    """The address key of a row of the pool (2.6); streets and postcodes come back, so are kept."""
    parts: dict[str, str] = {}

    def part(cell: str) -> str:
        if cell not in parts:
            parts[cell] = address_part(cell)
        return parts[cell]

    def home(cells: Row) -> str | None:
        return joined([part(cells[j]) for j in address])

    return home
