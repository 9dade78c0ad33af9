"""Links in the documentation lead to existing files."""

import re

from pathlib import Path

import pytest


ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """Every link within the project leads to a file."""
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    inside = [link for link in links if not link.startswith(("https://", "mailto:"))]

    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_pages_are_found() -> None:
    """The search finds pages, and links in them."""
    assert len(PAGES) > 20
    assert "](docs/architecture.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
