"""Bundles forged by somebody who can write files, and then journals that fit them.

The forger writes ``bundle.json`` and the zip file anew each time, so that only what is inside can
give him away.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sortition.dossier.bundle import MANIFEST, archive
from sortition.dossier.canonical import canonical, sha256
from sortition.dossier.journal import JOURNAL, lines, read_journal
from sortition.dossier.receipts import receipt
from sortition.dossier.secret import digest, is_public
from sortition.steps import Kind
from sortition.verify.checks import Status, Verification, verify_path
from sortition.verify.receipts import find_receipt
from tests import processes
from tests.journals import chained

Files = dict[str, bytes]
TERMS = "public/panels/lottery.json"
PEOPLE = "public/panels/people.csv"
PANELS = "public/panels/panels.csv"
PROOF = "public/panels/certificate.json"
DRAWN = "public/draw/panel.csv"
CODE = receipt(processes.SECRET, "ID-001-marker")


@pytest.fixture(scope="session")
def good(process_of) -> Callable[[str], Files]:
    """Everything in an auditor's bundle."""

    def found(name: str) -> Files:
        path = process_of(name).parent / "auditor.zip"
        with zipfile.ZipFile(path if path.exists() else _auditors(process_of(name))) as file:
            return {entry: file.read(entry) for entry in file.namelist() if entry != MANIFEST}

    return found


def _auditors(process: Path) -> Path:
    return processes.bundled(process, Kind.AUDITOR)


def written(files: Files, kind: Kind, path: Path, manifest: Mapping[str, Any] = {}) -> Path:
    """The bundle, with a list of its files that is right but for ``manifest``."""
    held = {
        name: content
        for name, content in files.items()
        if kind is Kind.AUDITOR or is_public(name) or name == JOURNAL
    }
    terms = json.loads(files[TERMS])
    withheld = [
        {"what": "people", "checks": [*(f"V{i:02d}" for i in range(1, 30)), *LATER]},
        *([{"what": "values", "checks": ["V50"]}] if None in terms["rest"]["values"] else []),
        *([{"what": "proof", "checks": ["V52"]}] if terms["rest"]["people"] else []),
        *([] if terms["listed"] else [{"what": "list", "checks": ["V50", "V51"]}]),
    ]
    listed = [
        {"name": name, "bytes": len(held[name]), "sha256": sha256(held[name])}
        for name in sorted(held)
    ]
    said = {
        "format": "sortition/bundle/1",
        "kind": kind.value,
        "files": listed,
        "withheld": withheld if kind is Kind.PUBLIC else [],
    }
    path.write_bytes(archive({MANIFEST: canonical({**said, **manifest}), **held}))
    return path


LATER = ("V41", "V42", "V43", "V46", "V49")


def failed(found: Verification) -> set[str]:
    return {finding.number for finding in found.findings if finding.status is Status.FAIL}


def commitment(found: Verification) -> list[str]:
    """What to compare with what was published before value B; a broken journal shows nothing."""
    return [str(text) for text in found.summary if "for before value B" in text.template]


def recorded(files: Files, changes: Files) -> Files:
    """The journal written anew so that it names the changed files, and chained again."""
    secret = bytes.fromhex(files["secret.txt"].decode())
    made = []
    for entry in read_journal(files[JOURNAL]):
        outputs = {
            name: digest(name, changes[name], secret) if name in changes else stated
            for name, stated in entry.outputs.items()
        }
        made.append(replace(entry, outputs=outputs))
    return {**files, **changes, JOURNAL: lines(chained(made))}


def terms_with(files: Files, change: Callable[[Any], object]) -> Files:
    terms = json.loads(files[TERMS])
    change(terms)
    return {TERMS: canonical(terms)}


# --- what an organiser would like to publish instead ----------------------------------------------


def count_changed(files: Files) -> Files:
    """Somebody reads in their note that they sat in more panels."""
    (note,) = re.findall(rf"{CODE.tag},([0-9a-f]+)".encode(), files[PEOPLE])
    text = bytes.fromhex(CODE.sealed(bytes.fromhex(note.decode())))
    count, _, rest = text.partition(b" ")
    more = str(int(count) + 1).encode() + b" " + rest
    assert len(more) == len(text)
    return {PEOPLE: files[PEOPLE].replace(note, CODE.sealed(more).encode())}


