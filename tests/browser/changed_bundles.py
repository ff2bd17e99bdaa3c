"""Bundles with one change each, made from those that are kept: a member, a cell, a sign, a file.

Many are sealed again: `bundle.json` lists what is there, and the journal names public files by
their new hashes, so that the change itself is what has to be found.
"""

from __future__ import annotations

import json
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sortition.dossier.bundle import MANIFEST, archive
from sortition.dossier.canonical import canonical, sha256
from sortition.dossier.journal import JOURNAL

CHANGED: Final = 60
KEPT: Final = Path(__file__).parents[1] / "bundles_kept"
# The largest says nothing that the others do not, and takes ten times as long.
SOURCES: Final = [p for p in sorted(KEPT.glob("1-*.zip")) if "harbour" not in p.name]
PUBLIC: Final = re.compile(r"(plans|public)/.+|pools/\d+/pool\.json")
Files = dict[str, bytes]


def changed_bundle(number: int) -> bytes:
    """The bundle with that number, always the same one."""
    rng = random.Random(number)
    files = _entries(rng.choice(SOURCES))
    name = rng.choice([*files])
    way = rng.random()
    if way < 0.05:
        del files[name]
    elif way < 0.1:
        files[f"x/{name}"] = files[name]
    else:
        files[name] = _changed(rng, name, files[name])
    if rng.random() < 0.5:
        _seal_journal(files)
    if rng.random() < 0.8:
        _seal_manifest(files)
    content = archive(files)
    if rng.random() < 0.05:
        at = rng.randrange(len(content))
        content = content[:at] + bytes([content[at] ^ 1 << rng.randrange(8)]) + content[at + 1 :]
    return content


def _entries(path: Path) -> Files:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def _changed(rng: random.Random, name: str, content: bytes) -> bytes:
    if name.endswith(".csv"):
        return _other_cell(rng, content)
    if name.endswith((".json", ".jsonl")):
        return _other_member(rng, content)
    at = rng.randrange(len(content) or 1)
    sign = bytes([rng.randrange(32, 127)])
    return (
        rng.choice((content[:at] + sign, content[:at], content[: at + 1] + sign))
        + content[at + 1 :]
    )


def _other_cell(rng: random.Random, content: bytes) -> bytes:
    rows = [line.split(",") for line in content.decode().splitlines()]
    row = rng.choice(rows)
    at = rng.randrange(len(row))
    other = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), row[at], count=1)
    row[at] = rng.choice((f"{row[at]}1", "", row[at][:-1], other))
    return "".join(",".join(row) + "\n" for row in rows).encode()


def _other_member(rng: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    document = json.loads(lines[at])
    *steps, last = rng.choice([path for path in _places(document) if path])
    part = document
    for step in steps:
        part = part[step]
    part[last] = rng.choice((None, "", "x", "1/2", 0, -1, 7, True, [], str(part[last]) + "0"))
    lines[at] = canonical(document)
    return b"".join(lines)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    for step, part in inner:
        yield from _places(part, (*path, step))


def _seal_journal(files: Files) -> None:
    """Hashes of public files, and the chain; signatures do not fit then."""
    try:
        entries = [json.loads(line) for line in files[JOURNAL].splitlines()]
        previous, made = "0" * 64, []
        for entry in entries:
            for name in entry["outputs"]:
                if name in files and PUBLIC.fullmatch(name):
                    entry["outputs"][name] = sha256(files[name])
            entry["previous"] = previous
            made.append(canonical(entry))
            previous = sha256(made[-1])
    except (KeyError, TypeError, AttributeError, ValueError):
        return  # the change was in the journal itself
    files[JOURNAL] = b"".join(made)


def _seal_manifest(files: Files) -> None:
    try:
        manifest = json.loads(files[MANIFEST])
        manifest["files"] = [
            {"name": name, "bytes": len(files[name]), "sha256": sha256(files[name])}
            for name in sorted(files)
            if name != MANIFEST
        ]
    except (KeyError, TypeError, ValueError):
        return  # the change was in the list itself
    files[MANIFEST] = canonical(manifest)
