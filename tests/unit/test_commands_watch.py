"""The time limit, and when progress is shown."""

import io
import time

import pytest

from sortition.commands import watch
from sortition.commands.watch import Watch
from sortition.commands.wishes import Wishes
from sortition.errors import SolverError, Text
from sortition.records.progress import Moment

MOMENT = Moment(stage=Text("Looking for panels"), done=17, total=1000)


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


class File(io.StringIO):
    def isatty(self):
        return False


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_within_the_limit_nothing_happens():
    clock = Clock()
    with Watch(Wishes(), limit=5, clock=clock) as listen:
        clock.now += 5
        listen(MOMENT)


def test_past_the_limit_the_computation_stops_and_says_how_far_it_got():
    clock = Clock()
    with Watch(Wishes(), limit=5, clock=clock) as listen:
        clock.now += 5.1
        with pytest.raises(SolverError) as caught:
            listen(MOMENT)
    said = Wishes().speaker.text(caught.value.text)
    assert "5 seconds" in said
    assert "Looking for panels" in said
    assert "17 of 1,000" in said


def test_without_a_limit_it_may_take_for_ever():
    clock = Clock()
    with Watch(Wishes(), clock=clock) as listen:
        clock.now += 10**9
        listen(MOMENT)


def shown(monkeypatch, wishes=None, *, seconds=0.0, patience=0.02, until="", terminal=None):
    """What a computation of so many seconds writes, or one that goes on until it has shown a text.

    Errors are sent to the terminal here and not in a fixture: between the fixtures and the test
    pytest puts its own stream in place.
    """
    found = terminal or Terminal()
    monkeypatch.setattr("sys.stderr", found)
    monkeypatch.setattr(watch, "PATIENCE", patience)
    deadline = time.monotonic() + 30  # a busy machine is no fault
    with Watch(wishes or Wishes()) as listen:
        listen(MOMENT)
        time.sleep(seconds)
        while until not in found.getvalue() and time.monotonic() < deadline:
            time.sleep(0.02)
    return found.getvalue()


def test_a_long_computation_shows_its_stage_on_a_terminal(monkeypatch):
    said = shown(monkeypatch, until="1,000")
    assert "Looking for panels" in said
    assert "17 / 1,000" in said


def test_progress_is_in_the_language_asked_for(monkeypatch):
    assert "17 / 1.000" in shown(monkeypatch, Wishes(language="nl"), until="1.000")


def test_a_short_computation_shows_nothing(monkeypatch):
    assert shown(monkeypatch, patience=60) == ""


@pytest.mark.parametrize("wishes", [Wishes(quiet=True), Wishes(json=True)])
def test_nothing_is_shown_to_those_who_want_quiet(monkeypatch, wishes):
    assert shown(monkeypatch, wishes, seconds=0.4) == ""


def test_nothing_is_shown_when_errors_go_to_a_file(monkeypatch):
    assert shown(monkeypatch, seconds=0.4, terminal=File()) == ""
