"""The page on plans that have quotas: it refuses and accepts what the other verifier does."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Error

from sortition import steps
from sortition.dossier.plan_tables import with_quotas
from sortition.verify.checks import verify_folder, verify_path
from tests.browser.drive import Watched, checked, said_by, zipped
from tests.plan_quotas import PLAN, WRONG, drawn, of_the_case, process_of, wrong_plan
from tests.processes import bundled

READ = """content => {
  const plan = modules.plan.planOf(modules.toml.parseToml(new TextEncoder().encode(content)));
  return plan.quotas.map(row => row.map(String));
}"""


@pytest.mark.parametrize("wrong", WRONG)
def test_it_refuses_what_no_plan_may_have(verifier: Watched, wrong: str) -> None:
    with pytest.raises(Error):
        verifier.page.evaluate(READ, wrong_plan(wrong).decode())


def test_it_reads_them_in_order(verifier: Watched) -> None:
    plan = with_quotas(PLAN, of_the_case())
    found = verifier.page.evaluate(READ, plan.decode())
    rows = [(q.category, q.value, str(q.minimum), str(q.maximum)) for q in of_the_case()]
    assert found == [list(row) for row in sorted(rows)]


def test_a_process_with_quotas_in_its_plan_is_judged_alike(
    verifier: Watched, tmp_path: Path
) -> None:
    process = drawn(process_of(tmp_path, of_the_case()))
    for kind in steps.Kind:
        path = bundled(process, kind)
        found = checked(verifier.page, path.read_bytes())
        assert found.statuses == said_by(verify_path(path))
        assert "fail" not in found.statuses.values()
    plan = process / "plans" / "1" / "plan.toml"
    plan.write_bytes(plan.read_bytes().replace(b'"40+" = [1, 3]', b'"40+" = [1, 2]'))
    files = {
        path.relative_to(process).as_posix(): path.read_bytes()
        for path in process.rglob("*")
        if path.is_file()
    }
    found = checked(verifier.page, zipped(files))
    assert found.statuses == said_by(verify_folder(process))
    assert found.statuses["V41"] == "fail"
