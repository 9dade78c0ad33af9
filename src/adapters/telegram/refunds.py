"""Giving Telegram Stars back."""

from typing import Final

import attrs

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest

from avatar_core.errors import RefundFailedError
from avatar_core.ids import PersonId


_DONE_BEFORE: Final = "charge_already_refunded"


@attrs.frozen
class TelegramStarRefunds:
    """`avatar_core.ports.StarRefunds` by the Bot API."""

    bot: Bot

    async def refund(self, person: PersonId, charge_id: str, /) -> None:
        """Give a payment back; one that was given back already is no error.

        Raises:
            RefundFailedError: It is not known to be given back.
        """
        try:
            await self.bot.refund_star_payment(person, charge_id)
        except TelegramBadRequest as error:
            if _DONE_BEFORE not in error.message.lower():
                raise RefundFailedError(error.message) from error
        except TelegramAPIError as error:
            raise RefundFailedError(type(error).__name__) from error
