"""Telling the admins about what needs a human."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final

import attrs
import structlog

from aiogram.exceptions import TelegramAPIError

from avatar_core import Incident, Job, Language, Payment, Person
from avatar_core.admins import Admins
from avatar_core.digests import Digest
from avatar_core.errors import NotFoundError, NotifierUnavailableError, PersonLeftError
from avatar_core.ids import PersonId
from avatar_core.ports import Store
from avatar_core.timelines import DisputeFile

from ..messages import Messages
from ..texts import Texts
from ..view import View
from ..views.admin import alarms
from ..views.admin.digests import digest_page
from ..views.admin.disputes import file_page
from .reaching import reach


log = structlog.get_logger()

#: When to try again if no admin could be told.
_PATIENCE: Final = timedelta(minutes=1)


@attrs.frozen
class TelegramAdmins:
    """Tells the people named in ADMIN_IDS."""

    messages: Messages
    admins: Admins
    store: Store

    async def alarm(self, job: Job) -> None:
        """Tell every admin that a job is in trouble; errors of Telegram are logged."""
        await self._tell(lambda texts: alarms.job_trouble(texts, job))

    async def alarm_refund(self, payment: Payment) -> None:
        """Tell every admin that a payment cannot be refunded."""
        await self._tell(lambda texts: alarms.refund_trouble(texts, payment))

    async def alarm_picture(self, chat_id: int, reason: str) -> None:
        """Tell every admin that Telegram refuses a picture in every way."""
        person = PersonId(chat_id)  # a private chat has the id of its person
        await self._tell(lambda texts: alarms.picture_refused(texts, person, reason))

    async def alarm_update(self, update: alarms.SetAside) -> None:
        """Tell every admin that an update failed for good."""
        await self._tell(lambda texts: alarms.update_set_aside(texts, update))

    async def disputed(self, file: DisputeFile, /) -> None:
        """Show a dispute to every admin."""
        for admin in self.admins:
            view = file_page(Texts(await language_of_admin(self.store, admin)), file)
            with suppress(PersonLeftError):
                await reach(partial(self.messages.show, admin, view))

    async def incident(self, incident: Incident, /) -> None:
        """Tell every admin of an incident, or that it is over."""
        await self._tell_one(lambda texts: alarms.incident(texts, incident))

    async def sold(self, payment: Payment, buyer: Person, /) -> None:
        """Tell every admin that a person has bought credits."""
        await self._tell_one(lambda texts: alarms.sold(texts, payment, buyer))

    async def digest(self, digest: Digest, /) -> None:
        """Tell every admin what the day before brought."""
        await self._tell_one(lambda texts: digest_page(texts, digest))

    async def _tell_one(self, make_view: Callable[[Texts], View]) -> None:
        """Tell every admin, and at least one, unless there are none."""
        if not await self._tell(make_view) and list(self.admins):
            raise NotifierUnavailableError(_PATIENCE)

    async def _tell(self, make_view: Callable[[Texts], View]) -> int:
        """Tell each admin in their language; return how many were told."""
        told = 0
        for admin in self.admins:
            texts = Texts(await language_of_admin(self.store, admin))
            try:
                await self.messages.show(admin, make_view(texts))
            except TelegramAPIError as error:
                log.warning("admin.not_told", error=type(error).__name__)
            else:
                told += 1
        return told


async def language_of_admin(store: Store, admin: PersonId) -> Language:
    """Return the language of an admin, or English if there is no such person yet."""
    try:
        async with store.read() as reading:
            return (await reading.people.get(admin)).language
    except NotFoundError:
        return Language.ENGLISH
