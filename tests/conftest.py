"""What the whole run of the tests needs."""

import gc

import pytest


#: With few tests, but long ones.
_LONG = ("tests/e2e/", "tests/proofs/", "tests/entrypoints/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that no worker waits for the other at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


def pytest_collection_finish() -> None:
    """Keep the collected modules out of garbage collections, which take 0.3 s with them.

    A test that measures the time of an answer would sometimes measure a collection.
    """
    gc.collect()
    gc.freeze()
