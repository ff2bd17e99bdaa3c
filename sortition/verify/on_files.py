"""V01–V06: the files are all there, unchanged, and written in the one canonical way."""

from __future__ import annotations

from collections.abc import Iterator

from sortition.verify import files, shapes
from sortition.verify.case import Case
from sortition.verify.findings import Text
from sortition.verify.typed import MalformedError, Node

_BOM = b"\xef\xbb\xbf"


def v01_folder(case: Case) -> Iterator[Text]:
    """V01 (1.1): the folder holds exactly the files of a draw, as plain files."""
    yield from case.folder.odd
    for name in case.expected_files:
        if name not in case.folder.files:
            yield Text("{file}: the file is missing.", file=name)
    for name in case.folder.files:
        if name not in case.expected_files:
            yield Text("{file}: a draw of this size has no such file.", file=name)


def v02_manifest(case: Case) -> Iterator[Text]:
    """V02 (1.2): the manifest lists every file, in order, with its size and hash."""
    listed = [entry.name for entry in case.manifest]
    expected = sorted(set(case.expected_files) - {files.MANIFEST})
    if listed != expected:
        yield Text("The manifest does not list exactly the files of a draw, in order.")
    for entry in case.manifest:
        content = case.folder.files.get(entry.name)
        if content is None:
            continue
        if len(content) != entry.size:
            yield Text("{file} has another size than the manifest says.", file=entry.name)
        if files.sha256(content) != entry.sha256:
            yield Text("{file} was changed: its hash is not in the manifest.", file=entry.name)


def v03_text(case: Case) -> Iterator[Text]:
    """V03 (1.3): every file is UTF-8 without a byte order mark and ends in one line feed."""
    for name, content in sorted(case.folder.files.items()):
        if content.startswith(_BOM):
            yield Text("{file} begins with a byte order mark.", file=name)
        if not content.endswith(b"\n") or content.endswith((b"\n\n", b"\r\n")):
            yield Text("{file} does not end in one line feed.", file=name)
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            yield Text("{file} is not UTF-8 text.", file=name)


def v04_json(case: Case) -> Iterator[Text]:
    """V04 (2.5): the JSON files are canonical."""
    for name in files.JSON_FILES:
        if name not in case.folder.files:
            continue
        content = case.content(name)
        try:
            if files.canonical_json(files.parse_json(content)) != content:
                yield Text("{file} is not written in the canonical way.", file=name)
        except files.UnreadableError as error:
            yield Text("{file} cannot be read.", file=name)
            yield error.reason


def v05_members(case: Case) -> Iterator[Text]:
    """V05 (1.2, 4.1-4.5, 4.7, 4.9, 6.1-6.3, 6.6-6.9, 7.1): JSON files have exactly their parts."""
    readers = {
        files.LOTTERY: shapes.lottery,
        files.CERTIFICATE: shapes.certificate,
        files.DRAW: shapes.draw,
        files.MANIFEST: shapes.manifest,
    }
    for name, shape in readers.items():
        try:
            if name in case.folder.files:
                shape(Node(value=files.parse_json(case.content(name)), path=""))
        except files.UnreadableError:
            yield Text("{file} cannot be read: see {check}.", file=name, check="V04")
        except MalformedError as error:
            yield Text("{file} is not what it should be:", file=name)
            yield error.reason


def v06_tables(case: Case) -> Iterator[Text]:
    """V06 (2.4): the CSV files are written in the one canonical way."""
    for name in files.CSV_FILES:
        if name not in case.folder.files:
            continue
        try:
            rows = files.parse_csv(case.content(name))
        except files.UnreadableError as error:
            yield Text("{file} cannot be read.", file=name)
            yield error.reason
            continue
        if files.canonical_csv(rows) != case.content(name):
            yield Text("{file} is not written in the canonical way.", file=name)
