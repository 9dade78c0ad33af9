"""Broadcasts reach each person once, in spite of crashes and cancellations."""

from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import attrs
import pytest

from tests.core.world import OWNER, World

from avatar_core import Language, Person, PersonId
from avatar_core.broadcasts import (
    BROADCAST_MAX,
    Broadcast,
    BroadcastStatus,
    Payers,
    Reception,
)
from avatar_core.errors import (
    ActionNotAllowedError,
    InvalidTextError,
    NotifierUnavailableError,
)
from avatar_core.ids import BroadcastId
from avatar_core.ledger import HOUSE
from avatar_core.testing import RecordingBroadcastSender


LEASE = timedelta(minutes=2)
EVERYBODY = [1, 2, 3, 4, 5, 77]


class DiedError(Exception):
    """The process ended here."""


class DyingSender(RecordingBroadcastSender):
    """Dies when it is to report the end."""

    async def progressed(self, admin: Person, broadcast: Broadcast, /) -> None:
        if not broadcast.sending:
            raise DiedError
        await super().progressed(admin, broadcast)


class Press:
    """An admin's broadcast to many people."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sender: RecordingBroadcastSender = world.broadcast_sender
        self.admin = world.admin.broadcasts
        self.id = BroadcastId(world.ids())
        #: The answers of the next waits for a turn; False stops the sender.
        self.turns: list[bool] = []

    async def started(self, count: int = 5, **texts: str) -> None:
        """Start a broadcast to *count* people and the admin."""
        for number in range(1, count + 1):
            language = Language.RUSSIAN if number % 2 else Language.ENGLISH
            await self.world.accounts.enter(PersonId(number), language)
        await self.world.enter(OWNER)
        for code, text in (texts or {"en": "hello", "ru": "hello"}).items():
            await self.admin.write(OWNER, self.id, Language(code), text)
        await self.admin.start(OWNER, self.id)

    async def turn(self) -> bool:
        """Let a second pass."""
        self.world.clock.advance(timedelta(seconds=1))
        return self.turns.pop(0) if self.turns else True

    async def send(
        self, *then: tuple[int, Callable[[], Coroutine[Any, Any, object]]]
    ) -> Broadcast | None:
        """Send what is due; after so many messages, do something else *then*."""
        self.sender.then.update(then)
        broadcasts = self.world.cases.worker.broadcasts
        return await attrs.evolve(
            broadcasts,
            lease=LEASE,
            turn=self.turn,
            broadcast_sender=self.sender,
        )()

    async def cancel(self) -> None:
        """Cancel the broadcast."""
        await self.admin.cancel(OWNER, self.id)

    async def now(self) -> Broadcast:
        """Return the broadcast as it stands."""
        return await self.admin.get(OWNER, self.id)

    @property
    def reached(self) -> list[int]:
        """The people told, in order."""
        return [person for person, _ in self.sender.told]


@pytest.fixture
def press(world: World) -> Press:
    """Return a broadcast that nobody has written yet."""
    return Press(world)


async def test_everybody_is_told_once(press: Press) -> None:
    """In the order of their ids, each in their own language; then it is done."""
    await press.started(3, en="hello", ru="привет")
    assert 4 == await press.admin.audience(OWNER, press.id)
    await press.admin.start(OWNER, press.id)

    sent = await press.send()

    assert sent is not None
    assert (BroadcastStatus.DONE, 4, 4) == (sent.status, sent.audience, sent.delivered)
    assert [(1, "привет"), (2, "hello"), (3, "привет"), (77, "hello")] == (
        press.sender.told
    )
    assert await press.send() is None
    admin_log = await press.world.admin.admin_log(OWNER, limit=9)
    assert [("start_broadcast", 4)] == [(act.what, act.amount) for act in admin_log]


async def test_other_languages_hear_nothing(press: Press) -> None:
    """People get it in their own language or not at all."""
    await press.started(ru="привет")
    sent = await press.send()

    assert sent is not None
    assert ([1, 3, 5], 3) == (press.reached, sent.audience)


async def test_a_part_of_the_people(press: Press) -> None:
    """It is for those who never paid, or for those who came and ordered long ago."""
    world = press.world
    for number in (1, 2, 77):
        await world.accounts.enter(PersonId(number), Language.ENGLISH)
    await world.pay()
    world.clock.advance(timedelta(days=8))
    await world.accounts.enter(PersonId(4), Language.ENGLISH)

    for payers, days, reached in (
        (Payers.PAID, 0, [1]),
        (Payers.UNPAID, 0, [2, 4, 77]),
        (Payers.ALL, 7, [1, 2, 77]),
        (Payers.UNPAID, 7, [2, 77]),
    ):
        press.id = BroadcastId(world.ids())
        await press.admin.write(OWNER, press.id, Language.ENGLISH, "hello")
        await press.admin.aim(OWNER, press.id, payers=payers, idle_days=days)
        await press.admin.start(OWNER, press.id)
        press.sender.told.clear()
        await press.send()
        assert reached == press.reached


async def test_it_waits_for_its_time(press: Press) -> None:
    """It is sent then; once it has changed, it is not sent before it is asked for."""
    await press.world.enter(OWNER)
    await press.admin.write(OWNER, press.id, Language.ENGLISH, "hello")
    later = press.world.clock() + timedelta(hours=1)
    await press.admin.schedule(OWNER, press.id, later)
    assert await press.send() is None
    await press.admin.aim(OWNER, press.id, payers=Payers.ALL)
    press.world.clock.advance(timedelta(hours=2))
    assert await press.send() is None
    await press.admin.schedule(OWNER, press.id, press.world.clock())
    sent = await press.send()

    assert sent is not None
    assert (BroadcastStatus.DONE, 1, [77]) == (
        sent.status,
        sent.audience,
        press.reached,
    )
    with pytest.raises(ActionNotAllowedError):
        await press.admin.schedule(OWNER, press.id, later)


async def test_the_end_is_reported_even_after_a_crash(press: Press) -> None:
    """A process that dies before it has reported the end leaves that to the next."""
    await press.started()
    right = press.sender
    press.sender = DyingSender(told=right.told)
    with pytest.raises(DiedError):
        await press.send()
    press.sender = right
    press.world.clock.advance(LEASE)
    await press.send()

    assert EVERYBODY == press.reached
    assert BroadcastStatus.DONE is press.sender.shown[-1].status


async def test_the_admin_sees_the_progress(press: Press) -> None:
    """The card is renewed every other second."""
    await press.started()
    await press.send()

    assert [2, 4, 6] == [shown.delivered for shown in press.sender.shown]


async def test_people_who_left_are_skipped_the_next_time(press: Press) -> None:
    """They are counted, and not told again until they return."""
    press.sender.receptions = {
        PersonId(2): Reception.LEFT,
        PersonId(3): Reception.FAILED,
    }
    await press.started()
    sent = await press.send()
    assert sent is not None
    assert (4, 1, 1) == (sent.delivered, sent.left, sent.failed)
    first, press.id = press.reached, BroadcastId(press.world.ids())
    press.sender.told.clear()
    await press.started(0)
    await press.send()

    assert EVERYBODY == first
    assert [1, 3, 4, 5, 77] == press.reached


async def test_cancelling_midway(press: Press) -> None:
    """Nobody is told after the person whose message was on its way."""
    await press.started()

    sent = await press.send((2, press.cancel))

    assert [1, 2, 3] == press.reached
    assert sent is not None
    assert sent == await press.now() == press.sender.shown[-1]
    assert (BroadcastStatus.CANCELLED, 3) == (sent.status, sent.delivered)
    assert await press.send() is None


# --- interruptions ------------------------------------------------------------


@pytest.mark.parametrize("after", range(6))
async def test_after_a_crash_only_one_is_told_twice(press: Press, after: int) -> None:
    """Sending resumes after the lease; only the message in flight arrives twice."""
    await press.started()

    async def die() -> None:
        press.sender.told.append((PersonId(EVERYBODY[after]), "hello"))
        raise DiedError

    with pytest.raises(DiedError):
        await press.send((after, die))
    assert await press.send() is None
    press.world.clock.advance(LEASE)
    await press.send()

    assert sorted([*EVERYBODY, EVERYBODY[after]]) == sorted(press.reached)
    assert BroadcastStatus.DONE is (await press.now()).status


async def test_only_the_last_sender_goes_on(press: Press) -> None:
    """A sender taken for dead records what it sent and stops."""
    await press.started()

    async def overtaken() -> None:
        press.world.clock.advance(LEASE)
        await press.send()

    slow = await press.send((1, overtaken))

    assert slow is not None
    assert BroadcastStatus.DONE is slow.status
    assert 2 == Counter(press.reached)[2]
    assert 7 == len(press.reached) == (await press.now()).delivered


async def test_an_overtaken_sender_leaves_the_lease_alone(press: Press) -> None:
    """It stops, and the broadcast stays with the other."""
    await press.started()

    async def overtaken() -> None:
        async with press.world.rows.work(HOUSE) as work:
            other = await work.broadcasts.get(press.id)
            await work.broadcasts.save(other.claim(press.world.clock() + LEASE))

    await press.send((1, overtaken))

    assert [1, 2] == press.reached
    assert (await press.now()).sending


async def test_it_waits_when_the_messenger_is_busy(press: Press) -> None:
    """Sending resumes where it stopped, after the requested delay."""
    await press.started()

    async def busy() -> None:
        raise NotifierUnavailableError(timedelta(seconds=40))

    await press.send((2, busy))
    assert await press.send() is None
    press.world.clock.advance(timedelta(seconds=40))
    await press.send()

    assert EVERYBODY == press.reached


@pytest.mark.parametrize("cancelled", [False, True])
async def test_a_stopping_process_leaves_it_to_the_next(
    press: Press, *, cancelled: bool
) -> None:
    """It stops between two messages; a cancellation at that moment counts."""
    await press.started()
    press.turns = [True, False]
    left = await press.send(*[(0, press.cancel)] * cancelled)
    await press.send()

    assert left is not None
    assert left.sending is not cancelled
    assert (EVERYBODY[:1] if cancelled else EVERYBODY) == press.reached
    cancelled_status = BroadcastStatus.CANCELLED
    assert (cancelled_status is (await press.now()).status) is cancelled


# --- refusals -----------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " \n", "x" * (BROADCAST_MAX + 1)])
async def test_texts_have_limits(press: Press, text: str) -> None:
    """A text is neither empty nor too long."""
    with pytest.raises(InvalidTextError):
        await press.admin.write(OWNER, press.id, Language.ENGLISH, text)


async def test_a_started_broadcast_is_not_changed(press: Press) -> None:
    """It is neither rewritten, nor restarted after its end, nor cancelled twice."""
    await press.started()
    with pytest.raises(ActionNotAllowedError):
        await press.admin.write(OWNER, press.id, Language.ENGLISH, "other")
    await press.cancel()

    assert frozenset() == (await press.now()).actions
    for call in (press.admin.start, press.admin.cancel):
        with pytest.raises(ActionNotAllowedError):
            await call(OWNER, press.id)
