"""The public calendar of a draw (RFC 5545): when public values become known, and the last day.

It names nobody. The same plan and journal give the same bytes; whoever imports it again has their
entries brought up to date, for they keep their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from sortition.errors import Text
from sortition.records.moments import moment_of, seconds
from sortition.records.plan import Plan, Source
from sortition.texts import Language, Translator, translator

_WIDEST: Final = 75
"""Octets in a line, its end not counted (3.1)."""
_SPECIAL: Final = re.compile(r"[\\;,]")
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
"""What no text may hold; a line feed is written as two signs (3.3.11)."""

Property = tuple[str, str]
"""A name (with its parameters) and a value, escaped already."""


def public_calendar(
    plan: Plan, *, first: str, time: str, version: int, language: Language
) -> bytes:
    """The calendar of a plan: an entry for each public value, and one for the day of retention.

    ``first`` is the hash of the journal's first entry, by which entries are called; ``time`` the
    stated time of its last; ``version`` (>= 1) counts the plans that were put up.
    """
    speaker = translator(language)
    stamp = (("DTSTAMP", _utc(time)), ("SEQUENCE", str(version - 1)))
    lines = [
        *(("BEGIN", "VCALENDAR"), ("VERSION", "2.0")),
        ("PRODID", f"-//sortition//public calendar//{language.upper()}"),
        ("CALSCALE", "GREGORIAN"),
    ]
    for name, event in _events(plan, speaker):
        uid = ("UID", f"{first}-{name}@sortition")
        lines += [("BEGIN", "VEVENT"), uid, *stamp, *event, ("END", "VEVENT")]
    lines.append(("END", "VCALENDAR"))
    return b"".join(folded(f"{name}:{value}") for name, value in lines)


def escaped(text: str) -> str:
    r"""A text as a value (3.3.11).

    >>> escaped("a;b,c\\d")
    'a\\;b\\,c\\\\d'
    """
    clean = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SPECIAL.sub(r"\\\g<0>", clean).replace("\n", r"\n")


def folded(line: str) -> bytes:
    r"""A line in UTF-8 with its end, in pieces of at most 75 octets; no letter is cut (3.1).

    >>> folded("a" * 76) == b"a" * 75 + b"\r\n a\r\n"
    True
    """
    pieces, width = [""], 0
    for sign in line:
        octets = len(sign.encode("utf-8"))
        if width + octets > _WIDEST:
            pieces.append(" ")
            width = 1
        pieces[-1] += sign
        width += octets
    return "".join(f"{piece}\r\n" for piece in pieces).encode("utf-8")


# --- parts ----------------------------------------------------------------------------------------


def _events(plan: Plan, speaker: Translator) -> Iterator[tuple[str, Sequence[Property]]]:
    """The name of each entry, and its properties."""
    title = plan.title
    made = Text("A public value: {title}", title=title)
    makes = Text("This value decides how the numbered panels are made.")
    for i, source in enumerate(plan.construction, 1):
        yield f"a{i}", _value(plan, source, (made, makes), speaker)
    drawn = Text("The draw by lot: {title}", title=title)
    draws = Text("This value decides which of the numbered panels is drawn.")
    for i, source in enumerate(plan.randomness, 1):
        yield f"b{i}", _value(plan, source, (drawn, draws), speaker)
    yield "retention", _retention(plan, speaker)


def _value(
    plan: Plan, source: Source, words: tuple[Text, Text], speaker: Translator
) -> Sequence[Property]:
    summary, decides = words
    known = Text("A public value becomes known: {source}.", source=source.source)
    return (("DTSTART", _utc(source.when)), *_told(plan, summary, (known, decides), speaker))


def _retention(plan: Plan, speaker: Translator) -> Sequence[Property]:
    summary = Text("Names and addresses are deleted: {title}", title=plan.title)
    deleted = Text("The personal data of this draw are deleted, lists and letters too.")
    return (
        ("DTSTART;VALUE=DATE", plan.retention.replace("-", "")),
        ("TRANSP", "TRANSPARENT"),
        *_told(plan, summary, (deleted,), speaker),
    )


def _told(
    plan: Plan, summary: Text, sentences: Sequence[Text], speaker: Translator
) -> Sequence[Property]:
    """What an entry is called, says, and who answers questions."""
    organised = Text("Carried out by: {organiser}", organiser=plan.organiser)
    text = "\n".join(map(speaker.text, (*sentences, organised)))
    return (
        ("SUMMARY", escaped(speaker.text(summary))),
        ("DESCRIPTION", escaped(text)),
        ("CONTACT", escaped(plan.contact)),
    )


def _utc(moment: str) -> str:
    """A moment in UTC as a calendar writes it: ``20270508T173000Z``."""
    return re.sub(r"[-:]", "", moment_of(seconds(moment)))
