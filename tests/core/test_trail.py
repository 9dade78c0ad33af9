"""The audit trail says what happened, because the move itself says it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from tests.core.sound import (
    ANNA,
    BROADCAST,
    DRAFT,
    HOLD,
    JOB,
    NOW,
    PAYMENT,
    WEIGHTS,
)

from avatar_core import (
    Avatar,
    AvatarEvent,
    AvatarStatus,
    broadcasts,
)
from avatar_core.broadcasts import Broadcast, BroadcastEvent
from avatar_core.errors import ActionNotAllowedError
from avatar_core.failures import Failure
from avatar_core.incidents import Incident, IncidentKind
from avatar_core.jobs import Job, Progress
from avatar_core.lifecycle import written
from avatar_core.people import Language
from avatar_core.testing import MemoryStore
from avatar_core.use_cases.trail import save


LATER = NOW + timedelta(hours=1)

WORDED = BROADCAST.write(Language.ENGLISH, "hello")


def _avatar(status: AvatarStatus) -> Avatar:
    """Return an avatar of twelve photos that came to *status*, as if just loaded."""
    avatar = DRAFT
    for _ in range(12):
        avatar = avatar.add_photo(at=NOW)
    if status is not AvatarStatus.PHOTOS_UPLOADING:
        avatar = avatar.start(at=NOW)
    if status is AvatarStatus.FAILED:
        avatar = avatar.fail(at=NOW)
    if status is AvatarStatus.CANCELLED:
        avatar = avatar.cancel(at=NOW)
    if status is AvatarStatus.COMPLETED:
        avatar = avatar.complete(WEIGHTS, at=NOW)
    return written(avatar)


UPLOADING = _avatar(AvatarStatus.PHOTOS_UPLOADING)
TRAINING = _avatar(AvatarStatus.TRAINING)
FAILED = _avatar(AvatarStatus.FAILED)
CANCELLED = _avatar(AvatarStatus.CANCELLED)
COMPLETED = _avatar(AvatarStatus.COMPLETED)
ONE_PHOTO = attrs.evolve(UPLOADING, photo_count=1)
SENDING_JOB = written(JOB.submit(at=NOW, until=LATER, settles_at=LATER))
SENT = written(SENDING_JOB.accept("r"))
RUNNING = written(SENT.run(Progress()))
SENDING = written(WORDED.start(9, at=NOW))
OPEN = written(Incident.first(IncidentKind.KEY, "", "no", at=NOW))
PROBING = written(OPEN.probe(at=NOW))
CREDITED = written(PAYMENT.credit(5))
REFUNDING = written(PAYMENT.refund(at=NOW))


def _ask_cancel(job: Job) -> Job:
    return job.ask_cancel(at=NOW, deadline=LATER)


# What is done, and the one line of the trail that it makes: "event: from > to".
TOLD: list[tuple[Any, Callable[[Any], Any], str]] = [
    (DRAFT, lambda one: one.add_photo(at=NOW), "add_photo: draft > photos_uploading"),
    (
        ONE_PHOTO,
        lambda one: one.remove_photo(at=NOW),
        "remove_photo: photos_uploading > draft",
    ),
    (UPLOADING, lambda one: one.start(at=NOW), "start: photos_uploading > training"),
    (
        TRAINING,
        lambda one: one.complete(WEIGHTS, at=NOW),
        "complete: training > completed",
    ),
    (TRAINING, lambda one: one.fail(at=NOW), "fail: training > failed"),
    (TRAINING, lambda one: one.cancel(at=NOW), "cancel: training > cancelled"),
    (FAILED, lambda one: one.retry(at=NOW), "retry: failed > training"),
    (CANCELLED, lambda one: one.retry(at=NOW), "retry: cancelled > training"),
    (FAILED, lambda one: one.reopen(at=NOW), "reopen: failed > photos_uploading"),
    (CANCELLED, lambda one: one.reopen(at=NOW), "reopen: cancelled > photos_uploading"),
    (
        UPLOADING,
        lambda one: one.expire_photos(at=NOW),
        "expire_photos: photos_uploading > draft",
    ),
    (FAILED, lambda one: one.expire_photos(at=NOW), "expire_photos: failed > draft"),
    *(
        (one, lambda one: one.delete(at=NOW), f"delete: {one.status} > deleted")
        for one in (DRAFT, UPLOADING, COMPLETED, FAILED, CANCELLED)
    ),
    (
        JOB,
        lambda one: one.submit(at=NOW, until=LATER, settles_at=LATER),
        "submit: requested > submitting",
    ),
    (SENDING_JOB, lambda one: one.accept("r"), "accept: submitting > submitted"),
    (SENDING_JOB, lambda one: one.refuse(), "refuse: submitting > requested"),
    (
        SENT,
        lambda one: one.restart(LATER, "no file"),
        "restart: submitted > requested",
    ),
    (SENT, lambda one: one.run(Progress()), "run: submitted > running"),
    (RUNNING, lambda one: one.queue(Progress()), "queue: running > submitted"),
    (RUNNING, lambda one: one.succeed(1, at=NOW), "succeed: running > succeeded"),
    (
        RUNNING,
        lambda one: one.fail(Failure.PROVIDER, "no", at=NOW),
        "fail: running > failed",
    ),
    (RUNNING, lambda one: one.block("no", at=NOW), "block: running > blocked"),
    (JOB, _ask_cancel, "ask_cancel: requested > cancelled"),
    (RUNNING, _ask_cancel, "ask_cancel: running > running"),
    (RUNNING, lambda one: one.cancel(at=NOW), "cancel: running > cancelled"),
    (RUNNING, lambda one: one.expire("late", at=NOW), "expire: running > expired"),
    (HOLD, lambda one: one.capture(2), "capture: held > captured"),
    (HOLD, lambda one: one.release(), "release: held > released"),
    (PAYMENT, lambda one: one.credit(5), "credit: received > credited"),
    (PAYMENT, lambda one: one.refund(at=NOW), "refund: received > refunding"),
    (CREDITED, lambda one: one.refund(at=NOW), "refund: credited > refunding"),
    (CREDITED, lambda one: one.give_back(), "return: credited > refunded"),
    (REFUNDING, lambda one: one.give_back(), "return: refunding > refunded"),
    (WORDED, lambda one: one.start(9, at=NOW), "start: draft > sending"),
    (SENDING, lambda one: one.finish(at=NOW), "finish: sending > done"),
    (SENDING, lambda one: one.cancel(at=NOW), "cancel: sending > cancelled"),
    (
        OPEN,
        lambda one: Incident.first(one.kind, one.model, "no", at=NOW),
        "report: open > open",
    ),
    (OPEN, lambda one: one.probe(at=NOW), "probe: open > probing"),
    (PROBING, lambda one: one.report("no", at=NOW), "report: probing > open"),
    (OPEN, lambda one: one.resolve(at=NOW), "resolve: open > resolved"),
]

# What is done, and makes no line of the trail.
UNTOLD: list[tuple[Any, Callable[[Any], Any]]] = [
    (UPLOADING, lambda one: one.add_photo(at=NOW)),
    (UPLOADING, lambda one: one.rename("Boris")),
    (COMPLETED, lambda one: one.expire_photos(at=NOW)),
    (COMPLETED, lambda one: one.complete(WEIGHTS, at=NOW)),
    (SENT, lambda one: one.accept("r")),
    (SENT, lambda one: one.queue(Progress())),
    (SENT, lambda one: one.hurry(NOW)),
    (written(_ask_cancel(RUNNING)), _ask_cancel),
    (CREDITED, lambda one: one.repeat()),
    (SENDING, lambda one: one.keep(LATER)),
    (OPEN, lambda one: one.report("no", at=NOW)),
]


def _lines(after: Any) -> list[str]:
    return [f"{move.event}: {move.source} > {move.dest}" for move in after.moves]


@pytest.mark.parametrize(
    ("before", "act", "line"), TOLD, ids=[line for *_, line in TOLD]
)
def test_each_act_says_what_happened(
    before: Any, act: Callable[[Any], Any], line: str
) -> None:
    """Each act is remembered once, as the event that it is."""
    after = act(before)

    assert [line] == _lines(after)


@pytest.mark.parametrize(("before", "act"), UNTOLD)
def test_what_moves_nothing_says_nothing(
    before: Any, act: Callable[[Any], Any]
) -> None:
    """What leaves the status as it is makes no line, a first wish to cancel aside."""
    assert [] == _lines(act(before))


async def test_everything_that_happened_is_written_down() -> None:
    """Two moves of one transaction are two lines, and only the last says why."""
    store = MemoryStore()
    async with store.work(ANNA) as work:
        await work.jobs.add(SENDING_JOB)
        after = SENDING_JOB.accept("r").fail(Failure.PROVIDER, "why", at=NOW)
        saved = await save(work, after, at=LATER)
    async with store.read() as reading:
        entries = await reading.audit.of(JOB.id)

    assert () == saved.moves
    assert [
        ("accept", "submitting", "submitted", "", LATER),
        ("fail", "submitted", "failed", "why", LATER),
    ] == [(one.event, one.source, one.dest, one.why, one.at) for one in entries]


async def test_what_was_written_down_is_not_written_again() -> None:
    """What is saved twice, or was loaded, has no moves any more."""
    store = MemoryStore()
    async with store.work(ANNA) as work:
        await work.avatars.add(FAILED)
        saved = await save(work, FAILED.reopen(at=NOW), at=NOW)
        await save(work, saved, at=NOW)
        loaded = await work.avatars.get(FAILED.id, owner=ANNA)
        entries = await work.audit.of(FAILED.id)

    assert () == loaded.moves
    assert [AvatarEvent.REOPEN] == [one.event for one in entries]


class LyingAvatar(Avatar):
    """Takes one event for another."""

    def reopen(self, *, at: datetime) -> "LyingAvatar":
        return attrs.evolve(self, **self._changed(AvatarEvent.EXPIRE_PHOTOS, at))

    def delete(self, *, at: datetime) -> "LyingAvatar":
        return attrs.evolve(self, **self._changed(AvatarEvent.FAIL, at))

    def retry(self, *, at: datetime) -> "LyingAvatar":
        return attrs.evolve(self, **self._changed(AvatarEvent.START, at))


class LyingBroadcast(Broadcast):
    """Takes its end for having been called off."""

    def finish(self, *, at: datetime) -> "LyingBroadcast":
        return attrs.evolve(
            self,
            ended_at=at,
            due_at=None,
            **broadcasts.BROADCAST.moved(self, BroadcastEvent.CANCEL),
        )


def _lying(avatar: Avatar) -> LyingAvatar:
    return LyingAvatar(**attrs.asdict(avatar, recurse=False))


LIES: list[tuple[Any, Callable[[Any], Any], str]] = [
    (
        _lying(FAILED),
        lambda one: one.reopen(at=NOW),
        "reopen: failed > photos_uploading",
    ),
    (_lying(DRAFT), lambda one: one.delete(at=NOW), "delete: draft > deleted"),
    (_lying(FAILED), lambda one: one.delete(at=NOW), "delete: failed > deleted"),
    (_lying(FAILED), lambda one: one.retry(at=NOW), "retry: failed > training"),
    (
        LyingBroadcast(**attrs.asdict(SENDING, recurse=False)),
        lambda one: one.finish(at=NOW),
        "finish: sending > done",
    ),
]


@pytest.mark.parametrize(("before", "act", "line"), LIES)
def test_a_planted_lie_fails(before: Any, act: Callable[[Any], Any], line: str) -> None:
    """Whoever takes one event for another ends elsewhere, or is refused."""
    with pytest.raises((AssertionError, ActionNotAllowedError, ValueError)):
        test_each_act_says_what_happened(before, act, line)
