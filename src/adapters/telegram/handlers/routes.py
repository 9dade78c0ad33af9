"""Tables of handlers: which one answers a tap, a command or a message."""

import functools

from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum
from typing import Any, Final, Self, TypeAlias, TypeVar
from uuid import UUID

import attrs

from aiogram.filters.callback_data import CallbackData

from avatar_core.errors import InvalidTextError, PhotoFault, RefusedError

from ..admin_callbacks import AdminMenu, Desk
from ..callbacks import Menu, Section
from ..files import SentFile
from ..picture_callbacks import GalleryMenu, GalleryMove
from ..steps import Step
from ..view import View
from .visit import Visit


T = TypeVar("T")
K = TypeVar("K")
ButtonT = TypeVar("ButtonT", bound=CallbackData)

#: A kind of button, and a member of its first field if handlers differ by that.
Key: TypeAlias = tuple[type[CallbackData], StrEnum | None]
#: Returns the view to show, if any.
Handler: TypeAlias = Callable[[Visit, T], Awaitable[View | None]]
Page: TypeAlias = Callable[[Visit], Awaitable[View]]
#: Asks the question of a step; the error is that of the last answer.
Ask: TypeAlias = Callable[[Visit, InvalidTextError | None], Awaitable[View]]

# A decorator returns what it is given, with its own type.
PageT = TypeVar("PageT", bound=Page)
TextT = TypeVar("TextT", bound=Handler[str])
FileT = TypeVar("FileT", bound=Handler[SentFile])
FaultT = TypeVar("FaultT", bound=Handler[PhotoFault])
AskT = TypeVar("AskT", bound=Ask)

_MENUS: Final[dict[type[StrEnum], type[CallbackData]]] = {
    Section: Menu,
    GalleryMove: GalleryMenu,
    Desk: AdminMenu,
}


@attrs.frozen
class Routes:
    """The handlers of a subject, registered by decorators; step None: no dialog."""

    taps: dict[Key, Handler[Any]] = attrs.field(factory=dict)
    commands: dict[str, Handler[str]] = attrs.field(factory=dict)
    texts: dict[Step | None, Handler[str]] = attrs.field(factory=dict)
    edits: dict[Step | None, Handler[str]] = attrs.field(factory=dict)
    files: dict[Step | None, Handler[SentFile]] = attrs.field(factory=dict)
    no_photos: dict[Step | None, Handler[PhotoFault]] = attrs.field(factory=dict)
    questions: dict[Step | None, Ask] = attrs.field(factory=dict)
    #: The keys of the texts that say which answer a question expects.
    wanted: dict[Step | None, str] = attrs.field(factory=dict)

    def tap(
        self, button: type[ButtonT], *members: StrEnum
    ) -> Callable[[Handler[ButtonT]], Handler[ButtonT]]:
        """Register the handler of a kind of button, or of *members* of its enum."""
        keys: list[Key] = [(button, member) for member in members or (None,)]
        return _into(self.taps, keys)

    def opens(self, member: StrEnum, *commands: str) -> Callable[[PageT], PageT]:
        """Register a page that a menu button and commands open, leaving any dialog."""

        def register(page: PageT) -> PageT:
            @functools.wraps(page)
            async def handler(visit: Visit, _: object) -> View:
                visit.leave()
                return await page(visit)

            _into(self.taps, [(_MENUS[type(member)], member)])(handler)
            _into(self.commands, commands)(handler)
            return page

        return register

    def command(self, *names: str) -> Callable[[TextT], TextT]:
        """Register the handler of commands; it gets the arguments as one string."""
        return _into(self.commands, names)

    def text(self, *steps: Step | None) -> Callable[[TextT], TextT]:
        """Register the handler of texts and captions."""
        return _into(self.texts, steps)

    def edit(self, *steps: Step | None) -> Callable[[TextT], TextT]:
        """Register the handler of edited texts and captions."""
        return _into(self.edits, steps)

    def file(self, *steps: Step | None) -> Callable[[FileT], FileT]:
        """Register the handler of photos and documents."""
        return _into(self.files, steps)

    def no_photo(self, *steps: Step | None) -> Callable[[FaultT], FaultT]:
        """Register the handler of videos and other media that are no photo."""
        return _into(self.no_photos, steps)

    def question(self, step: Step, wanted: str) -> Callable[[AskT], AskT]:
        """Register the question of a step, and the key of what it expects."""
        self.wanted[step] = wanted
        return _into(self.questions, [step])

    def begins(
        self, button: type[CallbackData], *members: StrEnum
    ) -> Callable[[AskT], AskT]:
        """Register taps that ask a question; its step stores the fields of the button.

        The first field is not stored if it is one of *members*.
        """

        def register(ask: AskT) -> AskT:
            step = next(at for at, asks in self.questions.items() if at and asks is ask)

            @functools.wraps(ask)
            async def begin(visit: Visit, tap: CallbackData) -> View:
                fields = list(tap)[1:] if members else list(tap)
                data = {
                    name: value.hex if isinstance(value, UUID) else str(value)
                    for name, value in fields
                }
                return await self.ask(visit, step, **data)

            self.tap(button, *members)(begin)
            return ask

        return register

    async def ask(self, visit: Visit, step: Step, **data: str) -> View:
        """Put the conversation at a step, and return its question.

        Raises:
            RefusedError: The question is refused; the conversation stays where it was.
        """
        before = visit.move.to
        visit.enter(step, **data)
        try:
            return await self.questions[step](visit, None)
        except RefusedError:
            visit.move.to = before
            raise

    def include(self, *others: Self) -> None:
        """Add the handlers of other subjects.

        Raises:
            ValueError: Two handlers are for the same.
        """
        for other in others:
            for field in attrs.fields(Routes):
                mine, theirs = getattr(self, field.name), getattr(other, field.name)
                if twice := mine.keys() & theirs.keys():
                    raise ValueError(f"handled twice: {twice}")
                mine.update(theirs)

    def tapped(self, data: str) -> tuple[Handler[Any], CallbackData] | None:
        """Return the handler of a tap with its button, if there is one."""
        button = self._buttons.get(data.replace("|", ":").partition(":")[0])
        if button is None:
            return None
        try:
            tapped = button.unpack(data)
        except (TypeError, ValueError):
            return None
        first = next(iter(tapped))[1]
        member = first if (button, first) in self.taps else None
        handler = self.taps.get((button, member))
        return None if handler is None else (handler, tapped)

    @functools.cached_property
    def _buttons(self) -> dict[str, type[CallbackData]]:
        return {button.__prefix__: button for button, _ in self.taps}


def _into(table: dict[K, Any], keys: Iterable[K]) -> Callable[[T], T]:
    new = list(keys)

    def register(handler: T) -> T:
        if twice := table.keys() & set(new):
            raise ValueError(f"handled twice: {twice}")
        table.update(dict.fromkeys(new, handler))
        return handler

    return register
