"""Something is wrong: from the receipt to the owner and back."""

from collections.abc import AsyncIterator
from uuid import uuid4

import attrs
import pytest

from aiogram.exceptions import TelegramForbiddenError, TelegramNetworkError
from aiogram.methods import SendMessage
from tests.adapters.telegram.memory import MemoryCards
from tests.adapters.telegram.screens.chat import OLGA, Chat, House

from adapters.telegram.admin_callbacks import (
    AnswerDispute,
    PaymentAction,
    PaymentMove,
    PersonAction,
    PersonMove,
    ShowDispute,
)
from adapters.telegram.callbacks import DisputeAbout
from adapters.telegram.telling.admins import TelegramAdmins
from adapters.telegram.telling.notifier import TelegramNotifier
from adapters.telegram.telling.reaching import Sender
from adapters.telegram.view import View
from avatar_core import PaymentStatus, PriceBook
from avatar_core.admins import Admins
from avatar_core.disputes import Remedy
from avatar_core.errors import NotifierUnavailableError, PersonLeftError
from avatar_core.use_cases import TellNotices
from avatar_core.use_cases.admin.remedies import dispute_file


OWNER = OLGA
METHOD = SendMessage(chat_id=1, text="x")


@attrs.define
class Letters:
    """Remembers what was shown to whom; fails as it is told to."""

    shown: list[tuple[int, View]] = attrs.field(factory=list)
    failure: Exception | None = None

    async def show(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        """Send a message."""
        if self.failure is not None:
            raise self.failure
        self.shown.append((chat_id, view))
        return len(self.shown)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Return a product with an owner."""
    house = House(PriceBook(welcome=1000))
    yield house
    await house.bot.session.close()


async def complains(house: House) -> Chat:
    """Have somebody pay, and say that it was a mistake."""
    chat = Chat(house)
    await chat.say("/start")
    await chat.send(
        successful_payment={
            "currency": "XTR",
            "total_amount": 100,
            "invoice_payload": f"top-up:100:100:XTR:{chat.person}",
            "telegram_payment_charge_id": "c",
            "provider_payment_charge_id": "p",
        }
    )
    await chat.say("/receipts")
    await chat.tap_label("Something wrong?")
    await chat.tap_label("Top-up for 100")
    await chat.say("x")
    assert "What happened?" in chat.view.text
    await chat.say("I tapped by mistake")
    assert "it is with us" in chat.view.text
    return chat


def carrier(house: House, letters: Letters) -> TellNotices:
    """Return what tells of disputes."""
    sender: Sender = letters  # type: ignore[assignment] # only shows
    return attrs.evolve(
        house.cases.worker.notices,
        notifier=TelegramNotifier(sender, MemoryCards()),
        admins=TelegramAdmins(sender, Admins([OWNER]), house.store),
    )


async def test_the_owner_gives_the_stars_back(house: House) -> None:
    """The owner sees the history and refunds with one tap, and the person is told."""
    await complains(house)
    letters = Letters()
    tell = carrier(house, letters)
    [opening] = await tell.due()
    await tell(opening)
    [dispute] = house.store._rows.disputes
    [(told, notice)] = letters.shown
    assert told == OWNER
    assert "I tapped by mistake" in notice.text
    assert "⭐ 100" in notice.text
    owner = Chat(house, OWNER)
    await owner.press(ShowDispute(dispute=dispute))
    await owner.tap_label("Give the Stars back")
    assert "Answered by" in owner.view.text
    assert not any("Stars" in label for label in owner.labels)
    await owner.press(AnswerDispute(dispute=dispute, remedy=Remedy.REFUND))
    for due in await tell.due():
        await tell(due)

    (_, outcome) = letters.shown[-1]
    assert "100 ⭐ are on their way back" in outcome.text
    [payment] = house.store._rows.payments.values()
    assert payment.due_at is not None
    assert 2 == len(letters.shown)


async def test_the_owner_gives_a_payment_up(house: House) -> None:
    """A refund from the page of a person is confirmed first, and made once."""
    anna = await complains(house)
    owner = Chat(house, OWNER)
    await owner.press(PersonAction(move=PersonMove.SHOW, person=anna.person))
    await owner.tap_label("100 ⭐")
    assert "Charge: <code>c</code>" in owner.view.text
    await owner.tap_label("Give the Stars back")
    assert "100 credits go off the balance" in owner.view.text
    ask, yes = owner.button("Back"), owner.button("Yes, give them back")
    await owner.press(ask)
    adjust = house.cases.admin.credits
    await adjust.take(OWNER, anna.person, 1050, why="a test", tap=uuid4())
    await owner.press(yes)
    assert "50 of 100 are left" in owner.screen.said[-1]
    await adjust.grant(OWNER, anna.person, 1050, why="a test", tap=uuid4())
    await owner.press(yes, times=2)

    assert "on their way back" in owner.view.text
    assert not any("Stars" in label for label in owner.labels)
    [payment] = house.store._rows.payments.values()
    assert PaymentStatus.REFUNDING is payment.status
    await owner.press(PaymentAction(move=PaymentMove.GIVE_UP, payment=payment.id))
    assert "⏳ the Stars are" in owner.view.text
    await owner.tap_label("👤 1")


async def test_the_owner_answers_in_words(house: House) -> None:
    """The reply is asked for, limited in length, and passed on unchanged."""
    await complains(house)
    letters = Letters()
    tell = carrier(house, letters)
    owner = Chat(house, OWNER)
    await owner.say("/admin")
    await owner.tap_label("Disputes: 1")
    assert "Waiting for an answer: 1" in owner.view.text
    await owner.tap_label("I tapped")
    assert "From <code>1</code>, " in owner.view.text
    await owner.tap_label("Answer in words")
    await owner.say("x")
    assert "What should I tell them?" in owner.view.text
    await owner.say("Stars can be <b>spent</b> on")
    assert "Answered by" in owner.view.text
    for notice in await tell.due():
        await tell(notice)

    [(_, outcome)] = letters.shown
    assert "Stars can be &lt;b&gt;spent" in outcome.text


async def test_what_can_no_longer_be_done(house: House) -> None:
    """A late button and spent credits are explained."""
    chat = await complains(house)
    [dispute] = house.store._rows.disputes
    owner = Chat(house, OWNER)
    await owner.press(AnswerDispute(dispute=dispute, remedy=Remedy.RETRY))
    assert "cannot be done" in owner.screen.said[-1]
    adjust = house.cases.admin.credits
    await adjust.take(OWNER, chat.person, 1050, why="a test", tap=dispute)
    await owner.press(AnswerDispute(dispute=dispute, remedy=Remedy.REFUND))
    assert "50 of 100 are left" in owner.screen.said[-1]


async def test_strangers_reach_nothing(house: House) -> None:
    """Ids of another person are answered as if nothing existed."""
    await complains(house)
    [dispute], [payment] = house.store._rows.disputes, house.store._rows.payments
    stranger = Chat(house, 2)
    await stranger.say("/paysupport")
    assert "no orders and no payments" in stranger.view.text
    await stranger.press(DisputeAbout(about=payment))
    await stranger.say("Give it to me")
    await stranger.press(ShowDispute(dispute=dispute))
    for remedy in Remedy:
        await stranger.press(AnswerDispute(dispute=dispute, remedy=remedy))

    assert all("by mistake" not in view.text for view in stranger.screen.shown)
    assert 1 == len(house.store._rows.disputes)
    assert house.store._rows.disputes[dispute].remedy is None


async def test_too_much_at_once(house: House) -> None:
    """A person has at most three open disputes."""
    chat = await complains(house)
    for _ in range(3):
        await chat.say("/paysupport")
        await chat.tap_label("Top-up")
        await chat.say("And another thing")

    assert "still looking at 3" in chat.view.text


async def test_who_cannot_be_told(house: House) -> None:
    """An owner who left is skipped; a person who left or a silent Telegram is not."""
    await complains(house)
    [dispute] = house.store._rows.disputes
    letters = Letters(failure=TelegramNetworkError(METHOD, "away"))
    async with house.store.read() as reading:
        file = await dispute_file(reading, await reading.disputes.get(dispute))
    tell = carrier(house, letters)
    with pytest.raises(NotifierUnavailableError):
        await tell.admins.disputed(file)
    letters.failure = TelegramForbiddenError(METHOD, "blocked")
    await tell.admins.disputed(file)
    with pytest.raises(PersonLeftError):
        await tell.notifier.answered(file)

    assert [] == letters.shown
