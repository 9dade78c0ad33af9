"""The platform API: past requests."""

import httpx
import pytest

from tests.sandbox.fal.listening import GENERATOR, KEY, Desk
from tests.serving import started

from entrypoints.sandbox.fal import FalEmulator


async def test_what_has_not_ended_is_not_listed(http: httpx.AsyncClient) -> None:
    """Running, waiting and removed requests are not listed."""
    slow = FalEmulator(key=KEY, user_id="u", picture_seconds=60, concurrency=1)
    async with started(slow) as busy:
        desk = Desk(busy, http)
        answers = [await desk.submit(GENERATOR, {"prompt": "x"}) for _ in range(3)]
        waiting = answers[2].json()
        cancelled = await http.put(waiting["cancel_url"])
        url = f"{busy.url}/api/v1/models/requests/by-endpoint"

        listed = await http.get(url, params={"endpoint_id": GENERATOR})
        gone = await http.get(waiting["status_url"])

    assert [] == listed.json()["items"]
    assert 200 == cancelled.status_code
    assert (404, {"status": "NOT_FOUND"}) == (gone.status_code, gone.json())


async def test_requests_are_listed_by_their_end(
    desk: Desk, emulator: FalEmulator, http: httpx.AsyncClient
) -> None:
    """The list is by the end, newest first, between start and end, in pages."""
    for number in range(3):
        await desk.submit(GENERATOR, {"prompt": str(number), "loras": []})
        await emulator.wait_idle()
    url = f"{emulator.url}/api/v1/models/requests/by-endpoint"
    query = {"endpoint_id": GENERATOR, "limit": "2", "expand": "payloads"}

    first = (await http.get(url, params=query)).json()
    second = (
        await http.get(url, params=query | {"cursor": first["next_cursor"]})
    ).json()
    middle = {
        "start": second["items"][0]["ended_at"],
        "end": first["items"][0]["ended_at"],
    }
    between = (await http.get(url, params=query | middle)).json()

    stranger = await http.get(url, params=query, headers={"Authorization": "Key a:b"})

    assert 401 == stranger.status_code
    assert ["2", "1"] == [one["json_input"]["prompt"] for one in first["items"]]
    assert "Mg==" == first["next_cursor"]
    assert ["0"] == [one["json_input"]["prompt"] for one in second["items"]]
    assert ["1", "0"] == [one["json_input"]["prompt"] for one in between["items"]]
    assert {"request_id", "sent_at", "started_at", "ended_at"} <= set(first["items"][0])
    assert first["items"][0]["sent_at"].endswith("Z")
    assert first["has_more"]
    assert not second["has_more"]
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint_id": ""},
        {"limit": "0"},
        {"limit": "101"},
        {"cursor": "none"},
        {"start": "yesterday"},
    ],
)
async def test_wrong_queries(
    emulator: FalEmulator, http: httpx.AsyncClient, wrong: dict[str, str]
) -> None:
    """A malformed parameter is refused."""
    url = f"{emulator.url}/api/v1/models/requests/by-endpoint"

    answer = await http.get(url, params={"endpoint_id": GENERATOR} | wrong)

    assert 400 == answer.status_code
