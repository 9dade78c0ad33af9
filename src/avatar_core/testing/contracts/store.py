"""What every store does, as tests.

class TestMyStore(StoreContract, unittest.IsolatedAsyncioTestCase):
    async def open_store(self):
        return MyStore(...)
"""

import unittest

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Final
from uuid import UUID

import attrs

from ...audit import AuditEntry, Entity
from ...avatars import Avatar, Gender, Hair, Photo, Weights
from ...broadcasts import Broadcast, Reception
from ...deeds import Deed, DeedKind
from ...disputes import Dispute, Remedy
from ...errors import (
    AlreadyExistsError,
    InsufficientCreditsError,
    NotFoundError,
    PhotoFault,
    StaleError,
    Thing,
)
from ...families import AvatarType, FamilyName
from ...galleries import ALL_PICTURES, Month, PictureFilter, PictureTotals
from ...ids import (
    AvatarId,
    BroadcastId,
    DisputeId,
    JobId,
    PackId,
    PersonId,
    PhotoId,
    PictureId,
)
from ...incidents import Incident, IncidentKind
from ...jobs import (
    OWN_WORDINGS,
    DescriptionOrder,
    EnrichmentOrder,
    Failure,
    GenerationOrder,
    Job,
    Picture,
    Places,
    Progress,
    Scene,
    TrainingOrder,
    UpscaleOrder,
    Wording,
)
from ...ledger import (
    GRANTS,
    HOUSE,
    REVENUE,
    SALES,
    Account,
    Balance,
    Gain,
    Hold,
    Posting,
    Reason,
    available,
    held,
)
from ...lifecycles import OPEN_JOB_STATUSES
from ...payments import Payment, payment_id
from ...people import Language, Person
from ...ports import Reading, Store, Work
from ...prices import Term
from ...promos import Promo
from ...sizes import Size
from ...statuses import (
    AvatarEvent,
    AvatarStatus,
    DisputeEvent,
    DisputeStatus,
    HoldEvent,
    HoldStatus,
    JobEvent,
    JobStatus,
    PaymentEvent,
    PaymentStatus,
)
from ..ids import SequentialIds
from ..memory import MemoryStore


if TYPE_CHECKING:
    _Case = unittest.IsolatedAsyncioTestCase
else:
    _Case = object  # a mix-in: only the subclass is collected as a test

NOW: Final = datetime(2026, 2, 28, 23, 59, 59, 123456, tzinfo=UTC)
SECOND: Final = timedelta(seconds=1)
DAY: Final = timedelta(days=1)
#: The largest number the messenger gives a person.
ANN: Final = PersonId(2**52 - 1)
BOB: Final = PersonId(2)
NOBODY: Final = PersonId(3)
FAMILY: Final = FamilyName("flux-portrait")
OTHER_FAMILY: Final = FamilyName("other-portrait")
#: More than fits into 63 bits: providers choose such seeds.
BIG_SEED: Final = 2**64 - 1
TEXT: Final = "Zoë 'n\" Жанна; \\ %s 👩\u200d🎨 --"


def _places(total: int) -> Places:
    return Places(
        total=total, trainings_since=NOW - 6 * SECOND, others_since=NOW - 3 * SECOND
    )


class _OnPurposeError(Exception):
    """Something went wrong in a transaction."""


