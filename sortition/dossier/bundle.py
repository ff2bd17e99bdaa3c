"""A bundle: a dossier as one zip file, whose bytes follow from its entries (docs/format.md §20).

The bytes are laid out here, and nothing is compressed: compression libraries differ between
computers and versions, and a zip library adds what it knows of the computer.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from sortition.dossier.canonical import Json, canonical, sha256
from sortition.dossier.case import PUBLIC_PANELS, Dossier
from sortition.dossier.files import LOTTERY
from sortition.dossier.journal import JOURNAL, lines
from sortition.dossier.secret import is_public
from sortition.errors import Text, UsageError
from sortition.records.journal import Step

MANIFEST: Final = "bundle.json"
FORMAT: Final = "sortition/bundle/1"
LARGEST: Final = 1 << 29
"""Bytes of a bundle; readers refuse more."""
_VERSION, _DATE = 20, 33
_OF_THE_PEOPLE: Final = (
    *(f"V{number:02d}" for number in range(1, 30)),
    *("V41", "V42", "V43", "V46", "V49"),
)
"""Checks that take what is kept from the public (20.5)."""


class Kind(StrEnum):
    """For whom a bundle is."""

    PUBLIC = "public"
    AUDITOR = "auditor"


def bundle(dossier: Dossier, kind: Kind) -> bytes:
    """The bundle of a dossier as it stands. Raises UsageError when it cannot be made."""
    if dossier.erased and kind is Kind.AUDITOR:
        raise UsageError(Text("The personal data were erased, so there is nothing for an auditor."))
    if not dossier.erased:
        _ = dossier.secret  # a dossier of an older version has no public files
    entries = dict(_entries(dossier, kind))
    listed: list[Json] = [
        {"name": name, "bytes": len(entries[name]), "sha256": sha256(entries[name])}
        for name in sorted(entries)
    ]
    withheld = list(_withheld(dossier)) if kind is Kind.PUBLIC else []
    manifest = {"format": FORMAT, "kind": kind.value, "files": listed, "withheld": withheld}
    content = archive({MANIFEST: canonical(manifest), **entries})
    if len(content) > LARGEST:
        raise UsageError(
            Text("The bundle would be larger than verifiers accept: {n} bytes.", n=LARGEST)
        )
    return content


def archive(entries: Mapping[str, bytes]) -> bytes:
    """The zip file that holds these entries (20.2)."""
    names = sorted(entries, key=lambda name: (name != MANIFEST, name))
    bodies, headers, offset = [], [], 0
    for name in names:
        content, spelled = entries[name], name.encode("ascii")
        shared = struct.pack(
            "<HHHHIIIHH",
            *(0, 0, 0, _DATE, zlib.crc32(content), len(content), len(content), len(spelled), 0),
        )
        local = b"PK\x03\x04" + struct.pack("<H", _VERSION) + shared + spelled + content
        central = struct.pack("<HH", _VERSION, _VERSION) + shared
        attributes = struct.pack("<HHHII", 0, 0, 0, 0, offset)
        headers.append(b"PK\x01\x02" + central + attributes + spelled)
        bodies.append(local)
        offset += len(local)
    size, count = sum(map(len, headers)), len(names)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, size, offset, 0)
    return b"".join((*bodies, *headers, end))


def _entries(dossier: Dossier, kind: Kind) -> Iterator[tuple[str, bytes]]:
    yield JOURNAL, lines(dossier.entries)
    for entry in dossier.entries:
        for name in entry.outputs:
            if kind is Kind.AUDITOR or is_public(name):
                yield name, dossier.content(name)


def _withheld(dossier: Dossier) -> Iterator[Json]:
    """What the public does not get, and the checks that take it (20.5)."""
    yield {"what": "people", "checks": _OF_THE_PEOPLE}
    if dossier.number_of(Step.LETTERS_DRAWN):
        yield {"what": "letters", "checks": ("V56", "V57")}
    if dossier.number_of(Step.STATUS) or dossier.number_of(Step.REPLACED):
        yield {"what": "statuses", "checks": ("V59", "V61")}
    if dossier.number_of(Step.ALTERNATES):
        yield {"what": "alternates", "checks": ("V63", "V64", "V65")}
    if not any(entry.step is Step.COMMITTED for entry in dossier.entries):
        return
    terms: Any = json.loads(dossier.content(f"{PUBLIC_PANELS}/{LOTTERY}"))
    if None in terms["rest"]["values"]:
        yield {"what": "values", "checks": ("V50",)}
    if terms["rest"]["people"]:
        yield {"what": "proof", "checks": ("V52",)}
    if not terms["listed"]:
        yield {"what": "list", "checks": ("V50", "V51")}
