"""Put the use cases together from the ports and the configuration.

This is the only place that does so: the product, the tests and the simulation use it,
and so does any other front end. `avatar_core.testing.memory_ports` has every port in
memory.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal

import attrs

from ..admins import Admins
from ..digests import DigestPlan
from ..families import Families, Models
from ..ids import Ids
from ..margins import Economics
from ..payments import Package
from ..people import CONSENT_VERSION
from ..policy import Policy
from ..ports import (
    AdminAlarms,
    Billing,
    BlobStorage,
    BroadcastSender,
    Catalogue,
    Clock,
    FaceInspector,
    Heartbeat,
    Notifier,
    PackShelf,
    PhotoInspector,
    PictureInspector,
    Provider,
    Store,
)
from ..prices import PriceBook
from ..time_zones import TimeZone
from ..word_policy import WordPolicy
from .accounts import Accounts, InviteFriends, Preferences, RedeemPromo
from .admin import (
    AdjustCredits,
    AdminStore,
    AnswerDisputes,
    BlockPeople,
    ChangeTerms,
    FindPeople,
    GiveUpPayments,
    ManageBroadcasts,
    ManagePromos,
    ReadAdminLog,
    ReadStats,
    RescueJobs,
)
from .advance_jobs import AdvanceJobs
from .check_jobs import CheckJobs
from .coach_photos import CoachPhotos
from .consent import GiveConsent
from .digests import ScheduleDigest
from .gallery import Gallery
from .gallery_pages import GalleryPages
from .incidents import CheckCatalogue, WatchWebhooks
from .manage_avatars import ManageAvatars
from .money import RefundPayments, TopUp
from .my_data import ExportData
from .ordering import Ordering
from .orders import DescribePhoto, GeneratePictures, TrainAvatar, UpscalePicture
from .outcomes import CancelJob, ChangeJobs
from .read_news import ReadNews
from .ready_made import OrderPack, RemixPictures
from .receipts import FileDispute, ReadReceipts
from .removal import ForgetPeople
from .results import Results
from .send_broadcasts import SendBroadcasts
from .submit_jobs import SubmitJobs
from .sweep import Sweep
from .telling import TellJobs, TellNotices
from .upload_photos import UploadPhotos


@attrs.frozen(kw_only=True)
class Ports:
    """Everything from outside that the use cases need."""

    store: Store
    blobs: BlobStorage
    clock: Clock
    ids: Ids
    #: Inspects the photos to train with.
    photos: PhotoInspector
    #: Inspects the photos that are only described.
    described_photos: PhotoInspector
    #: Inspects the pictures that the provider made.
    pictures: PictureInspector
    packs: PackShelf
    provider: Provider
    catalogue: Catalogue
    billing: Billing
    notifier: Notifier
    admin_alarms: AdminAlarms
    broadcast_sender: BroadcastSender
    heartbeat: Heartbeat
    #: Waits until the next broadcast message may be sent; False: stop sending.
    broadcast_turn: Callable[[], Awaitable[bool]]
    #: Finds the faces in photos to train with; None: the coach does without.
    faces: FaceInspector | None = None


@attrs.frozen(kw_only=True)
class Config:
    """The choices of an installation's operator."""

    families: Families = attrs.field(factory=Families)
    models: Models = attrs.field(factory=Models)
    prices: PriceBook = attrs.field(factory=PriceBook)
    policy: Policy = attrs.field(factory=Policy)
    packages: Sequence[Package] = ()
    #: US dollars per smallest unit of a currency, where known.
    rates: Mapping[str, Decimal] = attrs.field(factory=dict)
    admins: Admins = attrs.field(factory=Admins)
    #: The version of the consent screen that photos require.
    consent_version: int = CONSENT_VERSION
    words: WordPolicy = attrs.field(factory=WordPolicy)
    #: The time zone of people who have not chosen one.
    time_zone: TimeZone = TimeZone.UTC
    #: Whether the admins are told of each sale.
    tell_sales: bool = False
    #: The hour of the daily digest for the admins, as `DigestPlan.hour`.
    digest_hour: int = 0

    @property
    def digests(self) -> DigestPlan:
        """When the admins get a digest, and what its dollars are reckoned with."""
        return DigestPlan(
            hour=self.digest_hour,
            time_zone=self.time_zone,
            families=self.families,
            models=self.models,
            rates=self.rates,
        )

    @property
    def economics(self) -> Economics:
        """What everything on offer costs, and what a credit brings."""
        return Economics(
            families=self.families,
            models=self.models,
            packages=self.packages,
            rates=self.rates,
            previews=self.policy.preview_pictures,
            spares=self.policy.spare_pictures,
        )


@attrs.frozen(kw_only=True)
class AdminCases:
    """What only admins can do."""

    people: FindPeople
    credits: AdjustCredits
    blocks: BlockPeople
    terms: ChangeTerms
    promos: ManagePromos
    disputes: AnswerDisputes
    payments: GiveUpPayments
    admin_log: ReadAdminLog
    stats: ReadStats
    jobs: RescueJobs
    broadcasts: ManageBroadcasts


@attrs.frozen(kw_only=True)
class WorkerCases:
    """What is done in the background."""

    advance: AdvanceJobs
    sweep: Sweep
    refunds: RefundPayments
    notices: TellNotices
    broadcasts: SendBroadcasts
    catalogue: CheckCatalogue
    webhooks: WatchWebhooks
    digest: ScheduleDigest


