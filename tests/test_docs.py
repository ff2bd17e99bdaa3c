"""What the documents say is true: commands exist and run, links and clauses lead somewhere."""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median

import click
import pytest
from click.testing import CliRunner

import sortition
import sortition.commands
from sortition.errors import ExitCode
from sortition.verify.checks import CHECKS

REPOSITORY = Path(__file__).resolve().parents[1]
Shell = Callable[[str], subprocess.CompletedProcess[str]]

PAGES = (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md")))
GUIDES = ("tutorial.md", "officials.md")
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
FORMAT = (REPOSITORY / "docs" / "format.md").read_text(encoding="utf-8")


def blocks(language: str, page: str = README) -> list[str]:
    """The fenced blocks of a page in a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


def without_installing(line: str) -> str:
    """A README line less what is done already: installing, and running these tests.

    >>> without_installing("pip install . && sortition demo")
    'sortition demo'
    """
    parts = (part.strip() for part in line.split("&&"))
    return " && ".join(p for p in parts if not p.startswith("pip install") and p != "pytest")


# --- commands ------------------------------------------------------------------------------------


def program() -> click.Group:
    """The group that all commands belong to."""
    return sortition.commands.main


def command_names(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        yield f"{before}{name}"
        if isinstance(command, click.Group):
            yield from command_names(command, f"{before}{name} ")


def test_every_command_is_in_the_readme() -> None:
    names = list(command_names(program()))
    assert names
    assert [name for name in names if f"sortition {name}" not in README] == []


def test_the_commands_of_the_readme_exist() -> None:
    shown = set(re.findall(r"^sortition ([a-z-]+)", "\n".join(blocks("sh")), re.MULTILINE))
    assert shown
    assert shown <= set(command_names(program()))


def named_commands(page: str) -> set[str]:
    """What stands behind ``sortition`` in the code of a page, as far as it can be a command.

    >>> sorted(named_commands("`sortition invite plan DIR` and `sortition --help`"))
    ['invite']
    """
    code = re.findall(r"`[^`\n]+`", page) + blocks("(?:sh|shell|text)", page)
    found = (re.findall(r"\bsortition ([a-z]+)\b(?![./:…])", part) for part in code)
    return {name for names in found for name in names}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_the_commands_that_a_page_names_exist(page: Path) -> None:
    assert named_commands(page.read_text("utf-8")) <= set(command_names(program()))


def test_a_command_that_does_not_exist_is_noticed() -> None:
    assert named_commands("`sortition gamble DIR`") == {"gamble"}
    assert named_commands("```sh\nsortition gamble DIR\n```\n") == {"gamble"}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_help_of_every_command_has_an_example(language: str) -> None:
    for name in command_names(program()):
        run = CliRunner().invoke(program(), [*name.split(), "--language", language, "--help"])
        assert run.exit_code == 0, f"{name}: {run.output}"
        examples = run.stdout.partition("sortition")[2]
        assert f"sortition {name}" in examples, f"{name} has no example in its help"


def test_the_readme_runs_from_top_to_bottom(shell: Shell, tmp_path: Path) -> None:
    for name in ("registrants.csv", "quotas.csv"):
        shutil.copy(REPOSITORY / "fixtures" / "dordrecht" / name, tmp_path)
    for name in ("register.csv", "panel-quotas.csv", "responses.csv"):
        shutil.copy(REPOSITORY / "fixtures" / "register" / name, tmp_path)
    for name in ("kwb-2020.csv", "education.csv", "zones.csv"):
        shutil.copy(REPOSITORY / "fixtures" / "population" / name, tmp_path)
    lines = [without_installing(line) for block in blocks("sh") for line in block.splitlines()]
    assert sum(line.startswith("sortition ") for line in lines) >= 4
    run = shell("\n".join(lines))
    assert run.returncode == 0, run.stdout + run.stderr
    for name in ("seating.csv", "panels.csv", "lottery.json", "certificate.json"):
        same = (tmp_path / "list" / name).read_bytes() == (tmp_path / "draw" / name).read_bytes()
        assert same, f"the README says that {name} does not depend on the second value"


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_runs_from_top_to_bottom(shell: Shell, tmp_path: Path, guide: str) -> None:
    """In a folder that has the fixtures; and what it shows is what the commands say."""
    shutil.copytree(REPOSITORY / "fixtures", tmp_path / "fixtures")
    page = (REPOSITORY / "docs" / guide).read_text("utf-8")
    lines = [
        without_installing(line) for block in blocks("sh", page) for line in block.splitlines()
    ]
    assert sum(line.startswith("sortition ") for line in lines) >= 8
    run = shell("\n".join(lines))
    assert run.returncode == 0, run.stdout + run.stderr
    shown = [line for block in blocks("text", page) for line in block.splitlines()]
    assert shown
    assert not_said(shown, run.stdout) == []


def not_said(shown: Iterable[str], said: str) -> list[str]:
    """The lines shown that were not said, in this order; "…" stands for any lines between.

    >>> not_said(["a", "…", "c", "b"], "a\\nb\\nc\\n")
    ['b']
    """
    left = iter(line.strip() for line in said.splitlines())
    return [line for line in shown if line != "…" and line.strip() not in left]


SCRIPTS = ("commands.sh", "friday.sh", "standby.sh")


def test_the_process_of_the_readme_is_that_of_the_fixture() -> None:
    """Which tests/end_to_end/test_process.py carries out."""
    harbour = REPOSITORY / "fixtures" / "harbour"
    scripts = [(harbour / name).read_text("utf-8") for name in SCRIPTS]
    told = [line for block in blocks("shell") for line in block.splitlines()]
    lines = "\n".join(scripts).splitlines()
    done = [line for line in lines if line.startswith(("sortition ", "cp "))]
    assert told == done


def test_the_python_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("registrants.csv", "quotas.csv"):
        shutil.copy(REPOSITORY / "fixtures" / "dordrecht" / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    examples = blocks("python")
    assert examples
    for example in examples:
        exec(compile(example, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("pip install '.[test]' && pytest", ""),
        ("pip install . && sortition demo", "sortition demo"),
        ("sortition verify draw", "sortition verify draw"),
    ],
)
def test_installing_is_left_out(line: str, left: str) -> None:
    assert without_installing(line) == left


# --- how quickly the help comes -------------------------------------------------------------------


QUICK, LOADED = 0.3, 0.06
"""Seconds of the processor: what help may take, and what it takes to load click on the machine for
which that was said. A slower machine, or a busy one, gets as much more as it needs for that."""


def test_help_comes_quickly(shell: Shell) -> None:
    """The middle one of five pairs, for how fast a machine is changes while it works."""

    def spent(line: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert shell(line).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    lines = ("python -c 'import click'", "sortition --help")
    pairs = [tuple(map(spent, lines)) for _ in range(5)]
    assert median(helped / max(loaded, LOADED) for loaded, helped in pairs) < QUICK / LOADED


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8"))
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    local = [link.partition("#")[0] for link in links if "://" not in link]
    assert [link for link in local if link and not (page.parent / link).exists()] == []


def test_every_decision_is_listed() -> None:
    folder = REPOSITORY / "docs" / "decisions"
    listed = set(
        re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    )
    there = {path.name for path in folder.glob("[0-9]*.md")}
    assert listed == there
    numbers = sorted(int(name[:4]) for name in there)
    assert numbers == list(range(1, len(numbers) + 1)), "a number is missing or given twice"


def folders() -> set[str]:
    """The folders of the package that hold code."""
    package = REPOSITORY / "sortition"
    return {
        str(path.parent.relative_to(REPOSITORY))
        for path in package.rglob("*.py")
        if path.parent != package
    }


def test_the_architecture_names_every_folder_of_the_package() -> None:
    assert [name for name in sorted(folders()) if f"`{name}/`" not in ARCHITECTURE] == []


def test_the_architecture_names_only_what_exists() -> None:
    named = re.findall(r"`((?:sortition|tests|docs|fixtures|benchmarks)/[\w./-]*)`", ARCHITECTURE)
    assert len(named) > len(folders())
    assert [name for name in named if not (REPOSITORY / name).exists()] == []


# --- clauses -------------------------------------------------------------------------------------

CITED = re.compile(
    r"docs/format\.md[ \n#]+§{0,2}(\d+(?:\.\d+)?(?:(?:, | and |–| to )\d+(?:\.\d+)?)*)"
)


def cited(text: str) -> list[str]:
    """The numbers of the clauses that a text cites."""
    return [
        number for found in CITED.findall(text) for number in re.findall(r"\d+(?:\.\d+)?", found)
    ]


def clauses() -> set[str]:
    """The numbers of the chapters and clauses that docs/format.md has."""
    return set(re.findall(r"^(?:## )?(\d+(?:\.\d+)?)\.? ", FORMAT, re.MULTILINE))


def sources() -> list[Path]:
    """Every file in which a clause may be cited."""
    places = ("sortition/**/*.py", "sortition/**/*.j2", "tests/**/*.py", "docs/**/*.md", "*.md")
    return sorted({path for place in places for path in REPOSITORY.glob(place)})


def test_every_cited_clause_exists() -> None:
    found = [
        (str(path.relative_to(REPOSITORY)), number)
        for path in sources()
        if path != Path(__file__)
        for number in cited(path.read_text(encoding="utf-8"))
    ]
    assert found
    assert [place for place in found if place[1] not in clauses()] == []


def test_every_clause_that_a_check_of_the_verifier_names_exists() -> None:
    for check in CHECKS:
        named = re.findall(r"\d+(?:\.\d+)?", check.clauses)
        assert named, check.number
        assert [number for number in named if number not in clauses()] == [], check.number


def test_citations_are_read_in_all_their_forms() -> None:
    text = "docs/format.md 4.3, 4.4 and docs/format.md §9; (docs/format.md\n3.1–3.5)"
    assert cited(text) == ["4.3", "4.4", "9", "3.1", "3.5"]
    assert {"1", "4.6", "9"} <= clauses()
    assert "4.60" not in clauses()


def test_every_page_that_the_code_cites_exists() -> None:
    pages = {
        (str(path.relative_to(REPOSITORY)), page)
        for path in sources()
        for page in re.findall(r"\bdocs/[a-z0-9/-]+\.md", path.read_text(encoding="utf-8"))
    }
    assert pages
    assert [place for place in sorted(pages) if not (REPOSITORY / place[1]).exists()] == []


# --- figures that several documents give ---------------------------------------------------------


@pytest.mark.parametrize(("name", "text"), [("README.md", README), ("format.md", FORMAT)])
def test_the_exit_codes_are_those_of_the_program(name: str, text: str) -> None:
    rows = re.findall(r"^\| (\d) \| \S", text, re.MULTILINE)
    assert [int(row) for row in rows] == sorted(ExitCode), name


def test_every_document_gives_the_same_version() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    changes = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
    public = (REPOSITORY / "publiccode.yml").read_text("utf-8")
    assert project["version"] == sortition.__version__
    assert f"## [{sortition.__version__}]" in changes
    # The standard wants no version before the first release (publiccode.yml says so).
    assert set(re.findall(r"^softwareVersion: (.+)", public, re.MULTILINE)) <= {
        sortition.__version__
    }


def test_every_library_has_its_reason() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    names = {re.split(r"[<>=\[]", line)[0] for line in [*project["dependencies"], *extras]}
    reasons = (REPOSITORY / "docs" / "decisions" / "0002-libraries.md").read_text("utf-8")
    assert [name for name in sorted(names - {"sortition"}) if f"`{name}`" not in reasons] == []


def test_the_licence_is_the_whole_eupl() -> None:
    licence = (REPOSITORY / "LICENSE").read_text("utf-8")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert all(f"\n{number}." in licence for number in range(1, 16))
    assert "\n\n" + " " * 57 + "Appendix\n" in licence
