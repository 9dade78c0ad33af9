"""What the README shows works as it is printed."""

import re
import subprocess
import sys

from pathlib import Path


README = Path(__file__).parent.parent / "README.md"


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of a language, in order."""
    text = README.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_library_example() -> None:
    """The ten lines of using the library print what the comment says."""
    (example,) = blocks("python")

    done = subprocess.run(  # noqa: S603 - the README's own words
        [sys.executable, "-W", "error", "-c", example],
        capture_output=True,
        text=True,
        check=False,
    )

    expected = re.search(r"print\(.*\)  # (.*)", example)
    assert expected is not None
    assert (expected[1] + "\n", "") == (done.stdout, done.stderr)


def test_first_two_blocks_are_one_line_each() -> None:
    """Sandbox and tests are one command each."""
    sandbox, tests = blocks("sh")[:2]

    assert 1 == sandbox.count("\n") == tests.count("\n")
    assert "avatar-bot sandbox" in sandbox
    assert "nox -s tests" in tests
