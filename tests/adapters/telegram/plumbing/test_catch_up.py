"""Cards that a dead process or a silent Telegram left behind are shown later."""

import asyncio

from uuid import UUID, uuid4

import pytest

from tests.adapters.telegram.plumbing.rig import Rig, words

from adapters.telegram.telling.catch_up import REJECTED, UPLOAD, CatchUp
from adapters.telegram.view import View
from avatar_core import AvatarId, Gender, Language, PersonId, PhotoId
from avatar_core.errors import PhotoFault
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.people import CONSENT_VERSION
from avatar_core.testing import SequentialIds


@pytest.fixture
def ids() -> SequentialIds:
    """Return a source of ids."""
    return SequentialIds()


@pytest.fixture
async def key(rig: Rig, ids: SequentialIds) -> str:
    """Create a draft with one photo for Anna; return the key of its card."""
    cases, owner = rig.cases, PersonId(rig.anna.id)
    await cases.accounts.enter(owner, Language.ENGLISH)
    await cases.consent(owner, CONSENT_VERSION)
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


def catch_up(rig: Rig) -> CatchUp:
    """Return the catch-up of a new process."""
    return CatchUp(rig.new_renderer(), rig.anchors, rig.cases)


async def blank() -> View:
    """Return a card without photos."""
    return View(text="0 of 20")


async def test_a_card_that_died_with_its_process(rig: Rig, key: str) -> None:
    """The next process edits the same card to the current number of photos."""
    rig.pace = 3600
    dead = rig.new_renderer()
    await dead.refresh(rig.anna.id, key, blank)
    await dead.refresh(rig.anna.id, key, blank)

    await catch_up(rig)()

    [message] = rig.anna.messages
    assert "1 of 20" in str(message.text)
    assert {} == rig.anchors.behind


async def test_a_reply_that_died_with_its_process(
    rig: Rig, key: str, ids: SequentialIds
) -> None:
    """The next process edits the reply to rejected photos where it is."""
    rig.pace = 3600
    dead = rig.new_renderer()
    owner, avatar = PersonId(rig.anna.id), AvatarId(UUID(key.removeprefix(UPLOAD)))
    for _ in range(2):
        await rig.cases.photos.reject(
            owner, avatar, PhotoId(ids()), PhotoFault.TOO_BIG, batch="7"
        )
        await dead.refresh(rig.anna.id, f"{REJECTED}{avatar.hex}:7", blank)
    await rig.messages.show(rig.anna.id, words("below"))

    await catch_up(rig)()

    reply, _ = rig.anna.messages
    assert "2 × over 20 MB" in str(reply.text)
    assert {} == rig.anchors.behind


async def test_what_is_shown_is_not_taken_for_a_visit(
    rig: Rig, key: str, ids: SequentialIds
) -> None:
    """Updating a card does not count as a visit of a person who left or was deleted."""
    owner = PersonId(rig.anna.id)
    cases = rig.cases
    await cases.accounts.enter(owner, Language.GERMAN, username="anna")
    await rig.anchors.owe(rig.anna.id, key, uuid4())
    await catch_up(rig)()
    named = await cases.accounts.person(owner)
    await cases.forget_people(owner)
    await rig.anchors.owe(rig.anna.id, key, uuid4())

    await catch_up(rig)()

    assert named.username == "anna"
    assert (await cases.accounts.person(owner)).forgotten_at is not None
    assert {} == rig.anchors.behind


async def test_a_change_while_it_catches_up(rig: Rig, key: str) -> None:
    """A change that has to wait meanwhile is still owed."""
    rig.pace = 3600
    await rig.anchors.owe(rig.anna.id, key, uuid4())
    caught_up = catch_up(rig)
    await caught_up.renderer.refresh(rig.anna.id, key, blank)

    await caught_up()

    assert [(rig.anna.id, key)] == [*rig.anchors.behind]
    await caught_up.renderer.close()
    assert {} == rig.anchors.behind
    assert "1 of 20" in str(rig.anna.messages[-1].text)


async def test_a_telegram_that_does_not_listen(rig: Rig, key: str) -> None:
    """What cannot be shown now stays owed."""
    await rig.anchors.owe(rig.anna.id, key, uuid4())
    rig.emulator.flood(1, times=100)

    async with asyncio.timeout(30):
        await catch_up(rig)()

    assert [(rig.anna.id, key)] == [*rig.anchors.behind]


async def test_nobody_to_be_shown_anything(
    rig: Rig, key: str, ids: SequentialIds
) -> None:
    """Debts of people who left, deleted avatars and other cards are dropped."""
    rig.anna.block()
    for owed in (key, f"{UPLOAD}{ids().hex}", "refusal"):
        await rig.anchors.owe(rig.anna.id, owed, uuid4())

    await catch_up(rig)()

    assert {} == rig.anchors.behind
    assert [] == rig.anna.messages
