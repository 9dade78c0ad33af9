"""The jobs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from ..families import FamilyName
from ..ids import AvatarId, JobId, PersonId
from ..jobs import Job, Places
from ..orders import Scene


class JobsReader(Protocol):
    """The jobs, to read."""

    async def get(self, job: JobId, /, *, person: PersonId | None = None) -> Job:
        """Return the job, of *person* if one is named.

        Raises:
            NotFoundError: There is none, or it is not that person's.
        """

    async def by_token(self, token: str, /) -> Job:
        """Return the job whose webhook carries *token*.

        Raises:
            NotFoundError: No job has it.
        """

    async def last_training(self, avatar: AvatarId, /) -> Job | None:
        """Return the avatar's newest training."""

    async def newest(self, person: PersonId, /, *, limit: int) -> Sequence[Job]:
        """Return the person's newest jobs, newest first."""

    async def unanswered(self, *, limit: int, skip: int = 0) -> Sequence[Job]:
        """Return the jobs with a POST whose answer nobody heard, newest first."""

    async def group(self, lead: JobId, /) -> Sequence[Job]:
        """Return the jobs that were ordered together under *lead*, which is first."""

    async def open_count(self, person: PersonId, /) -> int:
        """Return how many of the person's orders have an end still to come.

        Jobs that were ordered together count as one; enrichments, which nobody
        orders, are not counted.
        """

    async def unfinished(self, person: PersonId, /) -> Sequence[Job]:
        """Return the person's jobs whose end, or the word of it, is still to come.

        The oldest come first.
        """

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[JobId]:
        """Return the jobs that are due, the longest due first.

        Not those that wait for their turn, which `next_to_send` returns, and no end
        that waits for the return of a person who has left the chat.
        """

    async def next_to_send(self, now: datetime, places: Places, /) -> Sequence[JobId]:
        """Return the due jobs for which there is a free place, in a fair order.

        First comes whoever has least with the provider, then whoever had their
        last turn the longest ago: so each person's first is one of the next, however
        many another has ordered. Trainings leave a place for the others.
        """

    async def durations(
        self, family: FamilyName, /, *, limit: int
    ) -> Sequence[timedelta]:
        """Return how long the newest succeeded trainings took, submit to end."""

    async def webhooks_received(
        self, *, since: datetime, by: datetime, limit: int
    ) -> Sequence[bool]:
        """Return whether a webhook came for the newest successes, newest first.

        Left out is what was submitted before *since*, and what ended after *by* and
        may still be heard of.
        """

    async def scene(self, job: JobId, /) -> Scene | None:
        """Return what a description or an enrichment found, if it has."""


class Jobs(JobsReader, Protocol):
    """The jobs."""

    async def add(self, job: Job, /) -> None:
        """Keep a new job.

        Raises:
            AlreadyExistsError: The id or the token is taken.
        """

    async def save(self, job: Job, /) -> Job:
        """Keep a changed job and return it with its new version.

        The order (see `save_order`), the price, the lead and the owner never change
        and are not saved.

        Raises:
            StaleError: It was saved since this version was loaded.
        """

    async def renew(self, job: JobId, until: datetime, /) -> None:
        """Move the end of the lease of whoever works on the job.

        The version of the row stays: nothing has happened to the job.
        """

    async def add_scene(self, job: JobId, scene: Scene, /) -> None:
        """Keep what a description or an enrichment found."""

    async def save_order(self, job: Job, /) -> None:
        """Keep a generation's settled words: scene, wording, negative, prompt.

        The version of the row stays; `save` the job in the same transaction.
        """
