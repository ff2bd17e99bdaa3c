"""The shared set of faults: the verifier finds in each just what the table says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from sortition.verify.checks import CHECKS, PROCESS_CHECKS, Status, verify_folder
from tests.faults.shared import Fault, examined, faults, verdict, write

FAULTS = faults()
IN_ORDER = [fault for fault in FAULTS if not fault.fails]
# Needs a solver, needs a library: they never fail here.
OPEN = {"V23", "V40"}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_checks_that_fail_are_those_of_the_table(fault: Fault) -> None:
    result = examined(fault.files)
    assert verdict(result, Status.FAIL) == list(fault.fails)
    assert verdict(result, Status.NOT_CHECKABLE) == list(fault.open)
    assert set(fault.names) <= set(fault.fails)
    assert result.ok == (fault in IN_ORDER)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_no_check_breaks_down(fault: Fault) -> None:
    found = [text for finding in examined(fault.files).findings for text in finding.what]
    assert [str(text) for text in found if "stopped" in str(text)] == []


def test_every_fault_names_a_check_and_the_bases_have_none() -> None:
    assert all(fault.names for fault in FAULTS if fault not in IN_ORDER)
    assert [(fault.base, fault.edits) for fault in IN_ORDER] == [
        ("harbour", ()),
        ("beacons", ()),
        ("zones", ()),
        ("weighed", ()),
        ("letters", ()),
        ("erased", ()),
        ("homes", ()),
        ("replaced", ()),
        ("alternates", ()),
    ]
    assert max(Counter(fault.name for fault in FAULTS).values()) == 1


def test_every_check_is_named_by_some_fault() -> None:
    """V44 to V55 are named in tests/tamper."""
    named = {name for fault in FAULTS for name in fault.names}
    checks = (check.number for check in (*CHECKS, *PROCESS_CHECKS))
    own = {number for number in checks if number < "V44" or number > "V55"}
    assert own - named == OPEN


def test_the_folders_written_for_others_are_those_of_the_table(tmp_path: Path) -> None:
    write(tmp_path)
    index = json.loads((tmp_path / "index.json").read_text("utf-8"))
    assert len(index) == len(FAULTS) > 60
    for row in index[::20]:
        result = verify_folder(tmp_path / row["folder"])
        assert verdict(result, Status.FAIL) == row["fails"], row["name"]
        assert verdict(result, Status.NOT_CHECKABLE) == row["open"], row["name"]
