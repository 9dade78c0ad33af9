"""The main job from /start to pictures, in every configuration."""

from pathlib import Path
from urllib.parse import urlsplit

from tests.databases import postgres_url
from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor, sizes_of
from tests.e2e.world import World
from tests.hosts import pgbouncer

from adapters.sql import check_books, open_engine
from avatar_core import AvatarStatus, HoldStatus, JobStatus, Size
from entrypoints.product import running
from entrypoints.sandbox.access import Ports, settings
from entrypoints.sandbox.emulators import emulators
from entrypoints.settings import load


async def _whole_job(world: World, anna: Visitor) -> None:
    await anna.is_ready_to_train(count=12)
    assert await anna.balance() == (200, 0)
    await anna.says("/avatars", "My avatars", "You have 1 avatar.")
    await anna.presses("📸 Summer")
    await anna.presses("Continue to training")
    await anna.presses("Start the training")
    # The credits are held at first, and spent at the end.
    balance = await world.balance()
    assert balance.available + balance.held in {200, 50}
    await anna.sees("“Summer” is ready!", "150 credits spent, 50 left")
    assert await anna.balance() == (50, 0)
    [training] = world.fal.requests
    assert training.endpoint == "fal-ai/flux-lora-portrait-trainer"
    assert training.input["trigger_phrase"].startswith("av")
    assert training.images == 12
    [avatar] = await world.avatars()
    assert avatar["status"] is AvatarStatus.COMPLETED

    await anna.orders_pictures(3, "on the Moon, cinematic", "Wide 16:9")
    await anna.receives(3)
    await anna.sees("Here you are!", "15 credits spent, 35 left")
    assert await anna.balance() == (35, 0)
    assert sizes_of(anna.received) == [(1280, 720)] * 3

    [_, drawing] = world.fal.requests
    [order] = await world.generations()
    assert drawing.endpoint == order["model"] == "fal-ai/flux-lora"
    assert order["words"] == "on the Moon, cinematic"
    trigger = training.input["trigger_phrase"]
    assert order["prompt"] == f"photo of {trigger} woman, on the Moon, cinematic"
    assert drawing.input["prompt"] == order["prompt"]
    assert drawing.input["seed"] == order["seed"]
    assert order["size"] is Size.WIDE
    assert drawing.input["image_size"] == {"width": 1280, "height": 720}
    assert drawing.input["num_images"] == order["count"] == 3
    assert order["weights_key"] == avatar["weights_key"]
    assert drawing.input["loras"][0]["scale"] == order["scale"]

    job = await world.job()
    assert (job["status"], job["delivered"]) == (JobStatus.SUCCEEDED, 3)
    statuses = {hold["status"] for hold in await world.holds()}
    assert statuses == {HoldStatus.CAPTURED}

    await anna.orders_pictures(1, "as a sailor", "Portrait 3:4")
    await anna.receives(4)
    lone = anna.received[-1]
    assert "5 credits spent, 30 left" in (lone.caption or "")
    assert sizes_of([lone]) == [(864, 1152)]
    assert await anna.balance() == (30, 0)


async def test_the_first_picture_is_five_taps_away(anna: Visitor) -> None:
    """Photos first, in two albums, then five taps and not one typed word."""
    await anna.comes()
    await anna.sends_photos(12)
    await anna.sees("Who is in them?", "called “Anna”")
    for tap in ("Woman", "I agree", "Start the training"):
        await anna.presses(tap)
    ready = await anna.sees("“Anna” is ready!")
    scene, _, _ = (row[0].text for row in ready.buttons[:3])
    await anna.presses(scene)
    await anna.presses("🎨 Make 1 picture")
    await anna.receives(1)
    assert anna.said("Who is in them?") == 0


async def test_from_photos_to_pictures_with_webhooks(
    world: World, anna: Visitor
) -> None:
    """With webhooks, fal.ai downloads the archive from our own server."""
    await _whole_job(world, anna)
    training, *_ = world.fal.requests
    assert urlsplit(training.input["images_data_url"]).path.startswith("/blobs/")


async def test_from_photos_to_pictures_by_polling(run_world: MakeWorld) -> None:
    """Without a public URL files are uploaded to fal.ai, and both services are polled."""
    async with run_world(webhooks=False) as world:
        await _whole_job(world, world.visitor())
        training, *_ = world.fal.requests
        assert training.webhook_url is None
        assert training.input["images_data_url"].startswith(f"{world.fal.url}/files")


async def test_from_photos_to_pictures_on_postgresql(run_world: MakeWorld) -> None:
    """The main job works on PostgreSQL, which starts empty."""
    async with run_world(database_url=postgres_url(migrated=False)) as world:
        await _whole_job(world, world.visitor())


async def test_from_photos_to_pictures_through_pgbouncer(
    run_world: MakeWorld,
) -> None:
    """The main job works behind a pooler in transaction mode."""
    with pgbouncer(postgres_url()) as url:
        # Wakes in memory make it prompt, not the sweep.
        async with run_world(database_url=url, sweep_seconds=3600) as world:
            await _whole_job(world, world.visitor())


async def test_the_sandbox_is_the_product(tmp_path: Path) -> None:
    """The sandbox trains, enriches a prompt and makes a picture."""
    ports = Ports.free(0)
    async with (
        emulators(
            ports, tmp_path, training_seconds=0.4, picture_seconds=0.1
        ) as sandbox,
        running(load(**settings(ports, tmp_path))),
    ):
        anna = Visitor(sandbox.telegram.person(1001, "Anna", "en"))
        await anna.has_avatar()
        await anna.orders_pictures(1)
        await anna.receives(1)
        # One of them is for better words, and one for the first pictures.
        assert sandbox.fal.submits_taken == 4
    engine = open_engine(f"sqlite:///{tmp_path / 'avatar.db'}")
    await check_books(engine)
    await engine.dispose()
