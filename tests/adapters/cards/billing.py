"""Paying by card, at a payment service of Stripe's shape, over HTTP.

The product cannot use it: in its chats Telegram has digital goods sold for Stars. It
shows that `Billing` fits what is no messenger: a page that takes the money, signed
webhooks that report it, and refunds that stay pending. It trusts the service's
answers, which a billing of a product must not do.

Facts: https://docs.stripe.com/api/checkout/sessions/object,
https://docs.stripe.com/api/refunds/object, https://docs.stripe.com/webhooks,
https://docs.stripe.com/api/idempotent_requests.
"""

import hashlib
import hmac
import json

from collections.abc import Mapping
from typing import Any, Final

import aiohttp
import attrs

from avatar_core import Bill, Payment, PersonId
from avatar_core.errors import BillingUnavailableError, RefundFailedError
from avatar_core.payments import money_paid
from avatar_core.ports import Clock, PaymentPage, RefundOutcome
from avatar_core.use_cases import TopUp


#: Seconds that a signed event may be old, or ahead of our clock.
TOLERANCE: Final = 300


class NotSignedError(Exception):
    """The event was not sent by the payment service, or not now."""


@attrs.frozen(kw_only=True)
class CardBilling:
    """`avatar_core.ports.Billing` by card."""

    session: aiohttp.ClientSession
    url: str
    key: str = attrs.field(repr=False)
    #: Signs the events.
    secret: bytes = attrs.field(repr=False)
    clock: Clock
    #: Where people come back to.
    home: str

    async def bill(self, bill: Bill, /, *, title: str) -> PaymentPage:
        """Open a page that takes the price of the bill.

        Raises:
            BillingUnavailableError: No such page can be opened now.
        """
        price, item = bill.package.price, "line_items[0][price_data]"
        form = {
            "mode": "payment",
            "client_reference_id": str(bill.person),
            "metadata[payload]": bill.payload,
            "payment_intent_data[metadata][person]": str(bill.person),
            "line_items[0][quantity]": "1",
            f"{item}[currency]": price.currency.lower(),
            f"{item}[unit_amount]": str(price.amount),
            f"{item}[product_data][name]": title,
            "success_url": self.home,
        }
        try:
            opened = await self._call("POST", "/v1/checkout/sessions", form)
        except aiohttp.ClientError as error:
            raise BillingUnavailableError(str(error)) from error
        return PaymentPage(opened["url"])

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Refund a payment, or return the state of its refund.

        Raises:
            RefundFailedError: The refund is not known to have been made.
        """
        try:
            return await self._give_back(payment)
        except aiohttp.ClientError as error:
            raise RefundFailedError(str(error)) from error

    async def _give_back(self, payment: Payment) -> RefundOutcome:
        # A key gets the same answer for at least a day, so the state of a refund is
        # read from the books; one that failed is made again under another key.
        form = {"payment_intent": payment.charge_id}
        refunds = (await self._call("GET", "/v1/refunds", form))["data"]
        if (outcome := _outcome(refunds, payment.amount)) is not None:
            return outcome
        key = f"{payment.id}:{len(refunds)}"
        made = await self._call("POST", "/v1/refunds", form, key)
        if (outcome := _outcome([*refunds, made], payment.amount)) is not None:
            return outcome
        raise RefundFailedError(f"the refund is {made['status']}")

    async def hear(self, top_up: TopUp, body: bytes, signature: str) -> None:
        """Tell the product of an event of the payment service.

        Raises:
            NotSignedError: It is none.
        """
        self._verify(body, signature)
        event = json.loads(body)
        about = event["data"]["object"]
        match event["type"], about:
            case (
                "checkout.session.completed"
                | "checkout.session.async_payment_succeeded",
                {"payment_status": "paid"},
            ):
                await top_up.receive(
                    PersonId(int(about["client_reference_id"])),
                    charge_id=about["payment_intent"],
                    payload=about["metadata"]["payload"],
                    paid=money_paid(about["amount_total"], about["currency"].upper()),
                )
            case "refund.created" | "refund.updated", {"status": "succeeded"}:
                intent = about["payment_intent"]
                paid = await self._call("GET", f"/v1/payment_intents/{intent}", {})
                # A part that an owner gave back by hand leaves the payment as it is.
                if about["amount"] >= paid["amount_received"]:
                    person = PersonId(int(paid["metadata"]["person"]))
                    await top_up.returned(person, intent)

    def _verify(self, body: bytes, signature: str) -> None:
        parts = dict(part.split("=", 1) for part in signature.split(",") if part)
        at = parts.get("t", "")
        if not at or abs(self.clock().timestamp() - int(at)) > TOLERANCE:
            raise NotSignedError
        signed = hmac.new(self.secret, f"{at}.".encode() + body, hashlib.sha256)
        if not hmac.compare_digest(signed.hexdigest(), parts.get("v1", "")):
            raise NotSignedError

    async def _call(
        self, method: str, path: str, form: Mapping[str, str], key: str | None = None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.key}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        async with self.session.request(
            method,
            self.url + path,
            headers=headers,
            params=form if method == "GET" else None,
            data=form if method == "POST" else None,
            raise_for_status=True,
        ) as response:
            answer: dict[str, Any] = await response.json()
            return answer


def _outcome(refunds: list[dict[str, Any]], paid: int) -> RefundOutcome | None:
    """Return what the refunds of a payment come to; None if one is to be made."""

    def total(*statuses: str) -> int:
        return sum(each["amount"] for each in refunds if each["status"] in statuses)

    if total("succeeded") >= paid:
        return RefundOutcome.DONE
    begun = total("succeeded", "pending", "requires_action")
    return RefundOutcome.PENDING if begun >= paid else None
