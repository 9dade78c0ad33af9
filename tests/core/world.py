"""A whole product in memory for the tests of the core."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, Self

import attrs
import pytest

from tests.core.mortal import (
    Fate,
    PiecemealProvider,
    WorkerDiedError,
    mortal_ports,
)
from tests.core.records import Records
from tests.money import package
from tests.packs import pack_of
from tests.steps import Steps

from avatar_core import (
    Avatar,
    AvatarId,
    AvatarType,
    Bill,
    Families,
    Gender,
    Job,
    JobId,
    JobKind,
    JobStatus,
    Language,
    Models,
    Money,
    Package,
    Payment,
    PersonId,
    Photo,
    PhotoId,
    Picture,
    PictureId,
    Policy,
    PriceBook,
    Size,
)
from avatar_core.admins import Admins
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.galleries import ALL_PICTURES, PictureFilter
from avatar_core.pictures import picture_id
from avatar_core.ports import FaceInspector
from avatar_core.testing import (
    HonestInspector,
    ManualClock,
    ManualHeartbeat,
    MemoryBilling,
    MemoryCatalogue,
    MemoryPacks,
    PictureReader,
    RecordingAlarms,
    RecordingBroadcastSender,
    SequentialIds,
    memory_ports,
)
from avatar_core.testing.provider import LARGE_JPEG
from avatar_core.use_cases import Config, GalleryCard, use_cases


ANNA: Final = PersonId(1)
BORIS: Final = PersonId(2)
OWNER: Final = PersonId(77)
#: The kinds of jobs that people order.
ORDERED: Final = (
    JobKind.TRAINING,
    JobKind.GENERATION,
    JobKind.DESCRIPTION,
    JobKind.UPSCALE,
)
OTHER_OWNER: Final = PersonId(78)
SMALL, BIG = package(100, 100), package(250, 225)
#: US dollars per Star and per cent.
RATES: Final = {"XTR": Decimal("0.013"), "USD": Decimal("0.01")}
#: Every job ends in fewer steps than this.
_MANY: Final = 2000


#: A policy under which a lost request is soon known to be lost.
SETTLING_SOON: Final = attrs.evolve(
    Policy(),
    settle=timedelta(seconds=60),
    longest_run=timedelta(seconds=5),
    **{
        kind: attrs.evolve(getattr(Policy(), kind), start_within=timedelta(seconds=5))
        for kind in ("training", "generation", "description", "upscale")
    },
)


def installed(**options: Any) -> pytest.MarkDecorator:
    """Give the test a `world` made with these options."""
    return pytest.mark.parametrize(
        "world", [options], indirect=True, ids=["+".join(options)]
    )


class World(Records):
    """One installation: its people, its storage, its provider and its time."""

    def __init__(
        self,
        *,
        policy: Policy | None = None,
        prices: PriceBook | None = None,
        families: Families | None = None,
        enriching: bool = False,
        billing: MemoryBilling | None = None,
        **told: Any,
    ) -> None:
        self.fate = Fate()
        super().__init__(PiecemealProvider(fate=self.fate))
        self.policy = policy or Policy()
        self.prices = prices or PriceBook(training=150, welcome=1000)
        self.config = Config(
            families=families or Families(),
            models=Models(enricher="enricher" if enriching else None),
            prices=self.prices,
            policy=self.policy,
            packages=(SMALL, BIG),
            rates=RATES,
            admins=Admins([OWNER, OTHER_OWNER]),
            **told,
        )
        #: The family of new avatars.
        self.family = FLUX_PORTRAIT
        self.clock = ManualClock()
        self.heartbeat = ManualHeartbeat()
        self.ids = SequentialIds()
        self.billing = billing or MemoryBilling()
        self.catalogue = MemoryCatalogue()
        self.broadcast_sender = RecordingBroadcastSender()
        self.alarms = RecordingAlarms()
        self.photo_inspector = HonestInspector()
        self.picture_reader = PictureReader(sizes={LARGE_JPEG: (2048, 2048)})
        self.shelf = MemoryPacks()
        self.ports = attrs.evolve(
            memory_ports(),
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
            admin_alarms=self.alarms,
            broadcast_sender=self.broadcast_sender,
            heartbeat=self.heartbeat,
        )
        self._put_together()

    def install_faces(self, faces: FaceInspector) -> None:
        """Look for faces in photos from now on."""
        self.ports = attrs.evolve(self.ports, faces=faces)
        self._put_together()

    def _put_together(self) -> None:
        self.cases = use_cases(self.ports, self.config)
        self.admin = self.cases.admin
        self.accounts = self.cases.accounts
        self.avatars = self.cases.avatars
        self.uploads = self.cases.photos
        self.training = self.cases.training
        self.pictures = self.cases.pictures
        self.packs = self.cases.packs
        self.gallery = self.cases.gallery
        self.remix = self.cases.remix
        self.cancel_job = self.cases.cancel_job
        self.sweep = self.cases.worker.sweep
        self.tell = self.cases.worker.notices
        ports = mortal_ports(self.ports, self.fate)
        self.blobs = ports.blobs
        self.advance = Steps(use_cases(ports, self.config).worker.advance)

    # --- arranging --------------------------------------------------------

    def new_job(self) -> JobId:
        """Return an unused id of a job."""
        return JobId(self.ids())

    async def enter(self, *people: PersonId) -> Self:
        """Register people, who agree to what happens to photos."""
        for person in people:
            await self.accounts.enter(person, Language.ENGLISH)
            await self.cases.consent(person, self.config.consent_version)
        return self

    async def draft(self, owner: PersonId = ANNA) -> Avatar:
        """Register the owner, if need be, and create an avatar."""
        await self.enter(owner)
        return await self.avatars.create(
            owner,
            AvatarId(self.ids()),
            family=self.family.name,
            gender=Gender.FEMALE
            if self.family.avatar_type is AvatarType.PORTRAIT
            else None,
            name="Anna",
        )

    async def upload(
        self, avatar: AvatarId, data: bytes, owner: PersonId = ANNA
    ) -> Photo:
        """Upload one photo."""
        photo = await self.uploads.add(owner, avatar, PhotoId(self.ids()), data)
        if photo.accepted and self.ports.faces is not None:
            await self.cases.coach.review(owner, avatar, photo=photo.id)
        return photo

    async def with_photos(self, count: int = 12, owner: PersonId = ANNA) -> Avatar:
        """Create an avatar with *count* photos."""
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

    async def draw(
        self,
        avatar: AvatarId,
        words: str = "at sea",
        *,
        owner: PersonId = ANNA,
        job: JobId | None = None,
        size: Size = Size.SQUARE,
        count: int = 1,
        source: JobId | None = None,
    ) -> Job:
        """Order pictures of a trained avatar."""
        return await self.pictures.start(
            owner,
            avatar,
            job or self.new_job(),
            words=words,
            size=size,
            count=count,
            source=source,
        )

    async def describe(self, avatar: AvatarId, data: bytes = b"photo of a boat") -> Job:
        """Order the description of a photo."""
        return await self.cases.descriptions.start(ANNA, avatar, self.new_job(), data)

    async def ordered_pictures(
        self, count: int = 4, size: Size = Size.SQUARE, owner: PersonId = ANNA
    ) -> Job:
        """Order pictures of a newly trained avatar; the training is forgotten."""
        avatar = await self._trained_in_silence(owner)
        return await self.draw(
            avatar.id, "on a beach", owner=owner, size=size, count=count
        )

    async def ordered_pack(
        self, count: int = 4, percent: int = 100, owner: PersonId = ANNA
    ) -> Job:
        """Order a pack with a newly trained avatar; the training is forgotten."""
        avatar = await self._trained_in_silence(owner)
        pack = pack_of(count, percent)
        self.shelf.packs.append(pack)
        return await self.packs.start(owner, avatar.id, self.new_job(), pack.id)

    async def picture(self) -> Picture:
        """Have one picture delivered; the messages about it are forgotten."""
        job = await self.ordered_pictures(1)
        await self.run()
        self.messages.told.clear()
        self.messages.shown.clear()
        return self.rows._rows.pictures[picture_id(job.id, 0)]

    async def ordered(self, kind: JobKind) -> Job:
        """Order a job of this kind, and first all that it needs."""
        match kind:
            case JobKind.TRAINING:
                return await self.ordered_training()
            case JobKind.GENERATION:
                return await self.ordered_pictures()
            case JobKind.DESCRIPTION:
                return await self.describe((await self._trained_in_silence(ANNA)).id)
            case JobKind.UPSCALE:
                picture = await self.picture()
                return await self.cases.upscales.start(ANNA, picture.id, self.new_job())
            case JobKind.ENRICHMENT:
                raise AssertionError("nobody orders enrichments")

    async def _trained_in_silence(self, owner: PersonId) -> Avatar:
        avatar = await self.trained(owner)
        self.messages.told.clear()
        self.messages.shown.clear()
        return avatar

    async def pay(
        self,
        charge: str = "c",
        bought: Package = SMALL,
        *,
        payload: str | None = None,
        paid: Money | None = None,
        person: PersonId = ANNA,
    ) -> Payment:
        """Have a person pay their bill for a package, or something else."""
        made = self.billing.take(
            person,
            payload or Bill(person, bought).payload,
            paid or bought.price,
            charge,
        )
        news = await self.cases.top_up.receive(
            person, charge_id=made.id, payload=made.payload, paid=made.paid
        )
        return news.payment

    # --- acting -----------------------------------------------------------

    async def delete(
        self, picture: PictureId, among: PictureFilter = ALL_PICTURES
    ) -> GalleryCard | None:
        """Have Anna delete a picture; return the card of the next one."""
        card = await self.gallery.delete(ANNA, picture, among)
        self.deleted.add(picture)
        return card

    async def step(self, job: JobId) -> Job:
        """Do what is due for the job now, which must be something."""
        done = await self.advance(job)
        assert done is not None, "nothing was due"
        return done

    async def tell_due(self) -> None:
        """Tell people and admins what is due."""
        for notice in await self.tell.due():
            await self.tell(notice)

    async def refund_due(self) -> None:
        """Give back the payments that are due."""
        for payment in await self.cases.worker.refunds.due():
            await self.cases.worker.refunds(payment)

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
        times = {job.due_at for job in self.rows._rows.jobs.values()} - {None}
        if not times:
            return False
        # A job that waits for its turn is long overdue.
        ahead = [at for at in times if at and at > self.clock.now]
        self.clock.now = min(ahead, default=self.clock.now + timedelta(minutes=1))
        return True

    async def run(self) -> None:
        """Work until nothing will ever be due."""
        for _ in range(_MANY):
            if not await self.tick():
                return
        raise AssertionError("the work does not end")

    async def finish(self, job: Job) -> Job:
        """Work until nothing will ever be due; return the job as it is then."""
        await self.run()
        return await self.job(job.id)

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
        """Work, die after *steps* steps; return False if the work ended before.

        A worker that dies between sending a message and noting it must send it
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

    async def available(self, owner: PersonId = ANNA) -> int:
        """Return what the person can spend."""
        return (await self.accounts.balance(owner)).available
