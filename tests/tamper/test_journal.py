"""A journal that was tampered with is refused by the tool and by the verifier, each on its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sortition.dossier import keys
from sortition.dossier.journal import JOURNAL, lines, read_journal
from sortition.dossier.process import replay
from sortition.errors import InputError
from sortition.records.journal import Entry, Step
from sortition.verify.checks import PROCESS_CHECKS, Status, _run
from sortition.verify.dossier import Content, Dossier
from tests.journals import KEYS, PUBLIC, chained, changed, moment, whole

PLAN = Path(__file__).parents[2] / "fixtures" / "harbour" / "plan.toml"
ENTRIES = whole()
GOOD = lines(ENTRIES)
CHECKS = {"V31", "V32", "V33", "V34", "V37", "V39"}
"""Those that need the journal alone."""


def failed(content: bytes) -> set[str]:
    dossier = Dossier(Content(files={JOURNAL: content, **plans()}))
    return {
        check.number
        for check in PROCESS_CHECKS
        if check.number in CHECKS and _run(check.faults, dossier)[0] is Status.FAIL
    }


def plans() -> dict[str, bytes]:
    head, _, _ = PLAN.read_text("utf-8").partition("[[construction]]")
    source = 'kind = "text"\nsource = "a witness"\nwhen = 2027-05-01T00:00:00+02:00\n'
    text = f"{head}[[construction]]\n{source}[[randomness]]\n{source}".encode()
    return {f"plans/{version}/plan.toml": text for version in (1, 2)}


def refused(content: bytes) -> bool:
    try:
        replay(read_journal(content))
    except InputError:
        return True
    return False


def test_the_journal_itself_is_in_order():
    assert not refused(GOOD)
    assert failed(GOOD) == set()


PLACES = range(len(ENTRIES))


@pytest.mark.parametrize("place", PLACES[:-1])
def test_a_removed_line_is_noticed(place):
    content = lines(ENTRIES[:place] + ENTRIES[place + 1 :])
    assert refused(content)
    assert "V32" in failed(content)


@pytest.mark.parametrize("place", PLACES[:-1])
def test_two_lines_exchanged_are_noticed(place):
    a, b = ENTRIES[place : place + 2]
    content = lines([*ENTRIES[:place], b, a, *ENTRIES[place + 2 :]])
    assert refused(content)
    assert "V32" in failed(content)


@pytest.mark.parametrize("place", PLACES)
def test_a_line_twice_is_noticed(place):
    content = lines([*ENTRIES[: place + 1], *ENTRIES[place:]])
    assert refused(content)
    assert "V32" in failed(content)


def leaves(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    if isinstance(value, dict):
        for name in value:
            yield from leaves(value[name], (*path, name))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from leaves(item, (*path, i))
    else:
        yield path


def other(value: object) -> object:
    if isinstance(value, int):
        return value + 1
    if value is None:
        return "something"
    text = str(value)
    return text[:-1] + ("0" if text[-1:] != "0" else "1")


FIELDS = [
    (place, path) for place in PLACES for path in leaves(json.loads(GOOD.splitlines()[place]))
]


@pytest.mark.parametrize(("place", "path"), FIELDS)
def test_a_changed_field_is_noticed(place, path):
    """But in the last line, whose text nothing after it fixes: there, a form or a signature may."""
    found = [json.loads(line) for line in GOOD.splitlines()]
    inside = found[place]
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = other(inside[path[-1]])
    content = b"".join(
        json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        + b"\n"
        for entry in found
    )
    last = place == PLACES[-1] and path[0] in ("time", "tool")
    assert refused(content) is not last
    assert bool(failed(content)) is not last


def forged(entries: list[Entry]) -> bytes:
    return lines(chained(entries))


SIGNED_LATER = [
    place
    for place in PLACES[1:]
    if ENTRIES[place].step is not Step.SIGNED
    and any(entry.step is Step.SIGNED for entry in ENTRIES[place:])
]


@pytest.mark.parametrize("place", SIGNED_LATER)
def test_removing_a_line_and_making_all_hashes_fit_again_breaks_the_signatures(place):
    content = forged(ENTRIES[:place] + ENTRIES[place + 1 :])
    assert refused(content)
    assert {"V34", "V37"} & failed(content)


@pytest.mark.parametrize("place", SIGNED_LATER)
def test_changing_a_line_and_making_all_hashes_fit_again_breaks_the_signatures(place):
    later = [replace(ENTRIES[place], tool="another tool")]
    content = forged(ENTRIES[:place] + later + ENTRIES[place + 1 :])
    assert refused(content)
    assert "V37" in failed(content)


def entry_of(step: Step, which: int = 0) -> int:
    return [place for place in PLACES if ENTRIES[place].step is step][which]


ATTACKS = {
    "a signature from a key that is not in the plan": (
        "V37",
        Step.SIGNED,
        lambda entry: changed(
            entry,
            key=PUBLIC["stranger"],
            signature=keys.seal(
                KEYS["stranger"], party=entry.facts["party"], subject=entry.facts["subject"]
            ),
        ),
    ),
    "a signature of nobody": (
        "V37",
        Step.SIGNED,
        lambda entry: changed(entry, signature="00" * 64),
    ),
    "value B known before the panels were committed": (
        "V39",
        Step.VALUE_B,
        lambda entry: changed(entry, parts=[{**entry.facts["parts"][0], "known": moment(0)}]),
    ),
    "value A known before the pool was closed": (
        "V39",
        Step.VALUE_A,
        lambda entry: changed(entry, parts=[{**entry.facts["parts"][0], "known": moment(0)}]),
    ),
    "a time before the one before": (
        "V33",
        Step.COMMITTED,
        lambda entry: replace(entry, time=moment(0)),
    ),
}


@pytest.mark.parametrize(("check", "step", "change"), ATTACKS.values(), ids=ATTACKS)
def test_an_attack_is_caught_by_its_check(check, step, change):
    place = entry_of(step, -1)
    content = forged([*ENTRIES[:place], change(ENTRIES[place]), *ENTRIES[place + 1 :]])
    assert refused(content)
    assert check in failed(content)


def test_the_panels_drawn_before_the_signatures_are_caught():
    kept = [entry for entry in ENTRIES if entry.step is not Step.SIGNED]
    content = forged(kept)
    assert refused(content)
    assert "V34" in failed(content)


@pytest.mark.parametrize(
    "content",
    {
        "nothing": b"",
        "no line end": GOOD[:-1],
        "an empty line": GOOD + b"\n",
        "no JSON": GOOD + b"?\n",
        "white space": GOOD.replace(b'"number":3', b'"number": 3'),
        "a member twice": GOOD.replace(b'"number":3', b'"number":3,"number":3'),
        "a float": GOOD.replace(b'"number":3', b'"number":3.0'),
        "carriage returns": GOOD.replace(b"\n", b"\r\n"),
        "deep": GOOD + b"[" * 100_000 + b"\n",
        "half a letter": GOOD.replace(b'"sortition test"', b'"\\ud800"', 1),
        "a path that leads out": forged(
            [replace(ENTRIES[0], outputs={"../x": "ab" * 32}), *ENTRIES[1:]]
        ),
        "an unknown step": GOOD.replace(b'"step":"trial"', b'"step":"trail"'),
    }.values(),
)
def test_what_is_no_journal_is_refused(content):
    assert refused(content)
    assert failed(content)
