"""Telegram and fal.ai as the sandbox has them, and what can go wrong with them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import attrs

from .access import BOT_TOKEN, FAL_KEY, FAL_USER, HOST, Ports
from .fal import FalEmulator, Fault as Trouble, Faults
from .sample_photos import sample_photos
from .telegram import PAGE_PEOPLE, Fault, TelegramEmulator


#: fal.ai waits for minutes before it calls a webhook again; nobody here would.
_WEBHOOK_RETRY_SECONDS: Final = 5


@attrs.frozen
class Emulators:
    """Both, served."""

    telegram: TelegramEmulator
    fal: FalEmulator


def photos_of(user: int) -> list[tuple[str, bytes]]:
    """Return the photos of one of the chat page's people."""
    (first, _), *_ = PAGE_PEOPLE
    return sample_photos(person=user - first + 1)


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
        Fault(
            "writer-down",
            "Prompt writer down",
            "Описания недоступны",
            faults.writer_down,
            armed(Trouble.WRITER_DOWN),
        ),
        Fault(
            "writer-nonsense",
            "Prompt writer answers nonsense",
            "Описание — бессмыслица",
            faults.write_nonsense,
            armed(Trouble.WRITE_NONSENSE),
        ),
        Fault(
            "writer-refuses",
            "Prompt writer refuses",
            "Описание отклонено",
            faults.refuse_writing,
            armed(Trouble.REFUSE_WRITING),
        ),
        Fault(
            "fail-upscaling",
            "Fail the upscale",
            "Сорвать увеличение",
            faults.fail_upscaling,
            armed(Trouble.FAIL_UPSCALING),
        ),
    )


@asynccontextmanager
async def emulators(
    ports: Ports,
    data: Path,
    *,
    training_seconds: float,
    picture_seconds: float = 2.0,
) -> AsyncIterator[Emulators]:
    """Serve both until the block is left; everything is kept in *data*."""
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
