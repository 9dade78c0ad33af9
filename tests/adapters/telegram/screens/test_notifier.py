"""Reporting jobs and notices to people, and Telegram's refusals."""

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
from tests.adapters.telegram.screens.chat import PACKS
from tests.adapters.telegram.screens.recording import RecordingSender

from adapters.chat_store import ProgressCard
from adapters.telegram.telling.notifier import TelegramNotifier
from avatar_core import Balance, JobStatus, Language, Person
from avatar_core.errors import (
    MessageRefusedError,
    NotifierUnavailableError,
    PersonLeftError,
)
from avatar_core.jobs import Progress
from avatar_core.notices import Notice, NoticeKind
from avatar_core.orders import JobKind
from avatar_core.ports import News, Notifier
from avatar_core.testing.blobs import ALIAS
from avatar_core.testing.time import EPOCH


METHOD = SendMessage(chat_id=PERSON, text="x")


@attrs.define
class Rig:
    """A notifier with its recording surroundings."""

    sender: RecordingSender = attrs.field(factory=RecordingSender)
    cards: MemoryCards = attrs.field(factory=MemoryCards)

    def show(self, told: News) -> News:
        """Have a card show how a job goes."""
        self.cards.kept[told.job.id] = ProgressCard(PERSON, 7, "old")
        return told

    @property
    def notifier(self) -> Notifier:
        """The notifier under test."""
        return TelegramNotifier(self.sender, self.cards, PACKS)


@pytest.fixture
def rig() -> Rig:
    """Return a fresh rig."""
    return Rig()


async def test_progress_edits_the_card_once_per_change(rig: Rig) -> None:
    """The same progress is not sent again."""
    told = rig.show(
        news(job(JobKind.TRAINING, JobStatus.RUNNING, progress=Progress(percent=10)))
    )

    await rig.notifier.progressed(told)
    await rig.notifier.progressed(told)

    assert rig.sender.log == [("edit", 7)]


async def test_progress_without_a_card_says_nothing(rig: Rig) -> None:
    """Without a card progress sends nothing."""
    await rig.notifier.progressed(news(job(JobKind.TRAINING, JobStatus.RUNNING)))

    assert rig.sender.log == []


async def test_progress_never_raises(rig: Rig) -> None:
    """A card that cannot be edited does not stop the job."""
    told = rig.show(news(job(JobKind.TRAINING, JobStatus.RUNNING)))
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
    told = rig.show(news(job(kind, status)))

    await rig.notifier.ended(told)

    assert rig.sender.calls == ["show", "delete"]
    assert rig.sender.log[-1] == ("delete", 7)


async def test_several_pictures_come_as_an_album_and_buttons(rig: Rig) -> None:
    """The buttons follow the album in a message."""
    told = rig.show(news(job(JobKind.GENERATION, JobStatus.SUCCEEDED)))

    await rig.notifier.ended(told)

    assert rig.sender.calls == ["album", "delete", "show"]
    assert rig.sender.log[1] == ("delete", 7)
    assert rig.sender.log[0] == ("album", [p.key for p in told.pictures])


async def test_an_album_is_not_sent_twice(rig: Rig) -> None:
    """If sending the buttons fails, only they are sent again."""
    told = rig.show(news(job(JobKind.GENERATION, JobStatus.SUCCEEDED)))
    rig.sender.failures["show"] = [TelegramServerError(METHOD, "bad gateway")]

    with pytest.raises(NotifierUnavailableError):
        await rig.notifier.ended(told)
    await rig.notifier.ended(told)

    assert rig.sender.calls.count("album") == 1
    assert rig.sender.calls.count("show") == 1
    assert [about for call, about in rig.sender.log if call == "delete"] == [7]


GONE, AWAY, REFUSED = PersonLeftError, NotifierUnavailableError, MessageRefusedError


