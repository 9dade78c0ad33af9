"""Settings: sensible defaults, and a wrong one says what to do."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.money import package

from adapters.fal import SUBMIT_SECONDS
from avatar_core import Models, Policy, PriceBook
from entrypoints import settings


GOOD = {"BOT_TOKEN": "1:abc", "FAL_KEY": "id:canary-secret"}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only what a test sets is set."""
    monkeypatch.chdir(tmp_path)
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def test_defaults() -> None:
    """A token and a key are enough."""
    loaded = settings.load()

    assert loaded.public_url is None
    assert "127.0.0.1:8080" == loaded.listen
    assert frozenset() == loaded.admin_ids


def test_the_librarys_own_defaults() -> None:
    """Nothing said, prices, times, limits and models are those of the library."""
    loaded = settings.load()

    assert PriceBook() == loaded.prices
    assert Policy() == loaded.policy
    assert Models() == loaded.models


def test_env_file(tmp_path: Path) -> None:
    """A file named .env in the working directory is read."""
    (tmp_path / ".env").write_text("PRICE_PICTURE=7\nADMIN_IDS=1, 2\n")

    loaded = settings.load()

    assert 7 == loaded.prices.picture
    assert {1, 2} == loaded.admin_ids


def test_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be bought is written as credits and Stars."""
    monkeypatch.setenv("TOP_UP_PACKAGES", " 100:99, 250:225,")

    assert (package(100, 99), package(250, 225)) == settings.load().packages


def test_a_short_lease_pays_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """However short the lease, no POST can still be on its way when it is repeated."""
    monkeypatch.setenv("LEASE_SECONDS", "1")

    policy = settings.load().policy

    assert timedelta(seconds=1) == policy.lease
    assert policy.settle > timedelta(seconds=SUBMIT_SECONDS)


@pytest.mark.parametrize(
    ("name", "value", "policy"),
    [
        ("FAL_CONCURRENCY", "7", Policy(concurrency=7)),
        ("MAX_OPEN_JOBS", "3", Policy(max_open_jobs=3)),
        ("LEASE_SECONDS", "9", Policy(lease=timedelta(seconds=9))),
        ("PHOTO_RETENTION_DAYS", "4", Policy(photo_retention=timedelta(days=4))),
    ],
)
def test_limits(
    name: str, value: str, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is set is what holds, and nothing else changes with it."""
    monkeypatch.setenv(name, value)

    assert policy == settings.load().policy


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "abc"),
        ("FAL_KEY", "canary-secret"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("LISTEN", "8080"),
        ("PUBLIC_URL", "bot.example"),
        ("ADMIN_IDS", "anna"),
        ("PRICE_PICTURE", "-1"),
        ("WORKERS", "0"),
        ("TOP_UP_PACKAGES", ","),
        ("TOP_UP_PACKAGES", "100"),
        ("TOP_UP_PACKAGES", "0:1"),
        ("TOP_UP_PACKAGES", "100:10001"),
        ("SWEEP_SECONDS", "never"),
    ],
)
def test_wrong(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong setting is named with its meaning, and never repeated if secret."""
    monkeypatch.setenv(name, value)

    with pytest.raises(settings.StartError) as caught:
        settings.load()

    said = str(caught.value)
    meaning = settings.meaning(settings.Settings.model_fields[name.lower()])
    assert said.startswith(f"{name}: ")
    assert meaning
    assert meaning in said
    assert "canary" not in said


def test_local_bot_api_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder of a local Bot API server goes with its address, and is there."""
    monkeypatch.setenv("TELEGRAM_API_DIR", str(tmp_path))
    with pytest.raises(settings.StartError, match="server of TELEGRAM_API_URL"):
        settings.load()

    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081")
    assert tmp_path == settings.load().telegram_api_dir

    monkeypatch.setenv("TELEGRAM_API_DIR", str(tmp_path / "none"))
    with pytest.raises(settings.StartError, match="no such folder"):
        settings.load()


def test_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing setting is said to be missing, and the sandbox is offered."""
    monkeypatch.delenv("BOT_TOKEN")

    with pytest.raises(settings.StartError, match="BOT_TOKEN: it is missing") as e:
        settings.load()

    assert "avatar-bot sandbox" in str(e.value)


def test_secrets_are_not_shown() -> None:
    """Printed settings show no secret."""
    assert "canary" not in repr(settings.load())


def test_every_setting_is_documented() -> None:
    """Each has a meaning, which is in the table of the docs."""
    assert all(map(settings.meaning, settings.Settings.model_fields.values()))
