"""Promo codes, invited friends, and receipts that say where credits came from."""

from datetime import timedelta

import pytest

from tests.core.world import ANNA, BORIS, OWNER, World

from avatar_core import Language, Person, PersonId
from avatar_core.admin_log import AdminActionKind
from avatar_core.errors import (
    AlreadyExistsError,
    PromoFault,
    PromoRefusedError,
)
from avatar_core.ledger import Reason
from avatar_core.notices import NoticeKind
from avatar_core.people import WRONG_CODES_MAX, WRONG_CODES_WITHIN
from avatar_core.use_cases import Receipt


CARL = PersonId(3)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def world(world: World) -> World:
    """Return a world with Anna and Boris in it."""
    return await world.enter(ANNA, BORIS)


async def person(world: World, who: PersonId) -> Person:
    """Return a person's row."""
    async with world.rows.read() as reading:
        return await reading.people.get(who)


# --- promo codes --------------------------------------------------------------


async def faults(world: World, *codes: str) -> list[PromoFault]:
    """Have Anna try codes; return why each is refused."""
    found = []
    for code in codes:
        with pytest.raises(PromoRefusedError) as caught:
            await world.cases.redeem_promo(ANNA, code)
        found.append(caught.value.fault)
    return found


async def test_a_code_gives_its_credits_once(world: World) -> None:
    """Case and spaces do not matter; a second use is refused."""
    await world.admin.promos.create(OWNER, "summer-26", credits=40, uses=2)

    used = await world.cases.redeem_promo(ANNA, "  Summer-26 ")

    assert [PromoFault.USED] == await faults(world, "SUMMER-26")
    assert (40, 1040, 1040) == (
        used.promo.credits,
        used.balance.available,
        await world.available(),
    )
    async with world.rows.read() as reading:
        [posting, _] = await reading.ledger.postings(ANNA, limit=9)
    assert (Reason.PROMO, "SUMMER-26") == (posting.reason, posting.note)


@pytest.mark.parametrize(
    "words", ["", "ab", "x" * 33, "with space", "-ab", "a_b", "💎💎💎"]
)
async def test_an_impossible_code_is_unknown(world: World, words: str) -> None:
    """Text that cannot be a code is answered like an unknown code."""
    assert [PromoFault.UNKNOWN] == await faults(world, words)


async def test_codes_cannot_be_guessed(world: World) -> None:
    """After five wrong codes within an hour, not even a right one is accepted."""
    await world.admin.promos.create(OWNER, "RIGHT", credits=40, uses=9)
    redeem = world.cases.redeem_promo
    wrong = [f"WRONG-{number}" for number in range(WRONG_CODES_MAX)]
    unknown, enough = PromoFault.UNKNOWN, PromoFault.TOO_MANY_TRIED

    assert [unknown] * 3 == await faults(world, "no code", "💎", "-")
    assert [unknown] * WRONG_CODES_MAX == await faults(world, *wrong)
    assert [enough] * 2 == await faults(world, "WRONG-0", "RIGHT")
    assert 1040 == (await redeem(BORIS, "RIGHT")).balance.available
    # Being forgotten does not help.
    forgotten = (await person(world, ANNA)).forgotten(at=world.clock())
    assert not forgotten.may_try_code(world.clock())

    world.clock.now += WRONG_CODES_WITHIN - SECOND
    assert [enough] == await faults(world, "RIGHT")
    world.clock.now += SECOND
    assert [unknown] == await faults(world, "WRONG-9")
    assert 1040 == (await redeem(ANNA, "RIGHT")).balance.available


async def test_codes_end(world: World) -> None:
    """A code that is stopped, out of time, used up or unknown gives nothing."""
    until = world.clock() + timedelta(days=1)
    create = world.admin.promos.create
    await create(OWNER, "STOPPED", credits=1, uses=9)
    await world.admin.promos.stop(OWNER, "stopped")
    await create(OWNER, "LATE", credits=1, uses=9, valid_until=until)
    await create(OWNER, "FULL", credits=1, uses=1)
    await world.cases.redeem_promo(BORIS, "full")
    world.clock.now = until

    assert [
        *([PromoFault.EXPIRED] * 2),
        PromoFault.FULL,
        PromoFault.UNKNOWN,
    ] == await faults(world, "STOPPED", "LATE", "FULL", "NEVER")
    assert 1000 == await world.available()


