"""Which message shows the progress of which job."""

import hashlib

from typing import Protocol

import attrs

from avatar_core.ids import JobId

from .view import View


@attrs.frozen
class ProgressCard:
    """The one message that shows how far a job is."""

    chat_id: int
    message_id: int
    #: Of what it shows now (see `digest_of`): the same again is not sent.
    digest: str


class ShownProgressCard(Protocol):
    """A card as whoever keeps the cards gives it back."""

    @property
    def chat_id(self) -> int: ...
    @property
    def message_id(self) -> int: ...
    @property
    def digest(self) -> str: ...


class ProgressCards(Protocol):
    """The progress cards, by job; losing one loses only an edit."""

    async def get(self, job: JobId, /) -> ShownProgressCard | None:
        """Return the job's card, if it has one."""

    async def put(self, job: JobId, card: ShownProgressCard, /) -> None:
        """Keep the job's card, in place of the one before."""

    async def drop(self, job: JobId, /) -> None:
        """Forget the job's card; forgetting an unknown one does nothing."""


def digest_of(view: View) -> str:
    """Return what tells one view's words and buttons from another's."""
    shown = [view.text]
    shown += [
        f"{button.text}\0{button.data.pack()}" for row in view.buttons for button in row
    ]
    return hashlib.sha256("\1".join(shown).encode()).hexdigest()
