"""The methods of the Bot API about Telegram Stars."""

from typing import Any

from .contents import Contents
from .keyboards import inline_keyboard
from .parameters import Method, Parameters
from .payments import Payments
from .refusals import bad_request
from .state import State


class Stars:
    """Sends invoices, answers pre-checkout queries, refunds and lists payments."""

    def __init__(self, state: State, contents: Contents, payments: Payments) -> None:
        """Work on the given parts."""
        self._state = state
        self._contents = contents
        self._payments = payments

    def methods(self) -> dict[str, Method]:
        """Return the methods by their names."""
        return {
            "sendInvoice": self._send_invoice,
            "answerPreCheckoutQuery": self._answer_pre_checkout_query,
            "refundStarPayment": self._refund_star_payment,
            "getStarTransactions": self._get_star_transactions,
            "getMyStarBalance": self._get_my_star_balance,
        }

    async def _send_invoice(self, call: Parameters) -> Any:
        profile = self._contents.recipient(call)
        invoice, payload = _checked_invoice(call)
        markup = inline_keyboard(call.structure("reply_markup", dict), invoice=True)
        if markup is None:
            label = f"Pay ⭐️{invoice['total_amount']}"
            markup = {"inline_keyboard": [[{"text": label, "pay": True}]]}
        elif not markup["inline_keyboard"][0][0].get("pay"):
            raise bad_request("BUTTON_TYPE_INVALID")
        content = {"invoice": invoice, "reply_markup": markup}
        message = self._state.add_message(
            profile,
            content | self._contents.reply(profile, call),
            from_bot=True,
            invoice_payload=payload,
        )
        return message.wire

    async def _answer_pre_checkout_query(self, call: Parameters) -> Any:
        error = None
        if not call.flag("ok"):
            error = call.text("error_message")
            if error is None:
                raise bad_request("error message is required")
        self._payments.answer(call.text("pre_checkout_query_id") or "", error)
        return True

    async def _refund_star_payment(self, call: Parameters) -> Any:
        charge_id = call.text("telegram_payment_charge_id") or ""
        self._payments.refund(call.number("user_id"), charge_id)
        return True

    async def _get_star_transactions(self, call: Parameters) -> Any:
        offset = max(call.number("offset"), 0)
        limit = min(max(call.number("limit", 100), 1), 100)
        transactions = list(self._state.transactions())
        return {"transactions": transactions[offset : offset + limit]}

    async def _get_my_star_balance(self, _: Parameters) -> Any:
        return {"amount": self._payments.balance()}


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
