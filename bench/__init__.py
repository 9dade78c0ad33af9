"""Speed and memory: `nox -s bench`."""
