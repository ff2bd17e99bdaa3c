"""Every part of a definition changed once, in a draw made to fit again: noticed, by a check's name.

``tests/faults`` has the changes that say something; here are all others, also senseless ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sortition.verify.checks import Status
from tests.faults.edits import applied
from tests.faults.shared import base_files, examined, verdict

SEAL = {"seal": ["draw", "manifest"]}
TERMS = "lottery.json"
SENSELESS: tuple[Any, ...] = (None, 0, "", "x", "✓", "age", [], [[]], [["x"]], ["x"], {})


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every member and entry within a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, part in inner:
        yield (*path, name)
        if isinstance(part, dict | list):
            yield from places(part, (*path, name))


DERIVED = json.loads(base_files("zones")[TERMS])["derived"]
PLACES = list(places(DERIVED))


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_a_changed_definition_is_noticed(path: tuple[Any, ...]) -> None:
    was = DERIVED
    for step in path:
        was = was[step]
    edits: list[dict[str, Any]] = [{"to": value} for value in SENSELESS if value != was]
    for edit in (*edits, {"drop": True}):
        changed = {"file": TERMS, "at": ["derived", *path], **edit}
        result = examined(applied(base_files("zones"), [changed, SEAL]))
        failed = verdict(result, Status.FAIL)
        assert {"V05", "V07", "V08", "V10"} & set(failed), (edit, failed)
        said = [str(text) for finding in result.findings for text in finding.what]
        assert not [text for text in said if "stopped" in text], (edit, said)
