"""A provider in memory that follows a test's script."""

import base64
import json
import struct

from collections import Counter, deque
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

import attrs

from ..errors import (
    AmbiguousSubmitError,
    BadArtefactError,
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
)
from ..orders import (
    EnrichmentOrder,
    GenerationOrder,
    Made,
    Order,
    Scene,
    TrainingOrder,
    UpscaleOrder,
)
from ..ports import (
    CalledOff,
    DrawnPicture,
    DrawnPictures,
    Lost,
    Queued,
    Result,
    Running,
    Standing,
    TrainedWeights,
)


#: A grey JPEG of 16 x 16 pixels.
TINY_JPEG: Final = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP///////////////////////////////////////////"
    "///////////////////////////////////////////wAALCAAQABABAREA/8QAFAABAAAAAAAAAAAA"
    "AAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AAP/Z"
)
#: The same with a comment, to tell the two apart.
LARGE_JPEG: Final = TINY_JPEG[:2] + b"\xff\xfe\x00\x07large" + TINY_JPEG[2:]
_SCENE: Final = Scene(text="in soft evening light", negative="blurry")
_CHUNK: Final = 64 * 1024


#: The answer to a check; an error is raised.
Line: TypeAlias = Standing | Exception


class SubmitFault(StrEnum):
    """The ways in which the answer to a submit is lost."""

    #: Accepted, but the answer was lost.
    AMBIGUOUS_TAKEN = "ambiguous_taken"
    #: The request was lost as well.
    AMBIGUOUS_NOT_TAKEN = "ambiguous_not_taken"


def tiny_weights(trigger: str = "ohwx") -> bytes:
    """Return a real safetensors file of one tensor with two numbers."""
    tensor = struct.pack("<2f", 0.25, -0.25)
    header = json.dumps(
        {
            "__metadata__": {"trigger": trigger},
            "lora.weight": {
                "dtype": "F32",
                "shape": [2],
                "data_offsets": [0, len(tensor)],
            },
        }
    ).encode()
    return struct.pack("<Q", len(header)) + header + tensor


@attrs.define(eq=False)
class ScriptedRequest:
    """A request that was accepted."""

    id: str
    order: Order
    #: The link to the file to work on.
    file: str | None
    language_model: str | None
    token: str
    #: The answers to the next checks; the last one is repeated.
    script: deque[Line]
    checks: int = 0
    cancels: int = 0


