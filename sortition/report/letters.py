"""The plan of the letters on one page: what is sent where, what it gives, what else can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.errors import Text
from sortition.records.letters import Counted, LettersAdvice, Outlook, Stratum
from sortition.report.page import environment
from sortition.texts import known_language, translator

_RISKS: Final = 5
_WIDE: Final = 1000
"""A bar is so many units long at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row with a bar: its name, its figure and how long the bar is (0 to 1000)."""

    name: Text
    figure: Text
    length: int
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """Letters to the people with one value: how many people and letters, and one in how many."""

    category: str
    value: str
    people: int
    letters: int
    chance: Fraction


def filled_bars(advice: LettersAdvice) -> tuple[Bar, ...]:
    """The part of the rounds that fill a panel, for the plan and for the habits."""
    rows: list[tuple[Text, Outlook]] = [
        (Text("these letters"), advice.outlook),
        (Text("as many letters, equal chances"), advice.equal),
    ]
    if advice.habit is not None:
        areas = Text("as many letters, 20% of them to {areas}", areas=advice.areas)
        rows.append((areas, advice.habit))
    return tuple(
        Bar(
            name=name,
            figure=Text("{part:.1%}", part=outlook.filled),
            length=round(_WIDE * outlook.filled),
            marked=outlook is advice.outlook,
        )
        for name, outlook in rows
    )


def probability_bars(advice: LettersAdvice) -> tuple[Bar, ...]:
    """Letters against the probability."""
    return _letters(
        [
            (Text("{part:.0%}", part=part), letters, part == advice.wanted)
            for part, letters in advice.by_probability
        ]
    )


def cap_bars(advice: LettersAdvice) -> tuple[Bar, ...]:
    """Letters against how unequal their chances may be."""
    return _letters(
        [
            (Text("{times:.2f} : 1", times=cap), letters, cap == advice.plan.cap)
            for cap, letters in advice.by_cap
        ]
    )


def _letters(rows: Sequence[tuple[Text, int | None, bool]]) -> tuple[Bar, ...]:
    most = max((letters for _, letters, _ in rows if letters is not None), default=1)
    return tuple(
        Bar(
            name=name,
            figure=Text("more than there are people")
            if letters is None
            else Text("{n} letters", n=letters),
            length=_WIDE if letters is None else round(Fraction(_WIDE * letters, most)),
            marked=marked,
        )
        for name, letters, marked in rows
    )


def group_rows(advice: LettersAdvice, counted: Counted) -> tuple[GroupRow, ...]:
    """The letters by each value of each category that they are divided by."""
    found = []
    for place, one in enumerate(advice.plan.rules.attributes):
        for value in one.values:
            strata = [s for s in advice.plan.strata if s.values[place] == value]
            if strata:
                found.append(_group(one.category, value, strata, counted))
    return tuple(found)


def _group(category: str, value: str, strata: Sequence[Stratum], counted: Counted) -> GroupRow:
    people = sum(counted.people[stratum.values] for stratum in strata)
    letters = sum((stratum.letters for stratum in strata), Fraction(0))
    return GroupRow(
        category=category,
        value=value,
        people=people,
        letters=round(letters),
        chance=letters / people,
    )


def risks(outlook: Outlook) -> Iterator[tuple[str, Fraction, Fraction]]:
    """Quotas that are not always filled: label, part of the rounds, people expected."""
    rows = sorted(outlook.lacking, key=lambda row: -row[1])
    yield from ((quota.label, part, people) for quota, part, people in rows if part)


def left_out(counted: Counted, filters: Sequence[str]) -> tuple[tuple[Text, int], ...]:
    """How many each filter leaves out, in the order in which they apply."""
    return tuple(
        (filter_text(name), times) for name, times in zip(filters, counted.left_out, strict=True)
    )


def filter_text(name: str) -> Text:
    """A filter in words; those of a column or a list are named as they were given."""
    return Text("too young or too old") if name == "age" else Text("{label}", label=name)


def unequal_text(advice: LettersAdvice) -> Text:
    """What is unequal on purpose, in one sentence."""
    chances = advice.plan.chances
    return Text(
        "On purpose, some groups get more letters than others: who has the largest chance of a "
        "letter has {times:.2f} times the chance of who has the smallest. At most {cap:.2f} times "
        "was allowed.",
        times=max(chances) / min(chances),
        cap=advice.plan.cap,
    )


def summary(
    advice: LettersAdvice, unknown: Sequence[str], price: Fraction | None
) -> Iterator[Text]:
    """How many letters, what they are expected to give, and what is unequal on purpose."""
    letters = round(advice.plan.letters)
    yield Text("Letters to send: {n}", n=letters)
    if price is not None:
        yield Text("They cost: {costs:.2f}", costs=price * letters)
    yield Text(
        "About {people:.0f} people are expected to join. In {part:.1%} of {rounds} simulated "
        "rounds a panel can be filled that meets every quota; {wanted:.0%} was wanted.",
        people=advice.outlook.people,
        part=advice.outlook.filled,
        rounds=advice.outlook.rounds,
        wanted=advice.wanted,
    )
    if not advice.enough:
        yield Text(
            "That is not enough. Send more letters, or widen the quotas: the table of risks below "
            "says which."
        )
    if unknown:
        yield Text(
            "The register does not know: {names}. Letters cannot be aimed at that; it was counted "
            "with that everybody answers as stated.",
            names=tuple(unknown),
        )
    yield unequal_text(advice)


def compared(advice: LettersAdvice) -> Iterator[Text]:
    """What goes wrong most often, and what habits do with as many letters."""
    for label, part, people in list(risks(advice.outlook))[:_RISKS]:
        yield Text(
            "Too few people for {label} in {part:.1%} of the rounds ({people:.1f} expected).",
            label=label,
            part=part,
            people=people,
        )
    for bar in filled_bars(advice)[1:]:
        yield Text(
            "Compare: {name}: a panel in {figure} of the rounds.", name=bar.name, figure=bar.figure
        )
    if advice.equal_letters is not None:
        yield Text("With equal chances {n} letters are needed.", n=advice.equal_letters)


def letters_html(
    advice: LettersAdvice,
    counted: Counted,
    *,
    filters: Sequence[str],
    unknown: Sequence[str],
    price: Fraction | None,
    language: str,
    version: str,
) -> bytes:
    """The page: nothing to load, no script. Raises ValueError for a language without texts."""
    speaker = translator(known_language(language))
    html = (
        environment(speaker)
        .get_template("letters.html.j2")
        .render(
            advice=advice,
            counted=counted,
            letters=round(advice.plan.letters),
            left_out=left_out(counted, filters),
            unknown=tuple(unknown),
            price=price,
            costs=None if price is None else price * round(advice.plan.letters),
            filled=filled_bars(advice),
            by_probability=probability_bars(advice),
            by_cap=cap_bars(advice),
            groups=group_rows(advice, counted),
            risks=tuple(risks(advice.outlook)),
            unequal=unequal_text(advice),
            version=version,
        )
    )
    return (html.strip() + "\n").encode("utf-8")
