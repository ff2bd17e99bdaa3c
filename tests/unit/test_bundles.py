"""Bundles: their bytes, what they hold, and what they never hold (docs/format.md §§17-20)."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sortition import steps
from sortition.dossier import bundle as made
from sortition.dossier.receipts import receipt
from sortition.errors import InputError, UsageError
from sortition.steps import Kind
from sortition.verify import archive
from sortition.verify.checks import Status, verify_path
from sortition.verify.findings import Text
from tests import processes

NAMES = tuple(processes.CASES)
WITHHELD = {"V01", "V29", "V41", "V42", "V43", "V46", "V49"}


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture(scope="session")
def bundle_of(process_of, tmp_path_factory):
    def found(name: str, kind: Kind = Kind.PUBLIC) -> Path:
        out = process_of(name).parent / f"{kind.value}.zip"
        return out if out.exists() else processes.bundled(process_of(name), kind)

    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", Kind)
def test_a_bundle_is_in_order_wherever_it_lies(bundle_of, tmp_path, name, kind):
    moved = shutil.copy(bundle_of(name, kind), tmp_path / "elsewhere")
    found = verify_path(moved)
    assert found.ok, [str(what) for finding in found.findings for what in finding.what]
    assert len(found.findings) == (55 if kind is Kind.AUDITOR else 54)
    open_ = {finding.number for finding in found.findings if finding.status is not Status.PASS}
    if kind is Kind.AUDITOR:
        assert open_ == set()
    else:
        assert open_ >= WITHHELD
        said = json.loads(entries(moved)["bundle.json"])["withheld"]
        assert open_ == {check for part in said for check in part["checks"]}


def test_what_stays_open_in_public_is_what_has_to(bundle_of):
    def open_(name: str) -> set[str]:
        found = verify_path(bundle_of(name)).findings
        return {f.number for f in found if f.number > "V49" and f.status is not Status.PASS}

    assert open_("complete") == open_("homes") == set()
    assert open_("small") == {"V50", "V52"}
    assert open_("withheld") == {"V50", "V52"}
    assert open_("long") == {"V50", "V51"}
    assert open_("zones") == {"V50", "V52"}


def test_the_same_dossier_gives_the_same_bytes(process_of, tmp_path):
    again = processes.carried_out(tmp_path, processes.CASES["homes"])
    for kind in Kind:
        one, two = tmp_path / f"one-{kind.value}", tmp_path / f"two-{kind.value}"
        steps.bundle(process_of("homes"), kind=kind, out=one)
        steps.bundle(again, kind=kind, out=two)
        assert one.read_bytes() == two.read_bytes()


def test_an_auditors_bundle_is_the_dossier_byte_for_byte(process_of, bundle_of):
    process = process_of("homes")
    held = entries(bundle_of("homes", Kind.AUDITOR))
    folder = {
        path.relative_to(process).as_posix(): path.read_bytes()
        for path in process.rglob("*")
        if path.is_file() and path.name not in ("plan.toml", "account.html")
    }
    assert {name: held[name] for name in folder} == folder
    assert held.keys() - folder.keys() == {"bundle.json", "plans/1/plan.toml"}


def test_other_programs_can_open_it(bundle_of):
    with zipfile.ZipFile(bundle_of("homes")) as file:
        assert file.testzip() is None
        assert file.namelist()[0] == "bundle.json"
        assert file.namelist()[1:] == sorted(file.namelist()[1:])
        for info in file.infolist():
            assert info.compress_type == zipfile.ZIP_STORED
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert (info.extra, info.comment, info.external_attr) == (b"", b"", 0)


def test_both_writers_agree():
    files = {"b": b"2", "a/x": b"", "bundle.json": b"{}\n", "a-x": b"1" * 300}
    assert made.archive(files) == archive.packed(files)
    assert archive.unpacked(made.archive(files)) == archive.Archive(files=files)


# --- nobody is exposed ----------------------------------------------------------------------------


def spellings(cell: str) -> set[bytes]:
    """A cell as it could hide in a file: plain, encoded, or hashed without a secret."""
    plain = cell.encode()
    hashes = {
        maker(form).digest()
        for maker in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.sha512)
        for form in (plain, plain + b"\n")
    }
    shown = {plain, cell.lower().encode(), cell.upper().encode()}
    shown |= {base64.b64encode(plain).rstrip(b"="), plain.hex().encode(), plain[::-1]}
    shown |= {form for h in hashes for form in (h, h.hex().encode(), base64.b64encode(h))}
    return shown


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_of_a_person_is_in_a_public_bundle(process_of, bundle_of, name):
    _, *rows = (process_of(name).parent / "registrants.csv").read_text("utf-8").splitlines()
    public = bundle_of(name).read_bytes()
    private = bundle_of(name, Kind.AUDITOR).read_bytes()
    for row in rows:
        for cell in row.split(",")[:3]:
            assert cell.encode() in private
            assert [form for form in spellings(cell) if form in public] == [], cell


@pytest.mark.parametrize("name", NAMES)
def test_no_digest_in_public_can_be_tried_out(process_of, bundle_of, name):
    """No private file, row or cell has its plain hash anywhere; nor is the secret there."""
    process = process_of(name)
    public = bundle_of(name).read_bytes()
    held = entries(bundle_of(name, Kind.AUDITOR))
    open_ = entries(bundle_of(name))
    for file, content in held.items():
        if content not in open_.values() and file != "secret.txt":
            rows = [content, *content.split(b"\n")]
            hashes = [hashlib.sha256(row).hexdigest().encode() for row in rows if row]
            assert not any(digest in public for digest in hashes), file
    assert (process / "secret.txt").read_bytes().strip() not in public
    assert "secret.txt" not in open_
    for at in range(1, 10):
        held_by = receipt(processes.SECRET, f"ID-{at:03d}-marker")
        for hidden in (held_by.code, held_by.written, held_by.salt.hex()):
            assert hidden.encode() not in public


def test_figures_of_zones_and_crosses_are_kept_from_the_public(bundle_of):
    """Of 18 people by the water in the rest, 5 would be on the islet: that is what they told."""
    held = entries(bundle_of("zones"))
    terms = json.loads(held["public/panels/lottery.json"])
    derived = {one["category"] for one in terms["derived"]}
    assert derived == {"Waterside", "age × area", "age=40+ & Waterside"}
    assert terms["rest"]["people"] > 0
    for quota, figure in zip(terms["quotas"], terms["rest"]["values"], strict=True):
        assert (figure is None) == (quota["category"] in derived)
    for line in held["public/panels/panels.csv"].decode().splitlines()[1:]:
        told = line.split(",")[2].split(" ")
        assert [word == "x" for word in told] == [v is None for v in terms["rest"]["values"]]


@pytest.mark.parametrize("name", NAMES)
def test_no_group_in_public_is_smaller_than_the_threshold(bundle_of, name):
    case = processes.CASES[name]
    terms = json.loads(entries(bundle_of(name))["public/panels/lottery.json"])
    figures = [group["people"] for group in terms["groups"]]
    figures += [band["people"] for band in terms["rest"]["bands"]]
    figures += [value for value in terms["rest"]["values"] if value]
    if name == "small":
        assert figures == []
        assert terms["rest"]["values"] == [None, None, None, 0]
        assert terms["people"] == 5
        return
    figures += [terms["rest"]["people"]] if terms["rest"]["people"] else []
    assert figures
    assert min(figures) >= case.threshold


def test_the_seats_of_one_person_cannot_be_told_to_be_of_one(bundle_of):
    for file in ("public/panels/panels.csv", "public/panels/people.csv"):
        rows = entries(bundle_of("homes"))[file].decode().splitlines()[1:]
        codes = [code for row in rows for code in row.split(",")[-1].split(" ")]
        assert len(set(codes)) == len(codes)
    tags = {row.split(",")[0][:16] for row in rows}
    panels = entries(bundle_of("homes"))["public/panels/panels.csv"].decode()
    assert not any(tag in panels for tag in tags)


def test_another_secret_gives_other_names_for_all(process_of, tmp_path):
    process = processes.carried_out(tmp_path, processes.CASES["homes"], secret=b"other" * 6 + b"!!")
    for file in ("people.csv", "panels.csv"):
        one, two = (
            set(re.findall("[0-9a-f]{16}", (place / "public/panels" / file).read_text()))
            for place in (process_of("homes"), process)
        )
        assert one
        assert not one & two
    same = "public/panels/lottery.json"
    assert (process / same).read_bytes() == (process_of("homes") / same).read_bytes()


def test_the_files_are_for_their_owner_only_where_they_are_private(bundle_of, process_of, tmp_path):
    steps.receipts(process_of("homes"), out=tmp_path / "r.csv", columns=("NAME",))
    for path in (bundle_of("homes", Kind.AUDITOR), tmp_path / "r.csv"):
        assert path.stat().st_mode & 0o077 == 0
    header, first, *_ = (tmp_path / "r.csv").read_text().splitlines()
    assert header == "id,name,code,salt,count,of,chance"
    assert first.startswith("ID-001-marker,name marker 001,")


# --- when it is too early, or too late ------------------------------------------------------------


def test_before_the_draw_a_bundle_shows_what_is_fixed(tmp_path):
    process = processes.carried_out(tmp_path, processes.CASES["homes"], drawn=False)
    for kind in Kind:
        path = processes.bundled(process, kind)
        assert verify_path(path).ok
        assert "public/panels/panels.csv" in entries(path)
        shown = steps.receipt(path, receipt(processes.SECRET, "ID-001-marker").written)
        assert shown.receipt is not None
        assert shown.receipt.drawn is None


def test_before_the_commitment_there_are_no_receipts(tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text(processes.plan(processes.CASES["homes"]), "utf-8")
    steps.new(tmp_path / "p", time=processes.moment(0), secret=bytes(32), template=plan)
    path = processes.bundled(tmp_path / "p", Kind.PUBLIC)
    assert verify_path(path).ok
    with pytest.raises(UsageError):
        steps.receipts(tmp_path / "p", out=tmp_path / "r.csv")
    shown = steps.receipt(path, receipt(processes.SECRET, "x").written)
    assert shown.receipt is None
    assert "not come so far" in str(shown.reason)


def test_nothing_is_overwritten_and_nothing_changed_is_bundled(process_of, tmp_path):
    taken = tmp_path / "taken"
    taken.touch()
    with pytest.raises(UsageError, match="exists"):
        steps.bundle(process_of("homes"), kind=Kind.PUBLIC, out=taken)
    shutil.copytree(process_of("homes"), tmp_path / "p")
    people = tmp_path / "p" / "public" / "panels" / "people.csv"
    people.write_bytes(people.read_bytes() + b"x,y\n")
    with pytest.raises(InputError, match="not as its journal says"):
        steps.bundle(tmp_path / "p", kind=Kind.PUBLIC, out=tmp_path / "new.zip")
    assert not (tmp_path / "new.zip").exists()


def test_a_column_for_the_letters_must_be_there(process_of, tmp_path):
    with pytest.raises(UsageError, match="There are: id, age, area, name, street"):
        steps.receipts(process_of("homes"), out=tmp_path / "r.csv", columns=("nmae",))


def test_a_journal_without_a_secret_gives_no_bundle(process_of, tmp_path):
    from sortition.dossier import case  # noqa: PLC0415

    dossier = case.load(process_of("homes"))
    old = tuple(replace(entry, version=1) for entry in dossier.entries)
    with pytest.raises(UsageError, match="older version"):
        made.bundle(replace(dossier, entries=old), Kind.PUBLIC)


# --- zip files from anywhere ----------------------------------------------------------------------


def zipped(*parts: tuple[str | zipfile.ZipInfo, bytes], **how: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **how) as file:
        for name, content in parts:
            file.writestr(name, content)
    return out.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info


def encrypted(content: bytes) -> bytes:
    at = content.index(b"PK\x01\x02")
    return content[: at + 8] + b"\x01" + content[at + 9 :]


def declared(content: bytes, size: int) -> bytes:
    at = content.index(b"PK\x01\x02") + 20
    return content[:at] + size.to_bytes(4, "little") * 2 + content[at + 8 :]


HOSTILE = {
    "a path out of the folder": (zipped(("../x", b"x")), "no file of a bundle"),
    "a path out of a folder inside": (zipped(("plans/../../x", b"x")), "no file of a bundle"),
    "an absolute path": (zipped(("/etc/x", b"x")), "no file of a bundle"),
    "a path of another system": (zipped(("c:\\x", b"x")), "no file of a bundle"),
    "a name with an end inside": (
        zipped(("a%b", b"x")).replace(b"a%b", b"a\0b"),
        "no file of a bundle",
    ),
    "an empty name": (archive.packed({"": b"x"}), "no file of a bundle"),
    "a folder": (zipped(("a/", b"")), "no file of a bundle"),
    "a link": (zipped((link("a"), b"/etc/passwd")), "a link or a device"),
    "an encrypted entry": (encrypted(zipped(("a", b"x"))), "is encrypted"),
    "a compressed entry": (zipped(("a", b"0" * 10**6), compression=8), "is compressed"),
    "10 GB of zeros": (zipped(("a", b"0" * 10**7), compression=14), "is compressed"),
    "a false size": (declared(zipped(("a", b"x")), archive.LARGEST + 1), "are larger than"),
    "a size beyond the end": (declared(zipped(("a", b"x")), 10**6), "not a zip file"),
    "something after it": (zipped(("a", b"x")) + b"x", "not a zip file"),
    "something before it": (b"x" + zipped(("a", b"x")), "not a zip file"),
    "a remark": (zipped(("a", b"x"))[:-2] + b"\1\0!", "not a zip file"),
    "nothing": (b"", "not a zip file"),
    "text": (b"journal", "not a zip file"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("content", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_zip_file_is_refused_by_name(tmp_path, content, reason):
    found = archive.unpacked(content)
    assert found.files == {}
    assert reason in " ".join(map(str, found.faults))
    path = tmp_path / "hostile.zip"
    path.write_bytes(content)
    checked = verify_path(path)
    assert not checked.ok
    assert {f.number for f in checked.findings if f.status is Status.FAIL} == {"V44", "V45"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused():
    found = archive.unpacked(zipped(("a", b"x"), ("a", b"y")))
    assert found == archive.Archive(
        files={}, faults=(Text("{file}: the name is there twice.", file="a"),)
    )


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "large.zip"
    with path.open("wb") as stream:
        stream.truncate(10 * 2**30)
    assert "larger than a bundle may be" in str(archive.read_archive(path).faults[0])


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_what_is_no_file_is_not_read(tmp_path, kind):
    path = tmp_path if kind == "folder" else tmp_path / "x"
    assert archive.read_archive(path).faults


def test_every_byte_of_a_bundle_counts(bundle_of):
    """The zip format's own bytes: each changed once is noticed by the check of the archive."""
    content = bundle_of("complete").read_bytes()
    inside = content.index(b"PK\x01\x02")
    places = [*range(41), *range(inside, inside + 60), *range(len(content) - 22, len(content))]
    for at in places:
        changed = bytearray(content)
        changed[at] ^= 1
        assert archive.unpacked(bytes(changed)).faults, at
