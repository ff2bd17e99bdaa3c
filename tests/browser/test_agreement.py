"""The page finds what `sortition verify` finds, check by check, in good files and bad ones."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from sortition.verify.checks import (
    Status,
    Verification,
    verify_dossier,
    verify_files,
    verify_path,
)
from sortition.verify.dossier import Content
from sortition.verify.files import Folder
from tests.browser.changed_bundles import CHANGED, changed_bundle
from tests.browser.drive import Outcome, Watched, checked, outcome, said_by, zipped
from tests.bundles import files_of, honest
from tests.faults.shared import BASES, Fault, base_files, faults
from tests.tamper.test_every_field import changes, of_its_kind, sealed

FAULTS = faults()
SAMPLED = 12
"""One field in so many is tried in the browser."""
KEPT = sorted((Path(__file__).parents[1] / "bundles_kept").glob("*.zip"))
WORDS = {"This draw is NOT in order.": False, "This draw is in order.": True}
WORDS["Everything that can be checked in public is in order."] = True


def agrees(found: Outcome, result: Verification) -> None:
    assert found.statuses == said_by(result)
    assert WORDS[found.verdict] == result.ok
    assert "The check stopped" not in found.reasons


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_page_finds_what_is_in_the_shared_table(verifier: Watched, fault: Fault) -> None:
    found = checked(verifier.page, zipped(fault.files))
    assert found.numbers("fail") == list(fault.fails)
    assert found.numbers("not checkable") == list(fault.open)
    assert WORDS[found.verdict] == (not fault.fails)
    assert "The check stopped" not in found.reasons


@pytest.mark.parametrize("name", honest())
def test_the_page_accepts_every_honest_draw_by_every_method(verifier: Watched, name: str) -> None:
    files = files_of(honest()[name])
    found = checked(verifier.page, zipped(files))
    agrees(found, verify_files(Folder(files=files)))
    assert WORDS[found.verdict]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_kept_bundles_of_every_version_are_in_order(verifier: Watched, path: Path) -> None:
    found = checked(verifier.page, path.read_bytes())
    assert WORDS[found.verdict]
    # The oldest is the folder of a dossier, packed: no bundle for the one, a folder for the other.
    if path.name.startswith("0-"):
        assert found.numbers("fail") == []
    else:
        agrees(found, verify_path(path))


@pytest.mark.parametrize("number", range(CHANGED))
def test_a_bundle_changed_in_one_place_is_judged_alike(
    verifier: Watched, number: int, tmp_path: Path
) -> None:
    path = tmp_path / "changed.zip"
    path.write_bytes(changed_bundle(number))
    agrees(checked(verifier.page, path.read_bytes()), verify_path(path))


@pytest.mark.parametrize("base", BASES)
def test_fields_changed_by_somebody_with_every_key_are_judged_alike(
    verifier: Watched, base: str
) -> None:
    """A sample of what tests/tamper/test_every_field.py makes, all hashes and signatures fitted."""
    for name, field, changed in of_its_kind(changes(base), 1)[::SAMPLED]:
        files = sealed(name, field, changed)
        result = verify_dossier(Content(files=files))
        found = checked(verifier.page, zipped(files))
        assert found.statuses == said_by(result), (name, field)


def test_a_folder_packed_by_another_program_is_taken_too(verifier: Watched) -> None:
    files = {f"My draw/{name}": content for name, content in base_files("harbour").items()}
    found = checked(verifier.page, zipped(files, zipfile.ZIP_DEFLATED))
    assert found.numbers("fail") == []
    assert len(found.statuses) == 44
    assert "not a bundle" in found.summary


def test_the_files_of_a_folder_are_taken_too(verifier: Watched, tmp_path: Path) -> None:
    for name, content in base_files("harbour").items():
        path = tmp_path / "harbour" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    verifier.page.set_input_files("input[name=folder]", tmp_path / "harbour")
    verifier.page.wait_for_selector("#verdict.good")
    assert len(outcome(verifier.page).statuses) == 44


HOSTILE = {
    "nothing": b"",
    "no zip file": b"hello\n",
    "a traversal": zipped({"../../etc/passwd": b"x", "journal.jsonl": b"{}\n"}),
    "an absolute path": zipped({"/journal.jsonl": b"{}\n"}),
    "zeros that unpack to very much": zipped(
        {"journal.jsonl": b"\0" * 10**7}, zipfile.ZIP_DEFLATED
    ),
    "half of a zip file": zipped({"journal.jsonl": b"{}\n"})[:40],
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_and_the_page_lives_on(verifier: Watched, content: bytes) -> None:
    found = checked(verifier.page, content)
    assert found.numbers("pass") == [] or found.numbers("fail")
    assert not WORDS[found.verdict]
    assert WORDS[checked(verifier.page, KEPT[-1].read_bytes()).verdict]


def test_more_than_may_be_is_not_unpacked(verifier: Watched) -> None:
    """Zeros beyond a limit, whatever the headers say: unpacking stops there."""
    found = verifier.page.evaluate(
        """async () => {
          const zeros = new Uint8Array(1 << 20);
          const stream = new Blob(new Array(33).fill(zeros)).stream();
          const packed = stream.pipeThrough(new CompressionStream("deflate-raw"));
          const body = new Uint8Array(await new Response(packed).arrayBuffer());
          const whole = await modules.zip.inflated(body, 33 << 20);
          return [body.length, whole.length, await modules.zip.inflated(body, 1 << 25)];
        }"""
    )
    packed, whole, stopped = found
    assert packed < 10**5
    assert whole == 33 << 20
    assert stopped is None


def test_status_values_are_the_words_of_the_page() -> None:
    assert {status.value for status in Status} == {"pass", "fail", "not checkable"}
