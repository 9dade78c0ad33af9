"""What a dead process or a silent Telegram left behind is shown later."""

import asyncio

from uuid import uuid4

import pytest

from tests.adapters.telegram.plumbing.rig import Plumbing

from adapters.telegram.telling.catch_up import UPLOAD, CatchUp
from adapters.telegram.view import View
from avatar_core import AvatarId, Gender, Language, PersonId, PhotoId
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.testing import SequentialIds
from entrypoints.sandbox.telegram import Person, TelegramEmulator


@pytest.fixture
def ids() -> SequentialIds:
    """Give ids."""
    return SequentialIds()


@pytest.fixture
async def key(anna: Person, plumbing: Plumbing, ids: SequentialIds) -> str:
    """Let Anna begin an avatar and send one photo; return its card's key."""
    cases, owner = plumbing.cases, PersonId(anna.id)
    await cases.accounts.enter(owner, Language.ENGLISH)
    avatar = AvatarId(ids())
    await cases.avatars.create(
        owner,
        avatar,
        family=FLUX_PORTRAIT.name,
        gender=Gender.FEMALE,
        name="Summer",
    )
    await cases.photos.add(owner, avatar, PhotoId(ids()), b"photo")
    return f"{UPLOAD}{avatar.hex}"


def catch_up(plumbing: Plumbing) -> CatchUp:
    """Return what a process has that was just started."""
    return CatchUp(plumbing.renderer(), plumbing.anchors, plumbing.cases)


async def blank() -> View:
    """Return a card that knows of no photo."""
    return View(text="0 of 20")


async def test_a_card_that_died_with_its_process(
    anna: Person, plumbing: Plumbing, key: str
) -> None:
    """The next process edits the same card to the current number of photos."""
    plumbing.pace = 3600
    dead = plumbing.renderer()
    await dead.refresh(anna.id, key, blank)
    await dead.refresh(anna.id, key, blank)

    await catch_up(plumbing)()

    [message] = anna.messages
    assert "1 of 20" in str(message.text)
    assert {} == plumbing.anchors.behind


async def test_what_is_shown_is_not_taken_for_a_visit(
    anna: Person, plumbing: Plumbing, key: str, ids: SequentialIds
) -> None:
    """Updating a card does not count as a visit of a person who left or was deleted."""
    owner = PersonId(anna.id)
    cases = plumbing.cases
    await cases.accounts.enter(owner, Language.GERMAN, username="anna")
    await plumbing.anchors.owe(anna.id, key, uuid4())
    await catch_up(plumbing)()
    named = await cases.accounts.person(owner)
    await cases.forget_people(owner)
    await plumbing.anchors.owe(anna.id, key, uuid4())

    await catch_up(plumbing)()

    assert named.username == "anna"
    assert (await cases.accounts.person(owner)).forgotten_at is not None
    assert {} == plumbing.anchors.behind


async def test_a_change_while_it_catches_up(
    anna: Person, plumbing: Plumbing, key: str
) -> None:
    """A change that has to wait meanwhile is still owed."""
    plumbing.pace = 3600
    await plumbing.anchors.owe(anna.id, key, uuid4())
    caught_up = catch_up(plumbing)
    await caught_up.renderer.refresh(anna.id, key, blank)

    await caught_up()

    assert [(anna.id, key)] == [*plumbing.anchors.behind]
    await caught_up.renderer.close()
    assert {} == plumbing.anchors.behind
    assert "1 of 20" in str(anna.messages[-1].text)


async def test_a_telegram_that_does_not_listen(
    emulator: TelegramEmulator, anna: Person, plumbing: Plumbing, key: str
) -> None:
    """What cannot be shown now stays owed."""
    await plumbing.anchors.owe(anna.id, key, uuid4())
    emulator.flood(1, times=100)

    async with asyncio.timeout(30):
        await catch_up(plumbing)()

    assert [(anna.id, key)] == [*plumbing.anchors.behind]


async def test_nobody_to_be_shown_anything(
    anna: Person, plumbing: Plumbing, key: str, ids: SequentialIds
) -> None:
    """Debts of people who left, deleted avatars and other cards are dropped."""
    anna.block()
    for owed in (key, f"{UPLOAD}{ids().hex}", "refusal"):
        await plumbing.anchors.owe(anna.id, owed, uuid4())

    await catch_up(plumbing)()

    assert {} == plumbing.anchors.behind
    assert [] == anna.messages
