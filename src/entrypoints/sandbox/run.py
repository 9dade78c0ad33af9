"""`avatar-bot sandbox`: the product in front of emulators, all on loopback."""

import asyncio
import signal
import socket

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import attrs

from ..product import Product, StartError, running
from ..settings import Settings
from .fal import FalEmulator, Fault as Trouble, Faults
from .sample_photos import sample_photos
from .telegram import Fault, TelegramEmulator


HOST: Final = "127.0.0.1"
_BOT_TOKEN: Final = "1:sandbox"  # noqa: S105 - it opens nothing
_FAL_KEY: Final = "sandbox:key"
_FAL_USER: Final = "sandbox-user"


@attrs.frozen
class Sandbox:
    """A running sandbox."""

    product: Product
    telegram: TelegramEmulator
    fal: FalEmulator


def faults_of(faults: Faults) -> tuple[Fault, ...]:
    """Return what can be made to go wrong at fal.ai by a click on the chat page."""

    def armed(trouble: Trouble) -> Callable[[], bool]:
        return lambda: trouble in faults.armed

    return (
        Fault(
            "lose-webhook",
            "Lose the next webhook",
            "Потерять следующий вебхук",
            faults.lose_webhook,
            armed(Trouble.LOSE_WEBHOOK),
        ),
        Fault(
            "delay-webhook",
            "Delay the next webhook by 10 s",
            "Задержать следующий вебхук на 10 с",
            faults.delay_webhook,
            armed(Trouble.DELAY_WEBHOOK),
        ),
        Fault(
            "repeat-webhook",
            "Repeat the next webhook",
            "Повторить следующий вебхук",
            faults.repeat_webhook,
            armed(Trouble.REPEAT_WEBHOOK),
        ),
        Fault(
            "fail-training",
            "Fail the training",
            "Сорвать обучение",
            faults.fail_training,
            armed(Trouble.FAIL_TRAINING),
        ),
        Fault(
            "black-picture",
            "Black picture",
            "Чёрная картинка",
            faults.black_picture,
            armed(Trouble.BLACK_PICTURE),
        ),
    )


@asynccontextmanager
async def sandbox(
    *,
    data: Path,
    port: int = 0,
    training_seconds: float = 20.0,
    picture_seconds: float = 2.0,
) -> AsyncIterator[Sandbox]:
    """Run the emulators and the product; everything is kept in *data*.

    The chat page is at *port*, fal.ai at the port after it and the product's own
    web server at the next (with 0, at free ones). URLs outlive a restart only if
    the ports stay.

    Raises:
        StartError: A port is taken.
    """
    fal = FalEmulator(
        key=_FAL_KEY,
        user_id=_FAL_USER,
        data=data / "fal",
        training_seconds=training_seconds,
        picture_seconds=picture_seconds,
        webhook_retry_seconds=5,
    )
    telegram = TelegramEmulator(
        token=_BOT_TOKEN,
        data=data / "telegram",
        faults=faults_of(fal.faults),
        sample_photos=sample_photos,
    )
    telegram_port, fal_port, own_port = (
        (port, port + 1, port + 2) if port else (0, 0, _free_port())
    )
    try:
        await fal.start(HOST, fal_port)
        await telegram.start(HOST, telegram_port)
    except OSError as error:
        raise StartError(
            f"A port is taken ({error.strerror}): is the sandbox running already? "
            "Choose another with --port, or 0 for any."
        ) from None
    settings = Settings.model_validate(
        {
            "bot_token": _BOT_TOKEN,
            "telegram_api_url": telegram.url,
            "fal_key": _FAL_KEY,
            "fal_user_id": _FAL_USER,
            "fal_queue_url": fal.queue_url,
            "fal_jwks_url": fal.jwks_url,
            "fal_rest_url": fal.rest_url,
            "fal_cdn_url": fal.cdn_url,
            "fal_api_url": fal.api_url,
            "database_url": f"sqlite:///{data / 'avatar.db'}",
            "storage_url": str(data / "blobs"),
            "public_url": f"http://{HOST}:{own_port}",
            "listen": f"{HOST}:{own_port}",
            "training_poll_seconds": 2,
            "picture_poll_seconds": 1,
            "lease_seconds": 40,
            "sweep_seconds": 5,
        }
    )
    try:
        async with running(settings) as product:
            yield Sandbox(product, telegram, fal)
    finally:
        await telegram.stop()
        await fal.stop()


async def run(*, port: int, data: Path, training_seconds: float) -> int:
    """Run the sandbox until Ctrl-C; return the exit status."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with sandbox(
        data=data, port=port, training_seconds=training_seconds
    ) as running_sandbox:
        print(  # noqa: T201 - a command speaks to a person
            f"\n  The chat is at {running_sandbox.telegram.url}/\n"
            f"  Everything is kept in {data}/ — delete it to begin anew. "
            "Ctrl-C stops.\n",
            flush=True,
        )
        await stop.wait()
    return 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
