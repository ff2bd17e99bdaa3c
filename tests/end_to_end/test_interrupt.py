"""Ctrl-C: a message, exit code 130, and no trace on disk."""

import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")

# The draw is made to last at the worst moment: when some files are written, some are not.
SLOW = """
import os, signal, sys, time
from sortition.commands import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # off in what was started with nohup or &
from sortition.dossier import folder
sync = os.fsync
def slow(handle):
    sync(handle)
    print("writing", flush=True)
    time.sleep(30)
folder.os.fsync = slow
main(sys.argv[1:])
"""


def test_ctrl_c_while_writing_leaves_nothing(tmp_path, repository):
    (tmp_path / "r.csv").write_text("id,age\n" + "".join(f"{i},x\n" for i in range(6)))
    (tmp_path / "q.csv").write_text("category,value,min,max\nage,x,2,2\n")
    line = ["draw", "r.csv", "q.csv", "--size", "2", "--seed", "s", "--out", "draw"]
    path = os.pathsep.join([str(repository), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, *line],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "writing\n"
        time.sleep(0.1)
        assert any(path.name.startswith(".draw-") for path in tmp_path.iterdir())
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Nothing was saved" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["q.csv", "r.csv"]
