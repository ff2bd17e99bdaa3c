"""The level of assurance: what each condition does to it, and that the reasons say so."""

from dataclasses import replace

import pytest

from sortition.dossier import plan_in
from sortition.dossier.assurance import assurance
from sortition.records.assurance import Level
from sortition.records.journal import Stage, Step
from sortition.records.plan import Party, Source, SourceKind
from tests.journals import Maker, at_stage

ROOM = {"source": "s", "when": "2027-05-01T00:00:00Z"}
DICE = Source(kind=SourceKind.DICE, count=12, of=6, **ROOM)
THREE_DICE = replace(DICE, count=3)
DIGITS = Source(kind=SourceKind.DIGITS, count=3, **ROOM)
TWO_DIGITS = replace(DIGITS, count=2)
LOTTERY = Source(kind=SourceKind.LOTTERY, count=6, of=45, **ROOM)
LARGE = replace(LOTTERY, count=10)
DRAND = Source(kind=SourceKind.DRAND, chain="quicknet", round=1, **ROOM)
TEXT = Source(kind=SourceKind.TEXT, **ROOM)
CLERK, OTHER = Party(name="clerk", key="ab" * 32), Party(name="other", key="cd" * 32)


def plan(construction, randomness, parties=(CLERK, OTHER)):
    text = plan_in.template("en").decode()
    text = text.replace('""', '"x"').replace("[] ", '["x"] ').replace("size = 0", "size = 5")
    text = text.replace('retention = "x"', 'retention = "2028-12-31"')
    text = text.replace('when = "x"', 'when = "2027-05-01T00:00:00Z"')
    for key in ("ab", "cd"):
        text = text.replace('name = "x"\nkey = "x"', f'name = "{key}"\nkey = "{key * 32}"', 1)
    return replace(
        plan_in.read_plan(text.encode()),
        construction=tuple(construction),
        randomness=tuple(randomness),
        parties=parties,
    )


def entries(check="witnessed"):
    maker: Maker = at_stage(Stage.POOL_CLOSED)
    for step in (Step.VALUE_A, Step.COMMITTED, Step.VALUE_B, Step.DRAWN):
        facts = maker.entry(step).facts
        if "parts" in facts:
            maker.add(step, parts=[{**facts["parts"][0], "check": check}])
        else:
            maker.add(step)
    return maker.entries


@pytest.mark.parametrize(
    ("construction", "randomness", "check", "level"),
    [
        ([DICE], [DICE], "witnessed", Level.WITNESSED),
        ([DICE], [DIGITS], "witnessed", Level.WITNESSED),
        ([DICE, LOTTERY], [DIGITS], "witnessed", Level.WITNESSED),
        ([LOTTERY], [LARGE], "witnessed", Level.PUBLIC),
        ([DRAND], [DRAND], "not checked", Level.PUBLIC),
        ([DRAND], [DRAND], "checked", Level.CHECKED),
        ([DICE], [THREE_DICE], "witnessed", Level.WEAK),
        ([DICE], [TWO_DIGITS], "witnessed", Level.WEAK),
        ([THREE_DICE], [DICE], "witnessed", Level.WEAK),
        ([TEXT], [DICE], "witnessed", Level.WEAK),
        ([TEXT, DICE], [TEXT, DICE], "witnessed", Level.WITNESSED),
        ([DIGITS], [DIGITS], "witnessed", Level.WEAK),
        # Digits among other values are hashed with them, so each counts for its ways only.
        ([DICE], [DIGITS, THREE_DICE], "witnessed", Level.WEAK),
    ],
)
def test_the_level_follows_from_the_sources(construction, randomness, check, level):
    found = assurance(entries(check), plan(construction, randomness))
    assert found.level is level
    if level is Level.WEAK:
        assert any(not reason.met for reason in found.reasons)


def test_one_party_alone_proves_little():
    found = assurance(entries("checked"), plan([DRAND], [DRAND], parties=(CLERK,)))
    assert found.level is Level.WEAK
    assert [str(reason.text) for reason in found.reasons if not reason.met] == [
        "Two parties or more stand behind the plan. Here it is one: clerk."
    ]


@pytest.mark.parametrize(
    ("source", "ways"),
    [
        (DIGITS, 1000),
        (THREE_DICE, 216),
        (Source(kind=SourceKind.BALLS, count=2, of=45, **ROOM), 45 * 44),
        (Source(kind=SourceKind.LOTTERY, count=2, of=45, **ROOM), 45 * 44 // 2),
        (DRAND, 2**256),
        (TEXT, None),
    ],
)
def test_in_how_many_ways_a_source_can_come_out(source, ways):
    assert source.outcomes == ways
