"""Every field of every file of a dossier, changed once: the checks that notice it, by name.

Twice: by somebody who changes the file and nothing else, and by somebody who has all the keys and
makes every hash, the chain and every signature fit again. What the second one must still not be
able to do is in ``fields.txt``.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sortition.verify import on_journal
from sortition.verify.checks import Status
from sortition.verify.files import canonical_csv, parse_csv
from tests.faults.edits import JOURNAL, Files, applied
from tests.faults.shared import BASES, base_files, examined, verdict

TABLE = Path(__file__).with_name("fields.txt")
ROWS = 3
"""Rows of a table in which each column is changed."""
Change = tuple[str, str, Files]
"""A file, a field of it, and the dossier with that changed."""


@pytest.fixture(autouse=True)
def quick_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signatures are checked by a library here: thousands of them by hand take minutes."""
    monkeypatch.setattr(on_journal, "signature_is_right", signature_is_right)


def signature_is_right(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def failing(files: Files) -> set[str]:
    return set(verdict(examined(files), Status.FAIL))


# --- changes -------------------------------------------------------------------------------------


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict) and value:
        for name in value:
            yield from leaves(value[name], (*path, name))
    elif isinstance(value, list) and value:
        for i, item in enumerate(value):
            yield from leaves(item, (*path, i))
    else:
        yield path, value


def other(value: Any) -> Any:
    """Something else of the same kind."""
    if isinstance(value, str):
        return other_text(value)
    if isinstance(value, int):
        return value + 1
    return ["x"] if isinstance(value, list) else "x"


def other_text(value: str) -> str:
    if re.fullmatch(r"-?\d+(/\d+)?", value):
        return str(Fraction(value) + Fraction(1, 7))
    if re.fullmatch(r"[0-9a-f]{64,}", value):
        return ("1" if value[0] == "0" else "0") + value[1:]
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", value):
        return value.replace(value[:4], str(int(value[:4]) - 5))
    return f"{value}x"


def field_of(path: tuple[Any, ...]) -> str:
    """A path with its places in lists left out."""
    return ".".join("*" if isinstance(step, int) else step for step in path)


def json_changes(files: Files, name: str) -> Iterator[Change]:
    document = json.loads(files[name])
    for path, value in leaves(document):
        edit = {"file": name, "at": list(path), "to": other(value)}
        yield name, field_of(path), applied(files, [edit])


def journal_changes(files: Files) -> Iterator[Change]:
    for at, line in enumerate(files[JOURNAL].splitlines()):
        entry = json.loads(line)
        for path, value in leaves(entry):
            shown = ("outputs",) if path[0] == "outputs" else path
            field = f"{entry['step']}: {field_of(shown)}"
            edit = {"entry": at, "at": list(path), "to": other(value)}
            yield JOURNAL, field, applied(files, [edit])


