"""A draw or a dossier or a bundle checked, and the verifier itself as one file to hand out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from sortition import __version__
from sortition.dossier.files import NAMES
from sortition.dossier.folder import write_file
from sortition.dossier.journal import JOURNAL
from sortition.errors import Text, UsageError
from sortition.records.progress import Listener, silent
from sortition.verify.case import Case
from sortition.verify.checks import Finding, Verification, verify_path
from sortition.verify.checks import Text as Message
from sortition.verify.single import single_file

__all__ = ["VERIFIER", "Finding", "Message", "Verification", "verifier", "verify"]

VERIFIER: Final = "verify.py"


def verify(out: Path, *, resolve: bool = False, listen: Listener = silent) -> Verification:
    """Check a draw, a dossier or a bundle from its files alone; every check is run (format.md §8).

    ``resolve`` has every cut of the certificate solved again, by another solver than the one that
    found it (check V23). Raises UsageError when that solver is not installed, or for a file or
    folder that has nothing of a draw.
    """
    if not _is_one(out):
        raise UsageError(
            Text(
                "{path} is no draw, no dossier and no bundle. Name the folder of a draw or of a "
                "dossier, or a bundle (.zip).",
                path=out.name,
            )
        )
    return verify_path(out, _another_solver(listen)) if resolve else verify_path(out)


def _is_one(path: Path) -> bool:
    """Whether anything here is of a draw; what is wrong with it is for the checks."""
    if path.is_dir():
        return any((path / name).exists() for name in (JOURNAL, *NAMES))
    if path.suffix == ".zip" or not path.is_file():
        return path.suffix == ".zip"
    with path.open("rb") as stream:
        return stream.read(2) == b"PK"


def _another_solver(listen: Listener) -> Callable[[Case], Iterator[Message]]:
    try:
        from sortition.resolve.cuts import cuts_true  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError(
            Text(
                "To solve the extra conditions again takes another solver. Install it with: "
                "{command}",
                command="pip install 'sortition[resolve]'",
            )
        ) from None
    return cuts_true(listen)


def verifier(out: Path) -> Path:
    """Write the verifier as one file that needs Python and nothing else; gives its path.

    Raises UsageError when the file exists or cannot be written.
    """
    write_file(out, single_file(__version__).encode("utf-8"))
    return out
