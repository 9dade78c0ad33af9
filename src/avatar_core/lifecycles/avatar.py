"""The life of an avatar."""

from typing import Final, Protocol

from ..statuses import AvatarEvent as E, AvatarStatus as S
from .table import Lifecycle, Transition


#: A LoRA of a person needs ten photos to be good and gains nothing past twenty.
MIN_PHOTOS: Final = 10
MAX_PHOTOS: Final = 20


class AvatarFacts(Protocol):
    """All that a guard may look at."""

    @property
    def photo_count(self) -> int: ...


def has_room(facts: AvatarFacts) -> bool:
    """One more photo fits."""
    return facts.photo_count < MAX_PHOTOS


def has_more_photos(facts: AvatarFacts) -> bool:
    """Removing one photo leaves others."""
    return facts.photo_count > 1


def has_one_photo(facts: AvatarFacts) -> bool:
    """Removing one photo leaves none."""
    return facts.photo_count == 1


def has_enough_photos(facts: AvatarFacts) -> bool:
    """The training can start."""
    return MIN_PHOTOS <= facts.photo_count <= MAX_PHOTOS


def has_photos(facts: AvatarFacts) -> bool:
    """There is at least one photo."""
    return facts.photo_count > 0


_T = Transition[S, E, AvatarFacts]

AVATAR: Final = Lifecycle[S, E, AvatarFacts](
    "avatar",
    initial=S.DRAFT,
    by_people={
        E.ADD_PHOTO,
        E.REMOVE_PHOTO,
        E.START,
        E.RETRY,
        E.REOPEN,
        E.RENAME,
        E.MAKE_MAIN,
        E.GENERATE,
        E.DELETE,
    },
    transitions=[
        _T(E.ADD_PHOTO, S.DRAFT, S.PHOTOS_UPLOADING, has_room),
        _T(E.ADD_PHOTO, S.PHOTOS_UPLOADING, S.PHOTOS_UPLOADING, has_room),
        _T(E.REMOVE_PHOTO, S.PHOTOS_UPLOADING, S.PHOTOS_UPLOADING, has_more_photos),
        _T(E.REMOVE_PHOTO, S.PHOTOS_UPLOADING, S.DRAFT, has_one_photo),
        _T(E.START, S.PHOTOS_UPLOADING, S.TRAINING, has_enough_photos),
        _T(E.COMPLETE, S.TRAINING, S.COMPLETED),
        _T(E.FAIL, S.TRAINING, S.FAILED),
        _T(E.CANCEL, S.TRAINING, S.CANCELLED),
        _T(E.RETRY, S.FAILED, S.TRAINING, has_enough_photos),
        _T(E.RETRY, S.CANCELLED, S.TRAINING, has_enough_photos),
        _T(E.REOPEN, S.FAILED, S.PHOTOS_UPLOADING, has_photos),
        _T(E.REOPEN, S.CANCELLED, S.PHOTOS_UPLOADING, has_photos),
        # Photos are not kept for ever; one in training needs them, and ends soon.
        _T(E.EXPIRE_PHOTOS, S.PHOTOS_UPLOADING, S.DRAFT, has_photos),
        _T(E.EXPIRE_PHOTOS, S.COMPLETED, S.COMPLETED, has_photos),
        _T(E.EXPIRE_PHOTOS, S.FAILED, S.DRAFT, has_photos),
        _T(E.EXPIRE_PHOTOS, S.CANCELLED, S.DRAFT, has_photos),
        # The provider tells the end at least once; the second time is no news.
        _T(E.COMPLETE, S.COMPLETED, S.COMPLETED),
        _T(E.FAIL, S.FAILED, S.FAILED),
        _T(E.CANCEL, S.CANCELLED, S.CANCELLED),
        # What a person may do without moving the avatar on.
        _T(E.GENERATE, S.COMPLETED, S.COMPLETED),
        _T(E.MAKE_MAIN, S.COMPLETED, S.COMPLETED),
        _T(E.RENAME, S.PHOTOS_UPLOADING, S.PHOTOS_UPLOADING),
        _T(E.RENAME, S.TRAINING, S.TRAINING),
        _T(E.RENAME, S.COMPLETED, S.COMPLETED),
        _T(E.RENAME, S.FAILED, S.FAILED),
        _T(E.RENAME, S.CANCELLED, S.CANCELLED),
        # A training is cancelled first: its money must come home.
        _T(E.DELETE, S.DRAFT, S.DELETED),
        _T(E.DELETE, S.PHOTOS_UPLOADING, S.DELETED),
        _T(E.DELETE, S.COMPLETED, S.DELETED),
        _T(E.DELETE, S.FAILED, S.DELETED),
        _T(E.DELETE, S.CANCELLED, S.DELETED),
    ],
)

#: An avatar in one of these has its photos still being collected.
COLLECTING_STATUSES: Final = frozenset(
    row.source for row in AVATAR.transitions if row.event is E.ADD_PHOTO
)
