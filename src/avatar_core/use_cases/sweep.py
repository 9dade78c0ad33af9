"""Find work that has become due."""

from collections.abc import Sequence
from contextlib import suppress

import attrs

from ..avatars import Avatar, AvatarStatus
from ..errors import NotFoundError, ProviderUnavailableError
from ..ids import JobId
from ..ledger import HOUSE
from ..notices import Notice, NoticeKind
from ..policy import Policy
from ..ports import BlobStorage, Clock, Provider, Store
from .removal import ForgetPeople, remove_photos
from .trail import save


@attrs.frozen
class Sweep:
    """Find due work in the rows, so that a lost queue loses no work."""

    store: Store
    blobs: BlobStorage
    provider: Provider
    clock: Clock
    policy: Policy

    async def due_jobs(self, *, limit: int = 100) -> Sequence[JobId]:
        """Return due jobs that no worker has claimed; those to be sent come last."""
        async with self.store.read() as reading:
            now = self.clock()
            return [
                *await reading.jobs.due(now, limit=limit),
                *await reading.jobs.next_to_send(now, self.policy.places(now)),
            ]

    async def expire_photos(self, *, limit: int = 100) -> int:
        """Expire unused photos; return the number of avatars.

        Notify the people whose avatars need new photos after that.
        """
        async with self.store.read() as reading:
            old = await reading.avatars.with_old_photos(
                by=self.clock() - self.policy.photo_retention, limit=limit
            )
        for avatar in old:
            with suppress(NotFoundError):
                await self._expire(avatar)
        return len(old)

    async def _expire(self, found: Avatar) -> None:
        async with self.store.work(found.owner) as work:
            before = await work.avatars.get(found.id, owner=found.owner)
            if before.version != found.version:
                return  # it was changed meanwhile
            now = self.clock()
            after = await save(work, before.expire_photos(at=now), at=now)
            await remove_photos(work, after.id, at=now)
            if after.status is AvatarStatus.DRAFT:
                await work.notices.add(
                    Notice(
                        key=f"photos:{after.id.hex}:{after.version}",
                        person=after.owner,
                        what=NoticeKind.PHOTOS_EXPIRED,
                        avatar=after.id,
                        due_at=now,
                    )
                )

    async def finish_erasures(self, *, limit: int = 100) -> int:
        """Delete what a crash left of forgotten people; return how many people."""
        async with self.store.work(HOUSE) as work:
            people = await work.erasure.unfinished(limit=limit)
        for person in people:
            await ForgetPeople(self.store, self.clock).finish(person)
        return len(people)

    async def forget_requests(self, *, limit: int = 20) -> int:
        """Have the provider forget requests of forgotten people; return how many.

        If our account may not do that, it forgets them after `PROVIDER_KEEPS`. Requests
        that it could not be asked about are left for the next call.
        """
        async with self.store.work(HOUSE) as work:
            found = await work.erasure.requests(limit=limit)
        answers: dict[str, bool] = {}
        for request in found:
            with suppress(ProviderUnavailableError):
                answers[request] = await self.provider.forget(request)
        if answers:
            async with self.store.work(HOUSE) as work:
                await work.erasure.forget_requests([*answers])
        return sum(answers.values())

    async def delete_scheduled(self, *, limit: int = 500) -> int:
        """Delete the blobs that are due for deletion; return how many."""
        async with self.store.work(HOUSE) as work:
            keys = await work.deletions.due(self.clock(), limit=limit)
        if keys:
            # Delete first: deleting twice is harmless, forgetting too early is not.
            await self.blobs.delete(keys)
            async with self.store.work(HOUSE) as work:
                await work.deletions.forget(keys)
        return len(keys)
