"""The page of every screen can be written, as `nox -s preview` does it."""

import asyncio
import html
import os
import sys

from pathlib import Path

from tests.adapters.telegram import samples

from adapters.telegram.texts import Texts, spoken


ROOT = Path(__file__).parent.parent


async def test_the_page_is_only_written(tmp_path: Path) -> None:
    """Given a file, it holds every sample in every language, and opens no browser."""
    file = tmp_path / "preview.html"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "docs.preview",
        str(file),
        cwd=ROOT,
        env=os.environ | {"BROWSER": "no-such-browser", "PYTHONPATH": "src"},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()

    assert process.returncode == 0
    assert file.resolve().as_uri() in said.decode()
    page = file.read_text("utf-8")
    for language in spoken():
        for name in samples.screens(Texts(language)):
            for column in (language, f"{language}-hostile"):
                assert f'data-screen="{html.escape(f"{name} {column}")}"' in page
