"""Grant and take credits by hand."""

from uuid import UUID

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...ids import PersonId
from ...ledger import GRANTS, Balance, Posting, Reason, available
from ...notices import Notice, NoticeKind
from ...people import Person
from ...texts import clean_reason
from .desk import Desk


@attrs.frozen(kw_only=True)
class Adjusted:
    """Credits that were granted or taken."""

    person: Person
    balance: Balance
    #: False if the same tap had its effect before.
    new: bool


@attrs.frozen
class AdjustCredits:
    """Grant credits to people, and take them away.

    Raises:
        NotFoundError: Nobody has this id.
        InvalidTextError: The reason is too short or too long.
    """

    desk: Desk

    async def grant(
        self, admin: PersonId, person: PersonId, amount: int, *, why: str, tap: UUID
    ) -> Adjusted:
        """Grant credits; the same *tap* grants them once."""
        return await self._post(admin, person, amount, AdminActionKind.GRANT, why, tap)

    async def take(
        self, admin: PersonId, person: PersonId, amount: int, *, why: str, tap: UUID
    ) -> Adjusted:
        """Take credits away; the same *tap* takes them once.

        Raises:
            InsufficientCreditsError: Fewer are available.
        """
        return await self._post(admin, person, amount, AdminActionKind.TAKE, why, tap)

    async def _post(
        self,
        admin: PersonId,
        person: PersonId,
        amount: int,
        what: AdminActionKind,
        why: str,
        tap: UUID,
    ) -> Adjusted:
        gives = what is AdminActionKind.GRANT
        async with self.desk.work(admin, person) as work:
            reason, now, key = clean_reason(why), self.desk.clock(), f"owner:{tap.hex}"
            receiver = await work.people.get(person)
            new = await work.ledger.post(
                Posting(
                    key=key,
                    source=GRANTS if gives else available(person),
                    dest=available(person) if gives else GRANTS,
                    amount=amount,
                    reason=Reason.GRANT if gives else Reason.TAKE,
                    note=reason,
                    at=now,
                )
            )
            if new:
                await work.notices.add(
                    Notice(
                        key=key,
                        person=person,
                        what=NoticeKind.GRANT if gives else NoticeKind.TAKE,
                        amount=amount,
                        why=reason,
                        due_at=now,
                    )
                )
                await work.admin_log.add(
                    AdminAction(
                        admin=admin,
                        what=what,
                        person=person,
                        amount=amount,
                        why=reason,
                        at=now,
                    )
                )
            balance = await work.ledger.balance(person)
        return Adjusted(person=receiver, balance=balance, new=new)
