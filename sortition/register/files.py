"""The files of a register as they are on disk: digest, encoding, header; large ones piece by piece.

Every file is read once from end to end before it is used, so that what is recorded as the input is
what was read, and so that a register from an old program (Windows-1252, UTF-16) becomes UTF-8.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sortition.errors import InputError, Problem, Text, Where
from sortition.records.names import clean, key
from sortition.register.duck import parquet_columns
from sortition.register.engine import Register, RegisterFile
from sortition.tables.decode import encodings_of
from sortition.tables.fatal import cannot_be_used
from sortition.tables.separated import separator
from sortition.tables.shown import listed, shown

_PIECE: Final = 1 << 24
_HEAD: Final = 1 << 16
_PARQUET: Final = b"PAR1"
_DECLARED: Final = re.compile(r'"?sep=([;,\t])"?\r?\n', re.IGNORECASE)


def look(paths: Sequence[Path], scratch: Path) -> Register:
    """Find out how to read the files (at least one). Copies in UTF-8 are made in ``scratch``.

    Raises InputError with every problem of every file.
    """
    files: list[RegisterFile] = []
    problems: list[Problem] = []
    for number, path in enumerate(paths):
        try:
            files.append(_look(path, scratch / f"{number}.csv"))
        except InputError as error:
            problems += error.problems
    problems += [problem for file in files for problem in _header_problems(file, files[0])]
    if problems:
        raise cannot_be_used(tuple(problems))
    return Register(files=tuple(files))


def _look(path: Path, copy: Path) -> RegisterFile:
    try:
        stamp = _stamp(path)
        digest, is_utf8, head = _through(path)
    except OSError:
        raise _problem(
            path,
            "cannot-open",
            Text("The file cannot be opened."),
            Text("Check the name, and whether another program has it open."),
        ) from None
    if head.startswith(_PARQUET):
        columns = tuple(map(clean, parquet_columns(path)))
        return RegisterFile(
            name=path.name,
            place=path,
            digest=digest,
            columns=columns,
            separator="",
            given=path,
            stamp=stamp,
        )
    mark, encodings = encodings_of(head)
    encoding = encodings[0] if is_utf8 or encodings[0] != "utf-8" else encodings[-1]
    text = head[mark:].decode(encoding, errors="ignore")
    if not text.strip() or "\0" in text:
        raise _problem(
            path,
            "not-a-register",
            Text("This is no CSV file and no Parquet file, or it is empty."),
            Text("Export the register as CSV (UTF-8) or as Parquet."),
        )
    declared = _DECLARED.match(text)
    body = text[declared.end() :] if declared else text
    found = declared[1] if declared else separator(_whole_lines(body))
    place = path
    if encoding != "utf-8" or declared:
        skipped = len(declared[0].encode(encoding)) if declared else 0
        _rewrite(path, copy, encoding, mark + skipped)
        place = copy
    return RegisterFile(
        name=path.name,
        place=place,
        digest=digest,
        columns=_header(body, found),
        separator=found,
        given=path,
        stamp=stamp,
    )


def unchanged(register: Register) -> bool:
    """Whether the files are still those that were looked at, so that their digests are true."""
    try:
        return all(_stamp(file.given) == file.stamp for file in register.files)
    except OSError:
        return False


def _stamp(path: Path) -> tuple[int, int]:
    known = path.stat()
    return known.st_size, known.st_mtime_ns


def _through(path: Path) -> tuple[str, bool, bytes]:
    """The SHA-256, whether all of it is UTF-8, and the first bytes."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    is_utf8, head = True, b""
    for piece in _pieces(path):
        head = head or piece[:_HEAD]
        digest.update(piece)
        # The bytes of Parquet are no text, and only the first bytes tell what it is.
        if is_utf8 and not head.startswith(_PARQUET):
            is_utf8 = _decodes(decoder, piece)
    return digest.hexdigest(), is_utf8, head


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes) -> bool:
    try:
        decoder.decode(piece)
    except UnicodeDecodeError:
        return False
    return True


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _rewrite(path: Path, copy: Path, encoding: str, skipped: int) -> None:
    """The file in UTF-8, without its first bytes. Raises InputError where it is no text."""
    try:
        with path.open("rb") as source, copy.open("wb") as target:
            source.seek(skipped)
            decoder = codecs.getincrementaldecoder(encoding)()
            while piece := source.read(_PIECE):
                target.write(decoder.decode(piece).encode("utf-8"))
            target.write(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError:
        raise _problem(
            path,
            "not-a-register",
            Text("Some letters in this file cannot be read."),
            Text("Export the register again as CSV (UTF-8) or as Parquet."),
        ) from None


def _whole_lines(text: str) -> str:
    """Without the last line, which the sample may have cut."""
    return text if len(text) < _HEAD // 4 else text[: text.rfind("\n") + 1]


def _header(text: str, found: str) -> tuple[str, ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=found)
    return tuple(clean(name) for name in next(reader, []))


def _header_problems(file: RegisterFile, first: RegisterFile) -> Iterator[Problem]:
    names = [key(name) for name in file.columns]
    twice = sorted({name for name in file.columns if names.count(key(name)) > 1})
    if twice:
        yield Problem(
            code="column-twice",
            where=Where(file=file.name, row=1, column=shown(twice[0])),
            text=Text("More than one column has this name."),
            advice=Text("Give every column a name of its own."),
        )
    if names != [key(name) for name in first.columns]:
        yield Problem(
            code="other-columns",
            where=Where(file=file.name, row=1),
            text=Text("The columns are others than those of {file}.", file=first.name),
            advice=Text(
                "Give all files of the register these columns, in this order: {columns}.",
                columns=listed(first.columns),
            ),
        )


def _problem(path: Path, code: str, text: Text, advice: Text) -> InputError:
    where = Where(file=path.name)
    return cannot_be_used((Problem(code=code, where=where, text=text, advice=advice),))
