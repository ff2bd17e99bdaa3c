"""Run a file of shell commands in one process: ``python tests/run_commands.py FILE``, in a folder.

It knows comments, ``export NAME=VALUE``, ``cp A B`` and ``sortition …``, nothing else. Loading the
solvers once, instead of for each command, makes a whole process run in seconds.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


def run(line: str) -> None:
    from sortition.commands import main  # noqa: PLC0415 - after the path is set

    match shlex.split(line, comments=True):
        case []:
            return
        case ["export", setting]:
            name, _, value = setting.partition("=")
            os.environ[name] = value
        case ["cp", source, target]:
            shutil.copy(source, target)
        case ["sortition", *arguments]:
            try:
                main.main(arguments)
            except SystemExit as done:
                if done.code:
                    raise
        case _:
            raise ValueError(f"not a command that is known here: {line}")


if __name__ == "__main__":
    for each in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        run(each)
