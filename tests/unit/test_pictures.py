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


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (Fraction(1, 200), ["0", "0.1"]),
        (Fraction(19, 10), ["0", "0.5", "1.0", "1.5", "2.0"]),
        (Fraction(5), ["0", "1", "2", "3", "4", "5"]),
        (Fraction(1365), ["0", "500", "1000", "1500"]),
    ],
)
def test_marks_are_round_numbers(highest: Fraction, marks: list[str]) -> None:
    found = pictures.round_marks(highest)
    assert [float(mark) for mark in found] == [float(mark) for mark in marks]


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
