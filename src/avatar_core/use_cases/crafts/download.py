"""Bringing delivered files home."""

from collections.abc import AsyncIterator

from ...errors import BadArtefactError
from ...ports import MeasuredPicture, PictureInspector


async def measured(
    chunks: AsyncIterator[bytes], inspector: PictureInspector, *, limit: int
) -> MeasuredPicture:
    """Return a streamed picture, fully decoded once.

    Raises:
        BadArtefactError: It has more than *limit* bytes, or is no picture.
    """
    data = bytearray()
    async for chunk in chunks:
        data += chunk
        if len(data) > limit:
            raise BadArtefactError("the picture's file is too big")
    return await inspector.measure(bytes(data))
