"""Every kind of message, at every step of a conversation."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from aiogram.enums import ContentType
from aiogram.types import Message
from tests.adapters.telegram.screens.chat import OLGA, PACKS, Chat, House

from adapters.telegram.admin_callbacks import (
    AdminMenu,
    AnswerDispute,
    Desk,
    PersonAction,
    PersonMove,
    TermAction,
    TermMove,
)
from adapters.telegram.callbacks import (
    AvatarAction,
    AvatarMove,
    DisputeAbout,
    FindPack,
    JobAction,
    JobMove,
    Menu,
    Section,
    ShowPack,
)
from adapters.telegram.files import sent_file
from adapters.telegram.handlers.dispatch import ADMIN_ROUTES, ANSWERED
from adapters.telegram.picture_callbacks import PictureAction, PictureMove
from adapters.telegram.steps import Step
from avatar_core.disputes import Remedy
from avatar_core.families import FLUX2_PORTRAIT
from avatar_core.orders import JobKind
from avatar_core.prices import Term
from entrypoints.sandbox.telegram import KINDS


_SHAPE = {"file_id": "photo f", "file_unique_id": "f", "width": 1, "height": 1}
_CLIP = {**_SHAPE, "duration": 1}
_PLACE = {"latitude": 1.0, "longitude": 1.0}
_DAY = 1_700_000_000
#: The content of each kind of message that people send.
SENT: dict[ContentType, Mapping[str, Any]] = {
    **{ContentType(name): content for name, content in KINDS.items()},
    ContentType.TEXT: {"text": "/nonsense"},
    ContentType.PHOTO: {"photo": [_SHAPE]},
    ContentType.LIVE_PHOTO: {"live_photo": _CLIP, "photo": [_SHAPE]},
    ContentType.DOCUMENT: {"document": {"file_id": "f", "file_unique_id": "f"}},
    ContentType.UNKNOWN: {"hologram": {"of": "2027"}},
}
_PHOTOS = {ContentType.PHOTO, ContentType.LIVE_PHOTO, ContentType.DOCUMENT}


# --- the steps ----------------------------------------------------------------


async def _rename(chat: Chat) -> None:
    avatar = await chat.draft(10)
    await chat.press(AvatarAction(move=AvatarMove.RENAME, avatar=avatar.id))


async def _prompt(chat: Chat) -> None:
    avatar = await chat.trained()
    await chat.press(AvatarAction(move=AvatarMove.PROMPT, avatar=avatar.id))


async def _choose(chat: Chat) -> None:
    await _prompt(chat)
    await chat.say("on the moon")


async def _pick(chat: Chat) -> None:
    avatar = await chat.trained()
    pack = (await PACKS.all())[0]
    await chat.press(ShowPack(chosen=pack.id, avatar=avatar.id))


async def _find_pack(chat: Chat) -> None:
    await chat.press(FindPack(avatar=None))


async def _reword(chat: Chat) -> None:
    await chat.drawn()
    picture = next(iter(chat.house.store._rows.pictures))
    await chat.press(PictureAction(move=PictureMove.REWORD, picture=picture))


async def _photo_wanted(chat: Chat) -> None:
    avatar = await chat.trained()
    await chat.press(AvatarAction(move=AvatarMove.FROM_PHOTO, avatar=avatar.id))


async def _described(chat: Chat) -> None:
    await _photo_wanted(chat)
    await chat.send_photo("photo of a scene")
    await chat.house.work()


async def _complain(chat: Chat) -> None:
    await chat.drawn()
    job = next(reversed(chat.house.store._rows.jobs))
    await chat.press(DisputeAbout(about=job))


async def _promo(chat: Chat) -> None:
    await chat.say("/promo")


async def _forget(chat: Chat) -> None:
    await chat.press(Menu(section=Section.FORGET))


async def _gallery(chat: Chat) -> None:
    await chat.drawn()
    await chat.say("/gallery")


async def _several(chat: Chat) -> None:
    await chat.drawn(2)
    await chat.say("/gallery")
    await chat.tap_label("Choose several")


async def _adjust(chat: Chat) -> None:
    await chat.say("/start")
    await chat.press(PersonAction(move=PersonMove.CREDITS, person=chat.person))


async def _confirm(chat: Chat) -> None:
    await _adjust(chat)
    await chat.say("5 for a good word")


async def _reply(chat: Chat) -> None:
    anna = Chat(chat.house, 5)
    await _complain(anna)
    await anna.say("it has three hands")
    dispute = next(iter(chat.house.store._rows.disputes))
    await chat.press(AnswerDispute(dispute=dispute, remedy=Remedy.WORDS))


def _at(desk: Desk) -> Callable[[Chat], Awaitable[None]]:
    return lambda chat: chat.press(AdminMenu(desk=desk))


async def _price(chat: Chat) -> None:
    await chat.press(TermAction(move=TermMove.ASK, term=Term.PICTURE))


async def _loss(chat: Chat) -> None:
    await _price(chat)
    await chat.say("1")


async def _timing(olga: Chat) -> None:
    await olga.press(AdminMenu(desk=Desk.BROADCAST))
    await olga.say("Big news")
    await olga.tap_label("See it as people will")
    await olga.tap_label("Send it later")


#: How an admin gets to each step; admins can do everything that others can.
REACHED: dict[Step | None, Callable[[Chat], Awaitable[Any]]] = {
    None: lambda chat: chat.say("/menu"),
    Step.NAMING: Chat.be_naming,
    Step.UPLOADING: Chat.draft,
    Step.RENAMING: _rename,
    Step.PROMPTING: _prompt,
    Step.ORDERING: _choose,
    Step.FINDING_PACK: _find_pack,
    Step.ORDERING_PACK: _pick,
    Step.REWORDING: _reword,
    Step.AWAITING_PHOTO: _photo_wanted,
    Step.DESCRIBING: _described,
    Step.COMPLAINING: _complain,
    Step.REDEEMING: _promo,
    Step.FORGETTING: _forget,
    Step.BROWSING: _gallery,
    Step.CHOOSING: _several,
    Step.FINDING_PERSON: _at(Desk.FIND),
    Step.ADJUSTING_CREDITS: _adjust,
    Step.CONFIRMING_CREDITS: _confirm,
    Step.CHANGING_TERM: _price,
    Step.SELLING_BELOW_COST: _loss,
    Step.CREATING_PROMO: _at(Desk.PROMOS),
    Step.REPLYING: _reply,
    Step.WRITING_BROADCAST: _at(Desk.BROADCAST),
    Step.SCHEDULING_BROADCAST: _timing,
}


@pytest.fixture(params=REACHED, ids=str)
async def at_step(request: pytest.FixtureRequest, house: House) -> Chat:
    """Return the chat of an admin at one of the steps."""
    chat = Chat(house, OLGA)
    await REACHED[request.param](chat)
    assert request.param == await chat.where()
    return chat


# --- every kind ---------------------------------------------------------------


def test_every_kind_is_known() -> None:
    """Whatever people send is answered; a new aiogram may know more kinds."""
    assert set(SENT) == ANSWERED
    assert len(ContentType) == 81, "find out whether people send the new kinds"


@pytest.mark.parametrize("kind", SENT)
def test_samples_have_their_kind(kind: ContentType) -> None:
    """The samples have the kinds that aiogram finds in them."""
    envelope = {"message_id": 1, "date": _DAY, "chat": {"id": 1, "type": "private"}}
    message = Message.model_validate({**envelope, **SENT[kind]})

    assert kind == message.content_type
    assert (sent_file(message) is not None) == (kind in _PHOTOS)


def test_every_step_has_a_question() -> None:
    """Every state has a question, or is named here."""
    asked = {*ADMIN_ROUTES.questions, Step.UPLOADING}

    assert asked == set(Step)
    assert {None, *Step} == set(REACHED)


async def test_every_kind_is_answered_at_every_step(at_step: Chat) -> None:
    """An unexpected message is answered, and the question repeated."""
    where = await at_step.where()
    for kind in set(SENT) - _PHOTOS:
        before = len(at_step.screen.shown)
        await at_step.send(**SENT[kind])
        assert [kind] == [kind] * (len(at_step.screen.shown) - before), kind
        assert where == await at_step.where(), kind
        if where is not None:
            assert "🏠" not in at_step.view.text.partition("\n")[0]
            assert at_step.view.buttons


async def test_notes_are_not_answered(at_step: Chat) -> None:
    """Service messages are not answered."""
    before = len(at_step.screen.shown)
    await at_step.send(
        message_auto_delete_timer_changed={"message_auto_delete_time": 1}
    )
    await at_step.send(
        chat_background_set={"type": {"type": "chat_theme", "theme_name": "x"}}
    )

    assert before == len(at_step.screen.shown)


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        (ContentType.INVOICE, "a copy of an invoice"),
        (ContentType.GIFT, "Thank you"),
        (ContentType.UNIQUE_GIFT, "Thank you"),
        (ContentType.STICKER, "waiting for a promo code"),
        (ContentType.VOICE, "Please type it"),
        (ContentType.VIDEO_NOTE, "Please type it"),
    ],
)
async def test_some_kinds_are_answered_of_their_own(
    house: House, kind: ContentType, part: str
) -> None:
    """Invoices and gifts have answers of their own."""
    chat = Chat(house)
    await _promo(chat)
    await chat.send(**SENT[kind])

    assert part in chat.view.text
    assert "promo code" in chat.view.text


# --- blank words --------------------------------------------------------------


async def test_blank_words_are_no_answer(at_step: Chat) -> None:
    """Blank texts are no answer in any state."""
    where = await at_step.where()
    for blank in ("\u3164\u3164\u3164", "\u2800\u2800\u2800", "\uffa0\u115f\u200b"):
        await at_step.say(blank)
        assert where == await at_step.where()


# --- albums -------------------------------------------------------------------


async def _album(chat: Chat, name: str, count: int = 10, caption: str = "") -> None:
    for number in range(count):
        more = {"caption": caption} if caption and not number else {}
        await chat.send_photo(f"photo {name} {number}", media_group_id=name, **more)


async def test_an_album_gets_one_answer(at_step: Chat) -> None:
    """An album that is not used is answered once."""
    where = await at_step.where()
    if where == Step.UPLOADING:
        return  # one card follows every photo there
    before = len(at_step.screen.shown)
    await _album(at_step, "album")

    assert before + 1 == len(at_step.screen.shown)
    if where not in {Step.AWAITING_PHOTO, Step.DESCRIBING}:
        assert where == await at_step.where()
    text = at_step.view.text
    assert any(
        part in text
        for part in (
            "didn’t keep it",
            "am keeping",
            "keep them",
            "Who is in them?",
            "One photo at a time",
        )
    ), text


async def test_of_an_album_the_words_come_last(house: House) -> None:
    """Photos handled before the captioned one are not lost."""
    chat = Chat(house)
    await chat.be_naming()
    for number in range(3):
        await chat.send_photo(f"photo {number}", media_group_id="7")
    await chat.send_photo("photo 9", media_group_id="7", caption="Anna")

    assert "<b>4</b> of 20" in chat.view.text


async def test_a_photo_that_is_late_finds_its_avatar(house: House) -> None:
    """A photo handled by another process beside the captioned one is added."""
    chat = Chat(house)
    await chat.be_naming()
    late = chat.message(photo=[{**_SHAPE, "file_id": "photo late"}], media_group_id="7")
    await chat.send_photo("photo first", media_group_id="7", caption="Anna")
    await chat.stand(Step.NAMING, family=FLUX2_PORTRAIT.name, gender="female")
    await chat.deliver(late)

    assert "<b>2</b> of 20" in chat.view.text


async def test_photos_before_any_avatar_are_kept(house: House) -> None:
    """Photos sent out of the blue wait for the next new avatar."""
    chat = Chat(house)
    await chat.say("/menu")
    await _album(chat, "blue", 3)
    assert "Who is in them?" in chat.view.text
    await chat.be_naming()
    await chat.say("Anna")

    assert "<b>3</b> of 20" in chat.view.text


async def test_one_photo_can_be_drawn_like(house: House) -> None:
    """Who has an avatar is offered a picture like the photo they sent."""
    chat = Chat(house)
    await chat.trained()
    await chat.say("/menu")
    await chat.send_photo("photo of a scene")
    await chat.press(chat.button("A picture like this"), times=2)

    jobs = [job for job in house.jobs if job.kind is JobKind.DESCRIPTION]
    assert len(jobs) == 1
    assert not await house.albums.waiting(chat.person)


async def test_an_album_again(house: House) -> None:
    """An album handled twice is answered by the same message and kept once."""
    chat = Chat(house)
    await chat.be_naming()
    updates = [
        chat.message(photo=[{**_SHAPE, "file_id": f"photo {n}"}], media_group_id="7")
        for n in range(3)
    ]
    for update in (*updates, *updates):
        await chat.deliver(update)
    await chat.say("Anna")

    assert "<b>3</b> of 20" in chat.view.text


# --- words below photos -------------------------------------------------------


async def test_words_below_a_screenshot_are_a_complaint(house: House) -> None:
    """The caption of a photo is the complaint; the photo is not kept."""
    chat = Chat(house)
    await _complain(chat)
    await _album(chat, "proof", 3, caption="it has three hands")

    [dispute] = house.store._rows.disputes.values()
    assert dispute.words == "it has three hands"
    assert "didn’t keep it" in chat.view.text


async def test_words_below_a_photo_to_describe(house: House) -> None:
    """The caption of a photo is added to its description."""
    chat = Chat(house)
    await _photo_wanted(chat)
    before = len(chat.screen.shown)
    await chat.send_photo("photo of a scene", caption="in a red dress")
    assert before + 1 == len(chat.screen.shown)
    assert "add your caption" in chat.view.text
    await house.work()
    job = next(reversed(house.store._rows.jobs))
    await chat.press(JobAction(move=JobMove.DRAW, job=job))

    assert "in a red dress. " in chat.view.text


# --- edits --------------------------------------------------------------------


@pytest.mark.parametrize(
    "step",
    [Step.PROMPTING, Step.ORDERING, Step.REWORDING, Step.DESCRIBING],
)
async def test_an_edited_prompt_counts(house: House, step: Step) -> None:
    """Editing the prompt before the order changes it."""
    chat = Chat(house)
    await REACHED[step](chat)
    await chat.edit(7, text="under the sea")

    assert Step.ORDERING == await chat.where()
    assert "under the sea" in chat.view.text


async def test_any_other_edit_is_answered(at_step: Chat) -> None:
    """An edit without effect is answered, and the question repeated."""
    where = await at_step.where()
    if where in {
        Step.PROMPTING,
        Step.ORDERING,
        Step.REWORDING,
        Step.DESCRIBING,
    }:
        return
    before = len(at_step.screen.shown)
    await at_step.edit(7, text="other words")

    assert before + 1 == len(at_step.screen.shown)
    assert "don’t see edits" in at_step.view.text
    assert where == await at_step.where()


async def test_a_moving_location_is_no_edit(house: House) -> None:
    """Edits of a live location are not answered."""
    chat = Chat(house)
    await chat.edit(7, location=_PLACE)

    assert not chat.screen.shown
