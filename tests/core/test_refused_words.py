"""Words that are not drawn: nothing is charged, whichever way they come."""

from collections.abc import Awaitable, Callable

import attrs
import pytest

from tests.core.world import ANNA, World, installed
from tests.packs import pack_of

from avatar_core import JobStatus, Scene
from avatar_core.errors import Concern, WordsRefusedError
from avatar_core.failures import Cause
from avatar_core.word_policy import WordPolicy


#: Typed, described, from a pack and drawn again: each ends in an order.
Way = Callable[[World], Awaitable[object]]


async def _typed(world: World) -> object:
    return await world.draw((await world.trained()).id, "naked on a horse")


async def _quoted(world: World) -> object:
    avatar = await world.trained()
    return await world.pictures.quote(ANNA, avatar.id, words="naked on a horse")


async def _from_a_photo(world: World) -> object:
    avatar = await world.trained()
    world.provider.scripts.append([Scene(text="a nude woman", negative="")])
    described = await world.finish(await world.describe(avatar.id))
    return await world.draw(avatar.id, "a nude woman", source=described.id)


async def _undressed_by_the_negative(world: World) -> object:
    avatar = await world.trained()
    world.provider.scripts.append([Scene(text="at the sea", negative="clothes")])
    described = await world.finish(await world.describe(avatar.id))
    return await world.draw(avatar.id, "at the sea", source=described.id)


async def _from_a_pack(world: World) -> object:
    pack = attrs.evolve(pack_of(1), prompts=("{trigger} {gender} in lingerie",))
    world.shelf.packs.append(pack)
    avatar = await world.trained()
    await world.avatars.rename(ANNA, avatar.id, "My kid")
    return await world.packs.start(ANNA, avatar.id, world.new_job(), pack.id)


async def _drawn_again(world: World) -> object:
    avatar = await world.trained()
    job = await world.finish(await world.draw(avatar.id, "in a bikini"))
    await world.avatars.rename(ANNA, avatar.id, "My kid")
    [picture] = world.rows._rows.pictures
    assert job.delivered
    return await world.remix.anew(ANNA, picture, world.new_job())


async def _named(world: World) -> object:
    await world.trained()
    world.clock.advance(world.policy.lease)
    avatar = next(iter(world.rows._rows.avatars))
    return await world.avatars.rename(ANNA, avatar, "Naked Anna")


@pytest.mark.parametrize(
    ("way", "concern"),
    [
        (_typed, Concern.NUDITY),
        (_quoted, Concern.NUDITY),
        (_from_a_photo, Concern.NUDITY),
        (_undressed_by_the_negative, Concern.NUDITY),
        (_from_a_pack, Concern.MINORS),
        (_drawn_again, Concern.MINORS),
        (_named, Concern.NUDITY),
    ],
)
async def test_refused_words_are_never_ordered(
    world: World, way: Way, concern: Concern
) -> None:
    """No job is written and no credit is held for them."""
    with pytest.raises(WordsRefusedError) as refused:
        await way(world)

    assert concern is refused.value.concern
    assert not [job for job in world.rows._rows.jobs.values() if job.open]
    assert 0 == (await world.accounts.balance(ANNA)).held


@pytest.mark.parametrize("named", ["Naked Anna", "With Elon Musk"])
async def test_a_new_avatar_is_not_called_so(world: World, named: str) -> None:
    """Names are judged before there is an avatar."""
    draft = await world.draft()

    with pytest.raises(WordsRefusedError):
        await world.avatars.create(
            ANNA, draft.id, family=draft.family, gender=draft.gender, name=named
        )


@installed(enriching=True)
@pytest.mark.parametrize(
    "scene",
    [
        Scene(text="a nude woman on a beach", negative=""),
        Scene(text="on a beach", negative="clothes, blur"),
    ],
)
async def test_a_translation_is_judged(world: World, scene: Scene) -> None:
    """What the enricher made of foreign words ends the order, uncharged and told."""
    avatar = await world.trained()
    before = await world.available()
    world.provider.scripts.append([scene])
    job = await world.draw(avatar.id, "mujer desnuda en la playa")

    ended = await world.finish(job)

    assert (JobStatus.BLOCKED, Cause.WORDS_REFUSED) == (ended.status, ended.detail)
    assert (0, 0) == world.posts(job)
    assert before == await world.available()
    assert job.id == world.messages.told[-1].job.id


async def test_the_owner_decides_about_nudity(world: World) -> None:
    """Where it is allowed, the provider's check alone decides."""
    avatar = await world.trained()
    allowing = attrs.evolve(world.pictures.ordering, words=WordPolicy(nudity=True))
    pictures = attrs.evolve(world.pictures, ordering=allowing)

    quote = await pictures.quote(ANNA, avatar.id, words="naked on a horse")

    assert avatar.id == quote.avatar.id
