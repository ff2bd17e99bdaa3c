"""A draw on disk is complete or not there, and never written over another one."""

import os
import stat

import pytest

from sortition.dossier import folder
from sortition.errors import UsageError

FILES = {"a.csv": b"1\n", "b.json": b"{}\n"}


def test_what_is_written_is_read_back(tmp_path):
    out = tmp_path / "deep" / "draw"
    folder.write(out, FILES)
    assert folder.read(out) == FILES
    assert [path.name for path in out.parent.iterdir()] == ["draw"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_only_the_owner_may_read_it(tmp_path):
    out = tmp_path / "draw"
    folder.write(out, FILES)
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_what_is_for_everybody_has_the_permissions_of_other_files(tmp_path):
    out, plain = tmp_path / "report", tmp_path / "plain"
    folder.write(out, FILES, public=True)
    plain.mkdir()
    (plain / "file").write_bytes(b"")
    assert out.stat().st_mode == plain.stat().st_mode
    assert {path.stat().st_mode for path in out.iterdir()} == {(plain / "file").stat().st_mode}


def test_an_empty_folder_may_be_filled(tmp_path):
    out = tmp_path / "draw"
    out.mkdir()
    folder.write(out, FILES)
    assert folder.read(out) == FILES


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    out = tmp_path / "draw"
    folder.write(out, FILES)
    with pytest.raises(UsageError, match="never overwritten"):
        folder.write(out, {"a.csv": b"2\n"})
    assert folder.read(out) == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["draw"]


def test_a_file_or_a_link_of_that_name_is_left_alone(tmp_path):
    (tmp_path / "file").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link"):
        with pytest.raises(UsageError, match="not a folder"):
            folder.write(tmp_path / name, FILES)
    assert (tmp_path / "file").read_bytes() == b"mine"


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, RuntimeError])
def test_nothing_is_left_of_an_interrupted_writing(tmp_path, monkeypatch, error):
    def interrupt(*_):
        raise error

    monkeypatch.setattr(folder, "_move", interrupt)
    with pytest.raises(error):
        folder.write(tmp_path / "draw", FILES)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_taken_meanwhile_is_not_overwritten(tmp_path, monkeypatch):
    out = tmp_path / "draw"
    fill = folder._fill

    def fill_and_be_overtaken(unfinished, files, **wishes):
        fill(unfinished, files, **wishes)
        out.mkdir()
        (out / "theirs").write_bytes(b"theirs")

    monkeypatch.setattr(folder, "_fill", fill_and_be_overtaken)
    with pytest.raises(UsageError, match="cannot be written"):
        folder.write(out, FILES)
    assert folder.read(out) == {"theirs": b"theirs"}
    assert [path.name for path in tmp_path.iterdir()] == ["draw"]


def test_a_disk_that_refuses_is_a_usage_error_with_the_reason(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError, match="cannot be written"):
        folder.write(tmp_path / "file" / "draw", FILES)


def test_a_folder_that_is_not_there_cannot_be_read(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        folder.read(tmp_path / "nowhere")
