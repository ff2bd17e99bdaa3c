"""plan.toml: the templates, every field, every problem at once."""

import tomllib
from fractions import Fraction

import pytest

from sortition.dossier import plan_in
from sortition.errors import InputError
from sortition.texts import LANGUAGES

KEY = "ed25519:" + "ab" * 32
GOOD = f"""
format = "sortition/plan/2"
language = "nl"
title = "t"
purpose = "p"
mandate = "m"
initiator = "residents"
initiator_name = "i"
organiser = "o"
contact = "c"
population = "p"
eligibility = "e"
categories = ["age", "area"]
quotas_set_by = "q"
size = 5
household = []
method = "nash"
panels = 0
threshold = 3
retention = 2028-12-31
[[parties]]
name = "clerk"
key = "{KEY}"
[[construction]]
kind = "dice"
count = 12
of = 6
source = "s"
when = 2027-05-01T19:30:00+02:00
[[randomness]]
kind = "drand"
chain = "quicknet"
round = 1000
source = "s"
when = "2027-05-01T19:30:00Z"
"""


def problems(text):
    with pytest.raises(InputError) as caught:
        plan_in.read_plan(text.encode())
    return {problem.where.column for problem in caught.value.problems}


def test_a_good_plan_is_read():
    plan = plan_in.read_plan(GOOD.encode())
    assert plan.categories == ("age", "area")
    assert plan.retention == "2028-12-31"
    assert plan.parties[0].key == "ab" * 32
    assert plan.construction[0].when == "2027-05-01T19:30:00+02:00"
    assert (plan.randomness[0].round, plan.randomness[0].chain) == (1000, "quicknet")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_names_all_that_has_to_be_filled_in(language):
    text = plan_in.template(language).decode()
    filled = {name for name, value in tomllib.loads(text).items() if value not in ("", "0", [], 0)}
    assert filled == {
        *("format", "language", "initiator", "method", "threshold"),
        *("parties", "construction", "randomness"),
    }
    missing = problems(text)
    assert {"title", "size", "categories", "parties[2].key", "randomness[1].when"} <= missing
    assert not missing & {"household", "panels", "method"}


def test_a_template_is_english_where_a_language_has_none():
    english, other = plan_in.template("en"), plan_in.template("zxx")
    assert tomllib.loads(other.decode())["language"] == "zxx"
    assert other.replace(b'"zxx"', b'"en"') == english


def test_a_plan_can_be_in_a_language_that_is_not_known_here():
    text = GOOD.replace('language = "nl"', 'language = "zxx"')
    assert plan_in.read_plan(text.encode()).language == "zxx"


def test_a_plan_of_the_older_format_has_the_usual_threshold():
    older = GOOD.replace("plan/2", "plan/1").replace("threshold = 3\n", "")
    assert plan_in.read_plan(older.encode()).threshold == 10
    assert plan_in.read_plan(GOOD.encode()).threshold == 3


def test_the_templates_ask_the_same():
    asked = [tomllib.loads(plan_in.template(language).decode()) for language in LANGUAGES]
    without = [{**plan, "language": ""} for plan in asked]
    assert all(plan == without[0] for plan in without)
    assert [plan["language"] for plan in asked] == list(LANGUAGES)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("sortition/plan/2", "sortition/plan/3", "format"),
        ("threshold = 3", "threshold = 2", "threshold"),
        ("threshold = 3", "", "threshold"),
        ("sortition/plan/2", "sortition/plan/1", "threshold"),
        ('language = "nl"', 'language = "French"', "language"),
        ('language = "nl"', 'language = "f"', "language"),
        ('title = "t"', 'title = " "', "title"),
        ('title = "t"', "title = 1", "title"),
        ('title = "t"', 'title = "\\u001b[2J"', "title"),
        ('title = "t"', 'titel = "t"', "titel"),
        ("residents", "nobody", "initiator"),
        ('["age", "area"]', "[]", "categories"),
        ('["age", "area"]', '"age"', "categories"),
        ("size = 5", "size = 0", "size"),
        ("size = 5", "size = 5.0", "size"),
        ("size = 5", "size = true", "size"),
        ("household = []", "household = [1]", "household"),
        ("nash", "best", "method"),
        ("panels = 0", "panels = -1", "panels"),
        ("panels = 0", 'panels = 0\nallowed_gap = "5%"', "allowed_gap"),
        ("panels = 0", "panels = 0\nallowed_gap = 0.005", "allowed_gap"),
        ("panels = 0", 'panels = 0\nallowed_gap = "0.005"', "allowed_gap"),  # with nash
        ("2028-12-31", '"soon"', "retention"),
        ("2028-12-31", '"2028-02-30"', "retention"),
        (KEY, KEY[:-1], "parties[1].key"),
        (KEY, KEY.upper(), "parties[1].key"),
        ("[[parties]]", "[[partijen]]", "parties"),
        ("count = 12\n", "", "construction[1].count"),
        ("count = 12", "count = 201", "construction[1].count"),
        ('"dice"\ncount = 12\nof = 6', '"balls"\ncount = 7\nof = 6', "construction[1].count"),
        ("of = 6", "of = 6\nround = 1", "construction[1].round"),
        ("2027-05-01T19:30:00+02:00", '"2027-05-01"', "construction[1].when"),
        ("2027-05-01T19:30:00+02:00", '"2027-05-01T24:00:00Z"', "construction[1].when"),
        ("quicknet", "slownet", "randomness[1].chain"),
        ("round = 1000", "round = 0", "randomness[1].round"),
        ("[[randomness]]", "[randomness]", "randomness"),
    ],
)
def test_a_mistake_is_named_by_its_field(old, new, field):
    assert old in GOOD
    assert field in problems(GOOD.replace(old, new, 1))


def test_two_parties_of_one_name_or_key_are_refused():
    party = f'[[parties]]\nname = "clerk"\nkey = "ed25519:{"cd" * 32}"\n'
    assert problems(GOOD + party) == {"parties"}
    party = f'[[parties]]\nname = "other"\nkey = "{KEY}"\n'
    assert problems(GOOD + party) == {"parties"}


@pytest.mark.parametrize("content", [b"\xff", b"a = ", b"a = 1\na = 2", b"[" * 9])
def test_what_is_no_toml_is_refused(content):
    with pytest.raises(InputError):
        plan_in.read_plan(content)


def test_a_gap_is_allowed_only_where_the_plan_says_so():
    assert plan_in.read_plan(GOOD.encode()).allowed_gap == 0
    text = GOOD.replace("nash", "leximin")
    text = text.replace("panels = 0", 'panels = 0\nallowed_gap = "0.005"')
    assert plan_in.read_plan(text.encode()).allowed_gap == Fraction(1, 200)


def test_every_field_has_a_path_and_a_value_to_compare():
    flat = plan_in.flat(GOOD.encode())
    assert flat["size"] == "5"
    assert flat["categories"] == '["age", "area"]'
    assert flat["household"] == "[]"
    assert flat["parties[0].name"] == '"clerk"'
    assert flat["construction[0].when"] == '"2027-05-01T19:30:00+02:00"'
