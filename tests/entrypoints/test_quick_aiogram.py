"""aiogram with types built on first use is the same aiogram."""

import subprocess
import sys


_PRELUDE = """
from entrypoints import quick_aiogram
import aiogram.methods as methods, aiogram.types as types
from aiogram.methods.base import Response
all_types = [getattr(types, n) for n in types.__all__]
models = [t for t in all_types if hasattr(t, "model_rebuild")]
"""


def _run(code: str, prelude: str = _PRELUDE, warnings: str = "error") -> str:
    """Return what a fresh interpreter prints."""
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-W", warnings, "-c", prelude + code],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_types_wait_until_they_are_used() -> None:
    """After the import hardly any type is built; parsing an update builds its own."""
    code = """
before = sum(m.__pydantic_complete__ for m in models)
update = types.Update.model_validate({"update_id": 1, "message": {
    "message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "hi"}})
print(before < 20, update.message.text, types.Update.__pydantic_complete__)
"""
    assert _run(code) == "True hi True"


def test_every_type_can_be_built() -> None:
    """Every type, method and answer is complete once it is asked for."""
    code = """
all_methods = [
    method
    for name in methods.__all__
    if issubclass(method := getattr(methods, name), methods.TelegramMethod)
    and method is not methods.TelegramMethod
]
answers = [Response[method.__returning__] for method in all_methods]
for every in (answers, all_methods, models):
    for one in every:
        one.model_rebuild()
    print(len(every) > 100, all(one.__pydantic_complete__ for one in every))
"""
    assert _run(code).splitlines() == ["True True"] * 3


def test_fields_are_aiograms() -> None:
    """The schema of an update and of a method is what aiogram itself makes."""
    code = """
import json, warnings
warnings.simplefilter("ignore")
print(json.dumps(types.Update.model_json_schema(), sort_keys=True, default=str)[:200_000])
"""
    plain = _PRELUDE.replace("from entrypoints import quick_aiogram", "")
    assert _run(code) == _run(code, plain, "default")


def test_a_warm_product_parses_an_update_at_once() -> None:
    """After the warm-up, the first update and the first answer hold nobody up.

    They take some 0.5 s of processor time without it, and texts as much again.
    """
    code = """
import time
from adapters.telegram import Texts, warm_up
from avatar_core import Language
message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
warm_up()
begun = time.process_time()
types.Update.model_validate({"update_id": 1, "message": message})
Response[types.Message].model_validate({"ok": True, "result": message})
[Texts(language)("terms-now") for language in Language]
print(time.process_time() - begun < 0.15)
"""
    assert _run(code, warnings="default") == "True"
