"""What must not be read in a log."""

import json
import logging
import os
import sqlite3
import subprocess
import sys

from contextlib import closing
from pathlib import Path

import pytest
import structlog

from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.telegram import make_bot
from entrypoints import logs
from entrypoints.environment import StartError
from entrypoints.product import run
from entrypoints.settings import Settings


TOKEN = "123456:AAE-fake_fake_fake_fake_fake_fake_fa"


async def test_an_unreachable_api_does_not_tell_the_token(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A logged address of the Bot API does not contain the token."""
    application = web.Application()

    async def elsewhere(request: web.Request) -> web.Response:
        raise web.HTTPFound(request.path)

    application.router.add_route("*", "/{path:.*}", elsewhere)
    logs.set_up()
    async with (
        TestServer(application, host="127.0.0.1") as server,
        make_bot(TOKEN, str(server.make_url("")).rstrip("/")) as bot,
    ):
        await _fail(bot)

    said = capsys.readouterr().err
    assert "TooManyRedirects" in said
    assert "/bot***/" in said
    assert TOKEN.partition(":")[2] not in said


async def _fail(bot: Bot) -> None:
    try:
        await bot.send_message(1, "hello")
    except TelegramNetworkError:
        structlog.get_logger().exception("telegram.update")


@pytest.mark.parametrize(
    ("words", "secret"),
    [
        (f"the token {TOKEN} is wrong", TOKEN),
        ("GET /bot1:short/getMe", "1:short"),
        (f"https://bot.example/fal/{'0a' * 16} is no webhook", "0a" * 16),
        (f"/blobs/x.zip?expires=1&signature={'0f' * 32}", "0f" * 32),
        (f"X-Amz-Signature={'0f' * 32}", "0f" * 32),
        ("postgresql://bot:open-sesame@db.example/bot", "open-sesame"),
        ("Authorization: Key name:open-sesame", "open-sesame"),
        (f"{'01234567-' * 4}:{'0b' * 16}", "0b" * 16),
    ],
)
def test_no_secret_is_written(
    words: str, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Secrets are removed from every log line, of any logger."""
    logs.set_up()

    structlog.get_logger().info("here", words=words)
    logging.getLogger("there").warning(words)

    said = capsys.readouterr().err
    assert said.count("***") == 2
    assert secret not in said


def test_all_else_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    """Ids and URLs without secrets are logged unchanged."""
    logs.set_up()

    structlog.get_logger().info("done", job="0a" * 16, url="http://127.0.0.1:8080/x@y")

    said = capsys.readouterr().err
    assert "0a" * 16 in said
    assert "http://127.0.0.1:8080/x@y" in said


def test_known_secrets_are_left_out_however_they_are_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Known secrets are removed whatever they look like, in JSON and URLs, too."""
    logs.set_up()
    logs.conceal({'open "sesame"', 'open "sesame" & more'})

    structlog.get_logger().info(
        "said", plain='open "sesame"', url="x/open%20%22sesame%22"
    )
    logging.getLogger("other").warning("%s", 'open "sesame" & more')

    said = capsys.readouterr().err
    assert "sesame" not in said
    assert 3 == said.count("***")
    assert "more" not in said


async def test_the_running_product_logs_no_secrets(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The running product removes its own key from the log."""
    logs.set_up()
    # A start that fails once the database is open, so that it is closed in order.
    with closing(sqlite3.connect(tmp_path / "avatar.db")) as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
        database.commit()
    settings = Settings.model_validate(
        {
            "bot_token": TOKEN,
            "fal_key": "key:open-sesame",
            "database_url": f"sqlite:///{tmp_path / 'avatar.db'}",
        }
    )

    with pytest.raises(StartError):
        await run(settings)

    structlog.get_logger().info("said", detail="open-sesame")
    assert "***" in (said := capsys.readouterr().err)
    assert "sesame" not in said


def test_strangers_words_move_no_cursor() -> None:
    """Control characters are escaped on a terminal."""
    ours, theirs = os.openpty()
    program = (
        "from entrypoints import logs; import structlog; logs.set_up(); "
        r"structlog.get_logger().info('said', detail='\x1b[2Jgone\r')"
    )
    subprocess.run([sys.executable, "-c", program], stderr=theirs, check=True)  # noqa: S603 - our own words
    os.close(theirs)
    said = os.read(ours, 10_000)
    os.close(ours)

    assert rb"\x1b[2Jgone\r" in said
    assert b"\x1b[2J" not in said


def test_warnings_are_log_lines() -> None:
    """Warnings of libraries have no secrets; those about photos are left out."""
    program = f"""
import warnings
from entrypoints import logs
logs.set_up()
warnings.warn("the token {TOKEN} is old")
for tag in range(1000):
    warnings.warn_explicit(
        f"Corrupt EXIF data: {{tag}}", UserWarning, "x.py", 1, "PIL.TiffImagePlugin"
    )
"""
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    (line,) = done.stderr.splitlines()
    assert "the token *** is old" in json.loads(line)["event"]
