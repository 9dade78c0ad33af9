"""The way from the start to the third picture, on a phone, a picture for each step."""

import io
import tempfile
import time

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attrs

from PIL import Image
from playwright.async_api import Browser, Page, expect
from tests.browser.sandbox_process import sandbox_process
from tests.browser.visitor import PATIENCE, Visitor


HERE: Final = Path(__file__).parent
SCHEMES: Final = ("light", "dark")
_PHONE: Final = {"width": 390, "height": 844}
_WIDTH: Final = 240
_STILL: Final = """async () => {
  document.activeElement.blur();
  await Promise.all([...document.images].map((each) => each.decode().catch(() => 0)));
  const scroll = document.getElementById("scroll");
  scroll.scrollTop = scroll.scrollHeight;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


@attrs.define
class Film:
    """What was shot of one language."""

    language: str
    taps: int = 0
    seconds: float = 0.0
    #: The steps, and the taps up to each.
    steps: dict[str, int] = attrs.field(factory=dict)

    def path(self, step: str, scheme: str) -> str:
        """Return where the picture of a step is, from here."""
        number = list(self.steps).index(step) + 1
        return f"film/{number:02}-{self.language}-{scheme}.webp"


@attrs.define
class _Shooting:
    film: Film
    page: Page

    async def tap(self, emoji: str) -> None:
        """Tap the newest button that begins so, which it does in every language."""
        await Visitor(self.page).presses(emoji)
        self.film.taps += 1

    async def answer(self, words: str, step: str) -> None:
        """Wait for the bot's message with these words, and shoot it in each scheme."""
        message = Visitor(self.page).said(words)
        await expect(message).to_be_visible(timeout=PATIENCE)
        await self.shoot(step)

    async def shoot(self, step: str) -> None:
        self.film.steps[step] = self.film.taps
        await self.page.mouse.move(0, 0)
        for scheme in SCHEMES:
            await self.page.emulate_media(
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            await self.page.evaluate(_STILL)
            shot = Image.open(io.BytesIO(await self.page.screenshot())).convert("RGB")
            small = shot.resize(
                (_WIDTH, round(shot.height * _WIDTH / shot.width)),
                Image.Resampling.LANCZOS,
            )
            small.save(HERE / self.film.path(step, scheme), quality=55, method=6)


async def shoot(browser: Browser, language: str) -> Film:
    """Go the whole way once in a language."""
    (HERE / "film").mkdir(exist_ok=True)
    film = Film(language)
    with tempfile.TemporaryDirectory() as directory:
        async with sandbox_process(Path(directory) / "data") as sandbox:
            page = await browser.new_page(viewport=_PHONE, locale=language)
            await page.goto(sandbox.url)
            # Before the bot has said what it can do, it is still starting.
            await page.get_by_test_id(f"languages-{language}").click()
            await expect(page.locator(".welcome h2")).to_be_visible(timeout=PATIENCE)
            await expect(page.get_by_test_id("toast")).to_have_count(0)
            await _go(_Shooting(film, page))
            await page.close()
    return film


async def _go(shooting: _Shooting) -> None:
    film, page, began = shooting.film, shooting.page, time.monotonic()
    await shooting.shoot("What the bot can do")
    await page.get_by_test_id("start").click()
    film.taps += 1
    await shooting.answer("💎", "The welcome")
    await page.get_by_test_id("sample-photos").click()
    film.taps += 1
    await expect(page.get_by_test_id("progress")).to_be_visible()
    await expect(page.get_by_test_id("progress")).to_be_hidden(timeout=PATIENCE)
    await shooting.answer("📸", "Photos may come first")
    await shooting.tap("👩")
    await shooting.answer("🤝", "What happens to the photos")
    await shooting.tap("✅")
    await shooting.answer("🚀", "All at a glance")
    await shooting.tap("🚀")
    await shooting.answer("⏳", "The training")
    await shooting.answer("🎉", "The avatar is ready, with a first picture")
    await shooting.tap("🚀")
    await shooting.answer("864×1152", "A scene")
    pictures = page.locator("[data-from=bot]:has(.photo)").filter(has_text="📤")
    await shooting.tap("🎨")
    await expect(pictures).to_have_count(1, timeout=PATIENCE)
    await shooting.shoot("The second picture")
    await shooting.tap("🪄")
    await shooting.answer("🎲", "What to change")
    await shooting.tap("🎲")
    await expect(pictures).to_have_count(2, timeout=PATIENCE)
    await shooting.shoot("The third picture")
    film.seconds = time.monotonic() - began


def table(films: Sequence[Film]) -> list[str]:
    """Return the lines of Markdown that show the films side by side."""
    columns = [(film, scheme) for film in films for scheme in SCHEMES]
    head = [f"{film.language}, {scheme}" for film, scheme in columns]
    lines = [
        "| Step | Taps | " + " | ".join(head) + " |",
        "|---|---|" + "---|" * len(head),
    ]
    for number, (step, taps) in enumerate(films[0].steps.items(), 1):
        shots = " | ".join(
            f"![{step}](pictures/{film.path(step, scheme)})" for film, scheme in columns
        )
        lines.append(f"| {number}. {step} | {taps} | {shots} |")
    return lines
