"""What the core needs from the outside world.

Each port is a protocol whose docstrings are its contract; `avatar_core.testing`
has an in-memory adapter of every port, and the contracts of `Store` and
`BlobStorage` as tests. A port raises no errors but those named here, which are
in `avatar_core.errors`, and the adapter's own for an outside system that is away.
"""

from collections.abc import (
    AsyncIterator,
    Callable,
    Collection,
    Mapping,
    Sequence,
)
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias, TypeVar
from uuid import UUID

import attrs

from .audit import AuditEntry
from .avatars import Avatar, Photo
from .broadcasts import Broadcast, Reception
from .deeds import Deed
from .disputes import Dispute
from .families import FamilyName
from .galleries import Month, PictureFilter, PictureTotals
from .ids import (
    AvatarId,
    BroadcastId,
    DisputeId,
    JobId,
    PackId,
    PaymentId,
    PersonId,
    PhotoId,
    PictureId,
)
from .incidents import Incident
from .jobs import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    Job,
    JobKind,
    Picture,
    Places,
    Scene,
    TrainingOrder,
    UpscaleOrder,
)
from .ledger import Account, Balance, Gain, Hold, Posting, Reason
from .packs import Pack
from .payments import Payment
from .people import Person
from .prices import Term
from .promos import Promo
from .tallies import Tally


#: Gives the present moment, zone-aware, in UTC.
Clock: TypeAlias = Callable[[], datetime]


# --- rows -----------------------------------------------------------------


class PeopleReader(Protocol):
    """The people, to read."""

    async def get(self, person: PersonId, /) -> Person:
        """Return the person.

        Raises:
            NotFoundError: Nobody has this id.
        """

    async def named(self, username: str, /) -> Sequence[Person]:
        """Return who came in under this username, in lower case, newest first.

        More than one, when it was given up by one and taken by another.
        """

    async def brought_by(self, person: PersonId, /) -> int:
        """Return how many people came in by the person's invitation."""

    async def audience(self, *, after: PersonId, limit: int) -> Sequence[Person]:
        """Return those with an id above *after* whom a broadcast is for, by id.

        Not whoever is blocked, has left, or wants it quiet.
        """

    async def audience_count(self) -> int:
        """Return how many people a broadcast is for."""


class People(PeopleReader, Protocol):
    """The people."""

    async def add(self, person: Person, /) -> None:
        """Keep a new person.

        Raises:
            AlreadyExistsError: The id is taken.
        """

    async def save(self, person: Person, /) -> None:
        """Keep a changed person."""


class AvatarsReader(Protocol):
    """The avatars, to read. Tombstones are never returned."""

    async def get(self, avatar: AvatarId, /, *, owner: PersonId) -> Avatar:
        """Return the avatar.

        Raises:
            NotFoundError: There is none, it is deleted, or it is not *owner*'s.
        """

    async def of(self, owner: PersonId, /) -> Sequence[Avatar]:
        """Return all avatars of a person, oldest first."""


class Avatars(AvatarsReader, Protocol):
    """The avatars."""

    async def add(self, avatar: Avatar, /) -> None:
        """Keep a new avatar.

        Raises:
            AlreadyExistsError: The id is taken.
        """

    async def save(self, avatar: Avatar, /) -> Avatar:
        """Keep a changed avatar and return it with its new version.

        Raises:
            StaleError: It was saved since this version was loaded.
        """


class PhotosReader(Protocol):
    """The uploaded photos, to read."""

    async def of(self, avatar: AvatarId, /) -> Sequence[Photo]:
        """Return an avatar's photos, taken or not, in the order they came."""


class Photos(PhotosReader, Protocol):
    """The uploaded photos."""

    async def add(self, photo: Photo, /) -> None:
        """Keep a new photo.

        Raises:
            AlreadyExistsError: The id is taken, or the avatar already has an
                accepted photo with the same digest.
        """

    async def remove(self, photo: PhotoId, /) -> None:
        """Forget a photo; forgetting an unknown one does nothing."""


