"""Whole processes for tests, carried out by the library on pools small enough to think about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sortition import steps

FIXTURE = Path(__file__).parents[1] / "fixtures" / "harbour"
PASSWORD = "open for this fixture only"
SECRET = bytes(range(32))
PARTIES = ("clerk", "residents")
SOURCES = """
[[construction]]
kind = "text"
source = "a headline"
when = 2027-05-01T19:30:00+02:00

[[randomness]]
kind = "text"
source = "another headline"
when = 2027-05-08T19:30:00+02:00
"""

Row = tuple[str, str, str, str]
"""Name, street, age, area."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A pool (each row that many times), its quotas, and what the plan says."""

    people: Sequence[tuple[int, Row]]
    quotas: Sequence[tuple[str, str, int, int]]
    size: int
    threshold: int
    panels: int = 100
    household: bool = False
    method: str = "leximin"
    categories: Sequence[str] = ("age", "area")


AGES = (("age", "16-39", 1, 3), ("age", "40+", 1, 3))
AREAS = (("area", "north", 1, 3), ("area", "south", 1, 3))

COMPLETE = Case(
    people=(
        (3, ("", "", "16-39", "north")),
        (4, ("", "", "16-39", "south")),
        (5, ("", "", "40+", "north")),
        (3, ("", "", "40+", "south")),
    ),
    quotas=(*AGES, *AREAS),
    size=4,
    threshold=3,
)
"""Nobody is of the rest."""

HOMES = Case(
    people=(
        (1, ("", "Kade 1", "16-39", "north")),
        (1, ("", "Kade 1", "40+", "north")),
        (1, ("", "Kade 2", "16-39", "north")),
        (1, ("", "Kade 2", "40+", "north")),
        (1, ("", "Kade 3", "16-39", "north")),
        (1, ("", "Kade 3", "40+", "north")),
        (5, ("", "", "16-39", "south")),
        (4, ("", "", "40+", "south")),
    ),
    quotas=(*AGES, *AREAS),
    size=4,
    threshold=3,
    household=True,
)
"""Three homes of one kind; still nobody is of the rest."""

WITHHELD = Case(
    people=(
        (6, ("", "", "16-39", "north")),
        (6, ("", "", "40+", "north")),
        (2, ("", "", "16-39", "islet")),
        (5, ("", "", "40+", "south")),
        (1, ("", "", "16-39", "south")),
    ),
    quotas=(*AGES, ("area", "islet", 0, 2), ("area", "north", 1, 3), ("area", "south", 1, 3)),
    size=4,
    threshold=4,
)
"""Two people live on the islet, so south is withheld with them."""

LONG = Case(people=COMPLETE.people, quotas=COMPLETE.quotas, size=4, threshold=3, panels=300_000)
"""More seats than are written out."""

SMALL = Case(
    people=((3, ("", "", "16-39", "north")), (2, ("", "", "40+", "north"))),
    quotas=(*AGES, ("area", "north", 2, 2), ("area", "south", 0, 0)),
    size=2,
    threshold=10,
)
"""Fewer people than the threshold, all of them in the north: nothing is told."""

ZONES = Case(
    people=(
        (12, ("", "", "16-39", "north")),
        (2, ("", "", "16-39", "islet")),
        (11, ("", "", "40+", "south")),
        (3, ("", "", "40+", "islet")),
        (9, ("", "", "40+", "north")),
    ),
    quotas=(
        *AGES,
        ("age × area", "16-39 × north", 1, 2),
        ("Waterside: area=islet|north", "", 2, 3),
        ("age=40+ & Waterside", "", 1, 2),
    ),
    size=4,
    threshold=4,
    categories=("age", "age × area", "age=40+ & Waterside", "Waterside"),
)
"""No quota looks at the area itself, but a cross and a zone do; few people live on the islet."""

CASES = {
    "small": SMALL,
    "complete": COMPLETE,
    "homes": HOMES,
    "withheld": WITHHELD,
    "long": LONG,
    "zones": ZONES,
}


def registrants(case: Case) -> str:
    """The table of people: every cell that is not about quotas is a marker to look for."""
    rows = [row for times, row in case.people for _ in range(times)]
    lines = [
        ",".join(
            (
                *(f"ID-{at:03d}-marker", f"name marker {at:03d}"),
                *(street or f"street marker {at:03d}", age, area),
            )
        )
        for at, (_, street, age, area) in enumerate(rows, 1)
    ]
    return "\n".join(("id,name,street,age,area", *lines)) + "\n"


def quotas(case: Case) -> str:
    lines = [f"{category},{value},{low},{high}" for category, value, low, high in case.quotas]
    return "\n".join(("category,value,min,max", *lines)) + "\n"


def plan(case: Case) -> str:
    text = (FIXTURE / "plan.toml").read_text("utf-8")
    text = text[: text.index("[[construction]]")] + SOURCES
    for old, new in (
        ("size = 5", f"size = {case.size}"),
        ('["age", "area"]', json.dumps(list(case.categories), ensure_ascii=False)),
        ("household = []", 'household = ["street"]' if case.household else "household = []"),
        ('method = "leximin"', f'method = "{case.method}"'),
        ("panels = 1000", f"panels = {case.panels}"),
        ("threshold = 3", f"threshold = {case.threshold}"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def moment(hour: int) -> str:
    return f"2027-05-{1 + hour // 24:02d}T{hour % 24:02d}:00:00+02:00"


def carried_out(
    folder: Path, case: Case, *, secret: bytes = SECRET, drawn: bool = True, b: str = "RAIN"
) -> Path:
    """The dossier in ``folder / "process"``, with its two tables beside it."""
    (folder / "plan.toml").write_text(plan(case), "utf-8")
    (folder / "registrants.csv").write_text(registrants(case), "utf-8")
    (folder / "quotas.csv").write_text(quotas(case), "utf-8")
    process = folder / "process"
    steps.new(process, time=moment(0), secret=secret, template=folder / "plan.toml")
    signed(process, 1)
    sheets = steps.Sheets(
        registrants=folder / "registrants.csv", quotas=folder / "quotas.csv", id_column="id"
    )
    steps.close_pool(process, sheets, time=moment(2))
    steps.randomness(process, [steps.Typed(value="SUN", source="paper")], time=moment(3))
    steps.commit(process, time=moment(4))
    if drawn:
        steps.randomness(process, [steps.Typed(value=b, source="paper")], time=moment(5))
        steps.draw_dossier(process, time=moment(6))
    return process


def signed(process: Path, hour: int) -> None:
    for party in PARTIES:
        steps.sign(
            process,
            party=party,
            key_file=FIXTURE / f"{party}.key",
            password=PASSWORD,
            time=moment(hour),
        )


def bundled(process: Path, kind: steps.Kind) -> Path:
    """A bundle of it, beside it."""
    out = process.with_name(f"{kind.value}.zip")
    steps.bundle(process, kind=kind, out=out)
    return out
