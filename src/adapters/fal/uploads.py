"""Files left with fal, for installations that fal cannot reach."""

import attrs

from avatar_core.blob_keys import content_type

from .client import FalClient


@attrs.frozen
class FalUploads:
    """Gives fal a URL for bytes that lie in no place it can GET from.

    With a public address or an S3-compatible storage a link of our own is
    better: nothing is uploaded per call, and the photos stay with us until fal
    fetches them.
    """

    client: FalClient

    async def __call__(self, data: bytes, *, name: str) -> str:
        """Leave *data* with fal for a day; return a URL whose path ends in *name*.

        Anyone who has that URL can read it. Above 100 MB it goes up in parts.

        Raises:
            ProviderRefusedError: Our key, or our account, is not welcome.
            ProviderUnavailableError: It could not be left there.
        """
        return await self.client.upload(
            data, name=name, content_type=content_type(name)
        )
