"""Minutes (proces-verbaal) of a draw, an amendment, a replacement or a call of alternates.

Everything in them is in the journal, so that whoever has the journal can check each figure; who was
there, and where, is what somebody says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sortition.errors import Text
from sortition.records.assurance import Assurance, Level
from sortition.records.journal import Entry, Step, signatures
from sortition.records.minutes import About, Minutes, Occasion, Part
from sortition.records.plan import Plan
from sortition.report.journal import describe, plan_change_text
from sortition.report.page import rendered
from sortition.texts import known_language, translator

Words = Callable[[str], tuple[str, ...]]
"""The words of a commitment to an entry with this hash."""

_HEADINGS: Final[Mapping[About, Text]] = {
    About.DRAW: Text("Minutes of the draw by lot"),
    About.AMENDMENT: Text("Minutes of a change of the plan"),
    About.REPLACEMENT: Text("Minutes of a replacement by lot"),
    About.ALTERNATES: Text("Minutes of alternates who came in"),
}
ENTRY_OF: Final[Mapping[About, Step]] = {
    About.DRAW: Step.DRAWN,
    About.AMENDMENT: Step.AMENDED,
    About.REPLACEMENT: Step.REPLACED,
    About.ALTERNATES: Step.CALLED,
}
"""The entry of the journal that minutes are about."""
_PUT_UP: Final = (Step.PLANNED, Step.AMENDED)
"""Entries that put up a plan for signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A journal as far as the entry that minutes are about, and the plan that held then."""

    entries: tuple[Entry, ...]
    plan: Plan
    assurance: Assurance

    @property
    def last(self) -> Entry:
        """What the minutes are about."""
        return self.entries[-1]

    def latest(self, step: Step) -> Entry:
        """The last entry of a step. Raises LookupError when there is none."""
        return next(entry for entry in reversed(self.entries) if entry.step is step)


def minutes_of(
    about: About,
    recorded: Recorded,
    *,
    inner: Recorded | None,
    words: Words,
    occasion: Occasion,
    later: Sequence[Entry] = (),
) -> Minutes:
    """What the journal says of it.

    ``inner`` is the journal of a replacement; of the entries after it, ``later``, signatures count.
    """
    match about:
        case About.DRAW:
            parts = tuple(_draw(recorded, words))
        case About.AMENDMENT:
            parts = (_amendment(recorded),)
        case About.REPLACEMENT:
            parts = tuple(_replacement(recorded, inner, words))
        case About.ALTERNATES:
            parts = tuple(_alternates(recorded))
    return Minutes(
        heading=_HEADINGS[about],
        title=recorded.plan.title,
        time=recorded.last.time,
        occasion=occasion,
        parts=(*parts, *_signatures(recorded.last, later)),
        signers=tuple(party.name for party in recorded.plan.parties),
        head=recorded.last.hash,
    )


def minutes_html(minutes: Minutes, *, language: str, version: str) -> bytes:
    """The minutes as one page that prints well. Raises ValueError for an unknown language."""
    speaker = translator(known_language(language))
    return rendered("minutes.html.j2", speaker, minutes=minutes, version=version)


# --- parts ----------------------------------------------------------------------------------------


def _draw(recorded: Recorded, words: Words) -> Iterator[Part]:
    yield _plan(recorded)
    yield _pool(recorded, words)
    yield _value(recorded, Step.VALUE_A, Text("Value A"))
    yield _panels(recorded, words)
    yield _value(recorded, Step.VALUE_B, Text("Value B"))
    yield _result(recorded)


def _plan(recorded: Recorded) -> Part:
    plan = recorded.plan
    version: Any = sum(e.step in _PUT_UP for e in recorded.entries)
    put_up = next(e for e in reversed(recorded.entries) if e.step in _PUT_UP)
    signed = tuple(e.facts["party"] for e in signatures(recorded.entries, put_up.hash))
    return Part(
        heading=Text("What was agreed"),
        facts=(
            (Text("Question for the panel"), _said(plan.purpose)),
            (Text("Carried out by"), _said(plan.organiser)),
            (Text("Seats in the panel"), Text("{n}", n=plan.size)),
            (Text("Method"), _said(plan.method.value)),
            (Text("Plan"), Text("number {n:d}, signed by: {names}", n=version, names=signed)),
        ),
    )


def _pool(recorded: Recorded, words: Words) -> Part:
    entry = recorded.latest(Step.POOL_CLOSED)
    sentence = Text(
        "At {time:moment} the list of people was closed: {n} people. With the plan it was "
        "fixed by this commitment, which was to be published before value A became known.",
        time=entry.time,
        n=entry.facts["people"],
    )
    return _fixed(Text("The people"), sentence, entry, words)


def _panels(recorded: Recorded, words: Words) -> Part:
    entry = recorded.latest(Step.COMMITTED)
    sentence = Text(
        "At {time:moment} {n} numbered panels were fixed, all of which meet every quota. "
        "They were fixed by this commitment, which was to be published before value B "
        "became known.",
        time=entry.time,
        n=entry.facts["units"],
    )
    return _fixed(Text("The numbered panels"), sentence, entry, words)


def _fixed(heading: Text, sentence: Text, entry: Entry, words: Words) -> Part:
    """What a commitment fixed: the entry's hash, in words and in digits."""
    return Part(heading=heading, sentences=(sentence,), spoken=words(entry.hash), digits=entry.hash)


