"""The journal as bytes: one line per entry, each naming the hash of the one before (§12).

Clauses: docs/format.md 12.1 to 12.4.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sortition.dossier.canonical import canonical, sha256
from sortition.errors import InputError, Problem, Text, Where
from sortition.records.journal import Entry, Fact, Step
from sortition.records.moments import seconds

JOURNAL: Final = "journal.jsonl"
FORMATS: Final = {"sortition/journal/1": 1, "sortition/journal/2": 2}
"""What can be read; a journal that begins now has the last."""
NEWEST: Final = 2
START: Final = "0" * 64
"""What the first entry names as the one before."""

Test = Callable[[object], bool]

_BRACKETS: Final = 2000
"""Opening brackets and braces in a line; a parser may crash on a line that is nested deeper."""

_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SIGNATURE: Final = re.compile(r"[0-9a-f]{128}", re.ASCII)
_PATH: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*(?:/[a-z0-9][a-z0-9_.-]*)*", re.ASCII)
_MEMBERS: Final = frozenset(
    ("facts", "format", "inputs", "number", "outputs", "previous", "step", "time", "tool")
)


def make(
    *,
    before: Entry | None,
    step: Step,
    time: str,
    tool: str,
    inputs: Mapping[str, str] | None = None,
    outputs: Mapping[str, str] | None = None,
    facts: Mapping[str, Fact],
) -> Entry:
    """The entry that comes after ``before`` (None: the first one), with its hash."""
    number = 0 if before is None else before.number + 1
    previous = START if before is None else before.hash
    entry = Entry(
        number=number,
        previous=previous,
        step=step,
        time=time,
        tool=tool,
        inputs=inputs or {},
        outputs=outputs or {},
        facts=facts,
        hash="",
        version=NEWEST if before is None else before.version,
    )
    return _with_hash(entry)


def line(entry: Entry) -> bytes:
    """The entry as its line, with the line feed."""
    return canonical(
        {
            "format": f"sortition/journal/{entry.version}",
            "number": entry.number,
            "previous": entry.previous,
            "step": entry.step.value,
            "time": entry.time,
            "tool": entry.tool,
            "inputs": dict(entry.inputs),
            "outputs": dict(entry.outputs),
            "facts": dict(entry.facts),
        }
    )


def lines(entries: Sequence[Entry]) -> bytes:
    """The whole journal."""
    return b"".join(map(line, entries))


def read_journal(content: bytes) -> tuple[Entry, ...]:
    """Every entry, each in the one form and chained to the one before.

    Raises InputError at the first line that is not; order of steps and signatures are not judged
    here (``process``).
    """
    entries: list[Entry] = []
    *whole, rest = content.split(b"\n")
    if rest or not whole:
        raise broken(len(whole) + 1, Text("The last line is not complete."))
    for number, text in enumerate(whole):
        entry = _entry(number, text + b"\n")
        expected = entries[-1].hash if entries else START
        mixed = entries and entries[0].version != entry.version
        if entry.number != number or entry.previous != expected or mixed:
            raise broken(
                number + 1,
                Text(
                    "It does not follow from the line before it: a line was removed, added, "
                    "moved or changed."
                ),
            )
        entries.append(entry)
    return tuple(entries)


def broken(row: int, text: Text) -> InputError:
    """The error for a line (from 1) of a journal that is not as it was written."""
    problem = Problem(
        code="broken_journal",
        where=Where(file=JOURNAL, row=row),
        text=text,
        advice=Text("Take the file from an untouched copy. A journal is never edited."),
    )
    return InputError(Text("The journal is not in order."), problems=(problem,))


def _entry(number: int, text: bytes) -> Entry:
    members = _members(text)
    if members is None or not _shaped(members):
        raise broken(number + 1, Text("It is not an entry of a journal as docs/format.md says."))
    entry = Entry(
        number=members["number"],
        previous=members["previous"],
        step=Step(members["step"]),
        time=members["time"],
        tool=members["tool"],
        inputs=members["inputs"],
        outputs=members["outputs"],
        facts=members["facts"],
        hash="",
        version=FORMATS[members["format"]],
    )
    return _with_hash(entry)


def _members(text: bytes) -> Any:  # noqa: ANN401 - JSON; its shape is judged next
    """The object in a line, or None when the line is not the one spelling of it."""
    if text.count(b"[") + text.count(b"{") > _BRACKETS:
        return None
    try:
        members = json.loads(text.decode("utf-8"))
        return members if isinstance(members, dict) and canonical(members) == text else None
    except (UnicodeError, ValueError, TypeError, RecursionError):
        return None


def _with_hash(entry: Entry) -> Entry:
    return replace(entry, hash=sha256(line(entry)))


# --- shapes ---------------------------------------------------------------------------------------


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _is_signature(value: object) -> bool:
    return isinstance(value, str) and _SIGNATURE.fullmatch(value) is not None


def _is_moment(value: object) -> bool:
    try:
        seconds(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return True


def _is_hashes(value: object) -> bool:
    return isinstance(value, dict) and all(
        _PATH.fullmatch(name) and _is_hash(digest) for name, digest in value.items()
    )


def _has(members: Mapping[str, Test]) -> Test:
    """An object with exactly these members."""
    return lambda value: (
        isinstance(value, dict)
        and value.keys() == members.keys()
        and all(test(value[name]) for name, test in members.items())
    )


def _list_of(test: Test) -> Test:
    return lambda value: isinstance(value, list) and all(map(test, value))


def _or_null(test: Test) -> Test:
    return lambda value: value is None or test(value)


_PARTIES: Final = _list_of(_has({"key": _is_hash, "name": _is_text}))
_CHANGE: Final = _has(
    {"field": _is_text, "before": _or_null(_is_text), "after": _or_null(_is_text)}
)
_PART: Final = _has(
    {
        **dict.fromkeys(("kind", "source", "value", "check", "evidence"), _is_text),
        "known": _is_moment,
    }
)
_VALUE: Final = _has({"value": _is_text, "parts": _list_of(_PART)})
_LINEAGE: Final = _has({"head": _is_hash, "why": _is_text})
_REGISTER: Final = _list_of(_has({"name": _is_text, "sha256": _is_hash}))
_LEFT_OUT: Final = _list_of(_has({"name": _is_text, "people": _is_whole}))
_COUNTS: Final = _list_of(_has({"status": _is_text, "people": _is_whole}))
_ERASED: Final = _list_of(_has({"what": _is_text, "files": _is_whole, "rows": _is_whole}))

FACTS: Final[Mapping[Step, Test]] = {
    Step.OPENED: _has({"language": _is_text, "lineage": _or_null(_LINEAGE)}),
    Step.PLANNED: _has({"version": _is_whole, "parties": _PARTIES}),
    Step.SIGNED: _has(
        {"party": _is_text, "key": _is_hash, "subject": _is_hash, "signature": _is_signature}
    ),
    Step.AMENDED: _has(
        {
            "version": _is_whole,
            "parties": _PARTIES,
            "by": _is_text,
            "why": _is_text,
            "changes": _list_of(_CHANGE),
        }
    ),
    Step.POOL_CLOSED: _has({"people": _is_whole}),
    Step.VALUE_A: _VALUE,
    Step.COMMITTED: _has({"units": _is_whole}),
    Step.VALUE_B: _VALUE,
    Step.DRAWN: _has({"number": _is_whole, "of": _is_whole}),
    Step.REPLACED: _has({"head": _is_hash, "seats": _is_whole, "added": _is_whole}),
    Step.STATUS: _has({"counts": _COUNTS}),
    Step.ALTERNATES: _has(
        dict.fromkeys(("people", "sets", "number", "without", "shortfall", "bound"), _is_whole)
    ),
    Step.CALLED: _has({"people": _is_whole, "free": _is_whole}),
    Step.TRIAL: _has(
        {"trial": _is_whole, "seed": _is_text, "people": _is_whole, "number": _is_whole}
        | {"of": _is_whole}
    ),
    Step.LETTERS_PLANNED: _has({"letters": _is_whole, "waves": _is_whole, "register": _REGISTER}),
    Step.LETTERS_DRAWN: _has(
        {
            **dict.fromkeys(("wave", "letters", "rows", "remaining"), _is_whole),
            **dict.fromkeys(("value", "source"), _is_text),
            "known": _is_moment,
            "left_out": _LEFT_OUT,
        }
    ),
    Step.ANSWERS: _has(dict.fromkeys(("letters", "joined", "refused", "undeliverable"), _is_whole)),
    Step.ERASED: _has({"by": _is_text, "why": _is_text, "erased": _ERASED}),
    Step.FAILED: _has({"step": _is_text, "exit_code": _is_whole, "codes": _list_of(_is_text)}),
}
"""What an entry of each step says, and nothing else (12.4)."""


def _shaped(members: Mapping[str, object]) -> bool:
    steps = {step.value for step in Step}
    return (
        members.keys() == _MEMBERS
        and isinstance(members["format"], str)
        and members["format"] in FORMATS
        and _is_whole(members["number"])
        and _is_hash(members["previous"])
        and isinstance(members["step"], str)
        and members["step"] in steps
        and _is_moment(members["time"])
        and _is_text(members["tool"])
        and _is_hashes(members["inputs"])
        and _is_hashes(members["outputs"])
        and FACTS[Step(members["step"])](members["facts"])
    )
