"""The audit trail says what happened, because each move names its event."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import attrs
import pytest

from tests.core import sound
from tests.core.sound import ANNA, DRAFT, HOLD, JOB, NOW, PAYMENT, WEIGHTS

from avatar_core import (
    AVATAR,
    BROADCAST,
    HOLD as HOLDS,
    INCIDENT,
    JOB as JOBS,
    PAYMENT as PAYMENTS,
    Avatar,
    AvatarEvent,
    AvatarStatus,
    Hold,
    Lifecycle,
    Payment,
    PersonId,
)
from avatar_core.broadcasts import Broadcast, Reception
from avatar_core.errors import ActionNotAllowedError
from avatar_core.failures import Failure
from avatar_core.incidents import Incident, IncidentKind
from avatar_core.jobs import Job, Progress
from avatar_core.lifecycle import written
from avatar_core.people import Language
from avatar_core.testing import MemoryStore
from avatar_core.use_cases.trail import save


LATER = NOW + timedelta(hours=1)

WORDED = sound.BROADCAST.write(Language.ENGLISH, "hello")


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
ENDED = written(RUNNING.succeed(1, at=NOW))
RESOLVED = written(OPEN.resolve(at=NOW))

#: Of each kind of aggregate: its lifecycle, and the method for each event.
KINDS: dict[type, tuple[Lifecycle[Any, Any, Any], dict[str, Callable[[Any], Any]]]] = {
    Avatar: (
        AVATAR,
        {
            "add_photo": lambda one: one.add_photo(at=NOW),
            "remove_photo": lambda one: one.remove_photo(at=NOW),
            "start": lambda one: one.start(at=NOW),
            "complete": lambda one: one.complete(WEIGHTS, at=NOW),
            "fail": lambda one: one.fail(at=NOW),
            "cancel": lambda one: one.cancel(at=NOW),
            "retry": lambda one: one.retry(at=NOW),
            "reopen": lambda one: one.reopen(at=NOW),
            "retrain": lambda one: one.retrain(at=NOW),
            "expire_photos": lambda one: one.expire_photos(at=NOW),
            "rename": lambda one: one.rename("Boris"),
            "make_main": lambda one: one.make_main(),
            "delete": lambda one: one.delete(at=NOW),
        },
    ),
    Job: (
        JOBS,
        {
            "submit": lambda one: one.submit(at=NOW, until=LATER, settles_at=LATER),
            "accept": lambda one: one.accept("r"),
            "refuse": lambda one: one.refuse(),
            "restart": lambda one: one.restart(LATER, "no file"),
            "queue": lambda one: one.queue(Progress()),
            "run": lambda one: one.run(Progress()),
            "succeed": lambda one: one.succeed(1, at=NOW),
            "fail": lambda one: one.fail(Failure.PROVIDER, "no", at=NOW),
            "block": lambda one: one.block("no", at=NOW),
            "ask_cancel": lambda one: one.ask_cancel(at=NOW, deadline=LATER),
            "cancel": lambda one: one.cancel(at=NOW),
            "expire": lambda one: one.expire("late", at=NOW),
        },
    ),
    Hold: (
        HOLDS,
        {"capture": lambda one: one.capture(2), "release": lambda one: one.release()},
    ),
    Payment: (
        PAYMENTS,
        {
            "credit": lambda one: one.credit(5),
            "repeat": lambda one: one.repeat(),
            "refund": lambda one: one.refund(at=NOW),
            "return": lambda one: one.give_back(),
        },
    ),
    Broadcast: (
        BROADCAST,
        {
            "write": lambda one: one.write(Language.ENGLISH, "hello"),
            "schedule": lambda one: one.schedule(NOW),
            "start": lambda one: one.start(9, at=NOW),
            "deliver": lambda one: one.deliver(PersonId(1), Reception.DELIVERED),
            "finish": lambda one: one.finish(at=NOW),
            "cancel": lambda one: one.cancel(at=NOW),
        },
    ),
    Incident: (
        INCIDENT,
        {
            "report": lambda one: one.report("no", at=NOW),
            "probe": lambda one: one.probe(at=NOW),
            "resolve": lambda one: one.resolve(at=NOW),
        },
    ),
}
EXAMPLES: list[Any] = [
    *(DRAFT, ONE_PHOTO, UPLOADING, TRAINING, FAILED, CANCELLED, COMPLETED),
    *(JOB, SENDING_JOB, SENT, RUNNING, ENDED),
    written(RUNNING.ask_cancel(at=NOW, deadline=LATER)),
    *(HOLD, written(HOLD.capture(2))),
    *(PAYMENT, CREDITED, REFUNDING),
    *(sound.BROADCAST, WORDED, SENDING),
    *(OPEN, PROBING, RESOLVED),
]
#: Events whose methods first bring what their guards ask for.
BRINGING = {"succeed", "credit"}


def check_act(before: Any, event: str) -> None:
    """Check that the method for an event moves as the table says, and says so."""
    lifecycle, acts = next(KINDS[kind] for kind in KINDS if isinstance(before, kind))
    rows = {(row.source, row.event, row.dest) for row in lifecycle.transitions}
    possible = {name for source, name, _ in rows if source == before.status}
    if event not in lifecycle.allowed(before) | (possible & BRINGING):
        with pytest.raises(ActionNotAllowedError):
            acts[event](before)
        return

    after = acts[event](before)

    assert (before.status, event, after.status) in rows
    first_wish = event == "ask_cancel" and not before.cancel_asked
    told = before.status != after.status or first_wish
    assert [(event, before.status, after.status)] * told == [
        (move.event, move.source, move.dest) for move in after.moves
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_has_its_method(kind: type) -> None:
    """No event is left out below; drawing with an avatar is no method of it."""
    lifecycle, acts = KINDS[kind]
    events: type[StrEnum] = type(lifecycle.transitions[0].event)

    assert set(events) - {AvatarEvent.GENERATE} == set(acts)
    reached = {one.status for one in EXAMPLES if issubclass(type(one), kind)}
    assert lifecycle.statuses[0] in reached


@pytest.mark.parametrize(
    ("before", "event"),
    [
        pytest.param(one, event, id=f"{number} {kind.__name__} {one.status} {event}")
        for number, one in enumerate(EXAMPLES)
        for kind, (_, acts) in KINDS.items()
        if issubclass(type(one), kind)
        for event in acts
    ],
)
def test_each_act_says_what_happened(before: Any, event: str) -> None:
    """A move is remembered once, by its event; refused and idle acts leave none."""
    check_act(before, event)


def test_the_first_report_is_remembered() -> None:
    """An incident begins with a move, although it is open from the start."""
    [move] = Incident.first(IncidentKind.KEY, "", "no", at=NOW).moves

    assert ("report", "open", "open") == (move.event, move.source, move.dest)


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


async def test_moves_are_written_down_once() -> None:
    """An aggregate that was saved or loaded has no moves any more."""
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


@pytest.mark.parametrize("event", ["reopen", "delete", "retry"])
def test_a_wrong_event_is_found(event: str) -> None:
    """A method that takes one event for another ends elsewhere, or is refused."""
    lying = LyingAvatar(**attrs.asdict(FAILED, recurse=False))

    with pytest.raises((AssertionError, ActionNotAllowedError, ValueError)):
        check_act(lying, event)
