"""Pictures arrive although Telegram refuses them, and are uploaded once."""

from collections.abc import Sequence

import pytest

from aiogram.exceptions import TelegramBadRequest
from tests.adapters.telegram.plumbing.rig import Rig, called, picture, words
from tests.sandbox.telegram.rig import picture as jpeg

from adapters.chat_store import KnownFile
from adapters.telegram.view import Image, View
from entrypoints.sandbox.telegram import AS_PHOTOS, GROUP_SEND_FAILED, SendingMethod


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


async def stored(rig: Rig, data: bytes, key: str) -> Image:
    """Store a picture and return it."""
    await rig.blobs.put(key, data)
    return Image(key=key, file_name=f"{key}.jpg", missing=SORRY)


def shown(image: Image, text: str = "caption") -> View:
    """Return a card with a picture."""
    return View(text=text, image=image, buttons=words().buttons)


async def album(rig: Rig, count: int) -> list[Image]:
    """Return so many different pictures."""
    return [
        await stored(rig, jpeg(colour=colour), colour) for colour in COLOURS[:count]
    ]


class TestRefusedPhotos:
    """A picture that Telegram does not take as a photo."""

    @pytest.mark.parametrize(
        "reason", ["IMAGE_PROCESS_FAILED", "PHOTO_SAVE_FILE_INVALID", "SOMETHING_NEW"]
    )
    async def test_goes_as_a_file(self, rig: Rig, reason: str) -> None:
        """It is tried twice, then sent as a file with its text and buttons."""
        rig.emulator.refuse(reason, AS_PHOTOS, times=None, picture=RED)

        sent = await rig.messages.show(
            rig.anna.id, shown(await stored(rig, RED, "red"))
        )

        [message] = rig.anna.messages
        assert (sent, RED, "caption") == (message.id, message.document, message.caption)
        assert "red.jpg" == message.document_name
        assert 1 == len(message.buttons)
        assert ["sendPhoto", "sendPhoto", "sendDocument"] == called(rig.emulator)
        assert [1.0] == rig.sleeper.slept
        assert [] == rig.refused

    async def test_is_not_tried_again_soon(self, rig: Rig) -> None:
        """It is sent as the known file for an hour, then tried as a photo again."""
        rig.emulator.refuse("IMAGE_PROCESS_FAILED", AS_PHOTOS, times=2, picture=RED)
        view = shown(await stored(rig, RED, "red"))
        await rig.messages.show(rig.anna.id, view)
        uploads = len(rig.emulator.uploads)

        await rig.messages.show(rig.anna.id, view)
        assert uploads == len(rig.emulator.uploads)
        rig.time.forward(hours=1)
        await rig.messages.show(rig.anna.id, view)

        assert [False, False, True] == [bool(each.photo) for each in rig.anna.messages]

    async def test_of_an_impossible_shape_are_tried_once(self, rig: Rig) -> None:
        """A permanent refusal is not tried a second time."""
        long = jpeg(4000, 100)

        await rig.messages.show(rig.anna.id, picture(long))

        assert ["sendPhoto", "sendDocument"] == called(rig.emulator)
        assert long == rig.anna.messages[-1].document

    async def test_that_pass_arrive_as_photos(self, rig: Rig) -> None:
        """A passing refusal is retried a second later."""
        rig.emulator.refuse("IMAGE_PROCESS_FAILED", {SendingMethod.SEND_PHOTO}, times=1)

        await rig.messages.show(rig.anna.id, picture(RED))

        assert rig.anna.messages[-1].photo
        assert [1.0] == rig.sleeper.slept

    async def test_in_place_of_another_become_a_file(self, rig: Rig) -> None:
        """The gallery shows a refused picture in the same message, as a file."""
        rig.emulator.refuse(
            "IMAGE_PROCESS_FAILED", AS_PHOTOS, times=None, picture=GREEN
        )
        pictures = [
            shown(await stored(rig, data, f"{n}"), f"{n}")
            for n, data in enumerate((RED, GREEN, BLUE))
        ]
        first = await rig.messages.show(rig.anna.id, pictures[0])
        seen: list[tuple[int, str | None, bool, bool]] = []
        for view in (*pictures[1:], *pictures[1::-1]):
            await rig.messages.replace(rig.anna.id, view, await rig.tapped())
            [card] = rig.anna.messages
            seen.append((card.id, card.caption, bool(card.photo), bool(card.document)))

        assert [
            (first, "1", False, True),
            (first, "2", True, False),
            (first, "1", False, True),
            (first, "0", True, False),
        ] == seen

    async def test_with_words_too_long_for_a_caption(self, rig: Rig) -> None:
        """The file comes first, then the text with the buttons."""
        rig.emulator.refuse("IMAGE_PROCESS_FAILED", AS_PHOTOS, times=None, picture=RED)
        image = await stored(rig, RED, "red")

        await rig.messages.show(rig.anna.id, shown(image, "long " * 300))

        file, text = rig.anna.messages
        assert RED == file.document
        assert 1 == len(text.buttons)


