"""The README's examples work as printed."""

import re
import subprocess
import sys

from pathlib import Path

import pytest


ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def blocks(language: str, page: Path = README) -> list[str]:
    """Return the fenced blocks of a language, in order."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    "page", [README, ROOT / "src/avatar_core/README.md"], ids=["project", "core"]
)
def test_library_example(page: Path) -> None:
    """The library example prints what its comments say."""
    (example,) = blocks("python", page)

    done = subprocess.run(  # noqa: S603 - the README's own words
        [sys.executable, "-W", "error", "-c", example],
        capture_output=True,
        text=True,
        check=False,
    )

    expected = re.findall(r"print\(.*\)  # (.*)", example)
    assert expected
    assert (expected, "") == (done.stdout.splitlines(), done.stderr)


def test_first_two_blocks_are_one_line_each() -> None:
    """The sandbox and the tests are started by one command each."""
    sandbox, tests = blocks("sh")[:2]

    assert 1 == sandbox.count("\n") == tests.count("\n")
    assert "avatar-bot sandbox" in sandbox
    assert "nox -s tests" in tests