def panels_exchanged(files: Files) -> Files:
    """The numbers of two panels, one of them drawn."""
    header, *rows = files[PANELS].splitlines(keepends=True)
    at = int(files[DRAWN].splitlines()[1].split(b",")[0])
    other = (at + 1) % len(rows)
    rows[at], rows[other] = rows[at][:2] + rows[other][2:], rows[other][:2] + rows[at][2:]
    return {PANELS: b"".join((header, *rows))}


def other_secret(files: Files) -> Files:
    """Everybody gets another code, so that old receipts find nobody."""
    return {"secret.txt": b"0" * 64 + b"\n"}


def group_renamed(files: Files) -> Files:
    """Young people of the south are said to be old."""

    def change(terms: Any) -> None:
        terms["groups"][0]["values"], terms["groups"][2]["values"] = (
            terms["groups"][2]["values"],
            terms["groups"][0]["values"],
        )

    return terms_with(files, change)


def seat_given_away(files: Files) -> Files:
    """Somebody else sits in the panel that is drawn."""
    seat = files[DRAWN].splitlines()[1].split(b",")[3].split(b" ")[0]
    return {name: files[name].replace(seat, b"0" * 16) for name in (PANELS, DRAWN)}


def person_added(files: Files) -> Files:
    """One more registrant whom nobody knows."""
    return {PEOPLE: files[PEOPLE] + b"f" * 64 + b"," + b"0" * 64 + b"\n"}


def chance_raised(files: Files) -> Files:
    return terms_with(files, lambda terms: terms["groups"][0].update(chance="1/3"))


def group_halved(files: Files) -> Files:
    """A group that is told apart although it is too small."""

    def change(terms: Any) -> None:
        group = terms["groups"][2]
        terms["groups"][2:3] = [{**group, "people": 2}, {**group, "people": group["people"] - 2}]

    return terms_with(files, change)


def threshold_lowered(files: Files) -> Files:
    return terms_with(files, lambda terms: terms.update(threshold=2))


def quota_widened(files: Files) -> Files:
    return terms_with(files, lambda terms: terms["quotas"][0].update(max=4))


def quota_broken(files: Files) -> Files:
    """A panel without anybody of 40 or more."""
    row = files[PANELS].splitlines()[1].split(b",")
    return {PANELS: files[PANELS].replace(b",".join(row[:2]), row[0] + b",2 2 0 0", 1)}


def value_a_changed(files: Files) -> Files:
    return terms_with(files, lambda terms: terms.update(construction="text MOON"))


def proof_bent(files: Files) -> Files:
    proof = json.loads(files[PROOF])
    proof["levels"][0]["gap"] = "1/7"
    return {PROOF: canonical(proof)}


def row_drawn_twice(files: Files) -> Files:
    """The result shows another committed panel."""
    rows = files[PANELS].splitlines(keepends=True)
    drawn = files[DRAWN].splitlines(keepends=True)[1]
    return {DRAWN: rows[0] + next(row for row in rows[1:] if row != drawn)}


def spelled_otherwise(files: Files) -> Files:
    return {TERMS: files[TERMS].replace(b",", b", ", 1)}


def member_twice(files: Files) -> Files:
    return {TERMS: files[TERMS].replace(b'{"categories"', b'{"units":1,"categories"', 1)}


FORGERIES: dict[str, tuple[str | None, Callable[[Files], Files]]] = {
    "somebody's count": (None, count_changed),
    "two panels exchanged": ("V54", panels_exchanged),
    "other codes for all": ("V37", other_secret),
    "values of two groups exchanged": ("V52", group_renamed),
    "a seat given to somebody else": (None, seat_given_away),
    "a person added": ("V47", person_added),
    "a chance understated": ("V51", chance_raised),
    "a group that is too small": ("V48", group_halved),
    "another threshold": ("V48", threshold_lowered),
    "a quota widened": ("V53", quota_widened),
    "a panel that breaks a quota": ("V50", quota_broken),
    "another value A": ("V53", value_a_changed),
    "a certificate for another pool": ("V52", proof_bent),
    "another panel drawn": ("V54", row_drawn_twice),
    "JSON with a blank": ("V47", spelled_otherwise),
    "JSON with a member twice": ("V47", member_twice),
}
"""The change, and the check that sees it in public even when the journal is written anew.

None: only the commitment gives it away in public, and the auditor's bundle by V49.
"""


