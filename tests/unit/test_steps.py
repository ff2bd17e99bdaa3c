"""The conductor's own decisions: public values, what differs, where the demo is."""

from itertools import pairwise

import pytest

from sortition import __version__, steps
from sortition.draw.tickets import from_seed
from sortition.errors import InputError, NoPanelError, UsageError
from sortition.steps import draws

REGISTRANTS = "id,age,street\n" + "".join(
    f"p{i},{'young' if i % 3 else 'old'},Street {i}\n" for i in range(9)
)
QUOTAS = "category,value,min,max\nage,young,2,2\nage,old,1,1\n"


@pytest.fixture
def inputs(tmp_path):
    registrants, quotas = tmp_path / "registrants.csv", tmp_path / "quotas.csv"
    registrants.write_text(REGISTRANTS, encoding="utf-8")
    quotas.write_text(QUOTAS, encoding="utf-8")
    return registrants, quotas


def test_a_seed_gives_both_public_values():
    values = steps.public_values(seed="  a  seed ")
    assert values.seed == "a seed"
    assert (values.construction, values.randomness) == from_seed("a seed")


def test_two_public_values_are_used_as_they_are():
    values = steps.public_values(construction=" a ", randomness="b")
    assert (values.seed, values.construction, values.randomness) == (None, "a", "b")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"construction": "a"},
        {"randomness": "b"},
        {"seed": "s", "randomness": "b"},
        {"seed": "s", "construction": "a", "randomness": "b"},
        {"seed": " "},
        {"construction": "a", "randomness": ""},
        {"seed": "\udcff"},
    ],
)
def test_any_other_combination_of_public_values_is_refused(given):
    with pytest.raises(UsageError):
        steps.public_values(**given)


@pytest.mark.parametrize(
    ("found", "expected", "at"),
    [(b"abc", b"abd", 2), (b"ab", b"abc", 2), (b"", b"x", 0), (b"xbc", b"abc", 0)],
)
def test_the_first_differing_byte_is_found(found, expected, at):
    (difference,) = draws._differences({"f": found, "same": b""}, {"f": expected, "same": b""})
    assert (difference.name, difference.at, difference.missing) == ("f", at, False)


def test_missing_files_and_strange_files_are_told_apart():
    missing, strange = draws._differences({"strange": b""}, {"missing": b""})
    assert (missing.name, missing.missing, missing.at) == ("missing", True, None)
    assert (strange.name, strange.missing, strange.at) == ("strange", False, None)


def test_a_draw_is_written_and_can_be_repeated_byte_for_byte(inputs, tmp_path):
    out = tmp_path / "draw"
    result = steps.draw(*inputs, size=3, out=out, seed="s")
    assert sorted(path.name for path in out.iterdir()) == list(result.files)
    assert len(result.panel_ids) == 3
    again = steps.rerun(out)
    assert again.same
    assert again.files == result.files
    assert again.version == __version__


def test_the_order_of_rows_and_columns_leaves_no_trace(inputs, tmp_path):
    registrants, quotas = inputs
    steps.draw(registrants, quotas, size=3, out=tmp_path / "one", seed="s")
    header, *rows = (line.split(",") for line in REGISTRANTS.splitlines())
    turned = [header[::-1], *(row[::-1] for row in reversed(rows))]
    registrants.write_text("".join(f"{','.join(row)}\n" for row in turned), encoding="utf-8")
    steps.draw(registrants, quotas, size=3, out=tmp_path / "two", seed="s")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_a_rerun_names_the_file_and_the_byte_that_were_changed(inputs, tmp_path):
    out = tmp_path / "draw"
    steps.draw(*inputs, size=3, out=out, seed="s")
    content = bytearray((out / "panels.csv").read_bytes())
    content[40] ^= 1
    (out / "panels.csv").write_bytes(content)
    (difference,) = steps.rerun(out).differences
    assert (difference.name, difference.at) == ("panels.csv", 40)


