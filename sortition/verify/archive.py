"""A bundle as bytes: a zip file read with suspicion, without a zip library (docs/format.md §20).

A bundle is written in one way only. Everything that decides what may be unpacked is read from the
central headers first; nothing is unpacked when any of it is wrong, and nothing is ever written to
disk. Then the whole file is made again from its entries and compared.
"""

from __future__ import annotations

import re
import stat
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sortition.verify.findings import Text

MANIFEST: Final = "bundle.json"
LARGEST: Final = 1 << 29
"""Bytes of a bundle (20.3)."""
MOST: Final = 10_000
"""Entries of a bundle."""

_NAME: Final = re.compile(rb"[a-z0-9][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*)*")
_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_VERSION, _DATE = 20, 33
_ENCRYPTED: Final = 0x2041
"""Flags that say so: of the entry, of a strong kind, of the headers."""
_UNIX_MODE: Final = 16
"""Bits before the mode of a file in its external attributes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The entries by name, and what is wrong with the file; with some faults there are none."""

    files: Mapping[str, bytes]
    faults: tuple[Text, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """What a central header says of one entry."""

    name: bytes
    flags: int
    method: int
    packed: int
    size: int
    attributes: int
    offset: int


def read_archive(path: Path) -> Archive:
    """The entries of a bundle. Never raises, and never reads more than the limit."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return _refused(Text("It is not a plain file."))
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except (OSError, ValueError, MemoryError):
        return _refused(Text("The file cannot be read."))
    return unpacked(content)


def unpacked(content: bytes) -> Archive:
    """The entries in the bytes of a bundle."""
    if len(content) > LARGEST:
        return _refused(Text("The file is larger than a bundle may be: {n} bytes.", n=LARGEST))
    try:
        headers = _headers(content)
        faults = tuple(_refusals(headers))
        if faults:
            return Archive(files={}, faults=faults)
        files = {header.name.decode("ascii"): _content(content, header) for header in headers}
    except (ValueError, struct.error):
        return _refused(Text("It is not a zip file as bundles are."))
    if packed(files) != content:
        return Archive(files=files, faults=(Text("The zip file is not written in the one way."),))
    return Archive(files=files)


def packed(files: Mapping[str, bytes]) -> bytes:
    """The one way to write these entries (20.2)."""
    names = sorted(files, key=lambda name: (name != MANIFEST, name))
    body, central = bytearray(), bytearray()
    for name in names:
        content, spelled = files[name], name.encode("ascii")
        facts = (zlib.crc32(content), len(content), len(content), len(spelled), 0)
        central += _CENTRAL.pack(
            *(b"PK\x01\x02", _VERSION, _VERSION, 0, 0, 0, _DATE), *facts, 0, 0, 0, 0, len(body)
        )
        central += spelled
        body += _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, 0, 0, _DATE, *facts) + spelled + content
    end = _END.pack(b"PK\x05\x06", 0, 0, len(names), len(names), len(central), len(body), 0)
    return bytes(body + central + end)


def _refused(reason: Text) -> Archive:
    return Archive(files={}, faults=(reason,))


def _headers(content: bytes) -> list[_Header]:
    """All central headers. Raises ValueError or struct.error when they are not where they belong.

    A zip library looks for the end record backwards from the end; here it has to be at the end.
    """
    start = len(content) - _END.size
    mark, _, _, _, count, size, at, _ = _END.unpack_from(content, max(start, 0))
    if mark != b"PK\x05\x06" or count > MOST or at + size != start:
        raise ValueError("no end record")
    headers = []
    for _ in range(count):
        found = _CENTRAL.unpack_from(content, at)
        mark, flags, method, packed_size, size = found[0], *found[3:5], *found[8:10]
        if mark != b"PK\x01\x02":
            raise ValueError("no central header")
        at += _CENTRAL.size
        headers.append(
            _Header(
                name=content[at : at + found[10]],
                flags=flags,
                method=method,
                packed=packed_size,
                size=size,
                attributes=found[15],
                offset=found[16],
            )
        )
        at += sum(found[10:13])
    return headers


def _refusals(headers: list[_Header]) -> Iterator[Text]:
    """Why nothing is unpacked (20.3)."""
    seen: set[bytes] = set()
    for header in headers:
        name = header.name.decode("utf-8", "replace")
        if not _NAME.fullmatch(header.name):
            yield Text("{file}: no file of a bundle can have this name.", file=name)
        if header.name in seen:
            yield Text("{file}: the name is there twice.", file=name)
        seen.add(header.name)
        if header.flags & _ENCRYPTED:
            yield Text("{file}: the entry is encrypted.", file=name)
        if header.method or header.packed != header.size:
            yield Text("{file}: the entry is compressed.", file=name)
        if not _plain(header.attributes >> _UNIX_MODE):
            yield Text("{file}: the entry is no plain file, but a link or a device.", file=name)
    if sum(header.size for header in headers) > LARGEST:
        yield Text("The entries are larger than a bundle may be: {n} bytes.", n=LARGEST)


def _plain(mode: int) -> bool:
    return stat.S_IFMT(mode) in (0, stat.S_IFREG)


def _content(content: bytes, header: _Header) -> bytes:
    found = _LOCAL.unpack_from(content, header.offset)
    start = header.offset + _LOCAL.size + found[9] + found[10]
    if found[0] != b"PK\x03\x04" or start + header.size > len(content):
        raise ValueError("no entry where the header says")
    return content[start : start + header.size]
