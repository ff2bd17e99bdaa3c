"""Journals for tests: a whole process written entry by entry, with fixed keys and no files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sortition.dossier import keys, process
from sortition.dossier.journal import make
from sortition.records.journal import Entry, Stage, State, Step

KEYS = {
    name: Ed25519PrivateKey.from_private_bytes(bytes([i]) * 32)
    for i, name in enumerate(("clerk", "residents", "stranger"), 1)
}
PUBLIC = {name: keys.public_key(key) for name, key in KEYS.items()}
HASH = "ab" * 32


def moment(minute: int) -> str:
    return f"2027-05-01T{minute // 60:02d}:{minute % 60:02d}:00+02:00"


def parties(*names: str) -> list[dict[str, str]]:
    return [{"name": name, "key": PUBLIC[name]} for name in names]


class Maker:
    """Adds entries; each is a minute later than the one before."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.state: State = process.START

    def entry(self, step: Step, **facts: Any) -> Entry:
        """The next entry, not added yet; facts that are not given are sensible ones."""
        before = self.entries[-1] if self.entries else None
        at = moment(len(self.entries))
        return make(
            before=before,
            step=step,
            time=facts.pop("time", at),
            tool="sortition test",
            outputs=facts.pop("outputs", {}),
            facts={**self.usual(step, at), **facts},
        )

    def add(self, step: Step, **facts: Any) -> Maker:
        entry = self.entry(step, **facts)
        self.state = process.advance(self.state, entry)
        self.entries.append(entry)
        return self

    def sign(self, name: str, **facts: Any) -> Maker:
        return self.add(Step.SIGNED, **self.signature(name), **facts)

    def signature(self, name: str) -> dict[str, str]:
        subject = self.state.subject or HASH
        return {
            "party": name,
            "key": PUBLIC[name],
            "subject": subject,
            "signature": keys.seal(KEYS[name], party=name, subject=subject),
        }

    def usual(self, step: Step, at: str) -> Mapping[str, Any]:
        both = parties("clerk", "residents")
        part = {
            "kind": "text",
            "source": "a witness",
            "value": f"text {step.value} {at}",
            "known": at,
            "check": "witnessed",
            "evidence": "",
        }
        put_up = {"version": self.state.version + 1, "parties": both}
        value = {"value": part["value"], "parts": [part]}
        change = {"field": "size", "before": "4", "after": "5"}
        return {
            Step.OPENED: {"language": "en", "lineage": None},
            Step.PLANNED: put_up,
            Step.SIGNED: self.signature("clerk"),
            Step.AMENDED: {**put_up, "by": "clerk", "why": "a reason", "changes": [change]},
            Step.POOL_CLOSED: {"people": 12},
            Step.VALUE_A: value,
            Step.COMMITTED: {"units": 1000},
            Step.VALUE_B: value,
            Step.DRAWN: {"number": 7, "of": 1000},
            Step.REPLACED: {"head": HASH, "seats": 2, "added": 0},
            Step.ALTERNATES: {
                "people": 4,
                "sets": 1000,
                "number": 7,
                "without": 90,
                "shortfall": 12,
                "bound": 11,
            },
            Step.CALLED: {"people": 2, "free": 3},
            Step.STATUS: {"counts": [{"status": "declined", "people": 2}]},
            Step.TRIAL: {"trial": 1, "seed": "s", "people": 12, "number": 7, "of": 1000},
            Step.FAILED: {"step": "pool closed", "exit_code": 4, "codes": []},
            Step.LETTERS_PLANNED: {
                "letters": 5000,
                "waves": 2,
                "register": [{"name": "register.csv", "sha256": HASH}],
            },
            Step.LETTERS_DRAWN: {
                "wave": self.state.waves + 1,
                "letters": 3500,
                "value": self.state.letters_value or f"12 44 {at}",
                "source": "a witness",
                "known": at,
                "rows": 100_000,
                "remaining": 90_000,
                "left_out": [{"name": "age", "people": 10_000}],
            },
            Step.ANSWERS: {"letters": 3500, "joined": 100, "refused": 20, "undeliverable": 5},
            Step.ERASED: {"by": "clerk", "why": "a reason", "erased": []},
        }[step]


def sealed(maker: Maker) -> Maker:
    return maker.sign("clerk").sign("residents")


def at_stage(stage: Stage) -> Maker:
    """The shortest process that has come so far."""
    maker = Maker()
    steps = {
        Stage.OPENED: lambda: maker.add(Step.OPENED),
        Stage.PLANNED: lambda: maker.add(Step.PLANNED),
        Stage.SEALED: lambda: sealed(maker),
        Stage.POOL_CLOSED: lambda: maker.add(Step.POOL_CLOSED),
        Stage.VALUE_A: lambda: maker.add(Step.VALUE_A),
        Stage.COMMITTED: lambda: maker.add(Step.COMMITTED),
        Stage.VALUE_B: lambda: maker.add(Step.VALUE_B),
        Stage.DRAWN: lambda: maker.add(Step.DRAWN),
        Stage.REPLACED: lambda: maker.add(Step.REPLACED),
        Stage.ERASED: lambda: maker.add(Step.ERASED),
    }
    for reached, go in steps.items():
        if reached <= stage:
            go()
    assert maker.state.stage is stage
    return maker


def whole() -> list[Entry]:
    """Everything that can happen: trials, a failure, an amendment, signatures of the result."""
    maker = at_stage(Stage.OPENED)
    maker.add(Step.LETTERS_PLANNED).add(Step.PLANNED)
    sealed(maker).add(Step.LETTERS_PLANNED).add(Step.LETTERS_DRAWN).add(Step.ANSWERS)
    maker.add(Step.LETTERS_DRAWN).add(Step.POOL_CLOSED).add(Step.ANSWERS)
    maker.add(Step.TRIAL).add(Step.FAILED).add(Step.AMENDED)
    sealed(maker).add(Step.POOL_CLOSED).add(Step.VALUE_A).add(Step.COMMITTED)
    sealed(maker).add(Step.VALUE_B).add(Step.DRAWN)
    sealed(maker).add(Step.ALTERNATES).add(Step.STATUS).add(Step.CALLED)
    sealed(maker).add(Step.REPLACED).add(Step.STATUS).add(Step.CALLED).add(Step.ERASED)
    return sealed(maker).entries


def chained(entries: list[Entry]) -> list[Entry]:
    """The same entries with numbers and hashes made to fit again, as a forger would."""
    made: list[Entry] = []
    for entry in entries:
        again = make(
            before=made[-1] if made else None,
            step=entry.step,
            time=entry.time,
            tool=entry.tool,
            inputs=entry.inputs,
            outputs=entry.outputs,
            facts=entry.facts,
        )
        made.append(again)
    return made


def changed(entry: Entry, **facts: Any) -> Entry:
    """The entry with other facts, and no hash that fits."""
    return replace(entry, facts={**entry.facts, **facts})
