"""The files of letters: the plan, the account of a draw, and the people (docs/format.md 21.1)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from sortition.dossier.canonical import Json, canonical, fraction, sha256
from sortition.errors import InputError, Problem, Text, Where
from sortition.records.letters import (
    AgeBand,
    Attribute,
    Before,
    Birth,
    Cell,
    Drawn,
    LeaveOut,
    LettersPlan,
    Listed,
    Per,
    Rules,
    Stratum,
    Taken,
)
from sortition.tables.csv_out import from_csv, to_csv

PLAN: Final = "letters.json"
ACCOUNT: Final = "drawn.json"
INVITED: Final = "invited.csv"
_PLAN_FORMAT: Final = "sortition/letters/1"
_ACCOUNT_FORMAT: Final = "sortition/letters-drawn/1"
OWN_COLUMNS: Final = ("letter_number", "letter_wave", "letter_code", "letter_id", "letter_group")
"""The columns of ``invited.csv`` that are ours; those of the register follow."""
BETWEEN: Final = " · "
"""Between the values of a group in one cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Which wave (from 1) was drawn, with which public value, from which files, with which codes.

    ``files`` are the name and SHA-256 of each file of the register; ``codes`` one code per letter;
    ``first`` is the number of the first letter.
    """

    number: int
    value: str
    files: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]
    first: int


def letters_json(plan: LettersPlan) -> bytes:
    """The plan of the letters: names no one, but groups may be small."""
    rules = plan.rules
    return canonical(
        {
            "format": _PLAN_FORMAT,
            "id": rules.id_column,
            "address": list(rules.address),
            "per": rules.per.value,
            "birth": None
            if rules.birth is None
            else {
                "column": rules.birth.column,
                "on": rules.birth.on,
                "least": rules.birth.least,
                "most": rules.birth.most,
            },
            "attributes": [
                {
                    "category": one.category,
                    "values": list(one.values),
                    "bands": [[band.first, band.last] for band in one.bands],
                }
                for one in rules.attributes
            ],
            "leave_out": [
                {"column": one.column, "values": list(one.values)} for one in rules.leave_out
            ],
            "lists": [
                {"name": one.name, "sha256": one.digest, "since": one.since} for one in rules.lists
            ],
            "cap": fraction(plan.cap),
            "waves": [fraction(part) for part in plan.waves],
            "strata": [
                {
                    "values": list(stratum.values),
                    "units": fraction(stratum.units),
                    "chance": fraction(stratum.chance),
                }
                for stratum in plan.strata
            ],
            "otherwise": fraction(plan.otherwise),
        }
    )


def read_letters(content: bytes, file: str = PLAN) -> LettersPlan:
    """The plan in the bytes of its file. Raises InputError when it is not one."""
    try:
        return _plan(json.loads(content.decode("utf-8")))
    except (ValueError, KeyError, TypeError, IndexError, ZeroDivisionError):
        raise _not_ours(file) from None


def drawn_files(plan: LettersPlan, drawn: Drawn, wave: Wave) -> dict[str, bytes]:
    """Name and bytes of each file of a draw of letters."""
    held = letters_json(plan)
    people = invited_csv(drawn, wave)
    counted = drawn.counted
    account: dict[str, Json] = {
        "format": _ACCOUNT_FORMAT,
        "plan": sha256(held),
        "invited": sha256(people),
        "value": wave.value,
        "wave": wave.number,
        "first": wave.first,
        "letters": len(drawn.letters),
        "register": [{"name": name, "sha256": digest} for name, digest in wave.files],
        "rows": counted.rows,
        "filters": [
            {"name": name, "left_out": times}
            for name, times in zip(plan.rules.filters, counted.left_out, strict=True)
        ],
        "remaining": counted.remaining,
        "homes": None
        if counted.homes is None
        else [{"people": size, "of": n} for size, n in counted.homes.items()],
        "strata": [
            {
                "values": list(cell),
                "people": counted.people.get(cell, 0),
                "units": taken.units,
                "offset": fraction(taken.offset),
                "letters": taken.letters,
                "earlier": taken.earlier,
            }
            for cell, taken in drawn.taken.items()
        ],
    }
    return {PLAN: held, ACCOUNT: canonical(account), INVITED: people}


def invited_csv(drawn: Drawn, wave: Wave) -> bytes:
    """Everybody who gets a letter, with all that the register says of them: personal data."""
    rows = [
        (
            str(wave.first + place),
            str(wave.number),
            code,
            letter.person,
            BETWEEN.join(letter.values),
            *letter.row,
        )
        for place, (letter, code) in enumerate(zip(drawn.letters, wave.codes, strict=True))
    ]
    return to_csv((*OWN_COLUMNS, *drawn.columns), rows)


def read_before(folders: Sequence[Mapping[str, bytes]], plan: bytes, value: str) -> Before:
    """What earlier waves of this plan and public value did, from the files of each, in order.

    Raises InputError, also when they are those of another plan or value (21.6).
    """
    people: list[str] = []
    taken: dict[Cell, Taken] = {}
    for files in folders:
        try:
            account = json.loads(files[ACCOUNT].decode("utf-8"))
            table = from_csv(files[INVITED])
            if (account["plan"], account["value"]) != (sha256(plan), value):
                raise _other_letters()
            at = table.columns.index("letter_id")
            people += [row[at] for row in table.rows]
            taken |= {tuple(one["values"]): _taken(one) for one in account["strata"]}
        except (ValueError, KeyError, TypeError):
            raise _not_ours(ACCOUNT) from None
    return Before(people=tuple(people), taken=taken)


def _taken(one: Mapping[str, Any]) -> Taken:
    return Taken(
        units=int(one["units"]),
        offset=Fraction(one["offset"]),
        letters=int(one["letters"]),
        earlier=int(one["earlier"]),
    )


def _plan(members: Mapping[str, Any]) -> LettersPlan:
    if members["format"] != _PLAN_FORMAT:
        raise ValueError("another format")
    birth = members["birth"]
    rules = Rules(
        id_column=members["id"],
        address=tuple(members["address"]),
        per=Per(members["per"]),
        attributes=tuple(_attribute(one) for one in members["attributes"]),
        birth=None
        if birth is None
        else Birth(
            column=birth["column"], on=birth["on"], least=birth["least"], most=birth["most"]
        ),
        leave_out=tuple(
            LeaveOut(column=one["column"], values=tuple(one["values"]))
            for one in members["leave_out"]
        ),
        lists=tuple(
            Listed(name=one["name"], digest=one["sha256"], since=one["since"])
            for one in members["lists"]
        ),
    )
    return LettersPlan(
        rules=rules,
        cap=Fraction(members["cap"]),
        strata=tuple(
            Stratum(
                values=tuple(one["values"]),
                units=Fraction(one["units"]),
                chance=Fraction(one["chance"]),
            )
            for one in members["strata"]
        ),
        otherwise=Fraction(members["otherwise"]),
        waves=tuple(Fraction(part) for part in members["waves"]),
    )


def _attribute(one: Mapping[str, Any]) -> Attribute:
    values = tuple(one["values"])
    bands = tuple(
        AgeBand(value=value, first=first, last=last)
        for value, (first, last) in zip(values, one["bands"], strict=bool(one["bands"]))
    )
    return Attribute(category=one["category"], values=values, bands=bands)


def _other_letters() -> InputError:
    problem = Problem(
        code="other-letters",
        where=Where(file=ACCOUNT),
        text=Text("This wave was drawn by another plan or another value."),
        advice=Text("All waves of one plan are drawn by one value, which fixes their order."),
    )
    return InputError(Text("The files cannot be used as they are."), (problem,))


def _not_ours(file: str) -> InputError:
    problem = Problem(
        code="not-a-letters-file",
        where=Where(file=file),
        text=Text("This file is not as docs/format.md §21 says."),
        advice=Text("Take it from an untouched copy; it is never edited."),
    )
    return InputError(Text("The files cannot be used as they are."), (problem,))
