"""The names that the package exports, and what importing it loads."""

import subprocess
import sys

import adapters.sql


def test_exported_names() -> None:
    """The list of names is sorted, and each name exists."""
    assert adapters.sql.__all__ == sorted(adapters.sql.__all__)
    for name in adapters.sql.__all__:
        assert hasattr(adapters.sql, name)


_HEAVY = "{'alembic', 'aiogram', 'asyncpg'}"


def test_light_import() -> None:
    """Importing the package loads no alembic, aiogram or asyncpg."""
    loaded = subprocess.run(  # noqa: S603 - our own words
        [
            sys.executable,
            "-c",
            f"import sys, adapters.sql; print(sorted({_HEAVY} & sys.modules.keys()))",
        ],
        capture_output=True,
        check=True,
        text=True,
    )

    assert loaded.stdout.strip() == "[]"
