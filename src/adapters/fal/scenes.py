"""What a writer's answer is worth. Pure; it is believed only if it is what was asked.

Source of the fields: fal's generated schemas (github.com/fal-ai/fal-js,
libs/client/src/types/llm/zod.gen.ts, RouterOutput: `output` is required, `error`,
`partial`, `reasoning` and `usage` are optional; an error may come with a 200).
"""

import json
import re

from collections.abc import Mapping
from typing import Any, Final

from avatar_core.orders import Scene
from avatar_core.ports import Refused
from avatar_core.texts import clean


#: Language models wrap JSON in it, whatever they are told.
_FENCE: Final = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL | re.IGNORECASE)


def read_scene(result: Mapping[str, Any]) -> Scene | Refused:
    """Return the scene in the result of a writer, or why there is none.

    The scene is as it was written: the core cleans it (see `clean_scene`). The
    reasons never repeat what was written: that is made of a person's words.
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
    """Return whether most letters are; a sign in the scene may say anything."""
    letters = [one for one in text if one.isalpha()]
    return 2 * sum(one.isascii() for one in letters) > len(letters)
