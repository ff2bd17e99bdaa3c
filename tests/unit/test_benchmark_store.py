"""What was measured is kept, found again, and only measured anew where that could tell more."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.records import Measurement, Outcome, Recipe
from benchmarks.revision import ROOT, fingerprint, revision
from benchmarks.store import Entry, Facts, Store

RECIPE = Recipe(
    shape="mass", people=70, size=24, values=(2, 4), seed=1, width="share1", selection=0.6
)
ENTRY = Entry(
    recipe=RECIPE,
    tool="ours-leximin",
    units=None,
    revision="one",
    limit=10.0,
    commit="abc",
    machine="some",
    load=0.5,
    facts=Facts(quotas=6, profiles=8, attempt=0, selection=0.6),
    measurement=Measurement(status="finished", outcome=Outcome(panels=3), seconds=1.5),
)
STOPPED = replace(ENTRY, measurement=Measurement(status="timed out", seconds=10.0))


def test_a_measurement_is_found_again_in_a_new_run(tmp_path: Path) -> None:
    file = tmp_path / "new" / "results.jsonl"
    Store(file).add(ENTRY)
    again = Store(file)
    assert again.find(ENTRY.key, "one", 10.0) == ENTRY
    assert again.find(ENTRY.key, "two", 10.0) is None
    assert again.find((replace(RECIPE, seed=2), "ours-leximin", None), "one", 10.0) is None
    assert again.find((RECIPE, "ours-leximin", 2000), "one", 10.0) is None


def test_the_last_measurement_counts(tmp_path: Path) -> None:
    store = Store(tmp_path / "results.jsonl")
    newer = replace(ENTRY, revision="two")
    again = replace(ENTRY, load=2.0)
    for entry in (ENTRY, newer, again):
        store.add(entry)
    for kept in (store, Store(store.path)):
        assert kept.latest(ENTRY.key) == again
        assert kept.find(ENTRY.key, "two", 1) == newer


@pytest.mark.parametrize(
    ("entry", "limit", "kept"),
    [
        (ENTRY, 100.0, True),
        (STOPPED, 10.0, True),
        (STOPPED, 5.0, True),
        (STOPPED, 11.0, False),
        (replace(ENTRY, measurement=Measurement(status="failed")), 100.0, True),
        (replace(ENTRY, measurement=Measurement(status="unavailable")), 1.0, False),
        (
            replace(
                ENTRY,
                measurement=replace(ENTRY.measurement, outcome=Outcome(panels=3, draws=40)),
            ),
            20.0,
            False,
        ),
    ],
)
def test_a_longer_limit_counts_only_where_it_could_tell_more(tmp_path, entry, limit, kept) -> None:
    store = Store(tmp_path / "results.jsonl")
    store.add(entry)
    assert (store.find(entry.key, "one", limit) is not None) == kept


def test_a_line_that_was_cut_off_costs_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    store = Store(file)
    store.add(ENTRY)
    store.add(STOPPED)
    file.write_bytes(file.read_bytes()[:-20])
    after = Store(file)
    assert after.latest(ENTRY.key) == ENTRY
    after.add(STOPPED)
    assert Store(file).latest(ENTRY.key) == STOPPED
    assert Store(tmp_path / "none.jsonl").latest(ENTRY.key) is None


def test_a_revision_is_about_code_and_not_about_comments(tmp_path: Path) -> None:
    sources = {
        "same": '"""Other words."""\n\n\ndef f(x):\n    # why\n    """Say."""\n    return x + 1\n',
        "plain": "def f(x):\n    return x+1\n",
        "other": "def f(x):\n    return x + 2\n",
    }
    prints = {}
    for name, source in sources.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "code.py").write_text(source, encoding="utf-8")
        prints[name] = fingerprint([folder / "code.py"])
    assert prints["same"] == prints["plain"] != prints["other"]


def test_ours_depends_on_the_engine_and_the_peer_on_its_version() -> None:
    assert (ROOT / "sortition" / "lottery").is_dir()
    assert "engine" in revision("ours-leximin")
    assert "engine" not in revision("peer-nash")
    assert "sortition-algorithms" in revision("peer-nash")
