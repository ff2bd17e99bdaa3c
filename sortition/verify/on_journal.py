"""V30–V37: files, journal, order, plans and signatures of a dossier (docs/format.md §§10–13)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from sortition.verify.archive import MANIFEST
from sortition.verify.dossier import (
    ACCOUNT,
    JOURNAL,
    PLAN,
    SECRET,
    ZEROS,
    Dossier,
    Entry,
    entry_of,
    is_public,
)
from sortition.verify.ed25519 import signature_is_right
from sortition.verify.files import UnreadableError
from sortition.verify.findings import Text
from sortition.verify.moments import seconds
from sortition.verify.plan import read_plan
from sortition.verify.rules import clean, encode
from sortition.verify.typed import MalformedError

_FREE: Final = (JOURNAL, PLAN, ACCOUNT)
"""Files that no entry names (10.1)."""
_FREE_IN_BUNDLE: Final = (JOURNAL, MANIFEST)

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


def _walk(dossier: Dossier) -> Iterator[tuple[Entry, _Order]]:
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
    for entry, order in _walk(dossier):
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
        if entry.facts["version"] != version or list(entry.outputs) != [f"plans/{version}/{PLAN}"]:
            yield Text("Line {n}: this should be plan {v}.", n=entry.number + 1, v=version)
            continue
        if dict(entry.inputs) != {PLAN: entry.outputs[f"plans/{version}/{PLAN}"]}:
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
    if put_up and dossier.file(PLAN) != dossier.file(f"plans/{len(put_up)}/{PLAN}"):
        yield Text("{file} is not the plan that was put up last.", file=PLAN)


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
    for entry, order in _walk(dossier):
        if entry.step == "signed":
            yield from _faults_of_signature(entry.number + 1, entry.facts, order)
