"""fal's platform API: past requests, the catalogue of models, and prices.

Source: the OpenAPI description and the pages of docs.fal.ai/platform-apis/v1/models,
/v1/models/pricing and /v1/models/requests/by-endpoint, as stored in 2026.
"""

import base64
import binascii

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import attrs

from aiohttp import web

from .books import Record
from .endpoints import ENDPOINTS, Endpoint
from .service import Service
from .uploads import iso, unauthorized


_DAY: Final = 24 * 3600.0
_MOST_ENDPOINTS: Final = 50


class _InvalidError(Exception):
    """A query parameter is missing or malformed."""


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
        try:
            return web.json_response(self._page(dict(request.query)))
        except _InvalidError as error:
            return _invalid(str(error))

    async def models(self, request: web.Request) -> web.Response:
        """`GET /models?endpoint_id=`: the named models, deprecated ones included.

        No key is needed. The answer to an unknown name is not documented; here, as
        with search, the entry is missing.
        """
        if (fault := self._fault()) is not None:
            return fault
        deprecated = self.fal.faults.endpoints_deprecated
        models = [
            {
                "endpoint_id": one.name,
                "metadata": {
                    "display_name": one.name,
                    "status": "deprecated" if one.name in deprecated else "active",
                },
            }
            for one in self._known(_names(request))
        ]
        return web.json_response(
            {"models": models, "next_cursor": None, "has_more": False}
        )

    async def pricing(self, request: web.Request) -> web.Response:
        """`GET /models/pricing?endpoint_id=`: the price of a unit of each model.

        Any valid key will do; 1 to 50 names.
        """
        if not self.fal.authorized(request):
            return unauthorized()
        if (fault := self._fault()) is not None:
            return fault
        names = _names(request)
        if not 1 <= len(names) <= _MOST_ENDPOINTS:
            return _invalid("endpoint_id: 1 to 50 are needed")
        prices = [
            {
                "endpoint_id": one.name,
                "unit_price": self.fal.faults.endpoint_prices.get(one.name, one.price),
                "unit": one.unit,
                "currency": "USD",
            }
            for one in self._known(names)
        ]
        return web.json_response(
            {"prices": prices, "next_cursor": None, "has_more": False}
        )

    def _known(self, names: list[str]) -> list[Endpoint]:
        gone = self.fal.faults.endpoints_gone
        return [ENDPOINTS[n] for n in names if n in ENDPOINTS and n not in gone]

    def _fault(self) -> web.Response | None:
        status = self.fal.faults.catalogue_down.take()
        if status is None:
            return None
        page = "<html><body><h1>Not the page you are looking for</h1></body></html>"
        return web.Response(text=page, status=status, content_type="text/html")

    def _page(self, query: dict[str, str]) -> dict[str, Any]:
        endpoint = query.get("endpoint_id", "")
        if not endpoint:
            raise _InvalidError("endpoint_id is required")
        size = _limit(query.get("limit", "50"))
        key = _SORTS.get(query.get("sort_by", "ended_at"))
        if key is None:
            raise _InvalidError("sort_by is ended_at or duration")
        now = self.fal.clock()
        start = _moment(query.get("start"), now - _DAY)
        end = _moment(query.get("end"), now)
        number = _page_number(query.get("cursor"))
        found = [
            record
            for record in self.fal.books.records
            if record.endpoint == endpoint
            and record.started_at is not None
            and record.completed_at is not None
            and not record.removed
            and start <= _moment(iso(record.completed_at), 0.0) < end
            and query.get("status") in {None, _status(record)}
            and query.get("request_id") in {None, record.request_id}
        ]
        found.sort(key=key, reverse=True)
        page = found[(number - 1) * size : number * size]
        more = len(found) > number * size
        payloads = "payloads" in query.get("expand", "").split(",")
        return {
            "items": [_item(record, payloads=payloads) for record in page],
            "has_more": more,
            "next_cursor": _cursor(number + 1) if more else None,
        }


def _names(request: web.Request) -> list[str]:
    """Return the requested names, which are repeated or separated by commas."""
    given = request.query.getall("endpoint_id", [])
    return [name for part in given for name in part.split(",") if name]


def _invalid(message: str) -> web.Response:
    error = {"type": "validation_error", "message": message}
    return web.json_response({"error": error}, status=400)


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:6]) <= 100:
        raise _InvalidError("limit is a number from 1 to 100")
    return int(text)


def _moment(text: str | None, default: float) -> float:
    if text is None:
        return default
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _InvalidError("start and end are dates as in ISO 8601") from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _cursor(number: int) -> str:
    """Return a cursor: the number of the page in base64, as in the documentation."""
    return base64.b64encode(str(number).encode()).decode()


def _page_number(cursor: str | None) -> int:
    if cursor is None:
        return 1
    try:
        number = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, ValueError):
        number = ""
    if not number.isdecimal() or not int(number[:6]) >= 1:
        raise _InvalidError("cursor is malformed")
    return int(number[:6])


def _status(record: Record) -> str:
    status = record.outcome.http_status if record.outcome else 500
    if status < 400:
        return "success"
    return "user_error" if status < 500 else "error"


def _duration(record: Record) -> float:
    return (record.completed_at or 0.0) - (record.started_at or 0.0)


_SORTS: Final[dict[str, Callable[[Record], float]]] = {
    "ended_at": lambda record: record.completed_at or 0.0,
    "duration": _duration,
}


def _item(record: Record, *, payloads: bool) -> dict[str, Any]:
    item: dict[str, Any] = {
        "request_id": record.request_id,
        "endpoint_id": record.endpoint,
        "sent_at": iso(record.submitted_at),
        "started_at": iso(record.started_at or 0.0),
        "ended_at": iso(record.completed_at or 0.0),
        "status_code": record.outcome.http_status if record.outcome else None,
        "duration": _duration(record),
    }
    if payloads:
        item["json_input"] = record.input
        item["json_output"] = record.outcome.body if record.outcome else None
    return item
