"""A simulated provider with a queue and a list of its requests."""

import random

from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from datetime import datetime, timedelta
from typing import Final

import attrs

from tests.schedule import Schedule, give_way, sleep

from avatar_core import GenerationOrder, TrainingOrder, UpscaleOrder
from avatar_core.errors import (
    AmbiguousSubmitError,
    BadArtefactError,
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
)
from avatar_core.orders import DescriptionOrder, EnrichmentOrder, Order
from avatar_core.ports import (
    CalledOff,
    Lost,
    Queued,
    Refused,
    Running,
    Standing,
    Unbegun,
    Unfetched,
)
from avatar_core.testing.provider import tiny_weights

from .requests import FATES, Fate, Request, result_of
from .weather import Fault, Weather


#: The longest a client waits for the answer to its POST, in seconds.
SUBMIT_TIMEOUT: Final = 45.0
#: The longest until an accepted request shows in the books, in seconds.
BOOKS_LAG: Final = 10.0
#: The longest that the provider works on a request.
RUN_LIMIT: Final = 3600.0
#: How long requests wait when its queue is long.
_LONG_QUEUES: Final = (1200.0, 2400.0, 9000.0)
#: How long results are kept.
RESULT_LIFETIME: Final = 24 * 3600.0
#: A slow download: the number of pieces, and the seconds before each.
_SLOW_PIECES: Final = 6
_SLOW_PIECE: Final = 50.0
#: Its messages while the account, or a model, is in trouble.
NO_BALANCE: Final = "403: exhausted balance"
NO_ENDPOINT: Final = "404: no such endpoint"
PICTURE: Final = b"picture"
BLACK: Final = b"black"
NARROW: Final = b"narrow"
LARGE: Final = b"large"


