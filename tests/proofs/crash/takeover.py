"""Measures how long work is interrupted when its process is killed."""

import time

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

import attrs

from aiogram.types import LabeledPrice
from tests.e2e.journey import Visitor
from tests.e2e.process import Process
from tests.e2e.world import HOST, World, free_port, world_in

from adapters.sql import check_books
from adapters.sql.tables import scheduled_deletions
from avatar_core import PersonId
from avatar_core.ids import DisputeId
from avatar_core.incidents import IncidentKind
from avatar_core.notices import Notice, NoticeKind
from avatar_core.use_cases import FileDispute
from avatar_core.use_cases.incidents import report
from entrypoints.settings import Settings

from .boundary import Boundary
from .gate import Gate, gate_to
from .life import Plan
from .people import PATIENCE
from .proof import Findings


#: Interrupted work goes on within this many seconds after a kill.
WITHIN: Final = 20.0
_OLGA: Final = 77


@attrs.define(kw_only=True)
class Takeover:
    """The product behind two gates, killed once during each kind of work."""

    world: World
    data: Path
    telegram: Gate
    fal: Gate
    #: Start the next process before the kill instead of after it.
    overlapping: bool
    life: Process
    anna: Visitor
    olga: Visitor
    #: Seconds from each kill until the work went on.
    took: dict[str, float] = attrs.field(factory=dict)
    _lives: int = 0

    async def run(self) -> None:
        """Kill the product during every kind of work."""
        await self.olga.comes()
        await self.anna.is_ready_to_train()
        await self._train()
        await self._draw()
        await self._tell_others()
        await self._delete()

    async def _train(self) -> None:
        anna, fal = self.anna, self.fal

        async def train() -> None:
            await anna.presses("Start the training")

        await self._kill("upload of photos", fal, rb"POST /cdn/files/upload", train)
        await self._kill("download of weights", fal, rb"GET /files/\S+safetensors")
        await self._kill("telling of an avatar", self.telegram, rb"is ready!")
        await anna.sees("is ready!")

    async def _draw(self) -> None:
        anna, fal = self.anna, self.fal

        async def draw() -> None:
            await anna.orders_pictures(2)

        async def draw_another() -> None:
            await anna.orders_pictures(1)

        await self._kill(
            "request without an answer",
            fal,
            rb"POST /queue/",
            draw,
            then=rb"GET /api/v1/models/requests",
        )
        await self._kill("download of pictures", fal, rb"GET /files/\S+\.jpe?g")
        await self._kill("telling of pictures", self.telegram, rb"/sendMediaGroup")
        await anna.receives(2)
        status = rb"GET /queue/\S*/status"
        await self._kill("look at a request", fal, status, draw_another)
        await anna.receives(3)

    async def _tell_others(self) -> None:
        telegram = self.telegram
        await self._kill("refund", telegram, rb"/refundStarPayment", self._pay_foreign)
        await self._kill("notice", telegram, rb"so nice", self._note)
        await self._kill("dispute", telegram, rb"so wrong", self._complain)
        await self._kill("incident", telegram, rb"o webhook", self._report)
        await self._kill("broadcast", telegram, rb"Big news", self._broadcast)
        await self.anna.sees("Big news!")

    async def _delete(self) -> None:
        """Kill the product between the deletion of a blob and the commit."""
        await self.life.kill()
        await self._begin(spared=frozenset(), within="Sweep.delete_scheduled")
        async with self.world.store.work(self._anna) as work:
            await work.deletions.add(["nothing"], at=_now())
        if not await self.life.ended(PATIENCE):
            raise AssertionError("nothing was deleted")
        killed = time.monotonic()
        await self._begin()

        async def gone() -> bool:
            rows = await self.world.rows(scheduled_deletions)
            return "nothing" not in {row["key"] for row in rows}

        await self.world.until(gone)
        self.took["deletion"] = time.monotonic() - killed

    async def _kill(
        self,
        work: str,
        gate: Gate,
        request: bytes,
        begin: Callable[[], Awaitable[object]] | None = None,
        *,
        then: bytes | None = None,
    ) -> None:
        """Kill the product while a request is held, and time the next such request.

        With *then*, only the answer is held, and the next request must match *then*.
        """
        since = time.monotonic()
        gate.hold(request, answer=then is not None)
        if begin is not None:
            await begin()
        await gate.arrived(request, since, PATIENCE)
        old = self.life
        if self.overlapping:
            await self._begin()
        gate.release()
        killed = time.monotonic()
        await old.kill()
        if not self.overlapping:
            await self._begin()
        went_on = await gate.arrived(then or request, killed, PATIENCE)
        self.took[work] = went_on - killed

    async def _begin(
        self, *, spared: frozenset[Boundary] | None = None, within: str = ""
    ) -> None:
        self._lives += 1
        _set(self.world, listen=f"{HOST}:{free_port()}")
        home = self.data / f"life-{self._lives}"
        home.mkdir()
        settings = self.world.settings
        plan = Plan(settings=settings, data=home, spared=spared, within=within)
        self.life = plan.begin()
        await self.life.ready()

    # --- beginning work ---------------------------------------------------

    @property
    def _anna(self) -> PersonId:
        return PersonId(self.anna.person.id)

    async def _pay_foreign(self) -> None:
        """Pay an invoice of another program, which is refunded."""
        async with self.world.cashier() as bot:
            sent = await bot.send_invoice(
                self.anna.person.id,
                title="Something",
                description="Something else",
                payload="an older product",
                currency="XTR",
                prices=[LabeledPrice(label="it", amount=7)],
            )
        messages = self.anna.person.messages
        bill = next(each for each in messages if each.id == sent.message_id)
        await self.anna.person.pay(bill, agreed=True)

    async def _note(self) -> None:
        notice = Notice(
            key="takeover",
            person=self._anna,
            what=NoticeKind.GRANT,
            amount=1,
            why="so nice",
            due_at=_now(),
        )
        async with self.world.store.work(self._anna) as work:
            await work.notices.add(notice)

    async def _complain(self) -> None:
        job = await self.world.job_id()
        complain = FileDispute(self.world.store, _now)
        await complain(self._anna, DisputeId(uuid4()), job, "so wrong")

    async def _report(self) -> None:
        kind = IncidentKind.WEBHOOKS
        await report(self.world.store, kind, "", "a rehearsal", clock=_now)

    async def _broadcast(self) -> None:
        olga = self.olga
        before = olga.last_id
        await olga.person.send_text("/admin")
        await olga.sees_new(before, "Only you see this")
        await olga.presses("📣 Broadcast")
        before = olga.last_id
        self.telegram.release()  # the preview has the same text
        await olga.person.send_text("Big news!")
        await olga.sees_new(before, "get it")
        before = olga.last_id
        await olga.presses("See it as people will")
        await olga.sees_new(before, "This is what people see")
        self.telegram.hold(rb"Big news")
        await olga.presses("Send it now")


