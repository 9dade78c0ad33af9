"""Paying by card, at a payment service of Stripe's shape, over HTTP.

The product cannot use it: in its chats Telegram has digital goods sold for Stars. It
shows that `Billing` fits what is no messenger: a page that takes the money, signed
webhooks that tell of it, and refunds that stay pending.

Facts: https://docs.stripe.com/api/checkout/sessions/object,
https://docs.stripe.com/api/refunds/object, https://docs.stripe.com/webhooks,
https://docs.stripe.com/api/idempotent_requests.
"""

import hashlib
import hmac
import json
import re

from collections.abc import Callable, Mapping
from typing import Any, Final

import aiohttp
import attrs

from aiohttp import web

from avatar_core import Bill, Payment, PersonId
from avatar_core.errors import BillingUnavailableError, RefundFailedError
from avatar_core.payments import money_paid
from avatar_core.ports import Clock, PaymentPage, RefundOutcome
from avatar_core.use_cases import TopUp


#: Bytes of an answer or an event that are read.
LIMIT: Final = 256 * 1024
#: Seconds that a signed event may be old, or ahead of our clock.
TOLERANCE: Final = 300
#: A payment in the service's books.
_INTENT: Final = re.compile(r"pi_[A-Za-z0-9_]{1,250}")
_PERSON: Final = "[1-9][0-9]{0,15}"
_PAID: Final = {
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
}
_REFUND: Final = {"refund.created", "refund.updated"}


class NotSignedError(Exception):
    """The event was not sent by the payment service, or not now."""


