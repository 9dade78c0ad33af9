"""The queue over HTTP: its protocol, positions, slots and how long work takes.

Source: fal.ai/docs/inference-api, the types of github.com/fal-ai/fal-js
(libs/client/src/types/common.ts), and for refused submits fal's "Request Error Types".
"""

import asyncio
import contextlib
import json
import logging
import uuid

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NoReturn

import attrs

from aiohttp import web

from .. import events
from ..happenings import End
from .endpoints import ENDPOINTS, Endpoint, Kind, Refusal, detail, refusal
from .generation import generate, upscale
from .records import Delivery, Outcome, QueueStatus, Record, order_of
from .service import Service, Work, unauthorized
from .spoiling import spoil
from .training import train, training_log
from .webhooks import Webhooks
from .writing import write


_log: Final = logging.getLogger(__name__)

_CANCELLED: Final = Outcome.failed(
    499, "client_cancelled", "Request cancelled by client"
)
_TOO_LATE: Final = attrs.evolve(
    Outcome.failed(504, "request_timeout", "Request timed out"),
    headers={"X-Fal-Request-Timeout-Type": "user"},
)
_MODELS: Final[Mapping[Kind, Callable[[Work], Awaitable[Outcome]]]] = {
    Kind.TRAINER: train,
    Kind.GENERATOR: generate,
    Kind.WRITER: write,
    Kind.UPSCALER: upscale,
}
_LARGE_RESULT: Final = 10 * 1024
_LARGE_RESULT_SECONDS: Final = 360.0
_RESULT_SECONDS: Final = 3600.0
_NOT_FOUND: Final = {"status": "NOT_FOUND"}
_NGINX: Final = (
    "<html><head><title>503 Service Temporarily Unavailable</title></head><body>"
    "<center><h1>503 Service Temporarily Unavailable</h1></center>"
    "<hr><center>nginx</center></body></html>"
)


