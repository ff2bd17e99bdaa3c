"""One changed byte anywhere in a draw, and `verify` says so."""

from __future__ import annotations

import pytest

from sortition.verify.checks import Status, Verification, verify_files
from sortition.verify.files import Folder
from tests.bundles import files_of, homes, sealed

FILES = files_of(homes())
# The hashes of these are in another file than the manifest too.
BOUND = ("seating.csv", "lottery.json", "certificate.json")
MOST = 700  # bytes tried of a file; more than that, and every second or third is taken


def verified(files: dict[str, bytes]) -> Verification:
    return verify_files(Folder(files=files))


def failed(result: Verification) -> set[str]:
    return {finding.number for finding in result.findings if finding.status is Status.FAIL}


def places(content: bytes) -> range:
    return range(0, len(content), len(content) // MOST + 1)


def changed(content: bytes, at: int) -> bytes:
    # Digits become other digits and letters other letters, so that more than the syntax is tried.
    return content[:at] + bytes([content[at] ^ (1 + at % 3)]) + content[at + 1 :]


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_fails_a_check(name: str) -> None:
    content = FILES[name]
    for at in places(content):
        result = verified({**FILES, name: changed(content, at)})
        assert not result.ok, f"{name}, byte {at}"
        assert failed(result) & {"V02", "V04", "V05"}, f"{name}, byte {at}"


@pytest.mark.parametrize("name", BOUND)
def test_a_changed_byte_fails_a_check_even_when_the_manifest_is_made_anew(name: str) -> None:
    content = FILES[name]
    for at in places(content)[::3]:
        result = verified(sealed({**FILES, name: changed(content, at)}))
        assert not result.ok, f"{name}, byte {at}"
        assert "V26" in failed(result) or failed(result) & {"V04", "V05"}, f"{name}, byte {at}"


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_ends_early_fails_a_check(name: str) -> None:
    content = FILES[name]
    for end in range(0, len(content), len(content) // 25 + 1):
        cut = {**FILES, name: content[:end]}
        result = verified(cut if name == "manifest.json" else sealed(cut))
        assert not result.ok, f"{name}, cut off at byte {end}"
