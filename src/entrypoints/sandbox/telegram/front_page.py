"""The bot's front page: commands and description, by scope and language."""

import json
import re

from typing import Any, Final

import attrs

from .calls import Parameters
from .refusals import bad_request
from .state import Profile, State


MAX_COMMANDS: Final = 100


@attrs.frozen(eq=False)
class FrontPage:
    """The methods that change the front page, and a person's view of it."""

    state: State

    def commands_for(self, profile: Profile) -> list[dict[str, str]]:
        """Return the commands that a person is offered, from the narrowest scope."""
        every: dict[str, list[dict[str, str]]] = self.state.settings.get("commands", {})
        scopes = (("chat", profile.id), ("all_private_chats", None), ("default", None))
        for scope, chat_id in scopes:
            for language in (profile.language_code, ""):
                if found := every.get(_key(scope, chat_id, language)):
                    return found
        return []

    def description_for(self, profile: Profile) -> str:
        """Return the description in a person's language."""
        every: dict[str, str] = self.state.settings.get("descriptions", {})
        return every.get(profile.language_code) or every.get("", "")

    async def on_set_my_commands(self, call: Parameters) -> Any:
        commands = call.structure("commands", list) or []
        if len(commands) > MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        chat_id = (call.structure("scope", dict) or {}).get("chat_id")
        if chat_id is not None and chat_id not in self.state.people:
            raise bad_request("chat not found")
        checked = [_checked_command(each) for each in commands]
        return self._put("commands", _key_of(call), checked)

    async def on_get_my_commands(self, call: Parameters) -> Any:
        return self.state.settings.get("commands", {}).get(_key_of(call), [])

    async def on_set_my_description(self, call: Parameters) -> Any:
        language = call.text("language_code") or ""
        return self._put("descriptions", language, call.text("description") or "")

    def _put(self, setting: str, key: str, value: Any) -> bool:
        every = self.state.settings.get(setting, {})
        self.state.settings[setting] = every | {key: value}
        self.state.publish(None, {"type": "bot"})
        return True


def _key_of(call: Parameters) -> str:
    scope = call.structure("scope", dict) or {"type": "default"}
    language = call.text("language_code") or ""
    return _key(scope["type"], scope.get("chat_id"), language)


def _key(scope: str, chat_id: int | None, language: str) -> str:
    return json.dumps([scope, chat_id, language])


def _checked_command(raw: Any) -> dict[str, str]:
    command = str(raw.get("command", "")).removeprefix("/")
    description = str(raw.get("description", ""))
    if not re.fullmatch("[a-z0-9_]{1,32}", command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}
