"""Showing views in a chat."""

import asyncio

from collections.abc import Awaitable, Callable

import attrs
import pytest

from aiogram.types import Chat, InaccessibleMessage
from tests.adapters.telegram.plumbing.rig import (
    MemoryAnchors,
    Rig,
    called,
    last_message,
    last_tap,
    picture,
    words,
)
from tests.sandbox.telegram.rig import picture as jpeg

from adapters.telegram.lengths import fit_answer, visible_length
from adapters.telegram.picture_sender import FileKind
from adapters.telegram.screen import Screen
from adapters.telegram.view import Image, View
from entrypoints.sandbox.telegram import AS_PHOTOS


RED = jpeg()
BLUE = jpeg(colour="blue")


@attrs.define
class GatedAnchors(MemoryAnchors):
    """Anchors that answer when a gate opens."""

    read: asyncio.Event = attrs.field(factory=asyncio.Event)
    gate: asyncio.Event = attrs.field(factory=asyncio.Event)

    async def get(self, chat_id: int, key: str, /) -> int | None:
        """Return the card's message as it was when asked."""
        found = self.kept.get((chat_id, key))
        self.read.set()
        await self.gate.wait()
        return found


class TestShow:
    """One message becomes another view."""

    @pytest.mark.parametrize(
        ("before", "after", "methods"),
        [
            (words("a"), words("b"), ["editMessageText"]),
            (words("a"), words("a", keys=2), ["editMessageText"]),
            (words("a"), picture(RED), ["editMessageMedia"]),
            (picture(RED), words("b"), ["sendMessage", "deleteMessage"]),
            (picture(RED), picture(BLUE), ["editMessageMedia"]),
            (
                picture(RED),
                picture(RED, "long " * 300),
                ["sendPhoto", "sendMessage", "deleteMessage"],
            ),
        ],
    )
    async def test_tapped(
        self, rig: Rig, before: View, after: View, methods: list[str]
    ) -> None:
        """The tapped message becomes the view, by an edit where that can be done."""
        await rig.messages.show(rig.anna.id, before)
        seen = len(rig.emulator.calls)
        tapped = await rig.tapped()

        shown = await rig.messages.replace(rig.anna.id, after, tapped)

        assert methods == called(rig.emulator)[seen:]
        last = rig.anna.messages[-1]
        assert last.id == shown
        assert after.text.strip() == (last.text or last.caption)
        assert len(after.buttons) == len(last.buttons)

    async def test_not_modified(self, rig: Rig) -> None:
        """Showing the same view again is no error and sends nothing."""
        shown = await rig.messages.show(rig.anna.id, words())
        tapped = await rig.tapped()

        assert shown == await rig.messages.replace(rig.anna.id, words(), tapped)
        assert 1 == len(rig.anna.messages)

    async def test_gone(self, rig: Rig) -> None:
        """A view whose message was deleted is sent as a new message."""
        await rig.messages.show(rig.anna.id, words())
        tapped = await rig.tapped()
        await rig.bot.delete_message(rig.anna.id, rig.anna.messages[-1].id)

        shown = await rig.messages.replace(rig.anna.id, words("new"), tapped)

        assert [(shown, "new")] == [(each.id, each.text) for each in rig.anna.messages]

    async def test_too_old_to_delete(self, rig: Rig) -> None:
        """A message older than 48 hours stays, but loses its buttons."""
        await rig.messages.show(rig.anna.id, picture(RED, "old"))
        rig.time.forward(hours=49)
        tapped = await rig.tapped()

        await rig.messages.replace(rig.anna.id, words("new"), tapped)

        old, new = rig.anna.messages
        assert ("old", []) == (old.caption, old.buttons)
        assert ("new", 1) == (new.text, len(new.buttons))

    async def test_inaccessible(self, rig: Rig) -> None:
        """An inaccessible message loses its buttons."""
        old = await rig.messages.show(rig.anna.id, words("old"))
        tapped = InaccessibleMessage(
            chat=Chat(id=rig.anna.id, type="private"), message_id=old
        )

        await rig.messages.replace(rig.anna.id, words("new"), tapped)

        assert [("old", 0), ("new", 1)] == [
            (each.text, len(each.buttons)) for each in rig.anna.messages
        ]

    async def test_typed(self, rig: Rig) -> None:
        """What was typed is answered by a new message."""
        await rig.messages.show(rig.anna.id, words("a"))
        await rig.messages.show(rig.anna.id, words("b"))

        assert ["a", "b"] == [message.text for message in rig.anna.messages]


