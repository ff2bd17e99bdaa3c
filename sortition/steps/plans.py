"""The plan of a dossier: made, signed, changed; and the keys to sign it with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sortition import __version__
from sortition.dossier import case, keys, plan_in, process
from sortition.dossier.folder import replace_file, write_file
from sortition.dossier.plan_tables import with_quotas
from sortition.dossier.secret import read_secret
from sortition.errors import SortitionError, Text, UsageError
from sortition.records.journal import Fact, Stage, Step
from sortition.records.moments import seconds
from sortition.records.names import clean
from sortition.records.plan import Plan
from sortition.records.quotas import Quota
from sortition.report.journal import plan_change_text
from sortition.steps.account import refresh
from sortition.steps.outcomes import Amended, Change, Opened, Signed
from sortition.steps.speaking import language_of

TOOL: Final = f"sortition {__version__}"
_LARGEST: Final = 10**6
"""Bytes of a plan or a key; more is a file chosen by mistake."""


def new(
    out: Path,
    *,
    time: str,
    secret: bytes,
    language: str = "en",
    template: Path | None = None,
    after: Path | None = None,
    why: str | None = None,
) -> Opened:
    """Make a new dossier with a plan to fill in.

    ``secret`` are 32 bytes made by chance; they hide people in what becomes public.
    ``template`` is a plan, or a dossier whose plan is taken over. ``after`` is the dossier of a
    draw that this one follows, ``why`` the reason. Raises UsageError or InputError.
    """
    if (after is None) != (why is None):
        raise UsageError(Text("A draw after another one needs both --after and --why."))
    language = language_of(language)
    lineage: Fact = None
    if after is not None and why is not None:
        lineage = {"head": case.load(after, edited_plan=True).state.head, "why": filled(why, "why")}
    plan = plan_in.template(language) if template is None else _taken_over(template)
    facts: dict[str, Fact] = {"language": language, "lineage": lineage}
    dossier = case.create(out, plan, secret=secret, time=time, tool=TOOL, facts=facts)
    return Opened(folder=out, plan=out / plan_in.PLAN, state=dossier.state)


def secret_of(file: Path) -> bytes:
    """The secret in a file. Raises UsageError when it holds something else."""
    return read_secret(_read(file))


def keygen(out: Path, password: str) -> str:
    """Write a new key that the password locks; gives the public key, for the plan."""
    content, public = keys.new_key(password)
    write_file(out, content)
    out.chmod(0o600)
    return f"ed25519:{public}"


def sign(folder: Path, *, party: str, key_file: Path, password: str, time: str) -> Signed:
    """Sign what waits for signatures: the plan, a change of it, the panels, or the result.

    The first signature of a plan, and the first after it was edited, puts it up: then it is kept,
    and earlier signatures fall away. Raises UsageError or InputError.
    """
    party = filled(party, "as")
    private = keys.open_key(_read(key_file), password)
    public = keys.public_key(private)
    dossier = case.load(folder, edited_plan=True)
    fresh = dossier.state.stage <= Stage.PLANNED and not dossier.state.parties
    notes: tuple[Text, ...] = ()
    if fresh and dossier.plan_changed:
        lapsed = dossier.state.signed
        plan = plan_in.read_plan(dossier.content(plan_in.PLAN))
        _ensure_party(((p.name, p.key) for p in plan.parties), party, public)
        dossier = _put_up(dossier, plan, Step.PLANNED, time, {})
        notes = (*_lapsed(lapsed), *_past(plan, time))
    else:
        dossier = case.load(folder)
        process.require(dossier.state, Step.SIGNED)
        waiting = ((person.name, person.key) for person in dossier.state.signatories)
        _ensure_party(waiting, party, public)
    subject = dossier.state.subject or ""
    facts: dict[str, Fact] = {
        "party": party,
        "key": public,
        "subject": subject,
        "signature": keys.seal(private, party=party, subject=subject),
    }
    dossier = case.record(dossier, Step.SIGNED, time=time, tool=TOOL, facts=facts)
    refresh(dossier)
    about = next(entry for entry in dossier.entries if entry.hash == subject)
    return Signed(
        party=party,
        step=about.step,
        missing=dossier.state.missing,
        notes=notes,
        next=process.what_next(dossier.state),
    )


def amend(folder: Path, *, by: str, why: str, time: str) -> Amended:
    """Put up the edited ``plan.toml`` as a change of the plan; then all parties sign it.

    The pool has to be closed again, and value A must be a new one. Raises UsageError (also after
    the panels are committed) or InputError.
    """
    dossier = case.load(folder, edited_plan=True)
    process.require(dossier.state, Step.AMENDED)
    if not dossier.plan_changed:
        raise UsageError(
            Text("plan.toml is the same as the plan that was agreed. Change it first.")
        )
    content = dossier.content(plan_in.PLAN)
    plan = plan_in.read_plan(content)
    changes = _changes(dossier.content(dossier.plan_name), content)
    if not changes:
        raise UsageError(Text("Only remarks of plan.toml differ; there is nothing to agree on."))
    listed: list[Fact] = [
        {"field": change.field, "before": change.before, "after": change.after}
        for change in changes
    ]
    facts: dict[str, Fact] = {
        "by": filled(by, "by"),
        "why": filled(why, "why"),
        "changes": listed,
    }
    dossier = _put_up(dossier, plan, Step.AMENDED, time, facts)
    return Amended(
        changes=changes,
        explained=tuple(plan_change_text(one.field, one.before, one.after) for one in changes),
        missing=dossier.state.missing,
    )


def plan_to_amend(folder: Path) -> Plan:
    """The plan of a dossier that takes a change of it now. Raises UsageError or InputError."""
    dossier = case.load(folder)
    process.require(dossier.state, Step.AMENDED)
    return dossier.plan


def amend_quotas(
    folder: Path, quotas: tuple[Quota, ...], *, by: str, why: str, time: str
) -> Amended:
    """Put up these quotas as a change of the plan, as :func:`amend` does. Raises the same."""
    by, why = filled(by, "by"), filled(why, "why")
    plan_to_amend(folder)
    content = with_quotas(_read(folder / plan_in.PLAN), quotas)
    return amend_to(folder, content, by=by, why=why, time=time)


def amend_to(folder: Path, content: bytes, *, by: str, why: str, time: str) -> Amended:
    """Put up this text as a change of the plan, as :func:`amend` does. Raises the same.

    Then ``plan.toml`` is as it was.
    """
    path = folder / plan_in.PLAN
    before = _read(path)
    replace_file(path, content)
    try:
        return amend(folder, by=by, why=why, time=time)
    except SortitionError:
        replace_file(path, before)
        raise


def filled(text: str, option: str) -> str:
    """Clean text that is not empty. Raises UsageError, naming the option."""
    cleaned = clean(text)
    if not cleaned or not cleaned.isprintable():
        raise UsageError(Text("--{option} cannot be empty.", option=option))
    return cleaned


def _put_up(
    dossier: case.Dossier, plan: Plan, step: Step, time: str, facts: dict[str, Fact]
) -> case.Dossier:
    language_of(plan.language)
    version = dossier.state.version + 1
    parties: list[Fact] = [{"name": party.name, "key": party.key} for party in plan.parties]
    content = dossier.content(plan_in.PLAN)
    return case.record(
        dossier,
        step,
        time=time,
        tool=TOOL,
        facts={"version": version, "parties": parties, **facts},
        inputs={plan_in.PLAN: content},
        files={f"{case.PLANS}/{version}": {plan_in.PLAN: content}},
    )


def _lapsed(names: tuple[str, ...]) -> Iterator[Text]:
    if names:
        yield Text(
            "The plan was edited after it was signed by {names}. Those signatures do not count any "
            "more: have it signed again.",
            names=names,
        )


def _past(plan: Plan, time: str) -> Iterator[Text]:
    """Values that may be known already prove nothing."""
    for name, sources in (("A", plan.construction), ("B", plan.randomness)):
        if any(seconds(source.when) < seconds(time) for source in sources):
            yield Text(
                "The moment of value {name} in the plan lies in the past. Announce one that is "
                "still to come.",
                name=name,
            )


def _ensure_party(parties: object, party: str, public: str) -> None:
    known = dict(parties)  # type: ignore[call-overload]  # pairs of texts
    if party not in known:
        raise UsageError(
            Text(
                'The plan does not name "{party}" as a party. It names: {names}.',
                party=party,
                names=tuple(known),
            )
        )
    if known[party] != public:
        raise UsageError(
            Text('This is not the key that the plan gives for "{party}".', party=party)
        )


def _changes(before: bytes, after: bytes) -> tuple[Change, ...]:
    old, new_ = plan_in.flat(before), plan_in.flat(after)
    return tuple(
        Change(field=name, before=old.get(name), after=new_.get(name))
        for name in sorted(old.keys() | new_.keys())
        if old.get(name) != new_.get(name)
    )


def _taken_over(template: Path) -> bytes:
    return _read(template / plan_in.PLAN if template.is_dir() else template)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST)
    except OSError as error:
        raise UsageError(
            Text(
                'The file "{file}" cannot be read: {reason}.',
                file=str(path),
                reason=error.strerror or type(error).__name__,
            )
        ) from None
