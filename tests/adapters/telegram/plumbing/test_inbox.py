"""The contract of the inbox, in memory and in both databases."""

import asyncio
import functools

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
import sqlalchemy as sa

from tests.adapters.telegram.plumbing.memory_inbox import LEASE, MemoryInbox, MemoryMail
from tests.adapters.telegram.plumbing.rig import MemoryAnchors
from tests.databases import KINDS, open_without_rows

from adapters.chat_store import Anchors, Arrival, Inbox, Position
from adapters.sql import NoQueue, SqlAnchors, SqlStore
from adapters.sql.sqlite import MODE, Mode
from adapters.sql.updates import SqlInbox
from avatar_core import Language, Person, PersonId
from avatar_core.ports import Store
from avatar_core.testing import ManualClock, MemoryStore
from avatar_core.testing.blobs import ALIAS
from avatar_core.testing.time import EPOCH


ANNA = PersonId(1001)
BORIS = PersonId(1002)
DEAD = LEASE + timedelta(seconds=1)


@attrs.frozen
class Place:
    """Where updates are kept, for as many processes as one likes."""

    clock: ManualClock
    store: Store
    anchors: Anchors
    #: Returns the inbox of a process that has just started.
    process: Callable[[], Inbox]


@pytest.fixture(params=["memory", *KINDS])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """Return an empty place of each kind."""
    clock = ManualClock()
    if request.param == "memory":
        store, mail, anchors = MemoryStore(), MemoryMail(), MemoryAnchors()
        inbox = functools.partial(MemoryInbox, mail, clock, store, anchors)
        yield Place(clock, store, anchors, inbox)
        return
    engine = await open_without_rows(request.param, tmp_path)
    in_tables = functools.partial(SqlInbox, engine=engine, clock=clock, lease=LEASE)
    yield Place(
        clock, SqlStore(engine, NoQueue()), SqlAnchors(engine, clock), in_tables
    )
    await engine.dispose()


def sent(
    number: int, person: PersonId = ANNA, *, album: str | None = None, own: bool = False
) -> Arrival:
    """Return an update of a person; with a line of its *own* it waits for nobody."""
    return Arrival(
        update_id=number,
        line=-number if own else person,
        person=person,
        kind="message",
        media_group=album,
        body="{}",
    )


async def waiting(inbox: Inbox, line: int = ANNA) -> list[int]:
    """Return the ids of what waits in a line."""
    return [update.update_id for update in (await inbox.look(line)).waiting]


async def test_taken_once(place: Place) -> None:
    """An update is stored once, and not again after it is done."""
    inbox = place.process()

    assert {ANNA, BORIS} == set(await inbox.take([sent(1), sent(2), sent(3, BORIS)]))
    assert [1, 2] == await waiting(inbox)
    assert set() == set(await inbox.take([sent(1)]))
    assert not await inbox.end(ANNA, [1], person=ANNA)
    assert await inbox.end(ANNA, [2], person=ANNA)
    assert set() == set(await inbox.take([sent(1), sent(2)]))
    assert [] == await waiting(inbox)
    assert [3] == await waiting(inbox, BORIS)


async def test_one_process_holds_a_line(place: Place) -> None:
    """Updates that another process stores wait for the holder of the line."""
    ours, theirs = place.process(), place.process()
    await ours.take([sent(1)])

    assert set() == set(await theirs.take([sent(2)]))
    assert [] == await waiting(theirs)
    assert [1, 2] == await waiting(ours)
    assert not await ours.end(ANNA, [1], person=ANNA)
    assert await ours.end(ANNA, [2], person=ANNA)
    assert {ANNA} == set(await theirs.take([sent(3)]))
    assert [] == await waiting(ours)


async def test_dead_process(place: Place) -> None:
    """The line of a dead process is found, taken over, and counts a start."""
    dead, heir = place.process(), place.process()
    await dead.take([sent(1), sent(2, BORIS)])
    place.clock.advance(LEASE / 2)
    await dead.renew([ANNA])
    assert [] == list(await heir.unheld())
    place.clock.advance(LEASE * 3 / 4)

    assert [(BORIS, 0)] == [(each.line, each.starts) for each in await heir.unheld()]
    assert {BORIS} == set(await heir.claim([ANNA, BORIS]))
    [taken] = (await heir.look(BORIS)).waiting
    assert 1 == taken.starts
    assert [1] == await waiting(dead)
    assert [] == await waiting(dead, BORIS)


