"""The product as a process of its own: settings come as JSON in one variable."""

import asyncio
import os

from tests.e2e.world import HastySettings

from entrypoints import logs
from entrypoints.product import run


if __name__ == "__main__":
    logs.set_up()
    asyncio.run(
        run(HastySettings.model_validate_json(os.environ["E2E_SETTINGS"])),
    )
