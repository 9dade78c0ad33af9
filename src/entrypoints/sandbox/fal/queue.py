"""The queue: places, slots, the clock of the work, and the HTTP protocol."""

import asyncio
import contextlib
import itertools
import json
import logging
import time
import uuid

from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Any, Final, NoReturn

import attrs

from aiohttp import web

from .books import Books, Delivery, Outcome, QueueStatus, Record
from .faults import Fault, Faults
from .generation import Studio
from .models import (
    MODELS,
    Generator,
    Refusal,
    Trainer,
    Upscaler,
    Writer,
    detail,
    read_input,
)
from .pictures import black
from .storage import Files, unauthorized
from .training import TrainingRoom, training_log
from .upscaling import Darkroom
from .webhooks import Herald
from .writing import Scribe


_log: Final = logging.getLogger(__name__)


class Cancelled(Enum):
    """What became of a wish to cancel."""

    REMOVED = auto()
    REQUESTED = auto()
    TOO_LATE = auto()


_NOT_FOUND: Final = {"status": "NOT_FOUND"}
_CANCELLED: Final = Outcome(
    499,
    {"detail": "Request cancelled by client", "error_type": "client_cancelled"},
    error="Request cancelled by client",
    error_type="client_cancelled",
)
_TOO_LATE: Final = Outcome(
    504,
    {"detail": "Request timed out", "error_type": "request_timeout"},
    error="Request timed out",
    error_type="request_timeout",
    headers={"X-Fal-Request-Timeout-Type": "user"},
)
_NGINX: Final = (
    "<html><head><title>503 Service Temporarily Unavailable</title></head><body>"
    "<center><h1>503 Service Temporarily Unavailable</h1></center>"
    "<hr><center>nginx</center></body></html>"
)
_CANCEL_ANSWERS: Final = {
    Cancelled.REMOVED: (200, "OK"),
    Cancelled.REQUESTED: (202, "CANCELLATION_REQUESTED"),
    Cancelled.TOO_LATE: (400, "ALREADY_COMPLETED"),
}
_FAILURES: Final[dict[type, Fault]] = {
    Trainer: Fault.FAIL_TRAINING,
    Generator: Fault.FAIL_GENERATION,
    Writer: Fault.FAIL_WRITING,
    Upscaler: Fault.FAIL_UPSCALING,
}


