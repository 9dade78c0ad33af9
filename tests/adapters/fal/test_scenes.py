"""Reading a scene from a language model's answer."""

import json

import pytest

from adapters.fal.writing import read_scene
from avatar_core.orders import Scene
from avatar_core.ports import Refused


def answer(prompt: object, negative: object = "") -> str:
    """Return an answer that follows the instructions."""
    return json.dumps({"prompt": prompt, "negative": negative})


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (
            answer("a boat at sea", "people"),
            Scene(text="a boat at sea", negative="people"),
        ),
        (
            f"Here you are:\n```json\n{answer('a boat')}\n```\nEnjoy!",
            Scene(text="a boat", negative=""),
        ),
        (f"```\n{answer('a boat')}```", Scene(text="a boat", negative="")),
        (json.dumps({"prompt": "a boat"}), Scene(text="a boat", negative="")),
        (answer("a boat", None), Scene(text="a boat", negative="")),
        (
            answer(" a\n\x00boat\u200b \ud800 at  sea\u2028", "\n"),
            Scene(text=" a\n\x00boat\u200b \ud800 at  sea\u2028", negative="\n"),
        ),
        (
            answer('a sign that says "Привет"'),
            Scene(text='a sign that says "Привет"', negative=""),
        ),
    ],
)
def test_scenes(output: str, expected: Scene) -> None:
    """JSON is read with or without a code fence; the core cleans the texts."""
    assert expected == read_scene({"output": output, "error": None})


@pytest.mark.parametrize(
    "result",
    [
        {},
        {"output": None},
        {"output": ""},
        {"output": " \n"},
        {"output": {"prompt": "a boat"}},
        {"output": "I'm sorry, I can't help with that."},
        {"output": '{"prompt": "a boat"'},
        {"output": "[" * 100_000},
        {"output": '["a boat"]'},
        {"output": "null"},
        {"output": answer(None)},
        {"output": answer(["a boat"])},
        {"output": answer("a boat", ["people"])},
        {"output": answer(" \u200b\n\u3164\u2800")},
        {"output": answer("лодка в море at dawn")},
        {"output": answer("🌊 1 2 3")},
        {"output": answer("a boat"), "error": "upstream said secret words"},
    ],
)
def test_no_scene(result: dict[str, object]) -> None:
    """Anything else is refused, not blocked, without repeating its words."""
    refused = read_scene(result)

    assert isinstance(refused, Refused)
    assert not refused.blocked
    assert not refused.input
    assert "boat" not in refused.detail
    assert "secret" not in refused.detail
