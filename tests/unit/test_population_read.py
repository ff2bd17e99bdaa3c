"""Figures read from tables of one's own and from CBS files, checked against sums made by hand."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from sortition.errors import InputError, UsageError
from sortition.population.ages import parse_bands
from sortition.population.numbers import Odd, number
from sortition.population.read import Request, read_population
from sortition.records.population import Population

FIXTURES = Path(__file__).parents[2] / "fixtures" / "population"
KWB, STATLINE, MAP = (
    FIXTURES / name for name in ("kwb-2020.csv", "statline-2020.csv", "buurten-2020.csv")
)
DEMO_AGES = parse_bands("16-29,30-44,45-64,65+")

KWB_SMALL = (
    "gwb_code_10;regio;gm_naam;recs;a_inw;a_man;a_vrouw;a_00_14;a_15_24;a_25_44;a_45_64;a_65_oo\n"
    "GM0001    ;Ons;Ons;Gemeente;300;140;160;50;40;80;70;60\n"
    "WK000101  ;Wijk 01 Oost;Ons;Wijk;200;100;100;40;30;60;40;30\n"
    "WK000102  ;Wijk 02 West;Ons;Wijk;100;40;60;10;10;20;30;30\n"
    "BU00010100;Hoek;Ons;Buurt;195;100;95;40;30;60;40;25\n"
    "BU00010101;Haven;Ons;Buurt;5;.;.;.;.;.;.;.\n"
    "BU00010200;Dijk;Ons;Buurt;100;40;60;10;10;20;30;30\n"
)


def people(found: Population, category: str) -> dict[str, Fraction]:
    return {figure.value: figure.people for figure in found.of_category(category)}


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def problems_of(files: list[Path], request: Request) -> list[tuple]:
    with pytest.raises(InputError) as caught:
        read_population(files, request)
    return [(p.where.file, p.code, p.where.row, p.where.column) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("815", Fraction(815)),
        ("815.0", Fraction(815)),
        ("12,5", Fraction(25, 2)),
        ("0,305", Fraction(305, 1000)),
        ("27 %", Fraction(27)),
        ("1.234.567", Fraction(1234567)),
        ("12 345", Fraction(12345)),
        ("12\u00a0345", Fraction(12345)),
        ("1.234,5", Fraction(12345, 10)),
        ("1,234.5", Fraction(12345, 10)),
        ("12.345", Odd.UNCLEAR),
        ("12,345", Odd.UNCLEAR),
        ("", Odd.HIDDEN),
        (".", Odd.HIDDEN),
        ("x", Odd.HIDDEN),
        ("-", Odd.HIDDEN),
        ("-99997", Odd.HIDDEN),
        ("-99999999", Odd.HIDDEN),
        ("-99999999.0", Odd.HIDDEN),
        ("-5", Fraction(-5)),
        ("3O", Odd.NO_NUMBER),
        ("1e3", Odd.NO_NUMBER),
        ("\u0663", Odd.NO_NUMBER),
        ("1/2", Odd.NO_NUMBER),
    ],
)
def test_numbers(cell: str, expected: Fraction | Odd) -> None:
    assert number(cell) == expected


# --- CBS ------------------------------------------------------------------------------------------


def test_a_kwb_file_from_16_on(tmp_path: Path) -> None:
    found = read_population([write(tmp_path, "kwb-2021.csv", KWB_SMALL)], Request(min_age=16))
    # 9/10 of the band 15-24, and all who are older: 27 + 60 + 40 + 30, and 9 + 20 + 30 + 30.
    assert people(found, "wijk") == {"Oost": 157, "West": 89}
    # The row of the municipality: 9/10 of 40.
    assert people(found, "age") == {"16-24": 36, "25-44": 80, "45-64": 70, "65+": 60}
    assert people(found, "sex") == {"man": 140, "woman": 160}
    source = found.of_category("age")[0].sources[0]
    assert (source.file, source.rows, source.columns) == ("kwb-2021.csv", (2,), ("a_15_24",))
    assert (source.year, source.named) == ("2021", "CBS")
    east = found.of_category("wijk")[0].sources[0]
    assert (east.rows, east.columns) == ((3,), ("a_15_24", "a_25_44", "a_45_64", "a_65_oo"))


def test_bands_of_ones_own_divide_those_of_cbs_evenly(tmp_path: Path) -> None:
    file = write(tmp_path, "kwb.csv", KWB_SMALL)
    found = read_population([file], Request(min_age=18, bands=parse_bands("18-29,30-59,60+")))
    # 18-29: 7/10 of 40 and 5/20 of 80; 30-59: 15/20 of 80 and 15/20 of 70 (52.5); 60+: 17.5 + 60.
    assert people(found, "age") == {"18-29": 48, "30-59": 113, "60+": 78}
    told = [note for note in found.notes if "every year of age" in note.template]
    assert [note.values["bands"] for note in told] == [("15-24", "25-44", "45-64")]


def test_without_a_least_age_everybody_counts(tmp_path: Path) -> None:
    file = write(tmp_path, "kwb.csv", KWB_SMALL)
    found = read_population([file], Request(min_age=0))
    assert people(found, "wijk") == {"Oost": 200, "West": 100}
    assert people(found, "age")["0-14"] == 50
    assert not [note for note in found.notes if "Assumption" in note.template]


def test_the_least_age_must_be_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--min-age 16"):
        read_population([write(tmp_path, "kwb.csv", KWB_SMALL)], Request())


def test_chosen_wijken(tmp_path: Path) -> None:
    file = write(tmp_path, "kwb.csv", KWB_SMALL)
    for name in ("West", "wijk 02 west", "wk000102"):
        found = read_population([file], Request(min_age=16, districts=(name,)))
        assert people(found, "wijk") == {"West": 89}
        assert people(found, "age") == {"16-24": 9, "25-44": 20, "45-64": 30, "65+": 30}
    with pytest.raises(UsageError, match=r'no wijk "Noord".*Oost, West'):
        read_population([file], Request(min_age=16, districts=("Noord",)))


def test_zones_take_parts_of_neighbourhoods(tmp_path: Path) -> None:
    file = write(tmp_path, "kwb.csv", KWB_SMALL)
    zones = write(
        tmp_path,
        "zones.csv",
        "code;zone;aandeel\nBU00010100;within 500 m;40%\nBU00010100;further away;60\n"
        "WK000102;further away;\n",
    )
    found = read_population([file], Request(min_age=0, zones=zones))
    assert people(found, "zone") == {"within 500 m": 78, "further away": 217}
    assert people(found, "sex") == {"man": 140, "woman": 155}
    assert [n for n in found.notes if "live evenly" in n.template]


def test_suppressed_is_not_zero(tmp_path: Path) -> None:
    """The 5 people of Haven are divided as the 195 of Hoek; with 0 for them, 16-24 would be 27."""
    lines = KWB_SMALL.splitlines()
    file = write(tmp_path, "kwb.csv", "\n".join([lines[0], *lines[4:]]))
    found = read_population([file], Request(min_age=16))
    # Per inhabitant 36/295 are 16-24 where it is known: 36 + 5 × 36/295.
    assert people(found, "age")["16-24"] == round(36 + 5 * Fraction(36, 295))
    assert people(found, "wijk")["WK000101"] == round(152 + 5 * Fraction(152 + 89, 295))
    assert people(found, "sex") == {"man": round(140 + 5 * Fraction(140, 295)), "woman": 158}
    told = [note for note in found.notes if "leaves out" in note.template]
    assert [(n.values["n"], n.values["people"]) for n in told] == [(1, 5), (1, 5)]


def test_too_much_suppressed_is_refused(tmp_path: Path) -> None:
    text = KWB_SMALL.replace("BU00010101;Haven;Ons;Buurt;5", "BU00010101;Haven;Ons;Buurt;50")
    lines = text.splitlines()
    file = write(tmp_path, "kwb.csv", "\n".join([lines[0], *lines[4:]]))
    found = problems_of([file], Request(min_age=16))
    assert found == [
        ("kwb.csv", "figures-mostly-missing", None, "a_man"),
        ("kwb.csv", "figures-mostly-missing", None, "a_00_14"),
    ]


def test_suppressed_inhabitants_are_refused(tmp_path: Path) -> None:
    text = KWB_SMALL.replace("Wijk 02 West;Ons;Wijk;100", "Wijk 02 West;Ons;Wijk;-99997")
    found = problems_of([write(tmp_path, "kwb.csv", text)], Request(min_age=16))
    assert found == [("kwb.csv", "figure-missing", 4, "a_inw")]


def test_every_shape_gives_the_same_age_and_sex() -> None:
    request = Request(min_age=16, bands=DEMO_AGES)
    kwb, statline = (read_population([file], request) for file in (KWB, STATLINE))
    assert people(kwb, "age") == people(statline, "age")
    assert people(kwb, "sex") == people(statline, "sex") == {"man": 58780, "woman": 59995}
    assert list(people(kwb, "wijk").values()) != []
    assert sorted(people(kwb, "wijk").values()) == sorted(people(statline, "wijk").values())
    assert "WK050501" in people(statline, "wijk")
    assert [note for note in statline.notes if "no names of wijken" in note.template]


def test_the_map_has_percentages_and_suppressed_cells() -> None:
    found = read_population([MAP], Request(min_age=16, bands=DEMO_AGES))
    assert len(people(found, "wijk")) == 13
    # Only Wielwijk's (rows 59 to 66) worked out: 9/10 p15 + p25 + p45 + p65, of their own sum.
    rows = [line.split(",") for line in MAP.read_text("utf-8").splitlines()]
    wielwijk = [row for row in rows if row[3] == "Wijk 07 Wielwijk"]
    total = Fraction(0)
    for row in wielwijk:
        inhabitants, ages = int(row[6]), [int(cell) for cell in row[9:]]
        if inhabitants:
            total += inhabitants * (Fraction(9, 10) * ages[1] + sum(ages[2:])) / sum(ages)
    assert people(found, "wijk")["Wielwijk"] == round(total)
    lost = [note.values for note in found.notes if "leaves out" in note.template]
    assert [(v["n"], v["people"]) for v in lost] == [(15, 180)]


def test_a_workbook_is_read_as_well(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in KWB_SMALL.splitlines():
        book.active.append([int(c) if c.isdecimal() else c for c in line.split(";")])
    stream = io.BytesIO()
    book.save(stream)
    file = write(tmp_path, "kwb-2021.xlsx", stream.getvalue())
    found = read_population([file], Request(min_age=16))
    assert people(found, "wijk") == {"Oost": 157, "West": 89}


def test_statline_as_downloaded_by_hand(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "statline.csv",
        '"Wijken en buurten";"Perioden";"Regioaanduiding/Codering (code)";'
        '"Bevolking/Aantal inwoners (aantal)";"Bevolking/Geslacht/Mannen (aantal)";'
        '"Bevolking/Geslacht/Vrouwen (aantal)";"Bevolking/Leeftijdsgroepen/0 tot 15 jaar (aantal)";'
        '"Bevolking/Leeftijdsgroepen/15 tot 65 jaar (aantal)";'
        '"Bevolking/Leeftijdsgroepen/65 jaar of ouder (aantal)"\n'
        '"Wijk 01 Oost";"2022";"WK000101";200;100;100;40;130;30\n'
        '"Wijk 02 West";"2022";"WK000102";100;40;60;10;60;30\n',
    )
    found = read_population([file], Request(min_age=15))
    assert people(found, "wijk") == {"Oost": 160, "West": 90}
    assert people(found, "age") == {"15-64": 190, "65+": 60}
    assert found.figures[0].sources[0].year == "2022"


def test_a_national_file_needs_a_municipality(tmp_path: Path) -> None:
    other = "WK000201  ;Wijk 01 Zuid;Ander;Wijk;90;x;oops;1;1;1;1;1\n"
    file = write(tmp_path, "kwb.csv", KWB_SMALL + other)
    with pytest.raises(UsageError, match=r"2 municipalities.*Ons, Ander"):
        read_population([file], Request(min_age=16))
    with pytest.raises(UsageError, match=r'"Elders".*Ons, Ander'):
        read_population([file], Request(min_age=16, municipality="Elders"))
    for name in ("ons", "gm0001"):  # what is wrong elsewhere in the country is no matter
        found = read_population([file], Request(min_age=16, municipality=name))
        assert people(found, "wijk") == {"Oost": 157, "West": 89}


@pytest.mark.parametrize(
    ("bands", "least", "words"),
    [
        ("16-29,30-69,70+", 16, "65 or earlier"),
        ("18-64,65+", 16, "begin at the age of --min-age"),
        ("16-64", 16, "end with one such as 65"),
    ],
)
def test_bands_that_cannot_be(tmp_path: Path, bands: str, least: int, words: str) -> None:
    file = write(tmp_path, "kwb.csv", KWB_SMALL)
    with pytest.raises(UsageError, match=words):
        read_population([file], Request(min_age=least, bands=parse_bands(bands)))


def test_wijken_of_one_name_get_their_code(tmp_path: Path) -> None:
    text = KWB_SMALL.replace("Wijk 02 West", "Wijk 01 Oost")
    found = read_population([write(tmp_path, "kwb.csv", text)], Request(min_age=16))
    assert sorted(people(found, "wijk")) == [
        "Wijk 01 Oost (WK000101)",
        "Wijk 01 Oost (WK000102)",
    ]


def test_every_problem_of_cbs_cells_at_once(tmp_path: Path) -> None:
    text = KWB_SMALL.replace("Oost;Ons;Wijk;200;100", "Oost;Ons;Wijk;2OO;-100")
    text += "elsewhere;x;Ons;Wijk;1;1;1;1;1;1;1;1\nWK000102;x;Ons;Wijk;1;1;1;1;1;1;1;1\n"
    file = write(tmp_path, "kwb.csv", text)
    assert problems_of([file], Request(min_age=16)) == [
        ("kwb.csv", "area-code", 8, "gwb_code_10"),
        ("kwb.csv", "area-twice", 9, "gwb_code_10"),
    ]
    whole = write(tmp_path, "kwb2.csv", "\n".join(text.splitlines()[:-2]))
    assert problems_of([whole], Request(min_age=16)) == [
        ("kwb2.csv", "figure-not-a-number", 3, "a_inw"),
        ("kwb2.csv", "figure-not-a-number", 3, "a_man"),
    ]


def test_every_problem_of_zones_at_once(tmp_path: Path) -> None:
    file = write(tmp_path, "kwb.csv", KWB_SMALL)
    zones = write(
        tmp_path,
        "zones.csv",
        "code,zone,share\nBU00010100,a,70%\nBU00010100,b,40%\nBU00010200,c,1\nWK000102,c,1\n"
        "BU00019999,a,1\nelse,a,1\nBU00010101,,1\nBU00010101,a,0\nBU00010101,=a,1\n",
    )
    assert problems_of([file], Request(min_age=16, zones=zones)) == [
        ("zones.csv", "area-counted-twice", 3, "code"),
        ("zones.csv", "area-counted-twice", 4, "code"),
        ("zones.csv", "area-unknown", 6, "code"),
        ("zones.csv", "area-code", 7, "code"),
        ("zones.csv", "name-missing", 8, "zone"),
        ("zones.csv", "zone-share", 9, "share"),
        ("zones.csv", "name-like-formula", 10, "zone"),
    ]
    empty = write(tmp_path, "no.csv", "a,b\n1,2\n")
    assert problems_of([file], Request(min_age=16, zones=empty)) == [
        ("no.csv", "zone-columns", None, None)
    ]


# --- tables of one's own --------------------------------------------------------------------------


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "cijfers.csv",
        "\ufeffKenmerk;Waarde;Aandeel;Bron;Jaar\nopleiding;laag;27,5 %;CBS;2023\n"
        "Opleiding;hoog;72,5 %;CBS;2023\n",
    )
    found = read_population([file], Request())
    assert people(found, "Opleiding") == {"hoog": Fraction(145, 2), "laag": Fraction(55, 2)}
    source = found.figures[1].sources[0]
    assert (source.rows, source.columns, source.year, source.named) == (
        (2,),
        ("Aandeel",),
        "2023",
        "CBS",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    text = "category,value,population\nwijk,Coöperatie,1\nwijk,'t Zand,2\n"
    text = text.replace("'t Zand", "Café")
    found = read_population([write(tmp_path, "a.csv", text.encode(encoding))], Request())
    assert people(found, "wijk") == {"Café": 2, "Coöperatie": 1}


def test_every_problem_of_ones_own_table_at_once(tmp_path: Path) -> None:
    text = (
        "category,value,population\nage,16-29,12.345\nage,30+,3O\nage,16-29,1\n,x,1\nage,,1\n"
        "sex,man,-5\nsex,woman,.\nsex,=x,1\nhome,rent,0\nhome,owned,0\n"
        f"sex,{'x' * 201},1\n"
    )
    other = write(tmp_path, "b.csv", "a,b\n1,2\n")
    assert problems_of([write(tmp_path, "a.csv", text), other], Request()) == [
        ("a.csv", "figure-unclear", 2, "population"),
        ("a.csv", "figure-not-a-number", 3, "population"),
        ("a.csv", "figure-twice", 4, "value"),
        ("a.csv", "name-missing", 5, "category"),
        ("a.csv", "name-missing", 6, "value"),
        ("a.csv", "figure-negative", 7, "population"),
        ("a.csv", "figure-missing", 8, "population"),
        ("a.csv", "name-like-formula", 9, "value"),
        ("a.csv", "category-without-people", 10, "population"),
        ("a.csv", "name-too-long", 12, "value"),
        ("b.csv", "population-columns", None, None),
    ]


def test_a_category_in_two_files(tmp_path: Path) -> None:
    one = write(tmp_path, "a.csv", "category,value,population\nage,16-29,1\n")
    other = write(tmp_path, "b.csv", "category,value,population\nAGE,30+,1\n")
    assert problems_of([one, other], Request()) == [("b.csv", "category-twice", 2, None)]


def test_a_missing_row_of_percentages_is_noticed(tmp_path: Path) -> None:
    rows = "category,value,percentage\nage,a,33\nage,b,33\nage,c,33\nsex,m,45\nsex,w,50\n"
    found = read_population([write(tmp_path, "a.csv", rows)], Request())
    assert [note.values["category"] for note in found.notes] == ["sex"]  # 99 is rounding, 95 is not


def test_areas_are_not_asked_of_ones_own_table(tmp_path: Path) -> None:
    file = write(tmp_path, "a.csv", "category,value,population\nage,a,33\nage,b,33\n")
    with pytest.raises(UsageError, match="about figures of CBS"):
        read_population([file], Request(min_age=16))


def test_both_kinds_together(tmp_path: Path) -> None:
    own = write(tmp_path, "a.csv", "category,value,population\neducation,low,1\neducation,high,2\n")
    found = read_population([KWB, own], Request(min_age=16))
    assert found.categories == ("age", "education", "sex", "wijk")


@pytest.mark.parametrize("content", [b"", b"\x00" * 8, b"%PDF-1.4", b"\n\n"])
def test_what_is_no_table(tmp_path: Path, content: bytes) -> None:
    file = write(tmp_path, "a.csv", content)
    with pytest.raises(InputError):
        read_population([file], Request())
