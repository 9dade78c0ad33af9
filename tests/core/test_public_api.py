"""What `import avatar_core` gives."""

import ast
import inspect
import subprocess
import sys

import avatar_core


def test_all_is_sorted_and_importable() -> None:
    """`__all__` is a sorted literal of names that exist."""
    tree = ast.parse(inspect.getsource(avatar_core))
    assigned = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id == "__all__"
    ]

    literal = ast.literal_eval(assigned[0])

    constants = [name for name in literal if name.isupper()]
    others = [name for name in literal if not name.isupper()]
    assert literal == sorted(constants) + sorted(others)
    assert len(literal) == len(set(literal))
    assert [] == [name for name in literal if not hasattr(avatar_core, name)]


def test_public_names_have_docstrings() -> None:
    """Every public class says what it is."""
    silent = [
        name
        for name in avatar_core.__all__
        if inspect.isclass(getattr(avatar_core, name))
        and not getattr(avatar_core, name).__doc__
    ]

    assert [] == silent


def test_importing_reaches_for_nothing() -> None:
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
