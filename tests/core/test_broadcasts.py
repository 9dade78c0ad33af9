"""Broadcasts: each is told once, whatever happens meanwhile."""

from collections import Counter
from datetime import timedelta

import attrs
import pytest

from tests.core.world import OWNER, World

from avatar_core import Language, PersonId
from avatar_core.broadcasts import BROADCAST_MAX, Broadcast, BroadcastStatus, Reception
from avatar_core.errors import (
    ActionNotAllowedError,
    InvalidTextError,
    NotifierUnavailableError,
)
from avatar_core.ids import BroadcastId
from avatar_core.ledger import HOUSE


OLGA = OWNER
LEASE = timedelta(minutes=2)


class DiedError(Exception):
    """The process ended here."""


class Press:
    """A house of many people, and a broadcast for them."""

    def __init__(self) -> None:
        self.world = World()
        self.broadcast_sender = self.world.broadcast_sender
        self.desk = self.world.admin.broadcasts
        self.id = BroadcastId(self.world.ids())
        #: What each wait for a turn does; False stops the sender.
        self.turns: list[bool] = []

    async def people(self, count: int) -> None:
        """Let so many people and the admin in."""
        for number in range(1, count + 1):
            language = Language.RUSSIAN if number % 2 else Language.ENGLISH
            await self.world.accounts.enter(PersonId(number), language)
        await self.world.accounts.enter(OLGA, Language.ENGLISH)

    async def started(self, count: int = 5) -> None:
        """Start a broadcast to so many people and the admin."""
        await self.people(count)
        await self.desk.write(OLGA, self.id, Language.ENGLISH, "hello")
        await self.desk.start(OLGA, self.id)

    async def turn(self) -> bool:
        """Let a second pass."""
        self.world.clock.advance(timedelta(seconds=1))
        return self.turns.pop(0) if self.turns else True

    async def send(self) -> Broadcast | None:
        """Send what is due."""
        broadcasts = self.world.cases.worker.broadcasts
        return await attrs.evolve(broadcasts, lease=LEASE, turn=self.turn)()

    async def now(self) -> Broadcast:
        """Return the broadcast as it stands."""
        return await self.desk.get(OLGA, self.id)

    @property
    def reached(self) -> list[int]:
        """Whom was told, in order."""
        return [person for person, _ in self.broadcast_sender.told]


@pytest.fixture
def press() -> Press:
    """An empty house."""
    return Press()


async def test_everybody_is_told_once(press: Press) -> None:
    """In the order of their ids, each in their own language; then it is done."""
    await press.people(3)
    await press.desk.write(OLGA, press.id, Language.ENGLISH, "hello")
    await press.desk.write(OLGA, press.id, Language.RUSSIAN, "привет")
    assert 4 == await press.desk.audience(OLGA)
    await press.desk.start(OLGA, press.id)
    await press.desk.start(OLGA, press.id)

    sent = await press.send()

    assert sent is not None
    assert (BroadcastStatus.DONE, 4, 4) == (sent.status, sent.audience, sent.delivered)
    assert [(1, "привет"), (2, "hello"), (3, "привет"), (77, "hello")] == (
        press.broadcast_sender.told
    )
    assert await press.send() is None
    admin_log = await press.world.admin.admin_log(OLGA, limit=9)
    assert [("start_broadcast", 4)] == [
        (action.what, action.amount) for action in admin_log
    ]


async def test_a_language_without_words_hears_the_first(press: Press) -> None:
    """One text will do."""
    await press.started(2)
    await press.send()

    assert {"hello"} == {text for _, text in press.broadcast_sender.told}


async def test_who_left_is_skipped_the_next_time(press: Press) -> None:
    """Whoever blocked the bot is counted, and not asked again until they return."""
    press.broadcast_sender.receptions = {
        PersonId(2): Reception.LEFT,
        PersonId(3): Reception.FAILED,
    }
    await press.started()
    sent = await press.send()
    assert sent is not None
    assert (4, 1, 1) == (sent.delivered, sent.left, sent.failed)
    first, press.id = press.reached, BroadcastId(press.world.ids())
    press.broadcast_sender.told.clear()
    await press.started(0)
    await press.send()

    assert [1, 2, 3, 4, 5, 77] == first
    assert [1, 3, 4, 5, 77] == press.reached


