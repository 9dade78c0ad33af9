"""The admins' screens, and that others do not have them."""

import re

from datetime import timedelta
from uuid import UUID

import attrs
import pytest

from tests.adapters.telegram.samples import job
from tests.adapters.telegram.screens.chat import OLGA, Chat, House

from adapters.telegram.admin_callbacks import (
    AdminMenu,
    Desk,
    PersonAction,
    PersonMove,
    RescueJob,
    RescueMove,
    TermAction,
    TermMove,
)
from avatar_core import JobId, JobKind, JobStatus, Language, PersonId, PriceBook
from avatar_core.admin_log import AdminActionKind
from avatar_core.failures import Failure, Unanswered
from avatar_core.prices import Term
from avatar_core.testing.provider import SubmitFault


@pytest.fixture
def prices() -> PriceBook:
    """Return prices at which newcomers can buy a training, and which lose money."""
    return PriceBook(training=150, welcome=200)


@pytest.fixture
def olga(house: House) -> Chat:
    """Return the chat of the admin."""
    return Chat(house, OLGA)


@pytest.fixture
async def anna(house: House) -> Chat:
    """Return the chat of another person."""
    anna = Chat(house)
    await anna.say("/start")
    return anna


def _admin_log(house: House) -> list[AdminActionKind]:
    return [action.what for action in house.store._rows.admin_log.values()]


async def test_only_admins_have_a_menu(olga: Chat, anna: Chat) -> None:
    """Admins have a menu and cannot be blocked; others do not know the command."""
    for command in ("/start", "/menu"):
        await olga.say(command)
        await olga.tap_label("Owner's desk")
        assert "Only you see this" in olga.view.text

        await anna.say(command)
        assert "🛠️ Owner's desk" not in anna.labels
    await anna.say("/admin")
    assert "I didn’t get that" in anna.view.text
    await olga.press(PersonAction(move=PersonMove.SHOW, person=OLGA))
    assert "⛔️ Block" not in olga.labels


async def test_credits_are_asked_for_until_they_are_clear(
    olga: Chat, anna: Chat
) -> None:
    """The person, the number and the reason are asked for; nobody's balance falls below 0."""
    await olga.say("/admin")
    await olga.tap_label("Find a person")
    await olga.say("nobody")
    assert "Nobody like that" in olga.view.text
    await olga.say(str(anna.person))
    await olga.tap_label("Give or take credits")
    await olga.say("many")
    assert "First the number" in olga.view.text
    await olga.say("30 x")
    await olga.say("-1000 for <the> wait")
    assert "&lt;the&gt;" in olga.view.text
    await olga.tap_label("Yes, do it")

    assert "not that many" in olga.screen.said[-1]
    assert await anna.available() == 200
    assert _admin_log(olga.house) == []


async def test_an_unknown_id(olga: Chat) -> None:
    """An unknown person is not found."""
    await olga.press(PersonAction(move=PersonMove.SHOW, person=PersonId(999)))

    assert "was deleted" in olga.screen.said[-1]


async def test_prices_are_changed(olga: Chat, anna: Chat) -> None:
    """The new price is shown at once, with a button to restore the old one."""
    await olga.press(AdminMenu(desk=Desk.TERMS))
    await olga.tap_label("One picture: 5")
    await olga.say("cheap")
    assert "whole number from 0" in olga.view.text
    await olga.say("7")
    assert "✅ One picture: 7" in olga.view.text
    await anna.say("/balance")
    assert "one picture 7 credits" in anna.view.text
    await olga.tap_label("One picture: 7")
    await olga.tap_label("As in the settings: 5")

    assert "🏷️ Prices and limits" in olga.view.text
    assert "One picture: 5" in olga.labels


async def test_numbers_and_admin_log(olga: Chat, anna: Chat) -> None:
    """The statistics and the pages of the log are shown."""
    await olga.press(AdminMenu(desk=Desk.STATS))
    assert "People: <b>2</b>" in olga.view.text
    await olga.press(AdminMenu(desk=Desk.HOME))
    await olga.tap_label("Action log")
    assert "Nothing yet" in olga.view.text
    for _ in range(6):
        await olga.press(PersonAction(move=PersonMove.BLOCK, person=anna.person))
        await olga.press(PersonAction(move=PersonMove.UNBLOCK, person=anna.person))
    await olga.press(AdminMenu(desk=Desk.HOME))
    await olga.tap_label("Action log")
    assert olga.view.text.count("→ 1") == 10
    await olga.tap_label("▶️")
    assert olga.view.text.count("→ 1") == 2
    await olga.tap_label("◀️")


