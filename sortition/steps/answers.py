"""Letters that were drawn, and files in which people answered them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sortition.dossier import folder as folders
from sortition.dossier.canonical import sha256
from sortition.dossier.letters_files import ACCOUNT, BETWEEN, INVITED, PLAN, read_letters
from sortition.dossier.reply_codes import bare, is_reply_code
from sortition.errors import InputError, Problem, Text, Where
from sortition.records.letters import Cell, LettersPlan
from sortition.records.names import clean_value, key
from sortition.records.pool import Table
from sortition.tables import RawTable, from_csv, read_table
from sortition.tables.fatal import cannot_be_used
from sortition.tables.shown import listed

CODE, PERSON, GROUP, OWN = 2, 3, 4, 5
"""Places of our columns in ``invited.csv``, and of the first that is the register's."""
_HALF: Final = 2
_REASON: Final = ("reason", "reden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The letters of one wave: its plan, a row for each letter, and the units of each group."""

    plan: LettersPlan
    table: Table
    units: Mapping[Cell, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A row of a file: whose letter it answers (a code; None: nobody's), and its cells by key."""

    code: str | None
    told: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All that was answered. Each maps the code of a letter to its group (and what was told)."""

    letters: Mapping[Cell, int]
    joined: Mapping[str, tuple[Cell, Mapping[str, str]]]
    refused: Mapping[str, Cell]
    undeliverable: Mapping[str, Cell]
    unknown: int
    reasons: tuple[tuple[str, int], ...] = ()
    """Why people refused, as they wrote it, with how many, most first."""

    def joined_in(self, cell: Cell) -> int:
        """How many of a group joined."""
        return sum(own == cell for own, _ in self.joined.values())


def sent(folder: Path) -> Sent:
    """The letters in the folder of a wave. Raises InputError when they were changed since."""
    files = folders.read(folder)
    people, account = files.get(INVITED, b""), files.get(ACCOUNT, b"")
    try:
        said = json.loads(account.decode("utf-8"))
        if said["invited"] == sha256(people) and PLAN in files:
            return Sent(
                plan=read_letters(files[PLAN]),
                table=from_csv(people),
                units={tuple(one["values"]): one["units"] for one in said["strata"]},
            )
    except (ValueError, KeyError, TypeError):
        pass
    raise cannot_be_used(
        (
            Problem(
                code="changed-letters",
                where=Where(file=INVITED),
                text=Text("This is not the file that was drawn, or it was changed since."),
                advice=Text("Take the whole folder from an untouched copy."),
            ),
        )
    )


def answers_in(
    letters: Sequence[Sent],
    joined: Sequence[Path],
    refused: Sequence[Path] = (),
    undeliverable: Sequence[Path] = (),
) -> Answers:
    """What was answered to the letters of waves. Raises InputError."""
    group_of = {row[CODE]: cell_of(row) for one in letters for row in one.table.rows}
    rows = [answer for path in joined for answer in read_answers(path, letters)]
    said_no = [answer for path in refused for answer in read_answers(path, letters)]
    return Answers(
        letters=Counter(group_of.values()),
        joined={a.code: (group_of[a.code], a.told) for a in rows if a.code is not None},
        refused=_groups(said_no, group_of),
        undeliverable=_groups(
            [a for path in undeliverable for a in read_answers(path, letters)], group_of
        ),
        reasons=_reasons(said_no),
        unknown=sum(answer.code is None for answer in rows),
    )


def read_answers(path: Path, letters: Sequence[Sent]) -> list[Answer]:
    """The rows of a file, by the code of the letter or the id of the register. Raises InputError.

    They stand in the first column in which half of the cells or more can be a code; without such a
    column in the one with the name of the register's ids. No other cell is looked at: a house
    number can be somebody's id.
    """
    table = read_table(path)
    if table.problems:
        raise cannot_be_used(table.problems)
    people = [row for one in letters for row in one.table.rows]
    column = _code_column(table)
    if column is None:
        column = table.position(letters[0].plan.rules.id_column)
    if column is None:
        raise _no_answers(table)
    known = {row[PERSON]: row[CODE] for row in people}
    known |= {bare(row[CODE]): row[CODE] for row in people}
    names = [key(name) for name in table.columns]
    found = []
    for row in table.rows:
        cell = clean_value(row[column])
        code = known.get(cell) or known.get(bare(cell))
        found.append(Answer(code=code, told=dict(zip(names, row, strict=True))))
    return found


def cell_of(row: Sequence[str]) -> Cell:
    """The group of a row of ``invited.csv``."""
    return tuple(row[GROUP].split(BETWEEN)) if row[GROUP] else ()


def _groups(answers: Sequence[Answer], group_of: Mapping[str, Cell]) -> dict[str, Cell]:
    return {a.code: group_of[a.code] for a in answers if a.code is not None}


def _reasons(refusals: Sequence[Answer]) -> tuple[tuple[str, int], ...]:
    """The reasons in a column ``reason`` or ``reden``, where there is one."""
    given = [clean_value(a.told.get(name, "")) for a in refusals for name in _REASON]
    found = Counter(reason for reason in given if reason)
    return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _code_column(table: RawTable) -> int | None:
    for column in range(len(table.columns)):
        cells = [row[column] for row in table.rows if row[column]]
        if cells and _HALF * sum(map(is_reply_code, cells)) >= len(cells):
            return column
    return None


def _no_answers(table: RawTable) -> InputError:
    return cannot_be_used(
        (
            Problem(
                code="no-answers",
                where=Where(file=table.file),
                text=Text("This file has no reply code and no id of anybody invited."),
                advice=Text(
                    "Give it a column with the code on each letter. Its columns are: {names}.",
                    names=listed(table.columns),
                ),
            ),
        )
    )
