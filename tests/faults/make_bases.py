"""Make dossiers that the shared faults start from: ``python -m tests.faults.make_bases NAME …``.

They are kept in ``tests/faults/bases`` and are made anew only for a new version of the format: what
was once in order has to stay so (the first two, with a journal of version 1, no tool makes any
more). They are small, and every check has something to look at:

``harbour``  the process of fixtures/harbour with 100 panels: two parties, a trial, a failed run, an
             amendment, dice and a lottery for value A, two digits for value B, both results signed
``beacons``  one party, no amendment, a draw that somebody asked for in other words: drand and NIST
             for value A, drand, balls and a text for value B; a person whom no panel can hold, so
             that the proof needs a cut; cells that a spreadsheet would run as formulas
``zones``    a draw without a dossier, with a cross, a condition and a named zone that another uses
``weighed``  a draw without a dossier in which chances count divided by weights
``letters``  letters planned twice, drawn in two waves, answered; then pool, panels and a draw
``erased``   the same after its people were erased, which one party has signed
``replaced`` two leave and are replaced, then one more leaves and the panel grows
``homes``    letters to addresses, one wave, and nothing after it
``alternates`` four stand by; two of the panel leave and some of them come in, which one party has
             signed; then one of these leaves too
"""

from __future__ import annotations

import csv
import shutil
import sys
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sortition import steps
from sortition.errors import SortitionError
from sortition.records.letters import Birth, LeaveOut, Per
from tests.processes import moment
from tests.registers import register
from tests.replaced import BIG, drop, twice
from tests.standing_by import with_alternates

HERE: Final = Path(__file__).parent
FIXTURE: Final = HERE.parents[1] / "fixtures" / "harbour"
PASSWORD: Final = "open for this fixture only"

# Rounds 1000 of both networks of drand, as they were published.
DEFAULT: Final = (
    "99bf96de133c3d3937293cfca10c8152b18ab2d034ccecf115658db324d2edc00a16a2044cd04a8a38e2a307e5ecff35"
    "11315be8d282079faf24098f283e0ed2c199663b334d2e84c55c032fe469b212c5c2087ebb83a5b25155c3283f5b79ac"
)
BEFORE: Final = (
    "af0d93299a363735fe847f5ea241442c65843dc1bd3a7b79646b3b10072e908bf034d35cd69d378e3341f139100cd4cd"
    "03030399864ef8803a5a4f5e64fccc20bbae36d1ca22a6ddc43d2630c41105e90598fab11e5c7456df3925d4b577b113"
)
QUICKNET: Final = (
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
    "e342b73a8dd2bacbe47e4b6b63ed5e39"
)
PULSE: Final = "0A1B2C3D" * 16

BEACONS: Final = """
[[construction]]
kind = "drand"
chain = "default"
round = 1000
source = "drand, default network"
when = 2020-07-23T01:47:00Z

[[construction]]
kind = "nist"
round = 99
source = "an invented pulse of the NIST beacon"
when = 2020-07-23T02:00:00Z

[[randomness]]
kind = "drand"
chain = "quicknet"
round = 1000
source = "drand, quicknet"
when = 2023-08-23T15:59:24Z

[[randomness]]
kind = "balls"
count = 3
of = 45
source = "three balls out of 45, drawn in the library"
when = 2023-08-24T10:00:00Z

[[randomness]]
kind = "text"
source = "the first headline of the Harbour Courier"
when = 2023-08-24T11:00:00Z
"""

# N1 says three times no; nobody says three times yes. So N1 can sit in no panel of two, which the
# quotas alone do not show: half of C1, of D1 and of E1 together would do beside half of N1.
SMALL_POOL: Final = """id,name,x,y,z,note
C1,"Neil ""O"", jr",yes,yes,no,=SUM(A1)
C2,Ana,YES,yes,no,-5
D1,Åke,no,yes,yes,"two
lines"
D2,Dé,no, yes ,yes,-x
E1,Emma,yes,no,yes,'quoted
E2,Eva,yes,no,yes,
N1,Ned,no,no,no,@home
X1,Xia,yes,no,no,+31 6 0000
Y1,Yves,no,yes,no,10.0
Z1,Zoë,no,no,yes,007
"""
SMALL_QUOTAS: Final = """category,value,min,max
x,yes,1,1
x,no,1,1
y,yes,1,1
y,no,1,1
z,yes,1,1
z,no,1,1
"""


