"""What the tests of the core can look at afterwards."""

from datetime import datetime
from uuid import UUID

from tests.books import check_books

from avatar_core import Avatar, AvatarId, Job, JobId, JobStatus, PersonId, PictureId
from avatar_core.audit import AuditEntry, Entity
from avatar_core.ids import Alias
from avatar_core.testing import (
    MemoryBlobs,
    MemoryStore,
    RecordingNotifier,
    ScriptedProvider,
)


class Records:
    """The rows, blobs, requests and messages of one installation."""

    def __init__(self, provider: ScriptedProvider) -> None:
        self.rows = MemoryStore()
        self.kept = MemoryBlobs()
        self.messages = RecordingNotifier()
        self.provider = provider
        #: Tokens that the provider may have taken twice, because the first request
        #: was dead or hidden too well.
        self.paid_twice: set[str] = set()
        #: Pictures that people deleted.
        self.deleted: set[PictureId] = set()

    async def job(self, job: JobId) -> Job:
        """Return the job as it is now."""
        async with self.rows.read() as reading:
            return await reading.jobs.get(job)

    def alias(self, person: PersonId) -> Alias:
        """Return the name of a person in keys, who was not forgotten."""
        return self.rows._rows.people[person].known_as

    async def avatar(self, avatar: AvatarId) -> Avatar:
        """Return the avatar as it is now, even a tombstone."""
        return self.rows._rows.avatars[avatar]

    def posts(self, job: Job) -> tuple[int, int]:
        """Return how many requests were made for a job, and how many were taken."""
        return self.provider.submits[job.token], self.provider.taken[job.token]

    def trail(self, entity: Entity, key: UUID) -> list[str]:
        """Return the statuses an entity went through."""
        entries = self._entries(entity, key)
        moves = [entry for entry in entries if entry.source is not entry.dest]
        if not moves:
            return []
        return [moves[0].source.value, *(entry.dest.value for entry in moves)]

    def deletions(self) -> dict[str, datetime]:
        """Return the keys to be deleted, and when."""
        return dict(self.rows._rows.deletions)

    def statuses_told(self) -> list[JobStatus]:
        """Return the ends people were told of."""
        return [news.job.status for news in self.messages.told]

    def _entries(self, entity: Entity, key: UUID) -> list[AuditEntry]:
        return [
            entry
            for entry in self.rows._rows.audit.values()
            if (entry.entity, entry.id) == (entity, key)
        ]

    def check_books(self) -> None:
        """Check every promise that can be read from the rows."""
        check_books(self.rows, self.kept, self.deleted)
        twice = {token for token, count in self.provider.taken.items() if count > 1}
        assert twice <= self.paid_twice
