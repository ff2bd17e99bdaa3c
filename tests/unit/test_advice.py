"""Remarks about a pool: each said when it should be, and not otherwise; nobody is named in them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sortition.advice import advise
from sortition.advice.doubles import phone_key
from sortition.errors import Text
from sortition.records.advice import Advice, Concern, Same
from sortition.records.pool import Pool, Registrant
from sortition.records.population import Figure, Population
from sortition.records.quotas import Quota, Quotas


def pool_of(columns: tuple[str, ...], *rows: tuple[str, ...], categories: int = 1) -> Pool:
    """A pool whose first column is the id and whose next ones are categories."""
    people = tuple(
        Registrant(id=row[0], values=row[1 : 1 + categories], household=None, cells=row)
        for row in rows
    )
    return Pool(
        id_column=columns[0],
        household_columns=(),
        columns=columns,
        categories=columns[1 : 1 + categories],
        registrants=people,
    )


def quotas(*rows: tuple[str, str, int, int]) -> Quotas:
    return Quotas.of(tuple(Quota(category=c, value=v, minimum=a, maximum=b) for c, v, a, b in rows))


def population(category: str, **counts: int) -> Population:
    return Population.of(
        tuple(
            Figure(category=category, value=value, people=Fraction(n))
            for value, n in counts.items()
        )
    )


def people(number: int, *cells: str, start: int = 0) -> list[tuple[str, ...]]:
    return [(f"p{start + i:03d}", *cells) for i in range(number)]


def told(found: Advice, concern: Concern) -> list[Text]:
    return [remark.text for remark in found.remarks if remark.concern is concern]


SEX = quotas(("sex", "m", 2, 3), ("sex", "w", 2, 3))


@pytest.mark.parametrize(("each", "warned"), [(4, True), (5, False)])
def test_a_pool_below_twice_the_panel(each: int, warned: bool) -> None:
    rows = [*people(each, "m"), *people(each, "w", start=50)]
    found = advise(pool_of(("id", "sex"), *rows), SEX, size=5, population=None)
    assert bool(told(found, Concern.SMALL_POOL)) == warned


def test_a_value_with_fewer_than_twice_its_seats() -> None:
    rows = [*people(3, "m"), *people(9, "w", start=50)]
    found = advise(pool_of(("id", "sex"), *rows), SEX, size=5, population=None)
    assert [t.values for t in told(found, Concern.SCARCE_VALUE)] == [
        {"quota": "sex m", "people": 3, "seats": 2}
    ]


def test_a_value_below_its_minimum_is_left_to_the_search_for_a_panel() -> None:
    rows = [*people(1, "m"), *people(9, "w", start=50)]
    found = advise(pool_of(("id", "sex"), *rows), SEX, size=5, population=None)
    assert told(found, Concern.SCARCE_VALUE) == []


@pytest.mark.parametrize(("size", "warned"), [(3, True), (4, False)])
def test_a_category_divided_too_finely(size: int, warned: bool) -> None:
    rows = [*people(9, "m"), *people(9, "w", start=50)]
    found = advise(pool_of(("id", "sex"), *rows), SEX, size=size, population=None)
    assert bool(told(found, Concern.FINE_CATEGORY)) == warned


def educated(low: int, high: int) -> Pool:
    rows = [*people(low, "m", "low"), *people(high, "m", "High ", start=50)]
    return pool_of(("id", "sex", "Education"), *rows)


@pytest.mark.parametrize(
    ("low", "high", "warned"),
    [(10, 10, False), (11, 9, False), (8, 12, True), (2, 18, True)],
)
def test_an_unstratified_attribute_far_from_the_population(
    low: int, high: int, warned: bool
) -> None:
    found = advise(
        educated(low, high), SEX, size=5, population=population("education", low=1, high=1)
    )
    texts = told(found, Concern.SKEWED_ATTRIBUTE)
    assert bool(texts) == warned
    assert told(found, Concern.UNCOMPARED_ATTRIBUTE) == []
    if warned:
        shares = {part.values["value"]: part.values["here"] for part in texts[0].values["parts"]}
        assert shares == {"low": Fraction(low, 20), "high": Fraction(high, 20)}


def test_a_small_group_that_is_far_too_rare() -> None:
    """5 % against 12 % is only 7 points, but less than half of them."""
    found = advise(
        educated(1, 19), SEX, size=10, population=population("education", low=12, high=88)
    )
    parts = told(found, Concern.SKEWED_ATTRIBUTE)[0].values["parts"]
    assert [part.values["value"] for part in parts] == ["low"]


def test_what_has_a_quota_is_not_compared() -> None:
    found = advise(educated(1, 19), SEX, size=5, population=population("sex", m=1, w=9))
    assert told(found, Concern.SKEWED_ATTRIBUTE) == []


def test_an_attribute_without_figures_is_pointed_out_with_its_shares() -> None:
    texts = told(
        advise(educated(5, 15), SEX, size=5, population=None), Concern.UNCOMPARED_ATTRIBUTE
    )
    assert [text.values["column"] for text in texts] == ["Education"]
    assert [part.values for part in texts[0].values["shares"]] == [
        {"value": "High", "share": Fraction(3, 4)},
        {"value": "low", "share": Fraction(1, 4)},
    ]


def test_names_addresses_and_free_text_are_no_attributes() -> None:
    rows = [
        (f"p{i:03d}", "m", "Jan" if i % 2 else "Piet", "A" if i % 2 else "B", f"text {i}")
        for i in range(20)
    ]
    pool = pool_of(("id", "sex", "first name", "Straat", "why"), *rows)
    found = advise(pool, SEX, size=5, population=None)
    assert told(found, Concern.UNCOMPARED_ATTRIBUTE) == []


def test_figures_without_a_column_are_said_not_to_be_compared() -> None:
    found = advise(educated(10, 10), SEX, size=5, population=population("tenure", a=1, b=1))
    assert [
        t.values["category"]
        for t in told(found, Concern.UNCOMPARED_ATTRIBUTE)
        if "category" in t.values
    ] == ["tenure"]


def test_people_without_an_answer_are_counted() -> None:
    rules = quotas(("sex", "m", 2, 3), ("sex", "w", 2, 3), ("sex", "Zeg ik liever niet", 0, 5))
    rows = [*people(9, "m"), *people(9, "w", start=50), *people(2, "Zeg ik liever niet", start=80)]
    found = advise(pool_of(("id", "sex"), *rows), rules, size=5, population=None)
    (text,) = told(found, Concern.NO_ANSWER)
    assert (text.values["people"], text.values["least"], text.values["most"]) == (2, 0, 5)


# --- doubles --------------------------------------------------------------------------------------

CONTACT = (
    "id",
    "sex",
    "Voornaam",
    "Tussenvoegsel",
    "Achternaam",
    "Geboortedatum",
    "E-mail",
    "Telefoon",
)


def test_doubles_by_email_telephone_and_name_with_year() -> None:
    pool = pool_of(
        CONTACT,
        ("a", "m", "René", "de", "Vries", "1980-05-01", "r@x.org", "06-12345678"),
        ("b", "m", "rene", "", "DeVries", "12-12-1980", "R@X.ORG ", "+31 6 1234 5678"),
        ("c", "m", "René", "de", "Vries", "1981", "other@x.org", "0687654321"),
        ("d", "m", "Anna", "", "Bos", "", "", ""),
        ("e", "m", "Anna", "", "Bos", "", "", ""),
    )
    found = advise(pool, SEX, size=2, population=None)
    assert [(d.same, d.ids) for d in found.doubles] == [
        (Same.EMAIL, ("a", "b")),
        (Same.NAME_AND_BIRTH, ("a", "b")),
        (Same.PHONE, ("a", "b")),
    ]


def test_no_remark_holds_anything_of_a_person() -> None:
    rows = [
        (f"p{i}", "m", "Geheimnaam", "", "Verborgen", "1980", "zz@geheim.org", "0612345678")
        for i in range(3)
    ]
    found = advise(pool_of(CONTACT, *rows), SEX, size=2, population=None)
    assert len(found.doubles) == 3
    words = repr(found).casefold()
    assert not [w for w in ("geheim", "verborgen", "1980", "12345678") if w in words]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", ""),
        ("112", ""),
        ("+31 (0)6 12345678", "612345678"),
        ("078-6123456", "786123456"),
        ("310612345678", "310612345678"),
        ("+32 470 12 34 56", "32470123456"),
    ],
)
def test_telephone_numbers(cell: str, expected: str) -> None:
    assert phone_key(cell) == expected
