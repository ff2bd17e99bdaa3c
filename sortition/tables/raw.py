"""A table as it stands in a file: named columns, numbered rows, and what is odd about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sortition.errors import Problem, Text, Where
from sortition.records.names import clean, key
from sortition.tables.fatal import unusable
from sortition.tables.shown import shown

Numbered = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """``rows[i][j]`` belongs to ``columns[j]`` and stands in row ``numbers[i]`` of the spreadsheet.

    Column names are clean; cells have no white space around them and LF as their line break, and
    are otherwise as written. ``problems`` are those of the table itself.
    """

    file: str
    columns: tuple[str, ...]
    numbers: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...] = ()

    def position(self, name: str) -> int | None:
        """Where the column of that name is, by key; None when there is none."""
        wanted = key(name)
        return next((j for j, column in enumerate(self.columns) if key(column) == wanted), None)

    def where(self, row: int | None = None, column: int | None = None) -> Where:
        """The place of row index ``row`` and column index ``column``."""
        return Where(
            file=self.file,
            row=None if row is None else self.numbers[row],
            column=None if column is None else shown(self.columns[column]),
        )


def shape(file: str, rows: Iterable[Numbered]) -> RawTable:
    """The table in numbered rows of cells. Raises InputError when every cell is blank.

    The first row with anything in it is the header. Blank rows are skipped, short rows filled up,
    and columns without name and cells left out.
    """
    filled = ((number, cells) for number, row in rows if any(cells := _tidy(row)))
    header_row, header = next(filled, (0, ()))
    if not header:
        raise unusable(
            file, "empty-file", Text("The file is empty."), Text("Choose the file with the table.")
        )
    body = list(filled)
    names = tuple(clean(name) for name in header)
    kept = tuple(j for j, name in enumerate(names) if name)
    return RawTable(
        file=file,
        columns=tuple(names[j] for j in kept),
        numbers=tuple(number for number, _ in body),
        rows=tuple(_fit(cells, len(names), kept) for _, cells in body),
        problems=(
            *_twice(file, header_row, [names[j] for j in kept]),
            *_nameless(file, header_row, names, body),
            *_too_long(file, len(names), body),
        ),
    )


def in_order(table: RawTable | None, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """By row, then column; what concerns the file or a column comes before all rows."""
    places = {} if table is None else {shown(name): j for j, name in enumerate(table.columns)}

    def place(problem: Problem) -> tuple[int, int]:
        where = problem.where
        return where.row or 0, -1 if where.column is None else places.get(where.column, -1)

    return tuple(sorted(problems, key=place))


def _tidy(row: Sequence[str]) -> tuple[str, ...]:
    return tuple([_one_break(cell).strip() if "\r" in cell else cell.strip() for cell in row])


def _one_break(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def _fit(cells: tuple[str, ...], width: int, kept: tuple[int, ...]) -> tuple[str, ...]:
    if len(cells) < width:
        cells += ("",) * (width - len(cells))
    return cells if len(cells) == len(kept) else tuple([cells[j] for j in kept])


def _twice(file: str, row: int, names: Sequence[str]) -> Iterator[Problem]:
    spelled: dict[str, str] = {}
    for name, times in Counter(key(spelled.setdefault(key(n), n)) for n in names).items():
        if times > 1:
            yield Problem(
                code="column-twice",
                where=Where(file=file, row=row, column=shown(spelled[name])),
                text=Text("{n} columns have this name.", n=times),
                advice=Text("Give every column a name of its own."),
            )


def _nameless(
    file: str, row: int, names: Sequence[str], body: Sequence[tuple[int, tuple[str, ...]]]
) -> Iterator[Problem]:
    for j, name in enumerate(names):
        if not name and any(len(cells) > j and cells[j] for _, cells in body):
            yield Problem(
                code="column-without-name",
                where=Where(file=file, row=row, column=_letters(j)),
                text=Text("This column has cells, but no name in the header."),
                advice=Text("Give the column a name, or delete it."),
            )


def _too_long(
    file: str, width: int, body: Sequence[tuple[int, tuple[str, ...]]]
) -> Iterator[Problem]:
    for number, cells in body:
        if len(cells) > width and any(cells[width:]):
            yield Problem(
                code="row-too-long",
                where=Where(file=file, row=number),
                text=Text(
                    "This row has {n} cells, the header has {width}.",
                    n=max(j for j, cell in enumerate(cells, 1) if cell),
                    width=width,
                ),
                advice=Text(
                    "Remove the extra cells. A text with a separator in it needs quotation marks."
                ),
            )


def _letters(position: int) -> str:
    """The name a spreadsheet gives to a column.

    >>> _letters(0), _letters(26)
    ('A', 'AA')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
