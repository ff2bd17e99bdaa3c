"""What the Tab key offers: commands, options, the words of an option, files and folders."""

import shutil

import pytest
from click.shell_completion import BashComplete

from sortition.commands import main


def offered(*typed):
    """What is offered for the last word, as bash is told: a kind and a value."""
    found = BashComplete(main, {}, "sortition", "_SORTITION_COMPLETE")
    *before, last = typed
    return [(item.type, item.value) for item in found.get_completions(list(before), last)]


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        (["veri"], ["verify", "verifier"]),
        (["invite", "ex"], ["export"]),
        (["draw", "--hou"], ["--household"]),
        (["draw", "--method", "m"], ["maximin"]),
        (["minutes", "--about", ""], ["draw", "amendment", "replacement", "alternates"]),
    ],
)
def test_words_are_finished(typed, values):
    assert offered(*typed) == [("plain", value) for value in values]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        (["check", "reg"], "file"),
        (["check", "registrants.csv", "q"], "file"),
        (["verify", "har"], "file"),
        (["check", "--population", ""], "file"),
        (["draw", "--out", ""], "dir"),
        (["pool", "--from", ""], "dir"),
    ],
)
def test_files_and_folders_are_left_to_the_shell(typed, kind):
    """A shell offers folders too where a file is asked for, so that one can go into them."""
    assert offered(*typed) == [(kind, typed[-1])]


def test_nothing_is_offered_for_a_text_of_ones_own():
    assert offered("draw", "--seed", "x") == []


def test_bash_takes_the_line_that_the_page_gives(repository, shell):
    if shutil.which("bash") is None:
        pytest.skip("There is no bash on this computer.")
    page = (repository / "docs" / "completion.md").read_text("utf-8")
    line = page.partition("```bash\n")[2].partition("\n```")[0]
    asked = "COMP_WORDS=(sortition veri) COMP_CWORD=1; _sortition_completion sortition"
    done = shell(f"bash -c '{line}; {asked}; echo \"${{COMPREPLY[@]}}\"; complete -p sortition'")
    words, rule = done.stdout.splitlines()
    assert words == "verify verifier", done.stderr
    assert "-F _sortition_completion" in rule
