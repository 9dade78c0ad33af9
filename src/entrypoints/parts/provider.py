"""fal.ai: its client, how it gets at our files, and the provider."""

from collections.abc import Callable
from datetime import timedelta

from adapters.blobs import Links, PresignedLinks, SignedLinks, UploadedLinks
from adapters.fal import FalClient, FalFiles, FalProvider
from avatar_core.ports import Clock

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


def provider_of(settings: Settings, fal: FalClient) -> FalProvider:
    """Return fal.ai as the paid provider; it calls webhooks if we have a public URL."""
    if settings.public is None:
        return FalProvider(fal, None)
    return FalProvider(fal, lambda token: f"{settings.public}/fal/{token}")
