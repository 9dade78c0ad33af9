"""Messengers that record their messages."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import attrs

from ..avatars import Avatar
from ..broadcasts import Broadcast, Reception
from ..digests import Digest
from ..errors import (
    MessageRefusedError,
    NotifierUnavailableError,
    PersonLeftError,
)
from ..ids import PersonId
from ..incidents import Incident
from ..ledger import Balance
from ..notices import Notice
from ..payments import Payment
from ..people import Person
from ..ports import News
from ..timelines import DisputeFile


@attrs.define
class RecordingNotifier:
    """A `Notifier` whose messages can be read afterwards."""

    shown: list[News] = attrs.field(factory=list)
    told: list[News] = attrs.field(factory=list)
    notices: list[Notice] = attrs.field(factory=list)
    #: Disputes whose answer was told.
    outcomes: list[DisputeFile] = attrs.field(factory=list)
    #: How many more messages fail because the messenger is unavailable.
    unavailable: int = 0
    #: How many more messages are refused.
    refused: int = 0
    #: Who has left the chat.
    left: set[PersonId] = attrs.field(factory=set)
    #: Messages tried.
    attempts: int = 0

    async def progressed(self, news: News, /) -> None:
        """Record progress."""
        self.shown.append(news)

    async def ended(self, news: News, /) -> None:
        """Record the end of a job, or fail as arranged."""
        self._go(news.person)
        self.told.append(news)

    async def noticed(
        self, person: Person, notice: Notice, balance: Balance, avatar: Avatar | None, /
    ) -> None:
        """Record a notice, or fail as arranged."""
        del balance, avatar
        self._go(person)
        self.notices.append(notice)

    async def answered(self, file: DisputeFile, /) -> None:
        """Record the answer to a dispute, or fail as arranged."""
        self._go(file.person)
        self.outcomes.append(file)

    def _go(self, person: Person) -> None:
        self.attempts += 1
        if person.id in self.left:
            raise PersonLeftError
        if self.refused:
            self.refused -= 1
            raise MessageRefusedError("the text is not understood")
        if self.unavailable:
            self.unavailable -= 1
            raise NotifierUnavailableError(timedelta(seconds=30))


@attrs.define
class RecordingAlarms:
    """An `AdminAlarms` whose alarms can be read afterwards."""

    incidents: list[Incident] = attrs.field(factory=list)
    disputes: list[DisputeFile] = attrs.field(factory=list)
    sales: list[Payment] = attrs.field(factory=list)
    digests: list[Digest] = attrs.field(factory=list)
    #: How many more messages fail because the messenger is unavailable.
    unavailable: int = 0

    async def disputed(self, file: DisputeFile, /) -> None:
        """Record an alarm, or fail as arranged."""
        self._go()
        self.disputes.append(file)

    async def incident(self, incident: Incident, /) -> None:
        """Record an alarm, or fail as arranged."""
        self._go()
        self.incidents.append(incident)

    async def sold(self, payment: Payment, buyer: Person, /) -> None:
        """Record a sale, or fail as arranged."""
        if payment.person != buyer.id:
            raise ValueError("a payment is shown with its buyer")
        self._go()
        self.sales.append(payment)

    async def digest(self, digest: Digest, /) -> None:
        """Record a digest, or fail as arranged."""
        self._go()
        self.digests.append(digest)

    def _go(self) -> None:
        if self.unavailable:
            self.unavailable -= 1
            raise NotifierUnavailableError(timedelta(seconds=30))


@attrs.define
class RecordingBroadcastSender:
    """A `BroadcastSender` whose messages can be read afterwards."""

    told: list[tuple[PersonId, str]] = attrs.field(factory=list)
    #: The progress shown to the admin.
    shown: list[Broadcast] = attrs.field(factory=list)
    #: The outcome of a message by person; DELIVERED for all others.
    receptions: dict[PersonId, Reception] = attrs.field(factory=dict)
    #: Calls to make once, after that many messages.
    then: dict[int, Callable[[], Awaitable[object]]] = attrs.field(factory=dict)

    async def tell(self, person: Person, broadcast: Broadcast, /) -> Reception:
        """Record the message."""
        if len(self.told) in self.then:
            await self.then.pop(len(self.told))()
        self.told.append((person.id, broadcast.texts[person.language]))
        return self.receptions.get(person.id, Reception.DELIVERED)

    async def progressed(self, admin: Person, broadcast: Broadcast, /) -> None:
        """Record progress."""
        if admin.id != broadcast.admin:
            raise ValueError("a broadcast is shown to its owner")
        self.shown.append(broadcast)
