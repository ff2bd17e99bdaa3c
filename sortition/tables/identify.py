"""Which column identifies people.

The rule, in this order; a category is never an id, and neither is a column without cells:

1. the column that was named;
2. a column whose name can only be that of an id (``id``, ``registrant_id``, …), the first in the
   order of the list below. Missing and double ids are then problems;
3. a column whose name may be that of an id (``nr``, ``kenmerk``, …: a house number is ``nr`` too),
   if it has a different cell for everybody and is no part of the address, and no other such column
   qualifies;
4. the habit of OpenDLP: the first column, under the same conditions, if every cell looks like a
   code: no spaces, at least one digit. So names and e-mail addresses are never taken for ids: ids
   are published;
5. else nobody has an id, and people are numbered by their row in the spreadsheet.

Only rule 4 looks at the order of the columns.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum
from typing import Final

from sortition.records.names import clean_value, key
from sortition.tables.raw import RawTable

_CERTAIN: Final = (
    *("id", "registrantid", "nationbuilderid", "uniqueid", "respondentid", "personid"),
    *("participantid", "externalid", "deelnemerid", "aanmeldid", "aanmeldnummer"),
    *("registratienummer", "deelnemernummer", "respondentnummer", "registrationnumber"),
)
_POSSIBLE: Final = (
    *("nr", "nummer", "volgnummer", "number", "no", "code", "kenmerk", "ref", "reference"),
    *("referentie", "key", "uuid", "identifier"),
)
_NOT_WORD: Final = re.compile(r"[\W_]+")
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{0,40}[0-9][A-Za-z0-9_-]{0,40}")


class Found(Enum):
    """How the id column was found: by a name that leaves no doubt, or by a guess worth a note."""

    SURELY = "surely"
    LIKELY = "likely"


def find_id(
    table: RawTable, *, taken: Collection[int | None], address: Collection[int]
) -> tuple[int, Found] | None:
    """The id column by rules 2 to 4, or None (rule 5).

    ``taken`` are the columns of categories, ``address`` those of the household.
    """
    names = [_NOT_WORD.sub("", key(column)) for column in table.columns]
    free = [j for j in range(len(names)) if j not in taken and any(_cells(table, j))]
    for name in _CERTAIN:
        certain = [j for j in free if names[j] == name]
        if certain:
            return min(certain, key=lambda j: table.columns[j]), Found.SURELY
    free = [j for j in free if j not in address]
    possible = [j for j in free if names[j] in _POSSIBLE and _tells_apart(table, j)]
    if len(possible) == 1:
        return possible[0], Found.LIKELY
    if 0 in free and all(map(_CODE.fullmatch, _cells(table, 0))) and _tells_apart(table, 0):
        return 0, Found.LIKELY
    return None


def _cells(table: RawTable, column: int) -> list[str]:
    return [row[column] for row in table.rows]


def _tells_apart(table: RawTable, column: int) -> bool:
    cells = [key(cell) for cell in _cells(table, column)]
    return all(cells) and len(set(cells)) == len(cells)


def free_name(table: RawTable) -> str:
    """A name for a new column with ids: ``id``, or ``id 2``, … where a column has that name."""
    names = {key(column) for column in table.columns}
    name, tries = "id", 1
    while name in names:
        tries += 1
        name = f"id {tries}"
    return name


def as_id(cell: str) -> str:
    """The id in a cell (docs/format.md 2.1)."""
    return clean_value(cell)
