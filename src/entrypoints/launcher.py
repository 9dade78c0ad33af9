"""Start the installed bot with its own packages first on the search path.

The wheel keeps `adapters` and `entrypoints` inside the package `avatar_bot`, because
other distributions install packages of these names. This module alone is imported from
there; all others have the names used in the sources.
"""

import sys

from pathlib import Path


def main() -> int:
    """Run the command `avatar-bot` and return its exit status."""
    sys.path.insert(0, str(Path(__file__).parents[1]))

    from entrypoints import cli

    return cli.main()
