"""Erasing what is known of a person, in memory."""

from typing import Any

import attrs

from ...audit import AuditEntry
from ...ids import PersonId
from ...jobs import Job
from ...ledger import Reason
from ...people import Person
from .jobs import MemoryJobs
from .ledger import MemoryLedger
from .owner import MemoryDeeds, MemoryDisputes
from .people import MemoryNotices, MemoryPeople
from .rows import Table, let_others_run


#: What owners gave their reasons for.
_BY_HAND = frozenset({Reason.GRANT, Reason.TAKE})


@attrs.frozen
class MemoryErasure:
    people: MemoryPeople
    jobs: MemoryJobs
    ledger: MemoryLedger
    notices: MemoryNotices
    disputes: MemoryDisputes
    audit: Table[int, AuditEntry]
    deeds: MemoryDeeds

    async def erase(self, forgotten: Person, /) -> None:
        await let_others_run()
        person = forgotten.id
        self.people.table.put(person, forgotten)
        for job in self.jobs.table.values():
            if job.person == person:
                self._erase_job(job)
        for key in self.notices.table.keys():  # noqa: SIM118 - no dict
            notice = self.notices.table.get(key)
            if notice is not None and notice.person == person:
                self.notices.table.remove(key)
        for dispute in self.disputes.table.values():
            if dispute.person == person:
                wordless = attrs.evolve(dispute, words="", reply=None)
                self.disputes.table.put(dispute.id, wordless)
        self._erase_reasons(person)

    def _erase_job(self, job: Job) -> None:
        without: dict[str, Any] = dict.fromkeys(job.kind.words, "")
        order = attrs.evolve(job.order, **without)
        wordless = attrs.evolve(job, order=order, detail=None)
        self.jobs.table.put(job.id, wordless)
        self.jobs.scenes.remove(job.id)
        for number in self.audit.keys():  # noqa: SIM118 - no dict
            entry = self.audit.get(number)
            if entry is not None and entry.id == job.id:
                self.audit.put(number, attrs.evolve(entry, why=""))

    def _erase_reasons(self, person: PersonId) -> None:
        for posting in self.ledger.table.values():
            theirs = person in {posting.source.holder, posting.dest.holder}
            if theirs and posting.reason in _BY_HAND:
                self.ledger.table.put(posting.key, attrs.evolve(posting, note=None))
        for number in self.deeds.table.keys():  # noqa: SIM118 - no dict
            deed = self.deeds.table.get(number)
            if deed is not None and deed.person == person:
                self.deeds.table.put(number, attrs.evolve(deed, why=""))