class StoreContract(_Case):
    """Mix into `unittest.IsolatedAsyncioTestCase` and implement `open_store`."""

    async def open_store(self) -> Store:
        """Return an empty store."""
        raise NotImplementedError

    async def woken(self) -> Sequence[tuple[JobId, timedelta]]:
        """Return which jobs workers were asked to look at so far, and when.

        A store whose queue cannot be looked into leaves this as it is.
        """
        raise unittest.SkipTest("the queue cannot be looked into")

    async def asyncSetUp(self) -> None:
        """Open the store and let two people in."""
        await super().asyncSetUp()
        self.store = await self.open_store()
        self.ids = SequentialIds()
        self.ann = Person(id=ANN, language=Language.ENGLISH, created_at=NOW)
        self.bob = Person(id=BOB, language=Language.RUSSIAN, created_at=NOW)
        for person in (self.ann, self.bob):
            async with self.store.work(person.id) as work:
                await work.people.add(person)

    # --- what the tests write

    def new_avatar(
        self,
        owner: PersonId = ANN,
        status: AvatarStatus = AvatarStatus.DRAFT,
        *,
        after: timedelta = timedelta(0),
    ) -> Avatar:
        """Return an avatar of *owner*, created that long after the first."""
        weights = Weights(
            key=f"weights/{TEXT}",
            size=2**40,
            trigger="av0123456789",
            job=JobId(self.ids()),
        )
        without_photos = {AvatarStatus.DRAFT, AvatarStatus.DELETED}
        return Avatar(
            id=AvatarId(self.ids()),
            owner=owner,
            name=TEXT,
            type=AvatarType.PORTRAIT,
            gender=Gender.FEMALE,
            family=FAMILY,
            status=status,
            photo_count=0 if status in without_photos else 20,
            weights=weights if status is AvatarStatus.COMPLETED else None,
            created_at=NOW + after,
        )

    def new_photo(
        self,
        avatar: Avatar,
        *,
        digest: str = "ab" * 32,
        fault: PhotoFault | None = None,
    ) -> Photo:
        """Return a photo, taken unless it has a fault."""
        photo = PhotoId(self.ids())
        upload = Photo(
            id=photo,
            avatar=avatar.id,
            added_at=NOW,
            digest=digest,
            file_name=TEXT,
            fault=fault,
        )
        if fault is not None:
            return upload
        return attrs.evolve(upload, key=f"photos/{photo}", width=1024, height=768)

    def new_training(
        self,
        avatar: Avatar,
        *,
        family: FamilyName = FAMILY,
        due_at: datetime = NOW,
        after: timedelta = timedelta(0),
    ) -> Job:
        """Return a training, requested that long after the first."""
        job = JobId(self.ids())
        return Job(
            id=job,
            person=avatar.owner,
            avatar=avatar.id,
            order=TrainingOrder(
                family=family,
                model="a/trainer",
                avatar_type=AvatarType.PORTRAIT,
                steps=1000,
                trigger=f"av{job.hex}",
            ),
            price=300,
            token=self.ids().hex,
            created_at=NOW + after,
            due_at=due_at,
            deadline_at=NOW + timedelta(hours=3),
        )

    def new_generation(
        self,
        avatar: Avatar,
        *,
        size: Size = Size.WIDE,
        wording: Wording = Wording.OWN,
    ) -> Job:
        """Return a generation, just requested."""
        return Job(
            id=JobId(self.ids()),
            person=avatar.owner,
            avatar=avatar.id,
            order=GenerationOrder(
                family=FAMILY,
                model="a/generator",
                words=TEXT,
                scene=TEXT if wording in OWN_WORDINGS else f"a portrait, {TEXT}",
                wording=wording,
                negative="" if wording is Wording.OWN else f"blur, {TEXT}",
                prompt=f"photo of av1 woman, {TEXT}",
                size=size,
                count=4,
                seed=BIG_SEED,
                weights_key="weights/1",
                scale=0.85,
                pack=PackId("noir") if wording is Wording.PACK else None,
            ),
            price=40,
            token=self.ids().hex,
            created_at=NOW,
            due_at=NOW,
            deadline_at=NOW + timedelta(minutes=30),
        )

    def new_picture(
        self, job: Job, number: int = 0, *, shape: Size = Size.WIDE
    ) -> Picture:
        """Return a picture that the job delivered."""
        picture = PictureId(self.ids())
        return Picture(
            id=picture,
            job=job.id,
            owner=job.person,
            avatar=job.avatar,
            number=number,
            key=f"pictures/{picture}",
            shape=shape,
            width=1280,
            height=720,
            size=2**32,
            seed=BIG_SEED,
            created_at=NOW,
        )

    async def drawn(self, *seconds: int, owner: PersonId = ANN) -> list[Picture]:
        """Keep pictures of a new avatar, each so many seconds after the first moment.

        They come in the order given; one call is one transaction.
        """
        avatar = self.new_avatar(owner)
        jobs = [self.new_generation(avatar) for _ in seconds]
        pictures = [
            attrs.evolve(self.new_picture(job), created_at=NOW + after * SECOND)
            for job, after in zip(jobs, seconds, strict=True)
        ]
        await self.keep(avatar, *jobs, person=owner)
        async with self.store.work(owner) as work:
            await work.pictures.add(pictures)
        return pictures

    def new_description(self, avatar: Avatar) -> Job:
        """Return a description, just requested."""
        order = DescriptionOrder(
            model="a/describer", marker="sc0123456789", photo_key=f"described/{TEXT}"
        )
        return attrs.evolve(self.new_training(avatar), order=order)

    def new_enrichment(self, generation: Job) -> Job:
        """Return the enrichment of a generation, just requested."""
        order = EnrichmentOrder(
            model="an/enricher",
            marker="sc0123456789",
            words=TEXT,
            generation=generation.id,
        )
        return attrs.evolve(
            generation, id=JobId(self.ids()), token=self.ids().hex, order=order, price=0
        )

    def new_upscale(self, avatar: Avatar) -> Job:
        """Return an upscale, just requested, of a picture that is gone."""
        job = self.new_training(avatar)
        order = UpscaleOrder(
            model="an/upscaler",
            source=PictureId(self.ids()),
            source_key=f"pictures/{TEXT}",
            origin=job.id,
            seed=BIG_SEED,
            shape=Size.STORY,
            factor=4,
            width=2880,
            height=5120,
        )
        return attrs.evolve(job, order=order)

    def new_posting(
        self, key: str, source: Account, dest: Account, amount: int
    ) -> Posting:
        """Return a posting."""
        return Posting(
            key=key,
            source=source,
            dest=dest,
            amount=amount,
            reason=Reason.WELCOME,
            at=NOW,
        )

    def new_payment(
        self, charge_id: str, status: PaymentStatus = PaymentStatus.CREDITED
    ) -> Payment:
        """Return a payment of Ann's, all of whose credits are there or taken back."""
        refunded = status in {PaymentStatus.REFUNDING, PaymentStatus.REFUNDED}
        return Payment(
            id=payment_id(charge_id),
            person=ANN,
            charge_id=charge_id,
            payload=TEXT,
            stars=225,
            credits=250,
            reclaimed=250 if refunded else 0,
            status=status,
            troubles=1,
            detail=TEXT,
            created_at=NOW,
            due_at=NOW if status is PaymentStatus.REFUNDING else None,
        )

    async def keep(
        self,
        *rows: Avatar | Photo | Job | Hold | Payment | Posting,
        person: PersonId = ANN,
    ) -> None:
        """Write rows in one transaction."""
        async with self.store.work(person) as work:
            await _add(work, *rows)

    async def grant(self, person: PersonId, amount: int) -> None:
        """Give a person credits."""
        await self.keep(
            self.new_posting(self.ids().hex, GRANTS, available(person), amount),
            person=person,
        )

    async def assert_job(self, expected: Job) -> None:
        """Assert that the job is kept as it was given, members and zones included."""
        async with self.store.read() as reading:
            loaded = await reading.jobs.get(expected.id)
        self.assertEqual(loaded, expected)
        self.assertIs(loaded.status, expected.status)
        self.assertIs(loaded.failure, expected.failure)
        self.assertIs(loaded.kind, expected.kind)
        self.assertEqual(loaded.created_at.utcoffset(), timedelta(0))

    async def assert_avatar(self, expected: Avatar) -> None:
        """Assert that the avatar is kept as it was given, members included."""
        async with self.store.read() as reading:
            loaded = await reading.avatars.get(expected.id, owner=expected.owner)
        self.assertEqual(loaded, expected)
        self.assertIs(loaded.status, expected.status)
        self.assertIs(loaded.gender, expected.gender)
        self.assertIs(loaded.type, expected.type)
        self.assertEqual(loaded.created_at.utcoffset(), timedelta(0))

    # --- people

    async def test_a_person_is_kept(self) -> None:
        """A person comes back as they were added."""
        async with self.store.read() as reading:
            loaded = await reading.people.get(BOB)
        self.assertEqual(loaded, self.bob)
        self.assertIs(loaded.language, Language.RUSSIAN)
        self.assertEqual(loaded.created_at.utcoffset(), timedelta(0))

    async def test_an_unknown_person_is_not_found(self) -> None:
        """Nobody has an unknown id, and nobody is the house."""
        async with self.store.read() as reading:
            for person in (NOBODY, HOUSE):
                with self.assertRaises(NotFoundError) as caught:
                    await reading.people.get(person)
                self.assertIs(caught.exception.thing, Thing.PERSON)

    async def test_a_person_is_added_once(self) -> None:
        """A second person of the same id is refused; the work can go on."""
        other = attrs.evolve(self.ann, language=Language.RUSSIAN)
        async with self.store.work(ANN) as work:
            with self.assertRaises(AlreadyExistsError):
                await work.people.add(other)
            self.assertEqual(await work.people.get(ANN), self.ann)

    async def test_a_changed_person_is_kept(self) -> None:
        """Every change of a person is kept, and taken back."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for changed in (
            attrs.evolve(
                self.ann,
                language=Language.RUSSIAN,
                main_avatar=avatar.id,
                username="ann",
                quiet=True,
                enrich=False,
                default_size=Size.STORY,
                blocked_at=NOW,
            ),
            self.ann,
        ):
            async with self.store.work(ANN) as work:
                await work.people.save(changed)
            async with self.store.read() as reading:
                self.assertEqual(await reading.people.get(ANN), changed)
                self.assertEqual(await reading.people.get(BOB), self.bob)

    async def test_who_brought_a_person_is_kept(self) -> None:
        """A newcomer's referrer comes back, and no save changes it."""
        friend = attrs.evolve(self.ann, id=PersonId(NOBODY + 1), referrer=BOB)
        async with self.store.work(friend.id) as work:
            await work.people.add(friend)
            await work.people.save(attrs.evolve(friend, referrer=None))
        async with self.store.read() as reading:
            self.assertEqual(await reading.people.get(friend.id), friend)

    async def test_people_are_found_by_name(self) -> None:
        """Whoever has a username is found by it, and nobody else."""
        named = attrs.evolve(self.ann, username="ann_42", left_at=NOW)
        async with self.store.work(ANN) as work:
            await work.people.save(named)
        async with self.store.read() as reading:
            self.assertEqual(await reading.people.named("ann_42"), [named])
            self.assertEqual(await reading.people.named("ann"), [])

    async def test_the_newest_of_a_name_comes_first(self) -> None:
        """A name that was given up and taken again has two people."""
        later = attrs.evolve(
            self.ann, id=NOBODY, username="ann_42", created_at=NOW + SECOND
        )
        async with self.store.work(ANN) as work:
            await work.people.save(attrs.evolve(self.ann, username="ann_42"))
        async with self.store.work(NOBODY) as work:
            await work.people.add(later)
        async with self.store.read() as reading:
            found = await reading.people.named("ann_42")
        self.assertEqual([person.id for person in found], [NOBODY, ANN])

    async def test_the_audience_of_a_broadcast(self) -> None:
        """Who is blocked, gone or wants it quiet is left out; ids go up."""
        for person in (
            attrs.evolve(self.ann, id=PersonId(10), blocked_at=NOW),
            attrs.evolve(self.ann, id=PersonId(11), left_at=NOW),
            attrs.evolve(self.ann, id=PersonId(12), quiet=True),
            attrs.evolve(self.ann, id=PersonId(13)),
        ):
            async with self.store.work(person.id) as work:
                await work.people.add(person)
        async with self.store.read() as reading:
            everybody = await reading.people.audience(after=PersonId(0), limit=9)
            some = await reading.people.audience(after=BOB, limit=1)
            count = await reading.people.audience_count()
        self.assertEqual([each.id for each in everybody], [BOB, 13, ANN])
        self.assertEqual([each.id for each in some], [13])
        self.assertEqual(count, 3)

    # --- incidents

    def new_incident(self, kind: IncidentKind, model: str = "") -> Incident:
        """Return an incident that the owners are to be told of."""
        return Incident(
            kind=kind,
            model=model,
            detail=TEXT,
            opened_at=NOW,
            seen_at=NOW + SECOND,
            due_at=NOW,
        )

    async def test_an_incident_is_kept_in_every_status(self) -> None:
        """What is put is what is there, with its version; one of each kind and model."""
        new = self.new_incident(IncidentKind.KEY)
        known = new.claim(NOW + SECOND).told(open_=True, at=NOW + 2 * SECOND)
        over = known.probe(at=NOW + 3 * SECOND).resolve(at=NOW + 4 * SECOND)
        forgotten = over.told(open_=False, at=NOW + 5 * SECOND)
        again = forgotten.report("again", at=NOW + 6 * SECOND)
        for version, state in enumerate((new, known, over, forgotten, again)):
            async with self.store.work(HOUSE) as work:
                expected = attrs.evolve(state, version=version + 1)
                put = await work.incidents.put(attrs.evolve(state, version=version))
                self.assertEqual(expected, put)
                self.assertEqual([expected], list(await work.incidents.all()))
            async with self.store.read() as reading:
                self.assertEqual([expected], list(await reading.incidents.all()))

    async def test_every_kind_of_incident_is_its_own(self) -> None:
        """Incidents of other kinds, or other models, do not get in one another's way."""
        new = [
            self.new_incident(IncidentKind.BALANCE),
            self.new_incident(IncidentKind.ENDPOINT, "a/model"),
            self.new_incident(IncidentKind.ENDPOINT, "b/model"),
            self.new_incident(IncidentKind.WEBHOOKS),
        ]
        async with self.store.work(HOUSE) as work:
            put = [await work.incidents.put(one) for one in new]
        async with self.store.read() as reading:
            kept = await reading.incidents.all()

        self.assertCountEqual(put, kept)

    async def test_a_stale_incident_is_refused(self) -> None:
        """Whoever knows an old version, or none, puts nothing."""
        new = self.new_incident(IncidentKind.KEY)
        async with self.store.work(HOUSE) as work:
            first = await work.incidents.put(new)
        async with self.store.work(HOUSE) as work:
            await work.incidents.put(first.probe(at=NOW))

        for stale in (new, first):
            with self.assertRaises(StaleError):
                async with self.store.work(HOUSE) as work:
                    await work.incidents.put(stale)

    # --- broadcasts

    def new_broadcast(self) -> Broadcast:
        """Return a draft, not kept yet."""
        return Broadcast(id=BroadcastId(self.ids()), owner=ANN, created_at=NOW)

    async def test_a_broadcast_is_kept_in_every_status(self) -> None:
        """What is saved comes back, with its words and counts."""
        draft = self.new_broadcast()
        written = draft.write(Language.ENGLISH, TEXT).write(Language.RUSSIAN, "<b>")
        sending = (
            written.start(2**40, at=NOW)
            .claim(NOW + SECOND)
            .deliver(BOB, Reception.DELIVERED)
            .deliver(ANN, Reception.LEFT)
        )
        async with self.store.work(HOUSE) as work:
            await work.broadcasts.add(draft)
        for state in (
            draft,
            written,
            sending,
            sending.finish(at=NOW),
            sending.cancel(at=NOW),
        ):
            with self.subTest(status=state.status):
                async with self.store.work(HOUSE) as work:
                    await work.broadcasts.save(state)
                async with self.store.read() as reading:
                    kept = await reading.broadcasts.get(draft.id)
                self.assertEqual(kept, state)

    async def test_the_longest_due_broadcast_comes_first(self) -> None:
        """One that nobody goes on with is found; drafts and ends are not."""
        drafts = [self.new_broadcast() for _ in range(3)]
        async with self.store.work(HOUSE) as work:
            for number, draft in enumerate(drafts[:2]):
                started = draft.write(Language.ENGLISH, TEXT).start(
                    1, at=NOW - number * SECOND
                )
                await work.broadcasts.add(started)
            await work.broadcasts.add(drafts[2])
        async with self.store.read() as reading:
            due = await reading.broadcasts.due(NOW)
            none = await reading.broadcasts.due(NOW - 2 * SECOND)
        self.assertEqual(due and due.id, drafts[1].id)
        self.assertIsNone(none)

    async def test_unknown_and_doubled_broadcasts(self) -> None:
        """None is overwritten, and none is made up."""
        draft = self.new_broadcast()
        async with self.store.work(HOUSE) as work:
            with self.assertRaises(NotFoundError):
                await work.broadcasts.get(draft.id)
            with self.assertRaises(NotFoundError):
                await work.broadcasts.save(draft)
            await work.broadcasts.add(draft)
            with self.assertRaises(AlreadyExistsError):
                await work.broadcasts.add(draft)

    # --- the tally

    async def test_an_empty_house_is_counted(self) -> None:
        """Two people, and nothing else."""
        async with self.store.read() as reading:
            tally = await reading.tallies.everything(since=NOW + SECOND)
        self.assertEqual((tally.people, tally.newcomers), (2, 0))
        self.assertEqual((tally.blocked, tally.left), (0, 0))
        self.assertEqual((list(tally.jobs), dict(tally.credits)), ([], {}))

    async def test_everything_is_counted(self) -> None:
        """People by what became of them, jobs by their end, credits by reason."""
        avatar = self.new_avatar()
        training = self.new_training(avatar)
        await self.keep(avatar, training)
        await self.keep(*(self.new_payment(status, status) for status in PaymentStatus))
        async with self.store.work(ANN) as work:
            await work.people.save(attrs.evolve(self.ann, blocked_at=NOW, left_at=NOW))
            for number in range(3):
                await work.ledger.post(
                    Posting(
                        key=f"gift {number}",
                        source=GRANTS,
                        dest=available(ANN),
                        amount=10,
                        reason=Reason.GRANT,
                        at=NOW,
                    )
                )
        async with self.store.read() as reading:
            tally = await reading.tallies.everything(since=NOW)
        self.assertEqual((tally.people, tally.newcomers), (2, 2))
        self.assertEqual((tally.blocked, tally.left), (1, 1))
        self.assertEqual(dict(tally.credits), {Reason.GRANT: 30})
        self.assertEqual(tally.stars, 225)
        self.assertEqual(
            [
                (each.kind, each.family, each.status, each.jobs, each.delivered)
                for each in tally.jobs
            ],
            [(training.kind, FAMILY, training.status, 1, 0)],
        )

    # --- deeds

    async def test_deeds_are_kept_newest_first(self) -> None:
        """Every kind of deed comes back as it was written, a part at a time."""
        deeds = [Deed(owner=ANN, what=what, subject=TEXT, at=NOW) for what in DeedKind]
        deeds.append(
            Deed(
                owner=ANN,
                what=DeedKind.TAKE,
                person=BOB,
                amount=2**40,
                why=TEXT,
                at=NOW,
            )
        )
        async with self.store.work(BOB) as work:
            for deed in deeds:
                await work.deeds.add(deed)
            newest = await work.deeds.newest(limit=2)
        async with self.store.read() as reading:
            rest = await reading.deeds.newest(limit=100, skip=2)
        self.assertEqual([*newest, *rest], deeds[::-1])

    async def test_a_deed_undone_is_not_written(self) -> None:
        """What was rolled back nobody did."""
        with self.assertRaises(_OnPurposeError):
            async with self.store.work(BOB) as work:
                await work.deeds.add(Deed(owner=ANN, what=DeedKind.BLOCK, at=NOW))
                raise _OnPurposeError
        async with self.store.read() as reading:
            self.assertEqual(await reading.deeds.newest(limit=1), [])

    # --- terms

    async def test_no_term_is_changed_at_first(self) -> None:
        """Until the owner says otherwise the settings hold."""
        async with self.store.read() as reading:
            self.assertEqual(await reading.terms.changed(), {})

    async def test_terms_are_changed_and_restored(self) -> None:
        """A changed term is kept, changed again, and given up."""
        for value, expected in (
            (7, {Term.PICTURE: 7}),
            (0, {Term.PICTURE: 0}),
            (None, {}),
        ):
            async with self.store.work(HOUSE) as work:
                await work.terms.change(Term.PICTURE, value)
                self.assertEqual(await work.terms.changed(), expected)
            async with self.store.read() as reading:
                self.assertEqual(await reading.terms.changed(), expected)

    # --- avatars

    async def test_a_persons_newest_jobs(self) -> None:
        """Somebody's jobs come newest first, and nobody else's."""
        anns, bobs = self.new_avatar(ANN), self.new_avatar(BOB)
        mine = [self.new_training(anns) for _ in range(3)]
        await self.keep(anns, *mine)
        await self.keep(bobs, self.new_training(bobs))
        async with self.store.read() as reading:
            newest = await reading.jobs.newest(ANN, limit=2)
        self.assertEqual([job.id for job in newest], [mine[2].id, mine[1].id])

    async def test_an_avatar_is_kept_in_every_status(self) -> None:
        """An avatar of every status that is no tombstone comes back equal."""
        for status in AvatarStatus:
            if status is AvatarStatus.DELETED:
                continue
            with self.subTest(status=status):
                avatar = self.new_avatar(status=status)
                await self.keep(avatar)
                await self.assert_avatar(avatar)

    async def test_an_avatar_of_every_kind_is_kept(self) -> None:
        """Every type and every gender comes back."""
        for avatar_type in AvatarType:
            portrait = avatar_type is AvatarType.PORTRAIT
            for gender in Gender if portrait else (None,):
                with self.subTest(type=avatar_type, gender=gender):
                    avatar = attrs.evolve(
                        self.new_avatar(), type=avatar_type, gender=gender
                    )
                    await self.keep(avatar)
                    await self.assert_avatar(avatar)

    async def test_hair_is_kept(self) -> None:
        """Every kind of hair comes back, and can be forgotten."""
        saved = self.new_avatar()
        await self.keep(saved)
        for hair in (*Hair, None):
            async with self.store.work(ANN) as work:
                saved = await work.avatars.save(saved.describe(hair))
            await self.assert_avatar(saved)

    async def test_another_persons_avatar_is_not_found(self) -> None:
        """An avatar is found by nobody but its owner."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        async with self.store.read() as reading:
            with self.assertRaises(NotFoundError) as caught:
                await reading.avatars.get(avatar.id, owner=BOB)
            self.assertIs(caught.exception.thing, Thing.AVATAR)
            self.assertEqual(list(await reading.avatars.of(BOB)), [])

    async def test_an_unknown_avatar_is_not_found(self) -> None:
        """An id that no avatar has is refused."""
        async with self.store.read() as reading:
            with self.assertRaises(NotFoundError) as caught:
                await reading.avatars.get(AvatarId(self.ids()), owner=ANN)
            self.assertIs(caught.exception.thing, Thing.AVATAR)

    async def test_a_tombstone_is_not_seen(self) -> None:
        """A deleted avatar is found neither by its id nor in the list."""
        avatar = self.new_avatar(status=AvatarStatus.COMPLETED)
        await self.keep(avatar)
        async with self.store.work(ANN) as work:
            await work.avatars.save(avatar.delete())
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.avatars.of(ANN)), [])
            with self.assertRaises(NotFoundError):
                await reading.avatars.get(avatar.id, owner=ANN)

    async def test_a_tombstones_id_stays_taken(self) -> None:
        """The id of a deleted avatar is not given twice."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        async with self.store.work(ANN) as work:
            await work.avatars.save(avatar.delete())
        with self.assertRaises(AlreadyExistsError):
            await self.keep(avatar)

    async def test_avatars_are_listed_oldest_first(self) -> None:
        """A person's avatars come by age; of the same age, as they were added."""
        young = self.new_avatar(after=SECOND)
        twins = [self.new_avatar() for _ in range(5)]
        oldest = self.new_avatar(after=-SECOND)
        await self.keep(young, *twins, oldest)
        await self.keep(self.new_avatar(BOB), person=BOB)
        async with self.store.read() as reading:
            listed = await reading.avatars.of(ANN)
        self.assertEqual(list(listed), [oldest, *twins, young])

    async def test_an_avatar_is_added_once(self) -> None:
        """A second avatar of the same id is refused; the work can go on."""
        avatar = self.new_avatar()
        async with self.store.work(ANN) as work:
            await work.avatars.add(avatar)
            with self.assertRaises(AlreadyExistsError):
                await work.avatars.add(attrs.evolve(avatar, name="other"))
            self.assertEqual(await work.avatars.get(avatar.id, owner=ANN), avatar)

    async def test_another_persons_id_is_taken_too(self) -> None:
        """Ids are taken whoever has them, and this tells nothing of the other."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        with self.assertRaises(AlreadyExistsError):
            await self.keep(attrs.evolve(avatar, owner=BOB), person=BOB)
        await self.assert_avatar(avatar)

    async def test_a_saved_avatar_has_a_new_version(self) -> None:
        """Saving returns what is then kept, one version on."""
        avatar = self.new_avatar(status=AvatarStatus.TRAINING)
        await self.keep(avatar)
        completed = attrs.evolve(
            avatar.complete(
                Weights(key="k", size=1, trigger="t", job=JobId(self.ids()))
            ),
            name="another name",
            gender=Gender.MALE,
        )
        async with self.store.work(ANN) as work:
            saved = await work.avatars.save(completed)
            again = await work.avatars.save(saved)
        self.assertEqual(saved, attrs.evolve(completed, version=1))
        self.assertEqual(again, attrs.evolve(completed, version=2))
        await self.assert_avatar(again)

    async def test_a_stale_avatar_is_refused(self) -> None:
        """Of two writers of one version, only the first one wins."""
        avatar = self.new_avatar(status=AvatarStatus.FAILED)
        await self.keep(avatar)
        async with self.store.work(ANN) as work:
            saved = await work.avatars.save(attrs.evolve(avatar, name="first"))
        async with self.store.work(ANN) as work:
            with self.assertRaises(StaleError):
                await work.avatars.save(attrs.evolve(avatar, name="second"))
        await self.assert_avatar(saved)

    async def test_an_avatar_never_added_is_stale(self) -> None:
        """Saving what is not there is refused."""
        async with self.store.work(ANN) as work:
            with self.assertRaises(StaleError):
                await work.avatars.save(self.new_avatar())

    # --- photos

    async def test_photos_are_kept_in_their_order(self) -> None:
        """Photos, taken or not, come back as they came, even in one moment."""
        avatar, other = self.new_avatar(), self.new_avatar()
        photos = [self.new_photo(avatar, digest=f"{number:064}") for number in range(8)]
        photos += [self.new_photo(avatar, fault=fault) for fault in PhotoFault]
        photos.append(
            attrs.evolve(self.new_photo(avatar), digest="no name", file_name=None)
        )
        await self.keep(avatar, other, *photos, self.new_photo(other))
        async with self.store.read() as reading:
            loaded = await reading.photos.of(avatar.id)
        self.assertEqual(list(loaded), photos)
        for photo, expected in zip(loaded, photos, strict=True):
            self.assertIs(photo.fault, expected.fault)
            self.assertEqual(photo.added_at.utcoffset(), timedelta(0))

    async def test_no_photos(self) -> None:
        """An avatar without photos, and an unknown one, have none."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.photos.of(avatar.id)), [])
            self.assertEqual(list(await reading.photos.of(AvatarId(self.ids()))), [])

    async def test_a_photo_is_added_once(self) -> None:
        """A second photo of the same id is refused; the work can go on."""
        avatar = self.new_avatar()
        photo = self.new_photo(avatar)
        async with self.store.work(ANN) as work:
            await _add(work, avatar, photo)
            with self.assertRaises(AlreadyExistsError):
                await work.photos.add(attrs.evolve(photo, digest="other"))
            self.assertEqual(list(await work.photos.of(avatar.id)), [photo])

    async def test_the_same_photo_is_taken_once(self) -> None:
        """An avatar has one accepted photo of a digest; the work can go on."""
        avatar = self.new_avatar()
        photo = self.new_photo(avatar)
        async with self.store.work(ANN) as work:
            await _add(work, avatar, photo)
            with self.assertRaises(AlreadyExistsError):
                await work.photos.add(self.new_photo(avatar))
            self.assertEqual(list(await work.photos.of(avatar.id)), [photo])

    async def test_what_was_not_taken_may_repeat(self) -> None:
        """Rejected photos may be the same as one another, and as a taken one."""
        avatar = self.new_avatar()
        photos = [
            self.new_photo(avatar, fault=PhotoFault.TOO_SMALL),
            self.new_photo(avatar),
            self.new_photo(avatar, fault=PhotoFault.DUPLICATE),
        ]
        await self.keep(avatar, *photos)
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.photos.of(avatar.id)), photos)

    async def test_two_avatars_may_share_a_photo(self) -> None:
        """The same photo may be taken for another avatar."""
        one, two = self.new_avatar(), self.new_avatar()
        of_two = self.new_photo(two)
        await self.keep(one, two, self.new_photo(one), of_two)
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.photos.of(two.id)), [of_two])

    async def test_a_removed_photo_is_forgotten(self) -> None:
        """A removed photo is gone, and may be sent again: it then comes last."""
        avatar = self.new_avatar()
        first, second = self.new_photo(avatar), self.new_photo(avatar, digest="2")
        await self.keep(avatar, first, second)
        async with self.store.work(ANN) as work:
            await work.photos.remove(first.id)
            self.assertEqual(list(await work.photos.of(avatar.id)), [second])
            await work.photos.remove(first.id)
            await work.photos.remove(PhotoId(self.ids()))
        await self.keep(first)
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.photos.of(avatar.id)), [second, first])

    # --- jobs

    async def test_a_training_is_kept(self) -> None:
        """A training with nothing to tell yet comes back equal."""
        avatar = self.new_avatar()
        training = self.new_training(avatar)
        await self.keep(avatar, training)
        await self.assert_job(training)

    async def test_a_generation_is_kept_in_every_size(self) -> None:
        """A generation of every size comes back equal, its seed to the last bit."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for size in Size:
            with self.subTest(size=size):
                generation = self.new_generation(avatar, size=size)
                await self.keep(generation)
                await self.assert_job(generation)

    async def test_a_generation_of_every_wording_is_kept(self) -> None:
        """The person's words, the scene and what is not to be seen come back."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for wording in Wording:
            with self.subTest(wording=wording):
                generation = self.new_generation(avatar, wording=wording)
                await self.keep(generation)
                await self.assert_job(generation)

    async def test_an_enrichment_is_kept(self) -> None:
        """What enriches the words of a generation comes back equal."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        generation = self.new_generation(avatar, wording=Wording.AWAITED)
        await self.keep(generation)
        enrichment = self.new_enrichment(generation)
        await self.keep(enrichment)
        await self.assert_job(enrichment)

    async def test_settled_words_are_kept(self) -> None:
        """The scene takes the place of the words; all else stays as ordered."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        before = self.new_generation(avatar, wording=Wording.AWAITED)
        other = self.new_generation(avatar, wording=Wording.AWAITED)
        await self.keep(before, other)
        order = before.order
        assert isinstance(order, GenerationOrder)
        settled = order.enriched(Scene(text=f"a {TEXT}", negative=TEXT), f"av1 {TEXT}")
        greedy = attrs.evolve(settled, count=1, seed=0, words="other", model="b")
        async with self.store.work(ANN) as work:
            await work.jobs.save_order(attrs.evolve(before, order=greedy))
            saved = await work.jobs.save(before)
        await self.assert_job(attrs.evolve(saved, order=settled))
        await self.assert_job(other)

    async def test_a_scene_is_kept(self) -> None:
        """What was found is there for its own job, and for no other."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        found, other = self.new_description(avatar), self.new_description(avatar)
        await self.keep(found, other)
        scene = Scene(text=TEXT, negative="")
        async with self.store.work(ANN) as work:
            await work.jobs.add_scene(found.id, scene)
        async with self.store.read() as reading:
            self.assertEqual(scene, await reading.jobs.scene(found.id))
            self.assertIsNone(await reading.jobs.scene(other.id))

    async def test_enrichments_are_not_counted(self) -> None:
        """What nobody ordered does not count as an open order."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        generation = self.new_generation(avatar, wording=Wording.AWAITED)
        await self.keep(generation)
        await self.keep(self.new_enrichment(generation))
        async with self.store.read() as reading:
            self.assertEqual(1, await reading.jobs.open_count(ANN))

    async def test_a_job_is_kept_in_every_status(self) -> None:
        """A job with every field set comes back equal, whatever its status."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for status in JobStatus:
            for new in (
                self.new_training,
                self.new_generation,
                self.new_description,
                self.new_upscale,
            ):
                with self.subTest(status=status):
                    full = _with_everything(new(avatar), status)
                    await self.keep(full)
                    await self.assert_job(full)

    async def test_every_failure_is_kept(self) -> None:
        """Every reason of a failure comes back."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for failure in Failure:
            with self.subTest(failure=failure):
                failed = self.new_training(avatar).fail(failure, TEXT, at=NOW)
                await self.keep(failed)
                await self.assert_job(failed)

    async def test_a_job_is_found_for_its_person(self) -> None:
        """A job is found for its own person, and for no other."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.keep(avatar, job)
        async with self.store.read() as reading:
            self.assertEqual(await reading.jobs.get(job.id, person=ANN), job)
            with self.assertRaises(NotFoundError) as caught:
                await reading.jobs.get(job.id, person=BOB)
            self.assertIs(caught.exception.thing, Thing.JOB)

    async def test_an_unknown_job_is_not_found(self) -> None:
        """Neither an unknown id nor an unknown token finds a job."""
        async with self.store.read() as reading:
            with self.assertRaises(NotFoundError):
                await reading.jobs.get(JobId(self.ids()))
            with self.assertRaises(NotFoundError) as caught:
                await reading.jobs.by_token("unknown")
            self.assertIs(caught.exception.thing, Thing.JOB)

    async def test_a_job_is_found_by_its_token(self) -> None:
        """A token finds its job, whatever it buys."""
        avatar = self.new_avatar()
        jobs = [self.new_training(avatar), self.new_generation(avatar)]
        await self.keep(avatar, *jobs)
        async with self.store.read() as reading:
            for job in jobs:
                self.assertEqual(await reading.jobs.by_token(job.token), job)

    async def test_a_job_is_added_once(self) -> None:
        """A second job of the same id, or token, is refused; the work can go on."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        async with self.store.work(ANN) as work:
            await _add(work, avatar, job)
            for twin in (
                attrs.evolve(self.new_generation(avatar), id=job.id),
                attrs.evolve(self.new_generation(avatar), token=job.token),
            ):
                with self.assertRaises(AlreadyExistsError):
                    await work.jobs.add(twin)
            self.assertEqual(await work.jobs.open_count(ANN), 1)
        await self.assert_job(job)

    async def test_a_saved_job_has_a_new_version(self) -> None:
        """Saving returns what is then kept, one version on."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for new in (self.new_training, self.new_generation):
            for status in JobStatus:
                with self.subTest(status=status):
                    job = new(avatar)
                    await self.keep(job)
                    full = _with_everything(job, status)
                    async with self.store.work(ANN) as work:
                        saved = await work.jobs.save(full)
                    self.assertEqual(saved, attrs.evolve(full, version=1))
                    await self.assert_job(saved)

    async def test_saving_clears_what_is_none(self) -> None:
        """What was set and is no more is kept as none."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        full = attrs.evolve(
            _with_everything(job, JobStatus.RUNNING), cancel_asked_at=None, detail=None
        )
        await self.keep(avatar, full)
        async with self.store.work(ANN) as work:
            saved = await work.jobs.save(attrs.evolve(job, due_at=NOW + SECOND))
        self.assertIsNone(saved.request_id)
        await self.assert_job(saved)

    async def test_what_was_ordered_never_changes(self) -> None:
        """Saving touches neither the order, the price, the lead nor the owner."""
        avatar, bobs = self.new_avatar(), self.new_avatar(BOB)
        job = self.new_training(avatar)
        await self.keep(avatar, job)
        await self.keep(bobs, person=BOB)
        other = attrs.evolve(
            job,
            order=self.new_generation(avatar).order,
            price=1,
            person=BOB,
            lead=job.id,
        )
        async with self.store.work(ANN) as work:
            await work.jobs.save(other)
        await self.assert_job(attrs.evolve(job, version=1))

    async def test_a_stale_job_is_refused(self) -> None:
        """Of two writers of one version, only the first one wins."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.keep(avatar, job)
        async with self.store.work(ANN) as work:
            saved = await work.jobs.save(job.claim(NOW + SECOND))
        async with self.store.work(ANN) as work:
            with self.assertRaises(StaleError):
                await work.jobs.save(job.claim(NOW))
        await self.assert_job(saved)

    async def test_a_job_never_added_is_stale(self) -> None:
        """Saving what is not there is refused."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        async with self.store.work(ANN) as work:
            with self.assertRaises(StaleError):
                await work.jobs.save(self.new_training(avatar))

    async def test_the_last_training(self) -> None:
        """It is the newest one, of this avatar, and no generation."""
        avatar, other, fresh = (self.new_avatar() for _ in range(3))
        newest = self.new_training(avatar, after=2 * SECOND)
        await self.keep(
            avatar,
            other,
            fresh,
            self.new_training(avatar).cancel(at=NOW),
            self.new_training(avatar, after=SECOND),
            newest,
            self.new_generation(avatar),
            self.new_training(other, after=3 * SECOND),
        )
        async with self.store.read() as reading:
            self.assertEqual(await reading.jobs.last_training(avatar.id), newest)
            self.assertIsNone(await reading.jobs.last_training(fresh.id))

    async def test_open_jobs_are_counted(self) -> None:
        """A person's jobs whose end is to come are counted, whatever they buy."""
        avatar, bobs = self.new_avatar(), self.new_avatar(BOB)
        async with self.store.read() as reading:
            self.assertEqual(await reading.jobs.open_count(ANN), 0)
        await self.keep(avatar)
        await self.keep(bobs, person=BOB)
        await self.keep(self.new_training(bobs), person=BOB)
        for status in JobStatus:
            await self.keep(_with_everything(self.new_training(avatar), status))
            await self.keep(_with_everything(self.new_generation(avatar), status))
        async with self.store.read() as reading:
            counted = await reading.jobs.open_count(ANN)
            self.assertEqual(counted, 2 * len(OPEN_JOB_STATUSES))
            self.assertEqual(await reading.jobs.open_count(BOB), 1)

    async def test_jobs_ordered_together(self) -> None:
        """They are listed as they came, the lead first, and count as one order."""
        avatar = self.new_avatar()
        first, other = self.new_generation(avatar), self.new_generation(avatar)
        lead = attrs.evolve(first, lead=first.id)
        followers = [
            attrs.evolve(self.new_generation(avatar), lead=lead.id) for _ in range(3)
        ]
        await self.keep(avatar, lead, other, *followers)
        async with self.store.read() as reading:
            group = await reading.jobs.group(lead.id)
            self.assertEqual(list(group), [lead, *followers])
            self.assertEqual(list(await reading.jobs.group(other.id)), [])
            self.assertEqual(await reading.jobs.open_count(ANN), 2)
        async with self.store.work(ANN) as work:
            for one in group[:3]:
                await work.jobs.save(one.cancel(at=NOW))
        async with self.store.read() as reading:
            self.assertEqual(await reading.jobs.open_count(ANN), 2)
        async with self.store.work(ANN) as work:
            await work.jobs.save(group[3].cancel(at=NOW))
        async with self.store.read() as reading:
            self.assertEqual(await reading.jobs.open_count(ANN), 1)

    async def test_due_jobs(self) -> None:
        """Jobs whose time has come are listed, the longest due first."""
        avatar, bobs = self.new_avatar(), self.new_avatar(BOB)
        last = self.new_training(avatar, due_at=NOW)
        first = self.new_training(avatar, due_at=NOW - 2 * SECOND)
        second = self.new_training(bobs, due_at=NOW - SECOND)
        later = self.new_training(avatar, due_at=NOW + timedelta(microseconds=1))
        never = self.new_training(avatar).cancel(at=NOW).told(at=NOW)
        last, first, second, later = (
            attrs.evolve(job, status=JobStatus.SUBMITTING)
            for job in (last, first, second, later)
        )
        waiting = self.new_training(avatar, due_at=NOW - 2 * SECOND)
        await self.keep(avatar, last, later, first, never, waiting)
        await self.keep(bobs, second, person=BOB)
        expected = [first.id, second.id, last.id]
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.jobs.due(NOW, limit=9)), expected)
            self.assertEqual(list(await reading.jobs.due(NOW, limit=2)), expected[:2])
            self.assertEqual(
                list(await reading.jobs.due(NOW - 3 * SECOND, limit=9)), []
            )

    async def test_what_waits_for_its_turn_is_due_at_its_deadline(self) -> None:
        """A job that was never sent is given up in time, whoever is before it."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.keep(avatar, job)
        async with self.store.read() as reading:
            before = job.deadline_at - SECOND
            self.assertEqual(list(await reading.jobs.due(before, limit=9)), [])
            due = await reading.jobs.due(job.deadline_at, limit=9)
            turns = await reading.jobs.next_to_send(job.deadline_at, _places(9))
        self.assertEqual((list(due), list(turns)), ([job.id], []))

    async def test_people_take_turns(self) -> None:
        """Who has least comes first, then who waits longest since their last turn."""
        anns, bobs = self.new_avatar(), self.new_avatar(BOB)
        ann = [self.new_generation(anns) for _ in range(4)]
        bob = [self.new_generation(bobs) for _ in range(3)]
        ann[0] = ann[0].claim(NOW + SECOND)
        ann[1] = ann[1].submit(at=NOW, until=NOW)
        await self.keep(anns, *ann)
        await self.keep(bobs, *bob, person=BOB)
        async with self.store.read() as reading:
            turns = [
                list(await reading.jobs.next_to_send(NOW, _places(total)))
                for total in (1, 2, 3, 4, 6, 9)
            ]
        order = [bob[0].id, bob[1].id, bob[2].id, ann[2].id, ann[3].id]
        self.assertEqual(turns, [[], [], order[:1], order[:2], order[:4], order[:5]])

    async def test_trainings_leave_a_place(self) -> None:
        """However many trainings wait, pictures have a place; and a training has one."""
        avatar = self.new_avatar()
        trainings = [self.new_training(avatar) for _ in range(3)]
        picture = self.new_generation(avatar)
        await self.keep(avatar, *trainings, picture)
        first, second, third = (job.id for job in trainings)
        async with self.store.read() as reading:
            turns = [
                list(await reading.jobs.next_to_send(NOW, _places(total)))
                for total in (1, 2, 3, 4)
            ]
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
        """Whatever state the jobs are in, the turns are those of the store in memory."""
        avatars = {ANN: self.new_avatar(), BOB: self.new_avatar(BOB)}
        memory = MemoryStore()
        for person, avatar in avatars.items():
            for store in (self.store, memory):
                async with store.work(person) as work:
                    await work.avatars.add(avatar)
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
        """Return a job that waits, was sent at some time, or has ended."""
        new = self.new_generation(avatar) if number % 2 else self.new_training(avatar)
        at = NOW + (number * 7 % 18 - 9) * SECOND
        match number % 5:
            case 0:
                return new.claim(at)
            case 1:
                return new.submit(at=at, until=at).refuse().pause(at)
            case 2:
                return new.submit(at=at, until=at)
            case 3:
                return new.submit(at=at, until=at).fail(Failure.INPUT, "", at=at)
            case _:
                return new

    async def test_durations(self) -> None:
        """The newest succeeded trainings of a family tell how long they took."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for took, ended in ((3, 3), (1, 1), (2, 2)):
            await self.keep(self._trained(avatar, FAMILY, took=took, ended=ended))
        await self.keep(
            self._trained(avatar, OTHER_FAMILY, took=9, ended=9),
            _with_everything(self.new_training(avatar), JobStatus.FAILED),
            _with_everything(self.new_generation(avatar), JobStatus.SUCCEEDED),
            _with_everything(self.new_training(avatar), JobStatus.RUNNING),
        )
        async with self.store.read() as reading:
            self.assertEqual(
                list(await reading.jobs.durations(FAMILY, limit=9)),
                [3 * SECOND, 2 * SECOND, SECOND],
            )
            self.assertEqual(
                list(await reading.jobs.durations(FAMILY, limit=1)), [3 * SECOND]
            )
            self.assertEqual(
                list(await reading.jobs.durations(FamilyName("new"), limit=9)), []
            )

    def _trained(
        self, avatar: Avatar, family: FamilyName, *, took: int, ended: int
    ) -> Job:
        end = NOW + timedelta(hours=ended)
        return attrs.evolve(
            self.new_training(avatar, family=family),
            status=JobStatus.SUCCEEDED,
            delivered=1,
            submitted_at=end - took * SECOND,
            ended_at=end,
        )

    async def test_pictures_are_kept(self) -> None:
        """What a job delivered comes back in its order, seeds to the last bit."""
        avatar = self.new_avatar()
        job, other = self.new_generation(avatar), self.new_generation(avatar)
        pictures = [self.new_picture(job, number) for number in range(4)]
        of_other = attrs.evolve(
            pictures[0], id=PictureId(self.ids()), job=other.id, seed=0
        )
        await self.keep(avatar, job, other)
        async with self.store.work(ANN) as work:
            await work.pictures.add(pictures[::-1])
            await work.pictures.add([of_other])
            await work.pictures.add([])
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.pictures.of(job.id)), pictures)
            self.assertEqual(list(await reading.pictures.of(other.id)), [of_other])
            unknown = await reading.pictures.of(JobId(self.ids()))
            self.assertEqual(list(unknown), [])
            loaded = await reading.pictures.get(of_other.id, owner=ANN)
        self.assertEqual(loaded, of_other)
        self.assertIs(loaded.shape, Size.WIDE)
        self.assertIs(loaded.favourite, False)
        self.assertEqual(loaded.created_at.utcoffset(), timedelta(0))

    async def test_a_picture_is_its_owners(self) -> None:
        """Nobody else gets a picture, nor does anybody an unknown one."""
        (picture,) = await self.drawn(0)
        async with self.store.read() as reading:
            for id_, owner in ((picture.id, BOB), (PictureId(self.ids()), ANN)):
                with self.assertRaises(NotFoundError) as caught:
                    await reading.pictures.get(id_, owner=owner)
                self.assertIs(caught.exception.thing, Thing.PICTURE)
            self.assertIsNone(await reading.pictures.older(BOB, ALL_PICTURES))
            self.assertEqual(await reading.pictures.count(BOB, ALL_PICTURES), 0)

    async def test_only_the_favourite_of_a_picture_changes(self) -> None:
        """A picture becomes a favourite and stops being one; all else stays."""
        (picture,) = await self.drawn(0)
        for favourite in (True, False):
            changed = attrs.evolve(picture, favourite=favourite)
            async with self.store.work(ANN) as work:
                await work.pictures.save(attrs.evolve(changed, key="other", width=1))
            async with self.store.read() as reading:
                loaded = await reading.pictures.get(picture.id, owner=ANN)
            self.assertEqual(loaded, changed)
        async with self.store.work(ANN) as work:
            with self.assertRaises(NotFoundError):
                await work.pictures.save(
                    attrs.evolve(picture, id=PictureId(self.ids()))
                )

    async def test_a_removed_picture_is_gone(self) -> None:
        """What is removed is found in no way; removing it twice does nothing."""
        kept, gone = await self.drawn(0, 1)
        async with self.store.work(ANN) as work:
            await work.pictures.remove(gone.id)
            await work.pictures.remove(gone.id)
        async with self.store.read() as reading:
            with self.assertRaises(NotFoundError):
                await reading.pictures.get(gone.id, owner=ANN)
            self.assertEqual(list(await reading.pictures.of(gone.job)), [])
            self.assertEqual(await reading.pictures.older(ANN, ALL_PICTURES), kept)
            self.assertEqual(await reading.pictures.count(ANN, ALL_PICTURES), 1)

    async def test_pictures_are_leafed_through(self) -> None:
        """From the newest to the oldest and back; those of a moment as they came."""
        first, *_ = pictures = await self.drawn(2, 0, 1, 1, 1, 0)
        newest_first = [pictures[n] for n in (0, 4, 3, 2, 5, 1)]
        await self.drawn(9, owner=BOB)
        seen: list[Picture] = []
        async with self.store.read() as reading:
            place = await reading.pictures.older(ANN, ALL_PICTURES)
            while place is not None:
                seen.append(place)
                place = await reading.pictures.older(ANN, ALL_PICTURES, than=place)
            self.assertEqual(seen, newest_first)
            self.assertEqual(seen[0], first)
            place = await reading.pictures.newer(ANN, ALL_PICTURES)
            while place is not None:
                self.assertEqual(place, seen.pop())
                number = await reading.pictures.count(ANN, ALL_PICTURES, since=place)
                self.assertEqual(number, len(seen) + 1)
                place = await reading.pictures.newer(ANN, ALL_PICTURES, than=place)
            self.assertEqual(seen, [])
            self.assertEqual(await reading.pictures.count(ANN, ALL_PICTURES), 6)

    async def test_pictures_are_filtered(self) -> None:
        """Every way to filter, and all at once, shows what it names in its order."""
        pictures: list[Picture] = []
        for avatar in (self.new_avatar(), self.new_avatar()):
            await self.keep(avatar)
            for size in (Size.WIDE, Size.SQUARE):
                job = self.new_generation(avatar, size=size)
                await self.keep(job)
                pictures += [
                    attrs.evolve(
                        self.new_picture(job, number, shape=size),
                        # The last moment of a month, the first of the next, later.
                        created_at=Month(2026, 3).begin + after,
                        favourite=number != 1,
                    )
                    for number, after in enumerate(
                        (-timedelta(microseconds=1), timedelta(0), 40 * DAY)
                    )
                ]
        async with self.store.work(ANN) as work:
            await work.pictures.add(pictures)
        choices = product(
            (False, True),
            (None, *{picture.avatar for picture in pictures}),
            (None, Size.WIDE, Size.SQUARE, Size.STORY),
            (None, *(Month(2026, number) for number in (2, 3, 4, 5))),
        )
        pictures.sort(key=lambda picture: picture.created_at)
        async with self.store.read() as reading:
            for favourites, of_avatar, shape, month in choices:
                among = PictureFilter(
                    favourites=favourites, avatar=of_avatar, shape=shape, month=month
                )
                expected = [p for p in pictures if among.admits(p)]
                await self._assert_among(reading, among, expected, pictures)

    async def _assert_among(
        self,
        reading: Reading,
        among: PictureFilter,
        expected: Sequence[Picture],
        everything: Sequence[Picture],
    ) -> None:
        """Assert what is before and after every picture, whether it is shown or not."""
        of = reading.pictures
        self.assertEqual(await of.count(ANN, among), len(expected))
        self.assertEqual(await of.newer(ANN, among), next(iter(expected), None))
        self.assertEqual(
            await of.older(ANN, among), next(iter(reversed(expected)), None)
        )
        for index, picture in enumerate(everything):
            before = [p for p in everything[:index] if p in expected]
            after = [p for p in everything[index + 1 :] if p in expected]
            self.assertEqual(
                await of.older(ANN, among, than=picture),
                before[-1] if before else None,
            )
            self.assertEqual(
                await of.newer(ANN, among, than=picture), after[0] if after else None
            )
            self.assertEqual(
                await of.count(ANN, among, since=picture),
                len(after) + (picture in expected),
            )

    async def test_months_of_pictures(self) -> None:
        """The months in which pictures came, newest first, in UTC."""
        await self.drawn(0, 1, 2, 24 * 3600 * 400)
        async with self.store.read() as reading:
            for limit, expected in (
                (9, [Month(2027, 4), Month(2026, 3), Month(2026, 2)]),
                (1, [Month(2027, 4)]),
            ):
                months = await reading.pictures.months(ANN, limit=limit)
                self.assertEqual(list(months), expected)
            self.assertEqual(list(await reading.pictures.months(BOB, limit=9)), [])

    async def test_totals_of_pictures(self) -> None:
        """What there is, what is liked, what is new, since when, of which avatar."""
        nothing = PictureTotals(
            total=0, favourites=0, recent=0, first_at=None, by_avatar={}
        )
        one, two, three = [
            *await self.drawn(5),
            *await self.drawn(7, 6),
        ]
        async with self.store.work(ANN) as work:
            await work.pictures.save(attrs.evolve(two, favourite=True))
        async with self.store.read() as reading:
            totals = await reading.pictures.totals(ANN, since=three.created_at)
            self.assertEqual(await reading.pictures.totals(BOB, since=NOW), nothing)
        self.assertEqual(
            totals,
            PictureTotals(
                total=3,
                favourites=1,
                recent=2,
                first_at=one.created_at,
                by_avatar={one.avatar: 1, two.avatar: 2},
            ),
        )

    # --- the ledger

    async def test_nobody_begins_with_credits(self) -> None:
        """Without postings every balance and every total is zero."""
        async with self.store.read() as reading:
            for person in (ANN, NOBODY):
                self.assertEqual(await reading.ledger.balance(person), Balance(0, 0))
            for account in (GRANTS, REVENUE, available(ANN), held(ANN)):
                self.assertEqual(await reading.ledger.total(account), 0)

    async def test_postings_move_credits(self) -> None:
        """What leaves one account arrives in the other; the house may owe."""
        async with self.store.work(ANN) as work:
            for posting in (
                self.new_posting("1", GRANTS, available(ANN), 100),
                self.new_posting("2", available(ANN), held(ANN), 60),
                self.new_posting("3", held(ANN), REVENUE, 40),
                self.new_posting("4", held(ANN), available(ANN), 20),
            ):
                self.assertIs(await work.ledger.post(posting), True)
            self.assertEqual(await work.ledger.balance(ANN), Balance(60, 0))
        async with self.store.read() as reading:
            self.assertEqual(await reading.ledger.balance(ANN), Balance(60, 0))
            self.assertEqual(await reading.ledger.balance(BOB), Balance(0, 0))
            totals = {
                account: await reading.ledger.total(account)
                for account in (GRANTS, REVENUE, available(ANN), held(ANN))
            }
        self.assertEqual(
            totals, {GRANTS: -100, REVENUE: 40, available(ANN): 60, held(ANN): 0}
        )

    async def test_a_key_is_posted_once(self) -> None:
        """Posting a used key changes nothing, even what could not be paid."""
        await self.keep(self.new_posting("key", GRANTS, available(ANN), 5))
        async with self.store.work(ANN) as work:
            for again in (
                self.new_posting("key", GRANTS, available(ANN), 5),
                self.new_posting("key", available(ANN), held(ANN), 3),
                self.new_posting("key", available(ANN), held(ANN), 99),
            ):
                self.assertIs(await work.ledger.post(again), False)
            self.assertEqual(await work.ledger.balance(ANN), Balance(5, 0))
            self.assertEqual(await work.ledger.total(GRANTS), -5)
            self.assertEqual(len(await work.ledger.postings(ANN, limit=9)), 1)

    async def test_the_last_credit_can_be_spent(self) -> None:
        """A balance may become zero, and no less."""
        await self.grant(ANN, 5)
        async with self.store.work(ANN) as work:
            await work.ledger.post(self.new_posting("5", available(ANN), held(ANN), 5))
            self.assertEqual(await work.ledger.balance(ANN), Balance(0, 5))
            with self.assertRaises(InsufficientCreditsError) as caught:
                await work.ledger.post(
                    self.new_posting("1", available(ANN), held(ANN), 1)
                )
        self.assertEqual(caught.exception.price, 1)
        self.assertEqual(caught.exception.available, 0)

    async def test_what_is_not_there_cannot_be_spent(self) -> None:
        """Too much from any account is refused; nothing is left, the work goes on."""
        await self.grant(ANN, 5)
        refused = (
            (self.new_posting("a", available(ANN), held(ANN), 6), 5),
            (self.new_posting("b", held(ANN), available(ANN), 1), 0),
            (self.new_posting("c", available(BOB), REVENUE, 1), 0),
        )
        async with self.store.work(ANN) as work:
            for posting, there in refused:
                with self.assertRaises(InsufficientCreditsError) as caught:
                    await work.ledger.post(posting)
                self.assertEqual(caught.exception.price, posting.amount)
                self.assertEqual(caught.exception.available, there)
        async with self.store.work(ANN) as work:
            self.assertEqual(await work.ledger.balance(ANN), Balance(5, 0))
            self.assertEqual(await work.ledger.total(held(ANN)), 0)
            self.assertEqual(await work.ledger.total(REVENUE), 0)
            self.assertEqual(len(await work.ledger.postings(ANN, limit=9)), 1)
            fitting = self.new_posting("a", available(ANN), held(ANN), 5)
            self.assertIs(await work.ledger.post(fitting), True)

    async def test_postings_are_listed_newest_first(self) -> None:
        """A person's postings come back equal, the newest first, so many of them."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        payment = self.new_payment("charge")
        await self.keep(avatar, job, payment)
        await self.grant(BOB, 1)
        paid = {Reason.TOP_UP, Reason.REFUND}
        postings = [
            attrs.evolve(
                self.new_posting(TEXT, GRANTS, available(ANN), 10**12),
                reason=reason,
                key=f"{reason}:{TEXT}",
                job=job.id if reason is Reason.HOLD else None,
                payment=payment.id if reason in paid else None,
                note=TEXT if reason is Reason.GRANT else None,
            )
            for reason in Reason
        ]
        postings.append(self.new_posting("out", available(ANN), held(ANN), 1))
        postings.append(self.new_posting("earned", held(ANN), REVENUE, 1))
        await self.keep(*postings)
        async with self.store.read() as reading:
            listed = await reading.ledger.postings(ANN, limit=99)
            newest = await reading.ledger.postings(ANN, limit=2)
            nothing = await reading.ledger.postings(NOBODY, limit=9)
        self.assertEqual(list(listed), postings[::-1])
        self.assertEqual(list(newest), postings[:-3:-1])
        self.assertEqual(list(nothing), [])
        for posting, expected in zip(listed, postings[::-1], strict=True):
            self.assertIs(posting.reason, expected.reason)
            self.assertIs(posting.source.kind, expected.source.kind)
            self.assertEqual(posting.at.utcoffset(), timedelta(0))

    async def test_a_hold_is_kept(self) -> None:
        """A hold comes back equal, open or ended in either way."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for status, captured in (
            (HoldStatus.HELD, 0),
            (HoldStatus.RELEASED, 0),
            (HoldStatus.CAPTURED, 30),
            (HoldStatus.CAPTURED, 40),
        ):
            job = self.new_generation(avatar)
            hold = Hold(job=job.id, person=ANN, amount=40)
            ended = attrs.evolve(hold, status=status, captured=captured)
            await self.keep(job, hold)
            async with self.store.work(ANN) as work:
                self.assertEqual(await work.ledger.hold(job.id), hold)
                await work.ledger.save_hold(ended)
            async with self.store.read() as reading:
                loaded = await reading.ledger.hold(job.id)
            self.assertEqual(loaded, attrs.evolve(ended, version=1))
            self.assertIs(loaded.status, status)

    async def test_a_hold_of_nothing_is_kept(self) -> None:
        """What is free has a hold, too."""
        avatar = self.new_avatar()
        job = attrs.evolve(self.new_training(avatar), price=0)
        hold = Hold(job=job.id, person=ANN, amount=0)
        await self.keep(avatar, job, hold)
        async with self.store.read() as reading:
            self.assertEqual(await reading.ledger.hold(job.id), hold)

    async def test_a_job_without_a_hold(self) -> None:
        """A hold that was never made is not found."""
        async with self.store.read() as reading:
            with self.assertRaises(NotFoundError):
                await reading.ledger.hold(JobId(self.ids()))

    async def test_a_job_has_one_hold(self) -> None:
        """A second hold of one job is refused; the work can go on."""
        avatar = self.new_avatar()
        job = self.new_generation(avatar)
        hold = Hold(job=job.id, person=ANN, amount=40)
        async with self.store.work(ANN) as work:
            await _add(work, avatar, job, hold)
            with self.assertRaises(AlreadyExistsError):
                await work.ledger.add_hold(attrs.evolve(hold, amount=1))
            self.assertEqual(await work.ledger.hold(job.id), hold)

    async def test_a_hold_ends_once(self) -> None:
        """Of two ends of one hold, only the first one wins."""
        avatar = self.new_avatar()
        job = self.new_generation(avatar)
        hold = Hold(job=job.id, person=ANN, amount=40)
        await self.keep(avatar, job, hold)
        async with self.store.work(ANN) as work:
            await work.ledger.save_hold(hold.capture(10))
        async with self.store.work(ANN) as work:
            with self.assertRaises(StaleError):
                await work.ledger.save_hold(hold.release())
            loaded = await work.ledger.hold(job.id)
        self.assertIs(loaded.status, HoldStatus.CAPTURED)
        self.assertEqual(loaded.captured, 10)

    async def test_receipts_are_numbered(self) -> None:
        """What was spent and got comes by pages; captures and releases do not."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.keep(avatar, job)
        await self.grant(BOB, 5)
        given = self.new_posting("given", GRANTS, available(ANN), 9)
        hold = attrs.evolve(
            self.new_posting("hold", available(ANN), held(ANN), 5),
            reason=Reason.HOLD,
            job=job.id,
        )
        capture = attrs.evolve(
            self.new_posting("capture", held(ANN), REVENUE, 3),
            reason=Reason.CAPTURE,
            job=job.id,
        )
        release = attrs.evolve(
            self.new_posting("release", held(ANN), available(ANN), 2),
            reason=Reason.RELEASE,
            job=job.id,
        )
        taken = attrs.evolve(
            self.new_posting("taken", available(ANN), GRANTS, 1),
            reason=Reason.TAKE,
            note=TEXT,
        )
        await self.keep(given, hold, capture, release, taken)
        async with self.store.read() as reading:
            first = await reading.ledger.receipts(ANN, before=None, limit=2)
            rest = await reading.ledger.receipts(ANN, before=first[-1][0], limit=2)
            nothing = await reading.ledger.receipts(NOBODY, before=None, limit=2)
            of_job = await reading.ledger.of_job(job.id)
        self.assertEqual([posting for _, posting in first], [taken, hold])
        self.assertEqual([posting for _, posting in rest], [given])
        self.assertEqual(list(nothing), [])
        self.assertEqual(list(of_job), [hold, capture, release])

    async def test_gains_are_counted_by_reason(self) -> None:
        """What came for one reason is counted, with its sum; what went is not."""
        for number in range(2):
            friend = attrs.evolve(
                self.new_posting(f"friend {number}", GRANTS, available(ANN), 50),
                reason=Reason.REFERRAL,
            )
            await self.keep(friend)
        await self.grant(ANN, 7)
        async with self.store.read() as reading:
            gain = await reading.ledger.gained(ANN, reason=Reason.REFERRAL)
            nothing = await reading.ledger.gained(BOB, reason=Reason.REFERRAL)
        self.assertEqual(gain, Gain(2, 100))
        self.assertEqual(nothing, Gain(0, 0))

    async def test_postings_of_a_payment(self) -> None:
        """What a payment bought, and what it bought back, come in order."""
        payment = self.new_payment("charge")
        bought, taken = (
            attrs.evolve(
                self.new_posting(reason, *accounts, 5),
                reason=reason,
                payment=payment.id,
            )
            for reason, accounts in (
                (Reason.TOP_UP, (SALES, available(ANN))),
                (Reason.REFUND, (available(ANN), SALES)),
            )
        )
        await self.keep(payment, bought, taken)
        async with self.store.read() as reading:
            postings = await reading.ledger.of_payment(payment.id)
        self.assertEqual(list(postings), [bought, taken])

    # --- disputes

    def new_dispute(
        self, payment: Payment, status: DisputeStatus = DisputeStatus.OPEN
    ) -> Dispute:
        """Return a dispute of Ann's about a payment."""
        filed = Dispute(
            id=DisputeId(self.ids()),
            person=ANN,
            payment=payment.id,
            words=TEXT,
            created_at=NOW,
            due_at=NOW,
        )
        if status is DisputeStatus.OPEN:
            return filed
        return filed.answer(Remedy.WORDS, reply=TEXT, owner=BOB, at=NOW)

    async def test_a_dispute_is_kept_in_every_status(self) -> None:
        """Disputes come back equal; those that wait come oldest first."""
        payment = self.new_payment("charge")
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.keep(payment, avatar, job)
        kept = [self.new_dispute(payment, status) for status in DisputeStatus]
        other = attrs.evolve(self.new_dispute(payment), payment=None, job=job.id)
        async with self.store.work(ANN) as work:
            for dispute in (*kept, other):
                await work.disputes.add(dispute)
            with self.assertRaises(AlreadyExistsError):
                await work.disputes.add(other)
        async with self.store.read() as reading:
            for dispute in kept:
                loaded = await reading.disputes.get(dispute.id, person=ANN)
                self.assertEqual(loaded, dispute)
                self.assertIs(loaded.status, dispute.status)
            with self.assertRaises(NotFoundError):
                await reading.disputes.get(other.id, person=BOB)
            with self.assertRaises(NotFoundError):
                await reading.disputes.get(DisputeId(self.ids()))
            waiting = await reading.disputes.waiting(limit=9)
            self.assertEqual(list(waiting), [kept[0], other])
            self.assertEqual(list(await reading.disputes.waiting(limit=1)), kept[:1])
            self.assertEqual(await reading.disputes.open_count(ANN), 2)
            self.assertEqual(await reading.disputes.open_count(BOB), 0)

    async def test_a_changed_dispute_is_kept(self) -> None:
        """The answer is saved, the complaint stays as it was; stale is refused."""
        payment = self.new_payment("charge")
        await self.keep(payment)
        dispute = self.new_dispute(payment)
        async with self.store.work(ANN) as work:
            await work.disputes.add(dispute)
        for remedy in Remedy:
            after = dispute.answer(remedy, reply=None, owner=BOB, at=NOW + SECOND)
            async with self.store.work(ANN) as work:
                wrong = attrs.evolve(after, words="x", person=BOB)
                await work.disputes.save(wrong)
            async with self.store.work(ANN) as work:
                loaded = await work.disputes.get(dispute.id)
                self.assertEqual(loaded, attrs.evolve(after, version=after.version + 1))
                with self.assertRaises(StaleError):
                    await work.disputes.save(after)
            dispute = attrs.evolve(dispute, version=dispute.version + 1)

    async def test_due_disputes(self) -> None:
        """Those of which somebody is to be told are listed, the longest due first."""
        payment = self.new_payment("charge")
        await self.keep(payment)
        first, second, third = (
            attrs.evolve(self.new_dispute(payment), due_at=NOW + n * SECOND)
            for n in range(3)
        )
        told = self.new_dispute(payment).told()
        async with self.store.work(ANN) as work:
            for dispute in (third, told, second, first):
                await work.disputes.add(dispute)
        async with self.store.read() as reading:
            due = await reading.disputes.due(NOW + SECOND, limit=9)
            one = await reading.disputes.due(NOW + SECOND, limit=1)
        self.assertEqual(list(due), [first.id, second.id])
        self.assertEqual(list(one), [first.id])

    # --- promo codes

    def new_promo(self, code: str = "КОД-1", uses: int = 1) -> Promo:
        """Return a promo code."""
        return Promo(code=code, credits=50, uses=uses, created_at=NOW)

    async def test_promo_codes_are_kept(self) -> None:
        """They come back equal, the newest first; a code is taken for ever."""
        first = attrs.evolve(self.new_promo("A"), valid_until=NOW + SECOND)
        second = self.new_promo()
        async with self.store.work(HOUSE) as work:
            for promo in (first, second):
                await work.promos.add(promo)
            with self.assertRaises(AlreadyExistsError):
                await work.promos.add(attrs.evolve(first, credits=1))
        async with self.store.work(HOUSE) as work:
            await work.promos.stop("A", at=NOW + SECOND)
        first = attrs.evolve(first, stopped_at=NOW + SECOND)
        async with self.store.read() as reading:
            self.assertEqual(await reading.promos.get("A"), first)
            newest = await reading.promos.newest(limit=9)
            one = await reading.promos.newest(limit=1)
            with self.assertRaises(NotFoundError):
                await reading.promos.get("B")
        self.assertEqual(list(newest), [second, first])
        self.assertEqual(list(one), [second])

    async def test_a_promo_code_is_used_once_each(self) -> None:
        """A person uses a code once, and so many people as it says."""
        promo = self.new_promo(uses=2)
        async with self.store.work(HOUSE) as work:
            await work.promos.add(promo)
        async with self.store.work(ANN) as work:
            self.assertIs(await work.promos.used_by(ANN, promo.code), False)
            self.assertIs(await work.promos.use(promo.code, ANN, at=NOW), True)
            with self.assertRaises(AlreadyExistsError):
                await work.promos.use(promo.code, ANN, at=NOW)
        async with self.store.read() as reading:
            self.assertIs(await reading.promos.used_by(ANN, promo.code), True)
            self.assertIs(await reading.promos.used_by(BOB, promo.code), False)
            self.assertEqual((await reading.promos.get(promo.code)).used, 1)

    async def test_a_use_that_is_rolled_back_is_free_again(self) -> None:
        """What was not committed was not used."""
        promo = self.new_promo()
        async with self.store.work(HOUSE) as work:
            await work.promos.add(promo)
        with self.assertRaises(_OnPurposeError):
            async with self.store.work(ANN) as work:
                await work.promos.use(promo.code, ANN, at=NOW)
                raise _OnPurposeError
        async with self.store.work(BOB) as work:
            self.assertIs(await work.promos.use(promo.code, BOB, at=NOW), True)

    async def test_friends_are_counted(self) -> None:
        """Who brought whom, and what was promised for it, is kept and counted."""
        friend = attrs.evolve(self.ann, id=NOBODY, referrer=BOB, bounty=50)
        async with self.store.work(NOBODY) as work:
            await work.people.add(friend)
            await work.people.save(attrs.evolve(friend, referrer=ANN, bounty=1))
        async with self.store.read() as reading:
            self.assertEqual(await reading.people.get(NOBODY), friend)
            self.assertEqual(await reading.people.brought_by(BOB), 1)
            self.assertEqual(await reading.people.brought_by(ANN), 0)

    # --- payments

    async def test_a_payment_is_kept_in_every_status(self) -> None:
        """Payments come back equal, and the newest come first."""
        kept = [self.new_payment(status, status) for status in PaymentStatus]
        await self.keep(*kept)
        async with self.store.read() as reading:
            for payment in kept:
                loaded = await reading.payments.get(payment.id, person=ANN)
                self.assertEqual(loaded, payment)
                self.assertIs(loaded.status, payment.status)
                self.assertEqual(loaded.created_at.utcoffset(), timedelta(0))
            newest = await reading.payments.of(ANN, limit=2)
            nothing = await reading.payments.of(BOB, limit=2)
        self.assertEqual(list(newest), kept[:-3:-1])
        self.assertEqual(list(nothing), [])

    async def test_a_payment_is_found_for_its_person(self) -> None:
        """Another person's payment, and one never made, are not found."""
        payment = self.new_payment("charge")
        await self.keep(payment)
        async with self.store.read() as reading:
            self.assertEqual(await reading.payments.get(payment.id), payment)
            with self.assertRaises(NotFoundError):
                await reading.payments.get(payment.id, person=BOB)
            with self.assertRaises(NotFoundError):
                await reading.payments.get(payment_id("never"))

    async def test_a_charge_is_kept_once(self) -> None:
        """The same charge is refused, under any id; the work can go on."""
        payment = self.new_payment("charge")
        other = attrs.evolve(payment, id=payment_id("other"))
        async with self.store.work(ANN) as work:
            await work.payments.add(payment)
            for again in (payment, other):
                with self.assertRaises(AlreadyExistsError):
                    await work.payments.add(again)
            self.assertEqual(await work.payments.get(payment.id), payment)

    async def test_a_changed_payment_is_kept(self) -> None:
        """What became of it is saved, what was paid for what is not; stale is refused."""
        payment = self.new_payment("charge")
        await self.keep(payment)
        changed = attrs.evolve(
            payment.refund(at=NOW + SECOND),
            troubles=2,
            detail=None,
        )
        wrong = attrs.evolve(changed, stars=1, payload="x", person=BOB)
        async with self.store.work(ANN) as work:
            await work.payments.save(wrong)
        async with self.store.work(ANN) as work:
            loaded = await work.payments.get(payment.id)
            with self.assertRaises(StaleError):
                await work.payments.save(changed)
        self.assertEqual(loaded, attrs.evolve(changed, version=1))

    async def test_due_payments(self) -> None:
        """What is to be given back is listed, the longest due first."""
        refunding = PaymentStatus.REFUNDING
        first, second, third = (
            attrs.evolve(self.new_payment(f"{n}", refunding), due_at=NOW + n * SECOND)
            for n in range(3)
        )
        await self.keep(self.new_payment("credited"), third, second, first)
        async with self.store.read() as reading:
            due = await reading.payments.due(NOW + SECOND, limit=9)
            one = await reading.payments.due(NOW + SECOND, limit=1)
        self.assertEqual(list(due), [first.id, second.id])
        self.assertEqual(list(one), [first.id])

    # --- the audit trail

    async def test_the_audit_trail_is_kept(self) -> None:
        """Entries come back equal, with members of their entity's own enums."""
        avatar, job = self.ids(), self.ids()
        entries = [
            _entry(
                Entity.AVATAR,
                avatar,
                AvatarEvent.START,
                AvatarStatus.PHOTOS_UPLOADING,
                AvatarStatus.TRAINING,
            ),
            _entry(
                Entity.JOB,
                job,
                JobEvent.CANCEL,
                JobStatus.SUBMITTING,
                JobStatus.CANCELLED,
            ),
            _entry(
                Entity.HOLD,
                job,
                HoldEvent.RELEASE,
                HoldStatus.HELD,
                HoldStatus.RELEASED,
            ),
            _entry(
                Entity.AVATAR,
                avatar,
                AvatarEvent.CANCEL,
                AvatarStatus.TRAINING,
                AvatarStatus.CANCELLED,
            ),
        ]
        async with self.store.work(ANN) as work:
            for entry in entries:
                await work.audit.add(entry)
            self.assertEqual(list(await work.audit.of(avatar, job)), entries)
        async with self.store.read() as reading:
            loaded = await reading.audit.of(job, avatar)
            of_job = await reading.audit.of(job)
            self.assertEqual(list(await reading.audit.of(self.ids())), [])
            self.assertEqual(list(await reading.audit.of()), [])
        self.assertEqual(list(loaded), entries)
        self.assertEqual(list(of_job), entries[1:3])
        for entry, expected in zip(loaded, entries, strict=True):
            self.assertIs(entry.entity, expected.entity)
            self.assertIs(entry.event, expected.event)
            self.assertIs(entry.source, expected.source)
            self.assertIs(entry.dest, expected.dest)
            self.assertEqual(entry.at.utcoffset(), timedelta(0))

    async def test_every_audited_word_is_kept(self) -> None:
        """Every status and event of every lifecycle can be written down."""
        id_ = self.ids()
        entries = [
            _entry(entity, id_, event, status, status)
            for entity, events, statuses in (
                (Entity.AVATAR, AvatarEvent, AvatarStatus),
                (Entity.JOB, JobEvent, JobStatus),
                (Entity.HOLD, HoldEvent, HoldStatus),
                (Entity.PAYMENT, PaymentEvent, PaymentStatus),
                (Entity.DISPUTE, DisputeEvent, DisputeStatus),
            )
            for event in events
            for status in statuses
        ]
        async with self.store.work(ANN) as work:
            for entry in entries:
                await work.audit.add(entry)
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.audit.of(id_)), entries)

    # --- doomed blobs

    async def test_doomed_blobs(self) -> None:
        """Keys whose time has come are listed, the longest due first."""
        async with self.store.work(HOUSE) as work:
            await work.doomed.add([TEXT], at=NOW)
            await work.doomed.add(["first"], at=NOW - 2 * SECOND)
            await work.doomed.add({"second"}, at=NOW - SECOND)
            await work.doomed.add(["later"], at=NOW + SECOND)
            await work.doomed.add([], at=NOW)
        async with self.store.work(HOUSE) as work:
            self.assertEqual(
                list(await work.doomed.due(NOW, limit=9)), ["first", "second", TEXT]
            )
            self.assertEqual(
                list(await work.doomed.due(NOW, limit=2)), ["first", "second"]
            )

    async def test_the_earlier_of_two_times_wins(self) -> None:
        """A blob doomed twice is due at the earlier time, in whatever order."""
        async with self.store.work(ANN) as work:
            await work.doomed.add(["a", "b"], at=NOW)
            await work.doomed.add(["a"], at=NOW - SECOND)
            await work.doomed.add(["b"], at=NOW + SECOND)
        async with self.store.work(ANN) as work:
            before = await work.doomed.due(NOW - SECOND, limit=9)
            self.assertEqual(list(before), ["a"])
            self.assertEqual(list(await work.doomed.due(NOW, limit=9)), ["a", "b"])

    async def test_a_forgotten_blob_is_not_due(self) -> None:
        """Forgotten keys are off the list; unknown ones may be forgotten, too."""
        keys = [f"key {number}" for number in range(500)]
        async with self.store.work(ANN) as work:
            await work.doomed.add(keys, at=NOW)
        async with self.store.work(HOUSE) as work:
            await work.doomed.forget([*keys[1:], "unknown"])
            await work.doomed.forget([])
        async with self.store.work(HOUSE) as work:
            self.assertEqual(list(await work.doomed.due(NOW, limit=999)), keys[:1])
            await work.doomed.add(keys[1:2], at=NOW)
            self.assertEqual(len(await work.doomed.due(NOW, limit=999)), 2)

    # --- transactions

    async def test_a_failed_work_leaves_nothing(self) -> None:
        """After an exception, which comes through, nothing of the work is there."""
        known = self.new_avatar(status=AvatarStatus.FAILED)
        photo = self.new_photo(known)
        await self.keep(known, photo)
        fresh = self.new_avatar()
        job = self.new_generation(fresh)
        with self.assertRaises(_OnPurposeError):
            async with self.store.work(ANN) as work:
                await _write_everywhere(
                    work, self, known=known, photo=photo, fresh=fresh, job=job
                )
                self.assertEqual((await work.people.get(ANN)).main_avatar, known.id)
                self.assertEqual(await work.ledger.balance(ANN), Balance(100, 0))
                raise _OnPurposeError
        await self.assert_avatar(known)
        async with self.store.work(ANN) as work:
            self.assertEqual(await work.people.get(ANN), self.ann)
            with self.assertRaises(NotFoundError):
                await work.people.get(NOBODY)
            self.assertEqual(list(await work.avatars.of(ANN)), [known])
            self.assertEqual(list(await work.photos.of(known.id)), [photo])
            with self.assertRaises(NotFoundError):
                await work.jobs.get(job.id)
            self.assertEqual(list(await work.pictures.of(job.id)), [])
            self.assertEqual(await work.ledger.balance(ANN), Balance(0, 0))
            self.assertEqual(await work.ledger.total(GRANTS), 0)
            self.assertEqual(list(await work.ledger.postings(ANN, limit=9)), [])
            with self.assertRaises(NotFoundError):
                await work.ledger.hold(job.id)
            self.assertEqual(list(await work.audit.of(known.id)), [])
            self.assertEqual(list(await work.doomed.due(NOW, limit=9)), [])

    async def test_a_work_that_ends_is_kept(self) -> None:
        """After a work that ended well, everything in it is there."""
        known = self.new_avatar(status=AvatarStatus.FAILED)
        photo = self.new_photo(known)
        await self.keep(known, photo)
        fresh = self.new_avatar(after=SECOND)
        job = self.new_generation(fresh)
        async with self.store.work(ANN) as work:
            await _write_everywhere(
                work, self, known=known, photo=photo, fresh=fresh, job=job
            )
        async with self.store.work(ANN) as work:
            self.assertEqual((await work.people.get(ANN)).main_avatar, known.id)
            self.assertEqual((await work.people.get(NOBODY)).id, NOBODY)
            names = [avatar.name for avatar in await work.avatars.of(ANN)]
            self.assertEqual(names, ["changed", TEXT])
            self.assertEqual(list(await work.photos.of(known.id)), [])
            self.assertEqual((await work.jobs.get(job.id)).starts, 1)
            self.assertEqual(len(await work.pictures.of(job.id)), 1)
            self.assertEqual(await work.ledger.balance(ANN), Balance(100, 0))
            hold = await work.ledger.hold(job.id)
            self.assertIs(hold.status, HoldStatus.RELEASED)
            self.assertEqual(len(await work.audit.of(known.id)), 1)
            self.assertEqual(list(await work.doomed.due(NOW, limit=9)), ["key"])

    async def test_a_failed_work_wakes_nobody(self) -> None:
        """What is rolled back wakes no worker."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        job = self.new_training(avatar)
        with self.assertRaises(_OnPurposeError):
            async with self.store.work(ANN) as work:
                await work.jobs.add(job)
                work.wake(job.id)
                raise _OnPurposeError
        self.assertEqual(list(await self.woken()), [])

    async def test_workers_are_woken_after_the_commit(self) -> None:
        """What is committed wakes its workers, in order, and no sooner."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        one, two = self.new_training(avatar), self.new_generation(avatar)
        async with self.store.work(ANN) as work:
            await _add(work, one, two)
            work.wake(one.id)
            work.wake(two.id, after=5 * SECOND)
            self.assertEqual(list(await self.woken()), [])
        self.assertEqual(
            list(await self.woken()), [(one.id, timedelta(0)), (two.id, 5 * SECOND)]
        )

    async def test_what_is_not_committed_is_not_seen(self) -> None:
        """Whoever only looks waits for nobody and sees what was committed."""
        avatar = self.new_avatar()
        async with self.store.work(ANN) as work:
            await work.avatars.add(avatar)
            self.assertEqual(list(await work.avatars.of(ANN)), [avatar])
            async with self.store.read() as reading:
                self.assertEqual(list(await reading.avatars.of(ANN)), [])
        await self.assert_avatar(avatar)

    async def test_a_look_is_consistent(self) -> None:
        """What is committed during a look is not seen in it, but in the next."""
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.avatars.of(ANN)), [])
            await self.keep(self.new_avatar())
            await self.grant(ANN, 5)
            self.assertEqual(list(await reading.avatars.of(ANN)), [])
            self.assertEqual(await reading.ledger.balance(ANN), Balance(0, 0))
        async with self.store.read() as reading:
            self.assertEqual(len(await reading.avatars.of(ANN)), 1)
            self.assertEqual(await reading.ledger.balance(ANN), Balance(5, 0))


