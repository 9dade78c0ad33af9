"""Taking photos for an avatar, or keeping them until it is known."""

from contextlib import suppress

from aiogram.types import Message

from avatar_core import AvatarEvent
from avatar_core.errors import NotFoundError, PhotoRejectedError
from avatar_core.ids import AvatarId, PhotoId
from avatar_core.use_cases import Uploads

from ..files import FileUnavailableError, SentFile
from ..steps import Step
from .training import show_summary
from .visit import Visit


async def keep_photo(visit: Visit, file: SentFile) -> None:
    """Keep a photo until its avatar is created, and its person has agreed."""
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
        if visit.agreed:
            await _hand_over(visit, avatar)
        await visit.show_upload(avatar)


async def begin_upload(visit: Visit, avatar: AvatarId, note: str | None = None) -> None:
    """Wait for photos of an avatar, and add those sent before.

    Without consent they wait on, and the person is asked for it.
    """
    visit.enter(Step.UPLOADING, avatar=avatar.hex)
    waiting = await visit.albums.waiting(visit.person.id)
    if waiting and not visit.agreed:
        note = visit.texts("photos-wait")
    elif waiting:
        # Checking them takes a while.
        await visit.show_upload(avatar, note=visit.texts("photos-adding"))
        note = await _hand_over(visit, avatar) or note
        uploads = await visit.cases.photos.show(visit.person.id, avatar)
        if note is None and _all_good(uploads):
            await visit.screen.show(await show_summary(visit, avatar))
            return
    await visit.show_upload(avatar, note=note)


def _all_good(uploads: Uploads) -> bool:
    startable = AvatarEvent.START in uploads.avatar.actions
    return startable and not uploads.rejected and not uploads.judgement.too_low


async def _hand_over(visit: Visit, avatar: AvatarId) -> str | None:
    """Add the waiting photos to an avatar; return a note if some are lost."""
    person, lost = visit.person.id, False
    everything = await visit.albums.waiting(person)
    for waiting in everything:
        file = SentFile(id=waiting.file_id, size=waiting.size, name=waiting.name)
        batch, message = str(everything[0].message_id), waiting.message_id
        try:
            await _take(visit, avatar, waiting.photo, file, batch, message)
        except FileUnavailableError:  # Telegram does not deliver it
            lost = True
        await visit.albums.drop(person, waiting.message_id)
    return visit.texts("photos-lost") if lost else None


def batch_of(message: Message) -> str:
    """Return what the messages of an album share; others have one of their own."""
    return message.media_group_id or str(message.message_id)


async def take_sent(visit: Visit, avatar: AvatarId, file: SentFile) -> None:
    """Add the photo of the message to an avatar."""
    message, photo = visit.message, PhotoId(visit.ids())
    await _take(visit, avatar, photo, file, batch_of(message), message.message_id)


async def _take(
    visit: Visit,
    avatar: AvatarId,
    photo: PhotoId,
    file: SentFile,
    batch: str,
    message: int,
) -> None:
    """Add a photo to an avatar, or say below its *message* why not."""
    photos, person = visit.cases.photos, visit.person.id
    facts = {"file_name": file.name, "batch": batch}
    try:
        async with visit.files.fetched(file, person) as data:
            taken = await photos.add(person, avatar, photo, data, **facts)
    except PhotoRejectedError as error:
        taken = await photos.reject(person, avatar, photo, error.fault, **facts)
    if not taken.accepted:
        await visit.show_rejected(avatar, batch, message)
    # Only now, because few files are in memory at a time, and this takes a while.
    elif visit.cases.coach.faces is not None:
        with suppress(NotFoundError):  # deleted meanwhile
            await visit.cases.coach.review(person, avatar, photo=photo)
