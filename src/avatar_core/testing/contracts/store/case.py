"""The store under test, and rows for it."""

import unittest

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

import attrs

from ....avatars import Avatar, AvatarStatus, Gender, Weights
from ....broadcasts import Broadcast, Part
from ....disputes import Dispute
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
from ....ledger import GRANTS, SALES, Account, Posting, Reason, available
from ....orders import OWN_WORDINGS, Order, Wording
from ....payments import Payment, PaymentStatus, payment_id
from ....people import Language, Person
from ....photos import Photo
from ....pictures import Picture
from ....ports import Reading, Store, Wake
from ....promos import Promo
from ....sizes import Size
from ...blobs import ALIAS
from ...orders import DESCRIPTION, ENRICHMENT, GENERATION, TRAINING, UPSCALE
from ...ports import SequentialIds
from .. import Contract
from .rows import Kept, Row, add, load, save


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

Answer = TypeVar("Answer")


class OnPurposeError(Exception):
    """An error raised in a transaction on purpose."""


#: Everybody whom a broadcast may be for.
EVERYBODY: Final = Part(languages=frozenset(Language))


class StoreCase(Contract):
    """A store with two people in it, and rows to write."""

    async def open_store(self) -> Store:
        """Return an empty store."""
        raise NotImplementedError

    async def woken(self) -> Sequence[Wake]:
        """Return the wakes that were queued for workers so far.

        A store whose queue cannot be inspected does not override this.
        """
        raise unittest.SkipTest("the queue cannot be inspected")

    async def asyncSetUp(self) -> None:
        """Open the store and add two people."""
        await super().asyncSetUp()
        self.store = await self.open_store()
        self.ids = SequentialIds()
        self.ann = Person(
            id=ANN, language=Language.ENGLISH, created_at=NOW, alias=ALIAS
        )
        self.bob = Person(
            id=BOB, language=Language.RUSSIAN, created_at=NOW, alias=ALIAS
        )
        await self.keep(self.ann, self.bob)

    async def read(self, ask: Callable[[Reading], Awaitable[Answer]]) -> Answer:
        """Return the answer to one question, in a snapshot of its own."""
        async with self.store.read() as reading:
            return await ask(reading)

    async def keep(self, *rows: Row, person: PersonId = ANN) -> None:
        """Add rows in one transaction."""
        async with self.store.work(person) as work:
            for row in rows:
                await add(work, row)

    async def save(self, row: Kept, *, person: PersonId = ANN) -> Kept:
        """Save a changed row in a transaction of its own; return it as saved."""
        async with self.store.work(person) as work:
            return await save(work, row)

    async def assert_kept(self, *rows: Row) -> None:
        """Assert that rows are read as they were written.

        Their representations also show the types of enums, and time zones.
        """
        async with self.store.read() as reading:
            for row in rows:
                loaded = await load(reading, row)
                self.assertEqual(loaded, row)
                self.assertEqual(repr(loaded), repr(row))

    async def grant(self, person: PersonId, amount: int) -> None:
        """Give a person credits."""
        key = self.ids().hex
        await self.keep(
            self.new_posting(key, GRANTS, available(person), amount), person=person
        )

    def new_avatar(
        self,
        owner: PersonId = ANN,
        status: AvatarStatus = AvatarStatus.DRAFT,
        **changes: Any,
    ) -> Avatar:
        """Return an avatar of *owner*, with twenty photos if it has any."""
        weights = Weights(
            key=f"weights/{TEXT}",
            size=2**40,
            trigger="av0123456789",
            job=JobId(self.ids()),
        )
        without_photos = {AvatarStatus.DRAFT, AvatarStatus.DELETED}
        avatar = Avatar(
            id=AvatarId(self.ids()),
            owner=owner,
            name=TEXT,
            type=AvatarType.PORTRAIT,
            gender=Gender.FEMALE,
            family=FAMILY,
            status=status,
            photo_count=0 if status in without_photos else 20,
            weights=weights if status is AvatarStatus.COMPLETED else None,
            created_at=NOW,
        )
        return attrs.evolve(avatar, **changes)

    def new_photo(self, avatar: Avatar, **changes: Any) -> Photo:
        """Return a photo, accepted unless it has a fault."""
        photo = PhotoId(self.ids())
        kept: dict[str, Any] = {}
        if "fault" not in changes:
            kept = {"key": f"photos/{photo}", "width": 1024, "height": 768}
        upload = Photo(
            id=photo,
            avatar=avatar.id,
            added_at=NOW,
            digest="ab" * 32,
            perceptual_hash="0123456789abcdef" * 4,
            file_name=TEXT,
            batch=TEXT,
        )
        return attrs.evolve(upload, **kept, **changes)

    def _new_job(self, avatar: Avatar, order: Order, changes: dict[str, Any]) -> Job:
        job = Job(
            id=JobId(self.ids()),
            person=avatar.owner,
            avatar=avatar.id,
            order=order,
            price=40,
            token=self.ids().hex,
            created_at=NOW,
            due_at=NOW,
            deadline_at=NOW + timedelta(hours=3),
        )
        return attrs.evolve(job, **changes)

    def new_training(
        self, avatar: Avatar, *, family: FamilyName = FAMILY, **changes: Any
    ) -> Job:
        """Return a training, just requested."""
        trigger = f"av{self.ids().hex}"
        order = attrs.evolve(TRAINING, family=family, trigger=trigger)
        return self._new_job(avatar, order, changes)

    def new_generation(
        self,
        avatar: Avatar,
        *,
        size: Size = Size.WIDE,
        wording: Wording = Wording.OWN,
        **changes: Any,
    ) -> Job:
        """Return a generation, just requested."""
        order = attrs.evolve(
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
        )
        return self._new_job(avatar, order, changes)

    def new_preview(self, training: Job) -> Job:
        """Return the pictures for the end of a training, with the same status."""
        order = attrs.evolve(
            GENERATION, wording=Wording.PACK, preview_of=training.id, count=2
        )
        return attrs.evolve(
            training, id=JobId(self.ids()), token=self.ids().hex, order=order, price=0
        )

    def new_description(self, avatar: Avatar, **changes: Any) -> Job:
        """Return a description, just requested."""
        order = attrs.evolve(DESCRIPTION, photo_key=f"described/{TEXT}")
        return self._new_job(avatar, order, changes)

    def new_enrichment(self, generation: Job, **changes: Any) -> Job:
        """Return the enrichment of a generation, with the same status."""
        order = attrs.evolve(ENRICHMENT, words=TEXT, generation=generation.id)
        return attrs.evolve(
            generation,
            id=JobId(self.ids()),
            token=self.ids().hex,
            order=order,
            price=0,
            **changes,
        )

    def new_upscale(self, avatar: Avatar, **changes: Any) -> Job:
        """Return an upscale, just requested, of a picture that is gone."""
        job = self._new_job(avatar, UPSCALE, changes)
        order = attrs.evolve(
            UPSCALE,
            source=PictureId(self.ids()),
            source_key=f"pictures/{TEXT}",
            origin=job.id,
            seed=BIG_SEED,
            shape=Size.STORY,
        )
        return attrs.evolve(job, order=order)

    def new_picture(self, job: Job, **changes: Any) -> Picture:
        """Return the first picture that the job delivered."""
        picture = Picture(
            id=PictureId(self.ids()),
            job=job.id,
            owner=job.person,
            avatar=job.avatar,
            number=0,
            key=f"pictures/{job.id}.jpg",
            shape=Size.WIDE,
            width=1280,
            height=720,
            size=2**32,
            seed=BIG_SEED,
            created_at=NOW,
        )
        return attrs.evolve(picture, **changes)

    async def drawn(self, *seconds: int, owner: PersonId = ANN) -> list[Picture]:
        """Add pictures of a new avatar in one transaction; return them.

        Each is created so many *seconds* after NOW.
        """
        avatar = self.new_avatar(owner)
        jobs = [self.new_generation(avatar) for _ in seconds]
        pictures = [
            self.new_picture(job, created_at=NOW + after * SECOND)
            for job, after in zip(jobs, seconds, strict=True)
        ]
        await self.keep(avatar, *jobs, *pictures, person=owner)
        return pictures

    def new_posting(
        self, key: str, source: Account, dest: Account, amount: int, **changes: Any
    ) -> Posting:
        """Return a posting, of bonus credits unless it sells or refunds some."""
        sells = SALES in {source, dest}
        posting = Posting(
            key=key,
            source=source,
            dest=dest,
            amount=amount,
            bonus=0 if sells else amount,
            reason=Reason.WELCOME,
            at=NOW,
        )
        return attrs.evolve(posting, **changes)

    def new_payment(
        self,
        charge_id: str,
        status: PaymentStatus = PaymentStatus.CREDITED,
        **changes: Any,
    ) -> Payment:
        """Return a payment of Ann's whose credits she has, or has given back."""
        refunded = status in {PaymentStatus.REFUNDING, PaymentStatus.REFUNDED}
        payment = Payment(
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
        return attrs.evolve(payment, **changes)

    def new_incident(self, kind: IncidentKind, model: str = "") -> Incident:
        """Return an incident."""
        return Incident(
            kind=kind, model=model, detail=TEXT, opened_at=NOW, seen_at=NOW + SECOND
        )

    def new_broadcast(self) -> Broadcast:
        """Return a draft."""
        return Broadcast(id=BroadcastId(self.ids()), admin=ANN, created_at=NOW)

    def new_dispute(self, payment: Payment, **changes: Any) -> Dispute:
        """Return an open dispute about a payment."""
        dispute = Dispute(
            id=DisputeId(self.ids()),
            person=payment.person,
            payment=payment.id,
            words=TEXT,
            created_at=NOW,
        )
        return attrs.evolve(dispute, **changes)

    def new_promo(self, code: str = "КОД-1", uses: int = 1) -> Promo:
        """Return a promo code."""
        return Promo(code=code, credits=50, uses=uses, created_at=NOW)
