"""Conversations from the first tap to the pictures."""

from datetime import timedelta

import attrs
import pytest

from tests.adapters.telegram.memory import MemoryCards
from tests.adapters.telegram.screens.chat import Chat, House
from tests.money import package
from tests.steps import Steps

from adapters.chat_store import ProgressCard
from adapters.telegram.callbacks import (
    AvatarAction,
    AvatarMove,
    JobAction,
    JobMove,
    Menu,
    OrderPictures,
    Section,
)
from adapters.telegram.picture_callbacks import PictureAction, PictureMove
from avatar_core import JobStatus, PriceBook, Size
from avatar_core.families import FLUX2_PORTRAIT, Z_IMAGE_PORTRAIT
from avatar_core.ids import JobId


def _statuses(chat: Chat) -> list[JobStatus]:
    return [job.status for job in chat.house.jobs]


async def _ordering(chat: Chat) -> None:
    """Go on to the choice of the count."""
    await chat.choose_count((await chat.trained()).id)


# --- the way through ---------------------------------------------------------


@pytest.mark.parametrize("section", list(Section))
async def test_every_section_is_answered(chat: Chat, section: Section) -> None:
    """Each part of the menu opens its screen."""
    await chat.press(Menu(section=section))

    assert len(chat.screen.shown) == 1
    assert chat.screen.said == []


async def test_a_name_that_is_handled_again(chat: Chat) -> None:
    """If the process dies, a name is handled again in the same state."""
    await chat.be_naming()
    named = chat.message(text="Summer")

    await chat.deliver(named, dies=True)
    await chat.deliver(named)

    assert ["Summer"] == [avatar.name for avatar in await chat.avatars()]
    assert "<b>0</b> of 20" in chat.view.text
    assert "didn’t get" not in chat.view.text


async def test_photos_can_be_looked_through_and_deleted(chat: Chat) -> None:
    """Photos are shown one at a time; deleting shows the next."""
    await chat.draft(3)
    await chat.tap_label("Look through")
    await chat.tap_label("▶️")
    delete = chat.button("Delete")
    await chat.press(delete)

    assert "Photo 2 of 2" in chat.view.text

    await chat.press(delete)

    assert "was deleted" in chat.screen.said[-1]


# --- dialogs ---------------------------------------------------------------


async def test_a_bad_name_is_asked_again(chat: Chat) -> None:
    """The dialog asks until the name is valid."""
    await chat.be_naming()
    await chat.say("A")

    assert "a bit short" in chat.view.text

    await chat.say("x" * 31)

    assert "31 characters" in chat.view.text

    await chat.send(dice={"emoji": "🎲", "value": 1})

    assert "waiting for a name" in chat.view.text

    await chat.say("Adam")

    assert "Adam" in chat.view.text


async def test_a_bad_name_under_a_photo_is_asked_again(chat: Chat) -> None:
    """The photo is kept, and the question says what is wrong with the name."""
    await chat.be_naming()
    await chat.send_photo("photo 1", caption="x" * 31)

    assert "31 characters" in chat.view.text
    assert "What should we call it?" in chat.view.text

    await chat.say("Adam")

    assert "<b>1</b> of 20" in chat.view.text


async def test_photos_outside_a_dialog_go_to_the_only_draft(chat: Chat) -> None:
    """Photos are added to the only draft."""
    await chat.draft(2)
    await chat.say("/menu")
    await chat.send_photo("photo later")

    assert "Adding to “Anna in summer”" in chat.view.text
    assert "<b>3</b> of 20" in chat.view.text


async def test_files_that_are_no_photos_are_named(chat: Chat) -> None:
    """A reply to each rejected file says its reason; the card does not repeat it."""
    await chat.draft(1)
    file = {"file_id": "x", "file_unique_id": "x"}
    await chat.send(document={**file, "file_name": "<cv>.pdf", "file_size": 10})
    await chat.send(document={**file, "file_name": "big.png", "file_size": 30 << 20})

    first, second = chat.screen.replies.values()
    assert "&lt;cv&gt;.pdf — this is not a photo" in first.text
    assert "big.png — over 20 MB" in second.text
    assert chat.house.updates == second.reply_to
    assert "<b>1</b> of 20" in chat.view.text
    assert "20 MB" not in chat.view.text


