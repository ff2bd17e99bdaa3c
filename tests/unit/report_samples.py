"""A lottery worked out by hand, small enough to check on paper, for the tests of the report.

Thirteen people, a panel of 4: one person with little schooling of two, three others of ten. The
eleventh person with more schooling lives in the harbour, where no seat is: no panel can hold that
person. Levels: 0 (harbour), 3/10 (three seats for ten), 1/2 (one seat for two).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from sortition.records.lottery import (
    Certificate,
    Cut,
    CutReason,
    Draw,
    Level,
    Lottery,
    Reach,
    Spread,
)
from sortition.records.panels import Panels
from sortition.records.pool import Pool, Registrant
from sortition.records.quotas import Quota, Quotas
from sortition.records.space import Profile, Space

NASTY = "<script>alert('wijk')</script>"
SECRETS = ("Jansen", "Geheimstraat", "3311AB")
HASHES = {"lottery.json": "a" * 64, "certificate.json": "b" * 64, "seating.csv": "c" * 64}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Stands in for the settings of a draw."""

    language: str = "en"
    version: str = "0.0.test"


def quotas() -> Quotas:
    return Quotas.of(
        (
            Quota(category="schooling", value="little", minimum=1, maximum=1),
            Quota(category="schooling", value="more", minimum=3, maximum=3),
            Quota(category="wijk", value="Centrum", minimum=1, maximum=4),
            Quota(category="wijk", value="Haven", minimum=0, maximum=0),
            Quota(category="wijk", value=NASTY, minimum=0, maximum=3),
        )
    )


def values(i: int) -> tuple[str, str]:
    """People 0 and 1 have little schooling; person 12 lives in the harbour."""
    if i == 12:
        return ("more", "Haven")
    return ("little" if i < 2 else "more", "Centrum" if i % 2 else NASTY)


def pool() -> Pool:
    categories = quotas().categories
    return Pool(
        id_column="id",
        household_columns=(),
        columns=("id", *categories, "name", "street", "postcode"),
        categories=categories,
        registrants=tuple(
            Registrant(
                id=f"p{i:02d}",
                values=values(i),
                household=None,
                cells=(f"p{i:02d}", *values(i), *SECRETS),
            )
            for i in range(13)
        ),
    )


def space() -> Space:
    kinds = sorted({values(i) for i in range(13)})
    profiles = tuple(
        Profile(values=kind, kind=None, people=tuple(i for i in range(13) if values(i) == kind))
        for kind in kinds
    )
    labels = pool().ids
    return Space(size=4, quotas=quotas(), labels=labels, profiles=profiles, kinds=())


def lottery(*, certificate: Certificate | None = None) -> Lottery:
    """Ten panels: seats go round among the two, and among the ten."""
    where = space()
    homes = [profile.values for profile in where.profiles]
    little = tuple(t for t, v in enumerate(homes) if v[0] == "little")
    harbour = tuple(t for t, v in enumerate(homes) if v[1] == "Haven")
    more = tuple(t for t in range(len(homes)) if t not in {*little, *harbour})
    panels = Panels.listed(
        tuple(
            tuple(sorted((j % 2, *(2 + (3 * j + seat) % 10 for seat in range(3)))))
            for j in range(10)
        )
    )
    chances = [Fraction(0)] * len(where.profiles)
    for group, chance in ((more, Fraction(3, 10)), (little, Fraction(1, 2))):
        for t in group:
            chances[t] = chance
    certificate = certificate or Certificate(
        cuts=(Cut(weights=((harbour[0], 1),), bound=0, reason=CutReason.UNSEATABLE),),
        levels=(
            # Rows: 0 size, 1 little, 2 more, 3 the nasty one, 4 Centrum, 5 Haven, 6 the cut.
            Level(
                chance=Fraction(0),
                profiles=harbour,
                multipliers=((6, Fraction(1)),),
                gap=Fraction(0),
            ),
            Level(
                chance=Fraction(3, 10),
                profiles=more,
                multipliers=((2, Fraction(1)),),
                gap=Fraction(0),
            ),
            Level(
                chance=Fraction(1, 2),
                profiles=little,
                multipliers=((1, Fraction(1)),),
                gap=Fraction(0),
            ),
        ),
        reach=Reach.EXACT,
    )
    return Lottery(
        space=where,
        construction="lottery balls of 3 May: 4 17 22",
        chances=tuple(chances),
        panels=panels,
        counts=tuple(sum(i in panel for panel in panels) for i in range(13)),
        certificate=certificate,
        spread=Spread(distinct=10, together=Fraction(21, 100)),
    )


def draw(*, seed: str | None = None) -> Draw:
    return Draw(seed=seed, randomness="dice in the room: 6 3", number=7, panel=lottery().panels[7])


def level(chance: Fraction, gap: Fraction, *multipliers: tuple[int, Fraction]) -> Level:
    """The second level of the sample with another proof."""
    return replace(lottery().certificate.levels[1], chance=chance, gap=gap, multipliers=multipliers)
