"""Erasing a person's data, in memory."""

from typing import Any, Final

import attrs

from ...ledger import Reason
from ...people import Person
from .rows import Part, Tables


#: Postings with an admin's reason.
_BY_HAND: Final = frozenset({Reason.GRANT, Reason.TAKE})


class MemoryErasure(Part):
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def erase(self, forgotten: Person, /) -> None:
        tables, person = self._tables, forgotten.id
        tables.people.put(person, forgotten)
        jobs = {job.id: job for job in tables.jobs.values() if job.person == person}
        for job in jobs.values():
            wordless: dict[str, Any] = dict.fromkeys(job.kind.words, "")
            order = attrs.evolve(job.order, **wordless)
            tables.jobs.put(job.id, attrs.evolve(job, order=order, detail=None))
            tables.scenes.remove(job.id)
        for key, notice in tables.notices.items():
            if notice.person == person:
                tables.notices.remove(key)
        tables.audit.change(lambda one: one.id in jobs, why="")
        tables.disputes.change(lambda one: one.person == person, words="", reply=None)
        tables.admin_log.change(lambda one: one.person == person, why="")
        tables.postings.change(
            lambda one: (
                one.reason in _BY_HAND
                and person in {one.source.holder, one.dest.holder}
            ),
            note=None,
        )
