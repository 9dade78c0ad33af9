"""Which jobs are due, and whose turn it is."""

from ....avatars import Avatar
from ....failures import Failure
from ....ids import JobId
from ....jobs import Job, JobStatus, Places
from ...memory import MemoryStore
from .case import ANN, BOB, NOW, SECOND, StoreCase


class TurnsContract(StoreCase):
    """Which jobs are due, and whose turn it is."""

    async def test_due_jobs(self) -> None:
        """Due jobs are listed, the longest due first."""
        avatar, bobs = self.new_avatar(), self.new_avatar(BOB)
        last, first, second, later = (
            self.new_training(
                owned, status=JobStatus.SUBMITTING, due_at=NOW + after * SECOND
            )
            for owned, after in ((avatar, 0), (avatar, -2), (bobs, -1), (avatar, 1e-6))
        )
        never = self.new_training(avatar).cancel(at=NOW).told(at=NOW)
        waiting = self.new_training(avatar, due_at=NOW - 2 * SECOND)
        await self.keep(avatar, bobs, last, later, first, second, never, waiting)
        expected = [first.id, second.id, last.id]
        async with self.store.read() as reading:
            for at, limit, due in (
                (NOW, 9, expected),
                (NOW, 2, expected[:2]),
                (NOW - 3 * SECOND, 9, []),
            ):
                found = await reading.jobs.due(at, limit=limit)
                self.assertEqual(list(found), due)

    async def test_what_waits_for_its_turn_is_due_at_its_deadline(self) -> None:
        """A job that was never sent is due at its deadline, whoever is before it."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.keep(avatar, job)
        async with self.store.read() as reading:
            before = job.deadline_at - SECOND
            self.assertEqual(list(await reading.jobs.due(before, limit=9)), [])
            due = await reading.jobs.due(job.deadline_at, limit=9)
            turns = await reading.jobs.next_to_send(job.deadline_at, _places(9))
        self.assertEqual((list(due), list(turns)), ([job.id], []))

    async def _turns(self, *totals: int) -> list[list[JobId]]:
        """Return the jobs to send for each number of places."""
        async with self.store.read() as reading:
            return [
                list(await reading.jobs.next_to_send(NOW, _places(total)))
                for total in totals
            ]

    async def test_people_take_turns(self) -> None:
        """People with the fewest jobs come first, then those whose last turn is oldest."""
        anns, bobs = self.new_avatar(), self.new_avatar(BOB)
        ann = [self.new_generation(anns) for _ in range(4)]
        bob = [self.new_generation(bobs) for _ in range(3)]
        ann[0] = ann[0].claim(NOW + SECOND)
        ann[1] = ann[1].submit(at=NOW, until=NOW, settles_at=NOW)
        await self.keep(anns, bobs, *ann, *bob)
        turns = await self._turns(1, 2, 3, 4, 6, 9)
        order = [bob[0].id, bob[1].id, bob[2].id, ann[2].id, ann[3].id]
        self.assertEqual(turns, [[], [], order[:1], order[:2], order[:4], order[:5]])

    async def test_nobody_has_two_turns_before_anothers_first(self) -> None:
        """A person gets a second turn only after everybody else had one."""
        for person, ago in ((ANN, 2), (BOB, 1)):
            avatar, at = self.new_avatar(person), NOW - ago * SECOND
            served = self.new_generation(avatar).submit(at=at, until=at, settles_at=at)
            await self.keep(
                avatar,
                served.fail(Failure.INPUT, "", at=at),
                *[self.new_generation(avatar) for _ in range(4)],
            )
        async with self.store.read() as reading:
            turns = await reading.jobs.next_to_send(NOW, _places(4))
            people = [(await reading.jobs.get(turn)).person for turn in turns]
        self.assertEqual(people, [ANN, BOB, ANN, BOB])

    async def test_trainings_leave_a_place(self) -> None:
        """Trainings leave a place for pictures, and pictures one for a training."""
        avatar = self.new_avatar()
        trainings = [self.new_training(avatar) for _ in range(3)]
        picture = self.new_generation(avatar)
        await self.keep(avatar, *trainings, picture)
        first, second, third = (job.id for job in trainings)
        turns = await self._turns(1, 2, 3, 4)
        self.assertEqual(
            turns,
            [
                [first],
                [first, picture.id],
                [first, second, picture.id],
                [first, second, third, picture.id],
            ],
        )

    async def test_turns_are_as_in_memory(self) -> None:
        """The turns are those of the store in memory, whatever the jobs' state."""
        avatars = {ANN: self.new_avatar(), BOB: self.new_avatar(BOB)}
        memory = MemoryStore()
        await self.keep(*avatars.values())
        for step in range(12):
            for number in range(4 * step, 4 * step + 4):
                job = self._somewhere(number, avatars[BOB if number % 3 else ANN])
                for store in (self.store, memory):
                    async with store.work(job.person) as work:
                        await work.jobs.add(job)
            for total in (1, 2, 5, 20):
                found = []
                for store in (self.store, memory):
                    async with store.read() as reading:
                        turns = await reading.jobs.next_to_send(NOW, _places(total))
                        found.append(list(turns))
                self.assertEqual(*found)

    def _somewhere(self, number: int, avatar: Avatar) -> Job:
        """Return a job that waits, was sent or has ended, depending on *number*."""
        new = self.new_generation(avatar) if number % 2 else self.new_training(avatar)
        at = NOW + (number * 7 % 18 - 9) * SECOND
        match number % 5:
            case 0:
                return new.claim(at)
            case 1:
                return new.submit(at=at, until=at, settles_at=at).refuse().pause(at)
            case 2:
                return new.submit(at=at, until=at, settles_at=at)
            case 3:
                return new.submit(at=at, until=at, settles_at=at).fail(
                    Failure.INPUT, "", at=at
                )
            case _:
                return new


def _places(total: int) -> Places:
    return Places(
        total=total, trainings_since=NOW - 6 * SECOND, others_since=NOW - 3 * SECOND
    )