def _value(recorded: Recorded, step: Step, name: Text) -> Part:
    _, *details = describe(recorded.latest(step))
    return Part(heading=name, sentences=tuple(details))


def _result(recorded: Recorded) -> Part:
    entry = recorded.latest(Step.DRAWN)
    number, of = int(str(entry.facts["number"])), int(str(entry.facts["of"]))
    return Part(
        heading=Text("The result"),
        sentences=(
            Text(
                "Value B gives the number {number} of {of}. The panel with that number is drawn.",
                number=f"{number:0{len(str(of - 1))}d}",
                of=of,
            ),
            *_sure(recorded.assurance),
        ),
    )


def _sure(found: Assurance) -> Iterator[Text]:
    """What the draw proves, and what it would take to prove more."""
    yield found.meaning
    missing = [reason for reason in found.reasons if not reason.met]
    if missing and found.level is not Level.WEAK:
        yield Text("For a higher level this is missing:")
    for reason in missing:
        yield Text("{reason} This is not met.", reason=reason.text)


def _amendment(recorded: Recorded) -> Part:
    facts: Mapping[str, Any] = recorded.last.facts
    return Part(
        heading=Text("What changed"),
        facts=(
            (Text("Proposed by"), _said(facts["by"])),
            (Text("Reason"), _said(facts["why"])),
            (Text("Plan"), Text("number {n:d}", n=facts["version"])),
        ),
        sentences=tuple(plan_change_text(**change) for change in facts["changes"]),
    )


def _replacement(recorded: Recorded, inner: Recorded | None, words: Words) -> Iterator[Part]:
    facts: Mapping[str, Any] = recorded.last.facts
    yield from _gone(recorded)
    if inner is None:
        return
    opened: Mapping[str, Any] = inner.entries[0].facts
    yield Part(
        heading=Text("The replacement"),
        facts=(
            (Text("Reason"), _said((opened["lineage"] or {}).get("why", ""))),
            (Text("Seats filled"), Text("{n}", n=facts["seats"])),
            (Text("Seats that the panel grew by"), Text("{n}", n=facts["added"])),
            (Text("Last line of its journal"), _said(facts["head"])),
        ),
    )
    yield from _draw(inner, words)


def _gone(recorded: Recorded) -> Iterator[Part]:
    """The statuses since the last replacement or call."""
    since: list[Entry] = []
    for entry in recorded.entries[:-1]:
        if entry.step in (Step.REPLACED, Step.CALLED):
            since = []
        elif entry.step is Step.STATUS:
            since.append(entry)
    if since:
        yield Part(
            heading=Text("Who stays and who is gone"),
            sentences=tuple(text for entry in since for text in describe(entry)[1:]),
        )


def _alternates(recorded: Recorded) -> Iterator[Part]:
    yield from _gone(recorded)
    drawn: Mapping[str, Any] = recorded.latest(Step.ALTERNATES).facts
    facts: Mapping[str, Any] = recorded.last.facts
    yield Part(
        heading=Text("Who came in"),
        sentences=(
            Text(
                "{n} alternates stood by: set {number} of {of}, drawn by value B of the panel.",
                n=drawn["people"],
                number=f"{drawn['number']:03d}",
                of=drawn["sets"],
            ),
            Text(
                "{free} seats were free, and {n} alternates came in. Nobody chose them: of all "
                "groups of alternates it is the one that leaves the fewest seats wrong, then the "
                "smallest, then the first in the order that was drawn.",
                free=facts["free"],
                n=facts["people"],
            ),
        ),
    )


def _signatures(entry: Entry, later: Sequence[Entry]) -> Iterator[Part]:
    """Who has signed it in the journal by now."""
    about = signatures(later, entry.hash)
    if about:
        yield Part(
            heading=Text("Signed with a key"),
            facts=tuple(
                (_said(str(e.facts["party"])), Text("at {time:moment}", time=e.time)) for e in about
            ),
        )


def _said(text: str) -> Text:
    """A text of somebody's own, in no language of ours."""
    return Text("{text}", text=text)
