"""The dispatcher: routers in their order."""

from collections.abc import Sequence

from aiogram import Dispatcher, Router

from .kinds import SERVED
from .trace import NoteHandler


def create_dispatcher(routers: Sequence[Router]) -> Dispatcher:
    """Return a dispatcher that asks the routers one after another.

    Refusals are answered by the error handlers of the routers; any other error
    passes through. aiogram's own storage of states and its isolation of events are
    left out: `UpdateScope` gives the state, and the `InboxWorker` keeps updates in order.
    """
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*routers)
    # Inside the routers' own middlewares, which may answer a refusal themselves.
    note_handler = NoteHandler()
    for router in dispatcher.chain_tail:
        for kind in SERVED:
            router.observers[kind].middleware(note_handler)
    return dispatcher
