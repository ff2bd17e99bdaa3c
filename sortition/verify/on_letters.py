"""V56–V58: letters of a dossier, answers to them, and what was erased (docs/format.md §21, §22)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Final

from sortition.verify import files
from sortition.verify.dossier import Dossier, Entry, is_public
from sortition.verify.findings import Text
from sortition.verify.receipts import SYMBOLS
from sortition.verify.rules import address_key, key, keyed, number, ticket
from sortition.verify.typed import MalformedError, Node

PLAN: Final = "letters.json"
ACCOUNT: Final = "drawn.json"
INVITED: Final = "invited.csv"
_OWN: Final = ("letter_number", "letter_wave", "letter_code", "letter_id", "letter_group")
_BETWEEN: Final = " · "
_PARTS: Final = 1 << 64
_DIGITS: Final = 8
_GROUP: Final = 3
_KINDS: Final = ("joined", "refused", "undeliverable")

Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``letters.json`` (21.2), as far as it is looked at."""

    address: tuple[str, ...]
    per: str
    values: tuple[tuple[str, ...], ...]
    waves: tuple[Fraction, ...]
    chances: Mapping[Cell, Fraction]
    otherwise: Fraction

    def chance(self, cell: Cell, wave: int) -> Fraction:
        """That of a unit of a group, in all waves up to this one together."""
        return self.chances.get(cell, self.otherwise) * self.waves[wave - 1]

    def place(self, cell: Cell) -> tuple[int, ...]:
        """Where a group stands in the order of the values."""
        return tuple(known.index(value) for known, value in zip(self.values, cell, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group in ``drawn.json`` (21.9)."""

    cell: Cell
    units: int
    offset: Fraction
    letters: int
    earlier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """``drawn.json`` (21.9); ``facts`` are what the journal says too."""

    plan: str
    invited: str
    first: int
    facts: Mapping[str, object]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """The files of a wave."""

    place: str
    plan: Plan
    account: Account
    header: tuple[str, ...]
    rows: files.Rows


def v56_letters(dossier: Dossier) -> Iterator[Text]:
    """V56 (21.2, 21.4-21.9): letters are those that plan, public value and secret give."""
    earlier: list[Wave] = []
    for entry in dossier.of("letters drawn"):
        place = f"letters/{entry.facts['wave']}"
        for name in (PLAN, ACCOUNT, INVITED):
            dossier.file(f"{place}/{name}")
        try:
            wave = _wave(dossier, place)
            yield from _as_told(dossier, entry, wave, earlier)
            yield from _counts(entry, wave, earlier)
            yield from _people(entry, wave, earlier)
            yield from _codes(dossier, wave)
        except (files.UnreadableError, MalformedError) as error:
            yield Text("{file} is not what it should be:", file=place)
            yield error.reason
            return
        except (ValueError, IndexError, KeyError):
            yield Text("{file}: groups or columns are not those of the plan.", file=place)
            return
        earlier.append(wave)


def _as_told(dossier: Dossier, entry: Entry, wave: Wave, earlier: list[Wave]) -> Iterator[Text]:
    """The account names its files and the plan, and says what the journal says."""
    agreed = [e for e in dossier.of("letters planned") if e.number < entry.number]
    count = len(agreed)
    content = dossier.file(f"{wave.place}/{PLAN}")
    if not count or content != dossier.content.files.get(f"letterplans/{count}/{PLAN}"):
        yield Text("{file} is not the plan of letters that was recorded.", file=wave.place)
    stated = (files.sha256(content), files.sha256(dossier.file(f"{wave.place}/{INVITED}")))
    if (wave.account.plan, wave.account.invited) != stated:
        yield Text("{file} names other files.", file=f"{wave.place}/{ACCOUNT}")
    told = {name: entry.facts[name] for name in wave.account.facts}
    first = 1 + sum(len(one.rows) for one in earlier)
    if told != wave.account.facts or wave.account.first != first:
        yield Text("{file} and the journal differ.", file=f"{wave.place}/{ACCOUNT}")


def _counts(entry: Entry, wave: Wave, earlier: list[Wave]) -> Iterator[Text]:
    """Every group gets the letters that its chance and its offset give (21.5, 21.6)."""
    groups, turn = wave.account.groups, entry.facts["wave"]
    before = {group.cell: group for group in earlier[-1].account.groups} if earlier else {}
    if [g.cell for g in groups] != sorted({g.cell for g in groups}, key=wave.plan.place):
        yield Text("{file}: the groups are not in order.", file=wave.place)
    at = Fraction(number(entry.facts["value"], "letters rounded", _PARTS), _PARTS)
    for group in groups:
        old = before.get(group.cell)
        begun = (old.units, old.offset, old.letters) if old else (group.units, at, 0)
        wanted = floor(wave.plan.chance(group.cell, turn) * group.units + group.offset)
        right = group.letters == wanted if not earlier else group.letters <= max(wanted, begun[2])
        known = old is not None or not earlier
        same = (group.units, group.offset, group.earlier) == begun or not known
        if not (right and same and group.letters >= group.earlier):
            yield Text(
                "{file}: {group} has another number of letters than its chance gives.",
                file=wave.place,
                group=_BETWEEN.join(group.cell),
            )
        at += wave.plan.chance(group.cell, turn) * group.units
        at -= floor(at)
    found = Counter(row[_OWN.index("letter_group")] for row in wave.rows)
    stated = {_BETWEEN.join(g.cell): g.letters - g.earlier for g in groups if g.letters > g.earlier}
    if dict(found) != stated:
        yield Text("{file}: the groups of the letters are not those counted.", file=wave.place)


def _people(entry: Entry, wave: Wave, earlier: list[Wave]) -> Iterator[Text]:
    """Numbered, nobody twice, in the order of the tickets."""
    first, turn = wave.account.first, str(entry.facts["wave"])
    numbers = [(row[0], row[1]) for row in wave.rows]
    if numbers != [(str(first + i), turn) for i in range(len(wave.rows))]:
        yield Text("{file}: the letters are not numbered in order.", file=wave.place)
    if wave.header[: len(_OWN)] != _OWN or len(wave.rows) != entry.facts["letters"]:
        yield Text("{file} is not the list of so many letters.", file=wave.place)
    ids = [row[3] for one in (*earlier, wave) for row in one.rows]
    if len(set(ids)) != len(ids):
        yield Text("{file}: somebody has two letters.", file=wave.place)
    tickets = [_ticket(wave, row, entry.facts["value"]) for row in wave.rows]
    if tickets != sorted(tickets):
        yield Text("{file}: the letters are not in the order of the tickets.", file=wave.place)


def _ticket(wave: Wave, row: tuple[str, ...], value: str) -> tuple[bytes, str]:
    if wave.plan.per == "person":
        return ticket(value, "letter", row[3]), row[3]
    columns = [key(name) for name in wave.header]
    cells = [row[columns.index(key(name), len(_OWN))] for name in wave.plan.address]
    return ticket(value, "letter address", address_key(cells) or ""), row[3]


def _codes(dossier: Dossier, wave: Wave) -> Iterator[Text]:
    """Letter n has the n-th code that the secret gives (21.8)."""
    first, count = wave.account.first, len(wave.rows)
    codes: dict[str, None] = {}
    turn = 0
    while len(codes) < first - 1 + count:
        codes.setdefault(_code(dossier.secret, turn))
        turn += 1
    if list(codes)[first - 1 :] != [row[2] for row in wave.rows]:
        yield Text("{file}: the reply codes are not those of the secret.", file=wave.place)


def _code(secret: bytes, turn: int) -> str:
    rest = int.from_bytes(keyed(secret, "sortition/reply/1", str(turn)), "big")
    digits: list[int] = []
    for _ in range(_DIGITS):
        rest, digit = divmod(rest, len(SYMBOLS))
        digits.insert(0, digit)
    weighed = sum(j * digit for j, digit in enumerate(digits, 1))
    last = next(v for v in range(len(SYMBOLS)) if (weighed + (_DIGITS + 1) * v) % len(SYMBOLS) == 0)
    text = "".join(SYMBOLS[v] for v in (*digits, last))
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def v57_answers(dossier: Dossier) -> Iterator[Text]:
    """V57 (21.10): answers are to letters that were drawn, and as many as the journal says."""
    codes: set[str] = set()
    count = 0
    for entry in dossier.of("letters drawn", "answers"):
        if entry.step == "letters drawn":
            letters = dossier.table(f"letters/{entry.facts['wave']}/{INVITED}")
            codes |= {row[2] for row in letters[1:] if len(row) >= len(_OWN)}
            continue
        count += 1
        name = f"answers/{count}/answers.csv"
        header, *rows = dossier.table(name)
        found = Counter(row[-1] for row in rows)
        told = {kind: entry.facts[kind] for kind in _KINDS if entry.facts[kind]}
        if header != ("letter_code", "answer") or list(rows) != sorted(set(rows)):
            yield Text("{file} is not a list of answers in order.", file=name)
        if dict(found) != told or entry.facts["letters"] != len(codes):
            yield Text("{file} and the journal differ.", file=name)
        if not {row[0] for row in rows} <= codes:
            yield Text("{file}: an answer to no letter that was drawn.", file=name)


def v58_erased(dossier: Dossier) -> Iterator[Text]:
    """V58 (22.2): what was erased is all that the journal names and that is not for everybody."""
    for entry in dossier.of("erased"):
        before = [e for e in dossier.entries if e.number < entry.number]
        names = [name for e in before for name in e.outputs if not is_public(name)]
        counted = Counter(name.partition("/")[0] for name in names)
        stated = [(kind["what"], kind["files"]) for kind in entry.facts["erased"]]
        if stated != sorted(counted.items()):
            yield Text(
                "Line {n} does not tell everything that was to be erased.", n=entry.number + 1
            )


# --- reading --------------------------------------------------------------------------------------


def _wave(dossier: Dossier, place: str) -> Wave:
    plan, account = (files.parse_json(dossier.file(f"{place}/{name}")) for name in (PLAN, ACCOUNT))
    header, *rows = files.parse_csv(dossier.file(f"{place}/{INVITED}"))
    if any(len(row) != len(header) for row in rows) or len(header) < len(_OWN):
        raise files.UnreadableError(Text("It is not a table with commas."))
    return Wave(
        place=place,
        plan=_plan(Node(value=plan, path="")),
        account=_account(Node(value=account, path="")),
        header=header,
        rows=tuple(rows),
    )


def _texts(node: Node) -> Cell:
    return node.items(Node.text)


def _plan(node: Node) -> Plan:
    m = node.members(
        *("format", "id", "address", "per", "birth", "attributes", "leave_out", "lists"),
        *("cap", "waves", "strata", "otherwise"),
    )
    m["format"].exactly("sortition/letters/1")
    m["id"].text()
    return Plan(
        address=_texts(m["address"]),
        per=m["per"].exactly("person", "address"),
        values=m["attributes"].items(
            lambda one: _texts(one.members("category", "values", "bands")["values"])
        ),
        waves=m["waves"].items(Node.fraction),
        chances=dict(m["strata"].items(_stratum)),
        otherwise=m["otherwise"].fraction(),
    )


def _stratum(node: Node) -> tuple[Cell, Fraction]:
    m = node.members("values", "units", "chance")
    return _texts(m["values"]), m["chance"].fraction()


def _account(node: Node) -> Account:
    m = node.members(
        *("format", "plan", "invited", "value", "wave", "first", "letters", "register", "rows"),
        *("filters", "remaining", "homes", "strata"),
    )
    m["format"].exactly("sortition/letters-drawn/1")
    facts: dict[str, object] = {
        name: m[name].whole() for name in ("wave", "letters", "rows", "remaining")
    }
    facts |= {"value": m["value"].text(), "left_out": list(m["filters"].items(_filter))}
    return Account(
        plan=m["plan"].text(),
        invited=m["invited"].text(),
        first=m["first"].whole(1),
        facts=facts,
        groups=m["strata"].items(_group),
    )


def _filter(node: Node) -> Mapping[str, object]:
    m = node.members("name", "left_out")
    return {"name": m["name"].text(), "people": m["left_out"].whole()}


def _group(node: Node) -> Group:
    m = node.members("values", "people", "units", "offset", "letters", "earlier")
    return Group(
        cell=_texts(m["values"]),
        units=m["units"].whole(),
        offset=m["offset"].fraction(),
        letters=m["letters"].whole(),
        earlier=m["earlier"].whole(),
    )