class TestManners:
    """What a chat shows besides messages."""

    @pytest.mark.parametrize(
        ("image", "refused"),
        [(None, False), (Image(data=RED), False), (Image(data=RED), True)],
    )
    async def test_confetti(self, rig: Rig, image: Image | None, refused: bool) -> None:
        """They fall if Telegram knows the effect; the message comes in any case."""
        if refused:
            rig.emulator.refuse("EFFECT_ID_INVALID", AS_PHOTOS)
        await rig.messages.show(
            rig.anna.id, View(text="ready", image=image, festive=True)
        )

        [message] = rig.anna.messages
        assert "ready" == (message.text or message.caption)
        assert refused is not ("effect_id" in message.wire)
        assert [] == rig.refused

    async def test_a_slow_upload_is_shown(self, rig: Rig) -> None:
        """While a picture takes its time, the chat shows that it is on its way."""
        pictures = attrs.evolve(rig.messages.pictures, patience=0)
        async with pictures.uploading(rig.anna.id, FileKind.PHOTO):
            await rig.anna.wait_until(lambda _: bool(rig.emulator.calls))

        [call] = rig.emulator.calls
        assert {"chat_id": rig.anna.id, "action": "upload_photo"} == call.params


class TestAlbum:
    """Delivered pictures."""

    @pytest.mark.parametrize(
        ("count", "methods"),
        [
            (1, ["sendPhoto"]),
            (2, ["sendMediaGroup"]),
            (11, ["sendMediaGroup", "sendPhoto"]),
        ],
    )
    async def test_sizes(self, rig: Rig, count: int, methods: list[str]) -> None:
        """Albums have two to ten pictures; a single picture is sent alone."""
        ids = await rig.renderer.messages.album(
            rig.anna.id, [Image(data=RED)] * count, "look"
        )

        assert methods == called(rig.emulator)
        assert ids == [message.id for message in rig.anna.messages]
        assert ["look", *[None] * (count - 1)] == [x.caption for x in rig.anna.messages]


def counted(text: str = "card") -> tuple[list[int], Callable[[], Awaitable[View]]]:
    """Return a maker of views with a new number each time, and the numbers made."""
    made: list[int] = []

    async def make() -> View:
        made.append(len(made) + 1)
        await asyncio.sleep(0)
        return words(f"{text} {made[-1]}")

    return made, make


