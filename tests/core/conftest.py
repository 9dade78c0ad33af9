"""Fixtures of the tests of the core."""

from collections.abc import Iterator

import pytest

from tests.core.world import World


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Return a fresh installation; check its books after the test.

    `INSTALLED` of the test's module and `tests.core.world.installed` choose options.
    """
    options = getattr(request.module, "INSTALLED", {})
    world = World(**options | getattr(request, "param", {}))
    yield world
    world.check_books()
