"""The jobs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from ..families import FamilyName
from ..ids import AvatarId, JobId, PersonId
from ..jobs import Job
from ..orders import Scene
from ..policy import Places


class JobsReader(Protocol):
    """Reads jobs."""

    async def get(self, job: JobId, /, *, person: PersonId | None = None) -> Job:
        """Return the job, which must be *person*'s if that is given."""

    async def by_token(self, token: str, /) -> Job:
        """Return the job whose webhook carries *token*, as `get` does."""

    async def last_training(self, avatar: AvatarId, /) -> Job | None:
        """Return the avatar's newest training."""

    async def newest(self, person: PersonId, /, *, limit: int) -> Sequence[Job]:
        """Return the person's newest jobs, newest first."""

    async def unanswered(self, *, limit: int, skip: int = 0) -> Sequence[Job]:
        """Return the jobs with a POST whose answer was lost, newest first."""

    async def group(self, lead: JobId, /) -> Sequence[Job]:
        """Return the jobs that were ordered together with *lead*, which comes first."""

    async def open_count(self, person: PersonId, /) -> int:
        """Return the number of the person's orders that have not ended.

        Jobs that were ordered together count as one; enrichments, which nobody
        orders, are not counted.
        """

    async def unfinished(self, person: PersonId, /) -> Sequence[Job]:
        """Return the person's jobs that have not ended, or whose end was not told.

        The oldest come first.
        """

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[JobId]:
        """Return the jobs that are due, those due longest first.

        Jobs that wait for their turn are left to `next_to_send`, and ends that wait for
        the return of a person who has left the chat are left out.
        """

    async def next_to_send(self, now: datetime, places: Places, /) -> Sequence[JobId]:
        """Return the due jobs for which there is a free place, in a fair order.

        People with the fewest requests at the provider come first, then those whose
        last turn was longest ago: nobody's first job waits for all that another person
        ordered. Trainings leave a place for other jobs.
        """

    async def durations(
        self, family: FamilyName, /, *, limit: int
    ) -> Sequence[timedelta]:
        """Return how long the newest successful trainings took, from submit to end."""

    async def webhooks_received(
        self, *, since: datetime, by: datetime, limit: int
    ) -> Sequence[bool]:
        """Return whether a webhook came for the newest successes, newest first.

        Jobs submitted before *since* are left out, and those that ended after *by*,
        whose webhook may still come.
        """

    async def scene(self, job: JobId, /) -> Scene | None:
        """Return the scene that a description or an enrichment wrote, if any."""


class Jobs(JobsReader, Protocol):
    """Reads and saves jobs."""

    async def add(self, job: Job, /) -> None:
        """Add a new job; `AlreadyExistsError` for a known token, too."""

    async def save(self, job: Job, /) -> Job:
        """Save a changed job and return it with its new version.

        The order (see `save_order`), the price, the lead and the person never change
        and are not saved.
        """

    async def renew(self, job: JobId, until: datetime, /) -> None:
        """Move the end of the lease on the job.

        The version of the row stays the same.
        """

    async def add_scene(self, job: JobId, scene: Scene, /) -> None:
        """Save the scene that a description or an enrichment wrote."""

    async def save_order(self, job: Job, /) -> None:
        """Save a generation's settled words: scene, wording, negative, prompt.

        The version of the row stays the same; `save` the job in the same transaction.
        """
