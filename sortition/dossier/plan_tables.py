"""Tables written into ``plan.toml``: quotas, alternates; all else stays as somebody wrote it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Final

from sortition.dossier.plan_in import read_plan
from sortition.dossier.plan_standby import standby_table
from sortition.errors import InputError, Text, UsageError
from sortition.records.alternates import Standby
from sortition.records.plan import Plan
from sortition.records.quotas import Quota

_HEADER: Final = re.compile(r"\s*\[\[?\s*([^\]\s.]+)")


def with_quotas(plan: bytes, quotas: Iterable[Quota]) -> bytes:
    """The plan with these quotas, in place of those that it has (docs/format.md 11.4).

    Flex bounds are left out: a plan has none. Raises InputError when the plan is none, UsageError
    when its own quotas are written in a way that cannot be replaced.
    """
    agreed = tuple(replace(quota, min_flex=None, max_flex=None) for quota in quotas)
    wanted = replace(read_plan(plan), categories=(), quotas=agreed)
    content = _replaced(plan, "quotas", _quota_tables(agreed))
    try:
        found = replace(read_plan(content), categories=())
    except InputError:
        found = None
    if found != wanted:
        raise UsageError(
            Text("The quotas of plan.toml cannot be replaced. Write them as tables, at its end.")
        )
    return content


def with_standby(plan: bytes, standby: Standby | None) -> bytes:
    """The plan with this on alternates, in place of what it says of them (docs/format.md 11.6).

    Raises InputError when the plan is none or what comes out is none, UsageError when it cannot be
    replaced as it is written.
    """
    before = read_plan(plan)
    content = _replaced(plan, "alternates", _standby_tables(standby))
    found: Plan = read_plan(content)
    if found != replace(before, standby=standby):
        raise UsageError(
            Text("[alternates] in plan.toml cannot be replaced. Write it as a table, at its end.")
        )
    return content


def _replaced(plan: bytes, name: str, tables: Iterable[str]) -> bytes:
    """The plan without the tables of this name, and with these at its end."""
    kept = "\n".join(_others(plan.decode("utf-8").splitlines(), name)).rstrip()
    return "\n".join((kept, *tables, "")).encode("utf-8")


def _others(lines: Iterable[str], name: str) -> Iterator[str]:
    """The lines that are not of the tables of this name."""
    inside = False
    for line in lines:
        header = _HEADER.match(line)
        inside = header[1].strip("\"'") == name if header else inside
        if not inside:
            yield line


def _quota_tables(quotas: Iterable[Quota]) -> Iterator[str]:
    for category, rows in groupby(quotas, key=lambda quota: quota.category):
        yield f"\n[quotas.{_name(category)}]"
        for row in rows:
            yield f"{_name(row.value)} = [{row.minimum}, {row.maximum}]"


def _standby_tables(standby: Standby | None) -> Iterator[str]:
    if standby is not None:
        table = standby_table(standby)
        groups = table.pop("dropouts", {})
        yield "\n[alternates]"
        yield from _lines(table)
        for category, chances in groups.items() if isinstance(groups, dict) else ():
            yield f"\n[alternates.dropouts.{_name(category)}]"
            yield from _lines(chances)


def _lines(table: Mapping[str, object]) -> Iterator[str]:
    for name, value in table.items():
        yield f"{_name(name)} = {json.dumps(value, ensure_ascii=False)}"


def _name(text: str) -> str:
    """A name as TOML has it; JSON text is TOML text, with no control characters in a name."""
    return json.dumps(text, ensure_ascii=False)
