"""Promo codes, friends, and receipts that say where credits came from."""

import asyncio

from datetime import timedelta

import pytest

from tests.core.world import ANNA, BORIS, OWNER, SMALL, World

from avatar_core import (
    Bill,
    Language,
    PaymentStatus,
    Person,
    PersonId,
    Size,
)
from avatar_core.admin_log import AdminActionKind
from avatar_core.audit import Entity
from avatar_core.errors import (
    AlreadyExistsError,
    CreditsSpentError,
    NotFoundError,
    PromoFault,
    PromoRefusedError,
)
from avatar_core.ledger import Reason
from avatar_core.notices import NoticeKind
from avatar_core.people import WRONG_CODES_MAX, WRONG_CODES_WITHIN
from avatar_core.use_cases import (
    Receipt,
)


@pytest.fixture
async def world() -> World:
    """A world with Anna and Boris in it."""
    world = World()
    for person in (ANNA, BORIS):
        await world.accounts.enter(person, Language.ENGLISH)
    return world


async def person(world: World, who: PersonId) -> Person:
    """Return a person's row."""
    async with world.rows.read() as reading:
        return await reading.people.get(who)


# --- promo codes --------------------------------------------------------------


async def test_a_code_gives_its_credits_once(world: World) -> None:
    """However it is written; the second time the person hears that it was used."""
    await world.admin.promos.create(OWNER, "summer-26", credits=40, uses=2)
    redeem = world.cases.redeem_promo
    used = await redeem(ANNA, "  Summer-26 ")

    assert 40 == used.promo.credits
    assert 1040 == used.balance.available == await world.available()
    with pytest.raises(PromoRefusedError) as caught:
        await redeem(ANNA, "SUMMER-26")
    assert PromoFault.USED is caught.value.fault
    assert 1040 == await world.available()
    async with world.rows.read() as reading:
        [posting, _] = await reading.ledger.postings(ANNA, limit=9)
    assert (Reason.PROMO, "SUMMER-26") == (posting.reason, posting.note)
    world.check_books()


@pytest.mark.parametrize(
    "words", ["", "ab", "x" * 33, "with space", "-ab", "a_b", "💎💎💎"]
)
async def test_what_cannot_be_a_code(world: World, words: str) -> None:
    """Whatever is typed is answered as an unknown code."""
    with pytest.raises(PromoRefusedError) as caught:
        await world.cases.redeem_promo(ANNA, words)

    assert PromoFault.UNKNOWN is caught.value.fault


async def test_codes_cannot_be_guessed(world: World) -> None:
    """After five wrong ones in an hour none is looked for, not even a right one."""
    await world.admin.promos.create(OWNER, "RIGHT", credits=40, uses=9)
    redeem = world.cases.redeem_promo

    async def faults(*codes: str) -> list[PromoFault]:
        found = []
        for code in codes:
            with pytest.raises(PromoRefusedError) as caught:
                await redeem(ANNA, code)
            found.append(caught.value.fault)
        return found

    wrong = [f"WRONG-{number}" for number in range(WRONG_CODES_MAX)]
    unknown, enough = PromoFault.UNKNOWN, PromoFault.TOO_MANY_TRIED
    assert [unknown] * 3 == await faults("no code", "💎", "-")
    assert [unknown] * WRONG_CODES_MAX == await faults(*wrong)
    assert [enough] * 2 == await faults("WRONG-0", "RIGHT")
    assert 1040 == (await redeem(BORIS, "RIGHT")).balance.available

    world.clock.now += WRONG_CODES_WITHIN - timedelta(seconds=1)
    assert [enough] == await faults("RIGHT")
    world.clock.now += timedelta(seconds=1)
    assert [unknown] == await faults("WRONG-9")
    assert 1040 == (await redeem(ANNA, "RIGHT")).balance.available


async def test_being_forgotten_wins_no_more_guesses(world: World) -> None:
    """Whoever has everything erased and comes back has tried as many codes."""
    redeem = world.cases.redeem_promo
    for number in range(WRONG_CODES_MAX):
        with pytest.raises(PromoRefusedError):
            await redeem(ANNA, f"WRONG-{number}")

    after = (await person(world, ANNA)).forgotten(at=world.clock())

    assert not after.may_try_code(world.clock())


