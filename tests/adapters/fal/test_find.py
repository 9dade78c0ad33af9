"""Finding a request in fal's list."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests.adapters.fal.loopback import KEY, NOW, UNREADABLE, Answer, Loopback, says

from adapters.fal import FalAddresses, FalClient, FalProvider
from avatar_core.errors import ProviderUnavailableError
from avatar_core.testing.orders import TRAINING


BOOKS = "/api/v1/models/requests/by-endpoint"


def entry(
    request_id: str, arguments: object, *, seconds: float = 0.0
) -> dict[str, Any]:
    """Return an entry, sent that many seconds after NOW."""
    sent_at = (NOW + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
    return {"request_id": request_id, "sent_at": sent_at, "json_input": arguments}


def page(*entries: dict[str, Any], then: str | None = None) -> Answer:
    """Return one page of the list."""
    return says({"items": entries, "has_more": then is not None, "next_cursor": then})


async def test_second_page(server: Loopback, provider: FalProvider) -> None:
    """All pages are read until the request is found."""
    server.on(
        BOOKS,
        page(entry("other", {"trigger_phrase": "someone"}), then="c2"),
        page(entry("mine", {"trigger_phrase": TRAINING.trigger, "steps": 1000})),
    )

    assert "mine" == await provider.find(TRAINING, since=NOW)

    first, second = server.calls
    assert {
        "endpoint_id": TRAINING.model,
        "start": "2026-11-20T11:59:00+00:00",
        "limit": "100",
        "expand": "payloads",
    } == first.query
    assert {**first.query, "cursor": "c2"} == second.query
    assert f"Key {KEY}" == first.headers["Authorization"]


@pytest.mark.parametrize(
    ("seconds", "found"), [(-61, False), (-59, True), (0, True), (3600, True)]
)
async def test_since(
    server: Loopback, provider: FalProvider, seconds: float, found: bool
) -> None:
    """Only requests sent since then count; clocks may differ by a minute."""
    mine = {"trigger_phrase": TRAINING.trigger}
    server.on(BOOKS, page(entry("mine", mine, seconds=seconds)))

    assert ("mine" if found else None) == await provider.find(TRAINING, since=NOW)


async def test_nearest(server: Loopback, provider: FalProvider) -> None:
    """Of several matches the one sent nearest to the given time is returned."""
    mine = {"trigger_phrase": TRAINING.trigger}
    server.on(
        BOOKS,
        page(
            entry("later", mine, seconds=40),
            entry("mine", mine, seconds=-2),
            entry("before", mine, seconds=-50),
        ),
    )

    assert "mine" == await provider.find(TRAINING, since=NOW)


async def test_doubt(
    server: Loopback,
) -> None:
    """The search begins earlier by as much as our clock may be wrong."""
    mine = {"trigger_phrase": TRAINING.trigger}
    server.on(BOOKS, page(entry("mine", mine, seconds=-3600)))

    found = []
    for hours in (0, 1):
        async with FalClient(
            KEY, FalAddresses.below(server.url), doubt=partial(timedelta, hours=hours)
        ) as client:
            found.append(await FalProvider(client).find(TRAINING, since=NOW))

    assert [None, "mine"] == found


async def test_hidden_input(server: Loopback, provider: FalProvider) -> None:
    """An entry without its input matters only if it is recent enough."""
    server.on(BOOKS, page(entry("x", None, seconds=-3600)), page(entry("x", None)))

    assert None is await provider.find(TRAINING, since=NOW)
    with pytest.raises(ProviderUnavailableError):
        await provider.find(TRAINING, since=NOW)


@pytest.mark.parametrize(
    "answer",
    [
        *UNREADABLE,
        says({"detail": "admin key needed"}, 403),
        says({"detail": "not found"}, 404),
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
    server: Loopback, provider: FalProvider, answer: Answer
) -> None:
    """A list that cannot be read is unavailable, never empty."""
    server.on(BOOKS, answer)

    with pytest.raises(ProviderUnavailableError):
        await provider.find(TRAINING, since=NOW)


async def test_endless(server: Loopback, provider: FalProvider) -> None:
    """An endless list is abandoned."""
    server.on(BOOKS, page(then="again"))

    with pytest.raises(ProviderUnavailableError):
        await provider.find(TRAINING, since=NOW)

    assert 50 == len(server.calls)
