"""Whether quotas of crosses and zones go together with those of what they are made of.

Each category divides the same seats. By figures of one source they always fit; by figures of two
years, or with choices for some of them, they may not. What is looked at are sums: a cross whose
values with "16-29" need more seats than age "16-29" may have. ``check`` looks at everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sortition.errors import Problem, Text, Where
from sortition.records.names import key
from sortition.records.quotas import label
from sortition.records.seats import SeatShare
from sortition.tables.conditions import read_condition, read_cross, read_cross_value
from sortition.tables.pieces import Sign, halves, has
from sortition.tables.vocabulary import Vocabulary

Rows = Mapping[str, Mapping[str, SeatShare]]
"""The rows of each category by the keys of category and value."""


def contradictions(rows: Sequence[SeatShare]) -> tuple[Problem, ...]:
    """What crosses and zones ask that the categories they look at cannot give."""
    by_category: dict[str, dict[str, SeatShare]] = {}
    for row in rows:
        own = by_category.setdefault(key(row.figure.category), {})
        own[key(row.figure.value)] = row
    known = Vocabulary(
        columns={name: _category(own) for name, own in by_category.items()},
        zones={},
        values={
            name: {value: row.figure.value for value, row in own.items()}
            for name, own in by_category.items()
        },
        complete=True,
    )
    return tuple(
        problem for own in by_category.values() for problem in _of(own, by_category, known)
    )


def _category(own: Mapping[str, SeatShare]) -> str:
    return next(iter(own.values())).figure.category


def _of(own: Mapping[str, SeatShare], rows: Rows, known: Vocabulary) -> Iterator[Problem]:
    category = _category(own)
    others = {name: one for name, one in known.columns.items() if one != category}
    known = replace(known, columns=others)
    if has(category, Sign.CROSS):
        of, faults = read_cross(category, known)
        if not faults:
            yield from _cross(category, of, own, rows, known)
    elif has(category, Sign.IS):
        yield from _condition(category, own, rows, known)


def _cross(
    category: str,
    of: tuple[str, ...],
    own: Mapping[str, SeatShare],
    rows: Rows,
    known: Vocabulary,
) -> Iterator[Problem]:
    """Every value of each column against the values of the cross that have it."""
    read = [(read_cross_value(row.figure.value, of, known), row) for row in own.values()]
    for place, column in enumerate(of):
        for value, base in rows[key(column)].items():
            some = [
                row for (parts, faults), row in read if not faults and key(parts[place]) == value
            ]
            if some:
                what = Text("{category} with {value}", category=category, value=base.figure.value)
                yield from _clash(what, some, [base])


def _condition(
    category: str, own: Mapping[str, SeatShare], rows: Rows, known: Vocabulary
) -> Iterator[Problem]:
    """A condition on one column against the values of that column."""
    named = halves(category, Sign.NAMED)
    terms, faults = read_condition(named[0][1] if named else category, known)
    inside = own.get("✓")
    if faults or inside is None or len(terms) != 1:
        return
    base = [rows[key(terms[0].name)][key(value)] for value in terms[0].values]
    yield from _clash(Text("{category}", category=category), [inside], base)


def _clash(what: Text, some: Sequence[SeatShare], base: Sequence[SeatShare]) -> Iterator[Problem]:
    """Two ways to count the same people: their fewest and most seats must overlap."""
    names = tuple(
        Text("{label}", label=label(row.figure.category, row.figure.value)) for row in base
    )
    least, most = sum(row.minimum for row in some), sum(row.maximum for row in base)
    if least > most:
        yield _apart(
            some,
            Text(
                "{what}: at least {least} seats in all, but {names} may have {most} at most.",
                what=what,
                least=least,
                names=names,
                most=most,
            ),
        )
    least, most = sum(row.minimum for row in base), sum(row.maximum for row in some)
    if least > most:
        yield _apart(
            some,
            Text(
                "{what}: {most} seats in all at most, but {names} must have at least {least}.",
                what=what,
                least=least,
                names=names,
                most=most,
            ),
        )


def _apart(rows: Sequence[SeatShare], text: Text) -> Problem:
    """The problem, at the first figure that the rows come from."""
    source = rows[0].figure.sources[0]
    return Problem(
        code="quotas-apart",
        where=Where(file=source.file, row=source.rows[0], column=source.columns[0]),
        text=text,
        advice=Text("Use figures of one source and year, or give room with --tolerance."),
    )
