"""Bundles of every version of the format verify for ever, and receipts find their people."""

from __future__ import annotations

import zipfile
from fractions import Fraction
from pathlib import Path

import pytest

from sortition import steps
from sortition.errors import UsageError
from sortition.verify.checks import Status, verify_path
from sortition.verify.receipts import ReceiptError, find_receipt

KEPT = Path(__file__).parents[1] / "bundles_kept"
OPEN = {
    "1-harbour-public.zip": {"V52"},
    "1-homes-public.zip": set(),
    "1-withheld-public.zip": {"V50", "V52"},
    "1-zones-public.zip": {"V50", "V52"},
    "1-long-public.zip": {"V50", "V51"},
    "1-undrawn-public.zip": {"V50", "V52"},
}
"""What stays open in the public ones besides what takes the people."""
ALWAYS = {*(f"V{i:02d}" for i in range(1, 30)), "V41", "V42", "V43", "V46", "V49"}
INEKE = "4NT9-MX36-7XRM-2HD7-CKCT"
"""T09 of fixtures/harbour."""


@pytest.mark.parametrize("path", sorted(KEPT.glob("1-*.zip")), ids=lambda path: path.name)
def test_a_kept_bundle_verifies(path):
    found = verify_path(path)
    assert found.ok, [str(what) for finding in found.findings for what in finding.what]
    open_ = {f.number for f in found.findings if f.status is Status.NOT_CHECKABLE}
    assert open_ - ALWAYS == OPEN.get(path.name, set())
    assert len(found.findings) == (
        22 if "undrawn" in path.name else 55 if "auditor" in path.name else 54
    )


def test_none_is_missing():
    listed = {word for word in (KEPT / "README.md").read_text("utf-8").split("`") if "-" in word}
    kinds = {word.removesuffix("-…") for word in listed if word.startswith("1-")}
    assert len(kinds) == 6
    for kind in kinds:
        assert (KEPT / f"{kind}-public.zip").exists()
    assert len(list(KEPT.glob("*.zip"))) == 12


def test_a_receipt_from_a_drawer_still_works():
    for kind in ("public", "auditor"):
        found = find_receipt(KEPT / f"1-harbour-{kind}.zip", INEKE)
        assert (found.count, found.units, found.chance) == (500, 1000, Fraction(1, 2))
        assert found.drawn is True
        assert found.panels[-1] <= 999
        assert 472 in found.panels
        assert len(found.panels) == 500
    with pytest.raises(ReceiptError, match="Nobody"):
        find_receipt(KEPT / "1-homes-public.zip", INEKE)


def test_a_receipt_in_a_long_list_has_its_number_too():
    from sortition.dossier.receipts import receipt  # noqa: PLC0415
    from tests import processes  # noqa: PLC0415

    code = receipt(processes.SECRET, "ID-001-marker").written
    found = find_receipt(KEPT / "1-long-public.zip", code)
    assert (found.count, found.units, found.chance) == (80_000, 300_000, Fraction(4, 15))
    assert found.panels is None
    assert found.drawn in (True, False)
    assert find_receipt(KEPT / "1-undrawn-public.zip", code).drawn is None


def test_an_older_dossier_verifies_and_can_be_read_but_not_continued(tmp_path):
    with zipfile.ZipFile(KEPT / "0-dossier.zip") as file:
        file.extractall(tmp_path / "old")
    found = verify_path(tmp_path / "old")
    assert found.ok
    assert len(found.findings) == 44
    assert len(steps.log(tmp_path / "old").entries) == 17
    for kind in steps.Kind:
        with pytest.raises(UsageError, match="older version"):
            steps.bundle(tmp_path / "old", kind=kind, out=tmp_path / "x.zip")
    fixture = KEPT.parents[1] / "fixtures" / "harbour"
    sheets = steps.Sheets(registrants=fixture / "registrants.csv", quotas=fixture / "quotas.csv")
    with pytest.raises(UsageError, match="older version"):
        steps.trial(tmp_path / "old", time="2027-06-01T00:00:00Z", sheets=sheets)
    assert not (tmp_path / "x.zip").exists()


def test_a_dossier_packed_by_another_program_is_no_bundle():
    found = verify_path(KEPT / "0-dossier.zip")
    assert not found.ok
    assert "V44" in {f.number for f in found.findings if f.status is Status.FAIL}
