"""How a chat comes to show a view."""

import pytest

from aiogram import Bot
from aiogram.types import Chat, InaccessibleMessage, Message
from tests.adapters.telegram.plumbing.rig import (
    Plumbing,
    called,
    last_tap,
    picture,
    words,
)
from tests.sandbox.telegram.rig import Clock, picture as jpeg

from adapters.telegram.bound_screen import BoundScreen
from adapters.telegram.lengths import fit_answer, visible_length
from adapters.telegram.renderer import Renderer
from adapters.telegram.view import Image, View
from entrypoints.sandbox.telegram import Person, TelegramEmulator


RED = jpeg()
BLUE = jpeg(colour="blue")


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
        """Showing what is shown already is no error and sends nothing."""
        shown = await renderer.show(anna.id, words())
        tapped = await last_tapped(bot, anna)

        assert shown == await renderer.show(anna.id, words(), tapped=tapped)
        assert 1 == len(anna.messages)

    async def test_gone(
        self, emulator: TelegramEmulator, bot: Bot, anna: Person, renderer: Renderer
    ) -> None:
        """A view whose message was deleted meanwhile is sent anew."""
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
        """A message Telegram shows us no longer is left without buttons."""
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
        """A picture is taken from the storage."""
        await plumbing.blobs.put("a/picture.jpg", RED)

        await renderer.show(
            anna.id, View(text="words", image=Image(key="a/picture.jpg"))
        )

        assert anna.messages[-1].photo is not None

    async def test_typed(self, bot: Bot, anna: Person, renderer: Renderer) -> None:
        """Without a tap an alert is a message."""
        screen = BoundScreen(renderer, bot, anna.id)

        await screen.alert("sorry")
        await screen.close()

        assert ["sorry"] == [message.text for message in anna.messages]


@pytest.mark.parametrize(
    ("text", "length"), [("<b>a &amp; b</b>", 5), ("😀", 2), ("a < b", 5), ("", 0)]
)
def test_visible_length(text: str, length: int) -> None:
    """Lengths are Telegram's: without tags, in UTF-16."""
    assert length == visible_length(text)


def test_an_answer_is_made_to_fit() -> None:
    """Cut texts stay within the limit even if every character counts double."""
    assert 100 == len(fit_answer("😀" * 150))
    assert "as it is" == fit_answer("as it is")
