"""What is prepared before the first update."""

import re

from pathlib import Path

import aiogram

from adapters.telegram import texts
from adapters.telegram.warmth import CALLED, warm_up


#: Called at the start, before anybody comes.
_AT_THE_START = {"announce.py", "session.py"}


def test_every_call_is_made_ready() -> None:
    """`warm_up` covers every method that is called while people wait."""
    folder = Path(texts.__file__).parent
    called = {
        name
        for file in folder.rglob("*.py")
        if file.name not in _AT_THE_START
        for name in re.findall(r"bot\.([a-z_]+)\(", file.read_text("utf-8"))
    } - {"me"}
    ready = {method.__name__.lower() for method in CALLED}

    assert all(hasattr(aiogram.Bot, name) for name in called)
    assert len(called) > 5
    assert {name.replace("_", "") for name in called} <= ready


def test_every_text_is_read() -> None:
    """`warm_up` reads the texts of all languages."""
    texts._bundle.cache_clear()

    warm_up()

    assert len(texts.spoken()) == texts._bundle.cache_info().currsize
