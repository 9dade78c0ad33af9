"""Erasing people's data."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import attrs

from ....admin_log import AdminAction, AdminActionKind
from ....audit import AuditEntry, Entity
from ....avatars import AvatarStatus
from ....disputes import Remedy
from ....errors import NotFoundError
from ....galleries import ALL_PICTURES
from ....ids import Alias, DisputeId, PersonId
from ....job_lifecycle import JobEvent, JobStatus
from ....jobs import Job
from ....ledger import GRANTS, Reason, available
from ....notices import Notice, NoticeKind
from ....orders import Scene, Wording
from ....people import Language, Person, Seen
from ....pictures import Picture
from ....sizes import Size
from ...blobs import ALIAS
from ...orders import DESCRIPTION
from .case import ANN, BOB, EVERYBODY, NOBODY, NOW, SECOND, TEXT, StoreCase


_TOLD: Final[Mapping[str, Any]] = {
    "status": JobStatus.CANCELLED,
    "ended_at": NOW,
    "told_at": NOW,
    "due_at": None,
}


_NEW_ALIAS: Final = Alias(UUID(int=2))
#: Part of `TEXT`, and looks the same in a representation.
_WORD: Final = "Жанна"


class ErasureContract(StoreCase):
    """Erasing people's data."""

    async def test_what_a_person_said_is_erased(self) -> None:
        """Orders, scenes, disputes and reasons lose this person's words, nobody else's."""
        for person in (ANN, BOB):
            await self._say_everything(person)
        await self._erase(self.ann)
        self.assertEqual(await self._said(ANN), [])
        self.assertEqual(len(await self._said(BOB)), 11)

    async def test_the_facts_stay(self) -> None:
        """Actions, times and amounts stay as they were."""
        jobs = await self._say_everything(ANN)
        before = await self.read(lambda rows: rows.ledger.postings(ANN, limit=9))
        await self._erase(self.ann)
        async with self.store.read() as reading:
            for job in jobs:
                kept = await reading.jobs.get(job.id)
                wordless = attrs.evolve(job, order=kept.order, detail=None)
                self.assertEqual(kept, wordless)
                self.assertIs(type(kept.order), type(job.order))
                self.assertEqual(len(await reading.audit.of(job.id)), 1)
            after = await reading.ledger.postings(ANN, limit=9)
            actions = await reading.admin_log.newest(limit=9)
        wordless_ones = [attrs.evolve(posting, note=None) for posting in before]
        self.assertEqual(list(after), wordless_ones)
        self.assertEqual([action.amount for action in actions], [10])

    async def test_the_person_is_kept_as_forgotten(self) -> None:
        """Only the given fields of the person stay; they may come back."""
        known = attrs.evolve(
            self.ann,
            id=NOBODY,
            name="Carl",
            username="carl",
            quiet=True,
            enrich=False,
            default_size=Size.WIDE,
            blocked_at=NOW,
            wrong_codes=1,
            wrong_codes_since=NOW,
            referrer=BOB,
            bounty=50,
        )
        forgotten = known.forgotten(at=NOW + SECOND)
        await self.keep(known)
        async with self.store.work(NOBODY) as work:
            await work.erasure.begin(forgotten, alias=ALIAS)
        await self.assert_kept(forgotten)
        async with self.store.read() as reading:
            self.assertEqual(await reading.people.audience_count(EVERYBODY), 2)
            self.assertEqual(await reading.people.brought_by(BOB), 0)
            self.assertEqual(list(await reading.people.named("carl")), [])
            self.assertEqual(list(await reading.people.called("c", limit=9)), [])
        seen = Seen(name="Carl", username="carl2")
        back = await self.save(forgotten.back(Language.GERMAN, seen, _NEW_ALIAS))
        await self.assert_kept(back)

    async def test_an_erasure_is_unfinished_until_its_last_piece(self) -> None:
        """Pieces go on where the last one ended, however often the store is opened."""
        for person in (ANN, BOB):
            await self._say_everything(person)
        async with self.store.work(ANN) as work:
            await work.erasure.begin(self.ann.forgotten(at=NOW), alias=ALIAS)
        left = []
        for _ in range(3):
            async with self.store.work(ANN) as work:
                self.assertEqual(list(await work.erasure.unfinished(limit=9)), [ANN])
                self.assertTrue(await work.erasure.is_unfinished(ANN))
                self.assertTrue(await work.erasure.proceed(ANN, limit=1, since=NOW))
            left.append(len(await self._said(ANN)))
        self.assertEqual(left, [9, 7, 4])
        async with self.store.work(ANN) as work:
            self.assertFalse(await work.erasure.proceed(ANN, limit=1, since=NOW))
            self.assertFalse(await work.erasure.is_unfinished(ANN))
            self.assertEqual(list(await work.erasure.unfinished(limit=9)), [])
        self.assertEqual(await self._said(ANN), [])

    async def test_pictures_go_in_pieces(self) -> None:
        """One person's pictures are removed and returned, nobody else's."""
        theirs = [*await self.drawn(1, 2), *await self.drawn(3)]
        await self.drawn(4, owner=BOB)
        async with self.store.work(ANN) as work:
            gone: list[Picture] = []
            for expected in (2, 1, 0):
                some = await work.pictures.remove_some(ANN, limit=2)
                self.assertEqual(len(some), expected)
                gone += some
            self.assertCountEqual(gone, theirs)
        async with self.store.read() as reading:
            self.assertEqual(await reading.pictures.count(ANN, ALL_PICTURES), 0)
            self.assertEqual(await reading.pictures.count(BOB, ALL_PICTURES), 1)
            with self.assertRaises(NotFoundError):
                await reading.pictures.get(theirs[0].id, owner=ANN)

    async def test_unfinished_jobs(self) -> None:
        """Jobs that have not ended or were not told are listed, the oldest first."""
        avatar = self.new_avatar(status=AvatarStatus.COMPLETED)
        waiting, ended, told = (self.new_generation(avatar) for _ in range(3))
        ended = attrs.evolve(ended, status=JobStatus.CANCELLED, ended_at=NOW)
        silent = self.new_enrichment(waiting)
        await self.keep(avatar, attrs.evolve(told, **_TOLD), waiting, ended, silent)
        async with self.store.read() as reading:
            found = await reading.jobs.unfinished(ANN)
            self.assertEqual(list(found), [waiting, ended, silent])
            self.assertEqual(list(await reading.jobs.unfinished(BOB)), [])

    async def test_keys_of_blobs_are_erased(self) -> None:
        """Orders do not name their person by the alias any more."""
        avatar = self.new_avatar(status=AvatarStatus.COMPLETED)
        jobs = [
            self.new_generation(avatar, **_TOLD),
            self.new_description(avatar, order=DESCRIPTION, **_TOLD),
        ]
        await self.keep(avatar, *jobs)
        await self._erase(self.ann)
        async with self.store.read() as reading:
            for job in jobs:
                order = (await reading.jobs.get(job.id)).order
                keys = {getattr(order, name) for name in job.kind.keys}
                self.assertEqual(keys, {""})

    async def test_requests_to_forget(self) -> None:
        """All requests for erased jobs are noted, but for those from long ago."""
        avatar = self.new_avatar(status=AvatarStatus.COMPLETED)
        made: Mapping[str, Any] = {"request_id": "1", "dead_requests": ("2", "3")}
        new = self.new_generation(avatar, **made, **_TOLD)
        old = self.new_generation(
            avatar, request_id="4", created_at=NOW - SECOND, **_TOLD
        )
        await self.keep(avatar, new, old, self.new_generation(avatar, **_TOLD))
        await self._erase(self.ann)
        async with self.store.work(ANN) as work:
            found = await work.erasure.requests(limit=9)
            self.assertCountEqual(found, ["1", "2", "3"])
            await work.erasure.forget_requests(["1", "3", "5"])
        async with self.store.work(ANN) as work:
            self.assertEqual(list(await work.erasure.requests(limit=9)), ["2"])

    async def test_keys_are_forgotten_with_their_prefix(self) -> None:
        """A deleted prefix takes all scheduled keys below it, and no others."""
        async with self.store.work(ANN) as work:
            keys = ["people/1/", "people/1/a", "people/11/a", "people/1"]
            await work.deletions.add(keys, at=NOW)
            await work.deletions.forget(["people/1/"])
        async with self.store.work(ANN) as work:
            due = await work.deletions.due(NOW, limit=9)
            self.assertCountEqual(due, ["people/11/a", "people/1"])

    async def _erase(self, person: Person) -> None:
        async with self.store.work(person.id) as work:
            await work.erasure.begin(person.forgotten(at=NOW), alias=ALIAS)
            while await work.erasure.proceed(person.id, limit=9, since=NOW):
                pass

    async def _say_everything(self, person: PersonId) -> list[Job]:
        """Store words of a person wherever any can be stored; return the jobs."""
        avatar = self.new_avatar(person, AvatarStatus.COMPLETED)
        generation = self.new_generation(
            avatar, wording=Wording.ENRICHED, detail=TEXT, **_TOLD
        )
        described = self.new_description(
            avatar, order=DESCRIPTION, detail=TEXT, **_TOLD
        )
        jobs = [generation, self.new_enrichment(generation), described]
        payment = self.new_payment(f"charge {person}", person=person)
        dispute = self.new_dispute(payment, id=_dispute_of(person))
        key = f"grant {person}"
        gift = self.new_posting(
            key, GRANTS, available(person), 10, reason=Reason.GRANT, note=TEXT
        )
        answered = dispute.answer(Remedy.WORDS, reply=TEXT, admin=BOB, at=NOW)
        await self.keep(avatar, *jobs, payment, gift, answered, person=person)
        async with self.store.work(person) as work:
            await work.jobs.add_scene(described.id, Scene(text=TEXT, negative=TEXT))
            await work.notices.add(
                Notice(
                    key=key, person=person, what=NoticeKind.GRANT, why=TEXT, due_at=NOW
                )
            )
            for job in jobs:
                await work.audit.add(
                    AuditEntry(
                        entity=Entity.JOB,
                        id=job.id,
                        event=JobEvent.CANCEL,
                        source=JobStatus.RUNNING,
                        dest=JobStatus.CANCELLED,
                        at=NOW,
                        why=TEXT,
                    )
                )
            await work.admin_log.add(
                AdminAction(
                    admin=BOB,
                    what=AdminActionKind.GRANT,
                    person=person,
                    amount=10,
                    why=TEXT,
                    at=NOW,
                )
            )
        return jobs

    async def _said(self, person: PersonId) -> list[object]:
        """Return everything stored that contains words of a person."""
        async with self.store.read() as reading:
            jobs = await reading.jobs.newest(person, limit=9)
            stored: list[object] = [
                *jobs,
                *[await reading.jobs.scene(job.id) for job in jobs],
                *await reading.audit.of(*(job.id for job in jobs)),
                *await reading.ledger.postings(person, limit=9),
                await reading.disputes.get(_dispute_of(person)),
            ]
            told: list[Notice | AdminAction] = [
                *await reading.notices.due(NOW, limit=9),
                *await reading.admin_log.newest(limit=9),
            ]
        stored += [one for one in told if one.person == person]
        return [one for one in stored if _WORD in repr(one)]


def _dispute_of(person: PersonId) -> DisputeId:
    return DisputeId(UUID(int=person))
