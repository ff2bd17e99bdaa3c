"""What a rerun needs, read back from the files of a draw (docs/format.md §§4, 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sortition.dossier.files import CERTIFICATE, DRAW, LOTTERY, NOT_DRAWN, PANEL
from sortition.dossier.getters import Node, broken, parse
from sortition.dossier.lottery_in import interval_of
from sortition.dossier.settings import Settings
from sortition.errors import Text
from sortition.records.derived import Derived, DerivedValue
from sortition.records.lottery import Interval, Method
from sortition.records.pool import Table
from sortition.records.quotas import Quota, Quotas
from sortition.tables.csv_out import from_csv


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything a draw followed from, but the people: quotas, size, public values, settings.

    ``interval`` says where the computation was ended, if it was.
    """

    quotas: Quotas
    size: int
    method: Method
    seed: str | None
    construction: str
    randomness: str
    settings: Settings
    interval: Interval | None


def recipe(files: Mapping[str, bytes]) -> Recipe:
    """The recipe in ``lottery.json`` and ``draw.json``. Raises InputError when they are broken."""
    terms = parse(LOTTERY, files.get(LOTTERY))
    drawn = parse(DRAW, files.get(DRAW))
    _expect(terms, "sortition/lottery/3")
    _expect(drawn, "sortition/draw/3")
    return Recipe(
        quotas=quotas_of(terms),
        size=terms.whole("size", least=1),
        method=_method(terms),
        seed=drawn.text_or_none("seed"),
        construction=terms.text("construction"),
        randomness=drawn.text("randomness"),
        settings=_settings(drawn.node("settings")),
        interval=_interval(files),
    )


def _interval(files: Mapping[str, bytes]) -> Interval | None:
    members: Any = parse(CERTIFICATE, files.get(CERTIFICATE)).members
    try:
        interval = interval_of(members["interval"]) if "interval" in members else None
    except (KeyError, ValueError, TypeError, ZeroDivisionError):
        raise broken(CERTIFICATE, Text("It is not as this tool writes it.")) from None
    if interval is not None and type(interval.moments) is not int:
        raise broken(CERTIFICATE, Text("It is not as this tool writes it."))
    return interval


def people(files: Mapping[str, bytes]) -> Table:
    """Everyone of the pool: the drawn and the others. Raises InputError when a file is missing."""
    panel, others = _table(files, PANEL), _table(files, NOT_DRAWN)
    if panel.columns != others.columns:
        raise broken(NOT_DRAWN, Text("Its columns are not those of {file}.", file=PANEL))
    return Table(columns=panel.columns, rows=panel.rows + others.rows)


def _table(files: Mapping[str, bytes], name: str) -> Table:
    if name not in files:
        raise broken(name, Text("The file is missing."))
    try:
        return from_csv(files[name])
    except ValueError:
        raise broken(name, Text("The file is not a table as this tool writes it.")) from None


def _expect(node: Node, name: str) -> None:
    found = node.text("format")
    if found != name:
        raise broken(
            node.file,
            Text(
                "It is in the format {found}; this version reads {expected}.",
                found=found,
                expected=name,
            ),
        )


def _method(terms: Node) -> Method:
    found = terms.text("method")
    for method in Method:
        if method.value == found:
            return method
    raise broken(terms.file, Text('There is no method "{method}".', method=found))


def quotas_of(terms: Node) -> Quotas:
    """The members ``quotas``, ``derived`` and ``weights`` of a file. Raises InputError."""
    derived = terms.nodes("derived") if "derived" in terms.members else ()
    try:
        return Quotas.of(
            tuple(_quota(row) for row in terms.nodes("quotas")),
            tuple(_derived(one) for one in derived),
            terms.text("weights") if "weights" in terms.members else "",
        )
    except ValueError:
        raise broken(terms.file, Text("The quotas contradict themselves.")) from None


def _quota(row: Node) -> Quota:
    return Quota(
        category=row.text("category"),
        value=row.text("value"),
        minimum=row.whole("min"),
        maximum=row.whole("max"),
        min_flex=row.whole_or_none("min_flex"),
        max_flex=row.whole_or_none("max_flex"),
    )


def _derived(node: Node) -> Derived:
    return Derived(
        category=node.text("category"),
        of=node.texts("of"),
        values=tuple(
            DerivedValue(value=one.text("value"), where=one.lists("where"))
            for one in node.nodes("values")
        ),
    )


def _settings(node: Node) -> Settings:
    return Settings(
        id_column=node.text("id_column"),
        household_columns=node.texts("household_columns"),
        language=node.text("language"),
        units=node.whole_or_none("units", least=1),
        version=node.text("version"),
    )
