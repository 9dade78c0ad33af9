"""Check inline keyboards as Telegram does."""

from typing import Any, Final

from .refusals import bad_request


MAX_CALLBACK_BYTES: Final = 64
MAX_BUTTONS: Final = 100
_ACTIONS: Final = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "pay",
        "disabled",
    }
)


def inline_keyboard(markup: Any, *, invoice: bool = False) -> dict[str, Any] | None:
    """Return the keyboard to keep; other kinds of reply markup are ignored."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard")
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
    if not _ACTIONS & button.keys():
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed"
            " in the inline keyboard"
        )
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not str(url).startswith(("http://", "https://", "tg://")):
        raise bad_request(
            f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
        )
    return button