class TestRefusedInEveryWay:
    """A picture that Telegram takes neither as a photo nor as a file."""

    @pytest.fixture
    async def image(self, rig: Rig) -> Image:
        """Return a picture that is refused in every way."""
        rig.emulator.refuse("PHOTO_SAVE_FILE_INVALID", EVERY, times=None, picture=RED)
        return await stored(rig, RED, "red")

    @pytest.mark.parametrize("as_file", [False, True])
    async def test_is_told_in_words(
        self, rig: Rig, *, image: Image, as_file: bool
    ) -> None:
        """Text and buttons come with an explanation; the admins are told once."""
        send = rig.messages.document if as_file else rig.messages.show

        for _ in range(3):
            await send(rig.anna.id, shown(image))

        texts = [(each.text, len(each.buttons)) for each in rig.anna.messages]
        assert [(f"caption\n\n{SORRY}", 1)] * 3 == texts
        assert 4 == len(rig.emulator.uploads), "two each way, and none after that"
        [(chat, reason)] = rig.refused
        assert rig.anna.id == chat
        assert "PHOTO_SAVE_FILE_INVALID" in reason

    async def test_is_reported_to_admins_once(self, rig: Rig, image: Image) -> None:
        """A later refusal of the same picture is not reported again."""
        await rig.messages.show(rig.anna.id, shown(image))
        rig.time.forward(hours=5)
        await rig.messages.show(rig.anna.id, shown(image))

        assert 1 == len(rig.refused)

    async def test_a_text_that_is_refused_is_no_picture(self, rig: Rig) -> None:
        """An invalid caption is our own fault and is raised."""
        image = await stored(rig, BLUE, "blue")

        with pytest.raises(TelegramBadRequest, match="can't parse entities"):
            await rig.messages.show(rig.anna.id, shown(image, "<b>"))

        assert ["sendPhoto"] == called(rig.emulator)
        assert {} == rig.files.kept


