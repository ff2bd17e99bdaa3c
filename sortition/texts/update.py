"""Bring the catalogues up to date: ``python -m sortition.texts.update``.

Collects every template in the package, merges it into each ``.po`` file, drops what is no longer
used, compiles the ``.mo`` files and lists what is still to be translated, or translated in a way
that cannot be used. With the short name of a language it begins a catalogue for it. It needs Babel,
which the test extra brings; nothing else in the package does.
"""

from __future__ import annotations

import io
import string
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from sortition.texts.languages import (
    DOMAIN,
    LOCALE,
    Language,
    can_be_added,
    catalogue_path,
    with_catalogue,
)
from sortition.texts.numerals import Numerals
from sortition.texts.translator import SAMPLE

PACKAGE: Final = LOCALE.parents[1]
_METHODS: Final = [
    ("**.py", "python"),
    ("**.j2", "jinja2"),
    ("**.js", "sortition.texts.in_pages:extract"),
    ("page/html/**.html", "sortition.texts.in_pages:extract"),
    ("report/templates/*.txt", "sortition.texts.in_letters:extract"),
]
_KEYWORDS: Final = {"Text": None, "N_": None, "_": None}
# The header has a date; a fixed one keeps the bytes the same whenever this runs.
_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)
_HEADER: Final = "# Texts of sortition. Licence: EUPL-1.2. Made by python -m sortition.texts.update"


def translated() -> tuple[Language, ...]:
    """The languages that have a ``.po`` file, also one that was not compiled yet; not English."""
    return with_catalogue("po")


def path(language: str, suffix: str) -> Path:
    """Where a catalogue lies; ``suffix`` is ``po`` or ``mo``."""
    return catalogue_path(language, suffix)


def extract() -> Catalog:
    """Every template of the package, with the files that use it."""
    found = Catalog(domain=DOMAIN, project=DOMAIN, charset="utf-8", creation_date=_DATE)
    for name, line, message, comments, _ in extract_from_dir(
        PACKAGE, method_map=_METHODS, keywords=_KEYWORDS, comment_tags=("Translators:",)
    ):
        found.add(message, None, [(f"sortition/{name}", line)], auto_comments=comments)
    return found


def load(language: str) -> Catalog:
    """The committed catalogue of a language, or an empty one."""
    source = path(language, "po")
    if not source.exists():
        return _dated(Catalog(locale=language, domain=DOMAIN, charset="utf-8", fuzzy=False))
    with source.open("rb") as stream:
        return _dated(pofile.read_po(stream, locale=language, domain=DOMAIN))


def merge(catalogue: Catalog, templates: Catalog) -> Catalog:
    """The catalogue with exactly the templates in use; nothing is guessed from similar ones."""
    catalogue.update(templates, no_fuzzy_matching=True)
    return _dated(catalogue)


def po_bytes(catalogue: Catalog) -> bytes:
    """The ``.po`` file: in order of the templates, without line numbers, which keep changing."""
    out = io.BytesIO()
    pofile.write_po(
        out, catalogue, width=100, ignore_obsolete=True, sort_output=True, include_lineno=False
    )
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The compiled ``.mo`` file."""
    out = io.BytesIO()
    mofile.write_mo(out, catalogue)
    return out.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """The templates without a translation, or with one that nobody confirmed."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (not message.string or message.fuzzy)
    ]


def wrong(catalogue: Catalog) -> list[str]:
    """The templates whose translation fills in something else, or shows no marks of numbers."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and message.string and not _fits(str(message.id), str(message.string))
    ]


def _fits(template: str, translation: str) -> bool:
    try:
        if template == SAMPLE:
            Numerals.of(translation)
        return _fields(template) == _fields(translation)
    except ValueError:
        return False


def _fields(template: str) -> set[tuple[str | None, str | None, str | None]]:
    parsed = string.Formatter().parse(template)
    return {(name, spec, how) for _, name, spec, how in parsed if name is not None}


def _dated(catalogue: Catalog) -> Catalog:
    catalogue.creation_date = catalogue.revision_date = _DATE
    catalogue.project, catalogue.version = DOMAIN, "1"
    catalogue.header_comment = _HEADER
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = DOMAIN
    return catalogue


def main(begun: Sequence[str] = ()) -> int:
    """Update every catalogue, also of languages that are begun; 1 when something is left to do."""
    if bad := [name for name in begun if not can_be_added(name)]:
        sys.stdout.write(f"not the short name of another language: {', '.join(bad)}\n")
        return 1
    templates = extract()
    left = 0
    for language in begun:
        path(language, "po").parent.mkdir(parents=True, exist_ok=True)
    for language in dict.fromkeys((*translated(), *begun)):
        catalogue = merge(load(language), templates)
        path(language, "po").write_bytes(po_bytes(catalogue))
        path(language, "mo").write_bytes(mo_bytes(catalogue))
        found = [("to translate", template) for template in missing(catalogue)]
        found += [("cannot be used", template) for template in wrong(catalogue)]
        for what, template in found:
            left += 1
            sys.stdout.write(f"{language}: {what}: {template}\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