@pytest.mark.parametrize("count", [-1, 0, 5, 10**18])
async def test_a_forged_count_orders_nothing(chat: Chat, count: int) -> None:
    """A count that no button has is answered as an expired button."""
    await _ordering(chat)
    order = chat.button("Another shape").model_dump()["order"]
    before = _statuses(chat)

    await chat.press(OrderPictures(order=order, size=Size.WIDE, count=count))

    assert "has expired" in chat.screen.said[-1]
    assert before == _statuses(chat)


async def test_cancel_leaves_the_dialog_and_keeps_the_draft(chat: Chat) -> None:
    """The draft is kept, and the main menu offers to continue it."""
    await chat.draft(2)
    await chat.say("/cancel")

    assert "Nothing was lost" in chat.view.text

    await chat.tap_label("Continue")

    assert "<b>2</b> of 20" in chat.view.text


async def test_photos_for_one_of_several_drafts_are_asked_about(chat: Chat) -> None:
    """With several drafts the avatar is asked for."""
    await chat.draft()
    await chat.draft()
    await chat.say("/menu")
    await chat.send_photo("photo")

    assert "Which avatar" in chat.view.text
    assert [avatar.photo_count for avatar in await chat.avatars()] == [0, 0]


async def test_the_language_changes_at_once(chat: Chat) -> None:
    """The next screen is in the new language."""
    await chat.say("/language")
    await chat.tap_label("Русский")

    assert "Настройки" in chat.view.text

    await chat.say("/balance")

    assert "Баланс" in chat.view.text


@pytest.mark.parametrize("command", ["help", "balance"])
async def test_prices_are_those_of_what_is_offered(chat: Chat, command: str) -> None:
    """Each family on offer is listed with its price, and no other."""
    chat.house.offer(Z_IMAGE_PORTRAIT.name)

    await chat.say(f"/{command}")

    assert "training 60 credits, one picture 2 credits" in chat.view.text
    assert "150" not in chat.view.text


async def test_the_balance_is_enough_for_the_dearest(chat: Chat) -> None:
    """The number of affordable pictures is that of the dearest family."""
    await chat.say("/balance")
    assert "Enough for 200 pictures" in chat.view.text

    chat.house.offer(Z_IMAGE_PORTRAIT.name, FLUX2_PORTRAIT.name)
    await chat.say("/balance")

    assert "Enough for 333 pictures" in chat.view.text


async def test_settings_are_kept(chat: Chat) -> None:
    """A tap changes a setting, and another one changes it back."""
    await chat.say("/settings")
    assert "turns off announcements" in chat.view.text
    await chat.tap_label("with a sound")
    await chat.tap_label("Polish my words: yes")
    await chat.tap_label("Shape")
    await chat.tap_label("Story")

    async with chat.house.store.read() as reading:
        person = await reading.people.get(chat.person)
    assert (True, False, Size.STORY) == (
        person.quiet,
        person.enrich,
        person.default_size,
    )
    assert "Story" in " ".join(
        button.text for row in chat.view.buttons for button in row
    )

    await chat.tap_label("without a sound")

    async with chat.house.store.read() as reading:
        assert not (await reading.people.get(chat.person)).quiet


# --- taps twice, late and stolen ------------------------------------------


@attrs.define
class LateCards(MemoryCards):
    """Cards in front of which the job ends before they are known."""

    house: House = attrs.field(kw_only=True)

    async def put(self, job: JobId, card: ProgressCard, /) -> bool:
        del job, card
        await self.house.work()
        return False


async def test_an_end_told_before_its_card_was_known(chat: Chat) -> None:
    """A card that was shown after the end is deleted, and the end is not told again."""
    await _ordering(chat)
    cards = chat.house.cards = LateCards(house=chat.house)
    shown = len(chat.screen.shown)
    await chat.tap_label("3 pictures")

    [_, ended] = chat.house.told.told
    assert len(ended.pictures) == 3
    assert ["Making" in view.text for view in chat.screen.shown[shown:]] == [True]
    assert [len(chat.screen.shown)] == chat.screen.deleted
    assert not cards.kept


