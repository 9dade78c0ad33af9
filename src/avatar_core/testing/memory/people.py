"""People, promo codes and notices, in memory."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from ...errors import AlreadyExistsError, Thing
from ...ids import PersonId
from ...notices import Notice
from ...people import Person
from ...promos import Promo
from .rows import Part, Tables, let_others_run


class MemoryPeople(Part[PersonId, Person]):
    async def get(self, person: PersonId, /) -> Person:
        return self.table.found(person)

    async def named(self, username: str, /) -> Sequence[Person]:
        found = [each for each in self.table.values() if each.username == username]
        return sorted(found, key=lambda each: each.created_at, reverse=True)

    async def brought_by(self, person: PersonId, /) -> int:
        return sum(each.referrer == person for each in self.table.values())

    async def audience(self, *, after: PersonId, limit: int) -> Sequence[Person]:
        return [each for each in self._audience() if each.id > after][:limit]

    async def audience_count(self) -> int:
        return len(self._audience())

    def _audience(self) -> list[Person]:
        return sorted(
            (
                each
                for each in self.table.values()
                if each.blocked_at is None and each.left_at is None and not each.quiet
            ),
            key=lambda each: each.id,
        )

    async def add(self, person: Person, /) -> None:
        self.table.insert(person.id, person)

    async def save(self, person: Person, /) -> None:
        self.table.save(person.id, person)


class MemoryPromos(Part[str, Promo]):
    def __init__(self, tables: Tables, in_use: set[str]) -> None:
        super().__init__(tables, tables.promos)
        #: Codes whose last use another transaction may be taking.
        self._in_use = in_use
        self._taken: set[str] = set()

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
        while code in self._in_use - self._taken:
            await let_others_run()
        self._in_use.add(code)
        self._taken.add(code)
        if self.tables.redeemed.has((code, person)):
            raise AlreadyExistsError(Thing.PROMO)
        promo = self.table.get(code)
        if promo is None or self._used(code) >= promo.uses:
            return False
        self.tables.redeemed.put((code, person), at)
        return True

    async def stop(self, code: str, /, *, at: datetime) -> None:
        self.table.change(lambda promo: promo.code == code, stopped_at=at)

    def release(self) -> None:
        self._in_use -= self._taken


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
