"""A Telegram without a network that accepts only what the real one would."""

import json

from collections.abc import AsyncGenerator
from typing import Any, Final

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import User

from entrypoints.sandbox.telegram.html_entities import parse_html


TOKEN: Final = "42:fuzz"
_ME: Final = User(id=42, is_bot=True, first_name="Bot", username="fuzz_bot")
_TEXT: Final = 4096
_CAPTION: Final = 1024
_ANSWER: Final = 200
_DATA: Final = 64


class Offline(BaseSession):
    """Answers every call, and remembers the buttons of each chat."""

    def __init__(self) -> None:
        super().__init__()
        #: The data of the buttons that each chat was shown last.
        self.buttons: dict[int, list[str]] = {}
        self._sent = 0

    async def close(self) -> None:
        """Do nothing."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - the base class's
    ) -> TelegramType:
        """Refuse what Telegram would refuse, or else answer."""
        facts = method.model_dump(exclude_none=True, warnings=False)
        self._look_at(facts)
        name = type(method).__name__
        answer: Any = True
        if name == "GetMe":
            answer = _ME
        elif name == "GetFile":
            answer = {"file_id": "f", "file_unique_id": "f", "file_path": "p.jpg"}
        elif name == "SendMediaGroup":
            answer = [self._message(facts) for _ in facts["media"]]
        elif name == "CreateInvoiceLink":
            answer = "https://t.me/invoice"
        elif name.startswith(("Send", "Edit")):
            answer = self._message(facts)
        response = self.check_response(
            bot, method, 200, json.dumps({"ok": True, "result": _plain(answer)})
        )
        result: TelegramType = response.result  # type: ignore[assignment]  # it is ok
        return result

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        """Yield the bytes of a photo."""
        yield b"\xff\xd8\xff a photo"

    def _look_at(self, facts: dict[str, Any]) -> None:
        for name, limit in (("text", _TEXT), ("caption", _CAPTION)):
            text = facts.get(name)
            if text is None:
                continue
            text.encode()  # half of a surrogate pair cannot be sent
            if "callback_query_id" in facts:
                assert len(text) <= _ANSWER, "the answer to a tap is too long"
                continue
            plain = parse_html(text)
            assert plain.text.strip(), "a message says nothing"
            assert len(plain) <= limit, "a message is too long"
        keyboard = (facts.get("reply_markup") or {}).get("inline_keyboard")
        if keyboard is not None:
            data = [
                button["callback_data"]
                for row in keyboard
                for button in row
                if "callback_data" in button
            ]
            assert all(0 < len(each.encode()) <= _DATA for each in data)
            assert all(
                button["text"].encode().strip() for row in keyboard for button in row
            )
            self.buttons[facts["chat_id"]] = data

    def _message(self, facts: dict[str, Any]) -> dict[str, Any]:
        self._sent += 1
        return {
            "message_id": facts.get("message_id", self._sent),
            "date": 1,
            "chat": {"id": facts["chat_id"], "type": "private"},
            "text": "sent",
        }


def _plain(answer: Any) -> Any:
    return answer.model_dump(exclude_none=True) if isinstance(answer, User) else answer
