"""The letters of a wave: in every group, those with the lowest tickets (docs/format.md 21.4, 21.5).

A ticket depends on the public value and on one person (or address) alone. So nothing changes when
files are sorted, cut up or merged, or when somebody leaves the register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import floor, isqrt
from typing import Final

from sortition.draw.tickets import encode, number
from sortition.errors import Text
from sortition.records.letters import (
    Before,
    Cell,
    Drawn,
    Letter,
    LettersPlan,
    Per,
    Taken,
    whole,
)
from sortition.records.progress import Listener, Moment, silent
from sortition.register.asked import Question
from sortition.register.counting import survey
from sortition.register.engine import Dialect, Engine, Row
from sortition.register.people import People

PERSON: Final = "letter"
"""The purpose of the tickets that order people."""
ADDRESS: Final = "letter address"
"""The purpose of the tickets that order addresses; people within one are ordered as above."""
ROUNDING: Final = "letters rounded"
"""The purpose of the number that says where parts of letters are rounded up."""
_PARTS: Final = 2**64
_DIGITS: Final = 12
"""Hexadecimal digits of a ticket that a first selection looks at."""
_ALL: Final = "g"
"""Above every ticket."""
_SURE: Final = 10
"""Standard deviations that the first selection takes more than it needs; it is checked."""


def select(
    engine: Engine,
    question: Question,
    plan: LettersPlan,
    *,
    value: str,
    before: Before | None = None,
    listen: Listener = silent,
) -> Drawn:
    """Draw the letters of a plan, whose chances are those of all waves so far together.

    ``value`` is a public value. Raises InputError with every fault of the register.
    """
    before = before or Before()
    people, counted = survey(engine, question, listen)
    listen(Moment(stage=Text("Drawing lots"), done=0, total=2))
    engine.table("written", {"id": str}, [(person,) for person in before.people])
    if question.rules.per is Per.ADDRESS:
        engine.keep("units", _units(people, value))
    else:
        engine.view("units", _units(people, value))
    sizes = _sizes(engine, people)
    wanted = _wanted(plan, sizes, value, before)
    more = {cell: taken.now for cell, taken in wanted.items()}
    chosen = _lowest(engine, people, value, sizes, more)
    listen(Moment(stage=Text("Reading who was drawn"), done=1, total=2))
    return Drawn(
        columns=question.register.columns,
        letters=_letters(engine, question, chosen, wanted),
        counted=counted,
        taken=wanted,
    )


def offsets(plan: LettersPlan, sizes: Mapping[Cell, int], value: str) -> dict[Cell, Fraction]:
    """Where each group's part of a letter is rounded, so that all together come out even (21.5).

    One number from the public value, handed on from group to group in canonical order: systematic
    sampling of the parts (Madow 1949). Each offset alone is as good as any number from 0 to 1.
    """
    at, chances = Fraction(number(value, ROUNDING, _PARTS), _PARTS), plan.by_cell()
    found = {}
    for cell in in_order(plan, sizes):
        found[cell] = at
        at += chances.get(cell, plan.otherwise) * sizes[cell]
        at -= floor(at)
    return found


def in_order(plan: LettersPlan, sizes: Mapping[Cell, int]) -> list[Cell]:
    """The groups in the order of the values of the attributes."""
    places = [{value: i for i, value in enumerate(one.values)} for one in plan.rules.attributes]
    return sorted(
        sizes, key=lambda cell: tuple(at[value] for at, value in zip(places, cell, strict=True))
    )


def _wanted(
    plan: LettersPlan, sizes: Mapping[Cell, int], value: str, before: Before
) -> dict[Cell, Taken]:
    begun, chances = offsets(plan, sizes, value), plan.by_cell()
    found = {}
    for cell in in_order(plan, sizes):
        new = Taken(units=sizes[cell], offset=begun[cell], letters=0, earlier=0)
        old = before.taken.get(cell, new)
        letters = whole(chances.get(cell, plan.otherwise) * old.units, old.offset)
        most = old.letters + sizes[cell]
        found[cell] = replace(
            old, earlier=old.letters, letters=max(old.letters, min(letters, most))
        )
    return found


def _units(people: People, value: str) -> str:
    """What can still be drawn: id, group, and whoever stands for an address."""
    if people.question.rules.per is Per.PERSON:
        return "SELECT id, cell FROM people WHERE out = 0 AND id NOT IN (SELECT id FROM written)"
    known = "SELECT address FROM people o JOIN written w ON o.id = w.id"
    own = _ticket(people.dialect, value, PERSON, "id")
    # The lowest ticket, with all that is to be known of its owner behind it.
    held = f"concat({own}, lpad(CAST(cell AS STRING), 9, '0'), id)"
    homes = (
        f"SELECT address, min({held}) AS first FROM people WHERE out = 0 "
        f"AND address NOT IN ({known}) GROUP BY address"
    )
    return (
        f"SELECT address, CAST(substr(first, 65, 9) AS INT) AS cell, substr(first, 74) AS id "
        f"FROM ({homes}) h"
    )


def _ticket(dialect: Dialect, value: str, purpose: str, subject: str) -> str:
    """A ticket (docs/format.md 3.2) of what an expression gives, in SQL."""
    known = f"unhex('{encode('sortition/1', purpose, value).hex()}')"
    size = f"unhex(lpad(hex({dialect.size(subject)}), 16, '0'))"
    return dialect.sha256(dialect.joined(known, size, dialect.octets(subject)))


def _sizes(engine: Engine, people: People) -> dict[Cell, int]:
    rows = engine.rows("SELECT cell, count(*) FROM units GROUP BY cell")
    return {people.group(cell): times for cell, times in sorted(rows)}


Chosen = dict[str, tuple[Cell, int, str]]
"""By id: the group, the place (from 0) among those who are drawn now, and the ticket."""


def _lowest(
    engine: Engine,
    people: People,
    value: str,
    sizes: Mapping[Cell, int],
    more: Mapping[Cell, int],
) -> Chosen:
    """The units with the lowest tickets in each group: first few enough to look at, then exactly.

    The first selection takes tickets below a mark under which there are almost surely enough. Where
    there are not, all tickets of the group are looked at.
    """
    marks = {cell: _mark(more[cell], sizes[cell]) for cell in more if more[cell]}
    found = _below(engine, people, value, marks)
    short = {cell: _ALL for cell in marks if len(found.get(cell, ())) < more[cell]}
    found |= _below(engine, people, value, short)
    return {
        person: (cell, place, ticket)
        for cell in marks
        for place, (ticket, person) in enumerate(sorted(found[cell])[: more[cell]])
    }


def _mark(letters: int, units: int) -> str:
    """Below which beginning of a ticket there are nearly always enough; else above all tickets."""
    enough = letters + _SURE * (isqrt(letters) + 1)
    if enough >= units:
        return _ALL
    return f"{enough * 16**_DIGITS // units:0{_DIGITS}x}"


def _below(
    engine: Engine, people: People, value: str, marks: Mapping[Cell, str]
) -> dict[Cell, list[tuple[str, str]]]:
    if not marks:
        return {}
    rows = [(people.number(cell), mark) for cell, mark in marks.items()]
    engine.table("marks", {"cell": int, "mark": str}, rows)
    by_home = people.question.rules.per is Per.ADDRESS
    purpose, subject = (ADDRESS, "u.address") if by_home else (PERSON, "u.id")
    ticket = _ticket(people.dialect, value, purpose, subject)
    found: dict[Cell, list[tuple[str, str]]] = {}
    for drawn, person, cell in engine.rows(
        f"SELECT ticket, id, cell FROM (SELECT {ticket} AS ticket, u.id, u.cell, m.mark "
        "FROM units u JOIN marks m ON u.cell = m.cell) t WHERE ticket < mark"
    ):
        found.setdefault(people.group(cell), []).append((drawn, person))
    return found


def _letters(
    engine: Engine,
    question: Question,
    chosen: Chosen,
    wanted: Mapping[Cell, Taken],
) -> tuple[Letter, ...]:
    """The letters in the order of their tickets, each with what the register says."""
    engine.table("chosen", {"id": str}, [(person,) for person in sorted(chosen)])
    rows = _rows_of(engine, question, len(chosen))
    letters = (
        Letter(
            person=person,
            values=chosen[person][0],
            place=wanted[chosen[person][0]].earlier + chosen[person][1] + 1,
            ticket=chosen[person][2],
            row=tuple(cell.strip() for cell in row),
        )
        for *row, person in rows
    )
    return tuple(sorted(letters, key=lambda letter: (letter.ticket, letter.person)))


def _rows_of(engine: Engine, question: Question, count: int) -> list[Row]:
    """Everything about everybody who is chosen, with the id behind it.

    Nearly always the cell is the id as it is; only when some are not found so, ids are tidied.
    """
    cells = "".join(f"r.c{j}, " for j in range(len(question.register.columns)))
    plain = f"r.c{question.id_column}"
    rows = engine.rows(
        f"SELECT {cells} {plain} AS id FROM register r WHERE {plain} IN (SELECT id FROM chosen)"
    )
    if len(rows) == count:
        return rows
    tidy = People(question=question, dialect=engine.dialect).id()
    everybody = f"SELECT {cells} {tidy} AS id FROM register r"
    return engine.rows(f"SELECT w.* FROM ({everybody}) w JOIN chosen c ON c.id = w.id")
