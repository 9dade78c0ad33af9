"""When the owners hear of a job."""

from uuid import UUID

import attrs
import pytest

from avatar_core import AvatarId, Job, JobId, JobStatus, PersonId, TrainingOrder
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.jobs import Failure
from avatar_core.testing.time import EPOCH
from entrypoints.worker import needs_a_human


JOB = Job(
    id=JobId(UUID(int=1)),
    person=PersonId(1),
    avatar=AvatarId(UUID(int=2)),
    order=TrainingOrder(
        family=FLUX_PORTRAIT.name, model=FLUX_PORTRAIT.trainer, steps=1, trigger="x"
    ),
    price=1,
    token="token",
    created_at=EPOCH,
    due_at=EPOCH,
    deadline_at=EPOCH,
)


@pytest.mark.parametrize(
    ("troubles", "expected"), [(0, False), (2, False), (3, True), (4, False)]
)
def test_open(troubles: int, *, expected: bool) -> None:
    """An open job is told of once, at its third trouble in a row."""
    job = attrs.evolve(JOB, troubles=troubles)

    assert expected is needs_a_human(job)


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure.INPUT, False),
        (Failure.PROVIDER, True),
        (Failure.BAD_RESULT, True),
        (Failure.RESULT_LOST, True),
        (Failure.SET_ASIDE, True),
    ],
)
def test_ended(failure: Failure, *, expected: bool) -> None:
    """An ended job is told of once, when its person was, unless it was their photos."""
    ended = attrs.evolve(JOB, status=JobStatus.FAILED, failure=failure, due_at=EPOCH)

    assert needs_a_human(ended) is False
    assert expected is needs_a_human(ended.told(at=EPOCH))
