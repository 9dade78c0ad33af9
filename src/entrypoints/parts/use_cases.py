"""What people can have the product do."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from uuid import uuid4

import attrs

from adapters.blobs import ObstoreBlobs
from adapters.packs import SHIPPED, FilePacks
from adapters.pictures import DESCRIBED, PillowPictures
from adapters.sql import SqlStore
from adapters.telegram import OwnerCases, UseCases
from avatar_core import Families, Models, Package, Policy, PriceBook
from avatar_core.ids import Ids
from avatar_core.owners import Owners
from avatar_core.ports import (
    Billing,
    BlobStorage,
    Clock,
    PackShelf,
    PhotoInspector,
    Store,
)
from avatar_core.use_cases import (
    Accounts,
    CancelJob,
    DescribePhoto,
    FileDispute,
    ForgetPeople,
    Gallery,
    GeneratePictures,
    InviteFriends,
    ManageAvatars,
    OrderPack,
    Preferences,
    ReadNews,
    ReadReceipts,
    RedeemPromo,
    RemixPictures,
    TopUp,
    TrainAvatar,
    UploadPhotos,
    UpscalePicture,
)
from avatar_core.use_cases.owner import (
    AdjustCredits,
    AnswerDisputes,
    BlockPeople,
    ChangeTerms,
    FindPeople,
    GiveUpPayments,
    ManageBroadcasts,
    ManagePromos,
    ReadDeeds,
    ReadTally,
    RescueJobs,
)

from ..settings import Settings


@attrs.frozen(kw_only=True)
class Ground:
    """What the use cases stand on."""

    store: Store
    blobs: BlobStorage
    #: Judges the photos to train with, and those that are only described.
    photos: PhotoInspector
    described: PhotoInspector
    shelf: PackShelf
    clock: Clock
    families: Families
    models: Models
    prices: PriceBook
    policy: Policy
    billing: Billing
    packages: Sequence[Package]
    #: The dollars that one smallest unit of a currency is worth, where known.
    rates: Mapping[str, Decimal]
    owners: Owners
    contact: str | None = None


def use_cases(
    settings: Settings,
    families: Families,
    store: SqlStore,
    blobs: ObstoreBlobs,
    pictures: PillowPictures,
    billing: Billing,
    clock: Clock,
) -> Callable[[Ids], UseCases]:
    """Return what makes the use cases of one update, from the ids it gives."""
    ground = Ground(
        store=store,
        blobs=blobs,
        photos=pictures,
        described=pictures.judging(DESCRIBED),
        shelf=_shelf(settings),
        clock=clock,
        families=families,
        models=settings.models,
        prices=settings.prices,
        policy=settings.policy,
        billing=billing,
        packages=settings.packages,
        rates=settings.rates,
        owners=settings.owners,
        contact=settings.support_contact,
    )
    cases = cases_on(ground, uuid4)
    return lambda ids: attrs.evolve(cases, ids=ids)


def cases_on(ground: Ground, ids: Ids) -> UseCases:
    """Return the use cases; *ids* gives their tokens, too."""
    store, blobs, clock = ground.store, ground.blobs, ground.clock
    families, models = ground.families, ground.models
    prices, policy = ground.prices, ground.policy
    return UseCases(
        accounts=Accounts(store, clock, prices),
        preferences=Preferences(store),
        avatars=ManageAvatars(store, clock, families),
        photos=UploadPhotos(store, blobs, ground.photos, clock),
        training=TrainAvatar(store, clock, ids, families, prices, policy),
        pictures=GeneratePictures(store, clock, ids, families, prices, policy, models),
        descriptions=DescribePhoto(
            store, blobs, ground.described, clock, ids, prices, policy, models
        ),
        upscales=UpscalePicture(store, clock, ids, prices, policy, models),
        gallery=Gallery(store, clock),
        remix=RemixPictures(store, clock, ids, families, prices, policy),
        packs=OrderPack(store, ground.shelf, clock, ids, families, prices, policy),
        cancel_job=CancelJob(store, clock, policy),
        top_up=TopUp(store, ground.billing, clock, ground.packages),
        receipts=ReadReceipts(store),
        disputes=FileDispute(store, clock),
        redeem_promo=RedeemPromo(store, clock),
        invite_friends=InviteFriends(store, prices),
        forget_people=ForgetPeople(store, clock),
        news=ReadNews(store),
        owner=_owner_cases(ground, ids),
        contact=ground.contact,
        ids=ids,
    )


def _owner_cases(ground: Ground, ids: Ids) -> OwnerCases:
    store, clock, owners = ground.store, ground.clock, ground.owners
    return OwnerCases(
        owners=owners,
        people=FindPeople(store, owners),
        credits=AdjustCredits(store, clock, owners),
        blocks=BlockPeople(store, clock, owners),
        terms=ChangeTerms(store, clock, owners, ground.prices, ground.policy),
        promos=ManagePromos(store, clock, owners),
        disputes=AnswerDisputes(store, clock, ids, owners, ground.policy),
        payments=GiveUpPayments(store, clock, owners),
        deeds=ReadDeeds(store, owners),
        tally=ReadTally(
            store, clock, owners, ground.families, ground.models, ground.rates
        ),
        jobs=RescueJobs(store, clock, ids, owners, ground.policy),
        broadcasts=ManageBroadcasts(store, clock, owners),
    )


def _shelf(settings: Settings) -> FilePacks:
    own = [settings.packs_dir] if settings.packs_dir else []
    return FilePacks([SHIPPED, *own])
