"""The avatar: a person's likeness, from draft to trained weights."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

import attrs

from .errors import (
    ActionNotAllowedError,
    AvatarNotReadyError,
    GuardRejectedError,
    PhotoCountError,
    PhotoFault,
)
from .families import AvatarType, FamilyName
from .ids import AvatarId, JobId, PersonId, PhotoId
from .invariants import aware, check, somebody
from .lifecycles import AVATAR, COLLECTING_STATUSES, MAX_PHOTOS, MIN_PHOTOS, Move, Moved
from .statuses import AvatarEvent as E, AvatarStatus as S


#: Two photos whose hashes differ in so few of their 256 bits are one. `docs/photos.md`
#: has the measurements.
SAME_PHOTO_BITS: Final = 16


class Gender(StrEnum):
    """How the trained person is named in a prompt."""

    FEMALE = "female"
    MALE = "male"


class Hair(StrEnum):
    """What a portrait's hair is like; prompts of packs may speak of it."""

    DARK = "dark"
    BROWN = "brown"
    BLOND = "blond"
    RED = "red"
    GREY = "grey"
    NONE = "none"


@attrs.frozen(kw_only=True)
class Weights:
    """Our own verified copy of trained LoRA weights."""

    #: Where it lies in the blob storage.
    key: str
    #: In bytes.
    size: int = attrs.field(validator=attrs.validators.gt(0))
    #: The rare word the weights were trained to answer to.
    trigger: str
    #: The training that made them.
    job: JobId


@attrs.frozen(kw_only=True)
class Photo:
    """One uploaded file, taken or not."""

    id: PhotoId
    avatar: AvatarId
    added_at: datetime = attrs.field(validator=aware)
    #: SHA-256 of the bytes as they were sent, in hex.
    digest: str
    #: A 256-bit hash of what it looks like, in hex, which encoding it anew hardly
    #: changes. None: there is too little in the picture to tell it from others, or
    #: nobody looked.
    perceptual_hash: str | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(
            attrs.validators.matches_re("[0-9a-f]{64}")
        ),
    )
    #: What the person's own device called the file, if it said so.
    file_name: str | None = None
    #: None: the photo was taken.
    fault: PhotoFault | None = None
    #: Of the copy we keep; all None when the photo was not taken.
    key: str | None = None
    width: int | None = None
    height: int | None = None

    def __attrs_post_init__(self) -> None:
        sides = (self.width, self.height)
        check(
            (
                all(side is None or side > 0 for side in sides),
                "a photo has more than no pixels",
            ),
        )

    @property
    def accepted(self) -> bool:
        """Whether the training will see it."""
        return self.fault is None

    def shows_the_same_as(self, other: Self, /) -> bool:
        """Tell whether both are one photo, as the same file or encoded anew."""
        if self.digest == other.digest:
            return True
        if self.perceptual_hash is None or other.perceptual_hash is None:
            return False
        differing = int(self.perceptual_hash, 16) ^ int(other.perceptual_hash, 16)
        return differing.bit_count() <= SAME_PHOTO_BITS


class _Changed(Moved[S, E]):
    """What an event changes, and when; told of again, it is no change."""

    changed_at: datetime


