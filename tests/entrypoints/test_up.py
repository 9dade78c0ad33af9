"""`avatar-bot run` in a terminal says that the bot can be reached, and where."""

import asyncio
import os
import pty
import signal
import sys

from pathlib import Path

import pytest

from tests.serving import started

from entrypoints.sandbox.telegram import TelegramEmulator


class _Telegram(TelegramEmulator):
    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        await super().start(host, port)


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such terminals")
async def test_a_terminal_hears_that_the_bot_is_up(tmp_path: Path) -> None:
    """The line is last, after Telegram has accepted the bot; Ctrl-C ends it."""
    emulator = _Telegram(token="1:canary-token", data=tmp_path / "telegram")
    async with started(emulator), asyncio.timeout(60):
        ours, theirs = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "import sys; from entrypoints.cli import main; sys.exit(main(['run']))",
            cwd=tmp_path,
            stdout=theirs,
            stderr=asyncio.subprocess.DEVNULL,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "BOT_TOKEN": "1:canary-token",
                "FAL_KEY": "id:canary-key",
                "TELEGRAM_API_URL": emulator.url,
                "LISTEN": "127.0.0.1:0",
                "COACH": "false",
            },
        )
        os.close(theirs)
        said = b""
        while not said.endswith(b"\n"):  # a line may come in pieces
            said += await asyncio.to_thread(os.read, ours, 1000)
        process.send_signal(signal.SIGINT)

        assert 0 == await process.wait()
        os.close(ours)
    name = "avatar_sandbox_bot"
    assert f"@{name} is up: https://t.me/{name}\r\n".encode() == said
