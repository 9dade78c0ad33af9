"""One attempt to send a message, and its outcome."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TypeAlias

import attrs

from ..errors import (
    LeaseLostError,
    MessageRefusedError,
    NotifierUnavailableError,
    PersonLeftError,
)
from ..ids import PersonId
from ..policy import Policy
from ..ports import Lease, Work


class Telling(Enum):
    """The outcome of an attempt that is not repeated by itself."""

    TOLD = auto()
    #: The person has left the chat; the message waits for their return.
    LEFT = auto()
    #: It has failed too often.
    GIVEN_UP = auto()


@attrs.frozen
class TryLater:
    """The attempt failed; the next one may succeed."""

    after: timedelta


Attempt: TypeAlias = Telling | TryLater


async def attempt(
    say: Callable[[], Awaitable[None]], lease: Lease, *, troubles: int, policy: Policy
) -> Attempt:
    """Try to send a message after *troubles* failed attempts.

    The lease is renewed first. So a message is sent twice only if this process dies, or
    sleeps for a whole lease, before it has noted that the message was sent, and another
    process takes over.

    Raises:
        LeaseLostError: Another process has taken over, or may have.
    """
    await lease.renew()
    if not lease.left:
        raise LeaseLostError  # this process was suspended meanwhile
    try:
        await say()
    except PersonLeftError:
        return Telling.LEFT
    except MessageRefusedError:
        if troubles + 1 >= policy.max_refusals:
            return Telling.GIVEN_UP
        return TryLater(policy.wait(troubles))
    except NotifierUnavailableError as error:
        if troubles + 1 >= policy.max_attempts_to_tell:
            return Telling.GIVEN_UP
        wait = min(policy.wait(troubles), policy.retry_after)
        return TryLater(max(error.after, wait))
    return Telling.TOLD


async def note_departure(work: Work, person: PersonId, *, at: datetime) -> None:
    """Note that a person has left the chat."""
    known = await work.people.get(person)
    if known.left_at is None:
        await work.people.save(known.left(at=at))
