"""Without a browser the tests of pages are skipped at home, and fail where all must run."""

from __future__ import annotations

import pytest

from tests.browser.conftest import chromium


def test_without_a_browser_they_are_skipped_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no Chromium"):
        chromium()


def test_without_a_browser_they_fail_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="must not leave them out"):
        chromium()
