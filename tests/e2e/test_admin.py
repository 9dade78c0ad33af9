"""Admins rescue jobs and send broadcasts."""

import asyncio

from collections import Counter

from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor, words_of
from tests.e2e.world import KILLED, World

from adapters.sql.tables import admin_log, broadcasts, people as people_table
from avatar_core import JobStatus
from avatar_core.broadcasts import BroadcastStatus


OLGA = 77
ADMINS = {"admin_ids": frozenset({OLGA})}


async def _olga(world: World) -> Visitor:
    olga = world.visitor(OLGA, "Olga")
    await olga.comes()
    return olga


async def _finds(olga: Visitor, person: int) -> None:
    await olga.asks("/admin", "Only you see this")
    await olga.presses("Find a person")
    await olga.asks(str(person), "Language: ")


async def _admin_log(world: World) -> list[str]:
    rows = await world.rows(admin_log)
    return [row["what"] for row in sorted(rows, key=lambda row: int(row["position"]))]


async def test_a_job_in_trouble_is_looked_at_and_made_again(
    run_world: MakeWorld,
) -> None:
    """The admin is alerted, reads the history, and repeats the job for free."""
    async with run_world(**ADMINS) as world:
        anna, olga = world.visitor(), await _olga(world)
        world.fal.faults.fail_training()
        await anna.orders_training()
        await anna.sees("did not work out", "150 credits are back")
        await olga.sees("A job is in trouble", "Did not work out · fal.ai stumbled")
        await olga.presses("🕰️ What happened")
        await olga.sees(
            "💎 Credits: nothing was delivered → came back · 0/150",
            "🛠️ Job: nothing came of it → 🔁 Did not work out",
        )
        await olga.presses("🔁 Try again now")
        await olga.sees("Made anew, for free")
        await anna.sees("“Summer” is ready!")
        await world.all_told()
        assert await anna.balance() == (200, 0)

        await olga.person.send_text("/admin")
        await olga.presses("📊 Numbers")
        await olga.sees("🎓 Training · 🎭 Portrait: 1 ✅ 0 ⏳ 1 🔁", "spent: 0")
        await olga.presses("🛠️ Owner's desk")
        await olga.presses("📜 Action log")
        await olga.sees("Tried again · ", "→ 1001 · ")
        assert await _admin_log(world) == ["retry"]


async def test_a_stuck_job_is_ended(run_world: MakeWorld) -> None:
    """An admin ends a stuck job; its credits are released and the person is told."""
    async with run_world(training_seconds=600, **ADMINS) as world:
        anna, olga = world.visitor(), await _olga(world)
        await anna.orders_training()
        await world.job_is(JobStatus.RUNNING)
        await _finds(olga, 1001)
        await olga.presses("⚙️ Working on it")
        await olga.sees("🛠️ Job: fal.ai took it → 🕐 Waiting for its turn")
        await olga.presses("🪂 End it, credits back")
        await olga.sees("150 credits go back")
        await olga.presses("✅ Yes, end it")
        await olga.sees("The credits are back, and the person is told", "ended by hand")
        await anna.sees(
            "It was stuck, so we stopped it by hand", "150 credits are back"
        )
        await world.all_told()

        assert await anna.balance() == (200, 0)
        assert await _admin_log(world) == ["release"]


async def test_a_blocked_person_can_do_nothing(run_world: MakeWorld) -> None:
    """A blocked person gets one sentence, but their order is still finished."""
    async with run_world(training_seconds=1.0, **ADMINS) as world:
        anna, olga = world.visitor(), await _olga(world)
        await anna.orders_training()
        await _finds(olga, 1001)
        await olga.presses("⛔️ Block")
        await olga.sees("⛔️ Blocked:")
        jobs = len(await world.jobs())
        await anna.says("/menu", "The owner has closed this chat")
        message, data = anna.button("Main menu")
        await anna.person.press_again(message, data)
        assert "The owner has closed this chat" in anna.person.alerts[-1]
        await anna.person.send_text("/new")
        await anna.sees_one("The owner has closed this chat")
        await anna.sees("“Summer” is ready!")
        await world.all_told()
        assert len(await world.jobs()) == jobs

        await olga.presses("Let in again")
        await world.handled()
        await anna.sees("Good to have you back")
        assert await anna.balance() == (50, 0)
        assert await _admin_log(world) == ["block", "unblock"]


