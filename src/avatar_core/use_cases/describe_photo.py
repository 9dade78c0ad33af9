"""Order the description of a photo, to draw a picture like it."""

from contextlib import suppress
from datetime import timedelta
from typing import Final

import attrs

from ..blob_keys import described_key
from ..errors import NotFoundError, RefusedError
from ..ids import AvatarId, JobId, PersonId
from ..jobs import Job
from ..orders import DescriptionOrder, writing_marker
from ..ports import BlobStorage, PhotoInspector, Work
from .ordering import Draft, Line, Ordering


#: How long a stored photo waits for its order; longer than updates are redelivered.
_UNCLAIMED: Final = timedelta(days=2)


@attrs.frozen
class DescribePhoto:
    """Order descriptions of photos."""

    ordering: Ordering
    blobs: BlobStorage
    inspector: PhotoInspector

    async def start(
        self, person: PersonId, avatar: AvatarId, job: JobId, data: bytes
    ) -> Job:
        """Have the photo described as a scene to draw with this avatar.

        Ordering the same id again returns the existing job. The photo is deleted
        when its description ends.

        Raises:
            NotFoundError: The avatar is not the person's own.
            AvatarNotReadyError: It is not completed; the status says why.
            PhotoRejectedError: It is not a photo that can be read.
            SalesStoppedError: No descriptions are sold just now.
            TooManyOpenJobsError: The person has enough unfinished jobs.
            InsufficientCreditsError: The price is not covered.
        """
        store, clock = self.ordering.store, self.ordering.clock
        async with store.read() as reading:
            with suppress(NotFoundError):
                return await reading.jobs.get(job, person=person)
            (await reading.avatars.get(avatar, owner=person)).ready_weights()
        photo = await self.inspector.inspect(data)
        key = described_key(person, job)
        async with store.work(person) as work:
            # It is deleted even if it is never ordered.
            await work.deletions.add([key], at=clock() + _UNCLAIMED)
        await self.blobs.put(key, photo.data)

        async def draft(work: Work) -> Draft:
            (await work.avatars.get(avatar, owner=person)).ready_weights()
            order = DescriptionOrder(
                model=self.ordering.models.describer,
                marker=writing_marker(job),
                photo_key=key,
            )
            price = (await self.ordering.prices_now(work)).description
            return Draft(avatar, [Line(order, price)])

        try:
            return await self.ordering.place(person, job, draft)
        except RefusedError:
            async with store.work(person) as work:
                await work.deletions.add([key], at=clock())
            raise
