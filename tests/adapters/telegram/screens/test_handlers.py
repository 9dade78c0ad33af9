"""Conversations from the first tap to the pictures, and what goes astray on the way."""

import asyncio

from collections.abc import AsyncIterator

import attrs
import pytest

from tests.adapters.telegram.memory import MemoryCards
from tests.adapters.telegram.screens.chat import Chat, House

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
from avatar_core import Avatar, AvatarStatus, JobStatus, PriceBook, Size
from avatar_core.families import FLUX2_PORTRAIT, Z_IMAGE_PORTRAIT
from avatar_core.ids import JobId


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Return a product where newcomers are rich."""
    house = House(PriceBook(welcome=1000))
    yield house
    await house.bot.session.close()


@pytest.fixture
def chat(house: House) -> Chat:
    """Return somebody's chat with it."""
    return Chat(house)


async def _draft(chat: Chat, photos: int = 0) -> Avatar:
    await chat.say("/new")
    await chat.tap_label("🎭 Portrait")
    await chat.tap_label("Woman")
    await chat.say("Anna in summer")
    for number in range(photos):
        await chat.send_photo(f"photo {number} of {chat.house.updates}")
    return (await _avatars(chat))[-1]


async def _trained(chat: Chat) -> Avatar:
    await _draft(chat, photos=10)
    await chat.tap_label("To the training")
    await chat.tap_label("Start the training")
    await chat.house.work()
    return (await _avatars(chat))[-1]


async def _ordering(chat: Chat) -> None:
    """Go as far as the choice of the count."""
    avatar = await _trained(chat)
    await chat.press(AvatarAction(move=AvatarMove.PROMPT, avatar=avatar.id))
    await chat.say("on the moon")
    await chat.tap_label("Square")


async def _avatars(chat: Chat) -> list[Avatar]:
    async with chat.house.store.read() as reading:
        return list(await reading.avatars.of(chat.person))


def _jobs(chat: Chat) -> list[JobStatus]:
    return [job.status for job in chat.house.store._rows.jobs.values()]


async def _available(chat: Chat) -> int:
    async with chat.house.store.read() as reading:
        return (await reading.ledger.balance(chat.person)).available


# --- the way through ---------------------------------------------------------


async def test_start_greets_with_the_picture(chat: Chat) -> None:
    """A new person sees the welcome picture and their credits."""
    await chat.say("/start")

    assert chat.view.image is not None
    assert "1,000" in chat.view.text


@pytest.mark.parametrize(
    "command", ["menu", "new", "avatars", "balance", "language", "help", "cancel"]
)
async def test_every_command_is_answered(chat: Chat, command: str) -> None:
    """Each command of the chat's menu opens its screen."""
    await chat.say(f"/{command}")

    assert len(chat.screen.shown) == 1
    assert "did not get" not in chat.view.text


@pytest.mark.parametrize("section", list(Section))
async def test_every_section_is_answered(chat: Chat, section: Section) -> None:
    """Each part of the menu opens its screen."""
    await chat.press(Menu(section=section))

    assert len(chat.screen.shown) == 1
    assert chat.screen.said == []


async def test_from_nothing_to_pictures(chat: Chat) -> None:
    """The whole way works: dialog, photos, training, prompt, size, count, pictures."""
    await _ordering(chat)
    await chat.tap_label("2 pictures")

    assert "Making 2 pictures" in chat.view.text

    await chat.house.work()

    assert _jobs(chat) == [JobStatus.SUCCEEDED, JobStatus.SUCCEEDED]
    assert await _available(chat) == 1000 - 150 - 2 * 5


async def test_a_name_that_is_handled_again(chat: Chat) -> None:
    """If the process dies, a name is handled again in the same state."""
    await chat.say("/new")
    await chat.tap_label("Portrait")
    await chat.tap_label("Woman")
    named = chat.message(text="Summer")

    await chat.deliver(named, dies=True)
    await chat.deliver(named)

    assert ["Summer"] == [avatar.name for avatar in await _avatars(chat)]
    assert "<b>0</b> of 20" in chat.view.text
    assert "did not get" not in chat.view.text


async def test_the_upload_card_counts(chat: Chat) -> None:
    """After each photo the card says how many are missing."""
    await _draft(chat, photos=3)

    assert "<b>3</b> of 20" in chat.view.text
    assert "<b>7</b> more photos" in chat.view.text
    assert not any("training" in label for label in chat.labels)


async def test_an_album_is_taken_at_once(chat: Chat) -> None:
    """Twenty photos of an album are all added."""
    await _draft(chat)
    await asyncio.gather(
        *(chat.send_photo(f"photo {n}", media_group_id="7") for n in range(20))
    )
    [avatar] = await _avatars(chat)

    assert avatar.photo_count == 20


