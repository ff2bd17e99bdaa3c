"""Dossiers whose plan has alternates, carried out by the library."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from sortition import steps
from tests.processes import (
    FIXTURE,
    PASSWORD,
    SECRET,
    Case,
    moment,
    plan,
    quotas,
    registrants,
    signed,
)
from tests.replaced import BIG, drop

HALF = Fraction(1, 2)


def opened(folder: Path, case: Case) -> Path:
    """The dossier in ``folder / "process"``, with its two tables beside it; not sealed."""
    (folder / "plan.toml").write_text(plan(case), "utf-8")
    (folder / "registrants.csv").write_text(registrants(case), "utf-8")
    (folder / "quotas.csv").write_text(quotas(case), "utf-8")
    process = folder / "process"
    steps.new(process, time=moment(0), secret=SECRET, template=folder / "plan.toml")
    return process


def sheets(process: Path) -> steps.Sheets:
    """The tables beside a dossier."""
    return steps.Sheets(
        registrants=process.with_name("registrants.csv"),
        quotas=process.with_name("quotas.csv"),
        id_column="id",
    )


def committed(process: Path, hour: int = 2) -> None:
    """From a sealed plan to panels that are committed, in three hours."""
    steps.close_pool(process, sheets(process), time=moment(hour))
    sun = steps.Typed(value=f"SUN {hour}", source="paper")
    steps.randomness(process, [sun], time=moment(hour + 1))
    steps.commit(process, time=moment(hour + 2))


def drawn(process: Path, hour: int = 5, b: str = "RAIN") -> None:
    """Value B, and the draw, in two hours."""
    steps.randomness(process, [steps.Typed(value=b, source="paper")], time=moment(hour))
    steps.draw_dossier(process, time=moment(hour + 1))


def with_alternates(
    folder: Path,
    case: Case,
    count: int,
    *,
    dropouts: Path | Fraction = HALF,
    scenarios: int = 20,
    b: str = "RAIN",
) -> tuple[Path, steps.AlternatesDrawn]:
    """A panel of the case that was drawn, and its alternates."""
    process = opened(folder, case)
    steps.plan_alternates(process, count, dropouts=dropouts, time=moment(0), scenarios=scenarios)
    signed(process, 1)
    committed(process)
    drawn(process, b=b)
    return process, steps.draw_alternates(process, time=moment(7))


def with_a_call(folder: Path) -> Path:
    """A panel that two people left, and three alternates of whom some came in."""
    process, _ = with_alternates(folder, BIG, 3)
    drop(process, dict.fromkeys(panel(process)[:2], "withdrawn"), 8)
    steps.call_alternates(process, time=moment(9))
    return process


def amended(folder: Path) -> Path:
    """A panel whose plan got a second party, and more panels, after the pool was closed."""
    process = opened(folder, BIG)
    plan_file = process / "plan.toml"
    both = plan_file.read_text("utf-8")
    _, second = (match.start() for match in re.finditer(r"\[\[parties\]\]", both))
    plan_file.write_text(both[:second] + both[both.index("[[construction]]") :], "utf-8")
    key = FIXTURE / "clerk.key"
    steps.sign(process, party="clerk", key_file=key, password=PASSWORD, time=moment(1))
    steps.close_pool(process, sheets(process), time=moment(2))
    plan_file.write_text(both.replace("panels = 100", "panels = 200"), "utf-8")
    steps.amend(process, by="clerk", why="residents join", time=moment(3))
    signed(process, 4)
    committed(process, 5)
    drawn(process, 8)
    return process


def panel(process: Path) -> list[str]:
    """Everybody who was ever drawn or called, in order."""
    return [person for person, _ in steps.status(process, None, time=moment(99)).members]
