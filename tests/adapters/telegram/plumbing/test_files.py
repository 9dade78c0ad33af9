"""Downloading the files that people send."""

import asyncio
import gzip
import json

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import attrs
import pytest

from aiogram import Bot
from aiohttp import web
from tests.adapters.telegram.plumbing.rig import Rig, last_message, waiting_updates
from tests.sandbox.telegram.rig import TOKEN, closing, picture as jpeg
from tests.serving import answering, serving, started
from tests.telegram_types import faithful

from adapters.telegram.files import (
    FileUnavailableError,
    SentFile,
    ServerFolder,
    Slots,
    TelegramFiles,
    sent_file,
)
from adapters.telegram.session import make_bot
from avatar_core.errors import PhotoFault, PhotoRejectedError
from avatar_core.ids import PersonId
from entrypoints.sandbox.telegram import TelegramEmulator


ANNA = PersonId(1001)


async def test_document(rig: Rig) -> None:
    """A document is downloaded unchanged."""
    await rig.anna.send_document(b"bytes" * 100_000)

    async with TelegramFiles(rig.bot).fetched(await last_file(rig.bot), ANNA) as data:
        assert b"bytes" * 100_000 == data


async def test_photo(rig: Rig) -> None:
    """The largest size of a photo is downloaded."""
    sent = await rig.anna.send_photo(jpeg(1280, 960))

    async with TelegramFiles(rig.bot).fetched(await last_file(rig.bot), ANNA) as data:
        assert sent.photo == data


async def fault_of(files: TelegramFiles, file: SentFile) -> PhotoFault:
    """Return why a file is not downloaded."""
    with pytest.raises(PhotoRejectedError) as refused:
        async with files.fetched(file, ANNA):
            pass
    return refused.value.fault


#: The largest file that Telegram lets a bot download, in bytes.
TELEGRAMS = 20 * 1024 * 1024


@pytest.mark.parametrize(
    ("size", "limit", "announced"),
    [(10, 9, True), (10, 9, False), (TELEGRAMS + 1, 1024**3, False)],
)
async def test_too_big(rig: Rig, size: int, limit: int, *, announced: bool) -> None:
    """A file over our limit, or over Telegram's, is too big, announced or not."""
    await rig.anna.send_document(b"0" * size)
    file = await last_file(rig.bot)
    if not announced:
        file = attrs.evolve(file, size=None)

    assert PhotoFault.TOO_BIG is await fault_of(
        TelegramFiles(rig.bot, limit=limit), file
    )


async def test_few_at_a_time(rig: Rig) -> None:
    """Only two files of an album are in memory at once."""
    await rig.anna.send_album([jpeg(colour="red")] * 10)
    messages = [update.message for update in await waiting_updates(rig.bot)]
    sent = [file for each in messages if each and (file := sent_file(each))]
    files = TelegramFiles(rig.bot, concurrency=2, stall=30)
    held, most, full = 0, 0, asyncio.Event()

    async def hold(file: SentFile) -> None:
        nonlocal held, most
        async with files.fetched(file, ANNA):
            held += 1
            most = max(most, held)
            if held == 2:
                full.set()
            await full.wait()
            await asyncio.sleep(0)
            held -= 1

    async with asyncio.TaskGroup() as tasks:
        for file in sent:
            tasks.create_task(hold(file))

    assert (10, 0, 2) == (len(sent), held, most)


async def test_people_take_turns() -> None:
    """Nobody waits for all files of another person; who gave up is passed over."""
    slots, served = Slots(1, lambda: 0.0), []

    async def take(person: int) -> None:
        async with slots.taken_by(PersonId(person)):
            served.append(person)
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as tasks:
        taking = [
            tasks.create_task(take(number)) for number in (1, 1, 1, 1, 4, 2, 3, 3)
        ]
        await asyncio.sleep(0)
        taking[4].cancel()

    assert [1, 1, 2, 3, 1, 3, 1] == served
    async with asyncio.timeout(30):
        await take(5)


async def test_slow_files_delay_only_their_sender() -> None:
    """An album is served as a whole after one slow file of somebody who sent many."""
    now, served = 0.0, []
    slots = Slots(1, lambda: now)

    async def take(person: int, seconds: float) -> None:
        nonlocal now
        async with slots.taken_by(PersonId(person)):
            served.append(person)
            await asyncio.sleep(0)
            now += seconds

    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(take(1, 10.0))
        for person in (2, 2, 2, 2, 3):
            tasks.create_task(take(person, 1.0))

    assert [1, 2, 3, 2, 2, 2, 1, 1] == served


async def test_newcomers_do_not_overtake() -> None:
    """Who holds a slot for long has a turn although others keep coming."""
    now, served = 0.0, []
    slots = Slots(1, lambda: now)

    async def take(person: int, follower: int | None = None) -> None:
        nonlocal now
        async with slots.taken_by(PersonId(person)):
            served.append(person)
            now += 10.0 if person == 1 else 1.0
            if follower:
                tasks.create_task(
                    take(follower, follower + 1 if follower < 40 else None)
                )
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(take(1))
        tasks.create_task(take(1))
        tasks.create_task(take(2, 3))

    assert 1 in served[1:15]


