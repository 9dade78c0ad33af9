"""A poor set of photos becomes a good one, seen by dlib for real."""

from collections.abc import Sequence
from functools import partial

import pytest

from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor
from tests.e2e.world import World

from adapters.faces import is_installed
from adapters.sql.tables import likenesses, photos, postings, trainings
from avatar_core.coach import THRESHOLDS
from entrypoints.sandbox.sample_photos import poor_photos, sample_photos


pytestmark = pytest.mark.skipif(
    not is_installed(), reason="dlib has no wheel for this system"
)


async def _looked_at(world: World, anna: Visitor, column: str = "faces") -> None:
    """Open the card until all photos were looked at: a busy machine takes a while."""

    async def so() -> bool:
        await anna.presses("Which photos are good?")
        await anna.presses("Back to uploading")
        await world.handled()
        return all(row[column] is not None for row in await world.rows(photos))

    await world.until(so)


def _fewer_than(count: int, rows: Sequence[object]) -> bool:
    return len(rows) < count


async def test_a_poor_set_is_coached_to_a_good_one(run_world: MakeWorld) -> None:
    """The marked photos are dropped, better ones are sent, and the order says so."""
    async with run_world(coach=True, preview_pictures=2) as world:
        anna = world.visitor()
        await anna.begins_avatar()
        await anna.person.send_album(poor_photos())
        await anna.sees_count(12)
        await _looked_at(world, anna)
        await anna.sees("7 good", "2 blurred, 1 too dark, 2 much like others")

        await anna.presses("compare the faces")
        await _looked_at(world, anna, "distance")
        await anna.sees("6 good", "1 shows somebody else", "2 blurred, 1 too dark")
        await anna.presses("Continue to training")
        await anna.sees("Photos ready: ", "I ask this only once")
        await anna.presses("Improve the photos")
        await anna.presses("marked ones (6)")
        for _ in range(6):
            before = len(await world.rows(photos))
            await anna.presses("Drop this photo")
            await world.until_rows(photos, partial(_fewer_than, before))
            await world.handled()
        await anna.sees("No photos are marked any more")

        await anna.presses("Back to uploading")
        await anna.person.send_album(sample_photos()[6:])
        await anna.sees_count(12)
        await _looked_at(world, anna, "distance")
        await anna.sees("All 12 photos are good.")
        await anna.presses("Continue to training")
        await anna.sees("Everything ready?", "of 100")
        await anna.presses("Start the training")
        await anna.sees("“Summer” is ready!", "first picture, a gift")

        [order] = await world.rows(trainings)
        assert order["readiness"] >= 70
        assert order["marks"] == {}
        [likeness] = await world.rows(likenesses)
        assert likeness["score"] >= THRESHOLDS.likeness


async def test_an_avatar_like_somebody_else_is_trained_again_free(
    run_world: MakeWorld,
) -> None:
    """Its person is told honestly, changes the photos, and pays for one training."""
    async with run_world(coach=True, preview_pictures=1) as world:
        anna = world.visitor()
        await anna.begins_avatar()
        await anna.person.send_album(sample_photos()[:12])
        await anna.sees_count(12)
        await _looked_at(world, anna)
        await anna.presses("compare the faces")
        await _looked_at(world, anna, "distance")
        world.fal.faults.train_somebody_else()
        await anna.presses("Continue to training")
        await anna.presses("Start the training")
        await anna.sees("“Summer” is ready!", "not close enough", "free of charge")

        await anna.presses("Train once more, free")
        await anna.sees("There is one such training")
        await anna.presses("Yes, change the photos")
        await anna.sees_count(12)
        await anna.presses("Continue to training")
        await anna.sees("This training is a gift")
        await anna.presses("Start the training · 0 credits")
        await world.until_rows(likenesses, lambda rows: len(rows) == 2)

        posted = await world.rows(postings)
        assert [150] == [one["amount"] for one in posted if one["reason"] == "capture"]
        assert [150] == [
            one["amount"] for one in posted if one["reason"] == "retraining"
        ]
        scores = sorted(one["score"] for one in await world.rows(likenesses))
        assert scores[0] < THRESHOLDS.likeness <= scores[1]
