"""Rows of a quota file about crosses, conditions and zones: which category and value they mean.

A cell is plain when a column of the people has that name, whatever signs stand in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sortition.errors import Problem, Text
from sortition.records.derived import INSIDE, REST, Derived, DerivedValue
from sortition.records.names import key, natural
from sortition.records.quotas import layers
from sortition.tables.conditions import Fault, read_condition, read_cross, read_cross_value
from sortition.tables.pieces import Sign, halves, has, is_plain, joined, pieces, unquoted
from sortition.tables.raw import RawTable
from sortition.tables.shown import shown
from sortition.tables.terms import Terms
from sortition.tables.vocabulary import Vocabulary

_OUTSIDE: Final = (REST, "-")
"""How a row is about everybody else; a hyphen is taken for the dash."""

LONGEST: Final = 2000
"""Characters of a cell that joins names; a zone can name many neighbourhoods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Category and value of one row, clean."""

    index: int
    category: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossings:
    """``names`` has category and value of each row that joins names, by the index of the row.

    Both are empty where there is a problem. ``taken`` are all these rows.
    """

    names: Mapping[int, tuple[str, str]]
    taken: frozenset[int]
    derived: tuple[Derived, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """What one row means. ``of`` and ``where`` are empty when it defines nothing.

    ``defined`` is the value that ``where`` is about; ``faults`` say whether they are in the value.
    """

    row: Cells
    category: str
    value: str = REST
    of: tuple[str, ...] = ()
    defined: str = INSIDE
    where: tuple[tuple[str, ...], ...] = ()
    faults: tuple[tuple[Fault, bool], ...] = ()

    def with_fault(self, fault: Fault) -> _Meant:
        """The same, and what is wrong with its category."""
        return replace(self, faults=(*self.faults, (fault, False)))


def read_crossings(
    table: RawTable, columns: tuple[int, int], rows: Sequence[Cells], people: RawTable | None
) -> Crossings:
    """The rows that join names; ``columns`` are those of category and value. Raises nothing."""
    header = frozenset(() if people is None else map(key, people.columns))
    zones = {row.index: _zone(row.category, header) for row in rows}
    names = header | {key(zone) for zone in zones.values() if zone}
    taken = [row for row in rows if zones[row.index] or _joins(row.category, header, names)]
    taken = [row for row in taken if max(len(row.category), len(row.value)) <= LONGEST]
    if not taken:
        return Crossings(names={}, taken=frozenset(), derived=(), problems=())
    plain = [row for row in rows if row not in taken and row.category and row.value]
    terms = Terms.of((row.category, row.value) for row in plain)
    known = Vocabulary.of(terms, people, [row.category for row in taken])
    known = known.with_zones(zone for zone in zones.values() if zone)
    meant = _checked([_meaning(row, zones[row.index], known) for row in taken], zones, header)
    return Crossings(
        names={m.row.index: ("", "") if m.faults else (m.category, m.value) for m in meant},
        taken=frozenset(one.row.index for one in meant),
        derived=_definitions(meant),
        problems=tuple(
            Problem(
                code=fault.code,
                where=table.where(one.row.index, columns[in_value]),
                text=fault.text,
                advice=fault.advice,
            )
            for one in meant
            for fault, in_value in one.faults
        ),
    )


# --- what kind of row -----------------------------------------------------------------------------


def _zone(cell: str, header: frozenset[str]) -> str | None:
    """The name that a cell gives to a condition: ``North edge: wijk=…``; None when it gives none.

    A column whose name holds a colon is no zone.
    """
    named = halves(cell, Sign.NAMED)
    if key(cell) in header or not named:
        return None
    name, rest = named[0]
    begin = next(iter(halves(cell, Sign.IS)), (cell, ""))[0]
    condition = has(rest, Sign.IS) or has(rest, Sign.AND)
    fits = condition and has(begin, Sign.NAMED) and key(unquoted(begin)) not in header
    return unquoted(name) or None if fits else None


def _joins(cell: str, header: frozenset[str], names: frozenset[str]) -> bool:
    """Whether a cell is a cross, a condition or the name of a zone, rather than a column's."""
    if key(cell) in header:
        return False
    if (
        key(unquoted(cell)) in names
        or has(cell, Sign.IS)
        or ("×" in cell and has(cell, Sign.CROSS))
    ):
        return True
    loose = (*pieces(cell, Sign.CROSS), *pieces(cell, Sign.AND))
    return any(piece != cell and key(unquoted(piece)) in names for piece in loose)


# --- what it means --------------------------------------------------------------------------------


def _meaning(row: Cells, zone: str | None, known: Vocabulary) -> _Meant:
    if zone is not None:
        return _condition(row, zone, halves(row.category, Sign.NAMED)[0][1], known)
    named = known.zone(row.category)
    if named is not None:
        return _zone_again(row, named)
    # A name can hold the sign of the other kind, so the kind that can be read without faults wins.
    crossed = has(row.category, Sign.CROSS) and not read_cross(row.category, known)[1]
    if not crossed and (has(row.category, Sign.IS) or not has(row.category, Sign.CROSS)):
        return _condition(row, None, row.category, known)
    return _cross(row, known)


