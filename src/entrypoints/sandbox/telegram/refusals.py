"""Refusals of method calls, with Telegram's code and exact words, and faults of sending.

Source: telegram-bot-api/Client.cpp of github.com/tdlib/telegram-bot-api, and the errors
of Telegram's servers that it passes on. The limits are those of
core.telegram.org/bots/api.
"""

import hashlib

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any, Final

import attrs


TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"
#: Unlike every other refusal of an album, this one does not name a message.
GROUP_SEND_FAILED: Final = "group send failed"


class RefusalError(Exception):
    """Telegram refuses a call; the bot gets the `description`."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(words: str) -> RefusalError:
    """Return a 400 with a reason."""
    return RefusalError(400, f"Bad Request: {words}")


class SendingMethod(StrEnum):
    """The methods that send a picture."""

    SEND_PHOTO = "sendPhoto"
    SEND_DOCUMENT = "sendDocument"
    SEND_MEDIA_GROUP = "sendMediaGroup"
    EDIT_MESSAGE_MEDIA = "editMessageMedia"


#: All of them but the one for files.
AS_PHOTOS: Final = frozenset(SendingMethod) - {SendingMethod.SEND_DOCUMENT}


@attrs.define
class _Fault:
    words: str
    methods: frozenset[SendingMethod]
    #: How many more calls are refused; None: all.
    left: int | None
    #: The digest of the only picture that is refused; None: any call.
    picture: str | None


class SendingFaults:
    """Decides which calls that send pictures are refused."""

    def __init__(self) -> None:
        self._faults: list[_Fault] = []
        #: Is told of each refusal.
        self.told: Callable[[], None] = lambda: None

    def refuse(
        self,
        words: str,
        methods: Collection[SendingMethod],
        *,
        times: int | None = 1,
        picture: bytes | None = None,
    ) -> None:
        """Refuse the next *times* calls of these methods, or all if it is None.

        With *picture* only uploads of these bytes are refused.
        """
        digest = None if picture is None else hashlib.sha256(picture).hexdigest()
        self._faults.append(_Fault(words, frozenset(methods), times, digest))

    def armed(self) -> int:
        """Return how many faults are armed."""
        return len(self._faults)

    def check(self, method: SendingMethod, digest: str | None = None) -> None:
        """Raise the refusal of a call or, with its *digest*, of one picture."""
        for fault in self._faults:
            if method in fault.methods and fault.picture == digest:
                if fault.left is not None:
                    fault.left -= 1
                    if not fault.left:
                        self._faults.remove(fault)
                self.told()
                raise bad_request(fault.words)


def in_album(refusal: RefusalError, position: int) -> RefusalError:
    """Return the refusal of an album because of one message, counted from 1."""
    reason = refusal.description.removeprefix("Bad Request: ")
    if refusal.code != 400 or reason == GROUP_SEND_FAILED:
        return refusal
    return bad_request(
        f'failed to send message #{position} with the error message "{reason}"'
    )
