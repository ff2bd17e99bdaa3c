"""What the error of an impossible pool says, read back from its texts."""

from __future__ import annotations

from sortition.errors import NoPanelError, Text
from sortition.records.quotas import Quotas
from tests.small_pools import quotas_of

Side = tuple[str, str, int]
"""Category, value and side: -1 the minimum, 1 the maximum."""


def named_bounds(error: NoPanelError, quotas: Quotas) -> list[Side]:
    """The bounds that are said to clash."""
    return [bound_of(problem.text, quotas) for problem in error.problems]


def bound_of(text: Text, quotas: Quotas) -> Side:
    """The bound that one problem is about."""
    bound = text.values["bound"]
    assert isinstance(bound, Text)
    side = {"{quota} at least {seats}": -1, "{quota} at most {seats}": 1}[bound.template]
    quota = next(row for row in quotas.rows if row.label == bound.values["quota"])
    assert bound.values["seats"] == (quota.minimum if side < 0 else quota.maximum)
    return quota.category, quota.value, side


def advised(text: Text, quotas: Quotas) -> tuple[Quotas, int]:
    """The quotas after the advised change, and by how many seats in all they change."""
    change = text.values["change"]
    assert isinstance(change, Text)
    changes = change.values["changes"]
    assert isinstance(changes, tuple)
    bounds = {row.label: [row.minimum, row.maximum] for row in quotas.rows}
    total = 0
    for words in changes:
        side = 0 if words.template.startswith("{quota} at least") else 1
        assert bounds[words.values["quota"]][side] == words.values["old"]
        bounds[words.values["quota"]][side] = words.values["new"]
        total += abs(words.values["new"] - words.values["old"])
    wider = quotas_of((q.category, q.value, *bounds[q.label]) for q in quotas.rows)
    return wider, total
