"""The order of the steps: a pure state machine over the entries of a journal (§12.5, §13).

One rule for both: what a command may do next, and whether a journal that is read could have come
about so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sortition.dossier.journal import broken
from sortition.dossier.keys import seal_is_right
from sortition.errors import Text, UsageError
from sortition.records.journal import Entry, Signatory, Stage, State, Step
from sortition.records.moments import seconds

Parties = tuple[tuple[str, str], ...]

START: Final = State(stage=Stage.NOTHING, head="", count=0, time="")

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
    ),
    Step.AMENDED: (Stage.PLANNED, Stage.SEALED, Stage.POOL_CLOSED, Stage.VALUE_A),
    Step.POOL_CLOSED: (Stage.SEALED,),
    Step.VALUE_A: (Stage.POOL_CLOSED,),
    Step.COMMITTED: (Stage.VALUE_A,),
    Step.VALUE_B: (Stage.COMMITTED,),
    Step.DRAWN: (Stage.VALUE_B,),
    Step.REPLACED: (Stage.DRAWN, Stage.REPLACED),
    Step.TRIAL: tuple(stage for stage in Stage if stage >= Stage.OPENED),
    Step.FAILED: tuple(stage for stage in Stage if stage >= Stage.OPENED),
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
}


_NEXT: Final[Mapping[Stage, Text]] = {
    Stage.NOTHING: Text("First: sortition new DIR"),
    Stage.OPENED: Text("First fill in plan.toml; then every party signs it: sortition sign"),
    Stage.SEALED: Text("First close the pool: sortition pool"),
    Stage.POOL_CLOSED: Text("First value A must become known: sortition randomness"),
    Stage.VALUE_A: Text("First make and commit the panels: sortition commit"),
    Stage.COMMITTED: Text("First value B must become known: sortition randomness"),
    Stage.VALUE_B: Text("First draw: sortition draw DIR"),
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
    facts: Mapping[str, Any] = entry.facts
    match entry.step:
        case Step.PLANNED | Step.AMENDED:
            return _put_up(state, after, facts)
        case Step.SIGNED:
            return _signed(after, facts)
        case Step.VALUE_A | Step.VALUE_B:
            return _valued(after, entry.time, facts)
        case Step.POOL_CLOSED:
            return replace(after, subject=None, signatories=(), fixed=entry.time)
        case Step.COMMITTED | Step.DRAWN | Step.REPLACED:
            return replace(
                after, subject=entry.hash, signatories=_unsigned(state.parties), fixed=entry.time
            )
        case _:
            return after


def require(state: State, step: Step) -> None:
    """Raise UsageError, with the reason and what to do, when a step is out of order now."""
    if step is Step.PLANNED and state.parties:
        raise UsageError(Text("The plan was sealed before: use sortition amend to change it."))
    if step is Step.AMENDED and state.stage is Stage.PLANNED and not state.parties:
        raise UsageError(
            Text("The plan is not sealed yet. Change plan.toml, and let every party sign it.")
        )
    if state.stage in NEEDS[step]:
        return
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


def what_next(state: State) -> Text:
    """What has to happen next, as an instruction."""
    if state.stage is Stage.PLANNED:
        return Text("First these parties must sign: {names}.", names=state.missing)
    return _NEXT.get(state.stage, Text("The panel is drawn."))


def _put_up(state: State, after: State, facts: Mapping[str, Any]) -> State:
    """A plan is up for signature: by its parties, and by those of the plan that it changes."""
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


def _signed(after: State, facts: Mapping[str, Any]) -> State:
    """A signature counts when party and key are named in the plan, and it is right (13.3)."""
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


def _valued(after: State, time: str, facts: Mapping[str, Any]) -> State:
    """A value is new, became known after what it must not influence, and before it is recorded."""
    if facts["value"] in after.values:
        raise UsageError(Text("This value was used before. A public value is used once."))
    if not facts["parts"]:
        raise UsageError(Text("A value has at least one source."))
    for part in facts["parts"]:
        if seconds(part["known"]) < seconds(after.fixed):
            raise UsageError(
                Text(
                    "The value was known at {known}, before {fixed}, when that was fixed which it "
                    "must not influence. Another value is needed.",
                    known=part["known"],
                    fixed=after.fixed,
                )
            )
        if seconds(part["known"]) > seconds(time):
            raise UsageError(
                Text(
                    "The value is said to become known at {known}, which is later than now, {now}.",
                    known=part["known"],
                    now=time,
                )
            )
    return replace(after, values=(*after.values, facts["value"]))
