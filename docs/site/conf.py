"""The pages of docs/ as a small site: ``sphinx-build -c docs/site docs OUT``.

Why Sphinx: docs/decisions/0022-documents.md. The pages stay plain Markdown, which reads the same
without a site: what the site needs beyond that (what stands where, what becomes of a link that
leaves docs/, which pages are Dutch) is here.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any, Final

from sphinx.application import Sphinx

project = "sortition"
html_title = "sortition"
project_copyright = ""
extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["site/**"]
# The text is shown as it was typed, in both languages.
smartquotes = False

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_extra_path = ["../verify.html"]
templates_path = ["templates"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_use_index = False

# Where the files of the project can be read, once that is: "https://…/blob/main". Until then a link
# to one is shown as its words and its place.
REPOSITORY: Final = ""

CONTENTS: Final = (
    ("For organisers", ("tutorial", "invitations", "alternates", "officials", "completion")),
    ("For auditors", ("auditor", "auditor.nl")),
    ("For citizens", ("citizens", "citizens.nl")),
    ("To look things up", ("reference", "glossary", "format")),
    ("How it is made", ("architecture", "languages", "benchmarks")),
    ("Decisions", ("decisions/README", "decisions/0*")),
)
"""The headings of the menu, and the pages under each. A page that is nowhere is a warning."""

_LINK: Final = re.compile(r"(?<!!)\[(?P<words>[^\]]*)\]\((?P<target>[^)\s:#]+)\)")
_OPENED: Final = PurePosixPath("docs/verify.html")
"""A page that opens when its link is followed; what is no page of the site is downloaded."""


def menu() -> str:
    """What the first page has below its text, unseen: the menu, in the words of MyST."""
    parts = (
        "\n".join(("", "```{toctree}", ":hidden:", ":glob:", f":caption: {heading}", *pages, "```"))
        for heading, pages in CONTENTS
    )
    return "\n".join(parts)


def place(page: str, target: str) -> PurePosixPath:
    """Where a link leads, from the folder of the project.

    >>> place("decisions/0002-libraries", "../../tests/README.md")
    PurePosixPath('tests/README.md')
    >>> place("decisions/0002-libraries", "../format.md")
    PurePosixPath('docs/format.md')
    """
    steps = list(PurePosixPath("docs", page).parent.parts)
    for part in PurePosixPath(target).parts:
        if part == "..":
            steps.pop()
        else:
            steps.append(part)
    return PurePosixPath(*steps)


def within(page: str, text: str, repository: str = REPOSITORY) -> str:
    """The text of a page, without links to what is not in the site.

    >>> within("invitations", "see [the register](../fixtures/register/README.md)")
    'see the register (`fixtures/register/README.md`)'
    >>> within("invitations", "see [fixtures](../fixtures/README.md)")
    'see `fixtures/README.md`'
    >>> within("invitations", "see [README](../README.md)", "https://example.org")
    'see [README](https://example.org/README.md)'
    >>> within("decisions/0002-libraries", "see [format](../format.md)")
    'see [format](../format.md)'
    >>> within("citizens", "drop it on [the page](verify.html)")
    'drop it on <a href="verify.html">the page</a>'
    """

    def changed(found: re.Match[str]) -> str:
        words, path = found["words"], place(page, found["target"])
        if path == _OPENED:
            return f'<a href="{found["target"]}">{words}</a>'
        if path.parts[0] == "docs":
            return found[0]
        if repository:
            return f"[{words}]({repository}/{path})"
        return f"`{path}`" if words in str(path) else f"{words} (`{path}`)"

    return _LINK.sub(changed, text)


def read(app: Sphinx, page: str, source: list[str]) -> None:
    """Change the text of a page after it was read: Sphinx's event ``source-read``."""
    source[0] = within(page, source[0])
    if page == app.config.root_doc:
        source[0] += menu()


def shown(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    """Change a page before it is written, for who hears it read or has no mouse.

    A Dutch page says that it is Dutch, and a wide table can be reached and moved with keys. This is
    Sphinx's event ``html-page-context``.
    """
    del app, template, tree
    if page.endswith(".nl"):
        context["language"] = "nl"
    table = '<div class="table-wrapper'
    context["body"] = context.get("body", "").replace(
        table, table.replace("div", 'div tabindex="0"')
    )


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the two functions above."""
    app.connect("source-read", read)
    app.connect("html-page-context", shown)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
