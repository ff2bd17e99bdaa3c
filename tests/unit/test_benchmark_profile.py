"""The profile counts time for the stage that was named last, and shows the longest steps."""

import pytest

from benchmarks import profile
from benchmarks.profile import FIRST, Stopwatch, tables, template
from sortition.errors import Text
from sortition.records.progress import Moment


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(profile.time, "perf_counter", lambda: now[0])
    return now


def test_time_is_counted_for_the_stage_that_was_named_last(clock) -> None:
    watch = Stopwatch()
    for spent, stage, done in ((1.0, "Levels", 0), (2.0, "Levels", 1), (4.0, "Panels", 0)):
        clock[0] += spent
        watch(Moment(stage=Text(stage), done=done, total=9))
    clock[0] += 8.0
    watch.stop()
    assert watch.stages() == {FIRST: 1.0, "Levels": 6.0, "Panels": 8.0}
    assert watch.steps["Levels", "1 of 9"] == 4.0
    assert watch.words == {"Levels": 2, "Panels": 1}
    text = tables(watch, longest=1)
    assert "| Levels | 6.000 | 40% | 2 |" in text
    assert "| Panels | 0 of 9 | 8.000 |" in text


def test_a_stage_is_its_words_without_numbers_and_without_what_is_proved() -> None:
    inner = Text("Evening out ({n} seats to go)", n=3)
    outer = Text("{stage}. Proved so far: {low:.1%}", stage=inner, low=0.5)
    assert template(outer) == template(inner) == "Evening out ({n} seats to go)"


def test_a_run_is_stopped_after_its_limit(clock) -> None:
    watch = Stopwatch(limit=5.0)
    clock[0] = 6.0
    with pytest.raises(TimeoutError, match="stopped after 5 s"):
        watch(Moment(stage=Text("Levels")))


def test_one_pool_is_profiled(capsys) -> None:
    profile.main(["mass", "--seed", "1", "--width", "share1", "--steps", "3"])
    shown = capsys.readouterr().out
    assert "Computing equal chances" in shown
    assert "not finished" not in shown.lower()


def test_a_method_that_is_not_there_is_said(capsys, monkeypatch) -> None:
    monkeypatch.setattr(profile, "make_lottery", _unavailable)
    profile.main(["mass", "--method", "nash"])
    assert "Not finished: nash is not in this revision" in capsys.readouterr().out


def _unavailable(*_: object) -> None:
    raise profile.UnavailableError("nash is not in this revision")
