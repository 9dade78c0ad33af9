"""Ports of the chat store in dicts."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from adapters.chat_store import ProgressCard, WaitingPhoto
from avatar_core.ids import AvatarId, JobId, PersonId, PhotoId


@attrs.define
class MemoryAlbums:
    """`ReceivedAlbums` in dicts."""

    claims: dict[tuple[PersonId, str], int] = attrs.field(factory=dict)
    avatars: dict[tuple[PersonId, str], AvatarId] = attrs.field(factory=dict)
    kept: dict[tuple[PersonId, int], WaitingPhoto] = attrs.field(factory=dict)

    async def claim(
        self, person: PersonId, album: str, message_id: int, /, *, at: datetime
    ) -> bool:
        return self.claims.setdefault((person, album), message_id) == message_id

    async def destine(self, person: PersonId, album: str, avatar: AvatarId, /) -> None:
        if (person, album) in self.claims:
            self.avatars[person, album] = avatar

    async def destination(self, person: PersonId, album: str, /) -> AvatarId | None:
        return self.avatars.get((person, album))

    async def keep(
        self,
        person: PersonId,
        message_id: int,
        photo: PhotoId,
        /,
        *,
        file_id: str,
        size: int | None,
        name: str | None,
        at: datetime,
    ) -> None:
        self.kept[person, message_id] = WaitingPhoto(
            message_id=message_id, photo=photo, file_id=file_id, size=size, name=name
        )

    async def waiting(self, person: PersonId, /) -> Sequence[WaitingPhoto]:
        return [self.kept[key] for key in sorted(self.kept) if key[0] == person]

    async def drop(self, person: PersonId, message_id: int, /) -> None:
        self.kept.pop((person, message_id), None)


@attrs.define
class MemoryCards:
    """`ProgressCards` in a dict."""

    kept: dict[JobId, ProgressCard] = attrs.field(factory=dict)

    async def get(self, job: JobId, /) -> ProgressCard | None:
        return self.kept.get(job)

    async def put(self, job: JobId, card: ProgressCard, /) -> bool:
        self.kept[job] = card
        return True

    async def drop(self, job: JobId, /) -> None:
        self.kept.pop(job, None)
