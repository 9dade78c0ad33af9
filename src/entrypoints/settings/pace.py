"""Settings of times and limits."""

from datetime import timedelta
from typing import Annotated, Final, TypeAlias

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from avatar_core import Pace, Policy


#: The library's own times and limits are the defaults.
_POLICY: Final = Policy()

#: Seconds.
UpToTenMinutes: TypeAlias = Annotated[float, Field(gt=0, le=600)]
#: Minutes.
UpToOneDay: TypeAlias = Annotated[float, Field(gt=0, le=1440)]
UpToAHundred: TypeAlias = Annotated[int, Field(ge=1, le=100)]


class Pacing(BaseSettings):
    """Times and limits."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    enrichment_deadline_seconds: UpToTenMinutes = 30
    """Seconds after which words are drawn as they are written."""
    max_open_jobs: UpToAHundred = _POLICY.max_open_jobs
    """Unfinished orders one person may have."""
    photo_retention_days: Annotated[int, Field(ge=1, le=3650)] = (
        _POLICY.photo_retention.days
    )
    """Days after which the photos of an avatar are deleted if nothing happens to it: no
    photo comes or goes, no training begins or ends.
    """
    training_poll_seconds: UpToTenMinutes = 20
    """Seconds between looks at a running training."""
    picture_poll_seconds: UpToTenMinutes = 5
    """Seconds between looks at pictures being made."""
    training_deadline_minutes: UpToOneDay = 180
    """Minutes after which a training is given up and paid back."""
    training_start_minutes: UpToOneDay = 45
    """Minutes within which fal.ai has to begin a training; what still waits in its
    queue then is dropped, unbilled, and sent again.
    """
    picture_deadline_minutes: UpToOneDay = 30
    """Minutes after which pictures are given up and paid back."""
    lease_seconds: Annotated[float, Field(ge=1, le=3600)] = (
        _POLICY.lease.total_seconds()
    )
    """Seconds for which work is left to a process that went silent. While work goes on
    this is renewed, so it may take longer.
    """
    sweep_seconds: Annotated[float, Field(gt=0, le=3600)] = 60
    """Seconds between sweeps for what only the passing of time brings about, such as
    old photos. Work that is due is looked for every 2 s.
    """
    broadcast_per_second: Annotated[float, Field(gt=0, le=30)] = 25
    """Messages of a broadcast sent in a second, at most; Telegram bears about 30 of all
    kinds.
    """
    fal_concurrency: Annotated[int, Field(ge=1, le=1000)] = _POLICY.concurrency
    """Requests that fal.ai works on at the same time for your account: 2 for a new one,
    more when credits were bought. So many are sent, the others wait here, and people
    take turns.
    """
    workers: UpToAHundred = 8
    """Jobs worked on at the same time."""

    @property
    def policy(self) -> Policy:
        """The times and limits of the background work."""
        pictures = Pace(
            poll=timedelta(seconds=self.picture_poll_seconds),
            deadline=timedelta(minutes=self.picture_deadline_minutes),
        )
        return Policy(
            training=Pace(
                poll=timedelta(seconds=self.training_poll_seconds),
                deadline=timedelta(minutes=self.training_deadline_minutes),
                place=_POLICY.training.place,
                start_within=timedelta(minutes=self.training_start_minutes),
            ),
            generation=pictures,
            enrichment=Pace(
                poll=timedelta(seconds=min(2.0, self.picture_poll_seconds)),
                deadline=timedelta(seconds=self.enrichment_deadline_seconds),
            ),
            upscale=pictures,
            concurrency=self.fal_concurrency,
            lease=timedelta(seconds=self.lease_seconds),
            max_open_jobs=self.max_open_jobs,
            photo_retention=timedelta(days=self.photo_retention_days),
        )