@pytest.mark.parametrize(("check", "forge"), FORGERIES.values(), ids=FORGERIES)
@pytest.mark.parametrize("kind", Kind)
def test_after_the_commitment_no_other_public_file_fits(good, tmp_path, check, forge, kind):
    files = good("complete")
    changes = forge(files)
    assert any(files[name] != content for name, content in changes.items())
    if kind is Kind.PUBLIC and set(changes) == {"secret.txt"}:
        return  # which a public bundle does not hold
    found = verify_path(written({**files, **changes}, kind, tmp_path / "x.zip"))
    assert "V30" in failed(found)


@pytest.mark.parametrize(("check", "forge"), FORGERIES.values(), ids=FORGERIES)
def test_a_journal_that_fits_is_another_commitment_and_the_auditor_sees_why(
    good, tmp_path, check, forge
):
    files = good("complete")
    changed = recorded(files, forge(files))
    public = verify_path(written(changed, Kind.PUBLIC, tmp_path / "public.zip"))
    honest = verify_path(written(files, Kind.PUBLIC, tmp_path / "honest.zip"))
    if check is None:
        assert public.ok
    else:
        assert check in failed(public)
    after_b = forge is row_drawn_twice  # the panels stay as committed: V54 sees it
    assert (commitment(public) == commitment(honest)) == after_b
    assert commitment(honest)
    auditors = verify_path(written(changed, Kind.AUDITOR, tmp_path / "auditor.zip"))
    assert "V49" in failed(auditors)


def test_a_wrong_note_is_seen_by_whose_note_it_is(good, tmp_path):
    files = good("complete")
    path = written(recorded(files, count_changed(files)), Kind.PUBLIC, tmp_path / "x.zip")
    shown = find_receipt(path, CODE.written)
    assert str(shown.faults[0]).startswith("The list has ")
    honest = find_receipt(written(files, Kind.PUBLIC, tmp_path / "y.zip"), CODE.written)
    assert honest.faults == ()
    assert shown.count == honest.count + 1


def test_a_seat_given_away_is_seen_by_whose_seat_it_was(good, tmp_path):
    files = good("complete")
    path = written(recorded(files, seat_given_away(files)), Kind.PUBLIC, tmp_path / "x.zip")
    faults = []
    for at in range(1, 16):
        code = receipt(processes.SECRET, f"ID-{at:03d}-marker").written
        faults += find_receipt(path, code).faults
    assert len(faults) == 1


def test_every_check_of_public_files_is_named_by_some_forgery():
    """V44 and V46 are named below and in tests/unit/test_bundles.py."""
    named = {check for check, _ in FORGERIES.values()} | {"V49"}
    assert {"V47", "V48", "V49", "V50", "V51", "V52", "V53", "V54"} <= named


def test_a_journal_that_fixes_no_secret_is_seen_even_in_public(good, tmp_path):
    files = good("complete")
    first, *others = read_journal(files[JOURNAL])
    made = lines(chained([replace(first, outputs={}), *others]))
    for kind in Kind:
        found = verify_path(written({**files, JOURNAL: made}, kind, tmp_path / "x.zip"))
        assert "V46" in failed(found)


# --- zones and crosses ---------------------------------------------------------------------------


def zone_widened(files: Files) -> Files:
    """The public list says that the south lies by the water too."""

    def change(terms: Any) -> None:
        (zone,) = (one for one in terms["derived"] if one["category"] == "Waterside")
        zone["values"][0]["where"][0].append("south")

    return terms_with(files, change)


def zone_unexplained(files: Files) -> Files:
    return terms_with(files, lambda terms: terms.pop("derived"))


def zone_counted(files: Files) -> Files:
    """How many people of the rest are in the zone, and its seats in every panel."""
    terms = json.loads(files[TERMS])
    assert terms["rest"]["people"] >= terms["threshold"]
    at = next(q for q, row in enumerate(terms["quotas"]) if row["category"] == "Waterside")
    terms["rest"]["values"][at : at + 2] = [0, terms["rest"]["people"]]
    changed = {TERMS: canonical(terms)}
    for name in (PANELS, DRAWN):
        header, *rows = (line.split(",") for line in files[name].decode().splitlines())
        for row in rows:
            told = row[2].split(" ")
            told[at : at + 2] = ["0", str(terms["size"] - sum(map(int, row[1].split())))]
            row[2] = " ".join(told)
        changed[name] = "".join(",".join(row) + "\n" for row in (header, *rows)).encode()
    return changed


