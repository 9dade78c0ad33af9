"""The page about the architecture speaks of what is there."""

import re

from pathlib import Path


ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_place_is_there() -> None:
    """Whoever follows a path of the page finds something."""
    places = re.findall(r"`((?:src|simulation|crash|fuzz|load|bench)/[\w./]*)`", PAGE)

    assert len(places) > 20
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_part_is_told_of() -> None:
    """Nothing at the top of the core or the entrypoints is left out."""
    packages = [
        init.parent.relative_to(ROOT)
        for layer in ("avatar_core", "entrypoints")
        for init in (ROOT / "src" / layer).glob("*/__init__.py")
    ]

    assert len(packages) >= 5
    assert [one for one in packages if f"`{one.as_posix()}/" not in PAGE] == []