async def test_admin_actions_are_in_words(olga: Chat, anna: Chat) -> None:
    """Every action is logged in the language of the admin."""
    olga.language = Language.RUSSIAN
    await olga.press(PersonAction(move=PersonMove.CREDITS, person=anna.person))
    await olga.say("30 за ожидание")
    await olga.tap_label("Да, сделать")
    await olga.press(AdminMenu(desk=Desk.TERMS))
    await olga.tap_label("Одна картинка: 5")
    await olga.say("7")
    await olga.press(AdminMenu(desk=Desk.PROMOS))
    await olga.say("ЛЕТО 50 100")
    await olga.press(AdminMenu(desk=Desk.BROADCAST))
    await olga.say("Новости")
    await olga.tap_label("Посмотреть")
    await olga.tap_label("Отправить сейчас")
    await anna.order_training()
    [job] = (each.id for each in olga.house.jobs)
    await olga.press(RescueJob(move=RescueMove.RELEASE_FOR_GOOD, job=job))
    await olga.press(AdminMenu(desk=Desk.HOME))
    await olga.tap_label("Журнал действий")

    told = re.findall(r"<b>(.*)</b> · .* · 77\n(.*)", olga.view.text)
    assert told == [
        ("Закончено вручную", f"→ 1 · {job} · 150 💎"),
        ("Начата рассылка", "1 👥"),
        ("Создан промокод", "ЛЕТО · 50 💎"),
        ("Изменена цена или лимит", "Одна картинка · 5 → 7"),
        ("Выданы кредиты", "→ 1 · 30 💎 · за ожидание"),
    ]


async def test_a_broadcast_is_written_and_started(olga: Chat, anna: Chat) -> None:
    """A broadcast keeps its markup, is previewed, and is sent."""
    await olga.press(AdminMenu(desk=Desk.BROADCAST))
    await olga.send(
        photo=[{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}]
    )
    assert "waiting for an answer" in olga.view.text
    await olga.send(
        text="Big <news>", entities=[{"type": "bold", "offset": 0, "length": 3}]
    )
    assert olga.screen.sent[-1].text == "<b>Big</b> &lt;news&gt;"
    assert "2 people get it" in olga.view.text
    await olga.tap_label("Русский")
    await olga.say("Новости")
    assert "Русский" in olga.view.text
    write = olga.button("English")
    await olga.tap_label("never paid")
    await olga.tap_label("no order for 7 days")
    assert "0 people get it" in olga.view.text
    assert "Русский · never paid, no order for 7 days" in olga.view.text
    await olga.tap_label("new or old")
    await olga.tap_label("See it as people will")
    assert ["<b>Big</b> &lt;news&gt;", "Новости"] == [
        view.text for view in olga.screen.sent[-3:-1]
    ]
    assert "This is what people see" in olga.view.text
    await olga.tap_label("Send it later")
    for words in ("tomorrow", "2001-01-01 10:00", "2999-01-01 10:00"):
        await olga.say(words)
        assert "not a day and a time in the coming year" in olga.view.text
    later = olga.house.clock() + timedelta(days=1)
    await olga.say(f"{later:%Y-%m-%d %H:%M}")
    assert "Goes out at" in olga.view.text
    await olga.tap_label("See it as people will")
    await olga.press(olga.button("Send it now"), times=2)
    assert "0 of 2" in olga.view.text
    await olga.press(write)
    await olga.say("too late")

    assert "was not added" in olga.view.text
    assert "too late" in olga.view.text
    assert _admin_log(olga.house) == [
        AdminActionKind.SCHEDULE_BROADCAST,
        AdminActionKind.START_BROADCAST,
    ]


async def test_a_name_of_two_people(olga: Chat, house: House) -> None:
    """The admin chooses between people with the same name."""
    for number in (5, 6):
        cases = house.cases
        await cases.accounts.enter(
            PersonId(number), olga.language, name=f"Vera {number}", username="twin"
        )
    await olga.press(AdminMenu(desk=Desk.FIND))
    for words in ("@twin", "vera"):
        await olga.say(words)
        assert "Vera 5 · @twin · 5" in olga.labels
    await olga.tap_label("Vera 5")

    assert "<b>👤 Vera 5</b> · @twin" in olga.view.text


async def test_everybody_is_listed(olga: Chat, house: House) -> None:
    """The list has pages, newest first, and leads to a person."""
    await olga.press(AdminMenu(desk=Desk.HOME))
    for number in range(1, 12):
        house.clock.advance(timedelta(minutes=1))
        person = PersonId(number)
        await house.cases.accounts.enter(person, olga.language, name=f"N{number}")
    await olga.tap_label("Everybody")
    assert "N11 · 11 · " in olga.labels[0]
    await olga.tap_label("▶️")
    assert "N1 · 1 · " in olga.labels[0]
    await olga.tap_label("N1 ")

    assert "<b>👤 N1</b>" in olga.view.text


