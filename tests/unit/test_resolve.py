"""Cuts solved again by CBC: true ones pass, others fail by a panel; where it errs, all is open."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sortition import steps
from sortition.dossier.files import data_files, with_manifest
from sortition.dossier.settings import Settings
from sortition.draw.drawing import draw_panel
from sortition.draw.tickets import from_seed
from sortition.errors import SolverError, Text, UsageError
from sortition.lottery import build_space, fair_lottery
from sortition.records.progress import Moment, silent
from sortition.resolve import solvers
from sortition.resolve.cuts import cuts_true
from sortition.resolve.question import Problem, Rule
from sortition.verify.checks import Finding, Status, Verification, verify_files
from sortition.verify.files import Folder
from tests.bundles import Bundle, cut, files_of, honest, json_bytes
from tests.faults.shared import HERE
from tests.hard_pools import hard_case

Files = dict[str, bytes]


def solved_again(files: Files) -> Verification:
    return verify_files(Folder(files=files), cuts_true(silent))


def v23(result: Verification) -> Finding:
    return next(finding for finding in result.findings if finding.number == "V23")


def drawn_from(seed: int) -> Files:
    """A draw of a small pool that is hard in every way; the same on every run."""
    case = hard_case(seed)
    a, b = from_seed("a test")
    lottery = fair_lottery(
        build_space(case.pool, case.quotas, case.size), construction=a, units=100
    )
    drawn = draw_panel(lottery, randomness=b, seed="a test")
    settings = Settings(
        id_column="id", household_columns=("home",), language="en", units=100, version="0"
    )
    return with_manifest(data_files(case.pool, lottery, drawn, settings))


def with_cut(files: Files, at: int, **members: object) -> Files:
    certificate = json.loads(files["certificate.json"])
    certificate["cuts"][at] |= members
    return {**files, "certificate.json": json_bytes(certificate)}


@pytest.mark.parametrize("bundle", honest().values(), ids=honest())
def test_an_honest_draw_is_accepted_with_nothing_left_open(bundle: Bundle) -> None:
    result = solved_again(files_of(bundle))
    assert result.ok
    assert {finding.status for finding in result.findings} == {Status.PASS}


def test_that_the_conditions_were_solved_is_told_in_words() -> None:
    said = " ".join(map(str, solved_again(files_of(cut())).summary))
    assert "30 of 30 checks passed." in said
    assert "found true by an integer solver: 1." in said
    assert "not checked here" not in said


@pytest.fixture(scope="module")
def faces() -> Files:
    """A draw whose cuts are about the panels that some levels leave."""
    return drawn_from(146)


def test_cuts_that_hold_only_after_some_levels_are_solved_for_those(faces: Files) -> None:
    cuts = json.loads(faces["certificate.json"])["cuts"]
    assert [one["after"] for one in cuts] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert v23(solved_again(faces)).status is Status.PASS
    # Said of all panels, some of them are not true.
    said = [v23(solved_again(with_cut(faces, c, after=0))).status for c in range(len(cuts))]
    assert [c for c, status in enumerate(said) if status is Status.FAIL] == [5, 7, 8]


def test_an_untrue_cut_fails_by_a_panel(faces: Files) -> None:
    result = solved_again(with_cut(faces, 2, bound=-1000))
    assert v23(result).status is Status.FAIL
    words = [str(text) for text in v23(result).what]
    assert words == ["Some panel that keeps every quota breaks cut 2."]
    assert "Nothing is proved about the chances." in " ".join(map(str, result.summary))


def test_numbers_that_a_solver_cannot_hold_stay_open() -> None:
    bundle = cut()
    bundle.certificate["cuts"][0] |= {"weights": [[1, 10**10]], "reason": "cut"}
    found = v23(solved_again(files_of(bundle)))
    assert found.status is Status.NOT_CHECKABLE
    assert "too large for CBC" in str(found.what[0])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (solvers.Silent.NONE, "does not find a panel that exists"),
        (solvers.Silent.NO_ANSWER, "no answer about a cut in time"),
        (solvers.Panel(seats={0: 1, 1: 1, 2: 0}), "a panel that is none"),
        (solvers.Panel(seats={1: 2}), "a panel that is none"),
    ],
)
def test_a_solver_that_errs_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, answer: solvers.Answer, said: str
) -> None:
    monkeypatch.setattr(solvers, "some_panel", lambda problem, seconds: answer)
    found = v23(solved_again(files_of(cut())))
    assert found.status is Status.NOT_CHECKABLE
    assert said in str(found.what[0])


def test_a_time_limit_leaves_the_rest_open_and_is_no_fault(faces: Files) -> None:
    def listen(moment: Moment) -> None:
        if moment.done == 2:
            raise SolverError(Text("Too late."))

    found = v23(verify_files(Folder(files=faces), cuts_true(listen)))
    assert found.status is Status.NOT_CHECKABLE
    assert [str(text) for text in found.what] == ["The time limit ended this check."]


def test_a_cut_about_a_profile_that_does_not_exist_stays_open() -> None:
    bundle = cut()
    bundle.certificate["cuts"][0]["weights"] = [[70, 1]]
    assert v23(solved_again(files_of(bundle))).status is Status.NOT_CHECKABLE


def test_a_level_with_a_row_that_does_not_exist_breaks_nothing(faces: Files) -> None:
    certificate: Any = json.loads(faces["certificate.json"])
    certificate["levels"][0]["multipliers"] = [[999, "1"]]
    found = v23(solved_again({**faces, "certificate.json": json_bytes(certificate)}))
    assert found.status is Status.NOT_CHECKABLE


def test_cbc_gives_a_panel_or_says_that_there_is_none() -> None:
    people = (3, 3)
    size = Rule(weights={0: 1, 1: 1}, least=4, most=4)
    some = solvers.some_panel(Problem(people=people, rules=(size,)), 60)
    assert isinstance(some, solvers.Panel)
    assert Problem(people=people, rules=(size,)).solved_by(some.seats)
    odd = Rule(weights={0: 2, 1: 2}, least=5, most=5)
    assert solvers.some_panel(Problem(people=people, rules=(odd,)), 60) is solvers.Silent.NONE


def test_the_step_and_the_command_have_the_cuts_solved(shell: Any) -> None:
    base = HERE / "bases" / "beacons"
    assert v23(steps.verify(base)).status is Status.NOT_CHECKABLE
    assert v23(steps.verify(base, resolve=True)).status is Status.PASS
    run = shell(f"sortition verify '{base}' --resolve")
    assert run.returncode == 0
    assert "V23 The extra conditions hold for every possible panel (6.2): passed" in run.stdout


def test_without_the_solver_it_says_what_to_install(repository: Path) -> None:
    code = (
        "import sys; from pathlib import Path; sys.modules['pulp'] = None\n"
        "from sortition import steps\n"
        "from sortition.errors import UsageError\n"
        "try: steps.verify(Path('draw.zip'), resolve=True)\n"
        "except UsageError as error: print(error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "pip install 'sortition[resolve]'" in run.stdout
    assert UsageError.__name__ not in run.stderr
