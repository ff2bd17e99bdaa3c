"""A process by the library alone, decided by two real rounds of drand."""

from pathlib import Path

import pytest

from sortition import steps
from sortition.errors import UsageError
from sortition.records.assurance import Level
from sortition.verify.checks import Status, verify_folder
from tests.unit.test_draw_values import BEFORE, DEFAULT, QUICKNET

FIXTURE = Path(__file__).parents[2] / "fixtures" / "harbour"
PASSWORD = "open for this fixture only"

DRAND = """
[[construction]]
kind = "drand"
chain = "default"
round = 1000
source = "drand, default network"
when = 2020-07-23T01:47:00Z

[[randomness]]
kind = "drand"
chain = "quicknet"
round = 1000
source = "drand, quicknet"
when = 2023-08-23T15:59:24Z
"""


@pytest.fixture
def sealed(tmp_path):
    """Sealed on 1 July 2020."""
    text = (FIXTURE / "plan.toml").read_text("utf-8")
    plan = tmp_path / "plan.toml"
    plan.write_text(text[: text.index("[[construction]]")] + DRAND, "utf-8")
    folder = tmp_path / "process"
    steps.new(folder, time="2020-07-01T09:00:00Z", template=plan, secret=b"s" * 32)
    for party in ("clerk", "residents"):
        key_file = FIXTURE / f"{party}.key"
        time = "2020-07-01T10:00:00Z"
        steps.sign(folder, party=party, key_file=key_file, password=PASSWORD, time=time)
    return folder


@pytest.fixture
def closed(sealed):
    """The pool closed the day after."""
    folder = sealed
    sheets = steps.Sheets(registrants=FIXTURE / "registrants.csv", quotas=FIXTURE / "quotas.csv")
    steps.close_pool(folder, sheets, time="2020-07-02T09:00:00Z")
    return folder


def typed(value):
    return [steps.Typed(value=value, source="the beacon's own page")]


def test_signed_randomness_gives_the_highest_level(closed):
    first = steps.randomness(closed, typed(f"1000 {DEFAULT} {BEFORE}"), time="2020-08-01T09:00:00Z")
    assert (first.letter, first.checks) == ("A", ("checked",))
    made = steps.commit(closed, time="2020-08-02T09:00:00Z")
    assert made.made
    steps.randomness(closed, typed(f"1000 {QUICKNET}"), time="2023-09-01T09:00:00Z")
    drawn = steps.draw_dossier(closed, time="2023-09-01T09:05:00Z")
    assert drawn.assurance.level is Level.CHECKED
    assert all(reason.met for reason in drawn.assurance.reasons)
    found = verify_folder(closed)
    assert found.ok
    open_ = [f.number for f in found.findings if f.status is Status.NOT_CHECKABLE]
    assert open_ == ["V40"]  # the verifier has no library for these signatures
    assert steps.rerun(closed).same


def test_a_round_that_came_out_before_the_commitment_is_refused_whatever_is_said(closed):
    steps.randomness(closed, typed(f"1000 {DEFAULT} {BEFORE}"), time="2020-08-01T09:00:00Z")
    steps.commit(closed, time="2023-08-24T09:00:00Z")  # a day too late
    late = [steps.Typed(value=f"1000 {QUICKNET}", source="s", known="2023-09-01T09:00:00Z")]
    with pytest.raises(UsageError, match="Another value is needed"):
        steps.randomness(closed, late, time="2023-09-01T09:00:00Z")


def test_a_file_that_changes_while_the_pool_is_closed_stops_it(sealed, tmp_path):
    """The journal would name another file than the one whose people are in the pool."""
    people = tmp_path / "people.csv"
    people.write_bytes((FIXTURE / "registrants.csv").read_bytes())
    sheets = steps.Sheets(registrants=people, quotas=FIXTURE / "quotas.csv")

    def meddle(_):
        people.write_bytes((FIXTURE / "registrants.csv").read_bytes() + b"\n")

    with pytest.raises(UsageError, match="changed while"):
        steps.close_pool(sealed, sheets, time="2020-07-02T09:00:00Z", listen=meddle)
    assert not (sealed / "pools").exists()
    sheets = steps.Sheets(registrants=FIXTURE / "registrants.csv", quotas=FIXTURE / "quotas.csv")
    assert steps.close_pool(sealed, sheets, time="2020-07-02T09:00:00Z").people == 12
