"""The page of every screen, as `nox -s preview` writes it."""

import html

from pathlib import Path

import pytest

from docs import preview
from tests.adapters.telegram import samples

from adapters.telegram.texts import Texts, spoken
from avatar_core import Language


def test_the_page_is_only_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a file name, every sample is written in every language, and no browser opens."""
    file = tmp_path / "preview.html"

    preview.main([str(file)])

    assert file.resolve().as_uri() in capsys.readouterr().out
    page = file.read_text("utf-8")
    missing = [
        f"{name} {column}"
        for name in samples.screens(Texts(Language.ENGLISH))
        for language in spoken()
        for column in (language, f"{language}-hostile")
        if f'data-screen="{html.escape(f"{name} {column}")}"' not in page
    ]
    assert missing == []


def test_the_main_screens_are_on_the_page() -> None:
    """What the pictures in the docs are taken of exists."""
    assert set(preview.MAIN.values()) <= set(samples.screens(Texts(Language.ENGLISH)))
