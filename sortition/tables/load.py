"""Both files at once: a pool and quotas that fit each other, or one list of everything wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sortition.errors import InputError, Problem, Text, UsageError
from sortition.records.pool import Pool, Table
from sortition.records.quotas import Quotas
from sortition.tables.fatal import cannot_be_used
from sortition.tables.quotas_table import QuotaSheet, read_quotas
from sortition.tables.raw import RawTable, in_order, shape
from sortition.tables.read import read_table
from sortition.tables.registrants_table import RegistrantSheet, read_registrants
from sortition.tables.terms import Terms
from sortition.tables.weights import with_weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What both files say. ``notes`` are worth reading, but nothing is wrong."""

    pool: Pool
    quotas: Quotas
    notes: tuple[Text, ...]


def load(
    registrants: Path,
    quotas: Path,
    *,
    size: int,
    id_column: str | None = None,
    household_columns: Sequence[str] = (),
    weights: str = "",
) -> Loaded:
    """Read both files for a panel of ``size`` (>= 1) people; ``weights`` names a column of them.

    Raises UsageError for a size below 1, and else InputError with every problem of both files:
    those of the quotas first, because one of them can cause thousands of the others; then in order
    of row and column.
    """
    if size < 1:
        raise UsageError(Text("A panel has at least one seat."))
    quota_table, unreadable_quotas = _read(quotas)
    table, unreadable = _read(registrants)
    quota_sheet = None
    if quota_table is not None:
        quota_sheet = read_quotas(quota_table, size=size, people=table)
    if quota_sheet is not None and table is not None and weights:
        quota_sheet = with_weights(quota_sheet, table, weights, size)
    sheet = None
    if table is not None:
        terms = Terms(values={}) if quota_sheet is None else quota_sheet.terms
        sheet = read_registrants(
            table,
            terms,
            derived=() if quota_sheet is None else quota_sheet.derived,
            quota_file=quotas.name,
            size=size,
            id_column=id_column,
            household_columns=household_columns,
        )
    found = _complete(quota_sheet, sheet)
    if found is None:
        of_quotas = in_order(quota_table, quota_sheet.problems if quota_sheet else ())
        of_people = in_order(table, sheet.problems if sheet else ())
        raise cannot_be_used((*unreadable_quotas, *of_quotas, *unreadable, *of_people))
    return found


def pool_from_table(
    table: Table,
    quotas: Quotas,
    *,
    id_column: str | None = None,
    household_columns: Sequence[str] = (),
    file: str = "panel.csv",
) -> Pool:
    """The pool in a table that is at hand, by the same steps as from a file.

    ``file`` is the name for messages. Raises InputError when the table does not fit the quotas.
    """
    raw = shape(file, enumerate((table.columns, *table.rows), 1))
    sheet = read_registrants(
        raw,
        Terms.of_quotas(quotas),
        derived=quotas.derived,
        quota_file="lottery.json",
        id_column=id_column,
        household_columns=household_columns,
    )
    if sheet.pool is None:
        raise cannot_be_used(in_order(raw, sheet.problems))
    return sheet.pool


def _read(path: Path) -> tuple[RawTable | None, tuple[Problem, ...]]:
    try:
        return read_table(path), ()
    except InputError as error:
        return None, tuple(error.problems)


def _complete(quotas: QuotaSheet | None, people: RegistrantSheet | None) -> Loaded | None:
    if quotas is None or quotas.quotas is None or people is None or people.pool is None:
        return None
    return Loaded(pool=people.pool, quotas=quotas.quotas, notes=people.notes)
