"""One cell of a quota file that joins names: a cross, a condition, or one value of a cross.

Each function gives what was read and the faults; with a fault, what was read is not to be used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sortition.errors import Text
from sortition.records.derived import INSIDE
from sortition.records.names import key, natural
from sortition.tables.pieces import Fits, Quote, Sign, cut, halves, has, joined, quoted
from sortition.tables.shown import listed, shown
from sortition.tables.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a cell, and what to do; the place is known to who reads the table."""

    code: str
    text: Text
    advice: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of a condition: the name has one of the values. ``is_zone``: it is no column."""

    name: str
    values: tuple[str, ...]
    is_zone: bool

    @property
    def text(self) -> str:
        """The term as people write it."""
        return self.written(quoted)

    @property
    def is_inside(self) -> bool:
        """Whether it says that somebody is in a zone, and no more."""
        return self.is_zone and self.values == (INSIDE,)

    def written(self, quote: Quote) -> str:
        """The term with names written by ``quote``."""
        name = quote(self.name)
        return name if self.is_inside else f"{name}={joined(self.values, '|', quote)}"


def read_cross(cell: str, known: Vocabulary) -> tuple[tuple[str, ...], list[Fault]]:
    """The names that a cross is made of, in the order in which they were written."""
    found = cut(cell, Sign.CROSS, lambda _, piece: known.name(piece) is not None)
    faults = [] if found.ways == 1 else [_unclear(cell)]
    names = []
    for piece in found.pieces:
        name = known.name(piece)
        names.append(name or piece)
        faults += [] if name else [_no_name(piece, known)]
    return tuple(names), faults + list(_twice(names))


def read_cross_value(
    cell: str, of: Sequence[str], known: Vocabulary
) -> tuple[tuple[str, ...], list[Fault]]:
    """The values, one for each name that the cross is made of."""

    def fits(place: int, piece: str) -> bool:
        return place < len(of) and known.value(of[place], piece) is not None

    found = cut(cell, Sign.CROSS, fits, into=len(of))
    if found.ways > 1:
        return (), [_unclear(cell)]
    if len(found.pieces) != len(of):
        return (), [_not_one_each(cell, of)]
    values, faults = [], []
    for name, piece in zip(of, found.pieces, strict=True):
        value = known.value(name, piece)
        values.append(value or piece)
        faults += [] if value else [_no_value(name, piece, known)]
    return tuple(values), faults


def read_condition(cell: str, known: Vocabulary) -> tuple[tuple[Term, ...], list[Fault]]:
    """The terms of a condition, in natural order of their names."""
    found = cut(cell, Sign.AND, lambda _, piece: bool(_readings(piece, known)))
    faults = [] if found.ways == 1 else [_unclear(cell)]
    terms: list[Term] = []
    for piece in found.pieces:
        readings = _readings(piece, known)
        terms += readings[:1]
        if not readings:
            faults += _faults_of(piece, known)
        elif len(readings) > 1:
            faults.append(_unclear(piece))
    faults += _twice([term.name for term in terms])
    return tuple(sorted(terms, key=lambda term: natural(term.name))), faults


def _readings(piece: str, known: Vocabulary) -> list[Term]:
    """Every way to read a term: a zone, or a column with some of its values."""
    zone = known.zone(piece)
    found = [] if zone is None else [Term(name=zone, values=(INSIDE,), is_zone=True)]
    for left, right in halves(piece, Sign.IS):
        name = known.name(left)
        if name is None:
            continue
        values = cut(right, Sign.OR, _one_of(name, known))
        if values.known:
            term = Term(
                name=name,
                values=_in_order(name, values.pieces, known),
                is_zone=known.zone(quoted(name)) is not None,
            )
            found += [term] * values.ways
    return found


def _one_of(name: str, known: Vocabulary) -> Fits:
    return lambda _, piece: known.value(name, piece) is not None


def _in_order(name: str, pieces: Sequence[str], known: Vocabulary) -> tuple[str, ...]:
    """The values, each once, in natural order."""
    values = {key(value): value for value in (known.value(name, p) or p for p in pieces)}
    return tuple(sorted(values.values(), key=natural))


def _faults_of(piece: str, known: Vocabulary) -> Iterator[Fault]:
    if not has(piece, Sign.IS):
        yield _no_name(piece, known)
        return
    left, right = halves(piece, Sign.IS)[0]
    name = known.name(left)
    if name is None:
        yield _no_name(left, known)
        return
    for value in cut(right, Sign.OR, _one_of(name, known)).pieces:
        if known.value(name, value) is None:
            yield _no_value(name, value, known)


def _twice(names: Sequence[str]) -> Iterator[Fault]:
    keys = [key(name) for name in names]
    for name in {k: n for k, n in zip(keys, names, strict=True) if keys.count(k) > 1}.values():
        yield Fault(
            code="cross-name-twice",
            text=Text('"{name}" stands there twice.', name=shown(name)),
            advice=Text("Name it once; several values of it have | between them."),
        )


def _unclear(cell: str) -> Fault:
    return Fault(
        code="cross-unclear",
        text=Text('"{cell}" can be read in more than one way.', cell=shown(cell)),
        advice=Text("Put each name that holds a sign such as × or & in quotation marks."),
    )


def _no_name(piece: str, known: Vocabulary) -> Fault:
    meant = known.meant(piece)
    return Fault(
        code="cross-name-unknown",
        text=Text('There is no column and no zone with the name "{name}".', name=shown(piece)),
        advice=Text("The columns are: {columns}.", columns=listed(list(known.columns.values())))
        if meant is None
        else Text('Did you mean "{meant}"? Correct the cell.', meant=shown(meant)),
    )


def _no_value(name: str, piece: str, known: Vocabulary) -> Fault:
    meant = known.meant_value(name, piece)
    return Fault(
        code="cross-value-unknown",
        text=Text(
            '"{cell}" is not one of the values of {name}: {values}.',
            cell=shown(piece),
            name=shown(name),
            values=listed(known.known_values(name)),
        ),
        advice=Text("Correct the cell; a value that nobody has can be left out.")
        if meant is None
        else Text(
            'Did you mean "{meant}"? Correct the cell; a value that nobody has can be left out.',
            meant=shown(meant),
        ),
    )


def _not_one_each(cell: str, of: Sequence[str]) -> Fault:
    return Fault(
        code="cross-parts",
        text=Text(
            '"{cell}" does not have one value for each of {names}.',
            cell=shown(cell),
            names=listed(of),
        ),
        advice=Text("Write a value of each, in that order, with × between them."),
    )
