"""Two implementations, the draw's and the verifier's, against the committed vectors."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sortition.dossier.keys import seal_is_right
from sortition.draw import tickets
from sortition.draw.drawing import panel_number
from sortition.errors import UsageError
from sortition.records import names
from sortition.records.moments import seconds
from sortition.tables.address import address_key
from sortition.tables.csv_out import from_csv, to_csv
from sortition.verify import dossier, rules
from sortition.verify.ed25519 import signature_is_right

HERE = Path(__file__).parent
FILES = sorted(path.stem for path in HERE.glob("*.json"))

Test = dict[str, Any]
Rule = Callable[[Test], object]


def written(cell: str) -> str:
    """The cell between two others, as the writer of the draw puts it."""
    line = to_csv(["a", "b", "c"], [["", cell, ""]]).removeprefix(b"a,b,c\n").decode()
    return line.removeprefix(",").removesuffix(",\n")


def seal(test: Test) -> dict[str, str]:
    return {name: test[name] for name in ("party", "key", "subject", "signature")}


def checked(*, party: str, key: str, subject: str, signature: str) -> bool:
    """The verifier's way."""
    message = rules.encode("sortition/seal/1", party, subject)
    return signature_is_right(bytes.fromhex(key), message, bytes.fromhex(signature))


DRAW: dict[str, Rule] = {
    "encode": lambda t: tickets.encode(*t["texts"]).hex(),
    "ticket": lambda t: tickets.ticket(t["value"], t["purpose"], t["subject"]).hex(),
    "number": lambda t: str(tickets.number(t["value"], t["purpose"], int(t["n"]))),
    "panel_number": lambda t: str(panel_number(t["value"], int(t["m"]))),
    "moment": lambda t: str(seconds(t["text"])),
    "seal": lambda t: "right" if seal_is_right(**seal(t)) else "wrong",
    "public_value": lambda t: tickets.public_value(t["input"]),
    "seed": lambda t: [*tickets.from_seed(t["seed"])],
    "key": lambda t: names.key(t["input"]),
    "natural_order": lambda t: sorted(t["input"], key=names.natural),
    "csv_cell": lambda t: written(t["cell"]),
    "address_key": lambda t: address_key(t["cells"]),
}
VERIFIER: dict[str, Rule] = {
    "encode": lambda t: rules.encode(*t["texts"]).hex(),
    "ticket": lambda t: rules.ticket(t["value"], t["purpose"], t["subject"]).hex(),
    "number": lambda t: str(rules.number(t["value"], t["purpose"], int(t["n"]))),
    "panel_number": lambda t: str(rules.panel_number(t["value"], int(t["m"]))),
    "moment": lambda t: str(dossier.seconds(t["text"])),
    "seal": lambda t: "right" if checked(**seal(t)) else "wrong",
    "public_value": lambda t: rules.public_value(t["input"]),
    "seed": lambda t: [*rules.from_seed(t["seed"])],
    "key": lambda t: rules.key(t["input"]),
    "natural_order": lambda t: sorted(t["input"], key=rules.natural),
    "csv_cell": lambda t: rules.written_cell(t["cell"]),
    "address_key": lambda t: rules.address_key(t["cells"]),
}
BOTH = {"draw": DRAW, "verifier": VERIFIER}


def document(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="ascii"))
    return loaded


def vectors_of(name: str) -> list[Test]:
    return [test for group in document(name)["testGroups"] for test in group["tests"]]


CASES = [
    pytest.param(name, test, id=f"{name}-{test['tcId']}-{test['comment']}")
    for name in FILES
    for test in vectors_of(name)
]


@pytest.mark.parametrize("implementation", BOTH)
@pytest.mark.parametrize(("name", "test"), CASES)
def test_the_vector_holds(implementation: str, name: str, test: Test) -> None:
    rule = BOTH[implementation][name]
    if "Refused" in test["flags"]:
        with pytest.raises((ValueError, UsageError)):
            rule(test)
    elif test["result"] == "valid":
        assert rule(test) == test["output"]
    else:
        assert test["flags"] == ["WrongOutput"]
        assert rule(test) != test["output"]


@pytest.mark.parametrize("test", [t for t in vectors_of("csv_cell") if t["result"] == "valid"])
def test_a_cell_that_was_written_is_read_as_it_was(test: Test) -> None:
    content = f"a,b\n,{test['output']}\n".encode()
    assert from_csv(content).rows == (("", test["cell"]),)
    # The verifier gets the field without its quotes.
    bare = test["output"]
    if bare.startswith('"'):
        bare = bare[1:-1].replace('""', '"')
    assert rules.read_cell(bare) == test["cell"]


def test_every_rule_has_vectors_of_both_sorts() -> None:
    assert set(FILES) == set(DRAW) == set(VERIFIER)
    for name in FILES:
        assert {test["result"] for test in vectors_of(name)} == {"valid", "invalid"}


@pytest.mark.parametrize("name", FILES)
def test_the_vectors_are_numbered_and_counted(name: str) -> None:
    found = document(name)
    tests = vectors_of(name)
    assert found["numberOfTests"] == len(tests)
    assert [test["tcId"] for test in tests] == list(range(1, len(tests) + 1))


def test_numbers_that_refuse_values_are_among_the_vectors() -> None:
    comments = {test["comment"] for test in vectors_of("number") if test["result"] == "valid"}
    assert {"0 values refused", "1 values refused", "2 values refused"} <= comments


@pytest.mark.parametrize("name", FILES)
def test_the_committed_vectors_are_what_the_script_makes(name: str) -> None:
    made = runpy.run_path(str(HERE / "make.py"))
    assert set(made["FILES"]) == set(FILES)
    assert made["content"](name) == (HERE / f"{name}.json").read_text(encoding="ascii")
