"""What quotas cost the smallest chance."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sortition.diagnosis.costs import quota_costs
from sortition.errors import Text
from sortition.lottery import build_space
from sortition.records.diagnosis import Costs
from sortition.records.progress import Listener, silent
from sortition.report.diagnosis import cost_texts
from sortition.steps.sheets import Sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class CostResult:
    """What quotas cost, and the same in words, ready to print."""

    costs: Costs
    explained: tuple[Text, ...]


def cost(
    registrants: Path,
    quotas: Path,
    *,
    size: int,
    id_column: str | None = None,
    household_columns: tuple[str, ...] = (),
    listen: Listener = silent,
) -> CostResult:
    """Which quotas hold the smallest chance down for a panel of ``size`` people (>= 1).

    Chances are exact fractions from 0 to 1. Raises InputError with every problem of the files,
    NoPanelError, or SolverError when a proof could not be completed.
    """
    sheets = Sheets(registrants=registrants, quotas=quotas, id_column=id_column)
    loaded = sheets.load(size=size, household_columns=household_columns, listen=listen)
    found = quota_costs(build_space(loaded.pool, loaded.quotas, size), listen)
    return CostResult(costs=found, explained=tuple(cost_texts(found)))
