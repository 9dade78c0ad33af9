"""The configuration of the use cases, from the settings."""

from adapters.fal import UnknownModelError, require_models
from avatar_core import Families
from avatar_core.use_cases import Config

from ..settings import Settings, StartError


def config_of(settings: Settings) -> Config:
    """Return the configuration of the use cases.

    Raises:
        StartError: A model is set that cannot be called.
    """
    families = Families(offered=settings.families)
    try:
        require_models(families, settings.models)
    except UnknownModelError as error:
        raise StartError(f"A model is set that cannot be called: {error}") from None
    return Config(
        families=families,
        models=settings.models,
        prices=settings.prices,
        policy=settings.policy,
        packages=settings.packages,
        rates=settings.rates,
        admins=settings.admins,
    )
