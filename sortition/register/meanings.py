"""What each different cell of a column means: worked out once per cell in Python, not in SQL.

A register has millions of rows, but few different cells in the columns that decide something. So
every engine asks for the different cells, the same function says what each means, and the answer
goes back as a small table to join with. That is how all engines come to the same groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from sortition.errors import Problem, Text, Where
from sortition.records.derived import REST
from sortition.records.letters import Attribute, Birth, LeaveOut
from sortition.records.names import clean_value, key
from sortition.register.asked import Question
from sortition.register.births import Ages, ages, day_in
from sortition.register.engine import Engine
from sortition.tables.address import address_part
from sortition.tables.fatal import cannot_be_used
from sortition.tables.shown import shown
from sortition.tables.terms import NO_ANSWER, spellings

_MOST: Final = 500_000
"""Different cells of one column that can still be a category, a mark or a date."""
PLAIN: Final = "^[\\x00-\\x7F]*\\z"
"""Text without letters outside ASCII, in the patterns of both engines."""


class Age(IntEnum):
    """What a date of birth comes to, where it is not a band of ages (those count from 0)."""

    NO_DATE = -1
    IMPOSSIBLE = -2
    UNCLEAR = -3
    OUTSIDE = -4


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """The codes of every cell: by attribute, by filter, and of dates of birth.

    An attribute's code is the number of its value (from 0), -1 when it has none. A mark's code is 1
    for who is left out. ``others`` are cells of marks that leave nobody out, with their numbers.
    ``parts`` are the parts of address keys of cells outside ASCII, by column.
    """

    attributes: tuple[Mapping[str, int] | None, ...]
    births: Mapping[str, int]
    marks: tuple[Mapping[str, int], ...]
    others: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    parts: tuple[Mapping[str, str], ...]


def meanings(engine: Engine, question: Question) -> Meanings:
    """Ask for the different cells, in one pass, and say what they mean. Raises InputError."""
    rules = question.rules
    columns = [f"c{j}" for j in dict.fromkeys(_classifying(question))]
    foreign = [f"a{j}" for j in dict.fromkeys(question.address)]
    cells = _different(engine, columns, foreign)
    _ensure_few(question, cells, columns)
    return Meanings(
        attributes=tuple(
            None if place is None else _values(one, cells[f"c{place}"])
            for one, place in zip(rules.attributes, question.attributes, strict=True)
        ),
        births={} if rules.birth is None else _births(rules.birth, question, cells),
        marks=tuple(
            {cell: int(_is_marked(rule, cell)) for cell in cells[f"c{place}"]}
            for rule, place in zip(rules.leave_out, question.leave_out, strict=True)
        ),
        others=tuple(
            (rule.name, tuple(_others(rule, cells[f"c{place}"])))
            for rule, place in zip(rules.leave_out, question.leave_out, strict=True)
        ),
        parts=tuple(
            {cell: address_part(cell) for cell in cells[f"a{place}"] if cell}
            for place in question.address
        ),
    )


def _classifying(question: Question) -> Iterator[int]:
    yield from (place for place in question.attributes if place is not None)
    if question.birth is not None:
        yield question.birth
    yield from question.leave_out


def _different(engine: Engine, columns: list[str], foreign: list[str]) -> dict[str, dict[str, int]]:
    """How often each different cell of each column occurs; of addresses only those not in ASCII."""
    names = [*columns, *foreign]
    found: dict[str, dict[str, int]] = {name: {} for name in names}
    if not names:
        return found
    only = [
        f"CASE WHEN {engine.dialect.matches(c, PLAIN)} THEN '' ELSE {c} END AS {name}"
        for name in foreign
        for c in [f"c{name[1:]}"]
    ]
    sets = ", ".join(f"({name})" for name in names)
    sql = (
        f"SELECT {', '.join(names)}, count(*) FROM "
        f"(SELECT {', '.join([*columns, *only])} FROM register) q GROUP BY GROUPING SETS ({sets})"
    )
    for *cells, times in engine.rows(sql):
        at = next(i for i, cell in enumerate(cells) if cell is not None)
        found[names[at]][cells[at]] = times
    return found


def _ensure_few(
    question: Question, cells: Mapping[str, Mapping[str, int]], columns: list[str]
) -> None:
    problems = tuple(
        Problem(
            code="too-many-values",
            where=Where(
                file=question.register.files[0].name,
                column=shown(question.register.columns[int(name[1:])]),
            ),
            text=Text("This column has {n} different values.", n=len(cells[name])),
            advice=Text("Choose a column with groups, or marks, or dates of birth."),
        )
        for name in columns
        if len(cells[name]) > _MOST
    )
    if problems:
        raise cannot_be_used(problems)


def _values(one: Attribute, cells: Mapping[str, int]) -> dict[str, int]:
    """The number of the value that each cell has, as registrants are read (§2.3)."""
    spelled = spellings(one.values)
    numbers = {key(value): i for i, value in enumerate(one.values)}
    # What a quota says of everybody else takes in all other cells.
    other = numbers.get(REST, -1) if one.values[-1] == REST else -1
    empty = next((numbers[name] for name in NO_ANSWER if name in spelled), other)
    return {cell: numbers.get(key(cell), other) if clean_value(cell) else empty for cell in cells}


def _births(
    birth: Birth, question: Question, cells: Mapping[str, Mapping[str, int]]
) -> dict[str, int]:
    bands = next((one for one in question.rules.attributes if one.bands), None)
    on = day_in(birth.on)
    if on is None:
        raise ValueError("the day on which age counts is no day")
    found = {}
    for cell in cells[f"c{question.birth}"]:
        born = day_in(cell)
        if born is None:
            found[cell] = int(Age.NO_DATE)
            continue
        can_be = ages(born, on)
        found[cell] = int(Age.IMPOSSIBLE if can_be is None else _age_code(birth, bands, can_be))
    return found


def _age_code(birth: Birth, bands: Attribute | None, can_be: Ages) -> int:
    """The band of both ages, or what keeps it from being one."""
    least, most = (_code(birth, bands, age) for age in (can_be.least, can_be.most))
    return least if least == most else Age.UNCLEAR


def _code(birth: Birth, bands: Attribute | None, age: int) -> int:
    if age < birth.least or (birth.most is not None and age > birth.most):
        return Age.OUTSIDE
    if bands is None:
        return 0
    return next((i for i, band in enumerate(bands.bands) if band.holds(age)), Age.OUTSIDE)


def _is_marked(rule: LeaveOut, cell: str) -> bool:
    if not rule.values:
        return bool(clean_value(cell))
    return key(cell) in {key(value) for value in rule.values}


def _others(rule: LeaveOut, cells: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    if rule.values:
        found: dict[str, int] = {}
        for cell, times in cells.items():
            if not _is_marked(rule, cell):
                found[clean_value(cell)] = found.get(clean_value(cell), 0) + times
        yield from sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
