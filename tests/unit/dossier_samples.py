"""A lottery small enough to write its files by hand: two of four people, one of each group."""

from dataclasses import replace
from fractions import Fraction

from sortition.dossier.settings import Settings
from sortition.records.lottery import Certificate, Draw, Level, Lottery, Reach, Spread
from sortition.records.panels import Block, Panels
from sortition.records.pool import Pool, Registrant
from sortition.records.quotas import Quota, Quotas
from sortition.records.space import Profile, Space

QUOTAS = Quotas.of(
    (
        Quota(category="group", value="x", minimum=1, maximum=1),
        Quota(category="group", value="y", minimum=1, maximum=1, min_flex=0, max_flex=2),
    )
)

_PEOPLE = (("a", "x", "=Ann"), ("b", "x", "Bo, jr"), ("c", "y", "Cé"), ("d", "y", ""))

POOL = Pool(
    id_column="id",
    household_columns=(),
    columns=("id", "group", "name"),
    categories=("group",),
    registrants=tuple(
        Registrant(id=name, values=(value,), household=None, cells=(name, value, called))
        for name, value, called in _PEOPLE
    ),
)

SPACE = Space(
    size=2,
    quotas=QUOTAS,
    labels=POOL.ids,
    profiles=(
        Profile(values=("x",), kind=None, people=(0, 1)),
        Profile(values=("y",), kind=None, people=(2, 3)),
    ),
    kinds=(),
)

CERTIFICATE = Certificate(
    cuts=(),
    levels=(
        Level(
            chance=Fraction(1, 2),
            profiles=(0, 1),
            multipliers=((0, Fraction(1)),),
            gap=Fraction(0),
        ),
    ),
    reach=Reach.EXACT,
    combination=((Fraction(1), ((0, 1), (1, 1))),),
)

LOTTERY = Lottery(
    space=SPACE,
    construction="dice: 3 4",
    chances=(Fraction(1, 2), Fraction(1, 2)),
    panels=Panels(turns=((0, 1), (2, 3)), blocks=(Block(copies=2, seats=(0, 1)),)),
    counts=(1, 1, 1, 1),
    certificate=CERTIFICATE,
    spread=Spread(distinct=2, together=Fraction(1, 4)),
)

DRAW = Draw(seed=None, randomness="dice: 6 6", number=1, panel=(1, 3))

SETTINGS = Settings(id_column="id", household_columns=(), language="en", units=2, version="0.1.0")


def with_units(units: int) -> Lottery:
    """The same lottery, each panel half of the ``units`` (even) times."""
    half = units // 2
    panels = replace(LOTTERY.panels, blocks=(Block(copies=units, seats=(0, 1)),))
    return replace(LOTTERY, panels=panels, counts=(half,) * 4)
