"""Write, start and cancel broadcasts."""

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...broadcasts import BROADCAST_MAX, BROADCAST_MIN, Broadcast
from ...errors import NotFoundError, TextFault, TextLengthError
from ...ids import BroadcastId, PersonId
from ...people import Language
from ...texts import clean
from ..trail import save
from .store import AdminStore


@attrs.frozen
class ManageBroadcasts:
    """Write, start and cancel broadcasts to everybody who wants them.

    Raises:
        NotFoundError: There is no such broadcast.
    """

    store: AdminStore

    async def get(self, admin: PersonId, broadcast: BroadcastId) -> Broadcast:
        """Return a broadcast."""
        async with self.store.read(admin) as reading:
            return await reading.broadcasts.get(broadcast)

    async def audience(self, admin: PersonId) -> int:
        """Return the number of people that a broadcast would reach now."""
        async with self.store.read(admin) as reading:
            return await reading.people.audience_count()

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
            return await work.broadcasts.save(before.write(language, text))

    async def start(self, admin: PersonId, broadcast: BroadcastId) -> Broadcast:
        """Start sending a draft; a second time has no effect.

        Raises:
            ActionNotAllowedError: It has ended, or has no text.
        """
        async with self.store.work(admin) as work:
            now = self.store.clock()
            before = await work.broadcasts.get(broadcast)
            if before.sending:
                return before
            audience = await work.people.audience_count()
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
