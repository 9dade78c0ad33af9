"""The evidence for the coach's thresholds: a labelled set that is made anew.

`nox -s faces` fetches the portraits, runs `python -m docs.faces FOLDER...`, and writes
what was found into `docs/photos.md`.
"""
