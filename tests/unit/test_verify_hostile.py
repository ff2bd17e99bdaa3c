"""Whatever a folder holds, the verifier answers: every check, no crash, never for ever."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sortition.verify.checks import CHECKS, Status, Verification, verify_files, verify_folder
from sortition.verify.files import JSON_FILES, NAMES, Folder
from tests.bundles import Bundle, cut, files_of, gap, homes, json_bytes, sealed, write

FILES = files_of(homes())


def answered(result: Verification) -> Verification:
    """Every check says something that can be shown, and none of them broke down."""
    assert len(result.findings) == len(CHECKS)
    for finding in result.findings:
        assert (finding.status is Status.PASS) == (not finding.what)
        assert not any("stopped" in str(text) for text in finding.what), finding
    assert all(str(line) for line in result.summary)
    return result


def verified(files: dict[str, bytes]) -> Verification:
    return answered(verify_files(Folder(files=files)))


def failed(result: Verification) -> set[str]:
    return {finding.number for finding in result.findings if finding.status is Status.FAIL}


# --- folders -------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    result = answered(verify_folder(tmp_path / "nothing"))
    assert "V01" in failed(result)
    assert not result.ok


def test_a_name_that_no_folder_can_have() -> None:
    assert not answered(verify_folder("a\0b")).ok


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "draw").write_bytes(b"")
    assert "V01" in failed(answered(verify_folder(tmp_path / "draw")))


def test_an_empty_folder(tmp_path: Path) -> None:
    result = answered(verify_folder(tmp_path))
    assert failed(result) == {"V01"}
    assert not result.ok


def test_an_honest_folder_on_disk(tmp_path: Path) -> None:
    assert answered(verify_folder(write(tmp_path, FILES))).ok


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    write(tmp_path, FILES)
    (tmp_path / name).unlink()
    result = answered(verify_folder(tmp_path))
    assert "V01" in failed(result)
    assert any(name in str(text) for text in result.findings[0].what)


@pytest.mark.parametrize("name", [".DS_Store", "panel.csv.bak", "notes.txt", "a\nb"])
def test_a_file_too_many(tmp_path: Path, name: str) -> None:
    write(tmp_path, FILES)
    (tmp_path / name).write_bytes(b"")
    assert failed(answered(verify_folder(tmp_path))) == {"V01"}


def test_a_folder_in_the_folder(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "old").mkdir()
    assert failed(answered(verify_folder(tmp_path))) == {"V01"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "draw", FILES)
    (tmp_path / "draw" / "panels.csv").rename(tmp_path / "elsewhere.csv")
    (tmp_path / "draw" / "panels.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert "V01" in failed(answered(verify_folder(tmp_path / "draw")))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names there")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, {name: content for name, content in FILES.items() if name != "report.html"})
    os.mkfifo(tmp_path / "report.html")
    assert "V01" in failed(answered(verify_folder(tmp_path)))


# --- files that are not what they should be ------------------------------------------------------

GARBAGE: dict[str, bytes] = {
    "nothing": b"",
    "a line feed": b"\n",
    "null": b"null\n",
    "a list": b"[]\n",
    "an object": b"{}\n",
    "half an object": b'{"format":',
    "not a number": b'{"format":NaN}\n',
    "infinity": b'{"format":-Infinity}\n',
    "a fraction": b'{"format":1.5}\n',
    "an exponent": b'{"format":1e999}\n',
    "a number of 10,000 digits": b'{"format":' + b"9" * 10_000 + b"}\n",
    "a member twice": b'{"format":"a","format":"b"}\n',
    "deep lists": b"[" * 100_000 + b"]" * 100_000 + b"\n",
    "deep objects": b'{"a":' * 100_000,
    "nested as deep as can be read": b"[" * 900 + b"]" * 900 + b"\n",
    "half a surrogate pair": b'{"format":"\\ud800"}\n',
    "UTF-16": '{"format":"x"}\n'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}\n",
    "no UTF-8": b"\xff\xfe\xfd\n",
    "zero bytes": b"\0" * 100,
    "an open quote": b'id,age\n"a,b\n',
    "only a comma": b",\n",
    "empty lines": b"\n\n\n\n",
    "a quote in a cell": b'id\na"b\n',
    "a cell of a million letters": b'"' + b"x" * 1_000_000 + b'"\n',
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_garbage_in_place_of_a_file(name: str, garbage: bytes) -> None:
    files = {**FILES, name: garbage}
    assert not verified(files).ok
    if name != "manifest.json":
        result = verified(sealed(files))
        assert not result.ok or name == "report.html"


@pytest.mark.parametrize("name", [name for name in JSON_FILES if name != "manifest.json"])
def test_json_that_is_not_canonical(name: str) -> None:
    for content in (
        FILES[name].replace(b":", b": ", 1),
        FILES[name].replace(b"sortition", b"\\u0073ortition", 1),
        FILES[name] + b"\n",
        FILES[name][:-1],
    ):
        assert failed(verified(sealed({**FILES, name: content}))) & {"V03", "V04"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"p1,", b'"p1",'),
        (b"'=SUM", b"=SUM"),
        (b"\n", b"\r\n"),
        (b"-5", b"'-5"),
        (b"id,", b"\xef\xbb\xbfid,"),
    ],
)
def test_a_table_that_is_not_canonical(old: bytes, new: bytes) -> None:
    tried = 0
    for name in ("panel.csv", "not_drawn.csv"):
        if old in FILES[name]:
            tried += 1
            files = sealed({**FILES, name: FILES[name].replace(old, new)})
            assert failed(verified(files)) & {"V03", "V06"}
    assert tried


# --- every member, exchanged ---------------------------------------------------------------------

STRANGE: tuple[Any, ...] = (
    *(None, True, -1, 0, 10**12, 10**4000, "", "x", "é" * 200, "1/0", "2/4", "-1/3", "9" * 9000),
    *("{0}", "{x!r:>9999}", f"1/{10**3990 + 1}", "\x00", "0" * 64),
    *([], [[]], [[0, "1"]], {}, {"a": 1}, [None], [[[[]]]], [-1], [10**4000]),
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path to everything in a document; of long lists, to the first two entries."""
    if path:
        yield path
    if isinstance(value, dict):
        for name in value:
            yield from places(value[name], (*path, name))
    elif isinstance(value, list):
        for at in range(min(len(value), 2)):
            yield from places(value[at], (*path, at))


