"""Everything at once, in every order that a seed can think of.

There is no event loop here: a scheduler picks, at every await, who goes on.
"""

import random

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import attrs
import pytest

from tests.core.world import ANNA, BORIS, World
from tests.schedule import drive, give_way, interleave

from avatar_core import (
    AvatarId,
    AvatarStatus,
    Job,
    JobId,
    JobKind,
    JobStatus,
    Policy,
    Size,
)
from avatar_core.errors import RefusedError
from avatar_core.failures import Failure
from avatar_core.ports import Refused, Running
from avatar_core.testing.provider import SubmitFault


async def _tap(action: Callable[[], Awaitable[object]], refusals: Counter[str]) -> None:
    """Do what a person does; being refused is fine, anything else is not."""
    try:
        await action()
    except RefusedError as error:
        refusals[type(error).__name__] += 1


@attrs.frozen
class Day:
    """A busy day in one world."""

    world: World
    dice: random.Random
    #: Whether time may pass while a worker is in the middle of something.
    rough: bool
    refusals: Counter[str] = attrs.field(factory=Counter)
    working: Counter[str] = attrs.field(factory=Counter)

    async def worker(self) -> None:
        """Look for work, again and again."""
        for _ in range(25):
            for job in await self.world.sweep.due_jobs():
                self.working["now"] += 1
                await self.world.advance(job)
                self.working["now"] -= 1
            await give_way()

    async def time(self) -> None:
        """Let time pass, but not while a POST is under way: those are bounded."""
        for _ in range(120):
            await give_way()
            calm = not self.working["now"]
            if (calm or self.rough) and not self.world.fate.busy["submit"]:
                seconds = self.dice.choice([1, 5, 20, 65, 130 if self.rough else 5])
                self.world.clock.advance(timedelta(seconds=seconds))

    async def webhooks(self) -> None:
        """Tell of requests, true and false, once and twice."""
        for _ in range(30):
            for request in list(self.world.provider.requests.values()):
                if self.dice.random() < 0.3:
                    await self.world.advance.webhook_received(request.token, request.id)
                if self.dice.random() < 0.1:
                    await self.world.advance.webhook_received(request.token, "req-0")
            await give_way()

    async def owner(self, avatar: AvatarId, job: JobId) -> None:
        """Tap on everything there is."""
        world = self.world
        spare = [world.new_job() for _ in range(3)]

        async def cancel_all() -> None:
            for one in [job, *spare]:
                await _tap(partial(world.cancel_job, ANNA, one), self.refusals)

        taps: list[Callable[[], Awaitable[object]]] = [
            lambda: world.training.start(ANNA, avatar, job),
            lambda: world.training.start(ANNA, avatar, job),
            lambda: world.training.start(ANNA, avatar, spare[0]),
            lambda: world.cancel_job(ANNA, job),
            cancel_all,
            lambda: world.avatars.reopen(ANNA, avatar),
            lambda: world.upload(avatar, b"photo more"),
            lambda: world.avatars.rename(ANNA, avatar, "Nora"),
            lambda: world.avatars.make_main(ANNA, avatar),
            lambda: world.pictures.start(
                ANNA, avatar, spare[1], words="at sea", size=Size.SQUARE, count=3
            ),
            lambda: world.pictures.start(
                ANNA, avatar, spare[1], words="at sea", size=Size.SQUARE, count=3
            ),
            lambda: world.descriptions.start(ANNA, avatar, spare[2], b"photo of a sea"),
            self.enlarge,
            lambda: world.avatars.delete(ANNA, avatar),
        ]
        weights = [4, 4, 3, 1, 1, 2, 2, 1, 2, 4, 4, 2, 2, 0.3]
        for tap in self.dice.choices(taps, weights, k=14):
            await _tap(tap, self.refusals)
            for _ in range(self.dice.randrange(25)):
                await give_way()

    async def enlarge(self) -> None:
        """Have any delivered picture enlarged."""
        for picture in list(self.world.rows._rows.pictures)[:1]:
            await self.world.upscales.start(ANNA, picture, self.world.new_job())

    async def stranger(self, avatar: AvatarId, job: JobId) -> None:
        """Try another's ids."""
        world = self.world
        for _ in range(3):
            await _tap(lambda: world.cancel_job(BORIS, job), self.refusals)
            await _tap(lambda: world.training.start(BORIS, avatar, job), self.refusals)
            await _tap(lambda: world.avatars.delete(BORIS, avatar), self.refusals)


def _busy_day(seed: int, *, rough: bool) -> Day:
    # S311: repeatable, not secret.
    dice = random.Random(seed)  # noqa: S311 - an order, no secret
    world = World(policy=Policy(max_open_jobs=3), enriching=True)
    faults = [None, None, *SubmitFault]
    world.provider.faults.extend(dice.choices(faults, k=3))
    for _ in range(3):
        world.provider.scripts.append(
            dice.choice([(), (), (), (Refused("no"),), (Running(1),)])
        )
    world.messages.unavailable = dice.randrange(3)
    drive(world.draft(BORIS))
    avatar, job = drive(world.with_photos()).id, world.new_job()
    day = Day(world, dice, rough)
    interleave(
        dice,
        [
            day.owner(avatar, job),
            day.owner(avatar, job),
            day.stranger(avatar, job),
            day.webhooks(),
            day.time(),
            *(day.worker() for _ in range(3)),
        ],
    )
    drive(world.run())
    drive(world.sweep.delete_scheduled())
    return day


def _check(day: Day) -> None:
    world = day.world
    world.check_books()
    told = Counter(news.job.id for news in world.messages.told)
    for job in world.rows._rows.jobs.values():
        assert not job.open
        if job.silent:
            assert 0 == told[job.id]
            continue
        if not day.rough:
            assert 1 == told[job.id]
            assert Failure.SET_ASIDE is not job.failure
        elif job.failure is not Failure.SET_ASIDE:
            assert told[job.id] >= 1


@pytest.mark.parametrize("block", range(10))
def test_a_busy_day(block: int) -> None:
    """Whoever overtakes whom: nothing paid or told twice, all books right."""
    for seed in range(block * 12, block * 12 + 12):
        _check(_busy_day(seed, rough=False))


@pytest.mark.parametrize("block", range(10))
def test_a_rough_day(block: int) -> None:
    """Workers that outlive their leases undo nothing and pay nothing twice."""
    for seed in range(block * 12, block * 12 + 12):
        _check(_busy_day(seed, rough=True))


def test_the_days_are_busy() -> None:
    """The seeds reach every kind of end, and refusals of every kind."""
    jobs: list[Job] = []
    refusals: Counter[str] = Counter()
    avatars = set()
    for seed in range(40):
        day = _busy_day(seed, rough=seed % 2 == 0)
        jobs += day.world.rows._rows.jobs.values()
        avatars |= {one.status for one in day.world.rows._rows.avatars.values()}
        refusals += day.refusals

    kinds = {job.kind for job in jobs}
    assert set(JobKind) - {JobKind.UPSCALE} == kinds - {JobKind.UPSCALE}
    ends = {job.status for job in jobs}
    assert {JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED} <= ends
    assert {JobStatus.BLOCKED, JobStatus.EXPIRED} & ends
    assert {AvatarStatus.COMPLETED, AvatarStatus.DELETED} <= avatars
    assert {"NotFoundError", "ActionNotAllowedError", "AvatarNotReadyError"} <= set(
        refusals
    )
