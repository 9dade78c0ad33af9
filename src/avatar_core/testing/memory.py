"""The rows in dictionaries: for tests, and for trying the core out."""

import types

from collections import Counter
from collections.abc import (
    AsyncIterator,
    Collection,
    Generator,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

import attrs

from ..audit import AuditEntry
from ..avatars import Avatar, Photo
from ..broadcasts import Broadcast
from ..deeds import Deed
from ..disputes import Dispute
from ..errors import (
    AlreadyExistsError,
    InsufficientCreditsError,
    NotFoundError,
    StaleError,
    Thing,
)
from ..families import FamilyName
from ..galleries import ALL_PICTURES, Month, PictureFilter, PictureTotals
from ..ids import (
    AvatarId,
    BroadcastId,
    DisputeId,
    JobId,
    PaymentId,
    PersonId,
    PhotoId,
    PictureId,
)
from ..incidents import Incident
from ..jobs import (
    TURN_KINDS,
    EnrichmentOrder,
    GenerationOrder,
    Job,
    JobKind,
    Picture,
    Places,
    Scene,
    TrainingOrder,
)
from ..ledger import (
    HOUSE,
    Account,
    AccountKind,
    Balance,
    Gain,
    Hold,
    Posting,
    Reason,
)
from ..payments import Payment
from ..people import Person
from ..ports import Reading, Work
from ..prices import Term
from ..promos import Promo
from ..statuses import AvatarStatus, DisputeStatus, JobStatus, PaymentStatus
from ..tallies import JobTally, Tally


Key = TypeVar("Key")
Row = TypeVar("Row")


@types.coroutine
def _let_others_run() -> Generator[None, None, None]:
    """Give way once, on any event loop."""
    yield


class _Table(Generic[Key, Row]):
    """Rows by key, over the committed rows of the same table."""

    def __init__(self, committed: dict[Key, Row]) -> None:
        self._committed = committed
        self._written: dict[Key, Row] = {}
        self._removed: set[Key] = set()

    def get(self, key: Key) -> Row | None:
        if key in self._removed:
            return None
        return self._written.get(key, self._committed.get(key))

    def values(self) -> list[Row]:
        rows = {**self._committed, **self._written}
        return [row for key, row in rows.items() if key not in self._removed]

    def keys(self) -> list[Key]:
        return [key for key in {**self._committed, **self._written} if self.has(key)]

    def has(self, key: Key) -> bool:
        return self.get(key) is not None

    def insert(self, key: Key, row: Row, *, thing: Thing) -> None:
        if self.has(key):
            raise AlreadyExistsError(thing)
        self.put(key, row)

    def put(self, key: Key, row: Row) -> None:
        self._removed.discard(key)
        self._written[key] = row

    def remove(self, key: Key) -> None:
        self._written.pop(key, None)
        self._removed.add(key)

    def commit(self) -> None:
        self._committed.update(self._written)
        for key in self._removed:
            self._committed.pop(key, None)


@attrs.define
class _Rows:
    """Everything that was committed."""

    people: dict[PersonId, Person] = attrs.field(factory=dict)
    avatars: dict[AvatarId, Avatar] = attrs.field(factory=dict)
    photos: dict[PhotoId, Photo] = attrs.field(factory=dict)
    jobs: dict[JobId, Job] = attrs.field(factory=dict)
    pictures: dict[PictureId, Picture] = attrs.field(factory=dict)
    scenes: dict[JobId, Scene] = attrs.field(factory=dict)
    postings: dict[str, Posting] = attrs.field(factory=dict)
    holds: dict[JobId, Hold] = attrs.field(factory=dict)
    payments: dict[PaymentId, Payment] = attrs.field(factory=dict)
    promos: dict[str, Promo] = attrs.field(factory=dict)
    disputes: dict[DisputeId, Dispute] = attrs.field(factory=dict)
    redeemed: dict[tuple[str, PersonId], datetime] = attrs.field(factory=dict)
    audit: dict[int, AuditEntry] = attrs.field(factory=dict)
    terms: dict[Term, int] = attrs.field(factory=dict)
    broadcasts: dict[BroadcastId, Broadcast] = attrs.field(factory=dict)
    deeds: dict[int, Deed] = attrs.field(factory=dict)
    doomed: dict[str, datetime] = attrs.field(factory=dict)
    incidents: dict[UUID, Incident] = attrs.field(factory=dict)


class _People:
    def __init__(self, rows: _Rows) -> None:
        self.table = _Table(rows.people)

    async def get(self, person: PersonId, /) -> Person:
        await _let_others_run()
        found = self.table.get(person)
        if found is None:
            raise NotFoundError(Thing.PERSON)
        return found

    async def named(self, username: str, /) -> Sequence[Person]:
        await _let_others_run()
        found = [each for each in self.table.values() if each.username == username]
        return sorted(found, key=lambda each: each.created_at, reverse=True)

    async def brought_by(self, person: PersonId, /) -> int:
        await _let_others_run()
        return sum(each.referrer == person for each in self.table.values())

    async def audience(self, *, after: PersonId, limit: int) -> Sequence[Person]:
        await _let_others_run()
        return [each for each in self._audience() if each.id > after][:limit]

    async def audience_count(self) -> int:
        await _let_others_run()
        return len(self._audience())

    def _audience(self) -> list[Person]:
        return sorted(
            (
                each
                for each in self.table.values()
                if each.blocked_at is None and each.left_at is None and not each.quiet
            ),
            key=lambda each: each.id,
        )

    async def add(self, person: Person, /) -> None:
        await _let_others_run()
        self.table.insert(person.id, person, thing=Thing.PERSON)

    async def save(self, person: Person, /) -> None:
        await _let_others_run()
        known = self.table.get(person.id)
        if known is None:
            raise NotFoundError(Thing.PERSON)
        kept = attrs.evolve(person, referrer=known.referrer, bounty=known.bounty)
        self.table.put(person.id, kept)


class _Avatars:
    def __init__(self, rows: _Rows) -> None:
        self.table = _Table(rows.avatars)

    async def get(self, avatar: AvatarId, /, *, owner: PersonId) -> Avatar:
        await _let_others_run()
        found = self.table.get(avatar)
        if (
            found is None
            or found.owner != owner
            or found.status is AvatarStatus.DELETED
        ):
            raise NotFoundError(Thing.AVATAR)
        return found

    async def of(self, owner: PersonId, /) -> Sequence[Avatar]:
        await _let_others_run()
        return sorted(
            (
                avatar
                for avatar in self.table.values()
                if avatar.owner == owner and avatar.status is not AvatarStatus.DELETED
            ),
            key=lambda avatar: avatar.created_at,
        )

    async def add(self, avatar: Avatar, /) -> None:
        await _let_others_run()
        self.table.insert(avatar.id, avatar, thing=Thing.AVATAR)

    async def save(self, avatar: Avatar, /) -> Avatar:
        await _let_others_run()
        known = self.table.get(avatar.id)
        if known is None or known.version != avatar.version:
            raise StaleError(Thing.AVATAR)
        saved = attrs.evolve(avatar, version=avatar.version + 1)
        self.table.put(avatar.id, saved)
        return saved


class _Photos:
    def __init__(self, rows: _Rows) -> None:
        self.table = _Table(rows.photos)

    async def of(self, avatar: AvatarId, /) -> Sequence[Photo]:
        await _let_others_run()
        return [photo for photo in self.table.values() if photo.avatar == avatar]

    async def add(self, photo: Photo, /) -> None:
        await _let_others_run()
        if photo.accepted and any(
            other.accepted
            and other.avatar == photo.avatar
            and other.digest == photo.digest
            for other in self.table.values()
        ):
            raise AlreadyExistsError(Thing.PHOTO)
        self.table.insert(photo.id, photo, thing=Thing.PHOTO)

    async def remove(self, photo: PhotoId, /) -> None:
        await _let_others_run()
        self.table.remove(photo)


def _holds_a_place(job: Job, now: datetime, places: Places) -> bool:
    if not job.open:
        return False
    if job.status is JobStatus.REQUESTED:
        # A worker makes it ready.
        return job.starts > 0 and job.due_at is not None and job.due_at > now
    training = job.kind is JobKind.TRAINING
    since = places.trainings_since if training else places.others_since
    return job.submitted_at is not None and job.submitted_at > since


class _Jobs:
    def __init__(self, rows: _Rows) -> None:
        self.table = _Table(rows.jobs)
        self.scenes = _Table(rows.scenes)

    async def get(self, job: JobId, /, *, person: PersonId | None = None) -> Job:
        await _let_others_run()
        found = self.table.get(job)
        if found is None or person not in {None, found.person}:
            raise NotFoundError(Thing.JOB)
        return found

    async def by_token(self, token: str, /) -> Job:
        await _let_others_run()
        for job in self.table.values():
            if job.token == token:
                return job
        raise NotFoundError(Thing.JOB)

    async def last_training(self, avatar: AvatarId, /) -> Job | None:
        await _let_others_run()
        trainings = [
            job
            for job in self.table.values()
            if job.avatar == avatar and job.kind is JobKind.TRAINING
        ]
        return max(trainings, key=lambda job: job.created_at, default=None)

    async def newest(self, person: PersonId, /, *, limit: int) -> Sequence[Job]:
        await _let_others_run()
        own = [job for job in self.table.values() if job.person == person]
        return own[::-1][:limit]

    async def group(self, lead: JobId, /) -> Sequence[Job]:
        await _let_others_run()
        return [job for job in self.table.values() if job.lead == lead]

    async def open_count(self, person: PersonId, /) -> int:
        await _let_others_run()
        jobs = self.table.values()
        return len(
            {
                job.head
                for job in jobs
                if job.open
                and job.person == person
                and not isinstance(job.order, EnrichmentOrder)
            }
        )

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[JobId]:
        await _let_others_run()
        due = sorted(
            (job.due_at, job.id)
            for job in self.table.values()
            if job.due_at is not None
            and job.due_at <= now
            and not job.waits_its_turn(now)
        )
        return [job for _, job in due[:limit]]

    async def next_to_send(self, now: datetime, places: Places, /) -> Sequence[JobId]:
        await _let_others_run()
        jobs = [job for job in self.table.values() if job.kind in TURN_KINDS]
        sent = [job for job in jobs if _holds_a_place(job, now, places)]
        having = Counter(job.person for job in sent)
        last: dict[PersonId, datetime] = {}
        for job in jobs:
            if job.submitted_at is not None:
                before = last.get(job.person, job.submitted_at)
                last[job.person] = max(before, job.submitted_at)
        order = []
        for number, job in enumerate(jobs):
            if job.waits_its_turn(now) and job.due_at is not None and job.due_at <= now:
                having[job.person] += 1
                never = datetime.min.replace(tzinfo=UTC)
                rank = having[job.person], last.get(job.person, never), number
                order.append((rank, job))
        room = places.total - len(sent)
        training = [job for job in sent if job.kind is JobKind.TRAINING]
        training_room = places.trainings - len(training)
        chosen: list[JobId] = []
        for _, job in sorted(order, key=lambda pair: pair[0]):
            if job.kind is JobKind.TRAINING:
                if training_room <= 0:
                    continue
                training_room -= 1
            chosen.append(job.id)
        return chosen[: max(0, room)]

    async def durations(
        self, family: FamilyName, /, *, limit: int
    ) -> Sequence[timedelta]:
        await _let_others_run()
        done = sorted(
            (job.ended_at, job.submitted_at)
            for job in self.table.values()
            if isinstance(job.order, TrainingOrder)
            and job.order.family == family
            and job.status is JobStatus.SUCCEEDED
            and job.ended_at is not None
            and job.submitted_at is not None
        )
        return [ended - begun for ended, begun in reversed(done[-limit:])]

    async def scene(self, job: JobId, /) -> Scene | None:
        await _let_others_run()
        return self.scenes.get(job)

    async def add(self, job: Job, /) -> None:
        await _let_others_run()
        if any(other.token == job.token for other in self.table.values()):
            raise AlreadyExistsError(Thing.JOB)
        self.table.insert(job.id, job, thing=Thing.JOB)

    async def save(self, job: Job, /) -> Job:
        await _let_others_run()
        known = self.table.get(job.id)
        if known is None or known.version != job.version:
            raise StaleError(Thing.JOB)
        saved = attrs.evolve(
            job,
            version=job.version + 1,
            order=known.order,
            price=known.price,
            person=known.person,
            lead=known.lead,
        )
        self.table.put(job.id, saved)
        return saved

    async def add_scene(self, job: JobId, scene: Scene, /) -> None:
        await _let_others_run()
        self.scenes.insert(job, scene, thing=Thing.JOB)

    async def save_order(self, job: Job, /) -> None:
        await _let_others_run()
        known = self.table.get(job.id)
        if known is None:
            raise NotFoundError(Thing.JOB)
        if not isinstance(known.order, GenerationOrder) or not isinstance(
            job.order, GenerationOrder
        ):
            raise TypeError("only a generation waits for words")
        settled = attrs.evolve(
            known.order,
            scene=job.order.scene,
            wording=job.order.wording,
            negative=job.order.negative,
            prompt=job.order.prompt,
        )
        self.table.put(job.id, attrs.evolve(known, order=settled))


class _Pictures:
    def __init__(self, rows: _Rows) -> None:
        self.table = _Table(rows.pictures)

    def _among(self, owner: PersonId, among: PictureFilter) -> list[Picture]:
        own = (picture for picture in self.table.values() if picture.owner == owner)
        # Sorting keeps those of one moment in the order in which they came.
        return sorted(filter(among.admits, own), key=lambda picture: picture.created_at)

    def _rank(self, picture: Picture) -> tuple[datetime, int]:
        return picture.created_at, self.table.keys().index(picture.id)

    async def get(self, picture: PictureId, /, *, owner: PersonId) -> Picture:
        await _let_others_run()
        found = self.table.get(picture)
        if found is None or found.owner != owner:
            raise NotFoundError(Thing.PICTURE)
        return found

    async def of(self, job: JobId, /) -> Sequence[Picture]:
        await _let_others_run()
        return sorted(
            (picture for picture in self.table.values() if picture.job == job),
            key=lambda picture: picture.number,
        )

    async def older(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        await _let_others_run()
        older = [
            picture
            for picture in self._among(owner, among)
            if than is None or self._rank(picture) < self._rank(than)
        ]
        return older[-1] if older else None

    async def newer(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        await _let_others_run()
        newer = [
            picture
            for picture in self._among(owner, among)
            if than is None or self._rank(picture) > self._rank(than)
        ]
        return newer[0] if newer else None

    async def count(
        self, owner: PersonId, among: PictureFilter, /, *, since: Picture | None = None
    ) -> int:
        await _let_others_run()
        return sum(
            since is None or self._rank(picture) >= self._rank(since)
            for picture in self._among(owner, among)
        )

    async def months(self, owner: PersonId, /, *, limit: int) -> Sequence[Month]:
        await _let_others_run()
        own = self._among(owner, ALL_PICTURES)
        months = {Month.of(picture.created_at) for picture in own}
        return sorted(months, reverse=True)[:limit]

    async def totals(self, owner: PersonId, /, *, since: datetime) -> PictureTotals:
        await _let_others_run()
        own = self._among(owner, ALL_PICTURES)
        return PictureTotals(
            total=len(own),
            favourites=sum(picture.favourite for picture in own),
            recent=sum(picture.created_at >= since for picture in own),
            first_at=own[0].created_at if own else None,
            by_avatar=Counter(picture.avatar for picture in own),
        )

    async def add(self, pictures: Sequence[Picture], /) -> None:
        await _let_others_run()
        for picture in pictures:
            self.table.insert(picture.id, picture, thing=Thing.PICTURE)

    async def save(self, picture: Picture, /) -> None:
        await _let_others_run()
        known = self.table.get(picture.id)
        if known is None:
            raise NotFoundError(Thing.PICTURE)
        saved = attrs.evolve(known, favourite=picture.favourite)
        self.table.put(picture.id, saved)

    async def remove(self, picture: PictureId, /) -> None:
        await _let_others_run()
        self.table.remove(picture)


class _Ledger:
    def __init__(self, rows: _Rows, jobs: _Table[JobId, Job]) -> None:
        self.table = _Table(rows.postings)
        self.holds = _Table(rows.holds)
        self.jobs = jobs

    def _sum(self, account: Account) -> int:
        postings = self.table.values()
        credits_ = sum(p.amount for p in postings if p.dest == account)
        return credits_ - sum(p.amount for p in postings if p.source == account)

    async def balance(self, person: PersonId, /) -> Balance:
        await _let_others_run()
        return Balance(
            available=self._sum(Account(person, AccountKind.AVAILABLE)),
            held=self._sum(Account(person, AccountKind.HELD)),
        )

    async def total(self, account: Account, /) -> int:
        await _let_others_run()
        return self._sum(account)

    async def hold(self, job: JobId, /) -> Hold:
        await _let_others_run()
        found = self.holds.get(job)
        if found is None:
            raise NotFoundError(Thing.JOB)
        return found

    async def postings(self, person: PersonId, /, *, limit: int) -> Sequence[Posting]:
        await _let_others_run()
        own = [
            posting
            for posting in self.table.values()
            if person in {posting.source.holder, posting.dest.holder}
        ]
        return own[::-1][:limit]

    async def receipts(
        self, person: PersonId, /, *, before: int | None, limit: int
    ) -> Sequence[tuple[int, Posting]]:
        await _let_others_run()
        spendable = Account(person, AccountKind.AVAILABLE)
        own = [
            (number, posting)
            for number, posting in enumerate(self.table.values(), start=1)
            if posting.source == spendable
            or (posting.dest == spendable and posting.reason is not Reason.RELEASE)
        ]
        older = [line for line in own if before is None or line[0] < before]
        return older[::-1][:limit]

    async def gained(self, person: PersonId, /, *, reason: Reason) -> Gain:
        await _let_others_run()
        amounts = [
            posting.amount
            for posting in self.table.values()
            if posting.dest.holder == person and posting.reason is reason
        ]
        return Gain(len(amounts), sum(amounts))

    async def of_job(self, job: JobId, /) -> Sequence[Posting]:
        await _let_others_run()
        return [posting for posting in self.table.values() if posting.job == job]

    async def of_payment(self, payment: PaymentId, /) -> Sequence[Posting]:
        await _let_others_run()
        return [each for each in self.table.values() if each.payment == payment]

    async def captured(self, person: PersonId, /, *, kind: JobKind) -> int:
        await _let_others_run()
        own = (hold for hold in self.holds.values() if hold.person == person)
        return sum(
            hold.captured
            for hold in own
            if (job := self.jobs.get(hold.job)) is not None and job.kind is kind
        )

    async def post(self, posting: Posting, /) -> bool:
        await _let_others_run()
        if self.table.has(posting.key):
            return False
        there = self._sum(posting.source)
        if posting.source.holder != HOUSE and there < posting.amount:
            raise InsufficientCreditsError(posting.amount, there)
        self.table.put(posting.key, posting)
        return True

    async def add_hold(self, hold: Hold, /) -> None:
        await _let_others_run()
        self.holds.insert(hold.job, hold, thing=Thing.HOLD)

    async def save_hold(self, hold: Hold, /) -> None:
        await _let_others_run()
        known = self.holds.get(hold.job)
        if known is None or known.version != hold.version:
            raise StaleError(Thing.HOLD)
        self.holds.put(hold.job, attrs.evolve(hold, version=hold.version + 1))


class _Payments:
    def __init__(self, rows: _Rows) -> None:
        self.table = _Table(rows.payments)

    async def get(
        self, payment: PaymentId, /, *, person: PersonId | None = None
    ) -> Payment:
        await _let_others_run()
        found = self.table.get(payment)
        if found is None or person not in {None, found.person}:
            raise NotFoundError(Thing.PAYMENT)
        return found

    async def of(self, person: PersonId, /, *, limit: int) -> Sequence[Payment]:
        await _let_others_run()
        own = [one for one in self.table.values() if one.person == person]
        return own[::-1][:limit]

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[PaymentId]:
        await _let_others_run()
        due = sorted(
            (payment.due_at, payment.id)
            for payment in self.table.values()
            if payment.due_at is not None and payment.due_at <= now
        )
        return [payment for _, payment in due[:limit]]

    async def add(self, payment: Payment, /) -> None:
        await _let_others_run()
        if any(one.charge_id == payment.charge_id for one in self.table.values()):
            raise AlreadyExistsError(Thing.PAYMENT)
        self.table.insert(payment.id, payment, thing=Thing.PAYMENT)

    async def save(self, payment: Payment, /) -> Payment:
        await _let_others_run()
        known = self.table.get(payment.id)
        if known is None or known.version != payment.version:
            raise StaleError(Thing.PAYMENT)
        saved = attrs.evolve(
            known,
            reclaimed=payment.reclaimed,
            status=payment.status,
            troubles=payment.troubles,
            detail=payment.detail,
            due_at=payment.due_at,
            version=payment.version + 1,
        )
        self.table.put(payment.id, saved)
        return saved


class _Promos:
    def __init__(self, rows: _Rows, in_use: set[str]) -> None:
        self.table = _Table(rows.promos)
        self.redeemed = _Table(rows.redeemed)
        #: Codes whose last use another transaction may be taking.
        self._in_use = in_use
        self._taken: set[str] = set()

    def _used(self, code: str) -> int:
        return sum(key[0] == code for key in self.redeemed.keys())  # noqa: SIM118 - no dict

    async def get(self, code: str, /) -> Promo:
        await _let_others_run()
        found = self.table.get(code)
        if found is None:
            raise NotFoundError(Thing.PROMO)
        return attrs.evolve(found, used=self._used(code))

    async def newest(self, *, limit: int) -> Sequence[Promo]:
        await _let_others_run()
        newest = self.table.values()[::-1][:limit]
        return [attrs.evolve(each, used=self._used(each.code)) for each in newest]

    async def used_by(self, person: PersonId, code: str, /) -> bool:
        await _let_others_run()
        return self.redeemed.has((code, person))

    async def add(self, promo: Promo, /) -> None:
        await _let_others_run()
        self.table.insert(promo.code, promo, thing=Thing.PROMO)

    async def use(self, code: str, person: PersonId, /, *, at: datetime) -> bool:
        await _let_others_run()
        while code in self._in_use - self._taken:
            await _let_others_run()
        self._in_use.add(code)
        self._taken.add(code)
        if self.redeemed.has((code, person)):
            raise AlreadyExistsError(Thing.PROMO)
        promo = self.table.get(code)
        if promo is None or self._used(code) >= promo.uses:
            return False
        self.redeemed.put((code, person), at)
        return True

    async def stop(self, code: str, /, *, at: datetime) -> None:
        await _let_others_run()
        promo = self.table.get(code)
        if promo is not None:
            self.table.put(code, attrs.evolve(promo, stopped_at=at))

    def release(self) -> None:
        self._in_use -= self._taken


class _Disputes:
    def __init__(self, rows: _Rows) -> None:
        self.table = _Table(rows.disputes)

    async def get(
        self, dispute: DisputeId, /, *, person: PersonId | None = None
    ) -> Dispute:
        await _let_others_run()
        found = self.table.get(dispute)
        if found is None or person not in {None, found.person}:
            raise NotFoundError(Thing.DISPUTE)
        return found

    def _waiting(self) -> list[Dispute]:
        return [one for one in self.table.values() if one.status is DisputeStatus.OPEN]

    async def open_count(self, person: PersonId, /) -> int:
        await _let_others_run()
        return sum(one.person == person for one in self._waiting())

    async def waiting(self, *, limit: int) -> Sequence[Dispute]:
        await _let_others_run()
        return self._waiting()[:limit]

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[DisputeId]:
        await _let_others_run()
        due = sorted(
            (dispute.due_at, dispute.id)
            for dispute in self.table.values()
            if dispute.due_at is not None and dispute.due_at <= now
        )
        return [dispute for _, dispute in due[:limit]]

    async def add(self, dispute: Dispute, /) -> None:
        await _let_others_run()
        self.table.insert(dispute.id, dispute, thing=Thing.DISPUTE)

    async def save(self, dispute: Dispute, /) -> Dispute:
        await _let_others_run()
        known = self.table.get(dispute.id)
        if known is None or known.version != dispute.version:
            raise StaleError(Thing.DISPUTE)
        saved = attrs.evolve(
            dispute,
            person=known.person,
            job=known.job,
            payment=known.payment,
            words=known.words,
            version=dispute.version + 1,
        )
        self.table.put(dispute.id, saved)
        return saved


class _Audit:
    def __init__(self, rows: _Rows) -> None:
        self.table = _Table(rows.audit)
        self._committed = rows.audit
        self.added: list[AuditEntry] = []

    async def of(self, *ids: UUID) -> Sequence[AuditEntry]:
        await _let_others_run()
        entries = [*self._committed.values(), *self.added]
        return [entry for entry in entries if entry.id in ids]

    async def add(self, entry: AuditEntry, /) -> None:
        await _let_others_run()
        self.added.append(entry)

    def commit(self) -> None:
        for entry in self.added:
            self._committed[len(self._committed)] = entry


class _Terms:
    def __init__(self, rows: _Rows) -> None:
        self.table = _Table(rows.terms)

    async def changed(self) -> Mapping[Term, int]:
        await _let_others_run()
        return {
            term: value for term in Term if (value := self.table.get(term)) is not None
        }

    async def change(self, term: Term, value: int | None, /) -> None:
        await _let_others_run()
        if value is None:
            self.table.remove(term)
        else:
            self.table.put(term, value)


class _Deeds:
    def __init__(self, rows: _Rows) -> None:
        self._committed = rows.deeds
        self.added: list[Deed] = []

    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[Deed]:
        await _let_others_run()
        deeds = [*self._committed.values(), *self.added]
        return deeds[::-1][skip : skip + limit]

    async def add(self, deed: Deed, /) -> None:
        await _let_others_run()
        self.added.append(deed)

    def commit(self) -> None:
        for deed in self.added:
            self._committed[len(self._committed)] = deed


class _Broadcasts:
    def __init__(self, rows: _Rows) -> None:
        self.table = _Table(rows.broadcasts)

    async def get(self, broadcast: BroadcastId, /) -> Broadcast:
        await _let_others_run()
        found = self.table.get(broadcast)
        if found is None:
            raise NotFoundError(Thing.BROADCAST)
        return found

    async def due(self, now: datetime, /) -> Broadcast | None:
        await _let_others_run()
        due = [
            (each.due_at, each)
            for each in self.table.values()
            if each.due_at is not None and each.due_at <= now
        ]
        return min(due, key=lambda pair: pair[0], default=(now, None))[1]

    async def add(self, broadcast: Broadcast, /) -> None:
        await _let_others_run()
        self.table.insert(broadcast.id, broadcast, thing=Thing.BROADCAST)

    async def save(self, broadcast: Broadcast, /) -> None:
        await self.get(broadcast.id)
        self.table.put(broadcast.id, broadcast)


class _Incidents:
    def __init__(self, rows: _Rows) -> None:
        self.table = _Table(rows.incidents)

    async def all(self) -> Sequence[Incident]:
        await _let_others_run()
        return self.table.values()

    async def put(self, incident: Incident, /) -> Incident:
        await _let_others_run()
        known = self.table.get(incident.id)
        if (0 if known is None else known.version) != incident.version:
            raise StaleError(Thing.INCIDENT)
        saved = attrs.evolve(incident, version=incident.version + 1)
        self.table.put(incident.id, saved)
        return saved


class _Tallies:
    def __init__(self, rows: _Rows) -> None:
        self.rows = rows

    async def everything(self, *, since: datetime) -> Tally:
        await _let_others_run()
        people = self.rows.people.values()
        jobs: dict[tuple[JobKind, FamilyName | None, JobStatus], list[Job]] = {}
        for job in self.rows.jobs.values():
            jobs.setdefault((job.kind, _family_of(job), job.status), []).append(job)
        credits_: dict[Reason, int] = {}
        for posting in self.rows.postings.values():
            moved = credits_.get(posting.reason, 0) + posting.amount
            credits_[posting.reason] = moved
        return Tally(
            people=len(people),
            newcomers=sum(person.created_at >= since for person in people),
            blocked=sum(person.blocked_at is not None for person in people),
            left=sum(person.left_at is not None for person in people),
            jobs=[
                JobTally(
                    kind=kind,
                    family=family,
                    status=status,
                    jobs=len(counted),
                    delivered=sum(job.delivered for job in counted),
                )
                for (kind, family, status), counted in sorted(
                    jobs.items(),
                    key=lambda item: (item[0][0], item[0][1] or "", item[0][2]),
                )
            ],
            credits=credits_,
            stars=sum(
                payment.stars
                for payment in self.rows.payments.values()
                if payment.status is PaymentStatus.CREDITED
            ),
        )


def _family_of(job: Job) -> FamilyName | None:
    match job.order:
        case TrainingOrder(family=family) | GenerationOrder(family=family):
            return family
        case _:
            return None


class _Doomed:
    def __init__(self, rows: _Rows) -> None:
        self.table = _Table(rows.doomed)

    async def add(self, keys: Collection[str], /, *, at: datetime) -> None:
        await _let_others_run()
        for key in keys:
            known = self.table.get(key)
            self.table.put(key, at if known is None else min(at, known))

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[str]:
        await _let_others_run()
        times = ((self.table.get(key), key) for key in self.table.keys())  # noqa: SIM118 - no dict
        due = sorted((at, key) for at, key in times if at is not None and at <= now)
        return [key for _, key in due[:limit]]

    async def forget(self, keys: Collection[str], /) -> None:
        await _let_others_run()
        for key in keys:
            self.table.remove(key)


class _Transaction:
    """One transaction over the rows; it satisfies `Work` and `Reading`."""

    def __init__(self, rows: _Rows, in_use: set[str]) -> None:
        self.people = _People(rows)
        self.avatars = _Avatars(rows)
        self.photos = _Photos(rows)
        self.jobs = _Jobs(rows)
        self.pictures = _Pictures(rows)
        self.ledger = _Ledger(rows, self.jobs.table)
        self.payments = _Payments(rows)
        self.promos = _Promos(rows, in_use)
        self.disputes = _Disputes(rows)
        self.audit = _Audit(rows)
        self.terms = _Terms(rows)
        self.deeds = _Deeds(rows)
        self.broadcasts = _Broadcasts(rows)
        self.incidents = _Incidents(rows)
        self.tallies = _Tallies(rows)
        self.doomed = _Doomed(rows)
        self.wakes: list[tuple[JobId, timedelta]] = []

    def wake(self, job: JobId, /, *, after: timedelta = timedelta(0)) -> None:
        self.wakes.append((job, after))

    def commit(self) -> None:
        tables: Iterable[_Table[object, object]] = (
            self.people.table,
            self.avatars.table,
            self.photos.table,
            self.jobs.table,
            self.jobs.scenes,
            self.pictures.table,
            self.ledger.table,
            self.ledger.holds,
            self.payments.table,
            self.promos.table,
            self.disputes.table,
            self.promos.redeemed,
            self.terms.table,
            self.broadcasts.table,
            self.incidents.table,
            self.doomed.table,
        )  # type: ignore[assignment]  # tables of different rows
        for table in tables:
            table.commit()
        self.audit.commit()
        self.deeds.commit()


class MemoryStore:
    """A `Store` in memory: transactions of one person wait for one another.

    Every call gives way once, so that a scheduler can interleave tasks there.
    """

    def __init__(self) -> None:
        self._rows = _Rows()
        self._busy: set[PersonId] = set()
        self._codes_in_use: set[str] = set()
        #: What committed transactions asked to be woken, oldest first.
        self.wakes: list[tuple[JobId, timedelta]] = []

    @asynccontextmanager
    async def work(self, person: PersonId, /) -> AsyncIterator[Work]:
        """Begin a transaction; leaving it commits, an exception rolls back."""
        await _let_others_run()
        while person in self._busy:
            await _let_others_run()
        self._busy.add(person)
        try:
            transaction = _Transaction(self._rows, self._codes_in_use)
            try:
                yield transaction
                transaction.commit()
            finally:
                transaction.promos.release()
            self.wakes += transaction.wakes
        finally:
            self._busy.discard(person)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        """Begin a look that changes nothing, and that nothing changes."""
        await _let_others_run()
        yield _Transaction(
            _Rows(
                **{
                    field.name: dict(getattr(self._rows, field.name))
                    for field in attrs.fields(_Rows)
                }
            ),
            set(),
        )
