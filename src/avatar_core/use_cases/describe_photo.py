"""Having a photo described, so that a picture like it can be drawn."""

from datetime import timedelta
from typing import Final

import attrs

from ..avatars import Avatar
from ..blob_keys import described_key
from ..errors import NotFoundError, RefusedError
from ..families import Models
from ..ids import AvatarId, Ids, JobId, PersonId
from ..jobs import Job
from ..orders import DescriptionOrder, writing_marker
from ..policy import Policy
from ..ports import BlobStorage, Clock, PhotoInspector, Store
from ..prices import PriceBook
from .ordering import place


#: How long a photo may lie in the storage before it is ordered to be described:
#: longer than an update is delivered again.
_UNCLAIMED: Final = timedelta(days=2)


@attrs.frozen
class DescribePhoto:
    """Order descriptions of photos."""

    store: Store
    blobs: BlobStorage
    inspector: PhotoInspector
    clock: Clock
    ids: Ids
    prices: PriceBook
    policy: Policy
    models: Models

    async def start(
        self, person: PersonId, avatar: AvatarId, job: JobId, data: bytes
    ) -> Job:
        """Have the photo described as a scene to draw with this avatar.

        Ordering the same id again returns the job that is there. The photo is
        kept no longer than its description takes.

        Raises:
            NotFoundError: The avatar is not the person's own.
            AvatarNotReadyError: It is not completed; the status says why.
            PhotoRejectedError: It is no picture that can be looked at.
            TooManyOpenJobsError: The person has enough unfinished jobs.
            InsufficientCreditsError: The price is not covered.
        """
        async with self.store.read() as reading:
            try:
                return await reading.jobs.get(job, person=person)
            except NotFoundError:
                pass
            model = await reading.avatars.get(avatar, owner=person)
            model.ready_weights()
        photo = await self.inspector.inspect(data)
        key = described_key(person, job)
        async with self.store.work(person) as work:
            # Should nobody come to order it, it goes all the same.
            await work.doomed.add([key], at=self.clock() + _UNCLAIMED)
        await self.blobs.put(key, photo.data)
        try:
            return await self._ordered(person, model, job, key)
        except RefusedError:
            async with self.store.work(person) as work:
                await work.doomed.add([key], at=self.clock())
            raise

    async def _ordered(
        self, person: PersonId, avatar: Avatar, job: JobId, key: str
    ) -> Job:
        async with self.store.work(person) as work:
            now = self.clock()
            try:
                return await work.jobs.get(job, person=person)
            except NotFoundError:
                pass
            (await work.avatars.get(avatar.id, owner=person)).ready_weights()
            ordered = Job(
                id=job,
                person=person,
                avatar=avatar.id,
                order=DescriptionOrder(
                    model=self.models.describer,
                    marker=writing_marker(job),
                    photo_key=key,
                ),
                price=self.prices.under(await work.terms.changed()).description,
                token=self.ids().hex,
                created_at=now,
                due_at=now,
                deadline_at=now + self.policy.description.deadline,
            )
            await place(work, ordered, at=now, policy=self.policy)
            return ordered
