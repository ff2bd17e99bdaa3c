"""Canonical JSON (docs/format.md 2.5)."""

from fractions import Fraction

import pytest

from sortition.dossier.canonical import canonical, fraction


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": None}, b'{"a":null,"b":1}\n'),
        ([True, False, -3, ()], b"[true,false,-3,[]]\n"),
        # RFC 8785, 3.2.2.2: short escapes where they exist, else \u00xx in lower case, no more.
        (
            '\b\t\n\f\r"\\/\x0f\x7f€\u2028',
            b'"\\b\\t\\n\\f\\r\\"\\\\/\\u000f\x7f\xe2\x82\xac\xe2\x80\xa8"\n',
        ),
        ("😀", b'"\xf0\x9f\x98\x80"\n'),
        ({}, b"{}\n"),
    ],
)
def test_a_value_is_written_in_its_one_way(value, expected):
    assert canonical(value) == expected


@pytest.mark.parametrize("value", [0.5, {"a": [1.0]}, (1, (2.0,))])
def test_floating_point_numbers_are_refused_at_any_depth(value):
    with pytest.raises(TypeError, match="floating"):
        canonical(value)


def test_half_a_character_is_refused():
    with pytest.raises(ValueError, match="surrogates"):
        canonical("\ud800")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(26, 398), "13/199"),
        (Fraction(3), "3"),
        (Fraction(0), "0"),
        (Fraction(-1, 2), "-1/2"),
    ],
)
def test_fractions_are_in_lowest_terms_and_whole_ones_have_no_bar(value, expected):
    assert fraction(value) == expected
