"""The product as `avatar-bot run` runs it, with a watch on its event loop.

Settings come as JSON in one variable; at the end it prints when the loop should have
run the watch, and how late it did.
"""

import asyncio
import json
import os
import sys
import time

from typing import Final

from entrypoints import logs, quick_aiogram  # noqa: F401 - before the product
from entrypoints.product import run
from entrypoints.settings import Settings, load


_BEAT: Final = 0.005


async def _watched(settings: Settings) -> None:
    lags: list[tuple[float, float]] = []

    async def watch() -> None:
        while True:
            due = time.monotonic() + _BEAT
            await asyncio.sleep(_BEAT)
            lags.append((due, (time.monotonic() - due) * 1000))

    watching = asyncio.create_task(watch())
    await run(settings)
    watching.cancel()
    sys.stdout.write(json.dumps(lags) + "\n")


if __name__ == "__main__":
    logs.set_up()
    asyncio.run(_watched(load(**json.loads(os.environ["LOAD_SETTINGS"]))))
