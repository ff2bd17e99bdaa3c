"""The plan of the letters on one page: what is sent where, what it gives, what else can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.errors import Text
from sortition.records.letters import Counted, LettersAdvice, Outlook, Stratum
from sortition.report import pictures
from sortition.report.marks import round_marks
from sortition.report.page import rendered
from sortition.texts import N_, Translator, known_language, translator

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
class Wish:
    """What a wish takes in letters; ``marked`` is the wish of the plan."""

    name: Text
    figure: Text
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOff:
    """Wishes, the mildest first, and their picture as SVG, empty where no letters would do."""

    rows: tuple[Wish, ...]
    picture: str


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


def by_probability(advice: LettersAdvice, speaker: Translator) -> TradeOff:
    """Letters against the probability."""
    return _trade_off(
        [(part, Text("{part:.0%}", part=part), letters) for part, letters in advice.by_probability],
        advice.wanted,
        speaker,
        across=pictures.Scale(
            name=speaker.say(N_("how often a panel can be filled")),
            marks=tuple((part, speaker.percent(part, 0)) for part, _ in advice.by_probability),
        ),
        title=N_("Letters needed, by how often a panel can be filled; the table has the numbers"),
    )


def by_cap(advice: LettersAdvice, speaker: Translator) -> TradeOff:
    """Letters against how unequal their chances may be."""
    return _trade_off(
        [(cap, Text("{times:.2f} : 1", times=cap), letters) for cap, letters in advice.by_cap],
        advice.plan.cap,
        speaker,
        across=pictures.Scale(
            name=speaker.say(N_("largest to smallest chance of a letter")),
            marks=tuple((cap, speaker.decimal(cap, 2)) for cap, _ in advice.by_cap),
            proportional=True,
        ),
        title=N_("Letters needed, by how unequal their chances may be; the table has the numbers"),
    )


def _trade_off(
    wishes: Sequence[tuple[Fraction, Text, int | None]],
    chosen: Fraction,
    speaker: Translator,
    *,
    across: pictures.Scale,
    title: str,
) -> TradeOff:
    rows = tuple(
        Wish(
            name=name,
            figure=Text("more than there are people")
            if letters is None
            else Text("{n} letters", n=letters),
            marked=wish == chosen,
        )
        for wish, name, letters in wishes
    )
    points = tuple((wish, Fraction(letters)) for wish, _, letters in wishes if letters is not None)
    if not points:
        return TradeOff(rows=rows, picture="")
    picture = pictures.lines(
        [
            pictures.Line(
                name=speaker.say(N_("letters needed")),
                points=points,
                dotted=True,
                ringed=next((point for point in points if point[0] == chosen), None),
            )
        ],
        across,
        pictures.Scale(
            name=speaker.say(N_("letters needed")),
            marks=tuple(
                (mark, speaker.number(int(mark)))
                for mark in round_marks(max(letters for _, letters in points), finest=Fraction(1))
            ),
        ),
        title=speaker.say(title),
    )
    return TradeOff(rows=rows, picture=picture)


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
    return rendered(
        "letters.html.j2",
        speaker,
        advice=advice,
        counted=counted,
        letters=round(advice.plan.letters),
        left_out=left_out(counted, filters),
        unknown=tuple(unknown),
        price=price,
        costs=None if price is None else price * round(advice.plan.letters),
        filled=filled_bars(advice),
        by_probability=by_probability(advice, speaker),
        by_cap=by_cap(advice, speaker),
        groups=group_rows(advice, counted),
        risks=tuple(risks(advice.outlook)),
        unequal=unequal_text(advice),
        version=version,
    )
