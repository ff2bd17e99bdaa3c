"""Laws of the journal: one spelling, a chain that shows every change, moments in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sortition.dossier.canonical import canonical
from sortition.dossier.journal import line, lines, make, read_journal
from sortition.errors import InputError
from sortition.records import moments
from sortition.records.journal import Step
from sortition.verify import dossier, files
from tests.journals import Maker

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abc_", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
MOMENTS = st.integers(0, 10**11)


@given(VALUES)
def test_both_implementations_write_a_value_in_the_same_bytes_and_read_it_back(value):
    content = canonical(value)
    assert files.canonical_json(value) == content
    assert files.parse_json(content) == value
    assert content.count(b"\n") == 1


@given(st.dictionaries(st.text("abc", max_size=3), VALUES, max_size=4))
def test_the_order_of_members_leaves_no_trace(value):
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@given(TEXTS, TEXTS, MOMENTS)
def test_an_entry_is_read_back_as_it_was_written(by, why, at):
    time = moments.moment_of(at)
    opened = make(
        before=None,
        step=Step.OPENED,
        time=time,
        tool=by,
        facts={"language": "en", "lineage": {"head": "ab" * 32, "why": why}},
    )
    failed = make(
        before=opened,
        step=Step.FAILED,
        time=time,
        tool=by,
        inputs={"a/b.csv": "cd" * 32},
        facts={"step": Step.POOL_CLOSED.value, "exit_code": 3, "codes": [by, why]},
    )
    content = lines([opened, failed])
    assert read_journal(content) == (opened, failed)
    assert dossier.entry_of(line(failed)).hash == failed.hash


@given(st.data())
def test_one_changed_byte_is_always_noticed(data):
    entries = Maker().add(Step.OPENED).add(Step.PLANNED).add(Step.TRIAL).entries
    content = lines(entries)
    inside = content.rfind(b"\n", 0, -1)  # the last line is fixed by nothing yet
    place = data.draw(st.integers(0, inside))
    byte = data.draw(st.integers(0, 255))
    assume(content[place] != byte)
    with pytest.raises(InputError):
        read_journal(content[:place] + bytes([byte]) + content[place + 1 :])


@given(MOMENTS, st.integers(-23 * 60, 23 * 60))
def test_a_moment_means_the_same_in_every_time_zone_and_to_both_implementations(at, minutes):
    zone = timezone(timedelta(minutes=minutes))
    assume(at + minutes * 60 >= 0)
    written = datetime.fromtimestamp(at, UTC).astimezone(zone).isoformat()
    assert moments.seconds(written) == dossier.seconds(written) == at
    assert moments.seconds(moments.moment_of(at)) == at


@pytest.mark.parametrize(
    "text",
    [
        *("", "2027-05-01", "2027-05-01T19:30:00", "2027-05-01T19:30Z", "2027-05-01 19:30:00Z"),
        *("2027-13-01T00:00:00Z", "2027-02-29T00:00:00Z", "2027-00-10T00:00:00Z"),
        *("2027-05-01T24:00:00Z", "2027-05-01T19:60:00Z", "2027-05-01T19:30:60Z"),
        *("2027-05-01T19:30:00+24:00", "2027-05-01T19:30:00+02:60", "2027-05-01T19:30:00z"),
        *("2027-05-01T19:30:00.0Z", "٢٠٢٧-05-01T19:30:00Z", "2027-05-01T19:30:00Z\n"),
    ],
)
def test_what_is_no_moment_is_refused_by_both(text):
    for read in (moments.seconds, dossier.seconds):
        with pytest.raises(ValueError, match=r"."):
            read(text)


@given(st.lists(TEXTS, min_size=1, max_size=3), TEXTS)
def test_a_hash_fixes_everything_before_it(whys, other):
    assume(other != whys[0])
    maker = Maker().add(Step.OPENED)
    heads = []
    for first in (whys[0], other):
        again = Maker()
        again.entries, again.state = list(maker.entries), maker.state
        for why in (first, *whys[1:]):
            again.add(Step.FAILED, codes=[why])
        heads.append(again.state.head)
    assert heads[0] != heads[1]
    assert replace(maker.entries[0], tool="x").hash == maker.entries[0].hash
