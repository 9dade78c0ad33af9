"""Inline queries: what a person types after the bot's name in any chat.

Source: core.telegram.org/bots/api#answerinlinequery.
"""

import asyncio
import re
import secrets

from typing import Any, Final

import attrs

from .calls import Parameters, caption, inline_keyboard
from .delivery import Delivery
from .files import FileKind
from .refusals import TOO_OLD, bad_request
from .state import Profile, State, UpdateKind


MAX_RESULTS: Final = 50
MAX_RESULT_ID_BYTES: Final = 64
MAX_QUERY: Final = 256
_START: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


@attrs.frozen
class InlineAnswer:
    """What a person can choose from, or a button that leads to the chat with the bot."""

    #: The messages that would be sent, by the ids of the results.
    results: dict[str, dict[str, Any]]
    button: dict[str, Any] | None = None


@attrs.frozen(eq=False)
class Inline:
    """Inline queries of people, and the method of the Bot API about them."""

    state: State
    delivery: Delivery
    #: Seconds for the bot's answer.
    deadline: float = 10.0
    _open: dict[str, asyncio.Future[InlineAnswer]] = attrs.field(
        init=False, factory=dict
    )

    async def ask(self, profile: Profile, words: str) -> InlineAnswer | None:
        """Ask the bot; return its answer, or None if there was none in time."""
        if len(words) > MAX_QUERY:
            raise ValueError(f"a query has up to {MAX_QUERY} characters")
        query_id = str(secrets.randbits(62))
        answer: asyncio.Future[InlineAnswer] = (
            asyncio.get_running_loop().create_future()
        )
        self._open[query_id] = answer
        body = {
            "id": query_id,
            "from": profile.as_user(),
            "query": words,
            "offset": "",
            "chat_type": "private",
        }
        self.delivery.add(UpdateKind.INLINE_QUERY, profile.id, body)
        try:
            return await asyncio.wait_for(answer, self.deadline)
        except TimeoutError:
            return None
        finally:
            del self._open[query_id]

    async def on_answer_inline_query(self, call: Parameters) -> Any:
        raw = call.structure("results", list)
        if raw is None:
            raise bad_request("can't parse inline query results JSON object")
        if len(raw) > MAX_RESULTS:
            raise bad_request("RESULTS_TOO_MUCH")
        results = [self._result(each) for each in raw]
        if len(dict(results)) < len(results):
            raise bad_request("RESULT_ID_DUPLICATE")
        button = call.structure("button", dict)
        if button is not None and not _START.fullmatch(
            str(button.get("start_parameter", ""))
        ):
            raise bad_request("START_PARAM_INVALID")
        waiting = self._open.get(call.text("inline_query_id") or "")
        if waiting is None or waiting.done():
            raise bad_request(TOO_OLD)
        waiting.set_result(InlineAnswer(dict(results), button))
        return True

    def _result(self, raw: Any) -> tuple[str, dict[str, Any]]:
        if not isinstance(raw, dict) or raw.get("type") != "photo":
            raise bad_request("not emulated: results that are no known photo")
        number = str(raw.get("id", ""))
        if not 1 <= len(number.encode()) <= MAX_RESULT_ID_BYTES:
            raise bad_request("RESULT_ID_INVALID")
        file = self.state.files.find_own(str(raw.get("photo_file_id", "")))
        if file is None or file.kind is not FileKind.PHOTO:
            raise bad_request("wrong file identifier/HTTP URL specified")
        keyboard = inline_keyboard(
            Parameters({"reply_markup": raw.get("reply_markup")})
        )
        content = self.state.files.content(file) | caption(raw)
        content |= {"via_bot": self.state.bot}
        return number, content | ({"reply_markup": keyboard} if keyboard else {})
