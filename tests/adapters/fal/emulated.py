"""What the tests against the emulator share."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final

from tests.adapters.fal.loopback import HOUR

from adapters.fal import FalProvider
from avatar_core.families import Models
from avatar_core.orders import Order
from avatar_core.ports import Standing
from entrypoints.sandbox.fal import FalEmulator


USER: Final = "user-1"
LANGUAGE_MODEL: Final = Models().language_models[0]
#: A link to a file that nobody can download.
DEAD_LINK: Final = "http://127.0.0.1:1/a.zip"


def now() -> datetime:
    """Return the present moment, as the emulator sees it."""
    return datetime.now(UTC)


async def submit(
    provider: FalProvider,
    order: Order,
    link: str | None = DEAD_LINK,
    *,
    token: str | None = None,
    language_model: str = LANGUAGE_MODEL,
) -> str:
    """Submit an order with a link to its file; return the id of the request."""
    return await provider.submit(
        order,
        link,
        token=token or "t",
        start_within=HOUR,
        language_model=language_model,
    )


async def end_of(
    emulator: FalEmulator, provider: FalProvider, order: Order, link: str | None = None
) -> Standing:
    """Submit an order; return how it stands when the emulator has nothing left to do."""
    request_id = await submit(provider, order, link)
    await emulator.wait_idle()
    return await provider.check(order, request_id)


async def whole(chunks: AsyncIterator[bytes]) -> bytes:
    """Read a stream to its end."""
    return b"".join([chunk async for chunk in chunks])
