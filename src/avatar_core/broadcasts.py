"""Broadcasts: a message from an admin to everybody who wants it."""

from collections.abc import Mapping, Set as AbstractSet
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self, TypeAlias

import attrs

from .ids import BroadcastId, PersonId
from .invariants import aware, check, not_negative, somebody
from .lifecycle import Lifecycle, Move, Transition
from .people import Language


#: In characters of HTML; the messenger's own limit is 4096 visible ones.
BROADCAST_MIN: Final = 1
BROADCAST_MAX: Final = 16_000
_NOBODY: Final = PersonId(0)


class Reception(StrEnum):
    """The outcome of one message of a broadcast."""

    DELIVERED = "delivered"
    #: The person has blocked the bot, or deleted their account.
    LEFT = "left"
    FAILED = "failed"


class Payers(StrEnum):
    """Whom a broadcast is for, by whether they have paid."""

    ALL = "all"
    PAID = "paid"
    UNPAID = "unpaid"


@attrs.frozen(kw_only=True)
class Part:
    """The people whom a broadcast is for.

    People who are blocked, have left, or want no broadcasts never are.
    """

    languages: AbstractSet[Language]
    #: By whether they have a payment that was not given back.
    payers: Payers = Payers.ALL
    #: Only those who came before, and have ordered nothing since.
    idle_since: datetime | None = attrs.field(default=None, validator=aware)


class BroadcastStatus(StrEnum):
    """The status of a broadcast."""

    DRAFT = "draft"
    #: It is sent at a set time.
    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"


class BroadcastEvent(StrEnum):
    """What can happen to a broadcast."""

    WRITE = "write"
    SCHEDULE = "schedule"
    START = "start"
    DELIVER = "deliver"
    FINISH = "finish"
    CANCEL = "cancel"


S: TypeAlias = BroadcastStatus
E: TypeAlias = BroadcastEvent


def is_written(broadcast: "Broadcast") -> bool:
    """It has a text."""
    return broadcast.written


_T = Transition[S, E, "Broadcast"]

BROADCAST: Final = Lifecycle[S, E, "Broadcast"](
    "broadcast",
    initial=S.DRAFT,
    by_people={E.WRITE, E.SCHEDULE, E.START, E.CANCEL},
    transitions=[
        # What has changed is not sent before somebody has seen it again.
        *_T.each(E.WRITE, (S.DRAFT, S.WAITING), S.DRAFT),
        *_T.each(E.SCHEDULE, (S.DRAFT, S.WAITING), S.WAITING, is_written),
        *_T.each(E.START, (S.DRAFT, S.WAITING), S.SENDING, is_written),
        _T(E.DELIVER, S.SENDING, S.SENDING),
        # The outcome of the message that was being sent when the broadcast was
        # cancelled, or finished by another process after the lease had run out.
        *_T.each(E.DELIVER, (S.DONE, S.CANCELLED)),
        _T(E.FINISH, S.SENDING, S.DONE),
        *_T.each(E.CANCEL, (S.DRAFT, S.WAITING, S.SENDING), S.CANCELLED),
    ],
)


