"""A double tap or a redelivered update has one effect."""

from collections import Counter

from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor, photos
from tests.e2e.test_paying import bill
from tests.e2e.world import World

from avatar_core import JobKind
from avatar_core.ledger import Reason


ANNA, BORIS, OLGA = 1001, 1002, 77


async def test_everything_twice(run_world: MakeWorld) -> None:
    """Each order, gift and refund happens once, although every tap is doubled."""
    async with run_world(
        welcome_credits=500, admin_ids=frozenset({OLGA}), enrichment=True
    ) as world:
        anna, olga = world.visitor(ANNA), world.visitor(OLGA, "Olga")
        await olga.comes()
        await _promo(world, olga, anna)
        await _training(world, anna)
        await _referral(world)
        await _orders(world, anna)
        await _words(world, anna)
        await _photo(world, anna)
        await _amends(world, anna, olga)


async def _twice(world: World, visitor: Visitor, label: str) -> None:
    message, data = visitor.button(label)
    visitor.person.tap(message, data)
    visitor.person.tap(message, data)
    visitor.person.redeliver_last_update()
    await world.handled()


async def _moved(world: World, person: int = ANNA) -> Counter[Reason]:
    return Counter(
        row["reason"]
        for row in await world.postings()
        if person in (row["source_holder"], row["dest_holder"])
    )


async def _ordered(world: World, kind: JobKind) -> int:
    jobs = [row for row in await world.jobs() if row["person"] == ANNA]
    return sum(row["kind"] is kind for row in jobs)


async def _promo(world: World, olga: Visitor, anna: Visitor) -> None:
    await olga.says("/admin", "Only you see this")
    await olga.presses("🎟️ Promo codes")
    await olga.sees("Promo codes")
    await olga.says("SUMMER 50 100", "SUMMER is ready")
    await anna.comes()
    for _ in range(2):
        await anna.person.send_text("/promo SUMMER")
        anna.person.redeliver_last_update()
    await anna.sees("already used this code")
    await world.handled()

    assert (await _moved(world))[Reason.PROMO] == 1
    assert await anna.balance() == (550, 0)


async def _training(world: World, anna: Visitor) -> None:
    await anna.is_ready_to_train()
    await _twice(world, anna, "Start the training")
    await anna.sees("“Summer” is ready!")
    await world.all_told()

    assert await _ordered(world, JobKind.TRAINING) == 1
    assert (await _moved(world))[Reason.HOLD] == 1


async def _words(world: World, anna: Visitor) -> None:
    before, pictures = await _moved(world), len(await world.pictures())
    jobs = await _ordered(world, JobKind.GENERATION)
    await anna.is_choosing_count("я в лодке на море")
    await _twice(world, anna, "2 pictures")
    await world.all_told()

    assert await _ordered(world, JobKind.GENERATION) == jobs + 1
    assert await _ordered(world, JobKind.ENRICHMENT) == 1
    assert (await _moved(world))[Reason.HOLD] == before[Reason.HOLD] + 1
    assert len(await world.pictures()) == pictures + 2


async def _referral(world: World) -> None:
    boris = world.visitor(BORIS, "Boris")
    for _ in range(2):
        await boris.person.send_text(f"/start ref_{ANNA}")
        boris.person.redeliver_last_update()
    await boris.has_avatar("Winter")
    await boris.person.pay(await bill(boris))
    await boris.sees("Thank you!")
    await boris.orders_pictures(1)
    await boris.receives(1)
    await world.all_told()

    assert (await _moved(world))[Reason.REFERRAL] == 1
    given = await _moved(world, BORIS)
    assert given[Reason.WELCOME] == given[Reason.INVITED] == 1


async def _orders(world: World, anna: Visitor) -> None:
    before = await _moved(world)
    await anna.says("/start pack_seasons", "Four seasons", "With: ")
    await _twice(world, anna, "Make 4 pictures")
    await anna.sees("Here you are!")
    await world.all_told()
    assert await _ordered(world, JobKind.GENERATION) == 4
    assert (await _moved(world))[Reason.HOLD] == before[Reason.HOLD] + 1

    await anna.presses("🪄")
    await anna.sees("What would you like to change?")
    await _twice(world, anna, "The very same again")
    await world.all_told()
    assert await _ordered(world, JobKind.GENERATION) == 5

    before_menu = anna.last_id
    await anna.says("/gallery", "1–5 of 5")
    await anna.presses("1")
    await anna.sees("1 of 5")
    await anna.presses("🪄")
    await anna.sees_new(before_menu, "What would you like to change?")
    await _twice(world, anna, "🔬 Enlarge")
    await world.all_told()
    assert await _ordered(world, JobKind.UPSCALE) == 1
    assert len(await world.pictures()) == 1 + 4 + 1 + 1
    assert (await _moved(world))[Reason.HOLD] == before[Reason.HOLD] + 3


async def _photo(world: World, anna: Visitor) -> None:
    await anna.is_asked_for_a_photo()
    await anna.person.send_photo(photos(1)[0])
    anna.person.redeliver_last_update()
    await anna.sees("This is what I see")
    await world.all_told()

    assert await _ordered(world, JobKind.DESCRIPTION) == 1


async def _amends(world: World, anna: Visitor, olga: Visitor) -> None:
    before = await anna.balance()
    await anna.says("/paysupport", "Pick one")
    await anna.presses("Training of “Summer”")
    await anna.person.send_text("not like me at all")
    anna.person.redeliver_last_update()
    await anna.sees("it is with us")
    await olga.sees("not like me at all")
    await _twice(world, olga, "Give the credits back")
    await anna.sees("150 credits")

    assert (await _moved(world))[Reason.AMENDS] == 1
    assert await anna.balance() == (before[0] + 150, 0)