class TestRefresh:
    """The one card of a key."""

    async def test_burst(self, rig: Rig) -> None:
        """Of twenty calls at once the first and the last make a view; one card is left."""
        made, make = counted()

        async with asyncio.TaskGroup() as tasks:
            for _ in range(20):
                tasks.create_task(rig.renderer.refresh(rig.anna.id, "photos", make))
        await rig.renderer.close()

        assert [1, 2] == made
        assert ["card 2"] == [message.text for message in rig.anna.messages]

    async def test_arriving_meanwhile(self, rig: Rig) -> None:
        """Calls that come while the card is being shown show it once more."""
        begun, go_on = asyncio.Event(), asyncio.Event()
        truth = ["one"]

        async def slow() -> View:
            view = words(truth[0])
            begun.set()
            await go_on.wait()
            return view

        async def quick() -> View:
            return words(truth[0])

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(rig.renderer.refresh(rig.anna.id, "photos", slow))
            await begun.wait()
            for _ in range(5):
                tasks.create_task(rig.renderer.refresh(rig.anna.id, "photos", quick))
            truth[0] = "six"
            go_on.set()
        await rig.renderer.close()

        assert ["sendMessage", "editMessageText"] == called(rig.emulator)
        assert ["six"] == [message.text for message in rig.anna.messages]

    async def test_paced(self, rig: Rig) -> None:
        """A call right after another does not wait; the card follows later."""
        rig.pace = 3600
        renderer = rig.new_renderer()
        made, make = counted()

        for _ in range(20):
            await renderer.refresh(rig.anna.id, "photos", make)

        assert [1] == made
        assert [(rig.anna.id, "photos")] == [*rig.anchors.behind]
        await renderer.close()
        assert [1, 2] == made
        assert {} == rig.anchors.behind
        assert ["card 2"] == [message.text for message in rig.anna.messages]

    async def test_tapped_at_once(self, rig: Rig) -> None:
        """A tap is shown without waiting."""
        rig.pace = 3600
        renderer = rig.new_renderer()
        _, make = counted()
        await renderer.refresh(rig.anna.id, "photos", make)
        tapped = await rig.tapped()

        await renderer.refresh(rig.anna.id, "photos", make, tapped=tapped)

        assert ["card 2"] == [message.text for message in rig.anna.messages]

    async def test_cancelled(self, rig: Rig) -> None:
        """A cancelled caller blocks nobody."""
        _, make = counted()
        for steps in range(6):
            task = asyncio.create_task(
                rig.renderer.refresh(rig.anna.id, "photos", make)
            )
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        async with asyncio.timeout(30):
            await rig.renderer.refresh(rig.anna.id, "photos", make)

        assert rig.anna.messages[-1].text is not None

    async def test_moves_down(self, rig: Rig) -> None:
        """A card that is no longer last is sent again, and the old one deleted."""
        _, make = counted()
        await rig.renderer.refresh(rig.anna.id, "photos", make)
        await rig.anna.send_text("hello")
        rig.renderer.messages.saw(rig.anna.id, (await last_message(rig.bot)).message_id)

        await rig.renderer.refresh(rig.anna.id, "photos", make)

        assert ["hello", "card 2"] == [message.text for message in rig.anna.messages]
        assert {(rig.anna.id, "photos"): rig.anna.messages[-1].id} == rig.anchors.kept

    async def test_a_reply_stays(self, rig: Rig) -> None:
        """A card that answers a message is edited where it is."""
        asked = await rig.anna.send_text("a photo")

        async def make() -> View:
            return View(text=f"number {len(rig.emulator.calls)}", reply_to=asked.id)

        await rig.renderer.refresh(rig.anna.id, "rejected", make)
        await rig.messages.show(rig.anna.id, words("below"))
        await rig.renderer.refresh(rig.anna.id, "rejected", make)

        _, reply, below = rig.anna.messages
        assert ("number 2", "below") == (reply.text, below.text)
        assert asked.id == reply.wire["reply_to_message"]["message_id"]

    async def test_card_deleted(self, rig: Rig) -> None:
        """A card that the person deleted is sent again."""
        _, make = counted()
        await rig.renderer.refresh(rig.anna.id, "photos", make)
        await rig.bot.delete_message(rig.anna.id, rig.anna.messages[-1].id)

        await rig.renderer.refresh(rig.anna.id, "photos", make)

        assert ["card 2"] == [message.text for message in rig.anna.messages]

    async def test_tapped(self, rig: Rig) -> None:
        """The tapped message becomes the card, and the card before it goes."""
        _, make = counted()
        await rig.renderer.refresh(rig.anna.id, "photos", make)
        await rig.messages.show(rig.anna.id, words("menu"))
        tapped = await rig.tapped()

        await rig.renderer.refresh(rig.anna.id, "photos", make, tapped=tapped)

        assert ["card 2"] == [message.text for message in rig.anna.messages]
        assert {(rig.anna.id, "photos"): rig.anna.messages[-1].id} == rig.anchors.kept

    async def test_left(self, rig: Rig) -> None:
        """A message that shows another screen is no card any more."""
        _, make = counted()
        await rig.renderer.refresh(rig.anna.id, "photos", make)
        tapped = await rig.tapped()
        screen = Screen(
            rig.renderer,
            rig.bot,
            rig.anna.id,
            tapped=tapped,
            anchored=frozenset({tapped.message_id}),
        )
        await screen.show(words("progress"))

        await rig.renderer.refresh(rig.anna.id, "photos", make)

        assert ["progress", "card 2"] == [message.text for message in rig.anna.messages]

    async def test_left_during_an_edit(self, rig: Rig) -> None:
        """An edit of the card that is under way does not cover what is shown next."""
        _, make = counted()
        await rig.renderer.refresh(rig.anna.id, "photos", make)
        tapped = await rig.tapped()
        rig.anchors = anchors = GatedAnchors(rig.anchors.kept)
        renderer = rig.new_renderer()
        refreshing = asyncio.create_task(renderer.refresh(rig.anna.id, "photos", make))
        await anchors.read.wait()
        screen = Screen(
            renderer,
            rig.bot,
            rig.anna.id,
            tapped=tapped,
            anchored=frozenset({tapped.message_id}),
        )
        showing = asyncio.create_task(screen.show(words("progress")))
        await asyncio.wait([showing], timeout=0.1)
        anchors.gate.set()
        await asyncio.gather(refreshing, showing)

        assert ["progress"] == [message.text for message in rig.anna.messages]

    async def test_failing(self, rig: Rig) -> None:
        """A view that cannot be made fails its caller only."""

        async def fail() -> View:
            raise ValueError

        _, make = counted()
        with pytest.raises(ValueError):  # noqa: PT011 - the view's own
            await rig.renderer.refresh(rig.anna.id, "photos", fail)

        await rig.renderer.refresh(rig.anna.id, "photos", make)

        assert ["card 1"] == [message.text for message in rig.anna.messages]


