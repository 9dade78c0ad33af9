"""Takes the pictures of docs/screens.md: the film of a first visit, and the main screens.

    PYTHONPATH=. python docs/pictures/screens.py

Needs chromium on the PATH. The screens are those of the preview page.
"""

import asyncio
import io
import shutil
import tempfile

from pathlib import Path
from typing import Final

from docs import preview
from docs.pictures import film
from PIL import Image
from playwright.async_api import async_playwright

from adapters.telegram.texts import spoken


HERE: Final = Path(__file__).parent


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name).split())


async def main() -> None:
    """Take one picture of every main screen in every language."""
    (HERE / "screens").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "preview.html"
        file.write_text(preview.page(), encoding="utf-8")
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = await browser.new_page(viewport={"width": 1600, "height": 1200})
            await page.goto(file.as_uri())
            for name, previewed in preview.MAIN.items():
                for language in spoken():
                    screen = page.locator(f'[data-screen="{previewed} {language}"]')
                    shot = Image.open(io.BytesIO(await screen.screenshot()))
                    target = HERE / "screens" / f"{_slug(name)}-{language}.webp"
                    shot.convert("RGB").save(target, quality=50, method=6)
            films = [await film.shoot(browser, language) for language in spoken()]
            await browser.close()
    lines = [
        "# The screens",
        "",
        "## From the start to the third picture",
        "",
        "In the sandbox, on a phone, with its sample photos; a training pretends to take three seconds there. Nothing is typed:",
        ", ".join(
            f"{each.taps} taps and {each.seconds:.0f} seconds in “{each.language}”"
            for each in films
        )
        + ". Before, ten taps and two typed texts led to the first picture.",
        "",
        *film.table(films),
        "",
        "## The main screens",
        "",
        "All of them are a command away: `.venv/bin/nox -s preview`.",
        "",
        "| " + " | ".join(spoken()) + " |",
        "|" + "---|" * len(spoken()),
    ]
    for name in preview.MAIN:
        shots = " | ".join(
            f"![{name}](pictures/screens/{_slug(name)}-{language}.webp)"
            for language in spoken()
        )
        lines.append(f"| {shots} |")
    (HERE.parent / "screens.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
