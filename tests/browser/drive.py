"""Driving a real Chromium: opening pages from disk, choosing files, reading what came of checks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
from playwright.sync_api import Browser, Page

from sortition.verify.checks import Verification

Language = Literal["en", "nl"]
DONE = "#verdict.good, #verdict.bad"
DESKTOP = (1280, 900)
PHONE = (390, 844)


@dataclass(slots=True)
class Watched:
    """A page, and what it must never do: complain on the console, or ask for anything outside."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def watch(self, own: str) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        self.page.on("request", lambda asked: self._asked(asked.url, own))

    def _asked(self, url: str, own: str) -> None:
        if url != own and not url.startswith("blob:"):
            self.complaints.append(f"asked for {url}")


def opened(
    browser: Browser,
    path: Path,
    *,
    language: Language = "en",
    size: tuple[int, int] = DESKTOP,
    calm: bool = True,
) -> Watched:
    """The page in a file, from disk, in a context of its own."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale={"en": "en-GB", "nl": "nl-NL"}[language],
        reduced_motion="reduce" if calm else "no-preference",
    )
    watched = Watched(context.new_page())
    watched.watch(path.as_uri())
    watched.page.goto(path.as_uri())
    return watched


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """The files of a folder as somebody packs them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def choose(page: Page, content: bytes, name: str = "files.zip") -> None:
    """Choose a file, and wait until it is checked."""
    chosen: Any = {"name": name, "mimeType": "application/zip", "buffer": content}
    page.set_input_files("input[name=file]", chosen)
    page.wait_for_selector(DONE, timeout=60_000)


AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
FAULTS = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.filter(v => ["serious", "critical"].includes(v.impact))
    .map(v => `${v.id}: ${v.nodes.map(n => n.html).join(" ")}`);
}"""


def serious_faults(page: Page) -> list[str]:
    """What axe-core finds that keeps people out: contrast, names, roles, order."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE)
    faults: list[str] = page.evaluate(FAULTS)
    return faults


OUTCOME = """() => {
  const names = {withheld: "not checkable", "not-checkable": "not checkable"};
  const rows = [...document.querySelectorAll("[data-check]")];
  return {
    statuses: rows.map(row => [row.dataset.check, names[row.className] ?? row.className]),
    verdict: document.querySelector("#verdict [role=status]").textContent,
    summary: document.querySelector("#verdict .summary").textContent,
    reasons: rows.map(row => row.querySelector(".reasons").textContent).join(" "),
  };
}"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a page shows of a file: what came of each check, the verdict, reasons."""

    statuses: dict[str, str]
    verdict: str
    summary: str
    reasons: str

    def numbers(self, status: str) -> list[str]:
        """The checks that came out so."""
        return [number for number, found in self.statuses.items() if found == status]


def outcome(page: Page) -> Outcome:
    found: dict[str, Any] = page.evaluate(OUTCOME)
    return Outcome(**{**found, "statuses": dict(found["statuses"])})


def checked(page: Page, content: bytes, name: str = "files.zip") -> Outcome:
    """Choose a file, wait until it is checked, and see what came of it."""
    choose(page, content, name)
    return outcome(page)


def said_by(result: Verification) -> dict[str, str]:
    """How each check of the other verifier came out, as a page has it."""
    return {finding.number: finding.status.value for finding in result.findings}