@attrs.define(eq=False)
class Queue:
    """Takes requests, runs a few at a time and remembers how they ended."""

    books: Books
    faults: Faults
    herald: Herald
    training_room: TrainingRoom
    studio: Studio
    scribe: Scribe
    darkroom: Darkroom
    files: Files
    changed: Callable[[], None]
    training_seconds: float
    picture_seconds: float
    concurrency: int = 2
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _running: dict[str, asyncio.Task[None]] = attrs.field(init=False, factory=dict)
    _timers: set[asyncio.TimerHandle] = attrs.field(init=False, factory=set)

    def resume(self) -> None:
        """Go on with what a killed process left: runs, waits and webhooks."""
        for record in self.books.records:
            if record.status is QueueStatus.IN_PROGRESS:
                self._run(record)
            elif record.completed:
                self.herald.announce(record)
            else:
                self._watch_deadline(record)
        self._fill_slots()

    async def stop(self) -> None:
        """Put the work down; `resume` picks it up."""
        for timer in self._timers:
            timer.cancel()
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def submit(
        self,
        endpoint: str,
        body: Any,
        *,
        webhook_url: str | None = None,
        start_within: float | None = None,
        at_once: bool = False,
    ) -> Record:
        """Take a request; from here on it is paid for.

        Args:
            endpoint: A known endpoint.
            body: Its JSON, not yet looked at.
            webhook_url: Whom to tell about the end.
            start_within: Seconds after which it is too late to start.
            at_once: Run now and in no time, whatever the slots say.
        """
        now = self.clock()
        model = MODELS[endpoint]
        duration = (
            self.training_seconds
            if isinstance(model, Trainer)
            else self.picture_seconds
        )
        record = Record(
            request_id=str(uuid.uuid4()),
            # fal promises only `request_id` to be stable; this one may differ.
            gateway_request_id=str(uuid.uuid4()),
            endpoint=endpoint,
            input=body,
            webhook_url=webhook_url,
            submitted_at=now,
            start_deadline=None if start_within is None else now + start_within,
            duration=0.0 if at_once else duration,
            delivery=Delivery.NONE if webhook_url is None else Delivery.PENDING,
        )
        self._note(record)
        if at_once:
            self._begin(record)
        self._fill_slots()
        self._watch_deadline(record)
        return record

    def cancel(self, record: Record) -> Cancelled:
        """Stop *record*; what still waits is removed and not known any more.

        Source: fal.ai/docs/inference-api/queue/cancel.
        """
        if record.completed:
            return Cancelled.TOO_LATE
        # fal documents no webhook for a cancelled request.
        record.delivery = Delivery.NONE
        waited = record.status is QueueStatus.IN_QUEUE
        record.removed = waited
        self._finish(record, _CANCELLED)
        task = self._running.pop(record.request_id, None)
        if task is not None:
            task.cancel()
        self._fill_slots()
        return Cancelled.REMOVED if waited else Cancelled.REQUESTED

    def position(self, record: Record) -> int:
        """How many requests wait in front of *record*."""
        waiting = (r for r in self.books.records if r.status is QueueStatus.IN_QUEUE)
        return sum(1 for _ in itertools.takewhile(lambda r: r is not record, waiting))

    @property
    def waiting(self) -> int:
        """How many requests are IN_QUEUE."""
        return sum(r.status is QueueStatus.IN_QUEUE for r in self.books.records)

    def _note(self, record: Record) -> None:
        self.books.write(record)
        self.changed()

    def _fill_slots(self) -> None:
        for record in self.books.records:
            if len(self._running) >= self.concurrency:
                return
            if record.status is QueueStatus.IN_QUEUE:
                self._begin(record)

    def _begin(self, record: Record) -> None:
        record.status = QueueStatus.IN_PROGRESS
        record.started_at = self.clock()
        self._note(record)
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

        wait = max(0.0, record.start_deadline - self.clock())
        timer = asyncio.get_running_loop().call_later(wait, expire)
        self._timers.add(timer)

    async def _work(self, record: Record) -> None:
        try:
            if record.prepared is None:
                record.prepared = await self._produce(record)
                self._note(record)
            if record.prepared.http_status == 200:
                end = (record.started_at or 0.0) + record.duration
                await self.sleep(max(0.0, end - self.clock()))
            self._finish(record, await self._spoil(record, record.prepared))
        finally:
            if self._running.get(record.request_id) is asyncio.current_task():
                del self._running[record.request_id]
        self._fill_slots()

    async def _produce(self, record: Record) -> Outcome:
        model = MODELS[record.endpoint]
        try:
            values = read_input(model, record.input)
            match model:
                case Trainer():
                    return await self.training_room.train(model, values, record)
                case Generator():
                    return await self.studio.generate(model, values)
                case Writer():
                    return await self.scribe.write(model, values)
                case Upscaler():
                    return await self.darkroom.enlarge(values)
        except Refusal as refusal:
            return Outcome(422, refusal.body)
        except Exception:  # noqa: BLE001 - a bug here must look like one of fal's, not hang
            _log.exception("fal.work_failed", extra={"endpoint": record.endpoint})
            item = detail(("body",), "internal_server_error", "Internal server error")
            return Outcome(500, {"detail": [item]})

    async def _spoil(self, record: Record, outcome: Outcome) -> Outcome:
        """Let armed troubles strike the finished work."""
        if outcome.http_status != 200:
            return outcome
        model = MODELS[record.endpoint]
        failure = self.faults.take(_FAILURES[type(model)])
        if isinstance(failure, Outcome):
            return failure
        match model:
            case Trainer():
                self._spoil_weights(outcome.body[model.weights_field]["url"])
                return outcome
            case Generator():
                return await self._spoil_pictures(outcome)
            case Writer():
                return self._spoil_words(outcome)
            case Upscaler():
                return outcome

    def _spoil_weights(self, url: str) -> None:
        path = self.files.find(url)
        if path is None:
            return
        if self.faults.take(Fault.TRUNCATED_WEIGHTS) is not None:
            data = path.read_bytes()
            path.write_bytes(data[: len(data) // 2])
        if self.faults.take(Fault.MISSING_WEIGHTS) is not None:
            path.unlink()

    def _spoil_words(self, outcome: Outcome) -> Outcome:
        if self.faults.take(Fault.REFUSE_WRITING) is not None:
            return _flagged()
        nonsense = self.faults.take(Fault.WRITE_NONSENSE)
        if isinstance(nonsense, str):
            return Outcome(200, outcome.body | {"output": nonsense})
        return outcome

    async def _spoil_pictures(self, outcome: Outcome) -> Outcome:
        if self.faults.take(Fault.REFUSE_CONTENT) is not None:
            return _flagged()
        body = dict(outcome.body)
        images = list(body["images"])
        flags = list(body["has_nsfw_concepts"])
        first = self.files.find(images[0]["url"])
        if self.faults.take(Fault.BLACK_PICTURE) is not None:
            flags[0] = True
            if first is not None:
                image = images[0]
                data = await asyncio.to_thread(
                    black, image["width"], image["height"], image["content_type"]
                )
                first.write_bytes(data)
        corrupt = self.faults.take(Fault.CORRUPT_PICTURE)
        if isinstance(corrupt, float):
            damaged = self.files.find(images[int(corrupt)]["url"])
            if damaged is not None:
                data = damaged.read_bytes()
                damaged.write_bytes(data[: len(data) // 3])
        withhold = self.faults.take(Fault.WITHHOLD_PICTURE)
        if isinstance(withhold, float):
            self.files.withhold(images[-1]["url"], int(withhold))
        missing = self.faults.take(Fault.FEWER_PICTURES)
        if isinstance(missing, float | int):
            keep = max(0, len(images) - int(missing))
            images, flags = images[:keep], flags[:keep]
        return Outcome(200, body | {"images": images, "has_nsfw_concepts": flags})

    def _finish(self, record: Record, outcome: Outcome) -> None:
        record.status = QueueStatus.COMPLETED
        record.completed_at = self.clock()
        record.outcome = outcome
        record.result_lost = self.faults.take(Fault.LOSE_RESULT) is not None
        self._note(record)
        self.herald.announce(record)


def _flagged() -> Outcome:
    item = detail(
        ("body", "prompt"),
        "content_policy_violation",
        "The content could not be processed because it was flagged by a "
        "content checker.",
    )
    return Outcome(422, {"detail": [item]})


@attrs.define(eq=False)
class QueueRoutes:
    """fal's queue protocol over HTTP."""

    queue: Queue
    authorized: Callable[[web.Request], bool]
    #: Waits until the webhook of a record was tried once.
    tried_once: Callable[[Record], Awaitable[None]]
    stopping: asyncio.Event
    #: Where the queue is served; known once the server listens.
    url: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Find out what is asked and answer it."""
        parts = request.match_info["path"].strip("/").split("/")
        known = self._find(parts)
        response: web.StreamResponse
        if request.method == "POST":
            return await self._submit(request, "/".join(parts))
        if not self.authorized(request):
            response = unauthorized()
        elif known is None:
            response = web.json_response(_NOT_FOUND, status=404)
        else:
            record, action = known
            response = self._answer_about(request, record, action)
            response.headers["x-fal-request-id"] = record.request_id
        return response

    def _find(self, parts: list[str]) -> tuple[Record, str] | None:
        # owner/app/requests/id[/action]: status URLs drop the endpoint's sub-path
        if len(parts) not in {4, 5} or parts[2] != "requests":
            return None
        record = self.queue.books.find(parts[3])
        if record is None or record.removed or record.app != "/".join(parts[:2]):
            return None
        return record, parts[4] if len(parts) == 5 else "response"

    def _answer_about(
        self, request: web.Request, record: Record, action: str
    ) -> web.Response:
        faults = self.queue.faults
        match request.method, action:
            case "GET", "status":
                if faults.take(Fault.STATUS_UNAVAILABLE) is not None:
                    return web.json_response({"detail": "Unavailable"}, status=503)
                logs = request.query.get("logs", "").lower() in {"1", "true"}
                return web.json_response(
                    self._status(record, with_logs=logs),
                    status=200 if record.completed else 202,
                )
            case "GET", "response":
                if not record.completed or record.outcome is None:
                    body = {"detail": "Request is still in progress"}
                    return web.json_response(body, status=400)
                if faults.take(Fault.RESULT_UNAVAILABLE) is not None:
                    return web.json_response({"detail": "Unavailable"}, status=503)
                if record.result_lost:
                    return web.json_response(_NOT_FOUND, status=404)
                return self._result(record.outcome)
            case "PUT", "cancel":
                status, word = _CANCEL_ANSWERS[self.queue.cancel(record)]
                return web.json_response({"status": word}, status=status)
            case _:
                return web.json_response({"detail": "Method Not Allowed"}, status=405)

    def _result(self, outcome: Outcome) -> web.Response:
        response = web.json_response(
            outcome.body, status=outcome.http_status, headers=outcome.headers
        )
        if outcome.error_type is not None:
            response.headers["X-Fal-Error-Type"] = outcome.error_type
        return response

    def _addresses(self, record: Record) -> dict[str, str]:
        base = f"{self.url}/{record.app}/requests/{record.request_id}"
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
            trained = isinstance(MODELS[record.endpoint], Trainer)
            now = self.queue.clock()
            body["logs"] = training_log(record, now) if trained else []
        if record.status is QueueStatus.IN_QUEUE:
            body["queue_position"] = self.queue.position(record)
        if record.completed and record.outcome is not None:
            if record.started_at is not None and record.completed_at is not None:
                seconds = round(record.completed_at - record.started_at, 3)
                body["metrics"] = {"inference_time": seconds}
            # A model's 422 shows only in the result, not here.
            if record.outcome.error is not None:
                body["error"] = record.outcome.error
                body["error_type"] = record.outcome.error_type
        return body

    async def _submit(self, request: web.Request, endpoint: str) -> web.StreamResponse:
        faults = self.queue.faults
        if not self.authorized(request):
            return unauthorized()
        refused = faults.take(Fault.REFUSE_SUBMIT)
        if isinstance(refused, float | int):
            return _refusal(int(refused), endpoint)
        model = MODELS.get(endpoint)
        if model is None or endpoint in faults.endpoints_gone:
            return _refusal(404, endpoint)
        if isinstance(model, Writer) and faults.take(Fault.WRITER_DOWN) is not None:
            return _refusal(503, endpoint)
        try:
            arguments = json.loads(await request.read(), parse_constant=_not_json)
        except (ValueError, RecursionError):
            item = detail(("body",), "json_invalid", "JSON decode error")
            return web.json_response({"detail": [item]}, status=422)
        longest = request.query.get("fal_max_queue_length", "")
        if longest.isdecimal() and self.queue.waiting > int(longest[:9]):
            return _refusal(429, endpoint)
        at_once = faults.take(Fault.WEBHOOK_BEFORE_ANSWER) is not None
        record = self.queue.submit(
            endpoint,
            arguments,
            webhook_url=request.query.get("fal_webhook"),
            start_within=_seconds(request.headers.get("X-Fal-Request-Timeout")),
            at_once=at_once,
        )
        return await self._answer_submit(request, record, at_once=at_once)

    async def _answer_submit(
        self, request: web.Request, record: Record, *, at_once: bool
    ) -> web.StreamResponse:
        faults = self.queue.faults
        if at_once:
            await self.tried_once(record)
        if faults.take(Fault.DROP_SUBMIT) is not None and request.transport:
            request.transport.abort()
        slow = faults.take(Fault.SLOW_SUBMIT)
        if isinstance(slow, float | int):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), slow)
        return web.json_response(
            {
                "status": "IN_QUEUE",
                "request_id": record.request_id,
                "gateway_request_id": record.gateway_request_id,
                "queue_position": self.queue.position(record)
                if record.status is QueueStatus.IN_QUEUE
                else 0,
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
    """Refuse a submit the way fal, its gateway or its billing does."""
    match status:
        case 401:
            return unauthorized()
        case 403:
            reason = "User is locked. Reason: Exhausted balance. Top up your balance"
            body = {"detail": f"{reason} at fal.ai/dashboard/billing"}
            return web.json_response(body, status=403)
        case 404:
            body = {"detail": f"Application '{endpoint[:100]}' not found"}
            return web.json_response(body, status=404)
        case 429:
            item = detail(
                (), "concurrent_requests_limit", "Concurrent requests limit reached"
            )
            return web.json_response(
                {"detail": [item]}, status=429, headers={"X-Fal-needs-retry": "1"}
            )
        case 502 | 503 | 504:
            # Without x-fal-request-id: the gateway never passed it on.
            return web.Response(text=_NGINX, status=status, content_type="text/html")
        case _:
            body = {"detail": "Internal Server Error"}
            return web.json_response(body, status=status)
