"""Carrying complaints to the owners, and answers to people."""

from contextlib import suppress

import attrs

from avatar_core.errors import PersonLeftError
from avatar_core.ids import PersonId
from avatar_core.owners import Owners
from avatar_core.ports import Store
from avatar_core.use_cases.owner import DisputeFile

from ..screen import Sender
from ..texts import Texts
from ..view import View
from ..views.disputes import outcome
from ..views.owner.disputes import file_page
from .owners import language_of_owner
from .reaching import reach


@attrs.frozen
class TelegramDisputes:
    """`avatar_core.use_cases.tell_disputes.Messenger` by messages."""

    sender: Sender
    owners: Owners
    store: Store

    async def opened(self, file: DisputeFile, /) -> None:
        """Put a dispute before every owner who is there.

        Raises:
            MessageRefusedError: Telegram refused the message.
            NotifierUnavailableError: Telegram did not take it now.
        """
        for owner in self.owners:
            texts = Texts(await language_of_owner(self.store, owner))
            with suppress(PersonLeftError):
                await self._show(owner, file_page(texts, file))

    async def answered(self, file: DisputeFile, /) -> None:
        """Tell the person what was done about it.

        Raises:
            PersonLeftError: They have left the chat.
            MessageRefusedError: Telegram refused the message.
            NotifierUnavailableError: Telegram did not take it now.
        """
        view = outcome(Texts(file.person.language), file)
        await self._show(file.person.id, view)

    async def _show(self, person: PersonId, view: View) -> None:
        await reach(lambda: self.sender.show(person, view))
