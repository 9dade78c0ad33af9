#!/usr/bin/env bash
# Rewrite the locked requirements from pyproject.toml: hashes, no URLs.
set -euo pipefail
cd "$(dirname "$0")/.."
lock() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-package avatar-core --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}
lock pyproject.toml src/pyproject.toml --extra c2pa --extra faces --group dev --output-file requirements/dev.txt
lock pyproject.toml src/pyproject.toml --extra faces --constraint requirements/dev.txt --output-file requirements/bot.txt
# What the extra adds.
sed -n 's/^c2pa = \["\(.*\)"\]$/\1/p' src/pyproject.toml |
  lock --no-config - --constraint requirements/dev.txt --output-file requirements/c2pa.txt
# What builds the project comes to every Python: pip then says which ones it is for.
build=$(lock --no-config --group build --constraint requirements/dev.txt)
printf '%s\n%s\n' "$build" "$(cat requirements/bot.txt)" > requirements/bot.txt
lock --no-config --group nox --output-file requirements/nox.txt
lock --no-config --group uv --constraint requirements/nox.txt --output-file requirements/uv.txt
