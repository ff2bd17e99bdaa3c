"""Make the test vectors: ``python tests/vectors/make.py`` writes the JSON files beside it.

Written apart from the package, from docs/format.md, in the fewest words: hashlib, unicodedata and,
to sign, cryptography. The expected outputs of text rules are written by hand and checked by nobody
but the reader; those of hashes are computed here.

Each file has Wycheproof's shape. ``valid``: the input gives the output. ``invalid``: with the flag
``WrongOutput`` the output is a plausible mistake; with ``Refused`` the input is not allowed at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import normalize

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Test = dict[str, Any]
HERE = Path(__file__).parent
TOP = 2**256


# --- the rules, in the fewest words ---------------------------------------------------------------


def encode(*texts: str) -> bytes:
    return b"".join(len(x.encode()).to_bytes(8, "big") + x.encode() for x in texts)


def ticket(value: str, purpose: str, subject: str) -> bytes:
    return sha256(encode("sortition/1", purpose, value, subject)).digest()


def tries(value: str, purpose: str, n: int) -> tuple[int, int]:
    """How many values were refused, and the number (3.3)."""
    i = 0
    while (v := int.from_bytes(ticket(value, purpose, str(i)), "big")) >= n * (TOP // n):
        i += 1
    return i, v % n


def first(value: str, purpose: str, n: int) -> int:
    """The mistake of taking the first value, whatever it is."""
    return int.from_bytes(ticket(value, purpose, "0"), "big") % n


# --- the vectors ----------------------------------------------------------------------------------


def good(comment: str, output: object, **given: object) -> Test:
    return {"comment": comment, **given, "output": output, "result": "valid", "flags": []}


def wrong(comment: str, output: object, **given: object) -> Test:
    return {**good(comment, output, **given), "result": "invalid", "flags": ["WrongOutput"]}


def refused(comment: str, **given: object) -> Test:
    return {**good(comment, None, **given), "result": "invalid", "flags": ["Refused"]}


def encode_tests() -> Iterable[Test]:
    for comment, texts in (
        ("one text", ["a"]),
        ("two texts", ["ab", "c"]),
        ("the same letters, divided in another way", ["a", "bc"]),
        ("an empty text", [""]),
        ("empty texts count", ["", "", "a", ""]),
        ("two bytes for one letter", ["é"]),
        ("four bytes for one letter", ["𝛼"]),
        ("decomposed letters stay as they are", ["e\u0301"]),
        ("a zero byte", ["\x00"]),
        ("256 letters: the length has two bytes", ["x" * 256]),
    ):
        yield good(comment, encode(*texts).hex(), texts=texts)
    yield wrong("joined without lengths", b"abc".hex(), texts=["ab", "c"])
    yield wrong("a separator instead of lengths", b"ab\x00c".hex(), texts=["ab", "c"])
    yield wrong("little-endian length", ((1).to_bytes(8, "little") + b"a").hex(), texts=["a"])
    yield wrong("length of 4 bytes", ((1).to_bytes(4, "big") + b"a").hex(), texts=["a"])
    yield wrong("length in letters, not bytes", encode("e").hex()[:16] + "c3a9", texts=["é"])
    yield wrong("UTF-16", ((2).to_bytes(8, "big") + "é".encode("utf-16-be")).hex(), texts=["é"])
    yield refused("half of a surrogate pair has no UTF-8 form", texts=["\ud800"])


def ticket_tests() -> Iterable[Test]:
    for comment, value, purpose, subject in (
        ("a seat", "6 14 23 31 40 45", "seat", "r001"),
        ("another person", "6 14 23 31 40 45", "seat", "r002"),
        ("another value", "6 14 23 31 40 46", "seat", "r001"),
        ("another purpose", "6 14 23 31 40 45", "draw", "r001"),
        ("empty texts", "", "", ""),
        ("an id beyond ASCII", "dé", "seat", "Zoë"),
        ("an id that looks like a number", "v", "seat", "007"),
    ):
        yield good(
            comment,
            ticket(value, purpose, subject).hex(),
            value=value,
            purpose=purpose,
            subject=subject,
        )
    seat = {"value": "v", "purpose": "seat", "subject": "r001"}
    plain = encode("v", "seat", "r001")
    yield wrong("without the name of the format", sha256(plain).hexdigest(), **seat)
    swapped = sha256(encode("sortition/1", "v", "seat", "r001")).hexdigest()
    yield wrong("value before purpose", swapped, **seat)
    yield wrong("not encoded", sha256(b"sortition/1seatvr001").hexdigest(), **seat)
    yield wrong("hashed twice", sha256(ticket(**seat)).hexdigest(), **seat)
    yield wrong("of another person", ticket("v", "seat", "r002").hex(), **seat)


def number_tests() -> Iterable[Test]:
    half = 2**255 + 1  # every second value is refused
    for n in (1, 2, 10, 1000, 10**6, 2**64, 2**128 + 1, 3 * 2**254, half, TOP - 1, TOP):
        for value in ("6 14 23 31 40 45", "dé"):
            given = {"value": value, "purpose": "draw", "n": str(n)}
            skipped, output = tries(value, "draw", n)
            yield good(f"{skipped} values refused", str(output), **given)
    once, twice = (
        next(str(s) for s in range(100) if tries(str(s), "draw", half)[0] == skipped)
        for skipped in (1, 2)
    )
    for value in (once, twice):
        given = {"value": value, "purpose": "draw", "n": str(half)}
        skipped, output = tries(value, "draw", half)
        yield good(f"{skipped} values refused", str(output), **given)
        yield wrong("the first value, not refused", str(first(value, "draw", half)), **given)
    given = {"value": "v", "purpose": "draw", "n": "1000"}
    little = int.from_bytes(ticket("v", "draw", "0"), "little") % 1000
    yield wrong("little-endian", str(little), **given)
    yield wrong("another purpose", str(first("v", "seat", 1000)), **given)
    yield wrong("the first three digits", ticket("v", "draw", "0").hex()[:3], **given)
    yield wrong("from 1 to n", str(tries("v", "draw", 1000)[1] + 1), **given)
    for n in (0, -1, TOP + 1):
        yield refused("n is from 1 to 2^256", value="v", purpose="draw", n=str(n))


def panel_number_tests() -> Iterable[Test]:
    def hashed(value: str, m: int) -> str:
        return str(tries(value, "draw", m)[1])

    for value, m, output in (
        ("digits 042", 1000, "42"),
        ("digits 000", 1000, "0"),
        ("digits 999", 1000, "999"),
        ("digits 7", 10, "7"),
        ("digits 0042", 10_000, "42"),
    ):
        yield good("the digits themselves", output, value=value, m=str(m))
    for comment, value, m in (
        ("a digit too few", "digits 42", 1000),
        ("a digit too many", "digits 0042", 1000),
        ("M is no power of ten", "digits 042", 999),
        ("a capital letter", "Digits 042", 1000),
        ("digits apart", "digits 0 4 2", 1000),
        ("digits of another script", "digits \u0660\u0664\u0662", 1000),
        ("a sign", "digits +42", 1000),
        ("no digits", "digits ", 1),
        ("among other values", "digits 042 | text a", 1000),
        ("any text", "6 14 23 31 40 45", 1000),
    ):
        yield good(f"hashed: {comment}", hashed(value, m), value=value, m=str(m))
    yield wrong("digits hashed", hashed("digits 042", 1000), value="digits 042", m="1000")
    yield wrong("digits taken for any M", "42", value="digits 042", m="999")


def moment_tests() -> Iterable[Test]:
    for text, seconds in (
        ("1970-01-01T00:00:00Z", 0),
        ("2026-11-23T19:30:00+01:00", 1_795_458_600),
        ("2024-02-29T00:00:00Z", 1_709_164_800),
        ("2000-02-29T12:00:00-05:30", 951_845_400),
        ("1970-01-01T01:00:00+01:00", 0),
    ):
        yield good("a moment", str(seconds), text=text)
    yield wrong("the offset left out", "1795462200", text="2026-11-23T19:30:00+01:00")
    for comment, text in (
        ("no offset", "2026-11-23T19:30:00"),
        ("no such day", "2026-02-29T00:00:00Z"),
        ("hour 24", "2026-11-23T24:00:00Z"),
        ("a leap second", "2016-12-31T23:59:60Z"),
        ("a part of a second", "2026-11-23T19:30:00.5Z"),
        ("a space", "2026-11-23 19:30:00Z"),
        ("small letters", "2026-11-23t19:30:00z"),
    ):
        yield refused(comment, text=text)


def seal_tests() -> Iterable[Test]:
    subject = sha256(b"an entry").hexdigest()
    clerk, other = (Ed25519PrivateKey.from_private_bytes(bytes([i]) * 32) for i in (1, 2))

    def public(key: Ed25519PrivateKey) -> str:
        return key.public_key().public_bytes_raw().hex()

    def sealed(key: Ed25519PrivateKey, *texts: str) -> str:
        return key.sign(encode(*texts)).hex()

    def case(party: str, signature: str, key: Ed25519PrivateKey = clerk) -> dict[str, str]:
        return {"party": party, "key": public(key), "subject": subject, "signature": signature}

    mine = sealed(clerk, "sortition/seal/1", "clerk", subject)
    yield good("a signature", "right", **case("clerk", mine))
    name = "Zo\u00eb, griffier"
    yield good(
        "a name beyond ASCII",
        "right",
        **case(name, sealed(clerk, "sortition/seal/1", name, subject)),
    )
    for comment, given in (
        ("of another party", case("residents", mine)),
        ("by another key", case("clerk", mine, other)),
        ("of another key", case("clerk", sealed(other, "sortition/seal/1", "clerk", subject))),
        ("without the name of the format", case("clerk", sealed(clerk, "clerk", subject))),
        (
            "subject before party",
            case("clerk", sealed(clerk, "sortition/seal/1", subject, "clerk")),
        ),
        ("a bit changed", case("clerk", mine[:-1] + ("0" if mine[-1] != "0" else "1"))),
        ("nothing", case("clerk", "00" * 64)),
    ):
        yield good(comment, "wrong", **given)
        yield wrong(comment, "right", **given)


def public_value_tests() -> Iterable[Test]:
    yield good("as it is", "6 14 23", input="6 14 23")
    yield good("white space at the ends", "a b", input="  a b \n")
    yield good("runs of white space", "a b c", input="a \t b\r\n\u00a0 c")
    yield good("a space that is wide", "a b", input="a\u3000b")
    yield good("composed", "é", input="e\u0301")
    yield good("letters keep their case", "ÅbC", input="A\u030abC")
    yield good("decimals stay: it is text, not a value", "10.0", input="10.0")
    yield good("compatibility letters stay", "ﬁ ²", input="ﬁ ²")
    yield good("a letter of no width is no white space", "\u200b", input="\u200b")
    yield wrong("not trimmed", " a", input=" a")
    yield wrong("not composed", "e\u0301", input="e\u0301")
    yield wrong("case folded", "abc", input="ABC")
    yield wrong("made a value", "10", input="10.0")
    yield wrong("compatibility forms", "fi", input="ﬁ")
    yield refused("empty", input="")
    yield refused("white space only", input=" \t\u00a0\n")


def seed_tests() -> Iterable[Test]:
    def pair(seed: str) -> list[str]:
        return [ticket(seed, "seed", part).hex() for part in ("construction", "randomness")]

    yield good("a word", pair("dordrecht"), seed="dordrecht")
    yield good("numbers", pair("6 14 23 31 40 45"), seed="6 14 23 31 40 45")
    yield good("cleaned first", pair("a b"), seed=" a\u00a0 b ")
    yield good("composed first", pair("Zoë"), seed="Zoe\u0308")
    yield wrong("not cleaned", pair(" a"), seed=" a")
    yield wrong("A and B exchanged", pair("a")[::-1], seed="a")
    yield wrong("upper-case hexadecimal", [text.upper() for text in pair("a")], seed="a")
    yield refused("empty", seed="  ")


def key_tests() -> Iterable[Test]:
    yield good("case", "centrum", input="Centrum")
    yield good("spaces", "wijk 1", input=" Wijk \u00a0 1 ")
    yield good("a whole number with a decimal", "10", input="10.0")
    yield good("a whole number with a decimal comma", "10", input=" 10,00 ")
    yield good("a sign", "-3", input="-3.0")
    yield good("a leading zero stays", "007", input="007")
    yield good("a leading zero stays when decimals go", "007", input="007.0")
    yield good("no whole number", "10.5", input="10.5")
    yield good("no number", "10.0 m", input="10.0 m")
    yield good("two points", "1.0.0", input="1.0.0")
    yield good("case folding, not lower case", "strasse", input="Straße")
    yield good("composed", "école", input="E\u0301COLE")
    yield good("dashes differ", "16–29", input="16–29")
    yield good("nothing", "", input=" \n")
    yield wrong("lower case is not case folding", "straße", input="Straße")
    yield wrong("zeros in front dropped", "7", input="007")
    yield wrong("one decimal too many dropped", "10", input="10.5")
    yield wrong("a dash made plain", "16-29", input="16–29")


def order_tests() -> Iterable[Test]:
    for comment, names in (
        ("numbers as numbers", ["5-9", "16-29", "30-44", "65+"]),
        ("numbers before text", ["1", "9", "10", "a", "a1", "a2", "a10", "b"]),
        ("the beginning first", ["", "wijk", "wijk 1", "wijk 1a", "wijk 10"]),
        ("case does not matter", ["Alblas", "binnenstad", "Crabbehof"]),
        ("by code points, not by dictionary", ["zeist", "école"]),
        ("long numbers", ["9" * 30, "1" + "0" * 30]),
        ("a point is text", ["1.5", "1.10", "2"]),
    ):
        yield good(comment, names, input=names[::-1])
    yield wrong("numbers as text", ["16-29", "5-9"], input=["5-9", "16-29"])
    yield wrong("text before numbers", ["a", "1"], input=["1", "a"])
    yield wrong("upper case first", ["B", "a"], input=["a", "B"])
    yield wrong("by dictionary", ["école", "zeist"], input=["zeist", "école"])


def address_tests() -> Iterable[Test]:
    home = "dorpsstraat|12a|1234ab"
    for comment, cells in (
        ("plain", ["Dorpsstraat", "12a", "1234AB"]),
        ("a space in the postcode", ["Dorpsstraat", "12a", "1234 AB"]),
        ("case, spaces and a dash", [" DORPSSTRAAT", "12 - A", "1234ab "]),
        ("dots", ["Dorps.straat", "12.A.", "1234.AB"]),
        ("wide letters", ["Ｄorpsstraat", "１２a", "1234AB"]),
    ):
        yield good(comment, home, cells=cells)
    yield good("accents", "eglantierstraat|5", cells=["Églantierstraat", "5"])
    yield good("accents written as two", "eglantierstraat|5", cells=["E\u0301glantierstraat", "5"])
    yield good("a number from a spreadsheet", "12", cells=["12.0"])
    yield good("two numbers stay two", "12-1", cells=["12 - 1"])
    yield good("a dash and a space are alike", "12-1", cells=["12 1"])
    yield good("a slash between numbers", "12-1", cells=["12/1"])
    yield good("letters between numbers", "12a1", cells=["12 a 1"])
    yield good("one number", "121", cells=["121"])
    yield good("sharp s", "weststrasse", cells=["Weststraße"])
    yield good("some cells empty", "|12|", cells=["", "12", " - "])
    yield good("a leading zero stays", "0123", cells=["0123"])
    yield good("every cell empty: no household", None, cells=["", "  ", "-"])
    yield wrong("two numbers become one", "121", cells=["12-1"])
    yield wrong("an empty address is a household", "||", cells=["", "", ""])
    yield wrong("cells are kept apart", "ab", cells=["a", "b"])
    yield wrong("accents stay", "église", cells=["Église"])
    yield wrong("a dash between a number and a letter", "12-a", cells=["12-A"])


def cell_tests() -> Iterable[Test]:
    for comment, cell, written in (
        ("plain", "Jan", "Jan"),
        ("empty", "", ""),
        ("a comma", "Jansen, P.", '"Jansen, P."'),
        ("a quote", 'de "Hoek"', '"de ""Hoek"""'),
        ("a line feed", "a\nb", '"a\nb"'),
        ("a carriage return", "a\rb", '"a\rb"'),
        ("spaces stay", " a ", " a "),
        ("a semicolon", "a;b", "a;b"),
        ("a formula", "=SUM(A1)", "'=SUM(A1)"),
        ("a formula with a comma", "=A1,B1", '"\'=A1,B1"'),
        ("a plus", "+31 6", "'+31 6"),
        ("a minus", "-a", "'-a"),
        ("an at sign", "@x", "'@x"),
        ("an apostrophe", "'s-Gravenhage", "''s-Gravenhage"),
        ("a tab", "\tx", "'\tx"),
        ("a carriage return in front", "\rx", '"\'\rx"'),
        ("a number with a sign", "-5", "-5"),
        ("a decimal with a sign", "+1,5", '"+1,5"'),
        ("two signs", "--5", "'--5"),
        ("a sign alone", "-", "'-"),
        ("digits of another script", "-٣", "'-٣"),
        ("a number and a line feed", "-5\n", '"\'-5\n"'),
    ):
        yield good(comment, written, cell=cell)
    yield wrong("a formula as it is", "=SUM(A1)", cell="=SUM(A1)")
    yield wrong("quoted without need", '"Jan"', cell="Jan")
    yield wrong("quotes not doubled", '"a"b"', cell='a"b')
    yield wrong("a number as text", "'-5", cell="-5")
    yield wrong("an apostrophe that a reader takes away", "'s", cell="'s")


