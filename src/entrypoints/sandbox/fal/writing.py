"""Imitate language models: the answer follows from the pictures and the words."""

import asyncio
import json
import re
import tomllib

from collections import Counter
from importlib.resources import files
from typing import Final

from PIL import Image, ImageColor, ImageStat

from .downloads import fetch
from .images import MOST_BYTES, decode
from .pictures import latin
from .records import Outcome, Removed
from .service import Work


_TABLE: Final = tomllib.loads((files(__package__) / "writing.toml").read_text("utf-8"))
#: Models that are gone in reality, and how each answers.
_REMOVED: Final = {model: Removed(how) for model, how in _TABLE["removed"].items()}
#: Models that answer without thinking first; all others think at some length.
_HASTY: Final = re.compile("gemini-2|lite|-mini")
_THINKING_TOKENS: Final = 1200
#: Words between two equal tags, with which prompts mark what a person wrote.
_TAGGED: Final = re.compile(r"<([\w-]+)>\s*(.*?)\s*</\1>", re.DOTALL)
_CYRILLIC: Final = re.compile(r"[а-яё]+", re.IGNORECASE)


async def write(work: Work) -> Outcome:
    """Return the language model's answer."""
    values, model = work.values, work.values["model"]
    removed = work.fal.faults.models_removed.get(model, _REMOVED.get(model))
    if removed is not None:
        return _gone(model, removed)
    urls = values.get("image_urls")
    if urls is None:
        scene, negative = _enriched(values["prompt"]), "blurry, extra fingers"
    else:
        seen = [await _look(work, index, url) for index, url in enumerate(urls)]
        scene, negative = " ".join(seen), "blurry, text, watermark"
    answer = scene
    if "json" in (values["system_prompt"] or "").lower():
        answer = json.dumps({"prompt": scene, "negative": negative})
        if urls is not None:  # some models always do that
            answer = f"```json\n{answer}\n```"
    read, thought = len(values["prompt"].split()), _THINKING_TOKENS
    if _HASTY.search(model):
        thought = 0
    written = thought + len(answer.split())
    # Thinking comes first, and its tokens count.
    if written > (values["max_tokens"] or _THINKING_TOKENS * 10):
        answer = ""
    usage = {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
        "cost": 0.001,
    }
    return _answer(answer, usage=usage)


def _answer(
    output: str, *, error: str | None = None, usage: dict[str, float] | None = None
) -> Outcome:
    body = {"output": output, "reasoning": None, "partial": False}
    return Outcome(200, body | {"error": error, "usage": usage})


def _gone(model: str, removed: Removed) -> Outcome:
    """Return the answer of a model that is not offered any more."""
    message = f"No endpoints found for {model[:80]}."
    match removed:
        case Removed.RATE_LIMIT:
            words = "Provider returned error: You exceeded your current quota."
            return Outcome(429, {"detail": words})
        case Removed.NO_ENDPOINTS:
            return Outcome(404, {"detail": message})
        case Removed.ERROR_FIELD:
            return _answer("", error=message)


async def _look(work: Work, index: int, url: str) -> str:
    loc = ("body", "image_urls", index)
    data = await fetch(work.fal.session, url, MOST_BYTES, loc)
    return await asyncio.to_thread(lambda: _described(decode(data, loc)))


def _described(image: Image.Image) -> str:
    width, height = image.size
    shape = "square"
    if width != height:
        shape = "vertical" if height > width else "horizontal"
    small = image.resize((48, 48), Image.Resampling.BOX)
    few = small.quantize(3)
    palette = few.getpalette() or []
    by_count = [index for index, _ in Counter(few.tobytes()).most_common()]
    colours = [_nearest(palette[3 * index : 3 * index + 3]) for index in by_count]
    brightness = ImageStat.Stat(small.convert("L")).mean[0]
    lights = _TABLE["lights"]
    light = lights[int(brightness / 256 * len(lights))]
    return (
        f"A person stands in a scene of {', '.join(dict.fromkeys(colours))}, {light}, "
        f"a {shape} photograph of {width} by {height} pixels, relaxed pose, calm mood, "
        "shot on a 50 mm lens with a shallow depth of field."
    )


def _nearest(rgb: list[int]) -> str:
    def distance(name: str) -> int:
        pairs = zip(ImageColor.getrgb(name), rgb, strict=True)
        return sum((a - b) ** 2 for a, b in pairs)

    colours: list[str] = _TABLE["colours"]
    return min(colours, key=distance)


def _enriched(prompt: str) -> str:
    tagged = _TAGGED.search(prompt)
    words = _CYRILLIC.sub(
        lambda found: (
            _TABLE["english"].get(found[0].lower()) or latin(found[0].lower())
        ),
        tagged[2] if tagged else prompt.strip(),
    )
    return (
        f"{words}, soft directional light, natural colours, a quiet background, "
        "shot on an 85 mm lens, fine detail"
    )
