"""The emulators of Telegram and fal.ai, and the faults that the page offers."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import attrs

from .access import BOT_TOKEN, FAL_KEY, FAL_USER, HOST, Ports
from .fal import FalEmulator, Fault as FalFault, Faults
from .sample_photos import sample_photos
from .telegram import PAGE_PEOPLE, Fault, TelegramEmulator


#: fal.ai waits for minutes before it calls a webhook again; here nobody would wait.
_WEBHOOK_RETRY_SECONDS: Final = 5


@attrs.frozen
class Emulators:
    """Both emulators, running."""

    telegram: TelegramEmulator
    fal: FalEmulator


def photos_of(user: int) -> list[tuple[str, bytes]]:
    """Return the sample photos of one of the chat page's people."""
    (first, _), *_ = PAGE_PEOPLE
    return sample_photos(person=user - first + 1)


_FAULTS: Final[tuple[tuple[FalFault, Callable[[Faults], None], str, str], ...]] = (
    (
        FalFault.LOSE_WEBHOOK,
        Faults.lose_webhook,
        "Lose the next webhook",
        "Потерять следующий вебхук",
    ),
    (
        FalFault.DELAY_WEBHOOK,
        Faults.delay_webhook,
        "Delay the next webhook by 10 s",
        "Задержать следующий вебхук на 10 с",
    ),
    (
        FalFault.REPEAT_WEBHOOK,
        Faults.repeat_webhook,
        "Repeat the next webhook",
        "Повторить следующий вебхук",
    ),
    (
        FalFault.FAIL_TRAINING,
        Faults.fail_training,
        "Fail the training",
        "Сорвать обучение",
    ),
    (
        FalFault.BLACK_PICTURE,
        Faults.black_picture,
        "Black picture",
        "Чёрная картинка",
    ),
    (
        FalFault.WRITER_DOWN,
        Faults.writer_down,
        "Prompt writer down",
        "Описания недоступны",
    ),
    (
        FalFault.WRITE_NONSENSE,
        Faults.write_nonsense,
        "Prompt writer answers nonsense",
        "Описание — бессмыслица",
    ),
    (
        FalFault.REFUSE_WRITING,
        Faults.refuse_writing,
        "Prompt writer refuses",
        "Описание отклонено",
    ),
    (
        FalFault.FAIL_UPSCALING,
        Faults.fail_upscaling,
        "Fail the upscale",
        "Сорвать увеличение",
    ),
)


def faults_of(faults: Faults) -> tuple[Fault, ...]:
    """Return fal.ai's faults that a click on the chat page arms."""

    def one(
        fault: FalFault, arm: Callable[[Faults], None], english: str, russian: str
    ) -> Fault:
        return Fault(
            fault.replace("_", "-"),
            english,
            russian,
            lambda: arm(faults),
            lambda: fault in faults.armed,
        )

    return tuple(one(*row) for row in _FAULTS)


@asynccontextmanager
async def emulators(
    ports: Ports,
    data: Path,
    *,
    training_seconds: float,
    picture_seconds: float = 2.0,
) -> AsyncIterator[Emulators]:
    """Serve both until the block is left; keep everything in *data*."""
    fal = FalEmulator(
        key=FAL_KEY,
        user_id=FAL_USER,
        data=data / "fal",
        training_seconds=training_seconds,
        picture_seconds=picture_seconds,
        webhook_retry_seconds=_WEBHOOK_RETRY_SECONDS,
    )
    telegram = TelegramEmulator(
        token=BOT_TOKEN,
        data=data / "telegram",
        faults=faults_of(fal.faults),
        sample_photos=photos_of,
    )
    await fal.start(HOST, ports.fal)
    try:
        await telegram.start(HOST, ports.telegram)
        yield Emulators(telegram, fal)
    finally:
        await telegram.stop()
        await fal.stop()