@attrs.frozen(kw_only=True)
class Avatar:
    """A likeness of one person, owned by one person.

    Every method returns a new avatar; none changes this one.

    Raises:
        ActionNotAllowedError: From every method: the status forbids it.
    """

    id: AvatarId
    owner: PersonId = attrs.field(validator=somebody)
    name: str
    type: AvatarType
    #: Exactly portraits have one.
    gender: Gender | None
    #: None: nobody said.
    hair: Hair | None = None
    family: FamilyName
    status: S = attrs.field(
        default=AVATAR.initial, validator=attrs.validators.instance_of(S)
    )
    #: What happened to it since it was loaded; written down when it is saved.
    moves: tuple[Move[S, E], ...] = attrs.field(default=(), eq=False, repr=False)
    photo_count: int = attrs.field(
        default=0,
        validator=[attrs.validators.ge(0), attrs.validators.le(MAX_PHOTOS)],
    )
    weights: Weights | None = None
    created_at: datetime = attrs.field(validator=aware)
    #: When its status or the number of its photos last changed; so long are its
    #: photos kept, and some days more (see `Policy.photo_retention`).
    changed_at: datetime = attrs.field(
        default=attrs.Factory(lambda avatar: avatar.created_at, takes_self=True),
        validator=aware,
    )
    #: Counts the saves; two writers of one version cannot both win.
    version: int = 0

    def __attrs_post_init__(self) -> None:
        deleted = self.status is S.DELETED
        portrait = self.type is AvatarType.PORTRAIT and not deleted
        bare = not self.name and self.hair is None
        empty = self.status in {S.DRAFT, S.DELETED}
        check(
            (
                portrait == (self.gender is not None),
                "a portrait has a gender, and nothing else has one",
            ),
            (bare or not deleted, "a deleted avatar has neither name nor hair"),
            (not (empty and self.photo_count), f"no photos in {self.status}"),
            (
                (self.status is S.COMPLETED) == (self.weights is not None),
                "an avatar has weights exactly when it is completed",
            ),
        )

    @property
    def collecting(self) -> bool:
        """Whether its photos are still being collected, full or not."""
        return self.status in COLLECTING_STATUSES

    @property
    def actions(self) -> frozenset[E]:
        """What its owner can do with it now."""
        return AVATAR.actions(self.status, self)

    @property
    def photos_may_expire(self) -> bool:
        """Whether it has photos that are not kept for ever."""
        return E.EXPIRE_PHOTOS in AVATAR.allowed(self.status, self)

    def add_photo(self, *, at: datetime) -> Self:
        """Count one more accepted photo."""
        return attrs.evolve(
            self,
            photo_count=self.photo_count + 1,
            changed_at=at,
            **self._moved(E.ADD_PHOTO),
        )

    def remove_photo(self, *, at: datetime) -> Self:
        """Count one accepted photo less; the last one leads back to draft."""
        return attrs.evolve(
            self,
            photo_count=self.photo_count - 1,
            changed_at=at,
            **self._moved(E.REMOVE_PHOTO),
        )

    def start(self, *, at: datetime) -> Self:
        """Begin the first training.

        Raises:
            PhotoCountError: There are too few photos, or too many.
        """
        return attrs.evolve(self, **self._changed(E.START, at))

    def retry(self, *, at: datetime) -> Self:
        """Begin another training with the same photos.

        Raises:
            PhotoCountError: There are too few photos, or too many.
        """
        return attrs.evolve(self, **self._changed(E.RETRY, at))

    def reopen(self, *, at: datetime) -> Self:
        """Take photos again after a training that failed or was cancelled."""
        return attrs.evolve(self, **self._changed(E.REOPEN, at))

    def complete(self, weights: Weights, *, at: datetime) -> Self:
        """Become usable with these verified weights."""
        return attrs.evolve(self, weights=weights, **self._changed(E.COMPLETE, at))

    def fail(self, *, at: datetime) -> Self:
        """End a training without weights."""
        return attrs.evolve(self, **self._changed(E.FAIL, at))

    def cancel(self, *, at: datetime) -> Self:
        """End a training that its owner called off."""
        return attrs.evolve(self, **self._changed(E.CANCEL, at))

    def expire_photos(self, *, at: datetime) -> Self:
        """Go on without photos: nothing happened to it for too long."""
        return attrs.evolve(
            self, photo_count=0, changed_at=at, **self._moved(E.EXPIRE_PHOTOS)
        )

    def rename(self, name: str) -> Self:
        """Take another name (see `clean_name`)."""
        return attrs.evolve(self, name=name, **self._moved(E.RENAME))

    def describe(self, hair: Hair | None) -> Self:
        """Note what the person's hair is like; None: forget it."""
        return attrs.evolve(self, hair=hair)

    def make_main(self) -> Self:
        """Return itself if it may become its owner's main avatar."""
        return attrs.evolve(self, **self._moved(E.MAKE_MAIN))

    def delete(self, *, at: datetime) -> Self:
        """Become a tombstone, of which nobody can tell whose likeness it was."""
        return attrs.evolve(
            self,
            name="",
            gender=None,
            hair=None,
            photo_count=0,
            weights=None,
            changed_at=at,
            **self._moved(E.DELETE),
        )

    def ready_weights(self) -> Weights:
        """Return the weights to draw with.

        Raises:
            AvatarNotReadyError: The avatar is not completed.
        """
        if E.GENERATE not in self.actions or self.weights is None:
            raise AvatarNotReadyError(self.status)
        return self.weights

    def _changed(self, event: E, at: datetime) -> "_Changed":
        moved = self._moved(event)
        again = moved["status"] is self.status
        return {**moved, "changed_at": self.changed_at if again else at}

    def _moved(self, event: E) -> Moved[S, E]:
        try:
            return AVATAR.moved(self, event, status=self.status, moves=self.moves)
        except ActionNotAllowedError as error:
            refused = isinstance(error, GuardRejectedError) or self.status is S.DRAFT
            if refused and event in {E.START, E.RETRY}:
                raise PhotoCountError(
                    self.status, event, self.photo_count, MIN_PHOTOS, MAX_PHOTOS
                ) from error
            raise


def newest_draft(avatars: Sequence[Avatar]) -> Avatar | None:
    """Return the newest of *avatars*, oldest first, that still collects photos."""
    drafts = [avatar for avatar in avatars if avatar.collecting]
    return drafts[-1] if drafts else None
