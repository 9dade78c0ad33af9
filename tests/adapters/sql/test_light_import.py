"""What importing the package loads."""

import subprocess
import sys


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
