"""People who train an avatar and order pictures while the bot is killed."""

import asyncio

from typing import Final

import attrs

from tests.e2e.journey import Visitor, words_of
from tests.e2e.world import World

from entrypoints.sandbox.telegram import ChatMessage


#: The longest wait for an answer in seconds; after it, a person is stuck. The product may
#: be killed dozens of times meanwhile, on a machine whose disk is busy.
PATIENCE: Final = 300.0
#: People at a time.
TOGETHER: Final = 3
#: How often somebody tries to pay.
_PAYMENTS: Final = 4
#: How often a person opens a page that is replaced by an old one.
_TURNS: Final = 3
_TO_TRAINING: Final = "Continue to training"
_SUMMARY: Final = "Everything ready?"
#: The process died as often as it may while it sent the result.
_GIVEN_UP: Final = "Your order has ended, but"


class StuckError(Exception):
    """Somebody waited in vain."""


@attrs.define
class Somebody(Visitor):
    """A person who trains an avatar and orders pictures."""

    patience: float = PATIENCE

    @property
    def name(self) -> str:
        """The avatar's name, which is unique."""
        return f"Summer {self.person.id}"

    async def live(self) -> None:
        """Train an avatar and make pictures with it, buying credits on the way."""
        await self.comes()
        await self._buys(100)
        await self.orders_training(self.name)
        await self._buys(250)
        end = await self.sees_one_of("is ready!", "did not work out", _GIVEN_UP)
        if "is ready!" in words_of(end):
            await self.orders_pictures(2, f"at sea {self.person.id}")
            await self.sees_one_of(
                "Here you are!", "These pictures did not work out", _GIVEN_UP
            )

    async def is_ready_to_train(self, name: str = "Summer", count: int = 10) -> None:
        """Do everything up to the last look at the order."""
        await self.begins_avatar(name)
        await self.sends_photos(count)
        await self.sees_count(count)
        for _ in range(_TURNS):
            await self.presses(_TO_TRAINING)
            # The edit of a process that stood still may bring the old card back. A card
            # without the button is of a process that died before it noted the card.
            shown = await self.person.wait_for(_is_summary_or_full_card, self.patience)
            if _SUMMARY in words_of(shown):
                return
        await self.sees(_SUMMARY)

    async def _buys(self, credits_: int) -> None:
        """Pay for a package, repeatedly until the payment succeeds."""
        await self.person.send_text("/topup")
        await self.presses(f"{credits_} credits")
        bill = await self.person.wait_for(
            lambda message: (
                message.invoice is not None
                and str(credits_) in message.invoice["title"]
            ),
            self.patience,
        )
        for _ in range(_PAYMENTS):
            receipt = await self.person.pay(bill)
            if receipt.paid:
                break
        else:
            raise StuckError(f"{self.name} cannot pay: {receipt.error}")
        await self.sees(f"+ {credits_} credits")


def _is_summary_or_full_card(message: ChatMessage) -> bool:
    offered = any(_TO_TRAINING in each.text for row in message.buttons for each in row)
    return offered or _SUMMARY in words_of(message)


def somebody(world: World, number: int) -> Somebody:
    """Return a person in front of the bot."""
    return Somebody(world.telegram.person(number, "Anna", "en"))


@attrs.define
class Crowd:
    """Several people at a time, each followed by another until it is over."""

    world: World
    over: bool = False
    #: The number of people so far.
    people: int = 0

    def begin(self) -> list[asyncio.Task[None]]:
        """Start the first of them."""
        return [asyncio.create_task(self._come(lane)) for lane in range(TOGETHER)]

    async def _come(self, lane: int) -> None:
        number = 1001 + lane
        while not self.over:
            self.people += 1
            await somebody(self.world, number).live()
            number += TOGETHER

    async def settle(self) -> None:
        """Wait until every end has been told."""
        await self.world.all_told()
        await self.world.telegram.delivered(PATIENCE)