class TestScreen:
    """The answers to one tap."""

    @pytest.fixture
    async def screen(self, rig: Rig) -> Screen:
        """The screen of a tap."""
        await rig.messages.show(rig.anna.id, words())
        await rig.tapped()
        query = await last_tap(rig.bot)
        return Screen(
            rig.renderer, rig.bot, rig.anna.id, tapped=query.message, query=query
        )

    async def test_redrawn(self, rig: Rig, screen: Screen) -> None:
        """Redrawing edits the tapped message."""
        before = len(rig.anna.messages)

        await screen.redraw(words("anew"))

        assert before == len(rig.anna.messages)
        assert "anew" == rig.anna.messages[-1].text

    async def test_what_is_gone_is_not_redrawn(self, rig: Rig, screen: Screen) -> None:
        """A deleted message is not redrawn."""
        assert screen.tapped is not None
        await rig.bot.delete_message(rig.anna.id, screen.tapped.message_id)
        before = [message.id for message in rig.anna.messages]

        await screen.redraw(words("anew"))

        assert before == [message.id for message in rig.anna.messages]

    @pytest.mark.parametrize("gone", [False, True])
    async def test_what_cannot_be_redrawn_is_replaced(
        self, rig: Rig, *, gone: bool
    ) -> None:
        """A photo is replaced by a text, unless it was deleted."""
        await rig.messages.show(rig.anna.id, picture(RED))
        tapped = await rig.tapped()
        if gone:
            await rig.bot.delete_message(rig.anna.id, tapped.message_id)

        await rig.messages.redraw(rig.anna.id, words("anew"), tapped)

        shown = [message.text for message in rig.anna.messages]
        assert ([] if gone else ["anew"]) == shown

    async def test_deleted(self, rig: Rig, screen: Screen) -> None:
        """A shown message can be deleted."""
        await screen.delete(await screen.show(words("card")))

        assert [] == rig.anna.messages

    async def test_silent(self, rig: Rig, screen: Screen) -> None:
        """An unanswered tap is answered once, when its update ends."""
        await screen.close()
        await screen.close()

        assert ["answerCallbackQuery"] == called(rig.emulator, "answerCallbackQuery")

    async def test_toast(self, rig: Rig, screen: Screen) -> None:
        """A toast answers the tap; a second one is dropped."""
        await screen.toast("one & only")
        await screen.toast("two")
        await screen.close()

        assert ["one & only"] == rig.anna.toasts
        assert ["answerCallbackQuery"] == called(rig.emulator, "answerCallbackQuery")

    async def test_alert(self, rig: Rig, screen: Screen) -> None:
        """A long alert is cut; a second one is sent as a message."""
        await screen.alert("word " * 60)
        await screen.alert("<two>")

        assert ["word " * 38 + "word…"] == rig.anna.alerts
        assert "<two>" == rig.anna.messages[-1].text

    async def test_too_old(self, rig: Rig, screen: Screen) -> None:
        """The alert of a tap that is too old is sent as a message."""
        rig.time.forward(hours=1)

        await screen.alert("sorry")
        await screen.close()

        assert "sorry" == rig.anna.messages[-1].text

    async def test_typed(self, rig: Rig) -> None:
        """Without a tap an alert is a message."""
        screen = Screen(rig.renderer, rig.bot, rig.anna.id)

        await screen.alert("sorry")
        await screen.close()

        assert ["sorry"] == [message.text for message in rig.anna.messages]


@pytest.mark.parametrize(
    ("text", "length"), [("<b>a &amp; b</b>", 5), ("😀", 2), ("a < b", 5), ("", 0)]
)
def test_visible_length(text: str, length: int) -> None:
    """Lengths are counted as Telegram does: without tags, in UTF-16 units."""
    assert length == visible_length(text)


def test_an_answer_is_made_to_fit() -> None:
    """Cut texts fit even if every character counts double."""
    assert 100 == len(fit_answer("😀" * 150))
    assert "as it is" == fit_answer("as it is")
