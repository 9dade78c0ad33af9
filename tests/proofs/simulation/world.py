"""The simulated world of one seed."""

import random

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Final, cast
from uuid import UUID

import attrs

from tests.books import demand
from tests.money import package
from tests.packs import pack_of
from tests.planting import plant
from tests.schedule import Schedule, Step, Task, give_way, park, sleep
from tests.steps import Steps

from avatar_core import (
    JobId,
    PersonId,
    Policy,
    PriceBook,
)
from avatar_core.admins import Admins
from avatar_core.errors import ProviderUnavailableError, RefusedError
from avatar_core.ports import BlobStorage, News
from avatar_core.testing import (
    MemoryBlobs,
    MemoryPacks,
    MemoryStore,
    PictureReader,
    ScriptedFaces,
    SequentialIds,
    memory_ports,
)
from avatar_core.testing.billing import Charge
from avatar_core.testing.memory import Transaction
from avatar_core.use_cases import Config, UseCases, use_cases

from .heartbeat import SimulatedHeartbeat
from .messenger import SimulatedMessenger
from .promises import Promises
from .provider import BLACK, LARGE, NARROW, PICTURE, SimulatedProvider
from .stars import SimulatedStars
from .storage import GoneError, SimulatedBlobs, SimulatedStore
from .weather import Fault, Outage, Weather, weather_of


#: Nothing lasts longer than this many simulated seconds.
LONGEST: Final = 48 * 3600.0
_SWEEP: Final = 30.0
#: How often a person tries when no answer comes.
_TRIES: Final = 8
ADMINS: Final = (PersonId(1001), PersonId(1002))
#: Less than a training costs.
_LITTLE: Final = 100
PACKAGES: Final = (package(100, 50), package(500, 200))
#: Promo codes, with their credits and the number of uses.
CODES: Final = {"QUICK": (70, 1), "MANY": (30, 20)}


@attrs.define(eq=False)
class Answer:
    """The answer that a person awaits after a tap."""

    #: Whether an answer came, and whether the action was done.
    came: bool = False
    done: bool = False
    over: bool = False
    waiting: list[Task] = attrs.field(factory=list)

    async def wait(self) -> bool:
        """Return whether an answer came."""
        while not self.over:
            await park(self.waiting)
        return self.came


