"""The bound: whatever the prices are, no set of alternates leaves fewer seats wrong."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from random import Random

import numpy as np
import pytest

from sortition import steps
from sortition.alternates.bound import bound_of, prices_for
from sortition.alternates.bound_kernel import ONE, Prices
from sortition.alternates.choosing import exchanged, greedy, value
from sortition.alternates.scenarios import table_of
from sortition.alternates.seats_kernel import Table
from sortition.dossier import case as cases
from sortition.records.alternates import Standby
from sortition.records.journal import Step
from sortition.steps.alternates import bench_of_dossier
from sortition.verify.dossier import Content, Dossier, read_dossier
from sortition.verify.on_alternates import v64_shortfall
from tests.faults.edits import applied
from tests.replaced import BIG
from tests.small_benches import best_by_hand, random_bench, shortfall_by_hand
from tests.standing_by import with_alternates


def random_prices(random: Random, table: Table) -> Prices:
    """Any prices that may be: small and large ones, many at their ends, some 0."""
    largest = random.choice((ONE, ONE, ONE // 3, 7))
    rows = [[random.randint(-largest, largest) for _ in table.lower] for _ in table.free]
    seats = [random.choice((0, random.randint(0, 3 * largest))) for _ in table.free]
    for of_scenario in rows:
        for r in range(len(of_scenario)):
            of_scenario[r] = random.choice((of_scenario[r], 0, ONE, -ONE))
    return Prices(np.array(rows, dtype=np.int64), np.array(seats, dtype=np.int64))


def near(random: Random, prices: Prices) -> Prices:
    """Prices not far from these."""
    by = random.choice((ONE // 4, ONE // 16, 100))
    noise = [[random.randint(-by, by) for _ in row] for row in prices.rows]
    return Prices(
        np.clip(prices.rows + np.array(noise, dtype=np.int64), -ONE, ONE),
        np.maximum(0, prices.seat + random.randint(-by, by)),
    )


def small(seed: int) -> tuple[Table, int]:
    """The scenarios of a small bench, and how many stand by."""
    random = Random(f"bound {seed}")
    bench = random_bench(random, people=random.randint(8, 14), few=random.random() < 0.3)
    count = min(random.randint(1, 3), bench.able)
    return table_of(bench, f"value {seed}", count=count, scenarios=6), count


def known(table: Table, count: int) -> int:
    """The shortfall of a set that is looked for, not tried one by one."""
    return value(table, exchanged(table, greedy(table, count)))


def test_no_prices_prove_more_than_is_true() -> None:
    largest = 0
    for seed in range(150):
        table, count = small(seed)
        optimum = best_by_hand(table, count)
        random = Random(f"prices {seed}")
        good = prices_for(table, best=known(table, count), count=count)
        tried = [good, *(random_prices(random, table) for _ in range(5))]
        tried += [near(random, good) for _ in range(5)]
        found = [bound_of(table, prices, count) for prices in tried]
        assert 0 <= min(found) <= max(found) <= optimum, seed
        largest += max(found[1:6])
    # Some of the prices by lot prove something too.
    assert largest > 0


def test_good_prices_prove_nearly_all_of_it() -> None:
    proved, true = 0, 0
    for seed in range(150):
        table, count = small(seed)
        optimum = best_by_hand(table, count)
        prices = prices_for(table, best=known(table, count), count=count)
        assert abs(prices.rows).max() <= ONE
        assert prices.seat.min() >= 0
        without = shortfall_by_hand(table, [0] * len(table.most))
        proved += without - bound_of(table, prices, count)
        true += without - optimum
    # That no set mends more than so much is at most a tenth above what the best sets mend.
    assert true <= proved <= 1.1 * true


def test_a_bound_is_not_below_nothing() -> None:
    table, count = small(0)
    nothing = Prices(np.zeros_like(table.counts), np.full(len(table.free), 5 * ONE, dtype=np.int64))
    assert bound_of(table, nothing, count) == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    process, _ = with_alternates(
        tmp_path_factory.mktemp("bound"), BIG, 3, dropouts=Fraction(2, 5), scenarios=11
    )
    return process


def test_the_verifier_computes_the_same_bound_from_the_same_prices(folder: Path) -> None:
    dossier = cases.load(folder)
    standby = dossier.plan.standby
    assert isinstance(standby, Standby)
    public = str(dossier.last(Step.VALUE_B).facts["value"])
    bench = bench_of_dossier(dossier, standby, public)
    table = table_of(bench, public, count=standby.count, scenarios=standby.scenarios)
    files = dict(read_dossier(folder).files)
    good = prices_for(table, best=known(table, standby.count), count=standby.count)
    random, proved = Random("verified"), set()
    for turn in range(25):
        prices = near(random, good) if turn % 2 else random_prices(random, table)
        bound = bound_of(table, prices, standby.count)
        proved.add(bound)
        assert told(files, prices, bound) == []
        assert told(files, prices, bound + 1) == [f"The prices prove a bound of {bound}."]
    assert len(proved) > 3


def told(files: dict[str, bytes], prices: Prices, bound: int) -> list[str]:
    """What V64 says of a dossier with these prices, and that bound in its journal."""
    rows = range(prices.rows.shape[1])
    lines = [",".join(("scenario", *(f"row {r}" for r in rows), "seat"))]
    for s, (of_rows, seat) in enumerate(zip(*prices, strict=True)):
        lines.append(",".join(map(str, (s, *of_rows.tolist(), int(seat)))))
    changed = applied(
        files,
        [
            {"file": "alternates/prices.csv", "text": "\n".join((*lines, ""))},
            {"entry": -1, "at": ["facts", "bound"], "to": bound},
            {"seal": ["outputs", "chain"]},
        ],
    )
    assert json.loads(changed["journal.jsonl"].splitlines()[-1])["step"] == "alternates drawn"
    found = v64_shortfall(Dossier(Content(files=changed)))
    return [text.template.format(**dict(text.values)) for text in found]


def test_the_bound_of_a_dossier_is_proved_and_no_larger_than_its_shortfalls(folder: Path) -> None:
    assert steps.verify(folder).ok
    facts = cases.load(folder).last(Step.ALTERNATES).facts
    assert 0 < int(str(facts["bound"])) <= int(str(facts["shortfall"]))
