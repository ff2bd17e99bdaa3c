"""The demonstration: a whole draw of the bundled case, quickly."""

import json
import subprocess
import sys

import pytest


@pytest.fixture
def sortition(tmp_path, repository):
    def run(*arguments):
        return subprocess.run(
            [sys.executable, str(repository / "cli.py"), *arguments],
            capture_output=True,
            cwd=tmp_path,
            encoding="utf-8",
            check=False,
            timeout=300,
        )

    return run


def test_the_demo_draws_verifies_and_is_not_overwritten(sortition, tmp_path):
    done = sortition("demo")
    assert done.returncode == 0, done.stderr
    assert "Smallest chance: " in done.stdout
    assert "sortition verify sortition-demo" in done.stdout
    drawn = json.loads((tmp_path / "sortition-demo" / "draw.json").read_text("utf-8"))
    assert len(drawn["panel"]) == 50
    assert sortition("verify", "sortition-demo").returncode == 0
    again = sortition("demo")
    assert again.returncode == 2
    assert "never overwritten" in again.stderr
