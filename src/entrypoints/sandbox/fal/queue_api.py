"""fal's queue protocol over HTTP."""

import asyncio
import contextlib
import json

from typing import Any, Final, NoReturn

import attrs

from aiohttp import web

from .endpoints import ENDPOINTS, Kind, detail, refusal
from .queue import Queue
from .records import QueueStatus, Record
from .service import Service
from .training import training_log
from .uploads import unauthorized


_NOT_FOUND: Final = {"status": "NOT_FOUND"}
_NGINX: Final = (
    "<html><head><title>503 Service Temporarily Unavailable</title></head><body>"
    "<center><h1>503 Service Temporarily Unavailable</h1></center>"
    "<hr><center>nginx</center></body></html>"
)


@attrs.define(eq=False)
class QueueApi:
    """Answers everything below the queue's URL."""

    fal: Service
    queue: Queue

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
                status, word = self.queue.cancel(record)
                return web.json_response({"status": word}, status=status)
            case _:
                return web.json_response({"detail": "Method Not Allowed"}, status=405)

    def _result(self, record: Record) -> web.Response:
        outcome = record.outcome
        if outcome is None:
            body = {"detail": "Request is still in progress"}
            return web.json_response(body, status=400)
        if self.fal.faults.result_unavailable.take():
            return web.json_response({"detail": "Unavailable"}, status=503)
        if record.result_lost:
            return web.json_response(_NOT_FOUND, status=404)
        response = web.json_response(
            outcome.body, status=outcome.http_status, headers=outcome.headers
        )
        if outcome.error_type is not None:
            response.headers["X-Fal-Error-Type"] = outcome.error_type
        return response

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
            body["queue_position"] = self.queue.position(record)
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
        if known.kind is Kind.WRITER and faults.writer_down.take():
            return _refusal(503, endpoint)
        try:
            arguments = json.loads(await request.read(), parse_constant=_not_json)
        except (ValueError, RecursionError):
            refused = refusal(("body",), "json_invalid", "JSON decode error")
            return web.json_response(refused.body, status=422)
        at_once = faults.webhook_before_answer.take() is not None
        record = self.queue.submit(
            endpoint,
            arguments,
            webhook_url=request.query.get("fal_webhook"),
            start_within=_seconds(request.headers.get("X-Fal-Request-Timeout")),
            at_once=at_once,
        )
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
                "queue_position": self.queue.position(record),
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
