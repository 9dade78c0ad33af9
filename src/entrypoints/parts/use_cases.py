"""What people can have the product do."""

from collections.abc import Callable
from uuid import uuid4

import attrs

from adapters.blobs import ObstoreBlobs
from adapters.packs import SHIPPED, FilePacks
from adapters.pictures import DESCRIBED, PillowPictures
from adapters.sql import SqlStore
from adapters.telegram import OwnerCases, UseCases
from avatar_core import Families, Models, Policy, PriceBook
from avatar_core.ids import Ids
from avatar_core.owners import Owners
from avatar_core.ports import Clock, Store
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


def use_cases(
    settings: Settings,
    families: Families,
    store: SqlStore,
    blobs: ObstoreBlobs,
    pictures: PillowPictures,
    clock: Clock,
) -> Callable[[Ids], UseCases]:
    """Return what makes the use cases of one update, from the ids it gives."""
    models, prices, policy = settings.models, settings.prices, settings.policy
    cases = UseCases(
        accounts=Accounts(store, clock, prices),
        preferences=Preferences(store),
        avatars=ManageAvatars(store, clock, families),
        photos=UploadPhotos(store, blobs, pictures, clock),
        training=TrainAvatar(store, clock, uuid4, families, prices, policy),
        pictures=GeneratePictures(
            store, clock, uuid4, families, prices, policy, models
        ),
        descriptions=DescribePhoto(
            store,
            blobs,
            pictures.judging(DESCRIBED),
            clock,
            uuid4,
            prices,
            policy,
            models,
        ),
        upscales=UpscalePicture(store, clock, uuid4, prices, policy, models),
        gallery=Gallery(store, clock),
        remix=RemixPictures(store, clock, uuid4, families, prices, policy),
        packs=OrderPack(
            store, _shelf(settings), clock, uuid4, families, prices, policy
        ),
        cancel_job=CancelJob(store, clock, policy),
        top_up=TopUp(store, clock, settings.packages),
        receipts=ReadReceipts(store),
        disputes=FileDispute(store, clock),
        redeem_promo=RedeemPromo(store, clock),
        invite_friends=InviteFriends(store, prices),
        forget_people=ForgetPeople(store, clock),
        news=ReadNews(store),
        owner=owner_cases(
            store, clock, uuid4, settings.owners, families, models, prices, policy
        ),
        contact=settings.support_contact,
        ids=uuid4,
    )
    return lambda ids: attrs.evolve(cases, ids=ids)


def owner_cases(
    store: Store,
    clock: Clock,
    ids: Ids,
    owners: Owners,
    families: Families,
    models: Models,
    prices: PriceBook,
    policy: Policy,
) -> OwnerCases:
    """Return what only owners can have the product do."""
    return OwnerCases(
        owners=owners,
        people=FindPeople(store, owners),
        credits=AdjustCredits(store, clock, owners),
        blocks=BlockPeople(store, clock, owners),
        terms=ChangeTerms(store, clock, owners, prices, policy),
        promos=ManagePromos(store, clock, owners),
        disputes=AnswerDisputes(store, clock, ids, owners, policy),
        payments=GiveUpPayments(store, clock, owners),
        deeds=ReadDeeds(store, owners),
        tally=ReadTally(store, clock, owners, families, models),
        jobs=RescueJobs(store, clock, ids, owners, policy),
        broadcasts=ManageBroadcasts(store, clock, owners),
    )


def _shelf(settings: Settings) -> FilePacks:
    own = [settings.packs_dir] if settings.packs_dir else []
    return FilePacks([SHIPPED, *own])
