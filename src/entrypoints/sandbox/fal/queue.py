"""The queue: positions, slots and how long the work takes."""

import asyncio
import logging
import uuid

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import attrs

from .endpoints import ENDPOINTS, Kind, Refusal, refusal
from .generation import generate
from .records import Delivery, Outcome, QueueStatus, Record
from .service import Service, Work
from .spoiling import spoil
from .training import train
from .upscaling import upscale
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

    def submit(
        self,
        endpoint: str,
        body: Any,
        *,
        webhook_url: str | None = None,
        start_within: float | None = None,
        at_once: bool = False,
    ) -> Record:
        """Accept a request; from here on it is paid for.

        It must start within *start_within* seconds. One that runs *at_once* takes no
        time, however many run already.
        """
        now = self.fal.clock()
        trains = ENDPOINTS[endpoint].kind is Kind.TRAINER
        duration = self.fal.training_seconds if trains else self.fal.picture_seconds
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
        self.fal.note(record)
        if at_once:
            self._begin(record)
        self._fill_slots()
        self._watch_deadline(record)
        return record

    def cancel(self, record: Record) -> tuple[int, str]:
        """Stop *record* and return the answer's status and word.

        A request that still waits is removed and forgotten.
        Source: fal.ai/docs/inference-api/queue/cancel.
        """
        if record.completed:
            return 400, "ALREADY_COMPLETED"
        # fal documents no webhook for a cancelled request.
        record.delivery = Delivery.NONE
        record.removed = record.status is QueueStatus.IN_QUEUE
        self._finish(record, _CANCELLED)
        task = self._running.pop(record.request_id, None)
        if task is not None:
            task.cancel()
        self._fill_slots()
        return (200, "OK") if record.removed else (202, "CANCELLATION_REQUESTED")

    def position(self, record: Record) -> int:
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
        self.webhooks.announce(record)
