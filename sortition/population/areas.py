"""The areas in a CBS file: municipality, wijken, buurten, each with the numbers of its row.

Codes may be padded with spaces (`WK050501  `). What CBS leaves out is unknown, never zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from sortition.errors import Problem, Text
from sortition.population.numbers import Odd, number
from sortition.population.shapes import Shape
from sortition.population.years import year_in
from sortition.records.names import clean
from sortition.tables.raw import RawTable
from sortition.tables.shown import shown

_CODE: Final = re.compile(r"(NL|GM|WK|BU)(\d{2,8})", re.IGNORECASE)


class Level(StrEnum):
    """What kind of area a row is about; the value is how its code begins."""

    COUNTRY = "NL"
    MUNICIPALITY = "GM"
    DISTRICT = "WK"
    NEIGHBOURHOOD = "BU"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One row, ``index`` from 0. ``name`` is empty when the file has none.

    ``municipality`` and ``district`` are codes (GM0505, WK050501), empty where there is none.
    """

    index: int
    level: Level
    code: str
    name: str
    municipality: str
    municipality_name: str
    district: str
    district_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """People of one area: all, men, women, and in each band of ages. None is unknown."""

    people: Fraction | None
    men: Fraction | None
    women: Fraction | None
    ages: tuple[Fraction, ...] | None


def read_areas(table: RawTable, shape: Shape) -> tuple[tuple[Area, ...], tuple[Problem, ...]]:
    """Every row with a code of an area, and the problems with codes; numbers are read later."""
    areas: list[Area] = []
    problems: list[Problem] = []
    first: dict[str, int] = {}
    for i, row in enumerate(table.rows):
        match = _CODE.fullmatch(row[shape.code])
        if match is None:
            problems.append(_no_code(table, shape, i))
            continue
        area = _area(row, shape, i, match[1].upper(), match[2])
        if first.setdefault(area.code, i) != i:
            problems.append(_twice(table, shape, i, first[area.code]))
        areas.append(area)
    return tuple(areas), tuple(problems)


def _area(row: Sequence[str], shape: Shape, index: int, kind: str, digits: str) -> Area:
    level = Level(kind)
    code = f"{kind}{digits}"
    inside = level in (Level.DISTRICT, Level.NEIGHBOURHOOD)
    district, district_name = _district(row, shape, level, code)
    return Area(
        index=index,
        level=level,
        code=code,
        name="" if shape.name is None else clean(row[shape.name]),
        municipality=code if level is Level.MUNICIPALITY else f"GM{digits[:4]}" if inside else "",
        municipality_name="" if shape.municipality is None else clean(row[shape.municipality]),
        district=district,
        district_name=district_name,
    )


def _district(row: Sequence[str], shape: Shape, level: Level, code: str) -> tuple[str, str]:
    if shape.district is not None:
        return row[shape.district[0]].upper(), clean(row[shape.district[1]])
    if level is Level.NEIGHBOURHOOD:  # BU05050100 lies in WK050501
        return f"WK{code[2:8]}", ""
    return (code, "") if level is Level.DISTRICT else ("", "")


def numbers_of(table: RawTable, shape: Shape, area: Area) -> tuple[Numbers, tuple[Problem, ...]]:
    """The figures of an area, and a problem for each cell that is neither number nor left out."""
    problems: list[Problem] = []

    def read(column: int | None) -> Fraction | None:
        if column is None:
            return None
        found = number(table.rows[area.index][column])
        if found is Odd.HIDDEN:
            return None
        if isinstance(found, Fraction) and found >= 0:
            return found
        problems.append(_no_number(table, area.index, column))
        return None

    people = read(shape.people)
    ages = [read(column) for _, column in shape.ages]
    men, women = read(shape.men), read(shape.women)
    both = men is not None and women is not None
    numbers = Numbers(
        people=people,
        men=men if both else None,
        women=women if both else None,
        ages=_ages(ages, people, percent=shape.percent),
    )
    return numbers, tuple(problems)


def _ages(
    found: Sequence[Fraction | None], people: Fraction | None, *, percent: bool
) -> tuple[Fraction, ...] | None:
    """People per band; None when a band is unknown, or all are 0 though people live there."""
    known = tuple(n for n in found if n is not None)
    total = sum(known)
    if not known or len(known) < len(found) or people is None or (people and not total):
        return None
    # Whole percentages rarely add up to 100: they are taken as parts of their own sum.
    return tuple(people * n / total if total else n for n in known) if percent else known


def years(table: RawTable, shape: Shape) -> str:
    """The year that the file states, in a column or in its name; empty when it does not."""
    cells = () if shape.year is None else {row[shape.year] for row in table.rows}
    stated = {year_in(cell) for cell in cells}
    return stated.pop() if len(stated) == 1 else year_in(table.file)


def _no_code(table: RawTable, shape: Shape, i: int) -> Problem:
    return Problem(
        code="area-code",
        where=table.where(i, shape.code),
        text=Text('"{cell}" is not a code of an area.', cell=shown(table.rows[i][shape.code])),
        advice=Text(
            "Codes look like GM0505, WK050501 or BU05050100. Correct it or delete the row."
        ),
    )


def _twice(table: RawTable, shape: Shape, i: int, first: int) -> Problem:
    return Problem(
        code="area-twice",
        where=table.where(i, shape.code),
        text=Text("This area is also in row {row:d}.", row=table.numbers[first]),
        advice=Text("Keep one row for each area, and figures of one year."),
    )


def _no_number(table: RawTable, i: int, column: int) -> Problem:
    return Problem(
        code="figure-not-a-number",
        where=table.where(i, column),
        text=Text(
            '"{cell}" is not a number of people or a share.', cell=shown(table.rows[i][column])
        ),
        advice=Text("Fill in a number; leave the cell empty if CBS does not give it."),
    )
