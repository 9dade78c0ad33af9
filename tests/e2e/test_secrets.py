"""No secret is logged, stored or sent after a failure."""

import asyncio
import shutil

from contextlib import suppress
from pathlib import Path
from typing import Final

import aiohttp

from tests.e2e.conftest import MakeWorld
from tests.e2e.settings import HastySettings
from tests.e2e.world import World

from adapters.sql.tables import metadata
from entrypoints.parts import Purpose, derived_secret, secrets_of


OLGA: Final = 1007
TOKEN: Final = "123456:canary-Token-with-40-letters-and-digits"
FAL_KEY: Final = "canary-key-id:canary-key-secret"
#: The parts of the secrets that must not appear anywhere.
CANARIES: Final = (
    "canary-Token",
    "canary-key-secret",
    "canary-password",
    "canary-aws-secret",
    "canary-aws-session",
)


async def test_a_run_with_errors_of_every_kind_tells_no_secret(
    make_world: MakeWorld,
) -> None:
    """Fal.ai, Telegram, the storage and the database fail: no secret appears anywhere."""
    async with make_world(
        token=TOKEN, fal_key=FAL_KEY, admin_ids=frozenset({OLGA})
    ) as world:
        await world.start_process()
        anna, olga = world.visitor(), world.visitor(OLGA, "Olga")
        await olga.comes()
        world.fal.faults.refuse_submit(503, times=2)
        world.fal.faults.jwks_down(times=3)
        await anna.has_avatar()
        await world.fal.stop()
        await anna.orders_pictures(2)
        await olga.sees("A job is in trouble")
        kept = await _kept_and_told(world)
        assert (await world.job())["detail"]
        blobs = Path(world.settings.storage_url)
        await world.telegram.stop()
        _break(blobs)
        process = world.processes[-1]

        # Its third file is memory: cut short, it ends the process and the log.
        for each in ("avatar.db", "avatar.db-wal"):
            (blobs.parent / each).write_bytes(b"no database at all" * 1000)
        async with aiohttp.ClientSession() as session, asyncio.timeout(40):
            while len({line["event"] for line in process.errors}) < 2:
                # A product whose database is rubbish may close a connection.
                with suppress(aiohttp.ClientError):
                    for path in ("health", "fal/canary-of-a-stranger", "telegram"):
                        async with session.post(f"{world.url}/{path}"):
                            pass
                    async with session.get(f"{world.url}/health"):
                        pass
        await process.kill()
        secrets = [
            *CANARIES,
            *(derived_secret(world.settings, purpose) for purpose in Purpose),
        ]
        said = "\n".join([*map(str, process.lines), kept])

    assert [secret for secret in secrets if secret in said] == []


async def _kept_and_told(world: World) -> str:
    """Return every row and every call to Telegram, as text."""
    rows = [row for table in metadata.sorted_tables for row in await world.rows(table)]
    told = [call for call in world.telegram.calls if call.method != "setWebhook"]
    return "\n".join(map(str, [*rows, *told]))


def _break(storage: Path) -> None:
    shutil.rmtree(storage)
    storage.write_text("no directory")


def test_every_secret_setting_is_known(tmp_path: Path) -> None:
    """Every secret setting is among the secrets removed from the log."""
    settings = HastySettings.model_validate(
        {
            "bot_token": TOKEN,
            "fal_key": FAL_KEY,
            "database_url": "postgresql://bot:canary-password@127.0.0.1/bot",
        }
    )
    environment = {
        "AWS_SECRET_ACCESS_KEY": "canary-aws-secret",
        "AWS_SESSION_TOKEN": "canary-aws-session",
    }
    known = secrets_of(settings, environment)

    assert all(any(canary in secret for secret in known) for canary in CANARIES)
    assert {derived_secret(settings, purpose) for purpose in Purpose} <= known
