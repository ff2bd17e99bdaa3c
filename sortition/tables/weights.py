"""A column of weights: how large a chance somebody is to have beside others (format.md 4.9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sortition.errors import Problem, Text
from sortition.records.names import clean_value, key
from sortition.records.quotas import Quota, Quotas, is_weight
from sortition.tables.quotas_table import QuotaSheet
from sortition.tables.raw import RawTable
from sortition.tables.shown import listed, shown
from sortition.tables.terms import Terms


def with_weights(sheet: QuotaSheet, people: RawTable, column: str, size: int) -> QuotaSheet:
    """The quotas with the column as one more category, of whose values any number may sit.

    Quotas about the column that are there already stay as they are. Problems are added: a column
    that is not there, and every cell that is no whole number from 1 to 1000.
    """
    at = people.position(column)
    problems = (_missing(people, column),) if at is None else tuple(_problems(people, at))
    if at is None or problems or sheet.quotas is None:
        return replace(sheet, quotas=None, problems=(*sheet.problems, *problems))
    values = {clean_value(row[at]) for row in people.rows}
    there = [row for row in sheet.quotas.rows if key(row.category) == key(column)]
    name = there[0].category if there else clean_value(column)
    known = {row.value for row in there}
    free = (
        Quota(category=name, value=value, minimum=0, maximum=size)
        for value in sorted(values - known)
    )
    quotas = Quotas.of((*sheet.quotas.rows, *free), sheet.quotas.derived, name)
    return QuotaSheet(terms=Terms.of_quotas(quotas), quotas=quotas, problems=sheet.problems)


def _missing(people: RawTable, column: str) -> Problem:
    return Problem(
        code="no-weights",
        where=people.where(None, None),
        text=Text('There is no column "{column}" with weights.', column=column),
        advice=Text(
            "Make one with: sortition invite weigh. The columns are: {names}.",
            names=listed(people.columns),
        ),
    )


def _problems(people: RawTable, at: int) -> Iterator[Problem]:
    for i, row in enumerate(people.rows):
        if not is_weight(clean_value(row[at])):
            yield Problem(
                code="bad-weight",
                where=people.where(i, at),
                text=Text('"{value}" is no weight.', value=shown(row[at])),
                advice=Text("A weight is a whole number from 1 to 1000."),
            )
