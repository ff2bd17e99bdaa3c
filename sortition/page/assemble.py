"""One self-contained HTML file from its pieces: the same bytes from the same sources.

The page may do nothing but run its own script, in itself and in a worker: the policy names the hash
of the script and of the style sheet, and no place to load anything from or to send anything to.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sortition.page.modules import needed, script, source
from sortition.page.words import buttons, dictionaries, needs

_HERE: Final = Path(__file__).parent
_SLOT: Final = re.compile(r"\{\{(\w+)\}\}")


def assembled(name: str, **data: object) -> bytes:
    """The page of that name. ``data`` are values for slots of its HTML, written as JSON."""
    page = (_HERE / "html" / f"{name}.html").read_text(encoding="utf-8")
    code = script(name)
    style = "".join(
        (_HERE / "css" / f"{part}.css").read_text(encoding="utf-8") for part in ("base", name)
    )
    words = dictionaries((page, *map(source, needed(name))))
    slots = {
        "policy": policy(code, style),
        "style": style,
        "script": code,
        "languages": buttons(),
        "needs": needs(),
        **{slot: json_in_html(value) for slot, value in ({"words": words} | data).items()},
    }
    return _filled(page, slots).encode("utf-8")


def _filled(page: str, slots: Mapping[str, str]) -> str:
    if "</script" in slots["script"].lower() or "<!--" in slots["script"]:
        raise ValueError("the script would end too early in a page")
    return _SLOT.sub(lambda slot: slots[slot[1]], page)


def policy(code: str, style: str) -> str:
    """What the page may do (Content Security Policy, level 3)."""
    return (
        f"default-src 'none'; script-src '{_source(code)}'; style-src '{_source(style)}'; "
        "worker-src blob:; base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()


def json_in_html(value: object) -> str:
    """A value as JSON that cannot end the element in which it stands."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c")
