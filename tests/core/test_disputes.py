"""Complaints, and answers that put things right once."""

from typing import cast

import attrs
import pytest

from tests.core.world import ANNA, BORIS, OTHER_OWNER, OWNER, World

from avatar_core import (
    GenerationOrder,
    Job,
    JobKind,
    JobStatus,
    PaymentStatus,
    PersonId,
)
from avatar_core.admin_log import AdminActionKind
from avatar_core.disputes import Dispute, DisputeStatus, Remedy
from avatar_core.errors import (
    ActionNotAllowedError,
    CreditsSpentError,
    InvalidTextError,
    NotFoundError,
    TooManyDisputesError,
)
from avatar_core.ids import DisputeId, JobId, PaymentId
from avatar_core.ledger import Posting, Reason
from avatar_core.testing import RecordingAlarms
from avatar_core.timelines import DisputeFile


@pytest.fixture
async def world(world: World) -> World:
    """Return a world with Anna and Boris in it."""
    return await world.enter(ANNA, BORIS)


async def complain(
    world: World,
    about: JobId | PaymentId,
    words: str = "It looks nothing like me",
    *,
    by: PersonId = ANNA,
) -> DisputeId:
    """File a dispute."""
    dispute = DisputeId(world.ids())
    await world.cases.disputes(by, dispute, about, words)
    return dispute


async def pictures(world: World) -> JobId:
    """Have two pictures delivered to Anna."""
    job = await world.ordered_pictures(count=2)
    await world.run()
    return job.id


async def cancelled(world: World) -> JobId:
    """Have a training of Anna's cancelled."""
    job = await world.ordered_training()
    await world.cancel_job(ANNA, job.id)
    await world.run()
    return job.id


def row(world: World, dispute: DisputeId) -> Dispute:
    """Return the dispute as it is kept."""
    return world.rows._rows.disputes[dispute]


def open_jobs(world: World) -> list[Job]:
    """Return the jobs that have not ended."""
    return [job for job in world.rows._rows.jobs.values() if job.open]


# --- filing ---------------------------------------------------------------


async def test_admins_are_told_everything(world: World) -> None:
    """The file has the complaint, the whole timeline and what can be done."""
    job = await pictures(world)
    [newest, *_] = await world.cases.disputes.choices(ANNA)
    assert newest.job is not None
    assert job == newest.job.id
    dispute = await complain(world, job)
    for _ in range(2):
        await world.tell_due()

    [file] = world.alarms.disputes
    assert "It looks nothing like me" == file.dispute.words
    moments = file.timeline.moments
    reasons = [one.reason for one in moments if isinstance(one, Posting)]
    assert [Reason.HOLD, Reason.CAPTURE] == reasons
    assert len(moments) > 4
    assert sorted(moments, key=lambda one: one.at) == list(moments)
    assert {Remedy.RETRY, Remedy.CREDITS, Remedy.WORDS} == file.remedies
    assert DisputeStatus.OPEN is row(world, dispute).status
    assert {} == world.rows._rows.notices


async def test_people_complain_about_their_own_orders(world: World) -> None:
    """Others' orders and payments are not found; words and numbers have limits."""
    job = await pictures(world)
    for about in (job, (await world.pay()).id):
        with pytest.raises(NotFoundError):
            await complain(world, about, by=BORIS)
    with pytest.raises(InvalidTextError):
        await complain(world, job, "x")
    dispute = await complain(world, job)
    again = await world.cases.disputes(ANNA, dispute, job, "Other words")
    assert "It looks nothing like me" == again.words
    with pytest.raises(NotFoundError):
        await world.cases.disputes(BORIS, dispute, job, "Not mine")
    for _ in range(2):
        await complain(world, job)
    with pytest.raises(TooManyDisputesError):
        await complain(world, job)


# --- remedies -------------------------------------------------------------


async def test_credits_are_given_back_once(world: World) -> None:
    """Several answers and several disputes give an order's credits back once."""
    job = await pictures(world)
    before, answer = await world.available(), world.admin.disputes
    first, second = await complain(world, job), await complain(world, job)
    for _ in range(2):
        await answer(OWNER, first, Remedy.CREDITS)
    with pytest.raises(ActionNotAllowedError):
        await answer(OTHER_OWNER, first, Remedy.CREDITS)
    with pytest.raises(ActionNotAllowedError):
        await answer(OWNER, second, Remedy.CREDITS)

    assert before + 10 == await world.available()
    assert OWNER == row(world, first).answered_by
    assert DisputeStatus.OPEN is row(world, second).status
    admin_log = [action.what for action in world.rows._rows.admin_log.values()]
    assert [AdminActionKind.ANSWER] == admin_log


