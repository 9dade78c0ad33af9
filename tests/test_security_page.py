"""Every test named in the threat model exists."""

import ast
import re

from pathlib import Path

import pytest


TESTS: Path = Path(__file__).parent
PAGE: str = (TESTS.parent / "docs/security.md").read_text(encoding="utf-8")
NAMED: list[str] = sorted(set(re.findall(r"`([\w/]+\.py(?:::\w+)?)`", PAGE)))


@pytest.mark.parametrize("name", NAMED)
def test_it_exists(name: str) -> None:
    """The path matches one file, which has the test."""
    path, _, function = name.removeprefix("tests/").partition("::")
    (file,) = [
        each
        for each in TESTS.rglob(Path(path).name)
        if f"/{each.relative_to(TESTS)}".endswith(f"/{path}")
    ]
    names = {
        node.name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert not function or function in names


def test_every_threat_names_a_test() -> None:
    """Every threat names at least one test."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    threats = [row for row in rows if row.count(" | ") == 2 and "Threat" not in row]

    assert len(threats) > 20
    assert [row for row in threats if not re.search(r"`[\w/]+\.py", row)] == []
