"""A whole dossier, each file changed once, and attacks by somebody who can write files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sortition.dossier.canonical import canonical
from sortition.dossier.journal import JOURNAL, lines, make, read_journal
from sortition.dossier.keys import public_key, seal
from sortition.dossier.secret import SECRET, digest, read_secret
from sortition.records.journal import Entry, Step
from sortition.verify.checks import Status, Verification, verify_dossier
from sortition.verify.dossier import Content, read_dossier
from tests.journals import chained, changed

REPOSITORY = Path(__file__).parents[2]
FIXTURE = REPOSITORY / "fixtures" / "harbour"

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Files:
    place = tmp_path_factory.mktemp("tamper") / "harbour"
    shutil.copytree(FIXTURE, place)
    runner = str(REPOSITORY / "tests" / "run_commands.py")
    subprocess.run([sys.executable, runner, "commands.sh"], cwd=place, check=True, timeout=300)
    return dict(read_dossier(place / "process").files)


def examined(files: Files) -> Verification:
    return verify_dossier(Content(files=files))


def failed(files: Files) -> set[str]:
    return {f.number for f in examined(files).findings if f.status is Status.FAIL}


def test_the_dossier_itself_passes(good):
    assert examined(good).ok
    assert len(examined(good).findings) == 53


def test_each_file_changed_once_is_noticed_by_the_check_of_its_kind(good):
    for name in good:
        if name == "account.html":  # a view, which proves nothing
            continue
        found = failed({**good, name: good[name] + b"x"})
        expected = {"plan.toml": "V35", JOURNAL: "V31"}.get(name, "V30")
        assert expected in found, name


def test_each_file_taken_away_is_noticed(good):
    for name in good:
        if name != "account.html":
            rest = {other: content for other, content in good.items() if other != name}
            assert not examined(rest).ok, name


def test_a_file_that_nobody_recorded_is_noticed(good):
    assert failed({**good, "draw-2/panel.csv": b"x\n"}) == {"V30"}
    assert "V30" in failed({**good, "trials/2/trial-panel.csv": b"x\n"})


# --- attacks: whoever writes files can also write a journal that fits them ------------------------


def entries(files: Files) -> list[Entry]:
    return list(read_journal(files[JOURNAL]))


def with_journal(files: Files, made: list[Entry]) -> Files:
    return {**files, JOURNAL: lines(chained(made))}


def recorded_anew(files: Files, changes: Files) -> Files:
    """The files changed, and every entry naming their new hashes."""
    made, secret = [], read_secret(files[SECRET])
    for entry in entries(files):
        outputs = named_anew(entry.outputs, changes, secret)
        inputs = named_anew(entry.inputs, changes, secret)
        if entry.step in (Step.PLANNED, Step.AMENDED):
            inputs = dict.fromkeys(inputs, *outputs.values())
        made.append(replace(entry, outputs=outputs, inputs=inputs))
    return with_journal({**files, **changes}, made)


def named_anew(named: Mapping[str, str], changes: Files, secret: bytes) -> dict[str, str]:
    """Names with the digests that they have after the changes."""
    return {
        name: digest(name, changes[name], secret) if "/" in name and name in changes else stated
        for name, stated in named.items()
    }


def place(files: Files, step: Step, which: int = -1) -> int:
    return [i for i, entry in enumerate(entries(files)) if entry.step is step][which]


def exchanged(csv: bytes) -> bytes:
    """A numbered table in which two different rows have changed numbers, one of them 472."""
    rows = [line.partition(b",") for line in csv.split(b"\n")]
    other = next(i for i in range(1, 900) if rows[i][2] != rows[473][2])
    rows[473], rows[other] = (
        (*rows[473][:2], rows[other][2]),
        (*rows[other][:2], rows[473][2]),
    )
    return b"\n".join(b"".join(row) for row in rows)


def panels_exchanged(files: Files) -> Files:
    """The organiser exchanges two numbered panels after the commitment."""
    csv = exchanged(files["panels/seating.csv"])
    return recorded_anew(files, {"panels/seating.csv": csv, "draw/seating.csv": csv})


def people_exchanged(files: Files) -> Files:
    """Only in the list that is read out."""
    csv = exchanged(files["panels/panels.csv"])
    return recorded_anew(files, {"panels/panels.csv": csv, "draw/panels.csv": csv})


def drawn_from_another_list(files: Files) -> Files:
    return recorded_anew(files, {"draw/seating.csv": exchanged(files["draw/seating.csv"])})


def people_not_committed(files: Files) -> Files:
    """The list that is read out was not there when the panels were committed."""
    name = "panels/panels.csv"
    made = entries(files)
    at = place(files, Step.COMMITTED)
    outputs = {other: stated for other, stated in made[at].outputs.items() if other != name}
    made[at] = replace(made[at], outputs=outputs)
    rest = {other: content for other, content in files.items() if other != name}
    return with_journal(rest, made)


def another_number(files: Files) -> Files:
    """A second value B, because the first panel did not please."""
    made = entries(files)
    at = place(files, Step.VALUE_B)
    facts = json.loads(json.dumps(made[at].facts))
    facts["value"] = facts["parts"][0]["value"] = "digits 473"
    made[at] = changed(made[at], **facts)
    return with_journal(files, made)


def ended_early(files: Files) -> Files:
    """A computation that was ended, although the plan allows no gap."""
    proof = json.loads(files["draw/certificate.json"])
    proof["interval"] = {
        "allowed": "1/20",
        "high": "1",
        "low": "19/20",
        "moments": 1,
        "multipliers": [],
    }
    content = canonical(proof)
    return recorded_anew(
        files, {"panels/certificate.json": content, "draw/certificate.json": content}
    )


def plan_changed(files: Files) -> Files:
    """Another plan after the signatures."""
    content = files["plans/2/plan.toml"].replace(b"The council, on", b"The mayor, on")
    assert content != files["plans/2/plan.toml"]
    return recorded_anew(files, {"plans/2/plan.toml": content, "plan.toml": content})


def person_added(files: Files) -> Files:
    """Somebody who was not in the closed pool."""
    csv = files["draw/not_drawn.csv"]
    return recorded_anew(files, {"draw/not_drawn.csv": csv + csv.splitlines()[-1] + b"\n"})


def pool_changed(files: Files) -> Files:
    csv = files["pools/2/registrants.csv"].replace(b"T12", b"T13")
    return recorded_anew(files, {"pools/2/registrants.csv": csv})


def quotas_changed(files: Files) -> Files:
    rules = json.loads(files["pools/2/pool.json"])
    rules["quotas"][0]["max"] += 1
    return recorded_anew(files, {"pools/2/pool.json": canonical(rules)})


def trial_unmarked(files: Files) -> Files:
    name = "trials/1/trial-panel.csv"
    return recorded_anew(files, {name: files[name].replace(b"PROEF / TRIAL,", b"")})


def value_typed_anew(files: Files) -> Files:
    """Value A after a second throw of the dice."""
    made = entries(files)
    at = place(files, Step.VALUE_A)
    facts = json.loads(json.dumps(made[at].facts).replace("dice 4 1 6", "dice 4 1 5"))
    made[at] = changed(made[at], **facts)
    return with_journal(files, made)


def seven_dice_faces(files: Files) -> Files:
    made = entries(files)
    at = place(files, Step.VALUE_A)
    facts = json.loads(json.dumps(made[at].facts).replace("dice 4 1 6", "dice 4 1 7"))
    made[at] = changed(made[at], **facts)
    return with_journal(files, made)


def stranger_signs(files: Files) -> Files:
    """A key that is not in the plan, with a signature that is right."""
    made = entries(files)
    at = place(files, Step.SIGNED)
    stranger = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    facts = made[at].facts
    made[at] = changed(
        made[at],
        key=public_key(stranger),
        signature=seal(stranger, party=str(facts["party"]), subject=str(facts["subject"])),
    )
    return with_journal(files, made)


def trial_left_out(files: Files) -> Files:
    made = [entry for entry in entries(files) if entry.step is not Step.TRIAL]
    rest = {name: content for name, content in files.items() if not name.startswith("trials/")}
    return with_journal(rest, made)


def drawn_twice(files: Files) -> Files:
    made = entries(files)
    at = place(files, Step.DRAWN)
    return with_journal(files, [*made[: at + 1], *made[at:]])


def amended_after_the_commitment(files: Files) -> Files:
    made = entries(files)
    amendment = made[place(files, Step.AMENDED)]
    at = place(files, Step.COMMITTED)
    return with_journal(files, [*made[: at + 1], amendment, *made[at + 1 :]])


def changes_hidden(files: Files) -> Files:
    made = entries(files)
    at = place(files, Step.AMENDED)
    made[at] = changed(made[at], changes=[])
    return with_journal(files, made)


def another_party(files: Files) -> Files:
    made = entries(files)
    at = place(files, Step.AMENDED)
    made[at] = changed(made[at], parties=made[at].facts["parties"][:1])
    return with_journal(files, made)


def b_known_before(files: Files) -> Files:
    made = entries(files)
    at = place(files, Step.VALUE_B)
    part = {**made[at].facts["parts"][0], "known": "2027-05-01T00:00:00+02:00"}
    made[at] = changed(made[at], parts=[part])
    return with_journal(files, made)


ATTACKS: dict[str, tuple[str, Callable[[Files], Files]]] = {
    "panels reordered after the commitment": ("V26", panels_exchanged),
    "people reordered in the list that is read out": ("V17", people_exchanged),
    "a draw from another list than the committed one": ("V42", drawn_from_another_list),
    "a list to read out that was not committed": ("V42", people_not_committed),
    "value B chosen again": ("V42", another_number),
    "an ended computation that the plan does not allow": ("V42", ended_early),
    "value A chosen again": ("V42", value_typed_anew),
    "a value that dice cannot give": ("V38", seven_dice_faces),
    "the plan changed after it was sealed": ("V37", plan_changed),
    "a person added to the draw": ("V07", person_added),
    "a person exchanged in the pool": ("V41", pool_changed),
    "quotas of the pool changed": ("V41", quotas_changed),
    "a trial that does not say so": ("V43", trial_unmarked),
    "a signature from a key that is not in the plan": ("V37", stranger_signs),
    "a trial kept quiet": ("V37", trial_left_out),
    "a draw made twice": ("V34", drawn_twice),
    "an amendment after the commitment": ("V34", amended_after_the_commitment),
    "an amendment that hides what it changes": ("V36", changes_hidden),
    "a party removed from the journal": ("V35", another_party),
    "value B known before the commitment": ("V39", b_known_before),
}


@pytest.mark.parametrize(("check", "attack"), ATTACKS.values(), ids=ATTACKS)
def test_the_attack_is_caught_by_its_check(good, check, attack):
    assert check in failed(attack(good))


def test_an_organiser_who_holds_all_keys_still_cannot_fit_another_number(good):
    """Every signature made anew over a forged journal: what is left are the files themselves."""
    private = {
        name: Ed25519PrivateKey.from_private_bytes(bytes([i]) * 32)
        for i, name in enumerate(("clerk", "residents"), 1)
    }
    plans = {}
    for version in (1, 2):
        text = good[f"plans/{version}/plan.toml"].decode()
        for name, key in private.items():
            start = text.index('key = "', text.index(f'name = "{name}"')) + len('key = "')
            text = text[:start] + public_key(key) + text[text.index('"', start) :]
        plans[f"plans/{version}/plan.toml"] = text.encode()
    files = {**good, **plans, "plan.toml": plans["plans/2/plan.toml"]}
    forged = _signed_anew(recorded_anew(files, plans), private)
    # Such a process is in order: it is another one, with other keys and another commitment.
    assert failed(forged) == set()
    assert "V42" in failed(_signed_anew(another_number(forged), private))
    assert "V41" in failed(_signed_anew(pool_changed(forged), private))


def _signed_anew(files: Files, private: dict[str, Ed25519PrivateKey]) -> Files:
    made: list[Entry] = []
    subject = ""
    for entry in entries(files):
        facts = dict(entry.facts)
        if "parties" in facts:
            facts["parties"] = [
                {"name": party["name"], "key": public_key(private[party["name"]])}
                for party in facts["parties"]
            ]
        if entry.step is Step.SIGNED:
            key = private[facts["party"]]
            facts |= {
                "key": public_key(key),
                "subject": subject,
                "signature": seal(key, party=facts["party"], subject=subject),
            }
        again = make(
            before=made[-1] if made else None,
            step=entry.step,
            time=entry.time,
            tool=entry.tool,
            inputs=entry.inputs,
            outputs=entry.outputs,
            facts=facts,
        )
        made.append(again)
        if entry.step in (Step.PLANNED, Step.AMENDED, Step.COMMITTED, Step.DRAWN):
            subject = again.hash
    return {**files, JOURNAL: lines(made)}
