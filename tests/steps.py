"""Take the steps of a job that are due."""

from collections.abc import Awaitable

import attrs

from avatar_core import Job, JobId
from avatar_core.use_cases import AdvanceJobs


@attrs.frozen
class Steps:
    """`AdvanceJobs` with one result: the job after the last step, or None."""

    advance: AdvanceJobs

    async def __call__(self, job: JobId) -> Job | None:
        """Take the steps of the job that are due."""
        done = [step async for step in self.advance(job)]
        return done[-1] if done else None

    def webhook_received(self, token: str, request_id: str) -> Awaitable[bool]:
        """Receive a webhook."""
        return self.advance.webhook_received(token, request_id)
