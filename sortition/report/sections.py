"""What each part of the report says, as plain rows: pure functions of the records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from sortition.errors import Text
from sortition.records.derived import INSIDE, REST, Derived
from sortition.records.lottery import Draw, Level, Lottery
from sortition.records.pool import Pool
from sortition.records.quotas import Quota, Quotas, label
from sortition.report.levels import levels_of, people_of
from sortition.report.proof import why

_EXPLAINED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The facts at the top; ``number`` and the ends of the list as panels.csv writes them (5.5)."""

    size: int
    people: int
    units: int
    number: str
    first: str
    last: str
    smallest: Fraction
    smallest_people: int
    largest: Fraction
    largest_people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """One value: its quota, its people in the pool and in the panel; ``said`` is it in words.

    The ``…_mark`` numbers are positions in the picture, 0 to 1000.
    """

    value: str
    said: Text
    minimum: int
    maximum: int
    pool: int
    panel: int
    pool_share: Fraction
    panel_share: Fraction
    pool_mark: int
    panel_mark: int
    minimum_mark: int
    maximum_mark: int

    @property
    def kept(self) -> bool:
        """Whether the panel keeps to the quota."""
        return self.minimum <= self.panel <= self.maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTable:
    """The values of one category. ``rule`` says who meets a condition; else it is empty."""

    category: str
    rule: tuple[Text, ...]
    rows: tuple[ValueRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaTables:
    """Every category, drawn on one scale from 0 to ``scale``."""

    scale: Fraction
    categories: tuple[CategoryTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why the people of one level cannot have more."""

    chance: Fraction
    people: int
    sentences: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseatable:
    """A person whom no panel can hold: the id, and the values that the quotas look at."""

    id: str
    values: str


def headline(lottery: Lottery, draw: Draw) -> Headline:
    """The facts at the top of the page."""
    digits = len(str(lottery.units - 1))
    seated = [level for level in levels_of(lottery) if level.chance > 0]
    return Headline(
        size=lottery.space.size,
        people=len(lottery.space.labels),
        units=lottery.units,
        number=f"{draw.number:0{digits}d}",
        first="0" * digits,
        last=str(lottery.units - 1),
        smallest=seated[0].chance,
        smallest_people=people_of(lottery, seated[0]),
        largest=seated[-1].chance,
        largest_people=people_of(lottery, seated[-1]),
    )


def quota_tables(pool: Pool, lottery: Lottery, draw: Draw) -> QuotaTables:
    """Quotas against pool and panel, category by category."""
    quotas = lottery.space.quotas
    everyone = _held(pool, range(len(pool.registrants)))
    drawn = _held(pool, draw.panel)
    size, people = lottery.space.size, len(pool.registrants)
    told = quotas.told(size)
    shares = [Fraction(everyone[row.category, row.value], people) for row in told]
    seats = [max(row.maximum, drawn[row.category, row.value]) for row in told]
    highest = max(*shares, *(Fraction(min(n, size), size) for n in seats))
    scale = Fraction(ceil(highest * 10), 10)

    def row(quota: Quota) -> ValueRow:
        held = quota.category, quota.value
        said = _said(quota, quotas.definition(quota.category))
        return _value_row(quota, said, (everyone[held], people), (drawn[held], size), scale)

    def table(category: str) -> CategoryTable:
        own = [quota for quota in told if quota.category == category]
        own.sort(key=lambda quota: quota.value == REST)  # everybody else at the end
        return CategoryTable(
            category=category, rule=_rule(quotas.definition(category)), rows=tuple(map(row, own))
        )

    return QuotaTables(
        scale=scale,
        categories=tuple(map(table, quotas.categories)),
    )


def _said(quota: Quota, definition: Derived | None) -> Text:
    """The value of a quota in words."""
    if definition is None:
        return Text("{label}", label=quota.value)
    if definition.is_condition:
        return Text("everybody else") if quota.value == REST else Text("who belongs to it")
    if quota.value == REST:
        return Text("all other combinations")
    return Text("{label}", label=quota.value)


def _rule(definition: Derived | None) -> tuple[Text, ...]:
    """Who meets a condition, name by name."""
    if definition is None or not definition.is_condition:
        return ()
    (inside,) = definition.values
    return tuple(
        Text("{label}", label=name)
        if some == (INSIDE,)
        else Text("{name}: {values}", name=name, values=" / ".join(some))
        for name, some in zip(definition.of, inside.where, strict=True)
    )


def _held(pool: Pool, people: range | tuple[int, ...]) -> Counter[tuple[str, str]]:
    """How many of these people have each (category, value)."""
    return Counter(
        pair
        for i in people
        for pair in zip(pool.categories, pool.registrants[i].values, strict=True)
    )


def _value_row(
    quota: Quota, said: Text, pool: tuple[int, int], panel: tuple[int, int], scale: Fraction
) -> ValueRow:
    def mark(part: int, whole: int) -> int:
        return min(1000, round(1000 * Fraction(part, whole) / scale))

    size = panel[1]
    return ValueRow(
        value=quota.value,
        said=said,
        minimum=quota.minimum,
        maximum=quota.maximum,
        pool=pool[0],
        panel=panel[0],
        pool_share=Fraction(*pool),
        panel_share=Fraction(*panel),
        pool_mark=mark(*pool),
        panel_mark=mark(*panel),
        minimum_mark=mark(quota.minimum, size),
        maximum_mark=mark(quota.maximum, size),
    )


def equality(lottery: Lottery) -> Text:
    """What an equal chance would be, and why chances are not equal, where they are not."""
    space = lottery.space
    even = Fraction(space.size, len(space.labels))
    if all(chance == even for chance in lottery.chances):
        return Text(
            "Everyone has the same chance, {even:share}: the quotas leave room for that.", even=even
        )
    if space.quotas.weights:
        return Text("If everyone had the same chance, it would be {even:share}.", even=even)
    if any(profile.kind is not None for profile in space.profiles):
        return Text(
            "Without quotas and the rule on addresses, everyone would have the same chance: "
            "{even:share}. They can make chances differ: where many people registered for few "
            "seats, each has a smaller chance.",
            even=even,
        )
    if lottery.certificate.interval is not None or lottery.certificate.gap:
        return Text(
            "Without quotas, everyone would have the same chance: {even:share}. Quotas can make "
            "chances differ: where many people registered for few seats, each has a smaller "
            "chance.",
            even=even,
        )
    return Text(
        "Without quotas, everyone would have the same chance: {even:share}. Quotas make chances "
        "differ: where many people registered for few seats, each has a smaller chance.",
        even=even,
    )


def explanations(lottery: Lottery) -> tuple[Explanation, ...]:
    """The proof in words for the people who have the least."""
    return tuple(_explanation(lottery, level) for level in _seated(lottery)[:_EXPLAINED])


def _explanation(lottery: Lottery, level: Level) -> Explanation:
    return Explanation(
        chance=level.chance, people=people_of(lottery, level), sentences=why(lottery, level)
    )


def _seated(lottery: Lottery) -> tuple[Level, ...]:
    if lottery.space.quotas.weights:
        return ()  # the chance of a level is divided by weights, and people read chances
    return tuple(level for level in lottery.certificate.levels if level.chance > 0)


def further_levels(lottery: Lottery) -> int:
    """How many levels :func:`explanations` leaves to certificate.json."""
    return max(0, len(_seated(lottery)) - _EXPLAINED)


def unseatable(pool: Pool, lottery: Lottery) -> tuple[Unseatable, ...]:
    """The people whom no panel can hold; ids and quota values only, no other column."""
    found = (pool.registrants[i] for i in lottery.unseatable)
    return tuple(
        Unseatable(
            id=person.id,
            values=", ".join(
                label(category, value)
                for category, value in zip(pool.categories, person.values, strict=True)
            ),
        )
        for person in found
    )


def other_columns(pool: Pool, quotas: Quotas) -> tuple[str, ...]:
    """Columns of the registrants that no rule looks at."""
    used = {pool.id_column, *pool.household_columns, *pool.categories, *quotas.looked_at}
    return tuple(column for column in pool.columns if column not in used)
