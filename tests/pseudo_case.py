"""A process in a language that only marks (tests/pseudo.py): its files, for tests/pseudo.sh.

Every word of the data has ``qx`` in it, so that nothing else can pass for data.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import pseudo

HERE = Path(__file__).parent
HARBOUR = HERE.parent / "fixtures" / "harbour"

PLAN = """format = "sortition/plan/2"
language = "zxx"
title = "qxtitle"
purpose = "qxpurpose"
mandate = "qxmandate"
initiator = "residents"
initiator_name = "qxstreet"
organiser = "qxoffice"
contact = "qx@qx.example"
population = "qxeverybody"
eligibility = "qxregistered"
categories = ["qxage", "qxarea"]
quotas_set_by = "qxcouncil"
size = 4
household = []
method = "leximin"
panels = 100
threshold = 3
retention = 2028-12-31

[[parties]]
name = "qxclerk"
key = "ed25519:8a760cf67ce18e51292922498e9c27d5dbff420f7aaa1bfa458908587284e4e4"

[[parties]]
name = "qxresidents"
key = "ed25519:e906a2ec16c21370912bc5b5526e9f7dad8baa63ad512511e0622d87e5698992"

[[construction]]
kind = "dice"
count = 12
of = 6
source = "qxdice"
when = 2027-05-01T19:30:00+02:00

[[randomness]]
kind = "digits"
count = 2
source = "qxballs"
when = 2027-05-08T19:30:00+02:00
"""
_AMENDED = (
    ("household = []", 'household = ["qxstreet"]'),
    ("2028-12-31", "2028-11-30"),
    ("T19:30", "T20:30"),
    ('"residents"', '"government"'),
    ('"dice"', '"balls"'),
    ("of = 6", "of = 60"),
    ('"qxballs"', '"qxothers"'),
    ("size = 4", "size = 5"),
)
_GROUPS = (
    (5, "qxyoung,qxnorth"),
    (4, "qxyoung,qxsouth"),
    (5, "qxold,qxnorth"),
    (4, "qxold,qxsouth"),
)


def _people() -> str:
    values = [group for times, group in _GROUPS for _ in range(times)]
    rows = [f"qx{i:02d},qxname{i},qxquay {i},{group}" for i, group in enumerate(values, 1)]
    twice = f"qx{len(rows) + 1},qxname1,qxquay 1,{values[0]}"
    return "\n".join(("qxid,name,qxstreet,qxage,qxarea", *rows, twice)) + "\n"


def _register() -> str:
    rows = [
        f"qx{i:03d},qxname{i},qxquay {i},qx0{i},{'qxnorth' if i % 3 else 'qxsouth'},"
        f"{'qxyes' if i % 20 == 0 else ''},{1940 + i % 60}-02-03"
        for i in range(1, 161)
    ]
    return "\n".join(("id,qxname,qxstreet,qxphone,qxarea,qxsecret,qxborn", *rows)) + "\n"


def _quotas(*rows: str) -> str:
    return "\n".join(("category,value,min,max", *rows)) + "\n"


_AGES = ("qxage,qxyoung,1,3", "qxage,qxold,1,3")
_AREAS = ("qxarea,qxnorth,2,3", "qxarea,qxsouth,1,2")


def _amended(plan: str) -> str:
    for old, new in _AMENDED:
        assert plan.count(old) >= 1, old
        plan = plan.replace(old, new)
    return plan


FILES = {
    "plan.toml": PLAN,
    "amended.toml": _amended(PLAN),
    "wrong.toml": PLAN.replace("size = 4", 'size = "qx"').replace("leximin", "qxmethod"),
    "people.csv": _people(),
    "quotas.csv": _quotas(*_AGES, *_AREAS),
    "narrow.csv": _quotas("qxage,qxyoung,3,4", "qxage,qxold,3,4", *_AREAS),
    "clash.csv": _quotas(
        *("qxage,qxyoung,11,12", "qxage,qxold,0,1", "qxarea,qxnorth,0,12", "qxarea,qxsouth,0,12")
    ),
    "crossed.csv": _quotas(*_AGES, *_AREAS, "qxage × qxarea,qxyoung × qxnorth,1,2"),
    "bad.csv": _quotas("qxage,qxyoung,qxfour,3", "qxage,qxyoung,1,0"),
    "population.csv": "category,value,population,source,year\n"
    "qxage,qxyoung,40,qxsource,2026\nqxage,qxold,60,qxsource,2026\n"
    "qxarea,qxnorth,71,qxsource,2026\nqxarea,qxsouth,29,qxsource,2026\n",
    "rates.csv": "category,value,rate,letters\n,,20%,300\nqxarea,qxnorth,12%,200\n",
    "register.csv": _register(),
    "area.csv": _quotas(*_AREAS),
}

SCRIPT = (HERE / "pseudo.sh").read_text("utf-8")


def write(folder: Path) -> None:
    """The files, and keys and a secret that protect nothing."""
    for name, content in FILES.items():
        (folder / name).write_text(content, "utf-8")
    for name in ("clerk.key", "residents.key", "secret.txt"):
        shutil.copy(HARBOUR / name, folder)


def carried_out(folder: Path, script: str) -> list[dict[str, str | int]]:
    """What each line of the script said, in a copy of the package with one language more."""
    pseudo.package_with_it(folder)
    write(folder)
    (folder / "script.sh").write_text(script, "utf-8")
    subprocess.run(
        [sys.executable, str(HERE / "pseudo_run.py"), "script.sh", "said.json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        check=True,
        timeout=300,
    )
    found: list[dict[str, str | int]] = json.loads((folder / "said.json").read_text("utf-8"))
    return found