async def test_broken_off(rig: Rig) -> None:
    """The error of a failed download does not contain the URL, which has the token."""
    await rig.anna.send_document(b"0123456789")
    file = await last_file(rig.bot)
    object.__setattr__(
        rig.bot.session.api,
        "file",
        rig.bot.session.api.file.replace("/file/", "/nowhere/"),
    )

    with pytest.raises(FileUnavailableError) as failed:
        async with TelegramFiles(rig.bot).fetched(file, ANNA):
            pass

    assert rig.bot.token not in str(failed.value)
    assert failed.value.__suppress_context__


@pytest.mark.parametrize("compressed", ["call", "file"])
async def test_compressed_answers_are_refused(compressed: str) -> None:
    """Files and answers are asked for uncompressed, and refused otherwise."""
    asked = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.headers["Accept-Encoding"])
        kind = "call" if "getFile" in request.path else "file"
        file = {"file_id": "1", "file_unique_id": "1", "file_path": "photo"}
        body = json.dumps({"ok": True, "result": file}).encode()
        if kind != compressed:
            return web.Response(body=body)
        return web.Response(
            body=gzip.compress(body), headers={"Content-Encoding": "gzip"}
        )

    async with serving(answering(answer)) as url, closing(make_bot(TOKEN, url)) as bot:
        with pytest.raises(FileUnavailableError):
            async with TelegramFiles(bot).fetched(SentFile(id="1"), ANNA):
                pass

    assert {"identity"} == set(asked)


# --- a Bot API server in local mode -------------------------------------------


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[TelegramEmulator]:
    """A Bot API server that runs with --local."""
    server = TelegramEmulator(TOKEN, tmp_path, local=True, check=faithful)
    async with started(server) as emulator:
        yield emulator


@asynccontextmanager
async def local_bot(
    emulator: TelegramEmulator, folder: Path | None, server: Path | None = None
) -> AsyncIterator[Bot]:
    """The bot, told that the server's files are in this folder."""
    files = None if folder is None else ServerFolder(folder, server=server)
    bot = make_bot(TOKEN, emulator.url, files=files)
    yield bot
    await bot.session.close()


async def test_local_file_elsewhere(local: TelegramEmulator, tmp_path: Path) -> None:
    """The folder of a server in a container is mapped to our path."""
    here = tmp_path / "mounted"
    here.symlink_to(local.file_folder)
    await local.person().send_document(b"0123456789")

    async with (
        local_bot(local, here, server=local.file_folder) as bot,
        TelegramFiles(bot).fetched(await last_file(bot), ANNA) as data,
    ):
        assert data == b"0123456789"


@pytest.mark.parametrize("size", [10, None])
async def test_local_file_too_big(local: TelegramEmulator, size: int | None) -> None:
    """No more than the limit is read from a local server."""
    await local.person().send_document(b"0123456789")

    async with local_bot(local, local.file_folder) as bot:
        file = attrs.evolve(await last_file(bot), size=size)
        files = TelegramFiles(bot, limit=9)
        assert PhotoFault.TOO_BIG is await fault_of(files, file)


@pytest.mark.parametrize("escape", ["elsewhere", "dots", "link", "folder", "gone"])
async def test_no_other_file(
    local: TelegramEmulator, tmp_path: Path, escape: str
) -> None:
    """No answer of the server opens a file outside of its folder."""
    await local.person().send_document(b"0123456789")
    sent = next((local.file_folder / "documents").iterdir())
    sent.unlink()
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    folder = tmp_path / "other"
    match escape:
        case "elsewhere":
            folder.mkdir()
        case "dots":
            folder = local.file_folder / ".." / "other"
            folder.mkdir()
        case "link":
            folder = local.file_folder
            sent.symlink_to(secret)
        case "folder":
            folder = local.file_folder
            sent.mkdir()
        case "gone":
            folder = local.file_folder

    async with local_bot(local, folder) as bot:
        file = await last_file(bot)
        with pytest.raises(FileUnavailableError) as failed:
            async with TelegramFiles(bot).fetched(file, ANNA):
                pass

    assert str(tmp_path) not in str(failed.value)


async def test_local_mode_unknown(local: TelegramEmulator) -> None:
    """An unexpected local mode names the missing setting."""
    await local.person().send_document(b"0123456789")

    async with local_bot(local, None) as bot:
        file = await last_file(bot)
        with pytest.raises(FileUnavailableError, match="TELEGRAM_API_DIR"):
            async with TelegramFiles(bot).fetched(file, ANNA):
                pass


async def last_file(bot: Bot) -> SentFile:
    """Return the file of the newest message."""
    file = sent_file(await last_message(bot))
    assert file is not None
    return file