async def test_called_off_midway(press: Press) -> None:
    """Nobody is told after the one whose message was on its way."""
    await press.started()
    press.broadcast_sender.then[2] = lambda: press.desk.cancel(OLGA, press.id)

    sent = await press.send()

    assert [1, 2, 3] == press.reached
    assert sent is not None
    assert sent == await press.now()
    assert (BroadcastStatus.CANCELLED, 3) == (sent.status, sent.delivered)
    assert press.broadcast_sender.shown[-1] == sent
    assert await press.send() is None


@pytest.mark.parametrize("after", range(6))
async def test_after_a_crash_only_one_is_told_twice(after: int) -> None:
    """It goes on when the lease has run out; only the one in flight comes twice."""
    press = Press()
    await press.started()

    async def die() -> None:
        press.broadcast_sender.told.append(
            (PersonId(after + 1 if after < 5 else 77), "hello")
        )
        raise DiedError

    press.broadcast_sender.then[after] = die
    with pytest.raises(DiedError):
        await press.send()
    assert await press.send() is None
    press.world.clock.advance(LEASE)
    await press.send()

    told = Counter(press.reached)
    assert {1, 2, 3, 4, 5, 77} == set(told)
    assert 7 == told.total()
    assert BroadcastStatus.DONE is (await press.now()).status


async def test_only_the_last_to_take_it_on_goes_on(press: Press) -> None:
    """One taken for dead notes what it sent, and leaves the rest to the other."""
    await press.started()

    async def overtaken() -> None:
        press.world.clock.advance(LEASE)
        await press.send()

    press.broadcast_sender.then[1] = overtaken
    slow = await press.send()

    assert slow is not None
    assert BroadcastStatus.DONE is slow.status
    assert 2 == Counter(press.reached)[2]
    assert 7 == len(press.reached) == (await press.now()).delivered


async def test_overtaken_and_not_ended(press: Press) -> None:
    """Who finds that another goes on stops, and does not touch the lease."""
    await press.started()

    async def overtaken() -> None:
        async with press.world.rows.work(HOUSE) as work:
            other = (await work.broadcasts.get(press.id)).claim(
                press.world.clock() + LEASE
            )
            await work.broadcasts.save(other)

    press.broadcast_sender.then[1] = overtaken
    await press.send()

    assert [1, 2] == press.reached
    assert (await press.now()).sending


async def test_it_waits_when_nobody_can_be_told(press: Press) -> None:
    """It goes on where it stopped, as late as the messenger asks."""
    await press.started()

    async def busy() -> None:
        raise NotifierUnavailableError(timedelta(seconds=40))

    press.broadcast_sender.then[2] = busy
    await press.send()
    assert await press.send() is None
    press.world.clock.advance(timedelta(seconds=40))
    await press.send()

    assert [1, 2, 3, 4, 5, 77] == press.reached


async def test_a_stop_leaves_it_to_the_next(press: Press) -> None:
    """Whoever is asked to stop does so between two messages; nobody waits."""
    await press.started()
    press.turns = [True, True, False]
    left = await press.send()
    await press.send()

    assert left is not None
    assert left.sending
    assert [1, 2, 3, 4, 5, 77] == press.reached


async def test_called_off_while_waiting_for_a_turn(press: Press) -> None:
    """A stop and a cancellation at once leave it called off."""
    await press.started()
    press.turns = [True, False]
    press.broadcast_sender.then[0] = lambda: press.desk.cancel(OLGA, press.id)
    await press.send()

    assert BroadcastStatus.CANCELLED is (await press.now()).status


async def test_the_owner_sees_how_far_it_is(press: Press) -> None:
    """Every two seconds, and at the end."""
    await press.started()
    await press.send()

    assert [2, 4, 6] == [shown.delivered for shown in press.broadcast_sender.shown]


@pytest.mark.parametrize("text", ["", " \n", "x" * (BROADCAST_MAX + 1)])
async def test_words_that_cannot_be_sent(press: Press, text: str) -> None:
    """There have to be some, and not too many."""
    with pytest.raises(InvalidTextError):
        await press.desk.write(OLGA, press.id, Language.ENGLISH, text)


async def test_what_began_is_not_written_anew(press: Press) -> None:
    """Nor started again when it has ended, nor called off twice."""
    await press.started()
    with pytest.raises(ActionNotAllowedError):
        await press.desk.write(OLGA, press.id, Language.ENGLISH, "other")
    await press.desk.cancel(OLGA, press.id)

    assert frozenset() == (await press.now()).actions
    for call in (press.desk.start, press.desk.cancel):
        with pytest.raises(ActionNotAllowedError):
            await call(OLGA, press.id)