def csv_changes(files: Files, name: str) -> Iterator[Change]:
    """Each column in a few rows, and in the header."""
    rows = [list(row) for row in parse_csv(files[name])]
    places = sorted({0, 1, len(rows) // 2, len(rows) - 1})
    for at in places:
        for column, cell in enumerate(rows[at]):
            changed = [list(row) for row in rows]
            changed[at][column] = str(int(cell) + 1) if cell.isdecimal() else f"{cell}x"
            title = rows[0][column] if not rows[0][column].isdecimal() else "seat"
            field = f"{'header' if at == 0 else 'cell'} {title}"
            yield name, field, {**files, name: canonical_csv(tuple(map(tuple, changed)))}


def toml_changes(files: Files, name: str) -> Iterator[Change]:
    """Each line ``name = value``, the value changed as text."""
    lines = files[name].decode().splitlines(keepends=True)
    table = ""
    for at, line in enumerate(lines):
        table = line.strip("[]\n") if line.startswith("[[") else table
        match = re.fullmatch(r"(\w+) = (.+)\n", line)
        if match is None:
            continue
        changed = "".join([*lines[:at], f"{match[1]} = {other_toml(match[2])}\n", *lines[at + 1 :]])
        tomllib.loads(changed)
        yield name, f"{table}.{match[1]}".strip("."), {**files, name: changed.encode()}


def other_toml(value: str) -> str:
    if value.startswith("["):
        return value[:-1] + (', "x"]' if len(value) > 2 else '"x"]')
    if re.fullmatch(r"\d{4}-.*", value):
        return str(int(value[:4]) - 5) + value[4:]
    if value.isdecimal():
        return str(int(value) + 1)
    return f'{value[:-1]}0"' if value.startswith('"ed25519') else f'{value[:-1]}x"'


@cache
def changes(base: str) -> tuple[Change, ...]:
    """Every field of every file, changed once."""
    files = base_files(base)
    found: list[Change] = []
    for name in files:
        if name.endswith(".json"):
            found += json_changes(files, name)
        elif name.endswith(".csv"):
            found += csv_changes(files, name)
        elif name.endswith(".toml"):
            found += toml_changes(files, name)
        elif name == JOURNAL:
            found += journal_changes(files)
        else:
            found.append((name, "text", applied(files, [{"file": name, "append": "x\n"}])))
    return tuple(found)


def of_its_kind(found: tuple[Change, ...], most: int) -> list[Change]:
    """So many changes of each field of each file: the first, and from there evenly spread."""
    by_field: dict[tuple[str, str], list[Change]] = {}
    for change in found:
        by_field.setdefault(change[:2], []).append(change)
    return [changed for group in by_field.values() for changed in group[:: -(-len(group) // most)]]


# --- somebody who changes a file and nothing else ------------------------------------------------


@pytest.mark.parametrize("base", BASES)
def test_a_changed_field_is_noticed(base: str) -> None:
    for name, field, changed in of_its_kind(changes(base), 2):
        if name in (JOURNAL, "account.html"):  # below; a view, which proves nothing
            continue
        named = {"V35"} if name == "plan.toml" else {"V30"}
        if name.startswith("draw/") and name != "draw/manifest.json":
            named = {"V02", "V30"}
        found = failing(changed)
        assert named <= found, (name, field, found)


@pytest.mark.parametrize("base", BASES)
def test_a_changed_line_of_the_journal_breaks_the_chain_or_is_no_entry(base: str) -> None:
    last = base_files(base)[JOURNAL].splitlines()[-1]
    free = set()
    for name, field, changed in changes(base):
        if name != JOURNAL:
            continue
        found = failing(changed)
        if changed[JOURNAL].splitlines()[-1] == last:
            assert {"V31", "V32"} & found, field
        elif not found:
            free.add(field.partition(": ")[2])
    # Nothing comes after the last entry, so nothing fixes what it says of time and tool (12.6).
    assert free <= {"time", "tool"}


@pytest.mark.parametrize("base", BASES)
def test_a_file_removed_renamed_or_added_is_noticed(base: str) -> None:
    files = base_files(base)
    for name in files:
        if name == "account.html":
            continue
        removed = examined(applied(files, [{"file": name, "remove": True}]))
        found = set(verdict(removed, Status.FAIL))
        if name == "plan.toml":  # no entry names it; V35 misses it
            found = set(verdict(removed, Status.NOT_CHECKABLE))
        assert {JOURNAL: "V01", "plan.toml": "V35"}.get(name, "V30") in found, (name, found)
        assert not removed.ok, name
        renamed = failing(applied(files, [{"file": name, "rename": f"{name}.bak"}]))
        assert ("V01" if name == JOURNAL else "V30") in renamed, (name, renamed)
    for folder in ("", "draw/", "panels/", "pools/9/", "plans/9/", "trials/9/", "new/"):
        assert "V30" in failing({**files, f"{folder}extra.csv": b"x\n"}), folder


# --- somebody who has all the keys and makes everything fit again ---------------------------------

SEAL = {"seal": ["draw", "manifest", "outputs", "signatures"]}
# A hash that is changed is not made to fit: it is the change.
OUTER = {"seal": ["manifest", "outputs", "signatures"]}
CHAIN, SIGNED = {"seal": ["chain"]}, {"seal": ["signatures"]}
COMMITTED = ("seating.csv", "panels.csv", "lottery.json", "certificate.json")


def sealed(name: str, field: str, changed: Files) -> Files:
    """The dossier with both copies of a committed file changed, and all hashes and signatures."""
    folder, _, inner = name.rpartition("/")
    if folder in ("draw", "panels") and inner in COMMITTED:
        changed = {**changed, f"draw/{inner}": changed[name], f"panels/{inner}": changed[name]}
    if name.startswith("plans/") and name == max(n for n in changed if n.startswith("plans/")):
        changed = {**changed, "plan.toml": changed[name]}
    if name == JOURNAL and field.endswith((": number", ": previous")):
        return changed  # the chain itself
    if name == JOURNAL:
        return applied(changed, [CHAIN if field.startswith("signed: facts") else SIGNED])
    if name == "draw/manifest.json":
        return applied(changed, [{"seal": ["outputs", "signatures"]}])
    return applied(changed, [OUTER if field.endswith("sha256") else SEAL])


def table() -> dict[tuple[str, str], list[str]]:
    """The checks for each file and field."""
    rows = [line for line in TABLE.read_text("utf-8").splitlines() if line and line[0] != "#"]
    return {
        (name, field): checks.split()
        for name, field, checks in (re.split(r"\s*\|\s*", row) for row in rows)
    }


def key_of(name: str, files: Files) -> str:
    """The file as the table has it: the plan that was amended, the amended one, the only one."""
    if name.startswith("plans/"):
        plans = [other for other in files if other.startswith("plans/")]
        which = ("first" if name == plans[0] else "last") if plans[1:] else "only"
        return f"plans/{which}"
    return re.sub(r"/\d+/", "/N/", name)


@pytest.mark.parametrize("base", BASES)
def test_what_fits_together_again_is_still_noticed_by_name(base: str) -> None:
    allowed = table()
    for name, field, changed in of_its_kind(changes(base), 3):
        if name in ("account.html", "plan.toml") or name.startswith(("panels/", "trials/")):
            continue  # a view; a copy; what the draw holds too; of no consequence
        found = failing(sealed(name, field, changed))
        expected = allowed[key_of(name, changed), field]
        if expected[:1] == ["?"] and not found:
            continue
        named = [check.split("/") for check in expected if check != "?"]
        assert found <= {check for checks in named for check in checks}, (name, field, found)
        assert not named or found & set(named[0]), (name, field, found)


def test_the_table_has_no_field_that_is_not_there() -> None:
    there = {(key_of(name, f), field) for base in BASES for name, field, f in changes(base)}
    assert [row for row in table() if row not in there] == []
