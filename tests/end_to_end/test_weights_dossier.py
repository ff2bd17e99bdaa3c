"""From letter to seat in a dossier: the plan names the weights, and all of it is checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sortition import steps
from sortition.errors import InputError
from sortition.verify.checks import verify_path
from tests.weighed import weighed


@pytest.mark.parametrize("threshold", [3, 12])
def test_weights_of_the_plan_hold_for_pool_draw_and_public_list(
    threshold: int, tmp_path: Path
) -> None:
    process = weighed(tmp_path, 1, threshold=threshold)
    for name in ("pools/1/pool.json", "draw/lottery.json", "public/panels/lottery.json"):
        assert json.loads((process / name).read_text("utf-8"))["weights"] == "letter_weight"
    assert steps.verify(process).ok
    for kind in steps.Kind:
        steps.bundle(process, kind=kind, out=tmp_path / f"{kind.value}.zip")
        assert verify_path(tmp_path / f"{kind.value}.zip").ok
    account = (process / "account.html").read_text("utf-8")
    assert "Column with weights of chances" in account
    assert not steps.rerun(process).differences
    lottery = json.loads((process / "draw/lottery.json").read_text("utf-8"))
    at = lottery["categories"].index("letter_weight")
    assert {profile["values"][at] for profile in lottery["profiles"]} <= {"100", "150", "300"}


def test_a_plan_whose_weights_are_no_category_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        weighed(tmp_path, 1, named="other")
    assert any("categories" in str(problem.text) for problem in refused.value.problems)