@pytest.mark.parametrize(
    ("error", "meant", "seconds"),
    [
        (TelegramForbiddenError(METHOD, "bot was blocked by the user"), GONE, None),
        (TelegramForbiddenError(METHOD, "user is deactivated"), GONE, None),
        (TelegramBadRequest(METHOD, "Bad Request: chat not found"), GONE, None),
        (TelegramRetryAfter(METHOD, "flood", retry_after=77), AWAY, 77),
        (TelegramNetworkError(METHOD, "timeout"), AWAY, 5),
        (TelegramServerError(METHOD, "bad gateway"), AWAY, 5),
        (TelegramUnauthorizedError(METHOD, "Unauthorized"), AWAY, 5),
        (TelegramBadRequest(METHOD, "can't parse entities"), REFUSED, None),
        (TelegramEntityTooLarge(METHOD, "Request Entity Too Large"), REFUSED, None),
    ],
    ids=str,
)
async def test_an_end_that_telegram_does_not_take_is_told_later(
    rig: Rig, error: Exception, meant: type[Exception], seconds: int | None
) -> None:
    """That a person left, a passing trouble and a refusal are told apart."""
    told = rig.show(news(job(JobKind.TRAINING, JobStatus.SUCCEEDED)))
    rig.sender.failures["show"] = [error]

    with pytest.raises(meant) as raised:
        await rig.notifier.ended(told)
    if seconds is not None:
        assert timedelta(seconds=seconds) == getattr(raised.value, "after", None)
    await rig.notifier.ended(told)

    assert ["show", "delete"] == rig.sender.calls


@pytest.mark.parametrize("status", [JobStatus.SUCCEEDED, JobStatus.FAILED])
async def test_a_new_avatar_is_celebrated(rig: Rig, status: JobStatus) -> None:
    """Confetti fall when an avatar is ready, and at no other end."""
    await rig.notifier.ended(rig.show(news(job(JobKind.TRAINING, status))))

    [(_, view)] = rig.sender.shown
    assert view.festive is (status is JobStatus.SUCCEEDED)


async def test_a_card_that_stays_is_no_reason_to_tell_again(rig: Rig) -> None:
    """A card that cannot be deleted is no failure."""
    told = rig.show(news(job(JobKind.TRAINING, JobStatus.SUCCEEDED)))
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

    [(_, view)] = rig.sender.shown
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
    rig.show(begun)

    for told in (begun, begun, half):
        await rig.notifier.progressed(told)

    assert [("edit", 7), ("edit", 7)] == rig.sender.log


async def test_a_pack_comes_as_an_album_even_if_its_lead_failed(rig: Rig) -> None:
    """A pack is delivered whatever became of its lead."""
    told = rig.show(pack_news([JobStatus.BLOCKED, *[JobStatus.SUCCEEDED] * 3]))

    await rig.notifier.ended(told)

    assert ["album", "delete", "show"] == rig.sender.calls


async def test_late_progress_leaves_no_card_behind(rig: Rig) -> None:
    """A card that was deleted meanwhile does not come back."""
    rig.sender.resent = True
    told = rig.show(pack_news([JobStatus.RUNNING] * 2))

    await rig.notifier.progressed(told)

    assert [("edit", 7), ("delete", 8)] == rig.sender.log


@pytest.mark.parametrize("quiet", [False, True])
async def test_a_notice_keeps_quiet_if_asked_to(*, quiet: bool) -> None:
    """A notice has its reason, and a sound unless the person is quiet."""
    rig = Rig()
    person = Person(
        id=PERSON, language=Language.ENGLISH, created_at=EPOCH, quiet=quiet, alias=ALIAS
    )
    notice = Notice(
        key="key",
        person=PERSON,
        what=NoticeKind.GRANT,
        amount=30,
        why="sorry for the <wait>",
        due_at=EPOCH,
    )

    await rig.notifier.noticed(person, notice, Balance(230, 0), None)

    [(_, view)] = rig.sender.shown
    assert "30 credits for you" in view.text
    assert "sorry for the &lt;wait&gt;" in view.text
    assert "230" in view.text
    assert [quiet] == rig.sender.silent


async def test_a_notice_waits_for_telegram() -> None:
    """Errors of Telegram are raised, to try later."""
    rig = Rig()
    person = Person(id=PERSON, language=Language.ENGLISH, created_at=EPOCH, alias=ALIAS)
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
