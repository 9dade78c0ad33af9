"""What is made on first use otherwise, while somebody waits for an answer."""

from collections.abc import Sequence
from typing import Any, Final

from aiogram.methods import (
    AnswerCallbackQuery,
    AnswerPreCheckoutQuery,
    DeleteMessage,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    RefundStarPayment,
    SendDocument,
    SendInvoice,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.methods.base import Response
from aiogram.types import Update

from .texts import read_all


#: What the product calls while people wait.
CALLED: Final[Sequence[type[TelegramMethod[Any]]]] = (
    AnswerCallbackQuery,
    AnswerPreCheckoutQuery,
    DeleteMessage,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    RefundStarPayment,
    SendDocument,
    SendInvoice,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
)


def warm_up() -> None:
    """Read the texts and build aiogram's types: half a second that nobody waits."""
    read_all()
    Update.model_rebuild()
    for method in CALLED:
        method.model_rebuild()
        Response[method.__returning__].model_rebuild()  # type: ignore[name-defined] # a class
