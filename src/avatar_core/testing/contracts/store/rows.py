"""Add, save and load a row, whatever its kind."""

from typing import Any, TypeAlias, TypeVar

from ....avatars import Avatar
from ....broadcasts import Broadcast
from ....disputes import Dispute
from ....incidents import Incident
from ....jobs import Job
from ....ledger import Hold, Posting
from ....lifecycle import written
from ....payments import Payment
from ....people import Person
from ....photos import Photo
from ....pictures import Picture
from ....ports import Reading, Work
from ....promos import Promo


Row: TypeAlias = (
    Person
    | Avatar
    | Photo
    | Job
    | Picture
    | Hold
    | Posting
    | Payment
    | Promo
    | Dispute
    | Broadcast
    | Incident
)
Kept = TypeVar("Kept", bound=Row)


async def add(work: Work, row: Row) -> None:  # noqa: C901 - a case for each kind
    """Add a row."""
    match row:
        case Person():
            await work.people.add(row)
        case Avatar():
            await work.avatars.add(row)
        case Photo():
            await work.photos.add(row)
        case Job():
            await work.jobs.add(row)
        case Picture():
            await work.pictures.add([row])
        case Hold():
            await work.ledger.add_hold(row)
        case Posting():
            await work.ledger.post(row)
        case Payment():
            await work.payments.add(row)
        case Promo():
            await work.promos.add(row)
        case Dispute():
            await work.disputes.add(row)
        case Broadcast():
            await work.broadcasts.add(row)
        case Incident():
            await work.incidents.put(row)


async def save(work: Work, row: Kept) -> Kept:
    """Save a changed row, as if its moves were in the audit trail; return it."""
    saved: Any = row
    if hasattr(row, "moves"):
        saved = written(saved)
    match saved:
        case Person():
            await work.people.save(saved)
        case Avatar():
            saved = await work.avatars.save(saved)
        case Job():
            saved = await work.jobs.save(saved)
        case Picture():
            await work.pictures.save(saved)
        case Hold():
            saved = await work.ledger.save_hold(saved)
        case Payment():
            saved = await work.payments.save(saved)
        case Dispute():
            saved = await work.disputes.save(saved)
        case Broadcast():
            saved = await work.broadcasts.save(saved)
        case Incident():
            saved = await work.incidents.put(saved)
    kept: Kept = saved
    return kept


async def load(reading: Reading, row: Row) -> Row:  # noqa: C901 - a case for each kind
    """Return a row as it is stored now."""
    match row:
        case Person():
            return await reading.people.get(row.id)
        case Avatar():
            return await reading.avatars.get(row.id, owner=row.owner)
        case Photo():
            photos = await reading.photos.of(row.avatar)
            return next(photo for photo in photos if photo.id == row.id)
        case Job():
            return await reading.jobs.get(row.id, person=row.person)
        case Picture():
            return await reading.pictures.get(row.id, owner=row.owner)
        case Hold():
            return await reading.ledger.hold(row.job)
        case Posting():
            postings = await reading.ledger.postings(row.dest.holder, limit=99)
            return next(posting for posting in postings if posting.key == row.key)
        case Payment():
            return await reading.payments.get(row.id, person=row.person)
        case Promo():
            return await reading.promos.get(row.code)
        case Dispute():
            return await reading.disputes.get(row.id, person=row.person)
        case Broadcast():
            return await reading.broadcasts.get(row.id)
        case Incident():
            incidents = await reading.incidents.all()
            return next(one for one in incidents if one.id == row.id)