@attrs.define(eq=False)
class ScriptedProvider:
    """A `Provider` in memory.

    By default it accepts every submit and answers checks with: queued, running at 50
    percent, finished. It has no clock: things happen only in calls. Tests may read and
    change all attributes.
    """

    #: The file of a picture.
    picture: bytes = attrs.field(default=TINY_JPEG, repr=False)
    #: The file of an enlarged picture.
    enlarged: bytes = attrs.field(default=LARGE_JPEG, repr=False)
    #: The scene of a described photo, and what is added to enriched words.
    scene: Scene = _SCENE
    #: How the next submits fail, one each; None or nothing left: they are accepted.
    faults: deque[Refusal | SubmitFault | None] = attrs.field(factory=deque)
    #: Scripts of the next accepted requests, one each; nothing left: the default.
    scripts: deque[Sequence[Line]] = attrs.field(factory=deque)
    #: Whether it is unreachable.
    down: bool = False
    #: Whether requests can be looked up.
    books_open: bool = True
    #: Ids of requests that `find` does not find.
    hidden: set[str] = attrs.field(factory=set)
    #: Whether cancelling stops unfinished requests.
    heeds_cancel: bool = True
    #: All accepted, and so paid, requests by id, oldest first.
    requests: dict[str, ScriptedRequest] = attrs.field(factory=dict)
    #: Submits per token, accepted or not.
    submits: Counter[str] = attrs.field(factory=Counter)
    #: The start deadline of the last submit, per token.
    start_within: dict[str, timedelta] = attrs.field(factory=dict)
    #: The files by URL. An error in place of a file is raised half-way through it.
    files: dict[str, bytes | Exception] = attrs.field(factory=dict, repr=False)
    #: Whether requests may be deleted, and those that were.
    may_forget: bool = True
    forgotten: list[str] = attrs.field(factory=list)
    #: URLs fetched, in order.
    fetched: list[str] = attrs.field(factory=list)

    @property
    def taken(self) -> Counter[str]:
        """Accepted requests per token."""
        return Counter(request.token for request in self.requests.values())

    def of(self, token: str) -> ScriptedRequest:
        """Return the one request made with *token*.

        Raises:
            LookupError: There is none, or more than one.
        """
        found = [one for one in self.requests.values() if one.token == token]
        if len(found) != 1:
            raise LookupError(f"{len(found)} requests carry {token!r}")
        return found[0]

    def finish(self, request_id: str) -> None:
        """Finish a request."""
        request = self.requests[request_id]
        request.script = deque([self._result(request)])

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
        """Count the submit, then accept it or fail as scripted."""
        self.submits[token] += 1
        self.start_within[token] = start_within
        if self.down:
            raise ProviderRefusedError("it is down", Refusal.NOT_NOW)
        request = ScriptedRequest(
            id=f"req-{len(self.requests) + 1}",
            order=order,
            file=file,
            language_model=language_model,
            token=token,
            script=deque(),
        )
        fault = self.faults.popleft() if self.faults else None
        match fault:
            case None:
                self._take(request)
                return request.id
            case SubmitFault.AMBIGUOUS_TAKEN:
                self._take(request)
                raise AmbiguousSubmitError("the answer was lost")
            case SubmitFault.AMBIGUOUS_NOT_TAKEN:
                raise AmbiguousSubmitError("the request was lost")
            case Refusal():
                raise ProviderRefusedError(f"refused: {fault}", fault)

    async def find(
        self,
        order: Order,
        /,
        *,
        since: datetime,
        besides: Collection[str] = (),
    ) -> str | None:
        """Return the newest request made for *order* that is not hidden.

        *since* is ignored.
        """
        del since
        self._ask()
        if not self.books_open:
            raise ProviderUnavailableError("the books are closed")
        for request in reversed(self.requests.values()):
            shown = order.kind.recorded and request.id not in {*self.hidden, *besides}
            if request.order == order and shown:
                return request.id
        return None

    async def check(self, order: Order, request_id: str, /) -> Standing:
        """Return the next line of the request's script."""
        del order
        self._ask()
        request = self.requests.get(request_id)
        if request is None:
            return Lost("there is no such request")
        request.checks += 1
        script = request.script
        said = script.popleft() if len(script) > 1 else script[0]
        if isinstance(said, Exception):
            raise said
        return said

    async def cancel(self, order: Order, request_id: str, /) -> None:
        """Cancel an unfinished request, if cancelling is heeded."""
        del order
        self._ask()
        request = self.requests.get(request_id)
        if request is None:
            return
        request.cancels += 1
        ended = not isinstance(request.script[0], Queued | Running | Exception)
        if self.heeds_cancel and not ended:
            request.script = deque([CalledOff()])

    async def forget(self, request_id: str, /) -> bool:
        """Note that the request is to be forgotten, if that is allowed."""
        self._ask()
        if self.may_forget:
            self.forgotten.append(request_id)
        return self.may_forget

    async def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Serve the file at *url*."""
        self._ask()
        self.fetched.append(url)
        try:
            data = self.files[url]
        except KeyError:
            raise BadArtefactError("the file is gone") from None
        if isinstance(data, Exception):
            yield TINY_JPEG[: len(TINY_JPEG) // 2]
            raise data
        for start in range(0, len(data), _CHUNK):
            yield data[start : start + _CHUNK]

    def _ask(self) -> None:
        if self.down:
            raise ProviderUnavailableError("it is down")

    def _take(self, request: ScriptedRequest) -> None:
        result = self._result(request)
        script = self.scripts.popleft() if self.scripts else ()
        request.script.extend(script or (Queued(0), Running(50), result))
        self.requests[request.id] = request

    def _result(self, request: ScriptedRequest) -> Result:
        folder = f"https://provider.test/{request.id}"
        order = request.order
        match order.kind.makes:
            case Made.WEIGHTS:
                url = f"{folder}/weights.safetensors"
                trigger = order.trigger if isinstance(order, TrainingOrder) else ""
                self.files.setdefault(url, tiny_weights(trigger))
                return TrainedWeights(url)
            case Made.SCENE:
                if not isinstance(order, EnrichmentOrder):
                    return self.scene
                return attrs.evolve(
                    self.scene, text=f"{order.words}, {self.scene.text}"
                )
            case Made.PICTURES:
                large = isinstance(order, UpscaleOrder)
                first = order.seed if isinstance(order, GenerationOrder) else 0
                drawn = []
                for number in range(getattr(order, "drawn", order.count)):
                    url = f"{folder}/{'large' if large else number}.jpg"
                    self.files.setdefault(url, self.enlarged if large else self.picture)
                    drawn.append(
                        DrawnPicture(url=url, seed=first + number, blocked=False)
                    )
                return DrawnPictures(tuple(drawn))
