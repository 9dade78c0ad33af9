"""Web sites that are open in the same browser, and try to play along."""

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
    """A picture on some page, with a call as its address, calls nothing."""
    emulator.person(1001)

    assert 403 == await status(emulator, path, Sec_Fetch_Site=site)


@pytest.mark.parametrize("host", ["rebound.example", "rebound.example:80", "[", ""])
@pytest.mark.parametrize("path", [f"/bot{TOKEN}/getMe", "/"])
async def test_a_foreign_name_of_loopback_is_refused(
    emulator: TelegramEmulator, path: str, host: str
) -> None:
    """A site whose name is made to lead here does not become this one."""
    assert 403 == await status(emulator, path, Host=host)


async def test_a_link_leads_to_the_page(emulator: TelegramEmulator) -> None:
    """Following a link to the chat page, from wherever, opens it."""
    assert 200 == await status(emulator, "/", Sec_Fetch_Site="cross-site")


async def test_programs_and_the_page_are_answered(emulator: TelegramEmulator) -> None:
    """The bot, the page itself and a local name of this computer are welcome."""
    port = emulator.url.rpartition(":")[2]

    for headers in (
        {},
        {"Sec_Fetch_Site": "same-origin"},
        {"Host": f"localhost:{port}"},
    ):
        assert 200 == await status(emulator, f"/bot{TOKEN}/getMe", **headers)
