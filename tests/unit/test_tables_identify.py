"""Which column identifies people, and when two people share an address."""

from __future__ import annotations

import pytest

from sortition.tables.address import address_key
from sortition.tables.identify import Found, find_id, free_name
from sortition.tables.read import parse_table

ADDRESS = ("straat", "huisnr")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age,ID\n1,1\n1,1\n", (1, Found.SURELY)),
        ("unique id,id\na,b\n", (1, Found.SURELY)),
        ("unique_id,unique id\na,b\n", (1, Found.SURELY)),
        ("NationBuilder_ID,age\n1,30\n", (0, Found.SURELY)),
        ("name,Aanmeldnummer\nA,7\n", (1, Found.SURELY)),
        ("name,nr\nA,7\nB,8\n", (1, Found.LIKELY)),
        ("name,nr\nA,7\nB,7\n", None),  # a house number, then
        ("name,nr\nA,7\nB,\n", None),
        ("name,nr,code\nA,7,x1\nB,8,x2\n", None),  # which of the two?
        ("name,huisnr\nA,7\nB,8\n", None),
        ("vreemd,name\nx7,A\nx8,B\n", (0, Found.LIKELY)),
        ("vreemd,name\nx7,A\nx7,B\n", None),
        ("name,vreemd\nA,x7\nB,x8\n", None),
        ("email\na1@example.org\nb2@example.org\n", None),
        ("naam\nJan 1\nPiet 2\n", None),
        ("age,name\n30,A\n31,B\n", None),  # age is a category
        ("id,name\n,A\n,B\n", None),  # a column without cells
        ("id,name\n", None),
    ],
)
def test_the_id_column_is_found_by_the_rule(text: str, expected: tuple[int, Found] | None) -> None:
    table = parse_table(text.encode(), "t")
    address = [j for j, name in enumerate(table.columns) if name in ADDRESS]
    assert find_id(table, taken=[table.position("age")], address=address) == expected


@pytest.mark.parametrize(("header", "name"), [("a", "id"), ("ID", "id 2"), ("id,Id 2", "id 3")])
def test_a_new_column_gets_a_name_of_its_own(header: str, name: str) -> None:
    assert free_name(parse_table(header.encode(), "t")) == name


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Dorpsstraat", "12", "1234AB"], "dorpsstraat|12|1234ab"),
        ([" dorps-straat ", "12.0", "1234 ab"], "dorpsstraat|12|1234ab"),
        (["Coöperatie", "12 A", ""], "cooperatie|12a|"),
        (["Coo\u0308peratie", "12-a", ""], "cooperatie|12a|"),
        (["12 - 14"], "12-14"),
        (["1/2-3"], "1-2-3"),
        (["1214"], "1214"),
        (["12e straat 3 4"], "12estraat3-4"),
        (["Weiße"], "weisse"),
        (["", " ", "-"], None),
        ([], None),
    ],
)
def test_an_address_has_one_key_however_it_is_written(
    cells: list[str], expected: str | None
) -> None:
    assert address_key(cells) == expected
