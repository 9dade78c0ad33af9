"""How a chat comes to show a view."""

import asyncio

from collections.abc import Awaitable, Callable

import attrs
import pytest

from aiogram import Bot
from aiogram.types import Chat, InaccessibleMessage, Message
from tests.adapters.telegram.plumbing.rig import (
    MemoryAnchors,
    Plumbing,
    called,
    last_message,
    last_tap,
    picture,
    words,
)
from tests.sandbox.telegram.rig import Clock, picture as jpeg

from adapters.telegram.lengths import fit_answer, visible_length
from adapters.telegram.renderer import Renderer
from adapters.telegram.screen import Screen
from adapters.telegram.view import Image, View
from entrypoints.sandbox.telegram import Person, TelegramEmulator


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


@pytest.fixture
def renderer(plumbing: Plumbing) -> Renderer:
    """The renderer."""
    return plumbing.renderer()


async def last_tapped(bot: Bot, anna: Person) -> Message | InaccessibleMessage:
    """Tap the last message's first button and return what was tapped."""
    anna.tap(anna.messages[-1].id, "x1:0")
    message = (await last_tap(bot)).message
    assert message is not None
    return message


class TestShow:
    """One message becomes another view."""

    @pytest.mark.parametrize(
        ("before", "after", "methods"),
        [
            (words("a"), words("b"), ["editMessageText"]),
            (words("a"), words("a", keys=2), ["editMessageText"]),
            (words("a"), picture(RED), ["sendPhoto", "deleteMessage"]),
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
        self,
        *,
        emulator: TelegramEmulator,
        bot: Bot,
        anna: Person,
        renderer: Renderer,
        before: View,
        after: View,
        methods: list[str],
    ) -> None:
        """The tapped message becomes the view, by an edit where that can be done."""
        await renderer.show(anna.id, before)
        seen = len(emulator.calls)
        tapped = await last_tapped(bot, anna)

        shown = await renderer.show(anna.id, after, tapped=tapped)

        assert methods == called(emulator)[seen:]
        last = anna.messages[-1]
        assert last.id == shown
        assert after.text.strip() == (last.text or last.caption)
        assert len(after.buttons) == len(last.buttons)

    async def test_not_modified(
        self, emulator: TelegramEmulator, bot: Bot, anna: Person, renderer: Renderer
    ) -> None:
        """Showing the same view again is no error and sends nothing."""
        shown = await renderer.show(anna.id, words())
        tapped = await last_tapped(bot, anna)

        assert shown == await renderer.show(anna.id, words(), tapped=tapped)
        assert 1 == len(anna.messages)

    async def test_gone(
        self, emulator: TelegramEmulator, bot: Bot, anna: Person, renderer: Renderer
    ) -> None:
        """A view whose message was deleted is sent as a new message."""
        await renderer.show(anna.id, words())
        tapped = await last_tapped(bot, anna)
        await bot.delete_message(anna.id, anna.messages[-1].id)

        shown = await renderer.show(anna.id, words("new"), tapped=tapped)

        assert [(shown, "new")] == [(each.id, each.text) for each in anna.messages]

    async def test_too_old_to_delete(
        self, bot: Bot, anna: Person, renderer: Renderer, clock: Clock
    ) -> None:
        """A message older than 48 hours stays, but loses its buttons."""
        await renderer.show(anna.id, words("old"))
        clock.forward(hours=49)
        tapped = await last_tapped(bot, anna)

        await renderer.show(anna.id, picture(RED, "new"), tapped=tapped)

        old, new = anna.messages
        assert ("old", []) == (old.text, old.buttons)
        assert ("new", 1) == (new.caption, len(new.buttons))

    async def test_inaccessible(
        self, anna: Person, renderer: Renderer, emulator: TelegramEmulator
    ) -> None:
        """An inaccessible message loses its buttons."""
        old = await renderer.show(anna.id, words("old"))
        tapped = InaccessibleMessage(
            chat=Chat(id=anna.id, type="private"), message_id=old
        )

        await renderer.show(anna.id, words("new"), tapped=tapped)

        assert [("old", 0), ("new", 1)] == [
            (each.text, len(each.buttons)) for each in anna.messages
        ]

    async def test_missing_blob(self, anna: Person, renderer: Renderer) -> None:
        """A view whose picture is gone is shown without it."""
        await renderer.show(anna.id, View(text="words", image=Image(key="no/such.jpg")))

        assert [("words", None)] == [(each.text, each.photo) for each in anna.messages]

    async def test_blob(
        self, anna: Person, plumbing: Plumbing, renderer: Renderer
    ) -> None:
        """A picture is read from the storage."""
        await plumbing.blobs.put("a/picture.jpg", RED)

        await renderer.show(
            anna.id, View(text="words", image=Image(key="a/picture.jpg"))
        )

        assert anna.messages[-1].photo is not None

    async def test_typed(self, anna: Person, renderer: Renderer) -> None:
        """What was typed is answered by a new message."""
        await renderer.show(anna.id, words("a"))
        await renderer.show(anna.id, words("b"))

        assert ["a", "b"] == [message.text for message in anna.messages]


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
    async def test_sizes(
        self,
        emulator: TelegramEmulator,
        anna: Person,
        renderer: Renderer,
        count: int,
        methods: list[str],
    ) -> None:
        """Albums have two to ten pictures; a single picture is sent alone."""
        ids = await renderer.messages.album(anna.id, [Image(data=RED)] * count, "look")

        assert methods == called(emulator)
        assert ids == [message.id for message in anna.messages]
        assert ["look", *[None] * (count - 1)] == [x.caption for x in anna.messages]

    async def test_missing(self, anna: Person, renderer: Renderer) -> None:
        """Missing pictures are left out, and the caption is still sent."""
        await renderer.messages.album(anna.id, [Image(key="no/such.jpg")] * 2, "look")

        assert ["look"] == [message.text for message in anna.messages]


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

    async def test_burst(
        self, emulator: TelegramEmulator, anna: Person, renderer: Renderer
    ) -> None:
        """Of twenty calls at once the first and the last make a view; one card is left."""
        made, make = counted()

        async with asyncio.TaskGroup() as tasks:
            for _ in range(20):
                tasks.create_task(renderer.refresh(anna.id, "photos", make))
        await renderer.close()

        assert [1, 2] == made
        assert ["card 2"] == [message.text for message in anna.messages]

    async def test_arriving_meanwhile(
        self, emulator: TelegramEmulator, anna: Person, renderer: Renderer
    ) -> None:
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
            tasks.create_task(renderer.refresh(anna.id, "photos", slow))
            await begun.wait()
            for _ in range(5):
                tasks.create_task(renderer.refresh(anna.id, "photos", quick))
            truth[0] = "six"
            go_on.set()
        await renderer.close()

        assert ["sendMessage", "editMessageText"] == called(emulator)
        assert ["six"] == [message.text for message in anna.messages]

    async def test_paced(
        self, emulator: TelegramEmulator, anna: Person, plumbing: Plumbing
    ) -> None:
        """A call right after another does not wait; the card follows later."""
        plumbing.pace = 3600
        renderer = plumbing.renderer()
        made, make = counted()

        for _ in range(20):
            await renderer.refresh(anna.id, "photos", make)

        assert [1] == made
        assert [(anna.id, "photos")] == [*plumbing.anchors.behind]
        await renderer.close()
        assert [1, 2] == made
        assert {} == plumbing.anchors.behind
        assert ["card 2"] == [message.text for message in anna.messages]

    async def test_tapped_at_once(
        self, bot: Bot, anna: Person, plumbing: Plumbing
    ) -> None:
        """A tap is shown without waiting."""
        plumbing.pace = 3600
        renderer = plumbing.renderer()
        _, make = counted()
        await renderer.refresh(anna.id, "photos", make)
        tapped = await last_tapped(bot, anna)

        await renderer.refresh(anna.id, "photos", make, tapped=tapped)

        assert ["card 2"] == [message.text for message in anna.messages]

    async def test_cancelled(self, anna: Person, renderer: Renderer) -> None:
        """A cancelled caller blocks nobody."""
        _, make = counted()
        for steps in range(6):
            task = asyncio.create_task(renderer.refresh(anna.id, "photos", make))
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        async with asyncio.timeout(30):
            await renderer.refresh(anna.id, "photos", make)

        assert anna.messages[-1].text is not None

    async def test_moves_down(
        self, bot: Bot, anna: Person, renderer: Renderer, plumbing: Plumbing
    ) -> None:
        """A card that is no longer last is sent again, and the old one deleted."""
        _, make = counted()
        await renderer.refresh(anna.id, "photos", make)
        await anna.send_text("hello")
        renderer.messages.saw(anna.id, (await last_message(bot)).message_id)

        await renderer.refresh(anna.id, "photos", make)

        assert ["hello", "card 2"] == [message.text for message in anna.messages]
        assert {(anna.id, "photos"): anna.messages[-1].id} == plumbing.anchors.kept

    async def test_after_restart(
        self, anna: Person, renderer: Renderer, plumbing: Plumbing
    ) -> None:
        """Another process edits the same card."""
        _, make = counted()
        await renderer.refresh(anna.id, "photos", make)

        await plumbing.renderer().refresh(anna.id, "photos", make)

        assert ["card 2"] == [message.text for message in anna.messages]

    async def test_card_deleted(
        self, bot: Bot, anna: Person, renderer: Renderer
    ) -> None:
        """A card that the person deleted is sent again."""
        _, make = counted()
        await renderer.refresh(anna.id, "photos", make)
        await bot.delete_message(anna.id, anna.messages[-1].id)

        await renderer.refresh(anna.id, "photos", make)

        assert ["card 2"] == [message.text for message in anna.messages]

    async def test_tapped(
        self, bot: Bot, anna: Person, renderer: Renderer, plumbing: Plumbing
    ) -> None:
        """The tapped message becomes the card, and the card before it goes."""
        _, make = counted()
        await renderer.refresh(anna.id, "photos", make)
        await renderer.show(anna.id, words("menu"))
        tapped = await last_tapped(bot, anna)

        await renderer.refresh(anna.id, "photos", make, tapped=tapped)

        assert ["card 2"] == [message.text for message in anna.messages]
        assert {(anna.id, "photos"): anna.messages[-1].id} == plumbing.anchors.kept

    async def test_left(self, bot: Bot, anna: Person, renderer: Renderer) -> None:
        """A message that shows another screen is no card any more."""
        _, make = counted()
        await renderer.refresh(anna.id, "photos", make)
        tapped = await last_tapped(bot, anna)
        screen = Screen(
            renderer,
            bot,
            anna.id,
            tapped=tapped,
            anchored=frozenset({tapped.message_id}),
        )
        await screen.show(words("progress"))

        await renderer.refresh(anna.id, "photos", make)

        assert ["progress", "card 2"] == [message.text for message in anna.messages]

    async def test_left_during_an_edit(
        self, bot: Bot, anna: Person, plumbing: Plumbing
    ) -> None:
        """An edit of the card that is under way does not cover what is shown next."""
        _, make = counted()
        await plumbing.renderer().refresh(anna.id, "photos", make)
        tapped = await last_tapped(bot, anna)
        plumbing.anchors = anchors = GatedAnchors(plumbing.anchors.kept)
        renderer = plumbing.renderer()
        refreshing = asyncio.create_task(renderer.refresh(anna.id, "photos", make))
        await anchors.read.wait()
        screen = Screen(
            renderer,
            bot,
            anna.id,
            tapped=tapped,
            anchored=frozenset({tapped.message_id}),
        )
        showing = asyncio.create_task(screen.show(words("progress")))
        await asyncio.wait([showing], timeout=0.1)
        anchors.gate.set()
        await asyncio.gather(refreshing, showing)

        assert ["progress"] == [message.text for message in anna.messages]

    async def test_failing(self, anna: Person, renderer: Renderer) -> None:
        """A view that cannot be made fails its caller only."""

        async def fail() -> View:
            raise ValueError

        _, make = counted()
        with pytest.raises(ValueError):  # noqa: PT011 - the view's own
            await renderer.refresh(anna.id, "photos", fail)

        await renderer.refresh(anna.id, "photos", make)

        assert ["card 1"] == [message.text for message in anna.messages]


class TestScreen:
    """The answers to one tap."""

    @pytest.fixture
    async def screen(self, bot: Bot, anna: Person, renderer: Renderer) -> Screen:
        """The screen of a tap."""
        await renderer.show(anna.id, words())
        anna.tap(anna.messages[-1].id, "x1:0")
        query = await last_tap(bot)
        return Screen(renderer, bot, anna.id, tapped=query.message, query=query)

    async def test_redrawn(self, anna: Person, screen: Screen) -> None:
        """Redrawing edits the tapped message."""
        before = len(anna.messages)

        await screen.redraw(words("anew"))

        assert before == len(anna.messages)
        assert "anew" == anna.messages[-1].text

    async def test_what_is_gone_is_not_redrawn(
        self, bot: Bot, anna: Person, screen: Screen
    ) -> None:
        """A deleted message is not redrawn."""
        assert screen.tapped is not None
        await bot.delete_message(anna.id, screen.tapped.message_id)
        before = [message.id for message in anna.messages]

        await screen.redraw(words("anew"))

        assert before == [message.id for message in anna.messages]

    @pytest.mark.parametrize("gone", [False, True])
    async def test_what_cannot_be_redrawn_is_replaced(
        self, bot: Bot, anna: Person, renderer: Renderer, *, gone: bool
    ) -> None:
        """A photo is replaced by a text, unless it was deleted."""
        await renderer.show(anna.id, picture(RED))
        tapped = await last_tapped(bot, anna)
        if gone:
            await bot.delete_message(anna.id, tapped.message_id)

        await renderer.redraw(anna.id, words("anew"), tapped)

        shown = [message.text for message in anna.messages]
        assert ([] if gone else ["anew"]) == shown

    async def test_deleted(self, anna: Person, screen: Screen) -> None:
        """A shown message can be deleted."""
        await screen.delete(await screen.show(words("card")))

        assert [] == anna.messages

    async def test_silent(
        self, emulator: TelegramEmulator, anna: Person, screen: Screen
    ) -> None:
        """An unanswered tap is answered once, when its update ends."""
        await screen.close()
        await screen.close()

        assert ["answerCallbackQuery"] == called(emulator, "answerCallbackQuery")

    async def test_toast(
        self, emulator: TelegramEmulator, anna: Person, screen: Screen
    ) -> None:
        """A toast answers the tap; a second one is dropped."""
        await screen.toast("one & only")
        await screen.toast("two")
        await screen.close()

        assert ["one & only"] == anna.toasts
        assert ["answerCallbackQuery"] == called(emulator, "answerCallbackQuery")

    async def test_alert(
        self, emulator: TelegramEmulator, anna: Person, screen: Screen
    ) -> None:
        """A long alert is cut; a second one is sent as a message."""
        await screen.alert("word " * 60)
        await screen.alert("<two>")

        assert ["word " * 38 + "word…"] == anna.alerts
        assert "<two>" == anna.messages[-1].text

    async def test_too_old(self, anna: Person, clock: Clock, screen: Screen) -> None:
        """The alert of a tap that is too old is sent as a message."""
        clock.forward(hours=1)

        await screen.alert("sorry")
        await screen.close()

        assert "sorry" == anna.messages[-1].text

    async def test_typed(self, bot: Bot, anna: Person, renderer: Renderer) -> None:
        """Without a tap an alert is a message."""
        screen = Screen(renderer, bot, anna.id)

        await screen.alert("sorry")
        await screen.close()

        assert ["sorry"] == [message.text for message in anna.messages]


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
