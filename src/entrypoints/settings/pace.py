"""Settings of times and limits."""

from datetime import timedelta
from typing import Final

from pydantic import Field
from pydantic_settings import BaseSettings

from avatar_core import Pace, Policy


#: The library's own times and limits are the defaults.
_POLICY: Final = Policy()


class Pacing(BaseSettings):
    """Times and limits."""

    enrichment_deadline_seconds: float = Field(
        default=30,
        gt=0,
        le=600,
        description="Seconds after which words are drawn as they are written.",
    )
    max_open_jobs: int = Field(
        default=_POLICY.max_open_jobs,
        ge=1,
        le=100,
        description="Unfinished orders one person may have.",
    )
    photo_retention_days: int = Field(
        default=_POLICY.photo_retention.days,
        ge=1,
        le=3650,
        description="Days after which the photos of an avatar are deleted if nothing "
        "happens to it: no photo comes or goes, no training begins or ends.",
    )
    training_poll_seconds: float = Field(
        default=20,
        gt=0,
        le=600,
        description="Seconds between looks at a running training.",
    )
    picture_poll_seconds: float = Field(
        default=5,
        gt=0,
        le=600,
        description="Seconds between looks at pictures being made.",
    )
    training_deadline_minutes: float = Field(
        default=180,
        gt=0,
        le=1440,
        description="Minutes after which a training is given up and paid back.",
    )
    training_start_minutes: float = Field(
        default=45,
        gt=0,
        le=1440,
        description="Minutes within which fal.ai has to begin a training; what still "
        "waits in its queue then is dropped, unbilled, and sent again.",
    )
    picture_deadline_minutes: float = Field(
        default=30,
        gt=0,
        le=1440,
        description="Minutes after which pictures are given up and paid back.",
    )
    lease_seconds: float = Field(
        default=_POLICY.lease.total_seconds(),
        ge=1,
        le=3600,
        description="Seconds for which work is left to a process that went silent. "
        "While work goes on this is renewed, so it may take longer.",
    )
    sweep_seconds: float = Field(
        default=60,
        gt=0,
        le=3600,
        description="Seconds between sweeps for what only the passing of time brings "
        "about, such as old photos. Work that is due is looked for every 2 s.",
    )
    broadcast_per_second: float = Field(
        default=25,
        gt=0,
        le=30,
        description="Messages of a broadcast sent in a second, at most; Telegram "
        "bears about 30 of all kinds.",
    )
    fal_concurrency: int = Field(
        default=_POLICY.concurrency,
        ge=1,
        le=1000,
        description="Requests that fal.ai works on at the same time for your account: "
        "2 for a new one, more when credits were bought. So many are sent, the others "
        "wait here, and people take turns.",
    )
    workers: int = Field(
        default=8, ge=1, le=100, description="Jobs worked on at the same time."
    )

    @property
    def policy(self) -> Policy:
        """The times and limits of the background work."""
        return Policy(
            training=Pace(
                poll=timedelta(seconds=self.training_poll_seconds),
                deadline=timedelta(minutes=self.training_deadline_minutes),
                place=_POLICY.training.place,
                start_within=timedelta(minutes=self.training_start_minutes),
            ),
            generation=Pace(
                poll=timedelta(seconds=self.picture_poll_seconds),
                deadline=timedelta(minutes=self.picture_deadline_minutes),
            ),
            enrichment=Pace(
                poll=timedelta(seconds=min(2.0, self.picture_poll_seconds)),
                deadline=timedelta(seconds=self.enrichment_deadline_seconds),
            ),
            upscale=Pace(
                poll=timedelta(seconds=self.picture_poll_seconds),
                deadline=timedelta(minutes=self.picture_deadline_minutes),
            ),
            concurrency=self.fal_concurrency,
            lease=timedelta(seconds=self.lease_seconds),
            max_open_jobs=self.max_open_jobs,
            photo_retention=timedelta(days=self.photo_retention_days),
        )
