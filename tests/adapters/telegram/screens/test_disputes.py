"""Disputes, from the receipt to the admin and back."""

from uuid import uuid4

import attrs
import pytest

from aiogram.exceptions import TelegramForbiddenError, TelegramNetworkError
from aiogram.methods import SendMessage
from tests.adapters.telegram.memory import MemoryCards
from tests.adapters.telegram.screens.chat import OLGA, Chat, House
from tests.adapters.telegram.screens.recording import RecordingSender
from tests.money import package

from adapters.telegram.admin_callbacks import (
    AnswerDispute,
    PaymentAction,
    PaymentMove,
    PersonAction,
    PersonMove,
)
from adapters.telegram.telling.admins import TelegramAdmins
from adapters.telegram.telling.notifier import TelegramNotifier
from avatar_core import PaymentStatus, PersonId
from avatar_core.admins import Admins
from avatar_core.disputes import Remedy
from avatar_core.errors import NotifierUnavailableError, PersonLeftError
from avatar_core.testing import MemoryPacks
from avatar_core.use_cases import TellNotices
from avatar_core.use_cases.admin.remedies import dispute_file


METHOD = SendMessage(chat_id=1, text="x")


async def complains(house: House) -> Chat:
    """Have somebody pay, and say that it was a mistake."""
    chat = Chat(house)
    await chat.say("/start")
    await chat.pay(package(100, 100))
    await chat.say("/receipts")
    await chat.tap_label("Something wrong?")
    await chat.tap_label("Top-up for 100")
    await chat.say("x")
    assert "What happened?" in chat.view.text
    await chat.say("I tapped by mistake")
    assert "it is with us" in chat.view.text
    return chat


def carrier(house: House, sender: RecordingSender) -> TellNotices:
    """Return the use case that sends notices."""
    return attrs.evolve(
        house.cases.worker.notices,
        notifier=TelegramNotifier(sender, MemoryCards(), MemoryPacks([])),
        admins=TelegramAdmins(sender, Admins([OLGA]), house.store),
    )


async def test_the_admin_gives_a_payment_up(house: House) -> None:
    """A refund from the page of a person is confirmed first, and made once."""
    anna = await complains(house)
    admin = Chat(house, OLGA)
    await admin.press(PersonAction(move=PersonMove.SHOW, person=anna.person))
    await admin.tap_label("100 ⭐")
    assert "Charge: <code>c</code>" in admin.view.text
    await admin.tap_label("Give the Stars back")
    assert "100 credits go off the balance" in admin.view.text
    ask, yes = admin.button("Back"), admin.button("Yes, give them back")
    await admin.press(ask)
    adjust = house.cases.admin.credits
    await adjust.take(OLGA, anna.person, 1050, why="a test", tap=uuid4())
    await admin.press(yes)
    assert "50 of 100 are left" in admin.screen.said[-1]
    await anna.pay(package(60, 60), "d")  # gifts would not replace what is spent
    await admin.press(yes, times=2)

    assert "on their way back" in admin.view.text
    assert not any("Stars" in label for label in admin.labels)
    payment, _ = house.store._rows.payments.values()
    assert PaymentStatus.REFUNDING is payment.status
    await admin.press(PaymentAction(move=PaymentMove.GIVE_UP, payment=payment.id))
    assert "⏳ the Stars are" in admin.view.text
    await admin.tap_label("👤 1")


async def test_the_admin_answers_in_words(house: House) -> None:
    """The reply is asked for, limited in length, and passed on unchanged."""
    await complains(house)
    sender = RecordingSender()
    tell = carrier(house, sender)
    admin = Chat(house, OLGA)
    await admin.say("/admin")
    await admin.tap_label("Disputes: 1")
    assert "Waiting for an answer: 1" in admin.view.text
    await admin.tap_label("I tapped")
    assert "From <b>1</b>, " in admin.view.text
    await admin.tap_label("Answer in words")
    await admin.say("x")
    assert "What should I tell them?" in admin.view.text
    await admin.say("Stars can be <b>spent</b> on")
    assert "Answered by" in admin.view.text
    for notice in await tell.due():
        await tell(notice)

    [(_, outcome)] = sender.shown
    assert "Stars can be &lt;b&gt;spent" in outcome.text


async def test_a_reply_that_comes_too_late_is_given_back(house: House) -> None:
    """Of two admins who answer at once, the slower one is told, and keeps the words."""
    await complains(house)
    [dispute] = house.store._rows.disputes
    reply = AnswerDispute(dispute=dispute, remedy=Remedy.WORDS)
    admin = Chat(house, OLGA)
    await admin.press(reply)
    async with house.store.work(OLGA) as work:
        asked = await work.disputes.get(dispute)
        await work.disputes.save(
            asked.answer(
                Remedy.WORDS, reply="Sorry!", admin=PersonId(78), at=house.clock()
            )
        )
    await admin.say("It will be better tomorrow")

    assert "was not sent" in admin.view.text
    assert "It will be better tomorrow" in admin.view.text
    assert "Answered by 78" in admin.view.text
    # An old button does not ask for words any more.
    await admin.press(reply)
    assert "cannot be done" in admin.screen.said[-1]
    assert "What should I tell them?" not in admin.view.text


async def test_what_can_no_longer_be_done(house: House) -> None:
    """A late button and spent credits are explained."""
    chat = await complains(house)
    [dispute] = house.store._rows.disputes
    admin = Chat(house, OLGA)
    await admin.press(AnswerDispute(dispute=dispute, remedy=Remedy.RETRY))
    assert "cannot be done" in admin.screen.said[-1]
    adjust = house.cases.admin.credits
    await adjust.take(OLGA, chat.person, 1050, why="a test", tap=dispute)
    await admin.press(AnswerDispute(dispute=dispute, remedy=Remedy.REFUND))
    assert "50 of 100 are left" in admin.screen.said[-1]


async def test_who_cannot_be_told(house: House) -> None:
    """An admin who left is skipped; a person who left or a silent Telegram is not."""
    await complains(house)
    [dispute] = house.store._rows.disputes
    sender = RecordingSender()
    sender.failures["show"] = [
        TelegramForbiddenError(METHOD, "blocked"),
        TelegramForbiddenError(METHOD, "blocked"),
        TelegramNetworkError(METHOD, "away"),
    ]
    async with house.store.read() as reading:
        file = await dispute_file(reading, await reading.disputes.get(dispute))
    tell = carrier(house, sender)
    with pytest.raises(NotifierUnavailableError):
        await tell.admins.disputed(file)
    await tell.admins.disputed(file)
    with pytest.raises(PersonLeftError):
        await tell.notifier.answered(file)

    assert [] == sender.shown
