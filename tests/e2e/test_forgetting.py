"""Deletion of everything about a person, down to the last blob and row."""

import io
import zipfile

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from tests.e2e.conftest import Logs
from tests.e2e.journey import Visitor, photos
from tests.e2e.test_paying import bill
from tests.e2e.world import World

from adapters.sql import tables
from adapters.telegram.callbacks import AvatarAction, AvatarMove


NAME = "Quetzalcoatl"
WORDS = "as a xylophonist in Ouagadougou"
COMPLAINT = "the zeppelin has no zither"


def _blobs(world: World) -> set[Path]:
    folder = Path(world.settings.storage_url) / "people"
    return {file for file in folder.rglob("*") if file.is_file()}


async def _said(world: World) -> set[str]:
    """Return which of the person's words can be read anywhere in the database."""
    everything = " ".join(
        [str(await world.rows(table)) for table in tables.metadata.tables.values()]
    )
    return {words for words in (NAME, WORDS, COMPLAINT) if words in everything}


def _take_away(blobs: Path) -> None:
    blobs.rename(blobs.with_name("aside"))


def _bring_back(blobs: Path) -> None:
    blobs.with_name("aside").rename(blobs)


async def _complains(anna: Visitor) -> None:
    await anna.says("/paysupport", "Something wrong?")
    await anna.presses(WORDS[:12])
    await anna.sees("What happened?")
    await anna.says(COMPLAINT, "Thank you, it is with us")


async def _has_photo_described(anna: Visitor) -> None:
    await anna.is_asked_for_a_photo()
    await anna.person.send_photo(photos(1, 7)[0])
    await anna.sees("This is what I see")


async def test_a_forgotten_person_leaves_nothing_behind(
    world: World,
    anna: Visitor,
) -> None:
    """No blob and no word of theirs is left; other people keep everything."""
    boris = world.visitor(1002, "Boris")
    await boris.has_avatar("Boris")
    await world.all_told()
    await world.an_hour_later()
    his = _blobs(world)
    await anna.has_avatar(NAME)
    await anna.orders_pictures(2, WORDS)
    await anna.receives(2)
    await anna.sees("Here you are!")
    await _has_photo_described(anna)
    await anna.begins_avatar(NAME)
    await anna.sends_photos(3)
    await anna.sees_count(3)
    await _complains(anna)
    await world.all_told()
    balance = await world.balance()
    postings = await world.postings()
    assert await _said(world) == {NAME, WORDS, COMPLAINT}

    await anna.is_forgotten()

    assert await _said(world) == set()
    await world.an_hour_later()
    assert _blobs(world) == his != set()
    assert await world.balance() == balance
    assert await world.postings() == postings
    await anna.comes()


async def test_people_can_have_everything(world: World, anna: Visitor) -> None:
    """The map shows what there is, and a copy of it comes once a day."""
    await anna.begins_avatar(NAME)
    await anna.sends_photos(3)
    await anna.sees_count(3)
    await anna.says("/privacy", "3 photos since")

    await anna.presses("Send me everything")
    await anna.sees("Here is everything")
    await anna.says("/mydata", "You can get the next one after")

    (file,) = [
        message.document
        for message in anna.person.messages
        if message.from_bot and message.document is not None
    ]
    kept = sorted(path.read_bytes() for path in _blobs(world))
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        photos_ = [name for name in archive.namelist() if name.startswith("photos/")]
        assert kept == sorted(archive.read(name) for name in photos_)
        assert NAME in archive.read("avatars.json").decode()


async def test_an_impatient_yes_brings_nobody_back(
    world: World,
    anna: Visitor,
) -> None:
    """A double tap forgets once; only another button brings the person back."""
    await anna.comes()
    await anna.person.send_text("/privacy")
    await anna.presses("Delete everything about me")
    message, yes = anna.button("Yes, delete everything")
    anna.person.tap(message, yes)
    await anna.person.press_again(message, yes)
    await anna.sees("I know nothing about you any more")

    (row,) = await world.rows(tables.people)
    assert row["forgotten_at"] is not None
    assert anna.said("Delete everything about you?") == 0
    await anna.presses("Main menu")
    (row,) = await world.rows(tables.people)
    assert row["forgotten_at"] is None


async def test_stars_that_are_given_back_bring_nobody_back(
    world: World,
    anna: Visitor,
) -> None:
    """A refund is not an action of the person who was forgotten."""
    await anna.comes()
    offer = await bill(anna)
    receipt = await anna.person.pay(offer)
    await anna.sees("Thank you!")
    await anna.is_forgotten()

    async with world.cashier() as bot:
        await bot.refund_star_payment(anna.person.id, str(receipt.charge_id))
    await anna.sees("are back with you")

    (row,) = await world.rows(tables.people)
    assert row["forgotten_at"] is not None
    assert await anna.balance() == (200, 0)


async def test_what_is_deleted_while_the_storage_is_away(
    world: World, anna: Visitor, logs: Logs
) -> None:
    """A picture and an avatar leave the chat at once, and the storage later."""
    logs.expected |= {"worker.failed"}
    await anna.has_avatar()
    await anna.orders_pictures(1)
    await anna.receives(1)
    await world.all_told()
    blobs = Path(world.settings.storage_url)
    await anna.says("/gallery", "1 of 1")
    await anna.presses("🗑️ Delete")
    await anna.sees("Delete this picture?")
    await world.an_hour_later()

    _take_away(blobs)
    await anna.presses("Yes, delete")
    await anna.sees("Nothing here yet")
    (avatar,) = await world.avatars()
    await anna.person.press_again(
        anna.last_id,
        AvatarAction(move=AvatarMove.DELETE_FOR_GOOD, avatar=avatar["id"]).pack(),
    )
    await anna.sees("My avatars", "None yet")
    assert await world.pictures() == []
    assert await world.photos() == []

    async def tried() -> bool:
        return any(entry["event"] == "worker.failed" for entry in logs.captured.entries)

    await world.until(tried)
    assert await world.rows(tables.scheduled_deletions) != []
    _bring_back(blobs)
    await world.an_hour_later()
    assert _blobs(world) == set()


async def test_photos_that_nobody_trains_leave(world: World, anna: Visitor) -> None:
    """Expired photos are deleted, the person is told, and can send new ones."""
    await anna.begins_avatar()
    await anna.sends_photos(3)
    await anna.sees_count(3)
    long_ago = datetime.now(UTC) - timedelta(days=31)
    async with world.engine.begin() as connection:
        await connection.execute(sa.update(tables.avatars).values(changed_at=long_ago))

    await anna.sees("The photos of “Summer” are deleted")

    async def gone() -> bool:
        return not _blobs(world)

    await world.until(gone)
    assert await world.photos() == []
    await anna.presses("Avatar page")
    await anna.sees("Waiting for the first photos", "Photos: none")
    await anna.presses("Add photos")
    await anna.sees_count(0)
    await anna.sends_photos(1)
    await anna.sees_count(1)
