"""Orders: what they cost, when they are refused, and that each is taken once."""

import asyncio
import re

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.core.world import ANNA, World, installed

from avatar_core import (
    AvatarEvent,
    AvatarId,
    AvatarStatus,
    GenerationOrder,
    Job,
    JobStatus,
    Policy,
    PriceBook,
    Size,
)
from avatar_core.audit import Entity
from avatar_core.errors import (
    ActionNotAllowedError,
    AvatarNotReadyError,
    IllegalTransitionError,
    InsufficientCreditsError,
    PhotoCountError,
    TextFault,
    TextLengthError,
    TooManyOpenJobsError,
)
from avatar_core.ports import Refused, Wake


# --- what is ordered ------------------------------------------------------


async def test_a_training_holds_its_price(world: World) -> None:
    """Ordering holds the price and wakes a worker."""
    avatar = await world.with_photos()
    quote = await world.training.quote(ANNA, avatar.id)

    job = await world.training.start(ANNA, avatar.id, world.new_job())

    balance = await world.accounts.balance(ANNA)
    assert (150, 1000) == (quote.price, quote.balance.available)
    assert (850, 150) == (balance.available, balance.held)
    assert [Wake(job.id, to_send=True)] == world.rows.enqueued
    assert JobStatus.REQUESTED is job.status


@pytest.mark.parametrize("count", [1, 4])
async def test_pictures_hold_their_price(world: World, count: int) -> None:
    """The price of each picture is held, and the order is complete."""
    avatar = await world.trained()
    quote = await world.pictures.quote(ANNA, avatar.id)

    job = await world.draw(avatar.id, "on a beach", size=Size.STORY, count=count)

    balance, order = await world.accounts.balance(ANNA), job.order
    assert (20, 850, avatar) == (
        quote.prices.pictures(4),
        quote.balance.available,
        quote.avatar,
    )
    assert (850 - 5 * count, 5 * count) == (balance.available, balance.held)
    assert isinstance(order, GenerationOrder)
    assert 0 <= order.seed < 2**31
    assert ("on a beach", Size.STORY, count) == (order.words, order.size, order.count)


@installed(prices=PriceBook(training=150, welcome=150))
async def test_the_last_credit_can_be_spent(world: World) -> None:
    """An exact balance covers the price."""
    await world.ordered_training()

    assert 0 == await world.available()


@installed(prices=PriceBook(welcome=0, training=0, picture=0))
async def test_an_installation_may_charge_nothing(world: World) -> None:
    """Free jobs are settled like any other."""
    job = await world.ordered_pictures(2)

    assert JobStatus.SUCCEEDED is (await world.finish(job)).status
    assert 0 == await world.available()


# --- refusals -------------------------------------------------------------


Order = Callable[[World, AvatarId], Awaitable[Job]]


async def _train(world: World, avatar: AvatarId) -> Job:
    return await world.training.start(ANNA, avatar, world.new_job())


def _draw(**how: Any) -> Order:
    return lambda world, avatar: world.draw(avatar, **how)


@pytest.mark.parametrize(
    ("photos", "order", "error"),
    [
        (0, _train, PhotoCountError(AvatarStatus.DRAFT, AvatarEvent.START, 0, 10, 20)),
        (
            9,
            _train,
            PhotoCountError(
                AvatarStatus.PHOTOS_UPLOADING, AvatarEvent.START, 9, 10, 20
            ),
        ),
        (12, _draw(), AvatarNotReadyError(AvatarStatus.PHOTOS_UPLOADING)),
        (
            None,
            _train,
            IllegalTransitionError(AvatarStatus.COMPLETED, AvatarEvent.RETRY),
        ),
        (None, _draw(words=" a "), TextLengthError(TextFault.TOO_SHORT, 1, 3, 1000)),
        *((None, _draw(count=count), ValueError("count")) for count in (-1, 0, 5)),
    ],
)
async def test_a_refused_order_changes_nothing(
    world: World, photos: int | None, order: Order, error: Exception
) -> None:
    """A refused order holds and changes nothing."""
    avatar = await (world.trained() if photos is None else world.with_photos(photos))
    before = repr(world.rows._rows)

    with pytest.raises(type(error), match=re.escape(str(error))):
        await order(world, avatar.id)

    assert before == repr(world.rows._rows)