async def test_only_a_suspect_is_blamed_further(place: Place) -> None:
    """Four uploads may be in hand when a process dies; after two deaths only one is."""
    await place.process().take([sent(number, album="a") for number in range(1, 6)])
    for starts in ([1, 1, 1, 1, 0], [2, 2, 2, 2, 0], [3, 2, 2, 2, 0]):
        place.clock.advance(DEAD)
        heir = place.process()
        await heir.claim([ANNA])

        assert starts == [each.starts for each in (await heir.look(ANNA)).waiting]


async def test_released(place: Place) -> None:
    """Lines that a process releases are found at once, and count no start."""
    stopped, heir = place.process(), place.process()
    assert await stopped.poll()
    await stopped.take([sent(1)])
    await stopped.release()

    assert await heir.poll()
    assert [ANNA] == [each.line for each in await heir.unheld()]
    assert {ANNA} == set(await heir.claim([ANNA]))
    assert [0] == [each.starts for each in (await heir.look(ANNA)).waiting]


async def test_one_process_polls(place: Place) -> None:
    """The lease to poll is renewed by its holder and expires."""
    first, second = place.process(), place.process()

    assert await first.poll()
    assert not await second.poll()
    place.clock.advance(LEASE / 2)
    assert await first.poll()
    place.clock.advance(LEASE * 3 / 4)
    assert not await second.poll()
    place.clock.advance(DEAD)
    assert await second.poll()
    assert not await first.poll()


async def test_look(place: Place) -> None:
    """One read returns the person, the conversation and the cards of the chat."""
    inbox = place.process()
    await inbox.take([sent(1), sent(2)])
    nobody = await inbox.look(ANNA)
    assert (None, None, {}) == (
        nobody.person,
        nobody.position.state,
        dict(nobody.position.data),
    )
    anna = Person(
        id=ANNA, language=Language.RUSSIAN, created_at=place.clock(), alias=ALIAS
    )
    async with place.store.work(ANNA) as work:
        await work.people.add(anna)
    await place.anchors.put(ANNA, "menu", 7)
    await place.anchors.put(BORIS, "menu", 8)
    await inbox.end(ANNA, [1], person=ANNA, to=Position("naming", {"type": "Жанна"}))

    known = await inbox.look(ANNA)

    assert anna == known.person
    assert ("naming", {"type": "Жанна"}) == (
        known.position.state,
        dict(known.position.data),
    )
    assert {7} == known.anchored


async def test_a_conversation_moves_once(place: Place) -> None:
    """Ending an update twice moves the conversation once."""
    inbox = place.process()
    await inbox.take([sent(1), sent(2), sent(3)])
    await inbox.end(ANNA, [1], person=ANNA, to=Position("naming"))
    await inbox.end(ANNA, [2], person=ANNA, to=Position("uploading", {"avatar": "1"}))
    await place.process().end(ANNA, [1], person=ANNA, to=Position("naming"))

    assert "uploading" == (await inbox.look(ANNA)).position.state
    await inbox.take([sent(4)])
    await inbox.end(ANNA, [3], person=ANNA, to=Position())
    assert (await inbox.look(ANNA)).position.state is None


async def test_put_off(place: Place) -> None:
    """A failed update keeps its place, waits, and counts the failure."""
    inbox = place.process()
    await inbox.take([sent(1), sent(2)])
    until = place.clock() + timedelta(seconds=5)
    await inbox.put_off(1, until=until, answered=True)

    first, second = (await inbox.look(ANNA)).waiting
    assert (1, until, 1, True) == (
        first.update_id,
        first.due_at,
        first.starts,
        first.answered,
    )
    assert (2, 0, False) == (second.update_id, second.starts, second.answered)


