"""The order of the steps: a pure state machine over the entries of a journal (§12.5, §13).

One rule for both: what a command may do next, and whether a journal that is read could have come
about so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sortition.dossier.journal import broken
from sortition.dossier.keys import seal_is_right
from sortition.errors import Text, UsageError
from sortition.records.journal import Entry, Signatory, Stage, State, Step
from sortition.records.moments import seconds

Parties = tuple[tuple[str, str], ...]

START: Final = State(stage=Stage.NOTHING, head="", count=0, time="")

_LIVE: Final = tuple(stage for stage in Stage if Stage.OPENED <= stage < Stage.ERASED)

NEEDS: Final[Mapping[Step, tuple[Stage, ...]]] = {
    Step.OPENED: (Stage.NOTHING,),
    Step.PLANNED: (Stage.OPENED, Stage.PLANNED),
    Step.SIGNED: (
        Stage.PLANNED,
        Stage.SEALED,
        Stage.COMMITTED,
        Stage.VALUE_B,
        Stage.DRAWN,
        Stage.REPLACED,
        Stage.ERASED,
    ),
    Step.AMENDED: (Stage.PLANNED, Stage.SEALED, Stage.POOL_CLOSED, Stage.VALUE_A),
    Step.POOL_CLOSED: (Stage.SEALED,),
    Step.VALUE_A: (Stage.POOL_CLOSED,),
    Step.COMMITTED: (Stage.VALUE_A,),
    Step.VALUE_B: (Stage.COMMITTED,),
    Step.DRAWN: (Stage.VALUE_B,),
    Step.REPLACED: (Stage.DRAWN, Stage.REPLACED),
    Step.STATUS: (Stage.DRAWN, Stage.REPLACED),
    Step.ALTERNATES: (Stage.DRAWN, Stage.REPLACED),
    Step.CALLED: (Stage.DRAWN, Stage.REPLACED),
    Step.TRIAL: _LIVE,
    Step.FAILED: _LIVE,
    Step.LETTERS_PLANNED: (Stage.OPENED, Stage.PLANNED, Stage.SEALED),
    Step.LETTERS_DRAWN: (Stage.SEALED,),
    Step.ANSWERS: tuple(stage for stage in _LIVE if stage >= Stage.SEALED),
    Step.ERASED: _LIVE,
}
"""At which stages a step may be taken (12.5)."""

_REACHES: Final[Mapping[Step, Stage]] = {
    Step.OPENED: Stage.OPENED,
    Step.PLANNED: Stage.PLANNED,
    Step.AMENDED: Stage.PLANNED,
    Step.POOL_CLOSED: Stage.POOL_CLOSED,
    Step.VALUE_A: Stage.VALUE_A,
    Step.COMMITTED: Stage.COMMITTED,
    Step.VALUE_B: Stage.VALUE_B,
    Step.DRAWN: Stage.DRAWN,
    Step.REPLACED: Stage.REPLACED,
    Step.ERASED: Stage.ERASED,
}


_NEXT: Final[Mapping[Stage, Text]] = {
    Stage.NOTHING: Text("First: sortition new DIR"),
    Stage.OPENED: Text("First fill in plan.toml; then every party signs it: sortition sign"),
    Stage.SEALED: Text("First close the pool: sortition pool"),
    Stage.POOL_CLOSED: Text("First value A must become known: sortition randomness"),
    Stage.VALUE_A: Text("First make and commit the panels: sortition commit"),
    Stage.COMMITTED: Text("First value B must become known: sortition randomness"),
    Stage.VALUE_B: Text("First draw: sortition draw DIR"),
    Stage.ERASED: Text("The personal data were erased, so this process is over."),
}


def replay(entries: Iterable[Entry]) -> State:
    """The state after all entries. Raises InputError at the first that could not have come then."""
    state = START
    for entry in entries:
        try:
            state = advance(state, entry)
        except UsageError as refused:
            raise broken(entry.number + 1, refused.text) from None
    return state


def advance(state: State, entry: Entry) -> State:
    """The state after one more entry. Raises UsageError with the reason when it is out of order."""
    require(state, entry.step)
    if state.time and seconds(entry.time) < seconds(state.time):
        raise UsageError(
            Text(
                "The stated time {time} is before that of the last entry, {last}.",
                time=entry.time,
                last=state.time,
            )
        )
    after = replace(
        state,
        stage=_REACHES.get(entry.step, state.stage),
        head=entry.hash,
        count=state.count + 1,
        time=entry.time,
    )
    follow = _FOLLOWS.get(entry.step)
    return after if follow is None else follow(state, after, entry)


def require(state: State, step: Step) -> None:
    """Raise UsageError, with the reason and what to do, when a step is out of order now."""
    if step is Step.PLANNED and state.parties:
        raise UsageError(Text("The plan was sealed before: use sortition amend to change it."))
    if step is Step.AMENDED and state.stage is Stage.PLANNED and not state.parties:
        raise UsageError(
            Text("The plan is not sealed yet. Change plan.toml, and let every party sign it.")
        )
    if step in _LETTERS:
        _require_letters(state, step)
    if step is Step.ALTERNATES and state.alternates:
        raise UsageError(Text("Alternates were drawn already, and are never drawn twice."))
    if step is Step.CALLED and not state.alternates:
        raise UsageError(Text("First draw alternates: sortition alternates DIR"))
    if state.stage in NEEDS[step]:
        return
    if state.stage is Stage.ERASED:
        raise UsageError(_NEXT[Stage.ERASED])
    if step is Step.AMENDED and state.stage >= Stage.COMMITTED:
        raise UsageError(
            Text(
                "The panels are committed, so the plan cannot change any more. Begin a new draw "
                "that names this one: sortition new NEWDIR --after DIR --why REASON"
            )
        )
    if state.stage > max(NEEDS[step]):
        raise UsageError(Text("That was done already, and is never done twice."))
    raise UsageError(Text("That cannot be done yet. {next}", next=what_next(state)))


_LETTERS: Final = (Step.LETTERS_PLANNED, Step.LETTERS_DRAWN, Step.ANSWERS)


def _require_letters(state: State, step: Step) -> None:
    """Raise UsageError when a step of the letters does not follow from those before it."""
    if step is Step.LETTERS_PLANNED and state.waves:
        raise UsageError(
            Text("Letters were drawn by their plan already. It does not change after that.")
        )
    if step is Step.LETTERS_DRAWN and not state.letters_fixed:
        raise UsageError(Text("First plan the letters: sortition invite plan --dossier DIR"))
    if step is Step.ANSWERS and not state.waves:
        raise UsageError(Text("First draw the letters: sortition invite draw DIR"))
    if step is not Step.ANSWERS and Stage.POOL_CLOSED <= state.stage < Stage.ERASED:
        raise UsageError(Text("The pool is closed, and letters come before it."))


def what_next(state: State) -> Text:
    """What has to happen next, as an instruction."""
    if state.stage is Stage.PLANNED:
        return Text("First these parties must sign: {names}.", names=state.missing)
    return _NEXT.get(state.stage, Text("The panel is drawn."))


def _put_up(state: State, after: State, entry: Entry) -> State:
    """A plan is up for signature: by its parties, and by those of the plan that it changes."""
    facts: Mapping[str, Any] = entry.facts
    parties = tuple((party["name"], party["key"]) for party in facts["parties"])
    if not parties or facts["version"] != state.version + 1:
        raise UsageError(Text("The plans are not numbered 1, 2, 3, …, or name no party."))
    return replace(
        after,
        version=facts["version"],
        subject=after.head,
        signatories=_unsigned(tuple(dict.fromkeys(state.parties + parties))),
        proposed=parties,
        fixed="",
    )


def _unsigned(parties: Parties) -> tuple[Signatory, ...]:
    return tuple(Signatory(name=name, key=key, signed=False) for name, key in parties)


def _signed(_: State, after: State, entry: Entry) -> State:
    """A signature counts when party and key are named in the plan, and it is right (13.3)."""
    facts: Mapping[str, Any] = entry.facts
    party, key = facts["party"], facts["key"]
    if after.subject is None or facts["subject"] != after.subject:
        raise UsageError(Text("The signature is about another entry than the one to sign now."))
    found = [person for person in after.signatories if (person.name, person.key) == (party, key)]
    if not found:
        raise UsageError(
            Text('The plan does not name "{party}" with this key as a party.', party=party)
        )
    if found[0].signed:
        raise UsageError(Text('"{party}" has signed this already.', party=party))
    if not seal_is_right(
        key=key, party=party, subject=facts["subject"], signature=facts["signature"]
    ):
        raise UsageError(Text('The signature of "{party}" is not right.', party=party))
    signatories = tuple(
        replace(person, signed=True) if person is found[0] else person
        for person in after.signatories
    )
    after = replace(after, signatories=signatories)
    if after.stage is Stage.PLANNED and not after.missing:
        return replace(after, stage=Stage.SEALED, parties=after.proposed)
    return after


def _lettered(_: State, after: State, entry: Entry) -> State:
    """A wave of letters: the next one, by a value that came after their plan (12.5)."""
    facts: Mapping[str, Any] = entry.facts
    if facts["wave"] != after.waves + 1:
        raise UsageError(Text("The waves of letters are not numbered 1, 2, 3, …."))
    if after.waves:
        if facts["value"] != after.letters_value:
            raise UsageError(
                Text(
                    "All waves are drawn by one value, which fixes their order: {value}",
                    value=after.letters_value,
                )
            )
        return replace(after, waves=after.waves + 1)
    _ensure_fresh(after.values, facts["value"])
    _ensure_between(facts["known"], fixed=after.letters_fixed, now=entry.time)
    return replace(
        after,
        waves=1,
        letters_value=facts["value"],
        values=(*after.values, facts["value"]),
    )


def _valued(_: State, after: State, entry: Entry) -> State:
    """A value is new, became known after what it must not influence, and before it is recorded."""
    facts: Mapping[str, Any] = entry.facts
    _ensure_fresh(after.values, facts["value"])
    if not facts["parts"]:
        raise UsageError(Text("A value has at least one source."))
    for part in facts["parts"]:
        _ensure_between(part["known"], fixed=after.fixed, now=entry.time)
    return replace(after, values=(*after.values, facts["value"]))


def _ensure_fresh(values: tuple[str, ...], value: str) -> None:
    if value in values:
        raise UsageError(Text("This value was used before. A public value is used once."))


def _ensure_between(known: str, *, fixed: str, now: str) -> None:
    """Raise UsageError when a value was known before what it decides on was fixed, or is to be."""
    if seconds(known) < seconds(fixed):
        raise UsageError(
            Text(
                "The value was known at {known}, before {fixed}, when that was fixed which it "
                "must not influence. Another value is needed.",
                known=known,
                fixed=fixed,
            )
        )
    if seconds(known) > seconds(now):
        raise UsageError(
            Text(
                "The value is said to become known at {known}, which is later than now, {now}.",
                known=known,
                now=now,
            )
        )


def _letters_fixed(_: State, after: State, entry: Entry) -> State:
    return replace(after, letters_fixed=entry.time)


def _standing_by(_: State, after: State, __: Entry) -> State:
    return replace(after, alternates=True)


def _pool_fixed(_: State, after: State, entry: Entry) -> State:
    return replace(after, subject=None, signatories=(), fixed=entry.time)


def _to_sign(state: State, after: State, entry: Entry) -> State:
    """The parties may sign what was done just now (13.4)."""
    return replace(
        after, subject=entry.hash, signatories=_unsigned(state.parties), fixed=entry.time
    )


_FOLLOWS: Final[Mapping[Step, Callable[[State, State, Entry], State]]] = {
    Step.PLANNED: _put_up,
    Step.AMENDED: _put_up,
    Step.SIGNED: _signed,
    Step.LETTERS_PLANNED: _letters_fixed,
    Step.LETTERS_DRAWN: _lettered,
    Step.POOL_CLOSED: _pool_fixed,
    Step.VALUE_A: _valued,
    Step.COMMITTED: _to_sign,
    Step.VALUE_B: _valued,
    Step.DRAWN: _to_sign,
    Step.REPLACED: _to_sign,
    Step.ALTERNATES: _standing_by,
    Step.CALLED: _to_sign,
    Step.ERASED: _to_sign,
}
"""What a step does besides: from the state before, that with the new head, and the entry."""