async def test_codes_end(world: World) -> None:
    """A code that is stopped, out of time, full or unknown gives nothing."""
    until = world.clock() + timedelta(days=1)
    await world.admin.promos.create(OWNER, "STOPPED", credits=1, uses=9)
    await world.admin.promos.stop(OWNER, "stopped")
    await world.admin.promos.create(OWNER, "LATE", credits=1, uses=9, valid_until=until)
    await world.admin.promos.create(OWNER, "FULL", credits=1, uses=1)
    redeem = world.cases.redeem_promo
    await redeem(BORIS, "full")
    world.clock.now = until
    faults = []
    for code in ("STOPPED", "LATE", "FULL", "NEVER"):
        with pytest.raises(PromoRefusedError) as caught:
            await redeem(ANNA, code)
        faults.append(caught.value.fault)

    expected = [PromoFault.EXPIRED] * 2 + [PromoFault.FULL, PromoFault.UNKNOWN]
    assert expected == faults
    assert 1000 == await world.available()


async def test_codes_are_the_owners_affair(world: World) -> None:
    """Only owners make, see and stop codes, and what they do is written down."""
    made = await world.admin.promos.create(OWNER, "one", credits=5, uses=1)
    with pytest.raises(AlreadyExistsError):
        await world.admin.promos.create(OWNER, "ONE", credits=5, uses=1)
    for _ in range(2):
        await world.admin.promos.stop(OWNER, "one")
    for attempt in (
        world.admin.promos.create(ANNA, "two", credits=5, uses=1),
        world.admin.promos.newest(ANNA),
        world.admin.promos.stop(ANNA, "one"),
    ):
        with pytest.raises(NotFoundError):
            await attempt

    assert "ONE" == made.code
    [listed] = await world.admin.promos.newest(OWNER)
    assert world.clock() == listed.stopped_at
    admin_log = [
        (action.what, action.subject) for action in world.rows._rows.admin_log.values()
    ]
    assert [
        (AdminActionKind.CREATE_PROMO, "ONE"),
        (AdminActionKind.STOP_PROMO, "ONE"),
    ] == admin_log


async def test_the_last_use_is_taken_once(world: World) -> None:
    """Of two people who come at once, one has it; nothing is left of the other."""
    await world.admin.promos.create(OWNER, "last", credits=1, uses=1)

    async def use(who: PersonId) -> bool:
        async with world.rows.work(who) as work:
            return await work.promos.use("LAST", who, at=world.clock())

    taken = await asyncio.gather(use(ANNA), use(BORIS))

    assert [False, True] == sorted(taken)
    [promo] = await world.admin.promos.newest(OWNER)
    assert 1 == promo.used


# --- friends ------------------------------------------------------------------


async def brought(world: World, friend: PersonId, by: PersonId) -> None:
    """Have a friend come in by somebody's link."""
    await world.accounts.enter(friend, Language.ENGLISH, referrer=by)


async def test_a_friend_is_paid_for_once(world: World) -> None:
    """With the friend's first paid job, in the same transaction, and never again."""
    carl = PersonId(3)
    await brought(world, carl, ANNA)
    invite = world.cases.invite_friends
    await world.trained(carl)
    assert 1050 == await world.available()
    avatar = next(one for one in world.rows._rows.avatars.values())
    await world.pictures.start(
        carl,
        avatar.id,
        world.new_job(),
        words="on a beach",
        size=Size.SQUARE,
        count=1,
    )
    await world.run()

    assert 1050 == await world.available()
    stands = await invite(ANNA)
    assert (1, 1, 50, 50) == (
        stands.friends,
        stands.rewarded,
        stands.credits,
        stands.reward,
    )
    [notice] = world.messages.notices
    assert (ANNA, NoticeKind.REFERRAL, 50) == (
        notice.person,
        notice.what,
        notice.amount,
    )
    world.check_books()


async def test_a_job_that_earned_nothing_pays_nobody(world: World) -> None:
    """A friend whose order came to nothing has paid nothing yet."""
    carl = PersonId(3)
    await brought(world, carl, ANNA)
    job = await world.ordered_training(carl)
    await world.cancel_job(carl, job.id)
    await world.run()

    assert 1000 == await world.available()
    assert 0 == (await world.cases.invite_friends(ANNA)).rewarded


