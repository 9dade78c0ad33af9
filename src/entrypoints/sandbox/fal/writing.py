"""Language models: what they say follows from what they were shown and told."""

import asyncio
import json
import re

from collections import Counter
from typing import Any, Final

import attrs

from PIL import Image, ImageStat

from .books import Outcome
from .faults import Faults, Removed
from .images import fetch_image
from .latin import latin
from .models import Loc, Writer
from .storage import Downloads


_NAMED: Final = {
    "black": (15, 15, 15),
    "charcoal": (60, 60, 65),
    "grey": (128, 128, 128),
    "silver": (190, 190, 195),
    "white": (245, 245, 245),
    "red": (200, 30, 40),
    "orange": (235, 130, 40),
    "golden": (220, 180, 70),
    "yellow": (245, 230, 80),
    "olive": (110, 110, 50),
    "green": (50, 140, 70),
    "teal": (30, 130, 130),
    "sky blue": (120, 185, 230),
    "blue": (40, 80, 190),
    "navy": (20, 35, 90),
    "violet": (120, 70, 170),
    "pink": (235, 140, 170),
    "brown": (110, 70, 45),
    "tan": (205, 165, 130),
    "cream": (240, 225, 200),
}
_LIGHTS: Final = ("night", "dusk", "soft indoor light", "daylight", "glaring sun")
#: Models that are gone in reality: Google ends them in October 2026.
_REMOVED: Final = {
    "google/gemini-2.5-flash": Removed.RATE_LIMIT,
    "google/gemini-2.0-flash-001": Removed.NO_ENDPOINTS,
}
#: Models that answer without thinking first; all others think, at some length.
_HASTY: Final = re.compile("gemini-2|lite|-mini")
_THOUGHT: Final = 1200
#: Words between two like tags, as prompts mark what is somebody else's.
_TAGGED: Final = re.compile(r"<([\w-]+)>\s*(.*?)\s*</\1>", re.DOTALL)
_CYRILLIC: Final = re.compile(r"[а-яё]+", re.IGNORECASE)
_GLOSS: Final = {
    "я": "me",
    "на": "on",
    "в": "in",
    "и": "and",
    "с": "with",
    "у": "by",
    "под": "under",
    "море": "sea",
    "моря": "sea",
    "лодке": "boat",
    "лодка": "boat",
    "пляж": "beach",
    "пляже": "beach",
    "лес": "forest",
    "лесу": "forest",
    "город": "city",
    "городе": "city",
    "горы": "mountains",
    "горах": "mountains",
    "космос": "space",
    "космонавт": "astronaut",
    "рыцарь": "knight",
    "кошка": "cat",
    "кошкой": "cat",
    "собака": "dog",
    "собакой": "dog",
    "дождь": "rain",
    "дождём": "rain",
    "закат": "sunset",
    "закате": "sunset",
    "зима": "winter",
    "зимой": "in winter",
    "костюм": "suit",
    "костюме": "suit",
    "портрет": "portrait",
    "красный": "red",
    "красном": "red",
    "шляпа": "hat",
    "шляпе": "hat",
    "кофе": "coffee",
    "кафе": "cafe",
    "велосипед": "bicycle",
    "велосипеде": "bicycle",
}


@attrs.define
class Scribe:
    """Answers what a language model is asked."""

    downloads: Downloads
    faults: Faults

    async def write(self, writer: Writer, values: dict[str, Any]) -> Outcome:
        """Return the writer's answer to the checked *values*.

        Raises:
            Refusal: when a picture is not to be had, or none.
        """
        model = values["model"]
        removed = self.faults.models_removed.get(model, _REMOVED.get(model))
        if removed is not None:
            return _gone(model, removed)
        if writer.sees:
            seen = [
                await self._look(("body", "image_urls", index), url)
                for index, url in enumerate(values["image_urls"])
            ]
            scene, negative = " ".join(seen), "blurry, text, watermark"
        else:
            scene, negative = _enriched(values["prompt"]), "blurry, extra fingers"
        answer = scene
        if "json" in (values["system_prompt"] or "").lower():
            answer = json.dumps({"prompt": scene, "negative": negative})
            if writer.sees:  # some models cannot help it
                answer = f"```json\n{answer}\n```"
        told = len(values["prompt"].split())
        said = len(answer.split())
        thought = 0 if _HASTY.search(model) else _THOUGHT
        # What is thought counts as said, and comes first.
        if thought + said > (values["max_tokens"] or _THOUGHT * 10):
            answer = ""
        return Outcome(
            200,
            {
                "output": answer,
                "reasoning": None,
                "partial": False,
                "error": None,
                "usage": {
                    "prompt_tokens": told,
                    "completion_tokens": thought + said,
                    "total_tokens": told + thought + said,
                    "cost": 0.001,
                },
            },
        )

    async def _look(self, loc: Loc, url: str) -> str:
        image = await fetch_image(self.downloads, url, loc)
        return await asyncio.to_thread(_described, image)


def _gone(model: str, said: Removed) -> Outcome:
    """Return the answer of a model that is not offered any more."""
    match said:
        case Removed.RATE_LIMIT:
            words = "Provider returned error: You exceeded your current quota."
            return Outcome(429, {"detail": words})
        case Removed.NO_ENDPOINTS:
            return Outcome(404, {"detail": f"No endpoints found for {model[:80]}."})
        case Removed.ERROR_FIELD:
            error = f"No endpoints found for {model[:80]}."
            return Outcome(
                200,
                {
                    "output": "",
                    "reasoning": None,
                    "partial": False,
                    "error": error,
                    "usage": None,
                },
            )


def _described(image: Image.Image) -> str:
    shape = (
        "vertical"
        if image.height > image.width
        else "horizontal"
        if image.width > image.height
        else "square"
    )
    size = f"{image.width} by {image.height}"
    small = image.resize((48, 48), Image.Resampling.BOX)
    counts = Counter(_nearest(*rgb) for rgb in _pixels(small))
    colours = [name for name, _ in counts.most_common(3)]
    brightness = ImageStat.Stat(small.convert("L")).mean[0]
    light = _LIGHTS[min(int(brightness / 256 * len(_LIGHTS)), len(_LIGHTS) - 1)]
    return (
        f"A person stands in a scene of {', '.join(colours)}, {light}, "
        f"a {shape} photograph of {size} pixels, relaxed pose, calm mood, "
        "shot on a 50 mm lens with a shallow depth of field."
    )


def _pixels(image: Image.Image) -> list[tuple[int, int, int]]:
    data = image.tobytes()
    return list(zip(data[::3], data[1::3], data[2::3], strict=True))


def _nearest(red: int, green: int, blue: int) -> str:
    def distance(name: str) -> int:
        r, g, b = _NAMED[name]
        return (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2

    return min(_NAMED, key=distance)


def _enriched(prompt: str) -> str:
    tagged = _TAGGED.search(prompt)
    words = tagged[2] if tagged else prompt.strip()
    english = _CYRILLIC.sub(lambda found: _in_english(found[0]), words)
    return (
        f"{english}, soft directional light, natural colours, a quiet background, "
        "shot on an 85 mm lens, fine detail"
    )


def _in_english(word: str) -> str:
    """Look a Russian word up, or spell it in Latin letters."""
    low = word.lower()
    return _GLOSS.get(low) or latin(low)
