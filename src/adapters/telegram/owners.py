"""Telling the owners of the bot what needs a human."""

from datetime import timedelta
from typing import Final

import attrs
import structlog

from aiogram.exceptions import TelegramAPIError

from avatar_core import Incident, Job, Language, Payment
from avatar_core.errors import NotifierUnavailableError
from avatar_core.owners import Owners

from .screen import Sender
from .texts import Texts
from .updates import SetAside
from .view import View
from .views.rescue import alarm


log = structlog.get_logger()

#: When to try again if no owner could be told.
_PATIENCE: Final = timedelta(minutes=1)


@attrs.frozen
class TelegramOwners:
    """The people named in ADMIN_IDS."""

    sender: Sender
    owners: Owners

    async def alarm(self, job: Job) -> None:
        """Tell every owner that a job is in trouble; one who cannot be told is not."""
        await self._tell(alarm(Texts(Language.ENGLISH), job))

    async def alarm_refund(self, payment: Payment) -> None:
        """Tell every owner that Telegram does not give a payment back."""
        texts = Texts(Language.ENGLISH)
        view = View(
            text=texts(
                "owner-refund-trouble",
                stars=payment.stars,
                person=str(payment.person),
                charge=payment.charge_id,
                detail=(payment.detail or "—")[:500],
            )
        )
        await self._tell(view)

    async def alarm_update(self, update: SetAside) -> None:
        """Tell every owner that an update was set aside."""
        said = Texts(Language.ENGLISH)(
            "owner-update-set-aside",
            update=str(update.update_id),
            kind=update.kind,
            person=str(update.person),
            error=update.error,
            others=update.others,
        )
        await self._tell(View(text=said))

    async def incident(self, incident: Incident, /) -> None:
        """Tell every owner of an incident, or that it is over.

        Raises:
            NotifierUnavailableError: None of them could be told now.
        """
        texts = Texts(Language.ENGLISH)
        said = texts.of(
            "incident" if incident.open else "incident-over",
            incident.kind,
            model=incident.model,
            detail=incident.detail[:500],
        )
        if not await self._tell(View(text=said)) and list(self.owners):
            raise NotifierUnavailableError(_PATIENCE)

    async def _tell(self, view: View) -> int:
        """Return how many of the owners were told."""
        told = 0
        for owner in self.owners:
            try:
                await self.sender.show(owner, view)
            except TelegramAPIError as error:
                log.warning("owner.not_told", error=type(error).__name__)
            else:
                told += 1
        return told
