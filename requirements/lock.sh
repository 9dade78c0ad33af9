#!/usr/bin/env bash
# Rewrite the locked requirements from pyproject.toml: hashes, no URLs.
set -euo pipefail
cd "$(dirname "$0")/.."
lock() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
    pyproject.toml "$@"
}
lock --extra bot --group dev --output-file requirements/dev.txt
lock --extra bot --group build --constraint requirements/dev.txt --output-file requirements/bot.txt
uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
  --group nox --output-file requirements/nox.txt
