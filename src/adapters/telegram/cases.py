"""What the handlers can have the product do."""

import attrs

from avatar_core.ids import Ids, JobId, PersonId
from avatar_core.ports import News
from avatar_core.use_cases import (
    Accounts,
    AdvanceJobs,
    CancelJob,
    GeneratePictures,
    ManageAvatars,
    Preferences,
    TopUp,
    TrainAvatar,
    UploadPhotos,
)


@attrs.frozen(kw_only=True)
class UseCases:
    """The use cases, as one update sees them."""

    accounts: Accounts
    preferences: Preferences
    avatars: ManageAvatars
    photos: UploadPhotos
    training: TrainAvatar
    pictures: GeneratePictures
    cancel_job: CancelJob
    top_up: TopUp
    jobs: AdvanceJobs
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
        return await self.jobs.news(own)
