"""fal's platform API: past requests, the catalogue of models, and prices.

Source: the OpenAPI description and the pages of docs.fal.ai/platform-apis/v1/models,
/v1/models/pricing and /v1/models/requests/by-endpoint, as stored in 2026.
"""

import base64

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import attrs

from aiohttp import web

from .endpoints import ENDPOINTS, Endpoint
from .records import Record
from .service import Service, iso, unauthorized


_DAY: Final = 24 * 3600.0
_MOST_ENDPOINTS: Final = 50


@attrs.frozen
class PlatformApi:
    """The routes of the platform API that the product uses."""

    fal: Service

    async def requests(self, request: web.Request) -> web.Response:
        """`GET /models/requests/by-endpoint`: ended requests, the latest first.

        `sent_at` and `started_at` are required fields and the order is by `ended_at`,
        so requests that wait in the queue, were dropped or removed there, or are still
        running are not listed. `start` defaults to 24 hours ago and `end` to now.
        """
        if not self.fal.authorized(request):
            return unauthorized()
        query, now = request.query, self.fal.clock()
        if query.keys() & {"status", "request_id", "sort_by"}:
            return _invalid("status, request_id and sort_by are not emulated")
        try:
            endpoint, size = query["endpoint_id"], int(query.get("limit", 50))
            number = int(base64.b64decode(query.get("cursor", "MQ=="), validate=True))
            start = _seconds(query["start"]) if "start" in query else now - _DAY
            end = _seconds(query["end"]) if "end" in query else now
        except (KeyError, ValueError):
            return _invalid("endpoint_id, limit, cursor, start or end is malformed")
        if not endpoint or not 1 <= size <= 100 or number < 1:
            return _invalid("endpoint_id, limit or cursor is out of range")
        found = [
            record
            for record in self.fal.requests
            if record.endpoint == endpoint
            and record.started_at is not None
            and record.completed_at is not None
            and not record.removed
            and start <= _seconds(iso(record.completed_at)) < end
        ]
        found.sort(key=lambda record: record.completed_at or 0.0, reverse=True)
        more = len(found) > number * size
        payloads = "payloads" in query.get("expand", "").split(",")
        cursor = base64.b64encode(str(number + 1).encode()).decode()
        return web.json_response(
            {
                "items": [
                    _item(record, payloads=payloads)
                    for record in found[(number - 1) * size : number * size]
                ],
                "has_more": more,
                # The number of the page in base64, as in the documentation.
                "next_cursor": cursor if more else None,
            }
        )

    async def forget(self, request: web.Request) -> web.Response:
        """`DELETE /models/requests/{request_id}/payloads`, for ADMIN keys only.

        Inputs that were uploaded stay. How other keys are refused is not documented.
        Source: fal.ai/docs/platform-apis/v1/models/requests/payloads.
        """
        if not self.fal.authorized(request):
            return unauthorized()
        if not self.fal.admin_key:
            return web.json_response({"detail": "Admin key required"}, status=403)
        record = self.fal.records.get(request.match_info["request_id"])
        if record is None:
            return web.json_response({"detail": "Not Found"}, status=404)
        links = self.fal.files.remove_named_in(record.outcome and record.outcome.body)
        record.stored, record.input, record.prepared = False, None, None
        record.result_lost = True
        if record.outcome is not None:
            record.outcome = attrs.evolve(record.outcome, body=None)
        self.fal.note(record)
        results = [{"link": link, "exception": None} for link in links]
        return web.json_response({"cdn_delete_results": results})

    async def models(self, request: web.Request) -> web.Response:
        """`GET /models?endpoint_id=`: the named models, deprecated ones included.

        No key is needed. The answer to an unknown name is not documented; here, as
        with search, the entry is missing.
        """
        deprecated = self.fal.faults.endpoints_deprecated
        return self._listed(
            request,
            "models",
            lambda one: {
                "metadata": {
                    "display_name": one.name,
                    "status": "deprecated" if one.name in deprecated else "active",
                }
            },
        )

    async def pricing(self, request: web.Request) -> web.Response:
        """`GET /models/pricing?endpoint_id=`: the price of a unit of each model.

        Any valid key will do; 1 to 50 names.
        """
        if not self.fal.authorized(request):
            return unauthorized()
        if not 1 <= len(_names(request)) <= _MOST_ENDPOINTS:
            return _invalid("endpoint_id: 1 to 50 are needed")
        changed = self.fal.faults.endpoint_prices
        return self._listed(
            request,
            "prices",
            lambda one: {
                "unit_price": changed.get(one.name, one.price),
                "unit": one.unit,
                "currency": "USD",
            },
        )

    def _listed(
        self,
        request: web.Request,
        name: str,
        about: Callable[[Endpoint], dict[str, Any]],
    ) -> web.Response:
        if (status := self.fal.faults.catalogue_down.take()) is not None:
            page = "<html><body><h1>Not the page you are looking for</h1></body></html>"
            return web.Response(text=page, status=status, content_type="text/html")
        known = ENDPOINTS.keys() - self.fal.faults.endpoints_gone
        items = [
            {"endpoint_id": each} | about(ENDPOINTS[each])
            for each in _names(request)
            if each in known
        ]
        body = {name: items, "next_cursor": None, "has_more": False}
        return web.json_response(body)


def _names(request: web.Request) -> list[str]:
    """Return the requested names, which are repeated or separated by commas."""
    given = request.query.getall("endpoint_id", [])
    return [name for part in given for name in part.split(",") if name]


def _invalid(message: str) -> web.Response:
    error = {"type": "validation_error", "message": message}
    return web.json_response({"error": error}, status=400)


def _seconds(text: str) -> float:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _item(record: Record, *, payloads: bool) -> dict[str, Any]:
    started, ended = record.started_at or 0.0, record.completed_at or 0.0
    item: dict[str, Any] = {
        "request_id": record.request_id,
        "endpoint_id": record.endpoint,
        "sent_at": iso(record.submitted_at),
        "started_at": iso(started),
        "ended_at": iso(ended),
        "status_code": record.outcome.http_status if record.outcome else None,
        "duration": ended - started,
    }
    # What is shown of a request without stored payloads is not documented.
    if payloads and record.stored:
        item["json_input"] = record.input
        item["json_output"] = record.outcome.body if record.outcome else None
    return item