ZONES_POOL: Final = """id,age,sex,tenure,wijk
A,18-34,F,rent,Noord
B,18-34,F,own,Zuid
C,18-34,M,rent,Noord
D,18-34,M,own,Oost
E,18-34,F,rent,Oost
F,35+,F,own,Noord
G,35+,F,rent,Zuid
H,35+,M,own,Zuid
I,35+,M,rent,Oost
J,35+,M,own,Noord
K,35+,F,own,Oost
"""
ZONES_QUOTAS: Final = """category,value,min,max
age,18-34,1,3
age,35+,1,3
sex,F,2,2
sex,M,2,2
age × sex,18-34 × F,1,1
age × sex,35+ × M,1,2
Waterside: wijk=Noord|Oost,,2,3
Waterside & tenure=rent,,1,2
Waterside × sex,Waterside × F,0,2
"""


def make(place: Path, bases: tuple[str, ...]) -> None:
    """Some of them, in folders of their names."""
    with TemporaryDirectory() as name:
        work = Path(name)
        for base in bases:
            if not (work / base).exists():
                MAKERS[base](work)
        for base in bases:
            shutil.rmtree(place / base, ignore_errors=True)
            shutil.copytree(work / base, place / base)


def sign(folder: Path, *parties: str, time: str) -> None:
    for party in parties:
        key = FIXTURE / f"{party}.key"
        steps.sign(folder, party=party, key_file=key, password=PASSWORD, time=time)


def hundred(plan: str) -> str:
    """A plan of the fixture with 100 panels, and two digits that draw one."""
    return plan.replace("panels = 1000", "panels = 100").replace("count = 3\n", "count = 2\n")


def harbour(work: Path) -> None:
    folder, plan = work / "harbour", work / "plan.toml"
    both = ("clerk", "residents")
    plan.write_text(hundred((FIXTURE / "plan.toml").read_text("utf-8")), "utf-8")
    steps.new(folder, time="2027-04-01T10:00:00+02:00", template=plan)
    sign(folder, *both, time="2027-04-01T10:00:00+02:00")
    sheets = steps.Sheets(registrants=FIXTURE / "registrants.csv", quotas=FIXTURE / "quotas.csv")
    steps.trial(folder, sheets=sheets, time="2027-04-01T11:00:00+02:00")
    amended = hundred((FIXTURE / "amended.toml").read_text("utf-8"))
    (folder / "plan.toml").write_text(amended, "utf-8")
    why = "the council wants no two people of one address"
    steps.amend(folder, by="project leader", why=why, time="2027-04-08T10:00:00+02:00")
    sign(folder, *both, time="2027-04-08T10:00:00+02:00")
    impossible = work / "impossible.csv"
    impossible.write_text(
        (FIXTURE / "quotas.csv").read_text("utf-8").replace("age,40+,4,4", "age,40+,5,5"), "utf-8"
    )
    try:
        wrong = steps.Sheets(registrants=FIXTURE / "registrants.csv", quotas=impossible)
        steps.close_pool(folder, wrong, time="2027-05-01T16:00:00+02:00")
    except SortitionError:
        pass  # it is in the journal now, as a run that failed
    steps.close_pool(folder, sheets, time="2027-05-01T17:00:00+02:00")
    known = "2027-05-01T20:00:00+02:00"
    value_a = [
        steps.Typed(
            value="4 1 6 6 2 5 3 1 2 3 4 5", source="dice, thrown by Noor (9)", known=known
        ),
        steps.Typed(value="4 23 1 8 12 45", source="national lottery, 1 May", known=known),
    ]
    steps.randomness(folder, value_a, time="2027-05-01T20:30:00+02:00")
    steps.commit(folder, time="2027-05-02T09:00:00+02:00")
    sign(folder, *both, time="2027-05-02T09:00:00+02:00")
    value_b = [steps.Typed(value="4 7", source="two balls, drawn by the mayor")]
    steps.randomness(folder, value_b, time="2027-05-08T19:35:00+02:00")
    steps.draw_dossier(folder, time="2027-05-08T19:35:00+02:00")
    sign(folder, *both, time="2027-05-08T20:00:00+02:00")


