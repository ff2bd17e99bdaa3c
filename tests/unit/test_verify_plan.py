"""The verifier's reading of a plan, beside the tool's own: written apart, they agree."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from sortition.dossier import plan_in
from sortition.errors import InputError
from sortition.verify.plan import as_text, read_plan
from sortition.verify.typed import MalformedError

BASES = Path(__file__).parents[1] / "faults" / "bases"
PLANS = [BASES / "harbour" / "plan.toml", BASES / "beacons" / "plan.toml"]

STRANGE: tuple[Any, ...] = (
    *(True, -1, 0, 1, 2, 200, 201, 1.5, "", " ", "x", "leximin", "nl", "2028-02-30", "2028-02-29"),
    *("2027-05-01T19:30:00Z", "2027-05-01T24:00:00Z", "ed25519:", "ab" * 32, "AB" * 32, "quicknet"),
    *([], ["x"], [""], [1], {}, [{}], [[]], {"kind": "text"}, [{"kind": ["text"]}]),
    *(date(2028, 12, 31), time(12), datetime(2027, 5, 1, 19, 30, tzinfo=UTC)),
    *(datetime(2027, 5, 1, 19, 30), datetime(2027, 5, 1, 19, 30, 0, 5, tzinfo=UTC)),  # noqa: DTZ001 - TOML has such
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for name, part in value.items():
            found += places(part, (*path, name))
    return found


def exchanged(plan: dict[str, Any], path: tuple[Any, ...], to: Any) -> dict[str, Any]:
    changed: Any = deepcopy(plan)
    part = changed
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return dict(changed)


def refused_by_the_verifier(plan: dict[str, Any]) -> bool:
    try:
        read_plan(as_text(plan))
    except MalformedError:
        return True
    return False


def refused_by_the_tool(plan: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(plan_in.tomllib, "loads", lambda text: plan)
    try:
        plan_in.read_plan(b"")
    except InputError:
        return True
    return False


@pytest.mark.parametrize("place", PLANS, ids=lambda path: path.parent.name)
def test_both_say_the_same_of_every_member_exchanged(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = tomllib.loads(place.read_text("utf-8"))
    assert not refused_by_the_verifier(plan)
    differ = [
        (path, to)
        for path in places(plan)
        for to in STRANGE
        for changed in [exchanged(plan, path, to)]
        # A date among names is text for the verifier; the tool is stricter.
        if not (isinstance(path[-1], int) and hasattr(to, "isoformat"))
        and refused_by_the_verifier(changed) != refused_by_the_tool(changed, monkeypatch)
    ]
    assert differ == []


@pytest.mark.parametrize("place", PLANS, ids=lambda path: path.parent.name)
def test_a_member_left_out_or_added_is_refused(place: Path) -> None:
    plan = tomllib.loads(place.read_text("utf-8"))
    for name in plan:
        assert refused_by_the_verifier({n: v for n, v in plan.items() if n != name}), name
    assert refused_by_the_verifier({**plan, "note": "x"})
    for part in ("parties", "construction", "randomness"):
        assert refused_by_the_verifier({**plan, part: [{**plan[part][0], "note": "x"}]}), part


def test_nobody_is_named_twice() -> None:
    plan = tomllib.loads(PLANS[0].read_text("utf-8"))
    clerk, residents = plan["parties"]
    for again in ({**residents, "name": " clerk "}, {**residents, "key": clerk["key"][8:]}):
        assert refused_by_the_verifier({**plan, "parties": [clerk, again]})
