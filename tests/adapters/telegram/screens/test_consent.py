"""The screen that asks people to agree before their first photo."""

from collections.abc import Awaitable, Callable

import attrs
import pytest

from tests.adapters.telegram.screens.chat import OLGA, Chat, House

from adapters.telegram.admin_callbacks import AnswerDispute, RescueJob, RescueMove
from adapters.telegram.callbacks import Agree, AvatarAction, AvatarMove
from avatar_core import AvatarId
from avatar_core.disputes import Remedy
from avatar_core.ids import DisputeId
from avatar_core.use_cases import use_cases


_ASKED = "Before the first photo"


@pytest.fixture
def chat(house: House) -> Chat:
    """Return the chat of somebody who has not agreed yet."""
    return Chat(house, agrees=False)


def _raise_version(house: House) -> None:
    house.config = attrs.evolve(house.config, consent_version=2)
    house.cases = use_cases(house.ports, house.config)


async def _singly(chat: Chat) -> None:
    await chat.draft(3)


async def _in_an_album(chat: Chat) -> None:
    await chat.draft()
    for number in range(3):
        await chat.send_photo(f"photo {number}", media_group_id="7")


async def _as_files(chat: Chat) -> None:
    await chat.draft()
    for number in range(3):
        sent = f"photo {number}"
        await chat.send(document={"file_id": sent, "file_unique_id": sent})


async def _as_live_photos(chat: Chat) -> None:
    await chat.draft()
    for number in range(3):
        sent = {"file_id": f"photo {number}", "file_unique_id": f"{number}"}
        still = {**sent, "width": 1, "height": 1}
        video = {**still, "file_id": "video", "duration": 1}
        await chat.send(live_photo={**video, "photo": [still]}, photo=[still])


async def _before_the_avatar(chat: Chat) -> None:
    await chat.say("/menu")
    for number in range(3):
        await chat.send_photo(f"photo {number}", media_group_id="7")
    await chat.draft()


async def _under_the_name(chat: Chat) -> None:
    await chat.be_naming()
    for number in range(2):
        await chat.send_photo(f"photo {number}", media_group_id="7")
    await chat.send_photo("photo 2", media_group_id="7", caption="Anna")


async def _outside_the_dialog(chat: Chat) -> None:
    await chat.draft()
    await chat.say("/menu")
    for number in range(3):
        await chat.send_photo(f"photo {number}")


@pytest.mark.parametrize(
    "send",
    [
        _singly,
        _in_an_album,
        _as_files,
        _as_live_photos,
        _before_the_avatar,
        _under_the_name,
        _outside_the_dialog,
    ],
)
async def test_photos_wait_for_the_consent(
    chat: Chat, send: Callable[[Chat], Awaitable[None]]
) -> None:
    """However they come, no photo is taken before the tap, and none is lost."""
    await send(chat)
    rows = chat.house.store._rows

    assert _ASKED in chat.view.text
    assert "they wait for your answer" in chat.view.text
    assert not rows.photos
    assert not chat.house.blobs.kept

    await chat.tap_label("I agree")

    assert "<b>3</b> of 20" in chat.view.text
    assert 3 == len(rows.photos)
    assert 1 == rows.people[chat.person].consent_version


async def test_it_is_one_tap_and_only_once(chat: Chat) -> None:
    """After the name the screen asks; for another avatar it does not."""
    await chat.draft()
    assert _ASKED in chat.view.text

    await chat.tap_label("I agree")
    assert "<b>0</b> of 20" in chat.view.text

    await chat.draft()
    assert "<b>0</b> of 20" in chat.view.text


@pytest.mark.parametrize(
    ("label", "title"), [("Terms", "Terms, in short"), ("Your photos", "Your photos")]
)
async def test_terms_and_privacy_are_one_tap_away(
    chat: Chat, label: str, title: str
) -> None:
    """The way back leads to the question, and photos sent meanwhile wait."""
    await chat.draft()
    await chat.tap_label(label)
    assert title in chat.view.text
    await chat.send_photo("photo")
    await chat.press(AvatarAction(move=AvatarMove.TERMS, avatar=await _avatar(chat)))
    await chat.tap_label("Back")
    assert _ASKED in chat.view.text

    await chat.tap_label("I agree")

    assert "<b>1</b> of 20" in chat.view.text


async def test_admins_hear_why_no_training_is_ordered_again(house: House) -> None:
    """Neither from the job nor from the complaint, until its person has agreed."""
    chat, admin = Chat(house), Chat(house, OLGA)
    await chat.order_training()
    [job] = house.jobs
    await house.cases.admin.jobs.release(OLGA, job.id)
    dispute = DisputeId(job.id)
    await house.cases.disputes(chat.person, dispute, job.id, "It has failed")
    _raise_version(house)

    for again in (
        RescueJob(move=RescueMove.RETRY, job=job.id),
        AnswerDispute(dispute=dispute, remedy=Remedy.RETRY),
    ):
        await admin.press(again)
        assert "older version of the consent" in admin.screen.said[-1]
    assert [job.id] == [one.id for one in house.jobs]


async def _avatar(chat: Chat) -> AvatarId:
    return (await chat.avatars())[-1].id


async def test_words_and_other_files_are_answered(chat: Chat) -> None:
    """What is no photo meets the same question."""
    await chat.draft()

    await chat.say("why?")
    assert _ASKED in chat.view.text
    assert "one of the buttons below" in chat.view.text

    await chat.send(sticker={**_STICKER})
    assert _ASKED in chat.view.text


_STICKER = {
    "file_id": "s",
    "file_unique_id": "s",
    "type": "regular",
    "width": 1,
    "height": 1,
    "is_animated": False,
    "is_video": False,
}


# --- a newer version --------------------------------------------------------


async def test_a_newer_version_is_asked_about(chat: Chat) -> None:
    """Photos of before stay; the old button asks anew; the training waits for the tap."""
    chat.agrees = True
    await chat.draft(10)
    avatar = await _avatar(chat)
    await chat.tap_label("Continue to training")
    start = chat.button("Start the training")
    chat.agrees = False
    _raise_version(chat.house)

    await chat.press(start)
    assert _ASKED in chat.view.text
    assert not chat.house.jobs

    await chat.press(Agree(version=1, avatar=avatar))
    assert _ASKED in chat.view.text

    await chat.tap_label("I agree")
    assert "<b>10</b> of 20" in chat.view.text
    await chat.press(start)
    assert chat.house.jobs


async def test_a_photo_to_be_described_needs_it_too(chat: Chat) -> None:
    """One sent too early is said not to be kept; after the tap one is asked for."""
    chat.agrees = True
    avatar = (await chat.trained()).id
    from_photo = AvatarAction(move=AvatarMove.FROM_PHOTO, avatar=avatar)
    await chat.press(from_photo)
    chat.agrees = False
    _raise_version(chat.house)
    jobs = len(chat.house.jobs)

    await chat.send_photo("photo of a scene")
    assert "not taken this photo" in chat.view.text
    assert _ASKED in chat.view.text
    await chat.press(from_photo)
    assert _ASKED in chat.view.text

    await chat.tap_label("I agree")
    assert "A picture like this one" in chat.view.text
    await chat.send_photo("photo of a scene")
    assert jobs + 1 == len(chat.house.jobs)
