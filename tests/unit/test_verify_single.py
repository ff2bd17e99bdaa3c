"""verify.py: the verifier as one file is what the package is, and needs nothing but Python."""

from __future__ import annotations

import ast
import builtins
import dis
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest

import sortition
from sortition import steps
from sortition.errors import UsageError
from sortition.verify.scopes import uses
from sortition.verify.single import single_file
from tests.bundles import files_of, homes, write
from tests.faults.shared import faults, laid_out

TEXT = single_file(sortition.__version__)
KEPT = Path(__file__).parents[2] / "docs" / "verify.py"
HINT = "make it anew: rm docs/verify.py && python cli.py verifier --out docs/verify.py"


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """An empty folder with nothing but verify.py."""
    place = tmp_path / "alone"
    place.mkdir()
    (place / "verify.py").write_text(TEXT, encoding="utf-8")
    return place


def run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """In that folder, with no site packages, no settings and no path to this project."""
    environment = {n: v for n, v in os.environ.items() if not n.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "-I", "-S", *arguments],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_the_file_that_is_kept_is_the_one_that_is_made() -> None:
    assert KEPT.read_text("utf-8") == TEXT, HINT


def test_it_is_made_the_same_on_every_run(tmp_path: Path, repository: Path) -> None:
    for seed in ("1", "4242"):
        out = tmp_path / seed / "verify.py"
        code = (
            "from pathlib import Path; from sortition import steps; "
            f"steps.verifier(Path({str(out)!r}))"
        )
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code], cwd=repository, env=environment, check=True)
        assert out.read_text("utf-8") == TEXT


def test_the_package_cannot_be_imported_where_it_runs(alone: Path) -> None:
    found = run(alone, "-c", "import importlib.util; print(importlib.util.find_spec('sortition'))")
    assert found.stdout.strip() == "None"


SOME = [fault for at, fault in enumerate(faults()) if at < 2 or at % 25 == 0]


@pytest.mark.parametrize("fault", SOME, ids=lambda fault: fault.name)
def test_it_says_just_what_the_program_says(alone: Path, shell, fault) -> None:
    laid_out(alone / "dossier", fault.files)
    mine = run(alone, "verify.py", "dossier")
    assert mine.stderr == ""
    theirs = shell(f"sortition verify --language en '{alone / 'dossier'}'")
    assert (mine.returncode, mine.stdout) == (theirs.returncode, theirs.stdout)
    assert mine.returncode == (1 if fault.fails else 0)


def test_it_finds_in_every_fault_what_the_package_finds(alone: Path) -> None:
    for at, fault in enumerate(faults()):
        laid_out(alone / f"{at:03d}", fault.files)
    code = """
import json, sys
sys.path.insert(0, ".")
import verify
from pathlib import Path
for place in sorted(path for path in Path(".").iterdir() if path.is_dir() and path.name.isdigit()):
    found = verify.verify_folder(place).findings
    print(json.dumps([f.number for f in found if f.status == "fail"]))
"""
    done = run(alone, "-c", code)
    assert done.stderr == ""
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found == [list(fault.fails) for fault in faults()]


