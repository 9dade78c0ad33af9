"""fal.ai: its client, and its links to our files."""

from collections.abc import Callable
from datetime import timedelta

from adapters.blobs import Links, PresignedLinks, SignedLinks, UploadedLinks
from adapters.fal import FalAddresses, FalClient, FalFiles
from avatar_core.ports import Clock

from ..settings import Settings
from .secrets import Purpose, derived_secret


def open_fal(settings: Settings, doubt: Callable[[], timedelta]) -> FalClient:
    """Return the client of fal.ai."""
    url = settings.fal_url
    addresses = FalAddresses.below(url) if url else FalAddresses()
    return FalClient(settings.fal_key.get_secret_value(), addresses, doubt=doubt)


def make_links(settings: Settings, fal: FalClient, clock: Clock) -> Links:
    """Return the links to our files for fal.ai: S3's, our own, or uploaded copies."""
    if settings.storage_url.startswith("s3://"):
        return PresignedLinks()
    if settings.public_url is not None:
        return SignedLinks(
            settings.public_url,
            derived_secret(settings, Purpose.BLOB_LINKS).encode(),
            clock,
        )
    return UploadedLinks(FalFiles(fal).upload, clock=clock)
