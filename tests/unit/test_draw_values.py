"""Public values: one form for each kind, real drand rounds, and why a value is refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.draw import drand
from sortition.draw.drawing import panel_number
from sortition.draw.tickets import number
from sortition.draw.values import combine, read_value
from sortition.errors import UsageError
from sortition.records.plan import Source, SourceKind
from sortition.verify import rules

REPOSITORY = Path(__file__).parents[2]

# Rounds 1000 of both networks, as they were published.
QUICKNET = (
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
    "e342b73a8dd2bacbe47e4b6b63ed5e39"
)
QUICKNET_VALUE = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
DEFAULT = (
    "99bf96de133c3d3937293cfca10c8152b18ab2d034ccecf115658db324d2edc00a16a2044cd04a8a38e2a307e5ecff35"
    "11315be8d282079faf24098f283e0ed2c199663b334d2e84c55c032fe469b212c5c2087ebb83a5b25155c3283f5b79ac"
)
BEFORE = (
    "af0d93299a363735fe847f5ea241442c65843dc1bd3a7b79646b3b10072e908bf034d35cd69d378e3341f139100cd4cd"
    "03030399864ef8803a5a4f5e64fccc20bbae36d1ca22a6ddc43d2630c41105e90598fab11e5c7456df3925d4b577b113"
)
DEFAULT_VALUE = "a40d3e0e7e3c71f28b7da2fd339f47f0bcf10910309f5253d7c323ec8cea3212"


def source(kind, **needs):
    return Source(kind=SourceKind(kind), source="s", when="2027-05-01T00:00:00Z", **needs)


@pytest.mark.parametrize(
    ("announced", "typed", "value"),
    [
        (source("digits", count=3), "0 4 2", "digits 042"),
        (source("digits", count=3), "042", "digits 042"),
        (source("digits", count=1), "7", "digits 7"),
        (source("dice", count=4, of=6), "4, 1; 6/6", "dice 4 1 6 6"),
        (source("dice", count=2, of=20), "20 01", "dice 20 1"),
        (source("balls", count=3, of=45), "33-7-12", "balls 33 7 12"),
        (source("lottery", count=3, of=45), "33 7 12", "lottery 7 12 33"),
        (source("text"), "  A  headline ", "text A headline"),
        (source("nist", round=99), f"99 {'0A' * 64}", f"nist 99 {'0a' * 64}"),
        (
            source("nist", round=99),
            json.dumps({"pulse": {"pulseIndex": 99, "outputValue": "0A" * 64}}),
            f"nist 99 {'0a' * 64}",
        ),
    ],
)
def test_a_value_has_one_form(announced, typed, value):
    assert read_value(announced, typed).value == value


@pytest.mark.parametrize(
    ("announced", "typed", "reason"),
    [
        (source("digits", count=3), "04", "3 whole numbers from 0 to 9"),
        (source("digits", count=2), "10 1", "2 whole numbers from 0 to 9"),
        (source("digits", count=3), "٣٤٥", "whole numbers"),
        (source("dice", count=2, of=6), "7 1", "from 1 to 6"),
        (source("dice", count=2, of=6), "0 1", "from 1 to 6"),
        (source("dice", count=2, of=6), "1 2 3", "2 whole numbers"),
        (source("dice", count=1, of=6), "-1e0", "whole numbers"),
        (source("balls", count=2, of=45), "7 7", "twice"),
        (source("lottery", count=2, of=45), "7 07", "twice"),
        (source("text"), "a | b", "stands between"),
        (source("text"), " ", "empty"),
        (source("nist", round=99), f"98 {'0a' * 64}", "announces number 99"),
        (source("nist", round=99), "99 0a", "128 hexadecimal"),
        (source("nist", round=99), "99", "not a value of the beacon"),
        (source("drand", round=1, chain="quicknet"), "1 xyz", "hexadecimal"),
        (source("drand", round=1, chain="quicknet"), "{", "not a value of the beacon"),
        (source("drand", round=1, chain="quicknet"), "[" * 9999, "not a value of the beacon"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_the_reason(announced, typed, reason):
    with pytest.raises(UsageError, match=reason):
        read_value(announced, typed)


def test_several_values_stay_apart():
    assert combine(["dice 1 2", "text a"]) == "dice 1 2 | text a"


# --- drand ----------------------------------------------------------------------------------------


def test_a_real_round_of_quicknet_is_checked():
    found = read_value(source("drand", round=1000, chain="quicknet"), f"1000 {QUICKNET}")
    assert found.value == f"drand quicknet 1000 {QUICKNET_VALUE}"
    assert (found.check, found.evidence) == ("checked", QUICKNET)
    assert found.moment == "2023-08-23T15:59:24Z"


def test_a_real_round_of_the_default_network_is_checked():
    beacon = {"round": 1000, "randomness": DEFAULT_VALUE, "signature": DEFAULT}
    typed = json.dumps({**beacon, "previous_signature": BEFORE})
    found = read_value(source("drand", round=1000, chain="default"), typed)
    assert found.value == f"drand default 1000 {DEFAULT_VALUE}"
    assert (found.check, found.evidence) == ("checked", f"{DEFAULT} {BEFORE}")


@pytest.mark.parametrize(
    ("announced", "typed"),
    [
        (source("drand", round=1001, chain="quicknet"), f"1001 {QUICKNET}"),
        (source("drand", round=1000, chain="quicknet"), f"1000 {QUICKNET[:-1]}8"),
        (source("drand", round=1000, chain="quicknet"), f"1000 {DEFAULT}"),
        (source("drand", round=1000, chain="default"), f"1000 {DEFAULT}"),
        (source("drand", round=1000, chain="default"), f"1000 {QUICKNET} {BEFORE}"),
        (source("drand", round=1000, chain="quicknet"), f"1000 {'c0' + '00' * 47}"),
        (
            source("drand", round=1000, chain="quicknet"),
            json.dumps({"round": 1000, "signature": QUICKNET, "randomness": "00"}),
        ),
    ],
)
def test_a_round_with_a_wrong_signature_is_refused(announced, typed):
    with pytest.raises(UsageError, match="is not right"):
        read_value(announced, typed)


def test_another_round_than_was_announced_is_refused():
    with pytest.raises(UsageError, match="announces number 999"):
        read_value(source("drand", round=999, chain="quicknet"), f"1000 {QUICKNET}")


def test_without_the_library_a_round_is_recorded_as_not_checked(monkeypatch):
    monkeypatch.setitem(sys.modules, "sortition.draw.bls", None)
    monkeypatch.delattr("sortition.draw.bls", raising=False)
    found = read_value(source("drand", round=1000, chain="quicknet"), f"1000 {QUICKNET}")
    assert (found.value, found.check) == (f"drand quicknet 1000 {QUICKNET_VALUE}", "not checked")


def test_checking_a_round_leaves_the_limits_of_the_process_as_they_are():
    code = (
        "import sys; from sortition.draw import drand; before = sys.getrecursionlimit(); "
        f"right = drand.signature_is_right(drand.CHAINS['quicknet'], 1000, "
        f"bytes.fromhex('{QUICKNET}'), b''); print(right, sys.getrecursionlimit() == before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout == "True True\n"


def test_the_networks_are_named_by_the_hashes_that_drand_gives_them():
    # The hash of a chain: period (4 bytes), genesis (8), key, hash of the group; then the name of
    # the beacon, but for the default one.
    groups = {
        "quicknet": "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
        "default": "176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a",
    }
    for name, chain in drand.CHAINS.items():
        told = chain.period.to_bytes(4, "big") + chain.genesis.to_bytes(8, "big")
        told += bytes.fromhex(chain.key) + bytes.fromhex(groups[name])
        told += b"" if name == "default" else name.encode()
        assert drand.randomness(told) == chain.hash


# --- the number -----------------------------------------------------------------------------------


def test_three_digits_are_the_panel_itself_and_every_panel_can_come_out():
    drawn = [panel_number(f"digits {i:03d}", 1000) for i in range(1000)]
    assert drawn == list(range(1000))
    assert drawn == [rules.panel_number(f"digits {i:03d}", 1000) for i in range(1000)]


@given(st.one_of(st.text(), st.from_regex(r"digits ?[0-9]{0,4}", fullmatch=True)))
def test_both_implementations_draw_the_same_number(value):
    for units in (1, 7, 10, 100, 1000):
        assert panel_number(value, units) == rules.panel_number(value, units)


@pytest.mark.parametrize(
    "value", ["digits 42", "digits 0042", "digits  042", "Digits 042", "digits ٠٤٢"]
)
def test_other_texts_are_hashed(value):
    assert panel_number(value, 1000) == number(value, "draw", 1000)
