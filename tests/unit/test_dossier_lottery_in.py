"""A committed lottery is read back whole, for every method, or refused."""

from pathlib import Path

import pytest

from sortition import tables
from sortition.dossier.lottery_in import lottery_files, read_lottery
from sortition.errors import InputError
from sortition.lottery import build_space, fair_lottery
from sortition.records.lottery import Method

TINY = Path(__file__).parents[2] / "fixtures" / "tiny"


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


def test_what_is_read_back_is_what_was_written(space, lottery):
    files = lottery_files(lottery)
    assert sorted(files) == sorted(NAMES)
    assert read_lottery(space, files) == lottery


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
    lines[1] = lines[1][:4] + lines[2][4:]
    if lines[1][4:] != files["panels.csv"].split(b"\n")[1][4:]:
        with pytest.raises(InputError):
            read_lottery(space, {**files, "panels.csv": b"\n".join(lines)})