def _set(world: World, **changes: str) -> None:
    world.settings = world.settings.model_copy(update=changes)


def _now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def _takeover(
    data: Path, *, overlapping: bool, database_url: str | None
) -> AsyncIterator[Takeover]:
    patience = {
        name: Settings.model_fields[name].default
        for name in ("lease_seconds", "sweep_seconds")
    }
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(
            world_in(
                data,
                database_url=database_url,
                webhooks=False,
                training_seconds=3.0,
                picture_seconds=3.0,
                admin_ids=frozenset({_OLGA}),
                **patience,
            )
        )
        telegram = await stack.enter_async_context(gate_to(world.telegram.url))
        fal = await stack.enter_async_context(gate_to(world.fal.url))
        _set(world, telegram_api_url=telegram.url, fal_url=fal.url)
        life = Plan(settings=world.settings, data=data).begin()
        takeover = Takeover(
            world=world,
            data=data,
            telegram=telegram,
            fal=fal,
            overlapping=overlapping,
            life=life,
            anna=world.visitor(),
            olga=world.visitor(_OLGA, "Olga"),
        )
        takeover.anna.patience = takeover.olga.patience = PATIENCE
        try:
            await life.ready()
            yield takeover
        finally:
            await takeover.life.kill()


async def take_over(
    data: Path, *, overlapping: bool = False, database_url: str | None = None
) -> tuple[dict[str, float], Findings]:
    """Kill the product during every kind of work; return the times and the findings."""
    findings = Findings()
    async with _takeover(
        data, overlapping=overlapping, database_url=database_url
    ) as takeover:
        await takeover.run()
        await takeover.world.all_told()
        await check_books(takeover.world.engine)
        taken = takeover.world.fal.submits_taken
        findings.demand(taken == 3, "nothing is paid twice", taken)
        for words in ("is ready!", "so nice", "Big news!"):
            said = takeover.anna.said(words)
            findings.demand(said == 1, "everything is told once", words, said)
        for work, seconds in takeover.took.items():
            findings.demand(seconds <= WITHIN, f"{work} goes on", f"{seconds:.1f} s")
        return takeover.took, findings