@attrs.frozen(kw_only=True)
class UseCases:
    """Every use case; those at the top level are what people can do."""

    config: Config
    accounts: Accounts
    consent: GiveConsent
    preferences: Preferences
    avatars: ManageAvatars
    photos: UploadPhotos
    coach: CoachPhotos
    training: TrainAvatar
    pictures: GeneratePictures
    descriptions: DescribePhoto
    upscales: UpscalePicture
    gallery: Gallery
    pages: GalleryPages
    remix: RemixPictures
    packs: OrderPack
    cancel_job: CancelJob
    top_up: TopUp
    receipts: ReadReceipts
    disputes: FileDispute
    redeem_promo: RedeemPromo
    invite_friends: InviteFriends
    forget_people: ForgetPeople
    my_data: ExportData
    news: ReadNews
    admin: AdminCases
    worker: WorkerCases


def use_cases(ports: Ports, config: Config) -> UseCases:
    """Return every use case on these ports."""
    store, blobs, clock = ports.store, ports.blobs, ports.clock
    prices, policy = config.prices, config.policy
    consent = config.consent_version
    ordering = Ordering(
        store=store,
        clock=clock,
        ids=ports.ids,
        families=config.families,
        models=config.models,
        prices=prices,
        policy=policy,
        words=config.words,
        consent_version=consent,
    )
    coach = CoachPhotos(store, blobs, ports.faces, clock)
    return UseCases(
        config=config,
        accounts=Accounts(store, clock, ports.ids, prices, config.time_zone),
        consent=GiveConsent(store, clock, consent),
        preferences=Preferences(store),
        avatars=ManageAvatars(store, clock, config.families, config.words),
        photos=UploadPhotos(store, blobs, ports.photos, clock, consent),
        coach=coach,
        training=TrainAvatar(ordering),
        pictures=GeneratePictures(ordering),
        descriptions=DescribePhoto(ordering, blobs, ports.described_photos),
        upscales=UpscalePicture(ordering),
        gallery=Gallery(store, clock),
        pages=GalleryPages(store, clock, blobs),
        remix=RemixPictures(ordering),
        packs=OrderPack(ordering, ports.packs),
        cancel_job=CancelJob(store, clock, policy),
        top_up=TopUp(store, ports.billing, clock, config.packages, config.tell_sales),
        receipts=ReadReceipts(store),
        disputes=FileDispute(store, clock),
        redeem_promo=RedeemPromo(store, clock),
        invite_friends=InviteFriends(store, prices),
        forget_people=ForgetPeople(store, clock),
        my_data=ExportData(store, blobs, clock),
        news=ReadNews(store),
        admin=_admin_cases(ports, config, ordering),
        worker=_worker_cases(ports, config, ordering, coach),
    )


def _admin_cases(ports: Ports, config: Config, ordering: Ordering) -> AdminCases:
    admin = AdminStore(ports.store, ports.clock, config.admins)
    return AdminCases(
        people=FindPeople(admin),
        credits=AdjustCredits(admin),
        blocks=BlockPeople(admin),
        terms=ChangeTerms(
            admin, config.prices, config.policy, config.economics, ports.packs
        ),
        promos=ManagePromos(admin),
        disputes=AnswerDisputes(admin, ordering),
        payments=GiveUpPayments(admin),
        admin_log=ReadAdminLog(admin),
        stats=ReadStats(admin, config.families, config.models, config.rates),
        jobs=RescueJobs(admin, ordering),
        broadcasts=ManageBroadcasts(admin),
    )


def _worker_cases(
    ports: Ports, config: Config, ordering: Ordering, coach: CoachPhotos
) -> WorkerCases:
    store, blobs, clock = ports.store, ports.blobs, ports.clock
    families, models, policy = config.families, config.models, config.policy
    return WorkerCases(
        advance=_advance_jobs(ports, config, ordering, coach),
        sweep=Sweep(store, blobs, ports.provider, clock, policy),
        refunds=RefundPayments(store, ports.billing, clock, policy),
        notices=TellNotices(
            store,
            ports.notifier,
            ports.admin_alarms,
            clock,
            policy,
            ports.heartbeat,
            config.digests,
        ),
        broadcasts=SendBroadcasts(
            store,
            ports.broadcast_sender,
            clock,
            ports.heartbeat,
            policy.lease,
            ports.broadcast_turn,
        ),
        catalogue=CheckCatalogue(store, ports.catalogue, families, models, clock),
        webhooks=WatchWebhooks(store, clock, policy, since=clock()),
        digest=ScheduleDigest(store, clock, config.digests),
    )


def _advance_jobs(
    ports: Ports, config: Config, ordering: Ordering, coach: CoachPhotos
) -> AdvanceJobs:
    store, clock, policy = ports.store, ports.clock, config.policy
    provider = ports.provider
    results = Results(
        store=store,
        blobs=ports.blobs,
        provider=provider,
        inspector=ports.pictures,
        clock=clock,
        policy=policy,
        language_models=config.models.language_models,
        words=config.words,
        coach=coach,
    )
    changes = ChangeJobs(store, clock, policy, ordering)
    telling = TellJobs(store, ports.notifier, clock, policy)
    return AdvanceJobs(
        store=store,
        clock=clock,
        policy=policy,
        heartbeat=ports.heartbeat,
        submitting=SubmitJobs(
            store, provider, results, clock, policy, changes, telling
        ),
        checking=CheckJobs(provider, results, policy, changes, telling),
        telling=telling,
    )
