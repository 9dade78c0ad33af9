"""Requests of other web sites in the same browser are refused."""

import aiohttp
import pytest

from tests.sandbox.telegram.rig import TOKEN

from entrypoints.sandbox.telegram import TelegramEmulator


async def status(emulator: TelegramEmulator, path: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{emulator.url}{path}", headers=named) as response,
    ):
        return response.status


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", [f"/bot{TOKEN}/getMe", "/chat/1001/events"])
async def test_another_site_is_refused(
    emulator: TelegramEmulator, path: str, site: str
) -> None:
    """A request of another site is refused."""
    emulator.person(1001)

    assert 403 == await status(emulator, path, Sec_Fetch_Site=site)


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
