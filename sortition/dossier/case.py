"""A dossier on disk: opened with everything in it checked, and one entry added at a time (§10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sortition.dossier import folder as folders
from sortition.dossier.canonical import sha256
from sortition.dossier.journal import JOURNAL, lines, make, read_journal
from sortition.dossier.plan_in import PLAN, read_plan
from sortition.dossier.process import advance, replay
from sortition.dossier.secret import SECRET, digest, is_public, read_secret, secret_file
from sortition.errors import InputError, Problem, Text, UsageError, Where
from sortition.records.journal import Entry, Fact, Stage, State, Step
from sortition.records.plan import Plan

PLANS = "plans"
POOLS = "pools"
PANELS = "panels"
DRAW = "draw"
PUBLIC_PANELS = "public/panels"
PUBLIC_DRAW = "public/draw"
TRIALS = "trials"
LETTER_PLANS = "letterplans"
LETTERS = "letters"
ANSWERS = "answers"
STATUSES = "statuses"
REPLACEMENTS = "replacements"
STANDBY = "alternates"
CALLED = "called"
PUBLIC_REPLACEMENT = "public/replacement-{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A folder, its journal, and what follows from it."""

    folder: Path
    entries: tuple[Entry, ...]
    state: State

    def last(self, *steps: Step) -> Entry:
        """The last entry of one of these steps. Raises LookupError when there is none."""
        return next(entry for entry in reversed(self.entries) if entry.step in steps)

    def content(self, name: str) -> bytes:
        """A file of the dossier; ``name`` is its path inside. Raises InputError when it is gone."""
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            raise _changed(_problem(name, Text("The file is missing."))) from None

    def files(self, place: str, names: tuple[str, ...]) -> dict[str, bytes]:
        """Several files of one folder of the dossier."""
        return {name: self.content(f"{place}/{name}") for name in names}

    @property
    def secret(self) -> bytes:
        """What private files are hidden with. Raises UsageError for a journal of version 1."""
        if self.entries[0].version == 1:
            raise UsageError(
                Text(
                    "This dossier was made by an older version, and has no secret to hide people "
                    "with. It can be verified and read, but not continued: begin a new one with "
                    "sortition new NEWDIR --template DIR"
                )
            )
        return read_secret(self.content(SECRET))

    def digest(self, name: str, content: bytes) -> str:
        """What the journal says of a file: plain, or keyed with the secret (17.2)."""
        if self.entries[0].version == 1 or name == SECRET or is_public(name):
            return sha256(content)
        return digest(name, content, self.secret)

    @property
    def erased(self) -> bool:
        """Whether what names people was erased: only the public files are there then (§22)."""
        return self.state.stage is Stage.ERASED

    @property
    def kept(self) -> Iterator[tuple[Entry, str, str]]:
        """Every file that should be there: the entry that made it, its name and its digest."""
        for entry in self.entries:
            for name, stated in entry.outputs.items():
                if is_public(name) or not self.erased:
                    yield entry, name, stated

    def number_of(self, step: Step) -> int:
        """How many entries of a step there are."""
        return sum(entry.step is step for entry in self.entries)

    @property
    def plan(self) -> Plan:
        """The plan that was put up last."""
        return read_plan(self.content(self.plan_name))

    @property
    def plan_name(self) -> str:
        """Where the plan that was put up last is kept."""
        return f"{PLANS}/{self.state.version}/{PLAN}"

    @property
    def plan_changed(self) -> bool:
        """Whether ``plan.toml`` is another text than the plan that was put up last."""
        return self.state.version == 0 or self.content(PLAN) != self.content(self.plan_name)


def _problem(name: str, text: Text) -> Problem:
    return Problem(
        code="changed_file",
        where=Where(file=name),
        text=text,
        advice=Text("Put the file back as it was, from an untouched copy."),
    )


def exists(folder: Path) -> bool:
    """Whether the folder is a dossier."""
    return (folder / JOURNAL).is_file()