async def test_what_is_no_photo_is_named_with_its_fault(chat: Chat) -> None:
    """Each rejected file is listed with its reason."""
    await _draft(chat, photos=1)
    thing = {"file_id": "x", "file_unique_id": "x"}
    await chat.send(
        sticker={
            **thing,
            "width": 1,
            "height": 1,
            "type": "regular",
            "is_animated": False,
            "is_video": False,
        }
    )
    await chat.send(document={**thing, "file_name": "<cv>.pdf", "file_size": 10})
    await chat.send(document={**thing, "file_name": "big.png", "file_size": 30 << 20})

    assert "3. big.png — over 20 MB" in chat.view.text
    assert "2. &lt;cv&gt;.pdf — this is not a photo" in chat.view.text
    assert "<b>1</b> of 20" in chat.view.text

    await chat.tap_label("hide these notes")

    assert "big.png" not in chat.view.text


async def test_photos_can_be_looked_through_and_deleted(chat: Chat) -> None:
    """Photos are shown one at a time; deleting shows the next."""
    await _draft(chat, photos=3)
    await chat.tap_label("Look through")
    await chat.tap_label("▶️")
    delete = chat.button("Delete")
    await chat.press(delete)

    assert "Photo 2 of 2" in chat.view.text

    await chat.press(delete)

    assert "not here any more" in chat.screen.said[-1]


# --- dialogs ---------------------------------------------------------------


async def test_a_bad_name_is_asked_again(chat: Chat) -> None:
    """The dialog asks until the name is valid."""
    await chat.say("/new")
    await chat.tap_label("🎭 Portrait")
    await chat.tap_label("Man")
    await chat.say("A")

    assert "a bit short" in chat.view.text

    await chat.say("x" * 31)

    assert "31 characters" in chat.view.text

    await chat.send(dice={"emoji": "🎲", "value": 1})

    assert "waiting for a name" in chat.view.text

    await chat.say("Adam")

    assert "Adam" in chat.view.text


async def test_cancel_leaves_the_dialog_and_keeps_the_draft(chat: Chat) -> None:
    """The draft is kept, and the main menu offers to continue it."""
    await _draft(chat, photos=2)
    await chat.say("/cancel")

    assert "Nothing was lost" in chat.view.text

    await chat.tap_label("Continue")

    assert "<b>2</b> of 20" in chat.view.text


async def test_photos_outside_a_dialog_find_the_only_draft(chat: Chat) -> None:
    """Photos are added to the only draft."""
    await _draft(chat, photos=2)
    await chat.say("/menu")
    await chat.send_photo("photo later")

    assert "Adding to “Anna in summer”" in chat.view.text
    assert "<b>3</b> of 20" in chat.view.text


async def test_photos_without_a_draft_get_a_kind_hint(chat: Chat) -> None:
    """A person who begins with photos is led to the dialog."""
    await chat.send_photo("photo")

    assert "create an avatar first" in chat.view.text


async def test_photos_for_one_of_several_drafts_are_asked_about(chat: Chat) -> None:
    """With several drafts the avatar is asked for."""
    await _draft(chat)
    await _draft(chat)
    await chat.say("/menu")
    await chat.send_photo("photo")

    assert "Which avatar" in chat.view.text
    assert [avatar.photo_count for avatar in await _avatars(chat)] == [0, 0]


async def test_an_avatar_is_renamed(chat: Chat) -> None:
    """A name that is too long is asked for again, and a valid one is shown."""
    avatar = await _draft(chat, photos=1)
    await chat.press(AvatarAction(move=AvatarMove.RENAME, avatar=avatar.id))
    await chat.say("x" * 31)
    await chat.say("<b>Bold</b>")

    assert "&lt;b&gt;Bold&lt;/b&gt;" in chat.view.text


async def test_an_avatar_is_deleted_after_a_question(chat: Chat) -> None:
    """Deletion is confirmed first, and old buttons are answered afterwards."""
    avatar = await _draft(chat, photos=1)
    await chat.press(AvatarAction(move=AvatarMove.DELETE, avatar=avatar.id))

    assert len(await _avatars(chat)) == 1

    await chat.tap_label("Yes, delete")

    assert await _avatars(chat) == []

    await chat.press(AvatarAction(move=AvatarMove.SHOW, avatar=avatar.id))

    assert "not here any more" in chat.screen.said[-1]
    assert "Main menu" in chat.view.text


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
    assert "enough for 200 pictures" in chat.view.text

    chat.house.offer(Z_IMAGE_PORTRAIT.name, FLUX2_PORTRAIT.name)
    await chat.say("/balance")

    assert "enough for 333 pictures" in chat.view.text


