"""A draw from two files that a time limit ends: with and without permission, verified and rerun."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from sortition import steps
from sortition.errors import StoppedError, Text
from sortition.records.lottery import Method
from sortition.records.progress import Moment
from tests.hard_pools import hard_case

SEED = 86


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    case = hard_case(SEED)
    people, quotas = folder / "people.csv", folder / "quotas.csv"
    pool = case.pool
    homes = [person.household or "" for person in pool.registrants]
    lines = [",".join(("id", *pool.categories, "home"))]
    lines += [
        ",".join((person.id, *person.values, home))
        for person, home in zip(pool.registrants, homes, strict=True)
    ]
    people.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = [f"{q.category},{q.value},{q.minimum},{q.maximum}" for q in case.quotas.rows]
    quotas.write_text("\n".join(["feature,value,min,max", *rows]) + "\n", encoding="utf-8")
    return people, quotas, case.size


def drawn(sheets, out, listen, gap):
    people, quotas, size = sheets
    return steps.draw(
        people,
        quotas,
        size=size,
        out=out,
        seed="a trial",
        household_columns=("home",),
        method=Method.LEXIMIN,
        allowed_gap=gap,
        listen=listen,
    )


def ended_late(moments: list[Moment]):
    """Ends where the smallest chance is known to lie between two different numbers."""
    open_yet = [
        i
        for i, moment in enumerate(moments)
        if 0 < moment.stage.values.get("low", 0) < moment.stage.values.get("high", 0)
    ]
    last, calls = open_yet[-1], iter(range(10**9))

    def listen(moment: Moment) -> None:
        if next(calls) >= last:
            raise StoppedError(Text("The time is up at {stage}", stage=moment.stage))

    return listen


def test_an_ended_draw_is_written_when_allowed_and_verifies_and_reruns_to_the_byte(
    sheets, tmp_path
):
    moments: list[Moment] = []
    whole = drawn(sheets, tmp_path / "whole", moments.append, None)
    with pytest.raises(StoppedError) as caught:
        drawn(sheets, tmp_path / "refused", ended_late(moments), None)
    assert len(caught.value.best) == 2
    assert not (tmp_path / "refused").exists()

    result = drawn(sheets, tmp_path / "ended", ended_late(moments), Fraction(99, 100))
    interval = json.loads((tmp_path / "ended" / "certificate.json").read_bytes())["interval"]
    best = whole.lottery.smallest_chance
    assert Fraction(interval["low"]) <= best <= Fraction(interval["high"])
    assert "Not proved optimal" in str(result.proof.name)
    verification = steps.verify(tmp_path / "ended")
    assert verification.ok, verification.summary
    assert any("Not proved optimal" in str(text) for text in verification.summary)
    assert steps.rerun(tmp_path / "ended").same
    page = (tmp_path / "ended" / "report.html").read_text(encoding="utf-8")
    assert "Not proved optimal" in page
