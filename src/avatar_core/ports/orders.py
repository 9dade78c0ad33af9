"""Avatars, their photos and pictures, the jobs for them, and the money."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Protocol

from ..avatars import Avatar
from ..coach import Likeness
from ..families import FamilyName
from ..galleries import Month, PictureFilter, PictureTotals
from ..ids import AvatarId, JobId, PaymentId, PersonId, PhotoId, PictureId
from ..jobs import Job
from ..ledger import Account, Balance, Gain, Hold, Posting, Reason
from ..orders import JobKind, Scene
from ..payments import Payment
from ..photos import Photo
from ..pictures import Picture
from ..policy import Places
from ..stats import Measured


class AvatarsReader(Protocol):
    """Reads avatars; tombstones are never returned."""

    async def get(self, avatar: AvatarId, /, *, owner: PersonId) -> Avatar:
        """Return the avatar, which must be *owner*'s."""

    async def of(self, owner: PersonId, /) -> Sequence[Avatar]:
        """Return all avatars of a person, oldest first."""

    async def with_old_photos(self, *, by: datetime, limit: int) -> Sequence[Avatar]:
        """Return avatars whose photos may expire: unchanged since *by*.

        Those unchanged for longest come first.
        """


class Avatars(AvatarsReader, Protocol):
    """Reads and saves avatars."""

    async def add(self, avatar: Avatar, /) -> None:
        """Add a new avatar."""

    async def save(self, avatar: Avatar, /) -> Avatar:
        """Save a changed avatar and return it with its new version."""


class PhotosReader(Protocol):
    """Reads uploaded photos."""

    async def of(self, avatar: AvatarId, /) -> Sequence[Photo]:
        """Return an avatar's photos, accepted or rejected, in the order of upload."""


class Photos(PhotosReader, Protocol):
    """Reads, adds and removes uploaded photos."""

    async def add(self, photo: Photo, /) -> None:
        """Add a new photo; `AlreadyExistsError` if one with its digest is accepted."""

    async def save(self, photo: Photo, /) -> None:
        """Save its faces and its distance; nothing else ever changes."""

    async def remove(self, photo: PhotoId, /) -> None:
        """Remove a photo; an unknown one is ignored."""


