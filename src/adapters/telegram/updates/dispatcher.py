"""The dispatcher: routers in their order, inside the scope of one update."""

from collections.abc import Sequence

from aiogram import Dispatcher, Router
from aiogram.fsm.storage.base import BaseStorage

from .scope import SERVED, UpdateScope
from .trace import NoteHandler


def create_dispatcher(
    routers: Sequence[Router], storage: BaseStorage, scope: UpdateScope
) -> Dispatcher:
    """Return a dispatcher that asks the routers one after another.

    Refusals are answered by the error handlers of the routers; any other error
    passes through, so that the update is delivered again. There is no events
    isolation: delivery keeps one person's updates in order (`PersonLines`), and
    the photos of an album are meant to be handled side by side.
    """
    dispatcher = Dispatcher(storage=storage)
    outer = dispatcher.update.outer_middleware
    inside = list(outer)
    for middleware in inside:
        outer.unregister(middleware)
    # Around aiogram's own, too: its error handlers want a screen to answer on.
    outer.register(scope)
    for middleware in inside:
        outer.register(middleware)
    dispatcher.include_routers(*routers)
    # Inside the routers' own middlewares, which may answer a refusal themselves.
    note_handler = NoteHandler()
    for router in dispatcher.chain_tail:
        for kind in SERVED:
            router.observers[kind].middleware(note_handler)
    return dispatcher
