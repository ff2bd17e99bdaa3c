"""Language, JSON and quiet are known before the options are parsed."""

import pytest

from sortition.commands.wishes import Wishes


@pytest.mark.parametrize(
    ("line", "variable", "expected"),
    [
        ("", "", "en"),
        ("", "nl", "nl"),
        ("", "de", "en"),
        ("--language nl draw", "", "nl"),
        ("draw a b --language=nl", "en", "nl"),
        ("--language en draw --language nl", "", "nl"),
        ("draw --language", "nl", "nl"),
        ("draw -- --language nl", "", "en"),
    ],
)
def test_the_language_comes_from_the_line_then_from_the_environment(line, variable, expected):
    assert Wishes.of(line.split(), {"SORTITION_LANGUAGE": variable}).language == expected


def test_json_and_quiet_are_seen_anywhere():
    found = Wishes.of(["draw", "--json", "a", "--quiet"], {})
    assert (found.json, found.quiet) == (True, True)
    assert not Wishes.of(["draw", "--", "--json"], {}).json
