"""Words that are not drawn: nothing is charged, whichever way they come."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import attrs
import pytest

from tests.core.world import ANNA, OWNER, World, installed
from tests.packs import pack_of

from avatar_core import (
    Job,
    JobId,
    JobKind,
    JobStatus,
    PictureId,
    Scene,
    Size,
    use_cases,
)
from avatar_core.disputes import Remedy
from avatar_core.errors import Concern, WordsRefusedError
from avatar_core.failures import Cause
from avatar_core.ids import DisputeId, PackId
from avatar_core.pictures import picture_id
from avatar_core.use_cases import UseCases
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
    ("scene", "name"),
    [
        (Scene(text="a nude woman on a beach", negative=""), "Anna"),
        (Scene(text="on a beach", negative="clothes, blur"), "Anna"),
        (Scene(text="in a bikini on a beach", negative=""), "My kid"),
    ],
)
async def test_a_translation_is_judged(world: World, scene: Scene, name: str) -> None:
    """What the enricher made of foreign words ends the order, uncharged and told."""
    avatar = await world.trained()
    await world.avatars.rename(ANNA, avatar.id, name)
    before = await world.available()
    world.provider.scripts.append([scene])
    job = await world.draw(avatar.id, "mujer desnuda en la playa")

    ended = await world.finish(job)

    assert (JobStatus.BLOCKED, Cause.WORDS_REFUSED) == (ended.status, ended.detail)
    assert (0, 0) == world.posts(job)
    assert before == await world.available()
    assert job.id == world.messages.told[-1].job.id


@installed(enriching=True)
async def test_refused_translations_cost_the_owner_little(world: World) -> None:
    """Beyond some in an hour, words are not translated at the owner's expense any more."""
    avatar = await world.trained()
    for _ in range(7):
        world.provider.scripts.append([Scene(text="a nude woman", negative="")])
        await world.finish(await world.draw(avatar.id, "mujer desnuda en la playa"))

    sent = [
        one for one in world.rows._rows.jobs.values() if one.kind is JobKind.ENRICHMENT
    ]
    assert 5 == len(sent)


#: Every way to order pictures of words that were allowed once.
ONCE_MORE: dict[str, Callable[[UseCases, Job, PictureId, JobId], Awaitable[object]]] = {
    "typed": lambda cases, drawn, _, job: cases.pictures.start(
        ANNA,
        drawn.avatar,
        job,
        words="naked on a horse",
        size=Size.SQUARE,
        count=1,
        source=drawn.id,
    ),
    "pack": lambda cases, drawn, _, job: cases.packs.start(
        ANNA, drawn.avatar, job, PackId("bare")
    ),
    "again": lambda cases, _, picture, job: cases.remix.again(ANNA, picture, job),
    "anew": lambda cases, _, picture, job: cases.remix.anew(ANNA, picture, job),
    "resize": lambda cases, _, picture, job: cases.remix.resize(
        ANNA, picture, job, size=Size.STORY
    ),
    "recast": lambda cases, drawn, picture, job: cases.remix.recast(
        ANNA, picture, job, avatar=drawn.avatar
    ),
    "retry": lambda cases, drawn, _, __: cases.admin.jobs.retry(OWNER, drawn.id),
    "remedy": lambda cases, drawn, _, __: cases.admin.disputes(
        OWNER, DisputeId(drawn.id), Remedy.RETRY
    ),
}


@pytest.mark.parametrize("way", ONCE_MORE)
async def test_the_policy_of_now_judges(world: World, way: str) -> None:
    """Words that were allowed when they were drawn are refused, wherever they return."""
    config = attrs.evolve(world.config, words=WordPolicy(nudity=True))
    allowing = use_cases.use_cases(world.ports, config)
    pack = attrs.evolve(
        pack_of(1), id=PackId("bare"), prompts=("{trigger} {gender} naked",)
    )
    world.shelf.packs.append(pack)
    avatar = await world.trained()
    drawn = await allowing.pictures.start(
        ANNA,
        avatar.id,
        world.new_job(),
        words="naked on a horse",
        size=Size.SQUARE,
        count=2,
    )
    if way == "retry":
        await world.run_to(drawn.id, JobStatus.SUBMITTED)
        await world.admin.jobs.release(OWNER, drawn.id)
    await world.run()
    picture = picture_id(drawn.id, 0)
    if way == "remedy":
        await world.cases.disputes(ANNA, DisputeId(drawn.id), drawn.id, "Not me at all")
    number, before = len(world.rows._rows.jobs), await world.accounts.balance(ANNA)

    with pytest.raises(WordsRefusedError):
        await ONCE_MORE[way](world.cases, drawn, picture, world.new_job())

    assert number == len(world.rows._rows.jobs)
    assert before == await world.accounts.balance(ANNA)
    await ONCE_MORE[way](allowing, drawn, picture, world.new_job())
    assert number < len(world.rows._rows.jobs)


def test_orders_are_saved_in_one_place() -> None:
    """A way to order that is added later cannot miss the judgement."""
    adding = [
        file.name
        for file in Path(use_cases.__file__).parent.rglob("*.py")
        for _ in range(file.read_text("utf-8").count("jobs.add("))
    ]
    assert ["ordering.py"] == adding


async def test_the_owner_decides_about_nudity(world: World) -> None:
    """Where it is allowed, the provider's check alone decides."""
    avatar = await world.trained()
    allowing = attrs.evolve(world.pictures.ordering, words=WordPolicy(nudity=True))
    pictures = attrs.evolve(world.pictures, ordering=allowing)

    quote = await pictures.quote(ANNA, avatar.id, words="naked on a horse")

    assert avatar.id == quote.avatar.id
