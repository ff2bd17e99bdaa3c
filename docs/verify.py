#!/usr/bin/env python3
"""Check a draw of a citizens' panel: python verify.py DIR|BUNDLE

This one file is the verifier of sortition 0.1.0. It needs Python 3.11 or newer and nothing
else: no installation, no network, no other file of the program that made the draw. It reads what
you name, and changes nothing. What the checks V01, V02, … mean, and the clauses in brackets, is in
docs/format.md of that program; how to go about it, in docs/auditor.md.

Exit code 0: everything holds. 1: a check failed. 2: it was called in another way.

Made by `sortition verifier` from the modules of sortition/verify, one after another; do not edit
it. To see that it is what it says, make it again and compare. The SHA-256 of each module:

538834d646504f042e853878c053026dd3c1fc6d4814d044486cac257b9796b5  findings.py
fc080ba1558323a7456599682f5140e96cdfa60b95a2c6705ee407f259bc6f5d  rules.py
b55728130460877f47e00100f29c10c67edc97fd2d9de1be4069f80a62b8bccd  files.py
7dd15af601c4a7483915bee7ca489dc03a2833852536809605a1228b9ab1b7c2  typed.py
4cff30b077121b4982c744640ed3ce93189ba4e26b51606b876ae88aad85af1a  shapes.py
268d77ae3417563da154075406351dde2cbccaec50240943ce00116e7d1e3e25  derived.py
c42fcadeae9adcd187992d857729d34171f4f6a6f95907cc546ddd1f43d78e85  case.py
c3a21b2587f6b3ec8fdf7df32b51ac5954cfd264480b12444f398bbfb7531eb0  on_draw.py
1569a6768922839bf35649bcf1fa06d02fe40736d856f288978a24cbf944914a  on_files.py
6f5fd18a3d01982f9a70b9c8ebf543f1d378d9854451b359248fae034f4fd028  on_proof.py
f4a06f674753428a6f3c9f46e22a2e5e58c7a41c99bab71fcf0422febfcaaaa0  on_method.py
0a38bf97ee84aa358594d3cd238ea417d06cfea3c3142a8a101f896e291bfaa3  on_interval.py
a44f1132499f147f1a9cec74e399ff60be8700968dcf115123022564782f84a5  together.py
0623823c2f8d866ac06243436e66a6a5fa3140ec19fdf0cdda460bb070f76e92  on_panels.py
f022eeff3f571dfbe5ec55e15e729214f8e71569853f8a6b34a9de390386fcff  on_people.py
f3864f3eb0157105a1d5faaf9521c4c9290d10f032486df1737491713ed0e431  archive.py
9a66a3a02a1ba9fdc9173e9ac5f18122c98ae95befbe37206b16f73a2104b355  moments.py
c612d510bbdb76b0d3ca7a4833d4eb7733070cfcfdae9e9a4ba98146d59f41a4  plan.py
8d29a96f6d1fc1df9a1eb88d5b80f452a39e9ffa3b13a7366f8002861dbf7355  dossier.py
f5992f62e80c4af0f4eada357c41f4d196b558af3d18c76e7e9b895728c1c8fe  public.py
a2e87fd88ca9f4360cdd96a2971aadf403e575c0953aba4da3840c7969cb5383  on_public.py
b4c8359be3a5cafe646ce28ff2ffe2d8477d24395358f8965488f228db2f9a49  receipts.py
2213f12b8c54b35dcb5baf88b5be2f41a286ab8edb28fbc8fa28db9c06fb2e3a  follow.py
1f2e0e454c0f104c1f8f07a5f621cc745218a927d1511b5d6ea827be6056dc85  on_replaced.py
7573c52401219b30dc4f76c3c58551aa308575a76648ec69a500f211101db151  standby.py
b4cbefeb614a667647309d28bd931e4e9a79c1261b9e3f42739b6f39c2e3a365  on_alternates.py
c8a4f99060ef99e1db02aaa64faf39376ca0321299b8cd7cc2d1e6a588ac3edf  on_bundle.py
7e634ba452fe8c784fd33f287f00fd5543ce164e7e2d6b7c4edbcb61c9a18d70  ed25519.py
540584d3bc796e2ef62a88ed79b1211f9506f525268070e28368ef6f6072809b  on_journal.py
c28c35738fe1abf2bc2a442ea12d9baddfa6337eb21f38a7fa6748a004c93755  on_letters.py
4afcc275a1271ec26815c7244d1d6f30c6761208fe4ffc117f1b0c6b04874ee4  on_values.py
9a86d37ddd5de197636866fe544384bb68b4d44ff242d878e85a95ab545dd7b2  of_process.py
dbd279dbbc5e71591ecb5d4cfbcefd3c2021ac3ce463250925a56a2accc6c153  summary.py
c122a3eb1844ec9dafe62eeb02ec7a5c031f9b41b39a158057e56daa566f5f8d  checks.py
933b3da3e57988d2df150d1dbd25a5fa11d16dc9ddd84f86941ade3b0764caa1  __main__.py
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):
    sys.exit("verify.py needs Python 3.11 or newer; this is " + sys.version.split()[0])

import calendar
import csv
import hashlib
import hmac
import io
import json
import re
import stat
import struct
import tomllib
import unicodedata
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, wraps
from itertools import chain, count, groupby, islice, pairwise, zip_longest
from math import floor, gcd, lcm, prod
from operator import le
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar


# ==================================================================================================
# findings.py
#
# What the checks say: texts that can be translated, and one finding for each check.
#
# The verifier imports nothing of ours, so this is its own small copy of ``errors.Text``; whatever
# renders those renders these too: an English template and the values to fill in.
# ==================================================================================================

_LONGEST_in_findings = 60
"""Digits of a number that a message still shows."""
_LONGEST_TEXT = 200
"""Characters of a text."""


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A message for people: an English template and the values it shows."""

    template: str
    values: Mapping[str, object]

    def __init__(self, template: str, /, **values: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", {name: _short_in_findings(v) for name, v in values.items()})

    def __str__(self) -> str:
        """In English, which marks thousands: ``{n}`` is 1,000 and ``{n:d}`` is 1000."""
        return self.template.format(**{name: _marked(v) for name, v in self.values.items()})


class Status(StrEnum):
    """What came of a check."""

    PASS = "pass"
    FAIL = "fail"
    NOT_CHECKABLE = "not checkable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check and what came of it.

    ``name`` is what the check claims, ``clauses`` the clauses of docs/format.md it covers. ``what``
    has no entry when the check passed; else the faults found (the first of them, when there are
    very many: then ``more`` is True), or the reason why it could not be checked. ``withheld`` says
    that what it takes is kept from the public, as it should be.
    """

    number: str
    name: Text
    clauses: str
    status: Status
    what: tuple[Text, ...] = ()
    more: bool = False
    withheld: bool = False


class BlockedError(Exception):
    """A check cannot be made; ``reason`` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


class WithheldError(BlockedError):
    """A check takes what a public bundle rightly does not hold."""


class _Whole(int):
    """A number that is written with a mark between thousands unless it says how."""

    def __format__(self, spec: str) -> str:
        return format(int(self), spec or ",")


def _marked(value: object) -> object:
    return _Whole(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _short_in_findings(value: object) -> object:
    """The value, or a part of one that is too long to show: a hostile file may hold anything."""
    if isinstance(value, Fraction):
        return value if max(_size_in_findings(value.numerator), _size_in_findings(value.denominator)) < _LONGEST_in_findings else "…"
    if isinstance(value, int):
        return value if _size_in_findings(value) < _LONGEST_in_findings else "…"
    if isinstance(value, str):
        shown = "".join(c if c.isprintable() else "�" for c in value[:_LONGEST_TEXT])
        return shown if len(value) <= _LONGEST_TEXT else f"{shown}…"
    return value


def _size_in_findings(number: int) -> int:
    """About the number of decimal digits, without writing them."""
    return abs(number).bit_length() * 3 // 10


# ==================================================================================================
# rules.py
#
# The rules for names, addresses, cells and tickets, written again from docs/format.md §§2–3.
#
# On purpose a second implementation: it shares no line with the code that makes a draw.
# ==================================================================================================

_WHOLE_AS_DECIMAL = re.compile(r"([+-]?\d+)[.,]0+")
_RUNS = re.compile(r"\d+|\D+")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
_FORMULA_STARTS = frozenset("=+-@'\t\r")
_QUOTED = frozenset('",\n\r')
_SPAN = 1 << 256
_LONGEST_in_rules = 78
"""Digits of 2^256."""


def clean(text: str) -> str:
    """Clean text (2.1)."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def value(text: str) -> str:
    """A value (2.1): clean, and ``10.0`` is ``10``."""
    cleaned = clean(text)
    whole = _WHOLE_AS_DECIMAL.fullmatch(cleaned)
    return whole[1] if whole else cleaned


def key(text: str) -> str:
    """What spellings of one name share (2.1)."""
    return value(text).casefold()


def natural(text: str) -> tuple[tuple[int, int, str, str], ...]:
    """Sort key for the natural order (2.2). Numbers of any length; none is converted."""
    return tuple(_run_in_rules(run) for run in _RUNS.findall(key(text)))


def _run_in_rules(run: str) -> tuple[int, int, str, str]:
    if not run[0].isdecimal():
        return (1, 0, run, "")
    digits = "".join(str(unicodedata.decimal(c)) for c in run).lstrip("0")
    # Of two numbers without leading zeros the longer is larger; spelling decides between equals.
    return (0, len(digits), digits, run)


def address_key(cells: Iterable[str]) -> str | None:
    """What the cells of one address share however they are written (2.6); None is no household."""
    parts = [_address_part(cell) for cell in cells]
    return "|".join(parts) if any(parts) else None


def _address_part(cell: str) -> str:
    text = value(cell)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not _is_mark(c))
    out: list[str] = []
    gap = False
    for c in text.casefold():
        if not (c.isalpha() or c.isdecimal()):
            gap = True
            continue
        if gap and out and out[-1].isdecimal() and c.isdecimal():
            out.append("-")
        out.append(c)
        gap = False
    return "".join(out)


def _is_mark(c: str) -> bool:
    return unicodedata.category(c).startswith("M")


def written_cell(text: str) -> str:
    """A cell as it stands in a CSV file (2.4)."""
    if text and text[0] in _FORMULA_STARTS and not _PLAIN_NUMBER.fullmatch(text):
        text = f"'{text}"
    if _QUOTED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def read_cell(text: str) -> str:
    """The cell that a CSV field (its quotes already gone) stands for (2.4)."""
    return text.removeprefix("'")


def six_digits(numerator: int, denominator: int) -> str:
    """A share of 0 or more as a decimal with six digits, rounded half up (5.2)."""
    millionths = (numerator * 2_000_000 + denominator) // (2 * denominator)
    return f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}"


def encode(*texts: str) -> bytes:
    """Texts as bytes, each after its length (3.1)."""
    out = bytearray()
    for text in texts:
        form = text.encode("utf-8")
        out += len(form).to_bytes(8, "big")
        out += form
    return bytes(out)


def ticket(public_value: str, purpose: str, subject: str) -> bytes:
    """A ticket of 32 bytes (3.2)."""
    return hashlib.sha256(encode("sortition/1", purpose, public_value, subject)).digest()


def keyed(secret: bytes, *texts: str) -> bytes:
    """The h of 17.3: HMAC-SHA-256 over the texts."""
    return hmac.digest(secret, encode(*texts), "sha256")


def number(public_value: str, purpose: str, n: int) -> int:
    """A whole number below n without bias (3.3). Raises ValueError unless 1 <= n <= 2^256."""
    if not 1 <= n <= _SPAN:
        raise ValueError("n must be from 1 to 2^256")
    limit = n * (_SPAN // n)
    for i in count():
        v = int.from_bytes(ticket(public_value, purpose, str(i)), "big")
        if v < limit:
            return v % n
    raise AssertionError("unreachable")


def panel_number(value_b: str, m: int) -> int:
    """The number that value B draws from ``m`` panels (7.2)."""
    word, _, digits = value_b.partition(" ")
    if word == "digits" and 1 <= len(digits) <= _LONGEST_in_rules:
        plain = digits.isascii() and digits.isdecimal()
        if plain and m == 10 ** len(digits):
            return int(digits)
    return number(value_b, "draw", m)


def public_value(text: str) -> str:
    """A public value as used (3.4). Raises ValueError when it is empty or cannot be written."""
    cleaned = clean(text)
    if not cleaned:
        raise ValueError("a public value is not empty")
    cleaned.encode("utf-8")
    return cleaned


def from_seed(seed: str) -> tuple[str, str]:
    """The values A and B that a seed gives (3.5). Raises ValueError for an empty seed."""
    cleaned = public_value(seed)
    return (
        ticket(cleaned, "seed", "construction").hex(),
        ticket(cleaned, "seed", "randomness").hex(),
    )


# ==================================================================================================
# files.py
#
# The files of a draw: from a folder to bytes, and from bytes to JSON values and CSV rows.
#
# Whatever is in the folder, reading ends in a value or in :class:`UnreadableError`, never in a crash.
# ==================================================================================================

PANEL: Final = "panel.csv"
NOT_DRAWN: Final = "not_drawn.csv"
CHANCES: Final = "chances.csv"
SEATING: Final = "seating.csv"
PANELS: Final = "panels.csv"
LOTTERY: Final = "lottery.json"
CERTIFICATE: Final = "certificate.json"
DRAW: Final = "draw.json"
REPORT: Final = "report.html"
MANIFEST_in_files: Final = "manifest.json"

CSV_FILES: Final = (PANEL, NOT_DRAWN, CHANCES, SEATING, PANELS)
JSON_FILES: Final = (LOTTERY, CERTIFICATE, DRAW, MANIFEST_in_files)
NAMES: Final = (*CSV_FILES, *JSON_FILES, REPORT)

LONGEST: Final = 1_000_000
"""Seats (M times k) up to which panels.csv is there (5.5)."""

Rows_in_files = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The bytes of the files of 1.1 that could be read, and what is odd about the folder itself."""

    files: Mapping[str, bytes]
    odd: tuple[Text, ...] = field(default=())


class UnreadableError(Exception):
    """A file is not what its format says; ``reason`` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


def read_folder(path: Path) -> Folder:
    """Read the files of 1.1. Links, devices and other files are named and left alone."""
    try:
        entries = sorted(path.iterdir(), key=lambda entry: entry.name)
    except (OSError, ValueError):
        return Folder(files={}, odd=(Text("There is no such folder, or it cannot be read."),))
    files: dict[str, bytes] = {}
    odd = [
        Text("{file}: a draw has no such file.", file=_shown(entry.name))
        for entry in entries
        if entry.name not in NAMES
    ]
    for entry in entries:
        if entry.name in NAMES:
            content = _read(entry)
            if content is None:
                odd.append(Text("{file}: not a plain file that can be read.", file=entry.name))
            else:
                files[entry.name] = content
    return Folder(files=files, odd=tuple(odd))


def _read(entry: Path) -> bytes | None:
    """The bytes of a plain file; None for anything else (a link could lead to an endless one)."""
    try:
        return entry.read_bytes() if stat.S_ISREG(entry.lstat().st_mode) else None
    except (OSError, MemoryError):
        return None


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def sha256(content: bytes) -> str:
    """The hash of a file in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def parse_json(content: bytes) -> object:
    """The value in a JSON file: no member twice in an object, no number but whole ones."""
    try:
        return json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_members,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except UnicodeDecodeError:
        raise UnreadableError(Text("It is not UTF-8 text.")) from None
    except RecursionError:
        raise UnreadableError(Text("It is nested too deeply.")) from None
    except ValueError:  # also a whole number of more than 4,300 digits
        raise UnreadableError(Text("It is not JSON.")) from None


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise UnreadableError(Text("An object has two members of the same name."))
    return members


def _refuse_number(text: str) -> NoReturn:
    raise UnreadableError(Text("It holds a number that is not whole: {number}.", number=text))


def canonical_json(value: object) -> bytes:
    """The one way to write a value (2.5). Raises UnreadableError for text that UTF-8 cannot hold.

    RFC 8785 sorts members by UTF-16 units; for the ASCII names of this format, code points agree.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode("utf-8") + b"\n"
    except (UnicodeEncodeError, RecursionError):
        raise UnreadableError(Text("It holds text that cannot be written as UTF-8.")) from None


def parse_csv(content: bytes) -> Rows_in_files:
    """The rows of a CSV file, header first, each cell as it was before it was written (2.4)."""
    try:
        text = content.decode("utf-8")
        rows = _quoted_rows(text) if '"' in text else _plain_rows(text)
    except UnicodeDecodeError:
        raise UnreadableError(Text("It is not UTF-8 text.")) from None
    except csv.Error:
        raise UnreadableError(Text("It is not a table with commas.")) from None
    if not rows:
        raise UnreadableError(Text("It is empty."))
    if "'" not in text:
        return rows
    return tuple(tuple(read_cell(cell) for cell in row) for row in rows)


def _plain_rows(text: str) -> Rows_in_files:
    lines = text.removesuffix("\n").split("\n")
    return tuple(tuple(line.split(",")) for line in lines) if text else ()


def _quoted_rows(text: str) -> Rows_in_files:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    return tuple(tuple(row) or ("",) for row in reader)


def canonical_csv(rows: Rows_in_files) -> bytes:
    """The one way to write rows (2.4). Each different cell is looked at once: panels repeat ids."""
    written = {cell: written_cell(cell) for cell in set(chain.from_iterable(rows))}
    lines = (",".join(map(written.__getitem__, row)) for row in rows)
    return ("\n".join(lines) + "\n").encode("utf-8")


# ==================================================================================================
# typed.py
#
# Small typed getters over parsed JSON. Each says where in the file it stopped.
# ==================================================================================================

_FRACTION = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:/([1-9][0-9]*))?")
_LONGEST_FRACTION = 8000
"""Characters; longer ones are refused, so that no file keeps the verifier busy for ever."""
_MOST_DIGITS = 4000

T_in_typed = TypeVar("T")


class MalformedError(Exception):
    """A member is missing or is not what docs/format.md says; ``reason`` names it."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value in a JSON file and the path to it."""

    value: object
    path: str

    @property
    def place(self) -> str:
        """The path for messages."""
        return self.path or "{ }"

    def members(self, *names: str) -> dict[str, Node]:
        """The members of an object that has exactly these."""
        if not isinstance(self.value, dict):
            raise MalformedError(Text("{place} should be an object.", place=self.place))
        for name in names:
            if name not in self.value:
                raise MalformedError(Text("{place} is missing.", place=self._inner(name)))
        for name in self.value:
            if name not in names:
                raise MalformedError(Text("{place} does not belong here.", place=self._inner(name)))
        return {name: Node(value=self.value[name], path=self._inner(name)) for name in names}

    def table(self) -> dict[str, Node]:
        """The members of an object with names of any kind, at least one."""
        if not isinstance(self.value, dict):
            raise MalformedError(Text("{place} should be an object.", place=self.place))
        if not self.value:
            raise MalformedError(Text("{place} should not be empty.", place=self.place))
        return {n: Node(value=v, path=self._inner(n)) for n, v in self.value.items()}

    def items(self, read: Callable[[Node], T_in_typed]) -> tuple[T_in_typed, ...]:
        """A list, each entry read by ``read``."""
        if not isinstance(self.value, list):
            raise MalformedError(Text("{place} should be a list.", place=self.place))
        nodes = (Node(value=v, path=f"{self.path}[{i}]") for i, v in enumerate(self.value))
        return tuple(read(node) for node in nodes)

    def pair(self) -> tuple[Node, Node]:
        """A list of exactly two entries."""
        entries = self.items(lambda node: node)
        if len(entries) != 2:  # noqa: PLR2004 - a pair
            raise MalformedError(Text("{place} should be a pair.", place=self.place))
        return entries[0], entries[1]

    def text(self) -> str:
        """Text."""
        if not isinstance(self.value, str):
            raise MalformedError(Text("{place} should be text.", place=self.place))
        return self.value

    def exactly(self, *choices: str) -> str:
        """One of a few fixed texts."""
        if not isinstance(self.value, str) or self.value not in choices:
            raise MalformedError(
                Text(
                    "{place} should be one of: {choices}.",
                    place=self.place,
                    choices=", ".join(choices),
                )
            )
        return self.value

    def whole(self, least: int | None = 0) -> int:
        """A whole number, at least ``least`` (None: any)."""
        value = self.value
        if not isinstance(value, int) or isinstance(value, bool):
            raise MalformedError(Text("{place} should be a whole number.", place=self.place))
        if least is not None and value < least:
            raise MalformedError(
                Text("{place} should be {least} or more.", place=self.place, least=least)
            )
        return value

    def fraction(self) -> Fraction:
        """A fraction in lowest terms (2.5)."""
        text = self.value
        match = _FRACTION.fullmatch(text) if isinstance(text, str) and _short_in_typed(text) else None
        if not match or max(len(part or "") for part in match.groups()) > _MOST_DIGITS:
            raise MalformedError(Text("{place} should be a fraction.", place=self.place))
        top, bottom = int(match[1]), int(match[2] or 1)
        if gcd(top, bottom) != 1 or match[2] == "1" or match[1] == "-0":
            raise MalformedError(
                Text("{place} should be a fraction in lowest terms.", place=self.place)
            )
        return Fraction(top, bottom)

    def or_null(self, read: Callable[[Node], T_in_typed]) -> T_in_typed | None:
        """Null, or what ``read`` reads."""
        return None if self.value is None else read(self)

    def _inner(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _short_in_typed(text: str) -> bool:
    return len(text) <= _LONGEST_FRACTION


# ==================================================================================================
# shapes.py
#
# The JSON files of a draw as records: the members of docs/format.md 1.2, §§4, 6, 7, no others.
# ==================================================================================================

_WEIGHT = re.compile("[1-9][0-9]{0,2}|1000")

Counts = tuple[tuple[int, int], ...]
"""Pairs of profile and its seats."""
Multipliers = tuple[tuple[int, Fraction], ...]
"""Pairs of row and multiplier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of the manifest (1.2)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Seats for one value (4.2)."""

    category: str
    value: str
    minimum: int
    maximum: int
    flex: tuple[int | None, int | None]


Where = tuple[tuple[str, ...], ...]
"""For each name that a definition looks at, the values that will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A category that follows from others (4.7): its values, each with what it takes."""

    category: str
    of: tuple[str, ...]
    values: tuple[tuple[str, Where], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """People who cannot be told apart by the rules (4.3)."""

    values: tuple[str, ...]
    kind: int | None
    people: tuple[str, ...]
    chance: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Lottery:
    """``lottery.json`` (4.1). Each kind is a tuple of homes, each home a tuple of ids."""

    method: str
    size: int
    units: int
    construction: str
    categories: tuple[str, ...]
    quotas: tuple[Quota, ...]
    derived: tuple[Derived, ...]
    weights: str
    profiles: tuple[Profile, ...]
    kinds: tuple[tuple[tuple[str, ...], ...], ...]
    distinct: int
    together: Fraction | None
    seating_sha256: str
    certificate_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A statement about all panels that the first ``after`` levels leave (6.2)."""

    weights: Counts
    bound: int
    reason: str
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One chance and the proof for it (6.3)."""

    chance: Fraction
    profiles: tuple[int, ...]
    multipliers: Multipliers
    gap: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Welfare:
    """The proof of nash (6.7)."""

    multipliers: Multipliers
    gap: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The proof of goldilocks (6.8)."""

    floor: Fraction
    cap: Fraction
    multipliers: Multipliers
    pull: Fraction
    bound: Fraction
    gap: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """What is proved of a computation that was ended (6.9)."""

    allowed: Fraction
    low: Fraction
    high: Fraction
    multipliers: Multipliers


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """``certificate.json`` (6.1). ``combination`` is None when the state is "rounded" (6.6)."""

    cuts: tuple[Cut, ...]
    levels: tuple[Level, ...]
    welfare: Welfare | None
    balance: Balance | None
    interval: Interval | None
    combination: tuple[tuple[Fraction, Counts], ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """``draw.json`` (7.1)."""

    seed: str | None
    randomness: str
    number: int
    of: int
    panel: tuple[str, ...]
    certificate_sha256: str
    lottery_sha256: str
    seating_sha256: str
    household_columns: tuple[str, ...]
    id_column: str
    language: str
    units: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPool:
    """``pool.json`` (10.3)."""

    size: int
    id_column: str
    household_columns: tuple[str, ...]
    quotas: tuple[Quota, ...]
    derived: tuple[Derived, ...]
    weights: str

    @property
    def bounds(self) -> list[tuple[str, str, int, int]]:
        """Category, value, least and most seats of each quota, in the order of a plan's (11.4)."""
        return sorted((q.category, q.value, q.minimum, q.maximum) for q in self.quotas)


def closed_pool(node: Node) -> ClosedPool:
    """The rules of a closed pool (10.3)."""
    names = ("format", "size", "id_column", "household_columns", "quotas")
    m = node.members(*names, *optional(node, "derived"), *optional(node, "weights"))
    m["format"].exactly("sortition/pool/1")
    return ClosedPool(
        size=m["size"].whole(1),
        id_column=m["id_column"].text(),
        household_columns=texts(m["household_columns"]),
        quotas=m["quotas"].items(quota),
        derived=derived(m),
        weights=weights(m),
    )


def manifest(node: Node) -> tuple[Listed, ...]:
    """The entries of the manifest (1.2)."""
    m = node.members("files", "format")
    m["format"].exactly("sortition/manifest/3")
    return m["files"].items(listed)


def listed(node: Node) -> Listed:
    """A file by name, size and hash (1.2)."""
    m = node.members("bytes", "name", "sha256")
    return Listed(name=m["name"].text(), size=m["bytes"].whole(), sha256=m["sha256"].text())


def lottery(node: Node) -> Lottery:
    """The lottery (§4)."""
    m = node.members(
        *("format", "method", "size", "units", "construction", "categories", "quotas"),
        *("profiles", "kinds", "spread", "seating_sha256", "certificate_sha256"),
        *optional(node, "derived"),
        *optional(node, "weights"),
    )
    m["format"].exactly("sortition/lottery/3")
    spread = m["spread"].members("distinct", "together")
    return Lottery(
        method=m["method"].exactly("leximin", "maximin", "nash", "goldilocks"),
        size=m["size"].whole(1),
        units=m["units"].whole(1),
        construction=m["construction"].text(),
        categories=texts(m["categories"]),
        quotas=m["quotas"].items(quota),
        derived=derived(m),
        weights=weights(m),
        profiles=m["profiles"].items(_profile),
        kinds=m["kinds"].items(_kind),
        distinct=spread["distinct"].whole(),
        together=spread["together"].or_null(Node.fraction),
        seating_sha256=m["seating_sha256"].text(),
        certificate_sha256=m["certificate_sha256"].text(),
    )


def optional(node: Node, name: str) -> tuple[str, ...]:
    """The name of a member that need not be there, if it is."""
    return (name,) if isinstance(node.value, dict) and name in node.value else ()


def derived(members: dict[str, Node]) -> tuple[Derived, ...]:
    """The definitions (4.7): none when there is no such member, and else at least one."""
    if "derived" not in members:
        return ()
    found = members["derived"].items(_derived)
    if not found:
        raise MalformedError(Text("{place} does not belong here.", place=members["derived"].place))
    return found


def weights(members: dict[str, Node]) -> str:
    """The category that has weights (4.9), empty when there is no such member.

    Its values are whole numbers from 1 to 1000, and it has a quota at least.
    """
    if "weights" not in members:
        return ""
    name = members["weights"].text()
    values = [q.value for q in members["quotas"].items(quota) if q.category == name]
    right = members["method"].value in ("leximin", "maximin") if "method" in members else True
    if not right or not values or not all(map(_WEIGHT.fullmatch, values)):
        raise MalformedError(Text("{place} names no weights.", place=members["weights"].place))
    return name


def _derived(node: Node) -> Derived:
    m = node.members("category", "of", "values")
    return Derived(
        category=m["category"].text(),
        of=texts(m["of"]),
        values=m["values"].items(_derived_value),
    )


def _derived_value(node: Node) -> tuple[str, Where]:
    m = node.members("value", "where")
    return m["value"].text(), m["where"].items(texts)


def texts(node: Node) -> tuple[str, ...]:
    """A list of texts."""
    return node.items(Node.text)


def quota(node: Node) -> Quota:
    """A quota (4.2)."""
    m = node.members("category", "value", "min", "max", "min_flex", "max_flex")
    least = m["min"].whole()
    return Quota(
        category=m["category"].text(),
        value=m["value"].text(),
        minimum=least,
        maximum=m["max"].whole(least),
        flex=(m["min_flex"].or_null(Node.whole), m["max_flex"].or_null(Node.whole)),
    )


def _profile(node: Node) -> Profile:
    m = node.members("values", "kind", "people", "chance")
    return Profile(
        values=texts(m["values"]),
        kind=m["kind"].or_null(Node.whole),
        people=texts(m["people"]),
        chance=m["chance"].fraction(),
    )


def _kind(node: Node) -> tuple[tuple[str, ...], ...]:
    return node.members("homes")["homes"].items(texts)


def certificate(node: Node) -> Certificate:
    """The certificate (§6)."""
    names = ("format", "cuts", "levels", "welfare", "balance", "reach")
    m = node.members(*names, *optional(node, "interval"))
    m["format"].exactly("sortition/certificate/3")
    return Certificate(
        cuts=m["cuts"].items(_cut),
        levels=m["levels"].items(_level),
        welfare=m["welfare"].or_null(_welfare),
        balance=m["balance"].or_null(_balance),
        interval=_interval(m["interval"]) if "interval" in m else None,
        combination=_reach(m["reach"]),
    )


def _cut(node: Node) -> Cut:
    m = node.members("weights", "bound", "reason", "after")
    return Cut(
        weights=m["weights"].items(lambda pair: _whole_pair(pair, None)),
        bound=m["bound"].whole(None),
        reason=m["reason"].exactly("unseatable", "cut"),
        after=m["after"].whole(0),
    )


def _level(node: Node) -> Level:
    m = node.members("chance", "profiles", "multipliers", "gap")
    return Level(
        chance=m["chance"].fraction(),
        profiles=m["profiles"].items(Node.whole),
        multipliers=m["multipliers"].items(_multiplier),
        gap=m["gap"].fraction(),
    )


def _welfare(node: Node) -> Welfare:
    m = node.members("multipliers", "gap")
    return Welfare(multipliers=m["multipliers"].items(_multiplier), gap=m["gap"].fraction())


def _balance(node: Node) -> Balance:
    m = node.members("floor", "cap", "multipliers", "pull", "bound", "gap")
    return Balance(
        floor=m["floor"].fraction(),
        cap=m["cap"].fraction(),
        multipliers=m["multipliers"].items(_multiplier),
        pull=m["pull"].fraction(),
        bound=m["bound"].fraction(),
        gap=m["gap"].fraction(),
    )


def _interval(node: Node) -> Interval:
    m = node.members("allowed", "low", "high", "multipliers", "moments")
    m["moments"].whole(1)
    return Interval(
        allowed=m["allowed"].fraction(),
        low=m["low"].fraction(),
        high=m["high"].fraction(),
        multipliers=m["multipliers"].items(_multiplier),
    )


def _multiplier(node: Node) -> tuple[int, Fraction]:
    row, value = node.pair()
    return row.whole(), value.fraction()


def _reach(node: Node) -> tuple[tuple[Fraction, Counts], ...] | None:
    state = node.value.get("state") if isinstance(node.value, dict) else None
    if state == "rounded":
        node.members("state")
        return None
    m = node.members("state", "combination")
    m["state"].exactly("exact", "rounded")
    return m["combination"].items(_weighted_panel)


def _weighted_panel(node: Node) -> tuple[Fraction, Counts]:
    weight, panel = node.pair()
    return weight.fraction(), panel.items(lambda pair: _whole_pair(pair, 1))


def _whole_pair(node: Node, least: int | None) -> tuple[int, int]:
    profile, seats = node.pair()
    return profile.whole(), seats.whole(least)


def draw(node: Node) -> Draw:
    """The draw (§7)."""
    m = node.members(
        *("format", "seed", "randomness", "number", "of", "panel", "settings"),
        *("certificate_sha256", "lottery_sha256", "seating_sha256"),
    )
    m["format"].exactly("sortition/draw/3")
    s = m["settings"].members("household_columns", "id_column", "language", "units", "version")
    s["version"].text()
    return Draw(
        seed=m["seed"].or_null(Node.text),
        randomness=m["randomness"].text(),
        number=m["number"].whole(),
        of=m["of"].whole(1),
        panel=texts(m["panel"]),
        certificate_sha256=m["certificate_sha256"].text(),
        lottery_sha256=m["lottery_sha256"].text(),
        seating_sha256=m["seating_sha256"].text(),
        household_columns=texts(s["household_columns"]),
        id_column=s["id_column"].text(),
        language=s["language"].text(),
        units=s["units"].or_null(lambda node: node.whole(1)),
    )


# ==================================================================================================
# derived.py
#
# Crosses, conditions and zones, written again from docs/format.md 4.7 and 4.8.
# ==================================================================================================

INSIDE: Final = "✓"
OTHERS: Final = "–"
_SIGN: Final = re.compile(r'["×&|=:]|\s[xX*]\s')


def columns_of(
    definitions: Sequence[Derived], held: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """For each derived category (by its key), the key of each person's value.

    ``held`` has the keys of everybody's cells for every column that is looked at, by its key.
    """
    known: dict[str, Sequence[str]] = dict(held)
    found = {}
    for definition in definitions:
        looked_at = [key(name) for name in definition.of]
        if not looked_at or any(name not in known for name in looked_at):
            raise BlockedError(
                Text("A definition looks at what is not there: see {check}.", check="V08")
            )
        tests = [
            (key(value), [frozenset(map(key, some)) for some in where])
            for value, where in definition.values
        ]
        rows = zip(*(known[name] for name in looked_at), strict=True)
        column = tuple(_value(row, tests) for row in rows)
        known[key(definition.category)] = found[key(definition.category)] = column
    return found


def _value(row: tuple[str, ...], tests: list[tuple[str, list[frozenset[str]]]]) -> str:
    for value, where in tests:
        if len(where) == len(row) and all(map(frozenset.__contains__, where, row)):
            return value
    return key(OTHERS)


def faults(
    definitions: Sequence[Derived], quotas: Sequence[Quota], columns: Iterable[str]
) -> Iterator[Text]:
    """What is wrong with the definitions; ``columns`` are those of the people, () if unknown."""
    taken = set(map(key, columns))
    derived = {key(definition.category) for definition in definitions}
    depth: dict[str, int] = {}
    places = []
    for definition in definitions:
        name = key(definition.category)
        looked_at = [key(one) for one in definition.of]
        below = [depth.get(one, 0) for one in looked_at]
        known = taken | depth.keys() if taken else set(looked_at) - (derived - depth.keys())
        unknown = not known.issuperset(looked_at)
        if not looked_at or len(set(looked_at)) != len(looked_at) or unknown or name in taken:
            yield Text(
                "{category}: it looks at what is no column and no category before it.",
                category=definition.category,
            )
        depth[name] = 1 + max(below, default=0)
        places.append((depth[name], natural(definition.category)))
        yield from _values_in_derived(definition, derived)
        yield from _quotas_in_derived(definition, quotas, depth)
    if places != sorted(places) or len(depth) != len(definitions):
        yield Text("The definitions are not in order, or one is there twice.")


def _values_in_derived(definition: Derived, derived: set[str]) -> Iterator[Text]:
    """The form of a cross or of a condition (4.7)."""
    sides = [where for _, where in definition.values]
    whole = all(len(where) == len(definition.of) and all(where) for where in sides)
    if not sides or not whole:
        yield Text("{category}: a value without a rule.", category=definition.category)
        return
    named = [value for value, _ in definition.values]
    if named == [INSIDE]:
        ordered = [natural(name) for name in definition.of]
        lists = [[natural(value) for value in some] for some in sides[0]]
        if any(one != sorted(set(one)) for one in (ordered, *lists)):
            yield Text("{category}: the rule is not in order.", category=definition.category)
        if _SIGN.search(definition.category) and definition.category != _rule(definition, derived):
            yield Text("{category}: the names do not say the rule.", category=definition.category)
        return
    single = all(len(some) == 1 for where in sides for some in where)
    spelled = [_joined(some[0] for some in where) for where in sides]
    if not single or named != spelled or definition.category != _joined(definition.of):
        yield Text("{category}: the names do not say the rule.", category=definition.category)
    if [natural(value) for value in named] != sorted({natural(value) for value in named}):
        yield Text("{category}: the values are not in order.", category=definition.category)


def _quotas_in_derived(
    definition: Derived, quotas: Sequence[Quota], depth: Mapping[str, int]
) -> Iterator[Text]:
    """A quota for each value and for everybody else; rules about values that there are."""
    own = {q.value for q in quotas if q.category == definition.category}
    if own != {OTHERS, *(value for value, _ in definition.values)}:
        yield Text("{category}: not one quota for each value.", category=definition.category)
    for at, name in enumerate(definition.of):
        known = {key(q.value) for q in quotas if key(q.category) == key(name)}
        some = [where[at] for _, where in definition.values if at < len(where)]
        used = {key(one) for values in some for one in values}
        if (known or key(name) in depth) and not used <= known:
            yield Text("{category}: a value without a quota.", category=definition.category)


def _rule(definition: Derived, derived: set[str]) -> str:
    """A condition as it is written (4.8)."""
    ((_, where),) = definition.values
    terms = []
    for name, some in zip(definition.of, where, strict=True):
        inside = some == (INSIDE,) and key(name) in derived
        terms.append(_joined([name]) if inside else f"{_joined([name])}={_joined(some, '|')}")
    return " & ".join(terms)


def _joined(names: Iterable[str], sign: str = " × ") -> str:
    return sign.join(
        '"' + name.replace('"', '""') + '"' if _SIGN.search(name) else name for name in names
    )


# ==================================================================================================
# case.py
#
# The draw under examination: everything the checks share, made once, from the files alone.
#
# Each fact is computed when a check first asks for it. A fact that cannot be had raises
# BlockedError, so that the check which asked is reported as not checkable, with the reason.
# ==================================================================================================

T_in_case = TypeVar("T")
_WHOLE_in_case = re.compile("[1-9][0-9]{0,11}")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The pool, in order of id. ``cells[i]`` is the row of ``ids[i]``, and ``index`` finds i."""

    columns: tuple[str, ...]
    ids: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    index: Mapping[str, int]

    def column(self, name: str) -> int | None:
        """The place of a column: spelled so, or else the only one with the same key (2.1)."""
        if self.columns.count(name) == 1:
            return self.columns.index(name)
        same = [place for place, column in enumerate(self.columns) if key(column) == key(name)]
        return same[0] if len(same) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Homes with the same composition (4.4): people as indices."""

    homes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """People (indices) who take turns, in that order; their profile and shared home (5.1)."""

    profile: int
    home: int | None
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """So many successive panels that seat these queues."""

    copies: int
    queues: tuple[int, ...]


class Case:
    """One draw. The properties are facts of it; none is changed once it is there."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def content(self, name: str) -> bytes:
        """The bytes of a file."""
        if name not in self.folder.files:
            raise BlockedError(Text("{file} is missing: see {check}.", file=name, check="V01"))
        return self.folder.files[name]

    # --- files -----------------------------------------------------------------------------------

    @cached_property
    def lottery(self) -> Lottery:
        """``lottery.json``."""
        return self._document(LOTTERY, lottery)

    @cached_property
    def certificate(self) -> Certificate:
        """``certificate.json``."""
        return self._document(CERTIFICATE, certificate)

    @cached_property
    def draw(self) -> Draw:
        """``draw.json``."""
        return self._document(DRAW, draw)

    @cached_property
    def manifest(self) -> tuple[Listed, ...]:
        """``manifest.json``."""
        return self._document(MANIFEST_in_files, manifest)

    def _document(self, name: str, shape: Callable[[Node], T_in_case]) -> T_in_case:
        content = self.content(name)
        try:
            return shape(Node(value=parse_json(content), path=""))
        except UnreadableError:
            raise BlockedError(_see(name, "V04")) from None
        except MalformedError:
            raise BlockedError(_see(name, "V05")) from None

    @cached_property
    def tables(self) -> Mapping[str, Rows_in_files]:
        """The CSV files that can be read."""
        found = {}
        for name in CSV_FILES:
            try:
                found[name] = parse_csv(self.content(name))
            except (UnreadableError, BlockedError):
                continue
        return found

    def table(self, name: str) -> Rows_in_files:
        """The rows of a CSV file, header first."""
        if name not in self.tables:
            self.content(name)
            raise BlockedError(_see(name, "V06"))
        return self.tables[name]

    # --- people ----------------------------------------------------------------------------------

    @cached_property
    def people(self) -> People:
        """Everyone of the pool: ``panel.csv`` and ``not_drawn.csv`` together."""
        drawn, others = self.table(PANEL), self.table(NOT_DRAWN)
        rows = sorted((*drawn[1:], *others[1:]), key=lambda row: row[0])
        ids = tuple(row[0] for row in rows)
        same_width = all(len(row) == len(drawn[0]) for row in rows)
        if drawn[0] != others[0] or not same_width or len(set(ids)) != len(ids):
            raise BlockedError(Text("The people cannot be put together: see {check}.", check="V07"))
        return People(
            columns=drawn[0],
            ids=ids,
            cells=tuple(rows),
            index={person: i for i, person in enumerate(ids)},
        )

    @cached_property
    def values(self) -> tuple[tuple[str, ...], ...]:
        """For each category, the key of each person's cell (2.1), or of what follows (4.7)."""
        definitions = self.lottery.derived
        own = {key(one.category) for one in definitions}
        named = [name for one in definitions for name in one.of if key(name) not in own]
        plain = [name for name in self.lottery.categories if key(name) not in own]
        held = {key(name): self._column(name) for name in (*plain, *named)}
        held |= columns_of(definitions, held)
        return tuple(held[key(category)] for category in self.lottery.categories)

    def _column(self, name: str) -> tuple[str, ...]:
        place = self.people.column(name)
        if place is None:
            raise BlockedError(Text("A category has no column: see {check}.", check="V07"))
        keys = {cell: key(cell) for cell in {row[place] for row in self.people.cells}}
        return tuple(keys[row[place]] for row in self.people.cells)

    def composition(self, person: int) -> tuple[object, ...]:
        """A person's values in natural order, for sorting (4.3, 4.4)."""
        return tuple(self._order[column[person]] for column in self.values)

    @cached_property
    def _order(self) -> Mapping[str, object]:
        return {value: natural(value) for value in set(chain.from_iterable(self.values))}

    @cached_property
    def homes(self) -> tuple[tuple[int, ...], ...]:
        """The shared homes, by the address key of 2.6, in order of their first id."""
        people = self.people
        columns = [people.column(name) for name in self.draw.household_columns]
        if None in columns:
            raise BlockedError(Text("A household column is missing: see {check}.", check="V07"))
        places = [place for place in columns if place is not None]
        if not places:
            return ()
        members: dict[str, list[int]] = {}
        for person, cells in enumerate(people.cells):
            address = address_key(cells[place] for place in places)
            if address is not None:
                members.setdefault(address, []).append(person)
        return tuple(sorted(tuple(home) for home in members.values() if len(home) > 1))

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The shared homes by composition, in canonical order (4.4)."""
        alike: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
        for home in self.homes:
            together = tuple(sorted(map(self.composition, home)))
            alike.setdefault(together, []).append(home)
        return tuple(Kind(homes=tuple(alike[c])) for c in sorted(alike))

    # --- panels ----------------------------------------------------------------------------------

    @cached_property
    def expected_files(self) -> tuple[str, ...]:
        """The files of 1.1; of a long list there is no ``panels.csv`` (5.5)."""
        try:
            listed = self.is_listed
        except BlockedError:
            listed = PANELS in self.folder.files
        return tuple(name for name in NAMES if listed or name != PANELS)

    @cached_property
    def is_listed(self) -> bool:
        """Whether the people of every panel are written out (5.5)."""
        return self.lottery.units * self.lottery.size <= LONGEST

    @cached_property
    def queues(self) -> tuple[Queue, ...]:
        """Who takes turns (5.1), each queue in the order of its tickets (5.2)."""
        queues: list[tuple[int, int | None, tuple[int, ...]]] = [
            (t, None, self.profiles[t])
            for t, profile in enumerate(self.lottery.profiles)
            if profile.kind is None
        ]
        index, profile_of = self.people.index, self.profile_of
        homes = [home for kind in self.lottery.kinds for home in kind]
        for h, home in enumerate(homes):
            if any(person not in index for person in home):
                raise BlockedError(Text("The homes are not of the pool: see {check}.", check="V09"))
            people = sorted((profile_of[index[person]], index[person]) for person in home)
            queues += [
                (t, h, tuple(person for _, person in mates))
                for t, mates in groupby(people, key=lambda pair: pair[0])
            ]
        return tuple(
            Queue(profile=t, home=home, people=self._in_turn(people)) for t, home, people in queues
        )

    def _in_turn(self, people: tuple[int, ...]) -> tuple[int, ...]:
        ids, value_a = self.people.ids, self.lottery.construction
        return tuple(sorted(people, key=lambda person: ticket(value_a, "seat", ids[person])))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The rows of ``seating.csv``: how many panels, and the queues that sit in each."""
        number = {str(q): q for q in range(len(self.queues))}
        blocks = []
        for row in self.table(SEATING)[1:]:
            try:
                _, copies, seats = row
                queues = tuple(map(number.__getitem__, seats.split(" ")))
                blocks.append(Block(copies=whole(copies), queues=queues))
            except (KeyError, ValueError):
                raise BlockedError(_see(SEATING, "V11")) from None
        sizes = [len(queue.people) for queue in self.queues]
        if not blocks or not all(_seatable(block, self.lottery.size, sizes) for block in blocks):
            raise BlockedError(_see(SEATING, "V11"))
        return tuple(blocks)

    @cached_property
    def units(self) -> int:
        """M, as ``seating.csv`` has it."""
        return sum(block.copies for block in self.blocks)

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many panels hold each person: the first in turn have one more than the others."""
        given = [0] * len(self.queues)
        for block in self.blocks:
            for queue in block.queues:
                given[queue] += block.copies
        counts = [0] * len(self.people.ids)
        for line, seats in zip(self.queues, given, strict=True):
            each, more = divmod(seats, len(line.people))
            for place, person in enumerate(line.people):
                counts[person] = each + (place < more)
        return tuple(counts)

    def panel(self, number: int) -> tuple[int, ...] | None:
        """The people of one numbered panel, ascending (5.2); None when there is none."""
        given = [0] * len(self.queues)
        for block in self.blocks:
            before = min(number, block.copies)
            for queue in block.queues:
                given[queue] += before
            if number < block.copies:
                return self._seated(block, given)
            number -= block.copies
        return None

    @cached_property
    def panels(self) -> tuple[tuple[int, ...], ...]:
        """The people of all panels; only for a list that is short enough (5.5)."""
        if not self.is_listed or self.units * self.lottery.size > LONGEST:
            raise BlockedError(Text("The list is too long to be written out."))
        given = [0] * len(self.queues)
        return tuple(
            self._seated(block, given) for block in self.blocks for _ in range(block.copies)
        )

    def _seated(self, block: Block, given: list[int]) -> tuple[int, ...]:
        people = []
        for queue in block.queues:
            line = self.queues[queue].people
            people.append(line[given[queue] % len(line)])
            given[queue] += 1
        return tuple(sorted(people))

    @cached_property
    def profiles(self) -> tuple[tuple[int, ...], ...]:
        """The people (indices) of each profile as ``lottery.json`` states them."""
        index = self.people.index
        stated = [profile.people for profile in self.lottery.profiles]
        if sorted(chain.from_iterable(stated)) != list(self.people.ids):
            raise BlockedError(Text("The profiles are not the people: see {check}.", check="V10"))
        return tuple(tuple(index[person] for person in people) for people in stated)

    @cached_property
    def profile_of(self) -> tuple[int, ...]:
        """The profile of each person."""
        found = {person: t for t, people in enumerate(self.profiles) for person in people}
        return tuple(found[person] for person in range(len(self.people.ids)))

    @cached_property
    def seats(self) -> tuple[Counter[int], ...]:
        """For each block, the seats of each profile in a panel."""
        profile = [queue.profile for queue in self.queues]
        return tuple(Counter(map(profile.__getitem__, block.queues)) for block in self.blocks)


def whole(text: str) -> int:
    """A whole number from 1, as it is written. Raises ValueError for anything else."""
    if not _WHOLE_in_case.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _seatable(block: Block, size: int, sizes: list[int]) -> bool:
    """Whether the queues are in order, k in all, none with more seats than people."""
    queues = block.queues
    if len(queues) != size or not all(map(le, queues, queues[1:])):
        return False
    if len(set(queues)) == size:  # one seat each: every queue has somebody
        return True
    return all(n <= sizes[q] for q, n in Counter(queues).items())


def _see(file: str, check: str) -> Text:
    return Text("{file} cannot be read: see {check}.", file=file, check=check)


# ==================================================================================================
# on_draw.py
#
# V24–V27: the public values, the number they give, and the panel with that number.
# ==================================================================================================

_MOST_in_on_draw = 1 << 256


def v24_values(case: Case) -> Iterator[Text]:
    """V24 (3.4, 3.5, 7.3): the public values are clean; with a seed, they are those of the seed."""
    value_a, value_b, seed = case.lottery.construction, case.draw.randomness, case.draw.seed
    for name, text in (("A", value_a), ("B", value_b)):
        if not _is_public(text):
            yield Text("Public value {name} is empty or not clean text.", name=name)
    if seed is None:
        return
    if not _is_public(seed):
        yield Text("The seed is empty or not clean text.")
    elif from_seed(seed) != (value_a, value_b):
        yield Text("The public values are not those that the seed gives.")


def _is_public(text: str) -> bool:
    try:
        return public_value(text) == text
    except ValueError:
        return False


def v25_number(case: Case) -> Iterator[Text]:
    """V25 (3.3, 7.1, 7.2): the number drawn is the one that value B gives, below M."""
    draw = case.draw
    if draw.of != case.lottery.units:
        yield Text(
            "The draw was from {of} panels, not {units}.", of=draw.of, units=case.lottery.units
        )
    if draw.of > _MOST_in_on_draw:
        yield Text("No number can be drawn from so many.")
    elif draw.number != panel_number(draw.randomness, draw.of):
        yield Text("Public value B does not give number {number}.", number=draw.number)


def v26_hashes(case: Case) -> Iterator[Text]:
    """V26 (4.1, 7.1): the files name each other by their hashes, so none was exchanged."""
    lottery, draw = case.lottery, case.draw
    stated = (
        (LOTTERY, SEATING, lottery.seating_sha256),
        (LOTTERY, CERTIFICATE, lottery.certificate_sha256),
        (DRAW, SEATING, draw.seating_sha256),
        (DRAW, CERTIFICATE, draw.certificate_sha256),
        (DRAW, LOTTERY, draw.lottery_sha256),
    )
    for where, name, digest in stated:
        if sha256(case.content(name)) != digest:
            yield Text("{where} names {file} by another hash.", where=where, file=name)


def v27_panel(case: Case) -> Iterator[Text]:
    """V27 (5.2, 7.1): panel.csv and draw.json hold the people of the panel with that number."""
    draw, panel = case.draw, case.panel(case.draw.number)
    if panel is None:
        yield Text("There is no panel with number {number}.", number=draw.number)
        return
    expected = tuple(map(case.people.ids.__getitem__, panel))
    if draw.panel != expected:
        yield Text("{file} holds other people than that panel.", file=DRAW)
    if tuple(row[0] for row in case.table(PANEL)[1:]) != expected:
        yield Text("{file} holds other people than that panel.", file=PANEL)


# ==================================================================================================
# on_files.py
#
# V01–V06: the files are all there, unchanged, and written in the one canonical way.
# ==================================================================================================

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
    expected = sorted(set(case.expected_files) - {MANIFEST_in_files})
    if listed != expected:
        yield Text("The manifest does not list exactly the files of a draw, in order.")
    for entry in case.manifest:
        content = case.folder.files.get(entry.name)
        if content is None:
            continue
        if len(content) != entry.size:
            yield Text("{file} has another size than the manifest says.", file=entry.name)
        if sha256(content) != entry.sha256:
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
    for name in JSON_FILES:
        if name not in case.folder.files:
            continue
        content = case.content(name)
        try:
            if canonical_json(parse_json(content)) != content:
                yield Text("{file} is not written in the canonical way.", file=name)
        except UnreadableError as error:
            yield Text("{file} cannot be read.", file=name)
            yield error.reason


def v05_members(case: Case) -> Iterator[Text]:
    """V05 (1.2, 4.1-4.5, 4.7, 4.9, 6.1-6.3, 6.6-6.9, 7.1): JSON files have exactly their parts."""
    readers = {
        LOTTERY: lottery,
        CERTIFICATE: certificate,
        DRAW: draw,
        MANIFEST_in_files: manifest,
    }
    for name, shape in readers.items():
        try:
            if name in case.folder.files:
                shape(Node(value=parse_json(case.content(name)), path=""))
        except UnreadableError:
            yield Text("{file} cannot be read: see {check}.", file=name, check="V04")
        except MalformedError as error:
            yield Text("{file} is not what it should be:", file=name)
            yield error.reason


def v06_tables(case: Case) -> Iterator[Text]:
    """V06 (2.4): the CSV files are written in the one canonical way."""
    for name in CSV_FILES:
        if name not in case.folder.files:
            continue
        try:
            rows = parse_csv(case.content(name))
        except UnreadableError as error:
            yield Text("{file} cannot be read.", file=name)
            yield error.reason
            continue
        if canonical_csv(rows) != case.content(name):
            yield Text("{file} is not written in the canonical way.", file=name)


# ==================================================================================================
# on_proof.py
#
# V19–V23: the certificate, in exact fractions. Nothing here trusts a solver.
# ==================================================================================================

_LARGEST_DENOMINATOR_BITS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row_in_on_proof:
    """One condition on panels in profile space (4.6); ``lower`` None is no lower bound.

    It holds for the panels that the first ``after`` levels leave (6.2): with 0, for all.
    """

    weights: Mapping[int, int]
    lower: int | None
    upper: int
    after: int = 0


def rows_of(case: Case) -> tuple[Row_in_on_proof, ...]:
    """The size, quotas, kinds of homes, people with a weight and cuts, in that order (4.6)."""
    lottery = case.lottery
    profiles = lottery.profiles
    place = {category: c for c, category in enumerate(lottery.categories)}
    if any(quota.category not in place for quota in lottery.quotas):
        raise BlockedError(Text("A quota has no category: see {check}.", check="V08"))
    if any(len(profile.values) != len(place) for profile in profiles):
        raise BlockedError(Text("The profiles cannot be used: see {check}.", check="V10"))
    holders: dict[tuple[str, str], list[int]] = {}
    for t, profile in enumerate(profiles):
        for pair in zip(lottery.categories, profile.values, strict=True):
            holders.setdefault(pair, []).append(t)
    size = _ones(range(len(profiles)), lottery.size, lottery.size)
    quotas = (
        _ones(holders.get((q.category, q.value), ()), q.minimum, q.maximum) for q in lottery.quotas
    )
    members: dict[int | None, list[int]] = {}
    for t, profile in enumerate(profiles):
        members.setdefault(profile.kind, []).append(t)
    kinds = (_ones(members.get(k, ()), 0, len(homes)) for k, homes in enumerate(lottery.kinds))
    cuts = (
        Row_in_on_proof(weights=dict(cut.weights), lower=None, upper=cut.bound, after=cut.after)
        for cut in cuts_of(case)
    )
    weighed = (
        _ones((t,), 0, len(profiles[t].people)) for t, w in enumerate(weights_of(case)) if w > 1
    )
    return (size, *quotas, *kinds, *weighed, *cuts)


def weights_of(case: Case) -> tuple[int, ...]:
    """What the chances of each profile are divided by (4.9); 1 where there are no weights."""
    lottery = case.lottery
    if not lottery.weights:
        return (1,) * len(lottery.profiles)
    if lottery.weights not in lottery.categories:
        raise BlockedError(Text("A quota has no category: see {check}.", check="V08"))
    at = lottery.categories.index(lottery.weights)
    values = [
        profile.values[at] if at < len(profile.values) else "" for profile in lottery.profiles
    ]
    if not all(value.isascii() and value.isdecimal() for value in values):
        raise BlockedError(Text("The profiles cannot be used: see {check}.", check="V10"))
    return tuple(map(int, values))


def _ones(profiles: Iterable[int], lower: int, upper: int) -> Row_in_on_proof:
    return Row_in_on_proof(weights=dict.fromkeys(profiles, 1), lower=lower, upper=upper)


def cuts_of(case: Case) -> tuple[Cut, ...]:
    """The cuts, when each names profiles that exist, none of them twice (6.2)."""
    for cut in case.certificate.cuts:
        named = [t for t, _ in cut.weights]
        if len(set(named)) != len(named) or any(t >= len(case.lottery.profiles) for t in named):
            raise BlockedError(Text("A cut names its profiles wrongly: see {check}.", check="V22"))
    return case.certificate.cuts


def v19_levels(case: Case) -> Iterator[Text]:
    """V19 (4.9, 6.3): the levels hold whom the method asks for; chances rise, from 0 to 1."""
    levels, profiles = case.certificate.levels, case.lottery.profiles
    weights = weights_of(case)
    yield from _holders(case)
    for j, level in enumerate(levels):
        if not level.profiles:
            yield Text("Level {level:d} holds nobody.", level=j)
        if not 0 <= level.chance <= 1:
            yield Text("The chance of level {level:d} is not between 0 and 1.", level=j)
        known = [t for t in level.profiles if t < len(profiles)]
        if any(profiles[t].chance != level.chance * weights[t] for t in known):
            yield Text("Level {level:d} has another chance than its people.", level=j)
    for j, (one, two) in enumerate(pairwise(levels), 1):
        if one.chance > two.chance:
            yield Text("The chance of level {level:d} is below the one before.", level=j)


def _holders(case: Case) -> Iterator[Text]:
    """Who is in the levels: everybody, or only those of whom the method proves something."""
    levels, profiles = case.certificate.levels, case.lottery.profiles
    named = sorted(chain.from_iterable(level.profiles for level in levels))
    ended = case.certificate.interval is not None
    if case.lottery.method == "leximin" and not ended:
        if named != list(range(len(profiles))):
            yield Text("The levels do not hold every profile exactly once.")
        return
    if len(set(named)) != len(named) or any(t >= len(profiles) for t in named):
        yield Text("The levels do not name their profiles once.")
    none = [t for t, profile in enumerate(profiles) if profile.chance == 0]
    first = [level for level in levels if level.chance == 0]
    if [sorted(level.profiles) for level in first] != ([none] if none else []):
        yield Text("The people without a chance are not those of the first level.")
    if any(level.gap != 0 for level in first):
        yield Text("It is not proved that nobody of the first level can have a chance.")
    chances = [level.chance for level in levels if level.chance != 0]
    pairs = zip(profiles, weights_of(case), strict=True)
    seated = [profile.chance / weight for profile, weight in pairs if profile.chance != 0]
    floor = case.lottery.method == "maximin" and seated and not ended
    if chances != ([min(seated)] if floor else []):
        yield Text("The levels are not those that the method proves.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What the multipliers of a level prove (6.4): a_t of each profile, and the gap."""

    weights: tuple[Fraction, ...]
    gap: Fraction


def bound_of(case: Case, level: Level, rows: tuple[Row_in_on_proof, ...]) -> Bound:
    """The right and the left side of 6.4 in exact fractions, over one common denominator."""
    profiles = case.lottery.profiles
    below = common_denominator(value for _, value in level.multipliers)
    scaled = [(r, int(value * below)) for r, value in level.multipliers]
    weights = [0] * len(profiles)
    total = 0
    for r, times in scaled:
        row = rows[r]
        total += max(times * (row.upper if row.lower is None else row.lower), times * row.upper)
        for t, weight in row.weights.items():
            weights[t] += times * weight
    by_chance: dict[tuple[int, int], int] = {}
    for weight, own, profile in zip(weights, weights_of(case), profiles, strict=True):
        if weight < 0:
            total -= weight * own * len(profile.people)
        else:
            chance = profile.chance.as_integer_ratio()
            by_chance[chance] = by_chance.get(chance, 0) + weight * len(profile.people)
    parts = (Fraction(top * people, bottom) for (top, bottom), people in by_chance.items())
    reached = sum(parts, Fraction(0))
    return Bound(
        weights=tuple(Fraction(weight, below) for weight in weights),
        gap=(total - reached) / below,
    )


def common_denominator(fractions: Iterable[Fraction]) -> int:
    """The least common denominator; refuses to work for ever on hostile fractions."""
    below = 1
    for value in fractions:
        below = lcm(below, value.denominator)
        if below.bit_length() > _LARGEST_DENOMINATOR_BITS:
            raise BlockedError(Text("The fractions are too long to be added."))
    return below


def v20_bound(case: Case) -> Iterator[Text]:
    """V20 (4.9, 6.4, 6.5): the multipliers of each level prove that nobody of it can have more."""
    rows = rows_of(case)
    later = set(range(len(case.lottery.profiles)))
    levels = case.certificate.levels
    for j, level in enumerate(levels):
        later -= set(level.profiles)
        named = [r for r, _ in level.multipliers]
        if len(set(named)) != len(named) or any(r >= len(rows) for r in named):
            yield Text("The multipliers of level {level:d} name their rows wrongly.", level=j)
        elif j == len(levels) - 1 and level.chance == 1 and not level.multipliers:
            if level.gap != 0:
                yield Text("The gap of level {level:d} is 0, not what is stated.", level=j)
        else:
            yield from _level_faults(j, level, rows, bound_of(case, level, rows), later)


def _level_faults(
    j: int, level: Level, rows: tuple[Row_in_on_proof, ...], bound: Bound, later: set[int]
) -> Iterator[Text]:
    """One level of 6.4: signs, who is lifted, who is not, and the gap."""
    for r, value in level.multipliers:
        if value == 0:
            yield Text("Level {level:d} has a multiplier of 0.", level=j)
        if value < 0 and rows[r].lower is None:
            yield Text("Level {level:d} has a negative multiplier on a cut.", level=j)
        if rows[r].after > j:
            yield Text("Level {level:d} uses a cut that is only true after it.", level=j)
    if not all(bound.weights[t] > 0 for t in level.profiles if t < len(bound.weights)):
        yield Text("The proof of level {level:d} leaves out people of that level.", level=j)
    if any(bound.weights[t] > 0 for t in later):
        yield Text("The proof of level {level:d} counts people of later levels.", level=j)
    if bound.gap != level.gap:
        yield Text(
            "The gap of level {level:d} is {gap}, not what is stated.", level=j, gap=bound.gap
        )
    if bound.gap < 0:
        yield Text("The chances of level {level:d} are more than can be.", level=j)


def v21_reach(case: Case) -> Iterator[Text]:
    """V21 (6.6): an exact combination is of panels that keep every rule, and gives the chances."""
    combination = case.certificate.combination
    if combination is None:
        return
    profiles = case.lottery.profiles
    yield from _combined(case, combination)
    below = common_denominator(weight for weight, _ in combination)
    mean = [0] * len(profiles)
    total = 0
    for weight, panel in combination:
        total += int(weight * below)
        for t, count in panel:
            if t < len(mean):
                mean[t] += int(weight * below) * count
    if total != below:
        yield Text("The weights of the combination do not add up to 1.")
    for t, (seats, profile) in enumerate(zip(mean, profiles, strict=True)):
        if Fraction(seats, below) != profile.chance * len(profile.people):
            yield Text("The combination gives profile {t:d} another chance.", t=t)


def _combined(case: Case, combination: tuple[tuple[Fraction, Counts], ...]) -> Iterator[Text]:
    """Every panel of the combination has a positive weight and keeps every rule but the cuts."""
    people = [len(profile.people) for profile in case.lottery.profiles]
    rules = [row for row in rows_of(case) if row.lower is not None]
    rows_of_profile: list[list[int]] = [[] for _ in people]
    for r, row in enumerate(rules):
        for t in row.weights:
            rows_of_profile[t].append(r)
    for at, (weight, panel) in enumerate(combination):
        if weight <= 0:
            yield Text("Weight {at:d} of the combination is not positive.", at=at)
        if not _fits(panel, people):
            yield Text("Panel {at:d} of the combination has seats that do not exist.", at=at)
        elif not _legal(panel, rows_of_profile, rules):
            yield Text("Panel {at:d} of the combination breaks a quota or a home.", at=at)


def _fits(panel: Counts, people: list[int]) -> bool:
    """Each profile is named once, exists and has enough people."""
    named = [t for t, _ in panel]
    fits = all(t < len(people) and count <= people[t] for t, count in panel)
    return fits and len(set(named)) == len(named)


def _legal(panel: Counts, rows_of_profile: list[list[int]], rules: list[Row_in_on_proof]) -> bool:
    """Whether a panel meets the rows in which every profile counts 0 or 1: all but the cuts."""
    totals = [0] * len(rules)
    for t, count in panel:
        for r in rows_of_profile[t]:
            totals[r] += count
    return all(
        (row.lower or 0) <= total <= row.upper for row, total in zip(rules, totals, strict=True)
    )


def _keeps(seats: Mapping[int, int], row: Row_in_on_proof) -> bool:
    """Whether a panel is at most the upper bound of a cut."""
    weights = row.weights
    total = sum(weights[t] * count for t, count in seats.items() if t in weights)
    return total <= row.upper


def v22_cuts_kept(case: Case) -> Iterator[Text]:
    """V22 (6.2): the cuts are well formed, and all panels and the combination keep each of them."""
    cuts = case.certificate.cuts
    for c, cut in enumerate(cuts):
        named = [t for t, _ in cut.weights]
        if len(set(named)) != len(named) or any(t >= len(case.lottery.profiles) for t in named):
            yield Text("Cut {cut:d} names its profiles wrongly.", cut=c)
            return
        one = len(cut.weights) == 1 and cut.weights[0][1] == 1 and cut.bound == 0
        if cut.after > len(case.certificate.levels):
            yield Text("Cut {cut:d} follows on levels that do not exist.", cut=c)
        if cut.reason == "unseatable" and not (one and cut.after == 0):
            yield Text("Cut {cut:d} does not say that one profile has no seat.", cut=c)
    if not cuts:
        return
    combination = [dict(panel) for _, panel in case.certificate.combination or ()]
    for c, cut in enumerate(cuts):
        row = Row_in_on_proof(weights=dict(cut.weights), lower=None, upper=cut.bound)
        for at, seats in enumerate(case.seats):
            if not _keeps(seats, row):
                yield Text("Panel {panel:d} breaks cut {cut:d}.", panel=at, cut=c)
        if not all(_keeps(seats, row) for seats in combination):
            yield Text("The combination breaks cut {cut:d}.", cut=c)


def v23_cuts_true(case: Case) -> Iterator[Text]:
    """V23 (6.2): that every possible panel keeps the cuts. Only an integer solver can tell."""
    if case.certificate.cuts:
        raise BlockedError(
            Text(
                "Conditions on all possible panels that the proof uses: {n}. "
                "To check those takes an integer solver; everything else was checked here.",
                n=len(case.certificate.cuts),
            )
        )
    return iter(())


def largest_gain(case: Case) -> Fraction:
    """How much more than now anybody could have at most, by the gaps: 0 is a complete proof.

    By 6.4 a person of a level's own profile t gains at most gap / (a_t·n_t), as long as nobody
    whose chance is as small or smaller gets less.
    """
    rows, gains = rows_of(case), [Fraction(0)]
    for level in case.certificate.levels:
        if level.gap > 0:
            weights = bound_of(case, level, rows).weights
            people = case.lottery.profiles
            gains += [level.gap / (weights[t] * len(people[t].people)) for t in level.profiles]
    return max(gains)


# ==================================================================================================
# on_method.py
#
# V28 and V29: what nash and goldilocks promise, in exact fractions, no solver trusted.
# ==================================================================================================

_LARGEST_GAP = Fraction(1, 10**6 + 1)
_SCALE = 10**18


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What multipliers come to (6.4), times ``below``: the rows' bounds, and a_t per profile."""

    bound: int
    weights: tuple[int, ...]
    below: int


def sums_of(rows: tuple[Row_in_on_proof, ...], profiles: int, multipliers: Multipliers) -> Sums:
    """Σ max(λ_r·l_r, λ_r·u_r) and all a_t, over one common denominator."""
    below = common_denominator(value for _, value in multipliers)
    weights, bound = [0] * profiles, 0
    for r, value in multipliers:
        row, times = rows[r], int(value * below)
        bound += max(times * (row.upper if row.lower is None else row.lower), times * row.upper)
        for t, weight in row.weights.items():
            weights[t] += times * weight
    return Sums(bound=bound, weights=tuple(weights), below=below)


def seated_of(case: Case) -> dict[int, Profile]:
    """The profiles that are in no level (6.7)."""
    held = {t for level in case.certificate.levels for t in level.profiles}
    return {t: profile for t, profile in enumerate(case.lottery.profiles) if t not in held}


def named_wrongly(rows: tuple[Row_in_on_proof, ...], multipliers: Multipliers) -> Iterator[Text]:
    """Rows that do not exist or come twice, multipliers of 0, negative ones on cuts (6.3)."""
    named = [r for r, _ in multipliers]
    if len(set(named)) != len(named) or any(r >= len(rows) for r in named):
        yield Text("The multipliers name their rows wrongly.")
        return
    for r, value in multipliers:
        if value == 0:
            yield Text("A multiplier is 0.")
        if value < 0 and rows[r].lower is None:
            yield Text("A multiplier on a cut is negative.")
        if rows[r].after:
            yield Text("A multiplier is on a cut that does not hold for every panel.")


def v28_welfare(case: Case) -> Iterator[Text]:
    """V28 (6.7): no lottery has a larger product of chances, but for the gap that is stated."""
    welfare = case.certificate.welfare
    if (case.lottery.method == "nash") != (welfare is not None):
        yield Text("The proof of the largest product belongs to the method nash, and to no other.")
    elif welfare is not None:
        yield from _welfare_faults(case, welfare)


def _welfare_faults(case: Case, welfare: Welfare) -> Iterator[Text]:
    rows, seated = rows_of(case), seated_of(case)
    wrong = list(named_wrongly(rows, welfare.multipliers))
    yield from wrong
    if any(profile.chance <= 0 for profile in seated.values()):
        yield Text("Somebody without a chance is not at the first level.")
        return
    if not wrong:
        gap = _welfare_gap(case, rows, seated, welfare)
        if gap != welfare.gap:
            yield Text("The gap is {gap}, not what is stated.", gap=gap)
    if not 0 <= welfare.gap <= _LARGEST_GAP:
        yield Text("The gap is not between 0 and 1 in a million and one.")


def _welfare_gap(
    case: Case, rows: tuple[Row_in_on_proof, ...], seated: dict[int, Profile], welfare: Welfare
) -> Fraction:
    sums = sums_of(rows, len(case.lottery.profiles), welfare.multipliers)
    total = sums.bound * _SCALE
    people = 0
    for t, profile in seated.items():
        gain = -(-_SCALE * profile.chance.denominator // profile.chance.numerator)
        total += len(profile.people) * max(0, gain * sums.below - sums.weights[t] * _SCALE)
        people += len(profile.people)
    return Fraction(total, _SCALE * sums.below) - people


def v29_balance(case: Case) -> Iterator[Text]:
    """V29 (6.8): floor and cap are those of the chances, and neither of them can give way."""
    balance = case.certificate.balance
    if (case.lottery.method == "goldilocks") != (balance is not None):
        yield Text("The proof of floor and cap belongs to the method goldilocks, and to no other.")
    elif balance is not None:
        rows, seated = rows_of(case), seated_of(case)
        wrong = list(named_wrongly(rows, balance.multipliers))
        yield from wrong
        chances = [profile.chance for profile in seated.values()]
        if not chances or (min(chances), max(chances)) != (balance.floor, balance.cap):
            yield Text("Floor and cap are not the smallest and the largest chance.")
        elif balance.floor <= 0:
            yield Text("Somebody without a chance is not at the first level.")
        elif balance.floor == balance.cap:
            yield from _even_faults(case, seated, balance)
        elif not wrong:
            yield from _balance_faults(case, rows, seated, balance)


def _even_chance(case: Case, seated: dict[int, Profile]) -> Fraction:
    return Fraction(case.lottery.size, sum(len(profile.people) for profile in seated.values()))


def _even_faults(case: Case, seated: dict[int, Profile], balance: Balance) -> Iterator[Text]:
    """Everybody has the even chance: nothing is left to prove."""
    least = balance.pull == 0 and balance.bound == 2 and balance.gap == 0  # noqa: PLR2004 - 1 + 1
    if balance.multipliers or not least or balance.floor != _even_chance(case, seated):
        yield Text("Equal chances are proved by themselves, and this is said in another way.")


def _balance_faults(
    case: Case, rows: tuple[Row_in_on_proof, ...], seated: dict[int, Profile], balance: Balance
) -> Iterator[Text]:
    sums = sums_of(rows, len(case.lottery.profiles), balance.multipliers)
    weights = [(len(p.people), sums.weights[t]) for t, p in seated.items()]
    push = Fraction(sum(n * a for n, a in weights if a > 0), sums.below)
    most = Fraction(sum(n * -a for n, a in weights if a < 0), sums.below)
    pull, even = balance.pull, _even_chance(case, seated)
    if not (push > 0 and 0 < pull <= most):
        yield Text("The multipliers do not weigh floor and cap against each other.")
        return
    seats = Fraction(sums.bound, sums.below) + most - pull
    if push * balance.floor != seats + pull * balance.cap:
        yield Text("With other multipliers floor or cap could be better, for these leave room.")
    distance = balance.bound + seats / (pull * even)
    if distance > 0 and distance**2 > 4 * push / pull:
        yield Text("That no lottery costs less than is stated is not proved.")
    cost = balance.cap / even + even / balance.floor
    if balance.gap != cost - balance.bound:
        yield Text("The gap is {gap}, not what is stated.", gap=cost - balance.bound)
    if not 0 <= balance.gap <= _LARGEST_GAP:
        yield Text("The gap is not between 0 and 1 in a million and one.")


# ==================================================================================================
# on_interval.py
#
# V55: what a computation that was ended before its end proves of the smallest chance.
# ==================================================================================================

_METHODS = ("leximin", "maximin")


def v55_interval(case: Case) -> Iterator[Text]:
    """V55 (6.9): no lottery has a larger smallest chance, but for the gap that was allowed."""
    interval = case.certificate.interval
    if interval is None:
        return
    if case.lottery.method not in _METHODS:
        yield Text("An allowed gap belongs to the methods leximin and maximin.")
    if case.lottery.weights:
        yield Text("With weights a computation that was ended proves nothing.")
    wrong = list(named_wrongly(rows_of(case), interval.multipliers))
    yield from wrong
    seated = [profile.chance for profile in seated_of(case).values()]
    if not seated or min(seated) != interval.low:
        yield Text("The lower end is not the smallest chance.")
    if not wrong and highest(case, interval.multipliers) != interval.high:
        yield Text("The multipliers prove another upper end than is stated.")
    yield from _size_in_on_interval(interval)


def _size_in_on_interval(interval: Interval) -> Iterator[Text]:
    if not 0 < interval.low <= interval.high <= 1:
        yield Text("The smallest chance is not between the ends of the interval.")
    if interval.high - interval.low > interval.allowed:
        yield Text("The gap is larger than what was allowed.")
    if not 0 < interval.allowed < 1:
        yield Text("What was allowed is not between 0 and 1.")


def highest(case: Case, multipliers: Multipliers) -> Fraction:
    """The bound of 6.9 on the smallest chance of any lottery."""
    profiles, seated = case.lottery.profiles, seated_of(case)
    sums = sums_of(rows_of(case), len(profiles), multipliers)
    people = [len(profile.people) for profile in profiles]
    below = sum(n * max(0, -a) for n, a in zip(people, sums.weights, strict=True))
    shared = sum(people[t] * max(0, sums.weights[t]) for t in seated)
    return min(Fraction(1), Fraction(sums.bound + below, shared)) if shared else Fraction(1)


# ==================================================================================================
# together.py
#
# Which two people sit together most, beyond what their chances imply (docs/format.md 4.5).
#
# All pairs of thousands of people over thousands of panels are counted by adding long whole numbers:
# each panel is one number with a field per person, and the sum of the panels that hold a person has
# in each field how often the two sit together. A block of people at a time keeps memory small.
# ==================================================================================================

_MEMORY = 1 << 25
"""Bytes for the fields that are held at once."""
_NARROW, _WIDE = 2, 4
"""Bytes of one field: enough to count as many panels as there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seating:
    """People renamed by rank of their count, smallest first; ``held[r]`` lists the panels of r."""

    counts: tuple[int, ...]
    panels: tuple[tuple[int, ...], ...]
    held: tuple[tuple[int, ...], ...]

    @property
    def width(self) -> int:
        """Bytes of one field."""
        return _NARROW if len(self.panels) < 1 << (8 * _NARROW) else _WIDE


def most_together(panels: Sequence[Sequence[int]], counts: Sequence[int]) -> Fraction:
    """The largest pairs/M − countᵢ·countⱼ/M² over two people; 0 when there are no two people.

    ``panels`` (M >= 1) hold indices into ``counts``.
    """
    people = len(counts)
    if people < 2:  # noqa: PLR2004 - a pair
        return Fraction(0)
    seating = _ranked(panels, counts)
    block = max(16, _MEMORY // (seating.width * len(panels)))
    best = max(
        _best_pair(seating, start, min(start + block, people)) for start in range(0, people, block)
    )
    return Fraction(best, len(panels) ** 2)


def _ranked(panels: Sequence[Sequence[int]], counts: Sequence[int]) -> _Seating:
    order = sorted(range(len(counts)), key=counts.__getitem__)
    rank = {person: r for r, person in enumerate(order)}
    renamed = tuple(tuple(map(rank.__getitem__, panel)) for panel in panels)
    held: list[list[int]] = [[] for _ in order]
    for j, panel in enumerate(renamed):
        for r in panel:
            held[r].append(j)
    return _Seating(
        counts=tuple(counts[person] for person in order),
        panels=renamed,
        held=tuple(map(tuple, held)),
    )


def _best_pair(seating: _Seating, start: int, end: int) -> int:
    """The largest M·pairs − countᵢ·countⱼ over ranks i < j with start <= j < end."""
    counts, units, width = seating.counts, len(seating.panels), seating.width
    fields = [_fields(panel, start, end, width) for panel in seating.panels]
    spans = _spans(counts, start, end)
    best = -units * units
    for i in range(end):
        added = sum(map(fields.__getitem__, seating.held[i]))
        pairs = array("H" if width == _NARROW else "I")
        pairs.frombytes(added.to_bytes((end - start) * width, "little"))
        if sys.byteorder == "big":
            pairs.byteswap()
        for count, a, b in spans:
            first = max(a, i + 1 - start)
            if first < b:
                best = max(best, units * max(pairs[first:b]) - counts[i] * count)
    return best


def _spans(counts: Sequence[int], start: int, end: int) -> list[tuple[int, int, int]]:
    """Runs of equal counts among the ranks of a block: the count, and from where to where."""
    runs = [(c, next(run)) for c, run in groupby(range(start, end), counts.__getitem__)]
    return [(c, a - start, b - start) for (c, a), (_, b) in pairwise([*runs, (0, end)])]


def _fields(panel: Sequence[int], start: int, end: int, width: int) -> int:
    bits = bytearray((end - start) * width)
    for r in panel:
        if start <= r < end:
            bits[(r - start) * width] = 1
    return int.from_bytes(bits, "little")


# ==================================================================================================
# on_panels.py
#
# V11–V18: every numbered panel keeps the rules, and counts, seats and spread are as stated.
# ==================================================================================================

_SHORTEST_LIST, _SHORT_PANELS = 1000, 10
_LONGEST_LIST, _LONG_PANELS = 10**6, 50


def v11_list(case: Case) -> Iterator[Text]:
    """V11 (4.1, 5.1): seating.csv has M panels of k seats, numbered in order, of known queues."""
    header, *rows = case.table(SEATING)
    if header != ("first", "copies", "seats"):
        yield Text("The header of {file} is not first, copies, seats.", file=SEATING)
    digits, first = len(str(case.lottery.units - 1)), 0
    for at, row in enumerate(rows, 2):
        if len(row) != len(header) or row[0] != f"{first:0{digits}d}":
            yield Text("{file}, row {row:d}: not numbered in order.", file=SEATING, row=at)
        try:
            first += whole(row[1])
        except (ValueError, IndexError):
            yield Text("{file}, row {row:d}: no number of panels.", file=SEATING, row=at)
    if first != case.lottery.units:
        yield Text("There are {n} panels, not {units}.", n=first, units=case.lottery.units)
    try:
        _ = case.blocks
    except BlockedError:
        yield Text(
            "Some panel has not {size} seats, in order, of queues with so many people.",
            size=case.lottery.size,
        )


def v12_quotas(case: Case) -> Iterator[Text]:
    """V12 (4.6, 5.1): every panel meets every quota."""
    lottery, blocks = case.lottery, case.blocks
    for category, column in zip(lottery.categories, case.values, strict=True):
        value = [column[queue.people[0]] for queue in case.queues]
        quotas = [quota for quota in lottery.quotas if key(quota.category) == key(category)]
        keys = [key(quota.value) for quota in quotas]
        for at, block in enumerate(blocks):
            seats = Counter(map(value.__getitem__, block.queues))
            for quota, cell in zip(quotas, keys, strict=True):
                if not quota.minimum <= seats[cell] <= quota.maximum:
                    yield Text(
                        "{file}, row {row:d}: {seats} of {category} {value}, not {low} to {high}.",
                        file=SEATING,
                        row=at + 2,
                        seats=seats[cell],
                        category=quota.category,
                        value=quota.value,
                        low=quota.minimum,
                        high=quota.maximum,
                    )


def v13_homes(case: Case) -> Iterator[Text]:
    """V13 (4.4, 4.6, 5.1): no home has two seats in a panel."""
    if not case.lottery.kinds:
        return
    home_of = [queue.home for queue in case.queues]
    for at, block in enumerate(case.blocks, 2):
        homes = [home for home in map(home_of.__getitem__, block.queues) if home is not None]
        if len(set(homes)) != len(homes):
            yield Text("{file}, row {row:d}: a home has two seats.", file=SEATING, row=at)


def v14_counts(case: Case) -> Iterator[Text]:
    """V14 (5.2, 5.3): chances.csv says for everybody how many of the M panels hold them."""
    header, *rows = case.table(CHANCES)
    if header != ("id", "count", "of", "chance"):
        yield Text("The header of {file} is not id, count, of, chance.", file=CHANCES)
    if [row[0] for row in rows] != list(case.people.ids):
        yield Text("{file} does not list everybody of the pool, in order.", file=CHANCES)
        return
    of = case.units
    for at, (row, count) in enumerate(zip(rows, case.counts, strict=True), 2):
        if row[1:] != (str(count), str(of), six_digits(count, of)):
            yield Text("{file}, row {row:d}: not what the panels give.", file=CHANCES, row=at)


def v15_rounding(case: Case) -> Iterator[Text]:
    """V15 (5.4): every count is less than 1 off M times the chance, and equal if that is whole."""
    units = case.units
    for t, (people, profile) in enumerate(zip(case.profiles, case.lottery.profiles, strict=True)):
        down = units * profile.chance.numerator // profile.chance.denominator
        whole = units * profile.chance.numerator % profile.chance.denominator == 0
        allowed = {down} if whole else {down, down + 1}
        if not {case.counts[person] for person in people} <= allowed:
            yield Text("A count in profile {t:d} is a whole panel or more off its chance.", t=t)


def v16_length(case: Case) -> Iterator[Text]:
    """V16 (5.3): the list is as long as asked for, or else long enough for small chances."""
    least = case.draw.units or _enough([p.chance for p in case.lottery.profiles])
    if case.units < least:
        yield Text(
            "The list has {n} panels; it should have {least} or more.",
            n=case.units,
            least=least,
        )


def _enough(chances: Sequence[Fraction]) -> int:
    least = _SHORTEST_LIST
    smallest = min((chance for chance in chances if chance > 0), default=Fraction(1))
    if least * smallest >= _SHORT_PANELS:
        return least
    while least * smallest < _LONG_PANELS and least < _LONGEST_LIST:
        least *= 10
    return least


def v17_seats(case: Case) -> Iterator[Text]:
    """V17 (5.2, 5.5): panels.csv lists the people whose turn it is, panel after panel."""
    if not case.is_listed:
        return
    header, *rows = case.table(PANELS)
    if header != ("panel", *map(str, range(1, case.lottery.size + 1))):
        yield Text("The header of {file} is not panel, 1, 2, … to the size.", file=PANELS)
    ids, panels = case.people.ids, case.panels
    if len(rows) != len(panels):
        yield Text("There are {n} panels, not {units}.", n=len(rows), units=len(panels))
    digits = len(str(len(panels) - 1))
    for at, (row, panel) in enumerate(zip(rows, panels, strict=False)):
        if row[0] != f"{at:0{digits}d}":
            yield Text("Panel {panel:d} is not numbered so.", panel=at)
        if row[1:] != tuple(map(ids.__getitem__, panel)):
            yield Text("The seats of panel {panel:d} did not go round as they should.", panel=at)


def v18_spread(case: Case) -> Iterator[Text]:
    """V18 (4.5): how many panels differ, and the pair most together beyond its chances."""
    if case.is_listed:
        distinct = len(set(case.panels))
        together = most_together(case.panels, case.counts)
    else:
        distinct = len({block.queues for block in case.blocks})
        together = None
    if case.lottery.distinct != distinct:
        yield Text(
            "{distinct} panels differ, not {stated}.",
            distinct=distinct,
            stated=case.lottery.distinct,
        )
    if case.lottery.together != together:
        yield Text(
            "The figure for the pair most together is {together}.", together=together or "null"
        )


# ==================================================================================================
# on_people.py
#
# V07–V10: the people, their homes and their profiles follow from the tables and the quotas.
# ==================================================================================================

def v07_people(case: Case) -> Iterator[Text]:
    """V07 (2.3): everybody is once in panel.csv or not_drawn.csv; rows and columns in order."""
    drawn, others = case.table(PANEL), case.table(NOT_DRAWN)
    if drawn[0] != others[0]:
        yield Text("{a} and {b} have different columns.", a=PANEL, b=NOT_DRAWN)
    for name, rows in ((PANEL, drawn), (NOT_DRAWN, others)):
        yield from _rows(name, rows)
    ids = [row[0] for row in (*drawn[1:], *others[1:])]
    if len(set(ids)) != len(ids):
        yield Text("Somebody is in {a} and in {b}.", a=PANEL, b=NOT_DRAWN)
    yield from _columns(case)


def _rows(name: str, rows: Rows_in_files) -> Iterator[Text]:
    for at, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]):
            yield Text("{file}, row {row:d}: not one cell for each column.", file=name, row=at)
        if not row[0]:
            yield Text("{file}, row {row:d}: a person without an id.", file=name, row=at)
    for at, (one, two) in enumerate(pairwise(rows[1:]), 3):
        if one[0] == two[0]:
            yield Text("{file}, row {row:d}: the same person again.", file=name, row=at)
        elif one[0] > two[0]:
            yield Text("{file}, row {row:d}: not in order of id.", file=name, row=at)


def _columns(case: Case) -> Iterator[Text]:
    """The id, then the categories in their order, then all others by key, then by spelling.

    Categories that are derived have no column (4.7); what they look at has one.
    """
    people, lottery, draw = case.people, case.lottery, case.draw
    derived = {key(one.category) for one in lottery.derived}
    plain = [name for name in lottery.categories if key(name) not in derived]
    looked_at = [name for one in lottery.derived for name in one.of if key(name) not in derived]
    wanted = [key(name) for name in (draw.id_column, *plain)]
    if [key(column) for column in people.columns[: len(wanted)]] != wanted:
        yield Text("The first columns are not the id and the categories, in their order.")
    others = list(people.columns[len(wanted) :])
    if others != sorted(others, key=lambda column: (key(column), column)):
        yield Text("The other columns are not in order of their names.")
    for name in (draw.id_column, *plain, *draw.household_columns, *looked_at):
        if people.column(name) is None:
            yield Text("There is not exactly one column {column}.", column=name)


def v08_quotas(case: Case) -> Iterator[Text]:
    """V08 (2.1-2.3, 4.2, 4.7, 4.8): quotas, categories and definitions in canonical order."""
    quotas = case.lottery.quotas
    order = [(natural(q.category), natural(q.value)) for q in quotas]
    for quota, (one, two) in zip(quotas[1:], pairwise(order), strict=True):
        if one >= two:
            yield Text(
                "The quota for {category} {value} is out of order, or there twice.",
                category=quota.category,
                value=quota.value,
            )
    for quota in quotas:
        if not _is_clean(quota):
            yield Text(
                "The names of the quota for {category} {value} are not clean text.",
                category=quota.category,
                value=quota.value,
            )
    if case.lottery.categories != tuple(name for name, _ in groupby(q.category for q in quotas)):
        yield Text("The categories are not those of the quotas, in their order.")
    if case.lottery.weights in {one.category for one in case.lottery.derived}:
        yield Text("The weights have no column.")
    if case.lottery.derived:
        yield from faults(case.lottery.derived, quotas, case.people.columns)


def _is_clean(quota: Quota) -> bool:
    names = (quota.category, quota.value)
    return all(names) and clean(names[0]) == names[0] and value(names[1]) == names[1]


def v09_homes(case: Case) -> Iterator[Text]:
    """V09 (2.6, 4.4): the shared homes and their kinds follow from the household columns."""
    ids = case.people.ids
    computed = [[[ids[i] for i in home] for home in kind.homes] for kind in case.kinds]
    stated = [[list(home) for home in kind] for kind in case.lottery.kinds]
    if len(computed) != len(stated):
        yield Text(
            "There are {computed} kinds of shared homes, not {stated}.",
            computed=len(computed),
            stated=len(stated),
        )
    for at, (one, two) in enumerate(zip(computed, stated, strict=False)):
        if one != two:
            yield Text("The shared homes of kind {kind:d} are not those of the tables.", kind=at)


def v10_profiles(case: Case) -> Iterator[Text]:
    """V10 (4.3, 4.4, 4.7): the profiles follow from the people's values and homes, in order."""
    yield from _unknown_values(case)
    yield from _spellings(case)
    stated = [
        (p.kind, tuple(key(v) for v in p.values), tuple(p.people)) for p in case.lottery.profiles
    ]
    for at, (one, two) in enumerate(zip_longest(_computed(case), stated)):
        if one is None or two is None:
            yield Text("There are more or fewer profiles than the tables give.")
            return
        if one[:2] != two[:2]:
            yield Text("Profile {t:d} is not the one that the tables give there.", t=at)
        elif one[2] != two[2]:
            yield Text("The people of profile {t:d} are not those of the tables.", t=at)


def _unknown_values(case: Case) -> Iterator[Text]:
    """Every cell of a category is a value with a quota."""
    known = {(key(q.category), key(q.value)) for q in case.lottery.quotas}
    for category, column in zip(case.lottery.categories, case.values, strict=True):
        if any((key(category), cell) not in known for cell in set(column)):
            yield Text("Somebody has a value of {category} without a quota.", category=category)


def _spellings(case: Case) -> Iterator[Text]:
    """Values are spelled as in the quotas, one for each category."""
    spelled = {(q.category, q.value) for q in case.lottery.quotas}
    for at, profile in enumerate(case.lottery.profiles):
        pairs = set(zip(case.lottery.categories, profile.values, strict=False))
        if len(profile.values) != len(case.lottery.categories) or not pairs <= spelled:
            yield Text("The values of profile {t:d} are not those of the quotas.", t=at)


def _computed(case: Case) -> list[tuple[int | None, tuple[str, ...], tuple[str, ...]]]:
    """Kind, values (keys) and people of each profile, made from the tables alone."""
    kind_of = {i: k for k, kind in enumerate(case.kinds) for home in kind.homes for i in home}
    members: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for person in range(len(case.people.ids)):
        values = tuple(column[person] for column in case.values)
        members.setdefault((kind_of.get(person, -1), values), []).append(person)
    order = sorted(members, key=lambda p: (p[0], case.composition(members[p][0])))
    ids = case.people.ids
    return [
        (None if k < 0 else k, values, tuple(ids[i] for i in members[k, values]))
        for k, values in order
    ]


# ==================================================================================================
# archive.py
#
# A bundle as bytes: a zip file read with suspicion, without a zip library (docs/format.md §20).
#
# A bundle is written in one way only. Everything that decides what may be unpacked is read from the
# central headers first; nothing is unpacked when any of it is wrong, and nothing is ever written to
# disk. Then the whole file is made again from its entries and compared.
# ==================================================================================================

MANIFEST_in_archive: Final = "bundle.json"
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
    names = sorted(files, key=lambda name: (name != MANIFEST_in_archive, name))
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


# ==================================================================================================
# moments.py
#
# Moments as text, and as points in time (docs/format.md 12.3).
# ==================================================================================================

_MOMENT: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


def seconds(moment: str) -> int:
    """Seconds since 1970 of a moment (12.3). Raises ValueError when it is none."""
    match = _MOMENT.fullmatch(moment)
    if match is None:
        raise ValueError("not a moment")
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    if not (year and 1 <= month <= 12 and hour < 24 and minute < 60 and second < 60):  # noqa: PLR2004 - the calendar's own numbers
        raise ValueError("not a moment")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise ValueError("not a day")
    return calendar.timegm((year, month, day, hour, minute, second)) - _offset(match[7])


def _offset(zone: str) -> int:
    if zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[4:])
    if hours > 23 or minutes > 59:  # noqa: PLR2004 - as above
        raise ValueError("not an offset")
    return (-1 if zone[0] == "-" else 1) * 60 * (60 * hours + minutes)


# ==================================================================================================
# plan.py
#
# A plan in TOML: members, forms and who is named twice (docs/format.md §11).
# ==================================================================================================

_KEY_in_plan: Final = re.compile("(?:ed25519:)?[0-9a-f]{64}")
_LANGUAGE: Final = re.compile("[a-z]{2,3}")
_GAP: Final = re.compile(r"0(?:\.[0-9]{1,18})?")
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NEWER: Final = "threshold"
"""What plans of the older format do not have."""
_SMALLEST_THRESHOLD: Final = 3
_MOST_SCENARIOS: Final = 1000
"""Scenarios that a plan can ask for (11.6)."""
_MOST_NUMBERS: Final = 200
"""Numbers that are thrown or drawn at a time (11.3)."""
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "digits": ("count",),
    "dice": ("count", "of"),
    "balls": ("count", "of"),
    "lottery": ("count", "of"),
    "drand": ("chain", "round"),
    "nist": ("round",),
    "text": (),
}
"""What is announced of each kind of source (14.2)."""

Reader = Callable[[Node], object]


def read_plan(plan: Mapping[str, Any]) -> None:
    """Raises MalformedError at the first thing that is not as §11 has it; dates are text."""
    older = plan.get("format") == "sortition/plan/1"
    reads = {name: read for name, read in _MEMBERS.items() if not (older and name == _NEWER)}
    reads |= {name: read for name, read in _MAY_HOLD.items() if name in plan}
    members = Node(value=dict(plan), path="").members("format", *reads)
    members["format"].exactly("sortition/plan/1", "sortition/plan/2")
    for name, read in reads.items():
        read(members[name])
    if plan.get("allowed_gap", "0").strip("0.") and plan["method"] not in ("leximin", "maximin"):
        raise MalformedError(
            Text("{place} should be 0 for this method.", place=members["allowed_gap"].place)
        )
    if "weights" in plan and (
        plan["method"] not in ("leximin", "maximin")
        or clean(plan["weights"]) not in map(clean, plan["categories"])
    ):
        raise MalformedError(Text("{place} names no weights.", place=members["weights"].place))
    drop = plan.get("alternates", {}).get("dropouts", {})
    if not set(map(clean, drop)) <= set(map(clean, plan["categories"])):
        raise MalformedError(Text("The chances to drop out are about other categories."))
    about = {category for category, *_ in quotas_of(plan) or ()}
    if about and about != set(map(clean, plan["categories"])):
        raise MalformedError(Text("The quotas are about other categories than the plan."))


def _line(node: Node) -> str:
    text = clean(node.text())
    if not text:
        raise MalformedError(Text("{place} should not be empty.", place=node.place))
    return text


def _names(node: Node) -> tuple[str, ...]:
    names = node.items(Node.text)
    if not all(names):
        raise MalformedError(Text("{place} should not be empty.", place=node.place))
    return names


def _some(node: Node) -> None:
    if not _names(node):
        raise MalformedError(Text("{place} should not be empty.", place=node.place))


def as_text(value: object) -> Any:  # noqa: ANN401 - TOML
    """A value with TOML's own dates and times as text, at any depth."""
    if isinstance(value, dict):
        return {name: as_text(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_text(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _moment_of_plan(node: Node) -> None:
    _ensure_moment(node, node.text())


def _day(node: Node) -> None:
    text = node.text()
    if not _DAY.fullmatch(text):
        raise MalformedError(Text("{place} should be a day.", place=node.place))
    _ensure_moment(node, f"{text}T00:00:00Z")


def _ensure_moment(node: Node, text: str) -> None:
    try:
        seconds(text)
    except ValueError:
        raise MalformedError(Text("{place} should be a moment.", place=node.place)) from None


def _party(node: Node) -> tuple[str, str]:
    members = node.members("name", "key")
    key = members["key"].text()
    if not _KEY_in_plan.fullmatch(key):
        raise MalformedError(Text("{place} should be a key.", place=members["key"].place))
    return _line(members["name"]), key.removeprefix("ed25519:")


def _parties(node: Node) -> None:
    parties = node.items(_party)
    for found in zip(*parties, strict=True):
        if len(set(found)) != len(found):
            raise MalformedError(Text("{place} name somebody twice.", place=node.place))
    if not parties:
        raise MalformedError(Text("{place} should not be empty.", place=node.place))


def _source(node: Node) -> None:
    kind = node.value.get("kind") if isinstance(node.value, dict) else None
    needs = _NEEDS.get(kind, ()) if isinstance(kind, str) else ()
    members = node.members("kind", "source", "when", *needs)
    members["kind"].exactly(*_NEEDS)
    _line(members["source"])
    _moment_of_plan(members["when"])
    if "chain" in needs:
        members["chain"].exactly("quicknet", "default")
    least = {"count": 1, "of": 2, "round": 1}
    numbers = {name: members[name].whole(least[name]) for name in needs if name in least}
    most = numbers.get("of", _MOST_NUMBERS) if kind in ("balls", "lottery") else _MOST_NUMBERS
    if numbers.get("count", 0) > min(most, _MOST_NUMBERS):
        raise MalformedError(Text("{place} is too large.", place=members["count"].place))


def _sources(node: Node) -> None:
    node.items(_source)
    if not node.value:
        raise MalformedError(Text("{place} should not be empty.", place=node.place))


def _quotas_in_plan(node: Node) -> None:
    for values in node.table().values():
        for bounds in values.table().values():
            least, most = bounds.pair()
            most.whole(least.whole())
    rows = quotas_of({"quotas": node.value}) or []
    if not all(category and value for category, value, _, _ in rows):
        raise MalformedError(Text("{place} should not be empty.", place=node.place))
    if len({(key(category), key(value)) for category, value, _, _ in rows}) != len(rows):
        raise MalformedError(Text("{place} name a value twice.", place=node.place))


def quotas_of(plan: Mapping[str, Any]) -> list[tuple[str, str, int, int]] | None:
    """Category, value, least and most seats of each quota of a plan (11.4), in order; or None."""
    if "quotas" not in plan:
        return None
    return sorted(
        (clean(category), clean(value), least, most)
        for category, values in plan["quotas"].items()
        for value, (least, most) in values.items()
    )


def _alternates(node: Node) -> None:
    held = node.value if isinstance(node.value, dict) else {}
    may = ("dropouts",) if "dropouts" in held else ()
    m = node.members("count", "scenarios", "worse", "dropout", *may)
    m["count"].whole(1)
    if m["scenarios"].whole(1) > _MOST_SCENARIOS:
        raise MalformedError(Text("{place} is too large.", place=m["scenarios"].place))
    _gap(m["worse"])
    _gap(m["dropout"])
    for values in m["dropouts"].table().values() if may else ():
        for chance in values.table().values():
            _gap(chance)
    chances = dropouts_of(held)
    if not all(category and value for category, value in chances.groups):
        raise MalformedError(Text("{place} should not be empty.", place=node.place))
    if len(chances.groups) != sum(map(len, held.get("dropouts", {}).values())):
        raise MalformedError(Text("{place} name a value twice.", place=node.place))
    if (chances.groups and not chances.everybody) or chances.highest > 1:
        raise MalformedError(Text("{place} has a chance over 1.", place=node.place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """How likely people are to drop out (24.2); groups by the keys of category and value."""

    everybody: Fraction
    groups: Mapping[tuple[str, str], Fraction]

    @property
    def highest(self) -> Fraction:
        """Nobody's is larger, whatever groups they are in."""
        most: dict[str, Fraction] = {}
        for (category, _), chance in self.groups.items():
            most[category] = max(most.get(category, Fraction(1)), chance / self.everybody)
        return self.everybody * prod(most.values(), start=Fraction(1))

    def of(self, values: Iterable[tuple[str, str]]) -> Fraction:
        """The chance of somebody with these values, as keys of category and value."""
        factors = (self.groups[one] / self.everybody for one in values if one in self.groups)
        return self.everybody * prod(factors, start=Fraction(1))


def dropouts_of(alternates: Mapping[str, Any]) -> Chances:
    """The chances in what a plan says of alternates (11.6)."""
    return Chances(
        everybody=Fraction(alternates["dropout"]),
        groups={
            (key(category), key(value)): Fraction(chance)
            for category, values in alternates.get("dropouts", {}).items()
            for value, chance in values.items()
        },
    )


def _language(node: Node) -> None:
    if not _LANGUAGE.fullmatch(node.text()):
        raise MalformedError(
            Text("{place} should be the short name of a language.", place=node.place)
        )


def _gap(node: Node) -> None:
    if not _GAP.fullmatch(node.text()):
        raise MalformedError(Text("{place} should be a number below 1.", place=node.place))


_MEMBERS: Final[Mapping[str, Reader]] = {
    "language": _language,
    "title": _line,
    "purpose": _line,
    "mandate": _line,
    "initiator": lambda node: node.exactly("government", "residents", "organisation"),
    "initiator_name": _line,
    "organiser": _line,
    "contact": _line,
    "population": _line,
    "eligibility": _line,
    "categories": _some,
    "quotas_set_by": _line,
    "size": lambda node: node.whole(1),
    "household": _names,
    "method": lambda node: node.exactly("leximin", "maximin", "nash", "goldilocks"),
    "panels": Node.whole,
    _NEWER: lambda node: node.whole(_SMALLEST_THRESHOLD),
    "retention": _day,
    "parties": _parties,
    "construction": _sources,
    "randomness": _sources,
}
_MAY_HOLD: Final[Mapping[str, Reader]] = {
    "allowed_gap": _gap,
    "alternates": _alternates,
    "quotas": _quotas_in_plan,
    "weights": _line,
}


# ==================================================================================================
# dossier.py
#
# The files of a dossier and its journal, read and shaped (docs/format.md §§10–12).
# ==================================================================================================

T_in_dossier = TypeVar("T")

JOURNAL: Final = "journal.jsonl"
PLAN_in_dossier: Final = "plan.toml"
ACCOUNT_in_dossier: Final = "account.html"
SECRET: Final = "secret.txt"
ZEROS: Final = "0" * 64

_HEX: Final = frozenset("0123456789abcdef")
_PATH: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*)*")
_PUBLIC: Final = re.compile(r"plan\.toml|plans/.+|public/.+|pools/[0-9]+/pool\.json", re.ASCII)
_SECRET: Final = re.compile(rb"[0-9a-f]{64}\n")
_DEPTH: Final = 3
_BRACKETS: Final = 2000
_MOST_in_dossier: Final = 100_000
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
    for entry in _walk_in_dossier(path, path, _DEPTH):
        name = entry.relative_to(path).as_posix()
        try:
            plain = stat.S_ISREG(entry.lstat().st_mode)
            content = entry.read_bytes() if plain and len(found) < _MOST_in_dossier else None
        except (OSError, MemoryError):
            content = None
        if content is None:
            odd.append(Text("{file}: not a plain file that can be read.", file=name))
        else:
            found[name] = content
    return Content(files=found, odd=tuple(odd))


def read_bundle(path: Path) -> Content:
    """Read a bundle. Unless it says that it is public, nothing that is missing is excused."""
    return bundle_content(read_archive(path))


def bundle_content(found: Archive) -> Content:
    """What is in a bundle, and its kind."""
    try:
        said = parse_json(found.files[MANIFEST_in_archive])
        kind = said["kind"] if isinstance(said, dict) else ""
    except (KeyError, UnreadableError):
        kind = ""
    return Content(
        files=found.files, odd=found.faults, kind="public" if kind == "public" else "auditor"
    )


def _walk_in_dossier(path: Path, top: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(path.iterdir(), key=lambda entry: entry.name)
    except (OSError, ValueError):
        return
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink() and depth > 1:
            yield from _walk_in_dossier(entry, top, depth - 1)
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
            inner = Dossier(bundle_content(unpacked(self.file(name))))
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

    def table(self, name: str) -> Rows_in_files:
        """The rows of a table, header first; one empty row where it cannot be read as one."""
        try:
            return parse_csv(self.file(name))
        except UnreadableError:
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
            except (MalformedError, UnreadableError):
                continue
        return 2

    @cached_property
    def secret(self) -> bytes:
        """What private files are hidden with (17.1)."""
        content = self.file(SECRET)
        if not _SECRET.fullmatch(content):
            raise _unreadable_in_dossier(SECRET, "V46")
        return bytes.fromhex(content.decode("ascii"))

    def digest(self, name: str, content: bytes) -> str:
        """What the journal should say of a file (17.2)."""
        if self.version == 1 or name == SECRET or is_public(name):
            return sha256(content)
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
        except (MalformedError, UnreadableError):
            raise _unreadable_in_dossier(JOURNAL, "V31") from None
        if not found:
            raise _unreadable_in_dossier(JOURNAL, "V31")
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
            plan = tomllib.loads(self.file(f"plans/{version}/{PLAN_in_dossier}").decode("utf-8"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
            raise UnreadableError(Text("It is not TOML.")) from None
        return dict(as_text(plan))

    def plan(self, version: int) -> Mapping[str, Any]:
        """A plan with the members of a plan (§11), for checks that need one."""
        try:
            plan = self.plan_as_it_is(version)
            read_plan(plan)
        except (UnreadableError, MalformedError):
            raise _unreadable_in_dossier(f"plans/{version}/{PLAN_in_dossier}", "V35") from None
        return plan

    @property
    def last_plan(self) -> Mapping[str, Any]:
        """The plan that holds now."""
        return self.plan(self.last("planned", "amended").facts["version"])

    @cached_property
    def rules(self) -> ClosedPool:
        """``pool.json`` of the closed pool."""
        name = f"{self.pool_place}/pool.json"
        try:
            return closed_pool(Node(value=parse_json(self.file(name)), path=""))
        except (MalformedError, UnreadableError):
            raise _unreadable_in_dossier(name, "V41") from None

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
    def registrants(self) -> Rows_in_files:
        """``registrants.csv`` of the closed pool, header first."""
        name = f"{self.pool_place}/registrants.csv"
        try:
            return parse_csv(self.file(name))
        except UnreadableError:
            raise _unreadable_in_dossier(name, "V41") from None

    @cached_property
    def case(self) -> Case:
        """The draw as the checks of a draw see it."""
        if self.drawn is None:
            raise BlockedError(Text("The process has not come so far."))
        return Case(self.drawn)

    @cached_property
    def drawn(self) -> Folder | None:
        """The files of the draw; None when nothing was drawn."""
        inside = {
            name.removeprefix("draw/"): content
            for name, content in self.content.files.items()
            if name.startswith("draw/")
        }
        odd = [
            Text("{file}: a draw has no such file.", file=name)
            for name in inside
            if name not in NAMES
        ]
        known = {name: content for name, content in inside.items() if name in NAMES}
        return Folder(files=known, odd=tuple(odd)) if inside else None


def is_public(name: str) -> bool:
    """Whether everybody may see a file of a dossier (17.2)."""
    return _PUBLIC.fullmatch(name) is not None


def _unreadable_in_dossier(file: str, check: str) -> BlockedError:
    return BlockedError(Text("{file} cannot be read: see {check}.", file=file, check=check))


def entry_of(line: bytes) -> Entry:
    """A line as an entry. Raises MalformedError or UnreadableError when it is none (12.1–12.4)."""
    if line.count(b"[") + line.count(b"{") > _BRACKETS:
        raise MalformedError(Text("{place} has more brackets than an entry can have.", place="{ }"))
    value = parse_json(line)
    if canonical_json(value) != line:
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
        hash=sha256(line),
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


def _list_in_dossier(shape: Shape) -> Shape:
    return lambda node: node.items(shape)


def _null_or(shape: Shape) -> Shape:
    return lambda node: node.or_null(shape)


def _step(node: Node) -> str:
    return node.exactly(*_STEPS)


_text: Shape = Node.text
_whole: Shape = Node.whole
_PARTIES: Final = _list_in_dossier(_object(key=_hash, name=_text))
_CHANGES: Final = _list_in_dossier(_object(field=_text, before=_null_or(_text), after=_null_or(_text)))
_PARTS_in_dossier: Final = _list_in_dossier(
    _object(kind=_text, source=_text, value=_text, known=_moment, check=_text, evidence=_text)
)
_VALUE: Final = _object(value=_text, parts=_PARTS_in_dossier)

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
    "status": _object(counts=_list_in_dossier(_object(status=_text, people=_whole))),
    "alternates drawn": _object(
        **dict.fromkeys(("people", "sets", "number", "without", "shortfall", "bound"), _whole)
    ),
    "alternates called": _object(people=_whole, free=_whole),
    "trial": _object(trial=_whole, seed=_text, people=_whole, number=_whole, of=_whole),
    "failed": _object(step=_step, exit_code=_whole, codes=_list_in_dossier(_text)),
    "letters planned": _object(
        letters=_whole, waves=_whole, register=_list_in_dossier(_object(name=_text, sha256=_hash))
    ),
    "letters drawn": _object(
        **dict.fromkeys(("wave", "letters", "rows", "remaining"), _whole),
        **dict.fromkeys(("value", "source"), _text),
        known=_moment,
        left_out=_list_in_dossier(_object(name=_text, people=_whole)),
    ),
    "answers": _object(letters=_whole, joined=_whole, refused=_whole, undeliverable=_whole),
    "erased": _object(
        by=_text, why=_text, erased=_list_in_dossier(_object(what=_text, files=_whole, rows=_whole))
    ),
}


# ==================================================================================================
# public.py
#
# The public files of a dossier: shaped, and the facts that their checks share (format.md §18).
# ==================================================================================================

T_in_public = TypeVar("T")

PLACE: Final = "public/panels"
DRAWN: Final = "public/draw"
PEOPLE: Final = "people.csv"
HEADER: Final = ("panel", "groups", "rest", "seats")
WITHHELD: Final = "x"
_WHOLE_in_public: Final = re.compile("0|[1-9][0-9]{0,8}")
_CODE: Final = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group_in_public:
    """A profile that is shown."""

    values: tuple[str, ...]
    kind: int | None
    people: int
    chance: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """So many of the rest sit in ``first`` to ``last`` panels."""

    first: int
    last: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """``public/panels/lottery.json`` (18.5)."""

    method: str
    size: int
    units: int
    construction: str
    categories: tuple[str, ...]
    quotas: tuple[Quota, ...]
    derived: tuple[Derived, ...]
    weights: str
    people: int
    threshold: int
    listed: bool
    groups: tuple[Group_in_public, ...]
    kinds: tuple[int, ...]
    rest: int
    values: tuple[int | None, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row_in_public:
    """A numbered panel (18.7). ``rest`` has None for quotas that are withheld."""

    number: str
    groups: tuple[int, ...]
    rest: tuple[int | None, ...]
    seats: tuple[str, ...]


def terms_of(node: Node) -> Terms:
    """The members of 18.5."""
    m = node.members(
        *("format", "method", "size", "units", "construction", "categories", "quotas", "people"),
        *("threshold", "listed", "groups", "kinds", "rest"),
        *optional(node, "derived"),
        *optional(node, "weights"),
    )
    m["format"].exactly("sortition/public/1")
    rest = m["rest"].members("people", "values", "bands")
    return Terms(
        method=m["method"].exactly("leximin", "maximin", "nash", "goldilocks"),
        size=m["size"].whole(1),
        units=m["units"].whole(1),
        construction=m["construction"].text(),
        categories=texts(m["categories"]),
        quotas=m["quotas"].items(quota),
        derived=derived(m),
        weights=weights(m),
        people=m["people"].whole(1),
        threshold=m["threshold"].whole(1),
        listed=_truth(m["listed"]),
        groups=m["groups"].items(_group_in_public),
        kinds=m["kinds"].items(lambda kind: kind.whole(1)),
        rest=rest["people"].whole(),
        values=rest["values"].items(lambda value: value.or_null(Node.whole)),
        bands=rest["bands"].items(_band),
    )


def _truth(node: Node) -> bool:
    if not isinstance(node.value, bool):
        raise MalformedError(Text("{place} should be true or false.", place=node.place))
    return node.value


def _group_in_public(node: Node) -> Group_in_public:
    m = node.members("values", "kind", "people", "chance")
    return Group_in_public(
        values=texts(m["values"]),
        kind=m["kind"].or_null(Node.whole),
        people=m["people"].whole(1),
        chance=m["chance"].fraction(),
    )


def _band(node: Node) -> Band:
    m = node.members("from", "to", "people")
    return Band(first=m["from"].whole(), last=m["to"].whole(), people=m["people"].whole(1))


def numbers(text: str) -> tuple[int | None, ...]:
    """A list in a cell of 18.7: numbers, or None where one is withheld. Raises ValueError."""
    return tuple(map(_number, text.split(" "))) if text else ()


def _number(word: str) -> int | None:
    if word == WITHHELD:
        return None
    if not _WHOLE_in_public.fullmatch(word):
        raise ValueError(word)
    return int(word)


class Public:
    """The public files under examination."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    @property
    def committed(self) -> bool:
        """Whether the panels are committed, so that there are public files."""
        return bool(self.dossier.of("panels committed"))

    def content(self, name: str) -> bytes:
        """A public file; blocks when the process has not come so far."""
        self.dossier.last("panels committed" if name.startswith(PLACE) else "drawn")
        return self.dossier.file(name)

    def document(self, name: str, shape: Callable[[Node], T_in_public]) -> T_in_public:
        """A JSON file in its shape."""
        try:
            return shape(Node(value=parse_json(self.content(name)), path=""))
        except (UnreadableError, MalformedError):
            raise _unreadable_in_public(name) from None

    def rows(self, name: str) -> Rows_in_files:
        """A table, header first, every row as long as the header."""
        try:
            rows = parse_csv(self.content(name))
        except UnreadableError:
            raise _unreadable_in_public(name) from None
        if any(len(row) != len(rows[0]) for row in rows):
            raise _unreadable_in_public(name)
        return rows

    @cached_property
    def terms(self) -> Terms:
        """What is told of the lottery."""
        return self.document(f"{PLACE}/{LOTTERY}", terms_of)

    @cached_property
    def certificate(self) -> Certificate:
        """The proof, when it is shown."""
        return self.document(f"{PLACE}/{CERTIFICATE}", certificate)

    @cached_property
    def people(self) -> Rows_in_files:
        """Tag and note of everybody."""
        return self.rows(f"{PLACE}/{PEOPLE}")[1:]

    @cached_property
    def panels(self) -> tuple[Row_in_public, ...]:
        """All numbered panels; only when the list is short."""
        return tuple(self._panels(f"{PLACE}/{PANELS}"))

    @cached_property
    def drawn(self) -> Row_in_public:
        """The panel that was drawn."""
        found = tuple(self._panels(f"{DRAWN}/{PANEL}"))
        if len(found) != 1:
            raise _unreadable_in_public(f"{DRAWN}/{PANEL}")
        return found[0]

    def _panels(self, name: str) -> Iterator[Row_in_public]:
        groups, quotas = len(self.terms.groups), len(self.terms.quotas)
        header, *rows = self.rows(name)
        if header != HEADER:
            raise _unreadable_in_public(name)
        for number, of_groups, of_rest, seats in rows:
            codes = tuple(seats.split(" "))
            try:
                counts, rest = numbers(of_groups), numbers(of_rest)
            except ValueError:
                raise _unreadable_in_public(name) from None
            plain = tuple(n for n in counts if n is not None)
            if (len(counts), len(plain), len(rest)) != (groups, groups, quotas):
                raise _unreadable_in_public(name)
            if not all(map(_CODE.fullmatch, codes)):
                raise _unreadable_in_public(name)
            yield Row_in_public(number=number, groups=plain, rest=rest, seats=codes)

    @property
    def withheld(self) -> tuple[int, ...]:
        """The quotas of which the rest's figure is withheld."""
        return tuple(q for q, value in enumerate(self.terms.values) if value is None)

    @cached_property
    def holders(self) -> tuple[tuple[int, ...], ...]:
        """For each quota, the groups that have its value."""
        terms = self.terms
        place = {category: c for c, category in enumerate(terms.categories)}
        wide = all(len(group.values) == len(place) for group in terms.groups)
        if not wide or any(quota.category not in place for quota in terms.quotas):
            raise _unreadable_in_public(f"{PLACE}/{LOTTERY}")
        return tuple(
            tuple(
                g
                for g, group in enumerate(terms.groups)
                if group.values[place[quota.category]] == quota.value
            )
            for quota in terms.quotas
        )


def _unreadable_in_public(name: str) -> BlockedError:
    return BlockedError(Text("{file} cannot be read: see {check}.", file=name, check="V47"))


# ==================================================================================================
# on_public.py
#
# V47, V48, V50-V54: what the public files say, checked from them alone (docs/format.md §18).
# ==================================================================================================

_TAG: Final = re.compile("[0-9a-f]{64}")
_NOTE_in_on_public: Final = re.compile("(?:[0-9a-f]{64})+")


def v47_form(public: Public) -> Iterator[Text]:
    """V47 (18.1, 18.5-18.9): the public files are those they should be, in the one form."""
    if not public.committed:
        return
    held = [name for name in public.dossier.content.files if name.startswith("public/")]
    names = [name for name in held if not name.endswith("/public.zip")]  # V60 looks at these
    for name in sorted(names):
        try:
            yield from _spelling(name, public.content(name))
        except (UnreadableError, MalformedError) as error:
            yield Text("{file} is not what it should be:", file=name)
            yield error.reason
    yield from _outputs(public)
    yield from _people_in_on_public(public)
    if public.terms.listed:
        yield from _list_in_on_public(public)
    if public.dossier.of("drawn"):
        yield from _row(public, f"{DRAWN}/{PANEL}", public.drawn)


def _outputs(public: Public) -> Iterator[Text]:
    """The public outputs of both entries (18.1)."""
    terms = public.terms
    expected = {f"{PLACE}/{LOTTERY}", f"{PLACE}/{PEOPLE}"}
    expected |= {f"{PLACE}/{PANELS}"} if terms.listed else set()
    expected |= set() if terms.rest else {f"{PLACE}/{CERTIFICATE}"}
    steps = {"panels committed": expected, "drawn": {f"{DRAWN}/{PANEL}"}}
    for entry in public.dossier.entries:
        named = {name for name in entry.outputs if name.startswith("public/")}
        if entry.step != "replaced" and named != steps.get(entry.step, set()):
            yield Text("Line {n} does not name the public files it should.", n=entry.number + 1)


def _spelling(name: str, content: bytes) -> Iterator[Text]:
    if name.endswith(".csv"):
        same = canonical_csv(parse_csv(content)) == content
    else:
        value = parse_json(content)
        shape = certificate if name.endswith(CERTIFICATE) else terms_of
        shape(Node(value=value, path=""))
        same = canonical_json(value) == content
    if not same:
        yield Text("{file} is not written in the canonical way.", file=name)


def _people_in_on_public(public: Public) -> Iterator[Text]:
    name = f"{PLACE}/{PEOPLE}"
    if public.rows(name)[0] != ("tag", "note"):
        yield Text("The header of {file} is not {header}.", file=name, header="tag, note")
        return
    rows = public.people
    if any(one[0] >= two[0] for one, two in pairwise(rows)):
        yield Text("{file} is not in order, or has somebody twice.", file=name)
    if not all(_TAG.fullmatch(tag) and _NOTE_in_on_public.fullmatch(note) for tag, note in rows):
        yield Text("{file} holds something that is no tag or no note.", file=name)
    if len({len(note) for _, note in rows}) > 1:
        yield Text("The notes in {file} are not all of one length.", file=name)
    if len(rows) != public.terms.people:
        yield Text("{file} does not have a row for each of {n} people.", file=name, n=len(rows))


def _list_in_on_public(public: Public) -> Iterator[Text]:
    name, units = f"{PLACE}/{PANELS}", public.terms.units
    digits = len(str(units - 1))
    if [row.number for row in public.panels] != [f"{p:0{digits}d}" for p in range(units)]:
        yield Text("{file} does not have panels numbered from 0 to {n}.", file=name, n=units - 1)
    for row in public.panels:
        yield from _row(public, name, row)


def _row(public: Public, name: str, row: Row_in_public) -> Iterator[Text]:
    if any(one >= two for one, two in pairwise(row.seats)):
        yield Text("{file}, panel {panel}: seats out of order.", file=name, panel=row.number)
    if any((a is None) != (b is None) for a, b in zip(row.rest, public.terms.values, strict=True)):
        yield Text("{file}, panel {panel}: what is withheld differs.", file=name, panel=row.number)


def v48_threshold(public: Public) -> Iterator[Text]:
    """V48 (18.2-18.6): no group in the public files has fewer people than the threshold."""
    if not public.committed:
        return
    terms, threshold = public.terms, public.terms.threshold
    if threshold != threshold_of(public.dossier.last_plan):
        yield Text("The threshold is not that of the plan.")
    if terms.rest + sum(group.people for group in terms.groups) != terms.people:
        yield Text("The groups and the rest are not all people of the pool.")
    small = [group.people for group in terms.groups if group.people < threshold]
    small += [value for value in terms.values if value is not None and 0 < value < threshold]
    small += [band.people for band in terms.bands if band.people < threshold]
    if 0 < terms.rest < threshold and terms.groups:
        small.append(terms.rest)
    for people in small:
        yield Text("A group of {n} people can be told apart.", n=people)
    if terms.rest and (terms.kinds or any(group.kind is not None for group in terms.groups)):
        yield Text("Homes can be told apart.")
    yield from _figures(public)
    yield from _bands(public)


def threshold_of(plan: Mapping[str, Any]) -> int:
    """The threshold of a plan (11.1)."""
    return int(plan.get("threshold", 10))


def _figures(public: Public) -> Iterator[Text]:
    """The figures of a category add up; two or more are withheld together, of enough people."""
    terms = public.terms
    if len(terms.values) != len(terms.quotas):
        yield Text("There is not one figure for each quota.")
        return
    derived = {one.category for one in terms.derived}
    for category in terms.categories:
        values = [
            value
            for quota, value in zip(terms.quotas, terms.values, strict=True)
            if quota.category == category
        ]
        hidden = terms.rest - sum(value for value in values if value is not None)
        withheld = values.count(None)
        if terms.rest and category in derived:
            if withheld != len(values):
                yield Text("What is told of {category} tells of small groups.", category=category)
            continue
        if hidden < 0 or (hidden and not withheld):
            yield Text("The figures of {category} do not add up.", category=category)
        # In a pool that is small itself, everything is withheld; its size is in the journal.
        if terms.rest >= terms.threshold and (
            withheld == 1 or (withheld and hidden < terms.threshold)
        ):
            yield Text("What is withheld of {category} can be worked out.", category=category)


def _bands(public: Public) -> Iterator[Text]:
    terms = public.terms
    expected = terms.rest if terms.rest >= terms.threshold else 0
    if sum(band.people for band in terms.bands) != expected:
        yield Text("The bands do not hold the rest.")
    ends = list(chain.from_iterable((band.first, band.last) for band in terms.bands))
    apart = all(one.last < two.first for one, two in pairwise(terms.bands))
    if ends != sorted(ends) or not apart or any(end > terms.units for end in ends):
        yield Text("The bands are not in order.")


def v50_panels(public: Public) -> Iterator[Text]:
    """V50 (18.7): every panel has k seats and meets the quotas, as far as they can be seen."""
    terms = public.terms
    rows = list(public.panels) if terms.listed else []
    if public.dossier.of("drawn"):
        rows.append(public.drawn)
    for row in rows:
        yield from _seats(public, row)
    if public.dossier.is_public and public.withheld:
        raise WithheldError(Text("Quotas about small groups are kept from the public."))
    if public.dossier.is_public and not terms.listed:
        raise WithheldError(Text("The list is too long to be written out."))


def _seats(public: Public, row: Row_in_public) -> Iterator[Text]:
    terms = public.terms
    if len(row.seats) != terms.size or len(set(row.seats)) != terms.size:
        yield Text("Panel {panel} does not have {n} seats.", panel=row.number, n=terms.size)
    if any(seats > group.people for seats, group in zip(row.groups, terms.groups, strict=True)):
        yield Text("Panel {panel} has more of a group than there are.", panel=row.number)
    left = terms.size - sum(row.groups)
    total: Counter[str] = Counter()
    hidden = {terms.quotas[q].category for q in public.withheld}
    for quota, holders, rest in zip(terms.quotas, public.holders, row.rest, strict=True):
        seats = sum(row.groups[g] for g in holders) + (rest or 0)
        total[quota.category] += rest or 0
        if seats > quota.maximum or (rest is not None and seats < quota.minimum):
            yield Text(
                "Panel {panel}: {seats} of {category} {value}, not {low} to {high}.",
                panel=row.number,
                seats=seats,
                category=quota.category,
                value=quota.value,
                low=quota.minimum,
                high=quota.maximum,
            )
    for category in terms.categories:
        seen = total[category]
        if left < 0 or seen > left or (seen < left and category not in hidden):
            yield Text(
                "Panel {panel}: the seats of {category} do not add up.",
                panel=row.number,
                category=category,
            )


def v51_chances(public: Public) -> Iterator[Text]:
    """V51 (5.4, 18.6): groups sit in as many panels as their chances say, the rest as bands say."""
    terms = public.terms
    if not terms.listed:
        if public.dossier.is_public:
            raise WithheldError(Text("The list is too long to be written out."))
        return
    seats = [sum(column) for column in zip(*(row.groups for row in public.panels), strict=True)]
    for g, (group, given) in enumerate(zip(terms.groups, seats, strict=False)):
        exact = group.chance * terms.units
        off = abs(given - exact * group.people)
        if off >= group.people or (exact.denominator == 1 and off):
            yield Text("Group {g:d} does not sit in as many panels as its chance says.", g=g)
    rest = terms.units * terms.size - sum(seats)
    fewest = sum(band.people * band.first for band in terms.bands)
    most = sum(band.people * band.last for band in terms.bands)
    if terms.bands and not fewest <= rest <= most:
        yield Text("The rest does not sit in as many panels as the bands say.")


class _Shown(Case):
    """A lottery in which nobody is of the rest, as the checks of the proof look at it."""

    def __init__(self, public: Public) -> None:
        super().__init__(Folder(files={}))
        self.public = public

    @cached_property
    def lottery(self) -> Lottery:
        """The public terms, with people who have no names."""
        terms = self.public.terms
        if sum(group.people for group in terms.groups) > len(self.public.people):
            raise BlockedError(Text("The groups are not of the pool: see {check}.", check="V48"))
        return Lottery(
            method=terms.method,
            size=terms.size,
            units=terms.units,
            construction=terms.construction,
            categories=terms.categories,
            quotas=terms.quotas,
            derived=terms.derived,
            weights=terms.weights,
            profiles=tuple(
                Profile(
                    values=group.values,
                    kind=group.kind,
                    people=("",) * group.people,
                    chance=group.chance,
                )
                for group in terms.groups
            ),
            kinds=tuple(((),) * homes for homes in terms.kinds),
            distinct=0,
            together=None,
            seating_sha256="",
            certificate_sha256="",
        )

    @cached_property
    def certificate(self) -> Certificate:
        """The proof as it is shown."""
        return self.public.certificate

    @cached_property
    def seats(self) -> tuple[Counter[int], ...]:
        """For each panel that is shown, the seats of each profile."""
        rows = self.public.panels if self.public.terms.listed else ()
        return tuple(Counter(dict(enumerate(row.groups))) for row in rows)


def v52_proof(public: Public) -> Iterator[Text]:
    """V52 (6.2-6.9): when nobody is of the rest, the proof holds in exact fractions."""
    terms = public.terms
    if terms.rest:
        if public.dossier.is_public:
            raise WithheldError(Text("The proof speaks of small groups; it is for the auditor."))
        return
    if any(homes > terms.people for homes in terms.kinds):
        yield Text("There are more homes than people.")
        return
    case = _Shown(public)
    for check in (
        *(v19_levels, v20_bound, v21_reach, v22_cuts_kept),
        *(v28_welfare, v29_balance, v55_interval),
    ):
        yield from check(case)
    for t, group in enumerate(terms.groups):
        if not 0 <= group.chance <= 1:
            yield Text("The chance of group {g:d} is not between 0 and 1.", g=t)


def v53_terms(public: Public) -> Iterator[Text]:
    """V53 (10.4, 18.5): plan, pool, value A and the public list agree."""
    dossier, terms = public.dossier, public.terms
    plan = dossier.last_plan
    stated: Sequence[tuple[object, object]] = (
        (terms.construction, dossier.last("value A").facts["value"]),
        (terms.units, dossier.last("panels committed").facts["units"]),
        (terms.people, dossier.last("pool closed").facts["people"]),
        (terms.method, plan["method"]),
        (terms.size, plan["size"]),
        (terms.size, dossier.rules.size),
        (terms.listed, terms.units * terms.size <= LONGEST),
        (sorted(terms.categories), sorted(map(clean, plan["categories"]))),
        (dossier.rules.bounds, quotas_of(plan) or dossier.rules.bounds),
        (dossier.rules.weights, clean(plan.get("weights", ""))),
        (list(terms.categories), list(dict.fromkeys(q.category for q in terms.quotas))),
        (_quotas_in_on_public(dossier, f"{PLACE}/{LOTTERY}"), _quotas_in_on_public(dossier, _rules(dossier))),
    )
    if any(found != expected for found, expected in stated):
        yield Text("The public list is not that of the plan, the pool and value A.")
    if terms.units < plan["panels"]:
        yield Text(
            "The list has {n} panels; it should have {least} or more.",
            n=terms.units,
            least=plan["panels"],
        )


def _rules(dossier: Dossier) -> str:
    return f"{dossier.pool_place}/pool.json"


def _quotas_in_on_public(dossier: Dossier, name: str) -> object:
    """Quotas and definitions, as they are written."""
    document: Any = parse_json(dossier.file(name))
    return document["quotas"], document.get("derived"), document.get("weights")


def v54_drawn(public: Public) -> Iterator[Text]:
    """V54 (7.2, 18.9): the panel drawn is the committed one with the number that value B gives."""
    dossier, terms, row = public.dossier, public.terms, public.drawn
    facts = dossier.last("drawn").facts
    number = panel_number(dossier.last("value B").facts["value"], terms.units)
    if (facts["number"], facts["of"]) != (number, terms.units):
        yield Text("Public value B does not give number {number}.", number=facts["number"])
    if row.number != f"{number:0{len(str(terms.units - 1))}d}":
        yield Text("{file} has another number.", file=f"{DRAWN}/{PANEL}")
    if terms.listed and (number >= len(public.panels) or public.panels[number] != row):
        yield Text("The panel drawn is not the committed one with that number.")


# ==================================================================================================
# receipts.py
#
# Receipts: a person finds themselves in the public files with a code (docs/format.md §19).
# ==================================================================================================

SYMBOLS: Final = "23456789ACDEHJKMNPRTWXY"
LENGTH: Final = 20
_SEAT: Final = 8
_BLOCK_in_receipts: Final = 32
_NOTE_in_receipts: Final = re.compile(r"(0|[1-9][0-9]{0,11}) ((?:0|[1-9][0-9]*)(?:/[1-9][0-9]*)?) *")


class ReceiptError(Exception):
    """A code cannot be used; ``reason`` says why. ``mistyped``: it cannot be anybody's code."""

    def __init__(self, reason: Text, *, mistyped: bool = False) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.mistyped = mistyped


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a code shows.

    ``number`` is the row of the person among ``people`` in the public files, from 1. The person
    sits in ``count`` of ``units`` panels; ``chance`` is the exact one. ``panels`` are the numbers
    of these panels, None when the list is too long to be public. ``drawn`` says whether the drawn
    panel holds the person, None when nothing is drawn. ``faults`` are where the files contradict
    each other.
    """

    number: int
    people: int
    count: int
    units: int
    chance: Fraction
    panels: tuple[int, ...] | None
    drawn: bool | None
    faults: tuple[Text, ...] = field(default=())


def texts_of(receipt: Receipt) -> tuple[Text, ...]:
    """What it shows, in sentences."""
    place = Text(
        "This code is number {number} of {people} in the public list.",
        number=receipt.number,
        people=receipt.people,
    )
    chance = Text(
        "The chance was {chance}: in {count} of the {units} numbered panels.",
        chance=str(receipt.chance),
        count=receipt.count,
        units=receipt.units,
    )
    return (place, chance, _DRAWN[receipt.drawn], *receipt.faults)


_DRAWN: Final[Mapping[bool | None, Text]] = {
    None: Text("Nothing is drawn yet."),
    True: Text("The person with this code sits in the panel that was drawn."),
    False: Text("The person with this code does not sit in the panel that was drawn."),
}


# --- the rules of §19 -----------------------------------------------------------------------------


def code_of(secret: bytes, person: str) -> str:
    """The 20 symbols for an id (19.1)."""
    value = int.from_bytes(keyed(secret, "sortition/receipt/1", person), "big")
    base = len(SYMBOLS)
    digits = [value // base**power % base for power in range(LENGTH - 2, -1, -1)]
    checks = (d for d in range(base) if _weighted([*digits, d]) % base == 0)
    return "".join(SYMBOLS[d] for d in (*digits, next(checks)))


def _weighted(digits: list[int]) -> int:
    return sum(j * digit for j, digit in enumerate(digits, 1))


def salt_of(code: str) -> bytes:
    """The salt (19.2)."""
    return keyed(code.encode("ascii"), "sortition/salt/1")


def seat_of(salt: bytes, panel: int) -> str:
    """The seat code in a panel (19.3)."""
    return keyed(salt, "seat", str(panel))[:_SEAT].hex()


def tag_of(salt: bytes) -> str:
    """The tag (19.3)."""
    return keyed(salt, "tag").hex()


def note_of(salt: bytes, text: bytes) -> bytes:
    """A note sealed, or opened: the same thing (19.4)."""
    pad = b"".join(keyed(salt, "note", str(i)) for i in range(-(-len(text) // _BLOCK_in_receipts)))
    return bytes(a ^ b for a, b in zip(text, pad, strict=False))


def read_code(text: str) -> str:
    """The 20 symbols that somebody typed. Raises ReceiptError when they are nobody's code."""
    symbols = "".join(text.split()).replace("-", "").upper()
    for symbol in symbols:
        if symbol not in SYMBOLS:
            raise ReceiptError(
                Text("The sign {sign} is in no code. Look at the letter again.", sign=symbol),
                mistyped=True,
            )
    if len(symbols) != LENGTH:
        raise ReceiptError(
            Text("A code has {n} signs, not {found}.", n=LENGTH, found=len(symbols)), mistyped=True
        )
    if _weighted([SYMBOLS.index(symbol) for symbol in symbols]) % len(SYMBOLS):
        raise ReceiptError(
            Text("One of the signs is not right. Compare the code with the letter again."),
            mistyped=True,
        )
    return symbols


# --- looking somebody up --------------------------------------------------------------------------


def find_receipt(path: Path | str, code: str) -> Receipt:
    """What a code shows in a bundle, or in the folder of a dossier (19.5).

    Raises ReceiptError when it shows nothing. Whether the files are in order is another question:
    :func:`sortition.verify.checks.verify_path`.
    """
    symbols = read_code(code)
    place = Path(path)
    content = read_dossier(place) if place.is_dir() else read_bundle(place)
    try:
        return _found(Public(Dossier(content)), salt_of(symbols))
    except BlockedError as blocked:
        raise ReceiptError(blocked.reason) from None


def _found(public: Public, salt: bytes) -> Receipt:
    tag, terms = tag_of(salt), public.terms
    rows = [(at, row[1]) for at, row in enumerate(public.people, 1) if row[0] == tag]
    if not rows:
        raise ReceiptError(Text("Nobody in these files has this code."))
    number, note = rows[0]
    count, chance = _opened(salt, note)
    panels = None
    if terms.listed:
        panels = tuple(p for p, row in enumerate(public.panels) if seat_of(salt, p) in row.seats)
    drawn = None
    if public.dossier.of("drawn"):
        drawn = seat_of(salt, int(public.drawn.number)) in public.drawn.seats
    return Receipt(
        number=number,
        people=len(public.people),
        count=count,
        units=terms.units,
        chance=chance,
        panels=panels,
        drawn=drawn,
        faults=_faults(count, chance, terms.units, panels),
    )


def _opened(salt: bytes, note: str) -> tuple[int, Fraction]:
    try:
        text = note_of(salt, bytes.fromhex(note)).decode("ascii")
        match = _NOTE_in_receipts.fullmatch(text)
        if match:
            return int(match[1]), Fraction(match[2])
    except (ValueError, ZeroDivisionError):
        pass
    raise ReceiptError(Text("The note for this code cannot be read."))


def _faults(
    count: int, chance: Fraction, units: int, panels: tuple[int, ...] | None
) -> tuple[Text, ...]:
    exact = chance * units
    faults = []
    if panels is not None and len(panels) != count:
        faults.append(
            Text("The list has {found} seats for this code, not {n}.", found=len(panels), n=count)
        )
    if abs(count - exact) >= 1 or (exact.denominator == 1 and count != exact):
        faults.append(Text("So many panels are not what the chance gives."))
    return tuple(faults)


# ==================================================================================================
# follow.py
#
# V49: the public files follow from the private ones (docs/format.md §§17-19), made here again.
#
# Written from the clauses, without a look at the code that makes a bundle.
# ==================================================================================================

_BLOCK_in_follow: Final = 32


class Committed(Case):
    """The committed panels over the closed pool, whether anything is drawn yet or not."""

    def __init__(self, dossier: Dossier) -> None:
        start = "panels/"
        held = {
            name.removeprefix(start): content
            for name, content in dossier.content.files.items()
            if name.startswith(start)
        }
        super().__init__(Folder(files=held))
        self.dossier = dossier

    @cached_property
    def people(self) -> People:
        """Everybody of the closed pool."""
        name = f"{self.dossier.pool_place}/registrants.csv"
        try:
            header, *rows = parse_csv(self.dossier.file(name))
        except UnreadableError:
            raise BlockedError(
                Text("{file} cannot be read: see {check}.", file=name, check="V41")
            ) from None
        ids = tuple(row[0] for row in rows)
        if len(set(ids)) != len(ids) or list(ids) != sorted(ids):
            raise BlockedError(Text("{file} cannot be read: see {check}.", file=name, check="V41"))
        index = {person: i for i, person in enumerate(ids)}
        return People(columns=header, ids=ids, cells=tuple(rows), index=index)


def v49_follow(dossier: Dossier) -> Iterator[Text]:
    """V49 (18.1-18.9, 19.1-19.4): the public files are just those that the private ones give."""
    if dossier.is_public:
        dossier.file(SECRET)
    if not dossier.of("panels committed"):
        return
    expected = _Again(dossier).files()
    for name, content in expected.items():
        if dossier.content.files.get(name) != content:
            yield Text("{file} does not follow from the private files.", file=name)
    for name in sorted(dossier.content.files):
        own = name.startswith("public/") and not name.startswith("public/replacement-")  # V60
        if own and name not in expected:
            yield Text("{file}: there should be no such file.", file=name)


class _Again:
    """The public files made again."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.case = Committed(dossier)
        self.least = threshold_of(dossier.last_plan)
        lottery = self.case.lottery
        place = {category: c for c, category in enumerate(lottery.categories)}
        self.derived = {one.category for one in lottery.derived}
        self.wanted = [(place[quota.category], quota.value) for quota in lottery.quotas]
        self.salts = [salt_of(code_of(dossier.secret, person)) for person in self.case.people.ids]

    def files(self) -> dict[str, bytes]:
        """Every public file by its path."""
        made = {f"{PLACE}/{LOTTERY}": self._terms(), f"{PLACE}/{PEOPLE}": self._people()}
        if self.case.is_listed:
            rows = [self._row(p, panel) for p, panel in enumerate(self.case.panels)]
            made[f"{PLACE}/{PANELS}"] = canonical_csv((HEADER, *rows))
        if not self.rest:
            made[f"{PLACE}/{CERTIFICATE}"] = self.case.content(CERTIFICATE)
        if self.dossier.of("drawn"):
            number = self.dossier.last("drawn").facts["number"]
            row = self._row(number, self.case.panel(number) or ())
            made[f"{DRAWN}/{PANEL}"] = canonical_csv((HEADER, row))
        return made

    # --- who is told apart (18.3, 18.4) ----------------------------------------------------------

    def _has(self, t: int, q: int) -> bool:
        place, value = self.wanted[q]
        return self.case.lottery.profiles[t].values[place] == value

    def _people_with(self, q: int, profiles: Sequence[int]) -> int:
        return sum(len(self.case.profiles[t]) for t in profiles if self._has(t, q))

    @cached_property
    def groups(self) -> list[int]:
        """The profiles that are shown."""
        profiles = self.case.lottery.profiles
        sizes = [len(profile.people) for profile in profiles]
        if all(size >= self.least for size in sizes):
            return list(range(len(sizes)))
        shown = [t for t, n in enumerate(sizes) if n >= self.least and profiles[t].kind is None]
        while shown:
            out = self._first_fault(shown, sizes)
            if not out:
                break
            fewest = min(sizes[t] for t in out)
            shown.remove(next(t for t in out if sizes[t] == fewest))
        return shown

    def _first_fault(self, shown: list[int], sizes: list[int]) -> list[int]:
        left = [t for t in range(len(sizes)) if t not in shown]
        if 1 <= sum(sizes[t] for t in left) < self.least:
            return shown
        for q, quota in enumerate(self.case.lottery.quotas):
            if quota.category in self.derived:
                continue
            of_pool = self._people_with(q, range(len(sizes)))
            if 1 <= self._people_with(q, left) < self.least <= of_pool:
                return [t for t in shown if self._has(t, q)]
        return []

    @cached_property
    def rest(self) -> frozenset[int]:
        """The people (indices) of no group."""
        shown = {i for t in self.groups for i in self.case.profiles[t]}
        return frozenset(range(len(self.case.people.ids))) - shown

    @cached_property
    def figures(self) -> list[int | None]:
        """For each quota the people of the rest, None when withheld."""
        quotas = self.case.lottery.quotas
        left = [t for t in range(len(self.case.profiles)) if t not in self.groups]
        counted = [self._people_with(q, left) for q in range(len(quotas))]
        told: list[int | None] = list(counted)
        for category, of_category in groupby(range(len(quotas)), lambda q: quotas[q].category):
            if self.rest and category in self.derived:
                for q in of_category:
                    told[q] = None
                continue
            for q in self._hidden([q for q in of_category if counted[q]], counted):
                told[q] = None
        return told

    def _hidden(self, some: list[int], counted: list[int]) -> list[int]:
        hidden = [q for q in some if counted[q] < self.least]
        while hidden and (len(hidden) < 2 or sum(counted[q] for q in hidden) < self.least):  # noqa: PLR2004 - 18.4
            others = [q for q in some if q not in hidden]
            if not others:
                break
            hidden.append(min(others, key=lambda q: (counted[q], q)))
        return hidden

    # --- the files (18.5-18.8) -------------------------------------------------------------------

    def _terms(self) -> bytes:
        lottery = self.case.lottery
        raw: Any = parse_json(self.case.content(LOTTERY))
        return canonical_json(
            {
                "format": "sortition/public/1",
                "method": lottery.method,
                "size": lottery.size,
                "units": lottery.units,
                "construction": lottery.construction,
                "categories": list(lottery.categories),
                "quotas": raw["quotas"],
                **{name: raw[name] for name in ("derived", "weights") if name in raw},
                "people": len(self.case.people.ids),
                "threshold": self.least,
                "listed": self.case.is_listed,
                "groups": [
                    {
                        "values": list(lottery.profiles[t].values),
                        "kind": lottery.profiles[t].kind,
                        "people": len(lottery.profiles[t].people),
                        "chance": str(lottery.profiles[t].chance),
                    }
                    for t in self.groups
                ],
                "kinds": [] if self.rest else [len(kind) for kind in lottery.kinds],
                "rest": {
                    "people": len(self.rest),
                    "values": self.figures,
                    "bands": self._bands(),
                },
            }
        )

    def _bands(self) -> list[dict[str, int]]:
        counts = sorted(self.case.counts[i] for i in self.rest)
        bands: list[list[int]] = []
        open_: list[int] = []
        for at, count in enumerate(counts):
            open_.append(count)
            last_of_its_kind = counts[at + 1 : at + 2] != [count]
            if last_of_its_kind and len(open_) >= self.least:
                bands.append(open_)
                open_ = []
        if open_ and bands:
            bands[-1] += open_
        return [{"from": band[0], "to": band[-1], "people": len(band)} for band in bands]

    def _people(self) -> bytes:
        case = self.case
        texts = [
            f"{count} {case.lottery.profiles[t].chance}"
            for count, t in zip(case.counts, case.profile_of, strict=True)
        ]
        width = _BLOCK_in_follow * max(-(-len(text) // _BLOCK_in_follow) for text in texts)
        rows = sorted(
            (tag_of(salt), note_of(salt, text.ljust(width).encode("ascii")).hex())
            for salt, text in zip(self.salts, texts, strict=True)
        )
        return canonical_csv((("tag", "note"), *rows))

    @cached_property
    def _counted_for(self) -> list[tuple[int, list[int]]]:
        """For each person the group (or -1), and the quotas whose value they have."""
        place = {t: g for g, t in enumerate(self.groups)}
        quotas = range(len(self.wanted))
        met = [[q for q in quotas if self._has(t, q)] for t in range(len(self.case.profiles))]
        return [(place.get(t, -1), met[t]) for t in self.case.profile_of]

    def _row(self, number: int, panel: Sequence[int]) -> tuple[str, ...]:
        groups, rest = [0] * len(self.groups), [0] * len(self.wanted)
        for i in panel:
            group, quotas = self._counted_for[i]
            if group >= 0:
                groups[group] += 1
            else:
                for q in quotas:
                    rest[q] += 1
        told = [
            WITHHELD if figure is None else str(n)
            for n, figure in zip(rest, self.figures, strict=True)
        ]
        digits = len(str(self.case.lottery.units - 1))
        seats = sorted(seat_of(self.salts[i], number) for i in panel)
        return (
            f"{number:0{digits}d}",
            " ".join(map(str, groups)),
            " ".join(told),
            " ".join(seats),
        )


# ==================================================================================================
# on_replaced.py
#
# V59–V61: who of a panel is gone, and who was drawn in their place (docs/format.md §23).
# ==================================================================================================

_STATUSES: Final = ("confirmed", "declined", "withdrawn", "unreachable", "excluded")
_STAYS: Final = "confirmed"
_STALE: Final = ("status", "replaced", "alternates called")
"""Steps after which a replacement must be begun anew."""
_HEADER: Final = ("id", "status", "day", "reason")

Bounds_in_on_replaced = list[tuple[str, str, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a replacement is drawn from: rows of people, quotas, and how many seats are free."""

    people: Rows_in_files
    quotas: Bounds_in_on_replaced
    free: int


def v59_statuses(dossier: Dossier) -> Iterator[Text]:
    """V59 (23.1): statuses are of people of the pool, and as many as the journal says."""
    known = {row[0] for row in dossier.registrants[1:]}
    for count, entry in enumerate(dossier.of("status"), 1):
        name = f"statuses/{count}/statuses.csv"
        header, *rows = dossier.table(name)
        if header != _HEADER or any(len(row) != len(_HEADER) for row in rows):
            yield Text("{file} is not a table of statuses.", file=name)
            continue
        ids = [row[0] for row in rows]
        if ids != sorted(set(ids)) or not set(ids) <= known:
            yield Text("{file} does not name people of the pool once, in order.", file=name)
        found = Counter(row[1] for row in rows)
        stated = [(one["status"], one["people"]) for one in entry.facts["counts"]]
        if stated != [(status, found[status]) for status in _STATUSES if found[status]]:
            yield Text("{file} and the journal differ.", file=name)
        if not set(found) <= set(_STATUSES):
            yield Text("{file} holds something that is no status.", file=name)


def v60_replacements(dossier: Dossier) -> Iterator[Text]:
    """V60 (23.3): every replacement is a draw in order, begun when this journal had come so far."""
    for number, entry in enumerate(dossier.of("replaced"), 1):
        name = f"public/replacement-{number}/public.zip"
        if set(entry.outputs) != {name, f"replacements/{number}/auditor.zip"}:
            yield Text("Line {n} does not name the bundles it should.", n=entry.number + 1)
            continue
        found = dossier.nested(name)
        yield from _in_order(name, found.kind, "public", found.failed)
        inner = found.dossier
        if inner.entries[-1].hash != entry.facts["head"]:
            yield Text(
                "{file} is not of the journal that line {n} names.", file=name, n=entry.number + 1
            )
        if inner.last_plan["size"] != entry.facts["seats"] or not inner.of("drawn"):
            yield Text("{file} does not draw so many people.", file=name)
        until = _begun(dossier, entry, inner)
        if until is None:
            yield Text("{file} was not begun from this journal.", file=name)
        elif any(e.step in _STALE for e in dossier.entries[until : entry.number]):
            yield Text("{file} was begun before the last statuses.", file=name)


def v61_follow(dossier: Dossier) -> Iterator[Text]:
    """V61 (23.2, 23.3): people, quotas and seats of a replacement are those that were left."""
    for number, entry in enumerate(dossier.of("replaced"), 1):
        name = f"replacements/{number}/auditor.zip"
        found, shown = (
            dossier.nested(name),
            dossier.nested(f"public/replacement-{number}/public.zip"),
        )
        yield from _in_order(name, found.kind, "auditor", found.failed)
        inner = found.dossier
        public = {
            n: c for n, c in inner.content.files.items() if is_public(n) and n != "secret.txt"
        }
        held = {n: c for n, c in shown.dossier.content.files.items() if is_public(n)}
        if public != held or inner.file("journal.jsonl") != shown.dossier.file("journal.jsonl"):
            yield Text("{file}: what is public of it is another draw.", file=name)
        until = _begun(dossier, entry, inner)
        if until is None:
            continue  # V60 says so
        added, first = entry.facts["added"], inner.plan(1)
        left = left_of(dossier, dossier.entries[:until], added)
        if first["size"] != left.free or inner.rules.size != left.free:
            yield Text("{file} has another number of seats than was free.", file=name)
        if quotas_of(first) != left.quotas:
            yield Text("{file}: its first plan does not have the quotas that were left.", file=name)
        if inner.registrants != left.people:
            yield Text("{file} has other people than were left.", file=name)


def _in_order(name: str, kind: str, wanted: str, failed: Sequence[str]) -> Iterator[Text]:
    if kind != wanted:
        yield Text("{file} is not a bundle of this kind.", file=name)
    if failed:
        yield Text("{file}: these checks fail: {checks}.", file=name, checks=", ".join(failed))


def _begun(dossier: Dossier, entry: Entry, inner: Dossier) -> int | None:
    """How many entries there were when the replacement was begun; None when not of this journal."""
    lineage = inner.entries[0].facts["lineage"]
    head = None if lineage is None else lineage["head"]
    places = (e.number + 1 for e in dossier.entries[: entry.number] if e.hash == head)
    return next(places, None)


def left_of(dossier: Dossier, entries: Sequence[Entry], added: int) -> Left:
    """The rules of 23.2, from the draw and what came of its people before."""
    case = dossier.case
    members = {row[0] for row in case.table(PANEL)[1:]}
    last: dict[str, str] = {}
    statuses = earlier = called = 0
    grown = added
    for entry in entries:
        if entry.step == "status":
            statuses += 1
            said = dossier.table(f"statuses/{statuses}/statuses.csv")[1:]
            last |= {row[0]: row[1] for row in said if len(row) == len(_HEADER)}
        elif entry.step == "replaced":
            earlier += 1
            grown += entry.facts["added"]
            inner = dossier.nested(f"replacements/{earlier}/auditor.zip").dossier
            members |= {row[0] for row in inner.case.table(PANEL)[1:]}
        elif entry.step == "alternates called":
            called += 1
            members |= {
                row[0] for row in dossier.table(f"called/{called}/{PANEL}")[1:] if row
            }
    index = case.people.index
    gone = {person for person, status in last.items() if status != _STAYS}
    stay = members - gone
    if not stay <= index.keys():
        raise BlockedError(Text("The people cannot be put together: see {check}.", check="V07"))
    homes = [home for home in case.homes if any(case.people.ids[i] in stay for i in home)]
    near = {case.people.ids[i] for home in homes for i in home}
    header, *rows = dossier.registrants
    size = dossier.rules.size
    bounds = []
    for quota in dossier.rules.quotas:
        at = case.lottery.categories.index(quota.category)
        taken = sum(case.values[at][index[person]] == key(quota.value) for person in stay)
        most = quota.maximum + -(-quota.maximum * grown // size)
        low = max(0, quota.minimum - taken)
        bounds.append((quota.category, quota.value, low, max(0, low, most - taken)))
    return Left(
        people=(header, *(row for row in rows if row[0] not in members | gone | near)),
        quotas=sorted((clean(c), v, low, high) for c, v, low, high in bounds),
        free=size + grown - len(stay),
    )


# ==================================================================================================
# standby.py
#
# Who drops out in which scenario, and the best that others can do about it (format.md §24).
#
# The search for the best group goes through people one by one; a branch ends where its bound is no
# better. The bound is linear duality: with a price from -1 to 1 for each row, no group leaves fewer
# seats wrong than the priced distance of all rows less the priced seats of those who are worth most.
# ==================================================================================================

Bounds_in_standby = Sequence[tuple[int, int]]
Rows_in_standby = tuple[int, ...]
"""The rows that somebody counts in; row 0 is the panel itself."""

_UNIT = 4096
"""A price of 1."""
_TRIES = 40
"""Steps to better prices at a branch."""
_NUMBERS = 8
"""Numbers of 4 bytes in a ticket."""


def stays(value: str, purpose: str, subject: str, chance: Fraction, scenarios: int) -> list[bool]:
    """For each scenario whether somebody is still there (24.3)."""
    numbers: list[int] = []
    for block in range((scenarios + _NUMBERS - 1) // _NUMBERS):
        drawn = ticket(value, purpose, f"{block}\n{subject}")
        numbers += (int.from_bytes(drawn[i : i + 4], "big") for i in range(0, len(drawn), 4))
    top, bottom = chance.numerator << 32, chance.denominator
    return [number * bottom >= top for number in numbers[:scenarios]]


def wrong(bounds: Bounds_in_standby, counts: Sequence[int]) -> int:
    """Seats below the least and above the most, over all rows (24.3)."""
    pairs = zip(bounds, counts, strict=True)
    return sum(low - n if n < low else max(0, n - high) for (low, high), n in pairs)


@dataclass(slots=True)
class Best:
    """The best group out of some people: ``people`` are their rows, in order."""

    people: Sequence[Rows_in_standby]
    bounds: Bounds_in_standby
    counts: list[int]

    def fewest(self, seats: int) -> int:
        """The fewest seats that stay wrong when up to so many come in."""
        now = wrong(self.bounds, self.counts)
        return self._below(now, range(len(self.people)), seats, now, self._first_prices())

    def group(self, seats: int) -> tuple[int, ...]:
        """The group of 24.6: fewest seats wrong, then fewest people, then the first in order."""
        least = self.fewest(seats)
        size = 0
        while self.fewest(size) > least:
            size += 1
        found = self._exactly(least, 0, size, self._first_prices())
        return () if found is None else found

    def _first_prices(self) -> list[int]:
        """Each row that lacks somebody pays for it."""
        pairs = zip(self.bounds, self.counts, strict=True)
        return [_UNIT if n < low else 0 for (low, _), n in pairs]

    def _below(
        self, best: int, people: Sequence[int], seats: int, now: int, prices: list[int]
    ) -> int:
        """The smaller of ``best`` and what some group of these leaves wrong."""
        useful = sorted((-self._mends(p), p) for p in people if self._mends(p) > 0)
        own = list(prices)
        for i, (mended, person) in enumerate(useful):
            rest = [p for _, p in useful[i:]]
            if seats == 0 or self._none_below(best, rest, seats, now, own):
                break
            self._sit(person, 1)
            best = min(best, now + mended)
            best = self._below(best, rest[1:], seats - 1, now + mended, own)
            self._sit(person, -1)
        return best

    def _exactly(
        self, least: int, first: int, size: int, prices: list[int]
    ) -> tuple[int, ...] | None:
        now = wrong(self.bounds, self.counts)
        if size == 0:
            return () if now == least else None
        able = [p for p in range(first, len(self.people)) if self._mends(p) > 0]
        own = list(prices)
        while able:
            ranked = sorted(able, key=lambda p: (-self._mends(p), p))
            if self._none_below(least + 1, ranked, size, now, own):
                return None
            person = able.pop(0)
            self._sit(person, 1)
            rest = self._exactly(least, person + 1, size - 1, own)
            self._sit(person, -1)
            if rest is not None:
                return (person, *rest)
        return None

    def _none_below(
        self, bar: int, ranked: Sequence[int], seats: int, now: int, prices: list[int]
    ) -> bool:
        """Whether no group of these leaves fewer than ``bar`` wrong; the prices get better."""
        if now - sum(self._mends(p) for p in ranked[:seats]) >= bar:
            return True
        best, trial, pace = None, list(prices), 8
        for _ in range(_TRIES):
            sitting = self._dearest(ranked, seats, trial)
            slope = [
                (low if price >= 0 else high) - n
                for price, (low, high), n in zip(trial, self.bounds, self.counts, strict=True)
            ]
            for _, person in sitting:
                for row in self.people[person]:
                    slope[row] -= 1
            found = sum(price * rise for price, rise in zip(trial, slope, strict=True))
            if found > (bar - 1) * _UNIT:
                prices[:] = trial
                return True
            if best is None or found > best:
                best, prices[:] = found, trial
            else:
                pace = max(1, pace - 1)
            length = 8 * (sum(rise * rise for rise in slope) or 1)
            way = (bar * _UNIT - found) * pace
            trial = [
                min(_UNIT, max(-_UNIT, price + rise * way // length))
                for price, rise in zip(trial, slope, strict=True)
            ]
        return False

    def _dearest(
        self, people: Sequence[int], seats: int, prices: Sequence[int]
    ) -> list[tuple[int, int]]:
        worth = [(sum(prices[row] for row in self.people[p]), p) for p in people]
        return sorted((one for one in worth if one[0] > 0), reverse=True)[:seats]

    def _mends(self, person: int) -> int:
        """How many fewer seats are wrong when somebody comes in."""
        total = 0
        for row in self.people[person]:
            low, high = self.bounds[row]
            total += 1 if self.counts[row] < low else -1 if self.counts[row] >= high else 0
        return total

    def _sit(self, person: int, by: int) -> None:
        for row in self.people[person]:
            self.counts[row] += by


# ==================================================================================================
# on_alternates.py
#
# V62–V65: who stands by, how well that was chosen, and who came in (docs/format.md §24).
# ==================================================================================================

_PLACE: Final = "alternates"
_SETS: Final = 1000
_ONE: Final = 1 << 20
"""A price of 1 (24.5)."""
_WHOLE_in_on_alternates: Final = re.compile("0|-?[1-9][0-9]{0,3999}")


def v62_drawn(dossier: Dossier) -> Iterator[Text]:
    """V62 (11.6, 24.4): as many stand by as the plan says, the set with the number of value B."""
    agreed: Mapping[str, Any] | None = dossier.last_plan.get("alternates")
    if agreed is None:
        yield Text("The plan says nothing of alternates.")
        return
    entry = _entry(dossier)
    facts = entry.facts
    names = {f"{_PLACE}/{name}.csv" for name in ("alternates", "chances", "prices", "sets")}
    if set(entry.outputs) != names:
        yield Text("Line {n} does not name the files it should.", n=entry.number + 1)
    if facts["people"] > agreed["count"] or facts["sets"] != _SETS:
        yield Text("Line {n}: the plan has other alternates.", n=entry.number + 1)
    if facts["number"] != number(_value_b(dossier), "alternates", _SETS):
        yield Text("Line {n}: value B gives another number.", n=entry.number + 1)
    if not facts["bound"] <= facts["shortfall"] <= facts["without"]:
        yield Text("Line {n}: the seats that are wrong are out of order.", n=entry.number + 1)


def v63_sets(dossier: Dossier) -> Iterator[Text]:
    """V63 (24.1, 24.4): every set has people who can stand by, and the one drawn is the list."""
    facts, bench = _entry(dossier).facts, _Bench(dossier)
    wanted = min(dossier.last_plan.get("alternates", {}).get("count", 0), bench.most)
    if facts["people"] != wanted:
        yield Text("The number of alternates should be {n}.", n=wanted)
    header, *rows = dossier.table(f"{_PLACE}/sets.csv")
    size = len(header) - 1
    expected = ("number", *map(str, range(1, size + 1)))
    if size != facts["people"] or header != expected or len(rows) != _SETS:
        yield Text("{file} is not a table of sets.", file="sets.csv")
        return
    counts: Counter[str] = Counter()
    for n, (name, *ids) in enumerate(rows):
        counts.update(ids)
        people = set(ids)
        if name != f"{n:03d}" or len(people) != size or not people <= bench.able:
            yield Text("Set {number} does not have the people it should.", number=name)
        homes = [bench.homes[person] for person in ids if person in bench.homes]
        if len(set(homes)) != len(homes):
            yield Text("Set {number} has two people of one home.", number=name)
        if ids != bench.in_order(ids):
            yield Text("Set {number} is not in the order of tickets.", number=name)
    ids = [one for row in rows[facts["number"] :][:1] for one in row[1:]]
    drawn = [(person, str(i)) for i, person in enumerate(ids, 1)]
    if dossier.table(f"{_PLACE}/alternates.csv") != (("id", "place"), *drawn):
        yield Text("{file} is not the set that was drawn.", file="alternates.csv")
    chances = [(person, str(counts[person])) for person in sorted(bench.able)]
    if dossier.table(f"{_PLACE}/chances.csv") != (("id", "sets"), *chances):
        yield Text("{file} does not count the sets.", file="chances.csv")


def v64_shortfall(dossier: Dossier) -> Iterator[Text]:
    """V64 (24.3, 24.5): seats wrong without and with alternates, and the bound, are right."""
    facts, bench = _entry(dossier).facts, _Bench(dossier)
    drawn = [row[0] for row in dossier.table(f"{_PLACE}/alternates.csv")[1:]]
    if not set(drawn) <= bench.able:
        raise BlockedError(Text("The alternates cannot be found: see {check}.", check="V63"))
    scenarios = _Scenarios(bench, facts["people"])
    if scenarios.without() != facts["without"]:
        yield Text("Without alternates {n} seats are wrong.", n=scenarios.without())
    found = scenarios.with_alternates(drawn)
    if found != facts["shortfall"]:
        yield Text("With the alternates {n} seats are wrong.", n=found)
    prices = _prices(dossier, len(bench.bounds), scenarios.number)
    if prices is None:
        yield Text("{file} is not a table of prices.", file="prices.csv")
    elif (bound := scenarios.bound(prices)) != facts["bound"]:
        yield Text("The prices prove a bound of {n}.", n=bound)


def v65_called(dossier: Dossier) -> Iterator[Text]:
    """V65 (24.6): who came in is who the rule says, of the alternates who were left."""
    order = [row[0] for row in dossier.table(f"{_PLACE}/alternates.csv")[1:]]
    for count, entry in enumerate(dossier.of("alternates called"), 1):
        name = f"called/{count}/panel.csv"
        left = left_of(dossier, dossier.entries[: entry.number], 0)
        able = {row[0] for row in left.people[1:]}
        waiting = [person for person in order if person in able]
        bounds = [(left.free, left.free), *((low, high) for *_, low, high in left.quotas)]
        place = {(key(c), key(v)): r for r, (c, v, *_) in enumerate(left.quotas, 1)}
        rows = [_rows_of(dossier, person, place) for person in waiting]
        group = Best(rows, bounds, [0] * len(bounds)).group(max(0, left.free))
        expected = (("id",), *((waiting[i],) for i in group))
        if dossier.table(name) != expected:
            yield Text("{file}: by the rule others come in.", file=name)
        if (entry.facts["people"], entry.facts["free"]) != (len(group), left.free):
            yield Text("Line {n} and {file} differ.", n=entry.number + 1, file=name)


# --- parts ----------------------------------------------------------------------------------------


def _entry(dossier: Dossier) -> Entry:
    found = dossier.of("alternates drawn")
    if not found:
        raise BlockedError(Text("No alternates were drawn: see {check}.", check="V34"))
    return found[0]


def _value_b(dossier: Dossier) -> str:
    found = dossier.of("value B")
    if not found:
        raise BlockedError(Text("There is no value B: see {check}.", check="V34"))
    return str(found[-1].facts["value"])


def _rows_of(dossier: Dossier, person: str, place: Mapping[tuple[str, str], int]) -> Rows_in_standby:
    case = dossier.case
    i = case.people.index.get(person)
    if i is None:
        raise BlockedError(Text("The people cannot be put together: see {check}.", check="V07"))
    names = (
        (key(category), column[i])
        for category, column in zip(case.lottery.categories, case.values, strict=True)
    )
    return (0, *sorted(place[name] for name in names if name in place))


class _Bench:
    """Who can stand by for the panel that was drawn (24.1)."""

    def __init__(self, dossier: Dossier) -> None:
        case = dossier.case
        self.dossier = dossier
        ids = case.people.ids
        self.panel = {row[0] for row in case.table(PANEL)[1:]}
        shared = [[ids[i] for i in home] for home in case.homes]
        near = {person for home in shared if self.panel & set(home) for person in home}
        self.able = set(ids) - self.panel - near
        self.homes = {person: home[0] for home in shared for person in home if person in self.able}
        self.most = len(self.able) - len(self.homes) + len(set(self.homes.values()))
        quotas = dossier.rules.quotas
        size = dossier.rules.size
        self.bounds = [(size, size), *((quota.minimum, quota.maximum) for quota in quotas)]
        self._place = {(key(q.category), key(q.value)): r for r, q in enumerate(quotas, 1)}

    def in_order(self, people: Iterable[str]) -> list[str]:
        value = _value_b(self.dossier)
        return sorted(people, key=lambda person: (ticket(value, "alternate", person), person))

    def rows_of(self, person: str) -> Rows_in_standby:
        return _rows_of(self.dossier, person, self._place)

    def values_of(self, person: str) -> tuple[str, ...]:
        case = self.dossier.case
        return tuple(column[case.people.index[person]] for column in case.values)


class _Scenarios:
    """Who drops out (24.3)."""

    def __init__(self, bench: _Bench, size: int) -> None:
        self._bench = bench
        self._size = size
        plan = bench.dossier.last_plan.get("alternates")
        if plan is None:
            raise BlockedError(Text("The plan says nothing of alternates."))
        self._chances: Chances = dropouts_of(plan)
        self.number: int = plan["scenarios"]
        self._value = _value_b(bench.dossier)
        self._categories = [key(c) for c in bench.dossier.case.lottery.categories]
        self.counts = [[0] * len(bench.bounds) for _ in range(self.number)]
        for person in sorted(bench.panel):
            there = self._stays("dropout member", person, self._chance(bench.values_of(person)))
            rows = bench.rows_of(person)
            for s in range(self.number):
                for row in rows if there[s] else ():
                    self.counts[s][row] += 1

    def _chance(self, values: tuple[str, ...]) -> Fraction:
        return self._chances.of(zip(self._categories, values, strict=True))

    def _stays(self, purpose: str, subject: str, chance: Fraction) -> list[bool]:
        return stays(self._value, purpose, subject, chance, self.number)

    def _slot(self, values: tuple[str, ...], j: int) -> list[bool]:
        subject = "\n".join((str(j), *values))
        return self._stays("dropout alternate", subject, self._chance(values))

    def without(self) -> int:
        """Seats wrong in all scenarios together when nobody stands by."""
        return sum(wrong(self._bench.bounds, counts) for counts in self.counts)

    def with_alternates(self, drawn: Iterable[str]) -> int:
        """The same when the best of these come in, in each scenario."""
        so_far: Counter[tuple[str, ...]] = Counter()
        slots = []
        for person in drawn:
            values = self._bench.values_of(person)
            slots.append((self._bench.rows_of(person), self._slot(values, so_far[values])))
            so_far[values] += 1
        known: dict[tuple[tuple[int, ...], tuple[Rows_in_standby, ...]], int] = {}
        total = 0
        for s, counts in enumerate(self.counts):
            here = tuple(rows for rows, there in slots if there[s])
            case = tuple(counts), here
            if case not in known:
                best = Best(here, self._bench.bounds, list(counts))
                known[case] = best.fewest(self._free(counts))
            total += known[case]
        return total

    def _free(self, counts: list[int]) -> int:
        return max(0, self._bench.bounds[0][0] - counts[0])

    def bound(self, prices: list[tuple[list[int], int]]) -> int:
        """What the prices prove (24.5)."""
        total = 0
        for counts, (of_rows, seat) in zip(self.counts, prices, strict=True):
            total -= seat * self._free(counts)
            for price, (low, high), n in zip(of_rows, self._bench.bounds, counts, strict=True):
                total += price * ((low if price >= 0 else high) - n)
        worth = sorted(self._worth(prices), reverse=True)
        least = total - sum(worth[: self._size])
        return max(0, -(-least // _ONE))

    def _worth(self, prices: list[tuple[list[int], int]]) -> Iterator[int]:
        """What each slot could mend at most."""
        people = Counter(self._bench.values_of(person) for person in self._bench.able)
        one = {self._bench.values_of(person): person for person in self._bench.able}
        for values, held in people.items():
            rows = self._bench.rows_of(one[values])
            mends = [sum(of_rows[r] for r in rows) - seat for of_rows, seat in prices]
            for j in range(min(held, self._size)):
                there = self._slot(values, j)
                yield sum(
                    more
                    for more, is_there in zip(mends, there, strict=True)
                    if is_there and more > 0
                )


def _prices(dossier: Dossier, rows: int, scenarios: int) -> list[tuple[list[int], int]] | None:
    """The prices of rows from -1 to 1 and of a seat from 0, in parts of 2^20; None: not so."""
    header, *lines = dossier.table(f"{_PLACE}/prices.csv")
    if header != ("scenario", *(f"row {r}" for r in range(rows)), "seat"):
        return None
    if [line[0] for line in lines] != [str(s) for s in range(scenarios)]:
        return None
    found = []
    for line in lines:
        if len(line) != len(header) or not all(map(_WHOLE_in_on_alternates.fullmatch, line[1:])):
            return None
        *of_rows, seat = map(int, line[1:])
        if seat < 0 or any(abs(price) > _ONE for price in of_rows):
            return None
        found.append((of_rows, seat))
    return found


# ==================================================================================================
# on_bundle.py
#
# V44-V46: the bundle as a file, what it says it holds, and the secret (format.md §17, §20).
# ==================================================================================================

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
    files: tuple[Listed, ...]
    withheld: tuple[tuple[str, tuple[str, ...]], ...]


def _manifest(node: Node) -> Manifest:
    m = node.members("format", "kind", "files", "withheld")
    m["format"].exactly("sortition/bundle/1")
    return Manifest(
        kind=m["kind"].exactly("public", "auditor"),
        files=m["files"].items(listed),
        withheld=m["withheld"].items(_withheld_in_on_bundle),
    )


def _withheld_in_on_bundle(node: Node) -> tuple[str, tuple[str, ...]]:
    m = node.members("what", "checks")
    return m["what"].text(), texts(m["checks"])


def v44_archive(dossier: Dossier) -> Iterator[Text]:
    """V44 (20.1-20.3): the bundle is a plain zip file, written in the one way."""
    yield from dossier.content.odd


def v45_manifest(dossier: Dossier) -> Iterator[Text]:
    """V45 (20.4, 20.5): it lists every entry, unchanged, and says what is withheld."""
    held = dict(dossier.content.files)
    content = held.pop(MANIFEST_in_archive, None)
    if content is None:
        yield Text("{file}: the file is missing.", file=MANIFEST_in_archive)
        return
    try:
        value = parse_json(content)
        if canonical_json(value) != content:
            yield Text("{file} is not written in the canonical way.", file=MANIFEST_in_archive)
        found = _manifest(Node(value=value, path=""))
    except (UnreadableError, MalformedError) as error:
        yield Text("{file} is not what it should be:", file=MANIFEST_in_archive)
        yield error.reason
        return
    yield from _listed(found, held)
    if found.withheld != tuple(expected_withheld(dossier)):
        yield Text("{file} does not say what is withheld, and from which checks.", file=MANIFEST_in_archive)


def _listed(manifest: Manifest, held: dict[str, bytes]) -> Iterator[Text]:
    if [entry.name for entry in manifest.files] != sorted(held):
        yield Text("{file} does not list exactly the other entries, in order.", file=MANIFEST_in_archive)
    for entry in manifest.files:
        content = held.get(entry.name)
        if content is not None and (len(content), sha256(content)) != (
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


# ==================================================================================================
# ed25519.py
#
# Ed25519 signatures checked by hand, with the standard library alone (RFC 8032, 5.1).
#
# Only checking: nothing here is secret, so nothing has to take the same time for every input.
# ==================================================================================================

P: Final = 2**255 - 19
ORDER: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, -1, P) % P
ROOT: Final = pow(2, (P - 1) // 4, P)
"""A square root of -1."""

_KEY_in_ed25519, _SIGNATURE = 32, 64

Point = tuple[int, int, int, int]
"""X, Y, Z, T with x = X/Z, y = Y/Z, x·y = T/Z (5.1.4)."""

NEUTRAL: Final[Point] = (0, 1, 1, 0)


def signature_is_right(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature (64 bytes) of the message is that of the key (32 bytes), 5.1.7."""
    if len(key) != _KEY_in_ed25519 or len(signature) != _SIGNATURE:
        return False
    public = _decode(key)
    s = int.from_bytes(signature[_KEY_in_ed25519:], "little")
    if public is None or s >= ORDER:
        return False
    hashed = hashlib.sha512(signature[:_KEY_in_ed25519] + key + message).digest()
    k = int.from_bytes(hashed, "little") % ORDER
    # [s]B = R + [k]A, so R = [s]B + [k](-A); compared in the one form that a point has.
    x, y, z, t = public
    expected = _sum_of(s, BASE, k, (-x % P, y, z, -t % P))
    return _encode(expected) == signature[:_KEY_in_ed25519]


def _add(a: Point, b: Point) -> Point:
    """The sum of two points (5.1.4)."""
    (ax, ay, az, at), (bx, by, bz, bt) = a, b
    left = (ay - ax) * (by - bx) % P
    right = (ay + ax) * (by + bx) % P
    both = 2 * at * bt * D % P
    scale = 2 * az * bz % P
    e, f, g, h = right - left, scale - both, scale + both, right + left
    return e * f % P, g * h % P, f * g % P, e * h % P


def _sum_of(m: int, a: Point, n: int, b: Point) -> Point:
    """[m]a + [n]b, bit by bit from the highest, both at once."""
    to_add = (None, a, b, _add(a, b))
    found = NEUTRAL
    for bit in range(max(m.bit_length(), n.bit_length()) - 1, -1, -1):
        found = _add(found, found)
        term = to_add[(m >> bit & 1) + 2 * (n >> bit & 1)]
        if term:
            found = _add(found, term)
    return found


def _encode(point: Point) -> bytes:
    """A point as 32 bytes: y, and the parity of x in the highest bit (5.1.2)."""
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(_KEY_in_ed25519, "little")


def _decode(content: bytes) -> Point | None:
    """The point in 32 bytes, or None (5.1.3)."""
    y = int.from_bytes(content, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = P - x
    return x, y, 1, x * y % P


def _base() -> Point:
    found = _decode((4 * pow(5, -1, P) % P).to_bytes(_KEY_in_ed25519, "little"))
    if found is None:
        raise AssertionError("the base point is a point")
    return found


BASE: Final = _base()


# ==================================================================================================
# on_journal.py
#
# V30–V37: files, journal, order, plans and signatures of a dossier (docs/format.md §§10–13).
# ==================================================================================================

_FREE: Final = (JOURNAL, PLAN_in_dossier, ACCOUNT_in_dossier)
"""Files that no entry names (10.1)."""
_FREE_IN_BUNDLE: Final = (JOURNAL, MANIFEST_in_archive)

_FOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "planned": ("plans/{plan}",),
    "amended": ("plans/{plan}",),
    "pool closed": ("pools/{plan}",),
    "panels committed": ("panels", "public/panels"),
    "drawn": ("draw", "public/draw"),
    "trial": ("trials/{trial}",),
    "letters planned": ("letterplans/{letters planned}",),
    "letters drawn": ("letters/{letters drawn}",),
    "answers": ("answers/{answers}",),
    "status": ("statuses/{status}",),
    "replaced": ("replacements/{replaced}", "public/replacement-{replaced}"),
    "alternates drawn": ("alternates",),
    "alternates called": ("called/{alternates called}",),
}
"""Where the outputs of a step are (10.1); other steps have none."""


def v30_files(dossier: Dossier) -> Iterator[Text]:
    """V30 (10.1, 10.2, 17.2, 20.1): every file that an entry names is there, and no other is.

    A public bundle holds those that are public, and none of the others.
    """
    if not dossier.is_bundle:
        yield from dossier.content.odd
    held, expected = dossier.content.files, _expected(dossier)
    for name, digest in expected.items():
        if name not in held:
            yield Text("{file}: the file is missing.", file=name)
        elif dossier.digest(name, held[name]) != digest:
            yield Text("{file} was changed: its hash is not in the journal.", file=name)
    for name in held:
        if name not in expected and name not in (_FREE_IN_BUNDLE if dossier.is_bundle else _FREE):
            yield Text("{file}: no such file belongs here by the journal.", file=name)
    yield from _misplaced(dossier)


def _expected(dossier: Dossier) -> dict[str, str]:
    return {
        name: digest
        for entry in dossier.entries
        for name, digest in entry.outputs.items()
        if is_public(name) or not dossier.is_public
    }


def _misplaced(dossier: Dossier) -> Iterator[Text]:
    """Outputs in another folder than their step's, or twice; inputs that are not what was made."""
    made: dict[str, str] = {}
    so_far: Counter[str] = Counter()
    for entry in dossier.entries:
        line = entry.number + 1
        so_far.update((entry.step, *(("plan",) if entry.step in ("planned", "amended") else ())))
        folders = {f.format_map(so_far) for f in _FOLDERS.get(entry.step, ())}
        for name in entry.outputs:
            secret = (entry.step, name) == ("opened", SECRET)
            old = entry.version == 1 and (secret or name.startswith("public/"))
            if old or (name.rpartition("/")[0] not in folders and not secret):
                yield Text("Line {n}: {file} is no output of this step.", n=line, file=name)
            if name in made:
                yield Text("Line {n}: {file} is there already.", n=line, file=name)
        for name, digest in entry.inputs.items():
            if made.get(name, digest) != digest:
                yield Text("Line {n}: {file} is not the one that was made.", n=line, file=name)
        made.update(entry.outputs)


def v31_entries(dossier: Dossier) -> Iterator[Text]:
    """V31 (12.1-12.4): every line is an entry, with the members and facts of its step."""
    versions = set()
    if not dossier.lines:
        yield Text("The journal is empty.")
    for number, line in enumerate(dossier.lines, 1):
        try:
            versions.add(entry_of(line).version)
        except (MalformedError, UnreadableError) as error:
            yield Text("Line {n}: {what}", n=number, what=str(error.reason))
    if len(versions) > 1:
        yield Text("The lines are not all of one format.")


def v32_chain(dossier: Dossier) -> Iterator[Text]:
    """V32 (12.1, 12.2): every entry names the hash of the one before."""
    before = ZEROS
    for place, entry in enumerate(dossier.entries):
        if entry.number != place or entry.previous != before:
            yield Text(
                "Line {n} does not follow from the line before it: a line was removed, added, "
                "moved or changed.",
                n=place + 1,
            )
        before = entry.hash


def v33_times(dossier: Dossier) -> Iterator[Text]:
    """V33 (12.3): no stated time is earlier than the one before."""
    for before, entry in pairwise(dossier.entries):
        if seconds(entry.time) < seconds(before.time):
            yield Text("Line {n} states an earlier time than the line before.", n=entry.number + 1)


class _Order:
    """How far the process is, by the table of 12.5, and who has signed what (13.3, 13.4)."""

    def __init__(self) -> None:
        self.stage = "nothing"
        self.sealed: set[tuple[str, str]] = set()
        self.proposed: set[tuple[str, str]] = set()
        self.needed: set[tuple[str, str]] = set()
        self.signed: set[tuple[str, str]] = set()
        self.subject = ""
        self.opened = set[str]()
        """Steps that another step made possible."""

    def allows(self, step: str) -> bool:
        """Whether the step may come now."""
        if step == "planned":
            return self.stage in ("opened", "planned") and not self.sealed
        if step == "amended" and self.stage == "planned":
            return bool(self.sealed)
        if step in ("trial", "failed", "erased"):
            return self.stage not in ("nothing", "erased")
        if step in _OPENS.values() and step not in self.opened:
            return False
        return self.stage in _AT[step] and _NOT_AFTER.get(step) not in self.opened

    def put_up(self, subject: str, parties: set[tuple[str, str]]) -> None:
        """A plan waits for its parties, and for those of the plan sealed last."""
        self.stage, self.subject, self.signed = "planned", subject, set()
        self.proposed, self.needed = parties, parties | self.sealed

    def reach(self, step: str, subject: str) -> None:
        """Another step was taken."""
        self.stage = _LEADS.get(step, self.stage)
        if step in _OPENS:
            self.opened.add(_OPENS[step])
        if step in _TO_SIGN:
            self.subject, self.signed, self.needed = subject, set(), set(self.sealed)

    def sign(self, who: tuple[str, str]) -> None:
        """Somebody signed; the last one seals a plan."""
        self.signed.add(who)
        if self.stage == "planned" and self.needed <= self.signed:
            self.stage, self.sealed = "sealed", self.proposed


_TO_SIGN: Final = ("panels committed", "drawn", "replaced", "alternates called", "erased")
"""What the parties may sign when it was done."""
_AT: Final[Mapping[str, tuple[str, ...]]] = {
    "opened": ("nothing",),
    "signed": ("planned", "committed", "value B", "drawn", "replaced", "erased"),
    "amended": ("sealed", "pool closed", "value A"),
    "pool closed": ("sealed",),
    "value A": ("pool closed",),
    "panels committed": ("value A",),
    "value B": ("committed",),
    "drawn": ("value B",),
    "replaced": ("drawn", "replaced"),
    "status": ("drawn", "replaced"),
    "alternates drawn": ("drawn", "replaced"),
    "alternates called": ("drawn", "replaced"),
    "letters planned": ("opened", "planned", "sealed"),
    "letters drawn": ("sealed",),
    "answers": (
        *("sealed", "pool closed", "planned", "value A", "committed", "value B", "drawn"),
        "replaced",
    ),
}
_OPENS: Final = {
    "letters planned": "letters drawn",
    "letters drawn": "answers",
    "alternates drawn": "alternates called",
}
"""Letters are planned before they are drawn, and so on."""
_NOT_AFTER: Final = {"letters planned": "answers", "alternates drawn": "alternates called"}
"""What is not done any more once the other step is possible."""
_LEADS: Final[Mapping[str, str]] = {
    "opened": "opened",
    "pool closed": "pool closed",
    "value A": "value A",
    "panels committed": "committed",
    "value B": "value B",
    "drawn": "drawn",
    "replaced": "replaced",
    "erased": "erased",
}


def _walk_in_on_journal(dossier: Dossier) -> Iterator[tuple[Entry, _Order]]:
    """Every entry, allowed or not, with how far the process was when it came (12.5)."""
    order = _Order()
    for entry in dossier.entries:
        yield entry, order
        if entry.step in ("planned", "amended"):
            pairs = {(party["name"], party["key"]) for party in entry.facts["parties"]}
            order.put_up(entry.hash, pairs)
        elif entry.step == "signed":
            order.sign((entry.facts["party"], entry.facts["key"]))
        else:
            order.reach(entry.step, entry.hash)


def _faults_of_signature(line: int, facts: Mapping[str, Any], order: _Order) -> Iterator[Text]:
    who = facts["party"], facts["key"]
    if facts["subject"] != order.subject:
        yield Text("Line {n}: the signature is about another entry.", n=line)
    if who not in order.needed:
        yield Text("Line {n}: the plan does not name this party with this key.", n=line)
    if who in order.signed:
        yield Text("Line {n}: this party had signed already.", n=line)
    message = encode("sortition/seal/1", facts["party"], facts["subject"])
    key, signature = bytes.fromhex(facts["key"]), bytes.fromhex(facts["signature"])
    if not signature_is_right(key, message, signature):
        yield Text("Line {n}: the signature is not right.", n=line)


def v34_order(dossier: Dossier) -> Iterator[Text]:
    """V34 (12.5): the steps are in order; no pool is closed before all parties have signed."""
    for entry, order in _walk_in_on_journal(dossier):
        if not order.allows(entry.step):
            yield Text(
                "Line {n}: {step} cannot come after {stage}.",
                n=entry.number + 1,
                step=entry.step,
                stage=order.stage,
            )


def v35_plans(dossier: Dossier) -> Iterator[Text]:
    """V35 (10.1, 11.1, 11.2, 13.1): plans are numbered and kept, and name the parties."""
    for version, entry in enumerate(dossier.of("planned", "amended"), 1):
        if entry.facts["version"] != version or list(entry.outputs) != [f"plans/{version}/{PLAN_in_dossier}"]:
            yield Text("Line {n}: this should be plan {v}.", n=entry.number + 1, v=version)
            continue
        if dict(entry.inputs) != {PLAN_in_dossier: entry.outputs[f"plans/{version}/{PLAN_in_dossier}"]}:
            yield Text("Line {n}: this should be made of the plan as it is.", n=entry.number + 1)
        try:
            plan = dossier.plan_as_it_is(version)
            read_plan(plan)
        except (MalformedError, UnreadableError) as error:
            yield Text("Plan {v} is not what a plan should be:", v=version)
            yield error.reason
            continue
        parties = [
            {
                "key": str(party.get("key")).removeprefix("ed25519:"),
                "name": clean(str(party.get("name"))),
            }
            for party in plan["parties"]
        ]
        if parties != entry.facts["parties"]:
            yield Text("Plan {v} names other parties than the journal.", v=version)
    put_up = [] if dossier.is_bundle else dossier.of("planned", "amended")
    if put_up and dossier.file(PLAN_in_dossier) != dossier.file(f"plans/{len(put_up)}/{PLAN_in_dossier}"):
        yield Text("{file} is not the plan that was put up last.", file=PLAN_in_dossier)


def v36_changes(dossier: Dossier) -> Iterator[Text]:
    """V36 (13.5): an amendment lists just what differs from the plan before."""
    for entry in dossier.of("amended"):
        version = entry.facts["version"]
        before, after = (dict(_leaves("", dossier.plan(v))) for v in (version - 1, version))
        expected = [
            {"field": name, "before": before.get(name), "after": after.get(name)}
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ]
        if not expected or expected != entry.facts["changes"]:
            yield Text("Line {n} does not list the changes of the plan.", n=entry.number + 1)


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    """The fields of a plan by their paths, as JSON (13.5)."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}" if path else name, inner)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for i, inner in enumerate(value):
            yield from _leaves(f"{path}[{i}]", inner)
    else:
        yield path, json.dumps(value, ensure_ascii=False, sort_keys=True)


def v37_signatures(dossier: Dossier) -> Iterator[Text]:
    """V37 (13.2-13.4): every signature is right, about the entry, by a party of the plan."""
    for entry, order in _walk_in_on_journal(dossier):
        if entry.step == "signed":
            yield from _faults_of_signature(entry.number + 1, entry.facts, order)


# ==================================================================================================
# on_letters.py
#
# V56–V58: letters of a dossier, answers to them, and what was erased (docs/format.md §21, §22).
# ==================================================================================================

PLAN_in_on_letters: Final = "letters.json"
ACCOUNT_in_on_letters: Final = "drawn.json"
INVITED: Final = "invited.csv"
_OWN: Final = ("letter_number", "letter_wave", "letter_code", "letter_id", "letter_group")
_BETWEEN: Final = " · "
_PARTS_in_on_letters: Final = 1 << 64
_DIGITS: Final = 8
_GROUP: Final = 3
_KINDS: Final = ("joined", "refused", "undeliverable")

Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``letters.json`` (21.2), as far as it is looked at."""

    address: tuple[str, ...]
    per: str
    values: tuple[tuple[str, ...], ...]
    waves: tuple[Fraction, ...]
    chances: Mapping[Cell, Fraction]
    otherwise: Fraction

    def chance(self, cell: Cell, wave: int) -> Fraction:
        """That of a unit of a group, in all waves up to this one together."""
        return self.chances.get(cell, self.otherwise) * self.waves[wave - 1]

    def place(self, cell: Cell) -> tuple[int, ...]:
        """Where a group stands in the order of the values."""
        return tuple(known.index(value) for known, value in zip(self.values, cell, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group_in_on_letters:
    """A group in ``drawn.json`` (21.9)."""

    cell: Cell
    units: int
    offset: Fraction
    letters: int
    earlier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """``drawn.json`` (21.9); ``facts`` are what the journal says too."""

    plan: str
    invited: str
    first: int
    facts: Mapping[str, object]
    groups: tuple[Group_in_on_letters, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """The files of a wave."""

    place: str
    plan: Plan
    account: Account
    header: tuple[str, ...]
    rows: Rows_in_files


def v56_letters(dossier: Dossier) -> Iterator[Text]:
    """V56 (21.2, 21.4-21.9): letters are those that plan, public value and secret give."""
    earlier: list[Wave] = []
    for entry in dossier.of("letters drawn"):
        place = f"letters/{entry.facts['wave']}"
        for name in (PLAN_in_on_letters, ACCOUNT_in_on_letters, INVITED):
            dossier.file(f"{place}/{name}")
        try:
            wave = _wave(dossier, place)
            yield from _as_told_in_on_letters(dossier, entry, wave, earlier)
            yield from _counts(entry, wave, earlier)
            yield from _people_in_on_letters(entry, wave, earlier)
            yield from _codes(dossier, wave)
        except (UnreadableError, MalformedError) as error:
            yield Text("{file} is not what it should be:", file=place)
            yield error.reason
            return
        except (ValueError, IndexError, KeyError):
            yield Text("{file}: groups or columns are not those of the plan.", file=place)
            return
        earlier.append(wave)


def _as_told_in_on_letters(dossier: Dossier, entry: Entry, wave: Wave, earlier: list[Wave]) -> Iterator[Text]:
    """The account names its files and the plan, and says what the journal says."""
    agreed = [e for e in dossier.of("letters planned") if e.number < entry.number]
    count = len(agreed)
    content = dossier.file(f"{wave.place}/{PLAN_in_on_letters}")
    if not count or content != dossier.content.files.get(f"letterplans/{count}/{PLAN_in_on_letters}"):
        yield Text("{file} is not the plan of letters that was recorded.", file=wave.place)
    stated = (sha256(content), sha256(dossier.file(f"{wave.place}/{INVITED}")))
    if (wave.account.plan, wave.account.invited) != stated:
        yield Text("{file} names other files.", file=f"{wave.place}/{ACCOUNT_in_on_letters}")
    told = {name: entry.facts[name] for name in wave.account.facts}
    first = 1 + sum(len(one.rows) for one in earlier)
    if told != wave.account.facts or wave.account.first != first:
        yield Text("{file} and the journal differ.", file=f"{wave.place}/{ACCOUNT_in_on_letters}")


def _counts(entry: Entry, wave: Wave, earlier: list[Wave]) -> Iterator[Text]:
    """Every group gets the letters that its chance and its offset give (21.5, 21.6)."""
    groups, turn = wave.account.groups, entry.facts["wave"]
    before = {group.cell: group for group in earlier[-1].account.groups} if earlier else {}
    if [g.cell for g in groups] != sorted({g.cell for g in groups}, key=wave.plan.place):
        yield Text("{file}: the groups are not in order.", file=wave.place)
    at = Fraction(number(entry.facts["value"], "letters rounded", _PARTS_in_on_letters), _PARTS_in_on_letters)
    for group in groups:
        old = before.get(group.cell)
        begun = (old.units, old.offset, old.letters) if old else (group.units, at, 0)
        wanted = floor(wave.plan.chance(group.cell, turn) * group.units + group.offset)
        right = group.letters == wanted if not earlier else group.letters <= max(wanted, begun[2])
        known = old is not None or not earlier
        same = (group.units, group.offset, group.earlier) == begun or not known
        if not (right and same and group.letters >= group.earlier):
            yield Text(
                "{file}: {group} has another number of letters than its chance gives.",
                file=wave.place,
                group=_BETWEEN.join(group.cell),
            )
        at += wave.plan.chance(group.cell, turn) * group.units
        at -= floor(at)
    found = Counter(row[_OWN.index("letter_group")] for row in wave.rows)
    stated = {_BETWEEN.join(g.cell): g.letters - g.earlier for g in groups if g.letters > g.earlier}
    if dict(found) != stated:
        yield Text("{file}: the groups of the letters are not those counted.", file=wave.place)


def _people_in_on_letters(entry: Entry, wave: Wave, earlier: list[Wave]) -> Iterator[Text]:
    """Numbered, nobody twice, in the order of the tickets."""
    first, turn = wave.account.first, str(entry.facts["wave"])
    numbers = [(row[0], row[1]) for row in wave.rows]
    if numbers != [(str(first + i), turn) for i in range(len(wave.rows))]:
        yield Text("{file}: the letters are not numbered in order.", file=wave.place)
    if wave.header[: len(_OWN)] != _OWN or len(wave.rows) != entry.facts["letters"]:
        yield Text("{file} is not the list of so many letters.", file=wave.place)
    ids = [row[3] for one in (*earlier, wave) for row in one.rows]
    if len(set(ids)) != len(ids):
        yield Text("{file}: somebody has two letters.", file=wave.place)
    tickets = [_ticket(wave, row, entry.facts["value"]) for row in wave.rows]
    if tickets != sorted(tickets):
        yield Text("{file}: the letters are not in the order of the tickets.", file=wave.place)


def _ticket(wave: Wave, row: tuple[str, ...], value: str) -> tuple[bytes, str]:
    if wave.plan.per == "person":
        return ticket(value, "letter", row[3]), row[3]
    columns = [key(name) for name in wave.header]
    cells = [row[columns.index(key(name), len(_OWN))] for name in wave.plan.address]
    return ticket(value, "letter address", address_key(cells) or ""), row[3]


def _codes(dossier: Dossier, wave: Wave) -> Iterator[Text]:
    """Letter n has the n-th code that the secret gives (21.8)."""
    first, count = wave.account.first, len(wave.rows)
    codes: dict[str, None] = {}
    turn = 0
    while len(codes) < first - 1 + count:
        codes.setdefault(_code(dossier.secret, turn))
        turn += 1
    if list(codes)[first - 1 :] != [row[2] for row in wave.rows]:
        yield Text("{file}: the reply codes are not those of the secret.", file=wave.place)


def _code(secret: bytes, turn: int) -> str:
    rest = int.from_bytes(keyed(secret, "sortition/reply/1", str(turn)), "big")
    digits: list[int] = []
    for _ in range(_DIGITS):
        rest, digit = divmod(rest, len(SYMBOLS))
        digits.insert(0, digit)
    weighed = sum(j * digit for j, digit in enumerate(digits, 1))
    last = next(v for v in range(len(SYMBOLS)) if (weighed + (_DIGITS + 1) * v) % len(SYMBOLS) == 0)
    text = "".join(SYMBOLS[v] for v in (*digits, last))
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def v57_answers(dossier: Dossier) -> Iterator[Text]:
    """V57 (21.10): answers are to letters that were drawn, and as many as the journal says."""
    codes: set[str] = set()
    count = 0
    for entry in dossier.of("letters drawn", "answers"):
        if entry.step == "letters drawn":
            letters = dossier.table(f"letters/{entry.facts['wave']}/{INVITED}")
            codes |= {row[2] for row in letters[1:] if len(row) >= len(_OWN)}
            continue
        count += 1
        name = f"answers/{count}/answers.csv"
        header, *rows = dossier.table(name)
        found = Counter(row[-1] for row in rows)
        told = {kind: entry.facts[kind] for kind in _KINDS if entry.facts[kind]}
        if header != ("letter_code", "answer") or list(rows) != sorted(set(rows)):
            yield Text("{file} is not a list of answers in order.", file=name)
        if dict(found) != told or entry.facts["letters"] != len(codes):
            yield Text("{file} and the journal differ.", file=name)
        if not {row[0] for row in rows} <= codes:
            yield Text("{file}: an answer to no letter that was drawn.", file=name)


def v58_erased(dossier: Dossier) -> Iterator[Text]:
    """V58 (22.2): what was erased is all that the journal names and that is not for everybody."""
    for entry in dossier.of("erased"):
        before = [e for e in dossier.entries if e.number < entry.number]
        names = [name for e in before for name in e.outputs if not is_public(name)]
        counted = Counter(name.partition("/")[0] for name in names)
        stated = [(kind["what"], kind["files"]) for kind in entry.facts["erased"]]
        if stated != sorted(counted.items()):
            yield Text(
                "Line {n} does not tell everything that was to be erased.", n=entry.number + 1
            )


# --- reading --------------------------------------------------------------------------------------


def _wave(dossier: Dossier, place: str) -> Wave:
    plan, account = (parse_json(dossier.file(f"{place}/{name}")) for name in (PLAN_in_on_letters, ACCOUNT_in_on_letters))
    header, *rows = parse_csv(dossier.file(f"{place}/{INVITED}"))
    if any(len(row) != len(header) for row in rows) or len(header) < len(_OWN):
        raise UnreadableError(Text("It is not a table with commas."))
    return Wave(
        place=place,
        plan=_plan(Node(value=plan, path="")),
        account=_account(Node(value=account, path="")),
        header=header,
        rows=tuple(rows),
    )


def _texts(node: Node) -> Cell:
    return node.items(Node.text)


def _plan(node: Node) -> Plan:
    m = node.members(
        *("format", "id", "address", "per", "birth", "attributes", "leave_out", "lists"),
        *("cap", "waves", "strata", "otherwise"),
    )
    m["format"].exactly("sortition/letters/1")
    m["id"].text()
    return Plan(
        address=_texts(m["address"]),
        per=m["per"].exactly("person", "address"),
        values=m["attributes"].items(
            lambda one: _texts(one.members("category", "values", "bands")["values"])
        ),
        waves=m["waves"].items(Node.fraction),
        chances=dict(m["strata"].items(_stratum)),
        otherwise=m["otherwise"].fraction(),
    )


def _stratum(node: Node) -> tuple[Cell, Fraction]:
    m = node.members("values", "units", "chance")
    return _texts(m["values"]), m["chance"].fraction()


def _account(node: Node) -> Account:
    m = node.members(
        *("format", "plan", "invited", "value", "wave", "first", "letters", "register", "rows"),
        *("filters", "remaining", "homes", "strata"),
    )
    m["format"].exactly("sortition/letters-drawn/1")
    facts: dict[str, object] = {
        name: m[name].whole() for name in ("wave", "letters", "rows", "remaining")
    }
    facts |= {"value": m["value"].text(), "left_out": list(m["filters"].items(_filter))}
    return Account(
        plan=m["plan"].text(),
        invited=m["invited"].text(),
        first=m["first"].whole(1),
        facts=facts,
        groups=m["strata"].items(_group_in_on_letters),
    )


def _filter(node: Node) -> Mapping[str, object]:
    m = node.members("name", "left_out")
    return {"name": m["name"].text(), "people": m["left_out"].whole()}


def _group_in_on_letters(node: Node) -> Group_in_on_letters:
    m = node.members("values", "people", "units", "offset", "letters", "earlier")
    return Group_in_on_letters(
        cell=_texts(m["values"]),
        units=m["units"].whole(),
        offset=m["offset"].fraction(),
        letters=m["letters"].whole(),
        earlier=m["earlier"].whole(),
    )


# ==================================================================================================
# on_values.py
#
# V38–V43: public values, and the draw as it was prepared (docs/format.md §10 and §14).
# ==================================================================================================

_MARK: Final = "PROEF / TRIAL"
_CHAINS: Final = {"quicknet": (1_692_803_367, 3), "default": (1_595_431_050, 30)}
"""Genesis and period of the drand chains, in seconds (14.6)."""
_SIGNATURES: Final = {"quicknet": (96,), "default": (192, 192)}
"""Digits of the signature of a round, and of the one before it when that is signed too (14.5)."""
_PULSE: Final = 128
_HEX_DIGITS: Final = frozenset("0123456789abcdef")
_COMMITTED: Final = (SEATING, PANELS, LOTTERY, CERTIFICATE)
"""What was committed before the draw; of a long list there is no panels.csv (5.5)."""


def v38_values(dossier: Dossier) -> Iterator[Text]:
    """V38 (14.2-14.5): each value is made of the announced sources, in the one form."""
    for entry, name in _values_in_on_values(dossier):
        sources, parts = _plan_at(dossier, entry)[name], entry.facts["parts"]
        at = entry.number + 1
        if entry.facts["value"] != " | ".join(part["value"] for part in parts):
            yield Text("Line {n}: the value is not made of its parts.", n=at)
        if clean(entry.facts["value"]) != entry.facts["value"]:
            yield Text("Line {n}: the value is not clean text.", n=at)
        if len(parts) != len(sources):
            yield Text("Line {n}: the plan announces another number of sources.", n=at)
            continue
        for source, part in zip(sources, parts, strict=True):
            if not _announced(source, part):
                yield Text(
                    "Line {n}: {value} is not what the plan announces.", n=at, value=part["value"]
                )


def _values_in_on_values(dossier: Dossier) -> Iterator[tuple[Entry, str]]:
    for entry in dossier.of("value A", "value B"):
        yield entry, "construction" if entry.step == "value A" else "randomness"


def _plan_at(dossier: Dossier, entry: Entry) -> Mapping[str, Any]:
    """The plan that held when the entry was written."""
    plans = [e for e in dossier.of("planned", "amended") if e.number < entry.number]
    if not plans:
        raise BlockedError(Text("There was no plan yet: see {check}.", check="V34"))
    return dossier.plan(plans[-1].facts["version"])


def _announced(source: Mapping[str, Any], part: Mapping[str, Any]) -> bool:
    """Whether a part has the kind of its source, the form of the kind, and a check that fits."""
    kind = source.get("kind")
    word, _, rest = part["value"].partition(" ")
    if not (kind == part["kind"] == word and kind in _FORMS):
        return False
    beacon = kind in ("drand", "nist")
    checks = ("checked", "not checked") if beacon else ("witnessed",)
    evidence = kind == "drand" or not part["evidence"]
    return part["check"] in checks and evidence and _FORMS[kind](source, rest, part)


Form = Callable[[Mapping[str, Any], str, Mapping[str, Any]], bool]


def _numbers(source: Mapping[str, Any], rest: str) -> list[int] | None:
    """As many numbers as announced, each from 1 to ``of``, written plainly; or None."""
    words = rest.split(" ")
    plain = all(w.isascii() and w.isdecimal() and len(w) < 10 for w in words)  # noqa: PLR2004 - no ball has ten digits
    if not plain or any(str(int(word)) != word for word in words):
        return None
    found = [int(word) for word in words]
    right = len(found) == source.get("count") and all(1 <= n <= source.get("of", 0) for n in found)
    return found if right else None


def _is_digits(source: Mapping[str, Any], rest: str, _: object) -> bool:
    return rest.isascii() and rest.isdecimal() and len(rest) == source.get("count")


def _is_dice(source: Mapping[str, Any], rest: str, _: object) -> bool:
    return _numbers(source, rest) is not None


def _is_balls(source: Mapping[str, Any], rest: str, _: object) -> bool:
    found = _numbers(source, rest)
    return found is not None and len(set(found)) == len(found)


def _is_lottery(source: Mapping[str, Any], rest: str, _: object) -> bool:
    found = _numbers(source, rest)
    return found is not None and sorted(set(found)) == found


def _is_drand(source: Mapping[str, Any], rest: str, part: Mapping[str, Any]) -> bool:
    chain = source.get("chain")
    signatures = part["evidence"].split(" ")
    form = _SIGNATURES.get(str(chain), ())
    if tuple(map(len, signatures)) != form or not set("".join(signatures)) <= _HEX_DIGITS:
        return False
    value = hashlib.sha256(bytes.fromhex(signatures[0])).hexdigest()
    return rest == f"{chain} {source.get('round')} {value}"


def _is_nist(source: Mapping[str, Any], rest: str, _: object) -> bool:
    pulse, _space, value = rest.partition(" ")
    digits = len(value) == _PULSE and set(value) <= _HEX_DIGITS
    return pulse == str(source.get("round")) and digits


def _is_text(_: object, rest: str, __: object) -> bool:
    return bool(rest) and "|" not in rest


_FORMS: Final[Mapping[str, Form]] = {
    "digits": _is_digits,
    "dice": _is_dice,
    "balls": _is_balls,
    "lottery": _is_lottery,
    "drand": _is_drand,
    "nist": _is_nist,
    "text": _is_text,
}


def v39_known(dossier: Dossier) -> Iterator[Text]:
    """V39 (14.1, 14.6): no value was known too early by stated times; none is used twice."""
    used: set[str] = set()
    letters = ""
    for entry in dossier.of("value A", "value B", "letters drawn"):
        value = entry.facts["value"]
        again = entry.step == "letters drawn" and letters
        if value != letters if again else value in used:
            yield Text("Line {n}: this value was used before.", n=entry.number + 1)
        used.add(value)
        if entry.step == "letters drawn":
            letters = letters or value
        if not again:
            yield from _in_time(dossier, entry)
    for entry, name in _values_in_on_values(dossier):
        for source, part in zip(_plan_at(dossier, entry)[name], entry.facts["parts"], strict=False):
            if source.get("kind") == "drand" and seconds(part["known"]) != _round_time(source):
                yield Text(
                    "Line {n}: the round of drand comes out at another time.", n=entry.number + 1
                )


_FIXED_in_on_values: Final = {
    "value A": "pool closed",
    "value B": "panels committed",
    "letters drawn": "letters planned",
}
"""What a value must not influence."""


def _in_time(dossier: Dossier, entry: Entry) -> Iterator[Text]:
    """The value came after what it decides on, and before it was recorded."""
    before = [e for e in dossier.of(_FIXED_in_on_values[entry.step]) if e.number < entry.number]
    if not before:
        raise BlockedError(Text("Nothing was fixed before the value: see {check}.", check="V34"))
    for part in entry.facts.get("parts", (entry.facts,)):
        known = seconds(part["known"])
        if known < seconds(before[-1].time):
            yield Text(
                "Line {n}: the value was known before what it decides on was fixed.",
                n=entry.number + 1,
            )
        if known > seconds(entry.time):
            yield Text("Line {n}: the value was recorded before it was known.", n=entry.number + 1)


def _round_time(source: Mapping[str, Any]) -> int:
    genesis, period = _CHAINS[source["chain"]]
    return int(genesis + (source["round"] - 1) * period)


def v40_beacons(dossier: Dossier) -> Iterator[Text]:
    """V40 (14.7): the signatures of drand rounds; that takes a library for BLS."""
    for entry, _ in _values_in_on_values(dossier):
        if any(part["kind"] == "drand" for part in entry.facts["parts"]):
            raise BlockedError(
                Text("The signature of a drand round is not checked here: that takes a library.")
            )
    yield from ()


def v41_pool(dossier: Dossier) -> Iterator[Text]:
    """V41 (10.3, 10.4, 11.4, 11.5): people and quotas are of the closed pool, by the plan."""
    yield from _pool_files(dossier)
    closed, plan, people = dossier.rules, dossier.last_plan, dossier.registrants
    if dossier.last("pool closed").facts["people"] != len(people) - 1:
        yield Text("The journal states another number of people.")
    household = [clean(name) for name in plan["household"]]
    if closed.size != plan["size"] or not _same(closed.household_columns, household):
        yield Text("Size or household columns of the pool are not those of the plan.")
    categories = list(dict.fromkeys(quota.category for quota in closed.quotas))
    if sorted(categories) != sorted(map(clean, plan["categories"])):
        yield Text("The quotas are about other categories than the plan.")
    if quotas_of(plan) not in (None, closed.bounds):
        yield Text("The quotas are not those of the plan.")
    if closed.weights != clean(plan.get("weights", "")):
        yield Text("The weights are not those of the plan.")
    case = dossier.case
    lottery = case.lottery
    if (closed.quotas, closed.derived, closed.weights) != (
        lottery.quotas,
        lottery.derived,
        lottery.weights,
    ):
        yield Text("The draw has other quotas than the closed pool.")
    if closed.id_column != case.draw.id_column:
        yield Text("The draw has another {member} than the closed pool.", member="id_column")
    if closed.household_columns != case.draw.household_columns:
        yield Text(
            "The draw has another {member} than the closed pool.", member="household_columns"
        )
    panel, others = (case.table(name) for name in (PANEL, NOT_DRAWN))
    everybody = sorted((*panel[1:], *others[1:]), key=lambda row: row[0])
    if panel[0] != people[0] or tuple(everybody) != people[1:]:
        yield Text("The draw has other people than the closed pool.")


def _pool_files(dossier: Dossier) -> Iterator[Text]:
    """The two files of the closed pool are written in the one way (2.4, 2.5, 10.3)."""
    rules, people = (f"{dossier.pool_place}/{name}" for name in ("pool.json", "registrants.csv"))
    try:
        value = parse_json(dossier.file(rules))
        if canonical_json(value) != dossier.file(rules):
            yield Text("{file} is not written in the canonical way.", file=rules)
        closed_pool(Node(value=value, path=""))
    except (UnreadableError, MalformedError) as error:
        yield Text("{file} is not what it should be:", file=rules)
        yield error.reason
    try:
        if canonical_csv(parse_csv(dossier.file(people))) != dossier.file(people):
            yield Text("{file} is not written in the canonical way.", file=people)
    except UnreadableError as error:
        yield Text("{file} cannot be read.", file=people)
        yield error.reason


def _same(found: tuple[str, ...], announced: list[str]) -> bool:
    return list(map(key, found)) == list(map(key, announced))


def v42_draw(dossier: Dossier) -> Iterator[Text]:
    """V42 (7.2, 10.4): drawn from the committed panels, by the recorded values and the plan."""
    held = dossier.content.files
    for name in _COMMITTED:
        if held.get(f"panels/{name}") != held.get(f"draw/{name}"):
            yield Text("{file}: not the one that was committed.", file=name)
    plan, entry = dossier.last_plan, dossier.last("drawn")
    terms, drawn = dossier.case.lottery, dossier.case.draw
    value_a = dossier.last("value A").facts["value"]
    value_b = dossier.last("value B").facts["value"]
    units = dossier.last("panels committed").facts["units"]
    stated = (
        (terms.construction, value_a),
        (drawn.randomness, value_b),
        (drawn.seed, None),
        (terms.method, plan["method"]),
        (terms.size, plan["size"]),
        (drawn.units, plan["panels"] or None),
        (drawn.language, plan["language"]),
        (terms.units, units),
        (entry.facts["of"], units),
        (entry.facts["number"], drawn.number),
        (entry.facts["number"], panel_number(value_b, units)),
    )
    yield from _ended(dossier)
    for found, expected in stated:
        if found != expected:
            yield Text(
                "The draw has {found}, and the journal or the plan {expected}.",
                found=found,
                expected=expected,
            )


def _ended(dossier: Dossier) -> Iterator[Text]:
    """A computation that was ended is drawn from only as the plan allowed beforehand."""
    proof: Any = parse_json(dossier.file(f"draw/{CERTIFICATE}"))
    interval = proof.get("interval")
    allowed = Fraction(str(dossier.last_plan.get("allowed_gap", "0")))
    if interval is not None and (not allowed or Fraction(interval["allowed"]) != allowed):
        yield Text("The computation was ended with a gap that the plan does not allow.")


def v43_trials(dossier: Dossier) -> Iterator[Text]:
    """V43 (10.5): every file of a trial says that it is one, and is what the journal says."""
    for count, entry in enumerate(dossier.of("trial"), 1):
        for name in entry.outputs:
            content = dossier.content.files.get(name, b"")
            inside = content if name.endswith(".html") else content.partition(b"\n")[0]
            if not name.startswith("trials/") or _MARK.encode() not in inside:
                yield Text("{file} does not say that it is a trial.", file=name)
        if entry.facts["trial"] != count or not _as_told_in_on_values(dossier, entry):
            yield Text("Line {n} tells another trial.", n=entry.number + 1)


def _as_told_in_on_values(dossier: Dossier, entry: Entry) -> bool:
    """Whether the files of a trial hold what the journal says of it."""
    place = f"trials/{entry.facts['trial']}/trial-"
    try:
        drawn: Any = parse_json(dossier.file(f"{place}{DRAW}"))
        counts = parse_csv(dossier.file(f"{place}{CHANCES}"))
        told = {name: drawn[name] for name in ("seed", "number", "of")}
    except (UnreadableError, KeyError, TypeError):
        return False
    told |= {"people": len(counts) - 1, "trial": entry.facts["trial"]}
    return told == entry.facts


# ==================================================================================================
# of_process.py
#
# The numbered checks on a dossier or a bundle: what each claims, and who searches for faults.
# ==================================================================================================

@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessCheck:
    """One check: number, clauses of docs/format.md, what it claims, and the search for faults."""

    number: str
    clauses: str
    name: Text
    faults: Callable[[Dossier], Iterator[Text]]


def _of_public(
    faults: Callable[[Public], Iterator[Text]],
) -> Callable[[Dossier], Iterator[Text]]:
    """A check of the public files; before there are any it has nothing to find."""

    @wraps(faults)
    def found(dossier: Dossier) -> Iterator[Text]:
        return faults(Public(dossier)) if dossier.of("panels committed") else iter(())

    return found


_NUMBERED_in_of_process: Final = tuple(
    ProcessCheck(number=f"V{i}", clauses=clauses, name=name, faults=faults)
    for i, (clauses, name, faults) in enumerate(
        (
            (
                "10.1, 10.2, 17.2, 20.1",
                Text("The dossier holds what its journal names, unchanged"),
                v30_files,
            ),
            ("12.1–12.4", Text("Every line of the journal is an entry"), v31_entries),
            (
                "12.1, 12.2",
                Text("No line of the journal was removed, added, moved or changed"),
                v32_chain,
            ),
            ("12.3", Text("The stated times do not go back"), v33_times),
            ("12.5", Text("The steps are in order"), v34_order),
            (
                "10.1, 11.1, 11.2, 13.1",
                Text("The plans are kept, and name the parties"),
                v35_plans,
            ),
            ("13.5", Text("Changes of the plan are listed"), v36_changes),
            (
                "13.2–13.4",
                Text("The signatures are right, and of the parties"),
                v37_signatures,
            ),
            (
                "14.2–14.5",
                Text("The public values are what the plan announces"),
                v38_values,
            ),
            (
                "14.1, 14.6",
                Text("By the stated times no public value was known too early"),
                v39_known,
            ),
            ("14.7", Text("The signatures of drand rounds are right"), v40_beacons),
            (
                "10.3, 10.4, 11.4, 11.5",
                Text("The people and quotas are those of the closed pool"),
                v41_pool,
            ),
            (
                "7.2, 10.4",
                Text("The panel was drawn from the committed list, by the recorded values"),
                v42_draw,
            ),
            ("10.5", Text("Trials say that they are trials"), v43_trials),
            (
                "20.1–20.3",
                Text("The bundle is a plain zip file, written in the one way"),
                v44_archive,
            ),
            (
                "20.4, 20.5",
                Text("The bundle lists what it holds, and what is withheld"),
                v45_manifest,
            ),
            ("17.1", Text("The secret was fixed at the beginning"), v46_secret),
            (
                "18.1, 18.5–18.9",
                Text("The public files are written in the one way"),
                _of_public(v47_form),
            ),
            (
                "18.2–18.6",
                Text("No group in the public files is too small"),
                _of_public(v48_threshold),
            ),
            (
                "18.1–18.9, 19.1–19.4",
                Text("The public files follow from the private ones"),
                v49_follow,
            ),
            (
                "18.7",
                Text("In public, too, every panel meets every quota"),
                _of_public(v50_panels),
            ),
            (
                "5.4, 18.6",
                Text("In public, too, the panels give the chances"),
                _of_public(v51_chances),
            ),
            (
                "6.2–6.9",
                Text("The proof holds as far as it is public"),
                _of_public(v52_proof),
            ),
            (
                "10.4, 18.5",
                Text("Plan, pool, value A and the public list agree"),
                _of_public(v53_terms),
            ),
            (
                "7.2, 18.9",
                Text("The public panel is the committed one with the number drawn"),
                _of_public(v54_drawn),
            ),
        ),
        30,
    )
)

PROCESS_CHECKS: Final = (
    *_NUMBERED_in_of_process,
    ProcessCheck(
        number="V56",
        clauses="21.2, 21.4–21.9",
        name=Text("The letters are those that their plan, the value and the secret give"),
        faults=v56_letters,
    ),
    ProcessCheck(
        number="V57",
        clauses="21.10",
        name=Text("The answers are to letters that were drawn"),
        faults=v57_answers,
    ),
    ProcessCheck(
        number="V58",
        clauses="22.2",
        name=Text("What was erased is told in full"),
        faults=v58_erased,
    ),
    ProcessCheck(
        number="V59",
        clauses="23.1",
        name=Text("The statuses are of people of the pool"),
        faults=v59_statuses,
    ),
    ProcessCheck(
        number="V60",
        clauses="23.3",
        name=Text("Every replacement is a draw in order, begun from this journal"),
        faults=v60_replacements,
    ),
    ProcessCheck(
        number="V61",
        clauses="23.2, 23.3",
        name=Text("Replacements have the people, quotas and seats that were left"),
        faults=v61_follow,
    ),
    ProcessCheck(
        number="V62",
        clauses="11.6, 24.4",
        name=Text("As many stand by as the plan says, by the number that value B gives"),
        faults=v62_drawn,
    ),
    ProcessCheck(
        number="V63",
        clauses="24.1, 24.4",
        name=Text("The numbered sets of alternates have people who can stand by"),
        faults=v63_sets,
    ),
    ProcessCheck(
        number="V64",
        clauses="24.3, 24.5",
        name=Text("The seats that are wrong with and without alternates are right"),
        faults=v64_shortfall,
    ),
    ProcessCheck(
        number="V65",
        clauses="24.6",
        name=Text("The alternates who came in are those that the rule names"),
        faults=v65_called,
    ),
)
"""In order; V44 and V45 are about bundles only. V55 is a check on a draw."""


# ==================================================================================================
# summary.py
#
# The result for people: how many checks passed, and what is proved, in words.
# ==================================================================================================

_WEIGHED: Final = Text(
    "Chances count here divided by the weights in {name}; so does all that is proved of them."
)
_PROOF: Final = ("V04", "V05", "V10", "V11", "V12", "V13", "V15", "V19", "V20", "V21", "V22")
_PROOF_OF_METHOD: Final = ("V28", "V29", "V55")
"""The checks that everything said about the proof rests on."""
_FIXED_in_summary: Final = (
    ("pool closed", Text("The commitment to plan and pool, for before value A: {hash}")),
    ("panels committed", Text("The commitment to the panels, for before value B: {hash}")),
)
_VALUES: Final[Mapping[str, Text]] = {
    "value A": Text("Value A: {value}"),
    "value B": Text("Value B: {value}"),
}


def summary_of(case: Case, findings: tuple[Finding, ...]) -> tuple[Text, ...]:
    """A few sentences: the count, the failures, the proof, where the public values come from."""
    lines = counted(findings)
    by_number = {finding.number: finding.status for finding in findings}
    held = all(by_number[number] is Status.PASS for number in (*_PROOF, *_PROOF_OF_METHOD))
    if held and by_number["V23"] is not Status.FAIL:
        lines += _proof(case, solved=by_number["V23"] is Status.PASS)
    else:
        lines.append(Text("Nothing is proved about the chances."))
    return (*lines, *_origin(by_number, case))


def public_summary(dossier: Dossier, findings: tuple[Finding, ...]) -> tuple[Text, ...]:
    """What a public bundle shows: the count, what is withheld, what to compare with."""
    lines = counted(findings)
    withheld = [finding.number for finding in findings if finding.withheld]
    checks = ", ".join(_runs(withheld))
    if withheld and dossier.erased:
        lines.append(
            Text("Erased with the people, so nobody can check it now: {checks}.", checks=checks)
        )
    elif withheld:
        lines.append(
            Text("Kept from the public, so for the auditor to check: {checks}.", checks=checks)
        )
    return (*lines, *published_of(dossier, findings))


def _runs(numbers: list[str]) -> list[str]:
    """Numbers of checks, successive ones as V01 to V29."""
    found: list[list[str]] = []
    for number in numbers:
        if found and int(found[-1][-1][1:]) + 1 == int(number[1:]):
            found[-1].append(number)
        else:
            found.append([number])
    return [run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in found]


def published_of(dossier: Dossier, findings: tuple[Finding, ...]) -> tuple[Text, ...]:
    """What to compare with what was published and seen (15.2, 12.6): no file can show that."""
    by_number = {finding.number: finding.status for finding in findings}
    if not all(by_number[number] is Status.PASS for number in ("V31", "V32")):
        return ()
    fixed = (
        Text(text.template, hash=dossier.of(step)[-1].hash)
        for step, text in _FIXED_in_summary
        if dossier.of(step)
    )
    values = (
        Text(_VALUES[entry.step].template, value=part["value"])
        for entry in dossier.of("value A", "value B")
        for part in entry.facts["parts"]
    )
    letters = (
        Text("The value of the letters: {value}", value=entry.facts["value"])
        for entry in dossier.of("letters drawn")[:1]
    )
    drawn = (
        Text("Number drawn: {number:d} (of {of})", **entry.facts) for entry in dossier.of("drawn")
    )
    last = Text("The last line of the journal: {hash}", hash=dossier.entries[-1].hash)
    return (
        Text("Compare this with what was published and seen:"),
        *letters,
        *fixed,
        *values,
        *drawn,
        last,
    )


def counted(findings: tuple[Finding, ...]) -> list[Text]:
    """How many checks passed, and which failed."""
    passed = sum(finding.status is Status.PASS for finding in findings)
    failed = [finding.number for finding in findings if finding.status is Status.FAIL]
    lines = [Text("{passed} of {all} checks passed.", passed=passed, all=len(findings))]
    if failed:
        lines.append(Text("These failed: {checks}.", checks=", ".join(failed)))
    return lines


def _proof(case: Case, *, solved: bool) -> list[Text]:
    units = case.units
    lines = [_promise(case)]
    if case.lottery.weights:
        lines.insert(0, Text(_WEIGHED.template, name=case.lottery.weights))
    if case.certificate.combination is None:
        lines.append(
            Text(
                "The panels come within one in {units} of these chances for everybody.", units=units
            )
        )
    else:
        lines.append(
            Text(
                "These chances can be reached exactly; "
                "the panels come within one in {units} of them for everybody.",
                units=units,
            )
        )
    if case.certificate.cuts:
        lines.append(_cuts(len(case.certificate.cuts), solved=solved))
    return lines


def _cuts(n: int, *, solved: bool) -> Text:
    if solved:
        return Text(
            "Extra conditions that the proof rests on, each found true by an integer solver: {n}.",
            n=n,
        )
    return Text(
        "Extra conditions that the proof rests on and that were not checked here, "
        "for that takes an integer solver: {n}.",
        n=n,
    )


def _promise(case: Case) -> Text:
    """What is proved of the chances, by the method."""
    certificate = case.certificate
    if certificate.welfare is not None:
        return _product(certificate.welfare.gap)
    if certificate.balance is not None:
        return Text(
            "Proved in exact fractions: as long as nobody has more than the largest chance, the "
            "smallest cannot be larger; as long as nobody has less than the smallest chance, the "
            "largest cannot be smaller. And no lottery balances the two better, but for less than "
            "1 part in a million."
        )
    if certificate.interval is not None:
        gap = certificate.interval.high - certificate.interval.low
        return Text(
            "Not proved optimal, for the computation was ended by a time limit, as was allowed "
            "before. Proved in exact fractions: no lottery has a smallest chance that is larger by "
            "more than 1 in {n}.",
            n=max(1, gap.denominator // gap.numerator) if gap else 10**9,
        )
    gain = largest_gain(case)
    return _floor(gain) if case.lottery.method == "maximin" else _fairness(gain)


def _product(gap: Fraction) -> Text:
    if gap == 0:
        return Text("Proved in exact fractions: no lottery has a larger product of chances.")
    return Text(
        "Proved in exact fractions: no lottery has a product of chances that is larger by more "
        "than 1 part in {n}.",
        n=gap.denominator // gap.numerator - 1,  # e^gap - 1 < gap / (1 - gap)
    )


def _floor(gain: Fraction) -> Text:
    if gain == 0:
        return Text("Proved in exact fractions: no lottery has a larger smallest chance.")
    return Text(
        "Proved: no lottery has a smallest chance that is larger by more than 1 in {n}.",
        n=max(1, gain.denominator // gain.numerator),
    )


def _fairness(gain: Fraction) -> Text:
    if gain == 0:
        return Text(
            "Proved in exact fractions: nobody can have a better chance, "
            "unless somebody whose chance is no better gets less."
        )
    return Text(
        "Proved: nobody can have a chance that is better by more than 1 in {n}, "
        "unless somebody whose chance is no better gets less.",
        n=max(1, gain.denominator // gain.numerator),
    )


def _origin(by_number: dict[str, Status], case: Case) -> list[Text]:
    if by_number["V24"] is not Status.PASS or case.draw.seed is None:
        return []
    return [
        Text(
            "Both public values come from one seed: anybody can repeat this draw, "
            "but nothing is proved about who chose the seed."
        )
    ]


# ==================================================================================================
# checks.py
#
# Check a draw from its files alone: `verify_path`. Standard library only, and nothing of ours.
#
# Written from docs/format.md as an outsider would. Every check is run, also when others fail; one
# whose facts cannot be had is reported as not checkable. The checks, with the clauses they cover:
#
# V01  1.1                       the folder holds exactly the files of a draw
# V02  1.2                       the manifest lists every file with its size and hash
# V03  1.3                       every file is UTF-8 text and ends in one line feed
# V04  2.5                       the JSON files are canonical
# V05  1.2 4.1-4.5 4.7 4.9 6.1-6.3 6.6-6.9 7.1  the JSON files have exactly the members they should
# V06  2.4                       the CSV files are canonical
# V07  2.3                       everybody is once in panel.csv or not_drawn.csv, all in order
# V08  2.1-2.3 4.2 4.7 4.8       quotas, categories and definitions are in canonical order
# V09  2.6 4.4                   shared homes follow from the household columns
# V10  4.3 4.4 4.7               profiles follow from values and homes
# V11  4.1 5.1                   seating.csv has M numbered panels of k seats of known queues
# V12  4.6 5.1                   every panel has the size and meets every quota
# V13  4.4 4.6 5.1               nobody sits in a panel with a housemate
# V14  5.2 5.3                   chances.csv is what the panels give
# V15  5.4                       every count is within one panel of M times the exact chance
# V16  5.3                       the list of panels is long enough
# V17  5.2 5.5                   panels.csv lists the people whose turn it is
# V18  4.5                       the figures on spread are right
# V19  4.9 6.3                   the levels hold whom the method asks for; chances rise
# V20  4.9 6.4 6.5               the multipliers prove each level, with the gap that is stated
# V21  6.6                       an exact combination keeps the rules and gives the chances
# V22  6.2                       every panel and the combination keep the cuts
# V23  6.2                       every possible panel keeps the cuts (needs an integer solver)
# V24  3.4 3.5 7.3               the public values are clean, and those of the seed if there is one
# V25  3.3 7.1 7.2               the number is the one that value B gives
# V26  4.1 7.1                   the files name each other by the right hashes
# V27  5.2 7.1                   the people drawn are those of the panel with that number
# V28  6.7                       nash: no lottery has a larger product of chances, but for the gap
# V29  6.8                       goldilocks: neither the floor nor the cap can give way
# V55  6.9                       what a computation that was ended proves of the smallest chance
#
# A dossier, or a bundle of one, with these besides (V44 and V45 on bundles only):
#
# V30  10.1 10.2 17.2 20.1       every file that the journal names is there, unchanged, and no other
# V31  12.1-12.4                 every line of the journal is an entry of its step
# V32  12.1 12.2                 every entry names the hash of the one before
# V33  12.3                      no stated time is earlier than the one before
# V34  12.5                      the steps are in order
# V35  10.1 11.1 11.2 13.1       the plans are numbered and kept, and name the parties
# V36  13.5                      amendments list what they change
# V37  13.2-13.4                 every signature is right, by a party of the plan
# V38  14.2-14.5                 each value is made of the announced sources
# V39  14.1 14.6                 no value was known too early, and none is used twice
# V40  14.7                      the signatures of drand rounds are right (needs a library)
# V41  10.3 10.4 11.4 11.5       the draw has the people and quotas of the closed pool
# V42  7.2 10.4                  the draw is from the committed panels, by the recorded values
# V43  10.5                      every file of a trial says that it is one
# V44  20.1-20.3                 a bundle is a plain zip file, written in the one way
# V45  20.4 20.5                 it lists every entry, and says what is withheld
# V46  17.1                      the first entry fixes the secret, and nothing else
# V47  18.1 18.5-18.9            the public files are those they should be, in the one form
# V48  18.2-18.6                 no group in the public files is smaller than the threshold
# V49  18.1-18.9 19.1-19.4       the public files follow from the private ones
# V50  18.7                      every public panel has its seats and meets the quotas
# V51  5.4 18.6                  groups and rest sit in as many panels as their chances say
# V52  6.2-6.9                   when nobody is of the rest, the proof holds
# V53  10.4 18.5                 plan, pool, value A and the public list agree
# V54  7.2 18.9                  the public panel is the committed one with the number drawn
# V56  21.2 21.4-21.9            letters are those that plan, value and secret give
# V57  21.10                     answers are to letters that were drawn
# V58  22.2                      what was erased is told in full
# V59  23.1                      statuses are of people of the pool
# V60  23.3                      every replacement is a draw in order, begun from this journal
# V61  23.2 23.3                 its people, quotas and seats are those that were left
# V62  11.6 24.4                 as many stand by as the plan says, by the number of value B
# V63  24.1 24.4                 every set has people who can stand by; the one drawn is the list
# V64  24.3 24.5                 seats wrong without and with them, and the bound, are right
# V65  24.6                      who came in is who the rule says
# ==================================================================================================

__all__ = [
    "CHECKS",
    "PROCESS_CHECKS",
    "Finding",
    "Status",
    "Text",
    "Verification",
    "verify_dossier",
    "verify_files",
    "verify_folder",
    "verify_path",
]

T_in_checks = TypeVar("T")
CutsTrue = Callable[[Case], Iterator[Text]]

_SHOWN: Final = 20
"""Faults of one check that are looked for; a broken list of panels can have a million."""
_MORE_NEEDED: Final = ("V23", "V40")
"""Checks that take a solver or a library, and may stay open."""
_OF_THE_DRAW: Final = ("V41", "V42", "V54")
_OF_BUNDLES: Final = ("V44", "V45")
_FIRST_WITH_A_SECRET: Final = "V44"
"""Journals of version 1 have no secret, and nothing that follows from it."""
_AFTER: Final = {
    "V56": "letters drawn",
    "V57": "answers",
    "V58": "erased",
    "V59": "status",
    "V60": "replaced",
    "V61": "replaced",
    **dict.fromkeys(("V62", "V63", "V64"), "alternates drawn"),
    "V65": "alternates called",
}
"""Checks on a step that most dossiers do not have."""
_PARTLY: Final = "V46"
"""The journal shows that there is a secret, if not which."""
_NOTHING_DRAWN: Final = Text("Nothing was drawn yet; only the preparation was checked.")
_KEPT: Final = Text("That takes the people, who are kept from the public.")
_ERASED: Final = Text("That takes the people, who were erased.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: number, clauses of docs/format.md, what it claims, and the search for faults."""

    number: str
    clauses: str
    name: Text
    faults: Callable[[Case], Iterator[Text]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What all checks found. ``summary`` is for people: how many passed, what is proved."""

    findings: tuple[Finding, ...]
    summary: tuple[Text, ...]

    @property
    def runs(self) -> Iterator[tuple[Finding, Finding]]:
        """First and last of successive findings that are withheld alike; else one by one."""
        for withheld, run in groupby(self.findings, key=lambda f: f.withheld and f.what):
            same = list(run)
            yield from [(same[0], same[-1])] if withheld else zip(same, same, strict=True)

    @property
    def verdict(self) -> Text:
        """The last word."""
        if not self.ok:
            return Text("This draw is NOT in order.")
        if any(finding.withheld for finding in self.findings):
            return Text("Everything that can be checked in public is in order.")
        return Text("This draw is in order.")

    @property
    def ok(self) -> bool:
        """Whether nothing failed, or was left unchecked but for a good reason.

        That is want of a solver or a library, or what is rightly kept from the public.
        """
        return all(map(_is_fine, self.findings))


def _is_fine(finding: Finding) -> bool:
    open_for_a_reason = finding.withheld or finding.number in _MORE_NEEDED
    return finding.status is Status.PASS or (
        finding.status is Status.NOT_CHECKABLE and open_for_a_reason
    )


_NUMBERED_in_checks: Final = tuple(
    Check(number=f"V{i:02d}", clauses=clauses, name=name, faults=faults)
    for i, (clauses, name, faults) in enumerate(
        (
            ("1.1", Text("The folder holds exactly the files of a draw"), v01_folder),
            ("1.2", Text("The manifest lists every file, unchanged"), v02_manifest),
            ("1.3", Text("Every file is plain UTF-8 text"), v03_text),
            ("2.5", Text("The JSON files are written in the one canonical way"), v04_json),
            (
                "1.2, 4.1–4.5, 4.7, 4.9, 6.1–6.3, 6.6–6.9, 7.1",
                Text("The JSON files hold what they should"),
                v05_members,
            ),
            ("2.4", Text("The tables are written in the one canonical way"), v06_tables),
            ("2.3", Text("Everybody of the pool is there once, in order"), v07_people),
            ("2.1–2.3, 4.2, 4.7, 4.8", Text("The quotas are in order"), v08_quotas),
            ("2.6, 4.4", Text("Shared homes follow from the addresses"), v09_homes),
            ("4.3, 4.4, 4.7", Text("Profiles follow from the people"), v10_profiles),
            ("4.1, 5.1", Text("The list of panels is complete"), v11_list),
            ("4.6, 5.1", Text("Every panel meets every quota"), v12_quotas),
            ("4.4, 4.6, 5.1", Text("No panel holds two housemates"), v13_homes),
            ("5.2, 5.3", Text("Everybody is in as many panels as stated"), v14_counts),
            (
                "5.4",
                Text("The panels give everybody their exact chance, but for rounding"),
                v15_rounding,
            ),
            ("5.3", Text("The list of panels is long enough"), v16_length),
            (
                "5.2, 5.5",
                Text("Seats were handed out in the order of the tickets"),
                v17_seats,
            ),
            ("4.5", Text("The figures on how panels differ are right"), v18_spread),
            (
                "4.9, 6.3",
                Text("The levels of the proof hold whom they should"),
                v19_levels,
            ),
            (
                "4.9, 6.4, 6.5",
                Text("The proof that these levels cannot be higher holds"),
                v20_bound,
            ),
            ("6.6", Text("What is said about reaching the chances holds"), v21_reach),
            (
                "6.2",
                Text("The panels keep the extra conditions of the proof"),
                v22_cuts_kept,
            ),
            (
                "6.2",
                Text("The extra conditions hold for every possible panel"),
                v23_cuts_true,
            ),
            ("3.4, 3.5, 7.3", Text("The public values are as they should be"), v24_values),
            ("3.3, 7.1, 7.2", Text("The number follows from public value B"), v25_number),
            ("4.1, 7.1", Text("The files belong together"), v26_hashes),
            (
                "5.2, 7.1",
                Text("The people drawn are the panel with that number"),
                v27_panel,
            ),
            (
                "6.7",
                Text("The proof of the largest product of chances holds (method nash)"),
                v28_welfare,
            ),
            (
                "6.8",
                Text("The proof of the balance of floor and cap holds (method goldilocks)"),
                v29_balance,
            ),
        ),
        1,
    )
)

_ENDED: Final = Check(
    number="V55",
    clauses="6.9",
    name=Text("What a computation that was ended proves of the smallest chance holds"),
    faults=v55_interval,
)

CHECKS: Final = (*_NUMBERED_in_checks, _ENDED)
"""The checks on a draw. V30 to V43 are those on a dossier."""


def verify_path(path: Path | str, cuts_true: CutsTrue = v23_cuts_true) -> Verification:
    """Run every check on a draw, a dossier or a bundle. Never raises, whatever it holds.

    ``cuts_true`` is what V23 does: by itself it leaves open what takes an integer solver.
    """
    place = Path(path)
    if place.is_file():
        return verify_dossier(read_bundle(place), cuts_true)
    return verify_folder(place, cuts_true)


def verify_folder(path: Path | str, cuts_true: CutsTrue = v23_cuts_true) -> Verification:
    """Run every check on a draw or a dossier. Never raises, whatever the folder holds."""
    folder = Path(path)
    if (folder / JOURNAL).is_file():
        return verify_dossier(read_dossier(folder), cuts_true)
    return verify_files(read_folder(folder), cuts_true)


def verify_files(folder: Folder, cuts_true: CutsTrue = v23_cuts_true) -> Verification:
    """Run every check on the files of a draw."""
    case = Case(folder)
    findings = tuple(_of_the_draw(case, cuts_true))
    return Verification(findings=findings, summary=summary_of(case, findings))


def verify_dossier(content: Content, cuts_true: CutsTrue = v23_cuts_true) -> Verification:
    """Run every check on the files of a dossier or a bundle: of its draw, and of the process."""
    return _examined(Dossier(content, _failed), cuts_true)


def _failed(dossier: Dossier) -> tuple[str, ...]:
    """The checks of a bundle inside a dossier that fail, or that are open without a reason."""
    found = _examined(dossier, v23_cuts_true)
    return tuple(finding.number for finding in found.findings if not _is_fine(finding))


def _examined(dossier: Dossier, cuts_true: CutsTrue) -> Verification:
    checks = tuple(_applicable(dossier))
    of_process = tuple(_of_process(check, dossier) for check in checks)
    if dossier.is_public:
        # What V55 looks at is in V52 where the proof is public.
        kept = (check for check in CHECKS if check.number in OF_THE_PEOPLE)
        of_draw = tuple(_withheld_in_checks(check, dossier) for check in kept) if dossier.is_drawn else ()
        findings = (*of_draw, *of_process)
        return Verification(findings=findings, summary=public_summary(dossier, findings))
    if dossier.drawn is None:
        lines = (*counted(of_process), _NOTHING_DRAWN, *published_of(dossier, of_process))
        return Verification(findings=of_process, summary=lines)
    case = dossier.case
    findings = (*_of_the_draw(case, cuts_true), *of_process)
    summary = (*summary_of(case, findings), *published_of(dossier, findings))
    return Verification(findings=findings, summary=summary)


def _of_the_draw(case: Case, cuts_true: CutsTrue) -> Iterator[Finding]:
    for check in CHECKS:
        faults = cuts_true if check.faults is v23_cuts_true else check.faults
        yield _finding(check, faults, case)


def _of_process(check: ProcessCheck, dossier: Dossier) -> Finding:
    kept = check.number in (*OF_THE_PEOPLE, *OF_LETTERS, *OF_STATUSES, *OF_ALTERNATES)
    if dossier.is_public and kept and check.number != _PARTLY:
        return _withheld_in_checks(check, dossier)
    return _finding(check, check.faults, dossier)


def _applicable(dossier: Dossier) -> Iterator[ProcessCheck]:
    """The checks on a process that has come so far, in this form."""
    for check in PROCESS_CHECKS:
        draw_needed = check.number in _OF_THE_DRAW and not dossier.is_drawn
        bundle_needed = check.number in _OF_BUNDLES and not dossier.is_bundle
        secret_needed = check.number >= _FIRST_WITH_A_SECRET and dossier.version == 1
        none = check.number in _AFTER and not dossier.has(_AFTER[check.number])
        if not (draw_needed or bundle_needed or none or (secret_needed and not dossier.is_bundle)):
            yield check


def _withheld_in_checks(check: Check | ProcessCheck, dossier: Dossier) -> Finding:
    return Finding(
        number=check.number,
        name=check.name,
        clauses=check.clauses,
        status=Status.NOT_CHECKABLE,
        what=(_ERASED if dossier.erased else _KEPT,),
        withheld=True,
    )


def _finding(
    check: Check | ProcessCheck, faults: Callable[[T_in_checks], Iterator[Text]], case: T_in_checks
) -> Finding:
    status, what, withheld = _run_in_checks(faults, case)
    return Finding(
        number=check.number,
        name=check.name,
        clauses=check.clauses,
        status=status,
        what=what[:_SHOWN],
        more=len(what) > _SHOWN,
        withheld=withheld and check.number in MAY_BE_WITHHELD,
    )


def _run_in_checks(search: Callable[[T_in_checks], Iterator[Text]], case: T_in_checks) -> tuple[Status, tuple[Text, ...], bool]:
    """Status, faults, whether something is withheld.

    Whatever a hostile file breaks in a check is a failure of that check.
    """
    faults: list[Text] = []
    try:
        faults.extend(islice(search(case), _SHOWN + 1))
    except BlockedError as blocked:
        # Faults found before the check had to stop are faults all the same.
        faults.append(blocked.reason)
        status = Status.FAIL if len(faults) > 1 else Status.NOT_CHECKABLE
        withheld = status is Status.NOT_CHECKABLE and isinstance(blocked, WithheldError)
        return status, tuple(faults), withheld
    except Exception as error:  # noqa: BLE001 - any crash must become a finding, not a traceback
        faults.append(Text("The check stopped: {error}.", error=type(error).__name__))
    return (Status.FAIL if faults else Status.PASS), tuple(faults), False


# ==================================================================================================
# __main__.py
#
# ``python -m sortition.verify BUNDLE``: the checks with nothing installed, in English.
#
# It says just what ``sortition verify`` says. BUNDLE is a bundle, or the folder of a draw or of a
# dossier; ``--receipt CODE`` after it shows what the draw was for one person. Exit code 0 when all
# holds, 1 when a check fails or nobody has the code, 2 when it was called in another way.
# ==================================================================================================

_STATES: Final[Mapping[Status, str]] = {
    Status.PASS: "passed",
    Status.FAIL: "FAILED",
    Status.NOT_CHECKABLE: "not checkable",
}


def lines_of(result: Verification) -> Iterator[str]:
    """The result as lines of plain English."""
    for finding, last in result.runs:
        state = _STATES[finding.status]
        if finding is not last:
            yield f"{finding.number} to {last.number}: {state}"
        else:
            yield f"{finding.number} {finding.name} ({finding.clauses}): {state}"
        yield from (f"    {fault}" for fault in finding.what)
        if finding.more:
            yield "    … and more of the same kind."
    yield from map(str, result.summary)
    yield str(result.verdict)


def main(arguments: Sequence[str]) -> int:
    """Check one bundle or folder and print what was found."""
    path, *more = arguments or ("",)
    if not path or (more and (more[0] != "--receipt" or len(more) > 2)):  # noqa: PLR2004 - name, value
        sys.stderr.write("usage: python verify.py DIR|BUNDLE [--receipt CODE]\n")
        return 2
    result = verify_path(path)
    lines, held = list(lines_of(result)), result.ok
    if more:
        try:
            found = find_receipt(path, more[-1] if len(more) > 1 else "")
            lines += map(str, texts_of(found))
            held = held and not found.faults
        except ReceiptError as error:
            lines.append(str(error.reason))
            held = False
    text = "\n".join(lines) + "\n"
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
