"""Sending one's pictures to other chats, over HTTP."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.telegram.plumbing.rig import Rig
from tests.sandbox.telegram.rig import picture as jpeg

from adapters.telegram.view import Button, Copied, Image, Shared, View
from avatar_core import Language, Picture
from avatar_core.ids import PersonId
from avatar_core.testing import SequentialIds
from avatar_core.testing.contracts.store.case import StoreCase
from entrypoints.sandbox.telegram.inline import InlineAnswer


LINK = "https://t.me/avatar_sandbox_bot?start=ref_"


@pytest.fixture
async def pictures(rig: Rig) -> list[Picture]:
    """Give Anna twelve pictures that Telegram knows but for the newest."""
    rows, anna = StoreCase(), PersonId(rig.anna.id)
    rows.store, rows.ids = rig.store, SequentialIds("rows")
    await rig.cases.accounts.enter(anna, Language.ENGLISH)
    drawn = await rows.drawn(*range(12), owner=anna)
    for one in drawn:
        await rig.blobs.put(one.key, jpeg())
    for one in drawn[:-1]:
        await rig.messages.show(anna, View(text="one", image=Image(key=one.key)))
    return drawn[::-1]


@pytest.fixture
async def working(rig: Rig) -> AsyncIterator[None]:
    """Have a process poll."""
    async with rig.product().polling():
        yield


async def _asked(rig: Rig, words: str = "") -> InlineAnswer:
    answer = await rig.anna.ask_inline(words)
    assert answer is not None
    return answer


@pytest.mark.usefixtures("working")
async def test_the_picture_that_was_shared(rig: Rig, pictures: list[Picture]) -> None:
    """It has the bot's name under it, and a button by which both get a gift."""
    [(_, sent)] = (await _asked(rig, pictures[5].id.hex)).results.items()

    assert "Made with @avatar_sandbox_bot" in sent["caption"]
    [[button]] = sent["reply_markup"]["inline_keyboard"]
    assert f"{LINK}{rig.anna.id}" == button["url"]
    assert {} == rig.mail.rows


@pytest.mark.usefixtures("working")
async def test_without_a_picture_the_newest_are_offered(
    rig: Rig, pictures: list[Picture]
) -> None:
    """Of the ten newest those are offered that Telegram knows."""
    answer = await _asked(rig)

    assert [each.id.hex for each in pictures[1:10]] == [*answer.results]
    assert answer.button is None


@pytest.mark.usefixtures("working")
@pytest.mark.parametrize("words", ["", "0" * 32, "' OR 1=1"])
async def test_a_stranger_is_led_to_the_bot(rig: Rig, words: str) -> None:
    """Who never came here gets nobody's pictures, and no account."""
    answer = await _asked(rig, words)

    assert {} == answer.results
    assert answer.button is not None
    assert {} == rig.store._rows.people


@pytest.mark.usefixtures("working")
async def test_pictures_of_others_are_not_shared(
    rig: Rig, pictures: list[Picture]
) -> None:
    """The id of somebody else's picture offers one's own, or none."""
    boris = rig.emulator.person(2, "Boris")
    await rig.cases.accounts.enter(PersonId(2), Language.ENGLISH)

    answer = await boris.ask_inline(pictures[3].id.hex)

    assert answer is not None
    assert {} == answer.results


@pytest.mark.parametrize("inline", [True, False])
async def test_what_buttons_do(rig: Rig, inline: bool) -> None:
    """A button copies; one that shares is left out while there is no inline mode."""
    rig.emulator._has_inline_mode = inline
    rows = ((Button("copy", Copied("link")),), (Button("share", Shared("q")),))
    await rig.messages.show(rig.anna.id, View(text="one", buttons=rows))

    keys = rig.anna.messages[-1].wire["reply_markup"]["inline_keyboard"]
    assert {"text": "link"} == keys[0][0]["copy_text"]
    shared = [key["switch_inline_query_chosen_chat"] for [key] in keys[1:]]
    assert ["q"] * inline == [each["query"] for each in shared]
