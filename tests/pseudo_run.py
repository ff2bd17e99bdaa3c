"""Run commands in one process and keep what each said: ``python tests/pseudo_run.py SCRIPT OUT``.

A line of SCRIPT is one that tests/run_commands.py knows, or ``keep N TABLE OUT`` (the first N
people of a table, in a new one), or ``calls PANEL OUT`` (statuses of a panel: one of each, then
confirmed), or ``helps`` (the help of every command). OUT is JSON: a list of objects with the line,
what was said on either stream, and the exit code.
"""

from __future__ import annotations

import contextlib
import io
import json
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARK = "qx"
"""In every word of the data that the commands work on."""
STATUSES = ("declined", "withdrawn")


def said(line: str) -> dict[str, Any]:
    """What the line says, and with which code it ends."""
    out = io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            run(line)
        except SystemExit as done:
            code = int(done.code or 0)
    return {"line": line, "said": out.getvalue(), "code": code}


def run(line: str) -> None:
    from run_commands import run as run_command  # noqa: PLC0415 - sortition is that of PYTHONPATH

    match shlex.split(line, comments=True):
        case ["keep", number, table, out]:
            lines = Path(table).read_text("utf-8-sig").splitlines()
            Path(out).write_text("\n".join(lines[: int(number) + 1]) + "\n", "utf-8")
        case ["calls", panel, out]:
            ids = [row.split(",")[0] for row in Path(panel).read_text("utf-8").splitlines()[1:]]
            known = (*STATUSES, *["confirmed"] * len(ids))
            rows = [f"{person},{status},qx" for person, status in zip(ids, known, strict=False)]
            Path(out).write_text("\n".join(("id,status,reason", *rows)) + "\n", "utf-8")
        case _:
            run_command(line)


def helps(command: Any, name: str) -> Iterator[str]:
    """A line that asks for help, for a command and all below it."""
    yield f"{name} --help"
    for inner, sub in getattr(command, "commands", {}).items():
        yield from helps(sub, f"{name} {inner}")


def mark_commitments() -> None:
    """The words of a commitment are data; what they cost protects nothing here."""
    from sortition.dossier import commitment  # noqa: PLC0415 - as above

    commitment.ENGLISH = tuple(f"{MARK}{i}" for i in range(256))
    commitment.ROUNDS = 1


def lines(script: str) -> Iterator[str]:
    from sortition.commands import main as program  # noqa: PLC0415 - as above

    for line in script.splitlines():
        if line == "helps":
            yield from helps(program, "sortition")
        elif line.strip():
            yield line


def main(script: Path, out: Path) -> None:
    mark_commitments()
    found = [said(line) for line in lines(script.read_text("utf-8"))]
    out.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
