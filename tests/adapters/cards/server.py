"""A payment service of Stripe's shape, on loopback: pages, books, signed webhooks."""

import hashlib
import hmac
import itertools
import json

from collections.abc import Callable
from typing import Any, Final

import aiohttp
import attrs

from aiohttp import web


KEY: Final = "sk_test_key"
SECRET: Final = b"whsec_secret"


def signature(body: bytes, at: int, secret: bytes = SECRET) -> str:
    """Return the header that signs an event."""
    signed = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={signed.hexdigest()},v0=old"


@attrs.define(eq=False)
class CardServer:
    """Keeps sessions, payments and refunds, and reports them."""

    #: The seconds since 1970.
    now: Callable[[], float]
    url: str = ""
    #: Where events go.
    webhook: str = ""
    #: The status of a new refund.
    refund_status: str = "succeeded"
    #: How many more answers to POSTs are lost after the work is done.
    lose: int = 0
    sessions: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    intents: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    refunds: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    #: What was answered to each idempotency key.
    keys: dict[str, tuple[int, Any]] = attrs.field(factory=dict)
    #: The events that were reported, in order.
    told: list[bytes] = attrs.field(factory=list)
    _ids: "itertools.count[int]" = attrs.field(factory=itertools.count)

    def application(self) -> web.Application:
        """Return the pages and the API."""
        application = web.Application()
        application.router.add_get("/pay/{id}", self._page)
        application.router.add_get("/v1/{path:.+}", self._read)
        application.router.add_post("/v1/{path:.+}", self._post)
        return application

    # --- what people and owners do ----------------------------------------

    async def pay(self, page: str, *, status: str = "paid") -> None:
        """Pay what a page asks for; the bank may take its time."""
        session = self.sessions[page.rpartition("/")[2]]
        kind = "async_payment_succeeded"
        if session["payment_intent"] is None:
            kind = "completed"
            intent = session["payment_intent"] = f"pi_{next(self._ids)}"
            self.intents[intent] = {
                "amount_received": session["amount_total"],
                "metadata": session.pop("intent_metadata"),
            }
        session["payment_status"] = status
        await self.tell(f"checkout.session.{kind}", session)

    async def give_back(self, intent: str, amount: int | None = None) -> None:
        """Refund a payment, or a part of it, by hand."""
        refund = self._new_refund(intent, amount, "succeeded")
        await self.tell("refund.created", refund)

    def end_refunds(self, status: str = "succeeded") -> None:
        """End the refunds that are pending."""
        for refund in self.refunds.values():
            if refund["status"] == "pending":
                refund["status"] = status

    async def tell(self, kind: str, about: dict[str, Any]) -> None:
        """Send an event."""
        self.told.append(json.dumps({"type": kind, "data": {"object": about}}).encode())
        await self._send(self.told[-1])

    async def tell_again(self) -> None:
        """Send every event once more, as after an answer that was lost."""
        for event in self.told:
            await self._send(event)

    async def _send(self, event: bytes) -> None:
        header = {"Stripe-Signature": signature(event, int(self.now()))}
        async with aiohttp.ClientSession(raise_for_status=True) as client:
            await client.post(self.webhook, data=event, headers=header)

    # --- the API ----------------------------------------------------------

    async def _page(self, request: web.Request) -> web.Response:
        return web.json_response(self.sessions[request.match_info["id"]])

    async def _read(self, request: web.Request) -> web.Response:
        intent = request.query.get("payment_intent") or request.path.rpartition("/")[2]
        if intent not in self.intents:
            return web.json_response({}, status=404)
        if request.path != "/v1/refunds":
            return web.json_response(self.intents[intent])
        found = [
            one for one in self.refunds.values() if one["payment_intent"] == intent
        ]
        return web.json_response({"object": "list", "data": found[::-1]})

    async def _post(self, request: web.Request) -> web.Response:
        if request.headers["Authorization"] != f"Bearer {KEY}":
            return web.json_response({}, status=401)
        form = {name: str(value) for name, value in (await request.post()).items()}
        key = request.headers.get("Idempotency-Key", "")
        if key not in self.keys:
            # As it is now: the state of what is made is not looked up again.
            status, made = self._write(request.path, form)
            self.keys[key or f"none {next(self._ids)}"] = status, dict(made)
        else:
            status, made = self.keys[key]
        if self.lose:
            self.lose -= 1
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(made, status=status)

    def _write(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if path == "/v1/checkout/sessions":
            item, id_ = "line_items[0][price_data]", f"cs_test_{next(self._ids)}"
            self.sessions[id_] = {
                "url": f"{self.url}/pay/{id_}",
                "amount_total": int(form[f"{item}[unit_amount]"]),
                "currency": form[f"{item}[currency]"],
                "client_reference_id": form["client_reference_id"],
                "metadata": {"payload": form["metadata[payload]"]},
                "intent_metadata": {
                    "person": form["payment_intent_data[metadata][person]"]
                },
                "payment_intent": None,
            }
            return 200, self.sessions[id_]
        intent = form["payment_intent"]
        if intent not in self.intents or not self._left(intent):
            return 400, {}
        return 200, self._new_refund(intent, None, self.refund_status)

    def _left(self, intent: str) -> int:
        """Return how much of a payment can still be given back."""
        taken: int = sum(
            one["amount"]
            for one in self.refunds.values()
            if one["payment_intent"] == intent and one["status"] != "failed"
        )
        received: int = self.intents[intent]["amount_received"]
        return received - taken

    def _new_refund(
        self, intent: str, amount: int | None, status: str
    ) -> dict[str, Any]:
        refund = self.refunds[f"re_{next(self._ids)}"] = {
            "payment_intent": intent,
            "amount": amount or self._left(intent),
            "currency": "usd",
            "status": status,
        }
        return refund
