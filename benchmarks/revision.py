"""Which code a measurement is about: it is kept as long as that code stays the same."""

from __future__ import annotations

import ast
import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ("errors.py", "records", "draw", "lottery")
"""What ``fair_lottery`` is made of, in the package's folder."""
SOLVERS = ("highspy", "ortools", "python-flint", "numpy")
PEER = ("sortition-algorithms", "highspy", "cvxpy", "numpy")
METER = 2
"""Raise it when something else is measured, so that kept measurements are made anew."""


@cache
def revision(tool: str) -> str:
    """Return what a tool's results depend on, besides the pool: its code and its solvers."""
    packages = SOLVERS if tool.startswith("ours-") else PEER
    versions = ", ".join(f"{name} {installed(name)}" for name in packages)
    code = f"engine {fingerprint(_engine())}, " if tool.startswith("ours-") else ""
    python = ".".join(platform.python_version_tuple()[:2])
    return f"{code}{versions}, Python {python}, meter {METER}"


def _engine() -> list[Path]:
    package = ROOT / "sortition"
    places = [package / name for name in ENGINE]
    return [
        file
        for place in places
        for file in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
    ]


def fingerprint(files: Iterable[Path]) -> str:
    """Return a short name of what these files do; comments, docstrings and layout do not count."""
    digest = hashlib.sha256()
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(body, list):
                node.body = [part for part in body if not _is_text(part)]  # type: ignore[attr-defined]
        digest.update(f"{file.name}\n{ast.dump(tree)}\n".encode())
    return digest.hexdigest()[:12]


def _is_text(node: ast.AST) -> bool:
    """Return whether a statement is a mere string, as a docstring is."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def installed(package: str) -> str:
    """Return the version of an installed package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


@cache
def commit() -> str:
    """Return the commit that the code is of, with a + where it was changed since; "" if unknown."""
    git = shutil.which("git")
    if git is None:
        return ""

    def ask(*words: str) -> str:
        run = subprocess.run(
            [git, "-C", str(ROOT), *words], capture_output=True, text=True, check=False
        )
        return run.stdout.strip() if run.returncode == 0 else ""

    name = ask("rev-parse", "--short", "HEAD")
    return name and name + ("+" if ask("status", "--porcelain", "--", "sortition") else "")


@cache
def machine() -> str:
    """Return what measurements are made on."""
    return f"{_processor()}, {os.cpu_count()} processors, {platform.system()}"


def _processor() -> str:
    """Return the processor's name where the system tells."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [text.partition(":")[2].strip() for text in lines if text.startswith("model name")]
    return names[0] if names else platform.machine()
