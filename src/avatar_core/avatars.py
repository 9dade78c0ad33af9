"""The avatar: a person's likeness, from draft to trained weights."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, Self, TypeAlias

import attrs

from .errors import (
    ActionNotAllowedError,
    AvatarNotReadyError,
    GuardRejectedError,
    PhotoCountError,
)
from .families import AvatarType, FamilyName
from .ids import AvatarId, JobId, PersonId
from .invariants import aware, check, somebody
from .lifecycle import Lifecycle, Move, Moved, Transition


class Gender(StrEnum):
    """How the trained person is named in a prompt."""

    FEMALE = "female"
    MALE = "male"


class Hair(StrEnum):
    """The hair of the person in a portrait; prompts of packs may mention it."""

    DARK = "dark"
    BROWN = "brown"
    BLOND = "blond"
    RED = "red"
    GREY = "grey"
    NONE = "none"


@attrs.frozen(kw_only=True)
class Weights:
    """Our own verified copy of trained LoRA weights."""

    #: The key in the blob storage.
    key: str
    #: In bytes.
    size: int = attrs.field(validator=attrs.validators.gt(0))
    #: The rare word that the weights were trained on.
    trigger: str
    #: The training that produced them.
    job: JobId


class AvatarStatus(StrEnum):
    """The status of an avatar."""

    DRAFT = "draft"
    PHOTOS_UPLOADING = "photos_uploading"
    TRAINING = "training"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    #: A tombstone: only the row stays, for the ledger and the audit trail.
    DELETED = "deleted"


class AvatarEvent(StrEnum):
    """What can happen to an avatar."""

    ADD_PHOTO = "add_photo"
    REMOVE_PHOTO = "remove_photo"
    START = "start"
    COMPLETE = "complete"
    FAIL = "fail"
    CANCEL = "cancel"
    RETRY = "retry"
    REOPEN = "reopen"
    #: Its pictures do not show its person, who takes up a free training.
    RETRAIN = "retrain"
    #: Nothing happened for so long that its photos are deleted.
    EXPIRE_PHOTOS = "expire_photos"
    RENAME = "rename"
    MAKE_MAIN = "make_main"
    GENERATE = "generate"
    DELETE = "delete"


S: TypeAlias = AvatarStatus
E: TypeAlias = AvatarEvent


#: A LoRA of a person needs ten photos to be good and gains nothing past twenty.
MIN_PHOTOS: Final = 10
MAX_PHOTOS: Final = 20


def has_room(avatar: "Avatar") -> bool:
    """One more photo fits."""
    return avatar.photo_count < MAX_PHOTOS


def has_more_photos(avatar: "Avatar") -> bool:
    """Removing one photo leaves others."""
    return avatar.photo_count > 1


def has_one_photo(avatar: "Avatar") -> bool:
    """Removing one photo leaves none."""
    return avatar.photo_count == 1


def has_enough_photos(avatar: "Avatar") -> bool:
    """The training can start."""
    return MIN_PHOTOS <= avatar.photo_count <= MAX_PHOTOS


def has_photos(avatar: "Avatar") -> bool:
    """There is at least one photo."""
    return avatar.photo_count > 0


_UNTRAINED: Final = (S.FAILED, S.CANCELLED)

_T = Transition[S, E, "Avatar"]

AVATAR: Final = Lifecycle[S, E, "Avatar"](
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
        *_T.each(E.RETRY, _UNTRAINED, S.TRAINING, has_enough_photos),
        *_T.each(E.REOPEN, _UNTRAINED, S.PHOTOS_UPLOADING, has_photos),
        _T(E.RETRAIN, S.COMPLETED, S.PHOTOS_UPLOADING, has_photos),
        # Photos are not kept for ever, but a training needs them, and ends soon.
        _T(E.EXPIRE_PHOTOS, S.PHOTOS_UPLOADING, S.DRAFT, has_photos),
        _T(E.EXPIRE_PHOTOS, S.COMPLETED, S.COMPLETED, has_photos),
        *_T.each(E.EXPIRE_PHOTOS, _UNTRAINED, S.DRAFT, has_photos),
        # The provider reports the end at least once; a second report changes nothing.
        _T(E.COMPLETE, S.COMPLETED, S.COMPLETED),
        _T(E.FAIL, S.FAILED, S.FAILED),
        _T(E.CANCEL, S.CANCELLED, S.CANCELLED),
        # Actions of a person that do not change the status.
        _T(E.GENERATE, S.COMPLETED, S.COMPLETED),
        _T(E.MAKE_MAIN, S.COMPLETED, S.COMPLETED),
        *_T.each(E.RENAME, (S.PHOTOS_UPLOADING, S.TRAINING, S.COMPLETED, *_UNTRAINED)),
        # A training must be cancelled first, so that its credits are released.
        *_T.each(
            E.DELETE,
            (S.DRAFT, S.PHOTOS_UPLOADING, S.COMPLETED, *_UNTRAINED),
            S.DELETED,
        ),
    ],
)

#: The statuses in which photos are collected.
COLLECTING_STATUSES: Final = frozenset(
    row.source for row in AVATAR.transitions if row.event is E.ADD_PHOTO
)


class _Changed(Moved[S, E]):
    """The fields that an event changes; an unchanged status keeps its time."""

    changed_at: datetime


@attrs.frozen(kw_only=True)
class Avatar:
    """A likeness of one person, owned by one person.

    Every method returns a new avatar; none changes this one.

    Raises:
        ActionNotAllowedError: Raised by every method: the status forbids it.
    """

    id: AvatarId
    owner: PersonId = attrs.field(validator=somebody)
    name: str
    type: AvatarType
    #: Set for portraits only.
    gender: Gender | None
    #: None: unknown.
    hair: Hair | None = None
    family: FamilyName
    status: S = attrs.field(
        default=AVATAR.initial, validator=attrs.validators.instance_of(S)
    )
    #: The moves since it was loaded; saving it writes them to the audit trail.
    moves: tuple[Move[S, E], ...] = attrs.field(default=(), eq=False, repr=False)
    photo_count: int = attrs.field(
        default=0,
        validator=[attrs.validators.ge(0), attrs.validators.le(MAX_PHOTOS)],
    )
    weights: Weights | None = None
    created_at: datetime = attrs.field(validator=aware)
    #: When its status or the number of its photos last changed; the photos are kept for
    #: `Policy.photo_retention` after that.
    changed_at: datetime = attrs.field(
        default=attrs.Factory(lambda avatar: avatar.created_at, takes_self=True),
        validator=aware,
    )
    #: Its owner starts the training even with photos of this readiness (see `coach`),
    #: which is below the mark. None: they were not asked.
    accepted_readiness: int | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(
            [attrs.validators.ge(0), attrs.validators.le(100)]
        ),
    )
    #: The training that its next one replaces, free of charge, if any.
    retrains: JobId | None = None
    #: Incremented at each save; of two writers of one version, one fails.
    version: int = 0

    def __attrs_post_init__(self) -> None:
        deleted = self.status is S.DELETED
        portrait = self.type is AvatarType.PORTRAIT and not deleted
        known = (self.hair, self.accepted_readiness, self.retrains)
        bare = not self.name and all(one is None for one in known)
        empty = self.status in {S.DRAFT, S.DELETED}
        check(
            (
                portrait == (self.gender is not None),
                "a portrait has a gender, and nothing else has one",
            ),
            (bare or not deleted, "a deleted avatar has no name and no past"),
            (
                self.retrains is None or self.weights is None,
                "what is trained again has no weights",
            ),
            (not (empty and self.photo_count), f"no photos in {self.status}"),
            (
                (self.status is S.COMPLETED) == (self.weights is not None),
                "an avatar has weights exactly when it is completed",
            ),
        )

    @property
    def collecting(self) -> bool:
        """Whether photos are being collected, even if there is no room for more."""
        return self.status in COLLECTING_STATUSES

    @property
    def actions(self) -> frozenset[E]:
        """What its owner can do with it in this status."""
        return AVATAR.actions(self)

    @property
    def photos_may_expire(self) -> bool:
        """Whether it has photos that expire when unused."""
        return E.EXPIRE_PHOTOS in AVATAR.allowed(self)

    def add_photo(self, *, at: datetime) -> Self:
        """Count one more accepted photo."""
        return attrs.evolve(
            self,
            photo_count=self.photo_count + 1,
            changed_at=at,
            **self._moved(E.ADD_PHOTO),
        )

    def remove_photo(self, *, at: datetime) -> Self:
        """Count one accepted photo less; without photos it is a draft again."""
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

    def retrain(self, *, at: datetime) -> Self:
        """Take photos for a free training in place of the one that gave its weights."""
        changed = self._changed(E.RETRAIN, at)
        replaced = self.ready_weights().job
        return attrs.evolve(self, weights=None, retrains=replaced, **changed)

    def complete(self, weights: Weights, *, at: datetime) -> Self:
        """End a training with verified weights; pictures can be made now."""
        changed = self._changed(E.COMPLETE, at)
        return attrs.evolve(self, weights=weights, retrains=None, **changed)

    def fail(self, *, at: datetime) -> Self:
        """End a training without weights."""
        return attrs.evolve(self, **self._changed(E.FAIL, at))

    def cancel(self, *, at: datetime) -> Self:
        """End a training that its owner cancelled."""
        return attrs.evolve(self, **self._changed(E.CANCEL, at))

    def expire_photos(self, *, at: datetime) -> Self:
        """Drop the photos because the avatar was unused for too long."""
        return attrs.evolve(
            self, photo_count=0, changed_at=at, **self._moved(E.EXPIRE_PHOTOS)
        )

    def rename(self, name: str) -> Self:
        """Change the name (see `clean_name`)."""
        return attrs.evolve(self, name=name, **self._moved(E.RENAME))

    def describe(self, hair: Hair | None) -> Self:
        """Set the hair; None: unknown."""
        return attrs.evolve(self, hair=hair)

    def accept_readiness(self, readiness: int) -> Self:
        """Remember that its owner starts the training with photos of this readiness."""
        return attrs.evolve(self, accepted_readiness=readiness)

    def make_main(self) -> Self:
        """Return the avatar unchanged if it may become its owner's main avatar."""
        return attrs.evolve(self, **self._moved(E.MAKE_MAIN))

    def delete(self, *, at: datetime) -> Self:
        """Become a tombstone, without anything that shows whose likeness it was."""
        return attrs.evolve(
            self,
            name="",
            gender=None,
            hair=None,
            photo_count=0,
            weights=None,
            accepted_readiness=None,
            retrains=None,
            changed_at=at,
            **self._moved(E.DELETE),
        )

    def ready_weights(self) -> Weights:
        """Return the weights that pictures are drawn with.

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
            return AVATAR.moved(self, event)
        except ActionNotAllowedError as error:
            refused = isinstance(error, GuardRejectedError) or self.status is S.DRAFT
            if refused and event in {E.START, E.RETRY}:
                raise PhotoCountError(
                    self.status, event, self.photo_count, MIN_PHOTOS, MAX_PHOTOS
                ) from error
            raise


def newest_draft(avatars: Sequence[Avatar]) -> Avatar | None:
    """Return the last of *avatars* (oldest first) that still collects photos."""
    drafts = [avatar for avatar in avatars if avatar.collecting]
    return drafts[-1] if drafts else None
