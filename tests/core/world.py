"""A whole product in memory, and the books checked after every scenario."""

from collections import Counter
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Mapping,
)
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

import attrs

from tests.books import check_books
from tests.money import package
from tests.schedule import give_way

from avatar_core import (
    Avatar,
    AvatarId,
    Families,
    Gender,
    Job,
    JobId,
    JobStatus,
    Language,
    Models,
    Pace,
    Person,
    PersonId,
    Photo,
    PhotoId,
    Policy,
    PriceBook,
    Size,
)
from avatar_core.admins import Admins
from avatar_core.audit import AuditEntry, Entity
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.ids import PackId
from avatar_core.ledger import Balance
from avatar_core.notices import Notice
from avatar_core.orders import Order
from avatar_core.packs import Pack
from avatar_core.ports import (
    BlobStorage,
    News,
    Notifier,
    Reading,
    Standing,
    Store,
    Work,
)
from avatar_core.testing import (
    HonestInspector,
    ManualClock,
    ManualHeartbeat,
    MemoryBilling,
    MemoryBlobs,
    MemoryCatalogue,
    MemoryPacks,
    MemoryStore,
    PictureReader,
    RecordingAlarms,
    RecordingBroadcastSender,
    RecordingNotifier,
    SequentialIds,
    memory_ports,
)
from avatar_core.testing.provider import (
    LARGE_JPEG,
    ScriptedProvider,
)
from avatar_core.timelines import DisputeFile
from avatar_core.use_cases import Config, Ports, use_cases


ANNA: Final = PersonId(1)
BORIS: Final = PersonId(2)
OWNER: Final = PersonId(77)
OTHER_OWNER: Final = PersonId(78)
SMALL, BIG = package(100, 100), package(250, 225)
#: What a Star and a cent are worth in dollars.
RATES: Final = {"XTR": Decimal("0.013"), "USD": Decimal("0.01")}
#: Every step of every job ends long before this many.
_MANY: Final = 2000


def _beginning_at_once(pace: Pace) -> Pace:
    return attrs.evolve(pace, start_within=timedelta(seconds=5))


#: With these times it is soon certain that a lost POST was never taken.
SETTLING_SOON: Final = attrs.evolve(
    Policy(),
    settle=timedelta(seconds=60),
    longest_run=timedelta(seconds=5),
    training=_beginning_at_once(Policy().training),
    generation=_beginning_at_once(Policy().generation),
    description=_beginning_at_once(Policy().description),
    upscale=_beginning_at_once(Policy().upscale),
)


def pack_of(count: int, percent: int = 100) -> Pack:
    """Return a pack of so many pictures."""
    return Pack(
        id=PackId(f"pack-{count}"),
        title={Language.ENGLISH: "A pack", Language.RUSSIAN: "Набор"},
        description={Language.ENGLISH: "Pictures"},
        prompts=tuple(
            f"portrait of {{trigger}} {{gender}}, {{hair}} hair, in {{their}} style {n}"
            for n in range(count)
        ),
        size=Size.SQUARE,
        percent=percent,
    )


class WorkerDiedError(BaseException):
    """The process was killed here."""


@attrs.define
class Fate:
    """What befalls a worker at its calls to the outside: death, or other people."""

    #: How many more steps it lives; None: for ever.
    left: int | None = None
    #: What happens once just "before x" or "after x", x being a method of a port.
    meanwhile: dict[str, Callable[[], Awaitable[object]]] = attrs.field(factory=dict)

    #: How many workers are at which call.
    busy: Counter[str] = attrs.field(factory=Counter)

    def step(self) -> None:
        """Die if it is time to."""
        if self.left is None:
            return
        if self.left == 0:
            self.left = None
            raise WorkerDiedError
        self.left -= 1

    async def happen(self, when: str) -> None:
        """Let happen what was arranged for now."""
        if when in self.meanwhile:
            await self.meanwhile.pop(when)()

    @asynccontextmanager
    async def around(self, call: str) -> AsyncIterator[None]:
        """Make it possible to die, or be overtaken, just before and just after."""
        self.step()
        self.busy[call] += 1
        try:
            await give_way()
            await self.happen(f"before {call}")
            yield
            await self.happen(f"after {call}")
            await give_way()
        finally:
            self.busy[call] -= 1
        self.step()


