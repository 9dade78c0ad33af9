"""The Dockerfile and compose.yaml fit the project; `nox -s container` runs the steps."""

import re

from typing import Any

import yaml

from tests.dockerfile import ROOT, stages

from entrypoints.settings import Settings


#: What compose.yaml asks of .env, beside the bot's own settings.
ASKED = {"BOT_HOST", "FILES_HOST", "POSTGRES_PASSWORD", "STORAGE_PASSWORD"}
KNOWN = {name.upper() for name in Settings.model_fields} | {
    "AWS_ENDPOINT_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
}


def _compose() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_the_image() -> None:
    """It is slim, runs without root, is asked how it is, and gets signals itself."""
    *_, last = stages()
    by_name = {one.name: one for one in last}

    assert all("-slim" in stage[0].rest for stage in stages())
    assert "10001" == by_name["USER"].rest
    assert "/health" in by_name["HEALTHCHECK"].rest
    assert ["avatar-bot", "run", "--migrate"] == by_name["CMD"].words
    names = [one.name for one in last]
    assert names.index("USER") > max(
        index for index, name in enumerate(names) if name == "RUN"
    )
    assert "ADD" not in {one.name for stage in stages() for one in stage}


def test_what_is_copied() -> None:
    """Everything that is copied exists, and is let through to the builder; no secret is."""
    let_in = set(re.findall(r"(?m)^!(\S+)", (ROOT / ".dockerignore").read_text()))
    copied = [
        source
        for stage in stages()
        for one in stage
        if one.name == "COPY" and "--from" not in one.rest
        for source in one.words[:-1]
    ]

    assert all((ROOT / source).exists() for source in copied)
    assert let_in == {source.partition("/")[0] for source in copied}


def test_its_settings() -> None:
    """The image and compose.yaml set only what the bot knows."""
    *_, last = stages()
    [environment] = [one.rest for one in last if one.name == "ENV"]
    named = set(re.findall(r"(\w+)=", environment)) - {"PATH"}

    assert named <= KNOWN
    assert set(_compose()["services"]["bot"]["environment"]) <= KNOWN


def test_compose() -> None:
    """Services wait for others that exist, images have versions, and passwords none."""
    text = (ROOT / "compose.yaml").read_text("utf-8")
    compose = _compose()
    services = compose["services"]

    assert set(re.findall(r"\$\{(\w+):\?\}", text)) == ASKED
    assert not re.search(r"\$\{\w+\}|\$\{\w+:-", text), "none has a default"
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert re.search(r":v?\d", service.get("image", ":1"))
        for volume in service.get("volumes", []):
            assert volume.partition(":")[0] in compose["volumes"]
    documented = (ROOT / "docs" / "running.md").read_text("utf-8")
    assert all(name in documented for name in ASKED)