def test_a_rerun_names_another_version(inputs, tmp_path):
    out = tmp_path / "draw"
    steps.draw(*inputs, size=3, out=out, seed="s")
    drawn = out / "draw.json"
    drawn.write_text(drawn.read_text().replace(f'"{__version__}"', '"9.9"'))
    result = steps.rerun(out)
    assert not result.same_version
    assert result.version == "9.9"


def test_the_output_folder_is_refused_before_anything_is_read(tmp_path):
    out = tmp_path / "draw"
    out.mkdir()
    (out / "mine").write_bytes(b"")
    with pytest.raises(UsageError, match="not empty"):
        steps.draw(tmp_path / "nowhere", tmp_path / "nowhere", size=3, out=out, seed="s")


def test_nothing_is_written_when_the_input_is_bad(inputs, tmp_path):
    inputs[0].write_text(REGISTRANTS.replace("young", "yuong", 1), encoding="utf-8")
    with pytest.raises(InputError):
        steps.draw(*inputs, size=3, out=tmp_path / "draw", seed="s")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["quotas.csv", "registrants.csv"]


def test_a_check_counts_the_people_of_each_quota(inputs):
    result = steps.check(*inputs, size=3)
    assert result.clash is None
    counted = {row.value: result.people_of(row) for row in result.space.quotas.rows}
    assert counted == {"old": 3, "young": 6}


def test_a_check_says_that_no_panel_exists(inputs):
    registrants, quotas = inputs
    # Nobody is both old and of the north, yet one such person in two categories is asked for.
    rows = "".join(
        f"p{i},{'young' if i else 'old'},{'north' if i % 2 else 'south'}\n" for i in range(6)
    )
    registrants.write_text(f"id,age,part\n{rows}", encoding="utf-8")
    quotas.write_text(
        "category,value,min,max\nage,young,0,0\nage,old,1,1\npart,north,1,1\npart,south,0,0\n",
        encoding="utf-8",
    )
    result = steps.check(registrants, quotas, size=1)
    assert isinstance(result.clash, NoPanelError)


def test_a_listener_hears_the_stages_and_may_stop_the_draw(inputs, tmp_path):
    class EnoughError(Exception):
        pass

    heard = []

    def listen(moment):
        heard.append(moment.stage.template)
        if len(heard) == 2:
            raise EnoughError

    with pytest.raises(EnoughError):
        steps.draw(*inputs, size=3, out=tmp_path / "draw", seed="s", listen=listen)
    assert all(a != "" and b != "" for a, b in pairwise(heard))
    assert not (tmp_path / "draw").exists()


def test_an_unknown_language_is_refused(inputs, tmp_path):
    with pytest.raises(UsageError, match="language"):
        steps.draw(*inputs, size=3, out=tmp_path / "draw", seed="s", language="xx")


def test_the_demo_case_is_where_the_demo_looks():
    case = draws._demo_folder()
    assert (case / "registrants.csv").is_file()
    assert (case / "quotas.csv").is_file()


def test_people_of_an_earlier_panel_can_be_left_out(tmp_path, repository):
    harbour = repository / "fixtures" / "harbour"
    wish = {"size": 5, "seed": "x"}
    sheets = (harbour / "registrants.csv", harbour / "quotas.csv")
    first = steps.draw(*sheets, out=tmp_path / "first", **wish)
    drawn = {first.pool.ids[i] for i in first.draw.panel}
    one = min(drawn)
    (tmp_path / "out.csv").write_text(f"id\n{one}\n", encoding="utf-8")
    lists = (tmp_path / "out.csv",)
    found = steps.check(*sheets, size=5, without=lists)
    assert any("a list names them: 1" in str(note) for note in found.notes)
    second = steps.draw(*sheets, out=tmp_path / "second", without=lists, **wish)
    assert one not in second.pool.ids
    assert len(second.pool.ids) == len(first.pool.ids) - 1
    assert steps.verify(tmp_path / "second").ok
    (tmp_path / "bad.csv").write_text("name,town\nA,B\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        steps.draw(*sheets, out=tmp_path / "third", without=(tmp_path / "bad.csv",), **wish)
    assert [problem.code for problem in refused.value.problems] == ["no-id-in-list"]
