"""The account of a process on one page: what was agreed, done and changed, and what it proves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sortition.errors import Text
from sortition.records.assurance import Assurance
from sortition.records.journal import Entry, Step
from sortition.records.plan import Plan, Source
from sortition.records.quotas import label
from sortition.report.journal import INITIATORS, PLAN_FIELDS, SOURCE_KINDS, describe
from sortition.report.page import rendered
from sortition.texts import Language, translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An entry as a row: ``spoken`` its commitment."""

    number: int
    time: str
    what: Text
    details: tuple[Text, ...]
    hash: str
    spoken: tuple[str, ...]


def account_html(
    *,
    plan: Plan,
    entries: Sequence[Entry],
    assurance: Assurance,
    commitments: Mapping[str, tuple[str, ...]],
    language: Language,
    version: str,
) -> bytes:
    """The whole page. ``commitments`` maps hashes of entries to their words to read aloud."""
    speaker = translator(language)
    return rendered(
        "account.html.j2",
        speaker,
        plan=plan,
        agreed=agreed(plan),
        events=tuple(_event(entry, commitments) for entry in entries),
        assurance=assurance,
        version=version,
        erased=any(entry.step is Step.ERASED for entry in entries),
    )


def agreed(plan: Plan) -> tuple[tuple[Text, object], ...]:
    """The plan as pairs of what and how; a value is a text to show as it is, or a Text."""
    return (
        (PLAN_FIELDS["purpose"], plan.purpose),
        (PLAN_FIELDS["mandate"], plan.mandate),
        (
            PLAN_FIELDS["initiator_name"],
            Text("{name} ({kind})", name=plan.initiator_name, kind=INITIATORS[plan.initiator]),
        ),
        (PLAN_FIELDS["organiser"], plan.organiser),
        (PLAN_FIELDS["population"], plan.population),
        (PLAN_FIELDS["eligibility"], plan.eligibility),
        (PLAN_FIELDS["quotas_set_by"], plan.quotas_set_by),
        (PLAN_FIELDS["categories"], Text("{names}", names=plan.categories)),
        *_quotas(plan),
        (PLAN_FIELDS["size"], Text("{n}", n=plan.size)),
        (
            PLAN_FIELDS["household"],
            Text("{names}", names=plan.household) if plan.household else Text("none"),
        ),
        (PLAN_FIELDS["method"], plan.method.value),
        (
            PLAN_FIELDS["panels"],
            Text("{n}", n=plan.panels) if plan.panels else Text("chosen by the tool"),
        ),
        *_allowed(plan),
        *(((PLAN_FIELDS["weights"], plan.weights),) if plan.weights else ()),
        *_standby(plan),
        *((Text("Source of value A"), _announced(source)) for source in plan.construction),
        *((Text("Source of value B"), _announced(source)) for source in plan.randomness),
        (PLAN_FIELDS["threshold"], str(plan.threshold)),
        (PLAN_FIELDS["retention"], Text("{day:day}", day=plan.retention)),
        (PLAN_FIELDS["contact"], plan.contact),
    )


def _quotas(plan: Plan) -> tuple[tuple[Text, Text], ...]:
    """A row only where the plan has quotas."""
    if not plan.quotas:
        return ()
    each = tuple(
        Text(
            "{quota}: {low:d} to {high:d} seats",
            quota=quota.label,
            low=quota.minimum,
            high=quota.maximum,
        )
        for quota in plan.quotas
    )
    return ((PLAN_FIELDS["quotas"], Text("{names}", names=each)),)


def _standby(plan: Plan) -> tuple[tuple[Text, Text], ...]:
    """A row only where people stand by."""
    if plan.standby is None:
        return ()
    chances = plan.standby.dropouts
    groups = tuple(
        Text("{quota} {chance:.1%}", quota=label(category, value), chance=chance)
        for category, value, chance in chances.groups
    )
    some = Text(
        "{n:d}; chance to drop out {chance:.1%}", n=plan.standby.count, chance=chances.everybody
    )
    said = Text("{first}; {names}", first=some, names=groups) if groups else some
    return ((PLAN_FIELDS["alternates"], said),)


def _allowed(plan: Plan) -> tuple[tuple[Text, Text], ...]:
    """A row only where a gap is allowed: most plans know of none."""
    if not plan.allowed_gap:
        return ()
    gap = Text("{gap:share} in the smallest chance (in percentage points)", gap=plan.allowed_gap)
    return ((PLAN_FIELDS["allowed_gap"], gap),)


def _announced(source: Source) -> Text:
    return Text(
        "{source} ({kind}), {when:moment}",
        source=source.source,
        kind=SOURCE_KINDS[source.kind],
        when=source.when,
    )


def _event(entry: Entry, commitments: Mapping[str, tuple[str, ...]]) -> Event:
    what, *details = describe(entry)
    return Event(
        number=entry.number + 1,
        time=entry.time,
        what=what,
        details=tuple(details),
        hash=entry.hash,
        spoken=commitments.get(entry.hash, ()),
    )