@installed(prices=PriceBook(training=150, welcome=149))
async def test_an_order_that_cannot_be_paid_changes_nothing(world: World) -> None:
    """One credit too few is too few; the avatar stays as it is."""
    avatar = await world.with_photos()
    before = repr(world.rows._rows)

    with pytest.raises(InsufficientCreditsError) as caught:
        await _train(world, avatar.id)

    assert (150, 149) == (caught.value.price, caught.value.available)
    assert before == repr(world.rows._rows)
    assert [] == world.rows.enqueued


async def test_only_a_trained_avatar_is_quoted(world: World) -> None:
    """Before its training an avatar has no price of pictures."""
    avatar = await world.with_photos()

    with pytest.raises(AvatarNotReadyError):
        await world.pictures.quote(ANNA, avatar.id)


# --- at once ----------------------------------------------------------------


async def test_two_taps_are_one_order(world: World) -> None:
    """The same order twice, at once or later, is one job with one hold."""
    avatar = await world.with_photos()
    job = world.new_job()

    first, second = await asyncio.gather(
        *(world.training.start(ANNA, avatar.id, job) for _ in range(2))
    )
    third = await world.training.start(ANNA, avatar.id, job)

    assert first == second == third
    assert 850 == await world.available()
    assert 1 == len(world.rows._rows.holds)


@pytest.mark.parametrize("what", ["order", "cancel"])
async def test_only_one_of_two_at_once_succeeds(world: World, what: str) -> None:
    """Two orders for one avatar are one training; two cancellations pay back once."""
    avatar = await world.with_photos()
    if what == "cancel":
        job = await _train(world, avatar.id)
        twice = [world.cancel_job(ANNA, job.id) for _ in range(2)]
    else:
        twice = [_train(world, avatar.id) for _ in range(2)]

    ends = await asyncio.gather(*twice, return_exceptions=True)

    assert 1 == sum(isinstance(end, ActionNotAllowedError) for end in ends)
    assert (1000 if what == "cancel" else 850) == await world.available()


@installed(policy=Policy(max_open_jobs=2))
async def test_too_many_open_jobs(world: World) -> None:
    """The number of open jobs is limited; one that ends makes room."""
    avatar = await world.trained()

    ends = await asyncio.gather(
        *(world.draw(avatar.id) for _ in range(4)), return_exceptions=True
    )

    assert 2 == sum(isinstance(end, TooManyOpenJobsError) for end in ends)
    assert 850 - 10 == await world.available()
    open_one = next(end for end in ends if isinstance(end, Job))
    await world.cancel_job(ANNA, open_one.id)
    await world.draw(avatar.id)


# --- once more --------------------------------------------------------------


async def test_retrying_a_failed_training(world: World) -> None:
    """Another training with the same photos is another job, paid once."""
    world.provider.scripts.append([Refused("broken")])
    failed = await world.finish(await world.ordered_training())

    again = await world.finish(await _train(world, failed.avatar))

    assert again.order != failed.order
    assert 850 == await world.available()
    assert [JobStatus.FAILED, JobStatus.SUCCEEDED] == world.statuses_told()
    assert ["photos_uploading", "training", "failed", "training", "completed"] == (
        world.trail(Entity.AVATAR, failed.avatar)[1:]
    )


async def test_reopening_a_failed_training(world: World) -> None:
    """The photos are still there, more can be added, and it can start again."""
    world.provider.scripts.append([Refused("broken")])
    job = await world.finish(await world.ordered_training())
    await world.sweep.delete_scheduled()

    reopened = await world.avatars.reopen(ANNA, job.avatar)
    await world.upload(job.avatar, b"photo one more")
    await world.finish(await _train(world, job.avatar))

    assert AvatarStatus.PHOTOS_UPLOADING is reopened.status
    avatar = await world.avatar(job.avatar)
    assert (AvatarStatus.COMPLETED, 13) == (avatar.status, avatar.photo_count)
    with pytest.raises(ActionNotAllowedError):
        await world.avatars.reopen(ANNA, job.avatar)
