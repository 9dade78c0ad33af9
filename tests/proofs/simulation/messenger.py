"""A simulated messenger, and a record of what reached people."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

import attrs

from tests.schedule import Schedule, Task, give_way, sleep

from avatar_core import (
    Avatar,
    Balance,
    Incident,
    JobId,
    Payment,
    Person,
    PersonId,
    Policy,
)
from avatar_core.digests import Digest
from avatar_core.errors import NotifierUnavailableError
from avatar_core.notices import Notice
from avatar_core.ports import News
from avatar_core.timelines import DisputeFile

from .weather import Fault, Weather


#: After this many seconds without a note of a message, another worker may take over:
#: the lease was renewed at most a third of its length before the message, and could not
#: be renewed since (decision 21).
NOTE_TIMEOUT: Final = Policy().lease.total_seconds() * 2 / 3
#: Sending a message takes at most this long, in seconds.
SEND_TIMEOUT: Final = 40.0


@attrs.define(eq=False)
class SimulatedMessenger:
    """A `Notifier` that fails, sends twice, and is blocked by people."""

    schedule: Schedule
    weather: Weather
    #: Called for every end that reached its person.
    on_told: Callable[[News], None]
    note: Callable[[str], None]
    down: bool = False
    blocked_by: set[PersonId] = attrs.field(factory=set)
    #: Ends that reached their person, and those whose person had blocked us.
    told: Counter[JobId] = attrs.field(factory=Counter)
    silenced: Counter[JobId] = attrs.field(factory=Counter)
    #: How often each end may be told again because its sender could not note it.
    excuses: Counter[JobId] = attrs.field(factory=Counter)
    #: The end that each sender is telling.
    _sending: dict[Task, JobId] = attrs.field(factory=dict)
    #: Ends told but not yet noted: the sender and the time.
    _unnoted: dict[JobId, tuple[Task, float]] = attrs.field(factory=dict)

    #: For each incident, whether it was open, each time admins were told of it.
    alarms: defaultdict[UUID, list[bool]] = attrs.field(
        factory=lambda: defaultdict(list)
    )

    async def incident(self, incident: Incident, /) -> None:
        """Tell the admins, who never block the bot."""
        await sleep(self.schedule.dice.random())
        if self.down or self.weather.strikes(Fault.NOTIFY_UNSENT):
            raise NotifierUnavailableError(timedelta(seconds=30))
        self.alarms[incident.id].append(incident.open)
        self.note(f"admins hear: {incident.kind} {incident.status}")

    async def sold(self, payment: Payment, buyer: Person, /) -> None:
        """Refuse, because nobody has asked to be told."""
        raise AssertionError(f"told of {payment} by {buyer}")

    async def digest(self, digest: Digest, /) -> None:
        """Refuse, because nobody has asked to be told."""
        raise AssertionError(f"told {digest}")

    #: All other messages, and those that did not reach their person.
    said: Counter[str] = attrs.field(factory=Counter)
    unheard: Counter[str] = attrs.field(factory=Counter)
    #: Called for each complaint that the admins were told of.
    on_opened: Callable[[DisputeFile], None] = lambda _: None

    async def progressed(self, news: News, /) -> None:
        """Show progress, which is not recorded."""
        del news
        await give_way()

    async def noticed(
        self, person: Person, notice: Notice, balance: Balance, avatar: Avatar | None, /
    ) -> None:
        """Tell a notice."""
        del balance, avatar
        await self._say(f"notice {notice.key}", to=person.id)

    async def disputed(self, file: DisputeFile, /) -> None:
        """Tell the admins of a complaint."""
        await self._say(
            f"complaint {file.dispute.id}", heard=lambda: self.on_opened(file)
        )

    async def answered(self, file: DisputeFile, /) -> None:
        """Tell the answer to a complaint."""
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
        self._sending[task] = news.job.id
        try:
            await self._send(news, task)
        finally:
            del self._sending[task]
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

    # --- noting -----------------------------------------------------------

    def noted(self, job: JobId) -> None:
        """Record that the end was noted as told."""
        told = self._unnoted.pop(job, None)
        if told is not None and told[1] + NOTE_TIMEOUT <= self.schedule.seconds:
            self.excuses[job] += 1  # it may have been overtaken

    def interrupted(self, task: Task | None) -> None:
        """Allow an end that this task tells, or told but did not note, to be told again.

        A message that is under way when its lease is lost arrives all the same.
        """
        if task in self._sending:
            self.excuses[self._sending[task]] += 1
        for job, (teller, _) in list(self._unnoted.items()):
            if teller is task:
                del self._unnoted[job]
                self.excuses[job] += 1
