"""What the handlers can have the product do."""

import attrs

from avatar_core.ids import Ids
from avatar_core.owners import Owners
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


@attrs.frozen(kw_only=True)
class OwnerCases:
    """What only owners can have the product do."""

    owners: Owners
    people: FindPeople
    credits: AdjustCredits
    blocks: BlockPeople
    terms: ChangeTerms
    promos: ManagePromos
    disputes: AnswerDisputes
    payments: GiveUpPayments
    deeds: ReadDeeds
    tally: ReadTally
    jobs: RescueJobs
    broadcasts: ManageBroadcasts


@attrs.frozen(kw_only=True)
class UseCases:
    """The use cases, as one update sees them."""

    accounts: Accounts
    preferences: Preferences
    avatars: ManageAvatars
    photos: UploadPhotos
    training: TrainAvatar
    pictures: GeneratePictures
    descriptions: DescribePhoto
    upscales: UpscalePicture
    gallery: Gallery
    remix: RemixPictures
    packs: OrderPack
    cancel_job: CancelJob
    top_up: TopUp
    receipts: ReadReceipts
    disputes: FileDispute
    redeem_promo: RedeemPromo
    invite_friends: InviteFriends
    forget_people: ForgetPeople
    news: ReadNews
    owner: OwnerCases
    #: Where people can write to the owner: a name or an address.
    contact: str | None = None
    #: Gives the same ids in the same order when the update is delivered again.
    ids: Ids
