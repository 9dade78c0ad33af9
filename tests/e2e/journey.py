"""The journeys of people through the bot."""

import functools
import io
import re

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs

from PIL import Image
from tests.small_photos import small_photos

from adapters.telegram.callbacks import JobAction, JobMove
from entrypoints.sandbox.telegram import ChatMessage, Person


if TYPE_CHECKING:
    from tests.e2e.world import World


_PATIENCE: Final = 60.0
_BALANCE: Final = re.compile(r"Available: (\d+)")
_HELD: Final = re.compile(r"Set aside for work in progress: (\d+)")


@functools.cache
def photos(count: int, person: int = 1) -> tuple[bytes, ...]:
    """Return *count* small, good photos of one person."""
    return tuple(data for _, data in small_photos(count, person=person))


def _is_delivery(message: ChatMessage) -> bool:
    return any("In the gallery" in each.text for row in message.buttons for each in row)


def words_of(message: ChatMessage) -> str:
    """Return the text or caption of a message."""
    return message.text or message.caption or ""


@attrs.define
class Visitor:
    """A person in front of the bot."""

    person: Person
    #: The number of the person whose photos they send.
    look: int = 1
    #: The longest wait for an answer, in seconds.
    patience: float = _PATIENCE

    # --- seeing -----------------------------------------------------------

    async def sees(self, *parts: str) -> ChatMessage:
        """Wait for a message of the bot that contains all *parts*."""
        return await self.person.wait_for(
            lambda message: all(part in words_of(message) for part in parts),
            self.patience,
        )

    async def sees_one_of(self, *parts: str) -> ChatMessage:
        """Wait for a message of the bot that contains any of *parts*."""
        return await self.person.wait_for(
            lambda message: any(part in words_of(message) for part in parts),
            self.patience,
        )

    async def sees_new(self, after: int, *parts: str) -> ChatMessage:
        """Wait for such a message with an id above *after*."""
        return await self.person.wait_for(
            lambda message: (
                message.id > after and all(part in words_of(message) for part in parts)
            ),
            self.patience,
        )

    def said(self, part: str) -> int:
        """Return the number of the bot's messages that contain this."""
        return sum(
            part in words_of(message)
            for message in self.person.messages
            if message.from_bot
        )

    async def sees_one(self, part: str) -> None:
        """Wait until exactly one message of the bot contains this."""
        await self.person.wait_until(lambda _: self.said(part) == 1, self.patience)

    @property
    def last_id(self) -> int:
        """The newest message's id."""
        return max((message.id for message in self.person.messages), default=0)

    @property
    def received(self) -> list[ChatMessage]:
        """The pictures the bot delivered, in order."""
        return [
            message
            for message in self.person.messages
            if message.from_bot
            and message.photo is not None
            and (message.album is not None or _is_delivery(message))
        ]

    async def receives(self, count: int) -> None:
        """Wait until *count* pictures have been delivered in all."""
        await self.person.wait_until(
            lambda _: len(self.received) >= count, self.patience
        )

    def button(self, text: str) -> tuple[int, str]:
        """Return the message id and the data of the newest button with this text."""
        for message in reversed(self.person.messages):
            for row in message.buttons:
                for each in row:
                    if text in each.text and each.data is not None:
                        return message.id, each.data
        raise LookupError(text)

    # --- doing ------------------------------------------------------------

    async def says(self, text: str, *parts: str) -> ChatMessage:
        """Send a text, and wait for a message of the bot that contains all *parts*."""
        await self.person.send_text(text)
        return await self.sees(*parts)

    async def asks(self, text: str, *parts: str) -> ChatMessage:
        """Send a text, and wait for a new message that contains all *parts*."""
        before = self.last_id
        await self.person.send_text(text)
        return await self.sees_new(before, *parts)

    async def presses(self, text: str) -> None:
        """Wait for a button with this text, and press the newest one."""

        def offered(_: object) -> bool:
            return any(
                text in each.text
                for message in self.person.messages
                for row in message.buttons
                for each in row
            )

        await self.person.wait_until(offered, self.patience)
        await self.person.press(text, timeout=self.patience)

    async def balance(self) -> tuple[int, int]:
        """Ask for the balance; return the credits available and held."""
        shown = words_of(await self.asks("/balance", "Available:"))
        available, held = _BALANCE.search(shown), _HELD.search(shown)
        assert available is not None
        return int(available[1]), int(held[1]) if held else 0

    async def comes(self) -> None:
        """Send /start."""
        await self.asks("/start", "Welcome")

    async def begins_avatar(self, name: str = "Summer") -> None:
        """Go through the wizard up to the photos."""
        await self.comes()
        await self.presses("✨ New avatar")
        await self.presses("🎭 Portrait")
        await self.presses("Woman")
        await self.person.send_text(name)
        await self.agrees()

    async def agrees(self) -> None:
        """Agree to what happens to photos, unless that was done for another avatar."""
        asked = await self.sees_one_of("Before the first photo", "0 of 20")
        if "Before" in words_of(asked):
            await self.presses("I agree")
            await self.sees("📸 Photos of", "0 of 20")

    async def sends_photos(self, count: int = 10, *, as_files: bool = False) -> None:
        """Send photos of this person in albums."""
        await self.person.send_album(photos(count, self.look), as_documents=as_files)

    async def sees_count(self, count: int) -> ChatMessage:
        """Wait until the card shows *count* accepted photos."""
        return await self.sees("📸 Photos of", f"{count} of 20")

    async def is_ready_to_train(self, name: str = "Summer", count: int = 10) -> None:
        """Do everything up to the confirmation of the training."""
        await self.begins_avatar(name)
        await self.sends_photos(count)
        await self.sees_count(count)
        await self.presses("Continue to training")
        await self.sees("Everything ready?")

    async def orders_training(self, name: str = "Summer", count: int = 10) -> None:
        """Do everything up to the order of the training."""
        await self.is_ready_to_train(name, count)
        await self.presses("Start the training")

    async def has_avatar(self, name: str = "Summer", count: int = 10) -> None:
        """Order a training, and wait until the avatar is ready."""
        await self.orders_training(name, count)
        await self.sees(f"“{name}” is ready!")

    async def opens_pictures(self) -> None:
        """Open the page of pictures from the menu."""
        await self.asks("/menu", "Main menu")
        await self.presses("🎨 Create pictures")

    async def is_asked_for_a_photo(self) -> None:
        """Do everything up to the question for a photo to describe."""
        await self.opens_pictures()
        await self.presses("Prompt from a photo")
        await self.sees("A picture like this one")

    async def is_forgotten(self) -> None:
        """Delete everything about this person."""
        await self.person.send_text("/privacy")
        await self.presses("Delete everything about me")
        await self.presses("Yes, delete everything")
        await self.sees("I know nothing about you any more")

    async def is_choosing_count(
        self, words: str = "as an astronaut on Mars", size: str = "Square 1:1"
    ) -> None:
        """Do everything up to the choice of the number of pictures."""
        await self.opens_pictures()
        await self.presses("Describe a picture")
        await self.says(words, "Which shape?")
        await self.presses(size)
        await self.sees("How many?")

    async def orders_pictures(
        self,
        count: int = 2,
        words: str = "as an astronaut on Mars",
        size: str = "Square 1:1",
    ) -> None:
        """Order pictures without waiting for them."""
        await self.is_choosing_count(words, size)
        await self.presses(f"{count} picture" if count == 1 else f"{count} pictures")

    async def calls_everything_off(self, world: "World") -> None:
        """Cancel every open job."""
        for job in await world.jobs():
            if job["person"] == self.person.id and job["ended_at"] is None:
                data = JobAction(move=JobMove.CANCEL_FOR_GOOD, job=job["id"]).pack()
                await self.person.press_again(self.last_id, data)


def sizes_of(messages: Sequence[ChatMessage]) -> list[tuple[int, int]]:
    """Return the width and height of each picture."""
    found = []
    for message in messages:
        assert message.photo is not None
        with Image.open(io.BytesIO(message.photo)) as image:
            found.append(image.size)
    return found
