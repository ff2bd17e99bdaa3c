"""Synthetic pools have the shape, the quotas and the shared addresses that were asked for."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.pools import SHAPES, Shape, Width, is_feasible, make_pool, write_pool
from benchmarks.records import pool_from_json, to_json

SMALL = ("mass", "sf_c", "hd", "sf_b")
WIDTHS: tuple[Width, ...] = ("share1", "floorceil", "exact")


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_pool_has_its_shape_and_a_panel(name: str, width: Width) -> None:
    shape = SHAPES[name]
    pool = make_pool(shape, seed=3, width=width)
    assert len(pool.registrants) == shape.people
    assert tuple(len(values) for _, values in pool.categories) == shape.values
    assert [quota[:2] for quota in pool.quotas] == [
        (category, value) for category, values in pool.categories for value in values
    ]
    assert is_feasible(pool)


@pytest.mark.parametrize(("width", "gap"), [("share1", 3), ("floorceil", 1), ("exact", 0)])
def test_quotas_are_as_wide_as_asked(width: Width, gap: int) -> None:
    pool = make_pool(SHAPES["sf_b"], seed=1, width=width)
    assert max(high - low for _, _, low, high in pool.quotas) == gap
    for category, _ in pool.categories:
        bounds = [(low, high) for name, _, low, high in pool.quotas if name == category]
        assert sum(low for low, _ in bounds) <= pool.size <= sum(high for _, high in bounds)


def test_as_many_people_share_an_address_as_asked() -> None:
    pool = make_pool(SHAPES["sf_b"], seed=1, width="share1", household_share=0.2)
    residents = Counter(person["address"] for person in pool.registrants)
    assert sum(count for count in residents.values() if count > 1) == 50
    assert set(residents.values()) == {1, 2, 3}


def test_harsh_self_selection_is_eased_until_there_is_a_panel_and_says_so() -> None:
    pool = make_pool(SHAPES["hd"], seed=1, width="exact", selection=1.2)
    assert pool.attempt > 0
    assert pool.selection == pytest.approx(1.2 * 0.97**pool.attempt)


def test_a_shape_needs_no_more_seats_than_people() -> None:
    with pytest.raises(ValueError, match="5 seats for 4 people"):
        Shape(name="odd", people=4, size=5, values=(2,))


def test_a_pool_survives_the_pipe_to_another_process() -> None:
    pool = make_pool(SHAPES["mass"], seed=2, width="share1", household_share=0.1)
    assert pool_from_json(to_json(pool)) == pool


def test_the_same_seed_gives_the_same_bytes_whatever_the_hash_seed(
    tmp_path: Path, repository: Path
) -> None:
    write_pool(make_pool(SHAPES["mass"], seed=4, width="exact"), tmp_path)
    written = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    code = (
        "import sys; from pathlib import Path; "
        "from benchmarks.pools import SHAPES, make_pool, write_pool; "
        "write_pool(make_pool(SHAPES['mass'], seed=4, width='exact'), Path(sys.argv[1]))"
    )
    for hash_seed in ("1", "2"):
        folder = tmp_path / hash_seed
        subprocess.run(
            [sys.executable, "-c", code, str(folder)],
            check=True,
            cwd=repository,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )
        again = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
        assert hashlib.sha256(again).digest() == hashlib.sha256(written).digest()
