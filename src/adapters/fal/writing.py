"""The requests to language models, and how their answers are read.

Source of the result's fields: fal's generated schemas (github.com/fal-ai/fal-js,
libs/client/src/types/llm/zod.gen.ts, RouterOutput: `output` is required, `error`,
`partial`, `reasoning` and `usage` are optional; an error may come with a 200).
"""

import json
import re
import tomllib

from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from avatar_core.orders import DescriptionOrder, EnrichmentOrder, Scene
from avatar_core.ports import Refused
from avatar_core.texts import clean


_PROMPTS: Final = tomllib.loads(
    (files(__package__) / "prompts.toml").read_text("utf-8")
)
#: Language models wrap JSON in it in spite of the prompt.
_FENCE: Final = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL | re.IGNORECASE)


def reference(marker: str) -> str:
    """Return the sentence by which a request is found in fal's list."""
    return f"Reference {marker}; ignore it."


def question(
    order: DescriptionOrder | EnrichmentOrder, file: str | None
) -> dict[str, Any]:
    """Return the fields that ask a language model for the scene of this order."""
    match order:
        case DescriptionOrder():
            task = "describing"
            asked = {
                "prompt": "Describe the scene of this photo.",
                "image_urls": [file],
            }
        case EnrichmentOrder():
            # A person cannot guess the tag, and so cannot close it.
            task, tag = "enriching", f"wish-{order.marker}"
            asked = {"prompt": f"<{tag}>\n{order.words}\n</{tag}>"}
    told = f"{_PROMPTS[task]}{_PROMPTS['answer']}\n{reference(order.marker)}"
    return {"system_prompt": told, **asked}


def read_scene(result: Mapping[str, Any]) -> Scene | Refused:
    """Return the scene in a language model's result, or why there is none.

    The scene is returned as written; the core cleans it. The reasons quote nothing
    of it, since it is made of a person's words.
    """
    if result.get("error"):
        return Refused("the writer reports an error", elsewhere=True)
    output = result.get("output")
    if not isinstance(output, str) or not output.strip():
        return Refused("the writer answered nothing", elsewhere=True)
    fenced = _FENCE.search(output)
    try:
        answer = json.loads(fenced[1] if fenced else output)
    except (ValueError, RecursionError):
        return Refused("the writer answered no JSON: it may have declined")
    if not isinstance(answer, dict):
        return Refused("the writer answered no JSON object")
    text, negative = answer.get("prompt"), answer.get("negative")
    if not isinstance(text, str) or not isinstance(negative, str | None):
        return Refused("the writer's JSON is not what was asked for")
    if not clean(text):
        return Refused("the writer's scene is empty")
    if not _is_latin(text):
        return Refused("the writer's scene is not in English")
    return Scene(text=text, negative=negative or "")


def _is_latin(text: str) -> bool:
    """Return whether most letters are ASCII; a sign in the scene may have others."""
    letters = [one for one in text if one.isalpha()]
    return 2 * sum(one.isascii() for one in letters) > len(letters)