@pytest.mark.parametrize("by", [BORIS, PersonId(404), PersonId(0)])
async def test_who_cannot_have_brought_whom(world: World, by: PersonId) -> None:
    """Nobody brings themselves, somebody who is here already, or is unknown."""
    newcomer = BORIS if by == BORIS else PersonId(3)
    await brought(world, newcomer, ANNA if newcomer == BORIS else by)
    assert (None, 0) == (
        (await person(world, newcomer)).referrer,
        (await person(world, newcomer)).bounty,
    )
    myself = PersonId(4)
    await brought(world, myself, myself)
    assert (await person(world, myself)).referrer is None


# --- refunds by hand ----------------------------------------------------------


async def test_an_owner_gives_a_payment_up(world: World) -> None:
    """Its credits are taken back first, once, and then the Stars go back."""
    top_up = world.cases.top_up
    billing = world.billing
    billing.take(ANNA, Bill(ANNA, SMALL).payload, SMALL.price, "c")
    refunds = world.cases.worker.refunds
    give_up = world.admin.payments
    news = await top_up.receive(
        ANNA, charge_id="c", payload=Bill(ANNA, SMALL).payload, paid=SMALL.price
    )
    payment = news.payment.id
    with pytest.raises(NotFoundError):
        await give_up(ANNA, payment)
    for _ in range(2):
        await give_up(OWNER, payment)
        await refunds(payment)

    assert 1000 == await world.available()
    assert ["c"] == billing.returned
    assert PaymentStatus.REFUNDED is world.rows._rows.payments[payment].status
    assert ["received", "credited", "refunding", "refunded"] == world.trail(
        Entity.PAYMENT, payment
    )
    [action] = world.rows._rows.admin_log.values()
    assert (AdminActionKind.REFUND, "c", 100, "XTR") == (
        action.what,
        action.subject,
        action.amount,
        action.currency,
    )
    world.check_books()


async def test_spent_credits_are_not_given_up(world: World) -> None:
    """The owner hears how many are left, and nothing changes."""
    top_up = world.cases.top_up
    news = await top_up.receive(
        ANNA, charge_id="c", payload=Bill(ANNA, SMALL).payload, paid=SMALL.price
    )
    adjust = world.admin.credits
    await adjust.take(OWNER, ANNA, 1060, why="a test", tap=world.ids())
    give_up = world.admin.payments

    with pytest.raises(CreditsSpentError) as caught:
        await give_up(OWNER, news.payment.id)

    assert (100, 40) == (caught.value.needed, caught.value.left)
    status = world.rows._rows.payments[news.payment.id].status
    assert PaymentStatus.CREDITED is status
    world.check_books()


# --- receipts -----------------------------------------------------------------


async def test_receipts_say_what_everything_was_for(world: World) -> None:
    """An order is one line with its outcome; every page goes on where one ended."""
    await world.trained()
    await world.admin.promos.create(OWNER, "gift", credits=7, uses=1)
    await world.cases.redeem_promo(ANNA, "gift")
    await world.cases.top_up.receive(
        ANNA, charge_id="c", payload=Bill(ANNA, SMALL).payload, paid=SMALL.price
    )
    adjust = world.admin.credits
    await adjust.grant(OWNER, ANNA, 5, why="for your patience", tap=world.ids())
    read = world.cases.receipts
    lines: list[Receipt] = []
    page = await read(ANNA, limit=2)
    lines += page.lines
    while page.older is not None:
        page = await read(ANNA, before=page.older, limit=2)
        lines += page.lines

    told = [(line.posting.reason, line.change) for line in lines]
    assert [
        (Reason.GRANT, 5),
        (Reason.TOP_UP, 100),
        (Reason.PROMO, 7),
        (Reason.HOLD, -150),
        (Reason.WELCOME, 1000),
    ] == told
    assert await world.available() == sum(line.change for line in lines)
    grant, top_up, promo, training, _ = lines
    assert "for your patience" == grant.posting.note
    assert top_up.payment is not None
    assert "GIFT" == promo.posting.note
    assert training.job is not None
    assert training.avatar is not None
    assert page.balance == await world.accounts.balance(ANNA)


async def test_an_open_order_is_a_line_too(world: World) -> None:
    """What is set aside is not there to spend; what came back is no change."""
    job = await world.ordered_training()
    read = world.cases.receipts
    first = (await read(ANNA)).lines[0]
    assert -150 == first.change
    await world.cancel_job(ANNA, job.id)
    await world.run()
    first = (await read(ANNA)).lines[0]
    assert 0 == first.change
