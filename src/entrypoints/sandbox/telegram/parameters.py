"""Decode the parameters of a method call."""

import json

from importlib.resources import files
from typing import Any, Final

import attrs

from aiohttp import web

from .files import Upload
from .refusals import bad_request


#: The parameters that are not text.
_KINDS: Final = json.loads((files(__package__) / "parameters.json").read_text("utf-8"))
#: What Telegram obeys or refuses, and this emulator would ignore.
_NOT_EMULATED: Final = frozenset(
    {
        "caption_entities",
        "drop_pending_updates",
        "entities",
        "max_connections",
        "reply_parameters",
        "reply_to_message_id",
    }
)
_TRUE: Final = frozenset({"true", "1", "yes"})


@attrs.frozen
class Parameters:
    """The values by name, and the uploaded files by the name of their part."""

    values: dict[str, Any]
    uploads: dict[str, Upload] = attrs.field(factory=dict, repr=False)

    @classmethod
    async def of_request(cls, request: web.Request) -> "Parameters":
        """Read a form, as aiogram sends it.

        Raises:
            RefusalError: It has a parameter that would be ignored here.
        """
        values: dict[str, Any] = {}
        uploads: dict[str, Upload] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(
                    value.file,  # type: ignore[arg-type] # a reader, not a wrapper
                    value.filename,
                    value.content_type,
                )
            elif isinstance(value, str):
                values[name] = _value(name, value)
        if ignored := _NOT_EMULATED & values.keys():
            raise bad_request(f"not emulated: {', '.join(sorted(ignored))}")
        return cls(values, uploads)

    def text(self, name: str) -> str | None:
        """Return a string, or None if it is missing or empty."""
        value = self.values.get(name)
        return str(value) if value not in {None, ""} else None

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number."""
        value = self.values.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'parameter "{name}" must be a number') from None

    def flag(self, name: str) -> bool:
        """Return a boolean in any of its spellings."""
        return str(self.values.get(name, "")).lower() in _TRUE

    def structure(self, name: str, kind: type) -> Any:
        """Return a JSON object or array, or None if it is missing."""
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, kind):
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object")
        return value

    def attached(self, reference: str) -> Upload | None:
        """Return the part that an attach:// URL names."""
        if not reference.startswith("attach://"):
            return None
        part = self.uploads.get(reference.removeprefix("attach://"))
        if part is None:
            raise bad_request("there is no file to upload in the request")
        return part


def _value(name: str, value: str) -> Any:
    if name in _KINDS["structures"]:
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(
                f"can't parse {name.replace('_', ' ')} JSON object"
            ) from None
    if name in _KINDS["numbers"]:
        return int(value) if value.lstrip("-").isdecimal() else value
    return value