def test_it_loads_nothing_but_the_standard_library(alone: Path) -> None:
    write(alone / "draw", files_of(homes()))
    code = (
        "import sys; sys.path.insert(0, '.'); before = set(sys.modules); import verify; "
        "assert verify.verify_folder('draw').ok; "
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    loaded = set(run(alone, "-c", code).stdout.split())
    assert "verify" in loaded
    assert loaded - {"verify"} <= sys.stdlib_module_names


def test_the_package_loads_nothing_of_ours_but_the_verifier(
    tmp_path: Path, repository: Path
) -> None:
    draw = write(tmp_path / "draw", files_of(homes()))
    code = (
        "import sys; before = set(sys.modules)\n"
        "from sortition.verify.checks import verify_folder\n"
        f"assert verify_folder({str(draw)!r}).ok\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    loaded = set(done.stdout.split())
    ours = {name for name in loaded if name.partition(".")[0] == "sortition"}
    assert {name for name in ours if not name.startswith("sortition.verify")} == {"sortition"}
    assert {name.partition(".")[0] for name in loaded - ours} <= sys.stdlib_module_names


def test_the_verifier_works_when_the_engine_is_deleted(tmp_path: Path, repository: Path) -> None:
    package = tmp_path / "sortition"
    shutil.copytree(repository / "sortition" / "verify", package / "verify")
    (package / "__init__.py").write_text("", "utf-8")
    draw = write(tmp_path / "draw", files_of(homes()))
    done = subprocess.run(
        [sys.executable, "-S", "-m", "sortition.verify", str(draw)],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_it_says_how_it_is_called(alone: Path) -> None:
    done = run(alone, "verify.py")
    assert done.returncode == 2
    assert done.stderr == "usage: python verify.py DIR|BUNDLE [--receipt CODE]\n"


@pytest.mark.parametrize("version", [(3, 8), (3, 10)])
def test_an_older_python_is_told_so(version: tuple[int, int]) -> None:
    # It must get as far as the sentence: the file holds no syntax that came later.
    ast.parse(TEXT, feature_version=version)
    assert TEXT.index("sys.version_info < (3, 11)") < TEXT.index(
        "\nimport ", TEXT.index("sys.exit")
    )


# --- the text ------------------------------------------------------------------------------------


def names_of(code: CodeType) -> Iterator[str]:
    """Every name that is looked up in the module or among the built-in ones."""
    for step in dis.get_instructions(code):
        if step.opname in {"LOAD_GLOBAL", "LOAD_NAME"}:
            yield str(step.argval)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_of(constant)


def test_every_name_in_it_is_defined() -> None:
    tree = ast.parse(TEXT)
    defined = {
        "__name__",
        "__doc__",
        "__annotations__",
        "__module__",
        "__qualname__",
        *vars(builtins),
    }
    defined |= {
        use.name for use in uses(tree) if not isinstance(getattr(use.node, "ctx", None), ast.Load)
    }
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            defined |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    # A class body looks up its own names so too.
    inside = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for part in ast.walk(node)
        for name in [getattr(part, "id", getattr(part, "name", None))]
        if isinstance(name, str)
    }
    missing = set(names_of(compile(TEXT, "verify.py", "exec"))) - defined
    assert missing - inside == set()


def test_nothing_is_defined_twice() -> None:
    body = ast.parse(TEXT).body
    named = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    named += [
        target.id
        for node in body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]
    assert len(named) == len(set(named))


def test_it_names_its_version_and_the_hash_of_each_part(repository: Path) -> None:
    assert f"the verifier of sortition {sortition.__version__}." in TEXT
    for line in TEXT.partition("SHA-256 of each module:\n\n")[2].partition('\n"""')[0].splitlines():
        digest, name = line.split()
        content = (repository / "sortition" / "verify" / name).read_bytes()
        assert len(digest) == 64
        assert hashlib.sha256(content).hexdigest() == digest


def test_comments_and_docstrings_are_those_of_the_modules(repository: Path) -> None:
    """Readable: what a person wrote for people is all there."""
    for path in (repository / "sortition" / "verify").glob("on_*.py"):
        for line in path.read_text("utf-8").splitlines():
            if line.lstrip().startswith(("# ", '"""')):
                assert line.strip().strip('"').strip() in TEXT, path.name


# --- the command ---------------------------------------------------------------------------------


def test_the_step_writes_it_once(tmp_path: Path) -> None:
    out = steps.verifier(tmp_path / steps.VERIFIER)
    assert out.read_text("utf-8") == TEXT
    with pytest.raises(UsageError, match="exists"):
        steps.verifier(out)


def test_the_command_says_how_to_use_it(shell) -> None:
    done = shell("sortition verifier --language en && python verify.py nothing || true")
    assert "python verify.py DIR" in done.stdout
    assert "V01 The folder holds exactly the files of a draw (1.1): FAILED" in done.stdout
    assert '"file": "other.py"' in shell("sortition verifier --json --out other.py").stdout
