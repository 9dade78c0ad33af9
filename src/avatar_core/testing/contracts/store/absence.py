"""Work and notices of people who have left the chat."""

from ....ids import PersonId
from ....lifecycle import written
from ....notices import Notice, NoticeKind, answer_to, opening_of
from ....people import Language
from .case import ANN, BOB, NOW, SECOND, StoreCase


class AbsenceContract(StoreCase):
    """Work and notices of people who have left the chat."""

    async def _ann_leaves(self) -> None:
        async with self.store.work(ANN) as work:
            await work.people.save((await work.people.get(ANN)).left(at=NOW))

    async def _ann_comes_back(self) -> None:
        async with self.store.work(ANN) as work:
            ann = await work.people.get(ANN)
            await work.people.save(ann.back(Language.ENGLISH, None))

    async def test_an_end_is_not_due_while_its_person_is_away(self) -> None:
        """Only telling the end waits; the job itself continues."""
        avatar = self.new_avatar()
        running, over = self.new_training(avatar), self.new_training(avatar)
        sent = running.submit(at=NOW, until=NOW, settles_at=NOW)
        ended = over.ask_cancel(at=NOW, deadline=NOW)
        await self.keep(avatar, running, over)
        async with self.store.work(ANN) as work:
            await work.jobs.save(written(sent))
            await work.jobs.save(written(ended))
        await self._ann_leaves()
        async with self.store.read() as reading:
            away = await reading.jobs.due(NOW + SECOND, limit=9)
            unfinished = await reading.jobs.unfinished(ANN)
        await self._ann_comes_back()
        async with self.store.read() as reading:
            back = await reading.jobs.due(NOW + SECOND, limit=9)

        self.assertEqual([running.id], list(away))
        self.assertCountEqual([running.id, over.id], [job.id for job in unfinished])
        self.assertCountEqual([running.id, over.id], back)

    async def test_a_notice_is_not_due_while_its_person_is_away(self) -> None:
        """Notices of other people stay due."""

        def notice(person: PersonId) -> Notice:
            return Notice(
                key=f"{person}", person=person, what=NoticeKind.UNBLOCK, due_at=NOW
            )

        async with self.store.work(ANN) as work:
            await work.notices.add(notice(ANN))
        async with self.store.work(BOB) as work:
            await work.notices.add(notice(BOB))
        await self._ann_leaves()
        async with self.store.read() as reading:
            away = await reading.notices.due(NOW, limit=9)
        await self._ann_comes_back()
        async with self.store.read() as reading:
            back = await reading.notices.due(NOW, limit=9)

        self.assertEqual([BOB], [each.person for each in away])
        self.assertCountEqual([ANN, BOB], [each.person for each in back])

    async def test_the_owners_are_never_away(self) -> None:
        """Admins' notices about an absent person stay due."""
        payment = self.new_payment("charge")
        await self.keep(payment)
        dispute = self.new_dispute(payment)
        opening, answer = opening_of(dispute), answer_to(dispute, at=NOW)
        async with self.store.work(ANN) as work:
            await work.disputes.add(dispute)
            await work.notices.add(opening)
            await work.notices.add(answer)
        await self._ann_leaves()
        async with self.store.read() as reading:
            away = await reading.notices.due(NOW, limit=9)
        await self._ann_comes_back()
        async with self.store.read() as reading:
            back = await reading.notices.due(NOW, limit=9)

        self.assertEqual([opening], list(away))
        self.assertCountEqual([opening, answer], back)
