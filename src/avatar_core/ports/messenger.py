"""How people and admins are told."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

import attrs

from ..avatars import Avatar
from ..broadcasts import Broadcast, Reception
from ..incidents import Incident
from ..jobs import Job
from ..ledger import Balance, Hold
from ..notices import Notice
from ..orders import Scene
from ..people import Person
from ..pictures import Picture
from ..timelines import DisputeFile


@attrs.frozen(kw_only=True)
class News:
    """All that a message about an order may want to say."""

    #: The one it is known by (see `Job.head`).
    job: Job
    #: All that were ordered together, that one first.
    jobs: Sequence[Job] = attrs.field(
        default=attrs.Factory(lambda news: (news.job,), takes_self=True)
    )
    person: Person
    #: None if it was deleted meanwhile.
    avatar: Avatar | None
    hold: Hold
    balance: Balance
    pictures: Sequence[Picture] = ()
    #: What a description found.
    scene: Scene | None = None
    #: How long such a job usually takes here; None until there is a history.
    typical: timedelta | None = None

    @property
    def open(self) -> bool:
        """Whether an end is still to come."""
        return any(job.open for job in self.jobs)

    @property
    def ordered(self) -> int:
        """How many results were ordered."""
        return sum(job.ordered for job in self.jobs)

    @property
    def delivered(self) -> int:
        """How many results lie in our storage."""
        return sum(job.delivered for job in self.jobs)


class Notifier(Protocol):
    """Tells people what became of their jobs, and what else concerns them."""

    async def progressed(self, news: News, /) -> None:
        """Show how far an open job is, if that can be done now; never raises."""

    async def ended(self, news: News, /) -> None:
        """Tell how a job ended.

        Raises:
            PersonLeftError: They have left the chat.
            MessageRefusedError: The messenger refused the message.
            NotifierUnavailableError: It could not be said now.
        """

    async def noticed(
        self, person: Person, notice: Notice, balance: Balance, avatar: Avatar | None, /
    ) -> None:
        """Tell what was noted for a person, perhaps about an avatar.

        Raises:
            PersonLeftError: They have left the chat.
            MessageRefusedError: The messenger refused the message.
            NotifierUnavailableError: It could not be said now.
        """

    async def answered(self, file: DisputeFile, /) -> None:
        """Tell a person what was done about their dispute.

        Raises:
            PersonLeftError: They have left the chat.
            MessageRefusedError: The messenger refused the message.
            NotifierUnavailableError: It could not be said now.
        """


class AdminAlarms(Protocol):
    """Tells the admins; having none is no error."""

    async def disputed(self, file: DisputeFile, /) -> None:
        """Put a dispute before every admin.

        Raises:
            MessageRefusedError: The messenger refused the message.
            NotifierUnavailableError: Nobody can be told anything now.
        """

    async def incident(self, incident: Incident, /) -> None:
        """Tell of an incident, or that it is over.

        Raises:
            NotifierUnavailableError: None of them could be told now.
        """


class BroadcastSender(Protocol):
    """Carries broadcasts."""

    async def tell(self, person: Person, broadcast: Broadcast, /) -> Reception:
        """Send the broadcast to one person, in their language.

        Raises:
            NotifierUnavailableError: Nobody can be told anything now.
        """

    async def progressed(self, admin: Person, broadcast: Broadcast, /) -> None:
        """Show its admin how far it is, if that can be done now; never raises."""