async def _add(
    work: Work, *rows: Avatar | Photo | Job | Hold | Payment | Posting
) -> None:
    for row in rows:
        match row:
            case Avatar():
                await work.avatars.add(row)
            case Photo():
                await work.photos.add(row)
            case Job():
                await work.jobs.add(row)
            case Hold():
                await work.ledger.add_hold(row)
            case Payment():
                await work.payments.add(row)
            case Posting():
                await work.ledger.post(row)


def _with_everything(job: Job, status: JobStatus) -> Job:
    """Return the job with a value in every field that its status allows one in."""
    ended = status not in OPEN_JOB_STATUSES
    return attrs.evolve(
        job,
        status=status,
        request_id=f"request/{TEXT}",
        progress=Progress(queue_position=7, percent=99),
        failure=Failure.BAD_RESULT if status is JobStatus.FAILED else None,
        detail=TEXT,
        delivered=3 if status is JobStatus.SUCCEEDED else 0,
        submits=2,
        starts=4,
        troubles=5,
        submitted_at=NOW + SECOND,
        cancel_asked_at=NOW + 2 * SECOND,
        ended_at=NOW + 3 * SECOND if ended else None,
        told_at=NOW + 4 * SECOND if ended else None,
        due_at=None if ended else NOW + 5 * SECOND,
        deadline_at=NOW + 6 * SECOND,
    )