def exchanged(document: dict[str, Any], path: tuple[str | int, ...], to: Any) -> dict[str, Any]:
    changed: Any = deepcopy(document)
    part = changed
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return dict(changed)


@pytest.mark.parametrize("make", [gap, cut, homes])
@pytest.mark.parametrize("document", ["lottery", "certificate", "draw"])
def test_anything_in_place_of_any_member(make: Any, document: str) -> None:
    bundle: Bundle = make()
    honest = getattr(bundle, document)
    for path in places(honest):
        for strange in STRANGE:
            setattr(bundle, document, exchanged(honest, path, strange))
            verified(files_of(bundle))


def test_a_large_whole_number_as_a_quota() -> None:
    bundle = homes()
    bundle.lottery["quotas"][0]["max"] = 10**4000
    assert failed(verified(files_of(bundle))) == {"V20"}


def test_anything_in_place_of_any_member_of_the_manifest() -> None:
    entry = {"bytes": 1, "name": "panel.csv", "sha256": "x"}
    manifest: dict[str, Any] = {"files": [entry], "format": "sortition/manifest/2"}
    for path in places(manifest):
        for strange in STRANGE:
            content = json_bytes(exchanged(manifest, path, strange))
            assert "V02" not in {
                finding.number
                for finding in verified({**FILES, "manifest.json": content}).findings
                if finding.status is Status.PASS
            }


@settings(max_examples=150)
@given(name=st.sampled_from(NAMES), content=st.binary(max_size=200), at=st.integers(0, 400))
def test_any_bytes_anywhere_in_a_file(name: str, content: bytes, at: int) -> None:
    old = FILES[name]
    changed = old[:at] + content + old[at + len(content) :]
    result = verified({**FILES, name: changed})
    assert result.ok == (changed == old)


@settings(max_examples=100)
@given(
    name=st.sampled_from(["panel.csv", "not_drawn.csv", "chances.csv", "panels.csv"]),
    rows=st.lists(
        st.lists(st.sampled_from(["id", "p1", "p2", "", "0", "16-29", "½", '"', "'"]), max_size=5),
        max_size=6,
    ),
)
def test_any_table_in_place_of_another(name: str, rows: list[list[str]]) -> None:
    content = "".join(",".join(row) + "\n" for row in rows).encode()
    assert not verified(sealed({**FILES, name: content})).ok
