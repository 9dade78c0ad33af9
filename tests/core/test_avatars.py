"""People and their avatars: created, named, chosen, deleted."""

import asyncio

from datetime import timedelta

import attrs
import pytest

from tests.core.world import ANNA, BORIS, OWNER, World, installed

from avatar_core import (
    Avatar,
    AvatarId,
    AvatarStatus,
    Families,
    Gender,
    Language,
    PersonId,
    PriceBook,
)
from avatar_core.avatars import Hair
from avatar_core.errors import (
    ActionNotAllowedError,
    InvalidTextError,
    NotFoundError,
    TooManyAvatarsError,
)
from avatar_core.families import FLUX_PORTRAIT, FLUX_STYLE, Z_IMAGE_PORTRAIT, Family
from avatar_core.orders import GenerationOrder
from avatar_core.prices import Term
from avatar_core.time_zones import TimeZone
from avatar_core.use_cases import use_cases
from avatar_core.use_cases.manage_avatars import MAX_AVATARS


# --- people ---------------------------------------------------------------


async def test_a_newcomer_is_welcomed_once(world: World) -> None:
    """The welcome credits are given once, however many updates come at once."""
    entries = await asyncio.gather(
        *(world.accounts.enter(ANNA, Language.RUSSIAN) for _ in range(5))
    )
    again = await world.accounts.enter(ANNA, Language.ENGLISH)

    assert [1000] * 5 == [entry.balance.available for entry in entries]
    assert 1 == sum(entry.is_new for entry in entries)
    assert (False, Language.RUSSIAN) == (again.is_new, again.person.language)
    assert 1 == len(world.rows._rows.postings)


@installed(prices=PriceBook(welcome=0))
async def test_no_welcome_without_credits(world: World) -> None:
    """An installation may give nothing."""
    entry = await world.accounts.enter(ANNA, Language.ENGLISH)

    assert (True, 0) == (entry.is_new, entry.balance.available)
    assert {} == world.rows._rows.postings


@installed(prices=PriceBook(welcome=100, daily_welcome=250))
async def test_the_welcome_credits_of_a_day_are_bounded(world: World) -> None:
    """Of newcomers at once, those beyond the bound begin without; the next day is new."""
    people = [PersonId(number) for number in range(10, 15)]
    enter, greeted = world.accounts.enter, world.accounts.greeted
    entries = await asyncio.gather(*(enter(one, Language.ENGLISH) for one in people))

    assert [0, 0, 0, 100, 100] == sorted(each.balance.available for each in entries)
    for entry in entries:
        assert entry.is_new
        assert (not entry.balance.available) is (await greeted(entry.person)).missed
        again = await enter(entry.person.id, Language.ENGLISH)
        assert entry.balance == again.balance
    [late, *_] = [each.person for each in entries if not each.balance.available]
    friend = await enter(ANNA, Language.ENGLISH, referrer=late.id)
    assert world.prices.invited == friend.balance.available  # that is not bounded
    assert (await greeted(friend.person)).missed

    world.clock.now += timedelta(days=1)
    assert 100 == (await enter(BORIS, Language.ENGLISH)).balance.available
    assert not (await greeted(late)).missed  # what is said is about today


@installed(prices=PriceBook(welcome=100, daily_welcome=100))
async def test_the_bound_is_changed_while_it_runs(world: World) -> None:
    """An admin raises the bound, or removes it."""
    enter, change = world.accounts.enter, world.admin.terms.change
    given = []
    for number, bound in enumerate((100, 100, 200, 200, 0, 0)):
        await change(OWNER, Term.DAILY_WELCOME, bound)
        entry = await enter(PersonId(10 + number), Language.ENGLISH)
        given.append(entry.balance.available)

    assert [100, 0, 100, 0, 100, 100] == given


async def test_a_language_is_kept(world: World) -> None:
    """A chosen language is kept when an update comes in another."""
    await world.accounts.enter(ANNA, Language.ENGLISH)

    await world.cases.preferences.speak(ANNA, Language.RUSSIAN)

    entry = await world.accounts.enter(ANNA, Language.ENGLISH)
    assert Language.RUSSIAN is entry.person.language
    with pytest.raises(NotFoundError):
        await world.cases.preferences.speak(BORIS, Language.RUSSIAN)