@attrs.define(eq=False)
class SimulatedProvider:
    """A `Provider` that takes time, fails and records its requests."""

    schedule: Schedule
    weather: Weather
    #: Called for every webhook to the product.
    on_webhook: Callable[[str, str, float], None]
    note: Callable[[str], None]
    down: bool = False
    penniless: bool = False
    endpoint_gone: bool = False
    requests: dict[str, Request] = attrs.field(factory=dict)
    #: By token: the requests made, and the most that were alive or billed at once.
    posts: Counter[str] = attrs.field(factory=Counter)
    taken: Counter[str] = attrs.field(factory=Counter)
    files: dict[str, bytes] = attrs.field(factory=dict)
    #: The downloads of each file now, and the most of one file at once.
    fetching: Counter[str] = attrs.field(factory=Counter)
    fetched_at_once: int = 0
    #: The whole contents of files that are complete at the second download.
    healing: dict[str, bytes] = attrs.field(factory=dict)

    @property
    def dice(self) -> random.Random:
        """The random generator of the simulation."""
        return self.schedule.dice

    # --- submitting -------------------------------------------------------

    async def submit(
        self,
        order: Order,
        file: str | None,
        /,
        *,
        token: str,
        start_within: timedelta,
        language_model: str | None = None,
    ) -> str:
        """Send a request, which arrives even if its sender dies."""
        del file, language_model
        task = self.schedule.current
        if task is not None:
            task.awake += 1
        try:
            return await self._post(order, token, start_within.total_seconds())
        finally:
            if task is not None:
                task.awake -= 1

    async def _post(self, order: Order, token: str, start_within: float) -> str:
        self.posts[token] += 1
        self.note(f"POST {token[:6]}")
        strikes = self.weather.strikes
        lost = strikes(Fault.SUBMIT_TIMEOUT_LOST)
        times_out = lost or strikes(Fault.SUBMIT_TIMEOUT_TAKEN)
        there = self.dice.random() * (SUBMIT_TIMEOUT if times_out else 2.0)
        back = self.dice.random() * 2.0
        if strikes(Fault.WEBHOOK_FIRST):
            back += 30.0
        answer: list[str | Exception] = []
        if not lost:
            arrival = self._arrive(order, token, start_within, answer)
            self.schedule.spawn(f"POST {token[:6]}", arrival, after=there)
        if times_out or there + back > SUBMIT_TIMEOUT:
            await sleep(SUBMIT_TIMEOUT)
            raise AmbiguousSubmitError("no answer came")
        await sleep(there + back)
        (said,) = answer
        if isinstance(said, Exception):
            raise said
        return said

    async def _arrive(
        self,
        order: Order,
        token: str,
        start_within: float,
        answer: list[str | Exception],
    ) -> None:
        refusal = self._refusal()
        if refusal is not None:
            self.note(f"provider refuses {token[:6]}: {refusal}")
            answer.append(refusal)
        else:
            answer.append(self._take(order, token, start_within).id)

    def _refusal(self) -> Exception | None:
        strikes = self.weather.strikes
        if self.down or strikes(Fault.SUBMIT_REFUSED):
            return ProviderRefusedError("503", Refusal.NOT_NOW)
        if self.penniless:
            return ProviderRefusedError(NO_BALANCE, Refusal.BALANCE)
        if self.endpoint_gone:
            return ProviderRefusedError(NO_ENDPOINT, Refusal.ENDPOINT)
        if strikes(Fault.SUBMIT_REJECTED):
            return ProviderRefusedError("422", Refusal.INPUT)
        if strikes(Fault.SUBMIT_BLOCKED):
            return ProviderRefusedError("the content check", Refusal.BLOCKED)
        return None

    def _take(self, order: Order, token: str, start_within: float) -> Request:
        now, roll = self.schedule.seconds, self.dice.random
        quick = self.weather.strikes(Fault.RUN_QUICK)
        training = isinstance(order, TrainingOrder)
        waits = 0.0 if quick else roll() * (60 if training else 5)
        if not quick and self.weather.strikes(Fault.QUEUE_LONG):
            waits = roll() * self.dice.choice(_LONG_QUEUES)
        starts = now + waits
        drawing = isinstance(order, GenerationOrder | UpscaleOrder)
        longest = 600 if training else 40 if drawing else 10
        shortest = 60 if training else 2
        lasts = roll() if quick else shortest + roll() * longest
        fate = next(
            (FATES[fault] for fault in FATES if self.weather.strikes(fault)),
            Fate.DONE,
        )
        if fate is Fate.MODEL_GONE and not isinstance(
            order, DescriptionOrder | EnrichmentOrder
        ):
            fate = Fate.DONE
        if fate is Fate.STUCK:
            lasts = RUN_LIMIT
        if waits > start_within:
            fate, lasts = Fate.DROPPED, 0.0
            starts = now + start_within
        short_lived = self.weather.strikes(Fault.RESULT_EXPIRED)
        request = Request(
            id=f"req-{len(self.requests) + 1}",
            order=order,
            token=token,
            taken_at=now,
            starts_at=starts,
            ends_at=starts + lasts,
            lag=roll() * BOOKS_LAG,
            gone_at=starts + lasts + (roll() * 20 if short_lived else RESULT_LIFETIME),
            fate=fate,
            files=[],
        )
        self.requests[request.id] = request
        alive = sum(
            one.token == token and not one.is_dead(now)
            for one in self.requests.values()
        )
        self.taken[token] = max(self.taken[token], alive)
        self._make_files(request)
        self.note(
            f"provider takes {token[:6]} as {request.id}: will be {fate}"
            f" at {request.ends_at:.0f}"
        )
        if fate not in {Fate.STUCK, Fate.LOST}:
            self.schedule.spawn(f"webhook {request.id}", self._tell(request))
        return request

    def _make_files(self, request: Request) -> None:
        match request.order:
            case TrainingOrder(trigger=trigger):
                wholes = [tiny_weights(trigger)]
            case GenerationOrder(drawn=count):
                if self.weather.strikes(Fault.FEWER_PICTURES):
                    count = self.dice.randrange(count)
                wholes = [
                    BLACK
                    if self.weather.strikes(Fault.BLACK_PICTURE)
                    else NARROW
                    if self.weather.strikes(Fault.WRONG_RATIO)
                    else PICTURE
                    for _ in range(count)
                ]
            case UpscaleOrder():
                wholes = [BLACK if self.weather.strikes(Fault.BLACK_PICTURE) else LARGE]
            case _:
                wholes = []
        for number, whole in enumerate(wholes):
            url = f"https://provider.test/{request.id}/{number}"
            request.files.append(url)
            if self.weather.strikes(Fault.FILE_MISSING):
                continue
            training = isinstance(request.order, TrainingOrder)
            cut = whole[: len(whole) // 2] if training else b""
            if self.weather.strikes(Fault.FILE_TRUNCATED):
                self.files[url] = cut
            elif self.weather.strikes(Fault.FILE_HEALS):
                self.files[url], self.healing[url] = cut, whole
            else:
                self.files[url] = whole

    async def _tell(self, request: Request) -> None:
        """Send the webhook of a finished request, perhaps never or twice."""
        await sleep(request.ends_at - self.schedule.seconds)
        if self.weather.strikes(Fault.WEBHOOK_LOST):
            return
        if self.weather.strikes(Fault.WEBHOOK_LATE):
            await sleep(self.dice.random() * 3000)
        self.on_webhook(request.token, request.id, self.dice.random() * 2)
        if self.weather.strikes(Fault.WEBHOOK_TWICE):
            self.on_webhook(request.token, request.id, self.dice.random() * 200)
        if self.weather.strikes(Fault.WEBHOOK_FALSE):
            self.on_webhook("0" * 32, request.id, 0.0)
            self.on_webhook(request.token, "req-0", 60.0)

    # --- asking -----------------------------------------------------------

    async def find(
        self,
        order: Order,
        /,
        *,
        since: datetime,
        besides: Collection[str] = (),
    ) -> str | None:
        """Search the list, which shows a request some time after its end."""
        await self._ask()
        after = self._seconds(since - timedelta(minutes=5))
        found = None
        for request in self.requests.values():
            listed = request.is_listed(self.schedule.seconds)
            meant = request.order == order and request.id not in besides
            if meant and request.taken_at >= after and listed:
                found = request.id
        await give_way()
        return found

    async def forget(self, request_id: str, /) -> bool:
        """Forget a request, which ended long ago."""
        await self._ask()
        return request_id in self.requests

    async def check(self, order: Order, request_id: str, /) -> Standing:
        """Return the state of a request."""
        del order
        await self._ask()
        said = self._standing(request_id)
        await give_way()
        return said

    def _standing(self, request_id: str) -> Standing:
        request, now = self.requests.get(request_id), self.schedule.seconds
        if request is None or request.fate is Fate.LOST or now >= request.gone_at:
            return Lost("there is no such request")
        if request.removed:
            return Lost("it was removed")
        if request.cancelled_at is not None:
            return CalledOff()
        if now < request.starts_at:
            return Queued(self.dice.randrange(5))
        if now < request.ends_at:
            return Running(self.dice.randrange(100))
        match request.fate:
            case Fate.FAILED | Fate.STUCK:
                return Refused("it failed")
            case Fate.MODEL_GONE:
                return Refused("429", elsewhere=True)
            case Fate.DROPPED:
                return Unbegun("504: it has not begun")
            case Fate.INPUT:
                return Refused("422", input=True)
            case Fate.UNFETCHED:
                return Unfetched("422: file_download_error")
            case Fate.BLOCKED:
                return Refused("the content check", blocked=True)
            case _:
                return result_of(request)

    async def cancel(self, order: Order, request_id: str, /) -> None:
        """Stop a request that has not ended, unless cancellations are ignored."""
        del order
        await self._ask()
        request = self.requests.get(request_id)
        if request is None:
            return
        request.cancels += 1
        over = self.schedule.seconds >= request.ends_at or request.cancelled_at
        if not over and not self.weather.strikes(Fault.CANCEL_IGNORED):
            self.note(f"provider stops {request_id}")
            request.cancelled_at = self.schedule.seconds
        await give_way()

    async def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Send a file in pieces."""
        await self._ask()
        request = self.requests[url.split("/")[-2]]
        data = self.files.get(url)
        if data is None or self.schedule.seconds >= request.gone_at:
            raise BadArtefactError("the file is gone")
        if url in self.healing:
            self.files[url] = self.healing.pop(url)
        slow = self.weather.strikes(Fault.FILE_SLOW)
        breaks_off = self.weather.strikes(Fault.FILE_BROKEN_OFF)
        pieces = _SLOW_PIECES if slow else 2
        size = len(data) // pieces + 1
        self.fetching[url] += 1
        self.fetched_at_once = max(self.fetched_at_once, self.fetching[url])
        try:
            for number in range(pieces):
                if breaks_off and number == pieces - 1:
                    raise ProviderUnavailableError("the download broke off")
                await (sleep(_SLOW_PIECE) if slow else give_way())
                yield data[number * size : (number + 1) * size]
        finally:
            self.fetching[url] -= 1

    async def _ask(self) -> None:
        await give_way()
        if self.weather.strikes(Fault.CALL_SLOW):
            await sleep(self.dice.choice([5.0, 25.0, 130.0, 300.0]))
        if self.down or self.weather.strikes(Fault.CALL_FAILED):
            raise ProviderUnavailableError("it could not be asked")

    def _seconds(self, at: datetime) -> float:
        return self.schedule.seconds - (self.schedule() - at).total_seconds()

    # --- its own books ----------------------------------------------------

    def good_files(self, token: str) -> int:
        """Return the largest number of good results of a token's requests."""
        return max(
            (
                sum(
                    self.healing.get(url, self.files.get(url)) in {PICTURE, LARGE}
                    for url in request.files
                )
                for request in self.requests.values()
                if request.token == token and request.fate is Fate.DONE
            ),
            default=0,
        )