@attrs.frozen
class MortalStore:
    """A store whose user may die before, in and after every transaction."""

    store: Store
    fate: Fate

    @asynccontextmanager
    async def work(self, person: PersonId, /) -> AsyncIterator[Work]:
        """Begin a transaction."""
        async with self.fate.around("work"), self.store.work(person) as work:
            yield work
            self.fate.step()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        """Begin a look."""
        self.fate.step()
        async with self.store.read() as reading:
            yield reading


@attrs.frozen
class MortalBlobs:
    """Blobs whose user may die before and after every call that changes them."""

    blobs: BlobStorage
    fate: Fate

    async def put(self, key: str, data: bytes, /) -> None:
        """Keep *data*."""
        async with self.fate.around("put"):
            await self.blobs.put(key, data)

    async def write(
        self, key: str, chunks: AsyncIterator[bytes], /, *, limit: int
    ) -> int:
        """Keep a stream."""
        async with self.fate.around("write"):
            return await self.blobs.write(key, chunks, limit=limit)

    async def get(self, key: str, /) -> bytes:
        """Return what lies under *key*."""
        return await self.blobs.get(key)

    async def part(self, key: str, /, *, start: int, length: int) -> bytes:
        """Return some bytes."""
        return await self.blobs.part(key, start=start, length=length)

    async def pack(self, key: str, members: Mapping[str, str], /) -> None:
        """Keep an archive."""
        async with self.fate.around("pack"):
            await self.blobs.pack(key, members)

    async def delete(self, keys: Collection[str], /) -> None:
        """Delete blobs."""
        async with self.fate.around("delete"):
            await self.blobs.delete(keys)

    async def link(self, key: str, /, *, lifetime: timedelta) -> str:
        """Return a link."""
        return await self.blobs.link(key, lifetime=lifetime)


@attrs.frozen
class MortalNotifier:
    """A notifier whose user may die before telling, and, if asked to, after."""

    notifier: Notifier
    fate: Fate

    async def progressed(self, news: News, /) -> None:
        """Show progress."""
        async with self.fate.around("progressed"):
            await self.notifier.progressed(news)

    async def ended(self, news: News, /) -> None:
        """Tell the end; dying right after it cannot but tell twice."""
        self.fate.step()
        await self.fate.happen("before ended")
        await self.notifier.ended(news)
        await self.fate.happen("after ended")

    async def noticed(
        self, person: Person, notice: Notice, balance: Balance, avatar: Avatar | None, /
    ) -> None:
        """Tell what was noted."""
        self.fate.step()
        await self.notifier.noticed(person, notice, balance, avatar)

    async def answered(self, file: DisputeFile, /) -> None:
        """Tell what was done about a dispute."""
        self.fate.step()
        await self.notifier.answered(file)