def _entry(
    entity: Entity,
    id_: UUID,
    event: AvatarEvent | JobEvent | HoldEvent | PaymentEvent | DisputeEvent,
    source: AvatarStatus | JobStatus | HoldStatus | PaymentStatus | DisputeStatus,
    dest: AvatarStatus | JobStatus | HoldStatus | PaymentStatus | DisputeStatus,
) -> AuditEntry:
    return AuditEntry(
        entity=entity,
        id=id_,
        event=event,
        source=source,
        dest=dest,
        at=NOW,
        why=TEXT,
    )


async def _write_everywhere(
    work: Work,
    case: StoreContract,
    *,
    known: Avatar,
    photo: Photo,
    fresh: Avatar,
    job: Job,
) -> None:
    """Make one change of every kind there is."""
    await work.people.add(attrs.evolve(case.ann, id=NOBODY))
    await work.people.save(case.ann.prefers(known.id))
    await work.avatars.save(attrs.evolve(known, name="changed"))
    await work.avatars.add(fresh)
    await work.photos.remove(photo.id)
    await work.photos.add(case.new_photo(fresh))
    await work.jobs.add(job)
    await work.jobs.save(job.claim(NOW))
    await work.pictures.add([case.new_picture(job)])
    hold = Hold(job=job.id, person=ANN, amount=job.price)
    await work.ledger.add_hold(hold)
    await work.ledger.save_hold(hold.release())
    await work.ledger.post(case.new_posting("grant", GRANTS, available(ANN), 100))
    await work.audit.add(
        _entry(
            Entity.AVATAR,
            known.id,
            AvatarEvent.RENAME,
            AvatarStatus.FAILED,
            AvatarStatus.FAILED,
        )
    )
    await work.incidents.put(case.new_incident(IncidentKind.BALANCE))
    await work.doomed.add(["key"], at=NOW)
