"""Pay and refund Telegram Stars, with a pre-checkout question and its deadline."""

import asyncio
import secrets

from typing import Any, Final

import attrs

from .delivery import Delivery
from .records import ChatMessage, Payment, UpdateKind
from .refusals import bad_request
from .state import State


TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


@attrs.frozen
class Receipt:
    """The end of an attempt to pay, as the person sees it."""

    paid: bool
    error: str | None = None
    charge_id: str | None = None


class Payments:
    """Payments between people and the bot."""

    def __init__(self, state: State, delivery: Delivery, deadline: float) -> None:
        """Give the bot *deadline* seconds for its pre-checkout answer."""
        self._state = state
        self._delivery = delivery
        self._deadline = deadline
        self._open: dict[str, asyncio.Future[str | None]] = {}

    async def pay(self, invoice: ChatMessage, *, agreed: bool = False) -> Receipt:
        """Pay an invoice; ask the bot, unless it *agreed* before."""
        wire = invoice.invoice
        if wire is None or invoice.invoice_payload is None:
            raise LookupError("this message is not an invoice")
        profile = self._state.people[invoice.chat_id]
        offer = {
            "currency": wire["currency"],
            "total_amount": wire["total_amount"],
            "invoice_payload": invoice.invoice_payload,
        }
        if agreed:
            return Receipt(paid=True, charge_id=self._settle(invoice, offer))
        query_id = str(secrets.randbits(62))
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._open[query_id] = answer
        self._delivery.add(
            UpdateKind.PRE_CHECKOUT_QUERY,
            profile.id,
            {"id": query_id, "from": profile.as_user(), **offer},
        )
        try:
            error = await asyncio.wait_for(answer, self._deadline)
        except TimeoutError:
            return Receipt(paid=False, error="BOT_PRECHECKOUT_TIMEOUT")
        finally:
            del self._open[query_id]
        if error is not None:
            return Receipt(paid=False, error=error)
        return Receipt(paid=True, charge_id=self._settle(invoice, offer))

    def answer(self, query_id: str, error: str | None) -> None:
        """Take the bot's answer: it agrees if *error* is None."""
        waiting = self._open.get(query_id)
        if waiting is None or waiting.done():
            raise bad_request(TOO_OLD)
        waiting.set_result(error)

    def refund(self, user_id: int, charge_id: str) -> None:
        """Refund a payment, once."""
        payment = self._state.payments.get(charge_id)
        if payment is None or payment.chat_id != user_id:
            raise bad_request("CHARGE_ID_INVALID")
        if payment.refunded is not None:
            raise bad_request("CHARGE_ALREADY_REFUNDED")
        with self._state.journal.batch():
            refunded = attrs.evolve(payment, refunded=int(self._state.now()))
            self._state.put_payment(refunded)
            details = {
                "currency": "XTR",
                "total_amount": payment.amount,
                "invoice_payload": payment.payload,
                "telegram_payment_charge_id": charge_id,
            }
            self._tell(user_id, {"refunded_payment": details})

    def balance(self) -> int:
        """Return how many Stars the bot holds."""
        payments = self._state.payments.values()
        return sum(each.amount for each in payments if each.refunded is None)

    def _settle(self, invoice: ChatMessage, offer: dict[str, Any]) -> str:
        charge_id = "stx" + secrets.token_urlsafe(48)
        payment = Payment(
            charge_id=charge_id,
            chat_id=invoice.chat_id,
            amount=offer["total_amount"],
            payload=offer["invoice_payload"],
            date=int(self._state.now()),
        )
        details = offer | {
            "telegram_payment_charge_id": charge_id,
            "provider_payment_charge_id": f"{invoice.chat_id}_{invoice.id}",
        }
        with self._state.journal.batch():
            self._state.put_payment(payment)
            self._tell(invoice.chat_id, {"successful_payment": details})
        return charge_id

    def _tell(self, user_id: int, content: dict[str, Any]) -> None:
        profile = self._state.people[user_id]
        message = self._state.add_message(profile, content, from_bot=False)
        self._delivery.add(UpdateKind.MESSAGE, user_id, message.wire)
