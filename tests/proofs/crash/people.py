"""People who do the main job while the bot is killed."""

from collections.abc import Callable
from typing import Final

import attrs

from tests.e2e.journey import photos, words_of

from entrypoints.sandbox.telegram import ChatMessage, Person


#: A person who waits longer for one answer is stuck, in seconds.
PATIENCE: Final = 90.0
#: How often somebody tries to pay.
_PAYMENTS: Final = 4


class StuckError(Exception):
    """Somebody waited in vain."""


@attrs.frozen
class Somebody:
    """One person, an avatar and some pictures."""

    person: Person

    @property
    def name(self) -> str:
        """What the avatar is called; nobody else's is called so."""
        return f"Summer {self.person.id}"

    @property
    def words(self) -> str:
        """What the pictures are to show; nobody else's do."""
        return f"at sea {self.person.id}"

    async def live(self) -> None:
        """Train an avatar and make pictures with it, buying credits on the way."""
        await self.comes()
        await self.buys(100)
        await self.collects_photos()
        await self.orders_training()
        await self.buys(250)
        if await self.gets_avatar():
            await self.draws()

    async def comes(self) -> None:
        """Come in."""
        await self.person.send_text("/start")
        await self._sees("Welcome")

    async def buys(self, credits_: int) -> None:
        """Pay for a package, as often as it takes until the payment goes through."""
        await self.person.send_text("/topup")
        await self._taps(f"{credits_} credits")
        bill = await self._wait(
            lambda message: (
                message.invoice is not None
                and str(credits_) in message.invoice["title"]
            ),
            f"a bill for {credits_}",
        )
        for _ in range(_PAYMENTS):
            receipt = await self.person.pay(bill)
            if receipt.paid:
                break
        else:
            raise StuckError(f"{self.name} cannot pay: {receipt.error}")
        await self._sees(f"+ {credits_} credits")

    async def collects_photos(self) -> None:
        """Do everything up to the order of the training."""
        await self.person.send_text("/menu")
        await self._taps("✨ New avatar")
        await self._taps("🎭 Portrait")
        await self._taps("Woman")
        await self._sees("What should we call it?")
        await self.person.send_text(self.name)
        await self._sees("the last step")
        await self.person.send_album(photos(10))
        await self._sees("10 of 20")
        await self._taps("To the training")

    async def orders_training(self) -> None:
        """Order the training of the avatar."""
        await self._taps("Start the training")

    async def gets_avatar(self) -> bool:
        """Wait for the end of the training; return whether it went well."""
        end = await self._sees_one_of("is ready!", "did not work out")
        return "is ready!" in words_of(end)

    async def draws(self) -> None:
        """Order pictures and wait for them."""
        await self.person.send_text("/menu")
        await self._sees("Main menu")
        await self._taps("🎨 Create pictures")
        await self._taps("Describe a picture")
        await self._sees("Describe it")
        await self.person.send_text(self.words)
        await self._taps("Square 1:1")
        await self._taps("2 pictures")
        await self._sees_one_of("Here you are!", "These pictures did not work out")

    async def _taps(self, button: str) -> None:
        """Press a button as soon as it is there, and wait for the answer."""
        await self._wait(
            lambda message: any(
                button in each.text for row in message.buttons for each in row
            ),
            button,
        )
        if await self.person.press(button, timeout=PATIENCE) is None:
            raise StuckError(f"{self.name}: nothing answered {button!r}")

    async def _sees(self, part: str) -> None:
        await self._sees_one_of(part)

    async def _sees_one_of(self, *parts: str) -> ChatMessage:
        return await self._wait(
            lambda message: any(part in words_of(message) for part in parts),
            " or ".join(parts),
        )

    async def _wait(
        self, holds: Callable[[ChatMessage], bool], what: str
    ) -> ChatMessage:
        try:
            return await self.person.wait_for(holds, PATIENCE)
        except TimeoutError as error:
            raise StuckError(f"{self.name} waits for {what!r}: {error}") from None
