"""Registers made from a number, and the letters of one worked out row by row in plain Python."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from sortition.draw.tickets import number, ticket
from sortition.records.letters import (
    AgeBand,
    Attribute,
    Birth,
    Cell,
    LeaveOut,
    LettersPlan,
    Per,
    Rules,
    Stratum,
)
from sortition.tables.address import address_key

COLUMNS = ("id", "street", "no", "postcode", "name", "phone", "area", "sex", "born", "secret")
AREAS = ("North", "South", "Île")
BANDS = (
    AgeBand(value="16-29", first=16, last=29),
    AgeBand(value="30-64", first=30, last=64),
    AgeBand(value="65+", first=65, last=None),
)
STREETS = ("Dorpsstraat", "Coöperatieweg", "Plein 1940-45", "'t Hof", "Kade 12 - 14")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A register as rows of text."""

    rows: tuple[tuple[str, ...], ...]

    def csv(self, *, separator: str = ";", order: Sequence[int] | None = None) -> str:
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=separator, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows(self.rows if order is None else [self.rows[i] for i in order])
        return stream.getvalue()


def register(seed: int, people: int = 200) -> Made:
    """People with odd spellings of everything that may be spelled oddly."""
    chance = random.Random(seed)
    homes = [_home(chance) for _ in range(max(1, people // 2))]
    return Made(rows=tuple(_person(chance, i, homes) for i in range(people)))


def _home(chance: random.Random) -> tuple[str, str, str]:
    street, no = chance.choice(STREETS), str(chance.randint(1, 30))
    postcode = f"{chance.randint(1000, 1009)}{chance.choice(['AB', ' ab', 'CD'])}"
    return street, no + chance.choice(["", "a", " A", "-2", ".0"]), postcode


def _person(
    chance: random.Random, i: int, homes: Sequence[tuple[str, str, str]]
) -> tuple[str, ...]:
    street, no, postcode = chance.choice(homes)
    year, month, day = chance.randint(1935, 2015), chance.randint(1, 12), chance.randint(1, 28)
    born = chance.choice(
        [f"{year}-{month:02}-{day:02}", f"{day}-{month}-{year}", f"{year}{month:02}{day:02}"]
    )
    return (
        chance.choice([f"A{i:05}", f" A{i:05} ", f"{i}.0", f"{i}"]),
        chance.choice([street, street.upper(), f" {street} "]),
        no,
        postcode,
        chance.choice(["=HYPERLINK(1)", "'t Hart", "de Vries", "Ünal"]),
        f"06{chance.randint(10**7, 10**8 - 1)}",
        chance.choice([*AREAS, "north ", "SOUTH", "I\u0302le"]),
        chance.choice(["m", "v", "M"]),
        born,
        chance.choice(["", "no", "no", "no", "Yes"]),
    )


def rules(per: Per = Per.PERSON) -> Rules:
    return Rules(
        id_column="id",
        address=("street", "no", "postcode"),
        per=per,
        attributes=(
            Attribute(category="area", values=AREAS),
            Attribute(category="sex", values=("m", "v")),
            Attribute(category="age", values=tuple(b.value for b in BANDS), bands=BANDS),
        ),
        birth=Birth(column="born", on="2027-05-01", least=18, most=90),
        leave_out=(LeaveOut(column="secret", values=("yes",)),),
    )


def plan(
    rules_: Rules, chances: Mapping[Cell, Fraction], units: Mapping[Cell, Fraction]
) -> LettersPlan:
    return LettersPlan(
        rules=rules_,
        cap=Fraction(4),
        strata=tuple(
            Stratum(values=cell, units=units[cell], chance=chance)
            for cell, chance in chances.items()
        ),
        otherwise=min(chances.values()),
    )


# --- the slow way ---------------------------------------------------------------------------------


def eligible(made: Made) -> dict[str, tuple[Cell, str]]:
    """Group and address key of everybody who may be written to, by id."""
    found = {}
    for row in made.rows:
        person = row[0].strip().removesuffix(".0")
        digits = row[8].replace("-", " ").split()
        if len(digits) == 1:
            born = (int(row[8][:4]), int(row[8][4:6]), int(row[8][6:]))
        else:
            parts = [int(part) for part in digits]
            born = (parts[0], parts[1], parts[2]) if parts[0] > 31 else (parts[2], *parts[1::-1])
        age = 2027 - born[0] - (born[1:] > (5, 1))
        if not 18 <= age <= 90 or row[9].casefold() == "yes":
            continue
        area = row[6].strip().casefold().replace("i\u0302", "î")
        cell = (
            next(value for value in AREAS if value.casefold() == area),
            row[7].casefold(),
            next(band.value for band in BANDS if band.holds(age)),
        )
        found[person] = (cell, address_key(row[1:4]) or "")
    return found


def lowest(made: Made, plan_: LettersPlan, value: str) -> list[tuple[str, Cell, int]]:
    """Id, group and place of every letter, in the order of the tickets."""
    people = eligible(made)
    orders: dict[Cell, list[tuple[str, str]]] = {}
    if plan_.rules.per is Per.PERSON:
        for person, (cell, _) in people.items():
            orders.setdefault(cell, []).append((ticket(value, "letter", person).hex(), person))
    else:
        homes: dict[str, list[str]] = {}
        for person, (_, home) in people.items():
            homes.setdefault(home, []).append(person)
        for home, members in homes.items():
            first = min(members, key=lambda person: ticket(value, "letter", person))
            drawn = ticket(value, "letter address", home).hex()
            orders.setdefault(people[first][0], []).append((drawn, first))
    taken = counts(plan_, {cell: len(order) for cell, order in orders.items()}, value)
    found = [
        (drawn, person, cell, place)
        for cell, order in orders.items()
        for place, (drawn, person) in enumerate(sorted(order)[: taken[cell]], 1)
    ]
    return [(person, cell, place) for _, person, cell, place in sorted(found)]


def counts(plan_: LettersPlan, sizes: Mapping[Cell, int], value: str) -> Counter[Cell]:
    """Letters of each group: the whole numbers passed on the way, from a start by lot."""
    at = Fraction(number(value, "letters rounded", 2**64), 2**64)
    found: Counter[Cell] = Counter()
    attributes = plan_.rules.attributes
    order = [()]
    for one in attributes:
        order = [(*cell, own) for cell in order for own in one.values]
    for cell in order:
        if cell in sizes:
            after = at + plan_.chance_of(cell) * sizes[cell]
            found[cell] = floor(after) - floor(at)
            at = after
    return found
