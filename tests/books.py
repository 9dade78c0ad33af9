"""Checks every promise that can be seen in the rows and the blobs."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from avatar_core import (
    Account,
    AvatarStatus,
    Hold,
    HoldStatus,
    Job,
    JobId,
    JobKind,
    JobStatus,
    PaymentStatus,
    PersonId,
    PictureId,
    Posting,
)
from avatar_core.audit import AuditEntry, Entity
from avatar_core.avatars import MAX_PHOTOS, MIN_PHOTOS
from avatar_core.blob_keys import archive_key
from avatar_core.ledger import AccountKind, Reason
from avatar_core.orders import (
    EnrichmentOrder,
    GenerationOrder,
    TrainingOrder,
    UpscaleOrder,
    is_unasked,
)
from avatar_core.pictures import picture_id
from avatar_core.testing import MemoryBlobs, MemoryStore


class BrokenPromiseError(BaseException):
    """A promise is broken.

    It is not an `Exception`, so that the product does not swallow it.
    """


def demand(kept: object, what: str, *facts: object) -> None:
    """Raise `BrokenPromiseError` unless the promise is kept."""
    if not kept:
        raise BrokenPromiseError(": ".join([what, *map(str, facts)]))


def check_books(
    store: MemoryStore, blobs: MemoryBlobs, deleted: Collection[PictureId] = ()
) -> None:
    """Check money, jobs, avatars and the audit trail against one another.

    *deleted* are the pictures that people deleted.

    Raises:
        BrokenPromiseError: They contradict one another.
    """
    check_money(store)
    _check_jobs(store, blobs, deleted)
    _check_avatars(store, blobs)
    _check_blobs(store, blobs)
    _check_forgotten(store)
    check_trails(store)


def check_money(store: MemoryStore) -> None:
    """Check every movement of credits against what it was for.

    Raises:
        BrokenPromiseError: They contradict one another.
    """
    rows = store._rows
    sums: defaultdict[Account, int] = defaultdict(int)
    bonus: defaultdict[Account, int] = defaultdict(int)
    moved: defaultdict[object, dict[Reason, Posting]] = defaultdict(dict)
    for posting in rows.postings.values():
        sums[posting.source] -= posting.amount
        sums[posting.dest] += posting.amount
        bonus[posting.source] -= posting.bonus
        bonus[posting.dest] += posting.bonus
        twice = posting.job is not None and posting.reason in moved[posting.job]
        demand(not twice, "one posting of a kind per job", posting)
        moved[posting.job][posting.reason] = posting
    demand(sum(sums.values()) == 0, "the ledger balances", dict(sums))
    for account, total in sums.items():
        sound = 0 <= bonus[account] <= total
        demand(not account.holder or sound, "nobody is negative", account, total)
    held: defaultdict[PersonId, int] = defaultdict(int)
    for key, hold in rows.holds.items():
        if hold.status is HoldStatus.HELD:
            held[hold.person] += hold.amount
        check_order(store, hold, moved[key])
    bought: defaultdict[object, Counter[Reason]] = defaultdict(Counter)
    for posting in rows.postings.values():
        if posting.payment is not None:
            bought[posting.payment][posting.reason] += posting.amount
    for one in rows.payments.values():
        expected = {Reason.TOP_UP: one.credits, Reason.REFUND: one.reclaimed}
        demand(
            bought[one.id]
            == {why: amount for why, amount in expected.items() if amount},
            "a payment's credits were given, and taken back, once",
            one,
        )
    for person in rows.people:
        there = sums[Account(person, AccountKind.HELD)]
        demand(there == held[person], "what is held belongs to open holds", person)


def check_order(
    store: MemoryStore, hold: Hold, moved: Mapping[Reason, Posting]
) -> None:
    """Check the jobs of one order, its hold, and the credits *moved* for it.

    Raises:
        BrokenPromiseError: They contradict one another.
    """
    order = [job for job in store._rows.jobs.values() if job.head == hold.job]
    still_open = any(job.open for job in order)
    demand(still_open == (hold.status is HoldStatus.HELD), "order and hold end", order)
    price = sum(job.price for job in order)
    demand(hold.amount == price, "the price is held", order)
    earned = sum(job.price * job.delivered // job.order.count for job in order)
    earned = 0 if still_open else earned
    demand(hold.captured == earned, "only the delivered is paid", order, hold)
    # Gifts are spent first, and come back as gifts.
    spent = hold.captured, min(hold.captured, hold.bonus)
    expected = {Reason.HOLD: (hold.amount, hold.bonus)}
    if not still_open:
        expected[Reason.CAPTURE] = spent
        expected[Reason.RELEASE] = hold.amount - spent[0], hold.bonus - spent[1]
    if Reason.AMENDS in moved:
        expected[Reason.AMENDS] = spent
    free = _check_replaced(store, hold.job)
    demand((Reason.RETRAINING in moved) == free, "what is free is posted", hold)
    if free:
        given = moved[Reason.RETRAINING]
        expected[Reason.RETRAINING] = given.amount, given.bonus
    demand(
        {why: (one.amount, one.bonus) for why, one in moved.items()}
        == {why: both for why, both in expected.items() if both[0]},
        "credits move as the hold says",
        hold,
        moved,
    )


def _check_replaced(store: MemoryStore, training: JobId) -> bool:
    """Check the trainings that replace one; return whether there are any."""
    free = [
        job
        for job in store._rows.jobs.values()
        if isinstance(job.order, TrainingOrder) and job.order.replaces == training
    ]
    demand(not any(job.price for job in free), "a free training is free", free)
    demand(sum(job.delivered for job in free) <= 1, "one training is free", free)
    return bool(free)


def _check_jobs(
    store: MemoryStore, blobs: MemoryBlobs, deleted: Collection[PictureId]
) -> None:
    rows = store._rows
    heads = {job.head for job in rows.jobs.values()}
    demand(heads == set(rows.holds), "every order has its hold")
    for key, job in rows.jobs.items():
        pictures = [one for one in rows.pictures.values() if one.job == key]
        demand(job.open == (job.ended_at is None), "an ended job says when", job)
        unasked = is_unasked(job.order) and job.price
        demand(not unasked, "what nobody ordered is free", job)
        succeeded = job.status is JobStatus.SUCCEEDED
        demand(succeeded == (job.delivered > 0), "success delivers", job)
        # Of the forgotten nothing is left but what it cost.
        forgotten = rows.people[job.person].forgotten_at is not None
        kept = not forgotten and not _erased(store, job)
        if job.kind in {JobKind.GENERATION, JobKind.UPSCALE}:
            gone = sum(
                picture_id(key, n) in deleted
                for n in range(getattr(job.order, "drawn", 1))
            )
            there = job.delivered - gone if kept else 0
            demand(there == len(pictures), "pictures are there", job)
        # Nothing in the order of a description says whether it was erased.
        gone_avatar = rows.avatars[job.avatar].status is AvatarStatus.DELETED
        unsure = job.kind is JobKind.DESCRIPTION and gone_avatar and not forgotten
        if job.kind in {JobKind.DESCRIPTION, JobKind.ENRICHMENT} and not unsure:
            there = succeeded and kept
            demand(there == (key in rows.scenes), "a scene is there", job)
        for picture in pictures:
            demand(picture.key in blobs.kept, "a picture's blob is there", picture)
            demand(picture.key not in rows.deletions, "pictures are kept", picture)
        demand((job.due_at is None) == (job.told_at is not None), "due or told", job)


def _erased(store: MemoryStore, job: Job) -> bool:
    """Return whether the order's words were erased; its person may have returned."""
    match job.order:
        case UpscaleOrder(origin=origin):
            return _erased(store, store._rows.jobs[origin])
        case GenerationOrder(prompt=prompt):
            return not prompt
        case EnrichmentOrder(words=words):
            return not words
        case _:
            return False


