"""Telegram Stars: invoices, payments with a pre-checkout question, refunds.

Source: core.telegram.org/bots/payments-stars, and for the words of refusals
core.telegram.org/method/payments.refundStarsCharge.
"""

import asyncio
import secrets

from typing import Any

import attrs

from .calls import Parameters, inline_keyboard, recipient
from .delivery import Delivery
from .refusals import TOO_OLD, bad_request
from .state import ChatMessage, Payment, Profile, State, UpdateKind


@attrs.frozen
class Receipt:
    """The end of an attempt to pay, as the person sees it."""

    paid: bool
    error: str | None = None
    charge_id: str | None = None


@attrs.frozen(eq=False)
class Payments:
    """Payments between people and the bot, and the methods of the Bot API about them."""

    state: State
    delivery: Delivery
    #: Seconds for the bot's answer to a pre-checkout question.
    deadline: float
    _open: dict[str, asyncio.Future[str | None]] = attrs.field(init=False, factory=dict)

    async def pay(self, invoice: ChatMessage, *, agreed: bool = False) -> Receipt:
        """Pay an invoice; ask the bot, unless it *agreed* before."""
        wire = invoice.invoice
        if wire is None or invoice.invoice_payload is None:
            raise LookupError("this message is not an invoice")
        profile = self.state.people[invoice.chat_id]
        offer = {
            "currency": wire["currency"],
            "total_amount": wire["total_amount"],
            "invoice_payload": invoice.invoice_payload,
        }
        error = None if agreed else await self._ask(profile, offer)
        if error is not None:
            return Receipt(paid=False, error=error)
        return Receipt(paid=True, charge_id=self._settle(invoice, offer))

    async def _ask(self, profile: Profile, offer: dict[str, Any]) -> str | None:
        """Ask the bot before a payment; return why it cannot be made."""
        query_id = str(secrets.randbits(62))
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._open[query_id] = answer
        body = {"id": query_id, "from": profile.as_user(), **offer}
        self.delivery.add(UpdateKind.PRE_CHECKOUT_QUERY, profile.id, body)
        try:
            return await asyncio.wait_for(answer, self.deadline)
        except TimeoutError:
            return "BOT_PRECHECKOUT_TIMEOUT"
        finally:
            del self._open[query_id]

    async def on_send_invoice(self, call: Parameters) -> Any:
        profile = recipient(self.state, call)
        invoice, payload = _checked_invoice(call)
        markup = inline_keyboard(call, invoice=True)
        if markup is None:
            label = f"Pay ⭐️{invoice['total_amount']}"
            markup = {"inline_keyboard": [[{"text": label, "pay": True}]]}
        elif not markup["inline_keyboard"][0][0].get("pay"):
            raise bad_request("BUTTON_TYPE_INVALID")
        message = self.state.add_message(
            profile,
            {"invoice": invoice, "reply_markup": markup},
            from_bot=True,
            invoice_payload=payload,
        )
        return message.wire

    async def on_answer_pre_checkout_query(self, call: Parameters) -> Any:
        error = None
        if not call.flag("ok"):
            error = call.text("error_message")
            if error is None:
                raise bad_request("error message is required")
        waiting = self._open.get(call.text("pre_checkout_query_id") or "")
        if waiting is None or waiting.done():
            raise bad_request(TOO_OLD)
        waiting.set_result(error)
        return True

    async def on_refund_star_payment(self, call: Parameters) -> Any:
        charge_id = call.text("telegram_payment_charge_id") or ""
        user_id = call.number("user_id")
        payment = self.state.payments.get(charge_id)
        if payment is None or payment.chat_id != user_id:
            raise bad_request("CHARGE_ID_INVALID")
        if payment.refunded is not None:
            raise bad_request("CHARGE_ALREADY_REFUNDED")
        with self.state.journal.batch():
            refunded = attrs.evolve(payment, refunded=int(self.state.now()))
            self.state.payments[charge_id] = refunded
            details = {
                "currency": "XTR",
                "total_amount": payment.amount,
                "invoice_payload": payment.payload,
                "telegram_payment_charge_id": charge_id,
            }
            self._tell(user_id, {"refunded_payment": details})
        return True

    async def on_get_star_transactions(self, call: Parameters) -> Any:
        offset = max(call.number("offset"), 0)
        limit = min(max(call.number("limit", 100), 1), 100)
        transactions = self._transactions()
        return {"transactions": transactions[offset : offset + limit]}

    async def on_get_my_star_balance(self, _: Parameters) -> Any:
        payments = self.state.payments.values()
        return {"amount": sum(each.amount for each in payments if not each.refunded)}

    def _transactions(self) -> list[dict[str, Any]]:
        """Return Telegram's StarTransactions, payments and refunds by time."""
        entries: list[dict[str, Any]] = []
        for each in self.state.payments.values():
            partner = {
                "type": "user",
                "transaction_type": "invoice_payment",
                "user": self.state.people[each.chat_id].as_user(),
                "invoice_payload": each.payload,
            }
            entry = {"id": each.charge_id, "amount": each.amount}
            entries.append(entry | {"date": each.date, "source": partner})
            if each.refunded is not None:
                entries.append(entry | {"date": each.refunded, "receiver": partner})
        return sorted(entries, key=lambda entry: entry["date"])

    def _settle(self, invoice: ChatMessage, offer: dict[str, Any]) -> str:
        charge_id = "stx" + secrets.token_urlsafe(48)
        payment = Payment(
            charge_id=charge_id,
            chat_id=invoice.chat_id,
            amount=offer["total_amount"],
            payload=offer["invoice_payload"],
            date=int(self.state.now()),
        )
        details = offer | {
            "telegram_payment_charge_id": charge_id,
            "provider_payment_charge_id": invoice.bill_id,
        }
        with self.state.journal.batch():
            self.state.payments[charge_id] = payment
            self._tell(invoice.chat_id, {"successful_payment": details})
        return charge_id

    def _tell(self, user_id: int, content: dict[str, Any]) -> None:
        profile = self.state.people[user_id]
        message = self.state.add_message(profile, content, from_bot=False)
        self.delivery.add(UpdateKind.MESSAGE, user_id, message.wire)


def _checked_invoice(call: Parameters) -> tuple[dict[str, Any], str]:
    title, description = call.text("title") or "", call.text("description") or ""
    payload = call.text("payload") or ""
    prices = call.structure("prices", list) or []
    for refused, words in (
        (not 1 <= len(title) <= 32, "INVOICE_TITLE_INVALID"),
        (not 1 <= len(description) <= 255, "INVOICE_DESCRIPTION_INVALID"),
        (not 1 <= len(payload.encode()) <= 128, "INVOICE_PAYLOAD_INVALID"),
        (call.text("currency") != "XTR", "CURRENCY_INVALID"),
        (call.text("provider_token"), "PAYMENT_PROVIDER_INVALID"),
        (len(prices) != 1, "STARS_INVOICE_INVALID"),
    ):
        if refused:
            raise bad_request(words)
    try:
        amount = int(prices[0]["amount"])
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse prices JSON object") from None
    if amount <= 0:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    invoice = {
        "title": title,
        "description": description,
        "start_parameter": call.text("start_parameter") or "",
        "currency": "XTR",
        "total_amount": amount,
    }
    return invoice, payload
