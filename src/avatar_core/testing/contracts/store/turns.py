"""Whose turn it is."""

from ....avatars import Avatar
from ....failures import Failure
from ....ids import JobId
from ....jobs import Job
from ....policy import Places
from ...memory import MemoryStore
from .case import ANN, BOB, NOW, SECOND, StoreCase


class TurnsContract(StoreCase):
    """Whose turn it is."""

    async def test_what_waits_for_its_turn_is_due_at_its_deadline(self) -> None:
        """A job that was never sent is due at its deadline, whatever its turn."""
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
        """Jobs with the lowest turn are sent first, and of these the oldest."""
        anns, bobs = self.new_avatar(), self.new_avatar(BOB)
        ann = [self.new_generation(anns, turn=turn) for turn in (1, 2, 3, 4)]
        bob = [self.new_generation(bobs, turn=turn) for turn in (2, 3, 4)]
        ann[0] = ann[0].claim(NOW + SECOND)
        ann[1] = ann[1].submit(at=NOW, until=NOW, settles_at=NOW)
        await self.keep(anns, bobs, *ann, *bob)
        turns = await self._turns(1, 2, 3, 4, 6, 9)
        order = [bob[0].id, ann[2].id, bob[1].id, ann[3].id, bob[2].id]
        self.assertEqual(turns, [[], [], order[:1], order[:2], order[:4], order[:5]])

    async def test_a_new_order_has_the_turn_of_the_last_job_sent(self) -> None:
        """Nobody waits for all that another ordered, nor has two turns to another's one."""
        anns, bobs = self.new_avatar(), self.new_avatar(BOB)
        await self.keep(anns, bobs, self.new_description(anns))
        self.assertEqual(await self._next_turns(), [1, 1])

        ann = [self.new_generation(anns, turn=turn) for turn in (5, 6, 7)]
        await self.keep(*ann)
        self.assertEqual(await self._next_turns(), [8, 5])  # nothing was sent

        sent = [job.submit(at=NOW, until=NOW, settles_at=NOW) for job in ann[:2]]
        sent = [await self.save(job) for job in sent]
        self.assertEqual(await self._next_turns(), [8, 6])

        await self.keep(self.new_upscale(bobs, turn=6))
        self.assertEqual(await self._next_turns(), [8, 7])

        for job in [*sent, ann[2]]:
            await self.save(job.fail(Failure.INPUT, "", at=NOW).told(at=NOW))
        self.assertEqual(await self._next_turns(), [6, 7])

    async def _next_turns(self) -> list[int]:
        async with self.store.read() as reading:
            return [await reading.jobs.next_turn(person) for person in (ANN, BOB)]

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
        """The turns are the same as in the store in memory, for jobs in any state."""
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
                        own = [await reading.jobs.next_turn(one) for one in avatars]
                        found.append([*turns, *own])
                self.assertEqual(*found)

    def _somewhere(self, number: int, avatar: Avatar) -> Job:
        """Return a job that waits, was sent or has ended, depending on *number*."""
        make = self.new_generation if number % 2 else self.new_training
        new = make(avatar, turn=1 + number * 5 % 7)
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
