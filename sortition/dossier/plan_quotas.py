"""Quotas written into ``plan.toml``; all else in it stays as somebody wrote it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from sortition.dossier.plan_in import read_plan
from sortition.errors import InputError, Text, UsageError
from sortition.records.quotas import Quota

_HEADER: Final = re.compile(r"\s*\[\[?\s*([^\]\s.]+)")


def with_quotas(plan: bytes, quotas: Iterable[Quota]) -> bytes:
    """The plan with these quotas, in place of those that it has (docs/format.md 11.4).

    Flex bounds are left out: a plan has none. Raises InputError when the plan is none, UsageError
    when its own quotas are written in a way that cannot be replaced.
    """
    agreed = tuple(replace(quota, min_flex=None, max_flex=None) for quota in quotas)
    wanted = replace(read_plan(plan), categories=(), quotas=agreed)
    kept = "\n".join(_others(plan.decode("utf-8").splitlines())).rstrip()
    content = "\n".join((kept, *_tables(agreed), "")).encode("utf-8")
    try:
        found = replace(read_plan(content), categories=())
    except InputError:
        found = None
    if found != wanted:
        raise UsageError(
            Text("The quotas of plan.toml cannot be replaced. Write them as tables, at its end.")
        )
    return content


def _others(lines: Iterable[str]) -> Iterator[str]:
    """The lines that are not of the tables of quotas."""
    inside = False
    for line in lines:
        header = _HEADER.match(line)
        inside = header[1].strip("\"'") == "quotas" if header else inside
        if not inside:
            yield line


def _tables(quotas: Iterable[Quota]) -> Iterator[str]:
    for category, rows in groupby(quotas, key=lambda quota: quota.category):
        yield f"\n[quotas.{_name(category)}]"
        for row in rows:
            yield f"{_name(row.value)} = [{row.minimum}, {row.maximum}]"


def _name(text: str) -> str:
    """A name as TOML has it; JSON text is TOML text, with no control characters in a name."""
    return json.dumps(text, ensure_ascii=False)