def _cross(row: Cells, known: Vocabulary) -> _Meant:
    of, wrong = read_cross(row.category, known)
    category = joined(of, " × ")
    if wrong or row.value in _OUTSIDE:
        faults = tuple((fault, False) for fault in wrong)
        return _Meant(row=row, category=category, of=of, faults=faults)
    values, wrong = read_cross_value(row.value, of, known)
    value = joined(values, " × ")
    return _Meant(
        row=row,
        category=category,
        value=value,
        of=of,
        defined=value,
        where=tuple((one,) for one in values),
        faults=tuple((fault, True) for fault in wrong),
    )


def _condition(row: Cells, zone: str | None, text: str, known: Vocabulary) -> _Meant:
    terms, wrong = read_condition(text, known)
    if not zone and len(terms) == 1 and terms[0].is_inside and not wrong:
        return _zone_again(row, terms[0].name)
    name = known.zones[key(zone)] if zone else " & ".join(term.text for term in terms)
    value, unsuited = _side(row, name)
    return _Meant(
        row=row,
        category=name,
        value=value,
        of=tuple(term.name for term in terms),
        where=tuple(term.values for term in terms),
        faults=(*((fault, False) for fault in wrong), *((fault, True) for fault in unsuited)),
    )


def _zone_again(row: Cells, zone: str) -> _Meant:
    """A row about a zone that another row defines."""
    value, unsuited = _side(row, zone)
    faults = tuple((fault, True) for fault in unsuited)
    return _Meant(row=row, category=zone, value=value, faults=faults)


def _side(row: Cells, category: str) -> tuple[str, list[Fault]]:
    """Which side of a condition a row is about: inside, unless it says otherwise."""
    if row.value in _OUTSIDE:
        return REST, []
    if key(row.value) in ("", INSIDE, key(category)):
        return INSIDE, []
    fault = Fault(
        code="condition-value",
        text=Text(
            'A condition has no value "{value}": a person meets it or not.', value=shown(row.value)
        ),
        advice=Text("Leave the cell empty; write – for the people who do not meet it."),
    )
    return INSIDE, [fault]


# --- all rows together ----------------------------------------------------------------------------


def _checked(
    meant: Sequence[_Meant], zones: Mapping[int, str | None], header: frozenset[str]
) -> list[_Meant]:
    """The rows with what is wrong between them."""
    first: dict[str, _Meant] = {}
    checked = []
    for one in meant:
        new = one
        if key(one.category) in header:
            new = new.with_fault(_taken(one.category))
        if zones.get(one.row.index) and not is_plain(one.category):
            new = new.with_fault(_signs_in(one.category))
        if one.of and one.defined == INSIDE:
            earlier = first.setdefault(key(one.category), one)
            if (earlier.of, earlier.where) != (one.of, one.where):
                new = new.with_fault(_two_rules(one.category))
        checked.append(new)
    sound = [one for one in checked if not one.faults]
    valued = {one.category for one in sound if one.where}
    circle = {one.category for one in layers(_definitions(sound))[1]}
    return [_with_rule(one, valued, circle) for one in checked]


def _with_rule(one: _Meant, valued: set[str], circle: set[str]) -> _Meant:
    if one.faults:
        return one
    if one.category in circle and one.of:
        return one.with_fault(
            Fault(
                code="zone-circle",
                text=Text('"{name}" is described by itself.', name=shown(one.category)),
                advice=Text("Describe it by columns, or by zones that do not depend on it."),
            )
        )
    if one.category not in valued and one.of:
        return one.with_fault(
            Fault(
                code="cross-without-values",
                text=Text("No row has a value of {name}.", name=shown(one.category)),
                advice=Text("Add a row for each value that should have a quota."),
            )
        )
    return one


def _taken(name: str) -> Fault:
    return Fault(
        code="zone-name-taken",
        text=Text('There is a column with the name "{name}".', name=shown(name)),
        advice=Text("Give the zone another name."),
    )


def _signs_in(name: str) -> Fault:
    return Fault(
        code="zone-name-signs",
        text=Text('The name of a zone cannot hold signs: "{name}".', name=shown(name)),
        advice=Text("Leave out quotation marks and the signs × & | = and the colon."),
    )


def _two_rules(name: str) -> Fault:
    return Fault(
        code="zone-twice",
        text=Text('"{name}" is described in two ways.', name=shown(name)),
        advice=Text("Describe it once; other rows can use its name alone."),
    )


def _definitions(meant: Sequence[_Meant]) -> tuple[Derived, ...]:
    """The definitions in rows without problems, by category."""
    of: dict[str, tuple[str, ...]] = {}
    values: dict[str, dict[str, DerivedValue]] = {}
    for one in meant:
        if one.where and not one.faults:
            of.setdefault(one.category, one.of)
            found = values.setdefault(one.category, {})
            found.setdefault(one.defined, DerivedValue(value=one.defined, where=one.where))
    return tuple(
        Derived(
            category=category,
            of=of[category],
            values=tuple(found[value] for value in sorted(found, key=natural)),
        )
        for category, found in values.items()
    )
