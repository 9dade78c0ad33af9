"""Work and notices of people who have left the chat."""

from collections.abc import Awaitable, Callable, Collection

from ....ids import JobId
from ....notices import Notice, NoticeKind, answer_to, opening_of
from ....people import Language
from ....ports import Reading
from .case import ANN, BOB, NOW, SECOND, StoreCase


class AbsenceContract(StoreCase):
    """Work and notices of people who have left the chat."""

    async def _due_without_ann(
        self, due: Callable[[Reading], Awaitable[Collection[JobId | Notice]]]
    ) -> tuple[Collection[JobId | Notice], Collection[JobId | Notice]]:
        """Return what is due while Ann is away, and after her return."""
        away = self.ann.left(at=NOW)
        await self.save(away)
        without = await self.read(due)
        await self.save(away.back(Language.ENGLISH, None))
        return list(without), await self.read(due)

    async def test_an_end_is_not_due_while_its_person_is_away(self) -> None:
        """Only telling the end waits; the job itself continues."""
        avatar = self.new_avatar()
        running, over = self.new_training(avatar), self.new_training(avatar)
        await self.keep(avatar, running, over)
        await self.save(running.submit(at=NOW, until=NOW, settles_at=NOW))
        await self.save(over.ask_cancel(at=NOW, deadline=NOW))
        away, back = await self._due_without_ann(
            lambda rows: rows.jobs.due(NOW + SECOND, limit=9)
        )
        self.assertEqual(away, [running.id])
        self.assertCountEqual(back, [running.id, over.id])
        unfinished = await self.read(lambda rows: rows.jobs.unfinished(ANN))
        self.assertEqual([job.id for job in unfinished], [running.id, over.id])

    async def test_a_notice_is_not_due_while_its_person_is_away(self) -> None:
        """Notices of other people, and of admins about her, stay due."""
        payment = self.new_payment("charge")
        dispute = self.new_dispute(payment)
        await self.keep(payment, dispute)
        for_ann, for_bob = (
            Notice(key=f"{person}", person=person, what=NoticeKind.UNBLOCK, due_at=NOW)
            for person in (ANN, BOB)
        )
        opening, answer = opening_of(dispute), answer_to(dispute, at=NOW)
        async with self.store.work(ANN) as work:
            for notice in (for_ann, for_bob, opening, answer):
                await work.notices.add(notice)
        away, back = await self._due_without_ann(
            lambda rows: rows.notices.due(NOW, limit=9)
        )
        self.assertCountEqual(away, [for_bob, opening])
        self.assertCountEqual(back, [for_ann, for_bob, opening, answer])
