"""Settings for tests with fast emulators."""

from datetime import timedelta

import attrs

from avatar_core import Pace, Policy
from entrypoints.setting_types import Credits
from entrypoints.settings import Settings


def _starting_soon(pace: Pace) -> Pace:
    return attrs.evolve(pace, start_within=timedelta(seconds=20))


class HastySettings(Settings):
    """Settings with short waits, so that the product recovers soon from a failure.

    Photos are not looked at for faces, which takes 0.3 s each, and the end of a training
    shows no picture. The welcome credits pay
    for a training and ten pictures.
    """

    coach: bool = False
    preview_pictures: int = 0
    price_training: Credits = 150
    welcome_credits: Credits = 200
    sell_below_cost: bool = True
    tell_sales: bool = False
    digest_hour: int = 0

    @property
    def policy(self) -> Policy:
        """Times and limits, with short waits."""
        policy = super().policy
        return attrs.evolve(
            policy,
            training=_starting_soon(policy.training),
            generation=_starting_soon(policy.generation),
            description=_starting_soon(policy.description),
            upscale=_starting_soon(policy.upscale),
            longest_run=timedelta(seconds=2),
            first_wait=timedelta(seconds=0.1),
            webhook_within=timedelta(seconds=0.5),
            settle=timedelta(seconds=min(60.0, self.lease_seconds)),
            retry_after=timedelta(seconds=1),
        )
