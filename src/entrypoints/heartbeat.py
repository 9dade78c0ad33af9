"""Renews leases in the background while the work under them goes on."""

import asyncio

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from avatar_core.errors import LeaseLostError
from avatar_core.ports import Lease


log = structlog.get_logger()

#: Renewals within the length of a lease.
_BEATS: Final = 3


@asynccontextmanager
async def heartbeat(lease: Lease) -> AsyncIterator[None]:
    """Renew the lease until the block is left; a `Heartbeat`.

    If the lease interrupts, the block is cancelled when the lease is lost or could not
    be renewed in time, because the database was unavailable or this process suspended.
    A timer does so: in a resumed process it fires before any other work continues.

    Raises:
        LeaseLostError: The block was cancelled.
    """
    done = asyncio.Event()
    patience = lease.left.total_seconds() if lease.interrupts else None
    watchdog = asyncio.timeout(patience)
    try:
        async with watchdog:
            beats = asyncio.create_task(_beat(lease, watchdog, done))
            try:
                yield
            except asyncio.CancelledError:
                beats.cancel()
                raise
            finally:
                done.set()
                await asyncio.wait({beats})
    except TimeoutError:
        if not watchdog.expired():
            raise
        log.warning("lease.lost")
        raise LeaseLostError from None


async def _beat(lease: Lease, watchdog: asyncio.Timeout, done: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(lease.length.total_seconds() / _BEATS):
                await done.wait()
        if done.is_set():
            return
        try:
            await lease.renew()
        except LeaseLostError:
            if not lease.interrupts:
                log.warning("lease.lost")
                return
            end = loop.time()
        except Exception as error:  # noqa: BLE001 - the next beat may get through
            log.warning("lease.not_renewed", error=repr(error))
            continue
        else:
            end = loop.time() + lease.left.total_seconds()
        if done.is_set() or watchdog.expired():
            return
        if lease.interrupts:
            watchdog.reschedule(end)