class World:
    """The product, the provider, the messenger, the people and their troubles."""

    def __init__(
        self,
        seed: int,
        faulty: type | None = None,
        policy: Policy | None = None,
        weather: Callable[[random.Random], Weather] = weather_of,
    ) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.weather = weather(self.dice)
        #: Events, each with its time in seconds.
        self.trace: list[tuple[float, str]] = []
        self.schedule = Schedule(
            self.dice,
            haste=self.dice.choice([0.005, 0.02, 0.1]),
            drowsiness=self.weather.rates.get(Fault.ASLEEP, 0.0),
            on_nap=self._napped,
        )
        # On every other day trainings end with pictures, which resemble nobody.
        self.policy = policy or Policy(
            preview_pictures=2 * (seed % 2), spare_pictures=seed % 3
        )
        self.ids = SequentialIds()
        self.shelf = MemoryPacks([pack_of(count, percent=90) for count in (1, 2, 5)])
        self.rows = MemoryStore()
        self.kept = MemoryBlobs()
        self.provider = SimulatedProvider(
            self.schedule, self.weather, self._webhook, self.note
        )
        self.messenger = SimulatedMessenger(
            self.schedule, self.weather, self._told, self.note
        )
        self.stars = SimulatedStars(
            self.schedule, self.weather, self._given_back, self.note
        )
        self.promises = Promises(
            self.schedule,
            self.rows,
            self.kept,
            self.provider,
            self.messenger,
            self.stars,
            self.policy,
        )
        self.store = SimulatedStore(
            self.rows, self.schedule, self.weather, self._committed, self._wake
        )
        self.blobs = SimulatedBlobs(self.kept, self.schedule, self.weather)
        #: Whether the server is up, and how long anything was away.
        self.up = True
        self.away = timedelta()
        self._outages: list[Task] = []
        self._people: list[Task] = []
        self.heartbeat = SimulatedHeartbeat(self.schedule, self._lost_its_lease)
        self.cases = self._cases(faulty)

    @property
    def poor(self) -> bool:
        """Whether people must pay before they can train an avatar."""
        return Fault.PAYMENT_RETURNED in self.weather.rates

    def _cases(self, faulty: type | None) -> UseCases:
        """Return the use cases, with the *faulty* one planted if there is one."""
        welcome = self.dice.choice([200, 400, 400])
        ports = attrs.evolve(
            memory_ports(),
            store=self.store,
            blobs=cast("BlobStorage", self.blobs),
            clock=self.schedule,
            ids=self.ids,
            pictures=PictureReader(
                sizes={NARROW: (100, 1000), LARGE: (2048, 2048)}, black={BLACK}
            ),
            packs=self.shelf,
            provider=self.provider,
            billing=self.stars,
            notifier=self.messenger,
            admin_alarms=self.messenger,
            heartbeat=self.heartbeat,
            faces=ScriptedFaces(people={PICTURE: 0.9}),
        )
        config = Config(
            prices=PriceBook(training=150, welcome=_LITTLE if self.poor else welcome),
            policy=self.policy,
            packages=PACKAGES,
            admins=Admins(ADMINS),
        )
        cases = use_cases(ports, config)
        return plant(cases, faulty) if faulty else cases

    # --- the day ----------------------------------------------------------

    def run(self, live: "Callable[[World], None]") -> None:
        """Let people *live*, and check every promise at the end."""
        spawn = self.schedule.spawn
        live(self)
        for outage in self.weather.outages:
            self._outages.append(spawn(f"outage {outage}", self._break(outage)))
        spawn("sweep", self._sweep(), mortal=True)
        self.schedule.run(LONGEST)
        self.promises.at_rest(self.away, calm=self.weather.calm)

    def begin(self, name: str, work: Step) -> Task:
        """Start a task of a person; the simulation lasts until it is done."""
        task = self.schedule.spawn(name, work)
        self._people.append(task)
        return task

    def note(self, what: str) -> None:
        """Add an event to the trace."""
        self.trace.append((self.schedule.seconds, what))

    @property
    def _quiet(self) -> bool:
        """Whether nothing will become due any more."""
        rows = self.rows._rows
        due = (rows.jobs, rows.payments)
        return (
            len(self.schedule.mortals) <= 1  # nobody but the sweep itself
            and not any(task.alive for task in self._people)
            and not any(task.alive for task in self._outages)
            and not rows.notices
            and all(one.due_at is None for table in due for one in table.values())
        )

    # --- the server -------------------------------------------------------

    async def _sweep(self) -> None:
        while not self._quiet:
            try:
                for job in await self.cases.worker.sweep.due_jobs():
                    self._attend(job)
                for payment in await self.cases.worker.refunds.due():
                    await self.cases.worker.refunds(payment)
                for notice in await self.cases.worker.notices.due():
                    await self.cases.worker.notices(notice)
                await self.cases.worker.sweep.expire_photos()
                await self.cases.worker.sweep.finish_erasures()
                await self.cases.worker.sweep.forget_requests()
                await self.cases.worker.sweep.delete_scheduled()
            except (GoneError, ProviderUnavailableError) as error:
                self.note(f"sweep failed: {error}")
            await sleep(_SWEEP)

    def _attend(self, job: JobId) -> None:
        if self.up:
            task = self.schedule.spawn(
                f"job {job.hex[:6]}", self._handle(job), mortal=True
            )
            task.about = job

    async def _handle(self, job: JobId) -> None:
        try:
            await Steps(self.cases.worker.advance)(job)
        except GoneError as error:
            self.note(f"work on {job.hex[:6]} failed: {error}")
            self.promises.broken_off[job] += 1
            self.messenger.interrupted(self.schedule.current)

    def _wake(self, job: JobId, after: timedelta) -> None:
        times = 0 if self.weather.strikes(Fault.WAKE_LOST) else 1
        times += self.weather.strikes(Fault.WAKE_TWICE)
        for _ in range(times):
            self.schedule.spawn("wake", self._wake_later(job, after.total_seconds()))

    async def _wake_later(self, job: JobId, seconds: float) -> None:
        await sleep(max(0.0, seconds) + self.dice.random() * 0.2)
        self._attend(job)

    def serve(
        self, what: str, action: Callable[[], Awaitable[object]]
    ) -> Answer | None:
        """Start to serve a person; return None if the server is down."""
        if not self.up:
            return None
        answer = Answer()
        task = self.schedule.spawn(what, self._serve(what, action, answer), mortal=True)
        task.about = answer
        return answer

    async def _serve(
        self, what: str, action: Callable[[], Awaitable[object]], answer: Answer
    ) -> None:
        try:
            await action()
        except RefusedError as error:
            answer.came = True
            self.note(f"{what}: refused: {type(error).__name__}")
        except GoneError as error:
            self.note(f"{what}: {error}")
        else:
            answer.came = answer.done = True
            if what != "photo":
                self.note(f"{what}: done")
        answer.over = True
        self.schedule.enqueue(answer.waiting)

    async def tap(self, what: str, action: Callable[[], Awaitable[object]]) -> bool:
        """Do something, repeated while no answer comes; return whether it was done."""
        if self.weather.strikes(Fault.TWO_TAPS):
            self.serve(what, action)
        for _ in range(_TRIES):
            answer = self.serve(what, action)
            if answer is not None and await answer.wait():
                return answer.done
            await sleep(self.dice.random() * 60)
        return False

    async def deliver(self, what: str, action: Callable[[], Awaitable[object]]) -> None:
        """Deliver an update until it is accepted, as the messenger does."""
        while True:
            answer = None if self.messenger.down else self.serve(what, action)
            if answer is not None and await answer.wait():
                return
            await sleep(self.dice.random() * 60)

    def _given_back(self, charge: Charge) -> None:
        returned = partial(self.cases.top_up.returned, charge.person, charge.id)
        self.begin("given back", self.deliver(f"{charge.id} given back", returned))

    def _webhook(self, token: str, request: str, after: float) -> None:
        self.schedule.spawn("webhook", self._deliver(token, request, after))

    async def _deliver(self, token: str, request: str, after: float) -> None:
        for _ in range(10):
            await sleep(after)
            answer = self.serve(
                f"webhook {request}",
                lambda: self.cases.worker.advance.webhook_received(token, request),
            )
            if answer is not None and await answer.wait():
                return
            after = 120.0

    # --- troubles ---------------------------------------------------------

    async def _break(self, outage: Outage) -> None:
        await sleep(self.dice.random() * 2400)
        if outage in {Outage.SERVER, Outage.BALANCE, Outage.ENDPOINT}:
            await self._wait_for_work()
        lasts = self.dice.choice([1.0, 30.0, 240.0, 900.0])
        self.note(f"outage begins: {outage}, for {lasts:.0f} s")
        self.away += timedelta(seconds=lasts)
        self._set(outage, broken=True)
        await sleep(lasts)
        self._set(outage, broken=False)
        self.note(f"outage ends: {outage}")

    async def _wait_for_work(self) -> None:
        """Wait until a crash would interrupt something."""
        for _ in range(200):
            if any(task.about is not None for task in self.schedule.mortals.values()):
                break
            await sleep(self.dice.random() * 5)
        for _ in range(self.dice.randrange(30)):
            await give_way()

    def _set(self, outage: Outage, *, broken: bool) -> None:
        match outage:
            case Outage.BALANCE:
                self.provider.penniless = broken
            case Outage.ENDPOINT:
                self.provider.endpoint_gone = broken
            case Outage.PROVIDER:
                self.provider.down = broken
            case Outage.STORE:
                self.store.gone = broken
            case Outage.BLOBS:
                self.blobs.gone = broken
            case Outage.MESSENGER:
                self.messenger.down = self.stars.down = broken
            case Outage.SERVER if broken:
                self._crash()
            case Outage.SERVER if not self.up:
                self.up = True
                self.schedule.spawn("sweep", self._sweep(), mortal=True)

    def _crash(self) -> None:
        self.up = False
        for task in self.schedule.kill_mortals():
            self.messenger.interrupted(task)
            if isinstance(task.about, Answer):
                task.about.over = True
                self.schedule.enqueue(task.about.waiting)
            else:
                self._broke_off(task)
        # Every second time, power is lost as well.
        if random.Random(self.schedule.seconds).random() < 0.5:  # noqa: S311 - as above
            self.note("power is lost")
            with self.promises.after_power_loss():
                self.store.lose_power()

    def _napped(self, task: Task, seconds: float) -> None:
        self.note(f"{task.name} falls asleep for {seconds:.0f} s")
        self.away += timedelta(seconds=seconds)
        self.messenger.interrupted(task)
        self._broke_off(task)

    def _lost_its_lease(self, task: Task) -> None:
        self.note(f"{task.name} lost its lease")
        self.messenger.interrupted(task)
        self._broke_off(task)

    def _broke_off(self, task: Task) -> None:
        if isinstance(task.about, UUID):
            self.promises.broken_off[JobId(task.about)] += 1

    def _committed(self, work: Transaction) -> None:
        for job in work.jobs.table._written.values():
            self.note(
                f"job {job.id.hex[:6]} {job.status}, due {job.due_at and job.due_at.time()}"
            )
        self.promises.committed(work)

    def _told(self, news: News) -> None:
        demand(self.store.survives(news.job), "what is told is durable", news.job)
        self.promises.told(news)