@pytest.mark.parametrize(
    ("check", "forge"),
    [("V53", zone_widened), ("V53", zone_unexplained), ("V48", zone_counted)],
)
def test_what_a_zone_is_cannot_be_told_otherwise_nor_who_is_in_it(good, tmp_path, check, forge):
    files = good("zones")
    changed = recorded(files, forge(files))
    assert check in failed(verify_path(written(changed, Kind.PUBLIC, tmp_path / "public.zip")))
    assert "V49" in failed(verify_path(written(changed, Kind.AUDITOR, tmp_path / "auditor.zip")))


def test_a_closed_pool_with_another_zone_is_not_the_pool_of_the_draw(good, tmp_path):
    files = good("zones")
    name = "pools/1/pool.json"
    rules = json.loads(files[name])
    (zone,) = (one for one in rules["derived"] if one["category"] == "Waterside")
    zone["values"][0]["where"] = [["north"]]
    changed = recorded(files, {name: canonical(rules)})
    assert {"V41", "V53"} <= failed(verify_path(written(changed, Kind.AUDITOR, tmp_path / "x.zip")))


# --- the bundle itself ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    "manifest",
    [
        {"withheld": [{"what": "people", "checks": ["V30"]}]},
        {"withheld": [{"what": "proof", "checks": ["V52"]}]},
        {"kind": "secret"},
        {"format": "sortition/bundle/2"},
        {"files": []},
        {"more": 1},
    ],
    ids=str,
)
def test_a_bundle_cannot_excuse_more_than_is_private(good, tmp_path, kind, manifest):
    path = written(good("complete"), kind, tmp_path / "x.zip", manifest)
    assert "V45" in failed(verify_path(path))


def test_an_auditors_bundle_does_not_pass_for_a_public_one(good, tmp_path):
    files = good("complete")
    path = written(files, Kind.AUDITOR, tmp_path / "x.zip", {"kind": "public"})
    assert {"V30", "V45"} <= failed(verify_path(path))
    path = written(files, Kind.PUBLIC, tmp_path / "x.zip", {"kind": "auditor"})
    assert {"V30", "V45"} <= failed(verify_path(path))


@pytest.mark.parametrize("name", ["complete", "withheld", "long"])
@pytest.mark.parametrize("kind", Kind)
def test_every_file_counts(good, tmp_path, name, kind):
    files = good(name)
    for entry in files:
        if kind is Kind.PUBLIC and not (is_public(entry) or entry == JOURNAL):
            continue
        changed = {**files, entry: files[entry] + b"x"}
        if entry == TERMS:
            continue  # is no JSON then, and `written` reads it; see FORGERIES
        found = failed(verify_path(written(changed, kind, tmp_path / "x.zip")))
        assert ("V31" if entry == JOURNAL else "V30") in found, entry
        rest = {other: content for other, content in files.items() if other != entry}
        assert not verify_path(written(rest, kind, tmp_path / "x.zip")).ok, entry


def test_a_file_that_nobody_recorded_does_not_belong_in_it(good, tmp_path):
    for more in ("plan.toml", "public/panels/more.csv", "account.html"):
        files = {**good("complete"), more: b"x\n"}
        for kind in Kind:
            if kind is Kind.AUDITOR or is_public(more):
                assert "V30" in failed(verify_path(written(files, kind, tmp_path / "x.zip"))), more


def test_more_withheld_than_has_to_be_is_seen_by_the_auditor(good, tmp_path):
    """A group joined to the rest: nothing in public says that it need not be."""
    files = good("withheld")

    def change(terms: Any) -> None:
        terms["rest"]["values"][0] = terms["rest"]["values"][1] = None

    panels = re.sub(rb"(?m)^(\d+,\d+),\d+ \d+ ", rb"\1,x x ", files[PANELS])
    drawn = re.sub(rb"(?m)^(\d+,\d+),\d+ \d+ ", rb"\1,x x ", files[DRAWN])
    changed = recorded(files, {**terms_with(files, change), PANELS: panels, DRAWN: drawn})
    assert verify_path(written(changed, Kind.PUBLIC, tmp_path / "x.zip")).ok
    found = verify_path(written(changed, Kind.AUDITOR, tmp_path / "x.zip"))
    assert failed(found) == {"V49"}
