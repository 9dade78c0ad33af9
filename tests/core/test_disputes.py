"""Saying that something is wrong, and putting it right, once."""

from typing import cast

import attrs
import pytest

from tests.core.world import ANNA, BORIS, OTHER_OWNER, OWNER, SMALL, World

from avatar_core import (
    Bill,
    GenerationOrder,
    Job,
    JobKind,
    JobStatus,
    Language,
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
from avatar_core.use_cases import FileDispute
from avatar_core.use_cases.admin import AnswerDisputes


OTHER = OTHER_OWNER


@attrs.define
class Desk:
    """A world with a desk for complaints."""

    world: World = attrs.field(factory=World)

    @property
    def filing(self) -> FileDispute:
        """Takes complaints."""
        return self.world.cases.disputes

    @property
    def answer(self) -> AnswerDisputes:
        """Answers them."""
        return self.world.admin.disputes

    async def files(
        self,
        about: JobId | PaymentId,
        words: str = "It looks nothing like me",
        *,
        by: PersonId = ANNA,
    ) -> DisputeId:
        """Complain."""
        dispute = DisputeId(self.world.ids())
        await self.filing(by, dispute, about, words)
        return dispute

    async def sweep(self) -> None:
        """Tell what is to be told."""
        await self.world.tell_due()

    def row(self, dispute: DisputeId) -> Dispute:
        """Return the dispute as it is kept."""
        return self.world.rows._rows.disputes[dispute]

    async def pays(self) -> PaymentId:
        """Have Anna pay for a package."""
        payload = Bill(ANNA, SMALL).payload
        self.world.billing.take(ANNA, payload, SMALL.price, "c")
        news = await self.world.cases.top_up.receive(
            ANNA, charge_id="c", payload=payload, paid=SMALL.price
        )
        return news.payment.id

    def open_jobs(self) -> list[Job]:
        """Return the jobs whose end is still to come."""
        return [job for job in self.world.rows._rows.jobs.values() if job.open]


@pytest.fixture
async def desk() -> Desk:
    """A desk with Anna and Boris before it."""
    desk = Desk()
    for person in (ANNA, BORIS):
        await desk.world.accounts.enter(person, Language.ENGLISH)
    return desk


async def pictures(desk: Desk) -> JobId:
    """Have two pictures made for Anna."""
    job = await desk.world.ordered_pictures(count=2)
    await desk.world.run()
    return job.id


async def test_owners_are_told_everything(desk: Desk) -> None:
    """The file has the complaint, the whole timeline and what can be done."""
    job = await pictures(desk)
    [newest, *_] = await desk.filing.choices(ANNA)
    assert newest.job is not None
    assert job == newest.job.id
    dispute = await desk.files(job)
    await desk.sweep()
    await desk.sweep()

    [file] = desk.world.alarms.disputes
    assert "It looks nothing like me" == file.dispute.words
    moments = file.timeline.moments
    reasons = [one.reason for one in moments if isinstance(one, Posting)]
    assert [Reason.HOLD, Reason.CAPTURE] == reasons
    assert len(moments) > 4
    times = [moment.at for moment in moments]
    assert sorted(times) == times
    assert {Remedy.RETRY, Remedy.CREDITS, Remedy.WORDS} == file.remedies
    assert DisputeStatus.OPEN is desk.row(dispute).status
    assert {} == desk.world.rows._rows.notices


async def test_credits_are_given_back_once(desk: Desk) -> None:
    """However many owners tap, and however many disputes there are about one order."""
    job = await pictures(desk)
    before = await desk.world.available()
    first, second = await desk.files(job), await desk.files(job)
    for owner in (OWNER, OTHER, OWNER):
        await desk.answer(owner, first, Remedy.CREDITS)
    with pytest.raises(ActionNotAllowedError):
        await desk.answer(OWNER, second, Remedy.CREDITS)

    assert before + 10 == await desk.world.available()
    assert OWNER == desk.row(first).answered_by
    assert DisputeStatus.OPEN is desk.row(second).status
    admin_log = [action.what for action in desk.world.rows._rows.admin_log.values()]
    assert [AdminActionKind.ANSWER] == admin_log
    desk.world.check_books()


async def test_the_same_once_more_for_nothing(desk: Desk) -> None:
    """It is the same order at no price, drawn differently, and one for two taps."""
    job = await pictures(desk)
    before = await desk.world.available()
    dispute = await desk.files(job)
    for _ in range(2):
        await desk.answer(OWNER, dispute, Remedy.RETRY)
    [again] = desk.open_jobs()
    first = await desk.world.job(job)

    assert 0 == again.price
    ordered, drawn = (cast("GenerationOrder", one.order) for one in (first, again))
    assert ordered.seed != drawn.seed
    assert attrs.evolve(drawn, seed=ordered.seed) == ordered
    await desk.world.run()
    assert before == await desk.world.available()
    assert JobStatus.SUCCEEDED is (await desk.world.job(again.id)).status
    desk.world.check_books()


async def test_what_was_called_off_has_its_whole_time_again(desk: Desk) -> None:
    """Made again it may take as long as any, however soon the first was called off."""
    world = desk.world
    job = await world.ordered_training()
    await world.cancel_job(ANNA, job.id)
    await world.run()
    await desk.answer(OWNER, await desk.files(job.id), Remedy.RETRY)

    (again,) = desk.open_jobs()

    assert world.clock() + world.policy.training.deadline == again.deadline_at


async def test_a_training_that_failed_once_more(desk: Desk) -> None:
    """A training is made again only while its avatar still needs one."""
    job = await desk.world.ordered_training()
    await desk.world.cancel_job(ANNA, job.id)
    await desk.world.run()
    first, second = await desk.files(job.id), await desk.files(job.id)
    assert Remedy.CREDITS not in (await desk.answer.file(OWNER, first)).remedies
    await desk.answer(OWNER, first, Remedy.RETRY)
    with pytest.raises(ActionNotAllowedError):
        await desk.answer(OWNER, second, Remedy.RETRY)
    await desk.world.run()

    assert DisputeStatus.OPEN is desk.row(second).status
    desk.world.check_books()


async def test_only_what_can_be_made_again_is_offered(desk: Desk) -> None:
    """No button of the owner's promises what the order's avatar does not allow."""
    world = desk.world
    drawn = await world.job(await pictures(desk))
    trained = next(
        job for job in world.rows._rows.jobs.values() if job.kind is JobKind.TRAINING
    )
    seen = await world.descriptions.start(ANNA, drawn.avatar, world.new_job(), b"photo")
    await world.run()
    disputes = [await desk.files(job.id) for job in (drawn, trained, seen)]

    async def offered() -> list[bool]:
        files = [await desk.answer.file(OWNER, dispute) for dispute in disputes]
        return [Remedy.RETRY in file.remedies for file in files]

    assert [True, False, False] == await offered()
    await world.avatars.delete(ANNA, drawn.avatar)
    assert [False, False, False] == await offered()


async def test_stars_are_given_back_once(desk: Desk) -> None:
    """A payment goes back after its credits, if they are there."""
    payment = await desk.pays()
    world = desk.world
    refunds = world.cases.worker.refunds
    dispute = await desk.files(payment)
    assert {Remedy.REFUND, Remedy.WORDS} == (
        await desk.answer.file(OWNER, dispute)
    ).remedies
    adjust = world.admin.credits
    await adjust.take(OWNER, ANNA, 1050, why="a test", tap=world.ids())
    with pytest.raises(CreditsSpentError):
        await desk.answer(OWNER, dispute, Remedy.REFUND)
    assert DisputeStatus.OPEN is desk.row(dispute).status
    await adjust.grant(OWNER, ANNA, 1050, why="a test", tap=world.ids())
    for _ in range(2):
        await desk.answer(OWNER, dispute, Remedy.REFUND)
        await refunds(payment)

    assert ["c"] == desk.world.billing.returned
    assert PaymentStatus.REFUNDED is world.rows._rows.payments[payment].status
    assert 1000 == await world.available()
    world.check_books()


async def test_the_person_is_told_the_outcome(desk: Desk) -> None:
    """Once, with the owner's words, after however many attempts."""
    dispute = await desk.files(await pictures(desk))
    await desk.sweep()
    await desk.answer(OWNER, dispute, Remedy.WORDS, reply="  We are\nsorry  ")
    desk.world.messages.unavailable = 2
    for troubles in (1, 2):
        await desk.sweep()
        [notice] = desk.world.rows._rows.notices.values()
        assert troubles == notice.troubles
        desk.world.clock.now = notice.due_at
    for _ in range(2):
        await desk.sweep()

    [file] = desk.world.messages.outcomes
    assert ("We are sorry", Remedy.WORDS) == (file.dispute.reply, file.dispute.remedy)
    assert frozenset() == file.remedies


async def test_two_sweeps_at_once_tell_it_once(desk: Desk) -> None:
    """While one process tells a notice, another leaves it alone."""
    await desk.files(await pictures(desk))

    class Slow(RecordingAlarms):
        async def disputed(self, file: DisputeFile, /) -> None:
            await super().disputed(file)
            await desk.sweep()  # another process comes by

    slow = Slow()
    [notice] = await desk.world.tell.due()
    await attrs.evolve(desk.world.tell, admins=slow)(notice)
    desk.world.clock.advance(desk.world.policy.lease)
    await desk.sweep()

    assert 1 == len(slow.disputes)
    assert [] == desk.world.alarms.disputes


async def test_an_answer_overtakes_the_telling(desk: Desk) -> None:
    """An answer that is given while the owners are being told is not lost."""
    await desk.files(await pictures(desk))

    class Quick(RecordingAlarms):
        async def disputed(self, file: DisputeFile, /) -> None:
            """Answer at once."""
            await desk.answer(OWNER, file.dispute.id, Remedy.WORDS)

    [notice] = await desk.world.tell.due()
    await attrs.evolve(desk.world.tell, admins=Quick())(notice)
    await desk.sweep()

    [file] = desk.world.messages.outcomes
    assert DisputeStatus.ANSWERED is file.dispute.status


async def test_what_is_answered_is_not_put_before_the_owners(desk: Desk) -> None:
    """An owner who was quicker than the message spares the others reading it."""
    dispute = await desk.files(await pictures(desk))
    await desk.answer(OWNER, dispute, Remedy.WORDS)
    await desk.sweep()

    assert [] == desk.world.alarms.disputes
    assert 1 == len(desk.world.messages.outcomes)


async def test_only_ones_own_and_only_so_many(desk: Desk) -> None:
    """Others' orders are not there, words have limits, and so has patience."""
    job = await pictures(desk)
    with pytest.raises(NotFoundError):
        await desk.files(job, by=BORIS)
    with pytest.raises(NotFoundError):
        await desk.files(await desk.pays(), by=BORIS)
    with pytest.raises(InvalidTextError):
        await desk.files(job, "x")
    dispute = await desk.files(job)
    again = await desk.filing(ANNA, dispute, job, "Other words")
    assert "It looks nothing like me" == again.words
    with pytest.raises(NotFoundError):
        await desk.filing(BORIS, dispute, job, "Not mine")
    for _ in range(2):
        await desk.files(job)
    with pytest.raises(TooManyDisputesError):
        await desk.files(job)


@pytest.mark.parametrize("remedy", list(Remedy))
async def test_answers_are_the_owners_affair(desk: Desk, remedy: Remedy) -> None:
    """Nobody else sees a file or settles anything."""
    dispute = await desk.files(await pictures(desk))
    for attempt in (
        desk.answer.file(ANNA, dispute),
        desk.answer(ANNA, dispute, remedy),
    ):
        with pytest.raises(NotFoundError):
            await attempt

    assert DisputeStatus.OPEN is desk.row(dispute).status
