"""The files of a draw: from a folder to bytes, and from bytes to JSON values and CSV rows.

Whatever is in the folder, reading ends in a value or in :class:`UnreadableError`, never in a crash.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final, NoReturn

from sortition.verify.findings import Text
from sortition.verify.rules import read_cell, written_cell

PANEL: Final = "panel.csv"
NOT_DRAWN: Final = "not_drawn.csv"
CHANCES: Final = "chances.csv"
SEATING: Final = "seating.csv"
PANELS: Final = "panels.csv"
LOTTERY: Final = "lottery.json"
CERTIFICATE: Final = "certificate.json"
DRAW: Final = "draw.json"
REPORT: Final = "report.html"
MANIFEST: Final = "manifest.json"

CSV_FILES: Final = (PANEL, NOT_DRAWN, CHANCES, SEATING, PANELS)
JSON_FILES: Final = (LOTTERY, CERTIFICATE, DRAW, MANIFEST)
NAMES: Final = (*CSV_FILES, *JSON_FILES, REPORT)

LONGEST: Final = 1_000_000
"""Seats (M times k) up to which panels.csv is there (5.5)."""

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The bytes of the files of 1.1 that could be read, and what is odd about the folder itself."""

    files: Mapping[str, bytes]
    odd: tuple[Text, ...] = field(default=())


class UnreadableError(Exception):
    """A file is not what its format says; ``reason`` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


def read_folder(path: Path) -> Folder:
    """Read the files of 1.1. Links, devices and other files are named and left alone."""
    try:
        entries = sorted(path.iterdir(), key=lambda entry: entry.name)
    except (OSError, ValueError):
        return Folder(files={}, odd=(Text("There is no such folder, or it cannot be read."),))
    files: dict[str, bytes] = {}
    odd = [
        Text("{file}: a draw has no such file.", file=_shown(entry.name))
        for entry in entries
        if entry.name not in NAMES
    ]
    for entry in entries:
        if entry.name in NAMES:
            content = _read(entry)
            if content is None:
                odd.append(Text("{file}: not a plain file that can be read.", file=entry.name))
            else:
                files[entry.name] = content
    return Folder(files=files, odd=tuple(odd))


def _read(entry: Path) -> bytes | None:
    """The bytes of a plain file; None for anything else (a link could lead to an endless one)."""
    try:
        return entry.read_bytes() if stat.S_ISREG(entry.lstat().st_mode) else None
    except (OSError, MemoryError):
        return None


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def sha256(content: bytes) -> str:
    """The hash of a file in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def parse_json(content: bytes) -> object:
    """The value in a JSON file: no member twice in an object, no number but whole ones."""
    try:
        return json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_members,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except UnicodeDecodeError:
        raise UnreadableError(Text("It is not UTF-8 text.")) from None
    except RecursionError:
        raise UnreadableError(Text("It is nested too deeply.")) from None
    except ValueError:  # also a whole number of more than 4,300 digits
        raise UnreadableError(Text("It is not JSON.")) from None


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise UnreadableError(Text("An object has two members of the same name."))
    return members


def _refuse_number(text: str) -> NoReturn:
    raise UnreadableError(Text("It holds a number that is not whole: {number}.", number=text))


def canonical_json(value: object) -> bytes:
    """The one way to write a value (2.5). Raises UnreadableError for text that UTF-8 cannot hold.

    RFC 8785 sorts members by UTF-16 units; for the ASCII names of this format, code points agree.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode("utf-8") + b"\n"
    except (UnicodeEncodeError, RecursionError):
        raise UnreadableError(Text("It holds text that cannot be written as UTF-8.")) from None


def parse_csv(content: bytes) -> Rows:
    """The rows of a CSV file, header first, each cell as it was before it was written (2.4)."""
    try:
        text = content.decode("utf-8")
        rows = _quoted_rows(text) if '"' in text else _plain_rows(text)
    except UnicodeDecodeError:
        raise UnreadableError(Text("It is not UTF-8 text.")) from None
    except csv.Error:
        raise UnreadableError(Text("It is not a table with commas.")) from None
    if not rows:
        raise UnreadableError(Text("It is empty."))
    if "'" not in text:
        return rows
    return tuple(tuple(read_cell(cell) for cell in row) for row in rows)


def _plain_rows(text: str) -> Rows:
    lines = text.removesuffix("\n").split("\n")
    return tuple(tuple(line.split(",")) for line in lines) if text else ()


def _quoted_rows(text: str) -> Rows:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    return tuple(tuple(row) or ("",) for row in reader)


def canonical_csv(rows: Rows) -> bytes:
    """The one way to write rows (2.4). Each different cell is looked at once: panels repeat ids."""
    written = {cell: written_cell(cell) for cell in set(chain.from_iterable(rows))}
    lines = (",".join(map(written.__getitem__, row)) for row in rows)
    return ("\n".join(lines) + "\n").encode("utf-8")
