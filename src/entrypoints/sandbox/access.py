"""Addresses of the parts of the sandbox, and keys that open nothing."""

import socket

from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import attrs


HOST: Final = "127.0.0.1"
BOT_TOKEN: Final = "1:sandbox"  # noqa: S105 - it opens nothing
FAL_KEY: Final = "sandbox:key"
FAL_USER: Final = "sandbox-user"


@attrs.frozen
class Ports:
    """The port of each part. URLs survive a restart only if the ports stay."""

    #: The chat page is here too.
    telegram: int
    fal: int
    #: The product's own web server.
    product: int

    @classmethod
    def free(cls, first: int) -> "Ports":
        """Return *first*, and the next two if they are free, or any; 0 is any.

        Raises:
            OSError: The first one is taken.
        """
        # All are held at once, or the same port might be found twice.
        with ExitStack() as held:

            def hold(port: int) -> int:
                probe = held.enter_context(socket.create_server((HOST, port)))
                return int(probe.getsockname()[1])

            found = [hold(first)]
            for port in (first + 1, first + 2):
                try:
                    found.append(hold(port if first else 0))
                except (OSError, OverflowError):
                    found.append(hold(0))
            return cls(*found)


def settings(ports: Ports, data: Path) -> dict[str, Any]:
    """Return the product's settings by name, for `entrypoints.settings.load`."""
    return {
        # A .env is for the real bot.
        "_env_file": None,
        "bot_token": BOT_TOKEN,
        "telegram_api_url": f"http://{HOST}:{ports.telegram}",
        # The chat page offers this person as well.
        "admin_ids": frozenset({1003}),
        # Enough for a training and pictures, so that everything can be tried.
        "welcome_credits": 500,
        "fal_key": FAL_KEY,
        "fal_user_id": FAL_USER,
        "fal_url": f"http://{HOST}:{ports.fal}",
        "database_url": f"sqlite:///{data / 'avatar.db'}",
        "storage_url": str(data / "blobs"),
        "public_url": f"http://{HOST}:{ports.product}",
        "listen": f"{HOST}:{ports.product}",
        "training_poll_seconds": 2,
        "picture_poll_seconds": 1,
        "sweep_seconds": 5,
    }
