"""People, promo codes, notices, disputes, and what admins do, in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import attrs

from ...admin_log import AdminAction
from ...broadcasts import Broadcast, Part as Audience, Payers
from ...disputes import Dispute, DisputeStatus
from ...errors import AlreadyExistsError, StaleError, Thing
from ...ids import BroadcastId, DisputeId, PersonId
from ...incidents import Incident
from ...lifecycle import check_written
from ...notices import Notice
from ...payments import PaymentStatus
from ...people import Person
from ...ports.people import AUDIENCE_WINDOW
from ...prices import Term
from ...promos import Promo
from .rows import Claims, Part, Tables, numbers


class MemoryPeople(Part[PersonId, Person]):
    async def get(self, person: PersonId, /) -> Person:
        return self.table.found(person)

    async def named(self, username: str, /) -> Sequence[Person]:
        found = [each for each in self.table.values() if each.username == username]
        return sorted(found, key=lambda each: each.created_at, reverse=True)

    async def called(self, name: str, /, *, limit: int) -> Sequence[Person]:
        known = [(each.name or "").casefold() for each in self.table.values()]
        found = sorted(
            (folded, each.id, each)
            for folded, each in zip(known, self.table.values(), strict=True)
            if folded and folded.startswith(name.casefold())
        )
        return [each for _, _, each in found][:limit]

    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[Person]:
        newest = sorted(self.table.values(), key=lambda each: each.created_at)[::-1]
        return newest[skip : skip + limit]

    async def brought_by(self, person: PersonId, /) -> int:
        return sum(each.referrer == person for each in self.table.values())

    async def next_of(
        self, part: Audience, /, *, after: PersonId, among: int = AUDIENCE_WINDOW
    ) -> tuple[Person | None, PersonId | None]:
        people = sorted(self.table.values(), key=lambda each: each.id)
        window = [each for each in people if each.id > after][:among]
        first = next((each for each in window if self._is_of(each, part)), None)
        return first, window[-1].id if window else None

    async def audience_count(self, part: Audience, /) -> int:
        return sum(self._is_of(each, part) for each in self.table.values())

    def _is_of(self, person: Person, part: Audience) -> bool:
        paid = any(
            each.person == person.id and each.status is PaymentStatus.CREDITED
            for each in self.tables.payments.values()
        )
        ordered = [
            each.created_at
            for each in self.tables.jobs.values()
            if each.person == person.id
        ]
        seen = max([person.created_at, *ordered])
        return (
            person.blocked_at is None
            and person.left_at is None
            and not person.quiet
            and person.language in part.languages
            and (part.payers is Payers.ALL or paid == (part.payers is Payers.PAID))
            and (part.idle_since is None or seen < part.idle_since)
        )

    async def add(self, person: Person, /) -> None:
        self.table.insert(person.id, person)

    async def save(self, person: Person, /) -> None:
        self.table.save(person.id, person)


class MemoryPromos(Part[str, Promo]):
    def __init__(self, tables: Tables, claims: Claims) -> None:
        super().__init__(tables, tables.promos)
        self._claims = claims

    def _used(self, code: str) -> int:
        return sum(used == code for (used, _), _ in self.tables.redeemed.items())

    async def get(self, code: str, /) -> Promo:
        return attrs.evolve(self.table.found(code), used=self._used(code))

    async def newest(self, *, limit: int) -> Sequence[Promo]:
        newest = self.table.values()[::-1][:limit]
        return [attrs.evolve(each, used=self._used(each.code)) for each in newest]

    async def used_by(self, person: PersonId, code: str, /) -> bool:
        return self.tables.redeemed.has((code, person))

    async def add(self, promo: Promo, /) -> None:
        self.table.insert(promo.code, promo)

    async def use(self, code: str, person: PersonId, /, *, at: datetime) -> bool:
        await self._claims.take(code)
        if self.tables.redeemed.has((code, person)):
            raise AlreadyExistsError(Thing.PROMO)
        promo = self.table.get(code)
        if promo is None or self._used(code) >= promo.uses:
            return False
        self.tables.redeemed.put((code, person), at)
        return True

    async def stop(self, code: str, /, *, at: datetime) -> None:
        self.table.change(lambda promo: promo.code == code, stopped_at=at)


class MemoryNotices(Part[str, Notice]):
    async def due(self, now: datetime, /, *, limit: int) -> Sequence[Notice]:
        due = [
            notice
            for notice in self.table.values()
            if notice.due_at <= now
            and not (notice.person and self.tables.away(notice.person))
        ]
        return sorted(due, key=lambda notice: notice.due_at)[:limit]

    async def add(self, notice: Notice, /) -> None:
        if not self.table.has(notice.key):
            self.table.put(notice.key, notice)

    async def claim(self, notice: Notice, /, *, until: datetime) -> bool:
        known = self.table.get(notice.key)
        if known is None or known.due_at != notice.due_at:
            return False
        self.table.put(notice.key, attrs.evolve(known, due_at=until))
        return True

    async def save(self, notice: Notice, /) -> None:
        self.table.change(
            lambda known: known.key == notice.key,
            due_at=notice.due_at,
            troubles=notice.troubles,
        )

    async def remove(self, key: str, /) -> bool:
        there = self.table.has(key)
        self.table.remove(key)
        return there


class MemoryDisputes(Part[DisputeId, Dispute]):
    async def get(
        self, dispute: DisputeId, /, *, person: PersonId | None = None
    ) -> Dispute:
        return self.table.found(dispute, lambda one: person in {None, one.person})

    def _waiting(self) -> list[Dispute]:
        return [one for one in self.table.values() if one.status is DisputeStatus.OPEN]

    async def of(self, person: PersonId, /, *, limit: int) -> Sequence[Dispute]:
        theirs = [one for one in self.table.values() if one.person == person]
        return theirs[::-1][:limit]

    async def open_count(self, person: PersonId, /) -> int:
        return sum(one.person == person for one in self._waiting())

    async def waiting(self, *, limit: int) -> Sequence[Dispute]:
        return self._waiting()[:limit]

    async def waiting_count(self) -> int:
        return len(self._waiting())

    async def add(self, dispute: Dispute, /) -> None:
        self.table.insert(dispute.id, dispute)

    async def save(self, dispute: Dispute, /) -> Dispute:
        return self.table.save(dispute.id, dispute)


class MemoryTerms(Part[Term, int]):
    async def changed(self) -> Mapping[Term, int]:
        return {
            term: value for term in Term if (value := self.table.get(term)) is not None
        }

    async def change(self, term: Term, value: int | None, /) -> None:
        if value is None:
            self.table.remove(term)
        else:
            self.table.put(term, value)


class MemoryAdminLog(Part[int, AdminAction]):
    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[AdminAction]:
        return self.table.values()[::-1][skip : skip + limit]

    async def add(self, action: AdminAction, /) -> None:
        self.table.put(next(numbers), action)


class MemoryBroadcasts(Part[BroadcastId, Broadcast]):
    async def get(self, broadcast: BroadcastId, /) -> Broadcast:
        return self.table.found(broadcast)

    async def due(self, now: datetime, /) -> Broadcast | None:
        due = [
            (each.due_at, each)
            for each in self.table.values()
            if each.due_at is not None and each.due_at <= now
        ]
        return min(due, key=lambda pair: pair[0], default=(now, None))[1]

    async def add(self, broadcast: Broadcast, /) -> None:
        self.table.insert(broadcast.id, broadcast)

    async def save(self, broadcast: Broadcast, /) -> Broadcast:
        return self.table.save(broadcast.id, broadcast)


class MemoryIncidents(Part[UUID, Incident]):
    async def all(self) -> Sequence[Incident]:
        return self.table.values()

    async def put(self, incident: Incident, /) -> Incident:
        if incident.version == 0:
            check_written(incident)
            if self.table.has(incident.id):
                raise StaleError(Thing.INCIDENT)
            self.table.put(incident.id, incident)
        return self.table.save(incident.id, incident)
