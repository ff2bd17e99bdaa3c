"""The shared set of faults: folders that a verifier in any language can be tried on.

``python -m tests.faults.shared OUT`` writes a folder for each fault, and ``OUT/index.json``: a list
of ``folder``, ``name``, ``base``, ``names`` (checks that must be named), ``fails`` (all checks that
fail) and ``open`` (all that cannot be made). Folders that are in order are among them, with no
``fails``. ``python -m tests.faults.shared --update`` writes ``fails`` and ``open`` into faults.json
anew, by the verifier as it is; ``names`` are written by hand, and a test compares them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sortition.verify.checks import Status, Verification, verify_dossier, verify_folder
from sortition.verify.dossier import JOURNAL, Content
from tests.faults.edits import Files, applied

HERE: Final = Path(__file__).parent
TABLE: Final = HERE / "faults.json"
BASES: Final = ("harbour", "beacons")
"""Dossiers."""
LETTERED: Final = ("letters", "erased", "homes", "replaced", "alternates")
"""Dossiers that begin with letters, or in which people were replaced or stand by."""
DRAWS: Final = ("zones", "weighed")
"""Draws without a dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A dossier with one fault. ``names`` are among ``fails``; ``open`` is what cannot be made."""

    name: str
    base: str
    edits: tuple[Any, ...]
    names: tuple[str, ...]
    fails: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def files(self) -> Files:
        return applied(base_files(self.base), list(self.edits))


@cache
def base_files(name: str) -> Files:
    place = HERE / "bases" / name
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def faults() -> list[Fault]:
    """Every fault of the table, after the bases themselves."""
    return [
        Fault(
            name=row["name"],
            base=row["base"],
            edits=tuple(row["edits"]),
            names=tuple(row["names"]),
            fails=tuple(row.get("fails", ())),
            open=tuple(row.get("open", ())),
        )
        for row in json.loads(TABLE.read_text("utf-8"))
    ]


def verdict(result: Verification, status: Status) -> list[str]:
    """The numbers of the checks that came out so."""
    return [finding.number for finding in result.findings if finding.status is status]


def examined(files: Files) -> Verification:
    """What `verify_folder` says of a folder with these files."""
    if JOURNAL in files:
        return verify_dossier(Content(files=files))
    with TemporaryDirectory() as place:
        laid_out(Path(place), files)
        return verify_folder(place)


def laid_out(place: Path, files: Files) -> None:
    """The files in a folder."""
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def rows(found: list[Fault]) -> Iterator[dict[str, Any]]:
    """The table with what the verifier finds now."""
    for fault in found:
        result = examined(fault.files)
        yield {
            "name": fault.name,
            "base": fault.base,
            "edits": list(fault.edits),
            "names": list(fault.names),
            "fails": verdict(result, Status.FAIL),
            "open": verdict(result, Status.NOT_CHECKABLE),
        }


def table_of(found: Iterator[dict[str, Any]]) -> str:
    """JSON with one member per line, so that a change is a line."""
    blocks = []
    for row in found:
        edits = ",\n  ".join(json_text(edit) for edit in row.pop("edits"))
        members = [
            f'"{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in row.items()
        ]
        members.insert(2, f'"edits": [\n  {edits}]' if edits else '"edits": []')
        blocks.append("{" + ",\n ".join(members) + "}")
    return "[\n" + ",\n".join(blocks) + "\n]\n"


def json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def write(out: Path) -> None:
    """A folder for each fault, and the index."""
    index = []
    for number, fault in enumerate(faults()):
        folder = f"{number:03d}"
        laid_out(out / folder, fault.files)
        index.append(
            {
                "folder": folder,
                "name": fault.name,
                "base": fault.base,
                "names": fault.names,
                "fails": fault.fails,
                "open": fault.open,
            }
        )
    text = json.dumps(index, ensure_ascii=False, indent=1) + "\n"
    (out / "index.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        TABLE.write_text(table_of(rows(faults())), encoding="utf-8")
    else:
        write(Path(sys.argv[1]))