async def test_the_pictures_of_an_order(olga: Chat, anna: Chat) -> None:
    """An order says what it is, and its pictures are shown by a tap, which is logged."""
    pictures = await anna.drawn(2)
    await olga.press(PersonAction(move=PersonMove.SHOW, person=anna.person))
    await olga.tap_label("“on the moon”")
    assert "2 of 2 delivered" in olga.view.text
    assert "Anna in summer" in olga.view.text
    assert [] == _admin_log(olga.house)
    await olga.tap_label("What it made")

    assert olga.view.image is not None
    assert set(olga.view.image.sheet) == {picture.key for picture in pictures}
    assert [AdminActionKind.LOOK] == _admin_log(olga.house)
    olga.house.store._rows.pictures.clear()
    await olga.press(olga.button("Back"))
    await olga.tap_label("What it made")
    assert "still there: 0" in olga.view.text


async def test_promo_codes(olga: Chat) -> None:
    """A code is created, not created twice, and stopped."""
    await olga.press(AdminMenu(desk=Desk.HOME))
    await olga.tap_label("Promo codes")
    for words in ("SUMMER", "x 1 1", "SUMMER 0 5"):
        await olga.say(words)
        assert "Three things" in olga.view.text
    await olga.say("summer 50 100")
    assert "✅ SUMMER is ready" in olga.view.text
    assert "50 💎 · 0/100" in olga.view.text
    await olga.say("Summer 60 100")
    assert "There is such a code already" in olga.view.text
    stop = olga.button("⏹️ SUMMER")
    await olga.press(stop, times=2)

    assert "⏹️ SUMMER" not in olga.labels
    assert _admin_log(olga.house) == [
        AdminActionKind.CREATE_PROMO,
        AdminActionKind.STOP_PROMO,
    ]


async def test_lost_answers_are_listed(olga: Chat, anna: Chat) -> None:
    """A lost submission is listed with its outcome and its job."""
    await olga.press(AdminMenu(desk=Desk.HOME))
    await olga.tap_label("Lost answers")
    assert "None so far" in olga.view.text
    olga.house.provider.faults.append(SubmitFault.AMBIGUOUS_TAKEN)
    await anna.order_training()
    await olga.house.work()

    await olga.press(AdminMenu(desk=Desk.HOME))
    await olga.tap_label("Lost answers")

    assert "Requests sent: 1 · the answer was lost" in olga.view.text
    assert "fal.ai had taken it" in olga.view.text
    await olga.tap_label("2026-")
    assert "🔄" in "".join(olga.labels)


async def test_lost_answers_have_pages(olga: Chat, anna: Chat) -> None:
    """More of them are on the next page."""
    del anna
    store = olga.house.store
    await olga.press(AdminMenu(desk=Desk.UNANSWERED))
    sample = job(JobKind.TRAINING, JobStatus.FAILED, failure=Failure.PROVIDER)
    for number in range(10):
        one = attrs.evolve(
            sample,
            id=JobId(UUID(int=number)),
            token=str(number),
            submits=number + 1,
            unanswered=Unanswered.LOST,
            unanswered_why="",
        )
        store._rows.jobs[one.id] = one

    await olga.press(AdminMenu(desk=Desk.UNANSWERED))
    assert olga.view.text.count("Not in fal.ai's books") == 8
    await olga.tap_label("▶️")
    assert olga.view.text.count("Not in fal.ai's books") == 2
    await olga.tap_label("◀️")
    assert olga.view.text.count("Not in fal.ai's books") == 8


async def test_an_open_job_is_hurried(olga: Chat, anna: Chat) -> None:
    """A job that is open is looked at now."""
    await anna.order_training()
    await olga.press(PersonAction(move=PersonMove.SHOW, person=anna.person))
    await olga.tap_label("🎓 Training")
    await olga.tap_label("Try again now")

    assert "A worker looks at it now" in olga.view.text


async def test_a_price_below_cost_is_asked_about(house: House, olga: Chat) -> None:
    """It is set by a second tap only, and what it loses is said before and after."""
    await olga.press(AdminMenu(desk=Desk.TERMS))
    assert "fal.ai bills $2.40" in olga.view.text
    await olga.press(TermAction(move=TermMove.ASK, term=Term.TRAINING))
    await olga.say("100")
    assert "below cost" in olga.view.text
    async with house.store.read() as reading:
        assert await reading.terms.changed() == {}

    await olga.press(TermAction(move=TermMove.BELOW_COST, term=Term.TRAINING))
    assert "✅ A training: 100" in olga.view.text
    assert "⚠️ A training" in olga.view.text

    # An old button does not know the number any more.
    await olga.press(TermAction(move=TermMove.BELOW_COST, term=Term.TRAINING))
    await olga.press(TermAction(move=TermMove.RESTORE, term=Term.TRAINING))
    async with house.store.read() as reading:
        assert await reading.terms.changed() == {Term.TRAINING: 100}
    assert "below cost" in olga.view.text
