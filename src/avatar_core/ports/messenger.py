"""Messages to people and admins."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

import attrs

from ..avatars import Avatar
from ..broadcasts import Broadcast, Reception
from ..coach import Likeness
from ..digests import Digest
from ..incidents import Incident
from ..jobs import Job
from ..ledger import Balance, Hold
from ..notices import Notice
from ..orders import Scene
from ..payments import Payment
from ..people import Person
from ..pictures import Picture
from ..timelines import DisputeFile


@attrs.frozen(kw_only=True)
class News:
    """Everything that a message about an order may say."""

    #: The leading job (see `Job.head`).
    job: Job
    #: All jobs that were ordered together, the leading one first.
    jobs: Sequence[Job] = attrs.field(
        default=attrs.Factory(lambda news: (news.job,), takes_self=True)
    )
    person: Person
    #: None if it was deleted meanwhile.
    avatar: Avatar | None
    hold: Hold
    balance: Balance
    #: What was delivered; of a training, the first pictures, the best one first.
    pictures: Sequence[Picture] = ()
    #: How much these resemble the photos of a training, if that was compared.
    likeness: Likeness | None = None
    #: Whether its person may train once more, free of charge.
    replaceable: bool = False
    #: Whether no picture that the person has is older than these.
    first_pictures: bool = False
    #: The scene that a description wrote.
    scene: Scene | None = None
    #: How long such jobs usually take; None until there is a history.
    typical: timedelta | None = None

    @property
    def open(self) -> bool:
        """Whether the order has not ended."""
        return any(job.open for job in self.jobs)

    @property
    def untried(self) -> bool:
        """Whether this is the first attempt to tell the end."""
        return self.job.starts <= 1 and not self.job.troubles

    @property
    def ordered(self) -> int:
        """How many results were ordered."""
        return sum(job.order.count for job in self.jobs)

    @property
    def delivered(self) -> int:
        """How many results are in our storage."""
        return sum(job.delivered for job in self.jobs)


class Notifier(Protocol):
    """Tells people about their jobs, and whatever else concerns them.

    Raises:
        PersonLeftError: Raised by all but `progressed`: they have left the chat.
        MessageRefusedError: Likewise: the messenger refused the message.
        NotifierUnavailableError: Likewise: the messenger is unavailable.
    """

    async def progressed(self, news: News, /) -> None:
        """Show the progress of an open job if that is possible now; never raises."""

    async def ended(self, news: News, /) -> None:
        """Tell how a job ended."""

    async def noticed(
        self, person: Person, notice: Notice, balance: Balance, avatar: Avatar | None, /
    ) -> None:
        """Tell a person a notice, which may be about an avatar."""

    async def answered(self, file: DisputeFile, /) -> None:
        """Tell a person the answer to their dispute."""


class AdminAlarms(Protocol):
    """Alerts the admins; it is no error if there are none."""

    async def disputed(self, file: DisputeFile, /) -> None:
        """Show a dispute to every admin.

        Raises:
            MessageRefusedError: The messenger refused the message.
            NotifierUnavailableError: The messenger is unavailable.
        """

    async def incident(self, incident: Incident, /) -> None:
        """Tell of an incident, or that it is over.

        Raises:
            NotifierUnavailableError: No admin could be told.
        """

    async def sold(self, payment: Payment, buyer: Person, /) -> None:
        """Tell that a person has bought credits.

        Raises:
            NotifierUnavailableError: No admin could be told.
        """

    async def digest(self, digest: Digest, /) -> None:
        """Tell what the day before brought.

        Raises:
            NotifierUnavailableError: No admin could be told.
        """


class BroadcastSender(Protocol):
    """Sends broadcasts."""

    async def tell(self, person: Person, broadcast: Broadcast, /) -> Reception:
        """Send the broadcast to one person, in their language.

        Raises:
            NotifierUnavailableError: The messenger is unavailable.
        """

    async def progressed(self, admin: Person, broadcast: Broadcast, /) -> None:
        """Show its admin the progress if that is possible now; never raises."""