class PicturesReader(Protocol):
    """Reads delivered pictures."""

    async def get(self, picture: PictureId, /, *, owner: PersonId) -> Picture:
        """Return the picture, which must be *owner*'s."""

    async def of(self, job: JobId, /) -> Sequence[Picture]:
        """Return the pictures of a job that are still there, in its order."""

    async def older(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        """Return the next picture older than *than*, or the newest if that is None.

        Pictures with the same time are in the order of delivery.
        """

    async def newer(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        """Return the next picture newer than *than*, or the oldest if that is None."""

    async def older_page(
        self,
        owner: PersonId,
        among: PictureFilter,
        /,
        *,
        than: Picture | None = None,
        limit: int,
    ) -> Sequence[Picture]:
        """Return the *limit* pictures that `older` would lead to, newest first."""

    async def newer_page(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture, limit: int
    ) -> Sequence[Picture]:
        """Return the *limit* pictures that `newer` would lead to, newest first."""

    async def some(
        self, pictures: Collection[PictureId], /, *, owner: PersonId
    ) -> Sequence[Picture]:
        """Return those of the pictures that are there and *owner*'s, newest first."""

    async def count(
        self, owner: PersonId, among: PictureFilter, /, *, since: Picture | None = None
    ) -> int:
        """Return how many pictures a person has, from *since* on if that is given."""

    async def months(
        self, owner: PersonId, /, *, zone: tzinfo, limit: int
    ) -> Sequence[Month]:
        """Return the newest months with pictures in a time zone, newest first."""

    async def totals(self, owner: PersonId, /, *, since: datetime) -> PictureTotals:
        """Return counts of a person's pictures; *since* defines the recent ones."""


class Pictures(PicturesReader, Protocol):
    """Reads, adds and removes delivered pictures."""

    async def add(self, pictures: Sequence[Picture], /) -> None:
        """Add the pictures that a job delivered."""

    async def save(self, picture: Picture, /) -> None:
        """Save whether the picture is a favourite; nothing else ever changes."""

    async def like(self, pictures: Collection[PictureId], /) -> None:
        """Make pictures favourites; unknown ones are ignored."""

    async def remove(self, pictures: Collection[PictureId], /) -> None:
        """Remove pictures; unknown ones are ignored."""

    async def remove_some(self, owner: PersonId, /, *, limit: int) -> Sequence[Picture]:
        """Remove at most *limit* pictures of a person; return them."""


class JobsReader(Protocol):
    """Reads jobs."""

    async def get(self, job: JobId, /, *, person: PersonId | None = None) -> Job:
        """Return the job, which must be *person*'s if that is given."""

    async def by_token(self, token: str, /) -> Job:
        """Return the job whose webhook carries *token*, as `get` does."""

    async def last_training(self, avatar: AvatarId, /) -> Job | None:
        """Return the avatar's newest training."""

    async def newest(
        self, person: PersonId, /, *, limit: int, skip: int = 0
    ) -> Sequence[Job]:
        """Return *limit* jobs of the person, newest first, after the first *skip*."""

    async def orders(self, person: PersonId, /, *, limit: int) -> Sequence[Job]:
        """Return the leading jobs of the person's newest orders, newest first."""

    async def unanswered(self, *, limit: int, skip: int = 0) -> Sequence[Job]:
        """Return the jobs with a POST whose answer was lost, newest first."""

    async def group(self, lead: JobId, /) -> Sequence[Job]:
        """Return the jobs that were ordered together with *lead*, which comes first."""

    async def open_count(self, person: PersonId, /) -> int:
        """Return the number of the person's orders that have not ended.

        Jobs that were ordered together count as one; enrichments and previews, which
        nobody orders, are not counted.
        """

    async def wasted_enrichments(self, person: PersonId, /, *, since: datetime) -> int:
        """Return how many of the person's enrichments were sent in vain.

        They were sent after *since*, and their pictures were cancelled or blocked.
        """

    async def unfinished(self, person: PersonId, /) -> Sequence[Job]:
        """Return the person's jobs that have not ended, or whose end was not told.

        The oldest come first.
        """

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[JobId]:
        """Return the jobs that are due, those due longest first.

        Jobs that wait for their turn are left to `next_to_send`, and ends that wait for
        the return of a person who has left the chat are left out.
        """

    async def next_to_send(self, now: datetime, places: Places, /) -> Sequence[JobId]:
        """Return the due jobs for which there is a free place, in the order of turns.

        Trainings leave a place for other jobs.
        """

    async def next_turn(self, person: PersonId, /) -> int:
        """Return the turn of the next job that the person orders.

        It is the highest turn of the jobs that the provider has, so that nobody's first
        job waits for all that another person ordered; but each of a person's open jobs
        has a later turn than the one before. If the provider has none, it is the lowest
        turn of the waiting jobs.
        """

    async def durations(
        self, family: FamilyName, /, *, limit: int
    ) -> Sequence[timedelta]:
        """Return how long the newest successful trainings took, from submit to end."""

    async def webhooks_received(
        self, *, since: datetime, by: datetime, limit: int
    ) -> Sequence[bool]:
        """Return whether a webhook came for the newest successes, newest first.

        Jobs submitted before *since* are left out, and those that ended after *by*,
        whose webhook may still come.
        """

    async def scene(self, job: JobId, /) -> Scene | None:
        """Return the scene that a description or an enrichment wrote, if any."""

    async def likeness(self, training: JobId, /) -> Likeness | None:
        """Return how much its first pictures resembled the photos, if that is known."""

    async def measured(self, *, limit: int) -> Sequence[Measured]:
        """Return the newest trainings whose likeness is known, the last to end first."""


class Jobs(JobsReader, Protocol):
    """Reads and saves jobs."""

    async def add(self, job: Job, /) -> None:
        """Add a new job; `AlreadyExistsError` also if its token is taken."""

    async def save(self, job: Job, /) -> Job:
        """Save a changed job and return it with its new version.

        The order (see `save_order`), the price, the lead and the person never change
        and are not saved.
        """

    async def renew(self, job: JobId, until: datetime, /) -> None:
        """Move the end of the lease on the job.

        The version of the row stays the same.
        """

    async def add_scene(self, job: JobId, scene: Scene, /) -> None:
        """Save the scene that a description or an enrichment wrote."""

    async def add_likeness(self, training: JobId, likeness: Likeness, /) -> None:
        """Save how much the first pictures of a training resemble the photos."""

    async def forget_likenesses(self, person: PersonId, /) -> None:
        """Delete what is known of the likeness of the person's trainings."""

    async def save_order(self, job: Job, /) -> None:
        """Save a generation's settled words: scene, wording, negative, prompt.

        The version of the row stays the same; `save` the job in the same transaction.
        """


class LedgerReader(Protocol):
    """Reads the ledger."""

    async def balance(self, person: PersonId, /) -> Balance:
        """Return the person's credits, which are never negative."""

    async def total(self, account: Account, /) -> int:
        """Return the sum of all postings of an account, credits less debits."""

    async def hold(self, job: JobId, /) -> Hold:
        """Return the hold of a job."""

    async def postings(self, person: PersonId, /, *, limit: int) -> Sequence[Posting]:
        """Return the newest postings on a person's accounts, newest first."""

    async def receipts(
        self, person: PersonId, /, *, before: int | None, limit: int
    ) -> Sequence[tuple[int, Posting]]:
        """Return the newest changes of a person's available credits, numbered.

        Captures and releases are left out, as they belong to their hold. With *before*,
        only changes with lower numbers are returned.
        """

    async def gained(self, person: PersonId, /, *, reason: Reason) -> Gain:
        """Return what the person has gained for one reason."""

    async def of_job(self, job: JobId, /) -> Sequence[Posting]:
        """Return the postings of an order, by its leading job, oldest first."""

    async def of_payment(self, payment: PaymentId, /) -> Sequence[Posting]:
        """Return the postings of a payment, oldest first."""

    async def captured(self, person: PersonId, /, *, kind: JobKind) -> int:
        """Return the credits that the person's jobs of one kind have cost."""


class Ledger(LedgerReader, Protocol):
    """Reads and writes the ledger."""

    async def post(self, posting: Posting, /) -> bool:
        """Move credits; return False if the key was posted before.

        Raises:
            InsufficientCreditsError: A person's account would fall below zero, in
                bonus credits or in bought ones.
        """

    async def within_day(self, day: date, amount: int, /, *, most: int) -> bool:
        """Count credits for a day, unless that makes more than *most*.

        Return whether they were counted. However many transactions count at once, all
        of them together stay within *most*.
        """

    async def add_hold(self, hold: Hold, /) -> None:
        """Add a new hold; a job has one at most."""

    async def save_hold(self, hold: Hold, /) -> Hold:
        """Save an ended hold and return it with its new version."""


class PaymentsReader(Protocol):
    """Reads payments."""

    async def get(
        self, payment: PaymentId, /, *, person: PersonId | None = None
    ) -> Payment:
        """Return the payment, which must be *person*'s if that is given."""

    async def of(self, person: PersonId, /, *, limit: int) -> Sequence[Payment]:
        """Return the person's newest payments, newest first."""

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[PaymentId]:
        """Return the payments whose refund is due by now, those due longest first."""

    async def owed(self, person: PersonId, /) -> Sequence[Payment]:
        """Return the person's refunded payments whose credits are still owed."""


class Payments(PaymentsReader, Protocol):
    """Reads and saves payments."""

    async def add(self, payment: Payment, /) -> None:
        """Add a new payment; `AlreadyExistsError` also if its charge is known."""

    async def save(self, payment: Payment, /) -> Payment:
        """Save a changed payment and return it with its new version.

        The person, the amount and what it was for never change and are not saved.
        """
