"""A language that only marks: every message is itself, with its words in ⟦ ⟧.

Whatever people can read that stands outside these marks was not translated, or is data.
"""

from __future__ import annotations

import json
import re
import shutil
import string
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog

from sortition.texts import update

LANGUAGE = "zxx"
"""What ISO 639 has for: this is no language."""
PACKAGE = update.PACKAGE


def marked(template: str) -> str:
    """The template with its words in marks; fields, and the space around it, stay outside.

    >>> marked("  {n} of {all} people: {what:d}")
    '  {n} ⟦of⟧ {all} ⟦people:⟧ {what:d}'
    """
    done, words = "", ""
    for before, name, spec, how in string.Formatter().parse(template):
        words += before.replace("{", "{{").replace("}", "}}")
        if name is not None:
            conversion = f"!{how}" if how else ""
            field = "{" + name + conversion + (f":{spec}" if spec else "") + "}"
            done, words = done + _marked_words(words) + field, ""
    return done + _marked_words(words)


def _marked_words(words: str) -> str:
    if not re.search(r"[^\W\d_]", words):
        return words
    core = words.strip()
    before, _, after = words.partition(core)
    return f"{before}⟦{core}⟧{after}"


def catalogue(messages: Catalog) -> Catalog:
    """The catalogue of the language, from all messages."""
    found = Catalog(locale=LANGUAGE, domain=messages.domain, charset="utf-8", fuzzy=False)
    for message in messages:
        if message.id:
            found.add(message.id, marked(str(message.id)))
    return found


def package_with_it(folder: Path) -> Path:
    """A copy of the package in ``folder``, and in it the one file; compiled, as is described."""
    copy = folder / PACKAGE.name
    shutil.copytree(PACKAGE, copy)
    made = catalogue(update.extract())
    place = copy / "texts" / "locale" / LANGUAGE / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "sortition.po").write_bytes(update.po_bytes(made))
    (place / "sortition.mo").write_bytes(update.mo_bytes(made))
    return copy


# --- what people see ------------------------------------------------------------------------------


_VOID = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "wbr"))
_SILENT = ("script", "style")
_READ = ("alt", "aria-description", "aria-label", "data-say-label", "placeholder", "title")


class _Visible(HTMLParser):
    """The texts of a page, each on its own, and the attributes that are read out or shown."""

    def __init__(self, said: Callable[[str], str]) -> None:
        super().__init__()
        self.found: list[str] = []
        self._said = said
        self._above: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        read = [name for name in _READ if named.get(name)]
        self.found += [self._put(named[name] or "", name == "data-say-label") for name in read]
        if named.get("name") == "description":
            self.found.append(named.get("content") or "")
        if tag not in _VOID:
            self._above.append((tag, named))

    def handle_endtag(self, tag: str) -> None:
        while self._above and self._above.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        silent = any(tag in _SILENT or _elsewhere(named) for tag, named in self._above)
        if data.strip() and not silent:
            self.found.append(self._put(data, "data-say" in self._above[-1][1]))

    def _put(self, text: str, is_template: bool) -> str:
        return self._said(text) if is_template else text


def _elsewhere(named: dict[str, str | None]) -> bool:
    """Whether an element says itself that it is in another language."""
    return named.get("lang") not in (None, LANGUAGE) and "content" not in named


def visible(page: str) -> list[str]:
    """What somebody who reads the page, or hears it, gets.

    What a script will put into the language is looked up in the dictionary that the page carries.
    Lines that follow each other in a drawing are one text that was folded.
    """
    page = re.sub(r"</text>\s*<text[^>]*>", " ", page)
    carried = re.search(r'id="words">(.*?)</script>', page)
    words = json.loads(carried[1]) if carried else {}
    known = words.get(LANGUAGE, {})
    reader = _Visible(lambda template: known.get(template, template))
    reader.feed(page.replace('<html lang="en">', "<html>") if carried else page)
    return reader.found


def read(path: Path) -> list[str]:
    """What somebody reads in a page, a letter or a calendar."""
    text = path.read_bytes().decode("utf-8-sig")
    match path.suffix:
        case ".html":
            return visible(text)
        case ".ics":
            values = _TOLD.findall(text.replace("\r\n ", ""))
            return [re.sub(r"\\(.)", lambda sign: sign[1].replace("n", " "), v) for v in values]
        case _:
            return _MERGED.sub(" ", text).splitlines()


_TOLD = re.compile(r"(?m)^(?:SUMMARY|DESCRIPTION|CONTACT):([^\r\n]*)")
"""What a calendar shows; the rest is its form (RFC 5545)."""
_MERGED = re.compile(r"\{\{.*?\}\}|«.*?»")
"""Fields of a letter: names of columns."""
_MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
_DATA = (
    re.compile(r"\S*qx\S*"),  # what people typed
    re.compile(r"\b(?:ed25519:)?[0-9a-f]{16,}\b"),  # hashes and keys
    re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}\b"),  # codes of receipts
    re.compile(r"(?:\b[0-9a-f]{4,8} ){3,}[0-9a-f]{4,8}\b"),  # a hash to read aloud
    re.compile(r"[\w.-]+/[\w./-]+"),  # files and folders
    re.compile(r"[\w./-]+\.(?:csv|json|html|zip|toml|txt|key|xlsx|ics|py)\b"),
    re.compile(r"\b(?:sortition [a-z]+|python)(?: [\w.-]+)?"),  # a command to type
    re.compile(r"--[a-z][a-z-]*"),
    re.compile(r"\b(?:dice|digits)(?= [\d ]+\b)"),  # a value, spelled as in the journal
    re.compile(r"\btrial \d+\b"),  # the seed of a trial
    re.compile(r"\bV\d\d\b"),
    re.compile(r"PROEF / TRIAL"),  # one banner for all languages
    re.compile(r"\b(?:sortition|leximin|maximin|nash|goldilocks|letter_weight)\b"),
    re.compile(r"\bminimums-above-size\b"),  # of a problem, for machines
)


def unmarked(text: str) -> list[str]:
    """The words of a text that are neither marked nor data."""
    while _MARKED.search(text):
        text = _MARKED.sub(" ", text)
    halves = ["half a mark"] if "⟦" in text or "⟧" in text else []
    for data in _DATA:
        text = data.sub(" ", text)
    return [*halves, *re.findall(r"[^\W\d_]{2,}", text)]