async def test_a_time_zone_is_kept() -> None:
    """A newcomer has the installation's; who chose another keeps it until erased."""
    world = World()
    world.cases = use_cases(
        world.ports, attrs.evolve(world.config, time_zone=TimeZone.ALMATY)
    )
    enter = world.cases.accounts.enter
    zones = [(await enter(ANNA, Language.KAZAKH)).person.time_zone]
    zones.append(
        (await world.cases.preferences.live_in(ANNA, TimeZone.TOKYO)).time_zone
    )
    zones.append((await enter(ANNA, Language.KAZAKH)).person.time_zone)
    await world.cases.forget_people(ANNA)
    async with world.rows.read() as reading:
        zones.append((await reading.people.get(ANNA)).time_zone)
    zones.append((await enter(ANNA, Language.KAZAKH)).person.time_zone)

    assert zones == [
        *(TimeZone.ALMATY, TimeZone.TOKYO, TimeZone.TOKYO),
        *(TimeZone.UTC, TimeZone.ALMATY),
    ]


# --- creating -------------------------------------------------------------


async def _create(
    world: World,
    avatar: AvatarId | None = None,
    *,
    name: str = "Anna",
    family: Family = FLUX_PORTRAIT,
) -> Avatar:
    return await world.avatars.create(
        ANNA,
        avatar or AvatarId(world.ids()),
        family=family.name,
        gender=None if family is FLUX_STYLE else Gender.FEMALE,
        name=name,
    )


async def test_only_valid_avatars_are_created(world: World) -> None:
    """A family that is not offered and a name that is too short are refused."""
    assert Z_IMAGE_PORTRAIT.name not in Families().offered

    with pytest.raises(NotFoundError):
        await _create(world, family=Z_IMAGE_PORTRAIT)
    with pytest.raises(InvalidTextError):
        await _create(world, name=" A ")

    assert [] == await world.avatars.all(ANNA)


async def test_a_style_is_trained_and_drawn_by_its_own_family(world: World) -> None:
    """A style has no gender, its own price, and its trigger at the prompt's end."""
    await world.enter(ANNA)
    style = (await _create(world, name="Watercolour", family=FLUX_STYLE)).id
    for number in range(10):
        await world.upload(style, b"photo %d" % number)

    assert 135 == (await world.training.quote(ANNA, style)).price

    training = await world.training.start(ANNA, style, world.new_job())
    assert (135, FLUX_STYLE.trainer) == (training.price, training.order.model)
    await world.run()
    drawn = await world.draw(style, "a lake")
    assert isinstance(drawn.order, GenerationOrder)
    assert drawn.order.prompt.startswith("a lake, in the style of av")


async def test_creating_twice_is_creating_once(world: World) -> None:
    """Creating the same id again returns the existing draft."""
    avatar = AvatarId(world.ids())
    await world.accounts.enter(ANNA, Language.ENGLISH)

    first = await _create(world, avatar, name=" Anna ")
    second = await _create(world, avatar, name="Another")

    assert first == second
    assert ["Anna"] == [one.name for one in await world.avatars.all(ANNA)]


async def test_the_number_of_avatars_is_limited(world: World) -> None:
    """Deleting an avatar makes room; an existing one can be created again."""
    avatars = [(await world.draft()).id for _ in range(MAX_AVATARS)]

    with pytest.raises(TooManyAvatarsError):
        await world.draft()
    await _create(world, avatars[0])
    await world.avatars.delete(ANNA, avatars[0])
    await world.draft()

    assert MAX_AVATARS == len(await world.avatars.all(ANNA))


# --- looking after them ---------------------------------------------------


async def test_hair_is_noted_and_forgotten(world: World) -> None:
    """The hair colour is kept until it is cleared."""
    draft = await world.draft()

    for hair in (Hair.RED, None):
        await world.avatars.describe(ANNA, draft.id, hair)
        assert hair is (await world.avatars.card(ANNA, draft.id)).avatar.hair