class TestAlbums:
    """Sets of pictures of which one is bad."""

    @pytest.mark.parametrize("bad", [0, 3, 9])
    async def test_the_named_one_follows_as_a_file(self, rig: Rig, bad: int) -> None:
        """The others come as one album with the caption, then it as a file."""
        images = await album(rig, 10)
        culprit = jpeg(colour=COLOURS[bad])
        rig.emulator.refuse(
            "IMAGE_PROCESS_FAILED", AS_PHOTOS, times=None, picture=culprit
        )

        sent = await rig.messages.album(rig.anna.id, images, "ten of them")

        *photos, last = rig.anna.messages
        assert [each.id for each in rig.anna.messages] == sent
        assert 9 == len(photos)
        assert 1 == len({each.album for each in photos})
        assert all(each.photo for each in photos)
        assert ["ten of them", *[None] * 8] == [each.caption for each in photos]
        assert (culprit, None) == (last.document, last.caption)
        assert [] == rig.refused

    @pytest.mark.parametrize("count", [2, 4, 7])
    async def test_one_that_nobody_names_is_found(self, rig: Rig, count: int) -> None:
        """Without a name the refused picture is found; all others come as photos."""
        images = await album(rig, count)
        culprit = jpeg(colour=COLOURS[1])
        rig.emulator.refuse(
            GROUP_SEND_FAILED,
            {SendingMethod.SEND_MEDIA_GROUP},
            times=None,
            picture=culprit,
        )
        rig.emulator.refuse(
            "IMAGE_PROCESS_FAILED", AS_PHOTOS, times=None, picture=culprit
        )

        await rig.messages.album(rig.anna.id, images, "a set")

        assert count == len(rig.anna.messages)
        assert 1 == sum(each.document == culprit for each in rig.anna.messages)
        assert count - 1 == sum(bool(each.photo) for each in rig.anna.messages)
        assert ["a set"] == [each.caption for each in rig.anna.messages if each.caption]

    async def test_a_passing_refusal_leaves_one_album(self, rig: Rig) -> None:
        """An album that is refused once is sent whole a second later."""
        rig.emulator.refuse(
            GROUP_SEND_FAILED, {SendingMethod.SEND_MEDIA_GROUP}, times=1
        )

        await rig.messages.album(rig.anna.id, await album(rig, 4), "four")

        assert 1 == len({each.album for each in rig.anna.messages})
        assert [1.0] == rig.sleeper.slept

    async def test_one_refused_in_every_way_is_told_of(self, rig: Rig) -> None:
        """The others come with an explanation, and the admins are told."""
        culprits = [jpeg(colour=colour) for colour in COLOURS[:2]]
        for data in culprits:
            rig.emulator.refuse("IMAGE_PROCESS_FAILED", EVERY, times=None, picture=data)

        await rig.messages.album(rig.anna.id, await album(rig, 4), "four")

        *photos, last = rig.anna.messages
        assert 2 == len(photos)
        assert ["four", None] == [each.caption for each in photos]
        assert SORRY == last.text
        assert 2 == len(rig.refused)

    async def test_all_refused_is_told_with_the_caption(self, rig: Rig) -> None:
        """If no picture can carry the caption, it is sent as text."""
        rig.emulator.refuse("IMAGE_PROCESS_FAILED", EVERY, times=None)

        await rig.messages.album(rig.anna.id, await album(rig, 2), "two")

        assert [f"two\n\n{SORRY}"] == [each.text for each in rig.anna.messages]


class TestFileIds:
    """What Telegram has is not uploaded again."""

    async def test_a_photo_is_no_file(self, rig: Rig) -> None:
        """A photo is uploaded once more as a file, and once per file name."""
        image = await stored(rig, RED, "red")
        named = Image(key="red", file_name="Summer 7.jpg")
        await rig.messages.show(rig.anna.id, shown(image))

        for _ in range(2):
            await rig.messages.document(rig.anna.id, shown(named))
            await rig.messages.document(rig.anna.id, shown(image))

        assert 3 == len(rig.emulator.uploads)
        assert ["Summer 7.jpg", "red.jpg"] * 2 == [
            each.document_name for each in rig.anna.messages[1:]
        ]

    @pytest.mark.parametrize("as_album", [False, True])
    async def test_an_id_that_is_good_no_longer(
        self, rig: Rig, *, as_album: bool
    ) -> None:
        """An invalid file id is replaced by an upload."""
        images = await album(rig, 2)
        for image in images:
            assert image.key is not None
            rig.files.kept[image.key, "photo", ""] = KnownFile("AgAC", rig.time())

        async def send(images: Sequence[Image]) -> None:
            if as_album:
                await rig.messages.album(rig.anna.id, images, "two")
            else:
                for image in images:
                    await rig.messages.show(rig.anna.id, shown(image))

        await send(images)
        await send(images)

        assert 2 == len(rig.emulator.uploads)
        assert all(each.photo for each in rig.anna.messages)
        assert 4 == len(rig.anna.messages)

    async def test_a_picture_that_is_gone(self, rig: Rig) -> None:
        """A picture that is no longer stored is left out, alone and in an album."""
        gone = Image(key="gone", missing=SORRY)
        await rig.messages.show(rig.anna.id, shown(gone, "without"))
        await rig.messages.album(
            rig.anna.id, [gone, await stored(rig, RED, "red")], "one"
        )

        text, photo = rig.anna.messages
        assert "without" == text.text
        assert "one" == photo.caption

    async def test_a_database_that_is_away(self, rig: Rig) -> None:
        """A sent message counts as sent although its file id cannot be stored."""
        rig.files.away = True

        await rig.messages.show(rig.anna.id, picture(RED))

        assert 1 == len(rig.anna.messages)
