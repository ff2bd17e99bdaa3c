"""Pictures for pages: two drawings each, told apart without colour, the same bytes each time."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from sortition.report import pictures

BOX = re.compile(r'<div class="(on-page|on-phone)">(.*?)</div>', re.DOTALL)
NAMES = ("chosen", "by lot", "from the very start of the whole long process", "all", "fifth")


def picture(title: str = "Seats") -> str:
    points = ((Fraction(0), Fraction(2)), (Fraction(1), Fraction(1)), (Fraction(2), Fraction(1, 2)))
    series = [
        pictures.Line(
            name=name,
            points=tuple((x, y / (i + 1)) for x, y in points),
            dotted=i == 1,
            stepped=i == 2,
            ringed=points[1] if i == 0 else None,
        )
        for i, name in enumerate(NAMES)
    ]
    across = pictures.Scale(name="alternates", marks=tuple((Fraction(n), str(n)) for n in range(3)))
    up = pictures.Scale(
        name="seats", marks=((Fraction(1, 10), "a tenth"), (Fraction(2), "two")), proportional=True
    )
    return pictures.lines(series, across, up, title=title, level=(Fraction(1, 3), "a third"))


def drawings(html: str) -> dict[str, ET.Element]:
    return {
        name: ET.fromstring(svg)  # noqa: S314 - we wrote it
        for name, svg in BOX.findall(html)
    }


def texts(drawing: ET.Element) -> str:
    return " ".join("".join(text.itertext()) for text in drawing.iter("text"))


def test_a_picture_has_a_drawing_for_a_page_and_one_for_a_telephone() -> None:
    found = drawings(picture())
    assert list(found) == ["on-page", "on-phone"]
    page, phone = (float(one.attrib["viewBox"].split()[2]) for one in found.values())
    assert phone < 0.6 * page
    for one in found.values():
        assert one.attrib["role"] == "img"
        assert one.findtext("title") == "Seats"
        styles = {text.attrib["style"] for text in one.iter("text")}
        assert styles
        assert all("font-family: inherit" in style for style in styles)
        assert not any(re.search(r"font(-family)?: (?!inherit)", style) for style in styles)
        assert all(word in texts(one) for name in NAMES for word in name.split())
        assert all(word in texts(one) for word in ("alternates", "seats", "a tenth", "a third"))


def test_drawings_of_a_page_share_no_ids_and_are_the_same_each_time() -> None:
    assert picture() == picture()
    ids = re.findall(r' id="([^"]+)"', picture() + picture("Other seats"))
    assert ids
    assert len(ids) == len(set(ids))


def test_lines_differ_without_colour() -> None:
    for drawing in drawings(picture()).values():
        styles = [path.attrib.get("style", "") for path in drawing.iter("path")]
        strokes = {
            (re.findall(r"stroke-dasharray: ([^;]+)", style)[:1] or ["none"])[0]
            + (re.findall(r"stroke-width: ([^;]+)", style)[:1] or ["1"])[0]
            for style in styles
            if "stroke: #" in style and "fill: none" in style
        }
        assert len(strokes) >= len(NAMES) + 1


def test_marks_that_would_touch_on_a_telephone_are_turned() -> None:
    def drawn(*marks: Fraction) -> dict[str, ET.Element]:
        across = pictures.Scale(
            name="x", marks=tuple((mark, f"{float(mark)} here") for mark in marks)
        )
        up = pictures.Scale(name="y", marks=((Fraction(0), "0"), (Fraction(1), "1")))
        line = pictures.Line(name="one", points=((marks[0], Fraction(0)), (marks[-1], Fraction(1))))
        return drawings(pictures.lines([line], across, up, title="turned"))

    def turned(drawing: ET.Element) -> bool:
        return any(
            "rotate(-60)" in text.attrib.get("transform", "")
            for text in drawing.iter("text")
            if "here" in "".join(text.itertext())
        )

    near, far = (
        drawn(Fraction(0), Fraction(9, 10), Fraction(19, 20), Fraction(1)),
        drawn(Fraction(0), Fraction(1, 2), Fraction(1)),
    )
    assert [turned(one) for one in near.values()] == [False, True]
    assert not any(map(turned, far.values()))


def test_dollar_signs_in_names_are_dollar_signs() -> None:
    found = picture("From $5 to $10 \\frac")
    assert found.count("From $5 to $10 \\frac</title>") == 2
    rows = [pictures.Bars(name=r"$5 to $\oops", shares=(Fraction(1, 2),))]
    drawn = pictures.compared(rows, ["a $ or $ b"], title="t", percent=percent)
    for one in drawings(drawn).values():
        assert r"$5 to $\oops" in texts(one)
        assert "a $ or $ b" in texts(one)


def percent(share: Fraction, digits: int) -> str:
    return f"{float(share):.{digits}%}"


def test_settings_of_the_computer_change_nothing() -> None:
    import matplotlib as mpl  # noqa: PLC0415 - as late as the seam does

    before = picture()
    hostile = {"lines.linestyle": ":", "axes.grid": True, "font.size": 30, "savefig.dpi": 10}
    with mpl.rc_context(hostile):
        assert picture() == before
        assert mpl.rcParams["font.size"] == 30


@pytest.mark.parametrize(
    ("top", "marks"),
    [
        (Fraction(21, 1000), ["0.0%", "0.5%", "1.0%", "1.5%", "2.0%"]),
        (Fraction(3, 10_000), ["0.00%", "0.01%", "0.02%", "0.03%"]),
        (Fraction(1), ["0%", "20%", "40%", "60%", "80%", "100%"]),
    ],
)
def test_marks_of_shares_all_differ(top: Fraction, marks: list[str]) -> None:
    steps = [pictures.Steps(people=3, chance=top)]
    drawn = pictures.sorted_chances(
        steps, even=top, title="t", names=("people", "chance"), percent=percent
    )
    for one in drawings(drawn).values():
        assert [text for text in map(str, texts(one).split()) if "%" in text] == marks


def test_more_lines_than_can_be_told_apart_and_half_an_axis_are_refused() -> None:
    line = pictures.Line(name="one", points=((Fraction(0), Fraction(0)),))
    scale = pictures.Scale(name="x", marks=((Fraction(0), "0"), (Fraction(1), "1")))
    with pytest.raises(ValueError, match="two ends"):
        pictures.Scale(name="x", marks=((Fraction(0), "0"),))
    with pytest.raises(ValueError, match="6"):
        pictures.lines([line] * 6, scale, scale, title="six")
