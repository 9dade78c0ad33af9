"""Those who tell people and owners, remembering instead of telling."""

from datetime import timedelta

import attrs

from ..avatars import Avatar
from ..errors import NotifierUnavailableError
from ..incidents import Incident
from ..ledger import Balance
from ..notices import Notice
from ..people import Person
from ..ports import News


@attrs.define
class RecordingNotifier:
    """A `Notifier` whose messages can be read afterwards."""

    shown: list[News] = attrs.field(factory=list)
    told: list[News] = attrs.field(factory=list)
    notices: list[Notice] = attrs.field(factory=list)
    #: How many more times nobody can be told.
    unavailable: int = 0

    async def progressed(self, news: News, /) -> None:
        """Remember that progress was shown."""
        self.shown.append(news)

    async def ended(self, news: News, /) -> None:
        """Remember that the end was told, or fail as often as arranged."""
        self._go()
        self.told.append(news)

    async def noticed(
        self, person: Person, notice: Notice, balance: Balance, avatar: Avatar | None, /
    ) -> None:
        """Remember that it was told, or fail as often as arranged."""
        del person, balance, avatar
        self._go()
        self.notices.append(notice)

    def _go(self) -> None:
        if self.unavailable:
            self.unavailable -= 1
            raise NotifierUnavailableError(timedelta(seconds=30))


@attrs.define
class RecordingAlarms:
    """An `OwnerAlarms` whose alarms can be read afterwards."""

    incidents: list[Incident] = attrs.field(factory=list)
    #: How many more times nobody can be told.
    unavailable: int = 0

    async def incident(self, incident: Incident, /) -> None:
        """Remember that the owners were told, or fail as often as arranged."""
        if self.unavailable:
            self.unavailable -= 1
            raise NotifierUnavailableError(timedelta(seconds=30))
        self.incidents.append(incident)