def beacons(work: Path) -> None:
    folder, plan = work / "beacons", work / "beacons.toml"
    text = (FIXTURE / "plan.toml").read_text("utf-8")
    head, _, rest = text.partition("[[parties]]")
    party = rest.partition("[[parties]]")[0]
    head = head.replace("size = 5", "size = 2").replace("panels = 1000", "panels = 30")
    head = head.replace('["age", "area"]', '["x", "y", "z"]')
    plan.write_text(f"{head}[[parties]]{party}{BEACONS.lstrip()}", "utf-8")
    (work / "people.csv").write_text(SMALL_POOL, "utf-8")
    (work / "seats.csv").write_text(SMALL_QUOTAS, "utf-8")
    steps.new(folder, time="2020-07-01T09:00:00Z", template=plan)
    sign(folder, "clerk", time="2020-07-01T10:00:00Z")
    sheets = steps.Sheets(registrants=work / "people.csv", quotas=work / "seats.csv")
    steps.close_pool(folder, sheets, time="2020-07-02T09:00:00Z")
    page = "the beacon's own page"
    value_a = [
        steps.Typed(value=f"1000 {DEFAULT} {BEFORE}", source=page),
        steps.Typed(value=f"99 {PULSE}", source=page, known="2020-07-23T02:00:00Z"),
    ]
    steps.randomness(folder, value_a, time="2020-08-01T09:00:00Z")
    steps.commit(folder, time="2020-08-02T09:00:00Z")
    known = "2023-08-24T13:00:00+02:00"
    value_b = [
        steps.Typed(value=f"1000 {QUICKNET}", source=page),
        steps.Typed(value="33 7 12", source="drawn by the librarian", known=known),
        steps.Typed(value="HARBOUR TO STAY OPEN", source="front page", known=known),
    ]
    steps.randomness(folder, value_b, time="2023-09-01T09:00:00Z")
    steps.draw_dossier(folder, time="2023-09-01T09:05:00Z")


def zones(work: Path) -> None:
    (work / "zoned.csv").write_text(ZONES_POOL, "utf-8")
    (work / "zones.csv").write_text(ZONES_QUOTAS, "utf-8")
    steps.draw(
        work / "zoned.csv",
        work / "zones.csv",
        size=4,
        out=work / "zones",
        seed="zones",
        units=60,
    )


WEIGHED_QUOTAS: Final = "category,value,min,max\nsex,F,2,2\nsex,M,2,2\nage,18-34,1,3\nage,35+,1,3\n"


def weighed(work: Path) -> None:
    """Who had a larger chance of a letter has a smaller weight."""
    head, *rows = ZONES_POOL.splitlines()
    people = [f"{row},{(2, 3, 6)[i % 3]}" for i, row in enumerate(rows)]
    (work / "weighed.csv").write_text("\n".join([f"{head},letter_weight", *people, ""]), "utf-8")
    (work / "few.csv").write_text(WEIGHED_QUOTAS, "utf-8")
    steps.draw(
        work / "weighed.csv",
        work / "few.csv",
        size=4,
        out=work / "weighed",
        seed="weights",
        units=60,
        weights=steps.WEIGHT,
    )


LETTERS_QUOTAS: Final = "category,value,min,max\narea,North,1,2\narea,South,1,2\narea,Île,1,2\n"
RESPONSES: Final = "category,value,rate,letters\n,,30%,200\narea,South,20%,50\n"


def lettered(work: Path, name: str, per: Per) -> Path:
    """A dossier that is sealed, with letters planned in two waves, and the files it takes."""
    folder, plan = work / name, work / f"{name}.toml"
    text = hundred((FIXTURE / "plan.toml").read_text("utf-8")).replace("size = 5", "size = 4")
    plan.write_text(text.replace('["age", "area"]', '["area"]'), "utf-8")
    (work / "register.csv").write_text(register(5, 200).csv(), "utf-8")
    (work / "seats.csv").write_text(LETTERS_QUOTAS, "utf-8")
    (work / "responses.csv").write_text(RESPONSES, "utf-8")
    steps.new(folder, time="2027-04-01T10:00:00+02:00", template=plan, secret=bytes(range(32)))
    for time, count in (("2027-04-01T11:00:00+02:00", 60), ("2027-04-01T12:00:00+02:00", 80)):
        steps.letters_plan(
            steps.RegisterFiles(files=(work / "register.csv",)),
            steps.RegisterRules(
                id_column="id",
                address=("street", "no", "postcode"),
                per=per,
                birth=Birth(column="born", on="2027-05-01", least=16),
                leave_out=(LeaveOut(column="secret", values=("yes",)),),
            ),
            quotas=work / "seats.csv",
            responses=work / "responses.csv",
            size=4,
            wish=steps.Wish(
                probability=Fraction(9, 10), cap=Fraction(3), spread=Fraction(1, 4), letters=count
            ),
            costs=steps.LetterCosts(waves=(Fraction(3, 4), Fraction(1))),
            recording=steps.Recording(folder=folder, time=time),
        )
    sign(folder, "clerk", "residents", time="2027-04-02T10:00:00+02:00")
    wave(work, folder, "2027-04-03T10:00:00+02:00")
    return folder