FILES = {
    "encode": ("3.1", encode_tests),
    "ticket": ("3.2", ticket_tests),
    "number": ("3.3", number_tests),
    "panel_number": ("7.2", panel_number_tests),
    "moment": ("12.3", moment_tests),
    "seal": ("13.2", seal_tests),
    "public_value": ("3.4", public_value_tests),
    "seed": ("3.5", seed_tests),
    "key": ("2.1", key_tests),
    "natural_order": ("2.2", order_tests),
    "csv_cell": ("2.4", cell_tests),
    "address_key": ("2.6", address_tests),
}


def content(name: str) -> str:
    """One file. Text is escaped to ASCII, so that no editor or file system changes a letter."""
    clause, tests = FILES[name]
    numbered = [{"tcId": i, **test} for i, test in enumerate(tests(), 1)]
    document = {
        "algorithm": f"sortition/1 {name}",
        "schema": "sortition-vectors/1",
        "clause": clause,
        "numberOfTests": len(numbered),
        "notes": {
            "WrongOutput": "The output is a plausible mistake; the right one differs.",
            "Refused": "The input is not allowed; an implementation must not give any output.",
        },
        "testGroups": [{"type": name, "tests": numbered}],
    }
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def main() -> None:
    assert normalize("NFC", "e\u0301") == "é"  # the rules need Unicode, and so does this file
    for name in FILES:
        (HERE / f"{name}.json").write_text(content(name), encoding="ascii")


if __name__ == "__main__":
    main()
