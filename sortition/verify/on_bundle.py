"""V44-V46: the bundle as a file, what it says it holds, and the secret (format.md §17, §20)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sortition.verify import files, shapes
from sortition.verify.archive import MANIFEST
from sortition.verify.dossier import SECRET, Dossier
from sortition.verify.findings import BlockedError, Text
from sortition.verify.public import Public
from sortition.verify.typed import MalformedError, Node

OF_THE_PEOPLE: Final = (
    *(f"V{i:02d}" for i in range(1, 30)),
    *("V41", "V42", "V43", "V46", "V49"),
)
"""Checks that take what is kept from the public (20.5)."""
OF_LETTERS: Final = ("V56", "V57")
OF_STATUSES: Final = ("V59", "V61")
OF_ALTERNATES: Final = ("V63", "V64", "V65")
"""The same where there are letters, statuses, or alternates."""

MAY_BE_WITHHELD: Final = (
    *(*OF_THE_PEOPLE, *OF_LETTERS, *OF_STATUSES, *OF_ALTERNATES),
    *("V50", "V51", "V52"),
)
"""Checks that a public bundle can leave open; of any other that would be a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """``bundle.json`` (20.4)."""

    kind: str
    files: tuple[shapes.Listed, ...]
    withheld: tuple[tuple[str, tuple[str, ...]], ...]


def _manifest(node: Node) -> Manifest:
    m = node.members("format", "kind", "files", "withheld")
    m["format"].exactly("sortition/bundle/1")
    return Manifest(
        kind=m["kind"].exactly("public", "auditor"),
        files=m["files"].items(shapes.listed),
        withheld=m["withheld"].items(_withheld),
    )


def _withheld(node: Node) -> tuple[str, tuple[str, ...]]:
    m = node.members("what", "checks")
    return m["what"].text(), shapes.texts(m["checks"])


def v44_archive(dossier: Dossier) -> Iterator[Text]:
    """V44 (20.1-20.3): the bundle is a plain zip file, written in the one way."""
    yield from dossier.content.odd


def v45_manifest(dossier: Dossier) -> Iterator[Text]:
    """V45 (20.4, 20.5): it lists every entry, unchanged, and says what is withheld."""
    held = dict(dossier.content.files)
    content = held.pop(MANIFEST, None)
    if content is None:
        yield Text("{file}: the file is missing.", file=MANIFEST)
        return
    try:
        value = files.parse_json(content)
        if files.canonical_json(value) != content:
            yield Text("{file} is not written in the canonical way.", file=MANIFEST)
        found = _manifest(Node(value=value, path=""))
    except (files.UnreadableError, MalformedError) as error:
        yield Text("{file} is not what it should be:", file=MANIFEST)
        yield error.reason
        return
    yield from _listed(found, held)
    if found.withheld != tuple(expected_withheld(dossier)):
        yield Text("{file} does not say what is withheld, and from which checks.", file=MANIFEST)


def _listed(manifest: Manifest, held: dict[str, bytes]) -> Iterator[Text]:
    if [entry.name for entry in manifest.files] != sorted(held):
        yield Text("{file} does not list exactly the other entries, in order.", file=MANIFEST)
    for entry in manifest.files:
        content = held.get(entry.name)
        if content is not None and (len(content), files.sha256(content)) != (
            entry.size,
            entry.sha256,
        ):
            yield Text("{file} was changed: it is not what the bundle lists.", file=entry.name)


def expected_withheld(dossier: Dossier) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is withheld from a public bundle, and the checks that take it (20.5)."""
    if not dossier.is_public:
        return
    yield "people", OF_THE_PEOPLE
    if dossier.has("letters drawn"):
        yield "letters", OF_LETTERS
    if dossier.has("status") or dossier.has("replaced"):
        yield "statuses", OF_STATUSES
    if dossier.has("alternates drawn"):
        yield "alternates", OF_ALTERNATES
    public = Public(dossier)
    if not public.committed:
        return
    if public.withheld:
        yield "values", ("V50",)
    if public.terms.rest:
        yield "proof", ("V52",)
    if not public.terms.listed:
        yield "list", ("V50", "V51")


def v46_secret(dossier: Dossier) -> Iterator[Text]:
    """V46 (17.1): the first entry fixes the secret, and nothing else."""
    if list(dossier.entries[0].outputs) != [SECRET]:
        yield Text("The first line of the journal does not fix the secret alone.")
    if dossier.is_public:
        dossier.file(SECRET)
    try:
        _ = dossier.secret
    except BlockedError:
        yield Text("{file} does not hold 64 hexadecimal digits.", file=SECRET)
