"""A plan with quotas in it, for tests of all who read one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sortition import steps
from sortition.dossier.plan_tables import with_quotas
from sortition.records.quotas import Quota
from tests import processes

FIXTURE: Final = Path(__file__).parents[1] / "fixtures" / "harbour"
PLAN: Final = (FIXTURE / "plan.toml").read_bytes()
WRONG = (
    'age = { "16-39" = [3, 1] }',
    'age = { "16-39" = [-1, 1] }',
    'age = { "16-39" = [1] }',
    'age = { "16-39" = [1, true] }',
    'age = { "16-39" = "1-3" }',
    'age = { "16-39" = [1, 3], "16-39 " = [1, 3] }',
    "age = {}",
    'age = { "" = [1, 3] }',
    "",
    "colour = { red = [1, 3] }",
)
"""Tables of quotas that no plan may have."""


def wrong_plan(wrong: str) -> bytes:
    """The fixture's plan with one of them."""
    area = "area = { north = [1, 3] }" if wrong else ""
    return PLAN + f"\n[quotas]\n{wrong}\n{area}\n".encode()


def of_the_case() -> tuple[Quota, ...]:
    """The quotas of the process."""
    return tuple(
        Quota(category=category, value=value, minimum=low, maximum=high)
        for category, value, low, high in processes.COMPLETE.quotas
    )


def process_of(folder: Path, quotas: tuple[Quota, ...]) -> Path:
    """Sealed, with these quotas in the plan."""
    case = processes.COMPLETE
    (folder / "plan.toml").write_bytes(with_quotas(processes.plan(case).encode(), quotas))
    (folder / "registrants.csv").write_text(processes.registrants(case), "utf-8")
    (folder / "quotas.csv").write_text(processes.quotas(case), "utf-8")
    process = folder / "process"
    steps.new(
        process,
        time=processes.moment(0),
        secret=processes.SECRET,
        template=folder / "plan.toml",
    )
    processes.signed(process, 1)
    return process


def close(process: Path, quotas: str = "quotas.csv", hour: int = 2) -> None:
    """Close the pool with one of the files beside the process."""
    folder = process.parent
    sheets = steps.Sheets(
        registrants=folder / "registrants.csv", quotas=folder / quotas, id_column="id"
    )
    steps.close_pool(process, sheets, time=processes.moment(hour))


def drawn(process: Path) -> Path:
    """The process, carried out to the end."""
    close(process)
    steps.randomness(process, [steps.Typed(value="SUN", source="paper")], time=processes.moment(3))
    steps.commit(process, time=processes.moment(4))
    steps.randomness(process, [steps.Typed(value="RAIN", source="paper")], time=processes.moment(5))
    steps.draw_dossier(process, time=processes.moment(6))
    return process
