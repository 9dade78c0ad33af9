"""The messenger: what really reached people, and what only may have."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

import attrs

from tests.schedule import Schedule, Task, give_way, sleep

from avatar_core import Avatar, Balance, Incident, JobId, Person, PersonId
from avatar_core.errors import NotifierUnavailableError
from avatar_core.notices import Notice
from avatar_core.ports import News
from avatar_core.timelines import DisputeFile

from .weather import Fault, Weather


#: Who has not written down that it told within this many seconds is overtaken.
NOTE_TIMEOUT: Final = 20.0
#: Sending a message takes at most this long, in seconds.
SEND_TIMEOUT: Final = 40.0


@attrs.define(eq=False)
class SimulatedMessenger:
    """A `Notifier` that forgets, stutters and is left by people."""

    schedule: Schedule
    weather: Weather
    #: Looks at every end that reached its person.
    on_told: Callable[[News], None]
    note: Callable[[str], None]
    down: bool = False
    blocked_by: set[PersonId] = attrs.field(factory=set)
    #: Ends that reached their person, and those it had blocked us from.
    told: Counter[JobId] = attrs.field(factory=Counter)
    silenced: Counter[JobId] = attrs.field(factory=Counter)
    #: How many more times each may be told: its sender could not know, or note.
    excuses: Counter[JobId] = attrs.field(factory=Counter)
    #: Told, and not yet written down: by whom and when.
    _unnoted: dict[JobId, tuple[Task, float]] = attrs.field(factory=dict)

    #: What owners were told of each incident, in order: whether it is there.
    alarms: defaultdict[UUID, list[bool]] = attrs.field(
        factory=lambda: defaultdict(list)
    )

    async def incident(self, incident: Incident, /) -> None:
        """Tell the owners, who never leave."""
        await sleep(self.schedule.dice.random())
        if self.down or self.weather.strikes(Fault.NOTIFY_UNSENT):
            raise NotifierUnavailableError(timedelta(seconds=30))
        self.alarms[incident.id].append(incident.open)
        self.note(f"owners hear: {incident.kind} {incident.status}")

    #: Everything else that was told, by what it is, and what could not reach anybody.
    said: Counter[str] = attrs.field(factory=Counter)
    unheard: Counter[str] = attrs.field(factory=Counter)
    #: Has the owners look into a complaint that was put before them.
    on_opened: Callable[[DisputeFile], None] = lambda _: None

    async def progressed(self, news: News, /) -> None:
        """Show progress, which nobody counts."""
        del news
        await give_way()

    async def noticed(
        self, person: Person, notice: Notice, balance: Balance, avatar: Avatar | None, /
    ) -> None:
        """Tell what was noted."""
        del balance, avatar
        await self._say(f"notice {notice.key}", to=person.id)

    async def disputed(self, file: DisputeFile, /) -> None:
        """Put a complaint before the owners."""
        await self._say(
            f"complaint {file.dispute.id}", heard=lambda: self.on_opened(file)
        )

    async def answered(self, file: DisputeFile, /) -> None:
        """Tell what was done about a complaint."""
        await self._say(f"answer {file.dispute.id}", to=file.person.id)

    async def _say(
        self,
        what: str,
        *,
        to: PersonId | None = None,
        heard: Callable[[], None] = lambda: None,
    ) -> None:
        await sleep(self.schedule.dice.random())
        if self.down or self.weather.strikes(Fault.NOTIFY_UNSENT):
            raise NotifierUnavailableError(timedelta(seconds=30))
        if to in self.blocked_by:
            self.unheard[what] += 1
            return
        self.said[what] += 1
        self.note(f"message: {what}")
        heard()
        if self.weather.strikes(Fault.NOTIFY_AMBIGUOUS):
            raise NotifierUnavailableError(timedelta(seconds=30))
        await sleep(self.schedule.dice.random())

    async def ended(self, news: News, /) -> None:
        """Send one message."""
        task = self.schedule.current
        if task is None:
            raise RuntimeError("nobody is sending")
        task.awake += 1
        try:
            await self._send(news, task)
        finally:
            task.awake -= 1

    async def _send(self, news: News, task: Task) -> None:
        slow = self.weather.strikes(Fault.NOTIFY_SLOW)
        await sleep(self.schedule.dice.random() * (SEND_TIMEOUT if slow else 1.0))
        if self.down or self.weather.strikes(Fault.NOTIFY_UNSENT):
            raise NotifierUnavailableError(timedelta(seconds=30))
        if self.weather.strikes(Fault.NOTIFY_LATER):
            after = self.schedule.dice.choice([1, 30, 300])
            raise NotifierUnavailableError(timedelta(seconds=after))
        job = news.job
        if job.person in self.blocked_by:
            self.silenced[job.id] += 1
            await sleep(self.schedule.dice.random())
            return
        now = self.schedule.seconds
        if job.id in self._unnoted and self._unnoted[job.id][1] + NOTE_TIMEOUT <= now:
            self.excuses[job.id] += 1
        self.told[job.id] += 1
        self.note(f"message: {job.id.hex[:6]} {job.status}")
        self.on_told(news)
        if self.weather.strikes(Fault.NOTIFY_AMBIGUOUS):
            self.excuses[job.id] += 1
            raise NotifierUnavailableError(timedelta(seconds=30))
        self._unnoted[job.id] = task, now
        await sleep(self.schedule.dice.random())

    # --- who could not write it down --------------------------------------

    def noted(self, job: JobId) -> None:
        """The end was written down as told."""
        told = self._unnoted.pop(job, None)
        if told is not None and told[1] + NOTE_TIMEOUT <= self.schedule.seconds:
            self.excuses[job] += 1  # waiting for its turn it may have been overtaken

    def interrupted(self, task: Task | None) -> None:
        """What this task told without writing it down may be told again."""
        for job, (teller, _) in list(self._unnoted.items()):
            if teller is task:
                del self._unnoted[job]
                self.excuses[job] += 1
