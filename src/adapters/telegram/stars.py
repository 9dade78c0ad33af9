"""Billing in Telegram Stars."""

from typing import Final

import attrs

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest

from avatar_core import Bill, Payment
from avatar_core.errors import RefundFailedError
from avatar_core.money import STARS
from avatar_core.ports import ChatBill, RefundOutcome


_DONE_BEFORE: Final = "charge_already_refunded"


@attrs.frozen
class TelegramStars:
    """`avatar_core.ports.Billing` by the Bot API; its refunds are never pending."""

    bot: Bot

    async def bill(self, bill: Bill, /, *, title: str) -> ChatBill:
        """Return a bill that is paid in the chat."""
        del title
        return ChatBill(bill.package.price, bill.payload)

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Refund a payment; refunding it again is no error."""
        if payment.currency != STARS:
            raise RefundFailedError(f"a bot cannot give back {payment.currency}")
        try:
            await self.bot.refund_star_payment(payment.person, payment.charge_id)
        except TelegramBadRequest as error:
            if _DONE_BEFORE not in error.message.lower():
                raise RefundFailedError(error.message) from error
        except TelegramAPIError as error:
            raise RefundFailedError(type(error).__name__) from error
        return RefundOutcome.DONE
