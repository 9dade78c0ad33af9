"""What people agree to before their first photo."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import attrs
import pytest

from tests.core.world import ANNA, OWNER, World

from avatar_core import AvatarId, Gender, Language, PhotoId
from avatar_core.disputes import Remedy
from avatar_core.errors import ConsentMissingError
from avatar_core.ids import DisputeId
from avatar_core.use_cases import UseCases, use_cases


def _asking_again(world: World) -> UseCases:
    """Return the use cases of an owner who has raised the version."""
    return use_cases(world.ports, attrs.evolve(world.config, consent_version=2))


async def _upload(cases: UseCases, world: World, avatar: AvatarId) -> object:
    return await cases.photos.add(ANNA, avatar, PhotoId(world.ids()), b"photo new")


async def _describe(cases: UseCases, world: World, avatar: AvatarId) -> object:
    return await cases.descriptions.start(ANNA, avatar, world.new_job(), b"photo")


async def _train(cases: UseCases, world: World, avatar: AvatarId) -> object:
    return await cases.training.start(ANNA, avatar, world.new_job())


@pytest.mark.parametrize("use", [_upload, _describe, _train])
async def test_no_photo_is_used_without_consent(
    world: World,
    use: Callable[[UseCases, World, AvatarId], Awaitable[object]],
) -> None:
    """Under a newer version nothing is looked at, stored or charged until it is agreed to."""
    ready = use is _describe
    avatar = await (world.trained() if ready else world.with_photos())
    cases = _asking_again(world)
    stored, available = dict(world.kept.kept), await world.available()
    inspected = len(world.photo_inspector.inspected)

    with pytest.raises(ConsentMissingError):
        await use(cases, world, avatar.id)

    assert stored == world.kept.kept
    assert available == await world.available()
    assert inspected == len(world.photo_inspector.inspected)

    await cases.consent(ANNA, 2)

    assert await use(cases, world, avatar.id)


@pytest.mark.parametrize("disputed", [False, True])
async def test_no_training_is_ordered_again_without_consent(
    world: World, disputed: bool
) -> None:
    """An admin cannot have photos sent again before the newer version is agreed to."""
    job = await world.ordered_training()
    await world.admin.jobs.release(OWNER, job.id)
    await world.run()
    cases, dispute = _asking_again(world), DisputeId(job.id)
    await cases.disputes(ANNA, dispute, job.id, "It has failed")

    async def order_again() -> object:
        if disputed:
            return await cases.admin.disputes(OWNER, dispute, Remedy.RETRY)
        return await cases.admin.jobs.retry(OWNER, job.id)

    with pytest.raises(ConsentMissingError):
        await order_again()

    assert 0 == len(world.provider.requests)
    await cases.consent(ANNA, 2)
    assert await order_again()


async def test_a_newcomer_has_not_agreed(world: World) -> None:
    """The first photo of somebody who only entered is refused, with its version."""
    await world.accounts.enter(ANNA, Language.ENGLISH)
    avatar = await world.avatars.create(
        ANNA,
        AvatarId(world.ids()),
        family=world.family.name,
        gender=Gender.FEMALE,
        name="Anna",
    )

    with pytest.raises(ConsentMissingError) as refused:
        await world.upload(avatar.id, b"photo")

    assert 1 == refused.value.version


async def test_a_consent_has_the_time_of_the_first_tap(world: World) -> None:
    """Version and time are kept; a second tap changes neither."""
    await world.enter(ANNA)
    first = await world.accounts.person(ANNA)
    world.clock.advance(timedelta(minutes=1))

    again = await world.cases.consent(ANNA, 1)

    assert again == first
    assert (1, first.created_at) == (first.consent_version, first.consent_at)


@pytest.mark.parametrize("shown", [1, 3])
async def test_only_the_version_of_now_is_agreed_to(world: World, shown: int) -> None:
    """A button of an older version, or a forged one, does not count."""
    await world.enter(ANNA)
    cases = _asking_again(world)

    with pytest.raises(ConsentMissingError):
        await cases.consent(ANNA, shown)

    assert 1 == (await world.accounts.person(ANNA)).consent_version


async def test_who_is_forgotten_is_asked_again(world: World) -> None:
    """Deleting everything deletes the consent."""
    await world.enter(ANNA)
    await world.cases.forget_people(ANNA)
    forgotten = await world.accounts.person(ANNA)
    returned = (await world.accounts.enter(ANNA, Language.ENGLISH)).person

    for person in (forgotten, returned):
        assert (None, None) == (person.consent_version, person.consent_at)
