"""Metrics for Prometheus, at an address of their own.

What happens in this process is counted from the one line that is logged about each
update, request and step of a job. What is in the database is read when it is asked for,
from sums that are kept up, at most every few seconds.
"""

import hmac
import time

from collections.abc import Iterable
from contextlib import AsyncExitStack
from datetime import datetime
from ipaddress import ip_address
from typing import Any, Final

import attrs

from aiohttp import hdrs, web
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from avatar_core.errors import StoreUnavailableError
from avatar_core.incidents import Incident
from avatar_core.margins import Economics
from avatar_core.ports import Clock, Store
from avatar_core.stats import Stats

from .addresses import listening, shown
from .environment import StartError
from .settings import Settings


#: Seconds for which the numbers from the database are reused.
_REUSED_SECONDS: Final = 5.0
_MILLISECONDS: Final = 1000

# Every series would have another one.
disable_created_metrics()  # type: ignore[no-untyped-call]
#: What happened in this process.
_PROCESS: Final = CollectorRegistry()
_UPDATES: Final = Histogram(
    "avatar_update_duration_seconds",
    "Time to handle an update of Telegram.",
    ["outcome"],
    registry=_PROCESS,
)
_REQUESTS: Final = Histogram(
    "avatar_web_request_duration_seconds",
    "Time to answer a request; updates that were taken and good health are not in it.",
    ["route", "status"],
    registry=_PROCESS,
)
_STEPS: Final = Histogram(
    "avatar_job_step_duration_seconds",
    "Time of a step of a job, what it waits for at fal.ai included.",
    ["kind"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
    registry=_PROCESS,
)
_ENDS: Final = Counter(
    "avatar_job_ends",
    "Jobs that this process ended, and what it heard of it by.",
    ["kind", "status", "by"],
    registry=_PROCESS,
)


def count(_: object, __: str, line: Any) -> Any:
    """Count what a line of the log is about; a processor of structlog."""
    say = line.get
    seconds = say("duration_ms", 0) / _MILLISECONDS
    match say("event"):
        case "telegram.update":
            _UPDATES.labels(say("outcome")).observe(seconds)
        case "web.answered":
            _REQUESTS.labels(say("route"), say("status")).observe(seconds)
        case "job.advanced":
            _STEPS.labels(say("kind")).observe(seconds)
            # An end whose telling failed is logged again.
            if say("ended") and not (say("told") or say("troubles")):
                by = "webhook" if say("webhook") else "polling"
                _ENDS.labels(say("kind"), say("status"), by).inc()
    return line


@attrs.frozen(kw_only=True, eq=False)
class Snapshot:
    """What the database says, as Prometheus collects it."""

    stats: Stats
    incidents: Iterable[Incident]
    #: In thousandths of a US dollar.
    cost: int
    income: int | None
    at: datetime

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Yield every gauge."""
        stats = self.stats
        people = _gauge("avatar_people", "People.", "state")
        people.add_metric(["all"], stats.people)
        people.add_metric(["blocked"], stats.blocked)
        people.add_metric(["left"], stats.left)
        jobs = _gauge("avatar_jobs", "Jobs by status.", "kind", "family", "status")
        oldest = _gauge(
            "avatar_jobs_oldest_seconds",
            "Age of the oldest open job.",
            *("kind", "family", "status"),
        )
        for one in stats.jobs:
            labels = [one.kind, one.family or "", one.status]
            jobs.add_metric(labels, one.jobs)
            if one.oldest is not None:
                oldest.add_metric(labels, (self.at - one.oldest).total_seconds())
        credits_ = _gauge("avatar_credits", "Credits moved.", "reason")
        for reason, amount in stats.credits.items():
            credits_.add_metric([reason], amount)
        dollars = _gauge("avatar_dollars", "US dollars, about.", "of")
        dollars.add_metric(["cost"], self.cost / 1000)
        if self.income is not None:
            dollars.add_metric(["income"], self.income / 1000)
        incidents = _gauge("avatar_incident", "Open incidents.", "kind", "model")
        for incident in self.incidents:
            incidents.add_metric([incident.kind, incident.model], 1)
        return people, jobs, oldest, credits_, dollars, incidents


def _gauge(name: str, about: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, labels=labels)


@attrs.define(kw_only=True)
class Metrics:
    """Answers Prometheus."""

    store: Store
    clock: Clock
    economics: Economics
    #: What Prometheus has to know; None: anybody on this machine may ask.
    token: str | None
    _text: bytes = b""
    _read_at: float | None = None

    async def answer(self, request: web.Request) -> web.Response:
        """Return every metric, to who may see them."""
        if self.token is not None:
            given = request.headers.get(hdrs.AUTHORIZATION, "")
            wanted = f"Bearer {self.token}"
            if not hmac.compare_digest(given.encode(), wanted.encode()):
                return web.Response(status=401)
        body = generate_latest(_PROCESS) + await self._stored()
        return web.Response(body=body, headers={hdrs.CONTENT_TYPE: CONTENT_TYPE_LATEST})

    async def _stored(self) -> bytes:
        now = time.monotonic()
        if self._read_at is None or now - self._read_at >= _REUSED_SECONDS:
            registry = CollectorRegistry(auto_describe=False)
            try:
                registry.register(await self._snapshot())
            except StoreUnavailableError:
                return b""  # what is not known is left out
            self._text = generate_latest(registry)
            self._read_at = now
        return self._text

    async def _snapshot(self) -> Snapshot:
        at = self.clock()
        async with self.store.read() as reading:
            stats = await reading.stats.everything(since=at)
            incidents = [one for one in await reading.incidents.all() if one.open]
        return Snapshot(
            stats=stats,
            incidents=incidents,
            cost=stats.cost(self.economics.families, self.economics.models),
            income=stats.worth(self.economics.rates),
            at=at,
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def serve(settings: Settings, metrics: Metrics, stack: AsyncExitStack) -> str:
    """Serve the metrics where the settings say, and return their address.

    Raises:
        StartError: The address cannot be used, or would show them to strangers.
    """
    host, port = listening(settings.metrics_listen or "")
    if metrics.token is None and not _is_loopback(host):
        raise StartError(
            "METRICS_TOKEN: it is missing, and METRICS_LISTEN can be reached from other "
            "machines; set it, or listen at 127.0.0.1."
        )
    application = web.Application()
    application.router.add_get("/metrics", metrics.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=2)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise StartError(
            f"METRICS_LISTEN: {settings.metrics_listen} cannot be listened at "
            f"({error.strerror or error}); choose another port."
        ) from None
    return f"http://{shown(host, runner.addresses[0][1])}/metrics"