@attrs.define(eq=False)
class Queue:
    """Accepts requests, runs a few at a time and stores their outcomes."""

    fal: Service
    webhooks: Webhooks
    _running: dict[str, asyncio.Task[None]] = attrs.field(init=False, factory=dict)
    _timers: set[asyncio.TimerHandle] = attrs.field(init=False, factory=set)

    def resume(self) -> None:
        """Continue where a killed process stopped: runs, waits and webhooks."""
        for record in self.fal.requests:
            if record.status is QueueStatus.IN_PROGRESS:
                self._run(record)
            elif record.completed:
                self.webhooks.announce(record)
            else:
                self._watch_deadline(record)
        self._fill_slots()

    async def stop(self) -> None:
        """Stop the work; `resume` goes on with it."""
        for timer in self._timers:
            timer.cancel()
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _accept(
        self, request: web.Request, endpoint: Endpoint, body: Any, *, at_once: bool
    ) -> Record:
        """Enqueue a request, which is paid for from here on.

        One that runs *at_once* takes no time, however many run already.
        """
        now, webhook_url = self.fal.clock(), request.query.get("fal_webhook")
        trains = endpoint.kind is Kind.TRAINER
        duration = self.fal.training_seconds if trains else self.fal.picture_seconds
        patience = _seconds(request.headers.get("X-Fal-Request-Timeout"))
        record = Record(
            request_id=str(uuid.uuid4()),
            # fal promises only `request_id` to be stable; this one may differ.
            gateway_request_id=str(uuid.uuid4()),
            endpoint=endpoint.name,
            input=body,
            webhook_url=webhook_url,
            submitted_at=now,
            start_deadline=None if patience is None else now + patience,
            duration=0.0 if at_once else duration,
            stored=request.headers.get("X-Fal-Store-IO") != "0",
            delivery=Delivery.NONE if webhook_url is None else Delivery.PENDING,
        )
        self.fal.note(record)
        if at_once:
            self._begin(record)
        self._fill_slots()
        self._watch_deadline(record)
        return record

    def _cancel(self, record: Record) -> web.Response:
        """Stop a request.

        A request that still waits is removed and forgotten.
        Source: fal.ai/docs/inference-api/queue/cancel.
        """
        if record.completed:
            return web.json_response({"status": "ALREADY_COMPLETED"}, status=400)
        # fal documents no webhook for a cancelled request.
        record.delivery = Delivery.NONE
        record.removed = record.status is QueueStatus.IN_QUEUE
        self._finish(record, _CANCELLED)
        task = self._running.pop(record.request_id, None)
        if task is not None:
            task.cancel()
        self._fill_slots()
        if record.removed:
            return web.json_response({"status": "OK"})
        return web.json_response({"status": "CANCELLATION_REQUESTED"}, status=202)

    def _position(self, record: Record) -> int:
        """Return how many requests wait in front of *record*."""
        waiting = [r for r in self.fal.requests if r.status is QueueStatus.IN_QUEUE]
        return waiting.index(record) if record in waiting else 0

    def _fill_slots(self) -> None:
        for record in self.fal.requests:
            if len(self._running) >= self.fal.concurrency:
                return
            if record.status is QueueStatus.IN_QUEUE:
                self._begin(record)

    def _begin(self, record: Record) -> None:
        record.status = QueueStatus.IN_PROGRESS
        record.started_at = self.fal.clock()
        self.fal.note(record)
        events.request(self.fal.watch, record.endpoint, "has begun")
        self._run(record)

    def _run(self, record: Record) -> None:
        self._running[record.request_id] = asyncio.create_task(self._work(record))

    def _watch_deadline(self, record: Record) -> None:
        if record.start_deadline is None or record.status is not QueueStatus.IN_QUEUE:
            return

        def expire() -> None:
            self._timers.discard(timer)
            if record.status is QueueStatus.IN_QUEUE:
                self._finish(record, _TOO_LATE)

        wait = max(0.0, record.start_deadline - self.fal.clock())
        timer = asyncio.get_running_loop().call_later(wait, expire)
        self._timers.add(timer)

    async def _work(self, record: Record) -> None:
        work = Work(self.fal, record, ENDPOINTS[record.endpoint])
        try:
            if record.prepared is None:
                record.prepared = await self._produce(work)
                self.fal.note(record)
            outcome = record.prepared
            if outcome.http_status == 200:
                end = (record.started_at or 0.0) + record.duration
                await self.fal.sleep(max(0.0, end - self.fal.clock()))
                outcome = spoil(work, outcome)
            self._finish(record, outcome)
        finally:
            if self._running.get(record.request_id) is asyncio.current_task():
                del self._running[record.request_id]
        self._fill_slots()

    async def _produce(self, work: Work) -> Outcome:
        try:
            values = work.endpoint.read(work.record.input)
            model = _MODELS[work.endpoint.kind]
            return await model(attrs.evolve(work, values=values))
        except Refusal as refused:
            return Outcome(422, refused.body)
        except Exception:  # noqa: BLE001 - a bug here must look like one of fal's, not hang
            _log.exception("fal.work_failed", extra={"endpoint": work.endpoint.name})
            failed = refusal(
                ("body",), "internal_server_error", "Internal server error"
            )
            return Outcome(500, failed.body)

    def _finish(self, record: Record, outcome: Outcome) -> None:
        record.status = QueueStatus.COMPLETED
        record.completed_at = self.fal.clock()
        record.outcome = outcome
        record.result_lost = self.fal.faults.lose_result.take() is not None
        self.fal.note(record)
        end = "is done" if outcome.http_status == 200 else "has failed"
        events.request(self.fal.watch, record.endpoint, end)
        self.webhooks.announce(record)

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request."""
        parts = request.match_info["path"].strip("/").split("/")
        if not self.fal.authorized(request):
            return unauthorized()
        if request.method == "POST":
            return await self._submit(request, "/".join(parts))
        record = self._find(parts)
        if record is None:
            return web.json_response(_NOT_FOUND, status=404)
        action = parts[4] if len(parts) == 5 else "response"
        response = self._answer_about(request, record, action)
        response.headers["x-fal-request-id"] = record.request_id
        return response

    def _find(self, parts: list[str]) -> Record | None:
        # owner/app/requests/id[/action]: status URLs drop the endpoint's sub-path
        if len(parts) not in {4, 5} or parts[2] != "requests":
            return None
        record = self.fal.records.get(parts[3])
        if record is None or record.removed or record.app != "/".join(parts[:2]):
            return None
        return record

    def _answer_about(
        self, request: web.Request, record: Record, action: str
    ) -> web.Response:
        faults = self.fal.faults
        if record.completed:
            self.fal.happenings.end(record.request_id, End.POLLED)
        match request.method, action:
            case "GET", "status":
                if faults.status_unavailable.take():
                    return web.json_response({"detail": "Unavailable"}, status=503)
                logs = request.query.get("logs", "").lower() in {"1", "true"}
                return web.json_response(
                    self._status(record, with_logs=logs),
                    status=200 if record.completed else 202,
                )
            case "GET", "response":
                return self._result(record)
            case "PUT", "cancel":
                return self._cancel(record)
            case _:
                return web.json_response({"detail": "Method Not Allowed"}, status=405)

    def _result(self, record: Record) -> web.Response:
        outcome = record.outcome
        if outcome is None:
            body = {"detail": "Request is still in progress"}
            return web.json_response(body, status=400)
        if self.fal.faults.result_unavailable.take():
            return web.json_response({"detail": "Unavailable"}, status=503)
        if record.result_lost or self._is_gone(record, outcome):
            return web.json_response(_NOT_FOUND, status=404)
        response = web.json_response(
            outcome.body, status=outcome.http_status, headers=outcome.headers
        )
        if outcome.error_type is not None:
            response.headers["X-Fal-Error-Type"] = outcome.error_type
        return response

    def _is_gone(self, record: Record, outcome: Outcome) -> bool:
        """Return whether an unstored result has expired.

        Source: fal.ai/docs/inference-api/queue/result.
        """
        short = len(json.dumps(outcome.body)) >= _LARGE_RESULT
        kept = _LARGE_RESULT_SECONDS if short else _RESULT_SECONDS
        ended = record.completed_at or self.fal.clock()
        return not record.stored and self.fal.clock() >= ended + kept

    def _addresses(self, record: Record) -> dict[str, str]:
        base = f"{self.fal.url}/queue/{record.app}/requests/{record.request_id}"
        return {
            "response_url": base,
            "status_url": f"{base}/status",
            "cancel_url": f"{base}/cancel",
        }

    def _status(self, record: Record, *, with_logs: bool) -> dict[str, Any]:
        body: dict[str, Any] = {
            "status": record.status,
            "request_id": record.request_id,
            **self._addresses(record),
            # The client cannot do without these two keys.
            "logs": None,
            "metrics": {},
        }
        if with_logs:
            trains = ENDPOINTS[record.endpoint].kind is Kind.TRAINER
            body["logs"] = training_log(record, self.fal.clock()) if trains else []
        if record.status is QueueStatus.IN_QUEUE:
            body["queue_position"] = self._position(record)
        if record.started_at is not None and record.completed_at is not None:
            seconds = round(record.completed_at - record.started_at, 3)
            body["metrics"] = {"inference_time": seconds}
        # A model's 422 shows only in the result, not here.
        if record.outcome is not None and record.outcome.error is not None:
            body["error"] = record.outcome.error
            body["error_type"] = record.outcome.error_type
        return body

    async def _submit(self, request: web.Request, endpoint: str) -> web.Response:
        faults = self.fal.faults
        if (status := faults.refuse_submit.take()) is not None:
            return _refusal(status, endpoint)
        known = ENDPOINTS.get(endpoint)
        if known is None or endpoint in faults.endpoints_gone:
            return _refusal(404, endpoint)
        try:
            arguments = json.loads(await request.read(), parse_constant=_not_json)
        except (ValueError, RecursionError):
            refused = refusal(("body",), "json_invalid", "JSON decode error")
            return web.json_response(refused.body, status=422)
        order = order_of(endpoint, arguments)
        if known.kind is Kind.WRITER and faults.writer_down.take(order):
            return _refusal(503, endpoint)
        self.fal.happenings.end(order, End.AGAIN)
        at_once = faults.webhook_before_answer.take() is not None
        record = self._accept(request, known, arguments, at_once=at_once)
        if at_once:
            await self.fal.wait_for(lambda other: other is record and other.announced)
        if faults.drop_submit.take() and request.transport:
            request.transport.abort()
        if (slow := faults.slow_submit.take()) is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.fal.stopping.wait(), slow)
        return web.json_response(
            {
                "status": "IN_QUEUE",
                "request_id": record.request_id,
                "gateway_request_id": record.gateway_request_id,
                "queue_position": self._position(record),
                **self._addresses(record),
            },
            headers={"x-fal-request-id": record.request_id},
        )


def _not_json(word: str) -> NoReturn:
    raise ValueError(word)


def _seconds(text: str | None) -> float | None:
    try:
        seconds = float(text or "")
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1e9 else None


def _refusal(status: int, endpoint: str) -> web.Response:
    """Refuse a submit as fal, its gateway or its billing does."""
    if status == 401:
        return unauthorized()
    if status in {502, 503, 504}:
        # Without x-fal-request-id: the gateway never passed it on.
        return web.Response(text=_NGINX, status=status, content_type="text/html")
    limited = detail(
        (), "concurrent_requests_limit", "Concurrent requests limit reached"
    )
    words: dict[int, Any] = {
        403: "User is locked. Reason: Exhausted balance. Top up your balance at "
        "fal.ai/dashboard/billing",
        404: f"Application '{endpoint[:100]}' not found",
        429: [limited],
    }
    return web.json_response(
        {"detail": words.get(status, "Internal Server Error")},
        status=status,
        headers={"X-Fal-needs-retry": "1"} if status == 429 else {},
    )
