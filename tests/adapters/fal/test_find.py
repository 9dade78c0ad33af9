"""Looking a request up in fal's books."""

from datetime import timedelta
from functools import partial
from typing import Any

import attrs
import pytest

from tests.adapters.fal.loopback import (
    KEY,
    NOW,
    Answer,
    Loopback,
    drops,
    says,
    writes,
)

from adapters.fal import FalClient, FalProvider
from avatar_core.errors import ProviderUnavailableError
from avatar_core.testing.orders import GENERATION, TRAINING


BOOKS = "/api/v1/models/requests/by-endpoint"


def entry(
    request_id: str, arguments: object, *, seconds: float = 0.0
) -> dict[str, Any]:
    """Return an entry of the books, sent so long after NOW."""
    sent_at = (NOW + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
    return {"request_id": request_id, "sent_at": sent_at, "json_input": arguments}


def page(*entries: dict[str, Any], then: str | None = None) -> Answer:
    """Return one page of the books."""
    return says({"items": entries, "has_more": then is not None, "next_cursor": then})


async def test_training_on_second_page(server: Loopback, trainer: FalProvider) -> None:
    """A training is found by its trigger word, however many pages it takes."""
    server.on(
        BOOKS,
        page(entry("other", {"trigger_phrase": "someone"}), then="c2"),
        page(entry("mine", {"trigger_phrase": TRAINING.trigger, "steps": 1000})),
    )

    assert "mine" == await trainer.find(TRAINING, since=NOW)

    first, second = server.calls
    assert {
        "endpoint_id": TRAINING.model,
        "start": "2026-11-20T11:59:00+00:00",
        "limit": "100",
        "expand": "payloads",
    } == first.query
    assert {**first.query, "cursor": "c2"} == second.query
    assert f"Key {KEY}" == first.headers["Authorization"]


async def test_generation_by_seed_and_prompt(
    server: Loopback, generator: FalProvider
) -> None:
    """A generation is found by its seed and prompt together."""
    mine = {"seed": GENERATION.seed, "prompt": GENERATION.prompt}
    server.on(
        BOOKS,
        page(
            entry("a", {**mine, "seed": 1}),
            entry("b", {**mine, "prompt": "else"}),
            entry("mine", mine),
            entry("c", {}),
        ),
    )

    assert "mine" == await generator.find(GENERATION, since=NOW)


async def test_z_image_caption(server: Loopback, trainer: FalProvider) -> None:
    """The trigger is looked for under the trainer's own name of it."""
    order = attrs.evolve(TRAINING, model="fal-ai/z-image-turbo-trainer-v2")
    server.on(BOOKS, page(entry("mine", {"default_caption": order.trigger})))

    assert "mine" == await trainer.find(order, since=NOW)


async def test_not_there(server: Loopback, trainer: FalProvider) -> None:
    """Books that are in order and do not have it say so."""
    server.on(BOOKS, page(entry("other", {"trigger_phrase": "someone"})))

    assert None is await trainer.find(TRAINING, since=NOW)


@pytest.mark.parametrize(
    ("seconds", "found"), [(-61, False), (-59, True), (0, True), (3600, True)]
)
async def test_since(
    server: Loopback, trainer: FalProvider, seconds: float, found: bool
) -> None:
    """What was sent earlier is another request; a minute is left for the clocks."""
    mine = {"trigger_phrase": TRAINING.trigger}
    server.on(BOOKS, page(entry("mine", mine, seconds=seconds)))

    assert ("mine" if found else None) == await trainer.find(TRAINING, since=NOW)


async def test_nearest(server: Loopback, trainer: FalProvider) -> None:
    """Of several matches the one sent nearest to the time asked for is meant."""
    mine = {"trigger_phrase": TRAINING.trigger}
    server.on(
        BOOKS,
        page(
            entry("later", mine, seconds=40),
            entry("mine", mine, seconds=-2),
            entry("before", mine, seconds=-50),
        ),
    )

    assert "mine" == await trainer.find(TRAINING, since=NOW)


async def test_in_doubt_about_the_time_the_search_begins_earlier(
    server: Loopback,
) -> None:
    """By as much as our clock may be ahead of fal's: else a POST would be made again."""
    mine = {"trigger_phrase": TRAINING.trigger}
    server.on(BOOKS, page(entry("mine", mine, seconds=-3600)))

    found = []
    for hours in (0, 1):
        async with FalClient(
            KEY, api_url=f"{server.url}/api", doubt=partial(timedelta, hours=hours)
        ) as client:
            found.append(await FalProvider(client).find(TRAINING, since=NOW))

    assert [None, "mine"] == found


async def test_one_that_is_known_is_passed_over(
    server: Loopback, trainer: FalProvider
) -> None:
    """Of two for one order the known one is not meant, even if it is nearer."""
    mine = {"trigger_phrase": TRAINING.trigger}
    server.on(BOOKS, page(entry("dead", mine), entry("mine", mine, seconds=40)))

    assert "mine" == await trainer.find(TRAINING, since=NOW, besides=["dead"])
    both = ["dead", "mine"]
    assert None is await trainer.find(TRAINING, since=NOW, besides=both)


async def test_hidden_input(server: Loopback, trainer: FalProvider) -> None:
    """Books that hide what was sent cannot say that it is not there."""
    server.on(BOOKS, page(entry("x", None)))

    with pytest.raises(ProviderUnavailableError):
        await trainer.find(TRAINING, since=NOW)


async def test_old_hidden_input(server: Loopback, trainer: FalProvider) -> None:
    """Of entries from before our time nothing needs to be known."""
    server.on(BOOKS, page(entry("x", None, seconds=-3600)))

    assert None is await trainer.find(TRAINING, since=NOW)


@pytest.mark.parametrize(
    "answer",
    [
        drops,
        writes("", 500),
        says({"detail": "admin key needed"}, 403),
        says({"detail": "not found"}, 404),
        writes("not json"),
        says([]),
        says({"items": []}),
        says({"items": None, "has_more": False}),
        says({"items": [None], "has_more": False}),
        says({"items": [], "has_more": True}),
        says({"items": [{"request_id": "x", "json_input": {}}], "has_more": False}),
        says(
            {
                "items": [
                    {"request_id": "x", "sent_at": "2026-11-20", "json_input": {}}
                ],
                "has_more": False,
            }
        ),
        page(entry("../x", {"trigger_phrase": TRAINING.trigger})),
    ],
)
async def test_unavailable(
    server: Loopback, trainer: FalProvider, answer: Answer
) -> None:
    """Books that cannot be read are unavailable, never empty."""
    server.on(BOOKS, answer)

    with pytest.raises(ProviderUnavailableError):
        await trainer.find(TRAINING, since=NOW)


async def test_endless(server: Loopback, trainer: FalProvider) -> None:
    """Books that never end are given up."""
    server.on(BOOKS, page(then="again"))

    with pytest.raises(ProviderUnavailableError):
        await trainer.find(TRAINING, since=NOW)

    assert 50 == len(server.calls)
