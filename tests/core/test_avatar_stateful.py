"""An avatar under random events."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from avatar_core import (
    AVATAR,
    Avatar,
    AvatarEvent,
    AvatarId,
    AvatarStatus,
    AvatarType,
    Gender,
    JobId,
    PersonId,
    Weights,
)
from avatar_core.errors import ActionNotAllowedError, AvatarNotReadyError
from avatar_core.families import FLUX_PORTRAIT


WEIGHTS = Weights(key="w", size=1, trigger="ohwx", job=JobId(UUID(int=2)))

NOW = datetime(2026, 1, 2, tzinfo=UTC)

_DO: dict[AvatarEvent, Callable[[Avatar], Avatar]] = {
    AvatarEvent.ADD_PHOTO: lambda avatar: avatar.add_photo(at=NOW),
    AvatarEvent.REMOVE_PHOTO: lambda avatar: avatar.remove_photo(at=NOW),
    AvatarEvent.START: lambda avatar: avatar.start(at=NOW),
    AvatarEvent.COMPLETE: lambda avatar: avatar.complete(WEIGHTS, at=NOW),
    AvatarEvent.FAIL: lambda avatar: avatar.fail(at=NOW),
    AvatarEvent.CANCEL: lambda avatar: avatar.cancel(at=NOW),
    AvatarEvent.RETRY: lambda avatar: avatar.retry(at=NOW),
    AvatarEvent.REOPEN: lambda avatar: avatar.reopen(at=NOW),
    AvatarEvent.EXPIRE_PHOTOS: lambda avatar: avatar.expire_photos(at=NOW),
    AvatarEvent.RENAME: lambda avatar: avatar.rename("Boris"),
    AvatarEvent.MAKE_MAIN: Avatar.make_main,
    AvatarEvent.DELETE: lambda avatar: avatar.delete(at=NOW),
}


def _draft() -> Avatar:
    return Avatar(
        id=AvatarId(UUID(int=1)),
        owner=PersonId(1),
        name="Anna",
        type=AvatarType.PORTRAIT,
        gender=Gender.FEMALE,
        family=FLUX_PORTRAIT.name,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


class AnyLife(RuleBasedStateMachine):
    """Whatever happens to an avatar, in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.avatar = _draft()

    @rule(event=st.sampled_from(sorted(_DO)))
    def happen(self, event: AvatarEvent) -> None:
        """Let one event happen; a refused one changes nothing."""
        before = self.avatar
        allowed = event in AVATAR.allowed(before)
        if allowed:
            self.avatar = _DO[event](before)
            return
        with pytest.raises(ActionNotAllowedError) as caught:
            _DO[event](before)
        assert (before.status, event) == (caught.value.status, caught.value.event)

    @rule(count=st.integers(1, 12))
    def add_many(self, count: int) -> None:
        """Add photos until they are refused: random single ones are seldom enough."""
        for _ in range(count):
            if AvatarEvent.ADD_PHOTO in self.avatar.actions:
                self.avatar = self.avatar.add_photo(at=NOW)

    @precondition(lambda self: AvatarEvent.DELETE not in self.avatar.actions)
    @rule()
    def nothing_is_stuck(self) -> None:
        """What cannot be deleted is in training, or gone already."""
        assert self.avatar.status in {AvatarStatus.TRAINING, AvatarStatus.DELETED}

    @invariant()
    def photos_are_counted(self) -> None:
        """A draft has none, a collection 1 to 20, a training 10 to 20."""
        match self.avatar.status:
            case AvatarStatus.DRAFT | AvatarStatus.DELETED:
                assert 0 == self.avatar.photo_count
            case AvatarStatus.PHOTOS_UPLOADING:
                assert 1 <= self.avatar.photo_count <= 20
            case AvatarStatus.COMPLETED:
                assert self.avatar.photo_count in {0, *range(10, 21)}
            case _:
                assert 10 <= self.avatar.photo_count <= 20

    @invariant()
    def completed_means_weights(self) -> None:
        """Completed avatars have weights, and only they are drawn with."""
        completed = self.avatar.status is AvatarStatus.COMPLETED
        assert completed == (self.avatar.weights is not None)
        assert completed == (AvatarEvent.GENERATE in self.avatar.actions)
        if completed:
            assert WEIGHTS == self.avatar.ready_weights()
        else:
            with pytest.raises(AvatarNotReadyError):
                self.avatar.ready_weights()


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
