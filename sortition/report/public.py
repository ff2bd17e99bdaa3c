"""The public report of a process: what everybody may read, made from what everybody may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from sortition.errors import Text
from sortition.records.assurance import Assurance
from sortition.records.figures import ChanceFigures, PublicFigures, QuotaFigures
from sortition.records.journal import Entry, Step, signatures
from sortition.records.lottery import Method
from sortition.records.plan import Plan
from sortition.records.quotas import label
from sortition.records.statuses import Status
from sortition.report import pictures
from sortition.report.account import agreed
from sortition.report.journal import describe, plan_change_text
from sortition.report.methods import aim
from sortition.report.page import rendered
from sortition.texts import N_, Translator, known_language, translator

_FEW: Final = 12
"""Groups with a chance of their own that are listed; the figures have all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of the plan: who wanted it, why, when, what, and who signed it."""

    time: str
    by: str
    why: str
    changes: tuple[Text, ...]
    signed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that was fixed or became known, in words, and its commitment, if it has one.

    ``inner`` are those of the draw that it was about, ``changes`` those of its plan.
    """

    time: str
    what: Text
    details: tuple[Text, ...]
    spoken: tuple[str, ...]
    digits: str
    inner: tuple[Moment, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category: its quotas, and the picture of them."""

    name: str
    rows: tuple[QuotaFigures, ...]
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything that the page is about. ``words`` maps hashes to the words of a commitment."""

    plan: Plan
    figures: PublicFigures
    entries: tuple[Entry, ...]
    assurance: Assurance
    words: Mapping[str, tuple[str, ...]]
    inner: Mapping[int, tuple[Entry, ...]]
    """The journals of replacements, by number from 1."""
    proved: bool
    """Whether the proof is among what everybody may see, for it names nobody."""

    @property
    def erased(self) -> str:
        """When the personal data were erased (a stated time), or empty."""
        times = (e.time for e in reversed(self.entries) if e.step is Step.ERASED)
        return next(times, "")


def public_html(told: Told, *, language: str, version: str) -> bytes:
    """The page: nothing to load, no script, no clock. Raises ValueError for a language."""
    speaker = translator(known_language(language))
    figures = told.figures
    return rendered(
        "public.html.j2",
        speaker,
        plan=told.plan,
        figures=figures,
        number=number_text(figures),
        stages=stages(told.entries, figures),
        funnel=_funnel(told, speaker),
        categories=tuple(_categories(figures, speaker)),
        population=any(row.population is not None for row in figures.quotas),
        missed=missed(figures),
        withheld=withheld(figures),
        line=_line(figures, speaker),
        dots=_dots(figures, speaker),
        means=tuple(row for row in figures.quotas if row.chance is not None),
        groups=tuple(one for one in figures.chances if one.values)[:_FEW],
        more=max(0, sum(bool(one.values) for one in figures.chances) - _FEW),
        small=sum(one.people for one in figures.chances if not one.values) + figures.unknown,
        reasons=tuple(reasons(figures)),
        fairness=tuple(fairness(figures, told.plan)),
        checks=tuple(checks(told)),
        changes=tuple(changes(told.entries)),
        moments=tuple(moments(told.entries, told.words)),
        assurance=told.assurance,
        events=tuple(after_the_draw(told)),
        gone=tuple(who_is_gone(told.entries)),
        erased=told.erased,
        agreed=agreed(told.plan),
        head=told.entries[-1].hash,
        lines=len(told.entries),
        version=version,
    )


def number_text(figures: PublicFigures) -> str:
    """The number of the panel as it was read out; empty before the draw."""
    if figures.number is None:
        return ""
    return f"{figures.number:0{len(str(figures.units - 1))}d}"


def stages(entries: Sequence[Entry], figures: PublicFigures) -> tuple[tuple[Text, int], ...]:
    """From letters to seats: what, and how many. Letters only where the journal has them."""
    letters = sum(int(str(e.facts["letters"])) for e in entries if e.step is Step.LETTERS_DRAWN)
    joined = [int(str(e.facts["joined"])) for e in entries if e.step is Step.ANSWERS]
    return (
        *(((Text("Letters"), letters),) if letters else ()),
        *(((Text("Joined"), joined[-1]),) if joined else ()),
        (Text("People in the pool"), figures.people),
        (Text("Seats in the panel"), figures.size),
    )


def missed(figures: PublicFigures) -> tuple[QuotaFigures, ...]:
    """Quotas that the panel does not meet: none, or something is wrong."""
    return tuple(
        row
        for row in figures.quotas
        if row.panel is not None and not row.minimum <= row.panel <= row.maximum
    )


def withheld(figures: PublicFigures) -> bool:
    """Whether numbers of some quota are not shown: of the pool, or of the panel that was drawn."""
    drawn = figures.number is not None
    return any(row.pool is None or (drawn and row.panel is None) for row in figures.quotas)


def fairness(figures: PublicFigures, plan: Plan) -> Iterator[Text]:
    """What an equal chance would be, and what is made of it."""
    if figures.equal:
        yield Text(
            "Everybody has the same chance, {even:share}: the quotas leave room for that.",
            even=figures.even,
        )
        return
    yield Text("If everybody had the same chance, it would be {even:share}.", even=figures.even)
    yield from _unequal(figures, plan)
    yield aim(Method(figures.method))
    if plan.allowed_gap:
        yield Text(
            "But the plan allows that the computer stops before it has found the very best. The "
            "smallest chance may then be smaller than the quotas allow, by at most {gap:share} (in "
            "percentage points), and of larger chances nothing is promised.",
            gap=plan.allowed_gap,
        )
    if plan.weights:
        yield Text(
            "What counts in that is not the chance itself, but the chance divided by the weight in "
            'the column "{name}". Where letters were unequal on purpose, that makes the chance '
            "from letter to seat as equal as the quotas allow.",
            name=plan.weights,
        )


def _unequal(figures: PublicFigures, plan: Plan) -> Iterator[Text]:
    """Whether chances differ, as far as that can be seen, and why."""
    if not figures.chances:
        yield Text(
            "The chances themselves are not shown: there are so few people in the pool that "
            "somebody could be recognised."
        )
    elif figures.alike:
        yield Text(
            "As far as can be seen here, everybody has that chance: nothing that is shown differs "
            "from it by a whole panel in {units}.",
            units=figures.units,
        )
    elif not plan.weights:
        cause = Text("The quotas")
        if plan.household:
            cause = Text("The quotas and the rule on addresses")
        yield Text(
            "{cause} can make that impossible: where many people registered for few seats, each of "
            "them has a smaller chance.",
            cause=cause,
        )


def checks(told: Told) -> Iterator[Text]:
    """What an auditor checks, who sees the names; or could, until these were erased."""
    if told.erased:
        yield Text(
            "An auditor could check more, with the names. These were deleted, so what needs them "
            "cannot be checked any more."
        )
    elif told.proved and not told.plan.allowed_gap:
        yield Text(
            "That no lottery is fairer is proved in the public file. An auditor can check one "
            "thing more: that everybody is in the list once. That takes the names, which are not "
            "public."
        )
    elif told.plan.allowed_gap:
        yield Text(
            "An auditor can check more: that everybody is in the list once, and how much fairer "
            "another lottery could be at most. That takes the names, which are not public."
        )
    else:
        yield Text(
            "An auditor can check more: that everybody is in the list once, and that no lottery is "
            "fairer. That takes the names, which are not public."
        )


def reasons(figures: PublicFigures) -> Iterator[Text]:
    """Why the smallest and the largest chance are what they are, from quotas and pool alone."""
    scarce, ample = figures.scarcest, figures.amplest
    if scarce is not None and scarce.pool and scarce.maximum < scarce.pool:
        top = Fraction(scarce.maximum, scarce.pool)
        yield Text(
            "Of {quota} there are {people} people in the pool. The number of seats for them is at "
            "most {seats}. So on average they cannot have more than {chance:share}, whatever "
            "the lottery.",
            quota=label(scarce.category, scarce.value),
            people=scarce.pool,
            seats=scarce.maximum,
            chance=top,
        )
        shown = {one.low for one in figures.chances if one.values}
        everybody = not (figures.without or figures.blurred or figures.unknown)
        if everybody and figures.smallest == top and top in shown:
            yield Text("The smallest chance is just that: nobody of them can have more.")
    if ample is not None and ample.pool and ample.minimum:
        yield Text(
            "Of {quota} there are {people} people in the pool. The number of seats for them is at "
            "least {seats}. So on average they have a chance of at least {chance:share}.",
            quota=label(ample.category, ample.value),
            people=ample.pool,
            seats=ample.minimum,
            chance=Fraction(ample.minimum, ample.pool),
        )


def changes(entries: Sequence[Entry]) -> Iterator[Change]:
    """Every change of the plan, with who signed it."""
    for entry in entries:
        if entry.step is not Step.AMENDED:
            continue
        facts: Mapping[str, Any] = entry.facts
        signed = (str(e.facts["party"]) for e in signatures(entries, entry.hash))
        yield Change(
            time=entry.time,
            by=facts["by"],
            why=facts["why"],
            changes=tuple(plan_change_text(**change) for change in facts["changes"]),
            signed=tuple(signed),
        )


_FIXED: Final = (Step.POOL_CLOSED, Step.VALUE_A, Step.COMMITTED, Step.VALUE_B, Step.DRAWN)


def moments(entries: Sequence[Entry], words: Mapping[str, tuple[str, ...]]) -> Iterator[Moment]:
    """What was fixed and what became known, in the order that makes it fair; the last of each."""
    last = {entry.step: entry for entry in entries if entry.step in _FIXED}
    for step in _FIXED:
        if step in last:
            yield _moment(last[step], words)


_AFTER: Final = (Step.ALTERNATES, Step.STATUS, Step.CALLED, Step.REPLACED, Step.ERASED)


def after_the_draw(told: Told) -> Iterator[Moment]:
    """Who dropped out, how others came in, and what was deleted, as counts."""
    replaced = 0
    for entry in told.entries:
        if entry.step not in _AFTER:
            continue
        found = _moment(entry, told.words)
        if entry.step is Step.REPLACED:
            replaced += 1
            inner = told.inner.get(replaced, ())
            found = replace(
                found,
                what=Text("The panel grew") if _grew_only(entry) else found.what,
                inner=tuple(moments(inner, told.words)),
                changes=tuple(changes(inner)),
            )
        yield found


def _grew_only(entry: Entry) -> bool:
    """Whether a replacement took nobody's place."""
    return entry.facts["seats"] == entry.facts["added"]


def who_is_gone(entries: Sequence[Entry]) -> Iterator[Text]:
    """What the events after the draw come down to; counts do not say whose a status was."""
    if any(map(_left, entries)):
        yield Text(
            "Some people said that they cannot come, or could not be reached. When a seat becomes "
            "free, somebody else can take it, by lot or by a rule that was fixed before. Nobody "
            "picks them."
        )
    elif any(entry.step is Step.ALTERNATES for entry in entries):
        yield Text(
            "Alternates stand by, in case somebody cannot come. They were drawn by lot too: nobody "
            "picks them."
        )
    elif any(entry.step is Step.REPLACED for entry in entries):
        yield Text("Others came in by lot. Nobody picked them.")


def _left(entry: Entry) -> bool:
    """Whether an entry says that somebody left."""
    facts: Mapping[str, Any] = entry.facts
    return entry.step is Step.STATUS and any(
        one["people"] and one["status"] != Status.CONFIRMED for one in facts["counts"]
    )


def _moment(entry: Entry, words: Mapping[str, tuple[str, ...]]) -> Moment:
    what, *details = describe(entry)
    spoken = words.get(entry.hash, ())
    return Moment(
        time=entry.time,
        what=what,
        details=tuple(details),
        spoken=spoken,
        digits=entry.hash if spoken else "",
    )


# --- pictures -------------------------------------------------------------------------------------


def _funnel(told: Told, speaker: Translator) -> str:
    rows = [
        (speaker.text(what), number, speaker.number(number))
        for what, number in stages(told.entries, told.figures)
    ]
    return pictures.funnel(rows, title=speaker.say(N_("From many people to the panel")))


def _categories(figures: PublicFigures, speaker: Translator) -> Iterator[Category]:
    for name in dict.fromkeys(row.category for row in figures.quotas):
        rows = tuple(row for row in figures.quotas if row.category == name)
        yield Category(name=name, rows=rows, picture=_bars(name, rows, figures, speaker))


def _bars(
    name: str, rows: Sequence[QuotaFigures], figures: PublicFigures, speaker: Translator
) -> str:
    series = [
        ("population", [row.population for row in rows]),
        ("pool", [_part(row.pool, figures.people) for row in rows]),
        ("panel", [_part(row.panel, figures.size) for row in rows]),
    ]
    if all(share is None for _, shares in series for share in shares):
        return ""
    known = [(key, shares) for key, shares in series if any(s is not None for s in shares)]
    names = {
        "population": speaker.say(N_("population")),
        "pool": speaker.say(N_("pool")),
        "panel": speaker.say(N_("panel")),
    }
    bars = [
        pictures.Bars(
            name=row.value or name,
            shares=tuple(shares[r] for _, shares in known),
            room=(Fraction(row.minimum, figures.size), Fraction(row.maximum, figures.size)),
        )
        for r, row in enumerate(rows)
    ]
    return pictures.compared(
        bars,
        [names[key] for key, _ in known],
        title=speaker.say(
            N_("{category}: shares of each group; the table has the numbers"), category=name
        ),
        percent=speaker.percent,
    )


def _part(number: int | None, of: int) -> Fraction | None:
    return None if number is None else Fraction(number, of)


def _line(figures: PublicFigures, speaker: Translator) -> str:
    if not figures.chances:
        return ""
    steps = [
        pictures.Steps(people=one.people, chance=(one.low + one.high) / 2)
        for one in sorted(figures.chances, key=_middle)
    ]
    return pictures.sorted_chances(
        steps,
        even=figures.even,
        title=speaker.say(N_("The chances of everybody, from the smallest to the largest")),
        names=(speaker.say(N_("people")), speaker.say(N_("chance"))),
        percent=speaker.percent,
    )


def _dots(figures: PublicFigures, speaker: Translator) -> str:
    rows = [
        (label(row.category, row.value), row.chance)
        for row in figures.quotas
        if row.chance is not None
    ]
    if not rows:
        return ""
    return pictures.dots(
        rows,
        even=figures.even,
        title=speaker.say(N_("The mean chance in each group; the table has the numbers")),
        percent=speaker.percent,
    )


def _middle(one: ChanceFigures) -> Fraction:
    return one.low + one.high
