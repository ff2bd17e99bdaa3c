"""The page's own rules, one by one: against the published vectors, and against other code.

The modules of a page are reached as ``modules``, which the tools of the browser may do.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import sys
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error
from playwright.sync_api import Page as BrowserPage

from sortition.verify import ed25519
from tests.browser.drive import Watched

VECTORS = Path(__file__).parents[1] / "vectors"
SEAL = """async t => {
  const {encode} = modules.tickets, {unhex} = modules.bytes;
  const message = encode("sortition/seal/1", t.party, t.subject);
  const parts = [unhex(t.key), message, unhex(t.signature)];
  const right = (subtle) => modules.ed25519.signatureIsRight(...parts, subtle);
  const found = [await right(crypto.subtle), await right(null)];
  return found.every(Boolean) ? "right" : found.some(Boolean) ? "undecided" : "wrong";
}"""
RULES: dict[str, str] = {
    "encode": "t => modules.bytes.hex(modules.tickets.encode(...t.texts))",
    "ticket": "t => modules.bytes.hex(modules.tickets.ticket(t.value, t.purpose, t.subject))",
    "number": "t => String(modules.tickets.number(t.value, t.purpose, BigInt(t.n)))",
    "panel_number": "t => String(modules.tickets.panelNumber(t.value, BigInt(t.m)))",
    "moment": """t => {
      const found = modules.journal.seconds(t.text);
      if (found === null) throw t;
      return String(found);
    }""",
    "seal": SEAL,
    "public_value": """t => {
      const text = modules.names.clean(t.input);
      if (!modules.tickets.isPublic(text)) throw t;
      return text;
    }""",
    "seed": """t => {
      const seed = modules.names.clean(t.seed);
      if (!modules.tickets.isPublic(seed)) throw t;
      return modules.tickets.fromSeed(seed);
    }""",
    "key": "t => modules.names.key(t.input)",
    "natural_order": """t => {
      const {compareNatural, natural} = modules.names;
      return [...t.input].sort((a, b) => compareNatural(natural(a), natural(b)));
    }""",
    "csv_cell": "t => modules.csv.writtenCell(t.cell)",
    "address_key": "t => modules.names.addressKey(t.cells)",
}


@pytest.fixture(scope="module")
def page(verifier: Watched) -> BrowserPage:
    return verifier.page


@pytest.mark.parametrize("name", sorted(path.stem for path in VECTORS.glob("*.json")))
def test_every_published_vector_holds(page: BrowserPage, name: str) -> None:
    document: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text("ascii"))
    for group in document["testGroups"]:
        for test in group["tests"]:
            try:
                found = page.evaluate(RULES[name], test)
            except Error:
                assert test["flags"] == ["Refused"], test
                continue
            assert "Refused" not in test["flags"], test
            assert (found == test["output"]) == (test["result"] == "valid"), (test, found)


def test_every_sign_of_unicode_is_folded_as_python_folds_it(page: BrowserPage) -> None:
    signs = (chr(c) for c in range(1, sys.maxunicode + 1) if not 0xD800 <= c < 0xE000)
    known = [sign for sign in signs if unicodedata.category(sign) != "Cn"]
    assert len(known) > 140_000
    wrong = page.evaluate(
        """([signs, folded]) => {
          const expected = folded.split("\\0");
          return Array.from(signs).filter((sign, i) => modules.names.folded(sign) !== expected[i]);
        }""",
        ["".join(known), "\0".join(sign.casefold() for sign in known)],
    )
    assert wrong == []


def test_hashes_are_those_of_other_code(page: BrowserPage) -> None:
    rng = random.Random(5)
    for length in (0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 1000, 100_000):
        content = rng.randbytes(length)
        found = page.evaluate(
            """async digits => {
              const {hex, unhex} = modules.bytes, {sha256, sha512, hmac, digest} = modules.sha;
              const bytes = unhex(digits);
              const whole = await digest(bytes);
              return [sha256(bytes), whole, sha512(bytes), hmac(bytes, bytes)].map(hex);
            }""",
            content.hex(),
        )
        plain = hashlib.sha256(content).hexdigest()
        expected = [plain, plain, hashlib.sha512(content).hexdigest()]
        assert found == [*expected, hmac.digest(content, content, "sha256").hex()]


def odd_signatures() -> list[tuple[bytes, bytes]]:
    """Keys and signatures that libraries do not all judge alike (RFC 8032, 5.1.3 and 5.1.7)."""
    neutral = (1).to_bytes(32, "little")
    big = (ed25519.P + 1).to_bytes(32, "little")
    minus_zero = (1 | 1 << 255).to_bytes(32, "little")
    zero, order = bytes(32), ed25519.ORDER.to_bytes(32, "little")
    keys = (neutral, big, minus_zero, zero, b"\xff" * 32)
    return [(key, first + s) for key in keys for first in keys for s in (zero, order)]


def test_odd_signatures_are_judged_as_the_other_verifier_judges_them(page: BrowserPage) -> None:
    for key, signature in odd_signatures():
        found = page.evaluate(
            """async ([key, signature]) => {
              const {unhex} = modules.bytes;
              const right = (subtle) =>
                modules.ed25519.signatureIsRight(unhex(key), unhex("00"), unhex(signature), subtle);
              return [await right(crypto.subtle), await right(null)];
            }""",
            [key.hex(), signature.hex()],
        )
        expected = ed25519.signature_is_right(key, b"\x00", signature)
        assert found == [expected, expected], (key.hex(), signature.hex())


TOML = {
    "texts": 'a = \'x\\y\'\nb = "\\u00e9\\"\\\\"\n"d e".f = "\\t"',
    "long texts": "b = \"\"\"\nx \\\n   y\"\"\"\nc = '''\nl'l'''\n",
    "numbers and truth": "a = 1_000\nb = 0x1F\nc = true\nd = [1, [2, 3], ] # x\n",
    "tables": "[a.b]\nc = {d = 1, e.f = 2}\n[[g]]\nh = 1\n[[g]]\n[g.i]\nj = 2\n",
    "days and moments": "a = 2027-05-01\nb = 2027-05-01T20:00:00+02:00\nc = 2027-05-01 20:00:00Z\n",
    "white space": "\r\n\t a\t=\t1 \r\n#\r\n",
}
NO_TOML = {
    "a name twice": "a = 1\na = 2\n",
    "a table twice": "[a]\n[a]\n",
    "a value that is opened as a table": "a = 1\n[a.b]\n",
    "an inline table that grows": "a = {}\n[a.b]\n",
    "a list that grows": "a = []\n[[a]]\n",
    "two values in a line": "a = 1 b = 2\n",
    "a text without end": 'a = "x\n',
    "no value": "a =\n",
    "leading zeros": "a = 01\n",
    "a day that does not exist": "a = 2027-02-29\n",
    "a sign of control": "a = '\x01'\n",
    "an escape that does not exist": 'a = "\\q"\n',
}
PARSED = """text => {
  const plain = (v) => v instanceof Map ? Object.fromEntries([...v].map(([k, x]) => [k, plain(x)]))
    : Array.isArray(v) ? v.map(plain) : typeof v === "bigint" ? Number(v) : v;
  return plain(modules.toml.parseToml(modules.bytes.utf8(text)));
}"""


@pytest.mark.parametrize("text", TOML.values(), ids=TOML)
def test_toml_is_read_as_python_reads_it(page: BrowserPage, text: str) -> None:
    expected = json.loads(json.dumps(tomllib.loads(text), default=lambda day: day.isoformat()))
    assert page.evaluate(PARSED, text) == expected


@pytest.mark.parametrize("text", NO_TOML.values(), ids=NO_TOML)
def test_what_is_no_toml_is_refused(page: BrowserPage, text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)
    with pytest.raises(Error, match="It is not TOML"):
        page.evaluate(PARSED, text)
