"""What is erased of a dossier when people are to be forgotten, and erasing it (docs/format.md §22).

What stays is what everybody may see: journal, plans, rules of the pool, public files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sortition.dossier.case import Dossier
from sortition.dossier.secret import is_public
from sortition.errors import Text, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Files of one kind: the folder that they are in, how many, and their rows of tables."""

    what: str
    files: int
    rows: int


def private_files(dossier: Dossier) -> tuple[str, ...]:
    """Every recorded file that is not for everybody, in the order of the journal."""
    return tuple(name for entry in dossier.entries for name in entry.outputs if not is_public(name))


def kinds(contents: Mapping[str, bytes]) -> tuple[Kind, ...]:
    """What the files are, by the first part of their names, in order of these."""
    files: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    for name, content in contents.items():
        top = name.partition("/")[0]
        files[top] += 1
        rows[top] += _rows(name, content)
    return tuple(Kind(what=top, files=files[top], rows=rows[top]) for top in sorted(files))


def _rows(name: str, content: bytes) -> int:
    """Rows of a table below its header; our tables have no line feed inside a cell (2.4)."""
    return max(0, content.count(b"\n") - 1) if name.endswith(".csv") else 0


def erase_files(folder: Path, names: Iterable[str]) -> int:
    """Delete the files that are there, and folders that are empty then; how many files went.

    Raises UsageError at the first that cannot be deleted; the same command goes on from there.
    """
    gone = 0
    places = set()
    for name in names:
        path = folder / name
        try:
            path.unlink()
            gone += 1
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UsageError(
                Text(
                    'The file "{file}" cannot be deleted: {reason}. Close it where it is open, '
                    "and give the same command again.",
                    file=name,
                    reason=error.strerror or type(error).__name__,
                )
            ) from None
        places |= {place for place in path.parents if folder in place.parents}
    for place in sorted(places, key=lambda place: -len(place.parts)):
        if not any(place.iterdir()):
            place.rmdir()
    return gone