def _check_avatars(store: MemoryStore, blobs: MemoryBlobs) -> None:
    rows = store._rows
    for key, avatar in rows.avatars.items():
        photos = [one for one in rows.photos.values() if one.avatar == key]
        trainings = [
            job
            for job in rows.jobs.values()
            if job.avatar == key and job.kind is JobKind.TRAINING and job.open
        ]
        training = avatar.status is AvatarStatus.TRAINING
        demand(len(trainings) == training, "training means a job", avatar, trainings)
        accepted = sum(photo.accepted for photo in photos)
        demand(avatar.photo_count == accepted, "photos are counted", avatar)
        if training:
            enough = MIN_PHOTOS <= avatar.photo_count <= MAX_PHOTOS
            demand(enough, "a training has its photos", avatar)
        if avatar.status is AvatarStatus.COMPLETED:
            weights = avatar.weights
            demand(weights is not None, "completed means weights", avatar)
            if weights is not None:
                demand(weights.key in blobs.kept, "the weights are there", avatar)
                demand(weights.key not in rows.deletions, "weights are kept", avatar)
    for person in rows.people.values():
        if person.main_avatar is not None:
            main = rows.avatars[person.main_avatar]
            demand(
                (person.id, AvatarStatus.COMPLETED) == (main.owner, main.status),
                "the main avatar is one's own, and usable",
                main,
            )


