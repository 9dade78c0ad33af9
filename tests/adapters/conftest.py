"""Fixtures shared by tests of adapters."""

from collections.abc import Iterator

import pytest

from adapters.pictures import PillowPictures


@pytest.fixture
def pictures() -> Iterator[PillowPictures]:
    """Return an inspector of photos and pictures, closed at the end."""
    inspector = PillowPictures()
    yield inspector
    inspector.close()
