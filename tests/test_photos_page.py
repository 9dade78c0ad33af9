"""What `docs/photos.md` says about the coach was measured with today's thresholds."""

from pathlib import Path

import pytest


def test_no_threshold_is_moved_without_the_evidence() -> None:
    """After a change of a threshold `nox -s faces` measures, and writes the page."""
    tables = pytest.importorskip("docs.faces.tables")
    page = Path(__file__).parent.parent / "docs/photos.md"

    assert tables.thresholds() in page.read_text("utf-8")
