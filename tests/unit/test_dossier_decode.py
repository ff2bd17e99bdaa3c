"""What a rerun reads back, and how it refuses a file that is broken."""

import json

import pytest

from sortition.dossier import decode, files
from sortition.errors import InputError
from tests.unit.dossier_samples import DRAW, LOTTERY, POOL, QUOTAS, SETTINGS


@pytest.fixture
def written():
    return files.data_files(POOL, LOTTERY, DRAW, SETTINGS)


def changed(content, **members):
    return json.dumps({**json.loads(content), **members}).encode()


def test_the_recipe_comes_back_as_it_was_written(written):
    recipe = decode.recipe(written)
    assert recipe.quotas == QUOTAS
    assert (recipe.size, recipe.seed) == (2, None)
    assert (recipe.construction, recipe.randomness) == ("dice: 3 4", "dice: 6 6")
    assert recipe.settings == SETTINGS


def test_everyone_of_the_pool_comes_back_with_all_cells(written):
    table = decode.people(written)
    assert table.columns == POOL.columns
    assert sorted(table.rows) == [person.cells for person in POOL.registrants]


@pytest.mark.parametrize("name", ["panel.csv", "not_drawn.csv", "lottery.json", "draw.json"])
def test_a_missing_file_is_named(written, name):
    del written[name]

    def read():
        return decode.recipe(written), decode.people(written)

    with pytest.raises(InputError) as caught:
        read()
    assert [problem.where.file for problem in caught.value.problems] == [name]


@pytest.mark.parametrize(
    ("name", "members", "named"),
    [
        ("lottery.json", {"size": "2"}, "size"),
        ("lottery.json", {"size": 0}, "size"),
        ("lottery.json", {"size": True}, "size"),
        ("lottery.json", {"construction": 5}, "construction"),
        ("lottery.json", {"quotas": [{"category": "group"}]}, "quotas[0].value"),
        ("lottery.json", {"quotas": [5]}, "quotas[0]"),
        ("draw.json", {"randomness": None}, "randomness"),
        ("draw.json", {"randomness": "\ud800"}, "randomness"),
        ("draw.json", {"settings": {}}, "settings.id_column"),
        ("draw.json", {"seed": []}, "seed"),
    ],
)
def test_a_wrong_member_is_named_with_its_path(written, name, members, named):
    written[name] = changed(written[name], **members)
    with pytest.raises(InputError) as caught:
        decode.recipe(written)
    (problem,) = caught.value.problems
    assert problem.where.file == name
    assert problem.text.values["member"] == named


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"{", b"[" * 100_000])
def test_what_is_not_a_json_object_is_refused(written, content):
    written["draw.json"] = content
    with pytest.raises(InputError):
        decode.recipe(written)


def test_a_format_of_another_version_is_refused(written):
    written["draw.json"] = changed(written["draw.json"], format="sortition/draw/2")
    with pytest.raises(InputError) as caught:
        decode.recipe(written)
    assert "sortition/draw/2" in str(caught.value.problems[0].text)


def test_a_method_that_does_not_exist_is_refused(written):
    written["lottery.json"] = changed(written["lottery.json"], method="fair")
    with pytest.raises(InputError) as caught:
        decode.recipe(written)
    assert '"fair"' in str(caught.value.problems[0].text)


def test_quotas_that_contradict_themselves_are_refused(written):
    quota = json.loads(written["lottery.json"])["quotas"][0]
    written["lottery.json"] = changed(written["lottery.json"], quotas=[{**quota, "min": 2}])
    with pytest.raises(InputError):
        decode.recipe(written)


def test_two_tables_with_different_columns_are_no_pool(written):
    written["not_drawn.csv"] = b"id,group\na,x\n"
    with pytest.raises(InputError) as caught:
        decode.people(written)
    assert caught.value.problems[0].where.file == "not_drawn.csv"