async def test_admins_manage_codes(world: World) -> None:
    """A code is created once and stopped once, and both are logged."""
    promos = world.admin.promos
    made = await promos.create(OWNER, "one", credits=5, uses=1)
    with pytest.raises(AlreadyExistsError):
        await promos.create(OWNER, "ONE", credits=5, uses=1)
    for _ in range(2):
        await promos.stop(OWNER, "one")

    [listed] = await promos.newest(OWNER)
    assert ("ONE", "ONE", world.clock()) == (made.code, listed.code, listed.stopped_at)
    assert [
        (AdminActionKind.CREATE_PROMO, "ONE"),
        (AdminActionKind.STOP_PROMO, "ONE"),
    ] == [(act.what, act.subject) for act in world.rows._rows.admin_log.values()]


# --- friends ------------------------------------------------------------------


async def test_a_friend_is_rewarded_once(world: World) -> None:
    """The friend's first order after a top-up earns the reward; no other does."""
    await world.accounts.enter(CARL, Language.ENGLISH, referrer=ANNA)
    assert 1000 + world.prices.invited == await world.available(CARL)
    avatar = await world.trained(CARL)
    assert 1000 == await world.available()  # paid with gifts
    await world.pay(person=CARL)
    assert 1000 == await world.available()  # nothing ordered since

    for _ in range(2):
        await world.draw(avatar.id, owner=CARL)
        await world.run()

    assert 1050 == await world.available()
    stands = await world.cases.invite_friends(ANNA)
    assert (1, 1, 50, 50, 25) == (
        stands.friends,
        stands.rewarded,
        stands.credits,
        stands.reward,
        stands.gift,
    )
    [notice] = world.messages.notices
    assert (ANNA, NoticeKind.REFERRAL, 50) == (
        notice.person,
        notice.what,
        notice.amount,
    )


async def test_a_payment_that_was_returned_earns_nothing(world: World) -> None:
    """Buying, taking the money back and spending gifts brings nobody a reward."""
    await world.accounts.enter(CARL, Language.ENGLISH, referrer=ANNA)
    payment = await world.pay(person=CARL)
    await world.cases.top_up.returned(CARL, payment.charge_id)
    await world.trained(CARL)

    assert 1000 == await world.available()


async def test_a_job_that_earned_nothing_is_not_rewarded(world: World) -> None:
    """A friend whose order was cancelled has paid nothing yet."""
    await world.accounts.enter(CARL, Language.ENGLISH, referrer=ANNA)
    job = await world.ordered_training(CARL)
    await world.cancel_job(CARL, job.id)
    await world.run()

    assert 1000 == await world.available()
    assert 0 == (await world.cases.invite_friends(ANNA)).rewarded


@pytest.mark.parametrize(
    ("newcomer", "referrer"),
    [(BORIS, ANNA), (CARL, CARL), (CARL, PersonId(404)), (CARL, PersonId(0))],
)
async def test_an_impossible_referrer_is_ignored(
    world: World, newcomer: PersonId, referrer: PersonId
) -> None:
    """A referrer is known, invites a newcomer, and is somebody else."""
    await world.accounts.enter(newcomer, Language.ENGLISH, referrer=referrer)

    known = await person(world, newcomer)
    assert (None, 0) == (known.referrer, known.bounty)


# --- receipts -----------------------------------------------------------------


async def test_receipts_say_what_everything_was_for(world: World) -> None:
    """An order is one line with its outcome; pages follow one another."""
    await world.trained()
    await world.admin.promos.create(OWNER, "gift", credits=7, uses=1)
    await world.cases.redeem_promo(ANNA, "gift")
    await world.pay()
    why = "for your patience"
    await world.admin.credits.grant(OWNER, ANNA, 5, why=why, tap=world.ids())
    lines: list[Receipt] = []
    page = await world.cases.receipts(ANNA, limit=2)
    lines += page.lines
    while page.older is not None:
        page = await world.cases.receipts(ANNA, before=page.older, limit=2)
        lines += page.lines

    assert [
        (Reason.GRANT, 5, why),
        (Reason.TOP_UP, 100, None),
        (Reason.PROMO, 7, "GIFT"),
        (Reason.HOLD, -150, None),
        (Reason.WELCOME, 1000, None),
    ] == [(line.posting.reason, line.change, line.posting.note) for line in lines]
    assert await world.available() == sum(line.change for line in lines)
    _, top_up, _, training, _ = lines
    assert None not in {top_up.payment, training.job, training.avatar}
    assert page.balance == await world.accounts.balance(ANNA)


async def test_an_open_order_has_a_line(world: World) -> None:
    """Held credits count as spent until the order is cancelled."""
    job = await world.ordered_training()
    before = (await world.cases.receipts(ANNA)).lines[0].change
    await world.cancel_job(ANNA, job.id)
    await world.run()

    assert (-150, 0) == (before, (await world.cases.receipts(ANNA)).lines[0].change)