async def test_an_end_that_is_about_to_be_told(chat: Chat) -> None:
    """A tap that is handled again between the end and its message does not tell it."""
    await _ordering(chat)
    order = chat.button("3 pictures")
    await chat.press(order)
    chat.house.told.unavailable = 1
    [training, drawing] = chat.house.store._rows.jobs.values()
    while drawing.open and drawing.due_at is not None:
        chat.house.clock.now = max(chat.house.clock.now, drawing.due_at)
        await Steps(chat.house.cases.worker.advance)(drawing.id)
        drawing = chat.house.store._rows.jobs[drawing.id]
    assert drawing.told_at is None
    await chat.press(order)

    assert "✅ Ready" in chat.view.text
    assert "Cancelling" not in chat.view.text
    assert [] == chat.screen.deleted
    chat.house.clock.now += timedelta(hours=1)
    await chat.house.work()
    told = [news.job.id for news in chat.house.told.told]
    assert [training.id, drawing.id] == told
    await chat.press(order)
    assert "✅ Ready" not in chat.view.text


async def test_an_order_out_of_date_is_answered_kindly(chat: Chat) -> None:
    """A button of a replaced prompt orders nothing."""
    await _ordering(chat)
    old = chat.button("1 picture")
    await chat.say("on the beach instead")
    await chat.press(old)

    assert "out of date" in chat.screen.said[-1]
    assert _statuses(chat) == [JobStatus.SUCCEEDED]
    assert "on the beach instead" in chat.view.text  # the question stands again


async def test_who_tops_up_goes_on_with_the_shape_chosen(chat: Chat) -> None:
    """After a payment the order continues where it was."""
    await _ordering(chat)
    await chat.pay(package(100, 100))
    await chat.tap_label("Continue the order")

    assert "1 picture" in chat.labels[0]


async def test_cancel_with_nothing_to_cancel_says_so(chat: Chat) -> None:
    """Outside of a dialog there is nothing to stop."""
    await chat.say("/menu")
    await chat.say("/cancel")

    assert "nothing to cancel" in chat.view.text


async def test_a_button_of_something_gone_keeps_the_screen(chat: Chat) -> None:
    """An alert says what is gone, and no other screen is shown."""
    avatar = await chat.draft()
    await chat.press(AvatarAction(move=AvatarMove.DELETE_FOR_GOOD, avatar=avatar.id))
    before = len(chat.screen.shown)
    await chat.press(AvatarAction(move=AvatarMove.SHOW, avatar=avatar.id))
    await chat.press("zzz")

    assert "That avatar was deleted" in chat.screen.said[-2]
    assert "has expired" in chat.screen.said[-1]
    assert before == len(chat.screen.shown)


async def test_a_picture_of_a_deleted_avatar_leads_to_a_new_one(chat: Chat) -> None:
    """Its remix offers a new avatar, and so does an order with it."""
    [picture] = await chat.drawn()
    await chat.press(
        AvatarAction(move=AvatarMove.DELETE_FOR_GOOD, avatar=picture.avatar)
    )
    await chat.press(PictureAction(move=PictureMove.REMIX, picture=picture.id))
    assert any("New avatar" in label for label in chat.labels)
    await chat.press(PictureAction(move=PictureMove.REWORD, picture=picture.id))

    assert any("New avatar" in label for label in chat.labels)


async def test_photos_refused_for_one_reason_are_one_line(chat: Chat) -> None:
    """Rejections of an album are one reply, grouped by what is wrong."""
    await chat.draft()
    for number in range(3):
        kind = {"file_id": "not one", "file_unique_id": f"{number}"}
        await chat.send(
            document={**kind, "file_name": "cv.pdf"}, media_group_id="album"
        )

    [reply] = chat.screen.replies.values()
    assert "• 3 × this is not a photo" in reply.text


