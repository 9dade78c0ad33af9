"""Erasing a person's data, in memory."""

from typing import Any, Final

import attrs

from ...jobs import Job
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
        for job in tables.jobs.values():
            if job.person == person:
                self._erase_job(job)
        for key, notice in tables.notices.items():
            if notice.person == person:
                tables.notices.remove(key)
        tables.disputes.change(
            lambda one: (
                attrs.evolve(one, words="", reply=None)
                if one.person == person
                else None
            )
        )
        tables.postings.change(
            lambda one: (
                attrs.evolve(one, note=None)
                if one.reason in _BY_HAND
                and person in {one.source.holder, one.dest.holder}
                else None
            )
        )
        tables.admin_log.change(
            lambda one: attrs.evolve(one, why="") if one.person == person else None
        )

    def _erase_job(self, job: Job) -> None:
        without: dict[str, Any] = dict.fromkeys(job.kind.words, "")
        order = attrs.evolve(job.order, **without)
        self._tables.jobs.put(job.id, attrs.evolve(job, order=order, detail=None))
        self._tables.scenes.remove(job.id)
        self._tables.audit.change(
            lambda one: attrs.evolve(one, why="") if one.id == job.id else None
        )
