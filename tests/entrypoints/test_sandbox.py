"""`avatar-bot sandbox`: two processes that start and end together."""

import asyncio
import os
import socket
import sqlite3
import subprocess
import sys

from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import attrs
import psutil
import pytest

from tests.browser.sandbox_process import free_ports, sandbox_process

from entrypoints.cli import main
from entrypoints.sandbox import access, events
from entrypoints.sandbox.single import alone
from entrypoints.settings import load


def test_says_that_a_port_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A port in use is reported at once, with advice."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        status = main(["sandbox", f"--port={port}", f"--data={tmp_path}"])

    assert 1 == status
    assert "Choose another with --port" in capsys.readouterr().err


async def test_nothing_is_logged_while_all_is_well(tmp_path: Path) -> None:
    """A first start and a first message log nothing."""
    async with (
        sandbox_process(tmp_path / "data") as sandbox,
        aiohttp.ClientSession(sandbox.url) as page,
        asyncio.timeout(60),
    ):
        await page.post("chat/open", json={})
        await page.post("chat/1001/text", json={"text": "/start"})
        async with page.get("chat/1001/events") as events:
            async for line in events.content:
                if b'"is_bot": true' in line:
                    break

    assert "" == (tmp_path / "data.log").read_text()
    told = "".join(sandbox.lines)
    assert "  Anna      writes “/start”\n" in told
    assert "  bot       send" in told
    assert "\033" not in "".join(sandbox.lines), "no colour without a terminal"


async def test_a_second_sandbox_on_the_same_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is refused in a sentence; after a kill of the first one it is not."""
    page = tmp_path / "page"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {page}\n')
    browser.chmod(0o700)
    os.environ["BROWSER"] = str(browser)
    try:
        async with sandbox_process(tmp_path / "data", "--open") as sandbox:
            again = ["sandbox", "--port=0", f"--data={tmp_path / 'data'}"]

            assert 1 == await asyncio.to_thread(main, again)

            assert "another sandbox is running on" in capsys.readouterr().err
            async with asyncio.timeout(30):
                while not page.exists() or not page.read_text():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            assert sandbox.url == page.read_text()
            await sandbox.kill()
    finally:
        del os.environ["BROWSER"]
    with alone(tmp_path / "data"):
        pass


def test_the_other_ports_may_be_taken() -> None:
    """Only the port of the page is asked for; the next two are others if taken."""
    first = free_ports()
    with socket.create_server(("127.0.0.1", first + 1)):
        ports = access.Ports.free(first)

    assert first == ports.telegram
    assert first + 1 not in attrs.astuple(ports)
    assert 3 == len({*attrs.astuple(ports)})


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("message", {"text": "a\n\033[31mb"}, "writes “a\n\033[31mb”"),
        ("message", {"photo": []}, "sends a photo"),
        (
            "message",
            {"successful_payment": {"total_amount": 5}},
            "has paid 5 Stars",
        ),
        (
            "callback_query",
            {
                "data": "x",
                "message": {
                    "reply_markup": {
                        "inline_keyboard": [[{"text": "Go", "callback_data": "x"}]]
                    }
                },
            },
            "taps “Go”",
        ),
    ],
)
def test_what_people_do_is_told(kind: str, body: Any, told: str) -> None:
    """A line says who does what, by the label of a button."""
    seen: list[tuple[str, str]] = []

    events.update(
        lambda *line: seen.append(line), kind, body | {"from": {"first_name": "Anna"}}
    )

    assert [("Anna", told)] == seen


def test_a_line_is_short_and_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """Control sequences and markup do not reach the terminal, nor long texts."""
    events.to_terminal("bot", f"<b>a</b>\n\033[31m{'b' * 200}")

    said = capsys.readouterr().out
    assert 1 == said.count("\n")
    assert "\033" not in said
    assert "a [31mb" in said
    assert len(said) < 100


async def test_a_product_that_cannot_start_ends_it_all(tmp_path: Path) -> None:
    """A failing product ends the sandbox with a message and status 1."""
    data = tmp_path / "data"
    data.mkdir()
    with sqlite3.connect(data / "avatar.db") as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    database.close()

    async with sandbox_process(data) as sandbox:
        status = await sandbox.process.wait()

    assert 1 == status
    assert "the database is at version 9999" in (tmp_path / "data.log").read_text()


def test_leaves_the_real_bot_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The sandbox ignores .env."""
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("PRICE_TRAINING=dear\nADMIN_IDS=7\n")

    settings = load(**access.settings(access.Ports.free(0), tmp_path))

    assert {1003} == settings.admin_ids
    assert "1:sandbox" == settings.bot_token.get_secret_value()


async def test_the_emulators_end_with_the_product(tmp_path: Path) -> None:
    """A killed product takes its emulators with it."""
    async with sandbox_process(tmp_path / "data") as sandbox:
        port = int(sandbox.url.rstrip("/").rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await sandbox.kill()

        async with asyncio.timeout(30):
            # The other end is gone, with or without a goodbye.
            with suppress(ConnectionResetError):
                assert b"" == await reader.read()
        writer.close()


async def test_the_product_ends_with_the_emulators(tmp_path: Path) -> None:
    """The product ends when its emulators do."""
    async with sandbox_process(tmp_path / "data") as sandbox:
        [emulators] = psutil.Process(sandbox.process.pid).children()
        emulators.kill()

        assert await sandbox.process.wait()


def test_the_page_does_not_wait_for_the_product() -> None:
    """The emulators import none of the product's slow packages."""
    code = (
        "import sys, entrypoints.sandbox.emulators\n"
        "print({'aiogram', 'pydantic', 'sqlalchemy', 'alembic'} & set(sys.modules))"
    )

    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert "set()\n" == done.stdout
