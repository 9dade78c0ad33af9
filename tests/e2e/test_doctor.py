"""`avatar-bot doctor` finds what is wrong, names it, and says how to mend it."""

import json

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa

from tests.e2e.conftest import Logs, MakeWorld
from tests.e2e.world import World

from adapters.sql.tables import accounts, received_updates
from entrypoints import doctor
from entrypoints.cli import main


#: At the default prices a training is sold below its cost.
DEAR: Final = {"price_training": 1000, "price_picture": 100}


async def _red(world: World, **changed: object) -> dict[str, doctor.Finding]:
    settings = world.settings.model_copy(update=changed)
    found = await doctor.examine(settings, {})
    return {each.check: each for each in found if not each.well}


async def test_all_is_well(run_world: MakeWorld) -> None:
    """A bot that runs has nothing red, and the doctor disturbs nothing."""
    async with run_world(**DEAR) as world:
        await world.visitor().comes()
        found = await doctor.examine(world.settings, {})

    assert [] == [each for each in found if not each.well]
    assert 15 == len(found)


async def _taller_balance(world: World) -> None:
    async with world.engine.begin() as connection:
        await connection.execute(
            sa.update(accounts)
            .where(accounts.c.holder == 1001)
            .values(balance=accounts.c.balance + 1)
        )


async def _late_update(world: World) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    async with world.engine.begin() as connection:
        await connection.execute(
            sa.insert(received_updates).values(
                update_id=1,
                line=1,
                kind="message",
                body="{}",
                received_at=long_ago,
                due_at=long_ago,
                starts=0,
                answered=False,
            )
        )


async def _newer_database(world: World) -> None:
    async with world.engine.begin() as connection:
        await connection.execute(
            sa.text("UPDATE alembic_version SET version_num = '9999'")
        )


async def test_wrong_rows(make_world: MakeWorld) -> None:
    """Trouble in the database is red under its own name, with the mend."""
    async with make_world(**DEAR) as world:
        await world.start()
        await world.visitor().comes()
        await world.stop()
        for harm, check, mend in (
            (_taller_balance, "ledger", "restore a backup"),
            (_late_update, "queue", "start avatar-bot run"),
            (_newer_database, "database", "update the program"),
        ):
            await harm(world)
            red = await _red(world)
            assert mend in red[check].mend


async def test_wrong_settings(run_world: MakeWorld) -> None:
    """Each setting that leads nowhere is red under its own name, with the mend."""
    nowhere = "http://127.0.0.1:9"
    async with run_world(**DEAR) as world:
        for check, changed, mend in (
            ("storage", {"storage_url": "/dev/null/x"}, "may write to"),
            ("public url", {"public_url": nowhere}, "reverse proxy"),
            ("telegram", {"public_url": None}, "one bot only"),
            ("telegram", {"telegram_api_url": nowhere}, "BOT_TOKEN"),
            ("clock", {"telegram_api_url": nowhere}, "reached"),
            ("fal.ai key", {"fal_url": nowhere}, "kind API"),
            ("fal.ai balance", {"fal_url": nowhere}, "reached"),
            ("fal.ai models", {"upscaler_model": "fal-ai/gone"}, "FAMILIES"),
            ("fal.ai signatures", {"fal_url": nowhere}, "reached"),
            ("prices", {"price_training": 1}, "TOP_UP_PACKAGES"),
            ("signing", {"c2pa_key": Path("none.pem")}, "set both"),
        ):
            red = await _red(world, **changed)
            assert mend in red[check].mend


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_command(
    options: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without settings there is one red line, and the exit status is 1."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", "canary")
    monkeypatch.setenv("FAL_KEY", "id:canary")

    assert 1 == main(["doctor", *options])

    said = capsys.readouterr().out
    assert "canary" not in said
    if options:
        [finding] = json.loads(said)
        assert ("settings", False) == (finding["check"], finding["well"])
        assert finding["mend"]
    else:
        assert said.startswith("BAD  settings: BOT_TOKEN: it must be two parts")


def test_nobody_answers(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logs: Logs,
) -> None:
    """Where nothing can be reached, each line is red, short, and shows no secret."""
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "BOT_TOKEN": "123456:canary-canary-canary",
        "FAL_KEY": "id:canary-canary",
        "TELEGRAM_API_URL": "http://127.0.0.1:9",
        "FAL_URL": "http://127.0.0.1:9",
        "DATABASE_URL": "postgres://u:canary-word@127.0.0.1:9/d",
    }.items():
        monkeypatch.setenv(name, value)

    assert 1 == main(["doctor"])

    said = capsys.readouterr().out
    assert "canary" not in said
    assert "BAD  database: DATABASE_URL: nothing answers at 127.0.0.1:9" in said
    assert not (tmp_path / "data" / "avatar.db").exists()
