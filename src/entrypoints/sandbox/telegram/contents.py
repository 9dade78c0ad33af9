"""Read what calls have in common: chats, texts, captions, files."""

import asyncio

from collections import deque
from typing import Any, Final

import attrs

from .files import (
    MAX_DOCUMENT_BYTES,
    FileKind,
    FileStore,
)
from .html_entities import FormattedText, parse_html
from .parameters import Parameters
from .records import Profile
from .refusals import RefusalError, bad_request
from .sending_faults import SendingFaults, SendingMethod
from .state import State


MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
MAX_UPLOADS: Final = 10_000


def chat(state: State, call: Parameters) -> Profile:
    """Return the person of the chat."""
    chat_id = call.values.get("chat_id")
    profile = state.people.get(chat_id) if type(chat_id) is int else None
    if profile is None:
        raise bad_request("chat not found")
    return profile


def recipient(state: State, call: Parameters) -> Profile:
    """Return the person of the chat, unless they blocked the bot."""
    profile = chat(state, call)
    if profile.blocked:
        raise RefusalError(403, "Forbidden: bot was blocked by the user")
    return profile


def text(call: Parameters) -> dict[str, Any]:
    """Return the text with its entities."""
    if not call.text("text"):
        raise bad_request("message text is empty")
    found = _formatted(call.values, "text")
    if not found.text:
        raise bad_request("text must be non-empty")
    if len(found) > MAX_TEXT:
        raise bad_request("message is too long")
    options = call.structure("link_preview_options", dict)
    preview = {"link_preview_options": options} if options else {}
    return found.as_content("text", "entities") | preview


def caption(values: dict[str, Any]) -> dict[str, Any]:
    """Return the caption with its entities."""
    found = _formatted(values, "caption")
    if len(found) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return found.as_content("caption", "caption_entities")


def media_kind(item: Any) -> FileKind:
    """Return the kind of an InputMedia."""
    try:
        return FileKind(item["type"])
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse InputMedia: type must be known") from None


@attrs.frozen(eq=False)
class Media:
    """Turns the files of calls into parts of messages, or refuses them."""

    files: FileStore
    faults: SendingFaults
    #: The digests of all that the bot uploaded, in order.
    uploads: deque[str] = attrs.field(
        init=False, factory=lambda: deque(maxlen=MAX_UPLOADS)
    )

    async def content(
        self, call: Parameters, kind: FileKind, reference: Any, method: SendingMethod
    ) -> dict[str, Any]:
        """Return a new upload or a known file; no URL is fetched."""
        if reference is None:
            upload = call.uploads.get(kind)
        else:
            upload = call.attached(str(reference))
        if upload is None and not reference:
            raise bad_request(f"there is no {kind} in the request")
        if upload is None and "://" in str(reference):
            raise bad_request("failed to get HTTP URL content")
        if upload is None:
            return self._known(kind, str(reference))
        digest = await asyncio.to_thread(upload.digest)
        self.uploads.append(digest)
        self.faults.check(method, digest)
        if kind is FileKind.DOCUMENT and upload.size > MAX_DOCUMENT_BYTES:
            raise RefusalError(413, "Request Entity Too Large")
        return await self.files.add(upload, kind)

    def _known(self, kind: FileKind, file_id: str) -> dict[str, Any]:
        file = self.files.find_own(file_id)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind is not kind:
            types = f"{file.kind.title()} as {kind.title()}"
            raise bad_request(f"can't use file of type {types}")
        return self.files.content(file)


def _formatted(values: dict[str, Any], name: str) -> FormattedText:
    text = str(values.get(name) or "").replace("\r", "").replace("\0", "")
    mode = str(values.get("parse_mode") or "").lower()
    if mode == "html":
        return parse_html(text).stripped().with_detected()
    if mode:
        raise bad_request("unsupported parse_mode")
    return FormattedText(text).stripped().with_detected()
