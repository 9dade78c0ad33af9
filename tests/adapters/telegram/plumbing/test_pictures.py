"""Pictures arrive although Telegram refuses them, and are uploaded once."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from tests.adapters.telegram.plumbing.rig import (
    Plumbing,
    called,
    last_tap,
    picture,
    words,
)
from tests.sandbox.telegram.rig import Clock, picture as jpeg

from adapters.chat_store import KnownFile
from adapters.telegram.messages import Messages
from adapters.telegram.renderer import Renderer
from adapters.telegram.view import Image, View
from entrypoints.sandbox.telegram import (
    AS_PHOTOS,
    GROUP_SEND_FAILED,
    Person,
    SendingMethod,
    TelegramEmulator,
)


EVERY = frozenset(SendingMethod)
COLOURS = (
    "red",
    "green",
    "blue",
    "gold",
    "navy",
    "pink",
    "teal",
    "gray",
    "lime",
    "tan",
)
RED, GREEN, BLUE, *_ = (jpeg(colour=colour) for colour in COLOURS)
SORRY = "Telegram does not take this picture."


@pytest.fixture
def renderer(plumbing: Plumbing) -> Renderer:
    """The renderer."""
    return plumbing.renderer()


@pytest.fixture
def messages(renderer: Renderer) -> Messages:
    """The messages."""
    return renderer.messages


async def stored(plumbing: Plumbing, data: bytes, key: str) -> Image:
    """Return a picture that lies in the storage."""
    await plumbing.blobs.put(key, data)
    return Image(key=key, file_name=f"{key}.jpg", missing=SORRY)


def shown(image: Image, text: str = "caption") -> View:
    """Return a card with a picture."""
    return View(text=text, image=image, buttons=words().buttons)


async def album(plumbing: Plumbing, count: int) -> list[Image]:
    """Return so many different pictures."""
    return [
        await stored(plumbing, jpeg(colour=colour), colour)
        for colour in COLOURS[:count]
    ]


class TestRefusedPhotos:
    """A picture that Telegram does not take as a photo."""

    @pytest.mark.parametrize(
        "reason", ["IMAGE_PROCESS_FAILED", "PHOTO_SAVE_FILE_INVALID", "SOMETHING_NEW"]
    )
    async def test_goes_as_a_file(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
        reason: str,
    ) -> None:
        """It is tried twice, then sent as a file with its text and buttons."""
        emulator.refuse(reason, AS_PHOTOS, times=None, picture=RED)

        sent = await messages.show(anna.id, shown(await stored(plumbing, RED, "red")))

        [message] = anna.messages
        assert (sent, RED, "caption") == (message.id, message.document, message.caption)
        assert "red.jpg" == message.document_name
        assert 1 == len(message.buttons)
        assert ["sendPhoto", "sendPhoto", "sendDocument"] == called(emulator)
        assert [1.0] == plumbing.sleeper.slept
        assert [] == plumbing.refused

    async def test_is_not_tried_again_soon(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
        clock: Clock,
    ) -> None:
        """It is sent as the known file for an hour, then tried as a photo again."""
        emulator.refuse("IMAGE_PROCESS_FAILED", AS_PHOTOS, times=2, picture=RED)
        view = shown(await stored(plumbing, RED, "red"))
        await messages.show(anna.id, view)
        uploads = len(emulator.uploads)

        await messages.show(anna.id, view)
        assert uploads == len(emulator.uploads)
        clock.forward(hours=1)
        await messages.show(anna.id, view)

        assert [False, False, True] == [bool(each.photo) for each in anna.messages]

    async def test_of_an_impossible_shape_are_tried_once(
        self, emulator: TelegramEmulator, anna: Person, messages: Messages
    ) -> None:
        """A permanent refusal is not tried a second time."""
        long = jpeg(4000, 100)

        await messages.show(anna.id, picture(long))

        assert ["sendPhoto", "sendDocument"] == called(emulator)
        assert long == anna.messages[-1].document

    async def test_that_pass_arrive_as_photos(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
    ) -> None:
        """A passing refusal is retried a second later."""
        emulator.refuse("IMAGE_PROCESS_FAILED", {SendingMethod.SEND_PHOTO}, times=1)

        await messages.show(anna.id, picture(RED))

        assert anna.messages[-1].photo
        assert [1.0] == plumbing.sleeper.slept

    async def test_in_place_of_another_become_a_file(
        self,
        *,
        emulator: TelegramEmulator,
        bot: Bot,
        anna: Person,
        renderer: Renderer,
        plumbing: Plumbing,
    ) -> None:
        """The gallery shows a refused picture in the same message, as a file."""
        emulator.refuse("IMAGE_PROCESS_FAILED", AS_PHOTOS, times=None, picture=GREEN)
        pictures = [
            shown(await stored(plumbing, data, f"{n}"), f"{n}")
            for n, data in enumerate((RED, GREEN, BLUE))
        ]
        first = await renderer.show(anna.id, pictures[0])
        seen: list[tuple[int, str | None, bool, bool]] = []
        for view in (*pictures[1:], *pictures[1::-1]):
            anna.tap(anna.messages[-1].id, "x1:0")
            tapped = (await last_tap(bot)).message
            await renderer.show(anna.id, view, tapped=tapped)
            [card] = anna.messages
            seen.append((card.id, card.caption, bool(card.photo), bool(card.document)))

        assert [
            (first, "1", False, True),
            (first, "2", True, False),
            (first, "1", False, True),
            (first, "0", True, False),
        ] == seen

    async def test_with_words_too_long_for_a_caption(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
    ) -> None:
        """The file comes first, then the text with the buttons."""
        emulator.refuse("IMAGE_PROCESS_FAILED", AS_PHOTOS, times=None, picture=RED)
        image = await stored(plumbing, RED, "red")

        await messages.show(anna.id, shown(image, "long " * 300))

        file, text = anna.messages
        assert RED == file.document
        assert 1 == len(text.buttons)


class TestRefusedInEveryWay:
    """A picture that Telegram takes neither as a photo nor as a file."""

    @pytest.fixture
    async def image(self, plumbing: Plumbing, emulator: TelegramEmulator) -> Image:
        """Such a picture."""
        emulator.refuse("PHOTO_SAVE_FILE_INVALID", EVERY, times=None, picture=RED)
        return await stored(plumbing, RED, "red")

    @pytest.mark.parametrize("as_file", [False, True])
    async def test_is_told_in_words(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
        image: Image,
        as_file: bool,
    ) -> None:
        """Text and buttons come with an explanation; the owners are told once."""
        send = messages.document if as_file else messages.show

        for _ in range(3):
            await send(anna.id, shown(image))

        texts = [(each.text, len(each.buttons)) for each in anna.messages]
        assert [(f"caption\n\n{SORRY}", 1)] * 3 == texts
        assert 4 == len(emulator.uploads), "two each way, and none after that"
        [(chat, reason)] = plumbing.refused
        assert anna.id == chat
        assert "PHOTO_SAVE_FILE_INVALID" in reason

    async def test_is_refused_under_any_name(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
        image: Image,
    ) -> None:
        """The refused original is neither tried nor reported again under its own name."""
        await messages.show(anna.id, shown(image))
        uploads = len(emulator.uploads)

        named = Image(key=image.key, file_name="Summer 7.jpg", missing=SORRY)
        await messages.document(anna.id, shown(named))

        assert uploads == len(emulator.uploads)
        assert 1 == len(plumbing.refused)
        assert SORRY in (anna.messages[-1].text or "")

    async def test_stays_known_to_the_owners(
        self,
        *,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
        image: Image,
        clock: Clock,
    ) -> None:
        """A later refusal of the same picture is not reported again."""
        await messages.show(anna.id, shown(image))
        clock.forward(hours=5)
        await messages.show(anna.id, shown(image))

        assert 1 == len(plumbing.refused)

    async def test_does_not_stop_the_gallery(
        self,
        *,
        bot: Bot,
        anna: Person,
        renderer: Renderer,
        plumbing: Plumbing,
        image: Image,
    ) -> None:
        """The gallery steps over a refused picture with one card."""
        blue = shown(await stored(plumbing, BLUE, "blue"), "blue")
        await renderer.show(anna.id, blue)
        for view, has_photo in ((shown(image), False), (blue, True)):
            anna.tap(anna.messages[-1].id, "x1:0")
            tapped = (await last_tap(bot)).message
            await renderer.show(anna.id, view, tapped=tapped)
            [card] = anna.messages
            assert has_photo is bool(card.photo)
            assert 1 == len(card.buttons)

    async def test_a_text_that_is_refused_is_no_picture(
        self,
        *,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
        emulator: TelegramEmulator,
    ) -> None:
        """An invalid caption is our own fault and is raised."""
        image = await stored(plumbing, BLUE, "blue")

        with pytest.raises(TelegramBadRequest, match="can't parse entities"):
            await messages.show(anna.id, shown(image, "<b>"))

        assert ["sendPhoto"] == called(emulator)
        assert {} == plumbing.files.kept


class TestAlbums:
    """Sets of pictures of which one is bad."""

    @pytest.mark.parametrize("bad", [0, 3, 9])
    async def test_the_named_one_follows_as_a_file(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
        bad: int,
    ) -> None:
        """The others come as one album with the caption, then it as a file."""
        images = await album(plumbing, 10)
        culprit = jpeg(colour=COLOURS[bad])
        emulator.refuse("IMAGE_PROCESS_FAILED", AS_PHOTOS, times=None, picture=culprit)

        sent = await messages.album(anna.id, images, "ten of them")

        *photos, last = anna.messages
        assert [each.id for each in anna.messages] == sent
        assert 9 == len(photos)
        assert 1 == len({each.album for each in photos})
        assert all(each.photo for each in photos)
        assert ["ten of them", *[None] * 8] == [each.caption for each in photos]
        assert (culprit, None) == (last.document, last.caption)
        assert [] == plumbing.refused

    @pytest.mark.parametrize("count", [2, 4, 7])
    async def test_one_that_nobody_names_is_found(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
        count: int,
    ) -> None:
        """Without a name the refused picture is found; all others come as photos."""
        images = await album(plumbing, count)
        culprit = jpeg(colour=COLOURS[1])
        emulator.refuse(
            GROUP_SEND_FAILED,
            {SendingMethod.SEND_MEDIA_GROUP},
            times=None,
            picture=culprit,
        )
        emulator.refuse("IMAGE_PROCESS_FAILED", AS_PHOTOS, times=None, picture=culprit)

        await messages.album(anna.id, images, "a set")

        assert count == len(anna.messages)
        assert 1 == sum(each.document == culprit for each in anna.messages)
        assert count - 1 == sum(bool(each.photo) for each in anna.messages)
        assert ["a set"] == [each.caption for each in anna.messages if each.caption]

    async def test_a_passing_refusal_leaves_one_album(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
    ) -> None:
        """An album that is refused once is sent whole a second later."""
        emulator.refuse(GROUP_SEND_FAILED, {SendingMethod.SEND_MEDIA_GROUP}, times=1)

        await messages.album(anna.id, await album(plumbing, 4), "four")

        assert 1 == len({each.album for each in anna.messages})
        assert [1.0] == plumbing.sleeper.slept

    async def test_one_refused_in_every_way_is_told_of(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
    ) -> None:
        """The others come with an explanation, and the owners are told."""
        culprits = [jpeg(colour=colour) for colour in COLOURS[:2]]
        for data in culprits:
            emulator.refuse("IMAGE_PROCESS_FAILED", EVERY, times=None, picture=data)

        await messages.album(anna.id, await album(plumbing, 4), "four")

        *photos, last = anna.messages
        assert 2 == len(photos)
        assert ["four", None] == [each.caption for each in photos]
        assert SORRY == last.text
        assert 2 == len(plumbing.refused)

    async def test_all_refused_is_told_with_the_caption(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
    ) -> None:
        """If no picture can carry the caption, it is sent as text."""
        emulator.refuse("IMAGE_PROCESS_FAILED", EVERY, times=None)

        await messages.album(anna.id, await album(plumbing, 2), "two")

        assert [f"two\n\n{SORRY}"] == [each.text for each in anna.messages]


class TestFileIds:
    """What Telegram has is not uploaded again."""

    async def test_a_gallery_uploads_each_picture_once(
        self,
        *,
        emulator: TelegramEmulator,
        bot: Bot,
        anna: Person,
        renderer: Renderer,
        plumbing: Plumbing,
    ) -> None:
        """Stepping to and fro, even after a restart, uploads nothing again."""
        views = [
            shown(image, f"{n}") for n, image in enumerate(await album(plumbing, 3))
        ]
        await renderer.show(anna.id, views[0])
        for number in (1, 2, 1, 0, 2):
            anna.tap(anna.messages[-1].id, "x1:0")
            tapped = (await last_tap(bot)).message
            await renderer.show(anna.id, views[number], tapped=tapped)
            assert f"{number}" == anna.messages[-1].caption
        assert 3 == len(emulator.uploads)

        await plumbing.renderer().show(anna.id, views[1])

        assert 3 == len(emulator.uploads)
        assert anna.messages[-1].photo

    async def test_an_album_is_the_gallerys_upload(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
    ) -> None:
        """A picture of an album is sent again by its file id."""
        images = await album(plumbing, 3)
        await messages.album(anna.id, images, "set")

        await messages.show(anna.id, shown(images[2]))
        await messages.album(anna.id, images[:2], "again")

        assert 3 == len(emulator.uploads)
        assert 6 == len(anna.messages)

    async def test_a_photo_is_no_file(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
    ) -> None:
        """A photo is uploaded once more as a file, and once per file name."""
        image = await stored(plumbing, RED, "red")
        named = Image(key="red", file_name="Summer 7.jpg")
        await messages.show(anna.id, shown(image))

        for _ in range(2):
            await messages.document(anna.id, shown(named))
            await messages.document(anna.id, shown(image))

        assert 3 == len(emulator.uploads)
        assert ["Summer 7.jpg", "red.jpg"] * 2 == [
            each.document_name for each in anna.messages[1:]
        ]

    async def test_pictures_of_the_program(
        self, emulator: TelegramEmulator, anna: Person, messages: Messages
    ) -> None:
        """The welcome picture and the examples of packs are uploaded once."""
        for _ in range(3):
            await messages.show(anna.id, picture(RED))
            await messages.show(anna.id, picture(BLUE))

        assert 2 == len(emulator.uploads)

    @pytest.mark.parametrize("as_album", [False, True])
    async def test_an_id_that_is_good_no_longer(
        self,
        *,
        emulator: TelegramEmulator,
        anna: Person,
        messages: Messages,
        plumbing: Plumbing,
        clock: Clock,
        as_album: bool,
    ) -> None:
        """An invalid file id is replaced by an upload."""
        images = await album(plumbing, 2)
        for image in images:
            assert image.key is not None
            plumbing.files.kept[image.key, "photo", ""] = KnownFile("AgAC", clock())

        async def send(images: Sequence[Image]) -> None:
            if as_album:
                await messages.album(anna.id, images, "two")
            else:
                for image in images:
                    await messages.show(anna.id, shown(image))

        await send(images)
        await send(images)

        assert 2 == len(emulator.uploads)
        assert all(each.photo for each in anna.messages)
        assert 4 == len(anna.messages)

    async def test_a_picture_that_is_gone(
        self, anna: Person, messages: Messages, plumbing: Plumbing
    ) -> None:
        """A picture that is no longer stored is left out, alone and in an album."""
        gone = Image(key="gone", missing=SORRY)
        await messages.show(anna.id, shown(gone, "without"))
        await messages.album(anna.id, [gone, await stored(plumbing, RED, "red")], "one")

        text, photo = anna.messages
        assert "without" == text.text
        assert "one" == photo.caption

    async def test_a_database_that_is_away(
        self, anna: Person, messages: Messages, plumbing: Plumbing
    ) -> None:
        """A sent message counts as sent although its file id cannot be stored."""
        plumbing.files.away = True

        await messages.show(anna.id, picture(RED))

        assert 1 == len(anna.messages)


async def test_the_clock_of_refusals_is_ours(
    plumbing: Plumbing, messages: Messages, anna: Person, emulator: TelegramEmulator
) -> None:
    """A refusal is stored with the time of our clock."""
    emulator.refuse("IMAGE_PROCESS_FAILED", AS_PHOTOS, times=None, picture=RED)

    await messages.show(anna.id, shown(await stored(plumbing, RED, "red")))

    noted = plumbing.files.kept["red", "photo", ""]
    assert noted.file_id is None
    assert plumbing.clock() - noted.at < timedelta(seconds=1)
