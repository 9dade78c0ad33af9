"""What happens in the sandbox, one short line each, for its terminal."""

import re
import sys
import time

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias


#: Is told who does what.
Watch: TypeAlias = Callable[[str, str], None]

_WIDTH: Final = 72
_NAME: Final = 8
_BOT, _FAL = "bot", "fal.ai"
#: Colours of a terminal, by who does it; people have the last one.
_COLOURS: Final = {_BOT: 32, _FAL: 35}
_PEOPLE: Final = 36
#: Strangers' texts may contain control sequences, and have several lines.
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def nobody(_: str, __: str) -> None:
    """Watch nothing."""


def to_terminal(who: str, what: str) -> None:
    """Print a line, in colour if a person looks."""
    name, line = _clean(who)[:_NAME].ljust(_NAME), _clean(what)
    line = line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
    at = time.strftime("%H:%M:%S")
    if sys.stdout.isatty():
        name = f"\033[{_COLOURS.get(who, _PEOPLE)}m{name}\033[0m"
        at = f"\033[2m{at}\033[0m"
    sys.stdout.write(f"{at}  {name}  {line}\n")
    sys.stdout.flush()


def update(watch: Watch, kind: str, body: Mapping[str, Any]) -> None:
    """Tell of an update that a person causes."""
    who = str(body.get("from", {}).get("first_name", "somebody"))
    if kind == "callback_query":
        watch(who, f"taps “{_label(body)}”")
    elif kind == "pre_checkout_query":
        watch(who, f"is about to pay {body['total_amount']} Stars")
    elif paid := body.get("successful_payment"):
        watch(who, f"has paid {paid['total_amount']} Stars")
    elif returned := body.get("refunded_payment"):
        watch(who, f"has {returned['total_amount']} Stars back")
    elif text := body.get("text"):
        watch(who, f"writes “{text}”")
    elif found := {"photo", "document"} & body.keys():
        watch(who, f"sends a {' and a '.join(found)}")
    else:
        watch(who, kind.replace("_", " "))


def call(watch: Watch, method: str, params: Mapping[str, Any]) -> None:
    """Tell of a call by which the bot says or shows something new."""
    if method.startswith("send") and method != "sendChatAction":
        words = params.get("text") or params.get("caption") or params.get("title")
        watch(_BOT, f"{method}: {str(words or '').strip()}".removesuffix(": "))
    elif method in {"refundStarPayment", "setWebhook", "deleteWebhook"}:
        watch(_BOT, method)


def request(watch: Watch, endpoint: str, what: str) -> None:
    """Tell of a request at fal.ai."""
    watch(_FAL, f"{endpoint} {what}")


def _label(query: Mapping[str, Any]) -> str:
    keyboard = query.get("message", {}).get("reply_markup", {})
    for row in keyboard.get("inline_keyboard", ()):
        for button in row:
            if button.get("callback_data") == query.get("data"):
                return str(button["text"])
    return str(query.get("data", ""))


def _clean(text: str) -> str:
    return _UNSAFE.sub(" ", re.sub(r"<[^>]*>", "", text)).strip()
