"""A list of zones: which wijken or buurten, or parts of them, lie "within 500 m of the site"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.errors import Problem, Text
from sortition.population.areas import Area, Level
from sortition.population.numbers import Odd, number
from sortition.population.own import formula_problem, like_formula
from sortition.records.names import clean_value, key
from sortition.tables.raw import RawTable
from sortition.tables.shown import listed, shown

_CODE: Final = re.compile(r"(WK|BU)\d{6,8}", re.IGNORECASE)
_SHARE: Final = ("share", "part", "percentage", "aandeel", "deel")
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRow:
    """``share`` (above 0, at most 1) of an area lies in a zone; ``index`` is the row, from 0."""

    index: int
    code: str
    zone: str
    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """The list: ``category`` is the header of the column with the names of the zones."""

    file: str
    category: str
    rows: tuple[ZoneRow, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    code: int
    zone: int
    share: int | None


def read_zones(table: RawTable, areas: Sequence[Area]) -> Zones:
    """The zones in a table; every code must be one of the areas. Raises nothing: see problems."""
    columns = _columns(table)
    if columns is None:
        return Zones(file=table.file, category="", rows=(), problems=(_header(table),))
    rows = [_row(table, columns, i) for i in range(len(table.rows))]
    problems = (
        *table.problems,
        *(found for found in rows if isinstance(found, Problem)),
        *_unknown(table, columns, rows, areas),
        *_double(table, columns, rows, areas),
    )
    return Zones(
        file=table.file,
        category=table.columns[columns.zone],
        rows=tuple(found for found in rows if isinstance(found, ZoneRow)),
        problems=problems,
    )


def _columns(table: RawTable) -> _Columns | None:
    """The codes stand in the first column with one; the zones in the first of the others."""
    places = range(len(table.columns))
    code = next(
        (j for j in places if any(_CODE.fullmatch(row[j]) for row in table.rows)),
        None,
    )
    share = next((j for j in places if key(table.columns[j]) in _SHARE), None)
    zone = next((j for j in places if j not in (code, share)), None)
    return None if code is None or zone is None else _Columns(code=code, zone=zone, share=share)


def _row(table: RawTable, columns: _Columns, i: int) -> ZoneRow | Problem:
    row = table.rows[i]
    code, zone = row[columns.code].upper(), clean_value(row[columns.zone])
    if not _CODE.fullmatch(code):
        return Problem(
            code="area-code",
            where=table.where(i, columns.code),
            text=Text('"{cell}" is not a code of a wijk or buurt.', cell=shown(row[columns.code])),
            advice=Text("Codes look like WK050501 or BU05050100. Correct it or delete the row."),
        )
    if not zone:
        return Problem(
            code="name-missing",
            where=table.where(i, columns.zone),
            text=Text("The name of the zone is missing."),
            advice=Text("Fill in the cell, or delete the row."),
        )
    if like_formula(zone):
        return formula_problem(table, i, columns.zone)
    share = Fraction(1) if columns.share is None else _share(row[columns.share])
    if share is None:
        return _no_share(table, columns, i)
    return ZoneRow(index=i, code=code, zone=zone, share=share)


def _share(cell: str) -> Fraction | None:
    """``40 %``, ``40`` and ``0,4`` are the same; an empty cell is the whole."""
    if not cell:
        return Fraction(1)
    found = number(cell)
    if isinstance(found, Odd):
        return None
    whole = found / _HUNDRED if "%" in cell or found > 1 else found
    return whole if 0 < whole <= 1 else None


def _no_share(table: RawTable, columns: _Columns, i: int) -> Problem:
    return Problem(
        code="zone-share",
        where=table.where(i, columns.share),
        text=Text(
            '"{cell}" is not a share between 0 and 100 per cent.',
            cell="" if columns.share is None else shown(table.rows[i][columns.share]),
        ),
        advice=Text("Fill in which part of the area lies in the zone, for instance 40%."),
    )


def _unknown(
    table: RawTable, columns: _Columns, rows: Sequence[ZoneRow | Problem], areas: Sequence[Area]
) -> Iterator[Problem]:
    known = {area.code for area in areas}
    for row in rows:
        if isinstance(row, ZoneRow) and row.code not in known:
            yield Problem(
                code="area-unknown",
                where=table.where(row.index, columns.code),
                text=Text("The figures have no area {code}.", code=row.code),
                advice=Text("Use codes of the same year as the figures."),
            )


def _double(
    table: RawTable, columns: _Columns, rows: Sequence[ZoneRow | Problem], areas: Sequence[Area]
) -> Iterator[Problem]:
    """Areas of which more than the whole is listed, or that are listed inside another one too."""
    inside = {a.code: a.district for a in areas if a.level is Level.NEIGHBOURHOOD}
    listed_rows = [row for row in rows if isinstance(row, ZoneRow)]
    used: dict[str, Fraction] = {}
    names: set[tuple[str, str]] = set()
    for row in listed_rows:
        used[row.code] = used.get(row.code, Fraction(0)) + row.share
        again = (row.code, key(row.zone)) in names
        names.add((row.code, key(row.zone)))
        around = inside.get(row.code)
        whole = any(other.code == around for other in listed_rows)
        if used[row.code] > 1 or again or whole:
            yield Problem(
                code="area-counted-twice",
                where=table.where(row.index, columns.code),
                text=Text("People of {code} would be counted twice.", code=row.code),
                advice=Text(
                    "List every area once; or give the share in each zone, together 100% at most."
                ),
            )


def _header(table: RawTable) -> Problem:
    return Problem(
        code="zone-columns",
        where=table.where(),
        text=Text(
            "There is no column with codes of wijken or buurten and one with zones. It has: "
            "{columns}.",
            columns=listed(table.columns),
        ),
        advice=Text("Use two columns: code (WK050501 or BU05050100) and zone."),
    )
