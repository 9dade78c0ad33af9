"""Photos that are sent before their avatar is known."""

from avatar_core.errors import PhotoRejectedError
from avatar_core.ids import AvatarId, PhotoId

from ..files import FileUnavailableError, SentFile
from ..steps import Step
from .visit import Visit


async def keep(visit: Visit, file: SentFile) -> None:
    """Keep a photo for the avatar that is about to be created."""
    person, message = visit.person.id, visit.message
    await visit.albums.keep(
        person,
        message.message_id,
        PhotoId(visit.ids()),
        file_id=file.id,
        size=file.size,
        name=file.name,
        at=message.date,
    )
    # Another process may have got the name from another photo of the album.
    album = message.media_group_id
    if album is not None and (avatar := await visit.albums.destination(person, album)):
        await hand_over(visit, avatar)
        await visit.show_upload(avatar)


async def begin_upload(visit: Visit, avatar: AvatarId, note: str | None = None) -> None:
    """Wait for photos of an avatar, and add those sent before."""
    visit.enter(Step.UPLOADING, avatar=avatar.hex)
    if await visit.albums.waiting(visit.person.id):
        # Checking them takes a while.
        await visit.show_upload(avatar, note=visit.texts("photos-adding"))
        note = await hand_over(visit, avatar) or note
    await visit.show_upload(avatar, note=note)


async def hand_over(visit: Visit, avatar: AvatarId) -> str | None:
    """Add the waiting photos to an avatar; return a note if some are lost."""
    person, lost = visit.person.id, False
    for waiting in await visit.albums.waiting(person):
        file = SentFile(id=waiting.file_id, size=waiting.size, name=waiting.name)
        try:
            await take(visit, avatar, waiting.photo, file)
        except FileUnavailableError:  # Telegram does not deliver it
            lost = True
        await visit.albums.drop(person, waiting.message_id)
    return visit.texts("photos-lost") if lost else None


async def take(visit: Visit, avatar: AvatarId, photo: PhotoId, file: SentFile) -> None:
    """Add a photo to an avatar, or note on it why not."""
    photos, person = visit.cases.photos, visit.person.id
    try:
        async with visit.files.fetched(file) as data:
            await photos.add(person, avatar, photo, data, file_name=file.name)
    except PhotoRejectedError as error:
        await photos.reject(person, avatar, photo, error.fault, file_name=file.name)
