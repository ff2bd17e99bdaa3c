"""The closed pool as files: its people, and the rules they are drawn by (docs/format.md 10.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sortition.dossier.canonical import canonical
from sortition.dossier.decode import quotas_of
from sortition.dossier.files import more_json, people_csv, quota_json
from sortition.dossier.getters import broken, parse
from sortition.errors import Text
from sortition.records.pool import Pool, Table
from sortition.records.quotas import Quotas
from sortition.tables.csv_out import from_csv

REGISTRANTS: Final = "registrants.csv"
RULES: Final = "pool.json"
NAMES: Final = (REGISTRANTS, RULES)
FORMAT: Final = "sortition/pool/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPool:
    """What the files say; the people as a table, to be read by the steps of any other table."""

    people: Table
    quotas: Quotas
    size: int
    id_column: str
    household_columns: tuple[str, ...]


def pool_files(pool: Pool, quotas: Quotas, size: int) -> dict[str, bytes]:
    """Name and bytes of both files."""
    rules = canonical(
        {
            "format": FORMAT,
            "size": size,
            "id_column": pool.id_column,
            "household_columns": pool.household_columns,
            "quotas": [quota_json(row) for row in quotas.rows],
            **more_json(quotas),
        }
    )
    return {REGISTRANTS: people_csv(pool, range(len(pool.registrants))), RULES: rules}


def read_pool(files: Mapping[str, bytes]) -> ClosedPool:
    """The pool in its files. Raises InputError when they are broken."""
    rules = parse(RULES, files.get(RULES))
    if rules.text("format") != FORMAT:
        raise broken(RULES, Text("The file is in another format than this version reads."))
    try:
        people = from_csv(files[REGISTRANTS])
    except ValueError:
        raise broken(REGISTRANTS, Text("The file is not a table as this tool writes it.")) from None
    return ClosedPool(
        people=people,
        quotas=quotas_of(rules),
        size=rules.whole("size", least=1),
        id_column=rules.text("id_column"),
        household_columns=rules.texts("household_columns"),
    )
