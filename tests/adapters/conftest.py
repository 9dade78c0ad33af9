"""What several adapters are tried with."""

from collections.abc import Iterator

import pytest

from adapters.pictures import PillowPictures


@pytest.fixture
def pictures() -> Iterator[PillowPictures]:
    """Return an inspector of photos and pictures."""
    inspector = PillowPictures()
    yield inspector
    inspector.close()
