"""Admins who make promo codes and answer complaints, sometimes at the same time."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import attrs

from tests.schedule import sleep

from avatar_core import PaymentId, PersonId
from avatar_core.disputes import Remedy
from avatar_core.errors import AlreadyExistsError
from avatar_core.ids import DisputeId
from avatar_core.orders import again_id
from avatar_core.timelines import DisputeFile

from .world import ADMINS, CODES, World


@attrs.define(eq=False)
class Proprietors:
    """All admins."""

    world: World

    def begin(self) -> None:
        """Start to make promo codes and to answer complaints."""
        self.world.messenger.on_opened = self._hear
        self.world.begin("codes", self._make_codes())

    async def _make_codes(self) -> None:
        world, dice = self.world, self.world.dice
        for code, (credits_, uses) in CODES.items():
            valid = timedelta(seconds=dice.choice([15, 3600, 48 * 3600]))
            until = world.schedule() + valid
            make = partial(self._make, code, credits_, uses, until)
            await world.tap("new code", make)
        if dice.random() < 0.2:
            await sleep(dice.random() * 20)
            code = dice.choice([*CODES])
            if await world.tap(
                "stop code", partial(world.cases.admin.promos.stop, ADMINS[1], code)
            ):
                world.promises.stopped[code] = world.schedule()

    async def _make(self, code: str, credits_: int, uses: int, until: datetime) -> None:
        with suppress(AlreadyExistsError):  # the answer to an earlier tap was lost
            await self.world.cases.admin.promos.create(
                ADMINS[0], code, credits=credits_, uses=uses, valid_until=until
            )

    def _hear(self, file: DisputeFile) -> None:
        dice = self.world.dice
        together = dice.random() < 0.4
        after = dice.random() * 600
        for admin in ADMINS if together else ADMINS[:1]:
            work = self._look_into(admin, file.dispute.id, after)
            self.world.begin("answer", work)
        payment = file.dispute.payment
        if payment is not None and dice.random() < 0.2:
            self.world.begin("give up", self._give_up(payment, after))

    async def _look_into(
        self, admin: PersonId, dispute: DisputeId, after: float
    ) -> None:
        world = self.world
        files: list[DisputeFile] = []

        async def look() -> None:
            files.append(await world.cases.admin.disputes.file(admin, dispute))

        await sleep(after)
        if not await world.tap("file", look) or not files[-1].remedies:
            return
        file = files[-1]
        remedy = world.dice.choice(sorted(file.remedies))
        if remedy is Remedy.RETRY and file.timeline.job is not None:
            world.promises.offered.add(again_id(file.timeline.job.id))
        if not await self._answer(admin, dispute, remedy):
            await self._answer(admin, dispute, Remedy.WORDS)

    async def _answer(
        self, admin: PersonId, dispute: DisputeId, remedy: Remedy
    ) -> bool:
        answer = partial(self.world.cases.admin.disputes, admin, dispute, remedy)
        return await self.world.tap(f"answer: {remedy}", answer)

    async def _give_up(self, payment: PaymentId, after: float) -> None:
        await sleep(after)
        give_up = partial(self.world.cases.admin.payments, ADMINS[0], payment)
        await self.world.tap("give up", give_up)
