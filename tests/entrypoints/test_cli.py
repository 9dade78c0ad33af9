"""The command line."""

import subprocess
import sys

import pytest

from entrypoints.cli import main


@pytest.mark.parametrize("words", [[], ["sandbox"], ["run"], ["migrate"]])
def test_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Every command explains itself."""
    with pytest.raises(SystemExit) as stopped:
        main([*words, "--help"])

    assert 0 == stopped.value.code
    assert "usage: avatar-bot" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["dance"],
        ["sandbox", "--port", "70000"],
        ["sandbox", "--training-seconds", "-1"],
    ],
)
def test_misuse(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong word ends with the usage, not with a traceback."""
    with pytest.raises(SystemExit) as stopped:
        main(words)

    assert 2 == stopped.value.code
    assert "usage: avatar-bot" in capsys.readouterr().err


def test_run_without_settings(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: object,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without settings `run` says which are missing."""
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    monkeypatch.delenv("FAL_KEY", raising=False)

    assert 1 == main(["run"])

    assert "BOT_TOKEN: it is missing" in capsys.readouterr().err


def test_migrate(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: object,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`migrate` sets an empty database up, and once is enough."""
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "sqlite:///rows.db")

    assert 0 == main(["migrate"]) == main(["migrate"])

    assert 2 == capsys.readouterr().out.count("The database is at version")


def test_library_needs_no_bot() -> None:
    """The library imports nothing of what the bot needs."""
    code = (
        "import sys, avatar_core.use_cases, avatar_core.testing\n"
        "from avatar_core import *\n"
        "bot = {'aiogram', 'sqlalchemy', 'aiohttp', 'structlog', 'PIL', 'asyncpg'}\n"
        "print(bot & set(sys.modules))"
    )

    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert "set()\n" == done.stdout