async def test_set_aside(place: Place) -> None:
    """An album is moved to a separate line that keeps the conversation."""
    inbox = place.process()
    album = [sent(number, album="a") for number in (1, 2, 3, 4)]
    await inbox.take([*album, sent(5), sent(6, BORIS, album="a")])
    look = await inbox.look(ANNA)
    [second] = [each for each in look.waiting if each.update_id == 2]
    until = place.clock() + timedelta(seconds=2)
    stood = Position("uploading", {"avatar": "1"})

    line, emptied = await inbox.set_aside(second, stood=stood, until=until, in_hand=[1])

    assert (-1, False) == (line, emptied)
    assert [1, 5] == await waiting(inbox)
    aside = (await inbox.look(-1)).waiting
    assert [2, 3, 4] == [each.update_id for each in aside]
    assert [until, place.clock(), place.clock()] == [each.due_at for each in aside]
    assert {("uploading", "1")} == {
        (each.stood.state, each.stood.data["avatar"]) for each in aside if each.stood
    }
    assert [(1, place.clock()), (0, None), (0, None)] == [
        (each.failed_downloads, each.failing_since) for each in aside
    ]
    assert [1, 2, 3, 4] == list(await inbox.album(second))
    # Again: it waits on, and the time of its first failure is kept.
    since = place.clock()
    place.clock.advance(timedelta(seconds=3))
    later = place.clock() + timedelta(seconds=2)
    again = await inbox.set_aside(aside[0], stood=stood, until=later, in_hand=[])
    assert (-1, False) == again
    [second, *_] = (await inbox.look(-1)).waiting
    assert (later, 2, since) == (
        second.due_at,
        second.failed_downloads,
        second.failing_since,
    )
    assert await inbox.end(-1, [2, 3, 4], person=ANNA)


async def test_alone_set_aside(place: Place) -> None:
    """An update without an album gets a line of its own."""
    inbox = place.process()
    await inbox.take([sent(7)])
    [update] = (await inbox.look(ANNA)).waiting

    moved = await inbox.set_aside(
        update, stood=Position(), until=place.clock(), in_hand=[]
    )

    assert (-7, True) == moved
    assert [7] == await waiting(inbox, -7)
    assert [7] == list(await inbox.album(update))


async def test_struck(place: Place) -> None:
    """A struck update is known and never waits."""
    inbox = place.process()

    assert await inbox.strike(1, "unreadable")
    assert not await inbox.strike(1, "unreadable")
    assert set() == set(await inbox.take([sent(1)]))
    assert [] == await waiting(inbox)


async def test_lines_of_their_own(place: Place) -> None:
    """A pre-checkout query is found beside the person's line."""
    ours, theirs = place.process(), place.process()
    await ours.take([sent(1)])

    assert {-2} == set(await theirs.take([sent(2, own=True)]))
    assert [2] == await waiting(theirs, -2)
    assert await theirs.end(-2, [2], person=ANNA)
    assert [1] == await waiting(ours)


async def test_two_processes_store_the_same_updates(place: Place) -> None:
    """What Telegram repeats to another process at once, in any order, is stored once."""
    updates = [sent(number, PersonId(number)) for number in range(1, 301)]
    taken = await asyncio.gather(
        place.process().take(updates), place.process().take(updates[::-1])
    )

    assert [*range(1, 301)] == sorted(line for lines in taken for line in lines)


async def test_only_an_end_can_be_undone_by_a_power_failure(tmp_path: Path) -> None:
    """What is confirmed to Telegram is on the disk before; so are the failures."""
    engine = await open_without_rows("sqlite", tmp_path)
    inbox = SqlInbox(engine=engine, clock=ManualClock(), lease=LEASE)
    modes: list[Mode] = []

    def note(connection: sa.Connection) -> None:
        modes.append(connection.get_execution_options()[MODE])

    sa.event.listen(engine.sync_engine, "begin", note)
    await inbox.take([sent(1)])
    await inbox.put_off(1, until=EPOCH, answered=True)
    await inbox.strike(2, "unreadable")
    await inbox.end(ANNA, [1], person=ANNA)
    await engine.dispose()

    assert [Mode.WRITE] * 3 + [Mode.NONDURABLE_WRITE] == modes
