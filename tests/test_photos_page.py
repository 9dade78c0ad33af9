"""What `docs/photos.md` says about the coach was measured with today's thresholds."""

from pathlib import Path

import pytest


def test_no_threshold_is_moved_without_the_evidence() -> None:
    """After a change of a threshold `nox -s faces` measures, and writes the page."""
    tables = pytest.importorskip("docs.faces.tables")
    page = Path(__file__).parent.parent / "docs/photos.md"

    assert tables.thresholds() in page.read_text("utf-8")


def test_the_measured_part_can_be_replaced() -> None:
    """Without its marks `nox -s faces` would delete all that follows."""
    session = pytest.importorskip("docs.faces.__main__")
    page = Path(__file__).parent.parent / "docs/photos.md"

    _, begin, rest = page.read_text("utf-8").partition(session.BEGIN)
    assert begin
    assert session.END in rest
