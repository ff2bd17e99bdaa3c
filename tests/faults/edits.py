"""The edits that make a fault out of a dossier in order, as tests/faults/README.md lists them.

An edit is a JSON object; files are a mapping from path to bytes. What an attacker would do next,
who can write every file, is an edit too: ``{"seal": […]}`` makes hashes, chain and signatures fit
again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from sortition.dossier import keys, secret
from tests.bundles import json_bytes

Files = dict[str, bytes]
Json = Any

JOURNAL: Final = "journal.jsonl"
KEYS: Final = Path(__file__).parents[2] / "fixtures" / "harbour"
PASSWORD: Final = "open for this fixture only"
SIGNED: Final = (
    *("planned", "amended", "panels committed", "drawn"),
    *("replaced", "alternates called", "erased"),
)
"""The steps that parties sign (docs/format.md 13.3, 13.4)."""


def applied(files: Mapping[str, bytes], edits: list[Json]) -> Files:
    """The files after all edits, one after another."""
    changed = dict(files)
    for edit in edits:
        if "seal" in edit:
            for what in edit["seal"]:
                SEALS[what](changed)
        elif "entry" in edit:
            changed[JOURNAL] = b"".join(edited_journal(lines_of(changed), edit))
        else:
            named = edit["file"]
            for name in [named] if isinstance(named, str) else named:
                edit_file(changed, name, edit)
    return changed


def edit_file(files: Files, name: str, edit: Json) -> None:
    """One edit of one file."""
    match edit:
        case {"text": text}:
            files[name] = text.encode()
        case {"hex": digits}:
            files[name] = bytes.fromhex(digits)
        case {"append": text}:
            files[name] += text.encode()
        case {"remove": True}:
            del files[name]
        case {"rename": other}:
            files[other] = files.pop(name)
        case {"copy": other}:
            files[other] = files[name]
        case {"replace": [old, new]}:
            files[name] = replaced(files[name], old, new)
        case {"swap": [one, two]}:
            lines = files[name].splitlines(keepends=True)
            lines[one], lines[two] = lines[two], lines[one]
            files[name] = b"".join(lines)
        case {"at": path}:
            files[name] = json_bytes(put(json.loads(files[name]), path, edit))
        case _:
            raise ValueError(f"not an edit: {edit}")


def replaced(content: bytes, old: str, new: str) -> bytes:
    if content.count(old.encode()) != 1:
        raise ValueError(f"{old!r} is there {content.count(old.encode())} times, not once")
    return content.replace(old.encode(), new.encode())


def put(value: Json, path: list[str | int], edit: Json) -> Json:
    """The value with one place of it set (``to``), left out (``drop``) or added (``insert``)."""
    part = value
    for step in path[:-1]:
        part = part[step]
    if edit.get("drop"):
        del part[path[-1]]
    elif "insert" in edit:
        part.insert(path[-1], edit["insert"])
    else:
        part[path[-1]] = edit["to"]
    return value


def lines_of(files: Mapping[str, bytes]) -> list[bytes]:
    return files[JOURNAL].splitlines(keepends=True)


def edited_journal(lines: list[bytes], edit: Json) -> list[bytes]:
    """The lines of the journal after an edit of entry number ``entry``."""
    at = edit["entry"]
    match edit:
        case {"at": path}:
            lines[at] = json_bytes(put(json.loads(lines[at]), path, edit))
        case {"replace": [old, new]}:
            lines[at] = replaced(lines[at], old, new)
        case {"remove": True}:
            del lines[at]
        case {"move": other}:
            lines.insert(other, lines.pop(at))
        case {"again": other}:
            lines.insert(other, lines[at])
        case _:
            raise ValueError(f"not an edit of an entry: {edit}")
    return lines


# --- what somebody who can write every file does afterwards ---------------------------------------


def seal_draw(files: Files) -> None:
    """The hashes by which the files of panels and draw name each other (4.1, 7.1)."""
    draw = draw_folder(files)
    for folder in dict.fromkeys(("panels/" if draw else "", draw)):
        set_hashes(files, folder, "lottery.json", ("seating.csv", "certificate.json"))
    set_hashes(files, draw, "draw.json", ("seating.csv", "certificate.json", "lottery.json"))


def draw_folder(files: Files) -> str:
    """Where the draw is: in a folder of a dossier, or alone."""
    return "draw/" if JOURNAL in files else ""


def set_hashes(files: Files, folder: str, name: str, named: tuple[str, ...]) -> None:
    document = json.loads(files[f"{folder}{name}"])
    for other in named:
        document[f"{other.partition('.')[0]}_sha256"] = sha256(files[f"{folder}{other}"])
    files[f"{folder}{name}"] = json_bytes(document)


def seal_manifest(files: Files) -> None:
    """The manifest of the draw (1.2)."""
    folder = draw_folder(files)
    listed = [
        {"bytes": len(content), "name": name.removeprefix(folder), "sha256": sha256(content)}
        for name, content in sorted(files.items())
        if name.startswith(folder) and name != f"{folder}manifest.json"
    ]
    manifest = {"files": listed, "format": "sortition/manifest/3"}
    files[f"{folder}manifest.json"] = json_bytes(manifest)


def seal_outputs(files: Files) -> None:
    """The digests of files in the journal (12.2, 17.2), for the files that are there."""
    entries = [json.loads(line) for line in lines_of(files)]
    for entry in entries:
        for named in (entry["outputs"], entry["inputs"]):
            there = [name for name in named if "/" in name and name in files]
            named |= {name: digest_of(files, name) for name in there}
        if entry["step"] in ("planned", "amended"):
            entry["inputs"] = dict.fromkeys(entry["inputs"], *entry["outputs"].values())
    files[JOURNAL] = b"".join(map(json_bytes, entries))


def digest_of(files: Files, name: str) -> str:
    """A plain hash where there is no secret, as in journals of version 1."""
    if secret.SECRET not in files:
        return sha256(files[name])
    return secret.digest(name, files[name], secret.read_secret(files[secret.SECRET]))


def seal_letters(files: Files) -> None:
    """The hashes of letters in their account (21.9)."""
    for name in [name for name in files if name.endswith("/drawn.json")]:
        account, place = json.loads(files[name]), name.removesuffix("drawn.json")
        for member, file in (("plan", "letters.json"), ("invited", "invited.csv")):
            account[member] = sha256(files[f"{place}{file}"])
        files[name] = json_bytes(account)


def seal_chain(files: Files) -> None:
    """Numbers and hashes of the entries (12.2)."""
    files[JOURNAL] = chained([json.loads(line) for line in lines_of(files)], lambda entry, _: entry)


def seal_signatures(files: Files) -> None:
    """All signatures, made with the keys of the fixtures, and the chain (13.2)."""
    files[JOURNAL] = chained([json.loads(line) for line in lines_of(files)], signed_again)


def signed_again(entry: Json, subject: str) -> Json:
    if entry["step"] == "signed":
        party = entry["facts"]["party"]
        entry["facts"]["subject"] = subject
        entry["facts"]["signature"] = keys.seal(private_key(party), party=party, subject=subject)
    return entry


def chained(entries: list[Json], finish: Callable[[Json, str], Json]) -> bytes:
    lines: list[bytes] = []
    subject = "0" * 64
    for number, entry in enumerate(entries):
        entry["number"] = number
        entry["previous"] = sha256(lines[-1]) if lines else "0" * 64
        lines.append(json_bytes(finish(entry, subject)))
        if entry["step"] in SIGNED:
            subject = sha256(lines[-1])
    return b"".join(lines)


@cache
def private_key(party: str) -> Any:
    return keys.open_key((KEYS / f"{party}.key").read_bytes(), PASSWORD)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


SEALS: Final[Mapping[str, Callable[[Files], None]]] = {
    "draw": seal_draw,
    "letters": seal_letters,
    "manifest": seal_manifest,
    "outputs": seal_outputs,
    "chain": seal_chain,
    "signatures": seal_signatures,
}
