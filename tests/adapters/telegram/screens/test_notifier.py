"""People are told how their jobs go, once, and Telegram's refusals are understood."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import attrs
import pytest

from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage
from tests.adapters.telegram.memory import MemoryCards
from tests.adapters.telegram.samples import PERSON, job, news, pack_news

from adapters.chat_store import ProgressCard
from adapters.telegram.telling.notifier import TelegramNotifier
from adapters.telegram.view import Image, View
from avatar_core import Balance, JobStatus, Language, Person
from avatar_core.errors import (
    MessageRefusedError,
    NotifierUnavailableError,
    PersonLeftError,
)
from avatar_core.jobs import Progress
from avatar_core.notices import Notice, NoticeKind
from avatar_core.orders import JobKind
from avatar_core.ports import Notifier
from avatar_core.testing.time import EPOCH


METHOD = SendMessage(chat_id=PERSON, text="x")


@attrs.define
class RecordingSender:
    """A `Sender` that notes what it was asked, or fails as arranged."""

    log: list[tuple[str, object]] = attrs.field(factory=list)
    failures: dict[str, list[Exception]] = attrs.field(factory=dict)
    #: Whether each message sent made no sound.
    silent: list[bool] = attrs.field(factory=list)
    #: Whether edited messages are gone, so that new ones are sent.
    resent: bool = False

    def _fail(self, call: str) -> None:
        if self.failures.get(call):
            raise self.failures[call].pop()

    async def show(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        self.silent.append(silent)
        self._fail("show")
        self.log.append(("show", view))
        return 100 + len(self.log)

    async def edit(self, chat_id: int, message_id: int, view: View) -> int:
        self._fail("edit")
        self.log.append(("edit", message_id))
        return message_id + self.resent

    async def album(
        self,
        chat_id: int,
        images: Sequence[Image],
        caption: str,
        *,
        silent: bool = False,
    ) -> Sequence[int]:
        self._fail("album")
        self.silent.append(silent)
        self.log.append(("album", [image.key for image in images]))
        return [100 + len(self.log)]

    async def document(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        self._fail("document")
        self.silent.append(silent)
        self.log.append(("document", view))
        return 100 + len(self.log)

    async def delete(self, chat_id: int, message_id: int) -> None:
        self._fail("delete")
        self.log.append(("delete", message_id))

    @property
    def calls(self) -> list[str]:
        """The calls, without what they were about."""
        return [call for call, _ in self.log]


@attrs.define
class Rig:
    """A notifier with its recording surroundings."""

    sender: RecordingSender = attrs.field(factory=RecordingSender)
    cards: MemoryCards = attrs.field(factory=MemoryCards)

    @property
    def notifier(self) -> Notifier:
        """The notifier under test."""
        return TelegramNotifier(self.sender, self.cards)


@pytest.fixture
def rig() -> Rig:
    """Return a fresh rig."""
    return Rig()


async def test_progress_edits_the_card_once_per_change(rig: Rig) -> None:
    """The same progress is not sent again."""
    told = news(job(JobKind.TRAINING, JobStatus.RUNNING, progress=Progress(percent=10)))
    rig.cards.kept[told.job.id] = ProgressCard(PERSON, 7, "old")

    await rig.notifier.progressed(told)
    await rig.notifier.progressed(told)

    assert rig.sender.log == [("edit", 7)]


async def test_progress_without_a_card_says_nothing(rig: Rig) -> None:
    """Without a card progress sends nothing."""
    await rig.notifier.progressed(news(job(JobKind.TRAINING, JobStatus.RUNNING)))

    assert rig.sender.log == []


async def test_progress_never_raises(rig: Rig) -> None:
    """A card that cannot be edited does not stop the job."""
    told = news(job(JobKind.TRAINING, JobStatus.RUNNING))
    rig.cards.kept[told.job.id] = ProgressCard(PERSON, 7, "old")
    rig.sender.failures["edit"] = [TelegramForbiddenError(METHOD, "blocked")]

    await rig.notifier.progressed(told)

    assert rig.sender.log == []


@pytest.mark.parametrize("kind", list(JobKind))
@pytest.mark.parametrize(
    "status",
    [JobStatus.FAILED, JobStatus.BLOCKED, JobStatus.CANCELLED, JobStatus.EXPIRED],
)
async def test_an_end_is_a_new_message_and_the_card_goes(
    rig: Rig, kind: JobKind, status: JobStatus
) -> None:
    """The result is a new message, because edits make no sound."""
    told = news(job(kind, status))
    rig.cards.kept[told.job.id] = ProgressCard(PERSON, 7, "old")

    await rig.notifier.ended(told)

    assert rig.sender.calls == ["show", "delete"]
    assert rig.sender.log[-1] == ("delete", 7)
    assert rig.cards.kept == {}


async def test_one_picture_comes_with_its_buttons(rig: Rig) -> None:
    """A single picture has its caption and buttons."""
    told = news(job(JobKind.GENERATION, JobStatus.SUCCEEDED, count=1))

    await rig.notifier.ended(told)

    [(_, view)] = rig.sender.log
    assert isinstance(view, View)
    assert view.image is not None
    assert view.image.key == told.pictures[0].key
    assert view.buttons


async def test_several_pictures_come_as_an_album_and_buttons(rig: Rig) -> None:
    """The buttons follow the album in a message."""
    told = news(job(JobKind.GENERATION, JobStatus.SUCCEEDED))
    rig.cards.kept[told.job.id] = ProgressCard(PERSON, 7, "old")

    await rig.notifier.ended(told)

    assert rig.sender.calls == ["album", "delete", "show"]
    assert rig.sender.log[1] == ("delete", 7)
    assert rig.sender.log[0] == ("album", [p.key for p in told.pictures])
    assert rig.cards.kept == {}


async def test_an_album_is_not_sent_twice(rig: Rig) -> None:
    """If sending the buttons fails, only they are sent again."""
    told = news(job(JobKind.GENERATION, JobStatus.SUCCEEDED))
    rig.cards.kept[told.job.id] = ProgressCard(PERSON, 7, "old")
    rig.sender.failures["show"] = [TelegramServerError(METHOD, "bad gateway")]

    with pytest.raises(NotifierUnavailableError):
        await rig.notifier.ended(told)
    await rig.notifier.ended(told)

    assert rig.sender.calls.count("album") == 1
    assert rig.sender.calls.count("show") == 1
    assert [about for call, about in rig.sender.log if call == "delete"] == [7]
    assert rig.cards.kept == {}


@pytest.mark.parametrize(
    "make",
    [
        lambda: TelegramForbiddenError(METHOD, "bot was blocked by the user"),
        lambda: TelegramForbiddenError(METHOD, "user is deactivated"),
        lambda: TelegramBadRequest(METHOD, "Bad Request: chat not found"),
    ],
    ids=["blocked", "deactivated", "gone"],
)
async def test_who_left_is_told_on_their_return(
    rig: Rig, make: Callable[[], Exception]
) -> None:
    """That the person has left is raised, and the card kept."""
    told = news(job(JobKind.TRAINING, JobStatus.SUCCEEDED))
    rig.cards.kept[told.job.id] = ProgressCard(PERSON, 7, "old")
    rig.sender.failures["show"] = [make()]

    with pytest.raises(PersonLeftError):
        await rig.notifier.ended(told)
    await rig.notifier.ended(told)

    assert ["show", "delete"] == rig.sender.calls
    assert rig.cards.kept == {}


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (TelegramRetryAfter(METHOD, "flood", retry_after=77), 77),
        (TelegramNetworkError(METHOD, "timeout"), 5),
        (TelegramServerError(METHOD, "bad gateway"), 5),
        (TelegramUnauthorizedError(METHOD, "Unauthorized"), 5),
    ],
    ids=["flood", "network", "server", "token"],
)
async def test_what_may_pass_is_tried_later(
    rig: Rig, error: Exception, seconds: int
) -> None:
    """Telegram says when to try again, or it is some seconds later."""
    rig.sender.failures["show"] = [error]

    with pytest.raises(NotifierUnavailableError) as raised:
        await rig.notifier.ended(news(job(JobKind.TRAINING, JobStatus.SUCCEEDED)))

    assert raised.value.after == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "error",
    [
        TelegramBadRequest(METHOD, "can't parse entities"),
        TelegramEntityTooLarge(METHOD, "Request Entity Too Large"),
    ],
    ids=["text", "size"],
)
async def test_a_refused_message_is_told_from_a_passing_trouble(
    rig: Rig, error: Exception
) -> None:
    """A refusal is raised as such, to be counted."""
    rig.sender.failures["show"] = [error]

    with pytest.raises(MessageRefusedError):
        await rig.notifier.ended(news(job(JobKind.TRAINING, JobStatus.SUCCEEDED)))


async def test_a_card_that_stays_is_no_reason_to_tell_again(rig: Rig) -> None:
    """A card that cannot be deleted is no failure."""
    told = news(job(JobKind.TRAINING, JobStatus.SUCCEEDED))
    rig.cards.kept[told.job.id] = ProgressCard(PERSON, 7, "old")
    rig.sender.failures["delete"] = [TelegramRetryAfter(METHOD, "flood", retry_after=5)]

    await rig.notifier.ended(told)

    assert rig.sender.calls == ["show"]


@pytest.mark.parametrize(
    ("language", "words"), [(Language.ENGLISH, "is ready"), (Language.RUSSIAN, "готов")]
)
async def test_people_are_told_in_their_language(
    rig: Rig, language: Language, words: str
) -> None:
    """Results are in the language of the person."""
    told = news(job(JobKind.TRAINING, JobStatus.SUCCEEDED), language=language)

    await rig.notifier.ended(told)

    [(_, view)] = rig.sender.log
    assert isinstance(view, View)
    assert words in view.text


async def test_the_quiet_hear_nothing(rig: Rig) -> None:
    """Quiet people get results without a sound, albums and buttons, too."""
    told = news(job(JobKind.GENERATION, JobStatus.SUCCEEDED))
    quiet = attrs.evolve(told, person=attrs.evolve(told.person, quiet=True))

    await rig.notifier.ended(quiet)

    assert [True, True] == rig.sender.silent


async def test_news_make_a_sound(rig: Rig) -> None:
    """Others hear one sound for an album, and none for its buttons."""
    await rig.notifier.ended(news(job(JobKind.GENERATION, JobStatus.SUCCEEDED)))

    assert [False, True] == rig.sender.silent


# --- packs --------------------------------------------------------------------


async def test_a_pack_has_one_card(rig: Rig) -> None:
    """Progress of any job of a pack edits the card of its lead."""
    begun = pack_news([JobStatus.RUNNING] * 3)
    half = pack_news([JobStatus.SUCCEEDED, JobStatus.RUNNING, JobStatus.RUNNING])
    rig.cards.kept[begun.job.id] = ProgressCard(PERSON, 7, "")

    for told in (begun, begun, half):
        await rig.notifier.progressed(told)

    assert [("edit", 7), ("edit", 7)] == rig.sender.log


async def test_a_pack_comes_as_an_album_even_if_its_lead_failed(rig: Rig) -> None:
    """A pack is delivered whatever became of its lead."""
    told = pack_news([JobStatus.BLOCKED, *[JobStatus.SUCCEEDED] * 3])
    rig.cards.kept[told.job.id] = ProgressCard(PERSON, 7, "")

    await rig.notifier.ended(told)

    assert ["album", "delete", "show"] == rig.sender.calls
    assert {} == rig.cards.kept


async def test_late_progress_leaves_no_card_behind(rig: Rig) -> None:
    """A card that was deleted meanwhile does not come back."""
    rig.sender.resent = True
    told = pack_news([JobStatus.RUNNING] * 2)
    rig.cards.kept[told.job.id] = ProgressCard(PERSON, 7, "")

    await rig.notifier.progressed(told)

    assert [("edit", 7), ("delete", 8)] == rig.sender.log


@pytest.mark.parametrize("quiet", [False, True])
async def test_a_notice_keeps_quiet_if_asked_to(*, quiet: bool) -> None:
    """A notice has its reason, and a sound unless the person is quiet."""
    rig = Rig()
    person = Person(id=PERSON, language=Language.ENGLISH, created_at=EPOCH, quiet=quiet)
    notice = Notice(
        key="key",
        person=PERSON,
        what=NoticeKind.GRANT,
        amount=30,
        why="sorry for the <wait>",
        due_at=EPOCH,
    )

    await rig.notifier.noticed(person, notice, Balance(230, 0), None)

    [(_, view)] = rig.sender.log
    assert isinstance(view, View)
    assert "30 credits for you" in view.text
    assert "sorry for the &lt;wait&gt;" in view.text
    assert "230" in view.text
    assert [quiet] == rig.sender.silent


async def test_a_notice_waits_for_telegram() -> None:
    """Errors of Telegram are raised, to try later."""
    rig = Rig()
    person = Person(id=PERSON, language=Language.ENGLISH, created_at=EPOCH)
    notice = Notice(key="key", person=PERSON, what=NoticeKind.UNBLOCK, due_at=EPOCH)
    rig.sender.failures["show"] = [
        TelegramForbiddenError(METHOD, "blocked"),
        TelegramNetworkError(METHOD, "away"),
    ]

    with pytest.raises(NotifierUnavailableError):
        await rig.notifier.noticed(person, notice, Balance(0, 0), None)
    with pytest.raises(PersonLeftError):
        await rig.notifier.noticed(person, notice, Balance(0, 0), None)

    assert [] == rig.sender.log
