"""Synthetic pools have the shape, the quotas, the addresses and the difficulty asked for."""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.feasibility import FEW, any_panel_exists, panel_exists
from benchmarks.kinds import with_unseatable
from benchmarks.pools import SHAPES, Shape, cook, is_feasible, make_pool, slack, write_pool
from benchmarks.records import Pool, Recipe, pool_from_json, to_json
from benchmarks.shapes import PUBLISHED, grown

SMALL = ("mass", "sf_c", "hd", "sf_b")
WIDTHS = ("share1", "share2", "floorceil", "exact", "tightest")

DIGESTS = {
    ("mass", 1, "share1", 0.6, 0.0): "0dc3b3d5c782d53f",
    ("mass", 3, "exact", 0.6, 0.2): "280b64a016c74707",
    ("sf_c", 1, "floorceil", 1.2, 0.0): "03074b2f32d81614",
    ("sf_b", 1, "share1", 0.6, 0.1): "0b263b16ce937ee5",
    ("nexus", 1, "floorceil", 1.2, 0.0): "6d1f2286865b329b",
    ("example_large", 1, "share1", 0.6, 0.0): "3486e6d6f439b22f",
}
"""Pools as they were when they were first measured: what is kept is about these."""


def digest(pool: Pool) -> str:
    content = [
        *(pool.name, pool.size, pool.categories, pool.registrants, pool.quotas),
        *(pool.households, pool.selection, pool.attempt),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


@pytest.mark.parametrize("arguments", DIGESTS, ids=lambda a: f"{a[0]}-{a[2]}")
def test_the_same_arguments_give_the_pools_of_old(arguments) -> None:
    name, seed, width, selection, share = arguments
    pool = make_pool(
        SHAPES[name], seed=seed, width=width, selection=selection, household_share=share
    )
    assert digest(pool) == DIGESTS[arguments]


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_pool_has_its_shape_and_a_panel(name: str, width: str) -> None:
    shape = SHAPES[name]
    pool = make_pool(shape, seed=3, width=width)
    assert len(pool.registrants) == shape.people
    assert tuple(len(values) for _, values in pool.categories) == shape.values
    assert [quota[:2] for quota in pool.quotas] == [
        (category, value) for category, values in pool.categories for value in values
    ]
    assert is_feasible(pool)


@pytest.mark.parametrize(
    ("width", "gap"),
    [("share2", 5), ("share1", 3), ("floorceil", 1), ("exact", 0), ("tightest", 0)],
)
def test_quotas_are_as_wide_as_asked(width: str, gap: int) -> None:
    pool = make_pool(SHAPES["sf_b"], seed=1, width=width)
    assert max(high - low for _, _, low, high in pool.quotas) == gap
    for category, _ in pool.categories:
        bounds = [(low, high) for name, _, low, high in pool.quotas if name == category]
        assert sum(low for low, _ in bounds) <= pool.size <= sum(high for _, high in bounds)


def test_widths_are_named_by_their_seats() -> None:
    widths = ("exact", "tightest", "floorceil", "share1", "share12")
    assert [slack(width) for width in widths] == [None, None, 0, 1, 12]
    for unknown in ("share0", "share", "share-1", "wide"):
        with pytest.raises(ValueError, match="unknown width"):
            slack(unknown)


def test_the_tightest_quotas_leave_fewer_people_a_seat() -> None:
    def seated(width: str) -> int:
        pool = make_pool(SHAPES["mass"], seed=1, width=width)
        return sum(
            panel_exists(
                pool.registrants, pool.quotas, pool.size, households=False, including=person["id"]
            )
            for person in pool.registrants
        )

    assert seated("tightest") < seated("exact")


def test_people_are_put_in_whom_no_panel_can_hold() -> None:
    pool = make_pool(SHAPES["mass"], seed=1, width="share1", unseatable=4)
    assert len(pool.registrants) == SHAPES["mass"].people
    without = [
        person["id"]
        for person in pool.registrants
        if not panel_exists(
            pool.registrants, pool.quotas, pool.size, households=False, including=person["id"]
        )
    ]
    assert without == [person["id"] for person in pool.registrants[-4:]]


def test_a_pool_too_small_for_unseatable_people_is_refused() -> None:
    pool = make_pool(Shape(name="two", people=30, size=6, values=(2, 2)), seed=1, width="share1")
    with pytest.raises(ValueError, match="larger pool"):
        with_unseatable(pool, 1)


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


def test_a_panel_of_the_first_people_is_enough_and_a_later_one_is_found_too() -> None:
    first = [{"id": str(i), "side": "left", "address": ""} for i in range(FEW)]
    last = [*first, {"id": "last", "side": "right", "address": ""}]
    either = [("side", "left", 0, 1), ("side", "right", 0, 1)]
    right = [("side", "left", 0, 0), ("side", "right", 1, 1)]
    assert any_panel_exists(last, either, 1, households=False)
    assert any_panel_exists(last, right, 1, households=False)
    assert not any_panel_exists(first, right, 1, households=False)


def test_a_grown_pool_begins_with_the_people_of_the_smaller_one() -> None:
    small, large = (
        make_pool(grown(people, 30, 3, 4), seed=1, width="share1") for people in (400, 2500)
    )
    assert (small.attempt, large.attempt) == (0, 0)
    names = [name for name, _ in small.categories]
    same = sum(
        all(one[name] == other[name] for name in names)
        for one, other in zip(small.registrants, large.registrants[:400], strict=True)
    )
    assert same > 390  # a few were changed, where a value had too few people
    assert small.quotas == large.quotas


def test_a_recipe_gives_its_pool() -> None:
    shape = SHAPES["mass"]
    recipe = Recipe(
        shape="mass",
        people=shape.people,
        size=shape.size,
        values=shape.values,
        seed=2,
        width="floorceil",
        selection=0.6,
        household_share=0.1,
    )
    assert cook(recipe) == make_pool(shape, seed=2, width="floorceil", household_share=0.1)


def test_ten_published_shapes_are_those_with_aims() -> None:
    assert len(PUBLISHED) == 10
    assert set(SHAPES) - set(PUBLISHED) == {"example_large"}


def test_a_pool_survives_the_pipe_to_another_process() -> None:
    pool = make_pool(SHAPES["mass"], seed=2, width="share1", household_share=0.1)
    assert pool_from_json(to_json(pool)) == pool


def test_the_same_seed_gives_the_same_bytes_whatever_the_hash_seed(
    tmp_path: Path, repository: Path
) -> None:
    arguments = "SHAPES['mass'], seed=4, width='tightest', unseatable=2"
    write_pool(make_pool(SHAPES["mass"], seed=4, width="tightest", unseatable=2), tmp_path)
    written = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    code = (
        "import sys; from pathlib import Path; "
        "from benchmarks.pools import SHAPES, make_pool, write_pool; "
        f"write_pool(make_pool({arguments}), Path(sys.argv[1]))"
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
