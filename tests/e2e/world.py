"""The product with both emulators, which can be stopped, killed and inspected."""

import asyncio
import secrets
import socket

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import attrs
import sqlalchemy as sa

from aiogram import Bot
from sqlalchemy.ext.asyncio import AsyncEngine
from tests.databases import make_sqlite_database
from tests.e2e.journey import Visitor
from tests.e2e.process import Process
from tests.e2e.settings import HastySettings
from tests.sandbox.telegram.rig import closing
from tests.telegram_types import faithful

from adapters.sql import NoQueue, SqlStore, check_books, open_engine
from adapters.sql.tables import (
    avatars,
    generations,
    holds,
    jobs,
    known_files,
    photos,
    pictures,
    postings,
    received_updates,
    scheduled_deletions,
)
from adapters.telegram import make_bot
from avatar_core import JobId, JobStatus
from avatar_core.ids import PersonId
from avatar_core.ledger import Balance
from entrypoints.product import Product, running
from entrypoints.sandbox.fal import FalEmulator
from entrypoints.sandbox.telegram import TelegramEmulator


HOST: Final = "127.0.0.1"
TOKEN: Final = "1:e2e"
FAL_USER: Final = "e2e-user"
STOPPED: Final = "stopped"
KILLED: Final = "killed"
_PATIENCE: Final = 60.0
#: The interval of looks at the database, in seconds.
_LOOK_EVERY: Final = 0.02


def free_port() -> int:
    """Return a free port outside the range of ephemeral ports."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port


@attrs.define(kw_only=True)
class World:
    """Both emulators, the settings, and the product if it runs."""

    data: Path
    telegram: TelegramEmulator
    fal: FalEmulator
    settings: HastySettings
    engine: AsyncEngine
    store: SqlStore
    processes: list[Process] = attrs.field(factory=list)
    _running: AsyncExitStack | None = None
    _product: Product | None = None

    # --- the product ------------------------------------------------------

    @property
    def product(self) -> Product:
        """The product, which must run in this process."""
        assert self._product is not None
        return self._product

    @property
    def url(self) -> str:
        """The URL of the product's web server."""
        return f"http://{self.settings.listen}"

    async def start(self) -> None:
        """Run the product in this process."""
        stack = AsyncExitStack()
        self._product = await stack.enter_async_context(running(self.settings))
        self._running = stack

    async def stop(self) -> None:
        """Stop the product gracefully."""
        if self._running is not None:
            stack, self._running, self._product = self._running, None, None
            await stack.aclose()

    async def start_process(self) -> Process:
        """Run the product in a separate process, which can be killed."""
        log = self.data / f"log-{len(self.processes)}"
        process = Process.begin(self.settings, log)
        self.processes.append(process)
        await process.ready()
        return process

    async def begin(self, how: str) -> None:
        """Start the product so that it can be ended this way: stopped or killed."""
        await (self.start_process() if how == KILLED else self.start())

    async def end(self, how: str) -> None:
        """Stop the product or kill its process."""
        await (self.processes[-1].kill() if how == KILLED else self.stop())

    # --- people -----------------------------------------------------------

    def visitor(self, number: int = 1001, name: str = "Anna") -> Visitor:
        """Return a person who uses the bot."""
        return Visitor(self.telegram.person(number, name, "en"), look=number)

    def sent(self, part: str) -> int:
        """Return how often the bot sent, and did not only edit, a message with this text."""
        return sum(
            call.method.startswith("send")
            and any(part in str(value) for value in call.params.values())
            for call in self.telegram.calls
        )

    # --- the rows ---------------------------------------------------------

    async def rows(self, table: sa.Table) -> Sequence[Mapping[str, Any]]:
        """Return every row of a table."""
        async with self.engine.connect() as connection:
            found = await connection.execute(sa.select(table))
            return [dict(row) for row in found.mappings()]

    async def jobs(self) -> Sequence[Mapping[str, Any]]:
        """Return every job, oldest first."""
        return sorted(await self.rows(jobs), key=lambda row: int(row["position"]))

    async def job(self) -> Mapping[str, Any]:
        """Return the newest job."""
        return (await self.jobs())[-1]

    async def generations(self) -> Sequence[Mapping[str, Any]]:
        """Return the order of every generation."""
        return await self.rows(generations)

    async def avatars(self) -> Sequence[Mapping[str, Any]]:
        """Return every avatar."""
        return await self.rows(avatars)

    async def photos(self) -> Sequence[Mapping[str, Any]]:
        """Return every photo, accepted or refused."""
        return await self.rows(photos)

    async def pictures(self) -> Sequence[Mapping[str, Any]]:
        """Return every delivered picture."""
        return await self.rows(pictures)

    async def known_files(self) -> set[str]:
        """Return the keys of the pictures with a stored file id."""
        return {row["key"] for row in await self.rows(known_files)}

    async def holds(self) -> Sequence[Mapping[str, Any]]:
        """Return every hold."""
        return await self.rows(holds)

    async def postings(self) -> Sequence[Mapping[str, Any]]:
        """Return every posting."""
        return await self.rows(postings)

    async def balance(self, person: int = 1001) -> Balance:
        """Return the balance of a person in the ledger."""
        async with self.store.read() as reading:
            return await reading.ledger.balance(PersonId(person))

    async def an_hour_later(self) -> None:
        """Make all deletions scheduled within an hour due, and wait for them."""
        before = datetime.now(UTC) - timedelta(seconds=1)
        async with self.engine.begin() as connection:
            soon = scheduled_deletions.c.at < before + timedelta(hours=1, minutes=1)
            await connection.execute(
                sa.update(scheduled_deletions).where(soon).values(at=before)
            )
        await self.until_rows(scheduled_deletions, lambda rows: not rows)

    async def until(self, holds_true: Callable[[], Awaitable[bool]]) -> None:
        """Wait until a condition holds."""
        async with asyncio.timeout(_PATIENCE):
            while not await holds_true():  # noqa: ASYNC110 - rows tell nobody
                await asyncio.sleep(_LOOK_EVERY)

    async def until_rows(
        self, table: sa.Table, holds_true: Callable[[Sequence[Mapping[str, Any]]], bool]
    ) -> None:
        """Wait until a condition holds for the rows of a table."""

        async def so() -> bool:
            return holds_true(await self.rows(table))

        await self.until(so)

    async def job_is(self, *statuses: JobStatus) -> None:
        """Wait until the newest job has one of these statuses."""

        async def so() -> bool:
            found = await self.jobs()
            return bool(found) and found[-1]["status"] in statuses

        await self.until(so)

    async def handled(self) -> None:
        """Wait until every update has been received and handled."""
        await self.telegram.delivered()

        open_updates = sa.select(sa.literal(1)).where(
            received_updates.c.ended_at.is_(None)
        )

        async def so() -> bool:
            async with self.engine.connect() as connection:
                return await connection.scalar(open_updates.limit(1)) is None

        await self.until(so)

    async def all_told(self) -> None:
        """Wait until the end of every job has been told."""
        await self.until_rows(
            jobs, lambda rows: all(job["told_at"] is not None for job in rows)
        )

    async def job_id(self) -> JobId:
        """Return the newest job's id."""
        return JobId((await self.job())["id"])

    # --- what must always hold --------------------------------------------

    @asynccontextmanager
    async def cashier(self) -> AsyncIterator[Bot]:
        """Lend a bot with the same token, to send other invoices and read the payments."""
        token = self.settings.bot_token.get_secret_value()
        async with closing(make_bot(token, self.telegram.url)) as bot:
            yield bot

    async def prove(self) -> None:
        """Check that all jobs ended, the ledger balances, and nothing was paid twice."""
        await self.all_told()
        await check_books(self.engine)
        taken = [
            request
            for job in await self.jobs()
            for request in (*job["dead_requests"], job["request_id"])
            if request
        ]
        paid = [record.request_id for record in self.fal.requests]
        # An answer about words that died with its process is never asked for.
        sure = [record.request_id for record in self.fal.requests if record.stored]
        assert sorted(taken) == sorted(set(taken)), "no request is of two orders"
        assert set(sure) <= set(taken) <= set(paid), "fal has every order once"
        for process in self.processes:
            assert process.errors == []


