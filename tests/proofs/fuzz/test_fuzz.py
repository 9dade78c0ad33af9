"""A few examples of `nox -s fuzz`, always the same."""

from collections.abc import Iterator

import pytest
import structlog

from tests.proofs.fuzz.__main__ import KINDS, run


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Restore logging after the test."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.parametrize(
    ("name", "examples"), [("updates", 500), ("webhooks", 500), ("pictures", 300)]
)
def test_nothing_unexpected(name: str, examples: int) -> None:
    """Hostile input is refused by the documented errors, and by nothing else."""
    run(KINDS[name], examples, number=7)
