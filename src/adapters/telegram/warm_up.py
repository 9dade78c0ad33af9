"""Make, before anybody waits, what is otherwise made on first use."""

from typing import Final

from aiogram.methods import EditMessageText, SendMessage, SendPhoto
from aiogram.types import Message, Update

from .texts import read_texts


#: A message comes first: whatever contains one, and is built before it, builds it anew.
_TYPES: Final = (Message, Update, SendMessage, EditMessageText, SendPhoto)


def warm_up() -> None:
    """Build aiogram's commonest types and read all texts.

    Together they take about a second of processor time, in which the event loop would
    answer nobody.
    """
    for each in _TYPES:
        each.model_rebuild()
    read_texts()