class JobsReader(Protocol):
    """The jobs, to read."""

    async def get(self, job: JobId, /, *, person: PersonId | None = None) -> Job:
        """Return the job, of *person* if one is named.

        Raises:
            NotFoundError: There is none, or it is not that person's.
        """

    async def by_token(self, token: str, /) -> Job:
        """Return the job whose webhook carries *token*.

        Raises:
            NotFoundError: No job has it.
        """

    async def last_training(self, avatar: AvatarId, /) -> Job | None:
        """Return the avatar's newest training."""

    async def newest(self, person: PersonId, /, *, limit: int) -> Sequence[Job]:
        """Return the person's newest jobs, newest first."""

    async def group(self, lead: JobId, /) -> Sequence[Job]:
        """Return the jobs that were ordered together under *lead*, which is first."""

    async def open_count(self, person: PersonId, /) -> int:
        """Return how many of the person's orders have an end still to come.

        Jobs that were ordered together count as one; enrichments, which nobody
        orders, are not counted.
        """

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[JobId]:
        """Return the jobs that are due, the longest due first.

        Not those that wait for their turn, which `next_to_send` returns.
        """

    async def next_to_send(self, now: datetime, places: Places, /) -> Sequence[JobId]:
        """Return the due jobs for which there is a free place, in a fair order.

        First comes whoever has least with the provider, then whoever had their
        last turn the longest ago: so each person's first is one of the next, however
        many another has ordered. Trainings leave a place for the others.
        """

    async def durations(
        self, family: FamilyName, /, *, limit: int
    ) -> Sequence[timedelta]:
        """Return how long the newest succeeded trainings took, submit to end."""

    async def scene(self, job: JobId, /) -> Scene | None:
        """Return what a description or an enrichment found, if it has."""


class Jobs(JobsReader, Protocol):
    """The jobs."""

    async def add(self, job: Job, /) -> None:
        """Keep a new job.

        Raises:
            AlreadyExistsError: The id or the token is taken.
        """

    async def save(self, job: Job, /) -> Job:
        """Keep a changed job and return it with its new version.

        The order (see `save_order`), the price, the lead and the owner never change
        and are not saved.

        Raises:
            StaleError: It was saved since this version was loaded.
        """

    async def add_scene(self, job: JobId, scene: Scene, /) -> None:
        """Keep what a description or an enrichment found."""

    async def save_order(self, job: Job, /) -> None:
        """Keep a generation's settled words: scene, wording, negative, prompt.

        The version of the row stays; `save` the job in the same transaction.
        """