@attrs.frozen(kw_only=True)
class Broadcast:
    """A message to many people, and its progress.

    People receive it in the order of their ids; `reached` is the last of them, from
    which sending continues after a crash.
    """

    id: BroadcastId
    admin: PersonId = attrs.field(validator=somebody)
    #: HTML, by language; people of other languages receive nothing.
    texts: Mapping[Language, str] = attrs.field(factory=dict)
    payers: Payers = attrs.field(
        default=Payers.ALL, validator=attrs.validators.instance_of(Payers)
    )
    #: Only for people who have ordered nothing for so many days; 0: for all.
    idle_days: int = attrs.field(default=0, validator=not_negative)
    status: S = attrs.field(
        default=BROADCAST.initial, validator=attrs.validators.instance_of(S)
    )
    #: What happened to it since it was loaded; written down when it is saved.
    moves: tuple[Move[S, E], ...] = attrs.field(default=(), eq=False, repr=False)
    #: The number of people it was for when it was started.
    audience: int = attrs.field(default=0, validator=not_negative)
    reached: PersonId = _NOBODY
    delivered: int = attrs.field(default=0, validator=not_negative)
    left: int = attrs.field(default=0, validator=not_negative)
    failed: int = attrs.field(default=0, validator=not_negative)
    #: Incremented at each claim; only the last claim may continue it.
    claims: int = attrs.field(default=0, validator=not_negative)
    created_at: datetime = attrs.field(validator=aware)
    started_at: datetime | None = attrs.field(default=None, validator=aware)
    ended_at: datetime | None = attrs.field(default=None, validator=aware)
    #: When it is sent, or another process may take it over; None: neither.
    due_at: datetime | None = attrs.field(default=None, validator=aware)

    def __attrs_post_init__(self) -> None:
        check(
            (self.reached >= 0, "people's ids are positive"),
            (
                (self.sending or self.waiting) == (self.due_at is not None),
                "a broadcast is due exactly while it waits or is being sent",
            ),
        )

    @property
    def written(self) -> bool:
        """Whether it has a text."""
        return bool(self.texts)

    @property
    def sending(self) -> bool:
        """Whether it is being sent."""
        return self.status is S.SENDING

    @property
    def waiting(self) -> bool:
        """Whether it waits for its time."""
        return self.status is S.WAITING

    def part(self, now: datetime) -> Part:
        """Return whom it is for; *now* counts unless it was started."""
        days = timedelta(days=self.idle_days)
        return Part(
            languages=frozenset(self.texts),
            payers=self.payers,
            idle_since=(self.started_at or now) - days if days else None,
        )

    @property
    def actions(self) -> frozenset[E]:
        """What an admin can do with it in this status."""
        return BROADCAST.actions(self)

    def write(self, language: Language, text: str) -> Self:
        """Set the text in one language."""
        texts = {**self.texts, language: text}
        return self._changed(texts=texts)

    def aim(self, payers: Payers, idle_days: int) -> Self:
        """Set which people it is for."""
        return self._changed(payers=payers, idle_days=idle_days)

    def _changed(self, **changes: Any) -> Self:
        moved = BROADCAST.moved(self, E.WRITE)
        return attrs.evolve(self, due_at=None, **changes, **moved)

    def schedule(self, at: datetime) -> Self:
        """Have it sent at that time."""
        return attrs.evolve(self, due_at=at, **BROADCAST.moved(self, E.SCHEDULE))

    def start(self, audience: int, *, at: datetime) -> Self:
        """Start sending it to *audience* people."""
        return attrs.evolve(
            self,
            audience=audience,
            started_at=at,
            due_at=at,
            **BROADCAST.moved(self, E.START),
        )

    def claim(self, until: datetime) -> Self:
        """Claim it; no other process does so before *until*."""
        return attrs.evolve(self, claims=self.claims + 1, due_at=until)

    def keep(self, until: datetime) -> Self:
        """Move the end of the claim; another process may take over after that."""
        return attrs.evolve(self, due_at=until)

    def skip(self, to: PersonId) -> Self:
        """Record that it is for nobody up to that person."""
        return attrs.evolve(self, reached=max(self.reached, to))

    def deliver(self, person: PersonId, reception: Reception) -> Self:
        """Record the outcome of one message."""
        return attrs.evolve(
            self,
            reached=max(self.reached, person),
            delivered=self.delivered + (reception is Reception.DELIVERED),
            left=self.left + (reception is Reception.LEFT),
            failed=self.failed + (reception is Reception.FAILED),
            **BROADCAST.moved(self, E.DELIVER),
        )

    def finish(self, *, at: datetime) -> Self:
        """End: everybody has been sent the message."""
        return attrs.evolve(
            self, ended_at=at, due_at=None, **BROADCAST.moved(self, E.FINISH)
        )

    def cancel(self, *, at: datetime) -> Self:
        """End: nobody else is sent the message."""
        return attrs.evolve(
            self, ended_at=at, due_at=None, **BROADCAST.moved(self, E.CANCEL)
        )
