"""Read a call of the bot: parameters, chats, texts, captions, files, keyboards."""

import json

from importlib.resources import files
from typing import Any, Final

import attrs

from aiohttp import web

from .files import FileKind, Upload
from .html_entities import FormattedText, parse_html
from .refusals import RefusalError, bad_request
from .state import Profile, State


MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
MAX_CALLBACK_BYTES: Final = 64
MAX_BUTTONS: Final = 100
#: The parameters that are not text, those that Telegram obeys or refuses and this
#: emulator would ignore, and what a button can do.
_TABLE: Final = json.loads((files(__package__) / "calls.json").read_text("utf-8"))
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
                uploads[name] = Upload.of_form(value)
            elif isinstance(value, str):
                values[name] = _value(name, value)
        if ignored := values.keys() & _TABLE["not_emulated"]:
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
            raise _no_json(name)
        return value

    def attached(self, reference: str) -> Upload | None:
        """Return the part that an attach:// URL names."""
        if not reference.startswith("attach://"):
            return None
        part = self.uploads.get(reference.removeprefix("attach://"))
        if part is None:
            raise bad_request("there is no file to upload in the request")
        return part


def _no_json(name: str) -> RefusalError:
    return bad_request(f"can't parse {name.replace('_', ' ')} JSON object")


def _value(name: str, value: str) -> Any:
    if name in _TABLE["structures"]:
        try:
            return json.loads(value)
        except ValueError:
            raise _no_json(name) from None
    if name in _TABLE["numbers"]:
        return int(value) if value.lstrip("-").isdecimal() else value
    return value


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


def _formatted(values: dict[str, Any], name: str) -> FormattedText:
    text = str(values.get(name) or "").replace("\r", "").replace("\0", "")
    mode = str(values.get("parse_mode") or "").lower()
    if mode == "html":
        return parse_html(text).stripped().with_detected()
    if mode:
        raise bad_request("unsupported parse_mode")
    return FormattedText(text).stripped().with_detected()


def inline_keyboard(
    call: Parameters, *, invoice: bool = False
) -> dict[str, Any] | None:
    """Return the keyboard to keep; other kinds of reply markup are ignored."""
    rows = (call.structure("reply_markup", dict) or {}).get("inline_keyboard")
    if rows is None:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array of Arrays')
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    rows = [[_button(each) for each in row] for row in rows if row]
    pays = [each for row in rows for each in row if each.get("pay")]
    if pays and not (invoice and rows[0][0] is pays[0]):
        raise bad_request("BUTTON_TYPE_INVALID")
    return {"inline_keyboard": rows} if rows else None


def _button(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise bad_request("can't parse inline keyboard button: object expected")
    button = {key: value for key, value in raw.items() if value is not None}
    if not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: text is empty")
    if not button.keys() & _TABLE["button_actions"]:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed"
            " in the inline keyboard"
        )
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.get("style", "primary") not in _TABLE["button_styles"]:
        raise bad_request("can't parse inline keyboard button: style is unknown")
    url = button.get("url")
    if url is not None and not str(url).startswith(("http://", "https://", "tg://")):
        raise bad_request(
            f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
        )
    return button