async def test_the_newest_unfinished_avatar_is_the_draft(world: World) -> None:
    """Photos go to the newest avatar that still collects them."""
    assert await world.avatars.draft(ANNA) is None
    await world.draft()
    world.clock.advance(timedelta(seconds=1))
    newest = await world.draft()
    world.clock.advance(timedelta(seconds=1))
    await world.trained()

    assert newest == await world.avatars.draft(ANNA)


async def test_renaming(world: World) -> None:
    """A name is cleaned, kept, and refused where the lifecycle says so."""
    collecting = await world.with_photos(1)
    draft = await world.draft()

    renamed = await world.avatars.rename(ANNA, collecting.id, "  Nora ")

    assert "Nora" == renamed.name
    with pytest.raises(ActionNotAllowedError):
        await world.avatars.rename(ANNA, draft.id, "Nora")
    with pytest.raises(InvalidTextError):
        await world.avatars.rename(ANNA, collecting.id, "N")


async def test_there_is_one_main_avatar(world: World) -> None:
    """The first trained is main; another can be; deleting it chooses what is left."""
    draft = await world.draft()
    assert await world.avatars.main(ANNA) is None
    with pytest.raises(ActionNotAllowedError):
        await world.avatars.make_main(ANNA, draft.id)
    first = await world.trained()
    world.clock.advance(timedelta(seconds=1))
    second = await world.trained()

    async def delete(avatar: Avatar) -> Avatar | None:
        await world.avatars.delete(ANNA, avatar.id)
        return await world.avatars.main(ANNA)

    mains = [await world.avatars.main(ANNA), await delete(draft)]
    await world.avatars.make_main(ANNA, second.id)
    cards = [await world.avatars.card(ANNA, one.id) for one in (first, second)]
    mains += [await world.avatars.main(ANNA), await delete(second), await delete(first)]

    assert [False, True] == [card.is_main for card in cards]
    assert [first.id, first.id, second.id, first.id, None] == [
        one.id if one else None for one in mains
    ]


async def test_a_card_shows_the_newest_training(world: World) -> None:
    """A card shows the first photo, and the last training if there was one."""
    fresh = await world.avatars.card(ANNA, (await world.with_photos(2)).id)
    job = await world.ordered_training()
    await world.cancel_job(ANNA, job.id)
    world.clock.advance(timedelta(seconds=1))
    again = await world.training.start(ANNA, job.avatar, world.new_job())

    card = await world.avatars.card(ANNA, job.avatar)

    assert (None, False) == (fresh.training, fresh.is_main)
    assert fresh.preview is not None
    assert "/photos/" in fresh.preview
    assert [fresh.avatar.id, job.avatar] == card.everything
    assert card.training is not None
    assert again.id == card.training.id


# --- deleting -------------------------------------------------------------


async def test_deleting_an_avatar_deletes_its_files(world: World) -> None:
    """The photos go at once, the weights soon; pictures and a tombstone stay."""
    job = await world.ordered_pictures(2)
    await world.run()
    pictures = {news.key for news in world.messages.told[0].pictures}

    await world.avatars.delete(ANNA, job.avatar)
    await world.sweep.delete_scheduled()
    assert not any("/photos/" in key for key in world.kept.kept)
    world.clock.advance(timedelta(hours=1))
    await world.sweep.delete_scheduled()

    gone = await world.avatar(job.avatar)
    assert (AvatarStatus.DELETED, 0, None) == (
        gone.status,
        gone.photo_count,
        gone.weights,
    )
    assert pictures == set(world.kept.kept)
    assert {} == world.rows._rows.photos
    with pytest.raises(NotFoundError):
        await world.avatars.card(ANNA, job.avatar)


async def test_an_avatar_in_training_is_not_deleted(world: World) -> None:
    """Its training must be cancelled first."""
    job = await world.ordered_training()

    with pytest.raises(ActionNotAllowedError):
        await world.avatars.delete(ANNA, job.avatar)

    await world.cancel_job(ANNA, job.id)
    await world.avatars.delete(ANNA, job.avatar)
    await world.run()
    [news] = world.messages.told
    assert news.avatar is None
    assert 1000 == await world.available()
