"""Write, start and cancel broadcasts."""

from datetime import datetime

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...broadcasts import BROADCAST_MAX, BROADCAST_MIN, Broadcast, Payers
from ...errors import NotFoundError, TextFault, TextLengthError
from ...ids import BroadcastId, PersonId
from ...people import Language
from ...texts import clean
from ..trail import save
from .store import AdminStore


@attrs.frozen
class ManageBroadcasts:
    """Write, schedule, start and cancel broadcasts to everybody who wants them.

    Raises:
        NotFoundError: There is no such broadcast.
    """

    store: AdminStore

    async def get(self, admin: PersonId, broadcast: BroadcastId) -> Broadcast:
        """Return a broadcast."""
        async with self.store.read(admin) as reading:
            return await reading.broadcasts.get(broadcast)

    async def audience(self, admin: PersonId, broadcast: BroadcastId) -> int:
        """Return the number of people that a broadcast would reach now."""
        async with self.store.read(admin) as reading:
            part = (await reading.broadcasts.get(broadcast)).part(self.store.clock())
            return await reading.people.audience_count(part)

    async def write(
        self, admin: PersonId, broadcast: BroadcastId, language: Language, text: str
    ) -> Broadcast:
        """Save the text of a draft, which is created if there is none with this id.

        *text* is HTML as the messenger accepts it.

        Raises:
            InvalidTextError: The text is empty or too long.
            ActionNotAllowedError: It was started or cancelled.
        """
        length = len(text.strip()) if clean(text) else 0
        async with self.store.work(admin) as work:
            if not BROADCAST_MIN <= length <= BROADCAST_MAX:
                fault = TextFault.TOO_LONG if length else TextFault.TOO_SHORT
                raise TextLengthError(fault, length, BROADCAST_MIN, BROADCAST_MAX)
            now = self.store.clock()
            try:
                before = await work.broadcasts.get(broadcast)
            except NotFoundError:
                before = Broadcast(id=broadcast, admin=admin, created_at=now)
                await work.broadcasts.add(before)
            return await save(work, before.write(language, text), at=now)

    async def aim(
        self,
        admin: PersonId,
        broadcast: BroadcastId,
        *,
        payers: Payers = Payers.ALL,
        idle_days: int = 0,
    ) -> Broadcast:
        """Set which people it is for; one that waits for its time is a draft again.

        Raises:
            ActionNotAllowedError: It was started or cancelled.
        """
        async with self.store.work(admin) as work:
            before = await work.broadcasts.get(broadcast)
            after = before.aim(payers, idle_days)
            return await save(work, after, at=self.store.clock())

    async def schedule(
        self, admin: PersonId, broadcast: BroadcastId, at: datetime
    ) -> Broadcast:
        """Have it sent at that time; if that is past, at once.

        Raises:
            ActionNotAllowedError: It was started or cancelled, or has no text.
        """
        async with self.store.work(admin) as work:
            now = self.store.clock()
            before = await work.broadcasts.get(broadcast)
            after = await save(work, before.schedule(at), at=now)
            await work.admin_log.add(
                AdminAction(
                    admin=admin,
                    what=AdminActionKind.SCHEDULE_BROADCAST,
                    subject=str(broadcast),
                    why=f"{at:%Y-%m-%d %H:%M} UTC",
                    at=now,
                )
            )
            return after

    async def start(self, admin: PersonId, broadcast: BroadcastId) -> Broadcast:
        """Start sending it now; a second time has no effect.

        Raises:
            ActionNotAllowedError: It has ended, or has no text.
        """
        async with self.store.work(admin) as work:
            now = self.store.clock()
            before = await work.broadcasts.get(broadcast)
            if before.sending:
                return before
            audience = await work.people.audience_count(before.part(now))
            after = await save(work, before.start(audience, at=now), at=now)
            await work.admin_log.add(
                AdminAction(
                    admin=admin,
                    what=AdminActionKind.START_BROADCAST,
                    subject=str(broadcast),
                    amount=after.audience,
                    at=now,
                )
            )
            return after

    async def cancel(self, admin: PersonId, broadcast: BroadcastId) -> Broadcast:
        """Cancel a broadcast; nobody else receives it.

        Raises:
            ActionNotAllowedError: It has ended.
        """
        async with self.store.work(admin) as work:
            now = self.store.clock()
            before = await work.broadcasts.get(broadcast)
            after = await save(work, before.cancel(at=now), at=now)
            await work.admin_log.add(
                AdminAction(
                    admin=admin,
                    what=AdminActionKind.CANCEL_BROADCAST,
                    subject=str(broadcast),
                    amount=after.delivered,
                    at=now,
                )
            )
            return after
