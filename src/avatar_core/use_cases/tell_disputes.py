"""Telling owners of disputes, and people of the answers."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import attrs

from ..disputes import Dispute
from ..errors import LeaseLostError, NotFoundError
from ..ids import DisputeId
from ..policy import Policy
from ..ports import Clock, Heartbeat, Lease, Store
from ..statuses import DisputeStatus
from .owner.answer_disputes import DisputeFile, dispute_file
from .telling import Attempt, Telling, TryLater, attempt, note_departure


class Messenger(Protocol):
    """Carries disputes and answers."""

    async def opened(self, file: DisputeFile, /) -> None:
        """Put a dispute before every owner.

        Raises:
            NotifierUnavailableError: Nobody can be told anything now.
        """

    async def answered(self, file: DisputeFile, /) -> None:
        """Tell the person what was done about it.

        Raises:
            PersonLeftError: They have left the chat.
            MessageRefusedError: The messenger refused the message.
            NotifierUnavailableError: They cannot be told now.
        """


@attrs.frozen
class TellDisputes:
    """Tell whoever is to know of a dispute; found by the sweep, so none is lost."""

    store: Store
    messenger: Messenger
    clock: Clock
    policy: Policy
    heartbeat: Heartbeat

    async def due(self, *, limit: int = 100) -> Sequence[DisputeId]:
        """Return the disputes of which somebody is to be told by now."""
        async with self.store.read() as reading:
            return await reading.disputes.due(self.clock(), limit=limit)

    async def __call__(self, dispute: DisputeId) -> Dispute | None:
        """Tell of a dispute if that is due; return it, or None if it is not.

        Told twice only as `attempt` says.
        """
        known = await self._claim(dispute)
        if known is None:
            return None
        lease = self._lease_on(known)
        try:
            async with self.heartbeat(lease):
                outcome = await self._tell(known, lease)
        except LeaseLostError:
            return None  # another process tells it, or it was answered
        now = self.clock()
        match outcome:
            case TryLater(after=after):
                later = now + after
                return await self._save(known, lease, lambda one: one.stumble(later))
            case Telling.LEFT:
                async with self.store.work(known.person) as work:
                    await note_departure(work, known.person, at=now)
                return await self._save(
                    known, lease, lambda one: one.keep_untold(at=now)
                )
            case Telling.TOLD | Telling.GIVEN_UP:
                return await self._save(known, lease, Dispute.told)

    async def _tell(self, known: Dispute, lease: Lease) -> Attempt:
        async with self.store.read() as reading:
            file = await dispute_file(reading, known)
        say = (
            self.messenger.opened
            if known.status is DisputeStatus.OPEN
            else self.messenger.answered
        )
        told = await attempt(
            lambda: say(file), lease, troubles=known.troubles, policy=self.policy
        )
        # A forgotten person may still be there to hear it; nothing waits for them.
        forgotten = file.person.forgotten_at is not None
        return Telling.TOLD if told is Telling.LEFT and forgotten else told

    def _lease_on(self, known: Dispute) -> Lease:
        async def extend(held: datetime, until: datetime) -> bool:
            async with self.store.work(known.person) as work:
                fresh = await work.disputes.get(known.id)
                if fresh.due_at != held:
                    return False
                await work.disputes.save(fresh.claim(until))
                return True

        until = known.due_at or self.clock()
        return Lease(until, self.policy.lease, self.clock, extend, interrupts=False)

    async def _claim(self, dispute: DisputeId) -> Dispute | None:
        async with self.store.read() as reading:
            try:
                person = (await reading.disputes.get(dispute)).person
            except NotFoundError:
                return None
        async with self.store.work(person) as work:
            now = self.clock()
            found = await work.disputes.get(dispute)
            if found.due_at is None or found.due_at > now:
                return None
            away = (await work.people.get(person)).away
            if away and found.status is not DisputeStatus.OPEN:
                return None  # told on their return
            return await work.disputes.save(found.claim(now + self.policy.lease))

    async def _save(
        self, known: Dispute, lease: Lease, change: Callable[[Dispute], Dispute]
    ) -> Dispute:
        async with self.store.work(known.person) as work:
            fresh = await work.disputes.get(known.id)
            if fresh.due_at != lease.until:
                return fresh  # answered meanwhile: that is to be told, too
            return await work.disputes.save(change(fresh))
