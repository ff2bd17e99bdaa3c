"""A committed lottery is read back whole, for every method, or refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from sortition import tables
from sortition.dossier.lottery_in import lottery_files, read_lottery
from sortition.errors import InputError
from sortition.lottery import build_space, fair_lottery
from sortition.records.lottery import Cut, CutReason, Method
from sortition.records.panels import LISTED, Block

TINY = Path(__file__).parents[2] / "fixtures" / "tiny"
NAMES = ("seating.csv", "panels.csv", "lottery.json", "certificate.json")


@pytest.fixture(scope="module")
def space():
    loaded = tables.load(
        TINY / "registrants.csv",
        TINY / "quotas.csv",
        size=5,
        household_columns=("street", "house_number", "postcode"),
    )
    return build_space(loaded.pool, loaded.quotas, 5)


@pytest.fixture(scope="module", params=Method)
def lottery(request, space):
    return fair_lottery(space, construction="a value", units=None, method=request.param)


@pytest.fixture
def long(lottery):
    """The same with so many copies that nobody writes the people of each panel out."""
    copies = 1 + LISTED // (lottery.units * lottery.space.size)
    blocks = tuple(block._replace(copies=block.copies * copies) for block in lottery.panels.blocks)
    panels = replace(lottery.panels, blocks=blocks)
    return replace(
        lottery,
        panels=panels,
        counts=panels.counts(len(lottery.space.labels)),
        spread=replace(lottery.spread, together=None),
    )


def test_what_is_read_back_is_what_was_written(space, lottery):
    files = lottery_files(lottery)
    assert sorted(files) == sorted(NAMES)
    assert read_lottery(space, files) == lottery


def test_a_long_list_is_read_back_from_its_seating(space, long):
    files = lottery_files(long)
    assert sorted(files) == sorted({*NAMES} - {"panels.csv"})
    assert read_lottery(space, files) == long
    with pytest.raises(InputError):
        read_lottery(space, {**files, "panels.csv": b"panel,1,2,3,4,5\n"})


def test_cuts_keep_the_levels_they_come_after(space, lottery):
    cut = Cut(weights=((0, 1),), bound=1, reason=CutReason.CUT, after=1)
    other = replace(lottery, certificate=replace(lottery.certificate, cuts=(cut,)))
    assert read_lottery(space, lottery_files(other)) == other


@pytest.mark.parametrize("name", NAMES)
def test_a_byte_more_or_a_file_less_is_refused(space, lottery, name):
    files = lottery_files(lottery)
    for broken in (files[name] + b"\n", files[name][:-2], b"", b"{}\n"):
        with pytest.raises(InputError):
            read_lottery(space, {**files, name: broken})
    del files[name]
    with pytest.raises(InputError):
        read_lottery(space, files)


def test_a_panel_exchanged_for_another_is_refused(space, lottery):
    files = lottery_files(lottery)
    lines = files["panels.csv"].split(b"\n")
    other = next(line for line in lines[2:] if line[4:] != lines[1][4:])
    lines[1] = lines[1][:4] + other[4:]
    with pytest.raises(InputError):
        read_lottery(space, {**files, "panels.csv": b"\n".join(lines)})


@pytest.mark.parametrize(
    "block",
    [
        Block(copies=0, seats=(0, 1, 2, 3, 4)),
        Block(copies=-1, seats=(0, 1, 2, 3, 4)),
        Block(copies=1, seats=(-1, 0, 1, 2, 3)),
        Block(copies=1, seats=(0, 1, 2, 3, 10_000)),
    ],
)
def test_a_block_or_a_queue_that_cannot_be_is_refused(space, long, block):
    """However well the files fit together: -1 would be the last queue."""
    panels = replace(long.panels, blocks=(*long.panels.blocks, block))
    files = lottery_files(replace(long, panels=panels))
    with pytest.raises(InputError):
        read_lottery(space, files)