def load(folder: Path, *, edited_plan: bool = False) -> Dossier:
    """The dossier in a folder, its journal replayed and every recorded file compared.

    ``edited_plan`` allows ``plan.toml`` to differ from the plan that was put up last. Raises
    UsageError when the folder is no dossier, InputError when something was changed.
    """
    if not exists(folder):
        raise UsageError(
            Text(
                'The folder "{folder}" is not a dossier. Make one with: sortition new DIR',
                folder=str(folder),
            )
        )
    entries = read_journal((folder / JOURNAL).read_bytes())
    dossier = Dossier(folder=folder, entries=entries, state=replay(entries))
    problems = tuple(_problems(dossier))
    if problems:
        raise _changed(*problems)
    if not edited_plan and dossier.state.stage >= Stage.PLANNED and dossier.plan_changed:
        raise _changed(
            Problem(
                code="changed_plan",
                where=Where(file=PLAN),
                text=Text("The plan was changed after it was put up for signature."),
                advice=Text(
                    "Put back the text of {file}, or have the change signed: sortition sign before "
                    "the plan is sealed, sortition amend afterwards.",
                    file=dossier.plan_name,
                ),
            )
        )
    return dossier


def create(
    folder: Path, plan: bytes, *, secret: bytes, time: str, tool: str, facts: Mapping[str, Fact]
) -> Dossier:
    """Make a new dossier with a plan to fill in, its secret, and a journal of one entry."""
    hidden = secret_file(secret)
    outputs = {SECRET: sha256(hidden)}
    entry = make(before=None, step=Step.OPENED, time=time, tool=tool, outputs=outputs, facts=facts)
    state = replay((entry,))
    folders.write(folder, {JOURNAL: lines((entry,)), PLAN: plan, SECRET: hidden})
    return Dossier(folder=folder, entries=(entry,), state=state)


def record(
    dossier: Dossier,
    step: Step,
    *,
    time: str,
    tool: str,
    facts: Mapping[str, Fact],
    inputs: Mapping[str, bytes] | None = None,
    files: Mapping[str, Mapping[str, bytes]] | None = None,
) -> Dossier:
    """Write the files of a step, then its entry; ``files`` maps folders to names and bytes.

    ``inputs`` are what the step read, by name; the entry has their digests. Raises UsageError, and
    writes nothing, when the step is out of order.
    """
    written = {
        f"{place}/{name}": content
        for place, inside in (files or {}).items()
        for name, content in inside.items()
    }
    if not dossier.erased:
        _ = dossier.secret  # refuses a dossier that cannot be continued
    entry = make(
        before=dossier.entries[-1],
        step=step,
        time=time,
        tool=tool,
        inputs=_digests(dossier, inputs or {}),
        outputs=_digests(dossier, written),
        facts=facts,
    )
    state = advance(dossier.state, entry)
    for place, inside in (files or {}).items():
        _put(dossier.folder / place, inside)
    entries = (*dossier.entries, entry)
    _replace(dossier.folder / JOURNAL, before=lines(dossier.entries), after=lines(entries))
    return Dossier(folder=dossier.folder, entries=entries, state=state)


def _digests(dossier: Dossier, files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: dossier.digest(name, content) for name, content in files.items()}


def _problems(dossier: Dossier) -> Iterator[Problem]:
    kept = list(dossier.kept)
    yield from (found := list(_changes(dossier, kept[:1])))  # the secret first
    if not found:
        yield from _changes(dossier, kept[1:])


def _changes(dossier: Dossier, files: Sequence[tuple[Entry, str, str]]) -> Iterator[Problem]:
    for entry, name, stated in files:
        try:
            content = (dossier.folder / name).read_bytes()
        except OSError:
            yield _problem(name, Text("The file is missing."))
            continue
        if dossier.digest(name, content) != stated:
            yield _problem(
                name,
                Text(
                    "The file is not the one that line {line:d} of the journal records.",
                    line=entry.number + 1,
                ),
            )


def _changed(*problems: Problem) -> InputError:
    return InputError(
        Text("The dossier is not as its journal says. Nothing was done."), problems=problems
    )


def _put(place: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder, or find it there as it should be: a step that was cut off goes on."""
    if place.is_dir() and any(place.iterdir()) and folders.read(place) == dict(files):
        return
    folders.write(place, files)


def _replace(path: Path, *, before: bytes, after: bytes) -> None:
    """Exchange the journal for a longer one. Refuses when somebody was faster."""
    if path.read_bytes() != before:
        raise UsageError(Text("Another command has just written to this dossier. Try again."))
    folders.replace_file(path, after)
