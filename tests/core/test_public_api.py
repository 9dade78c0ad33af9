"""The public API, `import avatar_core`."""

import inspect
import subprocess
import sys

import avatar_core


def test_public_names_have_docstrings() -> None:
    """Every public class has a docstring."""
    silent = [
        name
        for name in avatar_core.__all__
        if inspect.isclass(getattr(avatar_core, name))
        and not getattr(avatar_core, name).__doc__
    ]

    assert [] == silent


def test_importing_needs_no_io() -> None:
    """The core loads neither an event loop nor anything that does I/O."""
    script = (
        "import sys, avatar_core, avatar_core.use_cases\n"
        "heavy = {'asyncio', 'sqlalchemy', 'aiogram', 'httpx', 'socket', 'ssl'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )

    ran = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert "[]" == ran.stdout.strip()
