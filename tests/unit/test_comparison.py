"""Methods side by side: the figures, the page, the command."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from itertools import count

import pytest
from click.testing import CliRunner

from sortition import steps
from sortition.commands import main
from sortition.errors import NoPanelError, UsageError
from sortition.records.comparison import Comparison, Outcome, Picking
from sortition.records.lottery import Method
from sortition.report import comparison_html
from sortition.report.comparison import curve, gap_text, marks_of
from sortition.texts import LANGUAGES

TEXTS = re.compile(r"<text[^>]*>([^<]*)</text>")
HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
NAMES = ("Ann-Marie", "Geheimstraat")
REGISTRANTS = "id,name,age,street\n" + "".join(
    f"secret{i},{NAMES[0]},{'young' if i % 3 else 'old'},{NAMES[1]} {i}\n" for i in range(9)
)
QUOTAS = "category,value,min,max\nage,young,2,2\nage,old,1,1\n"


def outcome(*chances: Fraction, seatable: int | None = None) -> Outcome:
    return Outcome(method=None, chances=chances, seatable=seatable or len(chances))


@pytest.fixture
def inputs(tmp_path):
    registrants, quotas = tmp_path / "registrants.csv", tmp_path / "quotas.csv"
    registrants.write_text(REGISTRANTS, encoding="utf-8")
    quotas.write_text(QUOTAS, encoding="utf-8")
    return registrants, quotas


def test_figures_of_equal_chances():
    even = outcome(HALF, HALF, HALF)
    assert (even.smallest, even.largest, even.without, even.gini) == (HALF, HALF, 0, 0)
    assert even.geometric == pytest.approx(0.5)


def test_figures_of_unequal_chances():
    # Gini by its definition: the mean difference over twice the mean.
    chances = (QUARTER, QUARTER, Fraction(1))
    uneven = outcome(*chances)
    differences = sum(abs(a - b) for a in chances for b in chances) / 9
    assert uneven.gini == differences / (2 * sum(chances) / 3)
    assert uneven.geometric == pytest.approx((1 / 16) ** (1 / 3))


def test_people_whom_no_panel_can_hold_are_left_out_of_the_smallest_chance():
    some = outcome(Fraction(0), QUARTER, HALF, seatable=2)
    assert (some.smallest, some.without) == (QUARTER, 1)
    assert some.geometric == pytest.approx(8**-0.5)
    # Somebody else who was never picked counts.
    assert outcome(Fraction(0), QUARTER, HALF).smallest == 0
    assert outcome(Fraction(0), QUARTER, HALF).geometric == 0


def test_what_the_proof_leaves_open_is_told():
    assert str(gap_text(outcome(HALF))) == "no proof"
    proved = Outcome(method=Method.NASH, chances=(HALF,), seatable=1, gap=Fraction(3, 10**7))
    assert str(gap_text(proved)) == "1 in 3333333"


def test_the_last_person_of_many_is_on_the_curve() -> None:
    chances = (*[QUARTER] * 998, HALF, Fraction(1))
    assert curve(chances, QUARTER)[-2:] == ((999, 1), (1000, 1))


def test_the_equal_chance_is_on_the_axis() -> None:
    low = Comparison(size=1, people=1000, outcomes=(proved(QUARTER, HALF),))
    assert marks_of(low)[0] <= Fraction(1, 1000)
    high = Comparison(size=9, people=10, outcomes=(proved(Fraction(1, 50), QUARTER),))
    assert marks_of(high)[-1] >= Fraction(9, 10)


def proved(*chances: Fraction) -> Outcome:
    return Outcome(method=Method.NASH, chances=chances, seatable=len(chances), gap=Fraction(0))


def test_a_curve_goes_up_in_steps_to_the_right_end():
    assert curve((QUARTER, QUARTER, HALF, Fraction(1)), QUARTER) == (
        (0, QUARTER),
        (2, HALF),
        (3, 1),
        (4, 1),
    )


def axis_of(proved: tuple[Fraction, ...], picked: tuple[Fraction, ...]) -> list[str]:
    methods = Outcome(method=Method.NASH, chances=proved, seatable=len(proved))
    both = Comparison(size=1, people=len(proved), outcomes=(methods, outcome(*picked)))
    return list(map(str, marks_of(both)))


def test_the_axis_goes_from_a_round_chance_to_a_round_chance():
    tenth = Fraction(1, 10)
    assert axis_of((tenth, HALF), (QUARTER, HALF)) == ["1/10", "1/5", "1/2"]
    assert axis_of((Fraction(1), Fraction(1)), (Fraction(1),) * 2) == ["1/2", "1"]
    # Nobody is picked by hand who was not: a tenth of the smallest proved chance is low enough.
    assert axis_of((HALF, HALF), (Fraction(0), HALF))[:2] == ["1/20", "1/10"]


def test_marks_are_written_with_the_decimals_they_need():
    small = outcome(Fraction(1, 2000), HALF)
    proved = replace(small, method=Method.NASH)
    page = comparison_html(
        Comparison(size=1, people=2, outcomes=(proved,)), language="en", version="0"
    ).decode()
    drawn = page[page.index('<div class="on-page">') : page.index('<div class="on-phone">')]
    marks = [text for text in TEXTS.findall(drawn) if re.fullmatch(r"[\d.]+%", text)]
    assert marks == [
        *("0.05%", "0.1%", "0.2%", "0.5%"),
        *("1%", "2%", "5%", "10%", "20%", "50%"),
    ]


def test_chances_below_the_axis_are_drawn_at_the_bottom():
    assert curve((Fraction(0), HALF), QUARTER) == ((0, QUARTER), (1, HALF), (2, HALF))


def test_long_curves_have_at_most_so_many_steps():
    many = tuple(Fraction(i, 10**4) for i in range(1, 5001))
    points = curve(many, many[0])
    assert len(points) == 502
    assert points[-1] == (5000, points[-2][1])


def test_the_chances_are_those_of_the_methods(inputs):
    result = steps.compare(*inputs, size=3, picked=100)
    assert result.out is None
    *methods, picking = result.comparison.outcomes
    assert [one.method for one in methods] == list(Method)
    third = Fraction(1, 3)
    assert all(one.chances == (third,) * 9 for one in methods)
    assert all(one.gap is not None and one.gap < Fraction(1, 10**6) for one in methods)
    assert picking.method is None
    assert isinstance(picking.picking, Picking)
    assert picking.picking.panels == 100
    assert all(one.seconds is None for one in result.comparison.outcomes)


def test_a_clock_times_each_method(inputs):
    ticking = count()
    result = steps.compare(*inputs, size=3, picked=10, clock=lambda: float(next(ticking)))
    assert [one.seconds for one in result.comparison.outcomes] == [1.0] * 5


def test_the_page_goes_to_a_file_or_into_a_folder_and_over_nothing(inputs, tmp_path):
    page = tmp_path / "pages" / "it.html"
    assert steps.compare(*inputs, size=3, picked=10, out=page).out == page
    with pytest.raises(UsageError, match="not overwritten"):
        steps.compare(*inputs, size=3, picked=10, out=page)
    folder = tmp_path / "folder"
    folder.mkdir()
    written = steps.compare(*inputs, size=3, picked=10, out=folder).out
    assert written == folder / "comparison.html"
    assert written.read_bytes() == page.read_bytes()


def test_a_page_that_cannot_be_written_is_told(inputs):
    registrants, _ = inputs
    with pytest.raises(UsageError, match="cannot be written"):
        steps.compare(*inputs, size=3, picked=10, out=registrants / "page.html")


def test_quotas_without_a_panel_are_told(repository):
    case = repository / "fixtures" / "impossible"
    with pytest.raises(NoPanelError):
        steps.compare(case / "registrants.csv", case / "quotas.csv", size=12)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone_and_names_nobody(inputs, language):
    result = steps.compare(*inputs, size=3, picked=10)
    page = comparison_html(result.comparison, language=language, version="0.0.test").decode()
    Closed().feed(page)
    assert all(page.count(f">{method.value}</text>") == 2 for method in Method)  # both drawings
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert not any(secret in page for secret in (*NAMES, "secret"))
    assert ("plain picking" in page) == (language == "en")


class Closed(HTMLParser):
    """Refuses a page with an element that is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in {"meta", "path", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def run(*arguments):
    return CliRunner().invoke(main, arguments)


def test_the_command_shows_a_table(inputs, tmp_path):
    page = tmp_path / "page.html"
    result = run("compare", *map(str, inputs), "--size", "3", "--out", str(page))
    assert result.exit_code == 0
    for name in (*(method.value for method in Method), "plain picking"):
        assert f"\n  {name} " in result.stdout
    assert "33.33%" in result.stdout
    assert page.exists()


def test_the_command_prints_json(inputs):
    result = run("compare", *map(str, inputs), "--size", "3", "--json")
    found = json.loads(result.stdout)
    assert [row["method"] for row in found["methods"]] == [*Method, "picking"]
    assert found["methods"][0]["smallest_chance"] == "1/3"
    assert found["methods"][0]["gap"] == "0"
    assert found["methods"][-1]["simulated_panels"] == steps.PICKED
    assert "secret" not in result.stdout


def test_a_draw_by_another_method_is_made_and_holds(inputs, tmp_path):
    for method in Method:
        out = tmp_path / method.value
        result = steps.draw(*inputs, size=3, out=out, seed="s", method=method)
        assert result.lottery.method is method
        assert steps.verify(out).ok
        assert steps.rerun(out).same


def test_a_method_that_does_not_exist_is_refused(inputs, tmp_path):
    arguments = ("--size", "3", "--seed", "s", "--out", str(tmp_path / "x"), "--method", "best")
    result = run("draw", *map(str, inputs), *arguments)
    assert result.exit_code == 2
    assert 'not "best"' in result.stderr


@pytest.mark.parametrize("method", list(Method))
def test_draws_with_homes_and_with_people_without_a_chance_hold(method, repository, tmp_path):
    tiny = repository / "fixtures" / "tiny"
    household = ("street", "house_number", "postcode")
    steps.draw(
        tiny / "registrants.csv",
        tiny / "quotas.csv",
        size=5,
        out=tmp_path / "tiny",
        seed="s",
        household_columns=household,
        method=method,
    )
    assert steps.verify(tmp_path / "tiny").ok
    # One A and one B, one C and one D: nobody has B and C, so no panel holds A with D.
    registrants, quotas = tmp_path / "registrants.csv", tmp_path / "quotas.csv"
    registrants.write_text("id,x,y\na1,A,C\na2,A,C\na3,A,C\nb1,B,D\nb2,B,D\nd1,A,D\n", "utf-8")
    quotas.write_text("category,value,min,max\nx,A,1,1\nx,B,1,1\ny,C,1,1\ny,D,1,1\n", "utf-8")
    result = steps.draw(registrants, quotas, size=2, out=tmp_path / "cut", seed="s", method=method)
    assert result.unseatable_ids == ("d1",)
    assert steps.verify(tmp_path / "cut").ok