async def test_a_limit_counts_at_once(run_world: MakeWorld) -> None:
    """A changed limit of open orders applies to the next order."""
    async with run_world(picture_seconds=600, **ADMINS) as world:
        anna, olga = world.visitor(), await _olga(world)
        await anna.has_avatar()
        await olga.person.send_text("/admin")
        await olga.presses("Prices and limits")
        await olga.presses("Orders at a time: 5")
        await olga.says("1", "✅ Orders at a time: 1")
        await anna.orders_pictures(1)
        await anna.is_choosing_count("in the hills")
        await anna.presses("1 picture")
        await anna.sees("You have 1 order running, and that is the most")
        await anna.calls_everything_off(world)


async def test_strangers_have_no_desk(run_world: MakeWorld) -> None:
    """The command is unknown to everybody else."""
    async with run_world(**ADMINS) as world:
        anna = world.visitor()
        await anna.comes()
        await anna.says("/admin", "I didn’t get that")


# --- broadcasts -------------------------------------------------------------


async def _crowd(world: World, count: int = 30) -> list[Visitor]:
    """Bring *count* people, two of whom then block the bot unannounced."""
    people = [world.visitor(1001 + n, f"P{n}") for n in range(count)]
    await asyncio.gather(*(person.comes() for person in people))
    for lost in people[3:5]:
        lost.person.block(announced=False)
    return people


async def _broadcasts(olga: Visitor, words: str, count: int) -> None:
    await olga.asks("/admin", "Only you see this")
    await olga.presses("📣 Broadcast")
    await olga.asks(words, f"{count} people get it")
    await olga.presses("See it as people will")
    await olga.presses("Send it now")


async def _row(world: World) -> dict[str, object]:
    [row] = await world.rows(broadcasts)
    return dict(row)


async def _told(world: World, count: int) -> None:
    await world.until_rows(broadcasts, lambda rows: rows[0]["delivered"] >= count)


async def _over(world: World, status: BroadcastStatus) -> None:
    await world.until_rows(broadcasts, lambda rows: rows[0]["status"] is status)


async def _left(world: World, person: int) -> None:
    await world.until_rows(
        people_table,
        lambda rows: any(row["left_at"] and row["id"] == person for row in rows),
    )


def _heard(people: list[Visitor]) -> Counter[str]:
    return Counter(
        person.person.profile.first_name
        for person in people
        for message in person.person.messages
        if message.from_bot and words_of(message) == "Big news!"
    )


async def test_everybody_hears_a_broadcast(run_world: MakeWorld) -> None:
    """Two people found to have blocked the bot are counted; a known one is skipped."""
    async with run_world(broadcast_per_second=30, **ADMINS) as world:
        people, olga = await _crowd(world), await _olga(world)
        gone = world.visitor(2001, "Gone")
        await gone.comes()
        gone.person.block()
        await _left(world, 2001)
        await _broadcasts(olga, "Big news!", 31)
        await _over(world, BroadcastStatus.DONE)
        await olga.sees("Broadcast · sent", "Delivered: 29 · left the chat: 2")

        there = [person for person in people if person not in people[3:5]]
        assert set(_heard(there).values()) == {1}
        assert len(_heard(there)) == 28
        await _broadcasts(olga, "More news!", 29)


async def test_a_broadcast_goes_on_after_a_kill(make_world: MakeWorld) -> None:
    """Only the one message that was on its way may come twice."""
    async with make_world(broadcast_per_second=20, **ADMINS) as world:
        await world.begin(KILLED)
        people, olga = await _crowd(world), await _olga(world)
        await _broadcasts(olga, "Big news!", 31)
        await _told(world, 7)
        await world.end(KILLED)
        assert (await _row(world))["status"] is BroadcastStatus.SENDING
        await world.start()
        await _over(world, BroadcastStatus.DONE)

        heard = _heard([person for person in people if person not in people[3:5]])
        assert len(heard) == 28
        assert heard.total() <= 28 + 1
        await world.prove()
