"""An entry of the journal in words: what happened, and what it says besides."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from sortition.errors import Text
from sortition.records.journal import Entry, Step
from sortition.records.plan import Initiator, SourceKind
from sortition.records.quotas import label
from sortition.records.statuses import SAID, Status

Facts = Mapping[str, Any]
"""What an entry says; its shape was checked when the journal was read (docs/format.md 12.4)."""

_MARK: Final = Text("PROEF / TRIAL")

_NAMES: Final[Mapping[Step, Text]] = {
    Step.OPENED: Text("Dossier opened"),
    Step.PLANNED: Text("Plan put up for signature"),
    Step.SIGNED: Text("Signed"),
    Step.AMENDED: Text("Change of the plan put up for signature"),
    Step.POOL_CLOSED: Text("Pool closed"),
    Step.VALUE_A: Text("Value A known"),
    Step.COMMITTED: Text("Panels made and committed"),
    Step.VALUE_B: Text("Value B known"),
    Step.DRAWN: Text("Panel drawn"),
    Step.REPLACED: Text("People replaced"),
    Step.STATUS: Text("Who stays and who is gone"),
    Step.ALTERNATES: Text("Alternates drawn"),
    Step.CALLED: Text("Alternates called"),
    Step.TRIAL: Text("Trial draw (does not count)"),
    Step.FAILED: Text("Run failed"),
    Step.LETTERS_PLANNED: Text("Letters planned"),
    Step.LETTERS_DRAWN: Text("Letters drawn"),
    Step.ANSWERS: Text("Answers to letters counted"),
    Step.ERASED: Text("Personal data erased"),
}

_CHECKS: Final[Mapping[str, Text]] = {
    "checked": Text("signature checked"),
    "not checked": Text("signature not checked"),
    "witnessed": Text("seen by witnesses"),
}


PLAN_FIELDS: Final[Mapping[str, Text]] = {
    "title": Text("Title"),
    "language": Text("Language"),
    "purpose": Text("Purpose"),
    "mandate": Text("Mandate"),
    "initiator": Text("Kind of initiative"),
    "initiator_name": Text("Initiative"),
    "organiser": Text("Carried out by"),
    "population": Text("Population"),
    "eligibility": Text("Who could take part"),
    "quotas_set_by": Text("Quotas set by"),
    "categories": Text("Categories"),
    "quotas": Text("Quotas"),
    "size": Text("Seats in the panel"),
    "household": Text("Columns of the address"),
    "method": Text("Method"),
    "panels": Text("Numbered panels"),
    "allowed_gap": Text("Gap that is allowed when time is up"),
    "weights": Text("Column with weights of chances"),
    "alternates": Text("Alternates"),
    "threshold": Text("Smallest group told apart in public"),
    "retention": Text("Names and addresses are deleted"),
    "contact": Text("Questions"),
}
"""What fields of a plan are called where people read them."""


INITIATORS: Final[Mapping[str, Text]] = {
    Initiator.GOVERNMENT: Text("government"),
    Initiator.RESIDENTS: Text("residents"),
    Initiator.ORGANISATION: Text("an organisation"),
}
SOURCE_KINDS: Final[Mapping[str, Text]] = {
    SourceKind.DIGITS: Text("digits"),
    SourceKind.DICE: Text("dice"),
    SourceKind.BALLS: Text("balls"),
    SourceKind.LOTTERY: Text("numbers of a lottery"),
    SourceKind.DRAND: Text("the beacon drand"),
    SourceKind.NIST: Text("the beacon of NIST"),
    SourceKind.TEXT: Text("a text"),
}
_ITEM: Final = re.compile(r"(construction|randomness|parties)\[(\d+)\]\.(\w+)", re.ASCII)
_PARTS: Final[Mapping[str, Text]] = {
    "kind": Text("kind"),
    "source": Text("where it comes from"),
    "when": Text("moment"),
    "count": Text("how many numbers"),
    "of": Text("out of how many"),
    "chain": Text("name of the beacon"),
    "round": Text("number of the beacon's value"),
    "name": Text("name"),
    "key": Text("key"),
}
_STANDBY: Final[Mapping[str, Text]] = {
    "alternates.count": Text("Number of alternates"),
    "alternates.scenarios": Text("Scenarios in which people drop out"),
    "alternates.worse": Text("How much worse than the best a set may be"),
    "alternates.dropout": Text("Chance to drop out"),
}
_DROPOUTS: Final = "alternates.dropouts."
_QUOTAS: Final = "quotas."


def check_text(check: str) -> Text:
    """What was checked about the origin of a value, in words."""
    return _CHECKS.get(check, Text("{check}", check=check))


_ERASED: Final[Mapping[str, Text]] = {
    "pools": Text("People of closed pools"),
    "panels": Text("Committed panels with their people"),
    "draw": Text("The draw with its people"),
    "trials": Text("Trial draws"),
    "letterplans": Text("Plans of letters, with small groups"),
    "statuses": Text("Who stayed and who left"),
    "replacements": Text("Replacements with their people"),
    "alternates": Text("Who stands by"),
    "called": Text("Alternates who came in"),
    "letters": Text("People who got letters"),
    "answers": Text("Answers to letters"),
    "secret.txt": Text("The secret that leads from the public files to people"),
}


def erased_text(what: str) -> Text:
    """A kind of files that were erased, in words."""
    return _ERASED.get(what, Text("{what}", what=what))


def describe(entry: Entry) -> tuple[Text, ...]:
    """What happened, then one text for each thing to know about it."""
    details = _DETAILS.get(entry.step)
    return (_NAMES[entry.step], *(details(entry.facts) if details else ()))


def _opened(facts: Facts) -> tuple[Text, ...]:
    lineage = facts["lineage"]
    if lineage is None:
        return ()
    return (
        Text("It follows an earlier draw, because: {why}", why=lineage["why"]),
        Text("Last line of that journal: {head}", head=lineage["head"]),
    )


def _planned(facts: Facts) -> tuple[Text, ...]:
    names = tuple(party["name"] for party in facts["parties"])
    return (
        Text("Plan {version:d}, to be signed by: {names}", version=facts["version"], names=names),
    )


def _signed(facts: Facts) -> tuple[Text, ...]:
    return (Text("By: {party}", party=facts["party"]),)


def _amended(facts: Facts) -> tuple[Text, ...]:
    return (
        Text("By: {party}", party=facts["by"]),
        Text("Reason: {why}", why=facts["why"]),
        *(plan_change_text(**change) for change in facts["changes"]),
        *_planned(facts),
    )


def plan_change_text(field: str, before: str | None, after: str | None) -> Text:
    """One field of the plan; ``before`` and ``after`` as JSON, None where it is not there."""
    return Text(
        "{field}: {before} became {after}",
        field=_field_text(field),
        before=_value_text(field, before),
        after=_value_text(field, after),
    )


def _field_text(field: str) -> Text | str:
    """A field of the plan in words; a quota by its category and value."""
    if field.startswith(_QUOTAS):
        return Text("Seats of {quota}", quota=_named(field, _QUOTAS))
    if field.startswith(_DROPOUTS):
        return Text("Chance to drop out of {quota}", quota=_named(field, _DROPOUTS))
    if item := _ITEM.fullmatch(field):
        return _item_text(item[1], int(item[2]) + 1, _PARTS.get(item[3], item[3]))
    return PLAN_FIELDS.get(field, _STANDBY.get(field, field))


def _named(field: str, table: str) -> str:
    category, _, value = field.removeprefix(table).partition(".")
    return label(category, value)


def _item_text(table: str, number: int, part: Text | str) -> Text:
    """A part of a source or of a party; ``number`` from 1."""
    match table:
        case "construction":
            return Text("Source {n:d} of value A, {part}", n=number, part=part)
        case "randomness":
            return Text("Source {n:d} of value B, {part}", n=number, part=part)
        case _:
            return Text("Party {n:d}, {part}", n=number, part=part)


def _told(field: str, value: str) -> Text | str:
    """A value that is a text: words for what the tool knows, else what somebody wrote."""
    if field == "retention":
        return Text("{day:day}", day=value)
    if field == "initiator":
        return INITIATORS.get(value, value)
    if field.endswith("].when"):
        return Text("{time:moment}", time=value)
    if field.endswith("].kind"):
        return SOURCE_KINDS.get(value, value)
    return value


def _value_text(field: str, written: str | None) -> Text | str:
    try:
        value = None if written is None else json.loads(written)
    except ValueError:  # a journal from elsewhere
        return written or ""
    if isinstance(value, list):
        return Text("{names}", names=tuple(map(str, value))) if value else Text("nothing")
    if isinstance(value, str) and value:
        return _told(field, value)
    return written if value not in (None, "") and written else Text("nothing")


def _pool(facts: Facts) -> tuple[Text, ...]:
    return (Text("People: {n}", n=facts["people"]),)


def _value(facts: Facts) -> tuple[Text, ...]:
    return (
        Text("Value: {value}", value=facts["value"]),
        *(
            Text(
                "From: {source}; known since {known:moment}; {check}",
                source=part["source"],
                known=part["known"],
                check=check_text(part["check"]),
            )
            for part in facts["parts"]
        ),
    )


def _committed(facts: Facts) -> tuple[Text, ...]:
    return (Text("Numbered panels: {n}", n=facts["units"]),)


def _drawn(facts: Facts) -> tuple[Text, ...]:
    digits = len(str(max(facts["of"] - 1, 0)))
    return (
        Text("Number {number} of {of}", number=f"{facts['number']:0{digits}d}", of=facts["of"]),
    )


def _trial(facts: Facts) -> tuple[Text, ...]:
    return (_MARK, Text("Seed: {seed}", seed=facts["seed"]), *_pool(facts), *_drawn(facts))


def _failed(facts: Facts) -> tuple[Text, ...]:
    known = {step.value: name for step, name in _NAMES.items()}
    found = (Text("Problems: {codes}", codes=tuple(facts["codes"])),) if facts["codes"] else ()
    return (
        Text(
            "It was to be: {step}; exit code {code:d}",
            step=known.get(facts["step"], facts["step"]),
            code=facts["exit_code"],
        ),
        *found,
    )


def _letters_planned(facts: Facts) -> tuple[Text, ...]:
    return (
        Text("Letters: {n}, in {waves} waves", n=facts["letters"], waves=facts["waves"])
        if facts["waves"] > 1
        else Text("Letters: {n}", n=facts["letters"]),
        *(
            Text(
                "Register: {name}, with SHA-256 {digest}", name=file["name"], digest=file["sha256"]
            )
            for file in facts["register"]
        ),
    )


def _letters_drawn(facts: Facts) -> tuple[Text, ...]:
    return (
        Text("Wave {wave}: {n} letters", wave=facts["wave"], n=facts["letters"]),
        Text("Value: {value}", value=facts["value"]),
        Text(
            "From: {source}; known since {known:moment}",
            source=facts["source"],
            known=facts["known"],
        ),
        Text("People in the register: {n}", n=facts["rows"]),
        *(
            Text("  left out, {name}: {n}", name=one["name"], n=one["people"])
            for one in facts["left_out"]
        ),
        Text("People who may be written to: {n}", n=facts["remaining"]),
    )


def _answers(facts: Facts) -> tuple[Text, ...]:
    return (
        Text(
            "{joined} joined, {refused} refused, {returned} letters came back, of {letters}",
            joined=facts["joined"],
            refused=facts["refused"],
            returned=facts["undeliverable"],
            letters=facts["letters"],
        ),
    )


def _erased(facts: Facts) -> tuple[Text, ...]:
    return (
        Text("By: {party}", party=facts["by"]),
        Text("Reason: {why}", why=facts["why"]),
        *(
            Text(
                "{what} (files: {files}, rows of tables: {rows})",
                what=erased_text(one["what"]),
                files=one["files"],
                rows=one["rows"],
            )
            for one in facts["erased"]
        ),
    )


def _status(facts: Facts) -> tuple[Text, ...]:
    return tuple(
        Text("{status}: {n}", status=status_text(one["status"]), n=one["people"])
        for one in facts["counts"]
    )


def _replaced(facts: Facts) -> tuple[Text, ...]:
    grown = (Text("Seats that the panel grew by: {n}", n=facts["added"]),) if facts["added"] else ()
    return (
        Text("Seats filled: {n}", n=facts["seats"]),
        *grown,
        Text("Last line of that journal: {head}", head=facts["head"]),
    )


def _standing_by(facts: Facts) -> tuple[Text, ...]:
    return (
        Text("Alternates: {n}", n=facts["people"]),
        Text("Set number {number} of {of}", number=facts["number"], of=facts["sets"]),
        Text(
            "Seats wrong in all scenarios together: {without} without alternates, {with_} with "
            "them; no set does better than {bound}",
            without=facts["without"],
            with_=facts["shortfall"],
            bound=facts["bound"],
        ),
    )


def _called(facts: Facts) -> tuple[Text, ...]:
    return (
        Text(
            "Alternates who came in: {n}, for free seats: {free}",
            n=facts["people"],
            free=facts["free"],
        ),
    )


def status_text(status: str) -> Text:
    """A status in words."""
    return SAID[Status(status)] if status in SAID else Text("{status}", status=status)


_DETAILS: Final[Mapping[Step, Callable[[Facts], tuple[Text, ...]]]] = {
    Step.OPENED: _opened,
    Step.PLANNED: _planned,
    Step.SIGNED: _signed,
    Step.AMENDED: _amended,
    Step.POOL_CLOSED: _pool,
    Step.VALUE_A: _value,
    Step.COMMITTED: _committed,
    Step.VALUE_B: _value,
    Step.DRAWN: _drawn,
    Step.TRIAL: _trial,
    Step.FAILED: _failed,
    Step.LETTERS_PLANNED: _letters_planned,
    Step.LETTERS_DRAWN: _letters_drawn,
    Step.ANSWERS: _answers,
    Step.ERASED: _erased,
    Step.STATUS: _status,
    Step.REPLACED: _replaced,
    Step.ALTERNATES: _standing_by,
    Step.CALLED: _called,
}
