"""Requests of other web sites in the same browser are refused."""

import zlib

import aiohttp
import pytest

from tests.sandbox.fal.listening import fast_fal
from tests.sandbox.telegram.rig import TOKEN
from tests.serving import started

from entrypoints.sandbox.fal import FalEmulator
from entrypoints.sandbox.telegram import TelegramEmulator


async def status(
    emulator: TelegramEmulator | FalEmulator,
    path: str,
    body: bytes | None = None,
    /,
    **headers: str,
) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    method = "GET" if body is None else "POST"
    async with (
        aiohttp.ClientSession() as session,
        session.request(
            method, f"{emulator.url}{path}", data=body, headers=named
        ) as response,
    ):
        return response.status


other_sites = pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        # An old browser, or a page without https.
        {"Origin": "http://elsewhere.test"},
        {"Origin": "null"},
    ],
    ids=str,
)


@other_sites
@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"/bot{TOKEN}/getMe", None),
        (f"/bot{TOKEN}/sendMessage", b"chat_id=1001&text=x"),
        ("/chat/1001/events", None),
    ],
)
async def test_another_site_is_refused(
    emulator: TelegramEmulator, path: str, body: bytes | None, headers: dict[str, str]
) -> None:
    """A request of another site is refused, and nobody is written to."""
    emulator.person(1001)

    assert 403 == await status(emulator, path, body, **headers)
    assert [] == emulator.calls


@other_sites
async def test_another_site_does_not_reach_fal(headers: dict[str, str]) -> None:
    """The emulator of fal.ai is protected likewise."""
    async with started(fast_fal()) as fal:
        path = "/rest/.well-known/jwks.json"
        assert 403 == await status(fal, path, **headers)
        assert 403 == await status(fal, path, Host="rebound.example")
        assert 200 == await status(fal, path)


async def test_compressed_bodies_are_refused(emulator: TelegramEmulator) -> None:
    """No emulator decompresses a body."""
    bomb = zlib.compress(bytes(10_000_000))
    async with started(fast_fal()) as fal:
        for server, path in ((emulator, f"/bot{TOKEN}/getMe"), (fal, "/queue/x")):
            assert 415 == await status(server, path, bomb, Content_Encoding="deflate")


@pytest.mark.parametrize("host", ["rebound.example", "rebound.example:80", "[", ""])
@pytest.mark.parametrize("path", [f"/bot{TOKEN}/getMe", "/"])
async def test_a_foreign_name_of_loopback_is_refused(
    emulator: TelegramEmulator, path: str, host: str
) -> None:
    """A foreign name that resolves to this computer is refused."""
    assert 403 == await status(emulator, path, Host=host)


async def test_a_link_leads_to_the_page(emulator: TelegramEmulator) -> None:
    """A link from another site opens the chat page."""
    assert 200 == await status(emulator, "/", Sec_Fetch_Site="cross-site")


async def test_programs_and_the_page_are_answered(emulator: TelegramEmulator) -> None:
    """The bot, the page itself and a local name of this computer are accepted."""
    port = emulator.url.rpartition(":")[2]

    for headers in (
        {},
        {"Sec_Fetch_Site": "same-origin"},
        {"Host": f"localhost:{port}"},
    ):
        assert 200 == await status(emulator, f"/bot{TOKEN}/getMe", **headers)
