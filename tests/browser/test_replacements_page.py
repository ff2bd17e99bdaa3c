"""The page finds what `sortition verify` finds where people were replaced, or weighed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sortition import steps
from sortition.errors import NoPanelError
from sortition.verify.checks import verify_path
from tests.browser.drive import Watched, checked, said_by
from tests.processes import carried_out, moment
from tests.replaced import BIG, drop, refilled
from tests.weighed import weighed


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", list(steps.Kind))
def test_chains_of_replacements_are_judged_alike(
    verifier: Watched, seed: int, kind: steps.Kind, tmp_path: Path
) -> None:
    chance = random.Random(f"page {seed}")
    process = carried_out(tmp_path, BIG)
    for turn in range(2):
        now = steps.status(process, None, time=moment(7 + 12 * turn)).members
        staying = [person for person, known in now if known is None or known.stays]
        drop(process, dict.fromkeys(chance.sample(staying, 1), "withdrawn"), 8 + 12 * turn)
        try:
            refilled(process, f"turn-{turn}", 9 + 12 * turn, add=chance.randint(0, 1))
        except NoPanelError:
            break
    path = tmp_path / f"{kind.value}.zip"
    steps.bundle(process, kind=kind, out=path)
    result = verify_path(path)
    found = checked(verifier.page, path.read_bytes())
    assert result.ok
    assert found.statuses == said_by(result)
    assert "The check stopped" not in found.reasons


@pytest.mark.parametrize("threshold", [3, 12])
@pytest.mark.parametrize("kind", list(steps.Kind))
def test_weights_in_a_dossier_are_judged_alike(
    verifier: Watched, threshold: int, kind: steps.Kind, tmp_path: Path
) -> None:
    process = weighed(tmp_path, 2, threshold=threshold)
    path = tmp_path / f"{kind.value}.zip"
    steps.bundle(process, kind=kind, out=path)
    found, result = checked(verifier.page, path.read_bytes()), verify_path(path)
    assert result.ok
    assert found.statuses == said_by(result)
    assert "The check stopped" not in found.reasons
