"""fal.ai: its client, how it gets at our files, and the jobs it works for."""

from collections.abc import Callable
from datetime import timedelta

from adapters.blobs import (
    Links,
    ObstoreBlobs,
    PresignedLinks,
    SignedLinks,
    UploadedLinks,
)
from adapters.fal import (
    FalClient,
    FalFiles,
    FalProvider,
    UnknownModelError,
    require_models,
)
from adapters.pictures import PillowPictures
from adapters.sql import SqlStore
from avatar_core import Families
from avatar_core.ports import Clock, Notifier
from avatar_core.use_cases import AdvanceJobs
from avatar_core.use_cases.results import Results

from ..errors import StartError
from ..heartbeat import heartbeat
from ..settings import Settings
from .secrets import Purpose, derived_secret


def open_fal(settings: Settings, doubt: Callable[[], timedelta]) -> FalClient:
    """Return the client of fal.ai."""

    def plain(url: object) -> str:
        return str(url).rstrip("/")

    return FalClient(
        settings.fal_key.get_secret_value(),
        queue_url=plain(settings.fal_queue_url),
        rest_url=plain(settings.fal_rest_url),
        cdn_url=plain(settings.fal_cdn_url),
        api_url=plain(settings.fal_api_url),
        doubt=doubt,
    )


def make_links(settings: Settings, fal: FalClient, clock: Clock) -> Links:
    """Return how fal.ai gets at our files: S3's links, ours, or copies of its own."""
    if settings.storage_url.startswith("s3://"):
        return PresignedLinks()
    if settings.public is not None:
        return SignedLinks(
            settings.public,
            derived_secret(settings, Purpose.BLOB_LINKS).encode(),
            clock,
        )
    return UploadedLinks(FalFiles(fal).upload, clock=clock)


def families_on_offer(settings: Settings) -> Families:
    """Return the families, each of whose models can be called.

    Raises:
        StartError: A model is set that cannot be.
    """
    families = Families(offered=settings.families)
    try:
        require_models(families, settings.models)
    except UnknownModelError as error:
        raise StartError(f"A model is set that cannot be called: {error}") from None
    return families


def advance_jobs(
    settings: Settings,
    store: SqlStore,
    blobs: ObstoreBlobs,
    fal: FalClient,
    pictures: PillowPictures,
    notifier: Notifier,
    clock: Clock,
) -> AdvanceJobs:
    """Return the use case that brings every job to its end."""
    provider = FalProvider(fal, _fal_webhook(settings))
    policy = settings.policy
    return AdvanceJobs(
        store=store,
        provider=provider,
        results=Results(
            store=store,
            blobs=blobs,
            provider=provider,
            inspector=pictures,
            clock=clock,
            policy=policy,
            language_models=settings.models.language_models,
        ),
        notifier=notifier,
        clock=clock,
        policy=policy,
        heartbeat=heartbeat,
    )


def _fal_webhook(settings: Settings) -> Callable[[str], str] | None:
    if settings.public is None:
        return None
    return lambda token: f"{settings.public}/fal/{token}"
