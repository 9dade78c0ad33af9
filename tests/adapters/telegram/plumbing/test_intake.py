"""Storing updates that arrive at the same time."""

import asyncio

from collections.abc import Collection, Sequence

import attrs
import pytest

from tests.adapters.telegram.plumbing.memory_inbox import MemoryInbox
from tests.adapters.telegram.plumbing.rig import Rig, ignored

from adapters.chat_store import Arrival
from adapters.telegram.updates.alarms import Alarms
from adapters.telegram.updates.intake import Intake
from avatar_core.errors import StoreUnavailableError


@attrs.define
class SlowInbox(MemoryInbox):
    """An inbox whose transactions wait for permission, and fail as arranged."""

    begun: asyncio.Event = attrs.field(factory=asyncio.Event)
    permitted: asyncio.Event = attrs.field(factory=asyncio.Event)
    #: The ids of the updates of each transaction.
    stored: list[list[int]] = attrs.field(factory=list)
    failures: list[Exception] = attrs.field(factory=list)

    async def take(self, arrivals: Sequence[Arrival], /) -> Collection[int]:
        self.begun.set()
        await self.permitted.wait()
        self.stored.append([arrival.update_id for arrival in arrivals])
        if self.failures:
            raise self.failures.pop()
        return await super().take(arrivals)


@pytest.fixture
def inbox(rig: Rig) -> SlowInbox:
    """Return an inbox that stores nothing yet."""
    return SlowInbox(rig.mail, rig.clock, rig.store, rig.anchors)


@pytest.fixture
def intake(rig: Rig, inbox: SlowInbox) -> Intake:
    """Return the intake of a process."""
    worker = rig.process(ignored).worker
    alarms = Alarms(rig.alarm, rig.clock)
    return Intake(rig.bot, inbox, worker, alarms, share=ignored)


def kept(intake: Intake, number: int) -> asyncio.Task[None]:
    """Begin to store an update, as its webhook does."""
    user = {"id": number, "is_bot": False, "first_name": "A"}
    chat = {"id": number, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": user, "text": "hello"}
    batch = intake.sort([{"update_id": number, "message": message}])
    return asyncio.create_task(intake.keep(batch))


async def test_what_arrives_meanwhile_is_stored_together(
    intake: Intake, inbox: SlowInbox
) -> None:
    """Updates that arrive during a transaction share the next; none is confirmed before."""
    first = kept(intake, 1)
    await inbox.begun.wait()
    others = [kept(intake, number) for number in (2, 3, 4)]
    done, _ = await asyncio.wait([first, *others], timeout=0.01)
    assert not done
    inbox.permitted.set()
    await asyncio.gather(first, *others)

    assert [[1], [2, 3, 4]] == inbox.stored


async def test_none_of_a_failed_transaction_is_confirmed(
    intake: Intake, inbox: SlowInbox
) -> None:
    """If the transaction fails, every sender learns so, and may try again."""
    inbox.failures.append(StoreUnavailableError("gone"))
    inbox.permitted.set()
    both = await asyncio.gather(
        kept(intake, 1), kept(intake, 2), return_exceptions=True
    )
    again = kept(intake, 1)
    await again

    assert [StoreUnavailableError] * 2 == [type(each) for each in both]
    assert [[1, 2], [1]] == inbox.stored


async def test_the_end_waits_for_what_is_being_stored(
    intake: Intake, inbox: SlowInbox
) -> None:
    """A line that is taken after the others were released has no process to serve it."""
    polling = kept(intake, 1)
    await inbox.begun.wait()
    polling.cancel()
    await asyncio.wait([polling])
    closing = asyncio.create_task(intake.close())
    done, _ = await asyncio.wait([closing], timeout=0.01)
    inbox.permitted.set()
    await closing

    assert not done
    assert [[1]] == inbox.stored
