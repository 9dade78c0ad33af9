"""The broadcast: one message of the admin to everybody who wants it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, Self, TypeAlias

import attrs

from .ids import BroadcastId, PersonId
from .invariants import aware, check, not_negative, somebody
from .lifecycle import Lifecycle, Move, Moved, Transition
from .people import Language


#: In characters of HTML; the messenger itself takes 4096 visible ones.
BROADCAST_MIN: Final = 1
BROADCAST_MAX: Final = 16_000
_NOBODY: Final = PersonId(0)


class Reception(StrEnum):
    """What became of one message of a broadcast."""

    DELIVERED = "delivered"
    #: The person has blocked the bot, or is gone altogether.
    LEFT = "left"
    FAILED = "failed"


class BroadcastStatus(StrEnum):
    """Where a message of the admin to many stands."""

    DRAFT = "draft"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"


class BroadcastEvent(StrEnum):
    """What can happen to a broadcast."""

    WRITE = "write"
    START = "start"
    DELIVER = "deliver"
    FINISH = "finish"
    CANCEL = "cancel"


S: TypeAlias = BroadcastStatus
E: TypeAlias = BroadcastEvent


def is_written(broadcast: "Broadcast") -> bool:
    """There are words to send."""
    return broadcast.written


_T = Transition[S, E, "Broadcast"]

BROADCAST: Final = Lifecycle[S, E, "Broadcast"](
    "broadcast",
    initial=S.DRAFT,
    by_people={E.WRITE, E.START, E.CANCEL},
    transitions=[
        _T(E.WRITE, S.DRAFT, S.DRAFT),
        _T(E.START, S.DRAFT, S.SENDING, is_written),
        _T(E.DELIVER, S.SENDING, S.SENDING),
        # The one message that was on its way when it was called off, or when
        # somebody else, taking its sender for dead, brought it to its end.
        _T(E.DELIVER, S.DONE, S.DONE),
        _T(E.DELIVER, S.CANCELLED, S.CANCELLED),
        _T(E.FINISH, S.SENDING, S.DONE),
        _T(E.CANCEL, S.DRAFT, S.CANCELLED),
        _T(E.CANCEL, S.SENDING, S.CANCELLED),
    ],
)


@attrs.frozen(kw_only=True)
class Broadcast:
    """A message to many, and how far it got.

    People are told in the order of their ids; `reached` is the last of them, so
    that after a crash it goes on from there.
    """

    id: BroadcastId
    admin: PersonId = attrs.field(validator=somebody)
    #: HTML, by language; a language without words hears the first.
    texts: Mapping[Language, str] = attrs.field(factory=dict)
    status: S = attrs.field(
        default=BROADCAST.initial, validator=attrs.validators.instance_of(S)
    )
    #: What happened to it since it was loaded; written down when it is saved.
    moves: tuple[Move[S, E], ...] = attrs.field(default=(), eq=False, repr=False)
    #: How many people it was for when it was started.
    audience: int = attrs.field(default=0, validator=not_negative)
    reached: PersonId = _NOBODY
    delivered: int = attrs.field(default=0, validator=not_negative)
    left: int = attrs.field(default=0, validator=not_negative)
    failed: int = attrs.field(default=0, validator=not_negative)
    #: Counts those who took it on: only the last of them goes on with it.
    claims: int = attrs.field(default=0, validator=not_negative)
    created_at: datetime = attrs.field(validator=aware)
    started_at: datetime | None = attrs.field(default=None, validator=aware)
    ended_at: datetime | None = attrs.field(default=None, validator=aware)
    #: When somebody has to go on with it, unless whoever does so now does.
    due_at: datetime | None = attrs.field(default=None, validator=aware)

    def __attrs_post_init__(self) -> None:
        check(
            (self.reached >= 0, "people have numbers above 0"),
            (
                self.sending == (self.due_at is not None),
                "exactly what is being sent is due",
            ),
        )

    @property
    def written(self) -> bool:
        """Whether there are words to send."""
        return bool(self.texts)

    @property
    def sending(self) -> bool:
        """Whether it is on its way."""
        return self.status is S.SENDING

    @property
    def actions(self) -> frozenset[E]:
        """What the admin can do with it now."""
        return BROADCAST.actions(self)

    def text_for(self, language: Language) -> str:
        """Return the words in this language, or else the first there are."""
        return self.texts.get(language) or next(iter(self.texts.values()))

    def write(self, language: Language, text: str) -> Self:
        """Say this to those who speak the language."""
        texts = {**self.texts, language: text}
        return attrs.evolve(self, texts=texts, **self._moved(E.WRITE))

    def start(self, audience: int, *, at: datetime) -> Self:
        """Begin to send it to so many people."""
        return attrs.evolve(
            self,
            audience=audience,
            started_at=at,
            due_at=at,
            **self._moved(E.START),
        )

    def claim(self, until: datetime) -> Self:
        """Take it on; nobody else does so before *until*."""
        return attrs.evolve(self, claims=self.claims + 1, due_at=until)

    def keep(self, until: datetime) -> Self:
        """Keep it, or leave it to whoever comes then."""
        return attrs.evolve(self, due_at=until)

    def deliver(self, person: PersonId, reception: Reception) -> Self:
        """Note what became of one message."""
        return attrs.evolve(
            self,
            reached=max(self.reached, person),
            delivered=self.delivered + (reception is Reception.DELIVERED),
            left=self.left + (reception is Reception.LEFT),
            failed=self.failed + (reception is Reception.FAILED),
            **self._moved(E.DELIVER),
        )

    def finish(self, *, at: datetime) -> Self:
        """End: everybody was told."""
        return attrs.evolve(self, ended_at=at, due_at=None, **self._moved(E.FINISH))

    def cancel(self, *, at: datetime) -> Self:
        """End: nobody else is told."""
        return attrs.evolve(self, ended_at=at, due_at=None, **self._moved(E.CANCEL))

    def _moved(self, event: E) -> Moved[S, E]:
        return BROADCAST.moved(self, event)