@asynccontextmanager
async def world_in(
    data: Path,
    *,
    database_url: str | None = None,
    webhooks: bool = True,
    training_seconds: float = 0.4,
    picture_seconds: float = 0.1,
    token: str = TOKEN,
    fal_key: str = "e2e:key",
    local_bot_api: bool = False,
    **overrides: Any,
) -> AsyncIterator[World]:
    """Run both emulators; the caller starts the product."""
    fal = FalEmulator(
        key=fal_key,
        user_id=FAL_USER,
        data=data / "fal",
        training_seconds=training_seconds,
        picture_seconds=picture_seconds,
        webhook_retry_seconds=0.3,
    )
    telegram = TelegramEmulator(
        token=token,
        data=data / "telegram",
        check=faithful,
        first_redelivery_delay=0.1,
        longest_redelivery_delay=0.5,
        local=local_bot_api,
        calls_kept=None,
    )
    async with AsyncExitStack() as stack:
        await fal.start(HOST, 0)
        stack.push_async_callback(fal.stop)
        await telegram.start(HOST, 0)
        stack.push_async_callback(telegram.stop)
        port = free_port()
        file = data / "avatar.db"
        if database_url is None and not file.exists():
            make_sqlite_database(file)
        settings = HastySettings.model_validate(
            {
                "bot_token": token,
                "telegram_api_url": telegram.url,
                "telegram_api_dir": telegram.file_folder if local_bot_api else None,
                "fal_key": fal_key,
                "fal_user_id": FAL_USER,
                "fal_url": fal.url,
                "database_url": database_url or f"sqlite:///{file}",
                "storage_url": str(data / "blobs"),
                "public_url": f"http://{HOST}:{port}" if webhooks else None,
                "listen": f"{HOST}:{port}",
                "training_poll_seconds": 0.2,
                "picture_poll_seconds": 0.2,
                "enrichment": False,
                "lease_seconds": 3,
                "sweep_seconds": 0.3,
                **overrides,
            }
        )
        engine = open_engine(settings.database_url)
        stack.push_async_callback(engine.dispose)
        world = World(
            data=data,
            telegram=telegram,
            fal=fal,
            settings=settings,
            engine=engine,
            store=SqlStore(engine, NoQueue()),
        )
        try:
            yield world
        finally:
            for process in world.processes:
                if process.alive:
                    await process.kill()
            await world.stop()
