"""The files of a dossier and its journal, read and shaped (docs/format.md §§10–12)."""

from __future__ import annotations

import hmac
import re
import stat
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

from sortition.verify import archive, files, shapes
from sortition.verify.case import Case
from sortition.verify.findings import BlockedError, Text, WithheldError
from sortition.verify.moments import seconds
from sortition.verify.plan import as_text, read_plan
from sortition.verify.rules import encode
from sortition.verify.typed import MalformedError, Node

T = TypeVar("T")

JOURNAL: Final = "journal.jsonl"
PLAN: Final = "plan.toml"
ACCOUNT: Final = "account.html"
SECRET: Final = "secret.txt"
ZEROS: Final = "0" * 64

_HEX: Final = frozenset("0123456789abcdef")
_PATH: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*)*")
_PUBLIC: Final = re.compile(r"plan\.toml|plans/.+|public/.+|pools/[0-9]+/pool\.json", re.ASCII)
_SECRET: Final = re.compile(rb"[0-9a-f]{64}\n")
_DEPTH: Final = 3
_BRACKETS: Final = 2000
_MOST: Final = 100_000
"""Files of a dossier that are read; more is no dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the journal; ``facts`` have the shape of their step (12.4)."""

    number: int
    previous: str
    step: str
    time: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    facts: Mapping[str, Any]
    hash: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Every plain file by its path, and what is odd: links, devices, too deep, too many.

    ``kind`` is folder, or that of a bundle: auditor or public (20.1).
    """

    files: Mapping[str, bytes]
    odd: tuple[Text, ...] = field(default=())
    kind: str = "folder"


def read_dossier(path: Path) -> Content:
    """Read the folder. Links are named and left alone."""
    found: dict[str, bytes] = {}
    odd: list[Text] = []
    for entry in _walk(path, path, _DEPTH):
        name = entry.relative_to(path).as_posix()
        try:
            plain = stat.S_ISREG(entry.lstat().st_mode)
            content = entry.read_bytes() if plain and len(found) < _MOST else None
        except (OSError, MemoryError):
            content = None
        if content is None:
            odd.append(Text("{file}: not a plain file that can be read.", file=name))
        else:
            found[name] = content
    return Content(files=found, odd=tuple(odd))


def read_bundle(path: Path) -> Content:
    """Read a bundle. Unless it says that it is public, nothing that is missing is excused."""
    return bundle_content(archive.read_archive(path))


def bundle_content(found: archive.Archive) -> Content:
    """What is in a bundle, and its kind."""
    try:
        said = files.parse_json(found.files[archive.MANIFEST])
        kind = said["kind"] if isinstance(said, dict) else ""
    except (KeyError, files.UnreadableError):
        kind = ""
    return Content(
        files=found.files, odd=found.faults, kind="public" if kind == "public" else "auditor"
    )


def _walk(path: Path, top: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(path.iterdir(), key=lambda entry: entry.name)
    except (OSError, ValueError):
        return
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink() and depth > 1:
            yield from _walk(entry, top, depth - 1)
        else:
            yield entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested:
    """A bundle inside a dossier, its kind, and the checks of it that fail."""

    dossier: Dossier
    kind: str
    failed: tuple[str, ...]


Examine = Callable[["Dossier"], tuple[str, ...]]
"""The numbers of the checks of a dossier that fail."""


class Dossier:
    """One dossier under examination; facts are computed when a check first asks for them.

    ``examine`` looks at bundles inside it; None: it may have none.
    """

    def __init__(self, content: Content, examine: Examine | None = None) -> None:
        self.content = content
        self._examine = examine
        self._nested: dict[str, Nested] = {}

    def nested(self, name: str) -> Nested:
        """A bundle inside, examined once. Blocks when there is none, or when this is one itself."""
        if name not in self._nested:
            if self._examine is None:
                raise BlockedError(Text("{file}: a replacement has none of its own.", file=name))
            inner = Dossier(bundle_content(archive.unpacked(self.file(name))))
            failed = self._examine(inner)
            self._nested[name] = Nested(dossier=inner, kind=inner.content.kind, failed=failed)
        return self._nested[name]

    def file(self, name: str) -> bytes:
        """The bytes of a file."""
        if name in self.content.files:
            return self.content.files[name]
        if name != JOURNAL and not is_public(name) and self.is_public:
            if self.content.kind == "public":
                raise WithheldError(Text("{file} is kept from the public.", file=name))
            raise WithheldError(Text("{file} was erased.", file=name))
        raise BlockedError(Text("{file} is missing: see {check}.", file=name, check="V30"))

    def table(self, name: str) -> files.Rows:
        """The rows of a table, header first; one empty row where it cannot be read as one."""
        try:
            return files.parse_csv(self.file(name))
        except files.UnreadableError:
            return ((),)

    @property
    def is_bundle(self) -> bool:
        """Whether this was read from a bundle."""
        return self.content.kind != "folder"

    @property
    def is_public(self) -> bool:
        """Whether this is what everybody may see."""
        return self.content.kind == "public" or self.erased

    @cached_property
    def erased(self) -> bool:
        """Whether what names people was erased (22.1)."""
        return self.has("erased")

    def has(self, step: str) -> bool:
        """Whether the journal can be read and has such a step."""
        try:
            return bool(self.of(step))
        except BlockedError:
            return False

    @cached_property
    def version(self) -> int:
        """The version of the journal's format: that of its first line that is an entry."""
        for line in self.lines if JOURNAL in self.content.files else ():
            try:
                return entry_of(line).version
            except (MalformedError, files.UnreadableError):
                continue
        return 2

    @cached_property
    def secret(self) -> bytes:
        """What private files are hidden with (17.1)."""
        content = self.file(SECRET)
        if not _SECRET.fullmatch(content):
            raise _unreadable(SECRET, "V46")
        return bytes.fromhex(content.decode("ascii"))

    def digest(self, name: str, content: bytes) -> str:
        """What the journal should say of a file (17.2)."""
        if self.version == 1 or name == SECRET or is_public(name):
            return files.sha256(content)
        return hmac.digest(self.secret, encode("sortition/file/1", name) + content, "sha256").hex()

    @cached_property
    def lines(self) -> tuple[bytes, ...]:
        """The lines of the journal, each with its line feed; a last one without it counts."""
        return tuple(re.findall(rb"[^\n]*\n|[^\n]+", self.file(JOURNAL)))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every line as an entry."""
        try:
            found = tuple(map(entry_of, self.lines))
        except (MalformedError, files.UnreadableError):
            raise _unreadable(JOURNAL, "V31") from None
        if not found:
            raise _unreadable(JOURNAL, "V31")
        return found

    def of(self, *steps: str) -> list[Entry]:
        """The entries of some steps, in order."""
        return [entry for entry in self.entries if entry.step in steps]

    def last(self, *steps: str) -> Entry:
        """The last entry of some steps; blocks when there is none."""
        found = self.of(*steps)
        if not found:
            raise BlockedError(Text("The process has not come so far."))
        return found[-1]

    def plan_as_it_is(self, version: int) -> Mapping[str, Any]:
        """A plan as TOML, dates as text. Raises UnreadableError when it is none."""
        try:
            plan = tomllib.loads(self.file(f"plans/{version}/{PLAN}").decode("utf-8"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
            raise files.UnreadableError(Text("It is not TOML.")) from None
        return dict(as_text(plan))

    def plan(self, version: int) -> Mapping[str, Any]:
        """A plan with the members of a plan (§11), for checks that need one."""
        try:
            plan = self.plan_as_it_is(version)
            read_plan(plan)
        except (files.UnreadableError, MalformedError):
            raise _unreadable(f"plans/{version}/{PLAN}", "V35") from None
        return plan

    @property
    def last_plan(self) -> Mapping[str, Any]:
        """The plan that holds now."""
        return self.plan(self.last("planned", "amended").facts["version"])

    @cached_property
    def rules(self) -> shapes.ClosedPool:
        """``pool.json`` of the closed pool."""
        name = f"{self.pool_place}/pool.json"
        try:
            return shapes.closed_pool(Node(value=files.parse_json(self.file(name)), path=""))
        except (MalformedError, files.UnreadableError):
            raise _unreadable(name, "V41") from None

    @property
    def pool_place(self) -> str:
        """The folder of the closed pool."""
        return next(iter(self.last("pool closed").outputs), "").rpartition("/")[0]

    @property
    def is_drawn(self) -> bool:
        """Whether there is a draw: by the journal, or by its files."""
        try:
            return self.drawn is not None or bool(self.of("drawn"))
        except BlockedError:
            return False

    @cached_property
    def registrants(self) -> files.Rows:
        """``registrants.csv`` of the closed pool, header first."""
        name = f"{self.pool_place}/registrants.csv"
        try:
            return files.parse_csv(self.file(name))
        except files.UnreadableError:
            raise _unreadable(name, "V41") from None

    @cached_property
    def case(self) -> Case:
        """The draw as the checks of a draw see it."""
        if self.drawn is None:
            raise BlockedError(Text("The process has not come so far."))
        return Case(self.drawn)

    @cached_property
    def drawn(self) -> files.Folder | None:
        """The files of the draw; None when nothing was drawn."""
        inside = {
            name.removeprefix("draw/"): content
            for name, content in self.content.files.items()
            if name.startswith("draw/")
        }
        odd = [
            Text("{file}: a draw has no such file.", file=name)
            for name in inside
            if name not in files.NAMES
        ]
        known = {name: content for name, content in inside.items() if name in files.NAMES}
        return files.Folder(files=known, odd=tuple(odd)) if inside else None


def is_public(name: str) -> bool:
    """Whether everybody may see a file of a dossier (17.2)."""
    return _PUBLIC.fullmatch(name) is not None


def _unreadable(file: str, check: str) -> BlockedError:
    return BlockedError(Text("{file} cannot be read: see {check}.", file=file, check=check))


def entry_of(line: bytes) -> Entry:
    """A line as an entry. Raises MalformedError or UnreadableError when it is none (12.1–12.4)."""
    if line.count(b"[") + line.count(b"{") > _BRACKETS:
        raise MalformedError(Text("{place} has more brackets than an entry can have.", place="{ }"))
    value = files.parse_json(line)
    if files.canonical_json(value) != line:
        raise MalformedError(Text("{place} is not written in the one way.", place="{ }"))
    members = Node(value=value, path="").members(
        *("facts", "format", "inputs", "number", "outputs", "previous", "step", "time", "tool")
    )
    form = members["format"].exactly("sortition/journal/1", "sortition/journal/2")
    members["tool"].text()
    step = members["step"].exactly(*_FACTS)
    _FACTS[step](members["facts"])
    facts = members["facts"].value
    return Entry(
        number=members["number"].whole(),
        previous=_hash(members["previous"]),
        step=step,
        time=_moment(members["time"]),
        inputs=_hashes(members["inputs"]),
        outputs=_hashes(members["outputs"]),
        facts=facts if isinstance(facts, dict) else {},
        hash=files.sha256(line),
        version=int(form[-1]),
    )


# --- shapes --------------------------------------------------------------------------------------

Shape = Callable[[Node], object]


def _digits(node: Node, count: int) -> str:
    text = node.text()
    if len(text) != count or not _HEX.issuperset(text):
        raise MalformedError(
            Text("{place} should be {n} hexadecimal digits.", place=node.place, n=count)
        )
    return text


def _hash(node: Node) -> str:
    return _digits(node, 64)


def _signature(node: Node) -> str:
    return _digits(node, 128)


def _moment(node: Node) -> str:
    try:
        seconds(node.text())
    except ValueError:
        raise MalformedError(Text("{place} should be a moment.", place=node.place)) from None
    return node.text()


def _hashes(node: Node) -> dict[str, str]:
    if not isinstance(node.value, dict):
        raise MalformedError(Text("{place} should be an object.", place=node.place))
    for name in node.value:
        if not _PATH.fullmatch(name):
            raise MalformedError(Text("{place} names no file of a dossier.", place=node.place))
    members = node.members(*node.value)
    return {name: _hash(member) for name, member in members.items()}


def _object(**shape: Shape) -> Shape:
    def read(node: Node) -> None:
        members = node.members(*shape)
        for name, inner in shape.items():
            inner(members[name])

    return read


def _list(shape: Shape) -> Shape:
    return lambda node: node.items(shape)


def _null_or(shape: Shape) -> Shape:
    return lambda node: node.or_null(shape)


def _step(node: Node) -> str:
    return node.exactly(*_STEPS)


_text: Shape = Node.text
_whole: Shape = Node.whole
_PARTIES: Final = _list(_object(key=_hash, name=_text))
_CHANGES: Final = _list(_object(field=_text, before=_null_or(_text), after=_null_or(_text)))
_PARTS: Final = _list(
    _object(kind=_text, source=_text, value=_text, known=_moment, check=_text, evidence=_text)
)
_VALUE: Final = _object(value=_text, parts=_PARTS)

_STEPS: Final = (
    *("opened", "planned", "signed", "amended", "pool closed", "value A", "panels committed"),
    *("value B", "drawn", "replaced", "trial", "failed"),
    *("letters planned", "letters drawn", "answers", "erased", "status"),
    *("alternates drawn", "alternates called"),
)
_FACTS: Final[Mapping[str, Shape]] = {
    "opened": _object(language=_text, lineage=_null_or(_object(head=_hash, why=_text))),
    "planned": _object(version=_whole, parties=_PARTIES),
    "signed": _object(party=_text, key=_hash, subject=_hash, signature=_signature),
    "amended": _object(version=_whole, parties=_PARTIES, by=_text, why=_text, changes=_CHANGES),
    "pool closed": _object(people=_whole),
    "value A": _VALUE,
    "panels committed": _object(units=_whole),
    "value B": _VALUE,
    "drawn": _object(number=_whole, of=_whole),
    "replaced": _object(head=_hash, seats=_whole, added=_whole),
    "status": _object(counts=_list(_object(status=_text, people=_whole))),
    "alternates drawn": _object(
        **dict.fromkeys(("people", "sets", "number", "without", "shortfall", "bound"), _whole)
    ),
    "alternates called": _object(people=_whole, free=_whole),
    "trial": _object(trial=_whole, seed=_text, people=_whole, number=_whole, of=_whole),
    "failed": _object(step=_step, exit_code=_whole, codes=_list(_text)),
    "letters planned": _object(
        letters=_whole, waves=_whole, register=_list(_object(name=_text, sha256=_hash))
    ),
    "letters drawn": _object(
        **dict.fromkeys(("wave", "letters", "rows", "remaining"), _whole),
        **dict.fromkeys(("value", "source"), _text),
        known=_moment,
        left_out=_list(_object(name=_text, people=_whole)),
    ),
    "answers": _object(letters=_whole, joined=_whole, refused=_whole, undeliverable=_whole),
    "erased": _object(
        by=_text, why=_text, erased=_list(_object(what=_text, files=_whole, rows=_whole))
    ),
}
