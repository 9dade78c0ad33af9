"""`FalProvider` with the emulator keeps the contract of a provider."""

import asyncio
import shutil
import tempfile
import unittest

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.adapters.fal.emulated import USER
from tests.adapters.fal.loopback import KEY
from tests.sandbox.fal.listening import archive, photos

from adapters.fal import FalAddresses, FalClient, FalFiles, FalProvider
from avatar_core.orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    Order,
    TrainingOrder,
    UpscaleOrder,
)
from avatar_core.ports import Provider
from avatar_core.testing.contracts.provider import ProviderContract
from entrypoints.sandbox.fal import FalEmulator, Record
from entrypoints.sandbox.fal.weights import write_weights


class TestFalProvider(ProviderContract, unittest.IsolatedAsyncioTestCase):
    """`FalProvider` under the contract."""

    async def open_provider(self) -> Provider:
        """Start an emulator whose work ends when it is told to."""
        self.finishing = asyncio.Event()
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.data = Path(folder)
        self.emulator = FalEmulator(
            key=KEY,
            user_id=USER,
            data=self.data,
            concurrency=8,
            sleep=self._sleep,
        )
        await self.emulator.start()
        self.addAsyncCleanup(self.emulator.stop)
        self.client = await self.enterAsyncContext(
            FalClient(KEY, FalAddresses.below(self.emulator.url))
        )
        # Nobody listens there: the token comes back in the books of the emulator.
        return FalProvider(self.client, lambda token: f"http://127.0.0.1:9/fal/{token}")

    async def link_for(self, order: Order) -> str | None:
        """Upload a matching file to the emulator."""
        ((name, photo), *_) = photos()
        match order:
            case TrainingOrder():
                name, data = "photos.zip", archive(photos())
            case GenerationOrder():
                name, data = (
                    "w.safetensors",
                    write_weights("flux-1", "av", [photo]),
                )
            case DescriptionOrder():
                data = photo
            case UpscaleOrder():
                name, data = order.source_key.rpartition("/")[2], photo
            case EnrichmentOrder():
                return None
        return await FalFiles(self.client).upload(data, name)

    async def taken(self) -> Mapping[str, str]:
        """Read the emulator's requests."""
        return {one.request_id: one.token or "" for one in self.emulator.requests}

    async def begin(self) -> None:
        """Wait until all work has begun."""
        await self._wait(lambda one: one.prepared is not None)

    async def finish(self) -> None:
        """Let the work end."""
        self.finishing.set()
        await self._wait(lambda one: one.completed)

    async def _wait(self, holds: Callable[[Record], bool]) -> None:
        if self.emulator.requests:
            await self.emulator.wait_for(
                lambda _: all(map(holds, self.emulator.requests))
            )

    async def _sleep(self, _: float) -> None:
        await self.finishing.wait()

    async def refuse_next(self) -> None:
        """Refuse the next request."""
        self.emulator.faults.refuse_submit(429)

    async def lose_next_answer(self) -> None:
        """Drop the connection of the next submit."""
        self.emulator.faults.drop_submit()

    async def lose_files(self) -> None:
        """Delete the files of the emulator."""
        shutil.rmtree(self.data / "files")

    async def disconnect(self) -> None:
        """Stop the emulator."""
        await self.emulator.stop()
