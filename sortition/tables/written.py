"""Quotas as the cells of a quota file: what ``crossings`` reads, the other way round.

A cell is written as people would, but where it could be read in another way with the names of this
pool every name in it stands in quotation marks.
"""

from __future__ import annotations

from sortition.records.derived import INSIDE, REST, Derived
from sortition.records.pool import Pool
from sortition.records.quotas import Quota, Quotas
from sortition.tables.conditions import Term, read_condition, read_cross, read_cross_value
from sortition.tables.pieces import always_quoted, is_plain, joined, quoted
from sortition.tables.raw import RawTable
from sortition.tables.terms import Terms
from sortition.tables.vocabulary import Vocabulary


def quota_cells(quotas: Quotas, pool: Pool) -> tuple[tuple[str, str], ...]:
    """Category and value of each quota, in order; each row of a zone has its definition.

    Read with the people of the pool they mean the same again.
    """
    known = _vocabulary(quotas, pool)
    return tuple(_cells(row, quotas.definition(row.category), known) for row in quotas.rows)


def _vocabulary(quotas: Quotas, pool: Pool) -> Vocabulary:
    rows = tuple(person.cells for person in pool.registrants)
    people = RawTable(file="", columns=pool.columns, numbers=tuple(range(len(rows))), rows=rows)
    named = [one.category for one in quotas.derived if one.is_condition and is_plain(one.category)]
    looked_at = [name for one in quotas.derived for name in one.of]
    return Vocabulary.of(Terms.of_quotas(quotas), people, looked_at).with_zones(named)


def _cells(row: Quota, definition: Derived | None, known: Vocabulary) -> tuple[str, str]:
    if definition is None:
        return row.category, row.value
    if not definition.is_condition:
        return _cross(row, definition, known)
    name = f"{row.category}: " if is_plain(row.category) else ""
    return f"{name}{_condition(definition, known)}", REST if row.value == REST else ""


def _cross(row: Quota, definition: Derived, known: Vocabulary) -> tuple[str, str]:
    category = joined(definition.of, " × ")
    if read_cross(category, known) != (definition.of, []):
        category = joined(definition.of, " × ", always_quoted)
    if row.value == REST:
        return category, REST
    (parts,) = (
        tuple(some[0] for some in one.where) for one in definition.values if one.value == row.value
    )
    if read_cross_value(row.value, definition.of, known) != (parts, []):
        return category, joined(parts, " × ", always_quoted)
    return category, row.value


def _condition(definition: Derived, known: Vocabulary) -> str:
    """A condition as it is written (docs/format.md 4.8), or with more quotation marks."""
    (inside,) = definition.values
    terms = tuple(
        Term(name=name, values=values, is_zone=known.zone(quoted(name)) is not None)
        for name, values in zip(definition.of, inside.where, strict=True)
    )
    if len(terms) == 1 and terms[0].is_inside:  # another name for a zone
        return f"{quoted(terms[0].name)}={INSIDE}"
    text = " & ".join(term.text for term in terms)
    if read_condition(text, known) == (terms, []):
        return text
    return " & ".join(term.written(always_quoted) for term in terms)
