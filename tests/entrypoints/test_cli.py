"""The command line."""

import os
import platform
import subprocess
import sys

from pathlib import Path

import pytest

from entrypoints.cli import main


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["sandbox"],
        ["run"],
        ["migrate"],
        ["doctor"],
        ["explain"],
        ["backup"],
        ["restore"],
        ["packs"],
        ["packs", "check"],
    ],
)
def test_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Every command explains itself."""
    with pytest.raises(SystemExit) as stopped:
        main([*words, "--help"])

    assert 0 == stopped.value.code
    assert "usage: avatar-bot" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` names the program without reading any setting."""
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])

    assert 0 == stopped.value.code
    assert capsys.readouterr().out.startswith("avatar-bot")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["dance"],
        ["packs"],
        ["run", "--only", "everything"],
        ["sandbox", "--port", "70000"],
        ["sandbox", "--training-seconds", "-1"],
    ],
)
def test_misuse(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong arguments print the usage, not a traceback."""
    with pytest.raises(SystemExit) as stopped:
        main(words)

    assert 2 == stopped.value.code
    assert "usage: avatar-bot" in capsys.readouterr().err


def test_windows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On Windows a note recommends WSL."""
    monkeypatch.setattr(platform, "system", lambda: "Windows")

    assert 0 == main(["packs", "check"])

    [said] = capsys.readouterr().err.splitlines()
    assert "run it in WSL" in said


def test_migrate(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: object,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`migrate` sets up an empty database and can be repeated."""
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "sqlite:///rows.db")

    assert 0 == main(["migrate"]) == main(["migrate"])

    assert 2 == capsys.readouterr().out.count("The database is at version")


def test_what_it_writes_is_private(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Other users of the machine can read neither the database nor its directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///data/rows.db")
    usual = os.umask(0o022)
    try:
        assert 0 == main(["migrate"])
        kept = os.umask(0o022)
    finally:
        os.umask(usual)

    written = list((tmp_path / "data").rglob("*"))
    assert "rows.db" in {each.name for each in written}
    for each in (tmp_path / "data", *written):
        assert 0 == each.stat().st_mode & 0o077, each
    assert 0o022 == kept, "the caller's umask is as before"


@pytest.mark.parametrize(("mode", "warnings"), [(0o600, 0), (0o640, 1), (0o604, 1)])
def test_secrets_that_others_can_read(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    mode: int,
    warnings: int,
) -> None:
    """A `.env` that other users of the machine can read is warned of at the start."""
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("DATABASE_URL=sqlite:///rows.db\n")
    Path(".env").chmod(mode)

    assert 0 == main(["migrate"])

    assert warnings == capsys.readouterr().err.count("chmod 600 .env")


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


def test_the_shipped_packs_are_good(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a directory the shipped packs are checked."""
    assert 0 == main(["packs", "check"])

    assert "all is well" in capsys.readouterr().out


def test_a_faulty_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every fault is printed with file and line, and the exit status is 1."""
    file = tmp_path / "noir.yaml"
    file.write_text(
        "title: {en: Noir}\n"
        "description: {en: Rain}\n"
        "size: 3:4\n"
        "prompts:\n"
        "  - portrait of {trigger} with {hairs}\n"
        "  - portrait of a {gender}\n"
    )

    known = "{trigger}, {gender}, {their}, {hair}"

    assert 1 == main(["packs", "check", str(tmp_path)])

    assert [
        f"{file}:5: {{hairs}} is no field; there are {known}",
        f"{file}:6: {{trigger}} has to be in it exactly once",
    ] == capsys.readouterr().out.splitlines()


def test_nothing_to_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A directory without packs is an error."""
    assert 1 == main(["packs", "check", str(tmp_path / "nowhere")])

    assert "There is no *.yaml" in capsys.readouterr().err
