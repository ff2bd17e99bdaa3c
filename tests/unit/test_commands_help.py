"""Help: in both languages, on one screen, with an example, and without loading anything heavy."""

import ast
import shutil
import subprocess
import sys
from importlib import import_module

import click
import pytest
from click.testing import CliRunner

from sortition.commands import main
from sortition.texts import LANGUAGES

COMMANDS = (
    *("check", "compare", "draw", "verify", "verifier", "rerun", "demo"),
    *("new", "keygen", "sign", "amend", "pool", "randomness", "commit", "log"),
)
HEAVY = ("cryptography", "numpy", "ortools", "highspy", "flint", "jinja2", "openpyxl", "rich")


def run(*arguments, **environment):
    return CliRunner().invoke(main, arguments, env=environment)


def test_the_program_lists_its_commands_in_the_order_of_use():
    result = run("--help")
    assert result.exit_code == 0
    places = [result.stdout.index(f"\n  {name}  ") for name in COMMANDS]
    assert places == sorted(places)


def test_help_fits_one_screen():
    lines = run("--help").stdout.splitlines()
    assert len(lines) <= 44
    assert max(map(len, lines)) <= 80


def test_no_command_at_all_shows_the_help():
    assert run().stdout == run("--help").stdout


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_an_example_that_is_typed_like_that(name, language):
    result = run("--language", language, name, "--help")
    assert result.exit_code == 0
    assert f"\n  sortition {name}" in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_parameter_is_explained(name):
    command = main.commands[name]
    ctx = click.Context(command, info_name=name)
    records = [parameter.get_help_record(ctx) for parameter in command.get_params(ctx)]
    assert all(record and record[1] for record in records), records


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (("--language", "nl", "--help"), {}),
        (("--language=nl", "--help"), {}),
        (("--help", "--language", "nl"), {}),
        (("--help",), {"SORTITION_LANGUAGE": "nl"}),
    ],
)
def test_help_is_in_the_language_asked_for(arguments, environment):
    assert run(*arguments, **environment).stdout.startswith("Gebruik: sortition")


def test_an_option_wins_over_the_environment():
    result = run("--language", "en", "--help", SORTITION_LANGUAGE="nl")
    assert result.stdout.startswith("Usage: sortition")


def test_the_version_is_told():
    result = run("--version")
    assert (result.exit_code, result.stdout.split()[0]) == (0, "sortition")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["draw", "--help"], ["--language", "nl", "--help"]]
)
def test_help_loads_nothing_heavy(repository, arguments):
    code = (
        "import sys\n"
        "from sortition.commands import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=repository, check=True
    )
    assert done.stderr.strip() == "[]"


def test_what_draws_pictures_is_loaded_only_where_pictures_are_drawn(repository):
    code = (
        "import sys\n"
        "from sortition import steps\n"
        "from sortition.report import pictures\n"
        "steps.check, steps.report\n"
        "before = 'matplotlib' in sys.modules\n"
        "pictures.funnel([('pool', 12, '12')], title='people')\n"
        "print(before, 'matplotlib' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=repository, check=True
    )
    assert done.stdout.split() == ["False", "True"]


@pytest.mark.parametrize("package", ["steps", "lottery"])
def test_what_is_loaded_late_is_where_types_say_it_is(repository, package):
    source = (repository / "sortition" / package / "__init__.py").read_text("utf-8")
    (block,) = (node for node in ast.parse(source).body if isinstance(node, ast.If))
    stated = {(node.module, one.name) for node in block.body for one in node.names}
    found = import_module(f"sortition.{package}")
    assert stated == {(place, name) for place, names in found._PLACES.items() for name in names}
    assert {name for _, name in stated} == set(found.__all__)
    assert all(getattr(found, name) is not None for name in found.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        found.nothing  # noqa: B018 - asking is the test


@pytest.mark.parametrize(
    "line",
    [
        "steps.status(process, None, time=time)",
        "steps.receipts(process, out=process / 'receipts.csv')",
        "steps.lists(process, process / 'lists')",
        "steps.report(process, process / 'report')",
        "steps.minutes(process, process / 'minutes.html')",
        "steps.log(process)",
        "steps.verify(process)",
    ],
)
def test_what_was_computed_is_read_without_the_solvers(repository, process_of, tmp_path, line):
    process = tmp_path / "process"
    shutil.copytree(process_of("complete"), process)
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from sortition import steps\n"
        f"process, time = Path({str(process)!r}), '2027-06-01T10:00:00+02:00'\n"
        f"{line}\n"
        "print([one for one in ('numba', 'ortools', 'scipy') if one in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=repository, check=True
    )
    assert done.stdout.strip() == "[]"
