"""Upload a file to S3 in a single request, without reading it into memory."""

import re

from typing import IO, Final

import httpx

from obstore.exceptions import (
    GenericError,
    NotFoundError,
    PermissionDeniedError,
    UnauthenticatedError,
)


#: Seconds to connect, and then between two pieces.
_SILENCE: Final = 60.0
_RETRIES: Final = 2
_CODE: Final = re.compile(r"<Code>(\w{1,60})</Code>")
#: As obstore's own requests raise them.
_ERRORS: Final = {
    401: UnauthenticatedError,
    403: PermissionDeniedError,
    404: NotFoundError,
}


def upload(url: str, file: IO[bytes], content_type: str) -> None:
    """PUT the rest of a file to a presigned URL; S3 takes up to 5 GB at once.

    Raises:
        obstore.exceptions.BaseError: The storage did not take it.
    """
    transport = httpx.HTTPTransport(retries=_RETRIES)
    with httpx.Client(timeout=_SILENCE, transport=transport) as client:
        try:
            answer = client.put(
                url, content=file, headers={"Content-Type": content_type}
            )
        except httpx.HTTPError as error:
            raise GenericError(f"{type(error).__name__} during an upload") from error
    if not answer.is_success:
        code = _CODE.search(answer.text[:2000])
        reason = code[1] if code else "no code"
        raise _ERRORS.get(answer.status_code, GenericError)(
            f"an upload was answered {answer.status_code}: {reason}"
        )
