"""Workers that die, or are overtaken, around their calls to the ports."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

import attrs

from tests.schedule import give_way

from avatar_core import Job, JobId, PersonId
from avatar_core.ports import Reading, Store, Work
from avatar_core.testing import ScriptedProvider
from avatar_core.use_cases import Ports


Port = TypeVar("Port")


class WorkerDiedError(BaseException):
    """The worker process was killed."""


async def die() -> None:
    """Kill the worker; for `Fate.meanwhile`."""
    raise WorkerDiedError


@attrs.define
class Fate:
    """What happens to a worker around its calls to the ports."""

    #: Steps before it dies; None: it does not.
    left: int | None = None
    #: What to do once, keyed by "before x" or "after x" for a method x of a port.
    meanwhile: dict[str, Callable[[], Awaitable[object]]] = attrs.field(factory=dict)

    def step(self) -> None:
        """Count a step, and die if it was the last."""
        if self.left is None:
            return
        if self.left == 0:
            self.left = None
            raise WorkerDiedError
        self.left -= 1

    async def happen(self, when: str) -> None:
        """Do what was arranged for this moment."""
        if when in self.meanwhile:
            await self.meanwhile.pop(when)()

    @asynccontextmanager
    async def around(self, call: str) -> AsyncIterator[None]:
        """Let the worker die, or others act, just before and just after a call."""
        self.step()
        await give_way()
        await self.happen(f"before {call}")
        yield
        await self.happen(f"after {call}")
        await give_way()
        self.step()


@attrs.frozen
class MortalStore:
    """A store whose caller may die before, in and after every transaction."""

    store: Store
    fate: Fate

    @asynccontextmanager
    async def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AsyncIterator[Work]:
        """Begin a transaction."""
        async with (
            self.fate.around("work"),
            self.store.work(person, durable=durable) as work,
        ):
            yield work
            self.fate.step()

    @asynccontextmanager
    async def work_on(
        self, job: JobId | str, /, *, durable: bool = True
    ) -> AsyncIterator[tuple[Work, Job]]:
        """Begin a transaction of a job's person."""
        async with (
            self.fate.around("work"),
            self.store.work_on(job, durable=durable) as found,
        ):
            yield found
            self.fate.step()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        """Begin a read."""
        self.fate.step()
        async with self.store.read() as reading:
            yield reading


@attrs.frozen
class _Mortal:
    port: Any
    fate: Fate
    calls: Collection[str]

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.port, name)
        if name not in self.calls:
            return method

        async def call(*args: Any, **kwargs: Any) -> Any:
            async with self.fate.around(name):
                return await method(*args, **kwargs)

        return call


def mortal(port: Port, fate: Fate, *calls: str) -> Port:
    """Return *port* with a caller that may die before and after each of *calls*."""
    return cast("Port", _Mortal(port, fate, calls))


@attrs.define
class PiecemealProvider(ScriptedProvider):
    """A provider that serves each file in up to four pieces."""

    fate: Fate = attrs.field(factory=Fate)

    async def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Serve a file."""
        async for data in ScriptedProvider.fetch(self, url):
            size = len(data) // 4 + 1
            for start in range(0, len(data), size):
                await self.fate.happen("before piece")
                yield data[start : start + size]


def mortal_ports(ports: Ports, fate: Fate) -> Ports:
    """Return *ports* whose caller may die around the calls that change something."""
    return attrs.evolve(
        ports,
        store=MortalStore(ports.store, fate),
        blobs=mortal(ports.blobs, fate, "put", "write", "pack", "delete"),
        provider=mortal(ports.provider, fate, "submit", "find", "check", "cancel"),
        notifier=mortal(ports.notifier, fate, "progressed", "ended"),
    )