class MortalProvider(ScriptedProvider):
    """A provider whose user may die before and after every call."""

    fate: Fate = Fate()

    async def submit(
        self,
        order: Order,
        file: str | None,
        /,
        *,
        token: str,
        start_within: timedelta,
        language_model: str | None = None,
    ) -> str:
        """Make the request."""
        async with self.fate.around("submit"):
            return await super().submit(
                order,
                file,
                token=token,
                start_within=start_within,
                language_model=language_model,
            )

    async def find(
        self,
        order: Order,
        /,
        *,
        since: datetime,
        besides: Collection[str] = (),
    ) -> str | None:
        """Look it up."""
        async with self.fate.around("find"):
            return await super().find(order, since=since, besides=besides)

    async def check(self, order: Order, request_id: str, /) -> Standing:
        """Say how it stands."""
        async with self.fate.around("check"):
            return await super().check(order, request_id)

    async def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Serve a file in a few pieces."""
        async for data in super().fetch(url):
            size = len(data) // 4 + 1
            for start in range(0, len(data), size):
                await self.fate.happen("before piece")
                yield data[start : start + size]

    async def cancel(self, order: Order, request_id: str, /) -> None:
        """Ask to stop."""
        async with self.fate.around("cancel"):
            await super().cancel(order, request_id)


class World:
    """One installation: its people, its storage, its provider and its time."""

    def __init__(
        self,
        *,
        policy: Policy | None = None,
        prices: PriceBook | None = None,
        families: Families | None = None,
        enriching: bool = False,
        billing: MemoryBilling | None = None,
    ) -> None:
        self.policy = policy or Policy()
        self.prices = prices or PriceBook(welcome=1000)
        self.config = Config(
            families=families or Families(),
            models=Models(enricher="enricher" if enriching else None),
            prices=self.prices,
            policy=self.policy,
            packages=(SMALL, BIG),
            rates=RATES,
            admins=Admins([OWNER, OTHER_OWNER]),
        )
        #: Of the avatars to come.
        self.family = FLUX_PORTRAIT
        self.clock = ManualClock()
        self.heartbeat = ManualHeartbeat()
        self.ids = SequentialIds()
        self.fate = Fate()
        self.rows = MemoryStore()
        self.kept = MemoryBlobs()
        self.billing = billing or MemoryBilling()
        self.catalogue = MemoryCatalogue()
        self.broadcast_sender = RecordingBroadcastSender()
        self.messages = RecordingNotifier()
        self.alarms = RecordingAlarms()
        self.photo_inspector = HonestInspector()
        self.picture_reader = PictureReader(sizes={LARGE_JPEG: (2048, 2048)})
        self.shelf = MemoryPacks()
        self.provider = MortalProvider()
        self.provider.fate = self.fate
        self.ports = Ports(
            store=self.rows,
            blobs=self.kept,
            clock=self.clock,
            ids=self.ids,
            photos=self.photo_inspector,
            described_photos=self.photo_inspector,
            pictures=self.picture_reader,
            packs=self.shelf,
            provider=self.provider,
            catalogue=self.catalogue,
            billing=self.billing,
            notifier=self.messages,
            owner_alarms=self.alarms,
            broadcast_sender=self.broadcast_sender,
            heartbeat=self.heartbeat,
            broadcast_turn=memory_ports().broadcast_turn,
        )
        self.cases = use_cases(self.ports, self.config)
        self.admin = self.cases.admin
        self.accounts = self.cases.accounts
        self.preferences = self.cases.preferences
        self.avatars = self.cases.avatars
        self.uploads = self.cases.photos
        self.training = self.cases.training
        self.pictures = self.cases.pictures
        self.descriptions = self.cases.descriptions
        self.upscales = self.cases.upscales
        self.packs = self.cases.packs
        self.gallery = self.cases.gallery
        self.remix = self.cases.remix
        self.cancel_job = self.cases.cancel_job
        self.sweep = self.cases.worker.sweep
        self.tell = self.cases.worker.notices
        self.store: Store = MortalStore(self.rows, self.fate)
        self.blobs: BlobStorage = MortalBlobs(self.kept, self.fate)
        mortal = attrs.evolve(
            self.ports,
            store=self.store,
            blobs=self.blobs,
            notifier=MortalNotifier(self.messages, self.fate),
        )
        self.advance = use_cases(mortal, self.config).worker.advance

    # --- arranging --------------------------------------------------------

    def new_job(self) -> JobId:
        """Return an unused id of a job."""
        return JobId(self.ids())

    async def draft(self, owner: PersonId = ANNA) -> Avatar:
        """Register the owner, if need be, and create an avatar."""
        await self.accounts.enter(owner, Language.ENGLISH)
        return await self.avatars.create(
            owner,
            AvatarId(self.ids()),
            family=self.family.name,
            gender=Gender.FEMALE,
            name="Anna",
        )

    async def upload(
        self, avatar: AvatarId, data: bytes, owner: PersonId = ANNA
    ) -> Photo:
        """Upload one photo."""
        return await self.uploads.add(owner, avatar, PhotoId(self.ids()), data)

    async def with_photos(self, count: int = 12, owner: PersonId = ANNA) -> Avatar:
        """Create an avatar with that many photos."""
        avatar = await self.draft(owner)
        for number in range(count):
            await self.upload(avatar.id, b"photo %d" % number, owner)
        return await self.avatar(avatar.id)

    async def ordered_training(self, owner: PersonId = ANNA) -> Job:
        """Order a training of a new avatar."""
        avatar = await self.with_photos(owner=owner)
        return await self.training.start(owner, avatar.id, self.new_job())

    async def trained(self, owner: PersonId = ANNA) -> Avatar:
        """Train a new avatar."""
        job = await self.ordered_training(owner)
        await self.run()
        return await self.avatar(job.avatar)

    async def ordered_pictures(
        self, count: int = 4, size: Size = Size.SQUARE, owner: PersonId = ANNA
    ) -> Job:
        """Order pictures of a newly trained avatar; the training is forgotten."""
        avatar = await self.trained(owner)
        self.messages.told.clear()
        self.messages.shown.clear()
        return await self.pictures.start(
            owner, avatar.id, self.new_job(), words="on a beach", size=size, count=count
        )

    async def ordered_pack(
        self, count: int = 4, percent: int = 100, owner: PersonId = ANNA
    ) -> Job:
        """Order a pack with a newly trained avatar; the training is forgotten."""
        avatar = await self.trained(owner)
        self.messages.told.clear()
        self.messages.shown.clear()
        pack = pack_of(count, percent)
        self.shelf.packs.append(pack)
        return await self.packs.start(owner, avatar.id, self.new_job(), pack.id)

    # --- acting -----------------------------------------------------------

    async def step(self, job: JobId) -> Job:
        """Do what is due for the job now, which must be something."""
        done = await self.advance(job)
        assert done is not None, "nothing was due"
        return done

    async def tell_due(self) -> None:
        """Tell people and owners what is due."""
        for notice in await self.tell.due():
            await self.tell(notice)

    async def tick(self) -> bool:
        """Do everything due now, or let time pass until something is.

        Return False when nothing will ever be due.
        """
        await self.tell_due()
        due = await self.sweep.due_jobs()
        for job in due:
            await self.advance(job)
        if due:
            return True
        times = [
            job.due_at
            for job in self.rows._rows.jobs.values()
            if job.due_at is not None
        ]
        if not times:
            return False
        # What waits for its turn is due since long.
        ahead = [at for at in times if at > self.clock.now]
        self.clock.now = min(ahead, default=self.clock.now + timedelta(minutes=1))
        return True

    async def run(self) -> None:
        """Work until nothing will ever be due."""
        for _ in range(_MANY):
            if not await self.tick():
                return
        raise AssertionError("the work does not end")

    async def run_to(self, job: JobId, status: JobStatus) -> Job:
        """Work until the job has this status."""
        for _ in range(_MANY):
            now = await self.job(job)
            if now.status is status:
                return now
            assert now.open, f"it ended {now.status}"
            await self.tick()
        raise AssertionError(f"it never is {status}")

    async def run_after_death(self, steps: int) -> bool:
        """Work, die after so many steps; return False if the work ended before.

        Dying between the message and the note that it was sent cannot but send it
        again; that message is not counted.
        """
        self.fate.left = steps
        try:
            await self.run()
        except WorkerDiedError:
            self.messages.told = [
                news
                for news in self.messages.told
                if self.rows._rows.jobs[news.job.id].told_at is not None
            ]
            return True
        self.fate.left = None
        return False

    # --- looking ----------------------------------------------------------

    async def job(self, job: JobId) -> Job:
        """Return the job as it is now."""
        async with self.rows.read() as reading:
            return await reading.jobs.get(job)

    async def avatar(self, avatar: AvatarId) -> Avatar:
        """Return the avatar as it is now, even a tombstone."""
        return self.rows._rows.avatars[avatar]

    async def available(self, owner: PersonId = ANNA) -> int:
        """Return what the person can spend."""
        return (await self.accounts.balance(owner)).available

    def trail(self, entity: Entity, key: UUID) -> list[str]:
        """Return the statuses an entity went through, wishes left out."""
        entries = self._entries(entity, key)
        moves = [entry for entry in entries if entry.source is not entry.dest]
        if not moves:
            return []
        return [moves[0].source.value, *(entry.dest.value for entry in moves)]

    def deletions(self) -> dict[str, datetime]:
        """Return what is to be deleted, and when."""
        return dict(self.rows._rows.deletions)

    def statuses_told(self) -> list[JobStatus]:
        """Return the ends people were told of."""
        return [news.job.status for news in self.messages.told]

    def _entries(self, entity: Entity, key: UUID) -> list[AuditEntry]:
        return [
            entry
            for entry in self.rows._rows.audit.values()
            if (entry.entity, entry.id) == (entity, key)
        ]

    # --- the books --------------------------------------------------------

    def check_books(self, *, paid_twice: Collection[str] = ()) -> None:
        """Check every promise that can be read from the rows.

        *paid_twice* are tokens whose first request was provably dead, or that the
        provider hid so well that we could not know.
        """
        check_books(self.rows, self.kept)
        twice = {token for token, count in self.provider.taken.items() if count > 1}
        assert twice <= set(paid_twice)
