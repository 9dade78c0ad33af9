"""Telling owners of disputes, and people of the answers."""

from collections.abc import Sequence
from typing import Protocol

import attrs

from ..disputes import Dispute
from ..errors import NotFoundError
from ..ids import DisputeId
from ..policy import Policy
from ..ports import Clock, Store
from ..statuses import DisputeStatus
from .owner.answer_disputes import DisputeFile, dispute_file
from .telling import Telling, TryLater, attempt, note_departure


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

    async def due(self, *, limit: int = 100) -> Sequence[DisputeId]:
        """Return the disputes of which somebody is to be told by now."""
        async with self.store.read() as reading:
            return await reading.disputes.due(self.clock(), limit=limit)

    async def __call__(self, dispute: DisputeId) -> Dispute | None:
        """Tell of a dispute if that is due; return it, or None if it is not.

        Told twice only if the process dies, or is taken for dead, between the message
        and its note.
        """
        known = await self._claim(dispute)
        if known is None:
            return None
        async with self.store.read() as reading:
            file = await dispute_file(reading, known)
        if known.status is not DisputeStatus.OPEN and file.person.forgotten_at:
            return await self._save(known, known.told())
        say = (
            self.messenger.opened
            if known.status is DisputeStatus.OPEN
            else self.messenger.answered
        )
        match await attempt(say(file), troubles=known.troubles, policy=self.policy):
            case TryLater(after=after):
                later = self.clock() + after
                return await self._save(known, known.stumble(later))
            case Telling.LEFT:
                now = self.clock()
                async with self.store.work(known.person) as work:
                    await note_departure(work, known.person, at=now)
                return await self._save(known, known.keep_untold(at=now))
            case Telling.TOLD | Telling.GIVEN_UP:
                return await self._save(known, known.told())

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

    async def _save(self, known: Dispute, after: Dispute) -> Dispute:
        async with self.store.work(known.person) as work:
            fresh = await work.disputes.get(known.id)
            if fresh.version != known.version:
                return fresh  # answered meanwhile: that is to be told, too
            return await work.disputes.save(after)
