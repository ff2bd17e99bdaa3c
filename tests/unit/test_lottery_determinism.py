"""The same pool gives the same bytes, whatever order Python gives its sets (house rule)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.thorough import also

SCRIPT = """
from hashlib import sha256
from random import Random
from sortition.errors import NoPanelError
from sortition.lottery import build_space, fair_chances, fair_lottery
from sortition.records.lottery import Method
from tests.small_pools import large_case, random_case

random = Random(7)
digest = sha256()
for case in [*(random_case(random) for _ in range(30)), large_case(random)]:
    space = build_space(case.pool, case.quotas, case.size)
    try:
        told = repr(fair_lottery(space, construction="A", units=100))
    except NoPanelError as error:
        told = repr((error.text, error.problems))
    digest.update(told.encode())
for case in [*(random_case(random) for _ in range(10)), large_case(random)]:
    space = build_space(case.pool, case.quotas, case.size)
    for method in Method:
        try:
            told = repr(fair_chances(space, construction="A", method=method))
        except NoPanelError as error:
            told = repr((error.text, error.problems))
        digest.update(told.encode())
print(digest.hexdigest())
"""


def digest(repository: Path, hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(repository)}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, check=True, capture_output=True, text=True
    ).stdout


def test_the_order_of_sets_never_shows(repository):
    first, *others = (digest(repository, seed) for seed in also(("0", "1"), ("2",)))
    assert len(first.strip()) == 64
    assert set(others) == {first}