async def test_settings_are_kept(chat: Chat) -> None:
    """A tap changes a setting, and another one changes it back."""
    await chat.say("/settings")
    assert "announcements do not come" in chat.view.text
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


async def test_a_double_tap_starts_one_training(chat: Chat) -> None:
    """Two taps make one job and one hold."""
    await _draft(chat, photos=10)
    await chat.tap_label("To the training")
    start = chat.button("Start the training")
    await asyncio.gather(chat.press(start), chat.press(start))
    await chat.press(start)

    assert _jobs(chat) == [JobStatus.REQUESTED]
    assert await _available(chat) == 850
    assert "Training “Anna in summer”" in chat.view.text


async def test_a_double_tap_orders_pictures_once(chat: Chat) -> None:
    """Two taps on counts of one order make one job; the first wins."""
    await _ordering(chat)
    one, four = chat.button("1 picture"), chat.button("4 pictures")
    await chat.press(one, times=2)
    await chat.press(four)

    assert len(_jobs(chat)) == 2
    assert "Making 1 picture" in chat.view.text
    assert await _available(chat) == 845


async def test_a_redelivered_tap_changes_nothing(chat: Chat) -> None:
    """The same update again has the same ids and the same effect."""
    await _ordering(chat)
    update = chat.tap(chat.button("3 pictures").pack())
    await chat.deliver(update)
    await chat.deliver(update)

    assert len(_jobs(chat)) == 2


@attrs.define
class LateCards(MemoryCards):
    """Cards in front of which the job ends before they are known."""

    house: House = attrs.field(kw_only=True)

    async def put(self, job: JobId, card: ProgressCard, /) -> None:
        await self.house.work()
        await super().put(job, card)


async def test_an_end_told_before_its_card_was_known(chat: Chat) -> None:
    """A card that was stored after the end is deleted, and the end is not told again."""
    await _ordering(chat)
    cards = chat.house.cards = LateCards(house=chat.house)
    shown = len(chat.screen.shown)
    await chat.tap_label("3 pictures")

    [_, ended] = chat.house.told.told
    assert len(ended.pictures) == 3
    assert ["Making" in view.text for view in chat.screen.shown[shown:]] == [True]
    assert [len(chat.screen.shown)] == chat.screen.deleted
    assert not cards.kept


async def test_an_order_out_of_date_is_answered_kindly(chat: Chat) -> None:
    """A button of a replaced prompt orders nothing."""
    await _ordering(chat)
    old = chat.button("1 picture")
    await chat.say("on the beach instead")
    await chat.press(old)

    assert "out of date" in chat.screen.said[-1]
    assert _jobs(chat) == [JobStatus.SUCCEEDED]
    assert "Main menu" in chat.view.text


@pytest.mark.parametrize("tapped", ["", "Create pictures"])
async def test_a_scene_out_of_the_blue_is_drawn(chat: Chat, tapped: str) -> None:
    """A text of a person with an avatar begins an order."""
    await _trained(chat)
    await chat.say("/menu")
    if tapped:
        await chat.tap_label(tapped)
    await chat.say("as an astronaut on Mars")

    assert "Which shape?" in chat.view.text
    assert "as an astronaut on Mars" in chat.view.text
    assert _jobs(chat) == [JobStatus.SUCCEEDED]
    await chat.tap_label("Square")
    await chat.tap_label("1 picture")
    assert _jobs(chat) == [JobStatus.SUCCEEDED, JobStatus.REQUESTED]


@pytest.mark.parametrize("said", ["\u200b", "/nonsense", "on Mars"])
async def test_what_is_no_scene_is_not_understood(chat: Chat, said: str) -> None:
    """A blank text, an unknown command or a text without an avatar begins no order."""
    if said == "on Mars":
        await _draft(chat)
        await chat.say("/menu")
    else:
        await _trained(chat)
    await chat.say(said)

    assert "I did not get that" in chat.view.text