@pytest.mark.parametrize("tapped", ["", "Create pictures"])
async def test_a_scene_out_of_the_blue_is_drawn(chat: Chat, tapped: str) -> None:
    """A text of a person with an avatar begins an order."""
    await chat.trained()
    await chat.say("/menu")
    if tapped:
        await chat.tap_label(tapped)
    await chat.say("as an astronaut on Mars")

    assert "Which shape?" in chat.view.text
    assert "as an astronaut on Mars" in chat.view.text
    assert _statuses(chat) == [JobStatus.SUCCEEDED]
    await chat.tap_label("Square")
    await chat.tap_label("1 picture")
    assert _statuses(chat) == [JobStatus.SUCCEEDED, JobStatus.REQUESTED]


@pytest.mark.parametrize("said", ["\u200b", "/nonsense", "on Mars"])
async def test_what_is_no_scene_is_not_understood(chat: Chat, said: str) -> None:
    """A blank text, an unknown command or a text without an avatar begins no order."""
    if said == "on Mars":
        await chat.draft()
        await chat.say("/menu")
    else:
        await chat.trained()
    await chat.say(said)

    assert "I didn’t get that" in chat.view.text


async def test_who_is_poor_is_told_how_much_is_missing() -> None:
    """The missing credits are shown, also if the balance falls before the tap."""
    chat = Chat(House(PriceBook(training=150, welcome=154)))
    await _ordering(chat)

    assert "1 more is needed" in chat.view.text
    assert not any("picture ·" in label for label in chat.labels)

    order = chat.button("Another shape").model_dump()["order"]
    await chat.press(OrderPictures(order=order, size=Size.WIDE, count=4))

    assert "A few credits short" in chat.view.text
    assert _statuses(chat) == [JobStatus.SUCCEEDED]


# --- jobs ----------------------------------------------------------------


async def test_leaving_a_card_leaves_it_alone(chat: Chat) -> None:
    """A card replaced by the main menu is not edited by progress."""
    await chat.order_training()

    assert len(chat.house.cards.kept) == 1

    await chat.tap_label("Main menu")

    assert chat.house.cards.kept == {}
    assert "Main menu" in chat.view.text


async def test_again_takes_the_same_words(chat: Chat) -> None:
    """Ordering again asks for the size in a new message."""
    await _ordering(chat)
    await chat.tap_label("1 picture")
    await chat.house.work()
    job = chat.house.jobs[-1]
    await chat.press(JobAction(move=JobMove.AGAIN, job=job.id))

    assert "on the moon" in chat.view.text
    assert chat.screen.sent == [chat.view]

    await chat.tap_label("Wide")
    await chat.tap_label("1 picture")

    assert len(_statuses(chat)) == 3


async def test_pictures_need_a_trained_avatar(chat: Chat) -> None:
    """The screen says what is missing."""
    await chat.draft(1)
    await chat.press(Menu(section=Section.GENERATE))

    assert "still being collected" in chat.view.text


async def test_why_the_gender_matters_leads_back_to_the_gender(chat: Chat) -> None:
    """The explanation has a button back to the question."""
    await chat.say("/new")
    await chat.tap_label("🎭 Portrait")
    step = chat.view.text
    await chat.tap_label("Why does it matter?")
    await chat.tap_label("Back")

    assert step == chat.view.text


@pytest.mark.parametrize(
    ("command", "label"), [("/terms", "Terms"), ("/privacy", "Your photos and data")]
)
async def test_a_page_opened_by_a_command_has_no_way_back(
    chat: Chat, command: str, label: str
) -> None:
    """A page has a back button only if it was opened by a button."""
    await chat.say(command)
    assert not any("Back" in shown for shown in chat.labels)
    await chat.say("/support")
    await chat.tap_label(label)
    await chat.tap_label("Back")

    assert "💌 Support" in chat.view.text


async def test_a_person_who_blocks_the_bot_has_left(chat: Chat) -> None:
    """Blocking the bot is noted, unblocking ends it, and neither is answered."""
    await chat.say("/start")
    shown = len(chat.screen.shown)
    left = []
    for before, after in (("member", "kicked"), ("kicked", "member")):
        await chat.block(before, after)
        async with chat.house.store.read() as reading:
            left.append((await reading.people.get(chat.person)).left_at is not None)

    assert left == [True, False]
    assert len(chat.screen.shown) == shown
