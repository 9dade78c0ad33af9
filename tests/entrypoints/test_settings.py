"""Settings: sensible defaults, and a wrong one says what to do."""

import re

from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.money import package

from adapters.fal import SUBMIT_SECONDS
from avatar_core import Models, Policy, PriceBook
from entrypoints import settings
from entrypoints.environment import StartError, meaning


GOOD = {"BOT_TOKEN": "1:abc", "FAL_KEY": "id:canary-secret"}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Set only the settings of a test."""
    monkeypatch.chdir(tmp_path)
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def test_defaults() -> None:
    """A token and a key are enough; prices, limits and models are the library's.

    Only first pictures, which cost the owner something, are not the library's default.
    """
    loaded = settings.load()

    assert loaded.public_url is None
    assert "127.0.0.1:8080" == loaded.listen
    assert frozenset() == loaded.admin_ids
    library = PriceBook(), Policy(preview_pictures=2), Models()
    assert library == (loaded.prices, loaded.policy, loaded.models)


def test_env_file(tmp_path: Path) -> None:
    """A file named .env in the working directory is read."""
    (tmp_path / ".env").write_text("PRICE_PICTURE=7\nADMIN_IDS=1, 2\n")

    loaded = settings.load()

    assert 7 == loaded.prices.picture
    assert {1, 2} == loaded.admin_ids


def test_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages are written as credits and Stars."""
    monkeypatch.setenv("TOP_UP_PACKAGES", " 100:99, 250:225,")

    assert (package(100, 99), package(250, 225)) == settings.load().packages


def test_a_short_lease_pays_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even with a short lease a POST has ended before it is repeated."""
    monkeypatch.setenv("LEASE_SECONDS", "1")

    policy = settings.load().policy

    assert timedelta(seconds=1) == policy.lease
    assert policy.settle > timedelta(seconds=SUBMIT_SECONDS)


@pytest.mark.parametrize(
    ("name", "value", "limit"),
    [
        ("FAL_CONCURRENCY", "7", {"concurrency": 7}),
        ("MAX_OPEN_JOBS", "3", {"max_open_jobs": 3}),
        ("PREVIEW_PICTURES", "0", {"preview_pictures": 0}),
        ("SPARE_PICTURES", "3", {"spare_pictures": 3}),
        ("LEASE_SECONDS", "9", {"lease": timedelta(seconds=9)}),
        ("PHOTO_RETENTION_DAYS", "4", {"photo_retention": timedelta(days=4)}),
    ],
)
def test_limits(
    name: str, value: str, limit: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each setting changes its own limit only."""
    default = settings.load().policy
    monkeypatch.setenv(name, value)

    assert attrs.evolve(default, **limit) == settings.load().policy


def test_local_bot_api_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder of a local Bot API server requires its address and must exist."""
    monkeypatch.setenv("TELEGRAM_API_DIR", str(tmp_path))
    with pytest.raises(StartError, match="server of TELEGRAM_API_URL"):
        settings.load()

    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081")
    assert tmp_path == settings.load().telegram_api_dir

    monkeypatch.setenv("TELEGRAM_API_DIR", str(tmp_path / "none"))
    with pytest.raises(StartError, match="no such folder"):
        settings.load()


def test_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing setting is reported, and the sandbox is suggested."""
    monkeypatch.delenv("BOT_TOKEN")

    with pytest.raises(StartError, match="BOT_TOKEN: it is missing") as e:
        settings.load()

    assert "avatar-bot sandbox" in str(e.value)


#: Words of pydantic's, which are for programmers.
THEIR_WORDS = re.compile(
    r"Input|Value error|valid (boolean|integer|number|decimal|URL|string)|parse|"
    r"validation|unexpected|after validation|cannot be read|\]\("
)
NONSENSE = (
    "\u00e9 \U0001f600",
    "-1",
    "0",
    "1e999",
    "nan",
    ",",
    "1.5",
    "a" * 500,
    "[1]",
)


@pytest.mark.parametrize("name", settings.Settings.model_fields)
def test_nonsense(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any nonsense is refused in our own words, or taken as it is."""
    for nonsense in NONSENSE:
        monkeypatch.setenv(name.upper(), nonsense)
        try:
            settings.load()
        except StartError as error:
            said = str(error)
            assert said.startswith(f"{name.upper()}: ")
            assert "\n" not in said
            assert THEIR_WORDS.search(said) is None, said


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("WORKERS", "many", "it must be a whole number"),
        ("WORKERS", "0", "it must be at least 1"),
        ("WORKERS", "101", "it must be at most 100"),
        ("SWEEP_SECONDS", "0", "it must be more than 0"),
        ("SWEEP_SECONDS", "soon", "it must be a number"),
        ("STAR_WORTH_USD", "nan", "it must be a number"),
        ("AI_BADGE", "perhaps", "it must be true or false"),
        ("SUPPORT_CONTACT", "a" * 101, "it must have at most 100 characters"),
        ("LANGUAGE_MODELS", ",", "it must name at least one"),
        ("FAL_URL", "somewhere", "it must look like https://bot.example"),
        ("FAL_KEY", "\u00e9:canary", "it must be two parts with a colon"),
        ("BOT_TOKEN", "me:canary", "its first part must be the bot's id"),
        ("PACKS_DIR", "nowhere", "there is no such folder"),
        ("FAMILIES", "flux", "unknown families: flux; known are flux-portrait, "),
    ],
)
def test_wrong(
    name: str, value: str, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong is said before what the setting means."""
    monkeypatch.setenv(name, value)

    with pytest.raises(StartError) as caught:
        settings.load()

    assert str(caught.value).startswith(f"{name}: {wrong}")
    assert "canary" not in str(caught.value)


def test_env_file_in_another_encoding(tmp_path: Path) -> None:
    """A `.env` that an editor saved as UTF-16 is named."""
    (tmp_path / ".env").write_text("PRICE_PICTURE=7\n", encoding="utf-16")

    with pytest.raises(StartError, match=r"\.env is not in UTF-8"):
        settings.load()


def test_secrets_are_not_shown() -> None:
    """Printed settings show no secret."""
    assert "canary" not in repr(settings.load())


def test_every_setting_is_documented() -> None:
    """Each has a meaning, which is in the table of the docs."""
    assert all(map(meaning, settings.Settings.model_fields.values()))
