"""A payment service of Stripe's shape, on loopback: pages, books, signed webhooks."""

import asyncio
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
_PARAMETERS: Final = {
    "mode",
    "client_reference_id",
    "metadata[payload]",
    "payment_intent_data[metadata][person]",
    "line_items[0][quantity]",
    "line_items[0][price_data][currency]",
    "line_items[0][price_data][unit_amount]",
    "line_items[0][price_data][product_data][name]",
    "success_url",
}


def signature(body: bytes, at: int, secret: bytes = SECRET) -> str:
    """Return the header that signs an event."""
    signed = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={signed.hexdigest()},v0=old"


@attrs.define(eq=False)
class CardServer:
    """Keeps sessions, payments and refunds, and tells of them."""

    #: The seconds since 1970.
    now: Callable[[], float]
    url: str = ""
    #: Where events go.
    webhook: str = ""
    #: The status of a new refund.
    refund_status: str = "succeeded"
    #: How many more answers to POSTs are lost after the work is done.
    lose: int = 0
    #: Answers every call in its place, if set.
    instead: Callable[[], web.Response] | None = None
    #: Holds every call back until it is set.
    held: asyncio.Event | None = None
    sessions: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    intents: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    refunds: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    #: What was answered to each idempotency key, and to which request.
    keys: dict[str, tuple[dict[str, str], tuple[int, Any]]] = attrs.field(factory=dict)
    #: The events that were told, in order.
    told: list[bytes] = attrs.field(factory=list)
    _ids: "itertools.count[int]" = attrs.field(factory=itertools.count)

    async def start(self) -> web.AppRunner:
        """Listen on loopback."""
        app = web.Application()
        app.router.add_get("/pay/{id}", self._page)
        app.router.add_route("*", "/v1/{path:.+}", self._answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    # --- what people and owners do ----------------------------------------

    async def pay(self, page: str, *, status: str = "paid") -> None:
        """Pay what a page asks for; the bank may take its time."""
        session = self.sessions[page.rpartition("/")[2]]
        if session["payment_intent"] is None:
            intent = f"pi_{next(self._ids)}"
            self.intents[intent] = {
                "id": intent,
                "amount_received": session["amount_total"],
                "metadata": session.pop("intent_metadata"),
            }
            session["payment_intent"] = intent
        kind = "completed" if session["payment_status"] == "unpaid" else "other"
        if session["status"] == "complete":
            kind = "async_payment_succeeded"
        session |= {"status": "complete", "payment_status": status}
        await self.tell(f"checkout.session.{kind}", session)

    async def give_back(self, intent: str, amount: int | None = None) -> None:
        """Give a payment back, or a part of it, by hand."""
        refund = self._new_refund(intent, amount, "succeeded")
        await self.tell("refund.created", refund)

    def end_refunds(self, status: str = "succeeded") -> None:
        """End the refunds that are pending."""
        for refund in self.refunds.values():
            if refund["status"] == "pending":
                refund["status"] = status

    async def tell(self, kind: str, about: dict[str, Any]) -> None:
        """Send an event."""
        event = {
            "id": f"evt_{next(self._ids)}",
            "type": kind,
            "data": {"object": about},
        }
        self.told.append(json.dumps(event).encode())
        await self._send(self.told[-1])

    async def tell_again(self) -> None:
        """Send every event once more, as after an answer that was lost."""
        for event in self.told:
            await self._send(event)

    async def _send(self, event: bytes) -> None:
        header = {"Stripe-Signature": signature(event, int(self.now()))}
        async with (
            aiohttp.ClientSession() as client,
            client.post(self.webhook, data=event, headers=header) as response,
        ):
            assert response.status == 200, response.status

    # --- the API ----------------------------------------------------------

    async def _page(self, request: web.Request) -> web.Response:
        session = self.sessions[request.match_info["id"]]
        return web.json_response({k: session[k] for k in ("amount_total", "currency")})

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if self.held is not None:
            await self.held.wait()
        if self.instead is not None:
            return self.instead()
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.json_response({"error": {"code": None}}, status=401)
        if request.method == "GET":
            status, answer = self._read(request)
            return web.json_response(answer, status=status)
        form = {name: str(value) for name, value in (await request.post()).items()}
        key = request.headers.get("Idempotency-Key")
        if key in self.keys:
            before, (status, answer) = self.keys[key]
            if before != form:
                status, answer = _error("idempotency_key_in_use")
        else:
            status, answer = self._write(request.path, form)
            if key is not None:
                # As it was then: the state of what was made is not looked up.
                self.keys[key] = (form, (status, dict(answer)))
        if self.lose:
            self.lose -= 1
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(answer, status=status)

    def _read(self, request: web.Request) -> tuple[int, Any]:
        intent = request.query.get("payment_intent") or request.path.rpartition("/")[2]
        if intent not in self.intents:
            return _error("resource_missing", 404)
        if request.path != "/v1/refunds":
            return 200, self.intents[intent]
        found = [
            one for one in self.refunds.values() if one["payment_intent"] == intent
        ]
        return 200, {"object": "list", "data": found[::-1]}

    def _write(self, path: str, form: dict[str, str]) -> tuple[int, Any]:
        match path:
            case "/v1/checkout/sessions" if form.keys() == _PARAMETERS:
                item = "line_items[0][price_data]"
                currency = form[f"{item}[currency]"]
                if form["mode"] != "payment" or not currency.islower():
                    return _error("parameter_invalid")
                id_ = f"cs_test_{next(self._ids)}"
                self.sessions[id_] = {
                    "id": id_,
                    "url": f"{self.url}/pay/{id_}",
                    "amount_total": int(form[f"{item}[unit_amount]"]),
                    "currency": currency,
                    "client_reference_id": form["client_reference_id"],
                    "metadata": {"payload": form["metadata[payload]"]},
                    "intent_metadata": {
                        "person": form["payment_intent_data[metadata][person]"]
                    },
                    "payment_intent": None,
                    "payment_status": "unpaid",
                    "status": "open",
                }
                return 200, self.sessions[id_]
            case "/v1/refunds" if form["payment_intent"] not in self.intents:
                return _error("resource_missing", 404)
            case "/v1/refunds" if not self._left(form["payment_intent"]):
                return _error("charge_already_refunded")
            case "/v1/refunds":
                return 200, self._new_refund(
                    form["payment_intent"], None, self.refund_status
                )
            case _:
                return _error("parameter_unknown")

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
        id_ = f"re_{next(self._ids)}"
        self.refunds[id_] = {
            "id": id_,
            "payment_intent": intent,
            "amount": amount or self._left(intent),
            "currency": "usd",
            "status": status,
        }
        return self.refunds[id_]


def _error(code: str, status: int = 400) -> tuple[int, Any]:
    return status, {"error": {"code": code, "type": "invalid_request_error"}}
