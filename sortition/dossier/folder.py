"""A folder of files on disk: written whole or not at all, never over another one.

Unless they are for everybody, only their owner may read them (mode 0600, folder 0700).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sortition.errors import Text, UsageError


def ensure_free(folder: Path) -> None:
    """Raise UsageError unless the folder does not exist yet, or is an empty one."""
    if not os.path.lexists(folder):
        return
    if folder.is_symlink() or not folder.is_dir():
        raise UsageError(
            Text('"{folder}" exists and is not a folder. Choose another name.', folder=str(folder))
        )
    if any(folder.iterdir()):
        raise UsageError(
            Text(
                'The folder "{folder}" is not empty, and a draw is never overwritten. '
                "Choose another folder, or move this one away.",
                folder=str(folder),
            )
        )


def write(folder: Path, files: Mapping[str, bytes], *, public: bool = False) -> None:
    """Write all files into a new folder, in one step: afterwards it is complete, or not there.

    Whoever may read other new files of this user may read ``public`` ones. Raises UsageError when
    the folder is taken or cannot be written. Whatever interrupts the writing (also Ctrl-C), the
    unfinished folder is removed.
    """
    ensure_free(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Beside the target, so that the rename stays within one file system.
        room = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            unfinished = room / folder.name
            unfinished.mkdir(mode=0o777 if public else 0o700)
            _fill(unfinished, files, public=public)
            _move(unfinished, folder)
        finally:
            shutil.rmtree(room, ignore_errors=True)
        _sync_folder(folder.parent)
    except OSError as error:
        raise UsageError(
            Text(
                'The folder "{folder}" cannot be written: {reason}. Nothing was saved.',
                folder=str(folder),
                reason=error.strerror or type(error).__name__,
            )
        ) from None


def read(folder: Path) -> dict[str, bytes]:
    """Name and bytes of every file in the folder. Raises UsageError when it cannot be read."""
    try:
        found = sorted(folder.iterdir())
        return {path.name: path.read_bytes() for path in found if path.is_file()}
    except OSError as error:
        raise UsageError(
            Text(
                'The folder "{folder}" cannot be read: {reason}.',
                folder=str(folder),
                reason=error.strerror or type(error).__name__,
            )
        ) from None


def write_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write one new file, whole or not at all. Raises UsageError when it exists or cannot be.

    Only its owner may read a ``private`` one.
    """
    ensure_no_file(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY
        with os.fdopen(os.open(path, flags, 0o600 if private else 0o666), "wb") as stream:
            try:
                stream.write(content)
            except BaseException:
                path.unlink()
                raise
    except OSError as error:
        raise _not_written(path, error) from None


def replace_file(path: Path, content: bytes) -> None:
    """Write a file, or exchange it for another text, in one step. Raises UsageError."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise _not_written(path, error) from None


def _not_written(path: Path, error: OSError) -> UsageError:
    return UsageError(
        Text(
            'The file "{file}" cannot be written: {reason}. Nothing was saved.',
            file=str(path),
            reason=error.strerror or type(error).__name__,
        )
    )


def ensure_no_file(path: Path) -> None:
    """Raise UsageError when the path is taken."""
    if os.path.lexists(path):
        raise UsageError(
            Text(
                'The file "{file}" exists, and is not overwritten. Choose another name.',
                file=str(path),
            )
        )


def _fill(folder: Path, files: Mapping[str, bytes], *, public: bool) -> None:
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY
    for name in sorted(files):
        handle = os.open(folder / name, flags, 0o666 if public else 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(files[name])
            stream.flush()
            os.fsync(stream.fileno())
    _sync_folder(folder)


_BINARY = getattr(os, "O_BINARY", 0)  # Windows changes line ends without it


def _move(unfinished: Path, folder: Path) -> None:
    if folder.is_dir():
        # Fails when somebody put something in it meanwhile; Windows renames onto no folder at all.
        folder.rmdir()
    # A folder is never renamed onto a folder that holds something: POSIX rename refuses it too.
    unfinished.rename(folder)


def _sync_folder(folder: Path) -> None:
    """Make the names themselves last through a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
