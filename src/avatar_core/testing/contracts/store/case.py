"""The store under test, and rows for it."""

import unittest

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import attrs

from ....avatars import Avatar, AvatarStatus, Gender, Weights
from ....broadcasts import Broadcast
from ....disputes import Dispute, DisputeStatus, Remedy
from ....errors import PhotoFault
from ....families import AvatarType, FamilyName
from ....ids import (
    AvatarId,
    BroadcastId,
    DisputeId,
    JobId,
    PackId,
    PersonId,
    PhotoId,
    PictureId,
)
from ....incidents import Incident, IncidentKind
from ....jobs import Job
from ....ledger import GRANTS, Account, Hold, Posting, Reason, available
from ....orders import OWN_WORDINGS, Wording
from ....payments import Payment, PaymentStatus, payment_id
from ....people import Language, Person
from ....photos import Photo
from ....pictures import Picture
from ....ports import Store, Work
from ....promos import Promo
from ....sizes import Size
from ...ids import SequentialIds
from ...orders import DESCRIPTION, ENRICHMENT, GENERATION, TRAINING, UPSCALE
from .. import Contract


NOW: Final = datetime(2026, 2, 28, 23, 59, 59, 123456, tzinfo=UTC)
SECOND: Final = timedelta(seconds=1)
#: The largest number the messenger gives a person.
ANN: Final = PersonId(2**52 - 1)
BOB: Final = PersonId(2)
NOBODY: Final = PersonId(3)
FAMILY: Final = FamilyName("flux-portrait")
#: More than fits into 63 bits: providers choose such seeds.
BIG_SEED: Final = 2**64 - 1
TEXT: Final = "Zoë 'n\" Жанна; \\ %s 👩\u200d🎨 --"


class OnPurposeError(Exception):
    """An error raised in a transaction on purpose."""


class StoreCase(Contract):
    """A store with two people in it, and rows to write."""

    async def open_store(self) -> Store:
        """Return an empty store."""
        raise NotImplementedError

    async def woken(self) -> Sequence[tuple[JobId, timedelta]]:
        """Return the jobs that were queued for workers so far, with their delays.

        A store whose queue cannot be inspected does not override this.
        """
        raise unittest.SkipTest("the queue cannot be inspected")

    async def asyncSetUp(self) -> None:
        """Open the store and add two people."""
        await super().asyncSetUp()
        self.store = await self.open_store()
        self.ids = SequentialIds()
        self.ann = Person(id=ANN, language=Language.ENGLISH, created_at=NOW)
        self.bob = Person(id=BOB, language=Language.RUSSIAN, created_at=NOW)
        for person in (self.ann, self.bob):
            async with self.store.work(person.id) as work:
                await work.people.add(person)

    def new_avatar(
        self,
        owner: PersonId = ANN,
        status: AvatarStatus = AvatarStatus.DRAFT,
        *,
        after: timedelta = timedelta(0),
    ) -> Avatar:
        """Return an avatar of *owner*, created *after* that time."""
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
        perceptual_hash: str | None = "0123456789abcdef" * 4,
        fault: PhotoFault | None = None,
    ) -> Photo:
        """Return a photo, accepted unless it has a fault."""
        photo = PhotoId(self.ids())
        upload = Photo(
            id=photo,
            avatar=avatar.id,
            added_at=NOW,
            digest=digest,
            perceptual_hash=perceptual_hash,
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
        """Return a training that was requested *after* NOW."""
        job = JobId(self.ids())
        return Job(
            id=job,
            person=avatar.owner,
            avatar=avatar.id,
            order=attrs.evolve(TRAINING, family=family, trigger=f"av{job.hex}"),
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
            order=attrs.evolve(
                GENERATION,
                words=TEXT,
                scene=TEXT if wording in OWN_WORDINGS else f"a portrait, {TEXT}",
                wording=wording,
                negative="" if wording is Wording.OWN else f"blur, {TEXT}",
                prompt=f"photo of av1 woman, {TEXT}",
                size=size,
                count=4,
                seed=BIG_SEED,
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
        """Write pictures of a new avatar in one transaction; return them.

        Each is created so many *seconds* after NOW.
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
        order = attrs.evolve(DESCRIPTION, photo_key=f"described/{TEXT}")
        return attrs.evolve(self.new_training(avatar), order=order)

    def new_enrichment(self, generation: Job) -> Job:
        """Return the enrichment of a generation, just requested."""
        order = attrs.evolve(ENRICHMENT, words=TEXT, generation=generation.id)
        return attrs.evolve(
            generation, id=JobId(self.ids()), token=self.ids().hex, order=order, price=0
        )

    def new_upscale(self, avatar: Avatar) -> Job:
        """Return an upscale, just requested, of a picture that is gone."""
        job = self.new_training(avatar)
        order = attrs.evolve(
            UPSCALE,
            source=PictureId(self.ids()),
            source_key=f"pictures/{TEXT}",
            origin=job.id,
            seed=BIG_SEED,
            shape=Size.STORY,
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
        """Return a payment of Ann's whose credits she has, or has given back."""
        refunded = status in {PaymentStatus.REFUNDING, PaymentStatus.REFUNDED}
        return Payment(
            id=payment_id(charge_id),
            person=ANN,
            charge_id=charge_id,
            payload=TEXT,
            amount=225,
            currency="XTR",
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
            await add(work, *rows)

    async def grant(self, person: PersonId, amount: int) -> None:
        """Give a person credits."""
        await self.keep(
            self.new_posting(self.ids().hex, GRANTS, available(person), amount),
            person=person,
        )

    async def assert_job(self, expected: Job) -> None:
        """Assert that the job is read as it was written, with enums and time zones."""
        async with self.store.read() as reading:
            loaded = await reading.jobs.get(expected.id)
        self.assertEqual(loaded, expected)
        self.assertIs(loaded.status, expected.status)
        self.assertIs(loaded.failure, expected.failure)
        self.assertIs(loaded.kind, expected.kind)
        self.assertEqual(loaded.created_at.utcoffset(), timedelta(0))

    async def assert_avatar(self, expected: Avatar) -> None:
        """Assert that the avatar is read as it was written, with enums and time zones."""
        async with self.store.read() as reading:
            loaded = await reading.avatars.get(expected.id, owner=expected.owner)
        self.assertEqual(loaded, expected)
        self.assertIs(loaded.status, expected.status)
        self.assertIs(loaded.gender, expected.gender)
        self.assertIs(loaded.type, expected.type)
        self.assertEqual(loaded.created_at.utcoffset(), timedelta(0))

    def new_incident(self, kind: IncidentKind, model: str = "") -> Incident:
        """Return an incident."""
        return Incident(
            kind=kind,
            model=model,
            detail=TEXT,
            opened_at=NOW,
            seen_at=NOW + SECOND,
        )

    def new_broadcast(self) -> Broadcast:
        """Return a draft."""
        return Broadcast(id=BroadcastId(self.ids()), admin=ANN, created_at=NOW)

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
        )
        if status is DisputeStatus.OPEN:
            return filed
        return filed.answer(Remedy.WORDS, reply=TEXT, admin=BOB, at=NOW)

    def new_promo(self, code: str = "КОД-1", uses: int = 1) -> Promo:
        """Return a promo code."""
        return Promo(code=code, credits=50, uses=uses, created_at=NOW)


async def add(
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
