"""What all tests share: where the repository is, how Hypothesis searches, how commands are run."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parents[1]

# The same cases on every run: a failure that one person sees, everybody sees.
settings.register_profile(
    "sortition",
    deadline=None,  # a busy machine is no fault
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("sortition")


@pytest.fixture(scope="session", autouse=True)
def _quick() -> Iterator[None]:
    """Without two things that take time and change no byte of what is recorded.

    Words of commitments are stretched, a third of a second for each, which has a test of its own;
    and files are forced onto the disk, which counts when the power fails.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sortition.dossier.commitment.ROUNDS", 1)
        patch.setattr("os.fsync", lambda handle: None)
        yield


Shell = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds pyproject.toml."""
    return REPOSITORY


@pytest.fixture(scope="session")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the ``sortition`` command: the installed one, else one that runs this tree.

    Another package that the benchmarks use installs a command of the same name, hence the look at
    whose it is.
    """
    ours = any(
        command.value.startswith("sortition.commands")
        for command in entry_points(group="console_scripts", name="sortition")
    )
    installed = Path(sysconfig.get_path("scripts"))
    if ours and "sortition.commands" in (installed / "sortition").read_text("utf-8"):
        return installed
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "sortition"
    command.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" "{REPOSITORY / "cli.py"}" "$@"\n',
        encoding="utf-8",
    )
    command.chmod(0o755)
    return folder


@pytest.fixture
def shell(tmp_path: Path, scripts: Path) -> Shell:
    """Run shell lines in an empty folder, as a person would; stops at the first that fails.

    ``python`` is the one that runs the tests.
    """
    path = os.pathsep.join([str(scripts), str(Path(sys.executable).parent), os.environ["PATH"]])

    uninstalled = scripts != Path(sysconfig.get_path("scripts"))
    lent = {"PYTHONPATH": str(REPOSITORY)} if uninstalled else {}

    def run(lines: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", "-ec", lines],
            cwd=tmp_path,
            env={**os.environ, "PATH": path, **lent},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


@pytest.fixture(scope="session")
def process_of(tmp_path_factory) -> Callable[[str], Path]:
    """The folder of a process of tests/processes.py, carried out once; not to be changed."""
    made: dict[str, Path] = {}

    def found(name: str) -> Path:
        if name not in made:
            from tests import processes  # noqa: PLC0415 - loads the solvers, which most tests do not need

            made[name] = processes.carried_out(tmp_path_factory.mktemp(name), processes.CASES[name])
        return made[name]

    return found
