"""Every file of a draw, byte by byte as docs/format.md says."""

import hashlib
import json
from dataclasses import replace
from fractions import Fraction

import pytest

from sortition.dossier import files
from sortition.records.lottery import Balance, Cut, CutReason, Reach, Spread, Welfare
from sortition.records.space import HomeKind
from tests.unit.dossier_samples import CERTIFICATE, DRAW, LOTTERY, POOL, SETTINGS, SPACE, with_units


@pytest.fixture
def written():
    return files.with_manifest(
        {**files.data_files(POOL, LOTTERY, DRAW, SETTINGS), files.REPORT: b"<html></html>\n"}
    )


def hash_of(content):
    return hashlib.sha256(content).hexdigest()


def test_a_draw_has_exactly_the_ten_files_of_the_format(written):
    assert sorted(written) == sorted(files.NAMES)
    assert len(files.NAMES) == 10


def test_people_of_a_long_list_are_not_written_out():
    longer = replace(with_units(500_002), spread=Spread(distinct=1, together=None))
    written = files.data_files(POOL, longer, DRAW, SETTINGS)
    assert set(files.NAMES) - set(written) == {"panels.csv", "report.html", "manifest.json"}
    assert written["seating.csv"] == b"first,copies,seats\n000000,500002,0 1\n"
    assert b'"spread":{"distinct":1,"together":null}' in written["lottery.json"]
    assert "panels.csv" in files.data_files(POOL, with_units(500_000), DRAW, SETTINGS)


def test_the_panel_file_holds_the_drawn_with_all_their_columns(written):
    assert written["panel.csv"] == b'id,group,name\nb,x,"Bo, jr"\nd,y,\n'


def test_the_others_are_in_not_drawn_and_no_cell_is_a_formula(written):
    assert written["not_drawn.csv"] == "id,group,name\na,x,'=Ann\nc,y,Cé\n".encode()


def test_chances_are_counts_out_of_the_units(written):
    expected = "".join(f"{name},1,2,0.500000\n" for name in "abcd")
    assert written["chances.csv"].decode() == f"id,count,of,chance\n{expected}"


def test_the_seating_says_which_queues_sit(written):
    assert written["seating.csv"] == b"first,copies,seats\n0,2,0 1\n"


def test_panels_are_numbered_from_zero(written):
    assert written["panels.csv"] == b"panel,1,2\n0,a,c\n1,b,d\n"


@pytest.mark.parametrize(
    ("units", "first", "last"),
    [(2, "0", "1"), (10, "0", "9"), (12, "00", "11"), (1000, "000", "999")],
)
def test_panel_numbers_have_the_digits_of_the_last_one(units, first, last):
    lines = files.panels_csv(with_units(units)).decode().splitlines()
    assert lines[1].split(",")[0] == first
    assert lines[-1].split(",")[0] == last
    assert len(lines) == units + 1


@pytest.mark.parametrize(
    ("count", "units", "expected"),
    [
        (1, 3, "0.333333"),
        (2, 3, "0.666667"),
        (1, 2_000_000, "0.000001"),
        (0, 7, "0.000000"),
        (7, 7, "1.000000"),
    ],
)
def test_decimal_chances_are_rounded_half_up(count, units, expected):
    assert files._decimal(count, units) == expected


def test_lottery_json_to_the_byte(written):
    expected = (
        '{"categories":["group"],'
        f'"certificate_sha256":"{hash_of(written["certificate.json"])}",'
        '"construction":"dice: 3 4","format":"sortition/lottery/3","kinds":[],"method":"leximin",'
        '"profiles":[{"chance":"1/2","kind":null,"people":["a","b"],"values":["x"]},'
        '{"chance":"1/2","kind":null,"people":["c","d"],"values":["y"]}],'
        '"quotas":[{"category":"group","max":1,"max_flex":null,"min":1,"min_flex":null,"value":"x"},'
        '{"category":"group","max":1,"max_flex":2,"min":1,"min_flex":0,"value":"y"}],'
        f'"seating_sha256":"{hash_of(written["seating.csv"])}",'
        '"size":2,"spread":{"distinct":2,"together":"1/4"},"units":2}\n'
    )
    assert written["lottery.json"].decode() == expected