def wave(work: Path, folder: Path, time: str) -> None:
    steps.letters_draw_dossier(
        folder,
        steps.RegisterFiles(files=(work / "register.csv",)),
        value="12 44 7",
        origin=steps.Origin(source="the lottery of 2 April", known="2027-04-02T20:00:00+02:00"),
        time=time,
    )


def letters(work: Path) -> None:
    folder = lettered(work, "letters", Per.PERSON)
    answered(work, folder, 1, "2027-04-10T10:00:00+02:00")
    wave(work, folder, "2027-04-11T10:00:00+02:00")
    answered(work, folder, 2, "2027-04-25T10:00:00+02:00")
    sheets = steps.Sheets(registrants=work / "joined.csv", quotas=work / "seats.csv")
    steps.close_pool(folder, sheets, time="2027-05-01T17:00:00+02:00")
    known = "2027-05-01T20:00:00+02:00"
    value_a = [
        steps.Typed(
            value="4 1 6 6 2 5 3 1 2 3 4 5", source="dice, thrown by Noor (9)", known=known
        ),
        steps.Typed(value="4 23 1 8 12 45", source="national lottery, 1 May", known=known),
    ]
    steps.randomness(folder, value_a, time="2027-05-01T20:30:00+02:00")
    steps.commit(folder, time="2027-05-02T09:00:00+02:00")
    value_b = [steps.Typed(value="4 7", source="two balls, drawn by the mayor")]
    steps.randomness(folder, value_b, time="2027-05-08T19:35:00+02:00")
    steps.draw_dossier(folder, time="2027-05-08T19:35:00+02:00")
    shutil.copytree(folder, work / "erased")
    why = "the day of the plan has come"
    steps.erase(work / "erased", by="clerk", why=why, time="2028-12-31T10:00:00+01:00")
    sign(work / "erased", "clerk", time="2028-12-31T11:00:00+01:00")


def answered(work: Path, folder: Path, waves: int, time: str) -> None:
    """Every third letter of each wave is answered by joining, every seventh by a refusal."""
    rows = [
        row
        for number in range(1, waves + 1)
        for row in csv.DictReader((folder / f"letters/{number}/invited.csv").open(encoding="utf-8"))
    ]
    head = "id,code,area\n"
    joined = "".join(
        f"{row['letter_id']},{row['letter_code']},{row['letter_group']}\n" for row in rows[::3]
    )
    refused = "".join(f"{row['letter_code']},no time\n" for row in rows[1::7])
    (work / "joined.csv").write_text(head + joined, "utf-8")
    (work / "refused.csv").write_text(f"code,reason\n{refused}", "utf-8")
    steps.letters_responses(
        (folder,),
        steps.AnswerFiles(joined=(work / "joined.csv",), refused=(work / "refused.csv",)),
        quotas=work / "seats.csv",
        responses=work / "responses.csv",
        size=4,
        wanted=Fraction(95, 100),
        time=time,
    )


def homes(work: Path) -> None:
    lettered(work, "homes", Per.ADDRESS)


def replaced(work: Path) -> None:
    place = work / "first"
    place.mkdir()
    shutil.copytree(twice(place), work / "replaced")


DROPOUTS: Final = "category,value,chance\n,,50%\nage,16-39,70%\narea,south,30%\n"


def alternates(work: Path) -> None:
    """Chances differ by group; the scenarios do not fill the last of their tickets."""
    place = work / "standby"
    place.mkdir()
    (place / "dropouts.csv").write_text(DROPOUTS, "utf-8")
    process, _ = with_alternates(
        place, BIG, 4, dropouts=place / "dropouts.csv", scenarios=30, b="FROST"
    )
    members = [person for person, _ in steps.status(process, None, time=moment(8)).members]
    drop(process, {members[0]: "declined", members[1]: "withdrawn"}, 9)
    came = steps.call_alternates(process, time=moment(10))
    sign(process, "clerk", time=moment(11))
    drop(process, {came.people[0]: "unreachable"}, 12)
    steps.call_alternates(process, time=moment(13))
    shutil.copytree(process, work / "alternates")


MAKERS: Final = {
    "zones": zones,
    "weighed": weighed,
    "letters": letters,
    "erased": letters,
    "homes": homes,
    "replaced": replaced,
    "alternates": alternates,
}


if __name__ == "__main__":
    make(HERE / "bases", tuple(sys.argv[1:]))
