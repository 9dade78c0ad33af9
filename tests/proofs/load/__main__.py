"""Measure the running product under load: `nox -s load`.

Webhooks arrive by the hundred and must be answered in time:
`-- --per-second 200 --seconds 20`, on PostgreSQL with `--postgres`.
"""

import argparse
import asyncio
import sys

from tests.databases import postgres_url

from .plan import Plan
from .webhooks import run


def main() -> int:
    """Do what the command line says; return 1 if a figure missed its bound."""
    parser = argparse.ArgumentParser("nox -s load --", description=__doc__)
    parser.add_argument("--per-second", type=int, default=Plan().per_second)
    parser.add_argument("--seconds", type=int, default=Plan().seconds)
    parser.add_argument("--postgres", action="store_true", help="instead of SQLite")
    asked = parser.parse_args()
    plan = Plan(per_second=asked.per_second, seconds=asked.seconds)
    url = postgres_url() if asked.postgres else None
    figures = asyncio.run(run(plan, url))
    for figure in figures:
        sys.stdout.write(f"{figure}\n")
    return int(not all(figure.holds for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