class CardServiceError(Exception):
    """The payment service refused, or did not answer as it should."""

    def __init__(self, detail: str, code: str | None = None) -> None:
        """`code` is the service's own, if it gave one."""
        super().__init__(detail)
        self.code = code


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
    seconds: float = 10

    async def bill(self, bill: Bill, /, *, title: str) -> PaymentPage:
        """Open a page that takes the price of the bill.

        Raises:
            BillingUnavailableError: There is no such page now.
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
            return PaymentPage(_text(opened, "url", r"https?://[!-~]{1,2000}"))
        except CardServiceError as error:
            raise BillingUnavailableError(str(error)) from error

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Give a payment back, or say how far that is.

        Raises:
            RefundFailedError: It is not known to be given back.
        """
        if not _INTENT.fullmatch(payment.charge_id):
            raise RefundFailedError("this is no payment by card")
        try:
            return await self._give_back(payment)
        except CardServiceError as error:
            raise RefundFailedError(str(error)) from error

    async def _give_back(self, payment: Payment) -> RefundOutcome:
        # A key gets the same answer for at least a day, so the state of a refund is
        # read from the books; one that failed is made again under another key.
        asked = {"payment_intent": payment.charge_id, "limit": "100"}
        known = await self._call("GET", "/v1/refunds", asked)
        refunds = [_refund(each) for each in _list(known)]
        if (outcome := _outcome(refunds, payment.amount)) is not None:
            return outcome
        form, key = (
            {"payment_intent": payment.charge_id},
            f"{payment.id}:{len(refunds)}",
        )
        made = _refund(await self._call("POST", "/v1/refunds", form, key))
        if (outcome := _outcome([*refunds, made], payment.amount)) is not None:
            return outcome
        raise CardServiceError(f"the refund is {made[0]}")

    async def hear(self, top_up: TopUp, body: bytes, signature: str) -> None:
        """Tell the product of an event of the payment service.

        Raises:
            NotSignedError: It is none.
            CardServiceError: It makes no sense, or cannot be looked into now.
        """
        self._verify(body, signature)
        event = _parsed(body)
        data = event.get("data")
        about = data.get("object") if isinstance(data, dict) else None
        if not isinstance(about, dict):
            raise CardServiceError("an event about nothing")
        if event.get("type") in _PAID and about.get("payment_status") == "paid":
            payload = about.get("metadata")
            await top_up.receive(
                PersonId(int(_text(about, "client_reference_id", _PERSON))),
                charge_id=_text(about, "payment_intent", _INTENT.pattern),
                payload=_text(payload, "payload", "[ -~]{0,500}"),
                paid=money_paid(
                    _number(about, "amount_total"),
                    _text(about, "currency", "[a-z]{3}").upper(),
                ),
            )
        elif event.get("type") in _REFUND and about.get("status") == "succeeded":
            intent = _text(about, "payment_intent", _INTENT.pattern)
            paid = await self._call("GET", f"/v1/payment_intents/{intent}", {})
            # A part that an owner gave back by hand leaves the payment as it is.
            if _number(about, "amount") >= _number(paid, "amount_received"):
                person = _text(paid.get("metadata"), "person", _PERSON)
                await top_up.returned(PersonId(int(person)), intent)

    def webhook(self, top_up: TopUp) -> Callable[[web.Request], Any]:
        """Return what answers the payment service's requests."""

        async def answer(request: web.Request) -> web.Response:
            body = await request.content.read(LIMIT)
            try:
                await self.hear(
                    top_up, body, request.headers.get("Stripe-Signature", "")
                )
            except NotSignedError:
                return web.Response(status=400)
            return web.Response()

        return answer

    def _verify(self, body: bytes, signature: str) -> None:
        parts = [part.partition("=") for part in signature[:1000].split(",")]
        times = [value for name, _, value in parts if name == "t"]
        if len(times) != 1 or not re.fullmatch("[0-9]{1,12}", times[0]):
            raise NotSignedError
        if abs(self.clock().timestamp() - int(times[0])) > TOLERANCE:
            raise NotSignedError
        signed = hmac.new(self.secret, f"{times[0]}.".encode() + body, hashlib.sha256)
        given = (value for name, _, value in parts if name == "v1" and value.isascii())
        if not any(hmac.compare_digest(signed.hexdigest(), each) for each in given):
            raise NotSignedError

    async def _call(
        self, method: str, path: str, form: Mapping[str, str], key: str | None = None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.key}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        try:
            async with self.session.request(
                method,
                self.url + path,
                headers=headers,
                params=form if method == "GET" else None,
                data=form if method == "POST" else None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(self.seconds),
            ) as response:
                raw = b""
                while chunk := await response.content.read(LIMIT - len(raw) + 1):
                    raw += chunk
                    if len(raw) > LIMIT:
                        raise CardServiceError("a longer answer than anybody reads")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise CardServiceError(type(error).__name__) from error
        answer = _parsed(raw)
        if response.status != 200:
            said = answer.get("error")
            code = said.get("code") if isinstance(said, dict) else None
            code = code if isinstance(code, str) else None
            raise CardServiceError(f"{response.status} {code}"[:200], code)
        return answer


def _outcome(refunds: list[tuple[str, int]], paid: int) -> RefundOutcome | None:
    """Return what the refunds of a payment come to; None if one is to be made."""
    done = sum(amount for status, amount in refunds if status == "succeeded")
    begun = sum(
        amount for status, amount in refunds if status in {"pending", "requires_action"}
    )
    if done >= paid:
        return RefundOutcome.DONE
    return RefundOutcome.PENDING if done + begun >= paid else None


def _refund(found: Any) -> tuple[str, int]:
    return _text(found, "status", "[a-z_]{1,40}"), _number(found, "amount")


def _list(found: dict[str, Any]) -> list[Any]:
    data = found.get("data")
    if not isinstance(data, list):
        raise CardServiceError("no list")
    return data


def _text(found: Any, name: str, pattern: str) -> str:
    value = found.get(name) if isinstance(found, dict) else None
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
        raise CardServiceError(f"no {name}")
    return value


def _number(found: Any, name: str) -> int:
    value = found.get(name) if isinstance(found, dict) else None
    if type(value) is not int:
        raise CardServiceError(f"no {name}")
    return value


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise CardServiceError("no JSON") from error
    if not isinstance(parsed, dict):
        raise CardServiceError("no JSON object")
    return parsed
