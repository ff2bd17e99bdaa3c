"""Languages that there are no texts in here: refused, or English in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sortition import steps
from sortition.dossier import case, commitment
from sortition.dossier.words import ENGLISH as ENGLISH_WORDS
from sortition.errors import UsageError
from sortition.steps import account, plans
from sortition.steps.speaking import language_of
from sortition.texts import LANGUAGES, Language
from tests import processes

ELSEWHERE = Language("zxx")
"""What ISO 639 has for: this is no language."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_with_texts_is_spoken(language: Language) -> None:
    assert language_of(language) == language


@pytest.mark.parametrize("name", ["", "EN", "en-GB", ELSEWHERE, "../nl"])
def test_another_language_is_refused_and_those_there_are_named(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        language_of(name)
    assert str(refused.value).endswith(f"Choose one of: {', '.join(LANGUAGES)}.")


def test_a_plan_in_a_language_that_is_not_here_is_not_put_up(tmp_path: Path) -> None:
    text = processes.plan(processes.COMPLETE).replace('language = "en"', 'language = "zxx"')
    (tmp_path / "plan.toml").write_text(text, "utf-8")
    process = tmp_path / "process"
    steps.new(
        process,
        time=processes.moment(0),
        secret=processes.SECRET,
        template=tmp_path / "plan.toml",
    )
    journal = (process / "journal.jsonl").read_bytes()
    with pytest.raises(UsageError, match='no texts in the language "zxx"'):
        processes.signed(process, 1)
    assert (process / "journal.jsonl").read_bytes() == journal


def test_a_dossier_from_elsewhere_is_told_in_english_and_not_drawn_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Carried out as where the language is there; then it is not."""
    monkeypatch.setattr(plans, "language_of", Language)
    monkeypatch.setattr(processes, "plan", lambda _, plan=processes.plan: in_another_language(plan))
    process = processes.carried_out(tmp_path, processes.COMPLETE, drawn=False)
    steps.randomness(process, [steps.Typed(value="RAIN", source="paper")], time=processes.moment(5))
    steps.ceremony(process, tmp_path / "ceremony.html")
    assert '"language":"zxx"' not in (tmp_path / "ceremony.html").read_text("utf-8")
    before = case.load(process).state.stage
    with pytest.raises(UsageError, match='no texts in the language "zxx"'):
        steps.draw_dossier(process, time=processes.moment(6))
    assert case.load(process).state.stage is before
    monkeypatch.setattr("sortition.steps.process.language_of", lambda _: Language("en"))
    drawn = steps.draw_dossier(process, time=processes.moment(6))
    assert drawn.page == process / account.ACCOUNT
    assert '<html lang="en">' in drawn.page.read_text("utf-8")
    made = steps.minutes(process, tmp_path / "minutes.html")
    assert '<html lang="en">' in made.page.read_text("utf-8")


def in_another_language(plan) -> str:
    return plan(processes.COMPLETE).replace('language = "en"', 'language = "zxx"')


def test_a_commitment_is_read_aloud_in_english_where_a_language_has_no_words() -> None:
    found = commitment.commitment("ab" * 32, ELSEWHERE)
    assert found == commitment.commitment("ab" * 32, "en")
    assert set(found.words) <= set(ENGLISH_WORDS)