async def test_pictures_are_drawn_again_for_nothing(world: World) -> None:
    """The order is repeated once, free, with another seed."""
    job = await pictures(world)
    before, dispute = await world.available(), await complain(world, job)
    for _ in range(2):
        await world.admin.disputes(OWNER, dispute, Remedy.RETRY)
    [again] = open_jobs(world)
    first = await world.job(job)

    assert 0 == again.price
    ordered, drawn = (cast("GenerationOrder", one.order) for one in (first, again))
    assert ordered.seed != drawn.seed
    assert attrs.evolve(drawn, seed=ordered.seed) == ordered
    assert JobStatus.SUCCEEDED is (await world.finish(again)).status
    assert before == await world.available()


async def test_a_training_is_repeated_once(world: World) -> None:
    """The repeat has a full deadline, and there is only one."""
    job = await cancelled(world)
    first, second = await complain(world, job), await complain(world, job)
    answer = world.admin.disputes
    assert Remedy.CREDITS not in (await answer.file(OWNER, first)).remedies

    await answer(OWNER, first, Remedy.RETRY)
    with pytest.raises(ActionNotAllowedError):
        await answer(OWNER, second, Remedy.RETRY)

    [again] = open_jobs(world)
    assert world.clock() + world.policy.training.deadline == again.deadline_at
    assert DisputeStatus.OPEN is row(world, second).status


async def test_only_what_can_be_made_again_is_offered(world: World) -> None:
    """A retry is offered only if the avatar allows it."""
    drawn = await world.job(await pictures(world))
    trained = next(
        job for job in world.rows._rows.jobs.values() if job.kind is JobKind.TRAINING
    )
    seen = await world.describe(drawn.avatar)
    await world.run()
    disputes = [await complain(world, job.id) for job in (drawn, trained, seen)]

    async def offered() -> list[bool]:
        files = [await world.admin.disputes.file(OWNER, each) for each in disputes]
        return [Remedy.RETRY in file.remedies for file in files]

    assert [True, False, False] == await offered()
    await world.avatars.delete(ANNA, drawn.avatar)
    assert [False, False, False] == await offered()


async def test_a_payment_is_given_back_once(world: World) -> None:
    """The credits are taken back, then the payment is refunded once."""
    payment, answer = (await world.pay()).id, world.admin.disputes
    dispute = await complain(world, payment)
    file = await answer.file(OWNER, dispute)
    assert {Remedy.REFUND, Remedy.WORDS} == file.remedies
    adjust, why = world.admin.credits, "a test"
    await adjust.take(OWNER, ANNA, 1050, why=why, tap=world.ids())
    assert 50 == (await world.accounts.balance(ANNA)).bought
    with pytest.raises(CreditsSpentError):
        await answer(OWNER, dispute, Remedy.REFUND)
    assert DisputeStatus.OPEN is row(world, dispute).status
    await adjust.grant(OWNER, ANNA, 1000, why=why, tap=world.ids())
    with pytest.raises(CreditsSpentError):
        await answer(OWNER, dispute, Remedy.REFUND)
    await world.pay("d")
    for _ in range(2):
        await answer(OWNER, dispute, Remedy.REFUND)
        await world.refund_due()

    assert ["c"] == world.billing.returned
    assert PaymentStatus.REFUNDED is world.rows._rows.payments[payment].status
    assert 1050 == await world.available()


# --- telling --------------------------------------------------------------


async def test_the_person_is_told_the_outcome(world: World) -> None:
    """The person is told once, with the admin's words, after failed attempts."""
    dispute = await complain(world, await pictures(world))
    await world.tell_due()
    await world.admin.disputes(OWNER, dispute, Remedy.WORDS, reply="  We are\nsorry  ")
    world.messages.unavailable = 2
    for troubles in (1, 2):
        await world.tell_due()
        [notice] = world.rows._rows.notices.values()
        assert troubles == notice.troubles
        world.clock.now = notice.due_at
    for _ in range(2):
        await world.tell_due()

    [file] = world.messages.outcomes
    assert ("We are sorry", Remedy.WORDS) == (file.dispute.reply, file.dispute.remedy)
    assert frozenset() == file.remedies


@pytest.mark.parametrize("told", ["before", "meanwhile"])
async def test_an_answer_overtakes_the_telling(world: World, told: str) -> None:
    """An answer from before or during the telling reaches the person."""
    dispute = await complain(world, await pictures(world))

    async def answer() -> None:
        await world.admin.disputes(OWNER, dispute, Remedy.WORDS)

    class Quick(RecordingAlarms):
        async def disputed(self, file: DisputeFile, /) -> None:
            await answer()

    if told == "meanwhile":
        [notice] = await world.tell.due()
        await attrs.evolve(world.tell, admins=Quick())(notice)
    else:
        await answer()
    await world.tell_due()

    assert [] == world.alarms.disputes
    [file] = world.messages.outcomes
    assert DisputeStatus.ANSWERED is file.dispute.status