class PicturesReader(Protocol):
    """The delivered pictures, to read."""

    async def get(self, picture: PictureId, /, *, owner: PersonId) -> Picture:
        """Return the picture.

        Raises:
            NotFoundError: There is none, or it is not *owner*'s.
        """

    async def of(self, job: JobId, /) -> Sequence[Picture]:
        """Return what a job delivered and is still there, in its order."""

    async def older(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        """Return the next older picture of a person; without *than* the newest.

        Those of one moment are in the order in which they came.
        """

    async def newer(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        """Return the next newer picture of a person; without *than* the oldest."""

    async def count(
        self, owner: PersonId, among: PictureFilter, /, *, since: Picture | None = None
    ) -> int:
        """Return how many pictures a person has, from *since* on if one is named."""

    async def months(self, owner: PersonId, /, *, limit: int) -> Sequence[Month]:
        """Return the newest months in which pictures came, newest first."""

    async def totals(self, owner: PersonId, /, *, since: datetime) -> PictureTotals:
        """Return what a person's pictures add up to, the recent ones *since* then."""


class Pictures(PicturesReader, Protocol):
    """The delivered pictures."""

    async def add(self, pictures: Sequence[Picture], /) -> None:
        """Keep what a job delivered."""

    async def save(self, picture: Picture, /) -> None:
        """Keep whether the picture is a favourite; nothing else ever changes."""

    async def remove(self, picture: PictureId, /) -> None:
        """Forget a picture; forgetting an unknown one does nothing."""


class LedgerReader(Protocol):
    """The books, to read."""

    async def balance(self, person: PersonId, /) -> Balance:
        """Return the person's credits; nobody has less than none."""

    async def total(self, account: Account, /) -> int:
        """Return the sum of all postings of any account, credits less debits."""

    async def hold(self, job: JobId, /) -> Hold:
        """Return the hold of a job.

        Raises:
            NotFoundError: The job has none.
        """

    async def postings(self, person: PersonId, /, *, limit: int) -> Sequence[Posting]:
        """Return the newest postings on a person's accounts, newest first."""

    async def receipts(
        self, person: PersonId, /, *, before: int | None, limit: int
    ) -> Sequence[tuple[int, Posting]]:
        """Return the newest changes of what a person can spend, numbered, newest first.

        Captures and releases are left out: they belong to their hold. Of older
        ones come those numbered below *before*.
        """

    async def gained(self, person: PersonId, /, *, reason: Reason) -> Gain:
        """Return what came to the person for one reason."""

    async def of_job(self, job: JobId, /) -> Sequence[Posting]:
        """Return the postings of an order, by the job it is known by, in order."""

    async def of_payment(self, payment: PaymentId, /) -> Sequence[Posting]:
        """Return the postings of a payment, in order."""

    async def captured(self, person: PersonId, /, *, kind: JobKind) -> int:
        """Return how much the person's jobs of one kind have cost them."""


class Ledger(LedgerReader, Protocol):
    """The books."""

    async def post(self, posting: Posting, /) -> bool:
        """Move credits; return False if the key was posted before.

        Raises:
            InsufficientCreditsError: A person's account would fall below zero.
        """

    async def add_hold(self, hold: Hold, /) -> None:
        """Keep a new hold.

        Raises:
            AlreadyExistsError: The job has one.
        """

    async def save_hold(self, hold: Hold, /) -> None:
        """Keep an ended hold.

        Raises:
            StaleError: It was saved since this version was loaded.
        """


class PaymentsReader(Protocol):
    """The payments, to read."""

    async def get(
        self, payment: PaymentId, /, *, person: PersonId | None = None
    ) -> Payment:
        """Return the payment, of *person* if one is named.

        Raises:
            NotFoundError: There is none, or it is not that person's.
        """

    async def of(self, person: PersonId, /, *, limit: int) -> Sequence[Payment]:
        """Return the person's newest payments, newest first."""

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[PaymentId]:
        """Return what is to be given back by now, the longest due first."""


class Payments(PaymentsReader, Protocol):
    """The payments."""

    async def add(self, payment: Payment, /) -> None:
        """Keep a new payment.

        Raises:
            AlreadyExistsError: The id or the charge is known.
        """

    async def save(self, payment: Payment, /) -> Payment:
        """Keep a changed payment and return it with its new version.

        Who paid what for what never changes and is not saved.

        Raises:
            StaleError: It was saved since this version was loaded.
        """


class PromosReader(Protocol):
    """The promo codes, to read."""

    async def get(self, code: str, /) -> Promo:
        """Return the code, with how many have used it.

        Raises:
            NotFoundError: There is none.
        """

    async def newest(self, *, limit: int) -> Sequence[Promo]:
        """Return the newest codes, newest first."""

    async def used_by(self, person: PersonId, code: str, /) -> bool:
        """Return whether the person has used the code."""


class Promos(PromosReader, Protocol):
    """The promo codes."""

    async def add(self, promo: Promo, /) -> None:
        """Keep a new code.

        Raises:
            AlreadyExistsError: There is, or was, such a code.
        """

    async def use(self, code: str, person: PersonId, /, *, at: datetime) -> bool:
        """Take one of the code's uses for a person; return False if none is left.

        However many people try at once, not more than its *uses* succeed.

        Raises:
            AlreadyExistsError: The person has used it.
        """

    async def stop(self, code: str, /, *, at: datetime) -> None:
        """Have nobody use the code any more."""


class DisputesReader(Protocol):
    """The disputes, to read."""

    async def get(
        self, dispute: DisputeId, /, *, person: PersonId | None = None
    ) -> Dispute:
        """Return the dispute, of *person* if one is named.

        Raises:
            NotFoundError: There is none, or it is not that person's.
        """

    async def open_count(self, person: PersonId, /) -> int:
        """Return how many of the person's disputes wait for an answer."""

    async def waiting(self, *, limit: int) -> Sequence[Dispute]:
        """Return the disputes that wait for an answer, oldest first."""

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[DisputeId]:
        """Return those of which somebody is to be told, the longest due first."""


class Disputes(DisputesReader, Protocol):
    """The disputes."""

    async def add(self, dispute: Dispute, /) -> None:
        """Keep a new dispute.

        Raises:
            AlreadyExistsError: The id is taken.
        """

    async def save(self, dispute: Dispute, /) -> Dispute:
        """Keep a changed dispute and return it with its new version.

        Who said what about what never changes and is not saved.

        Raises:
            StaleError: It was saved since this version was loaded.
        """


class AuditReader(Protocol):
    """The audit trail, to read."""

    async def of(self, *ids: UUID) -> Sequence[AuditEntry]:
        """Return the entries of these entities, oldest first."""


class Audit(AuditReader, Protocol):
    """The audit trail."""

    async def add(self, entry: AuditEntry, /) -> None:
        """Write one change down."""


class TermsReader(Protocol):
    """What the owner changed of the prices and limits, to read."""

    async def changed(self) -> Mapping[Term, int]:
        """Return what differs from the settings (see `PriceBook.under`)."""


class Terms(TermsReader, Protocol):
    """What the owner changed of the prices and limits."""

    async def change(self, term: Term, value: int | None, /) -> None:
        """Change a term from now on; None: as it is in the settings again."""


class DeedsReader(Protocol):
    """The log of what the owners did, to read."""

    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[Deed]:
        """Return the newest deeds, newest first, without the first *skip*."""


class Deeds(DeedsReader, Protocol):
    """The log of what the owners did."""

    async def add(self, deed: Deed, /) -> None:
        """Write one deed down."""


class BroadcastsReader(Protocol):
    """The broadcasts, to read."""

    async def get(self, broadcast: BroadcastId, /) -> Broadcast:
        """Return the broadcast.

        Raises:
            NotFoundError: There is none.
        """

    async def due(self, now: datetime, /) -> Broadcast | None:
        """Return the broadcast that is due the longest."""


class Broadcasts(BroadcastsReader, Protocol):
    """The broadcasts; all changes are made in the house's transactions."""

    async def add(self, broadcast: Broadcast, /) -> None:
        """Keep a new broadcast.

        Raises:
            AlreadyExistsError: The id is taken.
        """

    async def save(self, broadcast: Broadcast, /) -> None:
        """Keep a changed broadcast."""


class IncidentsReader(Protocol):
    """The incidents, to read."""

    async def all(self) -> Sequence[Incident]:
        """Return every incident there ever was, one of each kind and model."""


class Incidents(IncidentsReader, Protocol):
    """The incidents."""

    async def put(self, incident: Incident, /) -> Incident:
        """Keep a new or changed incident and return it with its new version.

        Raises:
            StaleError: It was put since this version was loaded.
        """


class Tallies(Protocol):
    """Everything counted."""

    async def everything(self, *, since: datetime) -> Tally:
        """Return the whole business in numbers; newcomers came since then."""


class DoomedBlobs(Protocol):
    """Keys of blobs that are to be deleted, and when: a promise kept by the sweep."""

    async def add(self, keys: Collection[str], /, *, at: datetime) -> None:
        """Have these blobs deleted at that time; the earlier of two times wins."""

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[str]:
        """Return keys whose time has come, the longest due first."""

    async def forget(self, keys: Collection[str], /) -> None:
        """Strike keys off the list: their blobs are gone."""


class Reading(Protocol):
    """One consistent look at the rows."""

    @property
    def people(self) -> PeopleReader: ...
    @property
    def avatars(self) -> AvatarsReader: ...
    @property
    def photos(self) -> PhotosReader: ...
    @property
    def jobs(self) -> JobsReader: ...
    @property
    def pictures(self) -> PicturesReader: ...
    @property
    def ledger(self) -> LedgerReader: ...
    @property
    def payments(self) -> PaymentsReader: ...
    @property
    def promos(self) -> PromosReader: ...
    @property
    def disputes(self) -> DisputesReader: ...
    @property
    def audit(self) -> AuditReader: ...
    @property
    def terms(self) -> TermsReader: ...
    @property
    def deeds(self) -> DeedsReader: ...
    @property
    def broadcasts(self) -> BroadcastsReader: ...
    @property
    def incidents(self) -> IncidentsReader: ...
    @property
    def tallies(self) -> Tallies: ...


class Work(Protocol):
    """One transaction: everything in it happens, or nothing does."""

    @property
    def people(self) -> People: ...
    @property
    def avatars(self) -> Avatars: ...
    @property
    def photos(self) -> Photos: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def pictures(self) -> Pictures: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def payments(self) -> Payments: ...
    @property
    def promos(self) -> Promos: ...
    @property
    def disputes(self) -> Disputes: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def terms(self) -> Terms: ...
    @property
    def deeds(self) -> Deeds: ...
    @property
    def broadcasts(self) -> Broadcasts: ...
    @property
    def incidents(self) -> Incidents: ...
    @property
    def doomed(self) -> DoomedBlobs: ...

    def wake(self, job: JobId, /, *, after: timedelta = timedelta(0)) -> None:
        """Have a worker look at the job after that time, once this is committed.

        A hint, which may be lost or doubled: `Job.due_at` is the truth.
        """


class Store(Protocol):
    """The rows, and transactions over them."""

    def work(self, person: PersonId, /) -> AbstractAsyncContextManager[Work]:
        """Begin a transaction; leaving it commits, an exception rolls back.

        Transactions of one person wait for one another, so whatever is loaded
        in one is fresh until it ends. Never wait for the network inside.
        """

    def read(self) -> AbstractAsyncContextManager[Reading]:
        """Begin a look that changes nothing and waits for nobody."""


# --- blobs ----------------------------------------------------------------


class BlobStorage(Protocol):
    """Photos, archives, weights and pictures, by key (see `blob_keys`)."""

    async def put(self, key: str, data: bytes, /) -> None:
        """Keep *data*, in place of what was there."""

    async def write(
        self, key: str, chunks: AsyncIterator[bytes], /, *, limit: int
    ) -> int:
        """Keep a stream without holding it in memory; return its size in bytes.

        Nothing is kept under *key* when the stream breaks off.

        Raises:
            BadArtefactError: It is longer than *limit* bytes.
        """

    async def get(self, key: str, /) -> bytes:
        """Return what lies under *key*.

        Raises:
            BlobNotFoundError: Nothing does.
        """

    async def part(self, key: str, /, *, start: int, length: int) -> bytes:
        """Return some bytes of what lies under *key*, fewer at its end.

        Raises:
            BlobNotFoundError: Nothing does.
        """

    async def pack(self, key: str, members: Mapping[str, str], /) -> None:
        """Keep a zip archive of blobs: name in the archive -> key.

        Raises:
            BlobNotFoundError: A member is missing.
        """

    async def delete(self, keys: Collection[str], /) -> None:
        """Delete blobs; deleting what is not there does nothing."""

    async def link(self, key: str, /, *, lifetime: timedelta) -> str:
        """Return a URL at which the provider can GET the blob for *lifetime*.

        The URL's path ends as the key does.
        """


# --- pictures -------------------------------------------------------------


@attrs.frozen
class InspectedPhoto:
    """A photo fit for training: upright, without metadata, as JPEG."""

    data: bytes = attrs.field(repr=False)
    width: int
    height: int


class PhotoInspector(Protocol):
    """Judges what people upload."""

    async def inspect(self, data: bytes, /) -> InspectedPhoto:
        """Return the photo as it is to be kept.

        Raises:
            PhotoRejectedError: It cannot be trained with.
        """


@attrs.frozen
class MeasuredPicture:
    """A delivered picture, as JPEG, fully decoded once."""

    data: bytes = attrs.field(repr=False)
    width: int
    height: int
    #: The provider draws a black picture in place of one it will not show.
    black: bool


class PictureInspector(Protocol):
    """Judges what the provider delivers."""

    async def measure(self, data: bytes, /) -> MeasuredPicture:
        """Return the picture as it is to be kept.

        Raises:
            BadArtefactError: It is no decodable picture.
        """


# --- packs ----------------------------------------------------------------


class PackShelf(Protocol):
    """The packs that can be ordered, as they are now."""

    async def all(self) -> Sequence[Pack]:
        """Return every pack."""

    async def get(self, pack: PackId, /) -> Pack:
        """Return the pack.

        Raises:
            NotFoundError: There is none of this id (any more).
        """


# --- the provider ---------------------------------------------------------


@attrs.frozen
class Queued:
    """The provider will begin when *position* others are done."""

    position: int | None


@attrs.frozen
class Running:
    """The provider is at work."""

    percent: int | None


@attrs.frozen
class Refused:
    """The provider ended without a result."""

    detail: str
    #: Its content check did it.
    blocked: bool = False
    #: The input was at fault; the same again would fail again.
    input: bool = False


@attrs.frozen
class CalledOff:
    """The provider ended because we cancelled."""


@attrs.frozen
class Lost:
    """The provider knows nothing (any more) of the request or its result."""

    detail: str


@attrs.frozen
class TrainedWeights:
    """A finished training: where to fetch what it made."""

    url: str


@attrs.frozen
class DrawnPicture:
    """A finished picture: where to fetch it."""

    url: str
    seed: int
    #: The provider's own content check turned it black.
    blocked: bool


@attrs.frozen
class DrawnPictures:
    """A finished generation, possibly shorter than ordered."""

    pictures: tuple[DrawnPicture, ...]


@attrs.frozen
class TrainingCall:
    """What the trainer is called with."""

    order: TrainingOrder
    archive_url: str


@attrs.frozen
class GenerationCall:
    """What the image generator is called with."""

    order: GenerationOrder
    weights_url: str


@attrs.frozen
class DescriptionCall:
    """What the writer is called with to describe a photo."""

    order: DescriptionOrder
    photo_url: str


@attrs.frozen
class EnrichmentCall:
    """What the writer is called with to enrich a person's words."""

    order: EnrichmentOrder


@attrs.frozen
class UpscaleCall:
    """What the upscaler is called with."""

    order: UpscaleOrder
    picture_url: str


WritingCall: TypeAlias = DescriptionCall | EnrichmentCall
WritingOrder: TypeAlias = DescriptionOrder | EnrichmentOrder

CallT_contra = TypeVar("CallT_contra", contravariant=True)
OrderT_contra = TypeVar("OrderT_contra", contravariant=True)
ResultT_co = TypeVar("ResultT_co", covariant=True)


class Provider(Protocol[CallT_contra, OrderT_contra, ResultT_co]):
    """A paid service that works through a queue.

    Any method may raise `ProviderUnavailableError`, except `submit`, which then
    could not have been sent and raises `ProviderRefusedError`, `Refusal.NOT_NOW`.
    """

    async def submit(self, call: CallT_contra, /, *, token: str) -> str:
        """Make exactly one request and return the provider's id of it.

        *token* goes into the webhook's URL, if webhooks are in use.

        Raises:
            ProviderRefusedError: It was definitely not taken.
            AmbiguousSubmitError: It may have been.
        """

    async def find(self, order: OrderT_contra, /, *, since: datetime) -> str | None:
        """Return the id of the request made for *order*, from the provider's books.

        None means that the books are in order and do not have it.
        """

    async def check(
        self, order: OrderT_contra, request_id: str, /
    ) -> "Queued | Running | Refused | CalledOff | Lost | ResultT_co":
        """Return how the request stands."""

    async def cancel(self, order: OrderT_contra, request_id: str, /) -> None:
        """Ask to stop; what was asked too late still ends as it would have."""

    def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Stream a delivered file.

        Raises:
            BadArtefactError: It is not there, and will not be.
            ProviderUnavailableError: It could not be read (to its end).
        """


Trainer: TypeAlias = Provider[TrainingCall, TrainingOrder, TrainedWeights]
ImageGenerator: TypeAlias = Provider[GenerationCall, GenerationOrder, DrawnPictures]
Writer: TypeAlias = Provider[WritingCall, WritingOrder, Scene]
#: The enlarged picture comes without a seed of its own: 0.
Upscaler: TypeAlias = Provider[UpscaleCall, UpscaleOrder, DrawnPicture]


# --- the person -----------------------------------------------------------


@attrs.frozen(kw_only=True)
class News:
    """All that a message about an order may want to say."""

    #: The one it is known by (see `Job.head`).
    job: Job
    #: All that were ordered together, that one first.
    jobs: Sequence[Job] = attrs.field(
        default=attrs.Factory(lambda news: (news.job,), takes_self=True)
    )
    person: Person
    #: None if it was deleted meanwhile.
    avatar: Avatar | None
    hold: Hold
    balance: Balance
    pictures: Sequence[Picture] = ()
    #: What a description found.
    scene: Scene | None = None
    #: How long such a job usually takes here; None until there is a history.
    typical: timedelta | None = None

    @property
    def open(self) -> bool:
        """Whether an end is still to come."""
        return any(job.open for job in self.jobs)

    @property
    def ordered(self) -> int:
        """How many results were ordered."""
        return sum(job.ordered for job in self.jobs)

    @property
    def delivered(self) -> int:
        """How many results lie in our storage."""
        return sum(job.delivered for job in self.jobs)


class Notifier(Protocol):
    """Tells people what became of their jobs."""

    async def progressed(self, news: News, /) -> None:
        """Show how far an open job is, if that can be done now; never raises."""

    async def ended(self, news: News, /) -> None:
        """Tell how a job ended. A person who left the chat counts as told.

        Raises:
            NotifierUnavailableError: It could not be said now.
        """


class OwnerAlarms(Protocol):
    """Tells the owners."""

    async def incident(self, incident: Incident, /) -> None:
        """Tell of an incident, or that it is over; having no owners is no error.

        Raises:
            NotifierUnavailableError: None of them could be told now.
        """


class Herald(Protocol):
    """Carries broadcasts."""

    async def tell(self, person: Person, broadcast: Broadcast, /) -> Reception:
        """Send the broadcast to one person, in their language.

        Raises:
            NotifierUnavailableError: Nobody can be told anything now.
        """

    async def progressed(self, owner: Person, broadcast: Broadcast, /) -> None:
        """Show its owner how far it is, if that can be done now; never raises."""


# --- the messenger's cashier ------------------------------------------------


class StarRefunds(Protocol):
    """Gives payments back."""

    async def refund(self, person: PersonId, charge_id: str, /) -> None:
        """Give a payment back; one that was given back already is no error.

        Raises:
            RefundFailedError: It is not known to be given back.
        """
