"""A private chat in memory: real handlers and use cases, a recording screen."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

import attrs

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.filters.callback_data import CallbackData
from aiogram.types import Update
from tests.adapters.telegram import samples
from tests.adapters.telegram.memory import MemoryAlbums, MemoryCards
from tests.adapters.telegram.screens.recording import Letters, RecordingScreen
from tests.money import package
from tests.steps import Steps

from adapters.chat_store import Position
from adapters.telegram import Handlers
from adapters.telegram.callbacks import AvatarAction, AvatarMove
from adapters.telegram.links import referrer_of
from adapters.telegram.steps import Move, Step
from adapters.telegram.updates.trace import Trace
from adapters.telegram.view import View
from avatar_core import (
    Avatar,
    AvatarId,
    Bill,
    Families,
    Job,
    Language,
    Models,
    Package,
    PersonId,
    Picture,
    PriceBook,
)
from avatar_core.admins import Admins
from avatar_core.families import FamilyName
from avatar_core.money import STARS
from avatar_core.testing import (
    ManualClock,
    MemoryBilling,
    MemoryBlobs,
    MemoryPacks,
    MemoryStore,
    PictureReader,
    RecordingNotifier,
    ScriptedProvider,
    SequentialIds,
    memory_ports,
)
from avatar_core.use_cases import Config, use_cases


TOKEN = "42:TEST"
#: Never opened. Making one reads the system's certificates, which takes 50 ms.
_SESSION = AiohttpSession()
PACKS = MemoryPacks([samples.pack(1), samples.pack(4)])
PACKAGES = (package(100, 100), package(250, 225))
#: The admin.
OLGA = PersonId(77)
ADMINS = Admins([OLGA])


class House:
    """The product in memory."""

    def __init__(self, prices: PriceBook) -> None:
        self.store, self.blobs = MemoryStore(), MemoryBlobs()
        self.billing = MemoryBilling()
        self.clock, self.provider = ManualClock(), ScriptedProvider()
        self.told = RecordingNotifier()
        self.config = Config(
            models=Models(enricher=None),
            prices=prices,
            packages=PACKAGES,
            rates={STARS: Decimal("0.013")},
            admins=ADMINS,
        )
        self.cards, self.albums = MemoryCards(), MemoryAlbums()
        #: The positions of people in their conversations.
        self.positions: dict[int, Position] = {}
        self.bot = Bot(TOKEN, session=_SESSION)
        self.updates = 0
        self.ports = attrs.evolve(
            memory_ports(),
            store=self.store,
            blobs=self.blobs,
            clock=self.clock,
            pictures=PictureReader(sizes={self.provider.enlarged: (2048, 2048)}),
            packs=PACKS,
            provider=self.provider,
            billing=self.billing,
            notifier=self.told,
        )
        self.cases = use_cases(self.ports, self.config)

    @property
    def jobs(self) -> list[Job]:
        """All jobs, oldest first."""
        return [*self.store._rows.jobs.values()]

    @property
    def pictures(self) -> list[Picture]:
        """All pictures, newest first."""
        return [*self.store._rows.pictures.values()][::-1]

    def offer(self, *families: FamilyName) -> None:
        """Start anew, with these families on offer."""
        offered = Families(offered=families)
        self.config = attrs.evolve(self.config, families=offered)
        self.cases = use_cases(self.ports, self.config)

    async def work(self) -> None:
        """Work until no job is due any more."""
        for _ in range(500):
            before = dict(self.store._rows.jobs)
            for job in await self.cases.worker.sweep.due_jobs():
                await Steps(self.cases.worker.advance)(job)
            jobs = self.store._rows.jobs
            if all(job.due_at is None for job in jobs.values()):
                return
            if jobs == before:
                times = [job.due_at for job in jobs.values() if job.due_at is not None]
                self.clock.now = min(time for time in times if time > self.clock.now)
        raise AssertionError("the work does not end")


class Chat:
    """The chat of one person with the bot."""

    def __init__(self, house: House, person: int = 1, *, agrees: bool = True) -> None:
        self.house = house
        self.person = PersonId(person)
        #: Whether they have agreed to what happens to photos.
        self.agrees = agrees
        self.screen = RecordingScreen()
        self.language = Language.ENGLISH

    # --- what the person does ---------------------------------------------

    async def say(self, text: str) -> None:
        """Type something."""
        await self.send(text=text)

    async def send_photo(self, data: str, **more: Any) -> None:
        """Send a photo; its bytes are its file id."""
        size = {"file_id": data, "file_unique_id": data, "width": 1, "height": 1}
        await self.send(photo=[size], **more)

    async def send(self, **content: Any) -> None:
        """Send a message with any content."""
        await self.deliver(self.message(**content))

    async def edit(self, message_id: int, **content: Any) -> None:
        """Edit a message."""
        self.house.updates += 1
        message = {**self._envelope(), "from": self._user(), **content}
        message |= {"message_id": message_id, "edit_date": 1_795_000_000}
        await self.deliver(self._update(edited_message=message))

    async def block(self, before: str = "member", after: str = "kicked") -> None:
        """Block the bot; or change its membership in another way."""
        self.house.updates += 1
        bot = {"id": 42, "is_bot": True, "first_name": "Avatar"}
        old, new = (
            {"user": bot, "status": status, "until_date": 0}
            for status in (before, after)
        )
        change = {"old_chat_member": old, "new_chat_member": new}
        by = {**self._envelope(), "from": self._user()}
        await self.deliver(self._update(my_chat_member=by | change))

    async def stand(self, step: Step, **data: str) -> None:
        """Set the step of the conversation."""
        self.house.positions[self.person] = Position(step.value, data)

    async def stand_with(self, **data: str) -> None:
        """Change what the conversation stores."""
        here = self.house.positions[self.person]
        self.house.positions[self.person] = Position(here.state, {**here.data, **data})

    async def where(self) -> str | None:
        """Return the step of the conversation."""
        return self.house.positions.get(self.person, Position()).state

    async def press(self, data: CallbackData | str, *, times: int = 1) -> None:
        """Tap a button, wherever it came from."""
        packed = data if isinstance(data, str) else data.pack()
        for _ in range(times):
            await self.deliver(self.tap(packed))

    async def tap_label(self, label: str) -> None:
        """Tap the button of the newest screen whose text contains *label*."""
        await self.press(self.button(label))

    def button(self, label: str) -> CallbackData:
        """Return the data of a button on the newest screen."""
        for row in self.view.buttons:
            for button in row:
                if label in button.text and isinstance(button.data, CallbackData):
                    return button.data
        raise AssertionError(f"no button {label!r} on {self.labels}")

    async def draft(
        self,
        photos: int = 0,
        name: str = "Anna in summer",
        family: str = "🎭 Portrait",
    ) -> Avatar:
        """Begin an avatar with so many photos."""
        await self.be_naming(family)
        await self.say(name)
        for number in range(photos):
            await self.send_photo(f"photo {number} of {self.house.updates}")
        return (await self.avatars())[-1]

    async def be_naming(self, family: str = "🎭 Portrait") -> None:
        """Begin an avatar, up to its name."""
        await self.say("/new")
        if any(family in label for label in self.labels):  # one kind is not asked for
            await self.tap_label(family)
        await self.tap_label("Woman")

    async def order_training(self, name: str = "Anna in summer") -> Avatar:
        """Order the training of a new avatar."""
        avatar = await self.draft(10, name)
        await self.tap_label("Continue to training")
        await self.tap_label("Start the training")
        return avatar

    async def trained(self, name: str = "Anna in summer") -> Avatar:
        """Have a new avatar trained."""
        avatar = await self.order_training(name)
        await self.house.work()
        return avatar

    async def choose_count(self, avatar: AvatarId) -> None:
        """Order square pictures of an avatar, up to their number."""
        await self.press(AvatarAction(move=AvatarMove.PROMPT, avatar=avatar))
        await self.say("on the moon")
        await self.tap_label("Square")

    async def drawn(
        self, count: int = 1, avatar: AvatarId | None = None
    ) -> list[Picture]:
        """Have pictures delivered, of a new avatar if none is named; newest first."""
        await self.choose_count(avatar or (await self.trained()).id)
        await self.tap_label(f"{count} picture")
        await self.house.work()
        return self.house.pictures[:count]

    async def pay(self, bought: Package, charge_id: str = "c", **more: Any) -> None:
        """Have Telegram report a payment."""
        await self.send(
            successful_payment={
                "currency": "XTR",
                "total_amount": bought.price.amount,
                "invoice_payload": Bill(self.person, bought).payload,
                "telegram_payment_charge_id": charge_id,
                "provider_payment_charge_id": "p",
                **more,
            }
        )

    # --- what belongs to the person ----------------------------------------

    async def avatars(self) -> list[Avatar]:
        """Return the person's avatars, oldest first."""
        async with self.house.store.read() as reading:
            return list(await reading.avatars.of(self.person))

    async def available(self) -> int:
        """Return the credits that the person can spend."""
        async with self.house.store.read() as reading:
            return (await reading.ledger.balance(self.person)).available

    # --- what the person sees ----------------------------------------------

    @property
    def view(self) -> View:
        """The newest screen."""
        return self.screen.shown[-1]

    @property
    def labels(self) -> list[str]:
        """The texts of its buttons."""
        return [button.text for row in self.view.buttons for button in row]

    # --- the wire ---------------------------------------------------------

    def tap(self, packed: str) -> Update:
        """Return a tap's update."""
        self.house.updates += 1
        return self._update(
            callback_query={
                "id": str(self.house.updates),
                "from": self._user(),
                "chat_instance": "1",
                "data": packed,
                "message": {**self._envelope(), "text": "a card"},
            }
        )

    async def deliver(self, update: Update, *, dies: bool = False) -> None:
        """Deliver an update; the same one again has the same ids.

        The process may die after it was handled, just before that is written down.
        """
        entry = await self.house.cases.accounts.enter(
            self.person, self.language, referrer=referrer_of(update)
        )
        person = entry.person
        if self.agrees:
            version = self.house.config.consent_version
            person = await self.house.cases.consent(self.person, version)
        move = Move(self.house.positions.get(self.person, Position()))
        handlers = Handlers(
            bot=self.house.bot,
            cases=self.house.cases,
            files=cast("Any", Letters()),
            cards=self.house.cards,
            albums=self.house.albums,
            contact=None,
        )
        await handlers(
            update,
            person=person,
            screen=self.screen,
            ids=SequentialIds(str(update.update_id)),
            move=move,
            trace=Trace(),
        )
        if move.to is not None and not dies:
            self.house.positions[self.person] = move.to

    def message(self, **content: Any) -> Update:
        """Return a message's update."""
        self.house.updates += 1
        message = {**self._envelope(), "from": self._user(), **content}
        return self._update(message=message)

    def _update(self, **content: Any) -> Update:
        return Update.model_validate({"update_id": self.house.updates, **content})

    def _user(self) -> dict[str, Any]:
        return {"id": self.person, "is_bot": False, "first_name": "Anna"}

    def _envelope(self) -> dict[str, Any]:
        return {
            "message_id": self.house.updates,
            "date": datetime(2026, 11, 20, tzinfo=UTC),
            "chat": {"id": self.person, "type": "private"},
        }