async def test_strangers_reach_nothing(house: House, chat: Chat) -> None:
    """Ids of another person are answered as if nothing existed."""
    await _draft(chat, photos=10)
    await chat.tap_label("Look through")
    photo = chat.button("Delete")
    [avatar] = await _avatars(chat)
    await chat.press(AvatarAction(move=AvatarMove.SUMMARY, avatar=avatar.id))
    start = chat.button("Start the training")
    stranger = Chat(house, person=2)
    await stranger.press(photo)
    await stranger.press(start)
    for move in AvatarMove:
        if move is not AvatarMove.TIPS:  # the same for everybody
            await stranger.press(AvatarAction(move=move, avatar=avatar.id))
    await chat.press(start)
    [job] = house.store._rows.jobs.values()
    for step in JobMove:
        if step is not JobMove.DONE:  # only opens the own menu
            await stranger.press(JobAction(move=step, job=job.id))
    order = OrderPictures(order=job.id, size=Size.WIDE, count=1)
    await stranger.press(order)

    assert all("Anna" not in view.text for view in stranger.screen.shown)
    assert all("Anna" not in said for said in stranger.screen.said)
    assert not house.store._rows.jobs[job.id].cancel_asked
    assert (await _avatars(chat))[0].status is AvatarStatus.TRAINING


async def test_who_is_poor_is_told_how_much_is_missing() -> None:
    """The missing credits are shown, also if the balance falls before the tap."""
    house = House(PriceBook(welcome=154))
    chat = Chat(house)
    try:
        await _ordering_poor(chat)
    finally:
        await house.bot.session.close()


async def _ordering_poor(chat: Chat) -> None:
    await _ordering(chat)

    assert "1 more is needed" in chat.view.text
    assert not any("picture ·" in label for label in chat.labels)

    order = chat.button("Another shape").model_dump()["order"]
    await chat.press(OrderPictures(order=order, size=Size.WIDE, count=4))

    assert "A few credits short" in chat.view.text
    assert _jobs(chat) == [JobStatus.SUCCEEDED]


@pytest.mark.parametrize("count", [-1, 0, 5, 10**18])
async def test_a_count_that_no_button_has_orders_nothing(
    chat: Chat, count: int
) -> None:
    """A forged count is answered as an expired button."""
    await _ordering(chat)
    order = chat.button("Another shape").model_dump()["order"]
    before = _jobs(chat)

    await chat.press(OrderPictures(order=order, size=Size.WIDE, count=count))

    assert "served its time" in chat.screen.said[-1]
    assert before == _jobs(chat)


# --- jobs ----------------------------------------------------------------


async def test_a_training_is_called_off(chat: Chat) -> None:
    """Cancelling asks first and returns the credits; a second tap is answered."""
    await _draft(chat, photos=10)
    await chat.tap_label("To the training")
    await chat.tap_label("Start the training")
    await chat.tap_label("Call it off")

    assert chat.house.cards.kept == {}

    off = chat.button("Yes, call it off")
    await chat.press(off)
    await chat.house.work()

    assert await _available(chat) == 1000

    await chat.press(off)

    assert "already come to its end" in chat.screen.said[-1]
    assert (await _avatars(chat))[0].status is AvatarStatus.CANCELLED


async def test_leaving_a_card_leaves_it_alone(chat: Chat) -> None:
    """A card replaced by the main menu is not edited by progress."""
    await _draft(chat, photos=10)
    await chat.tap_label("To the training")
    await chat.tap_label("Start the training")

    assert len(chat.house.cards.kept) == 1

    await chat.tap_label("Main menu")

    assert chat.house.cards.kept == {}
    assert "Main menu" in chat.view.text


async def test_again_takes_the_same_words(chat: Chat) -> None:
    """Ordering again asks for the size in a new message."""
    await _ordering(chat)
    await chat.tap_label("1 picture")
    await chat.house.work()
    job = list(chat.house.store._rows.jobs)[-1]
    await chat.press(JobAction(move=JobMove.AGAIN, job=job))

    assert "on the moon" in chat.view.text
    assert chat.screen.sent == [chat.view]

    await chat.tap_label("Wide")
    await chat.tap_label("1 picture")

    assert len(_jobs(chat)) == 3


async def test_pictures_need_a_trained_avatar(chat: Chat) -> None:
    """The screen says what is missing."""
    await _draft(chat, photos=1)
    await chat.press(Menu(section=Section.GENERATE))

    assert "still being collected" in chat.view.text


async def test_what_nobody_knows_is_answered_kindly(chat: Chat) -> None:
    """Unknown commands, texts, content and buttons are answered with the menu."""
    await chat.say("/dance")
    await chat.say("hello")
    await chat.send(dice={"emoji": "🎲", "value": 3})
    await chat.press("av0:gone")

    assert len(chat.screen.shown) == 4
    assert all("Continue" not in label for label in chat.labels)
    assert "served its time" in chat.screen.said[-1]


async def test_groups_are_not_answered(chat: Chat) -> None:
    """The bot only answers private chats."""
    await chat.send(text="/start", chat={"id": -1, "type": "group", "title": "x"})

    assert chat.screen.shown == []


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
