"""One attempt to tell a person something, and what follows from it."""

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
    """How an attempt ended for good, or until the person does something."""

    TOLD = auto()
    #: They have left the chat; it waits for their return.
    LEFT = auto()
    #: It could not be told so often that it never will be.
    GIVEN_UP = auto()


@attrs.frozen
class TryLater:
    """The attempt failed; the next may succeed."""

    after: timedelta


Attempt: TypeAlias = Telling | TryLater


async def attempt(
    say: Callable[[], Awaitable[None]], lease: Lease, *, troubles: int, policy: Policy
) -> Attempt:
    """Try to tell something that could not be told *troubles* times before.

    The lease is renewed first, so that it is told twice only if this process dies, or
    stands still for a whole lease, between the renewal and the note, and another
    process takes the work meanwhile.

    Raises:
        LeaseLostError: Another process has the work now, or may have it.
    """
    await lease.renew()
    if not lease.left:
        raise LeaseLostError  # this process stood still since
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
