"""The people of a register as one question in SQL: id, address, groups, filters, faults.

Everything that is more than a comparison was worked out before (``meanings``), so that this is
nearly only joins, which every engine does alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import Final

from sortition.records.letters import Cell, Per
from sortition.register.asked import Question
from sortition.register.engine import Dialect, Engine
from sortition.register.meanings import Age, Meanings

_BLANKS: Final = "[ \\t\\r\\n\\f]+"
_WHOLE: Final = "^([+-]?[0-9]+)[.,]0+\\z"
"""A whole number that a spreadsheet wrote as 10.0."""
_SIMPLE_ID: Final = "^[A-Za-z0-9_-]*\\z"
"""An id that needs no tidying, which is nearly every one."""


class Fault(IntFlag):
    """What can be wrong with a row; from ``VALUE`` on one bit for each attribute."""

    NO_ID = 1
    ODD_ID = 2
    NO_ADDRESS = 4
    BIRTH = 8
    VALUE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The relation ``people`` and its columns.

    ``id`` · ``address`` (its key; only where letters go to addresses) · ``cell`` (the number of the
    group, from 0) · ``out`` (the first filter that applies, from 1; 0: none) · ``faults``.
    """

    question: Question
    dialect: Dialect

    def group(self, cell: int) -> Cell:
        """The values of the group of that number."""
        values = []
        for one in reversed(self.question.rules.attributes):
            cell, place = divmod(cell, len(one.values))
            values.append(one.values[place])
        return tuple(reversed(values))

    def number(self, group: Cell) -> int:
        """The number of the group with these values; numbers are in canonical order."""
        cell = 0
        for one, value in zip(self.question.rules.attributes, group, strict=True):
            cell = cell * len(one.values) + one.values.index(value)
        return cell

    def kept(self) -> str:
        """The question for ``people``: as narrow as it can be, for there are millions."""
        cell = "0"
        for i, one in enumerate(self.question.rules.attributes):
            cell = f"({cell}) * {len(one.values)} + k{i}"
        address = "address, " if self.question.rules.per is Per.ADDRESS else ""
        return (
            f"SELECT id, {address}CAST({cell} AS INT) AS cell, CAST(out AS INT) AS out, "
            f"CAST(faults AS INT) AS faults FROM ({self.sql()}) k"
        )

    def sql(self, source: str = "register", extra: str = "") -> str:
        """Everything about everybody, as a question.

        Besides the columns of ``people``: ``k0``, ``k1``, … (the number of the value of each
        attribute) and ``born`` (the code of the date of birth). ``extra`` are more columns of the
        source, each with a comma after it.
        """
        rules = self.question.rules
        keys = ", ".join(f"{self._code(i)} AS k{i}" for i in range(len(self.question.attributes)))
        inner = (
            f"SELECT {extra} {self.id()} AS id, {self._address()} AS address, "
            f"{keys + ', ' if keys else ''}"
            f"{'b.code' if rules.birth else '0'} AS born, {self._out()} AS left_out "
            f"FROM {source} r {self._joins()} WHERE {self._not_blank()}"
        )
        listed = (
            f"CASE WHEN left_out > 0 THEN left_out WHEN l.code IS NOT NULL "
            f"THEN l.code + {self.question.first_list} ELSE 0 END"
        )
        names = extra.replace("r.", "q.")
        columns = ", ".join(["q.id", "address", *self._values, "born", f"{listed} AS out"])
        with_list = f"SELECT {names} {columns} FROM ({inner}) q LEFT JOIN listed l ON l.id = q.id"
        return f"SELECT *, {self._faults()} AS faults FROM ({with_list}) w"

    def id(self) -> str:
        """As ids of registrants are read: blanks trimmed, 10.0 is 10."""
        cell = f"r.c{self.question.id_column}"
        blank = self.dialect.replaced(cell, _BLANKS, " ")
        tidy = self.dialect.replaced(f"trim({blank})", _WHOLE, "{1}")
        return f"CASE WHEN {self.dialect.matches(cell, _SIMPLE_ID)} THEN {cell} ELSE {tidy} END"

    def _address(self) -> str:
        """The address key (docs/format.md 2.6); letters outside ASCII were worked out before.

        When letters go to people, no more is asked than whether there is an address at all.
        """
        if self.question.rules.per is Per.PERSON:
            return self._anything()
        parts = [
            f"coalesce(a{n}.part, {self._part(f'r.c{place}')})"
            for n, place in enumerate(self.question.address)
        ]
        if not parts:
            return "''"
        whole = " || '|' || ".join(parts)
        # No key at all where every part is empty.
        return f"CASE WHEN {whole} = '{'|' * (len(parts) - 1)}' THEN '' ELSE {whole} END"

    def _anything(self) -> str:
        """Whether there is a letter or a digit in the address: then it is not empty."""
        cells = " || ".join(f"r.c{place}" for place in self.question.address)
        if not cells:
            return "''"
        foreign = f"{self.dialect.size(cells)} <> length({cells})"
        plain = self.dialect.matches(cells, "[A-Za-z0-9]")
        return f"CASE WHEN {plain} OR {foreign} THEN 'x' ELSE '' END"

    def _part(self, cell: str) -> str:
        """A part of an address in ASCII: letters and digits, and a dash only between two digits."""
        replaced = self.dialect.replaced
        number = replaced(f"trim({cell})", _WHOLE, "{1}")
        dashes = replaced(f"lower({number})", "[^a-z0-9]+", "-")
        before = replaced(dashes, "^-|-\\z|-([a-z])", "{1}")
        loose = replaced(before, "([a-z])-", "{1}")
        simple = self.dialect.matches(cell, "^[A-Za-z0-9]*\\z")
        return f"CASE WHEN {simple} THEN lower({cell}) ELSE {loose} END"

    def _code(self, attribute: int) -> str:
        if self.question.attributes[attribute] is None:
            return "CASE WHEN b.code < 0 THEN -1 ELSE b.code END"
        return f"v{attribute}.code"

    def _out(self) -> str:
        """The number of the first filter that is no list."""
        first = 1 + (self.question.birth is not None)
        cases = [f"WHEN m{n}.code = 1 THEN {first + n}" for n in range(len(self._marks))]
        if self.question.birth is not None:
            cases.insert(0, f"WHEN b.code = {int(Age.OUTSIDE)} THEN 1")
        return f"CASE {' '.join(cases)} ELSE 0 END" if cases else "0"

    def _faults(self) -> str:
        """The bits of what is wrong. Who is left out needs no more than an id."""
        always = [
            f"CASE WHEN id = '' THEN {int(Fault.NO_ID)} ELSE 0 END",
            f"CASE WHEN {self.dialect.size('id')} = length(id) THEN 0 ELSE {int(Fault.ODD_ID)} END",
        ]
        written = [
            f"CASE WHEN born < 0 AND born <> {int(Age.OUTSIDE)} THEN {int(Fault.BIRTH)} ELSE 0 END"
        ]
        if self.question.address:
            written.append(f"CASE WHEN address = '' THEN {int(Fault.NO_ADDRESS)} ELSE 0 END")
        written += [
            f"CASE WHEN k{i} < 0 THEN {int(Fault.VALUE) << i} ELSE 0 END"
            for i, place in enumerate(self.question.attributes)
            if place is not None
        ]
        return f"{' + '.join(always)} + CASE WHEN out = 0 THEN {' + '.join(written)} ELSE 0 END"

    def _joins(self) -> str:
        joins = [
            f"JOIN v{i} ON v{i}.cell = r.c{place}"
            for i, place in enumerate(self.question.attributes)
            if place is not None
        ]
        joins += [f"JOIN m{n} ON m{n}.cell = r.c{place}" for n, place in enumerate(self._marks)]
        joins += [
            f"LEFT JOIN a{n} ON a{n}.cell = r.c{place}"
            for n, place in enumerate(self.question.address)
        ]
        if self.question.birth is not None:
            joins.append(f"JOIN b ON b.cell = r.c{self.question.birth}")
        return " ".join(joins)

    def _not_blank(self) -> str:
        """A row that is empty is no row, in a register as in every table."""
        places = {
            self.question.id_column,
            *self.question.address,
            *self._marks,
            *(place for place in self.question.attributes if place is not None),
            *((self.question.birth,) if self.question.birth is not None else ()),
        }
        return " OR ".join(f"trim(r.c{place}) <> ''" for place in sorted(places))

    @property
    def _values(self) -> tuple[str, ...]:
        return tuple(f"k{i}" for i in range(len(self.question.attributes)))

    @property
    def _marks(self) -> tuple[int, ...]:
        return self.question.leave_out


def prepare(engine: Engine, question: Question, known: Meanings) -> People:
    """Hand the engine the small tables to join with, and have it keep ``people``."""
    for i, codes in enumerate(known.attributes):
        if codes is not None:
            engine.table(f"v{i}", {"cell": str, "code": int}, list(codes.items()))
    for n, marks in enumerate(known.marks):
        engine.table(f"m{n}", {"cell": str, "code": int}, list(marks.items()))
    for n, parts in enumerate(known.parts):
        engine.table(f"a{n}", {"cell": str, "part": str}, list(parts.items()))
    if question.birth is not None:
        engine.table("b", {"cell": str, "code": int}, list(known.births.items()))
    engine.table("listed", {"id": str, "code": int}, list(question.listed.items()))
    people = People(question=question, dialect=engine.dialect)
    engine.keep("people", people.kept())
    return people
