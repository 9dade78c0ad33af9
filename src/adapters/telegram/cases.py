"""What the handlers can have the product do."""

import attrs

from avatar_core.errors import NotFoundError, Thing
from avatar_core.ids import Ids, JobId, PersonId
from avatar_core.orders import EnrichmentOrder
from avatar_core.owners import Owners
from avatar_core.ports import News
from avatar_core.use_cases import (
    Accounts,
    AdvanceJobs,
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
    jobs: AdvanceJobs
    owner: OwnerCases
    #: Where people can write to the owner: a name or an address.
    contact: str | None = None
    #: Gives the same ids in the same order when the update is delivered again.
    ids: Ids

    async def news_of(self, person: PersonId, job: JobId) -> News:
        """Return how a job of this person stands.

        Raises:
            NotFoundError: There is none, or it is not the person's own.
        """
        async with self.jobs.store.read() as reading:
            own = await reading.jobs.get(job, person=person)
        if isinstance(own.order, EnrichmentOrder):
            raise NotFoundError(Thing.JOB)  # nobody ordered it, nobody is shown it
        return await self.jobs.news(own)