def test_shared_homes_are_lists_of_ids():
    space = replace(SPACE, kinds=(HomeKind(homes=((0, 2), (1, 3))),))
    content = files.lottery_json(replace(LOTTERY, space=space), seating=b"", certificate=b"")
    assert json.loads(content)["kinds"] == [{"homes": [["a", "c"], ["b", "d"]]}]


def test_certificate_json_to_the_byte(written):
    assert written["certificate.json"].decode() == (
        '{"balance":null,"cuts":[],"format":"sortition/certificate/3","interval":null,'
        '"levels":[{"chance":"1/2","gap":"0","multipliers":[[0,"1"]],"profiles":[0,1]}],'
        '"reach":{"combination":[["1",[[0,1],[1,1]]]],"state":"exact"},"welfare":null}\n'
    )


def test_the_proofs_of_nash_and_goldilocks_to_the_byte():
    welfare = Welfare(multipliers=((0, Fraction(1, 3)),), gap=Fraction(1, 10**7))
    balance = Balance(
        floor=Fraction(1, 4),
        cap=Fraction(1),
        multipliers=((0, Fraction(-2)), (3, Fraction(1))),
        pull=Fraction(1, 2),
        bound=Fraction(17, 6),
        gap=Fraction(0),
    )
    changed = replace(CERTIFICATE, levels=(), welfare=welfare, balance=balance)
    assert files.certificate_json(changed).decode() == (
        '{"balance":{"bound":"17/6","cap":"1","floor":"1/4","gap":"0",'
        '"multipliers":[[0,"-2"],[3,"1"]],"pull":"1/2"},'
        '"cuts":[],"format":"sortition/certificate/3","interval":null,"levels":[],'
        '"reach":{"combination":[["1",[[0,1],[1,1]]]],"state":"exact"},'
        '"welfare":{"gap":"1/10000000","multipliers":[[0,"1/3"]]}}\n'
    )


def test_cuts_and_a_rounded_reach_are_written():
    certificate = replace(
        CERTIFICATE,
        cuts=(Cut(weights=((0, 1),), bound=0, reason=CutReason.UNSEATABLE),),
        reach=Reach.ROUNDED,
        combination=(),
        levels=(replace(CERTIFICATE.levels[0], gap=Fraction(1, 9)),),
    )
    content = json.loads(files.certificate_json(certificate))
    assert content["cuts"] == [
        {"weights": [[0, 1]], "bound": 0, "reason": "unseatable", "after": 0}
    ]
    assert content["reach"] == {"state": "rounded"}
    assert content["levels"][0]["gap"] == "1/9"


def test_draw_json_to_the_byte(written):
    expected = (
        f'{{"certificate_sha256":"{hash_of(written["certificate.json"])}",'
        '"format":"sortition/draw/3",'
        f'"lottery_sha256":"{hash_of(written["lottery.json"])}",'
        '"number":1,"of":2,"panel":["b","d"],'
        '"randomness":"dice: 6 6",'
        f'"seating_sha256":"{hash_of(written["seating.csv"])}",'
        '"seed":null,'
        '"settings":{"household_columns":[],"id_column":"id","language":"en","units":2,'
        '"version":"0.1.0"}}\n'
    )
    assert written["draw.json"].decode() == expected


def test_the_manifest_lists_every_other_file_by_name(written):
    manifest = json.loads(written["manifest.json"])
    assert manifest["format"] == "sortition/manifest/3"
    assert manifest["files"] == [
        {"name": name, "bytes": len(written[name]), "sha256": hash_of(written[name])}
        for name in sorted(written)
        if name != "manifest.json"
    ]


def test_every_file_is_utf8_and_ends_in_one_line_feed(written):
    for content in written.values():
        assert content.decode("utf-8").endswith("\n")
        assert not content.endswith(b"\n\n")
        assert not content.startswith(b"\xef\xbb\xbf")