def _check_forgotten(store: MemoryStore) -> None:
    rows = store._rows
    gone = {one.id for one in rows.people.values() if one.forgotten_at is not None}
    for avatar in rows.avatars.values():
        if avatar.owner in gone:
            dead = avatar.status is AvatarStatus.DELETED
            demand(dead, "the forgotten have no avatar", avatar)
            photos = [one for one in rows.photos.values() if one.avatar == avatar.id]
            demand(not photos, "the forgotten have no photo", *photos)
    for picture in rows.pictures.values():
        demand(picture.owner not in gone, "the forgotten have no picture", picture)
    for job in rows.jobs.values():
        if job.person in gone:
            said = job.detail or (
                isinstance(job.order, GenerationOrder) and job.order.prompt
            )
            demand(not said, "the forgotten have said nothing", job)


def _check_blobs(store: MemoryStore, blobs: MemoryBlobs) -> None:
    rows = store._rows
    known = {
        *rows.deletions,
        *(photo.key for photo in rows.photos.values()),
        *(
            archive_key(rows.people[job.person].known_as, job.avatar, job.id)
            for job in rows.jobs.values()
            if job.kind is JobKind.TRAINING and job.open
        ),
        *(picture.key for picture in rows.pictures.values()),
        *(avatar.weights.key for avatar in rows.avatars.values() if avatar.weights),
    }
    prefixes = tuple(key for key in rows.deletions if key.endswith("/"))
    strays = {key for key in blobs.kept if not key.startswith(prefixes)} - known
    demand(not strays, "no blob is kept that nobody knows", *sorted(strays))
    for photo in rows.photos.values():
        if photo.key is not None:
            demand(photo.key in blobs.kept, "a taken photo is there", photo)
            demand(photo.key not in rows.deletions, "a taken photo is kept", photo)


def check_trails(store: MemoryStore) -> None:
    """Check that the audit trail leads to every status, step by step.

    Raises:
        BrokenPromiseError: A step is missing, or out of order.
    """
    rows = store._rows
    entries: defaultdict[tuple[Entity, UUID], list[AuditEntry]] = defaultdict(list)
    for entry in rows.audit.values():
        entries[entry.entity, entry.id].append(entry)
    for avatar in rows.avatars.values():
        trail = entries[Entity.AVATAR, avatar.id]
        _check_trail(trail, AvatarStatus.DRAFT, avatar.status)
    for job in rows.jobs.values():
        _check_trail(entries[Entity.JOB, job.id], JobStatus.REQUESTED, job.status)
    for payment in rows.payments.values():
        trail = entries[Entity.PAYMENT, payment.id]
        _check_trail(trail, PaymentStatus.RECEIVED, payment.status)
    for hold in rows.holds.values():
        trail = entries[Entity.HOLD, hold.job]
        _check_trail(trail, HoldStatus.HELD, hold.status)
        ends = int(hold.status is not HoldStatus.HELD)
        demand(len(trail) == ends, "a hold ends once", hold)


def _check_trail(entries: list[AuditEntry], first: object, last: object) -> None:
    demand(
        [first, *(entry.dest for entry in entries)]
        == [*(entry.source for entry in entries), last],
        "the audit trail has no gap",
        entries,
    )
    times = [entry.at for entry in entries]
    demand(times == sorted(times), "the audit trail is in order", entries)
