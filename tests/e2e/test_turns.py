"""Taking turns at fal.ai, over HTTP."""

from pathlib import Path

from tests.e2e.conftest import MakeWorld

from avatar_core import JobKind


BORIS = 1002
PICTURES = 20
ORDERS = 10
_PACK = """
title: {en: Many}
description: {en: Very many pictures}
size: 1:1
prompts:
"""


async def test_two_hundred_pictures_do_not_delay_anothers_first(
    make_world: MakeWorld, tmp_path: Path
) -> None:
    """While one person's 200 wait, at most one for each place goes before another's."""
    packs = tmp_path / "packs"
    packs.mkdir()
    prompts = [f"  - scene {number} with {{trigger}}" for number in range(PICTURES)]
    (packs / "many.yaml").write_text(_PACK + "\n".join(prompts))
    async with make_world(
        packs_dir=packs, welcome_credits=5000, max_open_jobs=50, fal_concurrency=2
    ) as world:
        await world.start()
        anna, boris = world.visitor(), world.visitor(BORIS, "Boris")
        await anna.has_avatar()
        await boris.has_avatar()
        for _ in range(ORDERS):
            before = anna.last_id
            await anna.asks("/start pack_many", "Very many pictures")
            await anna.presses(f"Make {PICTURES} pictures")
            await anna.sees_new(before, "Many")
        ordered = [job for job in await world.jobs() if job["person"] == anna.person.id]
        assert PICTURES * ORDERS + 1 == len(ordered)

        await boris.orders_pictures(1)
        await boris.receives(1)

        jobs = await world.jobs()
        [his] = [
            job
            for job in jobs
            if job["person"] == BORIS and job["kind"] == JobKind.GENERATION
        ]
        between = [
            job
            for job in jobs
            if job["person"] == anna.person.id
            and job["submitted_at"] is not None
            and his["created_at"] < job["submitted_at"] < his["submitted_at"]
        ]
        assert len(between) <= world.settings.fal_concurrency
        assert any(job["submitted_at"] is None for job in jobs)
