"""This package on a benchmark pool.

The solvers are imported here, at the top, as the peer's are in its module: loading them is not what
is measured.
"""

from __future__ import annotations

import inspect
import sys
import time
import typing
from collections.abc import Callable
from enum import Enum
from fractions import Fraction
from functools import partial
from typing import Any

import flint  # noqa: F401 - the engine may import it late
import highspy  # noqa: F401
import ortools.sat.python.cp_model  # noqa: F401

from benchmarks.possible import possible_panels
from benchmarks.records import Drawn, Outcome, Pool, Task, UnavailableError
from sortition.lottery import build_space, fair_lottery
from sortition.records.lottery import Lottery
from sortition.records.pool import Pool as PoolRecord
from sortition.records.pool import Registrant
from sortition.records.progress import Listener, Moment
from sortition.records.quotas import Quota, Quotas
from sortition.texts import translator

SECONDS_BETWEEN_LINES = 0.5
LEXIMIN = "leximin"


def run_ours(pool: Pool, task: Task) -> Drawn:
    """Make a lottery of a pool by the method that the tool's name ends with."""
    return drawn(make_lottery(pool, task, Stages()))


def make_lottery(pool: Pool, task: Task, listen: Listener) -> Lottery:
    """Make the lottery itself; ``task.seed`` is used where a public value would be."""
    wishes = method_wish(fair_lottery, task.tool.removeprefix("ours-"))
    quotas = quotas_record(pool)
    space = build_space(pool_record(pool, quotas.categories), quotas, pool.size)
    construction = f"benchmark {task.seed}"
    return fair_lottery(space, construction=construction, units=task.units, listen=listen, **wishes)


def method_wish(engine: Callable[..., object], method: str) -> dict[str, Any]:
    """Return the argument that asks the engine for a method; none for leximin, which is its own.

    Raises UnavailableError where the engine does not have that method yet.
    """
    if method == LEXIMIN:
        return {}
    if "method" not in inspect.signature(engine).parameters:
        raise UnavailableError(f"{method} is not in this revision")
    kind = typing.get_type_hints(engine).get("method")
    if not (isinstance(kind, type) and issubclass(kind, Enum)):
        return {"method": method}
    try:
        return {"method": kind(method)}
    except ValueError as error:
        raise UnavailableError(f"{method} is not in this revision") from error


def quotas_record(pool: Pool) -> Quotas:
    """Return the pool's quotas as the engine wants them."""
    return Quotas.of(
        tuple(
            Quota(category=category, value=value, minimum=low, maximum=high)
            for category, value, low, high in pool.quotas
        )
    )


def pool_record(pool: Pool, categories: tuple[str, ...]) -> PoolRecord:
    """Return the registrants as the engine wants them: canonical order, no cells besides."""
    people = (
        Registrant(
            id=person["id"],
            values=tuple(person[category] for category in categories),
            household=(person["address"] or None) if pool.households else None,
            cells=(),
        )
        for person in pool.registrants
    )
    return PoolRecord(
        id_column="id",
        household_columns=("address",) if pool.households else (),
        columns=("id", *categories),
        categories=categories,
        registrants=tuple(sorted(people, key=lambda person: person.id)),
    )


def drawn(lottery: Lottery) -> Drawn:
    """Return the numbered panels, each as likely as the other, with what is proved."""
    return Drawn(
        panels=lottery.panels,
        weights=(1 / lottery.units,) * lottery.units,
        outcome=describe(lottery),
        possible=partial(possible_panels, lottery),
    )


def describe(lottery: Lottery) -> Outcome:
    """Return what the tables need of a lottery, with what is proved about it."""
    certificate = lottery.certificate
    return Outcome(
        panels=lottery.spread.distinct,
        exact=str(lottery.smallest_chance),
        profiles=len(lottery.space.profiles),
        units=lottery.units,
        gap=str(certificate.gap),
        reach=certificate.reach.value,
        cuts=len(certificate.cuts),
        levels=len(certificate.levels),
        off=_text_of(farthest_off(lottery)),
    )


def farthest_off(lottery: Lottery) -> Fraction:
    """Return the largest |count - M × chance| of anyone, in panels; it must be below 1."""
    units = lottery.units
    return max(
        abs(lottery.counts[person] - units * chance)
        for chance, profile in zip(lottery.chances, lottery.space.profiles, strict=True)
        for person in profile.people
    )


def _text_of(off: Fraction) -> str:
    """Return the number with three digits, never rounded to a 1 that it does not reach."""
    shown = f"{float(off):.3f}"
    return "0.999…" if off < 1 and float(shown) >= 1 else shown


class Stages:
    """A listener that tells standard error where the engine is, for runs that are stopped."""

    def __init__(self) -> None:
        self._english = translator("en")
        self._stage = ""
        self._last = 0.0

    def __call__(self, moment: Moment) -> None:
        """Write a line when the stage changes and now and then in between."""
        now = time.monotonic()
        if moment.stage.template == self._stage and now - self._last < SECONDS_BETWEEN_LINES:
            return
        self._stage, self._last = moment.stage.template, now
        of = "" if moment.total is None else f" of {moment.total}"
        stage = self._english.text(moment.stage)
        print(f"{stage}: {moment.done}{of}", file=sys.stderr, flush=True)
