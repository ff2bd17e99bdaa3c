"""The page finds what `sortition verify` finds, check by check, in what is in order and what is not."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from sortition.verify.checks import Status, verify_files
from sortition.verify.files import Folder
from tests.browser.drive import Watched, choose, numbers, statuses, zipped
from tests.bundles import files_of, honest
from tests.faults.shared import base_files, faults, verdict

FAULTS = faults()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_page_finds_what_is_in_the_shared_table(verifier: Watched, fault) -> None:
    choose(verifier.page, zipped(fault.files))
    assert numbers(verifier.page, "fail") == list(fault.fails)
    assert numbers(verifier.page, "not checkable") == list(fault.open)
    said = verifier.page.inner_text("#verdict [role=status]")
    assert said == ("This draw is NOT in order." if fault.fails else "This draw is in order.")
    broken = verifier.page.locator(".reasons", has_text="The check stopped")
    assert broken.count() == 0


@pytest.mark.parametrize("name", honest())
def test_the_page_accepts_every_honest_draw_by_every_method(verifier: Watched, name: str) -> None:
    files = files_of(honest()[name])
    result = verify_files(Folder(files=files))
    choose(verifier.page, zipped(files))
    assert statuses(verifier.page) == {f.number: f.status.value for f in result.findings}
    assert numbers(verifier.page, "fail") == verdict(result, Status.FAIL) == []


def test_a_folder_packed_by_another_program_is_taken_too(verifier: Watched) -> None:
    files = {f"My draw/{name}": content for name, content in base_files("harbour").items()}
    choose(verifier.page, zipped(files, zipfile.ZIP_DEFLATED))
    assert numbers(verifier.page, "fail") == []
    assert len(statuses(verifier.page)) == 43
    assert "not a bundle" in verifier.page.inner_text("#verdict .summary")


def test_the_files_of_a_folder_are_taken_too(verifier: Watched, tmp_path: Path) -> None:
    for name, content in base_files("harbour").items():
        path = tmp_path / "harbour" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    verifier.page.set_input_files("input[name=folder]", tmp_path / "harbour")
    verifier.page.wait_for_selector("#verdict.good")
    assert len(statuses(verifier.page)) == 43
