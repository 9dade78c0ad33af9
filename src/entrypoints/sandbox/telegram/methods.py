"""The methods of the Bot API, by name."""

from typing import Any

import attrs

from .contents import Contents
from .delivery import Delivery
from .files import MAX_DOWNLOAD_BYTES, FileStore
from .front_page import FrontPage
from .messages import Messages
from .parameters import Method, Parameters
from .payments import Payments
from .refusals import bad_request
from .sending_faults import SendingFaults
from .stars import Stars
from .state import State


@attrs.frozen
class Outcome:
    """A result with a description, as setWebhook has it."""

    result: Any
    description: str


class Methods:
    """Every method that the emulator knows, by its lower-case name."""

    def __init__(
        self,
        state: State,
        files: FileStore,
        delivery: Delivery,
        payments: Payments,
        front_page: FrontPage,
        *,
        local: bool,
    ) -> None:
        """Work on the given parts; a *local* server names files by absolute paths."""
        self.sending = SendingFaults()
        self.contents = Contents(state, files, self.sending)
        self._local = local
        self._state = state
        self._files = files
        self._delivery = delivery
        methods: dict[str, Method] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "getFile": self._get_file,
            **Messages(state, self.contents, self.sending).methods(),
            **Stars(state, self.contents, payments).methods(),
            **front_page.methods(),
        }
        #: The official name and the method.
        self.table = {name.lower(): (name, call) for name, call in methods.items()}

    async def _get_me(self, _: Parameters) -> Any:
        return self._state.bot | {
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    async def _get_updates(self, call: Parameters) -> Any:
        return await self._delivery.get_updates(
            offset=call.number("offset"),
            limit=min(max(call.number("limit", 100), 1), 100),
            seconds=max(call.number("timeout"), 0),
            allowed=call.structure("allowed_updates", list),
        )

    async def _set_webhook(self, call: Parameters) -> Any:
        words = await self._delivery.set_webhook(
            call.text("url") or "",
            secret=call.text("secret_token"),
            connections=call.number("max_connections"),
            allowed=call.structure("allowed_updates", list),
            drop_pending=call.flag("drop_pending_updates"),
        )
        return Outcome(result=True, description=words)

    async def _delete_webhook(self, call: Parameters) -> Any:
        words = await self._delivery.delete_webhook(
            drop_pending=call.flag("drop_pending_updates")
        )
        return Outcome(result=True, description=words)

    async def _get_webhook_info(self, _: Parameters) -> Any:
        return self._delivery.webhook_info()

    async def _get_file(self, call: Parameters) -> Any:
        file = self._files.find_own(call.text("file_id") or "")
        if file is None:
            raise bad_request("invalid file_id")
        if self._files.refused(file):
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if self._local:
            return file.as_file() | {"file_path": str(self._files.location(file))}
        if file.size > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return file.as_file()
